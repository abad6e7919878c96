"""``docker diff``: what a container's files are, compared with its image's.

The engine walks both trees and compares what ``stat`` says: a file is changed
when its mode, owner, size or modification time is; a directory when its mode or
owner is, *or* when something in it changed.  So a file made and removed again
leaves no line, and neither does a ``chmod`` to the mode that was there.

Source: moby/moby (pkg/archive) changes.go, changes_unix.go ``statDifferent``
"""

from __future__ import annotations

from collections.abc import Iterator

from dockerlab.filesystem import Change, Filesystem
from dockerlab.inode import Directory, File, Node, Special, Symlink

__all__ = ["changes"]


def changes(before: Filesystem, after: Filesystem) -> tuple[Change, ...]:
    """Return the lines of ``docker diff``: path by path, the deletions of a directory last.

    (The engine goes through a directory's other entries in no particular order; here it is that of their names.)

    >>> a = Filesystem().with_node("/d", Directory()).with_node("/d/f", File(b"1"))
    >>> for change in changes(a, a.without("/d/f").with_node("/d/g", File())): print(change)
    C /d
    A /d/g
    D /d/f
    """
    return tuple(below(before.root, after.root, ""))


def below(before: Directory, after: Directory, prefix: str) -> Iterator[Change]:
    """Yield the changes inside one directory."""
    if before.entries is after.entries:
        return
    for name in sorted(before.entries.keys() | after.entries.keys()):
        old, new, path = before.entries.get(name), after.entries.get(name), f"{prefix}/{name}"
        if old is new:
            continue
        if new is None:
            continue
        inside: tuple[Change, ...] = ()
        if isinstance(new, Directory):
            inside = tuple(below(old if isinstance(old, Directory) else Directory(), new, path))
        if old is None:
            yield Change("A", path)
        elif inside or stat_differs(old, new):
            yield Change("C", path)
        yield from inside
    yield from (Change("D", f"{prefix}/{name}") for name in sorted(before.entries.keys() - after.entries.keys()))


def stat_differs(old: Node, new: Node) -> bool:
    """Say whether two nodes of one name look different to ``stat``."""
    if type(old) is not type(new) or (old.mode, old.uid, old.gid) != (new.mode, new.uid, new.gid):
        return True
    match old, new:
        case Directory(), Directory():
            return False
        case File(), File():
            return (old.size, old.mtime) != (new.size, new.mtime) or old.xattrs != new.xattrs
        case Symlink(), Symlink():
            return (len(old.target), old.mtime) != (len(new.target), new.mtime)
        case Special(), Special():
            return (old.major, old.minor) != (new.major, new.minor)
    return True
