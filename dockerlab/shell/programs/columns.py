"""Commands that order, pick and translate: ``sort``, ``uniq``, ``cut``, ``tr``."""

from __future__ import annotations

import re

from dockerlab.errors import NotModelled
from dockerlab.shell.pattern import CLASSES
from dockerlab.shell.process import Process
from dockerlab.shell.programs.text import inputs, lines
from dockerlab.shell.registry import Options, Usage, command

__all__: list[str] = []


@command("sort", options="nrufk:t:bcsdhVmgo:")
def sort(process: Process, o: Options, names: list[str]) -> int:
    for letter in "cdhVmgf":
        if letter in o:
            raise NotModelled(f"the option -{letter} of sort")
    rows: list[str] = []
    for _, data in inputs(process, names):
        if data is None:
            return 2
        rows += lines(data)
    process.session.step(len(rows) // 8)
    keys = [parse_key(text) for text in o.get("k", [])] or [(1, 0, 0, 0, "")]
    separator = o.one("t")
    whole = "k" not in o

    def key(line: str, spec: tuple[int, int, int, int, str]) -> str | float:
        first, first_char, last, last_char, letters = spec
        text = line if whole else cut_key(line, separator, first, first_char, last, last_char)
        if "n" in letters or ("n" in o and not letters):
            found = re.match(r"\s*-?\d*\.?\d*", text)
            try:
                return float(found[0]) if found else 0.0
            except ValueError:
                return 0.0
        return text.lstrip(" \t") if "b" in letters or ("b" in o and not letters) else text

    if "s" not in o and "u" not in o:
        rows.sort(reverse="r" in o)
    for spec in reversed(keys):
        rows.sort(key=lambda line: key(line, spec), reverse=("r" in spec[4]) or ("r" in o and not spec[4]))
    if "u" in o:
        first: dict[tuple[object, ...], str] = {}
        for line in rows:
            first.setdefault(tuple(key(line, spec) for spec in keys), line)
        rows = list(first.values())
    text = "".join(f"{line}\n" for line in rows)
    if "o" in o:
        stream = process.create(o.one("o"))
        stream.write(text.encode("latin-1"))
        stream.close()
    else:
        process.out(text)
    return 0


def parse_key(text: str) -> tuple[int, int, int, int, str]:
    found = re.fullmatch(r"(\d+)(?:\.(\d+))?([bnr]*)(?:,(\d+)(?:\.(\d+))?([bnr]*))?", text)
    if not found:
        raise NotModelled(f"sort -k {text}")
    numbers = [int(found[n] or 0) for n in (1, 2, 4, 5)]
    return numbers[0], numbers[1], numbers[2], numbers[3], found[3] + (found[6] or "")


def cut_key(line: str, separator: str, first: int, first_char: int, last: int, last_char: int) -> str:
    """Return the part of a line that a ``-k`` means."""
    fields = line.split(separator) if separator else re.findall(r"[ \t]*[^ \t]*", line)
    sep = separator
    chosen = fields[first - 1 : last or None]
    text = sep.join(chosen)
    if last_char and last:
        text = sep.join([*chosen[:-1], chosen[-1][:last_char]]) if len(chosen) == last - first + 1 else text
    return text[first_char - 1 :] if first_char else text


@command("uniq", options="cduif:s:w:")
def uniq(process: Process, o: Options, names: list[str]) -> int:
    for letter in "ifsw":
        if letter in o:
            raise NotModelled(f"the option -{letter} of uniq")
    if len(names) > 1:
        raise NotModelled("uniq with an output file")
    for _, data in inputs(process, names, "can't open '{}'", "{}: I/O error"):
        if data is None:
            return 1
        runs: list[tuple[str, int]] = []
        for line in lines(data):
            runs = [*runs[:-1], (line, runs[-1][1] + 1)] if runs and runs[-1][0] == line else [*runs, (line, 1)]
        for line, count in runs:
            if ("d" in o and count == 1) or ("u" in o and count > 1):
                continue
            process.out(f"{count:7} {line}\n" if "c" in o else f"{line}\n")
    return 0


@command("cut", options="b:c:f:d:sn", long={"output-delimiter=": "O"})
def cut(process: Process, o: Options, names: list[str]) -> int:
    chosen = [letter for letter in "bcf" if letter in o]
    if len(chosen) != 1:
        return process.fail("expected a list of bytes, characters, or fields")
    if "O" in o:
        raise NotModelled("the option --output-delimiter of cut")
    letter = chosen[0]
    ranges = []
    for piece in o.one(letter).split(","):
        found = re.fullmatch(r"(\d*)(-?)(\d*)", piece)
        if not found or not piece or piece == "-":
            raise NotModelled(f"cut -{letter} {piece}")
        first = int(found[1] or 1)
        ranges.append((first, int(found[3]) if found[3] else (1 << 31 if found[2] else first)))
    separator = o.one("d", "\t")
    if len(separator) != 1:
        return process.fail("the delimiter must be a single character")
    status = 0
    for _, data in inputs(process, names):
        if data is None:
            status = 1
            continue
        for line in lines(data):
            if letter == "f" and separator not in line:
                process.out("" if "s" in o and (line or process.gnu) else f"{line}\n")
                continue
            items = line.split(separator) if letter == "f" else list(line)
            kept = [item for n, item in enumerate(items, 1) if any(a <= n <= b for a, b in ranges)]
            process.out((separator if letter == "f" else "").join(kept) + "\n")
    return status


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
        table: dict[int, str] = {}
        for old, new in zip(first, filled, strict=False):
            table[ord(old)] = new
        text = text.translate(table)
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
        elif found[3]:
            a, b = ord(one(found[2])), ord(one(found[3]))
            if a > b:
                raise NotModelled(f"the backward range {found[0]} of tr")
            out += [chr(n) for n in range(a, b + 1)]
        else:
            out.append(one(found[2]))
    return out


def one(text: str) -> str:
    """Return the character that an element of a ``tr`` set spells."""
    if len(text) == 1:
        return text
    if text[1].isdigit():
        return chr(int(text[1:], 8) & 0xFF)
    return {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v", "\\": "\\"}.get(
        text[1], text[1]
    )
