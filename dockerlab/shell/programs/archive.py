"""``tar``: many files as one. What it writes is a real archive."""

from __future__ import annotations

import io
import posixpath
import tarfile
import time
from dataclasses import replace
from typing import Literal

from dockerlab.errors import NotModelled
from dockerlab.inode import Directory, File, Node, Special, Symlink, normalise, read
from dockerlab.permission import mode_text
from dockerlab.shell.pattern import regex
from dockerlab.shell.process import Process
from dockerlab.shell.program import search
from dockerlab.shell.programs.compression import pack, unpack
from dockerlab.shell.programs.files import make_parents, walk
from dockerlab.shell.programs.names import gid_of, group_name, moment, uid_of, user_name
from dockerlab.shell.registry import Options, Usage, command, parse_options
from dockerlab.shell.streams import octets, unicode

__all__: list[str] = []

LONG = {
    "create": "c", "extract": "x", "list": "t", "file=": "f", "gzip": "z", "bzip2": "j", "xz": "J", "verbose": "v",
    "directory=": "C", "strip-components=": "S", "exclude=": "E", "preserve-permissions": "p", "to-stdout": "O",
    "no-same-owner": "o", "numeric-owner": "N", "touch": "m",
}  # fmt: skip
TYPES: dict[Literal["char", "block", "fifo"], bytes] = {
    "char": tarfile.CHRTYPE,
    "block": tarfile.BLKTYPE,
    "fifo": tarfile.FIFOTYPE,
}


@command("tar")
def tar(process: Process, _: Options, argv: list[str]) -> int:
    words = list(argv)
    if words and not words[0].startswith("-"):
        words = old_style(words)
    o, names = parse_options(words, "cxtf:zjJvC:Opom", LONG)
    if sum(letter in o for letter in "cxt") != 1:
        raise Usage("one of c, x and t")
    if "C" in o and not process.is_directory(o.one("C")):
        return process.fail(f"can't change directory to '{o.one('C')}': No such file or directory")
    if "E" in o and process.flavour.standalone and not process.gnu:
        raise NotModelled("tar --exclude (Debian's busybox was built without it)")
    archive, kind = o.one("f", "-"), next((k for k in "zjJ" if k in o), "")
    packer = {"j": "bzip2", "J": "xz"}.get(kind, "")
    if process.gnu and packer and not search(process, packer, process.env.get("PATH"))[0]:
        raise NotModelled(f"what GNU tar says where there is no {packer}")
    if "c" in o:
        if kind == "J" and not process.gnu:
            raise Usage("busybox only unpacks xz")
        return create(process, o, archive, kind, names)
    try:
        data = process.read(archive)
    except OSError as exc:
        return process.fail(f"can't open '{archive}'", exc)
    if len(data) < 512 and not kind and not process.gnu:
        return process.fail("short read")  # busybox reads a whole header before it looks for a compression
    try:
        return extract(process, o, unpack(data, kind), names)
    except tarfile.ReadError:
        return process.fail("invalid tar magic")
    except (tarfile.TarError, ValueError, EOFError) as exc:
        return process.fail(str(exc) if str(exc) in ("invalid magic", "corrupted data") else "short read")


def old_style(words: list[str]) -> list[str]:
    """Turn ``tar czf a.tgz dir`` into ``tar -c -z -f a.tgz dir``."""
    out, rest = list[str](), words[1:]
    for letter in words[0]:
        out.append(f"-{letter}")
        if letter in "fC":
            if not rest:
                raise Usage(f"-{letter} without its value")
            out.append(rest.pop(0))
    return out + rest


def excluded(o: Options, member: str) -> bool:
    """Say whether --exclude leaves a member out: the pattern fits its path, or one of its directories."""
    parts = member.split("/")
    pieces = ["/".join(parts[k:n]) for n in range(1, len(parts) + 1) for k in range(n)]
    return any(regex(pattern.rstrip("/")).fullmatch(piece) for pattern in o.get("E", []) for piece in pieces)


# -- writing -------------------------------------------------------------------------


def create(process: Process, o: Options, archive: str, kind: str, names: list[str]) -> int:
    """Write an archive of ``names``."""
    if not names:
        return process.fail("empty archive")
    inside = process.child(process.argv)
    if "C" in o:
        inside.cwd = octets(normalise(process.path(o.one("C"))))
    out, said = io.BytesIO(), False
    with tarfile.open(fileobj=out, mode="w", format=tarfile.GNU_FORMAT) as tape:

        def member(name: str) -> None:
            nonlocal said
            inside.stat(name, follow=False)
            if name.startswith("/") and not said:
                removing = "Removing leading `/'" if process.gnu else "removing leading '/'"
                process.err(f"tar: {removing} from member names\n")
                said = True
            add(inside, process, o, tape, name)

        status = process.each(names, member)
    data = out.getvalue()
    if not process.gnu:
        data = data.rstrip(b"\0")  # busybox ends with two empty blocks, and pads to no record of twenty
        data += bytes(-len(data) % 512 + 1024)
    packed = pack(data, kind) if kind else data
    if process.each([archive], lambda name: process.save(name, packed), "can't open '{}'"):
        return 1
    return process.fail("error exit delayed from previous errors") if status else 0


def add(inside: Process, process: Process, o: Options, tape: tarfile.TarFile, name: str) -> None:
    """Write one path, and all below it, to the archive."""
    process.session.step()
    member = name.lstrip("/") or "."
    if excluded(o, member):
        return
    node = inside.stat(name, follow=False)
    info, body = tarfile.TarInfo(unicode(member)), b""
    info.mode, info.uid, info.gid, info.mtime = node.mode, node.uid, node.gid, node.mtime
    info.uname, info.gname = user_name(process, node.uid), group_name(process, node.gid)
    match node:
        case File(content):
            body = read(content)
            info.size = len(body)
        case Symlink(target):
            info.type, info.linkname = tarfile.SYMTYPE, target
        case Directory():
            info.type = tarfile.DIRTYPE
        case Special(kind, info.devmajor, info.devminor):
            info.type = TYPES[kind]
    if "v" in o:
        shown = titled(member, isinstance(node, Directory))
        process.out(f"{shown}\n") if o.one("f", "-") != "-" else process.err(f"{shown}\n")
    tape.addfile(info, io.BytesIO(body))
    for child in walk(inside, name) if isinstance(node, Directory) else []:
        add(inside, process, o, tape, child)


def titled(name: str, folder: bool) -> str:
    """Return a member's name as it is listed: a directory's ends with a slash."""
    return name.rstrip("/") + "/" if folder else name


# -- reading -------------------------------------------------------------------------


def extract(process: Process, o: Options, data: bytes, names: list[str]) -> int:
    """Unpack, or list, the members of an archive."""
    where = octets(normalise(process.path(o.one("C")))) if "C" in o else process.cwd
    strip = int(o.one("S")) if o.one("S").isdigit() else 0
    wanted, found = [name.rstrip("/") for name in names], set()
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as tape:
        for info in tape:
            process.session.step(1 + (info.size >> 14))
            name = octets(info.name)
            match = next((w for w in wanted if regex(w).fullmatch(name) or name.startswith(w + "/")), None)
            if (wanted and match is None) or excluded(o, name):
                continue
            found.add(match)
            parts = [part for part in name.split("/") if part not in ("", ".")]
            if ".." in parts:
                raise NotModelled(f"a tar member that climbs out: {info.name}")
            kept = "/".join(parts[strip:])
            if "S" in o and not kept:
                continue
            if "v" in o or "t" in o:
                listed(process, o, info, kept if strip else name)
            if "x" in o:
                restore(process, o, tape, info, posixpath.join(where, kept) if kept else where, where)
    missing = next((name for name in wanted if name not in found), None)
    return process.fail(f"{missing}: not found in archive") if missing is not None else 0


def listed(process: Process, o: Options, info: tarfile.TarInfo, name: str) -> None:
    """Print a member: its name, or everything for ``tar tv``."""
    shown = titled(name, info.isdir())
    if "t" in o and "v" in o:
        when = time.strftime("%Y-%m-%d %H:%M:%S", moment(process, int(info.mtime)))
        owner = f"{octets(info.uname) or info.uid}/{octets(info.gname) or info.gid}"
        tail = f" -> {octets(info.linkname)}" if info.issym() or info.islnk() else ""
        size = f"{info.size:{max(18 - len(owner), 1)}}" if process.gnu else f"{info.size:9}"
        when = when[:16] if process.gnu else when
        process.out(f"{mode_text(node_of(info, b''))} {owner} {size} {when} {shown}{tail}\n")
    else:
        process.err(f"{shown}\n") if "O" in o else process.out(f"{shown}\n")


def node_of(info: tarfile.TarInfo, body: bytes, uid: int = 0, gid: int = 0) -> Node:
    """Return the node that a member stands for."""
    mode, when = info.mode & 0o7777, int(info.mtime)
    if info.isdir():
        return Directory({}, mode, uid, gid, when)
    if info.issym():
        return Symlink(info.linkname, uid, gid, when)
    for kind, flag in TYPES.items():
        if info.type == flag:
            return Special(kind, info.devmajor, info.devminor, mode, uid, gid, when)
    return File(body, mode, uid, gid, when)


def restore(process: Process, o: Options, tape: tarfile.TarFile, info: tarfile.TarInfo, name: str, where: str) -> None:
    """Make one member's file."""
    path, root = process.path(name), process.root
    body = tape.extractfile(info) if info.isreg() else None
    content = body.read() if body else b""
    if "O" in o:
        process.out(content)
        return
    make_parents(process, name)
    there = root.exists(path) or process.is_link(name)
    if info.islnk():
        if there:
            root.unlink(path)
        root.link(process.path(posixpath.join(where, octets(info.linkname).lstrip("/"))), path)
        return
    uid, gid = process.cred.uid, process.cred.gid
    if uid == 0 and "o" not in o:
        known = (
            (uid_of(process, octets(info.uname)), gid_of(process, octets(info.gname))) if "N" not in o else (None,) * 2
        )
        uid, gid = info.uid if known[0] is None else known[0], info.gid if known[1] is None else known[1]
    node = node_of(info, content, uid, gid)
    if not isinstance(node, Symlink):
        when = process.session.system.clock() if "m" in o else node.mtime
        node = replace(node, mtime=when, mode=node.mode & ~process.umask if process.cred.uid else node.mode)
    if there and not isinstance(node, Directory):
        root.unlink(path)
    if process.cred.uid and not root.may(process.path(posixpath.dirname(name) or "."), 2):
        raise PermissionError(13, "Permission denied", path)
    root.place(path, node)
