"""``gzip``, ``bzip2``, ``xz`` and what undoes them.

A gzip stream made here is not the same bytes that another program would
write, but it unpacks to the same.
"""

from __future__ import annotations

import bz2
import gzip as compression
import lzma
import zlib

from dockerlab.errors import NotModelled
from dockerlab.shell.process import Process
from dockerlab.shell.registry import Options, Usage, command

__all__ = ["pack", "unpack"]

LARGEST = 1 << 30


def unpack(data: bytes, kind: str = "") -> bytes:
    """Return decompressed bytes; the kind is told from the data where it is not given. Raises ValueError."""
    try:
        if data.startswith(b"\x1f\x8b") and kind in ("", "z"):
            stream = zlib.decompressobj(31)
            out = stream.decompress(data, LARGEST)
            if not stream.eof:
                raise ValueError("unexpected end of file")
            return out
        if data.startswith(b"BZh") and kind in ("", "j"):
            return bz2.BZ2Decompressor().decompress(data, LARGEST)
        if data.startswith(b"\xfd7zXZ\0") and kind in ("", "J"):
            return lzma.LZMADecompressor(memlimit=1 << 28).decompress(data, LARGEST)
    except (zlib.error, OSError, EOFError, lzma.LZMAError) as exc:
        raise ValueError("corrupted data") from exc
    if kind:
        raise ValueError("invalid magic")
    return data


def pack(data: bytes, kind: str) -> bytes:
    """Return the data compressed: ``z`` gzip, ``j`` bzip2, ``J`` xz."""
    match kind:
        case "z":
            packed = compression.compress(data, mtime=0)
            return packed[:8] + b"\0" + packed[9:]  # no word on how hard it tried
        case "j":
            return bz2.compress(data)
    return lzma.compress(data)


KINDS = {"gzip": "z", "gunzip": "z", "zcat": "z", "bzip2": "j", "bunzip2": "j", "bzcat": "j", "xz": "J", "unxz": "J",
         "xzcat": "J"}  # fmt: skip
SUFFIX = {"z": (".gz", ".tgz"), "j": (".bz2", ".tbz"), "J": (".xz", ".txz")}


@command(*KINDS, options="cdfk123456789qn")
def gzip(process: Process, o: Options, names: list[str]) -> int:
    name, kind = process.name, KINDS[process.name]
    undo = "d" in o or name not in ("gzip", "bzip2", "xz")
    if name == "xz" and not undo and process.program == "busybox":
        raise Usage("busybox only unpacks xz")
    to_stdout = "c" in o or name.endswith("cat") or not names
    status = 0
    for file in names or ["-"]:
        try:
            if file != "-" and process.is_directory(file):
                raise NotModelled(f"{name} of a directory")
            data = process.read(file)
        except OSError as exc:
            status = process.fail(file, exc)
            continue
        suffix = SUFFIX[kind][0]
        goal = file + suffix
        if undo and not to_stdout:
            ending = next((s for s in SUFFIX[kind] if file.endswith(s)), "")
            if not ending:
                status = process.fail(f"{file}: unknown suffix - ignored")
                continue
            goal = file.removesuffix(ending) + (".tar" if ending != suffix else "")
        try:
            done = unpack(data, kind) if undo else pack(data, kind)
        except ValueError as exc:
            status = process.fail(str(exc))
            continue
        if to_stdout:
            process.out(done)
        elif process.root.exists(process.path(goal)) and "f" not in o:
            status = process.fail(f"can't open '{goal}': File exists")
        else:
            take_place(process, file, goal, done, keep="k" in o)
    return status


def take_place(process: Process, file: str, goal: str, data: bytes, *, keep: bool) -> None:
    """Write ``goal`` with the mode, owner and time of ``file``, which goes unless ``keep``."""
    node, root, path = process.stat(file), process.root, process.path(goal)
    root.write(path, data)
    root.chmod(path, node.mode)
    if process.cred.uid == 0:
        root.chown(path, node.uid, node.gid)
    root.utime(path, node.mtime)
    if not keep:
        root.unlink(process.path(file))
