"""Tarsums: the facts about a file that both builders hash.

Type, permission bits, owner, size, link target and content count.  The time of
the last change does *not*, so ``touch`` never spoils a cache.  The notation is
that of a tar header, name by name, as the first Docker hashed it.

The classic builder's checksums are made of these sums: ``file:…`` is that of
one file with its name, ``dir:…`` the digest of the sorted sums of all that is in
a directory, ``multi:…`` the digest of several of the others.  They show in
``docker history``.

Source: moby/moby daemon/builder/dockerfile/copy.go and pkg/tarsum.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from dockerlab.build.paths import root_path
from dockerlab.filesystem import Filesystem, Same
from dockerlab.inode import Content, Directory, File, Filler, Node, Special, Symlink

__all__ = ["Part", "classic_directory", "classic_file", "encoded", "joined", "part", "tarsum"]

FLAGS = {"char": "3", "block": "4", "fifo": "6"}


def tarsum(node: Node, name: str) -> str:
    """Return the hex digest of one file, directory or link under ``name``: its facts, then its content."""
    size, flag, link, major, minor = 0, "0", "", 0, 0
    content: Content = b""
    xattrs: tuple[tuple[str, str], ...] = ()
    match node:
        case File():
            size, content, xattrs = node.size, node.content, node.xattrs
        case Directory():
            flag, xattrs, name = "5", node.xattrs, name and f"{name}/"
        case Symlink(target):
            flag, link = "2", target
        case Special():
            flag, major, minor = FLAGS[node.kind], node.major, node.minor
    attributes = "".join(key + value for key, value in sorted(xattrs) if hashed(key))
    text = (
        f"name{name}mode{node.mode}uid{node.uid}gid{node.gid}size{size}typeflag{flag}linkname{link}"
        f"unamegnamedevmajor{major}devminor{minor}{attributes}"
    )
    return content_sum(encoded(text), content) if isinstance(content, bytes) else filler_sum(encoded(text), content)


def content_sum(head: bytes, content: bytes) -> str:
    """Return the hex digest of two pieces."""
    digest = hashlib.sha256(head)
    digest.update(content)
    return digest.hexdigest()


@lru_cache(maxsize=8192)
def filler_sum(head: bytes, content: Filler) -> str:
    """Return the same of filler, which is large, and the same in many images."""
    return content_sum(head, content.read())


def encoded(text: str) -> bytes:
    """Return the bytes of a name."""
    return text.encode("utf-8", "surrogateescape")


def hashed(xattr: str) -> bool:
    """Say whether an extended attribute belongs to the file (and not to the machine it is on)."""
    return xattr == "security.capability" or not xattr.startswith(("security.", "system."))


# -- the classic builder --------------------------------------------------


def classic_file(fs: Filesystem, path: str) -> str:
    r"""Return ``file:<sha256>`` for the file that ``path`` leads to, as the classic builder names it.

    >>> fs = Filesystem().with_node("/a.txt", File(b"a\n"))
    >>> classic_file(fs, "/a.txt")
    'file:a596f0888def06c3cad1442667ede22d419985a1c8a3155b838b650c4cf52ecc'
    """
    return "file:" + followed(fs, path, {})


def classic_directory(fs: Filesystem, path: str, *, received: bool, implied: frozenset[str] = frozenset()) -> str:
    """Return ``dir:<sha256>`` for the directory that ``path`` leads to.

    Every link in it counts as what it leads to; one that leads nowhere as the
    path it has in a context (``received``), or would lead to in an image.  The
    ``implied`` directories of a context, which are not in its tar, are paths too.
    """
    return directory_sum(Same(fs.root), path, received, implied)


@lru_cache(maxsize=64)
def directory_sum(root: Same, path: str, received: bool, implied: frozenset[str]) -> str:
    """Return what ``classic_directory`` does; the latest are remembered."""
    fs = Filesystem(root.tree)
    real = root_path(fs, path).rstrip("/")
    sums = {path: path.lstrip("/") for path in implied}
    paths = [real] * bool(real) + [path for path, _ in fs.walk(real or "/")]
    found = (followed(fs, path, sums, received=received) for path in paths)
    return joined("dir", sorted(digest for digest in found if digest))


def joined(kind: str, sums: Iterable[str]) -> str:
    """Return ``dir:…`` or ``multi:…``: the digest of several digests.

    >>> joined("multi", ["file:1", "dir:2"])[:14]
    'multi:4e2936af'
    """
    return f"{kind}:{hashlib.sha256(','.join(sums).encode()).hexdigest()}"


def followed(fs: Filesystem, path: str, known: dict[str, str], *, received: bool = True) -> str:
    """Return the sum of what ``path`` leads to, a path if that is nowhere, nothing for a circle of links."""
    try:
        real = root_path(fs, path)
    except OSError:
        return ""
    if real not in known:
        node = fs.get(real)
        if node is None:
            return (path if received else real).lstrip("/")
        known[real] = tarsum(node, real.lstrip("/"))
    return known[real]


# -- file by file ---------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Part:
    """What one file adds to a checksum; two of them tell how a file changed."""

    kind: str
    mode: int
    owner: str
    content: str

    def change(self, new: Part) -> str:
        """Say how ``new`` differs: ``type``, ``content``, ``mode``, ``owner``, or nothing at all.

        >>> part(File(b"1")).change(part(File(b"1", mode=0o755)))
        'mode'
        """
        pairs = (
            ("type", self.kind, new.kind),
            ("content", self.content, new.content),
            ("mode", self.mode, new.mode),
            ("owner", self.owner, new.owner),
        )
        return next((how for how, a, b in pairs if a != b), "")


def part(node: Node) -> Part:
    """Return what ``node`` adds to a checksum."""
    kind, content = type(node).__name__.lower(), ""
    match node:
        case File():
            body = node.content
            content = "sha256:" + (content_sum(b"", body) if isinstance(body, bytes) else filler_sum(b"", body))
        case Symlink(target):
            content = target
        case Special():
            kind, content = node.kind, f"{node.major}:{node.minor}"
    return Part(kind, node.mode, f"{node.uid}:{node.gid}", content)
