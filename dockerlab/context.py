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
from functools import cached_property
from pathlib import Path
from typing import Literal, NamedTuple

from e2b_dockerfile_utils import PatternMatcher

from dockerlab.errors import BuildError, Span
from dockerlab.filesystem import Filesystem
from dockerlab.inode import Directory, File, Node, Special, Symlink, normalise, read

__all__ = ["BuildContext", "Excluded", "Ignore"]

Builder = Literal["buildkit", "classic"]
BLOCK = 512  # bytes; a tar is made of blocks


class Excluded(NamedTuple):
    """Why a path was not sent: the ignore file, its line (from 1), and the pattern on it.

    >>> print(Excluded(".dockerignore", 3, "*.log"))
    .dockerignore line 3 (*.log)
    """

    file: str
    line: int
    pattern: str

    def __str__(self) -> str:
        return f"{self.file} line {self.line} ({self.pattern})"


@dataclass(frozen=True)
class Ignore:
    """A ``.dockerignore``: the last line that matches a path decides; ``!`` lets in again.

    Raises:
        BuildError: on first use, if a pattern is malformed (``syntax error in pattern``).

    >>> ignore = Ignore(".dockerignore", "# notes\\n*.md\\n!README.md\\n")
    >>> ignore.matcher.matches("a.md"), ignore.matcher.matches("README.md"), ignore.excluded_by("a.md")
    (True, False, Excluded(file='.dockerignore', line=2, pattern='*.md'))
    """

    source: str
    text: str

    @cached_property
    def lines(self) -> tuple[tuple[int, str], ...]:
        """The patterns with their line numbers."""
        numbered = enumerate(self.text.removeprefix("\ufeff").split("\n"), 1)
        return tuple((n, line.strip()) for n, line in numbered if line.strip() and not line.startswith("#"))

    @cached_property
    def matcher(self) -> PatternMatcher:
        """The matcher of all patterns."""
        for n, line in self.lines:
            try:
                PatternMatcher([line])
            except ValueError as exc:
                where = Span(self.source, n, n, self.text, 1)
                words = str(exc).rpartition(": ")[2]
                raise BuildError(words, where, "Close the bracket, or escape it with a backslash.") from exc
        return PatternMatcher([line for _, line in self.lines])

    def excluded_by(self, path: str) -> Excluded | None:
        """Return the line that excludes ``path`` (relative to the context), or None."""
        verdict: Excluded | None = None
        for count, (n, line) in enumerate(self.lines, 1):
            if not PatternMatcher([text for _, text in self.lines[:count]]).matches(path):
                verdict = None
            elif verdict is None:
                verdict = Excluded(self.source, n, line)
        return verdict


@dataclass(frozen=True)
class BuildContext:
    """A directory given to ``docker build``, as it is before anything is ignored.

    ``files`` is the directory, ``dockerfile_path`` where the Dockerfile is in it.

    >>> context = BuildContext.from_mapping({"app.py": b"", "notes.md": b"", ".dockerignore": b"*.md"})
    >>> [path for path, _ in context.sent("buildkit").walk()]
    ['/.dockerignore', '/app.py']
    >>> print(context.excluded_by("notes.md", "buildkit"))
    .dockerignore line 1 (*.md)
    """

    files: Filesystem
    dockerfile_path: str = "Dockerfile"
    _known: dict[str, Filesystem] = field(default_factory=dict, init=False, repr=False, compare=False)

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
        own = f"{self.dockerfile_path}.dockerignore"
        for name in (own, ".dockerignore") if builder == "buildkit" else (".dockerignore",):
            node = self.files.get(normalise(name))
            if isinstance(node, File):
                return Ignore(posixpath.normpath(name), read(node.content).decode("utf-8", "replace"))
        return Ignore(".dockerignore", "")

    def sent(self, builder: Builder) -> Filesystem:
        """Return what COPY can see: the files less what is ignored, owned by 0:0.

        The Dockerfile and the ignore file can be ignored too: they reach the engine, but no COPY finds them.
        """
        if builder not in self._known:
            ignore = self.ignore(builder)
            matcher = ignore.matcher if ignore.lines else None
            kept = filtered(self.files.root, "", matcher)
            assert isinstance(kept, Directory)
            self._known[builder] = Filesystem(kept)
        return self._known[builder]

    def excluded_by(self, path: str, builder: Builder) -> Excluded | None:
        """Return the line that keeps ``path`` from being sent, or None: it is sent, or is not there at all."""
        real = normalise(path)
        if self.files.get(real) is None or self.sent(builder).get(real) is not None:
            return None
        return self.ignore(builder).excluded_by(real.lstrip("/"))

    @cached_property
    def size(self) -> int:
        """The bytes of the tar that the classic builder is sent (``Sending build context … 4.608kB``)."""
        sent = self.sent("classic")
        always = [f"/{posixpath.normpath(name)}" for name in (".dockerignore", self.dockerfile_path)]
        hidden = [node for path in always if sent.get(path) is None and (node := self.files.get(path)) is not None]
        named = [tar_size(path, node) for path, node in sent.walk()]
        return sum(named) + sum(tar_size("", node) for node in hidden) + 2 * BLOCK


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


def filtered(node: Node, path: str, matcher: PatternMatcher | None) -> Node | None:
    """Return ``node`` as root's, without what ``matcher`` excludes below it; None if nothing is left."""
    excluded = matcher is not None and path != "" and matcher.matches(path)
    if not isinstance(node, Directory):
        return None if excluded else rooted(node)
    if excluded and matcher is not None and not matcher.may_match_under(path):
        return None
    entries: dict[str, Node] = {}
    same = True
    for name, child in node.entries.items():
        kept = filtered(child, f"{path}/{name}" if path else name, matcher)
        same = same and kept is child
        if kept is not None:
            entries[name] = kept
    if excluded and not entries:
        return None
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
                entries[item.name] = File(Path(item.path).read_bytes(), mode, uid, gid, mtime)
            elif stat.S_ISFIFO(info.st_mode):
                entries[item.name] = Special("fifo", 0, 0, mode, uid, gid, mtime)
    info = path.stat()
    return Directory(entries, stat.S_IMODE(info.st_mode), info.st_uid, info.st_gid, int(info.st_mtime))
