"""Archives that ADD unpacks: what counts as one, and what comes out.

A file is an archive if its *content* says so, whatever its name: a tar, plain
or compressed with gzip, bzip2 or xz.  It is unpacked as ``tar -x`` would, with
its own owners and modes, over what is there.

Sources: moby/go-archive (Unpack, DecompressStream) and
https://docs.docker.com/reference/dockerfile/#adding-local-tar-archives
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import posixpath
import tarfile
import zlib
from collections.abc import Callable
from dataclasses import replace

from dockerlab.build.directories import make_directories
from dockerlab.build.ownership import Owner
from dockerlab.build.paths import root_path
from dockerlab.errors import BuildError, NotModelled
from dockerlab.filesystem import Filesystem
from dockerlab.inode import Directory, File, Node, Special, Symlink
from dockerlab.overlay import Overlay

__all__ = ["is_archive", "look", "named_owners", "unpack"]

MAGIC: tuple[tuple[bytes, Callable[[io.BytesIO], io.BufferedIOBase]], ...] = (
    (b"\x1f\x8b\x08", lambda raw: gzip.GzipFile(fileobj=raw)),
    (b"BZh", bz2.BZ2File),
    (b"\xfd7zXZ\x00", lzma.LZMAFile),
)
ZSTD = b"\x28\xb5\x2f\xfd"
LIMIT = 1 << 28  # bytes: a larger archive is not unpacked in memory
BROKEN = (tarfile.TarError, EOFError, OSError, zlib.error, lzma.LZMAError, ValueError, OverflowError)


def is_archive(data: bytes) -> bool:
    """Say whether ``data`` is a tar, compressed or not, with at least one member.

    >>> is_archive(b"hello"), is_archive(b"")
    (False, False)
    """
    try:
        head = decompressed(data, 1 << 20)
        with tarfile.open(fileobj=io.BytesIO(head), mode="r:") as tar:
            return tar.next() is not None
    except BROKEN:
        return False


def named_owners(data: bytes) -> bool:
    """Say whether an archive gives its owners by name too, as ``tar`` does by default."""
    with tarfile.open(fileobj=io.BytesIO(decompressed(data, LIMIT)), mode="r:") as tar:
        return any(info.uname or info.gname for info in tar)


def decompressed(data: bytes, limit: int) -> bytes:
    """Return at most ``limit`` bytes of what ``data`` holds uncompressed."""
    if data.startswith(ZSTD):
        raise NotModelled("an archive compressed with zstd", hint="Compress it with gzip or xz.")
    for magic, opener in MAGIC:
        if data.startswith(magic):
            return opener(io.BytesIO(data)).read(limit)
    return data


def unpack(root: Overlay, data: bytes, place: str, owner: Owner | None) -> None:
    """Unpack an archive into the existing directory ``place``; all is ``owner``'s where there is one.

    Raises:
        BuildError: a member that climbs out of ``place``, or an archive that ends too early.
        NotModelled: more than 256 MiB of content.
    """
    body = decompressed(data, LIMIT + 1)
    if len(body) > LIMIT:
        raise NotModelled(f"unpacking an archive of more than {LIMIT} bytes")
    directories: dict[str, Directory] = {}
    try:
        with tarfile.open(fileobj=io.BytesIO(body), mode="r:") as tar:
            for info in tar:
                unpack_member(root, info, body, place, owner, directories)
    except BROKEN as exc:
        raise BuildError("unexpected EOF", hint=f"The archive is cut short or broken ({exc}).") from exc
    for path, node in directories.items():
        if isinstance(look(root, path), Directory):
            root.place(path, node)  # again: the members put into it changed its time


def unpack_member(
    root: Overlay,
    info: tarfile.TarInfo,
    data: bytes,
    place: str,
    owner: Owner | None,
    directories: dict[str, Directory],
) -> None:
    """Put one member where it belongs."""
    name = posixpath.normpath(info.name.lstrip("/"))
    if name.split("/")[0] == "..":
        raise BuildError(f'invalid entry name "{info.name}"', hint="The archive is hostile: it wants out of its place.")
    if name == ".":
        return
    parent = chrooted(root, posixpath.join(place, posixpath.dirname(name)), place)
    try:
        make_directories(root, parent)
    except NotADirectoryError:
        raise BuildError(f"openat {name}: not a directory", hint="The archive is broken.") from None
    path = posixpath.join(parent, posixpath.basename(name))
    if info.islnk():
        link = posixpath.normpath(info.linkname.lstrip("/"))
        if link.split("/")[0] == "..":
            raise BuildError(f'invalid hardlink target "{info.linkname}"', hint="The archive is hostile.")
        target = chrooted(root, posixpath.join(place, link), place)
        if look(root, target) is None:
            raise BuildError(f"linkat {link} {name}: no such file or directory", hint="The archive is broken.")
        if look(root, path) is not None:
            root.unlink(path)
        root.link(target, path)
        return
    node = inode(info, data)
    if owner is not None:
        node = replace(node, uid=owner[0], gid=owner[1])
    if isinstance(node, Directory):
        directories[path] = node
    root.place(path, node)


def inode(info: tarfile.TarInfo, data: bytes) -> Node:
    """Return what one member stands for."""
    mode, uid, gid, mtime = info.mode & 0o7777, info.uid, info.gid, int(info.mtime)
    if info.isreg():
        end = info.offset_data + info.size
        if info.size < 0 or end > len(data):
            raise EOFError(f"{info.name} is longer than the archive")
        return File(data[info.offset_data : end], mode, uid, gid, mtime)
    if info.isdir():
        return Directory({}, mode, uid, gid, mtime)
    if info.issym():
        return Symlink(info.linkname, uid, gid, mtime)
    if info.ischr() or info.isblk():
        return Special("char" if info.ischr() else "block", info.devmajor, info.devminor, mode, uid, gid, mtime)
    if info.isfifo():
        return Special("fifo", 0, 0, mode, uid, gid, mtime)
    raise NotModelled(f"unpacking {info.name}, a tar member of type {info.type!r}")


def look(root: Overlay, path: str) -> Node | None:
    """Return what stands at ``path`` now. (``root.fs`` would freeze the tree, which costs each time.)"""
    try:
        return root.stat(path, follow=False)
    except OSError:
        return None


def chrooted(root: Overlay, path: str, place: str) -> str:
    """Return ``path`` with links followed as in a chroot at ``place``: absolute ones start there."""
    if isinstance(look(root, path), Directory) and root.resolve(path) == path:
        return path
    base = place.rstrip("/")
    below = look(root, place)
    tree = Filesystem(below) if isinstance(below, Directory) else root.fs
    return base + root_path(tree, path[len(base) :] or "/").rstrip("/") or "/"
