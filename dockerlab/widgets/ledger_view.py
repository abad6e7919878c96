"""What the layer ledger shows: every layer on disk as a block, and what the images cost, as plain data and as text.

A layer's place is given by its ChainID, so images that begin with the same layers stand on
the same blocks: the layers of a store make a forest, and each image stands on one branch of
it.  ``blocks`` lays the forest out in columns and rows; ``bill`` counts the bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dockerlab.digest import ChainID, ImageID, short
from dockerlab.drawing import rows as texts
from dockerlab.drawing import size
from dockerlab.engine import Engine
from dockerlab.errors import DaemonError
from dockerlab.image import Image
from dockerlab.layer import Layer
from dockerlab.reference import parse
from dockerlab.store import Deleted, Store

__all__ = ["HEADS", "Bill", "Line", "Plan", "as_text", "bill", "blocks", "named", "plan", "table"]


def named(store: Store) -> dict[str, Image]:
    """Return the images of ``docker images`` by their names, oldest pull first; nameless ones by their short IDs."""
    order = {image: n for n, image in enumerate(store.images)}
    shown = sorted(store.listed(), key=lambda image: order[image.id])
    return {", ".join(tags(store, image.id)) or short(image.id): image for image in shown}


def tags(store: Store, image: ImageID) -> list[str]:
    """Return the tags of an image as one types them."""
    return [name.familiar for name in store.references(image) if name.tag]


# -- the picture ------------------------------------------------------------


@dataclass
class Branch:
    """A layer in the forest: what it is, what stands on it, and the images that end here."""

    chain: ChainID
    layer: Layer
    text: str
    above: dict[ChainID, Branch]
    images: list[str]


def forest(images: Mapping[str, Image]) -> tuple[dict[ChainID, Branch], list[str]]:
    """Return the lowest layers, each with all that stands on it, and the images without any layer."""
    roots: dict[ChainID, Branch] = {}
    bare: list[str] = []
    for name, image in images.items():
        here, branch = roots, None
        for chain, layer, text in zip(image.chain_ids, image.layers, texts(image), strict=True):
            branch = here.setdefault(chain, Branch(chain, layer, text, {}, []))
            here = branch.above
        (branch.images if branch is not None else bare).append(name)
    return roots, bare


def blocks(images: Mapping[str, Image]) -> list[dict[str, Any]]:
    """Return the blocks of the picture: layers and images with their column, width and row (1 is the bottom)."""
    roots, bare = forest(images)
    found: list[dict[str, Any]] = []
    column = 1
    for root in roots.values():
        column += place(root, images, column, 1, found)
    for name in bare:
        found.append(image_block(name, images[name], column, 1))
        column += 1
    return found


def place(branch: Branch, images: Mapping[str, Image], column: int, row: int, into: list[dict[str, Any]]) -> int:
    """Add a layer and all that stands on it; return how many columns it takes: one for each of its images."""
    start = len(into)
    width = 0
    for name in branch.images:
        into.append(image_block(name, images[name], column + width, row + 1))
        width += 1
    for above in branch.above.values():
        width += place(above, images, column + width, row + 1, into)
    users = [block["name"] for block in into[start:] if block["kind"] == "image"]
    into.insert(
        start,
        {
            "id": branch.chain, "kind": "layer", "name": short(branch.layer.diff_id), "text": branch.text,
            "size": size(branch.layer.size), "images": users, "column": column, "span": width, "row": row,
        },
    )  # fmt: skip
    return width


def image_block(name: str, image: Image, column: int, row: int) -> dict[str, Any]:
    """Return the block of an image; ``layers`` are the blocks that it stands on."""
    return {
        "id": image.id, "kind": "image", "name": name, "text": f"image {short(image.id)}", "size": size(image.size),
        "layers": list(image.chain_ids), "column": column, "span": 1, "row": row,
    }  # fmt: skip


# -- the bytes --------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """One image of the bill, in bytes. ``freed`` is what ``docker rmi`` would free, ``kept`` why it would not."""

    name: str
    image: ImageID
    size: int
    shared: int
    freed: int
    kept: str = ""


@dataclass(frozen=True)
class Bill:
    """What images cost on one host, in bytes.

    Attributes:
        lines: one for each image.
        summed: the sum of their sizes.
        disk: all layers, each once.
        cached: those of them on which no image stands: only the build cache holds them.
        written: the writable layers of containers; they come on top.
        layers: how many layers images stand on; ``spare`` are the others.
    """

    lines: tuple[Line, ...]
    summed: int
    disk: int
    cached: int
    written: int
    layers: int
    spare: int


def bill(engine: Engine) -> Bill:
    """Count what the images and containers of an engine cost; nothing is changed."""
    store = engine.store
    layers, users = store.layers(), store.users()
    shared = {usage.image.id: usage.shared for usage in store.usage()}
    lines = []
    for name, image in named(store).items():
        freed, kept = removal(engine, image)
        lines.append(Line(name, image.id, image.size, shared[image.id], freed, kept))
    return Bill(
        tuple(lines),
        sum(line.size for line in lines),
        sum(layer.size for layer in layers.values()),
        sum(layer.size for chain, layer in layers.items() if not users[chain]),
        sum(container.size for container in engine.containers.all()),
        sum(bool(names) for names in users.values()),
        sum(not names for names in users.values()),
    )


def removal(engine: Engine, image: Image) -> tuple[int, str]:
    """Return the bytes that ``docker rmi`` of all of an image's names would free, or why Docker would refuse."""
    store, uses = engine.store, engine.containers.uses()
    freed = 0
    for name in tags(store, image.id) or [image.id]:
        try:
            store, events = store.remove(name, uses=uses)
        except DaemonError as exc:
            return 0, exc.message
        freed += sum(event.size for event in events if isinstance(event, Deleted))
    return freed, ""


@dataclass(frozen=True)
class Plan:
    """What ``docker pull`` would do: the layers that are here already, and those that would travel, lowest first."""

    name: str
    here: tuple[Layer, ...]
    travel: tuple[Layer, ...]

    @property
    def bytes(self) -> int:
        """The bytes of the files that would travel (a registry sends them compressed, so somewhat fewer)."""
        return sum(layer.size for layer in self.travel)

    def __str__(self) -> str:
        whole = sum(layer.size for layer in self.here) + self.bytes
        count = len(self.here) + len(self.travel)
        return (
            f"docker pull {self.name}: {len(self.here)} of {count} layers are here already, "
            f"{size(self.bytes)} of {size(whole)} would be pulled"
        )


def plan(engine: Engine, name: str) -> Plan:
    """Say what ``docker pull`` would do; nothing is changed.

    Raises:
        LabError: there is no such image, or its name is none.
    """
    reference = parse(name).tagged()
    image = engine.registry.image(reference, engine.clock.now)
    _, events = engine.registry.pull(reference, engine.store, engine.clock.now)
    missing = {event.layer for event in events if event.status == "Pulling fs layer"}
    return Plan(
        reference.familiar,
        tuple(layer for layer in image.layers if layer.diff_id not in missing),
        tuple(layer for layer in image.layers if layer.diff_id in missing),
    )


# -- as text ----------------------------------------------------------------

HEADS = ("image", "SIZE", "shared", "own", "docker rmi frees")


def table(found: Bill) -> Iterator[tuple[str, ...]]:
    """Yield the rows of the bill as people read them: one for each image, in the order of ``HEADS``."""
    for line in found.lines:
        frees = "refused" if line.kept else size(line.freed)
        yield line.name, size(line.size), size(line.shared), size(line.size - line.shared), frees


def layers(count: int) -> str:
    """Return a number of layers in words.

    >>> layers(1), layers(2)
    ('1 layer', '2 layers')
    """
    return f"{count} layer{'s' * (count != 1)}"


def totals(found: Bill) -> list[str]:
    """Return the sums in words."""
    less = found.summed - (found.disk - found.cached)
    said = [f"Sum of SIZE {size(found.summed)}, on disk {size(found.disk - found.cached)} in {layers(found.layers)}"]
    if less:
        said[0] += f": {size(less)} less, because shared layers are there once"
    if found.cached:
        said.append(f"and {size(found.cached)} in {layers(found.spare)} that only the build cache holds")
    if found.written:
        said.append(f"and {size(found.written)} in the writable layers of containers")
    return said


def as_text(found: Bill, memory: str = "") -> str:
    """Return the text twin: the bill as a table, the sums below it."""
    rows = [HEADS, *table(found)]
    widths = [max(len(row[n]) for row in rows) for n in range(len(HEADS))]
    lines = [
        "  ".join(
            cell.rjust(width) if n else cell.ljust(width)
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]
    return "\n".join([*lines, *totals(found), *([memory] if memory else [])])
