"""Two trees compared as a person would: the same names, the same content, the same rights; dates left out.

``docker diff`` and a layer care about dates.  Whoever makes an image a second time, from a
Dockerfile, wants to know whether the *files* are the same, and they were written at another time.
"""

from __future__ import annotations

from collections.abc import Iterator

from dockerlab.filesystem import Filesystem
from dockerlab.inode import Directory, File, Node, Special, Symlink

__all__ = ["unlike"]


def unlike(one: Filesystem, other: Filesystem) -> tuple[str, ...]:
    """Return the paths that are in one tree only, or are something else in the other; a missing directory is one path.

    >>> one = Filesystem().with_node("/a", File(b"1", mtime=1)).with_node("/b", File(b"2"))
    >>> unlike(one, one.with_node("/a", File(b"1", mtime=9)).with_node("/b", File(b"3")))
    ('/b',)
    """
    return tuple(_unlike(one.root, other.root, ""))


def _unlike(one: Directory, other: Directory, prefix: str) -> Iterator[str]:
    for name in sorted(one.entries.keys() | other.entries.keys()):
        mine, theirs, path = one.entries.get(name), other.entries.get(name), f"{prefix}/{name}"
        if mine is theirs:
            continue
        if mine is None or theirs is None or facts(mine) != facts(theirs):
            yield path
        if isinstance(mine, Directory) and isinstance(theirs, Directory):
            yield from _unlike(mine, theirs, path)


def facts(node: Node) -> tuple[object, ...]:
    """Return everything about a node but its date and, for a directory, what is in it."""
    rights = (node.mode, node.uid, node.gid)
    match node:
        case File(content=content, xattrs=xattrs):
            return ("file", content, xattrs, *rights)
        case Symlink(target=target):
            return ("link", target, node.uid, node.gid)
        case Special(kind, major, minor):
            return (kind, major, minor, *rights)
        case _:
            return ("directory", *rights)
