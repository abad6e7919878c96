"""A script, run by a real bash against a real engine, cut into its commands.

The script is one file, given to one bash, unchanged: `cd`, `set -e`, `$?` and here-documents mean what they mean to
bash. `probe.sh` (sourced first, through `BASH_ENV`) sets a DEBUG trap, which writes a mark with the line number on
both streams before each command: the text between two marks is what that command printed.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

PROBE = Path(__file__).with_name("probe.sh")
MARK = re.compile(r"\n\x1e(\d+) (\d+)\x1e\n")


@dataclass(frozen=True)
class Command:
    """One complete command of a script, and what it did."""

    text: str
    stdout: str
    stderr: str
    status: int


def split(script: str) -> list[tuple[int, str]]:
    """Cut a script into complete commands, each with the number of its first line (from 1).

    Bash itself says where a command ends: lines are added while `bash -n` finds the text incomplete.
    """
    commands: list[tuple[int, str]] = []
    pending: list[str] = []
    for number, line in enumerate(script.splitlines(), 1):
        if not pending and (not line.strip() or line.lstrip().startswith("#")):
            continue
        pending.append(line)
        if _is_complete("\n".join(pending)):
            commands.append((number - len(pending) + 1, "\n".join(pending)))
            pending = []
    if pending:
        raise ValueError(f"the script ends inside a command: {pending[0]}")
    return commands


def _is_complete(text: str) -> bool:
    if re.search(r"(^|[^\\])(\\\\)*\\$", text):
        return False
    if not re.search(r"<<|[\"'(){}`]|\b(if|for|while|case)\b", text):
        return True  # nothing here can span lines: spare a process
    # An unfinished here-document is only a warning to bash: any word on stderr counts.
    check = subprocess.run(["bash", "-n"], input=text + "\n", capture_output=True, text=True, check=False)
    return check.returncode == 0 and not check.stderr


def run(script: Path, directory: Path, environment: Mapping[str, str]) -> list[Command]:
    """Run a script in a directory; the commands that bash reached, in order."""
    out, err = directory.with_name("stdout"), directory.with_name("stderr")
    with out.open("wb") as stdout, err.open("wb") as stderr:
        subprocess.run(
            ["bash", str(script)],
            cwd=directory,
            env={**os.environ, **environment, "BASH_ENV": str(PROBE), "LC_ALL": "C.UTF-8", "PWD": str(directory)},
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=stderr,
            check=False,
            timeout=180,
        )
    starts = split(script.read_text())
    streams = []
    for path in (out, err):
        text = path.read_bytes().decode(errors="backslashreplace")  # as it is: a carriage return is no new line
        text = text.replace(str(directory.resolve()), "<directory>").replace(str(directory), "<directory>")
        text = text.replace(f"{script}: ", "bash: ")  # bash's own complaints carry the script's path and line
        streams.append(_parts(text, starts))
    return [
        Command(starts[index][1], printed, complained, status)
        for (index, printed, status), (_, complained, _) in zip(*streams, strict=True)
    ]


def _parts(stream: str, starts: list[tuple[int, str]]) -> Iterator[tuple[int, str, int]]:
    """Cut a stream at its marks: for each command reached, its index, its text and its exit status."""
    pieces = MARK.split(stream)
    running, text = -1, pieces[0]
    for line, status, piece in zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True):
        index = max((i for i, (first, _) in enumerate(starts) if first <= int(line)), default=-1)
        if index != running:
            if running >= 0:
                yield running, text, int(status)
            running, text = index, ""
        text += piece
    if running >= 0:
        raise ValueError("the script did not reach its end")
