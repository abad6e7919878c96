"""How much BuildKit's transfers take: the figures behind ``transferring dockerfile:`` and ``transferring context:``."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from fnmatch import fnmatchcase

from dockerlab.build.steps import BuildStep
from dockerlab.dockerfile import Add, Copy, Run
from dockerlab.filesystem import Filesystem
from dockerlab.inode import File, Node, Symlink

__all__ = ["context_size", "reads_context", "show_bytes", "transfer", "transfer_size"]

PIECE = 32 * 1024
UNITS = ("B", "kB", "MB", "GB")


def show_bytes(count: float) -> str:
    """Return a number of bytes as BuildKit prints it: two decimals.

    >>> show_bytes(214), show_bytes(1773)
    ('214B', '1.77kB')
    """
    unit = 0
    while count >= 1000 and unit < len(UNITS) - 1:
        count, unit = count / 1000, unit + 1
    return f"{count:.0f}B" if not unit else f"{count:.2f}{UNITS[unit]}"


def reads_context(step: BuildStep) -> bool:
    """Say whether a step takes files from the build context."""
    match step.instruction:
        case Copy(from_=""):
            return any(not source.startswith("<<") for source in step.instruction.sources)
        case Add(sources=sources):
            return any(not re.match(r"https?://|git@|\w+\.git", source) for source in sources)
        case Run(mounts=mounts):
            return any(mount.type == "bind" and not mount.from_ for mount in mounts)
    return False


def _varint(number: int) -> int:
    return max(1, -(-number.bit_length() // 7))


def transfer(nodes: Sequence[tuple[str, Node]]) -> int:
    """Return the bytes that BuildKit's transfer of these paths takes.

    Each path is announced in a message with its name, mode, time and size; then
    the files follow in pieces of 32 kB, each with the number of its path.
    (Measured on an engine: protobuf messages of github.com/tonistiigi/fsutil.)
    """
    total = 2
    for number, (path, node) in enumerate(nodes):
        name = len(path.encode("utf-8", "surrogateescape"))
        marked = 1 + _varint(number) if number else 0
        match node:
            case File(size=size):
                total += name + 17 + (1 + _varint(size) if size else 0) + 2 + marked
                for start in range(0, size, PIECE):
                    piece = min(PIECE, size - start)
                    total += piece + 3 + _varint(piece) + marked
            case Symlink(target):
                total += name + 22 + len(target)
            case _:
                total += name + 20
    return total


def transfer_size(path: str, size: int) -> str:
    """Return what ``transferring dockerfile:`` says for one file.

    >>> transfer_size("Dockerfile", 20), transfer_size("Dockerfile", 146), transfer_size("Dockerfile", 1019)
    ('57B', '185B', '1.06kB')
    """
    return show_bytes(transfer([(path, File(bytes(size)))]))


def context_size(sent: Filesystem, asked: Sequence[str]) -> str:
    """Return how much ``transferring context:`` says: only what the build asks for is sent."""
    patterns = [path.rstrip("/") for path in asked]
    found = [(path[1:], node) for path, node in sent.walk() if any(_below(path, pattern) for pattern in patterns)]
    return show_bytes(transfer(found))


def _below(path: str, pattern: str) -> bool:
    here = path
    while here != "/":
        if fnmatchcase(here, pattern):
            return True
        here = posixpath.dirname(here)
    return pattern in ("", "/") or pattern.startswith(path + "/")
