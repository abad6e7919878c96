"""The build context: the files that a build may copy from.

``docker build .`` does not give the engine a directory to look into; it *sends*
files.  What ``.dockerignore`` excludes is not sent, so no COPY can find it.
All files arrive as root's (0:0), whoever owns them here.

The two builders differ: the classic one gets everything as one tar before the
first step, and it knows ``.dockerignore`` alone; BuildKit asks for what it
needs, and takes ``<Dockerfile's name>.dockerignore`` instead if there is one.

Reference: https://docs.docker.com/build/concepts/context/
"""

from __future__ import annotations

import os
import posixpath
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Literal, NamedTuple

from dockerlab.errors import BuildError
from dockerlab.filesystem import Filesystem, Same
from dockerlab.ignore import ClassicMatcher, Excluded, Ignore, Matcher
from dockerlab.inode import Directory, File, Node, Special, Symlink, normalise, read

__all__ = ["BuildContext"]

Builder = Literal["buildkit", "classic"]
BLOCK = 512  # bytes; a tar is made of blocks


@dataclass(frozen=True)
class BuildContext:
    """A directory given to ``docker build``, as it is before anything is ignored.

    ``files`` is the directory, ``dockerfile_path`` where the Dockerfile is in it. ``archive`` is the tar that it came
    in, where it was given as one (``docker build - < context.tar``): then no ``.dockerignore`` counts.

    >>> context = BuildContext.from_mapping({"app.py": b"", "notes.md": b"", ".dockerignore": b"*.md"})
    >>> [path for path, _ in context.sent("buildkit").walk()]
    ['/.dockerignore', '/app.py']
    >>> print(context.excluded_by("notes.md", "buildkit"))
    .dockerignore line 1 (*.md)
    """

    files: Filesystem
    dockerfile_path: str = "Dockerfile"
    archive: bytes = field(default=b"", repr=False)

    @classmethod
    def from_mapping(cls, files: Mapping[str, bytes | str | None], *, mtime: int = 0) -> BuildContext:
        """Return a context of these files; ``None`` is an empty directory, parents are made.

        A Dockerfile is not needed: its text may be given apart.
        """
        editor = Filesystem(Directory(mtime=mtime)).edit()
        for name, content in files.items():
            path = normalise(name)
            editor.make_parents(path, mtime)
            data = content.encode() if isinstance(content, str) else content
            if data is not None:
                editor.put(path, File(data, mtime=mtime))
            elif path != "/" and not isinstance(editor.get(path), Directory):
                editor.put(path, Directory(mtime=mtime))
        return cls(editor.freeze())

    @classmethod
    def from_directory(cls, path: str | os.PathLike[str], dockerfile_path: str = "Dockerfile") -> BuildContext:
        """Read a directory of the real disk. Links are kept as links and never followed.

        Raises:
            BuildError: ``path`` is no directory, or a file cannot be read.
        """
        try:
            return cls(Filesystem(read_directory(Path(path))), dockerfile_path)
        except OSError as exc:
            words = f"unable to prepare context: path {str(path)!r} cannot be read: {exc.strerror}"
            raise BuildError(words.replace("'", '"'), hint="Name a directory that you may read.") from exc

    def ignore(self, builder: Builder) -> Ignore:
        """Return the ignore file that counts; one without lines where there is none."""
        if self.archive:
            return Ignore(".dockerignore", "")
        own = f"{self.dockerfile_path}.dockerignore"
        for name in (own, ".dockerignore") if builder == "buildkit" else (".dockerignore",):
            node = self.files.get(normalise(name))
            if isinstance(node, File):
                blame = "checking context: " if builder == "classic" else ""
                return Ignore(posixpath.normpath(name), read(node.content).decode("utf-8", "replace"), blame)
        return Ignore(".dockerignore", "")

    def sent(self, builder: Builder) -> Filesystem:
        """Return what COPY can see: the files less what is ignored, owned by 0:0.

        The Dockerfile and the ignore file can be ignored too: they reach the engine, but no COPY finds them.
        """
        if builder == "classic":
            return self._arrived.files
        return asked_for(Same(self.files.root), self.ignore("buildkit"))

    @property
    def implied(self) -> frozenset[str]:
        """Directories that the classic builder had to make up: ignored themselves, but not all that is in them."""
        return self._arrived.implied

    @property
    def size(self) -> int:
        """The bytes of the tar that the classic builder is sent (``Sending build context … 4.608kB``)."""
        return len(self.archive) or self._arrived.size

    @cached_property
    def _arrived(self) -> Arrived:
        return arrived(Same(self.files.root), self.ignore("classic"), self.dockerfile_path)

    def excluded_by(self, path: str, builder: Builder) -> Excluded | None:
        """Return the line that keeps ``path`` from being sent, or None: it is sent, or is not there at all."""
        real = normalise(path)
        if self.files.get(real) is None or self.sent(builder).get(real) is not None:
            return None
        return self.ignore(builder).excluded_by(real.lstrip("/"))


class Arrived(NamedTuple):
    """A context as the classic builder has it."""

    files: Filesystem
    implied: frozenset[str]
    size: int


@lru_cache(maxsize=8)
def asked_for(files: Same, ignore: Ignore) -> Filesystem:
    """Return what BuildKit can ask for; the latest contexts are remembered."""
    kept = filtered(files.tree, "", ignore.matcher if ignore.lines else None, None)
    assert isinstance(kept, Directory)
    return Filesystem(kept)


@lru_cache(maxsize=8)
def arrived(files: Same, ignore: Ignore, dockerfile_path: str) -> Arrived:
    """Return what the classic builder has after it unpacked the tar, and took out two files that it may have got."""
    implied = list[str]()
    names = [posixpath.normpath(name) for name in (".dockerignore", dockerfile_path)]
    hidden = [name for name in names if ignore.lines and ignore.matcher.matches(name)]
    patterns = [*(line for _, line in ignore.lines), *(f"!{name}" for name in hidden)]
    kept = filtered(files.tree, "", ClassicMatcher(patterns) if patterns else None, implied)
    assert isinstance(kept, Directory)
    size = 2 * BLOCK + sum(tar_size(path, node) for path, node in Filesystem(kept).walk())
    editor = Filesystem(kept).edit()
    for path in implied:
        node = editor.get(path)
        assert isinstance(node, Directory)
        editor.put(path, replace(node, mode=0o755))
    for name in hidden:
        if editor.get(f"/{name}") is not None:
            editor.remove(f"/{name}")
    return Arrived(editor.freeze(), frozenset(implied), size - BLOCK * len(implied))


def tar_size(path: str, node: Node) -> int:
    """Return the bytes that one file takes in a tar: its header, and its content in whole blocks."""
    name = path.lstrip("/") + ("/" if isinstance(node, Directory) else "")
    head, _, _ = name[:155].rpartition("/")
    long = len(name.encode("utf-8", "surrogateescape")) > 100 and not (head and len(name) - len(head) - 1 <= 100)
    extended = not name.isascii() or long or (isinstance(node, Symlink) and not short(node.target))
    content = node.size if isinstance(node, File) else 0
    return BLOCK + 2 * BLOCK * extended + -(-content // BLOCK) * BLOCK


def short(target: str) -> bool:
    """Say whether a link's target fits into a plain tar header."""
    return target.isascii() and len(target) <= 100


def filtered(node: Node, path: str, matcher: Matcher | None, implied: list[str] | None) -> Node | None:
    """Return ``node`` as root's, without what ``matcher`` excludes below it; None if nothing is left.

    An excluded directory stays for the sake of what is let in again; its path goes into ``implied``.
    """
    excluded = matcher is not None and path != "" and matcher.matches(path)
    if not isinstance(node, Directory):
        return None if excluded else rooted(node)
    if excluded and matcher is not None and not matcher.may_match_under(path):
        return None
    entries: dict[str, Node] = {}
    same = True
    for name, child in node.entries.items():
        kept = filtered(child, f"{path}/{name}" if path else name, matcher, implied)
        same = same and kept is child
        if kept is not None:
            entries[name] = kept
    if excluded and not entries:
        return None
    if excluded and implied is not None:
        implied.append(f"/{path}")
    return rooted(node) if same else replace(node, entries=entries, uid=0, gid=0)


def rooted(node: Node) -> Node:
    """Return ``node`` with root as its owner."""
    return node if node.uid == node.gid == 0 else replace(node, uid=0, gid=0)


def read_directory(path: Path) -> Directory:
    """Read a directory of the real disk, link by link, file by file; sockets are left out, as the CLI does."""
    entries: dict[str, Node] = {}
    with os.scandir(path) as found:
        for item in found:
            info = item.stat(follow_symlinks=False)
            mode, uid, gid, mtime = stat.S_IMODE(info.st_mode), info.st_uid, info.st_gid, int(info.st_mtime)
            if item.is_symlink():
                entries[item.name] = Symlink(os.readlink(item.path), uid, gid, mtime)
            elif item.is_dir(follow_symlinks=False):
                entries[item.name] = read_directory(Path(item.path))
            elif item.is_file(follow_symlinks=False):
                entries[item.name] = File(read_file(item.path), mode, uid, gid, mtime)
            elif stat.S_ISFIFO(info.st_mode):
                entries[item.name] = Special("fifo", 0, 0, mode, uid, gid, mtime)
    info = path.stat()
    return Directory(entries, stat.S_IMODE(info.st_mode), info.st_uid, info.st_gid, int(info.st_mtime))


def read_file(path: str) -> bytes:
    """Read a file of the real disk, but not through a link, should one have taken its place."""
    with os.fdopen(os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0)), "rb") as file:
        return file.read()
