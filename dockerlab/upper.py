"""The upper layer: where every change of a container goes.

It keeps the merged tree, and beside it the book of what differs from the layers
below: the paths it holds, the paths it hides, and the directories it made opaque.
Each change is an ``Event``.  Users, permissions and symlinks are ``overlay``'s
business; here paths are real.

Source: https://docs.kernel.org/filesystems/overlayfs.html
"""

from __future__ import annotations

import errno
import posixpath
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from dockerlab.filesystem import Filesystem
from dockerlab.inode import Directory, File, Node, os_error
from dockerlab.layer import Entry, HardLink, Layer, Whiteout
from dockerlab.union import apply

__all__ = ["Event", "UpperLayer", "ancestors"]


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to the upper layer; ``size`` is the bytes copied, written or read.

    ``read`` changes nothing: it is a file looked up through the layers.
    """

    kind: Literal["create", "write", "copy-up", "metadata", "whiteout", "remove", "opaque", "read"]
    path: str
    size: int = 0


@dataclass(frozen=True, slots=True)
class Mount:
    """A tree grafted on ``target`` whose changes never reach the container's layer."""

    target: str
    hidden: Node
    readonly: bool


class UpperLayer:
    """The merged tree of a container, and the book of its changes.

    ``clock`` gives the time in seconds for the mtime of a changed directory.
    """

    def __init__(self, lower: Filesystem, clock: Callable[[], int], readonly: bool) -> None:
        self.lower = lower
        self.tree = lower.edit()
        self.clock = clock
        self.readonly = readonly
        self.events: list[Event] = []
        self._held: dict[str, None] = {}  # paths that the upper layer holds
        self._hidden: dict[str, None] = {}  # paths of the lower tree that a whiteout hides
        self._opaque: set[str] = set()
        self._links: dict[str, set[str]] = {}
        self._mounts: list[Mount] = []

    def layer(self) -> Layer:
        """Return the changes as an image layer: what ``docker commit`` keeps."""
        tree, entries = self.tree.fs, dict[str, Entry]()
        first: dict[int, str] = {}
        for path in sorted(self._held):
            node = tree.get(path)
            if node is None:
                continue
            group = self._links.get(path)
            if group is not None and first.setdefault(id(group), path) != path:
                entries[path] = HardLink(first[id(group)])
            else:
                entries[path] = replace(node, entries={}) if isinstance(node, Directory) else node
        for path in self._hidden:
            covered = any(parent in self._opaque for parent in ancestors(path))
            if tree.get(path) is None and not covered and isinstance(tree.get(posixpath.dirname(path)), Directory):
                entries[path] = Whiteout()
        return Layer(entries, frozenset(path for path in self._opaque if path in entries))

    def copy(self) -> UpperLayer:
        """Return the same layer as it is now, to go its own way (for undo)."""
        twin = UpperLayer(self.lower, self.clock, self.readonly)
        twin.tree = self.tree.freeze().edit()
        twin.events = list(self.events)
        twin._held, twin._hidden, twin._opaque = dict(self._held), dict(self._hidden), set(self._opaque)
        groups = {id(group): set(group) for group in self._links.values()}
        twin._links = {name: groups[id(group)] for name, group in self._links.items()}
        twin._mounts = list(self._mounts)
        return twin

    def rebase(self, lower: Filesystem) -> None:
        """Exchange the tree below, while nothing is mounted; what this layer holds and hides stays.

        >>> upper = UpperLayer(Filesystem(), lambda: 0, readonly=False)
        >>> upper.create("/new", File(), "/new"); upper.rebase(Filesystem().with_node("/old", File()))
        >>> [path for path, _ in upper.tree.fs.walk()], list(upper.layer().entries)
        (['/new', '/old'], ['/new'])
        """
        self.tree = apply(lower, self.layer()).edit()
        self.lower = lower

    # -- mounts ----------------------------------------------------------

    def mount(self, target: str, tree: Node, *, readonly: bool) -> None:
        """Graft ``tree`` on the existing path ``target``."""
        hidden = self.tree.get(target)
        if hidden is None:
            raise os_error(errno.ENOENT, target)
        self._mounts.append(Mount(target, hidden, readonly))
        self.tree.put(target, tree)

    def unmount(self, target: str) -> Node:
        """Take the last mount on ``target`` away; return its tree as it is now."""
        index = max(n for n, mount in enumerate(self._mounts) if mount.target == target)
        mount = self._mounts.pop(index)
        tree = self.tree.freeze().get(target)
        assert tree is not None
        self.tree.put(target, mount.hidden)
        return tree

    def remount(self, target: str, tree: Node) -> None:
        """Let the mount on ``target`` show ``tree``: somebody else has written there."""
        self.tree.put(target, tree)

    def mount_of(self, real: str) -> Mount | None:
        """Return the mount that ``real`` lies in, if it is not the container's own layer."""
        inside = [m for m in self._mounts if real == m.target or real.startswith(m.target.rstrip("/") + "/")]
        return max(inside, key=lambda mount: len(mount.target), default=None)

    def _writable(self, real: str, path: str) -> Mount | None:
        mount = self.mount_of(real)
        if mount.readonly if mount else self.readonly:
            raise os_error(errno.EROFS, path)
        return mount

    def note_read(self, real: str) -> None:
        """Note that a file was read; what is mounted is no business of the layers."""
        if self.mount_of(real) is None:
            self.events.append(Event("read", real, size(self.tree.get(real))))

    # -- changes (``path`` is what the process said: for its error messages) ------

    def create(self, real: str, node: Node, path: str) -> None:
        """Put a new node at ``real``."""
        mount = self._writable(real, path)
        parent = posixpath.dirname(real)
        if self.tree.get(parent) is None:
            raise os_error(errno.ENOENT, path)
        self.tree.put(real, node)
        self._touch_directory(parent, mount)
        if mount is not None:
            return
        self._held[real] = None
        if isinstance(node, Directory) and real in self._hidden:  # the kernel does so even where a file was
            self._opaque.add(real)
            self.events.append(Event("opaque", real))
        self.events.append(Event("create", real, size(node)))

    def change(self, real: str, node: Node, kind: Literal["write", "metadata"], path: str) -> None:
        """Replace the node at ``real``: copied up first, whole, however small the change."""
        if self._writable(real, path) is None:
            self._copy_up(real)
            self.events.append(Event(kind, real, size(node) if kind == "write" else 0))
        for name in self._links.get(real, {real}):
            self.tree.put(name, node)

    def link(self, real: str, other: str, path: str) -> None:
        """Give the file at ``real`` the second name ``other``."""
        node = self.tree.get(real)
        assert node is not None
        self.change(real, node, "metadata", path)
        self.create(other, node, path)
        group = self._links.get(real, {real}) | {other}
        for member in group:
            self._links[member] = group

    def names(self, real: str) -> int:
        """Return how many hard links lead to the file at ``real``, as far as they were made here."""
        return len(self._links.get(real, {real}))

    def move(self, source: str, target: str, path: str) -> None:
        """Move what is at ``source`` to ``target``, where nothing may stand."""
        node = self.tree.get(source)
        assert node is not None
        self._writable(source, path)
        held = [name for name in self._held if name.startswith(source + "/")]
        opaque = [name for name in self._opaque if name == source or name.startswith(source + "/")]
        self.create(target, node, path)
        for name in held:
            self._held[target + name[len(source) :]] = None
        self._opaque.update(target + name[len(source) :] for name in opaque)
        group = self._links.get(source)
        if group is not None:
            group.add(target)
            self._links[target] = group
        self.remove(source, path)

    def remove(self, real: str, path: str) -> None:
        """Take ``real`` away: a whiteout where a lower layer has it, nothing at all where none does."""
        if any(mount.target == real for mount in self._mounts):
            raise os_error(errno.EBUSY, path)
        mount = self._writable(real, path)
        self.tree.remove(real)
        self._touch_directory(posixpath.dirname(real), mount)
        if mount is not None:
            return
        below = real + "/"
        for name in [held for held in self._held if held == real or held.startswith(below)]:
            del self._held[name]
        self._opaque -= {name for name in self._opaque if name == real or name.startswith(below)}
        self._links.pop(real, set()).discard(real)
        if self.lower.get(real) is None or any(parent in self._opaque for parent in ancestors(real)):
            self.events.append(Event("remove", real))
            return
        for name in [hidden for hidden in self._hidden if hidden.startswith(below)]:
            del self._hidden[name]
        self._hidden[real] = None
        self.events.append(Event("whiteout", real))

    def _copy_up(self, real: str) -> None:
        """Bring ``real`` and its parents into the upper layer."""
        for path in (*ancestors(real), real):
            if path not in self._held:
                self._held[path] = None
                self.events.append(Event("copy-up", path, size(self.tree.get(path))))

    def _touch_directory(self, real: str, mount: Mount | None) -> None:
        if real != "/" and mount is None:
            self._copy_up(real)
        directory = self.tree.get(real)
        if isinstance(directory, Directory):
            self.tree.put(real, replace(directory, mtime=self.clock()))


def size(node: Node | None) -> int:
    """The bytes that copying ``node`` costs."""
    return node.size if isinstance(node, File) else 0


def ancestors(path: str) -> Iterator[str]:
    """Yield the directories above ``path``, the root left out, highest first.

    >>> list(ancestors("/a/b/c"))
    ['/a', '/a/b']
    """
    parts = path.split("/")[1:-1]
    for n in range(1, len(parts) + 1):
        yield "/" + "/".join(parts[:n])
