"""The machine that ``docker`` is typed on: a small Debian, with a home, the usual programs, and your files.

The files may be given, or be a directory of the real disk.  That one is read
only when and where it is looked into, and never through a link that leads out
of it; nothing is written to it here (see ``write_back``).
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from pathlib import Path

from dockerlab.clock import START
from dockerlab.filesystem import Filesystem
from dockerlab.inode import Directory, File, Filler, Node, Special, Symlink, os_error
from dockerlab.overlay import Overlay

__all__ = ["HOME", "DiskFile", "disk_directory", "machine", "write_back"]

HOME = "/root/lab"
SMALL = 1 << 18  # bytes; larger files of the real disk are read only when somebody wants their content
MODELLED = (
    "[ base64 basename cat chgrp chmod chown cmp comm cp curl cut date dd df diff dirname du echo egrep env "
    "expand expr false fgrep find fold grep gunzip gzip head hostname id install join ln ls md5sum mkdir mktemp "
    "mv nl od paste printenv printf pwd readlink realpath rm rmdir sed seq sha1sum sha256sum sha512sum shuf sleep "
    "sort split stat tac tail tar tee test touch tr true truncate tsort uname uniq unlink wc wget which whoami "
    "xargs yes"
).split()
# Programs that a real host may have and the lab has not: they are refused, not "not found".
KNOWN = (
    "apt apt-get awk bzip2 cargo clear docker-compose file gcc git go htop ip java jq kill killall less make man more "
    "mount nano node npm perl pgrep ping pip pip3 ps python python3 rsync ruby ssh su sudo systemctl time timeout top "
    "tree umount uuidgen vi vim watch xz zip unzip"
).split()
FOLDERS = "/etc /home /root /tmp /usr /usr/bin /usr/local /usr/local/bin /var /var/tmp".split()
FILES = {
    "/etc/passwd": "root:x:0:0:root:/root:/bin/bash\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n",
    "/etc/group": "root:x:0:\nnogroup:x:65534:\n",
    "/etc/hostname": "lab\n",
    "/etc/os-release": 'PRETTY_NAME="Debian GNU/Linux 13 (trixie)"\nID=debian\nVERSION_ID="13"\n',
}


def machine(
    files: Mapping[str, bytes | str | None] | Directory | None = None,
    *,
    cwd: str = HOME,
    clock: Callable[[], int] = lambda: int(START),
) -> Overlay:
    """Return the machine's files: a few system directories, and ``files`` in ``cwd``.

    ``files`` maps paths to content (None is an empty directory; absolute paths
    may stand outside of ``cwd``), or is a whole directory.

    >>> machine({"a.txt": "hi"}).read("/root/lab/a.txt")
    b'hi'
    """
    now = clock()
    editor = Filesystem(Directory(mtime=now)).edit()
    for path in FOLDERS:
        editor.put(path, Directory(mode=0o1777 if path.endswith("tmp") else 0o755, mtime=now))
    for path, text in FILES.items():
        editor.put(path, File(text.encode(), mtime=now))
    editor.put("/bin", Symlink("usr/bin", mtime=now))
    programs = {name: f"program:coreutils/{name}" for name in MODELLED} | {name: f"program:{name}" for name in KNOWN}
    programs |= {"bash": "program:bash", "sh": "program:dash", "docker": "program:docker"}
    for name, what in programs.items():
        editor.put(f"/usr/bin/{name}", File(Filler(100_000, what), 0o755, mtime=now))
    editor.make_parents(f"{cwd}/x", now)
    if isinstance(files, Directory):
        editor.put(cwd, files)
        files = None
    for name, content in (files or {}).items():
        path = name if name.startswith("/") else f"{cwd}/{name}"
        path = path.rstrip("/")
        editor.make_parents(path, now)
        data = content.encode() if isinstance(content, str) else content
        if data is not None:
            editor.put(path, File(data, mtime=now))
        elif not isinstance(editor.get(path), Directory):
            editor.put(path, Directory(mtime=now))
    return Overlay(editor.freeze(), clock)


# -- the real disk -------------------------------------------------------


class DiskFile(Filler):
    """The content of a large file of the real disk, read when it is wanted."""

    __slots__ = ()

    def read(self) -> bytes:
        """Return the bytes. Raises OSError where the file cannot be read any more."""
        return read_file(self.name)


def read_file(path: str) -> bytes:
    """Read a file of the real disk, which must not be a link."""
    number = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(number, "rb") as file:
        return file.read()


class DiskEntries(Mapping[str, Node]):
    """What is in a directory of the real disk: looked up when it is first asked for."""

    def __init__(self, path: str) -> None:
        self.path = path

    @cached_property
    def _entries(self) -> dict[str, Node]:
        found: dict[str, Node] = {}
        try:
            with os.scandir(self.path) as listed:
                for item in sorted(listed, key=lambda item: item.name):
                    node = disk_node(item.path)
                    if node is not None:
                        found[item.name] = node
        except OSError:
            return found
        return found

    def __getitem__(self, name: str) -> Node:
        return self._entries[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)


def disk_node(path: str) -> Node | None:
    """Return what stands at ``path`` on the real disk, as a node; None for what cannot be sent anywhere."""
    try:
        info = os.lstat(path)
        mode, mtime = stat.S_IMODE(info.st_mode), int(info.st_mtime)
        if stat.S_ISLNK(info.st_mode):
            return Symlink(os.readlink(path), info.st_uid, info.st_gid, mtime)
        if stat.S_ISDIR(info.st_mode):
            return Directory(DiskEntries(path), mode, info.st_uid, info.st_gid, mtime)
        if stat.S_ISREG(info.st_mode):
            content = read_file(path) if info.st_size <= SMALL else DiskFile(info.st_size, path)
            return File(content, mode, info.st_uid, info.st_gid, mtime)
        if stat.S_ISFIFO(info.st_mode):
            return Special("fifo", 0, 0, mode, info.st_uid, info.st_gid, mtime)
    except OSError:
        return None
    return None


def disk_directory(path: str | os.PathLike[str]) -> Directory:
    """Return a directory of the real disk, to be read as it is looked into.

    Raises:
        NotADirectoryError: it is none.
    """
    node = disk_node(os.path.realpath(path))
    if not isinstance(node, Directory):
        raise os_error(20, str(path))
    return node


def write_back(before: Directory, after: Directory, target: str | os.PathLike[str]) -> list[str]:
    """Write to the directory ``target`` of the real disk what is new or changed in ``after``.

    Nothing is deleted, and no link is followed: where the disk has a link in the
    way, or a new link leads out of ``target``, the path is left alone.

    Returns:
        the paths written, relative to ``target``.
    """
    written: list[str] = []
    _write(before, after, Path(os.path.realpath(target)), "", written)
    return written


def _write(before: Node | None, after: Directory, target: Path, prefix: str, written: list[str]) -> None:
    old = before.entries if isinstance(before, Directory) else {}
    if old is after.entries:
        return
    for name, node in after.entries.items():
        was, path = old.get(name), f"{prefix}{name}"
        if node is was or name in ("", ".", "..") or "/" in name:
            continue
        place = target / name
        try:
            match node:
                case Directory():
                    if not os.path.lexists(place):
                        place.mkdir(node.mode)
                        written.append(path)
                    if place.is_symlink() or not place.is_dir():
                        continue
                    if isinstance(was, Directory) and was.mode != node.mode:
                        place.chmod(node.mode)
                    _write(was, node, place, f"{path}/", written)
                case File():
                    if isinstance(was, File) and was == node:
                        continue
                    _write_file(place, node)
                    written.append(path)
                case Symlink(destination):
                    inside = not destination.startswith("/") and not _climbs(path, destination)
                    if inside and not os.path.lexists(place):
                        place.symlink_to(destination)
                        written.append(path)
        except OSError:
            continue


def _write_file(place: Path, node: File) -> None:
    content = node.content if isinstance(node.content, bytes) else node.content.read()
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW
    number = os.open(place, flags, node.mode & 0o777)
    with os.fdopen(number, "wb") as file:
        file.write(content)
        os.fchmod(file.fileno(), node.mode & 0o777)


def _climbs(path: str, destination: str) -> bool:
    """Say whether a link at ``path`` (relative) that points to ``destination`` leads out of the top directory."""
    depth = path.count("/")
    for part in destination.split("/"):
        depth += -1 if part == ".." else part not in ("", ".")
        if depth < 0:
            return True
    return False
