"""The one place that says which differences between two runs do not count.

Both sides pass through here: what an engine printed (when a script was recorded for the tests, or when a lab is
verified), and what the model printed. Removed or renamed are

- IDs (images, containers, volumes): the first one seen becomes `<id1>`, the next `<id2>`; a short ID gets the name of
  the long one it begins, so equal IDs stay visibly equal. Content digests (`file:<sha>` in a classic history, the
  output of `sha256sum`) are facts and stay;
- times, durations, dates, the sizes of a build context, random container names, references to BuildKit's snapshots;
- the order in which BuildKit prints steps that do not depend on each other: blocks are sorted by step name;
- whether BuildKit says CACHED or DONE for a FROM (it depends on what the engine did before the script), and which of
  the stages that share a base it names there;
- the order of what the engine itself gives in any order (`_any_order`);
- the widths of table columns, which follow the times printed in them: cells are joined by ` | `. (That a table is laid
  out as its own cells demand is looked at first, on both sides.)
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from dockerlab.cli.table import align

HEX = "[0-9a-f]"
ID = re.compile(rf"(?<!file:)(?<!dir:)(?<!multi:)(?<!{HEX})(?:{HEX}{{64}}(?!  \S)|\b{HEX}{{12}}\b)(?!{HEX})")
MONTH = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
SPAN = r"(?:\d+ (?:second|minute|hour|day|week|month|year)s?|Less than a second|About a minute|About an hour)"
UUID = re.compile(rf"{HEX}{{8}}-(?:{HEX}{{4}}-){{3}}{HEX}{{12}}(?:::[0-9a-z]+)?")
REWRITES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"WARNING: IPv4 forwarding is disabled\. Networking will not work\.\n", ""),
        (r"Sending build context to Docker daemon[^\n]*\n", "Sending build context to Docker daemon\n"),
        (
            r"(DEPRECATED: The legacy builder is deprecated and will be removed in a future release\.)\n {12}"
            r"BuildKit is currently disabled; enable it by removing the DOCKER_BUILDKIT=0\n {12}"
            r"environment-variable\.\n\n",
            r"\1\n",
        ),
        (r"\x1b\[0m\x1b\[91m", ""),  # where one write to standard error ended and the next began
        (r"(?<=ERROR: failed to build: )failed to run Build function", "failed to solve"),  # who reports first
        (SPAN + r" ago", "<ago>"),
        (r"\bUp " + SPAN, "Up <time>"),
        (r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d| [+-]\d{4} [A-Z]+)?", "<time>"),
        (rf"\b(?:{MONTH}) [ \d]\d  ?(?:\d\d:\d\d|\d{{4}})\b", "<date>"),
        (UUID.pattern, "<ref>"),
        (r"/[^\s:]*/overlay2/[0-9a-z]+/merged", "<rootfs>"),
        (r"\.dockerfile\.[0-9a-f]{20}", ".dockerfile.<random>"),
        (r"\.pivot_root\d+", ".pivot_root<number>"),
        (r"of ref [0-9a-z]{25}::[0-9a-z]{25}", "of ref <ref>"),
        (r"failed to prepare [0-9a-z]{25} as", "failed to prepare <ref> as"),
        (r"(failed to prepare \S+ as) [0-9a-z]{25}", r"\1 <ref>"),
    )
)
TABLES = ("REPOSITORY ", "IMAGE ", "CONTAINER ID ", "DRIVER ", "TYPE ")
WARNING = re.compile(r"((?:\x1b\[0m)?)( - [A-Za-z]+: .*)")
STEP = re.compile(r"\[(?:\S+ )? *\d+/\d+\] ")


class Printed(Protocol):
    """A command and what it printed: from the engine (bash.Command) or from the model."""

    @property
    def text(self) -> str: ...
    @property
    def stdout(self) -> str: ...
    @property
    def stderr(self) -> str: ...
    @property
    def status(self) -> int: ...


@dataclass
class Names:
    """IDs by order of appearance."""

    seen: list[str] = field(default_factory=list)

    def replace(self, text: str) -> str:
        """Give each ID in a text its name."""
        return ID.sub(lambda match: f"<id{self._number(match[0])}>", text)

    def _number(self, identifier: str) -> int:
        for number, known in enumerate(self.seen, 1):
            if known.startswith(identifier):
                return number
            if identifier.startswith(known):
                self.seen[number - 1] = identifier
                return number
        self.seen.append(identifier)
        return len(self.seen)


def recording(commands: Iterable[Printed], images: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """One run of a script as the JSON data that are stored, and compared."""
    names = Names()
    rows, named = [], []
    for command in commands:
        stdout, stderr = _text(command.stdout, command.text), _text(command.stderr, command.text)
        out, err = _any_order(_lines(names.replace(stdout)), command.text), _lines(names.replace(stderr))
        row: dict[str, Any] = {"command": command.text.partition("\n")[0], "status": command.status}
        row["stdout"], row["stderr"] = out, err
        row["trace"] = trace(command.stdout, command.stderr)
        rows.append({key: value for key, value in row.items() if value not in ([], "")})
    for image in images:
        config = names.replace(json.dumps(image["config"], ensure_ascii=False))
        layers = UUID.sub("<ref>", json.dumps(image["layers"], ensure_ascii=False))
        named.append({**image, "config": json.loads(config), "layers": json.loads(layers)})
    return {"commands": rows, "images": named}


def _text(text: str, command: str) -> str:
    if text.startswith(TABLES) and "docker" in command:
        text = _table(text)
    for pattern, replacement in REWRITES:
        text = pattern.sub(replacement, text)
    text = _buildkit(text)
    return text


def _table(text: str) -> str:
    header, *rows = text.splitlines()
    starts = [0, *(match.end() for match in re.finditer(r" {3,}", header))]
    ends = [*starts[1:], None]
    cells = [[line[a:b].strip() for a, b in zip(starts, ends, strict=True)] for line in (header, *rows)]
    if align("".join("\t".join(row) + "\n" for row in cells)) != text:
        return f"<columns as no client lays them out>\n{text}"
    for row in cells[1:]:
        if cells[0][-1] == "NAMES":
            row[-1] = re.sub(r"^[a-z]+_[a-z]+\d?$", "<name>", row[-1])
    return "".join(" | ".join(row) + "\n" for row in cells)


def _lines(text: str) -> list[str]:
    lines = text.split("\n")
    return lines[:-1] if not lines[-1] else [*lines[:-1], lines[-1] + "<no newline>"]


def _any_order(lines: list[str], command: str) -> list[str]:
    """Sort what the engine gives in any order.

    `docker images`: images of the same second, and the names of one image; `docker diff`: as the directory's entries
    come; `prune`: as a map's do.
    """
    if re.search(r"docker (container )?diff", command):
        return sorted(lines, key=lambda line: line[2:].split("/"))
    if re.search(r"docker (images|image ls)", command):
        head = 1 if lines and lines[0].startswith(TABLES) else 0
        return [*lines[:head], *sorted(lines[head:])]
    if " prune" in command:
        removed = [line for line in lines if re.match("deleted: |untagged: |<id", line)]
        rest = iter(sorted(removed))
        return [next(rest) if line in removed else line for line in lines]
    return lines


def _progress(lines: list[str]) -> tuple[list[str], list[list[str]], list[str]]:
    """Plain progress taken apart: the lines before it, one block for each step (its name, then its lines), the rest."""
    numbered = [index for index, line in enumerate(lines) if re.match(r"#\d+ ", line)]
    if not numbered:
        return lines, [], []
    first, last = numbered[0], numbered[-1]
    blocks: dict[str, list[str]] = {}
    for line in filter(None, lines[first : last + 1]):
        number, _, rest = line.partition(" ")
        blocks.setdefault(number, []).append(rest)
    return lines[:first], sorted(map(_block, blocks.values()), key=_block_order), lines[last + 1 :]


def _buildkit(text: str) -> str:
    """Progress with its steps sorted, one line each.

    The log that an error repeats is left out: BuildKit cuts it where the program's writes happened to fall.
    """
    before, blocks, after = _progress(text.split("\n"))
    if not blocks:
        return text
    warnings = iter(sorted(found[2] for line in after if (found := WARNING.fullmatch(line))))
    footer, fenced = [], False
    for line in after:
        if found := WARNING.fullmatch(line):  # the linter's findings come in any order
            line = found[1] + next(warnings)
        if line == "------":
            fenced = not fenced
        if not fenced or line.startswith(("------", " > [")):
            footer.append(line)
    return "\n".join([*before, *(" | ".join(block) for block in blocks), *footer])


def _block(block: list[str]) -> list[str]:
    name, *rest = block
    lines = []
    for line in rest:
        if line == "..." or line == name:
            continue  # the printer turned to another step, or came back
        line = re.sub(r"^\d+\.\d+ ", "", line)
        line = re.sub(r"^(DONE|ERROR|CANCELED)( \d+\.\d+s)$", r"\1", line)
        line = re.sub(r"^(transferring (?:context|dockerfile)):.*", r"\1", line)
        line = re.sub(r"( \d+\.\d+s)?( done)?$", "", line) if name == "exporting to image" else line
        lines.append(line)
    lines = [line for line in lines if not line.startswith("WARN: ")]  # it may come too late; the end lists them all
    if name.startswith(("[internal]", "exporting")):
        lines = sorted(dict.fromkeys(lines), key=lambda line: line == "DONE")  # repeated as they advance
    if base := re.match(r"(?:\[[^]]*\] )?(FROM .*)", name):
        return [base[1], *(line for line in lines if line not in ("DONE", "CACHED"))]
    return [name, *lines]


def _block_order(block: list[str]) -> tuple[int, list[Any], list[str]]:
    name = block[0]
    phase = 0 if name.startswith("building with") else 1 if name.startswith("[internal]") else 2
    phase = 3 if name.startswith("exporting") else phase
    return phase, [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name)], block


def trace(stdout: str, stderr: str) -> list[str]:
    """Which steps of a build ran, were cached or failed, by the text printed: `CACHED [2/3] RUN …`.

    FROM is left out: it is looked up, not built.
    """
    steps = []
    for name, *lines in _progress(stderr.split("\n"))[1]:
        if STEP.match(name):
            ends = [line.split(":")[0] for line in lines if re.match(r"DONE|CACHED|ERROR|CANCELED", line)]
            steps.append(f"{'RUN' if ends == ['DONE'] else ends[-1] if ends else 'NOT RUN'} {name}")
    for match in re.finditer(r"^(Step \d+/\d+ : (?!FROM )[^\n]*)\n((?:(?!Step \d).*\n?)*)", stdout, re.MULTILINE):
        name, body = match[1], match[2]
        done = re.search(r"^ ---> [0-9a-f]{12}$", body, re.MULTILINE)
        steps.append(f"{'CACHED' if ' ---> Using cache' in body else 'RUN' if done else 'ERROR'} {name}")
    return steps
