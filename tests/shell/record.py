"""Ask real busyboxes and write down what they answer: ``python -m tests.shell.record BUSYBOX...`` (as root)."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.shell.scripts import HERE, real, scripts, version


def record(busyboxes: list[str]) -> None:
    truth: dict[str, Any] = {"applets": {}, "answers": {}}
    for busybox in busyboxes:
        number = version(Path(busybox).read_bytes())
        listed = subprocess.run([busybox, "--list"], capture_output=True, text=True, check=True)
        truth["applets"][number] = " ".join(listed.stdout.split())
        print(f"busybox {number}")
        with tempfile.TemporaryDirectory() as place:
            for name, script in scripts().items():
                said = real(busybox, script, Path(place))
                answers = truth["answers"].setdefault(name, {})
                if said not in answers.values():
                    answers[number] = said
                else:
                    first = next(key for key, value in answers.items() if value == said)
                    answers[f"{first} {number}"] = answers.pop(first)
    lines = [f" {json.dumps(name)}: {json.dumps(said, ensure_ascii=False)}" for name, said in truth["answers"].items()]
    head = f'{{"applets": {json.dumps(truth["applets"], indent=1)},\n"answers": {{\n'
    (HERE / "truth.json").write_text(head + ",\n".join(lines) + "\n}}\n", encoding="utf-8")


if __name__ == "__main__":
    record(sys.argv[1:])
