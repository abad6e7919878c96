"""A root filesystem: the tree of files that a container sees.

A ``Filesystem`` is immutable and *persistent*: changing one file makes a new
tree that shares every untouched directory with the old one.  That is what lets
a hundred containers of one image stand in memory once, and a build keep the
state before and after every step.

Paths are absolute, ``/`` is the root.  Mistakes raise ``OSError`` as the kernel would.

An ``Editor`` makes many changes at once: it copies each directory the first
time it is touched and edits the copy in place, so the cost is that of the
directories touched, not of the whole tree.
"""

from __future__ import annotations

import errno
import posixpath
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from dockerlab.inode import Directory, Node, Symlink, os_error, split

__all__ = ["Change", "Editor", "Filesystem", "Same", "diff"]

MAX_SYMLINKS = 40  # Linux's own limit (include/linux/namei.h, MAXSYMLINKS)


@dataclass(frozen=True)
class Filesystem:
    """An immutable tree of files.

    >>> from dockerlab.inode import File
    >>> fs = Filesystem().with_node("/etc", Directory()).with_node("/etc/motd", File(b"hi"))
    >>> [path for path, _ in fs.walk()]
    ['/etc', '/etc/motd']
    >>> fs.without("/etc/motd").get("/etc/motd") is None
    True
    """

    root: Directory = field(default_factory=Directory)

    def __repr__(self) -> str:
        return f"Filesystem({sum(1 for _ in self.walk())} entries)"

    def get(self, path: str) -> Node | None:
        """Return what stands at ``path``, following no symlink at all; None if nothing does."""
        node: Node = self.root
        for name in path.split("/"):
            if not name:
                continue
            if type(node) is not Directory:
                return None
            found = node.entries.get(name)
            if found is None:
                return None
            node = found
        return node

    def resolve(self, path: str, *, follow: bool = True, missing_ok: bool = False) -> str:
        """Return the path that ``path`` really means, symlinks followed inside the tree.

        ``follow=False`` leaves a symlink in last place alone (as ``lstat`` does).
        ``missing_ok=True`` allows the last name not to exist (as ``open(O_CREAT)``).

        Raises:
            OSError: ENOENT, ENOTDIR or ELOOP, as the kernel would.
        """
        todo, seen, links = split(path)[::-1], list[str](), 0
        trailing = path.endswith("/") and len(path) > 1
        here: Node = self.root
        while todo:
            name = todo.pop()
            if type(here) is not Directory:
                raise os_error(errno.ENOTDIR, path)
            if name == "." or name == "..":
                seen = seen[:-1] if name == ".." else seen
                here = self.get("/".join(seen)) or self.root
                continue
            node = here.entries.get(name)
            if node is None:
                if missing_ok and not todo:
                    return "/" + "/".join([*seen, name])
                raise os_error(errno.ENOENT, path)
            if type(node) is Symlink and (todo or follow or trailing):
                links += 1
                if links > MAX_SYMLINKS:
                    raise os_error(errno.ELOOP, path)
                if node.target.startswith("/"):
                    seen, here = [], self.root
                todo += split(node.target)[::-1]
                continue
            seen.append(name)
            here = node
        if trailing and type(here) is not Directory:
            raise os_error(errno.ENOTDIR, path)
        return "/" + "/".join(seen)

    def lookup(self, path: str, *, follow: bool = True) -> Node:
        """Return the node at ``path``, symlinks followed. Raises OSError as ``resolve`` does."""
        node = self.get(self.resolve(path, follow=follow))
        assert node is not None
        return node

    def exists(self, path: str) -> bool:
        """Say whether ``path`` leads to something."""
        try:
            self.lookup(path)
        except OSError:
            return False
        return True

    def walk(self, top: str = "/") -> Iterator[tuple[str, Node]]:
        """Yield every path below ``top`` and its node, parents first, names in byte order."""
        node = self.get(top)
        if isinstance(node, Directory):
            prefix = "" if top == "/" else top
            for name in sorted(node.entries):
                child = node.entries[name]
                yield f"{prefix}/{name}", child
                if isinstance(child, Directory):
                    yield from self.walk(f"{prefix}/{name}")

    def with_node(self, path: str, node: Node) -> Filesystem:
        """Return a tree in which ``node`` stands at ``path``; its parent must exist."""
        editor = self.edit()
        editor.put(path, node)
        return editor.freeze()

    def without(self, path: str) -> Filesystem:
        """Return a tree without ``path`` and all that is below it."""
        editor = self.edit()
        editor.remove(path)
        return editor.freeze()

    def edit(self) -> Editor:
        """Return an ``Editor`` that starts from this tree and leaves it as it is."""
        return Editor(self)


class Same:
    """A tree as the key of what was computed from it: equal to itself alone, so nothing in it is compared.

    A frozen tree never changes, so what was computed from it once holds for good.
    """

    __slots__ = ("tree",)

    def __init__(self, tree: Directory) -> None:
        self.tree = tree

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other.tree is self.tree

    def __hash__(self) -> int:
        return id(self.tree)


class Editor:
    """Makes many changes to a tree; ``freeze()`` returns the new one.

    Lexical: no symlink is followed here (callers resolve first).

    >>> from dockerlab.inode import File
    >>> editor = Filesystem().edit()
    >>> editor.put("/a", Directory()); editor.put("/a/f", File(b"1"))
    >>> before = editor.freeze()
    >>> editor.put("/a/f", File(b"2"))
    >>> before.get("/a/f").content, editor.freeze().get("/a/f").content
    (b'1', b'2')
    """

    def __init__(self, start: Filesystem) -> None:
        self._fs = start
        self._owned: dict[int, dict[str, Node]] = {}  # entries made here, so safe to change in place

    def get(self, path: str) -> Node | None:
        """Return what stands at ``path`` now."""
        return self._fs.get(path)

    @property
    def fs(self) -> Filesystem:
        """The tree as it is now: for reading at once, not for keeping (see ``freeze``)."""
        return self._fs

    def freeze(self) -> Filesystem:
        """Return the tree as it is now, never to change."""
        self._owned = {}
        return self._fs

    def _own(self, node: Directory) -> tuple[Directory, dict[str, Node]]:
        owned = self._owned.get(id(node.entries))
        if owned is not None:
            return node, owned
        entries = dict(node.entries)
        self._owned[id(entries)] = entries
        return Directory(entries, node.mode, node.uid, node.gid, node.mtime, node.xattrs), entries

    def _open(self, path: str) -> dict[str, Node]:
        """Return the entries of directory ``path``, made safe to change."""
        root, entries = self._own(self._fs.root)
        if root is not self._fs.root:
            self._fs = Filesystem(root)
        for name in split(path):
            child = entries.get(name)
            if child is None:
                raise os_error(errno.ENOENT, path)
            if not isinstance(child, Directory):
                raise os_error(errno.ENOTDIR, path)
            copy, below = self._own(child)
            entries[name] = copy
            entries = below
        return entries

    def put(self, path: str, node: Node) -> None:
        """Set ``path`` to ``node``. Raises OSError (ENOENT, ENOTDIR) where the parent is no directory."""
        parent, name = posixpath.split(path)
        if not name:
            if not isinstance(node, Directory):
                raise os_error(errno.EISDIR, path)
            self._fs = Filesystem(node)
        else:
            self._open(parent)[name] = node

    def remove(self, path: str) -> None:
        """Take ``path`` away, with everything below it. Raises OSError (ENOENT) where nothing is there."""
        parent, name = posixpath.split(path)
        entries = self._open(parent)
        if name not in entries:
            raise os_error(errno.ENOENT, path)
        del entries[name]

    def make_parents(self, path: str, mtime: int = 0) -> None:
        """Create the missing directories above ``path`` (0755 root), replacing what is no directory."""
        here = ""
        for name in split(posixpath.dirname(path)):
            here = f"{here}/{name}"
            if not isinstance(self._fs.get(here), Directory):
                self.put(here, Directory(mtime=mtime))


@dataclass(frozen=True, slots=True)
class Change:
    """One line of ``docker diff``: ``A`` added, ``C`` changed, ``D`` deleted.

    >>> print(Change("A", "/etc/motd"))
    A /etc/motd
    """

    kind: Literal["A", "C", "D"]
    path: str

    def __str__(self) -> str:
        return f"{self.kind} {self.path}"


def unequal(old: Node, new: Node) -> bool:
    """Say whether two nodes differ in anything but what is in them."""
    if isinstance(old, Directory) and isinstance(new, Directory):
        return replace(old, entries={}) != replace(new, entries={})
    return old != new


def diff(before: Filesystem, after: Filesystem, differs: Callable[[Node, Node], bool] = unequal) -> tuple[Change, ...]:
    """Return the changes that lead from ``before`` to ``after``: path by path, the deletions of a directory last.

    A directory that holds a change is itself ``C``, a deleted directory is one ``D``
    line, and the root is never listed (moby/moby pkg/archive/changes.go).  ``differs``
    says which nodes of one name count as changed: here all that are not equal, for
    ``docker diff`` fewer (``container/diff.py``).

    >>> from dockerlab.inode import File
    >>> a = Filesystem().with_node("/d", Directory()).with_node("/d/f", File(b"1"))
    >>> for change in diff(a, a.without("/d/f").with_node("/d/g", File())): print(change)
    C /d
    A /d/g
    D /d/f
    """
    return tuple(_diff(before.root, after.root, "", differs))


def _diff(before: Directory, after: Directory, prefix: str, differs: Callable[[Node, Node], bool]) -> Iterator[Change]:
    if before.entries is after.entries:
        return
    for name in sorted(after.entries):
        old, new, path = before.entries.get(name), after.entries[name], f"{prefix}/{name}"
        if old is new:
            continue
        inside: tuple[Change, ...] = ()
        if isinstance(new, Directory):
            inside = tuple(_diff(old if isinstance(old, Directory) else Directory(), new, path, differs))
        if old is None:
            yield Change("A", path)
        elif inside or differs(old, new):
            yield Change("C", path)
        yield from inside
    yield from (Change("D", f"{prefix}/{name}") for name in sorted(before.entries.keys() - after.entries.keys()))
