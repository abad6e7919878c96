"""Copy-on-write: how a container writes on read-only layers.

An ``Overlay`` is the mounted root of one container (or of one RUN step).  Its
methods are the system calls of the container's processes: they follow symlinks,
check the user's permissions, and fail as the kernel does, with an ``OSError``.

* create: the new file appears in the upper layer only;
* modify, chmod, chown: the whole file is copied up first, however small the change;
* delete: the upper layer gains a whiteout; nothing below loses a byte;
* delete and create a directory again: it becomes opaque.

Sources: https://docs.kernel.org/filesystems/overlayfs.html and
https://docs.docker.com/engine/storage/drivers/overlayfs-driver/
"""

from __future__ import annotations

import errno
import posixpath
from collections.abc import Callable
from copy import copy
from dataclasses import replace

from dockerlab.filesystem import Filesystem
from dockerlab.inode import Content, Directory, File, Node, Special, Symlink, os_error, read
from dockerlab.layer import Layer
from dockerlab.permission import EXECUTE, READ, WRITE, Credentials, allowed
from dockerlab.upper import Event, UpperLayer

__all__ = ["Overlay"]


class Overlay:
    """The writable root of a container over the immutable tree ``lower``.

    ``clock`` gives the time in seconds for new mtimes; ``cred`` is the user of
    the process that calls, ``umask`` its umask (both may be set at any time);
    ``upper`` is the layer that the changes go to.

    >>> from dockerlab.union import stack
    >>> lower = stack([Layer({"/etc": Directory(), "/etc/motd": File(b"hello")})])
    >>> root = Overlay(lower)
    >>> root.write("/etc/motd", b"bye", append=True); root.read("/etc/motd")
    b'hellobye'
    >>> [f"{e.kind} {e.path} {e.size}" for e in root.events]
    ['copy-up /etc 0', 'copy-up /etc/motd 5', 'write /etc/motd 8', 'read /etc/motd 8']
    >>> root.unlink("/etc/motd"); root.layer().entries["/etc/motd"]
    Whiteout()
    """

    def __init__(self, lower: Filesystem, clock: Callable[[], int] = lambda: 0, *, readonly: bool = False) -> None:
        self.upper = UpperLayer(lower, clock, readonly)
        self.cred = Credentials()
        self.umask = 0o022

    def copy(self) -> Overlay:
        """Return an overlay in the same state, to go its own way (for undo)."""
        twin = copy(self)
        twin.upper = self.upper.copy()
        return twin

    @property
    def lower(self) -> Filesystem:
        """The tree of the layers below."""
        return self.upper.lower

    @property
    def clock(self) -> Callable[[], int]:
        """What gives the time."""
        return self.upper.clock

    @property
    def fs(self) -> Filesystem:
        """The merged tree as it is now, frozen."""
        return self.upper.tree.freeze()

    @property
    def events(self) -> list[Event]:
        """All that has happened to the upper layer, and every file that was read."""
        return self.upper.events

    def layer(self) -> Layer:
        """Return the upper layer: what ``docker commit`` turns into an image layer."""
        return self.upper.layer()

    def mount(self, target: str, tree: Node, *, readonly: bool = False) -> None:
        """Graft ``tree`` on ``target``, which must exist; its changes never reach the layer."""
        self.upper.mount(target, tree, readonly=readonly)

    def unmount(self, target: str) -> Node:
        """Take the last mount on ``target`` away; return its tree as it is now."""
        return self.upper.unmount(target)

    # -- looking ---------------------------------------------------------

    def resolve(self, path: str, *, follow: bool = True, missing_ok: bool = False) -> str:
        """Return the real path, as ``Filesystem.resolve``, if the user may search its directories."""
        real = self.upper.tree.fs.resolve(path, follow=follow, missing_ok=missing_ok)
        if self.cred.uid:
            here = real
            while here != "/":
                here = posixpath.dirname(here)
                self._check(here, EXECUTE, path)
        return real

    def stat(self, path: str, *, follow: bool = True) -> Node:
        """Return the node at ``path``; ``follow=False`` is ``lstat``."""
        return self._must(path, follow=follow)[1]

    def exists(self, path: str) -> bool:
        """Say whether ``path`` leads to something that the user may see."""
        return self.may(path, 0)

    def content(self, path: str) -> Content:
        """Return the content of a regular file without making filler real."""
        real, found = self._must(path)
        if isinstance(found, Directory):
            raise os_error(errno.EISDIR, path)
        self._check(real, READ, path)
        self.upper.note_read(real)
        return found.content if isinstance(found, File) else b""

    def read(self, path: str) -> bytes:
        """Return the bytes of a regular file."""
        return read(self.content(path))

    def links(self, path: str) -> int:
        """Return how many names a file has; hard links of the layers below count as files of their own."""
        return self.upper.names(self.resolve(path, follow=False))

    def listdir(self, path: str) -> list[str]:
        """Return the names in a directory, in byte order."""
        real, found = self._must(path)
        if not isinstance(found, Directory):
            raise os_error(errno.ENOTDIR, path)
        self._check(real, READ, path)
        return sorted(found.entries)

    def may(self, path: str, want: int) -> bool:
        """Say whether the user has the permission bits ``want`` (4 read, 2 write, 1 execute) on ``path``."""
        try:
            self._check(self.resolve(path), want, path)
        except OSError:
            return False
        return True

    def _check(self, real: str, want: int, path: str) -> None:
        node = self.upper.tree.get(real)
        if node is not None and not allowed(node, self.cred, want):
            raise os_error(errno.EACCES, path)

    def _vacant(self, path: str) -> str:
        """Return the real path at which ``path`` may be made. Raises EEXIST where something stands."""
        real = self.resolve(path.rstrip("/") or "/", follow=False, missing_ok=True)
        if self.upper.tree.get(real) is not None:
            raise os_error(errno.EEXIST, path)
        return real

    def _must(self, path: str, *, follow: bool = True) -> tuple[str, Node]:
        real = self.resolve(path, follow=follow)
        node = self.upper.tree.get(real)
        assert node is not None
        return real, node

    # -- changing --------------------------------------------------------

    def write(self, path: str, content: Content, *, append: bool = False, mode: int = 0o666) -> None:
        """Write a file, as ``>`` and ``>>`` do: create it, or copy it up and replace its content."""
        real = self.resolve(path, missing_ok=True)
        node = self.upper.tree.get(real)
        if isinstance(node, Directory):
            raise os_error(errno.EISDIR, path)
        if isinstance(node, Special):
            return  # /dev/null and its like swallow what is written
        if node is None:
            self._new(real, path, File(content, mode & ~self.umask & 0o7777))
            return
        assert isinstance(node, File)
        self._check(real, WRITE, path)
        whole = read(node.content) + read(content) if append else content
        bits = node.mode if self.cred.uid == 0 else node.mode & 0o1777  # a write by another drops setuid bits
        self.upper.change(real, replace(node, content=whole, mode=bits, mtime=self.clock()), "write", path)

    def mkdir(self, path: str, mode: int = 0o777) -> None:
        """Make one directory. Raises EEXIST where something is there."""
        self._new(self._vacant(path), path, Directory({}, mode & ~self.umask & 0o7777))

    def symlink(self, target: str, path: str) -> None:
        """Make a symbolic link at ``path``."""
        self._new(self._vacant(path), path, Symlink(target))

    def special(self, path: str, node: Special) -> None:
        """Make a device or a pipe (``mknod``)."""
        self._new(self._vacant(path), path, node)

    def link(self, old: str, new: str) -> None:
        """Give the file ``old`` a second name; it is copied up first."""
        source, node = self._must(old, follow=False)
        if isinstance(node, Directory):
            raise os_error(errno.EPERM, old)
        target = self._vacant(new)
        self._check(posixpath.dirname(target), WRITE, new)
        self.upper.link(source, target, new)

    def unlink(self, path: str) -> None:
        """Remove a file or a link. Raises EISDIR for a directory."""
        real, node = self._must(path, follow=False)
        if isinstance(node, Directory):
            raise os_error(errno.EISDIR, path)
        self._remove(real, path)

    def rmdir(self, path: str) -> None:
        """Remove an empty directory. Raises ENOTEMPTY where it is not."""
        real, node = self._must(path, follow=False)
        if not isinstance(node, Directory):
            raise os_error(errno.ENOTDIR, path)
        if node.entries:
            raise os_error(errno.ENOTEMPTY, path)
        self._remove(real, path)

    def rename(self, old: str, new: str) -> None:
        """Move ``old`` to ``new``.

        Raises EXDEV for a directory of a lower layer, as overlayfs without
        ``redirect_dir`` does; ``mv`` then copies and deletes.
        """
        (source, node), target = self._must(old, follow=False), self.resolve(new, follow=False, missing_ok=True)
        there = self.upper.tree.get(target)
        if source == target:
            return
        if self.upper.mount_of(source) is not self.upper.mount_of(target):
            raise os_error(errno.EXDEV, old)
        if isinstance(node, Directory):
            if target.startswith(source + "/"):
                raise os_error(errno.EINVAL, new)
            if isinstance(self.lower.get(source), Directory):
                raise os_error(errno.EXDEV, old)
            if there is not None and not isinstance(there, Directory):
                raise os_error(errno.ENOTDIR, new)
            if isinstance(there, Directory) and there.entries:
                raise os_error(errno.ENOTEMPTY, new)
        elif isinstance(there, Directory):
            raise os_error(errno.EISDIR, new)
        self._check(posixpath.dirname(target), WRITE, new)
        self._check(posixpath.dirname(source), WRITE, old)
        if there is not None:
            self._remove(target, new)
        self.upper.move(source, target, old)

    def chmod(self, path: str, mode: int) -> None:
        """Set the permission bits; the whole file is copied up for it."""
        real, node = self._must(path)
        if self.cred.uid not in (0, node.uid):
            raise os_error(errno.EPERM, path)
        self.upper.change(real, replace(node, mode=mode & 0o7777), "metadata", path)

    def chown(self, path: str, uid: int | None, gid: int | None, *, follow: bool = True) -> None:
        """Set owner and group (None leaves one as it is); the whole file is copied up for it."""
        real, node = self._must(path, follow=follow)
        if self.cred.uid != 0:
            raise os_error(errno.EPERM, path)
        mode = node.mode & 0o1777 if isinstance(node, File) else node.mode  # chown clears setuid and setgid
        uid, gid = node.uid if uid is None else uid, node.gid if gid is None else gid
        self.upper.change(real, replace(node, uid=uid, gid=gid, mode=mode), "metadata", path)

    def utime(self, path: str, mtime: int, *, follow: bool = True) -> None:
        """Set the modification time, in seconds, as ``touch`` does."""
        real, node = self._must(path, follow=follow)
        if self.cred.uid not in (0, node.uid):
            self._check(real, WRITE, path)
        self.upper.change(real, replace(node, mtime=mtime), "metadata", path)

    def place(self, path: str, node: Node) -> None:
        """Set ``path`` to ``node`` with its own owner, mode and time, as an unpacked archive or COPY does.

        A directory on a directory keeps its children; other things replace each other.
        """
        real = self.resolve(path, follow=False, missing_ok=True)
        there = self.upper.tree.get(real)
        if isinstance(node, Directory) and isinstance(there, Directory):
            self.upper.change(real, replace(node, entries=there.entries), "metadata", path)
            return
        if there is not None:
            self._remove(real, path)
        self.upper.create(real, replace(node, entries={}) if isinstance(node, Directory) else node, path)

    def _new(self, real: str, path: str, node: Node) -> None:
        """Create ``real`` as the calling user's own (the directory's group where that is setgid)."""
        parent = self.upper.tree.get(posixpath.dirname(real))
        self._check(posixpath.dirname(real), WRITE, path)
        gid = parent.gid if parent is not None and parent.mode & 0o2000 else self.cred.gid
        self.upper.create(real, replace(node, uid=self.cred.uid, gid=gid, mtime=self.clock()), path)

    def _remove(self, real: str, path: str) -> None:
        holder, node = self.upper.tree.get(posixpath.dirname(real)), self.upper.tree.get(real)
        self._check(posixpath.dirname(real), WRITE, path)
        if self.cred.uid and holder and node and holder.mode & 0o1000 and self.cred.uid not in (node.uid, holder.uid):
            raise os_error(errno.EPERM, path)  # the sticky bit, as on /tmp
        self.upper.remove(real, path)
