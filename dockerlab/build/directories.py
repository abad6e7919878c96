"""``mkdir -p``: the directories that WORKDIR, COPY, ADD and mounts need.

Every builder makes them the same way: what is there stays as it is, and only what is missing gets the owner and mode.
"""

from __future__ import annotations

import errno

from dockerlab.inode import Directory, os_error
from dockerlab.overlay import Overlay

__all__ = ["make_directories"]


def make_directories(root: Overlay, path: str, uid: int = 0, gid: int = 0, mode: int = 0o755) -> list[str]:
    """Make ``path`` and its missing parents, symlinks followed; return the paths that were missing.

    Raises:
        NotADirectoryError: a file stands in the way (``filename`` is where).

    >>> from dockerlab.filesystem import Filesystem
    >>> root = Overlay(Filesystem())
    >>> make_directories(root, "/a/b"), make_directories(root, "/a/b/c", mode=0o700)
    (['/a', '/a/b'], ['/a/b/c'])
    """
    here, made = "", list[str]()
    for name in filter(None, path.split("/")):
        here = f"{here}/{name}"
        if not root.exists(here):
            root.place(root.resolve(here, missing_ok=True), Directory({}, mode, uid, gid, root.clock()))
            made.append(here)
        elif not isinstance(root.stat(here), Directory):
            raise os_error(errno.ENOTDIR, here)
    return made
