"""Commands that order, pick and translate: ``sort``, ``uniq``, ``cut``, ``tr``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby

from dockerlab.errors import NotModelled
from dockerlab.shell.pattern import CLASSES
from dockerlab.shell.process import Process
from dockerlab.shell.programs.text import inputs, lines
from dockerlab.shell.registry import Options, Usage, command
from dockerlab.shell.streams import ESCAPES

__all__: list[str] = []


@dataclass(frozen=True)
class Key:
    """What ``sort -k first.first_char,last.last_char`` compares; ``first`` 0 is the whole line."""

    letters: str
    first: int = 0
    first_char: int = 0
    last: int = 0
    last_char: int = 0

    def of(self, line: str, separator: str) -> str | float:
        """Return what a line is sorted by."""
        text = line
        if self.first:
            fields = line.split(separator) if separator else re.findall(r"[ \t]*[^ \t]*", line)
            chosen = fields[self.first - 1 : self.last or None]
            if self.last and self.last_char and len(chosen) == self.last - self.first + 1:
                chosen[-1] = chosen[-1][: self.last_char]
            text = separator.join(chosen)[max(self.first_char - 1, 0) :]
        if "n" in self.letters:
            found = re.match(r"\s*(-?(\d+\.?\d*|\.\d+))", text)
            return float(found[1]) if found else 0.0
        return text.lstrip(" \t") if "b" in self.letters else text


@command("sort", options="nrubk:t:so:")
def sort(process: Process, o: Options, names: list[str]) -> int:
    rows: list[str] = []
    for _, data in inputs(process, names):
        if data is None:
            return 2
        rows += lines(data)
    process.session.step(len(rows) // 8)
    letters, separator = o.order, o.one("t")
    keys = [parse_key(text, letters.replace("k", "")) for text in o.get("k", [])] or [Key(letters)]
    if "s" not in o and "u" not in o:
        rows.sort(reverse="r" in o)
    for key in reversed(keys):
        rows.sort(key=lambda line: key.of(line, separator), reverse="r" in key.letters)
    if "u" in o:
        rows = list({tuple(key.of(line, separator) for key in keys): line for line in rows[::-1]}.values())[::-1]
    text = "".join(f"{line}\n" for line in rows)
    process.save(o.one("o", "-"), text.encode("latin-1"))
    return 0


def parse_key(text: str, letters: str) -> Key:
    """Read what follows a ``-k``; without letters of its own it has those of the command."""
    found = re.fullmatch(r"([1-9]\d*)(?:\.(\d+))?([bnr]*)(?:,(\d+)(?:\.(\d+))?([bnr]*))?", text)
    if not found:
        raise NotModelled(f"sort -k {text}")
    return Key(found[3] + (found[6] or "") or letters, *(int(found[n] or 0) for n in (1, 2, 4, 5)))


@command("uniq", options="cdu")
def uniq(process: Process, o: Options, names: list[str]) -> int:
    if len(names) > 1:
        raise NotModelled("uniq with an output file")
    for _, data in inputs(process, names, "can't open '{}'", "{}: I/O error"):
        if data is None:
            return 1
        for line, run in groupby(lines(data)):
            count = len(list(run))
            if not (("d" in o and count == 1) or ("u" in o and count > 1)):
                process.out(f"{count:7} {line}\n" if "c" in o else f"{line}\n")
    return 0


@command("cut", options="b:c:f:d:sn")
def cut(process: Process, o: Options, names: list[str]) -> int:
    chosen = [letter for letter in "bcf" if letter in o]
    if len(chosen) != 1:
        return process.fail("expected a list of bytes, characters, or fields")
    letter, separator, ranges = chosen[0], o.one("d", "\t"), []
    for piece in o.one(letter).split(","):
        found = re.fullmatch(r"(\d*)(-?)(\d*)", piece)
        if not found or not piece or piece == "-":
            raise NotModelled(f"cut -{letter} {piece}")
        first = int(found[1] or 1)
        ranges.append((first, int(found[3]) if found[3] else (1 << 31 if found[2] else first)))
    if len(separator) != 1:
        return process.fail("the delimiter must be a single character")
    status = 0
    for _, data in inputs(process, names):
        status |= data is None
        for line in lines(data or b""):
            if letter == "f" and separator not in line:
                process.out("" if "s" in o and (line or process.gnu) else f"{line}\n")
                continue
            items = line.split(separator) if letter == "f" else list(line)
            kept = [item for n, item in enumerate(items, 1) if any(a <= n <= b for a, b in ranges)]
            process.out((separator if letter == "f" else "").join(kept) + "\n")
    return int(status)


@command("tr", options="+cCds", least=1)
def tr(process: Process, o: Options, names: list[str]) -> int:
    if len(names) < 2 and not ("d" in o or "s" in o):
        raise Usage("too few arguments")
    first = characters(names[0])
    second = characters(names[1]) if len(names) > 1 else []
    if "c" in o or "C" in o:
        first = [c for c in map(chr, range(256)) if c not in set(first)]
    text = process.stdin().read().decode("latin-1")
    process.session.step(len(text) >> 10)
    if "d" in o:
        text = text.translate(dict.fromkeys(map(ord, first)))
    elif second:
        filled = second + second[-1:] * (len(first) - len(second))
        text = text.translate(dict(zip(map(ord, first), filled, strict=False)))
    if "s" in o:
        squeezed = set(second or first)
        text = re.sub(r"(.)\1+", lambda m: m[1] if m[1] in squeezed else m[0], text, flags=re.S)
    process.out(text)
    return 0


def characters(text: str) -> list[str]:
    """Return the characters of a ``tr`` set: ranges, classes and escapes spelt out."""
    out: list[str] = []
    for found in re.finditer(r"\[:(\w+):\]|(\\[0-7]{1,3}|\\.|.)(?:-(\\[0-7]{1,3}|\\.|[^\]]|\]))?", text, re.S):
        if found[1]:
            if found[1] not in CLASSES:
                raise NotModelled(f"the class [:{found[1]}:] of tr")
            wanted = re.compile(f"[{CLASSES[found[1]]}]", re.ASCII)
            out += [c for c in map(chr, range(128)) if wanted.match(c)]
            continue
        first, last = one(found[2]), one(found[3] or found[2])
        if first > last:
            raise NotModelled(f"the backward range {found[0]} of tr")
        out += map(chr, range(ord(first), ord(last) + 1))
    return out


def one(text: str) -> str:
    """Return the character that an element of a ``tr`` set spells."""
    if text[1:2].isdigit():
        return chr(int(text[1:], 8) & 0xFF)
    return ESCAPES.get(text[1], text[1]) if len(text) == 2 else text
