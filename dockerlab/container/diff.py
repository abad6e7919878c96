"""``docker diff``: what a container's files are, compared with its image's.

The engine walks both trees and compares what ``stat`` says: a file is changed
when its mode, owner, size or modification time is; a directory when its mode or
owner is, *or* when something in it changed.  So a file made and removed again
leaves no line, and neither does a ``chmod`` to the mode that was there.

Source: moby/moby (pkg/archive) changes.go, changes_unix.go ``statDifferent``
"""

from __future__ import annotations

from dockerlab.filesystem import Change, Filesystem, diff
from dockerlab.inode import Directory, File, Node, Special, Symlink

__all__ = ["changes"]


def changes(before: Filesystem, after: Filesystem) -> tuple[Change, ...]:
    """Return the lines of ``docker diff``.

    (The engine goes through a directory's other entries in no particular order; here it is that of their names.)

    >>> a = Filesystem().with_node("/f", File(b"1", mtime=1))
    >>> changes(a, a.with_node("/f", File(b"2", mtime=1))), len(changes(a, a.with_node("/f", File(b"2", mtime=2))))
    ((), 1)
    """
    return diff(before, after, stat_differs)


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
