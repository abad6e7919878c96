"""Layer ledger: all images of a host on the layers that they share, and what they really cost.

A layer is one block however many images stand on it; choose a block, and who stands on it
lights up.  Beside it the bytes: the sum of the images' sizes and what is on disk, what a pull
would fetch, what ``docker rmi`` would free, and what containers hold in the page cache.
Pulling and removing are done in the lab, with ``docker``, and can be undone.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from functools import cached_property
from html import escape
from typing import Any

import anywidget
import graphviz
import traitlets

from dockerlab.digest import ImageID
from dockerlab.drawing import INK, fitting, layer_graph, printable, size, svg
from dockerlab.errors import LabError
from dockerlab.image import Image
from dockerlab.store.page_cache import Inode, PageCache, all_read, inodes
from dockerlab.widgets.ledger_view import HEADS, Bill, Plan, as_text, bill, blocks, named, plan, table, totals
from dockerlab.widgets.page import describe_error, folded, module, saved, style
from dockerlab.widgets.subject import Subject, open_subject, with_image

__all__ = ["LayerLedger"]

MOST = 100  # containers of each image
LONGEST = 200  # characters of a name


class LayerLedger(anywidget.AnyWidget):
    """The explorer of layers and sharing.

    ``subject`` is a lab, files with a Dockerfile (which is built), or the path of what ``docker save`` wrote;
    ``pulls`` are images to pull first.

    >>> ledger = LayerLedger(pulls=["python:3.13-slim", "python:3.12-slim"])
    >>> [line.shared == ledger.bill.lines[0].shared for line in ledger.bill.lines], ledger.bill.layers
    ([True, True], 6)
    >>> print(ledger.ask("nginx"))
    docker pull nginx:latest: 1 of 7 layers are here already, 70.2MB of 149MB would be pulled
    """

    _esm = module("layer_ledger")
    _css = style("layer_ledger")

    blocks = traitlets.List(traitlets.Dict()).tag(sync=True)
    rows: traitlets.List[Any] = traitlets.List().tag(sync=True)  # of the bill
    totals = traitlets.List(traitlets.Unicode()).tag(sync=True)
    bars: traitlets.List[Any] = traitlets.List().tag(sync=True)  # name, bytes, words
    chosen = traitlets.Unicode("").tag(sync=True)  # the ID of a layer or an image
    count = traitlets.Int(1).tag(sync=True)  # containers of each image
    pull = traitlets.Dict().tag(sync=True)  # what a pull would do
    did = traitlets.Unicode("").tag(sync=True)
    error: traitlets.Dict[str, Any] = traitlets.Dict(allow_none=True, default_value=None).tag(sync=True)

    def __init__(self, subject: Subject = None, pulls: Iterable[str] = (), containers: int = 10) -> None:
        super().__init__(count=min(max(containers, 1), MOST))
        self.lab = open_subject(subject)
        self._files: dict[ImageID, dict[Inode, int]] = {}
        self.on_msg(self._on_message)
        for name in pulls:
            self._run(f"docker pull -q {shlex.quote(name)}")
        with_image(self.lab)
        self.did = ""
        self.refresh()

    # -- doing -------------------------------------------------------------

    @property
    def images(self) -> dict[str, Image]:
        """The images by name, as in ``docker images``."""
        return named(self.lab.engine.store)

    def choose(self, name: str) -> None:
        """Light up an image or a layer, by its name or the beginning of its ID, and all that goes with it.

        Raises:
            LabError: there is none.
        """
        for block in self.blocks:
            if name in (block["id"], block["name"]) or (name and block["name"].startswith(name)):
                self.chosen = block["id"]
                return
        raise LabError(f"there is no image or layer {name!r} here", hint="Give a name as in `docker images`.")

    def lit(self) -> list[str]:
        """Return the names of the blocks that light up: of a layer its images, of an image its layers."""
        block = self._block
        if block is None:
            return []
        if block["kind"] == "layer":
            return [*block["images"]]
        return [other["name"] for other in self.blocks if other["id"] in block["layers"]]

    @property
    def _block(self) -> dict[str, Any] | None:
        return next((block for block in self.blocks if block["id"] == self.chosen), None)

    def containers(self, count: int) -> PageCache:
        """Let ``count`` containers of each image read every file; return what is in memory then."""
        self.count = min(max(count, 1), MOST)
        self.refresh()
        return self.memory

    def ask(self, name: str) -> Plan:
        """Say what ``docker pull`` would fetch; nothing is fetched. Raises LabError where there is no such image."""
        found = plan(self.lab.engine, name)
        here = [[f"✔ here already, {size(layer.size)}", layer.diff_id] for layer in found.here]
        travel = [[f"↓ to be pulled, {size(layer.size)}", layer.diff_id] for layer in found.travel]
        self.pull = {"name": found.name, "words": str(found), "layers": here + travel}
        return found

    def run(self, commands: str) -> str:
        """Run commands in the lab, as ``docker pull`` or ``docker rmi``; return what they printed."""
        said = self._run(commands)
        self.refresh()
        return said

    def undo(self) -> str:
        """Take the last action in the lab back; say which it was."""
        self.did = self.lab.undo()
        self.refresh()
        return self.did

    def _run(self, commands: str) -> str:
        done = self.lab.run(commands)
        self.did = str(done)[:4000]
        failed = next((command.error for command in done.commands if command.error is not None), None)
        self.set_trait("error", None if failed is None else describe_error(failed))
        return self.did

    # -- showing -----------------------------------------------------------

    def refresh(self) -> None:
        """Look at the lab again: after commands that were run elsewhere, as in a cell."""
        for held in ("bill", "memory"):
            self.__dict__.pop(held, None)
        found, memory = self.bill, self.memory
        with self.hold_sync():
            self.blocks = blocks(self.images)
            if self._block is None:
                self.chosen = ""
            self.rows = [[*row, line.image, line.kept] for row, line in zip(table(found), found.lines, strict=True)]
            self.totals = totals(found)
            self.bars = [
                ["sum of SIZE", found.summed, size(found.summed)],
                ["on disk", found.disk - found.cached, size(found.disk - found.cached)],
                ["memory, a copy each", memory.unshared, size(memory.unshared)],
                ["memory, shared", memory.held, size(memory.held)],
            ]
            if self.pull:
                try:
                    self.ask(self.pull["name"])
                except LabError:
                    self.pull = {}

    @cached_property
    def bill(self) -> Bill:
        """What the images cost."""
        return bill(self.lab.engine)

    @cached_property
    def memory(self) -> PageCache:
        """What ``count`` containers of each image hold in the page cache when each has read all its files."""
        images = list(self.images.values())
        for image in images:
            if image.id not in self._files:
                self._files[image.id] = inodes(image)
        return all_read((self._files[image.id], self.count) for image in images)

    def _on_message(self, _widget: object, content: Any, _buffers: object) -> None:
        try:
            match content:
                case {"do": "pull", "name": str(name)} if 0 < len(name) <= LONGEST:
                    self.run(f"docker pull -q {shlex.quote(name.strip())}")
                case {"do": "ask", "name": str(name)} if 0 < len(name) <= LONGEST:
                    self.set_trait("error", None)
                    self.ask(name.strip())
                case {"do": "remove", "image": str(image)}:
                    self._remove(image)
                case {"do": "count", "count": int(count)}:
                    self.containers(count)
                case {"do": "undo"}:
                    self.set_trait("error", None)
                    self.undo()
        except LabError as exc:
            self.error = describe_error(exc)

    def _remove(self, image: str) -> None:
        """Remove an image by all of its names."""
        for name, there in self.images.items():
            if there.id == image:
                self.run("docker rmi " + " ".join(name.split(", ")))

    # -- the other renderings ----------------------------------------------

    def _memory_words(self) -> str:
        each = f"{self.count} container{'s' * (self.count != 1)} of each image, all files read"
        return f"Page cache, {each}: {size(self.memory.held)} instead of {size(self.memory.unshared)}"

    def __repr__(self) -> str:
        if not self.images:
            return "Layer ledger: no images here yet"
        told = as_text(self.bill, self._memory_words())
        block = self._block
        if block is not None:
            told += f"\nchosen: {block['name']}, goes with {', '.join(self.lit())}"
        return folded(told + (f"\n{self.pull['words']}" if self.pull else ""))

    def svg(self) -> str:
        """Return the picture as SVG. Raises LabError where there is no ``dot``."""
        graph = layer_graph(self.images)
        account(graph, [HEADS, *table(self.bill)], [*totals(self.bill), self._memory_words()])
        return fitting(svg(graph, "Layer ledger", repr(self)))

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        return saved(super()._repr_mimebundle_(**kwargs), repr(self), self.svg if self.images else None)


def account(graph: graphviz.Digraph, rows: list[tuple[str, ...]], words: list[str]) -> None:
    """Write a table below a picture, and words below the table."""

    def cell(text: str, *, head: bool, place: int) -> str:
        text = escape(printable(text), quote=True)
        return f'<TD ALIGN="{"RIGHT" if place else "LEFT"}">{f"<B>{text}</B>" if head else text}</TD>'

    lines = [
        "<TR>" + "".join(cell(text, head=not n, place=place) for place, text in enumerate(row)) + "</TR>"
        for n, row in enumerate(rows)
    ]
    lines += [
        f'<TR><TD ALIGN="LEFT" COLSPAN="{len(rows[0])}">{escape(printable(text), quote=True)}</TD></TR>'
        for text in words
    ]
    look = 'BORDER="1" COLOR="#bdc5ce" BGCOLOR="#ffffff" CELLBORDER="0" CELLSPACING="0" CELLPADDING="4"'
    graph.attr(label=f"<<TABLE {look}>{''.join(lines)}</TABLE>>", labelloc="b", fontsize="12", fontcolor=INK)
