"""What is in an image, layer by layer: files added, changed and deleted, and bytes that nobody sees any more.

A layer's file is *shadowed* when no path of the whole image leads to it: a layer above replaced
or deleted it.  Its bytes are still stored and pulled.  Each shadowed file is counted once, with
the layer that stores it, however often its path was written again; a second name (hard link)
that is still there keeps a file in sight.

Spec: https://github.com/opencontainers/image-spec/blob/v1.1.1/layer.md
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from dockerlab.errors import LabError
from dockerlab.filesystem import Filesystem
from dockerlab.image import History, Image
from dockerlab.inode import Directory, File, Node, normalise, read
from dockerlab.layer import Entry, HardLink, Layer, Whiteout
from dockerlab.union import apply

__all__ = ["FileChange", "ImageContents", "LayerContents", "contents"]

Kind = Literal["A", "C", "D"]


@dataclass(frozen=True)
class FileChange:
    """One path that a layer added (A), changed (C) or deleted (D).

    Attributes:
        node: what stands there now, None where it was deleted.
        size: bytes of a regular file that this layer stores, 0 for everything else.
        shadowed: the number of the layer whose file took its place or deleted it; None while it can be seen.
    """

    kind: Kind
    path: str
    node: Node | None = field(default=None, repr=False)
    size: int = 0
    shadowed: int | None = None

    def __str__(self) -> str:
        return f"{self.kind} {self.path}"


@dataclass(frozen=True)
class LayerContents:
    """One layer of an image. ``number`` counts from 1 at the bottom; ``row`` is its line of the history, if any."""

    number: int
    layer: Layer
    row: History | None
    changes: tuple[FileChange, ...]
    tree: Filesystem = field(repr=False)  # the union up to and with this layer

    @property
    def shadowed(self) -> int:
        """The bytes of its files that layers above replaced or deleted."""
        return sum(change.size for change in self.changes if change.shadowed is not None)

    def content(self, path: str) -> bytes:
        """Return the bytes of a file as *this* layer stores it.

        Raises:
            LabError: the layer holds no regular file there.
        """
        path = normalise(path)
        for change in self.changes:
            if change.path == path and isinstance(change.node, File):
                return read(change.node.content)
        hint = "Its `changes` list what the layer holds; `tree` is what is seen from here down."
        raise LabError(f"layer {self.number} holds no file {path}", hint=hint)


@dataclass(frozen=True)
class ImageContents:
    """An image taken apart. ``rows`` is the history, oldest first, each with its layer (None: it changed no file)."""

    image: Image
    layers: tuple[LayerContents, ...]
    rows: tuple[tuple[History, LayerContents | None], ...]

    @property
    def tree(self) -> Filesystem:
        """The files that a container of the image sees."""
        return self.image.filesystem

    @property
    def stored(self) -> int:
        """The bytes of all regular files in all layers."""
        return sum(change.size for layer in self.layers for change in layer.changes)

    @property
    def shadowed(self) -> int:
        """The bytes that are stored and cannot be seen."""
        return sum(layer.shadowed for layer in self.layers)


def contents(image: Image) -> ImageContents:
    """Take an image apart.

    >>> from dockerlab.image import Image
    >>> from dockerlab.layer import Layer
    >>> below = Layer({"/key": File(b"secret"), "/app": File(b"1")})
    >>> found = contents(Image(layers=(below, Layer({"/key": Whiteout(), "/app": File(b"two")}))))
    >>> [[str(change) for change in layer.changes] for layer in found.layers]
    [['A /app', 'A /key'], ['C /app', 'D /key']]
    >>> found.stored, found.shadowed, found.layers[0].content("/key")
    (10, 7, b'secret')
    """
    tree = Filesystem()
    steps: list[tuple[Layer, Filesystem, Filesystem]] = []
    for layer in map(distinct, image.layers):
        below, tree = tree, apply(tree, layer)
        steps.append((layer, below, tree))
    last_seen = _last_seen([after for _, _, after in steps])
    texts = [row for row in image.history if not row.empty_layer]
    made = []
    for n, (layer, below, after) in enumerate(steps):
        found = tuple(_shown(change, last_seen, n + 1, len(steps)) for change in _changes(layer, below, after))
        row = texts[n] if n < len(texts) else None
        made.append(LayerContents(n + 1, image.layers[n], row, found, after))
    layers = iter(made)
    rows = [(row, None if row.empty_layer else next(layers, None)) for row in image.history]
    return ImageContents(image, tuple(made), tuple(rows))


def distinct(layer: Layer) -> Layer:
    """Return the layer with file objects of its own, so that each can be told from its equals in other layers."""
    entries: dict[str, Entry] = {
        path: replace(entry) if isinstance(entry, File) else entry for path, entry in layer.entries.items()
    }
    return Layer(entries, layer.opaque)


def _last_seen(trees: list[Filesystem]) -> dict[int, int]:
    """Return, by the identity of each file object, the number of the last layer from which it can be seen."""
    seen: dict[int, int] = {}
    for number, tree in enumerate(trees, start=1):
        for _, node in tree.walk():
            if isinstance(node, File):
                seen[id(node)] = number
    return seen


def _shown(change: FileChange, last_seen: dict[int, int], number: int, top: int) -> FileChange:
    """Say of a stored file which layer took it out of sight."""
    if not change.size and not isinstance(change.node, File):
        return change
    last = last_seen.get(id(change.node), number)
    return change if last == top else replace(change, shadowed=last + 1)


def _changes(layer: Layer, below: Filesystem, after: Filesystem) -> Iterator[FileChange]:
    """Yield what a layer did to the tree below it, in path order; directories that are only on the way are left out."""
    found: dict[str, FileChange] = {}
    for directory in layer.opaque:
        hidden = below.get(directory)
        for name in hidden.entries if isinstance(hidden, Directory) else ():
            path = f"{directory.rstrip('/')}/{name}"
            if after.get(path) is None:
                found[path] = FileChange("D", path)
    for path, entry in layer.entries.items():
        old = below.get(path)
        kind: Kind = "A" if old is None else "C"
        match entry:
            case Whiteout():
                if old is not None and after.get(path) is None:
                    found[path] = FileChange("D", path)
            case Directory():
                if not isinstance(old, Directory) or replace(old, entries={}) != entry:
                    found[path] = FileChange(kind, path, entry)
            case HardLink():
                found[path] = FileChange(kind, path, after.get(path))
            case File():
                found[path] = FileChange(kind, path, entry, entry.size)
            case _:
                found[path] = FileChange(kind, path, entry)
    for path in sorted(found, key=lambda path: path.split("/")):
        yield found[path]
