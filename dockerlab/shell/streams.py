"""What stands behind a file descriptor: a file, a pipe, a device, or the terminal.

Text inside the shell is *octets*: a ``str`` whose characters are single bytes
(Latin-1), because a program in the C locale sees bytes: ``é`` is two of them.
"""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Callable

from dockerlab.errors import LabError, NotModelled
from dockerlab.inode import File, os_error
from dockerlab.overlay import Overlay

__all__ = [
    "ESCAPES",
    "Endless", "FileReader", "FileWriter", "Pipe", "PipeFull", "Random", "Source", "Stream", "Terminal", "Zero",
    "octets", "unicode",
]  # fmt: skip

PIPE_LIMIT = 32 << 20
ESCAPES = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\\": "\\"}
"""What a letter behind a backslash stands for, nearly everywhere."""


def octets(text: str) -> str:
    """Return Unicode text as the shell sees it, byte by byte. Raises NotModelled for half a character.

    >>> len(octets("é")), unicode(octets("é"))
    (2, 'é')
    """
    try:
        return text.encode("utf-8", "surrogateescape").decode("latin-1")
    except UnicodeEncodeError as exc:
        raise NotModelled(f"the half character {text[exc.start]!a}") from exc


def unicode(text: str) -> str:
    """Return octets as the Unicode text (a file's name, say) that they spell."""
    return text.encode("latin-1").decode("utf-8", "surrogateescape")


class Endless(LabError):
    """A program that does not finish within the budget."""


class PipeFull(Exception):
    """The writer of a pipe has written so much that its reader must come first."""


class Stream:
    """An open file. This one is ``/dev/null``: empty to read, silent to write."""

    path = ""  # of a regular file

    def read(self, count: int | None = None) -> bytes:
        """Return up to ``count`` bytes (None: all there are); nothing at the end."""
        return b""

    def write(self, data: bytes) -> None:
        """Write ``data``."""

    def close(self) -> None:
        """Let go of it."""

    def line(self) -> bytes:
        """Return the next line with its newline, or what is left."""
        line = bytearray()
        while (byte := self.read(1)) and byte != b"\n":
            line += byte
        return bytes(line + byte)


class Source(Stream):
    """Bytes to read: standard input, a here-document, or a file as it was when opened."""

    def __init__(self, data: bytes, path: str = "") -> None:
        self.data = data
        self.at = 0
        self.path = path

    def read(self, count: int | None = None) -> bytes:
        end = len(self.data) if count is None else self.at + count
        piece = self.data[self.at : end]
        self.at += len(piece)
        return piece

    def line(self) -> bytes:
        end = self.data.find(b"\n", self.at) + 1
        return self.read(end - self.at if end else None)

    def write(self, data: bytes) -> None:
        raise os_error(errno.EBADF, self.path)


class FileReader(Source):
    """A regular file open for reading; it sees what is written into that very file later on."""

    def __init__(self, root: Overlay, path: str) -> None:
        super().__init__(root.read(path), path)
        self.node = root.stat(path)


class Pipe(Stream):
    """A pipe whose writer runs before its reader; ``cut``: the writer had not finished."""

    def __init__(self) -> None:
        self.data = bytearray()
        self.at = 0
        self.cut = False

    def write(self, data: bytes) -> None:
        self.data += data
        if len(self.data) > PIPE_LIMIT:
            raise PipeFull

    def read(self, count: int | None = None) -> bytes:
        end = len(self.data) if count is None else self.at + count
        if self.cut and end > len(self.data) - 1:
            raise Endless("the command writes into a pipe and never finishes")
        piece = bytes(self.data[self.at : end])
        self.at += len(piece)
        return piece

    def line(self) -> bytes:
        end = self.data.find(b"\n", self.at) + 1
        return self.read(end - self.at if end else None)


class Terminal(Stream):
    """Where what a learner sees goes to."""

    def __init__(self, show: Callable[[bytes], None]) -> None:
        self.show = show

    def write(self, data: bytes) -> None:
        if data:
            self.show(data)


class Zero(Stream):
    """``/dev/zero``, and ``/dev/full``, on which every write fails."""

    def __init__(self, full: bool = False) -> None:
        self.full = full

    def read(self, count: int | None = None) -> bytes:
        return bytes(bounded(count))

    def line(self) -> bytes:
        raise Endless("the command waits for the end of a line in a device that has none")

    def write(self, data: bytes) -> None:
        if self.full and data:
            raise os_error(errno.ENOSPC, "/dev/full")


class Random(Stream):
    """``/dev/urandom``: the same numbers each time, since a lab is made to be repeated."""

    def __init__(self, seed: str) -> None:
        self.state = hashlib.sha256(seed.encode()).digest()

    def read(self, count: int | None = None) -> bytes:
        count, data = bounded(count), bytearray()
        while len(data) < count:
            self.state = hashlib.sha256(self.state).digest()
            data += self.state
        return bytes(data[:count])


def bounded(count: int | None) -> int:
    """Return how much to read of a device that never ends. Raises Endless where all of it is wanted."""
    if count is None:
        raise Endless("the command reads a device that never ends")
    return count


class FileWriter(Stream):
    """A regular file open for writing: what is written reaches the tree at ``flush``."""

    def __init__(self, root: Overlay, path: str, charge: Callable[[int], None], readers: list[FileReader]) -> None:
        self.root = root
        self.path = path
        self.charge = charge
        self.readers = readers
        self.pending: list[bytes] = []

    def put(self, data: bytes, *, append: bool, mode: int = 0o666) -> None:
        """Write to the tree, and let those who read the same file see it."""
        watching = [reader for reader in self.readers if reader.path == self.path]
        before = self.root.stat(self.path) if watching else None
        self.root.write(self.path, data, append=append, mode=mode)
        for reader in watching:
            if reader.node is before:
                reader.node, reader.data = self.root.stat(self.path), self.root.read(self.path)

    def write(self, data: bytes) -> None:
        self.charge(len(data) >> 12)
        if data:
            self.pending.append(data)

    def flush(self) -> None:
        """Append what is pending, unless the file is gone by now. Its opener had the permission."""
        data, self.pending = b"".join(self.pending), []
        if data:
            cred, self.root.cred = self.root.cred, type(self.root.cred)()
            try:
                if isinstance(self.root.stat(self.path), File):
                    self.put(data, append=True)
            except FileNotFoundError:
                pass
            finally:
                self.root.cred = cred

    def close(self) -> None:
        self.flush()

    def read(self, count: int | None = None) -> bytes:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF), self.path)
