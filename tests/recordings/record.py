"""Record what a real Docker Engine does with every script of `scripts/` (`make record`).

    python tests/recordings/record.py                 every script
    python tests/recordings/record.py 003 cache       the scripts with one of these words in their names
    python tests/recordings/record.py --check 003     record again and compare with what is stored: nothing is written

Each script runs in an empty directory on an engine that holds nothing but busybox:lab, once for each builder.
"""

from __future__ import annotations

import argparse
import difflib
import json
import os
import re
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from recordings import bash, describe, normalise  # noqa: E402  (the folder is found through the line above)
from recordings import engine as engines  # noqa: E402

SCRIPTS, RECORDED = HERE / "scripts", HERE / "recorded"
ENGINE_SH = Path(os.environ.get("ENGINE_SH", HERE.parents[2] / "shared/engine/engine.sh"))
BUILDERS = {"buildkit": "1", "classic": "0"}


def text_of(script: str) -> str:
    """The text of a script, by its name."""
    return (SCRIPTS / f"{script}.sh").read_text()


def builders(script: str) -> list[str]:
    """The builders a script is for: its header `# builders: buildkit`, else both."""
    header = re.search(r"^# builders: (.*)$", script, re.MULTILINE)
    return header[1].split() if header else list(BUILDERS)


def record(engine: engines.Engine, script: Path) -> dict[str, Any]:
    """Run one script under its builders; the recording as JSON data."""
    text = script.read_text()
    runs = {}
    for builder in builders(text):
        environment = {**engine.environment, "DOCKER_BUILDKIT": BUILDERS[builder]}
        environment["RECORD_DIFF"] = "1" if re.search(r"docker (container )?diff", text) else ""
        with engine.scratch() as scratch:
            directory = scratch / "work"
            directory.mkdir(mode=0o755)
            commands = bash.run(script, directory, environment)
        runs[builder] = normalise.recording(commands, describe.images(describe.unpack(engine.save())))
        engine.clear()
    for run in runs.values():
        for command in run["commands"]:
            if "registry-1.docker.io" in str(command):
                print(f"{script.name}: asks a registry (how that fails depends on the machine): {command['command']}")
    return {"script": script.name, "builders": runs}


def base(engine: engines.Engine) -> dict[str, Any]:
    """The base image, in full: what `data/` must look like."""
    (image,) = describe.images(describe.unpack(engine.run("save", engines.BASE)), base="")
    return image


def base_recorded() -> dict[str, Any]:
    """The base image as it was recorded."""
    data: dict[str, Any] = json.loads((RECORDED / "base.json").read_text())
    return data


def write(data: Any, indent: str = "", width: int = 110) -> str:
    """JSON for reading: what fits on a line stands on one, in the engine's order.

    >>> print(write({"status": 0, "stdout": ["one", "two"]}, width=20))
    {
     "status": 0,
     "stdout": ["one", "two"]
    }
    """
    line = json.dumps(data, ensure_ascii=False)
    if not isinstance(data, (dict, list)) or not data or len(indent) + len(line) <= width:
        return line
    inner = indent + " "
    if isinstance(data, dict):
        brackets = "{}"
        items = [f"{json.dumps(key)}: {write(value, inner, width)}" for key, value in data.items()]
    else:
        brackets = "[]"
        items = [write(value, inner, width) for value in data]
    lines = ",\n".join(inner + item for item in items)
    return f"{brackets[0]}\n{lines}\n{indent}{brackets[1]}"


def main(arguments: Sequence[str]) -> int:
    """Record the chosen scripts; 1 if --check finds a difference."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("words", nargs="*", help="record only scripts whose names contain one of these")
    parser.add_argument("--check", action="store_true", help="compare with the stored recordings; write nothing")
    parser.add_argument("--new", action="store_true", help="only scripts that are newer than their recordings")
    options = parser.parse_args(arguments)
    scripts = [s for s in sorted(SCRIPTS.glob("*.sh")) if not options.words or any(w in s.name for w in options.words)]
    started = time.monotonic()
    directory = Path(os.environ.get("ENGINE_DIR", "/tmp/dockerlab-record"))
    engine = engines.start(ENGINE_SH, directory)
    count = different = 0
    try:
        if not options.words and not options.check:
            (RECORDED / "base.json").write_text(write(base(engine)) + "\n")
        for script in scripts:
            stored = RECORDED / f"{script.stem}.json"
            if options.new and stored.exists() and stored.stat().st_mtime > script.stat().st_mtime:
                continue
            text = write(record(engine, script)) + "\n"
            count += 1
            before = stored.read_text() if stored.exists() else ""
            if text != before:
                different += 1
                print(f"{script.name}: {'different' if before else 'new'}", flush=True)
                if options.check:
                    diff = difflib.unified_diff(before.splitlines(), text.splitlines(), lineterm="", n=2)
                    print("\n".join(diff))
                else:
                    stored.write_text(text)
    finally:
        if "ENGINE_DIR" not in os.environ:
            engines.stop(ENGINE_SH, directory)
    print(f"{count} scripts, {different} different, {time.monotonic() - started:.0f} s")
    return 1 if options.check and different else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
