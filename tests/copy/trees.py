"""The two trees that every COPY case uses: the build context, and the image to copy onto.

Modes, owners and times are odd on purpose, so that whatever a builder keeps or loses of them shows.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile

from dockerlab.filesystem import Filesystem
from dockerlab.inode import Directory, File, Node, Symlink

OLD = 1_500_000_000  # seconds: the files' times; a "now" of any engine is later
PASSWD = b"root:x:0:0:root:/root:/bin/sh\napp:x:1000:1001:app:/home/app:/bin/sh\nalone:x:7:8::/:/bin/sh\n"
GROUP = b"root:x:0:\napp:x:1002:\nstaff:x:50:\n"


def tree(*nodes: tuple[str, Node]) -> Filesystem:
    """Return a tree of these nodes, parents first."""
    editor = Filesystem().edit()
    for path, node in nodes:
        editor.put(path, node)
    return editor.freeze()


def file(text: str | bytes, mode: int = 0o644, uid: int = 0, gid: int = 0, mtime: int = OLD) -> File:
    return File(text.encode() if isinstance(text, str) else text, mode, uid, gid, mtime)


def directory(mode: int = 0o755, uid: int = 0, gid: int = 0, mtime: int = OLD) -> Directory:
    return Directory({}, mode, uid, gid, mtime)


def tar(*members: tuple[str, str, int, int, str | bytes]) -> bytes:
    """Return a tar of (name, type, mode, owner, content or target)."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, kind, mode, owner, body in members:
            info = tarfile.TarInfo(name)
            info.mode, info.uid, info.gid, info.mtime = mode, owner, owner, OLD + 7
            info.type = {"f": tarfile.REGTYPE, "d": tarfile.DIRTYPE, "l": tarfile.SYMTYPE, "h": tarfile.LNKTYPE}[kind]
            if kind in "lh":
                info.linkname = str(body)
            data = body if isinstance(body, bytes) else b""
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


PLAIN = tar(
    ("pack", "d", 0o750, 9, ""),
    ("pack/f", "f", 0o640, 9, b"packed\n"),
    ("pack/deep/er/g", "f", 0o604, 0, b"deep\n"),
    ("pack/l", "l", 0o777, 0, "f"),
    ("pack/hard", "h", 0o640, 9, "pack/f"),
)

CONTEXT = tree(
    ("/a.txt", file("a\n", uid=1000, gid=1000)),
    ("/b.txt", file("b\n", 0o640, mtime=OLD + 1)),
    ("/run.sh", file("#!/bin/sh\n", 0o755)),
    ("/suid", file("s\n", 0o4755)),
    ("/empty", file("")),
    ("/x[1]y", file("brackets\n")),
    ("/star*", file("star\n")),
    ("/é", file("accent\n")),
    ("/with space", file("space\n")),
    ("/d", directory(0o750, 1000, 1000, OLD + 2)),
    ("/d/one.txt", file("one\n")),
    ("/d/two.md", file("two\n", 0o600, 1000)),
    ("/d/sub", directory(0o711, mtime=OLD + 3)),
    ("/d/sub/three.md", file("three\n")),
    ("/d/sub/none", directory(0o700, mtime=OLD + 4)),
    ("/d/link", Symlink("one.txt", mtime=OLD)),
    ("/d/out", Symlink("/etc/passwd", mtime=OLD)),
    ("/e", directory(0o755, mtime=OLD + 5)),
    ("/e/one.txt", file("other one\n")),
    ("/e/sub", file("a file named sub\n")),
    ("/nothing", directory(0o701, mtime=OLD + 6)),
    ("/to-a", Symlink("a.txt", mtime=OLD)),
    ("/to-d", Symlink("d", mtime=OLD)),
    ("/to-abs", Symlink("/a.txt", mtime=OLD)),
    ("/to-nowhere", Symlink("nowhere", mtime=OLD)),
    ("/to-up", Symlink("../../a.txt", mtime=OLD)),
    ("/plain.tar", file(PLAIN)),
    ("/gz.bin", file(gzip.compress(PLAIN, mtime=0))),
    ("/bz.bin", file(bz2.compress(PLAIN))),
    ("/xz.bin", file(lzma.compress(PLAIN))),
    ("/not.tar", file("not a tar\n")),
    ("/text.gz", file(gzip.compress(b"only text\n", mtime=0))),
    ("/cut.tar", file(tar(("big", "f", 0o644, 0, b"x" * 3000))[:2048])),
    ("/up.tar", file(tar(("fine", "f", 0o644, 0, b"1"), ("../up", "f", 0o644, 0, b"2")))),
    ("/abs.tar", file(tar(("/abs", "f", 0o644, 0, b"3")))),
    ("/escape.tar", file(tar(("out", "l", 0o777, 0, "/etc"), ("out/evil", "f", 0o644, 0, b"4")))),
    ("/over.tar", file(tar(("file", "d", 0o755, 0, ""), ("full", "f", 0o644, 0, b"5")))),
)

HOSTILE = tree(
    ("/hard-out.tar", file(tar(("h", "h", 0o644, 0, "../../etc/passwd")))),
    ("/hard-missing.tar", file(tar(("h", "h", 0o644, 0, "nope")))),
    ("/hard-abs.tar", file(tar(("h", "h", 0o644, 0, "/etc/passwd")))),
    ("/link-out.tar", file(tar(("l", "l", 0o777, 0, "../../../etc/passwd")))),
    ("/link-up.tar", file(tar(("d", "d", 0o755, 0, ""), ("d/l", "l", 0o777, 0, "../x")))),
    ("/link-then-file.tar", file(tar(("l", "l", 0o777, 0, "/etc/passwd"), ("l", "f", 0o644, 0, b"mine")))),
    ("/link-then-directory.tar", file(tar(("l", "l", 0o777, 0, "/etc"), ("l", "d", 0o700, 0, "")))),
    ("/below-file.tar", file(tar(("a", "f", 0o644, 0, b"1"), ("a/b", "f", 0o644, 0, b"2")))),
    ("/twice.tar", file(tar(("a", "f", 0o644, 0, b"1"), ("a", "f", 0o600, 0, b"2")))),
    ("/dot.tar", file(tar(("./", "d", 0o700, 5, ""), ("./a", "f", 0o644, 5, b"1")))),
    ("/file-over-directory.tar", file(tar(("full", "f", 0o644, 0, b"1")))),
    ("/whiteout.tar", file(tar((".wh.file", "f", 0o644, 0, b""), ("a", "f", 0o644, 0, b"1")))),
    ("/dots.tar", file(tar(("a/../b", "f", 0o644, 0, b"1")))),
    ("/empty-name.tar", file(tar(("/", "d", 0o700, 0, ""), ("a", "f", 0o644, 0, b"1")))),
    ("/suid.tar", file(tar(("s", "f", 0o6755, 9, b"1"), ("t", "d", 0o1777, 9, "")))),
    ("/link-mode.tar", file(tar(("d/deep/f", "f", 0o600, 9, b"1"), ("d", "d", 0o711, 9, "")))),
)

IMAGE = tree(
    ("/etc", directory()),
    ("/etc/passwd", file(PASSWD)),
    ("/etc/group", file(GROUP)),
    ("/full", directory(0o700, 3, 4)),
    ("/full/one.txt", file("old one\n", 0o600, 3, 4)),
    ("/full/keep", file("keep\n")),
    ("/full/sub", directory(0o777, 3, 4)),
    ("/full/sub/old", file("old\n")),
    ("/file", file("a file\n")),
    ("/real", directory()),
    ("/link", Symlink("/real", mtime=OLD)),
    ("/rel", Symlink("real/../full", mtime=OLD)),
    ("/tofile", Symlink("file", mtime=OLD)),
    ("/dangling", Symlink("made/by/copy", mtime=OLD)),
    ("/owned", file("mine\n", 0o600, 1000, 1001)),
    ("/loop", Symlink("loop", mtime=OLD)),
    ("/subdir", directory()),
    ("/subdir/a.txt", directory()),
    ("/subdir/a.txt/x", file("x\n")),
)
