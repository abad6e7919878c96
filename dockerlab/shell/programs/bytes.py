"""Commands on bytes: checksums, base64, dumps, ``dd``."""

from __future__ import annotations

import base64 as codec
import hashlib
import re

from dockerlab.errors import NotModelled
from dockerlab.shell.process import Process
from dockerlab.shell.programs.names import human
from dockerlab.shell.programs.text import inputs, lines
from dockerlab.shell.registry import Options, Usage, command

__all__: list[str] = []


@command("md5sum", "sha1sum", "sha256sum", "sha512sum", options="csw", gnu={"check": "c"})
def checksum(process: Process, o: Options, names: list[str]) -> int:
    if "c" in o:
        return check(process, o, names)
    status = 0
    for name in names or ["-"]:
        digest = digest_of(process, name)
        status |= digest is None
        process.out(f"{digest}  {name}\n" if digest else "")
    return int(status)


def digest_of(process: Process, name: str) -> str | None:
    """Return a file's digest in hexadecimal, or None after saying why there is none."""
    [(_, data)] = inputs(process, [name], "can't open '{}'", "can't read '{}': Is a directory")
    process.session.step(len(data or b"") >> 16)
    algorithm = process.name.removesuffix("sum")
    return None if data is None else hashlib.new(algorithm, data, usedforsecurity=False).hexdigest()


def check(process: Process, o: Options, names: list[str]) -> int:
    """Compare files with a list of digests."""
    failed = total = 0
    for _, data in inputs(process, names, "can't open '{}'"):
        for line in lines(data or b""):
            found = re.fullmatch(r"([0-9a-fA-F]+)  ?\*?(.+)", line)
            if (
                not found
                or len(found[1]) != {"md5sum": 32, "sha1sum": 40, "sha256sum": 64, "sha512sum": 128}[process.name]
            ):
                raise NotModelled(f"the checksum line {line!r}")
            total += 1
            good = digest_of(process, found[2]) == found[1].lower()
            failed += not good
            if "s" not in o:
                process.out(f"{found[2]}: {'OK' if good else 'FAILED'}\n")
    if failed and "s" not in o:
        process.flush()
        process.fail(f"WARNING: {failed} of {total} computed checksums did NOT match")
    return int(failed > 0 or total == 0)


@command("base64", options="dw:")
def base64(process: Process, o: Options, names: list[str]) -> int:
    width = int(o.one("w", "76")) if o.one("w", "76").isdigit() else 76
    for _, data in inputs(process, names, folder="read error: Is a directory"):
        if data is None:
            return 1
        if "d" in o:
            kept = re.sub(rb"\s", b"", data)
            if not re.fullmatch(rb"[A-Za-z0-9+/]*={0,2}", kept) or len(kept) % 4:
                raise NotModelled("base64 -d of what is no base64")
            process.out(codec.b64decode(kept))
            continue
        text = codec.b64encode(data).decode()
        process.out(re.sub(f".{{1,{width}}}", r"\g<0>\n", text) if width else text)
    return 0


# -- dumps ---------------------------------------------------------------------------

NAMED = {0: "\\0", 7: "\\a", 8: "\\b", 9: "\\t", 10: "\\n", 11: "\\v", 12: "\\f", 13: "\\r"}


@command("od", "hexdump", "xxd", "hd", options="cCp")
def dump(process: Process, o: Options, names: list[str]) -> int:
    if any(name != "-" and process.is_directory(name) for name in names):
        raise NotModelled(f"{process.name} of a directory")
    bodies = [body for _, body in inputs(process, names)]
    if None in bodies:
        return 1
    data = b"".join(body or b"" for body in bodies)
    rows = [(n, data[n : n + 16]) for n in range(0, len(data), 16)]
    match process.name, "".join(o):
        case "xxd", "p":
            process.out(re.sub(".{1,60}", r"\g<0>\n", data.hex()))
        case "xxd", "":
            for n, row in rows:
                process.out(f"{n:08x}: {row.hex(' ', -2):<39}  {printable(row)}\n")
        case "od", "c":
            cells = [NAMED.get(n) or (chr(n) if 32 <= n < 127 else f"{n:03o}") for n in range(256)]
            shown = [(f"{n:07o}", "".join(f" {cells[byte]:>3}" for byte in row), row) for n, row in rows]
            starred(process, shown, f"{len(data):07o}")
        case ("hexdump", "C") | ("hd", ""):
            shown = [(f"{n:08x}", f"  {row[:8].hex(' '):<23}  {row[8:].hex(' '):<23}  |{printable(row)}|", row)
                     for n, row in rows]  # fmt: skip
            starred(process, shown, f"{len(data):08x}" if data else "")
        case name, letters:
            raise NotModelled(f"{name} -{letters}", hint="hexdump -C, xxd and od -c are modelled.")
    return 0


def starred(process: Process, rows: list[tuple[str, str, bytes]], end: str) -> None:
    """Print rows with their labels; of full rows that repeat only a star."""
    previous, star = b"", "*\n"
    for label, text, row in rows:
        if row == previous and len(row) == 16:
            process.out(star)
            star = ""
            continue
        previous, star = row, "*\n"
        process.out(f"{label}{text}\n")
    process.out(f"{end}\n" if end else "")


def printable(row: bytes) -> str:
    """Return bytes as text, a dot for what cannot be shown."""
    return "".join(chr(byte) if 32 <= byte < 127 else "." for byte in row)


# -- sizes ---------------------------------------------------------------------------


@command("dd")
def dd(process: Process, _: Options, argv: list[str]) -> int:
    settings = {"if": "-", "of": "-", "bs": "512", "count": "", "skip": "0", "status": ""}
    for word in argv:
        name, _equals, value = word.partition("=")
        if name not in settings:
            raise NotModelled(f"dd {word}")
        settings[name] = value
    size, count, skip = (scaled(settings[name] or "0") for name in ("bs", "count", "skip"))
    if size <= 0:
        raise Usage("bs must be positive")
    if size * count > 1 << 30:
        raise NotModelled("a dd of more than 1 GB")
    try:
        source = process.stdin() if settings["if"] == "-" else process.open(settings["if"])
    except OSError as exc:
        return process.fail(f"can't open '{settings['if']}'", exc)
    source.read(size * skip)
    process.session.step(size * count >> 14)
    data = source.read(size * count if settings["count"] else None)
    if process.each([settings["of"]], lambda name: process.save(name, data), "can't open '{}'"):
        return 1
    if settings["status"] != "none":
        report(process, len(data), size, bare=settings["status"] == "noxfer")
    return 0


def report(process: Process, total: int, size: int, *, bare: bool) -> None:
    """Say how much dd has copied, and unless ``bare`` how fast."""
    counted = f"{total // size}+{int(total % size > 0)} records"
    process.err(f"{counted} in\n{counted} out\n")
    if bare or process.flavour.standalone:  # Debian's busybox leaves the second line out
        return
    seconds = max(total / 1e9, 0.00001)
    speed = total / seconds
    if not process.gnu:
        process.err(f"{total} bytes ({human(total)}B) copied, {seconds:f} seconds, {human(int(speed))}B/s\n")
        return
    parts = [f"{nearest(total, base)}{unit}" for base, unit in ((1000, "B"), (1024, "iB")) if total >= base]
    shown = f"{total} byte{'s' * (total != 1)}{' (' + ', '.join(parts) + ')' if parts else ''}"
    process.err(f"{shown} copied, {seconds:g} s, {nearest(speed, 1000)}B/s\n")


def nearest(count: float, base: int) -> str:
    """Return a number with a unit: one decimal below ten."""
    units = ["", "k" if base == 1000 else "K", "M", "G", "T"]
    level = 0
    while count >= base and level < 4:
        count, level = count / base, level + 1
    return f"{count:.1f} {units[level]}" if level == 0 or count < 9.95 else f"{count:.0f} {units[level]}"


def scaled(text: str) -> int:
    """Return a number with a unit: ``512``, ``1k``, ``2M``, ``1MB``."""
    found = re.fullmatch(r"(\d{1,12})(c|w|b|[kMG][BD]|[kKMG]|)", text)
    if not found:
        raise NotModelled(f"the number {text}")
    number, unit = int(found[1]), found[2]
    if unit in ("", "c", "w", "b"):
        return number * {"": 1, "c": 1, "w": 2, "b": 512}[unit]
    step = 1024 if len(unit) == 1 else 1000
    return number * int(step ** " KMG".index(unit[0].upper()))


@command("truncate", options="cs:", least=1)
def truncate(process: Process, o: Options, names: list[str]) -> int:
    size = scaled(o.one("s"))
    if size > 1 << 30:
        raise NotModelled("a file of more than 1 GB")

    def cut(name: str) -> None:
        if not process.root.exists(process.path(name)):
            if "c" in o:
                return
            process.create(name)
        process.root.write(process.path(name), process.read(name)[:size].ljust(size, b"\0"))

    return process.each(names, cut, "{}: open")
