"""COPY and ADD: from a selection of files to changes of a container's root.

Where a source lands depends on what is there already:

* a file goes *into* an existing directory, or into one that the destination's
  trailing slash asks for; else the destination is its new name;
* of a directory only the *contents* are copied, merged file by file;
* missing parents are made, 0755.

BuildKit copies as ``cp -a`` does.  The classic builder packs each source into a
tar and unpacks it at its destination, which shows at the edges: a directory may
replace a file, and the mode of a copied directory itself is lost.

Sources: tonistiigi/fsutil copy/copy.go; moby/moby
daemon/builder/dockerfile/copy.go and moby/go-archive.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, replace

from e2b_dockerfile_utils import PatternMatcher

from dockerlab.build.archives import is_archive, unpack
from dockerlab.build.contenthash import root_path
from dockerlab.build.ownership import Owner, parse_chmod, resolve_owner, symbolic_mode
from dockerlab.build.selection import CopyError, Fetch, Selection, Source, select
from dockerlab.inode import Directory, File, Node, Symlink, normalise, read
from dockerlab.overlay import Overlay

__all__ = ["CopyError", "Fetch", "Selection", "apply_copy", "destination", "select"]

MOUNT = "/var/lib/docker/overlay2/<id>/merged"  # where the engine has a container's root; some messages show it


def destination(dest: str, cwd: str) -> str:
    """Return the absolute destination; a slash at its end is kept, and ``.`` gets one.

    >>> destination(".", "/app"), destination("b/", "/app"), destination("/x/../y", "/")
    ('/app/', '/app/b/', '/y')
    """
    slash = dest.endswith("/") or posixpath.basename(dest) in (".", "..", "")
    path = normalise(dest, cwd or "/")
    return path if path == "/" or not slash else path + "/"


def apply_copy(
    root: Overlay,
    selection: Selection,
    dest: str,
    *,
    cwd: str = "/",
    chown: str = "",
    chmod: str = "",
    link: bool = False,
    mount: str = MOUNT,
) -> None:
    """Copy ``selection`` to ``dest`` in ``root``; ``root.layer()`` is then the step's layer.

    Args:
        chown, chmod: the flags' values, names looked up in ``root``'s own files.
        link: ``root`` is an empty tree to fill, so there is no /etc/passwd to look into.
        mount: the path that some of the engine's messages show the root at.

    Raises:
        CopyError: a file in the way of a directory, or the other way round; a hostile archive.
    """
    mode = parse_chmod(chmod)
    owner = resolve_owner(None if link else root.fs, chown, selection.builder) if chown else None
    target = destination(dest, cwd)
    copier = Copier(root, owner, mode, mount)
    for source in selection.sources:
        if selection.builder == "buildkit":
            copier.buildkit(source, target)
        else:
            copier.classic(source, target)


@dataclass
class Copier:
    """Copies sources into one root with one owner and mode."""

    root: Overlay
    owner: Owner | None
    mode: int | str | None
    mount: str

    # -- both builders ----------------------------------------------------

    def get(self, path: str) -> Node | None:
        """Return what stands at a real path."""
        return self.root.fs.get(path)

    def make_directories(self, path: str, owner: Owner | None, failure: str) -> None:
        """Create ``path`` and its missing parents, 0755; ``failure`` is how a file in the way is reported."""
        missing: list[str] = []
        here = path
        while here != "/" and not isinstance(self.get(here), Directory):
            if self.get(here) is not None:
                raise CopyError(failure.format(path=here))
            missing.append(here)
            here = posixpath.dirname(here)
        uid, gid = owner or (0, 0)
        for name in reversed(missing):
            self.root.place(name, Directory(uid=uid, gid=gid, mtime=self.root.clock()))

    def stamped(self, node: Node) -> Node:
        """Return ``node`` with the owner and mode that the flags ask for."""
        if self.owner is not None:
            node = replace(node, uid=self.owner[0], gid=self.owner[1])
        if self.mode is not None and not isinstance(node, Symlink):
            mode = self.mode
            if isinstance(mode, str):
                mode = symbolic_mode(mode, node.mode, directory=isinstance(node, Directory))
            node = replace(node, mode=mode)
        return node

    # -- BuildKit ---------------------------------------------------------

    def buildkit(self, source: Source, target: str) -> None:
        """Copy one source as ``cp -a`` does."""
        node = source.fs.get(source.real)
        assert node is not None
        fs = self.root.fs
        if source.unpack and isinstance(node, File) and is_archive(read(node.content)):
            place = root_path(fs, target)
            self.make_directories(place, self.owner, "mkdir {path}: not a directory")
            unpack(self.root, read(node.content), place)
            return
        made = root_path(fs, target if target.endswith("/") else posixpath.dirname(target))
        self.make_directories(made, self.owner, "mkdir {path}: not a directory")
        place = root_path(self.root.fs, target)
        if not isinstance(node, Directory) and isinstance(self.get(place), Directory):
            place = posixpath.join(place, posixpath.basename(source.path))
        self.make_directories(posixpath.dirname(place), self.owner, "mkdir {path}: not a directory")
        excludes = PatternMatcher(list(source.exclude)) if source.exclude else None
        if isinstance(node, Directory):
            self.copy_directory(node, "", place, excludes, top=True)
        else:
            self.copy_file(node, place)

    def copy_file(self, node: Node, place: str) -> None:
        """Put one file or link at ``place``, over a file but not over a directory."""
        if isinstance(self.get(place), Directory):
            raise CopyError(f"cannot replace to directory {self.mount}{place} with file")
        self.root.place(place, self.stamped(node))

    def copy_directory(
        self, node: Directory, relative: str, place: str, excludes: PatternMatcher | None, *, top: bool
    ) -> None:
        """Merge a directory into ``place``; the top one leaves an existing directory's attributes alone."""
        there = self.get(place)
        if there is not None and not isinstance(there, Directory):
            raise CopyError(f"cannot copy to non-directory: {self.mount}{place}")
        bare = self.stamped(replace(node, entries={}))
        if there is None:
            self.root.place(place, bare)
        for name in sorted(node.entries):
            child, path = node.entries[name], f"{relative}/{name}" if relative else name
            excluded = excludes is not None and excludes.matches(path)
            if isinstance(child, Directory):
                if not excluded:
                    self.copy_directory(child, path, posixpath.join(place, name), excludes, top=False)
            elif not excluded:
                self.copy_file(child, posixpath.join(place, name))
        if there is None or not top:
            self.root.place(place, bare)  # again: its time of change is the source's, whatever was put into it
        else:
            self.root.utime(place, node.mtime)

    # -- the classic builder ----------------------------------------------

    def classic(self, source: Source, target: str) -> None:
        """Copy one source as a tar, packed here and unpacked there."""
        node = source.fs.get(source.real)
        assert node is not None
        owner = self.owner or (None if source.keep_owner else (0, 0))
        place = root_path(self.root.fs, target)
        if isinstance(node, Directory):
            self.make_directories(
                place,
                owner,
                f"failed to copy files: failed to copy directory: mkdir {self.mount}{place}: not a directory",
            )
            self.untar(node, place, owner)
            return
        if source.unpack and isinstance(node, File) and is_archive(read(node.content)):
            self.make_directories(place, None, f"failed to copy files: mkdir {self.mount}{place}: not a directory")
            unpack(self.root, read(node.content), place)
            return
        if target.endswith("/") or isinstance(self.get(place), Directory):
            place = posixpath.join(place, posixpath.basename(source.path))
        words = f"failed to copy files: failed to create new directory: mkdir {self.mount}{{path}}: not a directory"
        self.make_directories(posixpath.dirname(place), owner, words)
        self.root.place(place, owned(node, owner))

    def untar(self, node: Directory, place: str, owner: Owner | None) -> None:
        """Unpack the contents of a directory: what is in the way is replaced, unless both are directories."""
        for name in sorted(node.entries):
            child, path = node.entries[name], posixpath.join(place, name)
            if isinstance(child, Directory):
                bare = owned(replace(child, entries={}), owner)
                self.root.place(path, bare)
                self.untar(child, path, owner)
                self.root.place(path, bare)
            else:
                self.root.place(path, owned(child, owner))


def owned(node: Node, owner: Owner | None) -> Node:
    """Return ``node`` after ``chown``, which takes setuid and setgid from a file."""
    if owner is None:
        return node
    mode = node.mode & 0o1777 if isinstance(node, File) else node.mode
    return replace(node, uid=owner[0], gid=owner[1], mode=mode)
