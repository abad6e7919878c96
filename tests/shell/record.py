"""Ask real shells and write down what they answer (as root): ``python -m tests.shell.record [BUSYBOX]... [DEBIAN]``.

BUSYBOX is a static busybox, DEBIAN the root directory of a Debian with dash and the GNU programs.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from dockerlab.shell import COMMANDS
from tests.shell.scripts import HERE, real, real_debian, scripts, version


def record(places: list[Path]) -> None:
    truth: dict[str, Any] = {"programs": {}, "answers": {name: {} for name in scripts()}}
    for place in places:
        if place.is_dir():
            folders = (place / "usr/bin", place / "usr/sbin")
            programs = sorted(
                name
                for name in COMMANDS
                if any((folder / name).is_symlink() or (folder / name).exists() for folder in folders)
            )
            truth["programs"]["debian"] = " ".join(programs)
            said = {name: real_debian(place, script) for name, script in scripts().items()}
            keep(truth, "debian", said)
            continue
        number = version(place.read_bytes())
        listed = subprocess.run([place, "--list"], capture_output=True, text=True, check=True)
        truth["programs"][number] = " ".join(listed.stdout.split())
        with tempfile.TemporaryDirectory() as root:
            keep(truth, number, {name: real(str(place), script, Path(root)) for name, script in scripts().items()})
    lines = [f" {json.dumps(name)}: {json.dumps(said, ensure_ascii=False)}" for name, said in truth["answers"].items()]
    head = f'{{"programs": {json.dumps(truth["programs"], indent=1)},\n"answers": {{\n'
    (HERE / "truth.json").write_text(head + ",\n".join(lines) + "\n}}\n", encoding="utf-8")


def keep(truth: dict[str, Any], who: str, said: dict[str, Any]) -> None:
    """Add answers; who answers the same stands together."""
    for name, answer in said.items():
        answers = truth["answers"][name]
        same = next((key for key, value in answers.items() if value == answer), None)
        if same is None:
            answers[who] = answer
        else:
            answers[f"{same} {who}"] = answers.pop(same)


if __name__ == "__main__":
    record([Path(argument) for argument in sys.argv[1:]])
