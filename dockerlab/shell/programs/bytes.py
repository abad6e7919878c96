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


@command("md5sum", "sha1sum", "sha256sum", "sha512sum", options="csw", long={"check": "c"})
def checksum(process: Process, o: Options, names: list[str]) -> int:
    algorithm = process.name.removesuffix("sum")
    status = 0
    if "c" in o:
        return check(process, o, names, algorithm)
    for name in names or ["-"]:
        digest = digest_of(process, name, algorithm)
        if digest is None:
            status = 1
        else:
            process.out(f"{digest}  {name}\n")
    return status


def digest_of(process: Process, name: str, algorithm: str) -> str | None:
    """Return a file's digest in hexadecimal, or None after saying why there is none."""
    try:
        if name != "-" and process.is_directory(name):
            process.fail(f"can't read '{name}': Is a directory")
            return None
        data = process.read(name)
    except OSError as exc:
        process.fail(f"can't open '{name}'", exc)
        return None
    process.session.step(len(data) >> 16)
    return hashlib.new(algorithm, data, usedforsecurity=False).hexdigest()


def check(process: Process, o: Options, names: list[str], algorithm: str) -> int:
    """Compare files with a list of digests."""
    failed = total = 0
    for _, data in inputs(process, names, "can't open '{}'"):
        for line in lines(data or b""):
            found = re.fullmatch(r"([0-9a-fA-F]+)  ?\*?(.+)", line)
            if not found:
                raise NotModelled(f"the checksum line {line!r}")
            total += 1
            good = digest_of(process, found[2], algorithm) == found[1].lower()
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
        rows = [text[n : n + width] for n in range(0, len(text), width)] if width else [text]
        process.out("".join(f"{row}\n" for row in rows) if width else text)
    return 0


NAMED = {0: "\\0", 7: "\\a", 8: "\\b", 9: "\\t", 10: "\\n", 11: "\\v", 12: "\\f", 13: "\\r"}


@command("od", "hexdump", "xxd", "hd", options="cCAn:t:xbdvpsl:")
def dump(process: Process, o: Options, names: list[str]) -> int:
    if any(name != "-" and process.is_directory(name) for name in names):
        raise NotModelled(f"{process.name} of a directory")
    bodies = [body for _, body in inputs(process, names)]
    if None in bodies:
        return 1
    data = b"".join(body or b"" for body in bodies)
    letters, name = set(o), process.name
    if name == "od" and letters == {"c"}:
        cells = {n: NAMED.get(n) or (chr(n) if 32 <= n < 127 else f"{n:03o}") for n in range(256)}
        rows = [(f"{n:07o}", "".join(f" {cells[byte]:>3}" for byte in row)) for n, row in chunks(data)]
        end = f"{len(data):07o}"
    elif (name == "hexdump" and letters == {"C"}) or (name == "hd" and not letters):
        rows = [(f"{n:08x}", hexadecimal(row)) for n, row in chunks(data)]
        end = f"{len(data):08x}" if data else ""
    elif name == "xxd" and letters <= {"p"}:
        if "p" in o:
            text = data.hex()
            process.out("".join(f"{text[n : n + 60]}\n" for n in range(0, len(text), 60)))
        for n, row in [] if "p" in o else chunks(data):
            pairs = " ".join(row[k : k + 2].hex() for k in range(0, len(row), 2))
            process.out(f"{n:08x}: {pairs:<39}  {printable(row)}\n")
        return 0
    else:
        raise NotModelled(f"{name} -{''.join(sorted(letters))}", hint="hexdump -C, xxd and od -c are modelled.")
    previous = None
    starred = False
    for (label, text), (_, row) in zip(rows, chunks(data), strict=True):
        if row == previous and len(row) == 16:
            process.out("" if starred else "*\n")
            starred = True
            continue
        previous, starred = row, False
        process.out(f"{label}{text}\n")
    process.out(f"{end}\n" if end else "")
    return 0


def chunks(data: bytes) -> list[tuple[int, bytes]]:
    """Return the data in rows of 16 bytes, each with its offset."""
    return [(n, data[n : n + 16]) for n in range(0, len(data), 16)]


def printable(row: bytes) -> str:
    """Return bytes as text, a dot for what cannot be shown."""
    return "".join(chr(byte) if 32 <= byte < 127 else "." for byte in row)


def hexadecimal(row: bytes) -> str:
    """Return one row of ``hexdump -C`` behind its offset."""
    cells = [f"{byte:02x}" for byte in row]
    return f"  {' '.join(cells[:8]):<23}  {' '.join(cells[8:]):<23}  |{printable(row)}|"


@command("dd", options=None)
def dd(process: Process, _: Options, argv: list[str]) -> int:
    settings = {"if": "-", "of": "-", "bs": "512", "count": "", "skip": "0", "status": "", "conv": ""}
    for word in argv:
        name, value = (word + "=").split("=")[:2]
        if name not in settings or (name == "conv" and value != "fsync"):
            raise NotModelled(f"dd {word}")
        settings[name] = value
    numbers = {name: scaled(settings[name] or "0") for name in ("bs", "count", "skip")}
    size, total = numbers["bs"], numbers["bs"] * numbers["count"]
    if size <= 0:
        raise Usage("bs must be positive")
    if total > 1 << 30:
        raise NotModelled("a dd of more than 1 GB")
    try:
        source = process.stdin() if settings["if"] == "-" else process.open(settings["if"])
    except OSError as exc:
        return process.fail(f"can't open '{settings['if']}'", exc)
    source.read(size * numbers["skip"])
    process.session.step(total >> 14)
    data = source.read(total if settings["count"] else None)
    try:
        if settings["of"] == "-":
            process.out(data)
            process.flush()
        else:
            stream = process.create(settings["of"])
            stream.write(data)
            stream.close()
    except OSError as exc:
        return process.fail(f"can't open '{settings['of']}'", exc)
    if settings["status"] == "none":
        return 0
    counted = f"{len(data) // size}+{int(len(data) % size > 0)} records"
    process.err(f"{counted} in\n{counted} out\n")
    if settings["status"] != "noxfer" and not process.flavour.standalone:  # Debian's busybox leaves this line out
        seconds = max(len(data) / 1e9, 0.00001)
        speed = len(data) / seconds
        if process.gnu:
            process.err(f"{copied(len(data))} copied, {seconds:g} s, {nearest(speed, 1000)}B/s\n")
        else:
            total_size = f"{len(data)} bytes ({human(len(data))}B)"
            process.err(f"{total_size} copied, {seconds:f} seconds, {human(int(speed))}B/s\n")
    return 0


def copied(count: int) -> str:
    """Return a number of bytes as GNU dd counts them."""
    parts = [f"{nearest(count, 1000)}B"] * (count >= 1000) + [f"{nearest(count, 1024)}iB"] * (count >= 1024)
    return f"{count} byte{'s' * (count != 1)}{' (' + ', '.join(parts) + ')' if parts else ''}"


def nearest(count: float, base: int) -> str:
    """Return a number with a unit: one decimal below ten."""
    units = ["", "k" if base == 1000 else "K", "M", "G", "T"]
    level = 0
    while count >= base and level < 4:
        count, level = count / base, level + 1
    return f"{count:.1f} {units[level]}" if level == 0 or count < 9.95 else f"{count:.0f} {units[level]}"


def scaled(text: str) -> int:
    """Return a number with a unit: ``512``, ``1k``, ``2M``, ``1MB``."""
    found = re.fullmatch(r"(\d{1,12})(c|w|b|kB|kD|[kK]|MB|MD|M|GB|GD|G|)", text)
    if not found:
        raise NotModelled(f"the number {text}")
    units = {"": 1, "c": 1, "w": 2, "b": 512, "k": 1 << 10, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "kB": 1000,
             "kD": 1000,
             "MB": 10**6, "MD": 10**6, "GB": 10**9, "GD": 10**9}  # fmt: skip
    return int(found[1]) * units[found[2]]


@command("truncate", options="cs:", least=1)
def truncate(process: Process, o: Options, names: list[str]) -> int:
    size = scaled(o.one("s"))
    if size > 1 << 30:
        raise NotModelled("a file of more than 1 GB")
    for name in names:
        try:
            if not process.root.exists(process.path(name)):
                if "c" in o:
                    continue
                process.create(name)
            data = process.read(name)
            process.root.write(process.path(name), data[:size] + bytes(size - len(data) if size > len(data) else 0))
        except OSError as exc:
            return process.fail(f"{name}: open", exc)
    return 0
