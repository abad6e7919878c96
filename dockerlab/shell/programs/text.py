"""Commands that read text and write text: ``cat``, ``head``, ``wc``, ``tee`` …"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dockerlab.errors import NotModelled
from dockerlab.inode import os_error
from dockerlab.shell.process import Process
from dockerlab.shell.registry import Options, command
from dockerlab.shell.streams import Stream

__all__ = ["inputs", "lines"]


def inputs(
    process: Process, names: list[str], wrong: str = "{}", folder: str = ""
) -> Iterator[tuple[str, bytes | None]]:
    """Yield each file's name and bytes; standard input if none is named.

    None comes after a complaint: ``wrong`` about a file that cannot be read,
    ``folder`` about a directory.  Without ``folder`` a directory reads as empty:
    most of busybox does not look why reading failed.
    """
    for name in names or ["-"]:
        process.session.step()
        data: bytes | None = b""
        try:
            if name == "-" or not process.is_directory(name):
                data = process.read(name)
            elif folder:
                process.fail(folder.format(name))
                data = None
        except IsADirectoryError:
            process.fail("read error: Is a directory")
            data = None
        except OSError as exc:
            process.fail(wrong.format(name), exc)
            data = None
        yield name, data


def lines(data: bytes) -> list[str]:
    """Return the lines of a file as octets, without their newlines."""
    text = data.decode("latin-1")
    return text.removesuffix("\n").split("\n") if text else []


@command("cat", options="nu")
def cat(process: Process, o: Options, names: list[str]) -> int:
    status, number = 0, 0
    folder = "{}: Is a directory" if process.gnu else "read error: Is a directory"
    for _, data in inputs(process, names, "can't open '{}'", folder):
        if data is None:
            status = 1
        elif "n" in o:
            rows = lines(data)
            text = "".join(f"{n:6}\t{line}\n" for n, line in enumerate(rows, number + 1))
            number += len(rows)
            process.out(text.removesuffix("\n") if process.gnu and not data.endswith(b"\n") else text)
        else:
            process.out(data)
            process.flush()
    return status


@command("head", "tail", options="n:c:qvf", digits="n")
def part(process: Process, o: Options, names: list[str]) -> int:
    end, text = process.name, o.one("c") or o.one("n", "10")
    units = {"": 1, "b": 512, "k": 1024, "m": 1 << 20}
    if process.gnu:
        units = {"": 1, "b": 512, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "kB": 1000, "MB": 10**6, "k": 1 << 10}
    found = re.fullmatch(r"([-+]?)(\d{1,12})([a-zA-Z]*)", text)
    if not found or found[3] not in units or (end == "head" and found[1] == "+" and not process.gnu):
        return process.fail(f"invalid number '{text}'")
    sign, count = "" if end == "head" and found[1] == "+" else found[1], int(found[2]) * units[found[3]]
    if ("c" in o and count > 1 << 30) or (end == "head" and "f" in o):
        raise NotModelled(f"{end} with such arguments")
    status, shown = 0, 0
    titled = (len(names) > 1 or "v" in o) and "q" not in o
    for name in names or ["-"]:
        try:
            if name != "-" and process.is_directory(name):
                raise os_error(21, name)
            stream = process.stdin() if name == "-" else process.open(name)
            data = clip(stream, end, sign, count, "c" in o)
        except IsADirectoryError:
            status = process.fail("read error: Is a directory" if end == "tail" else f"{name}: Input/output error")
            shown += 1
            continue
        except OSError as exc:
            status = process.fail(f"can't open '{name}'" if end == "tail" else name, exc)
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


def clip(stream: Stream, end: str, sign: str, count: int, by_bytes: bool) -> bytes:
    """Return the part of a stream that head or tail prints, reading no more than is needed."""
    if end == "head" and sign != "-":
        if by_bytes:
            return stream.read(count)
        return b"".join(line for _, line in zip(range(count), iter(stream.line, b""), strict=False))
    data = stream.read()
    pieces = [data[n : n + 1] for n in range(len(data))] if by_bytes else re.findall(rb"[^\n]*\n|[^\n]+", data)
    left = max(len(pieces) - count, 0)
    if end == "head":
        return b"".join(pieces[:left])
    return b"".join(pieces[max(count - 1, 0) :] if sign == "+" else pieces[left:])


@command("wc", options="clw")
def wc(process: Process, o: Options, names: list[str]) -> int:
    chosen = [n for n, letter in enumerate("lwc") if letter in o] or [0, 1, 2]
    status, totals, rows = 0, [0, 0, 0], list[tuple[list[int], str]]()
    for name, data in inputs(process, names, folder="{}: Is a directory"):
        if data is None:
            status = 1
            if not process.is_directory(name):
                continue
            data = b""
        counts = [data.count(b"\n"), len(data.split()), len(data)]
        totals = [a + b for a, b in zip(totals, counts, strict=True)]
        rows.append((counts, name if names else ""))
    if len(names) > 1:
        rows.append((totals, "total"))
    width = 9
    if process.gnu:  # as wide as the largest size; standard input's is not known
        width = len(str(totals[2])) if names and "-" not in names else 7
    if len(chosen) == 1 and len(names) < 2:
        width = 0
    for counts, name in rows:
        text = " ".join(f"{counts[n]:>{width}}" for n in chosen)
        process.out(f"{text} {name}\n" if name else f"{text}\n")
    return status


@command("tee", options="ai")
def tee(process: Process, o: Options, names: list[str]) -> int:
    data = process.stdin().read()
    status = process.each(names, lambda name: process.save(name, data, append="a" in o))
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
def backwards(process: Process, o: Options, names: list[str]) -> int:
    status = 0
    for _, data in inputs(process, names, folder="{}: Is a directory" if process.name == "tac" else ""):
        status |= data is None
        text = (data or b"").decode("latin-1")
        if process.name == "rev":
            process.out("\n".join(line[::-1] for line in text.split("\n")))
        else:
            process.out("".join(re.findall(r"[^\n]*\n|[^\n]+", text)[::-1]))
    return int(status)
