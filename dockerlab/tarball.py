"""Tars: what the members are called, and where their bytes lie.

A tar is a row of 512-byte blocks: one of header, then the content, filled up.
Long names and big numbers came later, as extra members that describe the next
one (GNU's ``L`` and ``K``, POSIX's ``x``).  Reading looks at headers only and
never copies content.  It is also the gate-keeper: a tar may come from anywhere,
so what does not add up is refused, and nothing is ever written to a disk.
Writing, its twin, makes the same bytes on every machine, and those that Go's
``archive/tar`` makes: a DiffID is the digest of them.

Spec: https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html (ustar and pax Interchange Format)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dockerlab.errors import ArchiveError

__all__ = ["END", "Member", "header", "members", "padding"]

BLOCK = 512
ZEROS = bytes(BLOCK)
END = bytes(2 * BLOCK)  # what closes a tar
LONGEST_EXTRA = 1 << 20  # bytes of one member's extra headers; Go's archive/tar has the same bound
KINDS = {
    b"0": "file",
    b"\0": "file",
    b"7": "file",
    b"1": "hardlink",
    b"2": "symlink",
    b"3": "char",
    b"4": "block",
    b"5": "directory",
    b"6": "fifo",
}
FLAGS = {kind: flag for flag, kind in reversed(KINDS.items())}


@dataclass(slots=True)
class Member:
    """One member: ``size`` bytes of content begin at ``start``. Only files have any."""

    name: str
    kind: str
    size: int
    start: int
    mode: int = 0
    uid: int = 0
    gid: int = 0
    mtime: int = 0
    link: str = ""
    major: int = 0
    minor: int = 0
    xattrs: tuple[tuple[str, str], ...] = ()


def members(data: bytes | memoryview, source: str) -> Iterator[Member]:
    """Yield the members of an uncompressed tar; ``source`` names it in errors.

    Raises:
        ArchiveError: no tar, cut short, a wrong checksum or size, or a kind of member that no image holds.

    >>> import io, tarfile
    >>> out = io.BytesIO()
    >>> with tarfile.open(fileobj=out, mode="w") as tar:
    ...     tar.addfile(tarfile.TarInfo("a" * 150))
    >>> [(member.name[:3], len(member.name), member.kind) for member in members(out.getvalue(), "example")]
    [('aaa', 150, 'file')]
    """
    at, extra, every = 0, dict[str, bytes](), dict[str, bytes]()
    while at < len(data):
        head = bytes(data[at : at + BLOCK])
        if head == ZEROS:
            return
        if len(head) < BLOCK:
            raise ArchiveError(f"{source}: unexpected EOF", hint="The archive is cut short; save the image again.")
        claimed = _octal(head[148:156], "checksum", source)
        if claimed != _sum(head) and claimed != _signed_sum(head):
            raise ArchiveError(f"{source}: invalid tar header", hint="This is not a tar archive, or a damaged one.")
        kind, size, start = head[156:157], _number(head[124:136], "size", source), at + BLOCK
        name = _text(head[:100])
        if head[257:263] == b"ustar\0" and head[345]:
            name = f"{_text(head[345:500])}/{name}"
        if kind in b"LKxgX":
            _check(data, start, size, name, source)
            if size > LONGEST_EXTRA:
                raise ArchiveError(f"{source}: {name}: an extra header of {size} bytes")
            body = bytes(data[start : start + size])
            match kind:
                case b"L":
                    extra["path"] = body.rstrip(b"\0")
                case b"K":
                    extra["linkpath"] = body.rstrip(b"\0")
                case b"g":
                    every |= _records(body, source)
                case _:
                    extra |= _records(body, source)
        else:
            member = _member(head, name, size, start, every | extra, source)
            _check(data, start, member.size, member.name, source)
            yield member
            size, extra = member.size, {}
        at = start + (size + BLOCK - 1) // BLOCK * BLOCK


def _member(head: bytes, name: str, size: int, start: int, extra: dict[str, bytes], source: str) -> Member:
    kind = KINDS.get(head[156:157])
    if kind is None or any(key.startswith("GNU.sparse") for key in extra):
        raise ArchiveError(f"{source}: {name}: a kind of member that no image needs (tar type {head[156:157]!r})")
    link = _text(head[157:257])
    uid, gid = _number(head[108:116], "uid", source), _number(head[116:124], "gid", source)
    mtime = _number(head[136:148], "mtime", source)
    xattrs: tuple[tuple[str, str], ...] = ()
    if extra:
        name = _text(extra["path"]) if "path" in extra else name
        link = _text(extra["linkpath"]) if "linkpath" in extra else link
        size = _decimal(extra["size"], "size", source) if "size" in extra else size
        uid = _decimal(extra["uid"], "uid", source) if "uid" in extra else uid
        gid = _decimal(extra["gid"], "gid", source) if "gid" in extra else gid
        mtime = _decimal(extra["mtime"].partition(b".")[0], "mtime", source) if "mtime" in extra else mtime
        prefix = "SCHILY.xattr."
        xattrs = tuple(
            (key.removeprefix(prefix), value.decode("utf-8", "surrogateescape"))
            for key, value in sorted(extra.items())
            if key.startswith(prefix)
        )
    if not name or "\0" in name or "\0" in link:
        raise ArchiveError(f"{source}: a member without a proper name")
    if kind == "file" and name.endswith("/"):
        kind = "directory"  # how tars were before 1988
    mode = _number(head[100:108], "mode", source) & 0o7777
    member = Member(name, kind, size if kind == "file" else 0, start, mode, uid, gid, mtime, link, xattrs=xattrs)
    if kind in ("char", "block"):
        member.major, member.minor = _number(head[329:337], "major", source), _number(head[337:345], "minor", source)
    return member


def header(member: Member) -> bytes:
    """Return the header of one member; its content, then ``padding(size)``, comes behind it (``start`` is not used).

    >>> next(members(header(Member("etc/", "directory", 0, 0, 0o755)), "example")).mode == 0o755
    True
    """
    records: dict[str, bytes] = {}
    name, prefix = member.name.encode("utf-8", "surrogateescape"), b""
    link = member.link.encode("utf-8", "surrogateescape")
    if len(name) > 100 and name.isascii():
        cut = name.rfind(b"/", 0, 156) if len(name) > 156 else name.rfind(b"/", 0, -1)
        if cut > 0 and len(name) - cut - 1 <= 100:
            prefix, name = name[:cut], name[cut + 1 :]
    if len(name) > 100 or not name.isascii():
        records["path"] = name
    if len(link) > 100 or not link.isascii():
        records["linkpath"] = link
    numbers = {"uid": member.uid, "gid": member.gid, "size": member.size, "mtime": member.mtime}
    for key, digits in (("uid", 7), ("gid", 7), ("size", 11), ("mtime", 11)):
        if not 0 <= numbers[key] < 8**digits:
            records[key], numbers[key] = b"%d" % numbers[key], 0
    records |= {f"SCHILY.xattr.{key}": value.encode("utf-8", "surrogateescape") for key, value in member.xattrs}
    extra = b""
    if records:
        base = _ascii(name.rstrip(b"/").rpartition(b"/")[2])
        body = b"".join(_record(key, value) for key, value in sorted(records.items()))
        extra = _block((b"PaxHeaders.0/" + base)[:100], b"x", size=len(body)) + body + padding(len(body))
    flag = FLAGS[member.kind]
    fields = (member.mode, numbers["uid"], numbers["gid"], numbers["size"], numbers["mtime"])
    return extra + _block(_ascii(name), flag, *fields, _ascii(link), prefix, member.major, member.minor)


def padding(size: int) -> bytes:
    """Return the zeros that fill the last block of ``size`` bytes."""
    return bytes(-size % BLOCK)


def _block(
    name: bytes,
    flag: bytes,
    mode: int = 0o644,
    uid: int = 0,
    gid: int = 0,
    size: int = 0,
    mtime: int = 0,
    link: bytes = b"",
    prefix: bytes = b"",
    major: int = 0,
    minor: int = 0,
) -> bytes:
    head = name.ljust(100, b"\0") + b"%07o\0%07o\0%07o\0%011o\0%011o\0" % (mode, uid, gid, size, mtime)
    tail = flag + link.ljust(100, b"\0") + b"ustar\x0000" + bytes(64) + b"%07o\0%07o\0" % (major, minor)
    tail += prefix.ljust(167, b"\0")
    return head + b"%06o\0 " % (sum(head) + sum(tail) + 8 * 32) + tail


def _ascii(text: bytes) -> bytes:
    return text.decode("ascii", "ignore").encode()[:100]


def _record(key: str, value: bytes) -> bytes:
    """Return ``length key=value``; the length counts its own digits."""
    rest = b" %b=%b\n" % (key.encode("utf-8", "surrogateescape"), value)
    length = len(rest) + len(str(len(rest)))
    if len(str(length)) > len(str(len(rest))):
        length += 1
    return b"%d" % length + rest


def _check(data: bytes | memoryview, start: int, size: int, name: str, source: str) -> None:
    if size < 0 or start + size > len(data):
        raise ArchiveError(
            f"{source}: unexpected EOF: {name} says it has {size} bytes, but the archive ends before",
            hint="The archive is cut short; save the image again.",
        )


def _sum(head: bytes) -> int:
    """The sum of the header's bytes, with blanks for the field that holds it."""
    return sum(head) - sum(head[148:156]) + 8 * 32


def _signed_sum(head: bytes) -> int:
    """The same with signed bytes, as some old tars have it."""
    return _sum(head) - 256 * sum(byte > 127 for byte in head[:148] + head[156:])


def _text(field: bytes) -> str:
    return field.partition(b"\0")[0].decode("utf-8", "surrogateescape")


def _number(field: bytes, what: str, source: str) -> int:
    if field[0] & 0x80:  # GNU: a binary number where octal digits do not suffice
        value = int.from_bytes(field, "big") & ~(0x80 << 8 * (len(field) - 1))
        if field[0] & 0x40 or value >= 1 << 62:
            raise ArchiveError(f"{source}: invalid tar header: an impossible {what}")
        return value
    return _octal(field, what, source)


def _octal(field: bytes, what: str, source: str) -> int:
    digits = field.rstrip(b" \0")
    if not digits.isdigit():
        digits = field.partition(b"\0")[0].strip(b" ") or b"0"
    if digits.isdigit() and not digits.strip(b"01234567"):
        return int(digits, 8)
    raise ArchiveError(f"{source}: invalid tar header: the {what} is no octal number")


def _decimal(field: bytes, what: str, source: str) -> int:
    digits = field.removeprefix(b"-")
    if not digits.isdigit() or len(digits) > 18:
        raise ArchiveError(f"{source}: invalid tar header: the {what} is no number")
    return int(field)


def _records(body: bytes, source: str) -> dict[str, bytes]:
    """Return the ``length key=value`` records of a POSIX extra header."""
    found, rest = dict[str, bytes](), body
    while rest.strip(b"\0"):
        digits = rest[:20].partition(b" ")[0]
        length = int(digits) if digits.isdigit() else 0
        record = rest[len(digits) + 1 : length]
        key, equals, value = record[:-1].partition(b"=")
        if length > len(rest) or not equals or record[-1:] != b"\n":
            raise ArchiveError(f"{source}: invalid tar header: a broken extra record")
        found[key.decode("utf-8", "surrogateescape")] = value
        rest = rest[length:]
    return found
