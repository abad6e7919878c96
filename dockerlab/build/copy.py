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
from itertools import pairwise
from types import NoneType

from e2b_dockerfile_utils import PatternMatcher

from dockerlab.build.archives import is_archive, look, unpack
from dockerlab.build.directories import make_directories
from dockerlab.build.engine_names import pivot, rootfs
from dockerlab.build.ownership import Owner, parse_chmod, resolve_owner, symbolic_mode
from dockerlab.build.paths import root_path
from dockerlab.build.selection import Selection, select
from dockerlab.build.sources import CopyError, Fetch, Source
from dockerlab.context import Builder
from dockerlab.errors import BuildError, Span
from dockerlab.inode import Directory, File, Node, Symlink, normalise, read
from dockerlab.overlay import Overlay
from dockerlab.upper import ancestors

__all__ = ["CopyError", "Fetch", "Selection", "apply_copy", "destination", "select"]


def destination(dest: str, cwd: str, builder: Builder) -> str:
    """Return the absolute destination; a slash at its end is kept, and BuildKit adds one to a last ``.``.

    >>> destination(".", "/app", "buildkit"), destination("b/", "/app", "classic"), destination("/x/..", "/", "classic")
    ('/app/', '/app/b/', '/')
    """
    slash = dest.endswith("/") or (builder == "buildkit" and posixpath.basename(dest) in (".", ""))
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
) -> None:
    """Copy ``selection`` to ``dest`` in ``root``; ``root.layer()`` is then the step's layer.

    ``chown`` and ``chmod`` are the flags' values; names are looked up in ``root``'s own files.  There is no
    ``link``: without containerd's image store an engine takes ``--link`` and copies as if it were not there.

    Raises:
        BuildError: a file in the way of a directory, or the other way round; an unknown owner; a hostile archive.

    >>> from dockerlab.dockerfile import parse
    >>> from dockerlab.filesystem import Filesystem
    >>> copy = parse("FROM scratch\\nCOPY a.txt /x/\\n").stages[0].instructions[0]
    >>> root = Overlay(Filesystem())
    >>> apply_copy(root, select(copy, Filesystem().with_node("/a.txt", File(b"a")), "buildkit"), copy.dest)
    >>> [path for path, _ in root.layer()]
    ['/x', '/x/a.txt']
    """
    owner = resolve_owner(root.fs, chown, selection.builder) if chown else None
    target = destination(dest, cwd, selection.builder)
    mount = rootfs(selection.digest, selection.builder)
    copier = Copier(root, owner, parse_chmod(chmod), selection.span, mount)
    for source in selection.sources:
        if selection.builder == "buildkit":
            copier.buildkit(source, target)
        else:
            copier.classic(source, target)


Waiting = list[tuple[Directory, str]]  # directories that are made only once something goes into them


@dataclass
class Copier:
    """Copies sources into one root with one owner and mode."""

    root: Overlay
    owner: Owner | None
    mode: int | str | None
    span: Span | None
    mount: str  # where the engine has the root; some messages show it

    # -- both builders ----------------------------------------------------

    def get(self, path: str) -> Node | None:
        """Return what stands at a real path."""
        return look(self.root, path)

    def error(self, words: str) -> CopyError:
        """Return an error at the instruction."""
        return CopyError(words, self.span)

    def locate(self, path: str, loop: str, below_file: str) -> str:
        """Return where ``path`` leads; the two texts are for a circle of links and a file on the way."""
        try:
            real = root_path(self.root.fs, path)
        except OSError:
            raise self.error(loop) from None
        for here, after in pairwise([*ancestors(real), real]):
            if not isinstance(self.get(here), Directory | NoneType):
                raise self.error(below_file.format(path=after))
        return real

    def make_directories(self, path: str, owner: Owner | None, failure: str, mode: int = 0o755) -> None:
        """Create ``path`` and its missing parents; ``failure`` is how a file in the way is reported."""
        try:
            make_directories(self.root, path, *(owner or (0, 0)), mode)
        except NotADirectoryError as exc:
            raise self.error(failure.format(path=exc.filename)) from None

    def set_time(self, place: str, mtime: int) -> None:
        """Set a directory's time; the root itself is in no layer."""
        if place != "/":
            self.root.utime(place, mtime)

    # -- BuildKit ---------------------------------------------------------

    def buildkit(self, source: Source, target: str) -> None:
        """Copy one source as ``cp -a`` does."""
        node = source.fs.get(source.real)
        if node is None:  # found only now: with --exclude, a checksum may be that of nothing at all
            raise self.error(f"lstat {source.path}: no such file or directory")
        if source.unpack and isinstance(node, File) and is_archive(read(node.content)):
            place = self.buildkit_path(target)
            self.buildkit_directories(place, 0o755)
            unpack(self.root, read(node.content), place, self.owner)
            return
        mode = self.mode & 0o755 if isinstance(self.mode, int) else 0o755  # 022 is the daemon's umask
        self.buildkit_directories(
            self.buildkit_path(target if target.endswith("/") else posixpath.dirname(target)), mode
        )
        place = self.buildkit_path(target)
        if isinstance(node, Directory):
            self.buildkit_directories(posixpath.dirname(place), mode)
            if self.get(place) is None:
                self.buildkit_directories(place, mode)
            self.merge_top(node, place, source.exclude)
        else:
            if isinstance(self.get(place), Directory):
                place = posixpath.join(place, posixpath.basename(source.path))
            self.buildkit_directories(posixpath.dirname(place), mode)
            self.replace_file(node, place)

    def buildkit_path(self, path: str) -> str:
        """Return where ``path`` leads, with BuildKit's words for what is in the way."""
        return self.locate(path, "too many links", "lstat {path}: not a directory")

    def buildkit_directories(self, path: str, mode: int) -> None:
        """Create the directories that the destination needs; an octal ``--chmod`` holds for them too."""
        self.make_directories(path, self.owner, "mkdir {path}: not a directory", mode)

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

    def replace_file(self, node: Node, place: str) -> None:
        """Put one file or link at ``place``, over a file but not over a directory."""
        if isinstance(self.get(place), Directory):
            raise self.error(f"cannot replace to directory {self.mount}{place} with file")
        self.root.place(place, self.stamped(node))

    def merge_top(self, node: Directory, place: str, exclude: tuple[str, ...]) -> None:
        """Merge the contents of a directory into ``place``, of which only the time changes."""
        if not isinstance(self.get(place), Directory):
            raise self.error(f"cannot copy to non-directory: {self.mount}{place}")
        excludes = PatternMatcher(list(exclude)) if exclude else None
        self.merge(node, "", place, excludes, [])
        self.set_time(place, node.mtime)

    def merge(
        self, node: Directory, relative: str, place: str, excludes: PatternMatcher | None, waiting: Waiting
    ) -> None:
        """Merge the contents of a directory into ``place``, name by name."""
        for name in sorted(node.entries):
            child, path, there = node.entries[name], posixpath.join(relative, name), posixpath.join(place, name)
            excluded = excludes is not None and excludes.matches(path)
            if excluded and isinstance(child, Directory):
                self.merge(child, path, there, excludes, [*waiting, (child, there)])
            elif not excluded:
                for directory, made in waiting:
                    self.merge_directory(directory, made, keep=True)
                waiting.clear()
                if isinstance(child, Directory):
                    self.merge_directory(child, there, keep=False)
                    self.merge(child, path, there, excludes, [])
                    self.merge_directory(child, there, keep=False)  # again: its time is the source's
                else:
                    self.replace_file(child, there)

    def merge_directory(self, node: Directory, place: str, *, keep: bool) -> None:
        """Make one directory, or give an existing one the source's attributes (only its mode if ``keep``)."""
        there = self.get(place)
        if there is not None and not isinstance(there, Directory):
            raise self.error(f"cannot copy to non-directory: {self.mount}{place}")
        if keep and there is not None:
            self.root.chmod(place, node.mode)
        else:
            self.root.place(place, self.stamped(replace(node, entries={})))

    # -- the classic builder ----------------------------------------------

    def classic(self, source: Source, target: str) -> None:
        """Copy one source as a tar, packed here and unpacked there."""
        node = source.fs.get(source.real)
        assert node is not None
        owner = self.owner or (None if source.keep_owner else (0, 0))
        failed = "failed to copy files: "
        loop = f"{failed}evalSymlinksInScope: too many links in {self.mount}{target}"
        place = self.locate(target, loop, f"{failed}lstat {self.mount}{{path}}: not a directory")
        if isinstance(node, Directory):
            words = f"{failed}failed to copy directory: mkdir {self.mount}{{path}}: not a directory"
            self.make_directories(place, owner, words)
            self.set_time(place, self.root.clock())
            self.untar(node, place, owner)
        elif source.unpack and isinstance(node, File) and is_archive(read(node.content)):
            words = f"{failed}error setting up pivot dir: mkdir {self.mount}{{path}}/{pivot(place)}: not a directory"
            self.make_directories(place, None, words)
            try:
                unpack(self.root, read(node.content), place, None)
            except BuildError as exc:
                raise CopyError(failed + exc.message, self.span, exc.hint) from None
        else:
            if target.endswith("/") or isinstance(self.get(place), Directory):
                place = posixpath.join(place, posixpath.basename(source.path))
            words = f"{failed}failed to create new directory: mkdir {self.mount}{{path}}: not a directory"
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
