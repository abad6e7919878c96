"""What can stand at a path: a file, a directory, a symbolic link, a device.

These are the nodes of a ``Filesystem`` and most of the entries of a ``Layer``.
All are immutable; changing a file means making a new node.  Mistakes are
Python's own ``OSError`` family with the kernel's words, since that is what the
programs inside a container see.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

__all__ = [
    "Content",
    "Directory",
    "File",
    "Filler",
    "Node",
    "Special",
    "Symlink",
    "normalise",
    "os_error",
    "read",
    "recognised",
    "split",
]


@dataclass(frozen=True, slots=True)
class Filler:
    """Bytes that need not be shipped: ``size`` of them, made from ``name``.

    The catalogue's images have true-to-life sizes; their programs are filler.

    >>> Filler(12, "libc").read()
    b'libc\\nlibc\\nli'
    """

    size: int
    name: str

    def read(self) -> bytes:
        """Return the bytes themselves: the name, line after line, cut to size."""
        unit = f"{self.name}\n".encode()
        return (unit * (self.size // len(unit) + 1))[: self.size]


Content = bytes | Filler
PROGRAM = b"program:"  # how the filler of a program begins; the shell knows it by the rest of its name


def recognised(data: bytes) -> Content:
    """Return a program's filler where ``data`` is one, else ``data``: what a lab has saved can be loaded and run.

    >>> recognised(Filler(30, "program:sh").read())
    Filler(size=30, name='program:sh')
    """
    if data.startswith(PROGRAM):
        filler = Filler(len(data), data[:200].partition(b"\n")[0].decode("utf-8", "replace"))
        if filler.read() == data:
            return filler
    return data


def read(content: Content) -> bytes:
    """Return the bytes of ``content``."""
    return content if isinstance(content, bytes) else content.read()


@dataclass(frozen=True, slots=True)
class File:
    """A regular file. ``mode`` is octal permission bits, ``mtime`` seconds since 1970 UTC."""

    content: Content = b""
    mode: int = 0o644
    uid: int = 0
    gid: int = 0
    mtime: int = 0
    xattrs: tuple[tuple[str, str], ...] = ()

    @property
    def size(self) -> int:
        """The length in bytes."""
        return len(self.content) if isinstance(self.content, bytes) else self.content.size


@dataclass(frozen=True, slots=True)
class Symlink:
    """A symbolic link; its mode is always 0777 and means nothing."""

    target: str
    uid: int = 0
    gid: int = 0
    mtime: int = 0
    mode: int = 0o777


@dataclass(frozen=True, slots=True)
class Special:
    """A device or a named pipe, as old base images carry in ``/dev``."""

    kind: Literal["char", "block", "fifo"]
    major: int = 0
    minor: int = 0
    mode: int = 0o600
    uid: int = 0
    gid: int = 0
    mtime: int = 0


@dataclass(frozen=True, slots=True)
class Directory:
    """A directory: names and what they stand for. Treat ``entries`` as read-only."""

    entries: Mapping[str, Node] = field(default_factory=dict)
    mode: int = 0o755
    uid: int = 0
    gid: int = 0
    mtime: int = 0
    xattrs: tuple[tuple[str, str], ...] = ()

    def __repr__(self) -> str:
        return f"Directory({len(self.entries)} entries, mode={self.mode:#o})"


Node = File | Symlink | Directory | Special


def normalise(path: str, cwd: str = "/") -> str:
    """Return ``path`` as an absolute path without ``.``, ``..`` and double slashes.

    >>> normalise("../etc//passwd", cwd="/root"), normalise("/../..")
    ('/etc/passwd', '/')
    """
    full = posixpath.normpath(posixpath.join(cwd, path))
    return "/" + full.lstrip("/")


def split(path: str) -> list[str]:
    """Return the names on the way from the root to ``path``.

    >>> split("/etc/ssl"), split("/")
    (['etc', 'ssl'], [])
    """
    return [name for name in path.split("/") if name]


def os_error(code: int, path: str) -> OSError:
    """Return the OSError subclass for an ``errno`` number, with the kernel's words."""
    return OSError(code, os.strerror(code), path)
