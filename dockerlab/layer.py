"""Layers: what one build step changed.

A layer is not a filesystem; it is a *changeset*: paths that were added or
replaced, ``Whiteout``s that delete one path of the layers below, and opaque
directories, which hide all that the layers below have in them.  So deleting a
file never makes an image smaller: its bytes stay in the lower layer, and the
upper layer only gains a marker that hides them.

On the wire a layer is a tar: a whiteout is an empty file ``.wh.<name>``, an
opaque directory holds an empty file ``.wh..wh..opq``.  ``from_tar`` and
``to_tar`` are twins, and the same layer always makes the same bytes.

Spec: https://github.com/opencontainers/image-spec/blob/v1.1.1/layer.md
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

from dockerlab.digest import DiffID, sha256
from dockerlab.errors import ArchiveError
from dockerlab.inode import Directory, File, Node, Special, Symlink, normalise, read, recognised
from dockerlab.tarball import END, Member, header, members, padding

__all__ = ["Entry", "HardLink", "Layer", "Whiteout", "from_tar", "pieces", "to_tar"]

PREFIX = ".wh."
OPAQUE = ".wh..wh..opq"


@dataclass(frozen=True, slots=True)
class Whiteout:
    """Hides one path, and everything beneath it, in the layers below."""


@dataclass(frozen=True, slots=True)
class HardLink:
    """A second name for the file at ``target`` (absolute) of the same layer or one below."""

    target: str


Entry = Node | Whiteout | HardLink


def order(path: str) -> list[str]:
    """The sort key of a tree walk: parents first, ``a/b`` before ``a-b``."""
    return path.split("/")


@dataclass(frozen=True)
class Layer:
    """A changeset: absolute path → ``Entry``; a ``Directory`` here carries attributes only.

    ``opaque`` names the directories that hide what lies below them.  ``known``
    is a DiffID recorded elsewhere (a layer of filler is not hashed at start).

    >>> layer = Layer({"/etc": Directory(), "/etc/motd": File(b"hi"), "/etc/hosts": Whiteout()})
    >>> layer
    Layer(3 entries, 2 bytes)
    >>> [member.name for member in members(layer.tar, "example")]
    ['etc/', 'etc/.wh.hosts', 'etc/motd']
    >>> from_tar(layer.tar).diff_id == layer.diff_id
    True
    """

    entries: Mapping[str, Entry] = field(default_factory=lambda: MappingProxyType({}))
    opaque: frozenset[str] = frozenset()
    known: DiffID | None = field(default=None, compare=False)
    raw: bytes | memoryview | None = field(default=None, repr=False, compare=False)  # the tar it was read from
    unpacked: bool = field(default=False, compare=False)  # from a tar or a container, not from BuildKit: see ``size``

    def __repr__(self) -> str:
        return f"Layer({len(self.entries)} entries, {self.size} bytes)"

    @cached_property
    def diff_id(self) -> DiffID:
        """The digest of the uncompressed tar."""
        return self.known or DiffID(sha256(self.tar))

    @cached_property
    def tar(self) -> bytes:
        """The uncompressed tar."""
        return to_tar(self) if self.raw is None else bytes(self.raw)

    @cached_property
    def size(self) -> int:
        """The bytes of its regular files: the SIZE column of ``docker history``.

        For a layer that was pulled, loaded, imported or committed the engine measures the unpacked
        directory, in which a symlink is as long as its target; for BuildKit's layers it does not.
        """
        files = sum(entry.size for entry in self.entries.values() if isinstance(entry, File))
        links = (len(os.fsencode(entry.target)) for entry in self.entries.values() if isinstance(entry, Symlink))
        return files + sum(links) if self.unpacked else files

    def __iter__(self) -> Iterator[tuple[str, Entry]]:
        """Yield path and entry in the order of the tar."""
        for path in sorted(self.entries, key=order):
            yield path, self.entries[path]


def to_tar(layer: Layer) -> bytes:
    """Return the layer as an uncompressed tar."""
    return b"".join(pieces(layer))


def pieces(layer: Layer) -> Iterator[bytes]:
    """Yield the tar bit by bit: for hashing what is too large to hold."""
    for path, entry in layer:
        name = path.lstrip("/")
        match entry:
            case Whiteout():
                parent, base = posixpath.split(name)
                yield header(Member(posixpath.join(parent, PREFIX + base), "file", 0, 0, 0o600))
            case HardLink(target):
                yield header(Member(name, "hardlink", 0, 0, 0o644, link=target.lstrip("/")))
            case _:
                member, body = described(name, entry)
                yield from (header(member), body, padding(len(body)))
        if path in layer.opaque and isinstance(entry, Directory):
            yield header(Member(posixpath.join(name, OPAQUE), "file", 0, 0, entry.mode, mtime=entry.mtime))
    yield END


def described(name: str, node: Node) -> tuple[Member, bytes]:
    """Return the tar member and the content of ``node`` under ``name``."""
    member = Member(name, "file", 0, 0, node.mode, node.uid, node.gid, node.mtime)
    body = b""
    match node:
        case File(content, xattrs=xattrs):
            body = read(content)
            member.size, member.xattrs = len(body), xattrs
        case Symlink(target):
            member.kind, member.link = "symlink", target
        case Directory(xattrs=xattrs):
            member.kind, member.name, member.xattrs = "directory", name + "/", xattrs
        case Special(kind, major, minor):
            member.kind, member.major, member.minor = kind, major, minor
    return member, body


def from_tar(data: bytes | memoryview, *, known: DiffID | None = None, source: str = "layer") -> Layer:
    """Return the layer that an uncompressed tar holds; the bytes are kept, so the DiffID is theirs.

    Raises:
        ArchiveError: not a tar, cut short, a member that climbs out of the root, an
            invalid whiteout, or a kind of member that no container has.
    """
    entries: dict[str, Entry] = {}
    opaque: set[str] = set()
    for member in members(data, source):
        path = safe(member.name, source)
        if path == "/":
            continue
        parent, base = posixpath.split(path)
        if not base.startswith(PREFIX):
            entries[path] = node(member, data, source)
        elif base == OPAQUE:
            opaque.add(parent)
        elif base == PREFIX:
            raise ArchiveError(f"{source}: invalid whiteout with an empty name: {member.name}")
        elif not base.startswith(PREFIX + PREFIX):  # .wh..wh.plnk and the like are aufs's: ignored, as Docker does
            entries.setdefault(posixpath.join(parent, base.removeprefix(PREFIX)), Whiteout())
    return Layer(entries, frozenset(opaque), known, data, unpacked=True)


def node(member: Member, data: bytes | memoryview, source: str) -> Entry:
    """Return what one tar member stands for."""
    mode, uid, gid, mtime = member.mode, member.uid, member.gid, member.mtime
    match member.kind:
        case "file":
            content = recognised(bytes(data[member.start : member.start + member.size]))
            return File(content, mode, uid, gid, mtime, member.xattrs)
        case "directory":
            return Directory({}, mode, uid, gid, mtime, member.xattrs)
        case "symlink":
            return Symlink(member.link, uid, gid, mtime)
        case "hardlink":
            return HardLink(safe(member.link, source))
        case "fifo":
            return Special("fifo", 0, 0, mode, uid, gid, mtime)
        case "char":
            return Special("char", member.major, member.minor, mode, uid, gid, mtime)
    return Special("block", member.major, member.minor, mode, uid, gid, mtime)


def safe(name: str, source: str) -> str:
    """Return a member's name as an absolute path of the tree, or refuse one that climbs out of it."""
    if "\0" in name or posixpath.normpath(name.lstrip("/")).split("/")[0] == "..":
        raise ArchiveError(f"{source}: {name!r} is outside of the image's root; the archive is hostile or broken")
    return normalise(name)
