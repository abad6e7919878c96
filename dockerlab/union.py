"""The union of layers: one tree seen through many.

``apply`` lays one changeset on a tree, ``stack`` lays many on nothing, ``lookup``
asks which layer a path comes from, and ``changeset`` goes the other way: it finds
the layer that leads from one tree to another.  A storage driver such as overlayfs
does the first three in the kernel, and BuildKit's differ does the last.

Spec: https://github.com/opencontainers/image-spec/blob/v1.1.1/layer.md
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from dockerlab.filesystem import Editor, Filesystem
from dockerlab.inode import Directory, File, Node, Special, Symlink
from dockerlab.layer import Entry, HardLink, Layer, Whiteout

__all__ = ["Glance", "apply", "changeset", "lookup", "stack"]


def apply(lower: Filesystem, layer: Layer) -> Filesystem:
    """Return the filesystem seen when ``layer`` lies on ``lower``.

    A whiteout hides only what lies *below* its own layer, so the order of the
    entries within one layer never matters (layer.md, "Whiteouts").

    >>> lower = stack([Layer({"/etc": Directory(), "/etc/hosts": File(b"old"), "/etc/motd": File(b"hi")})])
    >>> upper = Layer({"/etc/motd": Whiteout(), "/etc/hosts": File(b"new")})
    >>> [(path, node.content) for path, node in apply(lower, upper).walk("/etc")]
    [('/etc/hosts', b'new')]
    """
    editor = lower.edit()
    for path in layer.opaque:
        hidden = editor.get(path)
        if isinstance(hidden, Directory):
            editor.put(path, replace(hidden, entries={}))
    for path, entry in layer.entries.items():
        if isinstance(entry, Whiteout) and editor.get(path) is not None:
            editor.remove(path)
    links: list[tuple[str, HardLink]] = []
    for path, entry in layer:
        match entry:
            case Whiteout():
                pass
            case HardLink():
                links.append((path, entry))
            case Directory():
                put(editor, path, entry)
            case _:
                put(editor, path, entry)
    for path, link in links:
        target = editor.get(link.target)
        if isinstance(target, File | Symlink | Special):
            put(editor, path, target)
    return editor.freeze()


def put(editor: Editor, path: str, node: Node) -> None:
    """Set ``path`` in the tree as an extracted tar does: a directory keeps what it already holds."""
    parent = editor.get(posixpath.dirname(path))
    if not isinstance(parent, Directory):
        path = through_links(editor, path)
        editor.make_parents(path)
    if isinstance(node, Directory):
        there = editor.get(path)
        node = replace(node, entries=there.entries if isinstance(there, Directory) else {})
    editor.put(path, node)


def through_links(editor: Editor, path: str) -> str:
    """Return ``path`` with symlinks among its parents followed, inside the tree (docker untars in a chroot)."""
    try:
        return posixpath.join(editor.fs.resolve(posixpath.dirname(path)), posixpath.basename(path))
    except OSError:
        return path


@dataclass(frozen=True, slots=True)
class Glance:
    """What one layer says about a path. ``hides``: a whiteout, or something else in place of a directory above it.

    ``opaque``: a directory above it is opaque. After ``hides``, ``opaque`` and ``holds`` no deeper layer is asked.
    """

    layer: int  # its place in the stack, 0 at the bottom
    says: Literal["nothing", "holds", "hides", "opaque"]


def lookup(layers: Sequence[Layer], path: str) -> tuple[Glance, ...]:
    """Look ``path`` up from the top layer down, and return what each layer that was asked says.

    The path is a real one: no symlink is followed. Of a directory the highest layer that holds it gives its attributes;
    what is in it is the union of all layers down to an opaque one.

    >>> lower, upper = Layer({"/a": File(b"1"), "/b": File()}), Layer({"/b": Whiteout()})
    >>> [[glance.says for glance in lookup([lower, upper], path)] for path in ("/a", "/b")]
    [['nothing', 'holds'], ['hides']]
    """
    asked: list[Glance] = []
    for place in reversed(range(len(layers))):
        says = glance(layers[place], path)
        asked.append(Glance(place, says))
        if says != "nothing":
            break
    return tuple(asked)


def glance(layer: Layer, path: str) -> Literal["nothing", "holds", "hides", "opaque"]:
    """Return what one layer says about ``path``."""
    entry = layer.entries.get(path)
    if entry is not None:
        return "hides" if isinstance(entry, Whiteout) else "holds"
    above = posixpath.dirname(path)
    while above != "/":
        if above in layer.opaque:
            return "opaque"
        if not isinstance(layer.entries.get(above, Directory()), Directory):
            return "hides"
        above = posixpath.dirname(above)
    return "nothing"


def stack(layers: Iterable[Layer]) -> Filesystem:
    """Return the union of ``layers``, lowest first: what a container of the image sees."""
    fs = Filesystem()
    for layer in layers:
        fs = apply(fs, layer)
    return fs


def changeset(before: Filesystem, after: Filesystem) -> Layer:
    """Return the layer that leads from ``before`` to ``after``.

    Like the tars that Docker writes, it lists every directory on the way to a change.

    >>> a = stack([Layer({"/d": Directory(), "/d/f": File(b"1"), "/e": Directory()})])
    >>> b = a.without("/d/f").with_node("/d/g", File(b"2"))
    >>> sorted(changeset(a, b).entries), apply(a, changeset(a, b)) == b
    (['/d', '/d/f', '/d/g'], True)
    """
    entries: dict[str, Entry] = {}
    _collect(before.root, after.root, "", entries)
    return Layer(entries)


def _collect(before: Directory, after: Directory, prefix: str, into: dict[str, Entry]) -> bool:
    """Gather what differs below ``prefix``; say whether anything did."""
    found = False
    if before.entries is after.entries:
        return found
    for name in before.entries.keys() | after.entries.keys():
        old, new, path = before.entries.get(name), after.entries.get(name), f"{prefix}/{name}"
        if old is new:
            continue
        match old, new:
            case _, None:
                into[path] = Whiteout()
                found = True
            case _, Directory():
                start = old if isinstance(old, Directory) else Directory()
                below = _collect(start, new, path, into)
                bare = replace(new, entries={})
                if below or old is None or start is not old or bare != replace(start, entries={}):
                    into[path] = bare
                    found = True
            case _ if old != new and new is not None:
                into[path] = new
                found = True
    return found
