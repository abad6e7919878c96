"""Image explorer: a real image, layer by layer; its files, its tree, and the bytes that nobody sees.

Choose a layer: the files that it added, changed and deleted are listed, or the whole tree as it
is seen from that layer down.  Choose a file: its content, as this layer stores it.  The data are
``dockerlab.contents``; ``dockerlab explore`` prints the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

import anywidget
import graphviz
import traitlets

from dockerlab.contents import FileChange, ImageContents, LayerContents, contents
from dockerlab.digest import short
from dockerlab.drawing import cut, digraph, label, size, svg
from dockerlab.errors import LabError
from dockerlab.explore import as_text, chosen, named_in, preview, visible
from dockerlab.filesystem import Filesystem
from dockerlab.inode import Directory, File, Node, Symlink, normalise, read
from dockerlab.permission import mode_text
from dockerlab.widgets.page import describe_error, folded, module, saved, style
from dockerlab.widgets.subject import Subject, open_subject, with_image

__all__ = ["ImageExplorer"]

MOST = 400  # rows that the page gets at a time; the filter finds the others
SOUND = {"fillcolor": "#eef2f6", "color": "#7b8794"}
LEAKY = {"fillcolor": "#ffe2bf", "color": "#b45309", "peripheries": "2"}
MARKS = {"A": "+ added", "C": "~ changed", "D": "− deleted"}


def layer_row(text: str, layer: LayerContents | None) -> dict[str, Any]:
    """Return one row of the history and what its layer did, as plain data."""
    text = visible(text) or "(no history)"
    if layer is None:
        return {"number": 0, "text": text, "told": "no layer: only the config"}
    counts = {kind: sum(change.kind == kind for change in layer.changes) for kind in "ACD"}
    told = [f"{count} {MARKS[kind][2:]}" for kind, count in counts.items() if count]
    hidden = [f"{size(layer.shadowed)} hidden above"] if layer.shadowed else []
    words = "; ".join([", ".join(told) or "nothing changed", *hidden])
    return {"number": layer.number, "text": text, "told": words, "size": size(layer.layer.size)}


def node_row(path: str, node: Node | None, name: str) -> dict[str, Any]:
    """Return what a row of the list says of a node, as plain data."""
    told: dict[str, Any] = {
        "path": visible(path),
        "name": visible(name),
        "mode": "",
        "owner": "",
        "size": "",
        "file": False,
    }
    if node is None:
        return told
    told |= {"mode": mode_text(node), "owner": f"{node.uid}:{node.gid}", "file": isinstance(node, File)}
    if isinstance(node, File):
        told["size"] = size(node.size)
    elif isinstance(node, Directory):
        told["name"] += "/"
    elif isinstance(node, Symlink):
        told["name"] += f" → {visible(node.target)}"
    return told


class ImageExplorer(anywidget.AnyWidget):
    """The explorer of an image's layers and files.

    ``subject`` is a lab, the path of what ``docker save`` wrote, or a project, which is built; ``image``
    is one of its images, by default the first.

    >>> from dockerlab.lab import Lab
    >>> lab = Lab({"Dockerfile": "FROM busybox\\nCOPY k /\\nRUN rm /k\\n", "k": "secret\\n"})
    >>> _ = lab.run("docker build -q -t web .")
    >>> explorer = ImageExplorer(lab, "web")
    >>> [str(change) for change in explorer.layers[2].changes if change.kind == "D"], explorer.contents.shadowed
    (['D /k'], 7)
    >>> explorer.choose(2); explorer.visit("/k"); explorer.file["text"]
    'secret\\n'
    """

    _esm = module("image_explorer")
    _css = style("image_explorer")

    names = traitlets.List(traitlets.Unicode()).tag(sync=True)
    image = traitlets.Unicode("").tag(sync=True)
    summary = traitlets.Unicode("").tag(sync=True)
    history = traitlets.List(traitlets.Dict()).tag(sync=True)
    layer = traitlets.Int(0).tag(sync=True)  # the number of the chosen layer
    view = traitlets.Enum(["changes", "tree"], "changes").tag(sync=True)
    filter = traitlets.Unicode("").tag(sync=True)
    rows = traitlets.List(traitlets.Dict()).tag(sync=True)
    more = traitlets.Int(0).tag(sync=True)  # rows that are not sent
    file = traitlets.Any(None).tag(sync=True)  # path, layer, size and text of the opened file
    error = traitlets.Any(None).tag(sync=True)

    def __init__(self, subject: Subject = None, image: str | None = None) -> None:
        super().__init__()
        self.images = named_in(with_image(open_subject(subject)).engine.store)
        if not self.images:
            raise LabError(
                "there is no image to explore",
                hint="Build or pull one, or give a Dockerfile's path or what `docker save` wrote.",
            )
        self._opened: set[str] = set()
        self.on_msg(self._on_message)
        self.show(next(iter(self.images)) if image is None else image)

    # -- doing -------------------------------------------------------------

    @property
    def layers(self) -> tuple[LayerContents, ...]:
        """The layers as data: ``layers[0].changes`` are those of the lowest."""
        return self.contents.layers

    def show(self, name: str) -> None:
        """Show another image. Raises LabError where there is none of that name."""
        image = chosen(self.images, name)
        self.contents: ImageContents = contents(image)
        self._opened = {"/"}
        found = self.contents
        rows = [layer_row(row.created_by, layer) for row, layer in found.rows]
        rows += [layer_row("", layer) for layer in found.layers if layer.row is None]
        with self.hold_sync():
            self.names = list(self.images)
            self.image = next(known for known, other in self.images.items() if other is image)
            self.history = rows
            self.summary = (
                f"{self.image}: {len(found.layers)} layers, {size(found.stored)} in files, "
                f"{size(found.shadowed)} of them hidden by a layer above"
            )
            self.file = None
            self.layer = len(found.layers)
            self.refresh()

    def choose(self, number: int) -> None:
        """Look at a layer, counted from 1 at the bottom. Raises LabError where there is none."""
        if not 1 <= number <= len(self.layers):
            raise LabError(f"there is no layer {number}", hint=f"The image has layers 1 to {len(self.layers)}.")
        with self.hold_sync():
            self.layer, self.file = number, None
            self.refresh()

    def look(self, view: Literal["changes", "tree"], words: str = "") -> None:
        """List the layer's changes, or the tree seen from it down; only paths that hold ``words``."""
        with self.hold_sync():
            self.view, self.filter = view, words[:200]
            self.refresh()

    def visit(self, path: str) -> None:
        """Open a file, or open and close a directory of the tree. Raises LabError for what cannot be opened."""
        path = normalise(path)
        here = self.layers[self.layer - 1]
        node = here.tree.get(path)
        if self.view == "tree" and isinstance(node, Directory):
            self._opened ^= {path}
            self.refresh()
        elif self.view == "tree" and isinstance(node, File):
            self._read(path, read(node.content))
        else:
            self._read(path, here.content(path))

    def _read(self, path: str, data: bytes) -> None:
        self.file = {"path": visible(path), "layer": self.layer, "size": size(len(data)), "text": preview(data)}

    def refresh(self) -> None:
        """Make the list of rows again."""
        found = list(self._changes() if self.view == "changes" else self._tree())
        with self.hold_sync():
            self.rows, self.more, self.error = found[:MOST], max(0, len(found) - MOST), None

    def _changes(self) -> Iterator[dict[str, Any]]:
        for change in self.layers[self.layer - 1].changes if self.layers else ():
            if self.filter in change.path:
                hidden = "" if change.shadowed is None else f"hidden by layer {change.shadowed}"
                row = node_row(change.path, change.node, change.path)
                yield {**row, "kind": change.kind, "mark": MARKS[change.kind], "hidden": hidden, "depth": 0}

    def _tree(self) -> Iterator[dict[str, Any]]:
        if not self.layers:
            return
        here = self.layers[self.layer - 1]
        marks = {change.path: change for change in here.changes}
        for path, node in walk(here.tree, None if self.filter else self._opened):
            if self.filter in path:
                yield self._tree_row(path, node, marks.get(path))

    def _tree_row(self, path: str, node: Node, change: FileChange | None) -> dict[str, Any]:
        name = path if self.filter else path.rpartition("/")[2]
        row = node_row(path, node, name)
        kind = change.kind if change is not None else ""
        folded = None if self.filter or not isinstance(node, Directory) else path not in self._opened
        depth = 0 if self.filter else path.count("/") - 1
        return {**row, "kind": kind, "mark": MARKS.get(kind, ""), "hidden": "", "depth": depth, "folded": folded}

    def _on_message(self, _widget: object, content: Any, _buffers: object) -> None:
        try:
            match content:
                case {"do": "show", "name": str(name)}:
                    self.show(name)
                case {"do": "choose", "number": int(number)}:
                    self.choose(number)
                case {"do": "look", "view": "changes" | "tree" as view, "words": str(words)}:
                    self.look(view, words)
                case {"do": "open", "path": str(path)} if len(path) < 5000:
                    self.visit(path)
        except LabError as exc:
            self.error = describe_error(exc)

    # -- the other renderings ----------------------------------------------

    def __repr__(self) -> str:
        return folded(as_text(self.contents, self.images, 8))

    def svg(self) -> str:
        """Return the layers as SVG, what is hidden beside each. Raises LabError where there is no ``dot``."""
        return svg(graph(self.contents), "Image explorer", f"{self.summary}. {self!r}")

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        return saved(super()._repr_mimebundle_(**kwargs), repr(self), self.svg)


def walk(tree: Filesystem, opened: set[str] | None, top: str = "/") -> Iterator[tuple[str, Node]]:
    """Yield paths and nodes, parents first; only what is in opened directories, all where ``opened`` is None."""
    node = tree.get(top)
    for name in sorted(node.entries) if isinstance(node, Directory) else ():
        path = f"{top.rstrip('/')}/{name}"
        child = node.entries[name]  # type: ignore[union-attr]
        yield path, child
        if isinstance(child, Directory) and (opened is None or path in opened):
            yield from walk(tree, opened, path)


def graph(found: ImageContents) -> graphviz.Digraph:
    """Draw the layers from bottom to top; a layer with hidden bytes is drawn double and says so."""
    drawn = digraph("image", rankdir="BT", ranksep="0.18")
    below = ""
    for layer in found.layers:
        row = layer_row(layer.row.created_by if layer.row is not None else "", layer)
        drawn.node(
            f"l{layer.number}", label(f"{layer.number}  {cut(row['text'], 60)}", f"{row['size']}: {row['told']}"),
            style="filled", **(LEAKY if layer.shadowed else SOUND), tooltip=short(layer.layer.diff_id),
        )  # fmt: skip
        if below:
            drawn.edge(below, f"l{layer.number}", arrowhead="none")
        below = f"l{layer.number}"
    return drawn
