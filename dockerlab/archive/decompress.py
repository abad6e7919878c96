"""Compressed bytes: found out by how they begin, as Docker does, and unpacked up to a limit.

A few kilobytes of gzip can hold a terabyte of zeros, so nothing is unpacked
without a bound.
"""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable
from typing import Protocol

from dockerlab.errors import ArchiveError, NotModelled

__all__ = ["LIMIT", "compression", "decompress"]

LIMIT = 1 << 30  # bytes: one GiB, in memory
CHUNK = 1 << 22
Bytes = bytes | memoryview
MAGIC = {b"\x1f\x8b": "gzip", b"BZh": "bzip2", b"\xfd7zXZ\0": "xz", b"\x28\xb5\x2f\xfd": "zstd"}


class Decompressor(Protocol):
    """What the three modules of the standard library have in common."""

    def decompress(self, data: Bytes, max_length: int, /) -> bytes: ...

    @property
    def needs_input(self) -> bool: ...

    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...


def compression(data: Bytes) -> str:
    """Return ``gzip``, ``bzip2``, ``xz`` or ``zstd``; empty where the bytes begin like none of them.

    >>> compression(b"BZh91AY"), compression(b"plain")
    ('bzip2', '')
    """
    start = bytes(data[:6])
    return next((name for magic, name in MAGIC.items() if start.startswith(magic)), "")


def decompress(data: Bytes, source: str, limit: int = LIMIT) -> Bytes:
    """Return the bytes, unpacked if they are compressed, else as they are; ``source`` names them in errors.

    Raises:
        ArchiveError: damaged, cut short, or more than ``limit`` bytes.
        NotModelled: zstd, which Python's standard library cannot read.
    """
    match compression(data):
        case "":
            return data
        case "gzip":
            start: Callable[[], Decompressor] = lambda: Gzip()  # noqa: E731 - one of three ways to make the same thing
        case "bzip2":
            start = bz2.BZ2Decompressor
        case "xz":
            start = lzma.LZMADecompressor
        case other:
            raise NotModelled(f"{other} compression ({source})", hint="Save it without compression, or with gzip.")
    out: list[bytes] = []
    total = at = 0
    try:
        while at < len(data):
            unpack = start()
            while not unpack.eof:
                feed = data[at : at + CHUNK] if unpack.needs_input else b""
                piece = unpack.decompress(feed, CHUNK)
                at, total = at + len(feed), total + len(piece)
                if total > limit:
                    raise ArchiveError(f"{source}: more than {limit} bytes when unpacked; refused")
                if at >= len(data) and not piece and unpack.needs_input and not unpack.eof:
                    raise ArchiveError(f"{source}: unexpected EOF", hint="The archive is cut short; save it again.")
                out.append(piece)
            at -= len(unpack.unused_data)
            if not any(data[at:]):
                break  # tapes are filled up with zeros
    except (zlib.error, OSError, EOFError, lzma.LZMAError) as exc:
        raise ArchiveError(f"{source}: damaged: {exc}", hint="Save the archive again.") from exc
    return b"".join(out)


class Gzip:
    """``zlib``'s decompressor, made to look like the other two."""

    def __init__(self) -> None:
        self._object = zlib.decompressobj(wbits=31)

    def decompress(self, data: Bytes, max_length: int, /) -> bytes:
        """Return up to ``max_length`` bytes more."""
        return self._object.decompress(self._object.unconsumed_tail + bytes(data), max_length)

    @property
    def needs_input(self) -> bool:
        """Whether all input so far is used up."""
        return not self._object.unconsumed_tail

    @property
    def eof(self) -> bool:
        """Whether the end of the compressed stream was reached."""
        return self._object.eof

    @property
    def unused_data(self) -> bytes:
        """What stands behind that end."""
        return self._object.unused_data
