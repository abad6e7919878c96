"""Commands that read text and write text: ``cat``, ``head``, ``sort``, ``cut``, ``tr`` …"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dockerlab.errors import NotModelled
from dockerlab.inode import os_error
from dockerlab.shell.pattern import CLASSES
from dockerlab.shell.process import Options, Process, Usage, command

__all__ = ["inputs", "lines"]


def inputs(process: Process, names: list[str], wrong: str = "{}") -> Iterator[tuple[str, bytes | None]]:
    """Yield each file's name and bytes (None after saying that it cannot be read); standard input if none is named."""
    for name in names or ["-"]:
        process.session.step()
        try:
            if name != "-" and process.is_directory(name):
                raise os_error(21, name)
            yield name, process.read(name)
        except OSError as exc:
            reading = exc.errno == 21 and wrong.startswith("can't open")
            process.fail("read error" if reading else wrong.format(name), exc)
            yield name, None


def lines(data: bytes) -> list[str]:
    """Return the lines of a file as octets, without their newlines."""
    text = data.decode("latin-1")
    return text.removesuffix("\n").split("\n") if text else []


@command("cat", options="nu")
def cat(process: Process, o: Options, names: list[str]) -> int:
    status, number = 0, 0
    for _, data in inputs(process, names, "can't open '{}'"):
        if data is None:
            status = 1
        elif "n" in o:
            for line in lines(data):
                number += 1
                process.out(f"{number:6}\t{line}\n")
        else:
            process.out(data)
            process.flush()
    return status


@command("head", options="n:c:qv", digits="n")
def head(process: Process, o: Options, names: list[str]) -> int:
    return part(process, o, names, "head")


@command("tail", options="n:c:qvf", digits="n")
def tail(process: Process, o: Options, names: list[str]) -> int:
    return part(process, o, names, "tail")


def part(process: Process, o: Options, names: list[str], end: str) -> int:
    """Print the first or last part of each file."""
    text = o.one("c") or o.one("n", "10")
    found = re.fullmatch(r"([-+]?)(\d{1,12})([bkm]?)", text)
    if not found:
        return process.fail(f"invalid number '{text}'")
    sign, count = found[1], int(found[2]) * {"": 1, "b": 512, "k": 1024, "m": 1 << 20}[found[3]]
    status, shown = 0, 0
    titled = (len(names) > 1 or "v" in o) and "q" not in o
    for name in names or ["-"]:
        try:
            if name != "-" and process.is_directory(name):
                raise os_error(21, name)
            stream = process.stdin() if name == "-" else process.open(name)
            data = clip(stream, end, sign, count, "c" in o)
        except OSError as exc:
            opens = end == "tail" and exc.errno != 21
            status = process.fail(f"can't open '{name}'" if opens else "read error" if end == "tail" else name, exc)
            continue
        if titled:
            title = "standard input" if name == "-" else name
            process.out(f"{'' if not shown else chr(10)}==> {title} <==\n")
        shown += 1
        process.out(data)
    if status and not shown and end == "tail":
        process.fail("no files")
    if "f" in o:
        raise NotModelled("tail -f")
    return status


def clip(stream: object, end: str, sign: str, count: int, by_bytes: bool) -> bytes:
    """Return the part of a stream that head or tail prints, reading no more than is needed."""
    from dockerlab.shell.streams import Stream

    assert isinstance(stream, Stream)
    if end == "head" and sign != "-":
        if by_bytes:
            return stream.read(count)
        return b"".join(line for _, line in zip(range(count), iter(stream.line, b""), strict=False))
    pieces: list[bytes] = []
    data = stream.read()
    if by_bytes:
        pieces = [data[n : n + 1] for n in range(len(data))] if len(data) < 1 << 16 else []
        if end == "head":
            return data[: max(len(data) - count, 0)]
        return data[count - 1 if count else 0 :] if sign == "+" else data[max(len(data) - count, 0) :]
    pieces = data.splitlines(keepends=True) if b"\r" not in data else re.findall(rb"[^\n]*\n|[^\n]+", data)
    if end == "head":
        return b"".join(pieces[: max(len(pieces) - count, 0)])
    return b"".join(pieces[max(count - 1, 0) :] if sign == "+" else pieces[max(len(pieces) - count, 0) :])


@command("wc", options="clwmL")
def wc(process: Process, o: Options, names: list[str]) -> int:
    letters = [letter for letter in "lwcmL" if letter in o] or ["l", "w", "c"]
    if "L" in o or "m" in o:
        raise NotModelled("the options -m and -L of wc")
    status, totals = 0, [0, 0, 0]
    shown = 0
    for name, data in inputs(process, names):
        if data is None:
            status = 1
            continue
        counts = [data.count(b"\n"), len(data.split()), len(data)]
        totals = [a + b for a, b in zip(totals, counts, strict=True)]
        shown += 1
        row(process, counts, letters, name if names else "")
    if len(names) > 1:
        row(process, totals, letters, "total")
    return status


def row(process: Process, counts: list[int], letters: list[str], name: str) -> None:
    chosen = [counts["lwc".index(letter)] for letter in letters]
    text = str(chosen[0]) if len(chosen) == 1 else " ".join(f"{count:9}" for count in chosen)
    process.out(f"{text} {name}\n" if name else f"{text}\n")


@command("sort", options="nrufk:t:bcsdhVmgo:")
def sort(process: Process, o: Options, names: list[str]) -> int:
    for letter in "cdhVmgf":
        if letter in o:
            raise NotModelled(f"the option -{letter} of sort")
    rows: list[str] = []
    for _, data in inputs(process, names):
        if data is None:
            return 2 if False else 1
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
        rows.sort(key=lambda line: key(line, spec), reverse=("r" in spec[4]) or ("r" in o and not spec[4]))  # type: ignore[arg-type, return-value]
    if "u" in o:
        seen: set[tuple[object, ...]] = set()
        rows = [line for line in rows if (k := tuple(key(line, s) for s in keys)) not in seen and not seen.add(k)]  # type: ignore[func-returns-value]
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
    for _, data in inputs(process, names, "can't open '{}'"):
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
                process.out("" if "s" in o else f"{line}\n")
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
    return {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v", "\\": "\\"}.get(text[1], text[1])


@command("tee", options="ai")
def tee(process: Process, o: Options, names: list[str]) -> int:
    status, data = 0, process.stdin().read()
    for name in names:
        try:
            stream = process.create(name, append="a" in o)
            stream.write(data)
            stream.close()
        except OSError as exc:
            status = process.fail(name, exc)
    process.out(data)
    return status


@command("nl", options="b:")
def nl(process: Process, o: Options, names: list[str]) -> int:
    number = 0
    everything = o.one("b", "t") == "a"
    for _, data in inputs(process, names):
        if data is None:
            return 1
        for line in lines(data):
            number += bool(line) or everything
            process.out(f"{number:6}\t{line}\n" if line or everything else f"       {line}\n")
    return 0


@command("rev", "tac", options="")
def rev(process: Process, o: Options, names: list[str]) -> int:
    status = 0
    for _, data in inputs(process, names):
        if data is None:
            status = 1
        elif process.name == "rev":
            process.out("".join(line.rstrip("\n")[::-1] + "\n" * line.endswith("\n") for line in
                                re.findall(r"[^\n]*\n|[^\n]+", data.decode("latin-1"))))
        else:
            process.out("".join(re.findall(r"[^\n]*\n|[^\n]+", data.decode("latin-1"))[::-1]))
    return status
