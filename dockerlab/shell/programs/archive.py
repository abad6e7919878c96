"""``tar``: many files as one. What it writes is a real archive."""

from __future__ import annotations

import io
import posixpath
import tarfile
import time
from dataclasses import replace

from dockerlab.errors import NotModelled
from dockerlab.inode import Directory, File, Node, Special, Symlink, normalise, read
from dockerlab.permission import mode_text
from dockerlab.shell.pattern import regex
from dockerlab.shell.process import Process
from dockerlab.shell.programs.compression import pack, unpack
from dockerlab.shell.programs.files import make_parents, walk
from dockerlab.shell.programs.names import gid_of, group_name, moment, uid_of, user_name
from dockerlab.shell.registry import Options, Usage, command, parse_options
from dockerlab.shell.streams import octets, unicode

__all__: list[str] = []

LONG = {
    "create": "c", "extract": "x", "list": "t", "file=": "f", "gzip": "z", "bzip2": "j", "xz": "J", "verbose": "v",
    "directory=": "C", "strip-components=": "S", "exclude=": "E", "preserve-permissions": "p", "to-stdout": "O",
    "no-same-owner": "o", "numeric-owner": "N", "same-owner": "s", "touch": "m", "overwrite": "w",
}  # fmt: skip


@command("tar", options=None)
def tar(process: Process, _: Options, argv: list[str]) -> int:
    words = list(argv)
    if words and not words[0].startswith("-"):
        words = old_style(words)
    o, names = parse_options(words, "cxtf:zjJvC:OpoamkhT:X:", LONG)
    for letter in "akhTXsw":
        if letter in o:
            raise NotModelled(f"the option -{letter} of tar")
    if sum(letter in o for letter in "cxt") != 1:
        raise Usage("one of c, x and t")
    if "C" in o:
        target = o.one("C")
        if not process.is_directory(target):
            return process.fail(f"can't change directory to '{target}': No such file or directory")
    archive = o.one("f", "-")
    if "c" in o:
        return create(process, o, archive, names)
    try:
        data = process.read(archive)
    except OSError as exc:
        return process.fail(f"can't open '{archive}'", exc)
    if len(data) < 512 and not set("zjJ") & set(o) and not process.gnu:
        return process.fail("short read")  # busybox reads a whole header before it looks for a compression
    try:
        return extract(process, o, unpack(data, next((k for k in "zjJ" if k in o), "")), names)
    except tarfile.ReadError:
        return process.fail("invalid tar magic")
    except (tarfile.TarError, ValueError, EOFError) as exc:
        return process.fail(str(exc) if str(exc) in ("invalid magic", "corrupted data") else "short read")


def old_style(words: list[str]) -> list[str]:
    """Turn ``tar czf a.tgz dir`` into ``tar -c -z -f a.tgz dir``."""
    out: list[str] = []
    rest = words[1:]
    for letter in words[0]:
        out.append(f"-{letter}")
        if letter in "fCTX":
            if not rest:
                raise Usage(f"-{letter} without its value")
            out.append(rest.pop(0))
    return out + rest


def create(process: Process, o: Options, archive: str, names: list[str]) -> int:
    """Write an archive of ``names``."""
    if not names:
        return process.fail("empty archive")
    inside = process.child(process.argv)
    if "C" in o:
        inside.cwd = octets(normalise(process.path(o.one("C"))))
    out, status, said = io.BytesIO(), 0, False
    seen: set[str] = set()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.GNU_FORMAT) as tape:
        for name in names:
            try:
                inside.stat(name, follow=False)
            except OSError as exc:
                status = process.fail(name, exc)
                continue
            if name.startswith("/") and not said:
                removing = "Removing leading `/'" if process.gnu else "removing leading '/'"
                process.err(f"tar: {removing} from member names\n")
                said = True
            add(inside, process, o, tape, name, seen)
    data = out.getvalue()
    if not process.gnu:
        data = data.rstrip(b"\0")  # busybox ends with two empty blocks, and pads to no record of twenty
        data += bytes(-len(data) % 512 + 1024)
    kind = next((k for k in "zjJ" if k in o), "")
    data = pack(data, kind) if kind else data
    if archive == "-":
        process.out(data)
    else:
        try:
            stream = process.create(archive)
            stream.write(data)
            stream.close()
        except OSError as exc:
            return process.fail(f"can't open '{archive}'", exc)
    return process.fail("error exit delayed from previous errors") if status else 0


def add(inside: Process, process: Process, o: Options, tape: tarfile.TarFile, name: str, seen: set[str]) -> None:
    """Write one path, and all below it, to the archive."""
    process.session.step()
    member = name.lstrip("/") or "."
    if any(excluded(pattern, member) for pattern in o.get("E", [])):
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
        case Special(kind, major, minor):
            info.type = {"char": tarfile.CHRTYPE, "block": tarfile.BLKTYPE, "fifo": tarfile.FIFOTYPE}[kind]
            info.devmajor, info.devminor = major, minor
    if "v" in o:
        shown = member + ("/" if isinstance(node, Directory) and not member.endswith("/") else "")
        process.out(f"{shown}\n") if o.one("f", "-") != "-" else process.err(f"{shown}\n")
    tape.addfile(info, io.BytesIO(body))
    if isinstance(node, Directory):
        for child in walk(inside, name):
            add(inside, process, o, tape, child, seen)


def excluded(pattern: str, member: str) -> bool:
    """Say whether --exclude leaves a member out: the pattern fits its path, or one of its directories."""
    parts = member.split("/")
    heads = ["/".join(parts[:n]) for n in range(1, len(parts) + 1)]
    tails = [head.split("/", k)[-1] for head in heads for k in range(head.count("/") + 1)]
    return any(regex(pattern.rstrip("/")).fullmatch(piece) for piece in tails)


def extract(process: Process, o: Options, data: bytes, names: list[str]) -> int:
    """Unpack, or list, the members of an archive."""
    where = octets(normalise(process.path(o.one("C")))) if "C" in o else process.cwd
    strip = int(o.one("S", "0")) if o.one("S", "0").isdigit() else 0
    wanted, found_names = [name.rstrip("/") for name in names], set()
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as tape:
        for info in tape:
            process.session.step(1 + (info.size >> 14))
            name = octets(info.name)
            if wanted:
                match = next((w for w in wanted if regex(w).fullmatch(name) or name.startswith(w + "/")), None)
                if match is None:
                    continue
                found_names.add(match)
            if any(excluded(pattern, name) for pattern in o.get("E", [])):
                continue
            parts = [part for part in name.split("/") if part not in ("", ".")]
            if ".." in parts:
                raise NotModelled(f"a tar member that climbs out: {info.name}")
            kept = "/".join(parts[strip:])
            if "S" in o and not kept:
                continue
            if "v" in o or "t" in o:
                listed(process, o, info, name if not strip else kept)
            if "x" in o:
                restore(process, o, tape, info, posixpath.join(where, kept) if kept else where, where)
    missing = [name for name in wanted if name not in found_names]
    for name in missing:
        return process.fail(f"{name}: not found in archive")
    return 0


def listed(process: Process, o: Options, info: tarfile.TarInfo, name: str) -> None:
    """Print a member: its name, or everything for ``tar tv``."""
    shown = name + ("/" if info.isdir() and not name.endswith("/") else "")
    if "t" in o and "v" in o:
        when = time.strftime("%Y-%m-%d %H:%M:%S", moment(process, int(info.mtime)))
        owner = f"{octets(info.uname) or info.uid}/{octets(info.gname) or info.gid}"
        tail = f" -> {octets(info.linkname)}" if info.issym() or info.islnk() else ""
        size = f"{info.size:{max(18 - len(owner), 1)}}" if process.gnu else f"{info.size:9}"
        process.out(
            f"{mode_text(node_of(info, b''))} {owner} {size} {when[: 16 if process.gnu else 19]} {shown}{tail}\n"
        )
    elif "O" in o:
        process.err(f"{shown}\n")
    else:
        process.out(f"{shown}\n")


def node_of(info: tarfile.TarInfo, body: bytes, uid: int = 0, gid: int = 0) -> Node:
    """Return the node that a member stands for."""
    mode, when = info.mode & 0o7777, int(info.mtime)
    if info.isdir():
        return Directory({}, mode, uid, gid, when)
    if info.issym():
        return Symlink(info.linkname, uid, gid, when)
    if info.isfifo() or info.ischr() or info.isblk():
        kind = "fifo" if info.isfifo() else "char" if info.ischr() else "block"
        return Special(kind, info.devmajor, info.devminor, mode, uid, gid, when)  # type: ignore[arg-type]
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
    if info.islnk():
        target = process.path(posixpath.join(where, octets(info.linkname).lstrip("/")))
        if root.exists(path):
            root.unlink(path)
        root.link(target, path)
        return
    uid, gid = process.cred.uid, process.cred.gid
    if uid == 0 and "o" not in o:
        named = (None, None) if "N" in o else (uid_of(process, octets(info.uname)), gid_of(process, octets(info.gname)))
        uid = info.uid if named[0] is None or not info.uname else named[0]
        gid = info.gid if named[1] is None or not info.gname else named[1]
    node = node_of(info, content, uid, gid)
    if "m" in o and not isinstance(node, Symlink):
        node = replace(node, mtime=process.session.system.clock())
    if process.cred.uid and not isinstance(node, Symlink):
        node = replace(node, mode=node.mode & ~process.umask)
    there = root.exists(path) or islink(process, name)
    if there and not isinstance(node, Directory):
        root.unlink(path)
    if process.cred.uid and not root.may(process.path(posixpath.dirname(name) or "."), 2):
        raise PermissionError(13, "Permission denied", path)
    root.place(path, node)


def islink(process: Process, name: str) -> bool:
    """Say whether a symbolic link is at ``name``."""
    try:
        return isinstance(process.stat(name, follow=False), Symlink)
    except OSError:
        return False
