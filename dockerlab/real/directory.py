"""The lab's directory on the real disk and back: what the real client reads and writes.

Nothing is written outside of the scratch directory: a link that leads out of the lab's directory is not made there.
"""

from __future__ import annotations

import os
import posixpath
import shutil
import stat
from pathlib import Path

from dockerlab.container.sharing import remove
from dockerlab.inode import Directory, File, Node, Symlink, read
from dockerlab.overlay import Overlay

__all__ = ["bring_back", "spread"]

MINE = (getattr(os, "getuid", int)(), getattr(os, "getgid", int)())  # in the lab, the person is root


def spread(tree: Directory, target: Path) -> None:
    """Make an existing directory hold exactly ``tree``: contents, modes, times and links; owners are the person's."""
    for child in target.iterdir():
        if child.is_dir() and not child.is_symlink():
            shutil.rmtree(child)
        else:
            child.unlink()
    _fill(tree, target, "")


def _fill(tree: Directory, target: Path, prefix: str) -> None:
    for name, node in tree.entries.items():
        place = target / name
        match node:
            case Directory():
                place.mkdir()
                _fill(node, place, f"{prefix}{name}/")
                place.chmod(node.mode)
                os.utime(place, (node.mtime, node.mtime))
            case File():
                place.write_bytes(read(node.content))
                place.chmod(node.mode)
                os.utime(place, (node.mtime, node.mtime))
            case Symlink(destination):
                if stays(prefix, destination):
                    place.symlink_to(destination)


def stays(folder: str, destination: str) -> bool:
    """Say whether a link in ``folder`` (relative, with a slash at its end) leads to something below the top.

    >>> stays("a/b/", "../../c"), stays("a/", "../../c"), stays("", "/etc")
    (True, False, False)
    """
    inside = posixpath.normpath(posixpath.join("/top", folder, destination))
    lexical = posixpath.normpath(f"{folder}{destination}")
    return not destination.startswith("/") and not lexical.startswith("..") and inside.startswith("/top/")


def bring_back(before: Directory, place: Path, root: Overlay, path: str) -> None:
    """Change the lab's directory ``path`` as the real one has changed since ``before`` was spread there."""
    found = {entry.name: Path(entry.path) for entry in os.scandir(place)}
    for name, node in before.entries.items():
        if name not in found and not isinstance(node, Symlink):
            remove(root, f"{path}/{name}")
    for name, child in sorted(found.items()):
        old, here = before.entries.get(name), f"{path}/{name}"
        new = _node(child, old)
        if new is None:
            continue
        if isinstance(new, Directory):
            if not isinstance(old, Directory) or old.mode != new.mode:
                root.place(here, new)
            bring_back(old if isinstance(old, Directory) else Directory(), child, root, here)
        elif new != old:
            root.place(here, new)


def _node(place: Path, old: Node | None) -> Node | None:
    """Return what stands on the disk; ``old`` itself where nothing but the owner differs."""
    info = place.lstat()
    mode, mtime = stat.S_IMODE(info.st_mode), int(info.st_mtime)
    uid = 0 if info.st_uid == MINE[0] else info.st_uid
    gid = 0 if info.st_gid == MINE[1] else info.st_gid
    if stat.S_ISLNK(info.st_mode):
        target = os.readlink(place)
        return old if isinstance(old, Symlink) and old.target == target else Symlink(target, uid, gid, mtime)
    if stat.S_ISDIR(info.st_mode):
        return Directory({}, mode, uid, gid, mtime)
    if not stat.S_ISREG(info.st_mode):
        return None
    content = place.read_bytes()
    if isinstance(old, File) and old.mode == mode and read(old.content) == content:
        return old
    return File(content, mode, uid, gid, mtime)
