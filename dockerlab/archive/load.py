"""``docker load``: from an archive to images in the store.

Two kinds of archive are read: those of ``docker save`` (with a ``manifest.json``)
and plain OCI image layouts (with an ``index.json``), as skopeo and umoci write.
Every digest is computed, none is believed; layers keep their bytes, so a loaded
image has the ID it had.  An archive that is refused leaves the store as it was.

Source: moby's image/tarexport/load.go;
spec: https://github.com/opencontainers/image-spec/blob/v1.1.1/image-layout.md
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from dockerlab.archive.blobs import Blobs, Limits, open_archive, verified
from dockerlab.archive.decompress import decompress
from dockerlab.digest import DiffID, Digest, ImageID, sha256, short
from dockerlab.errors import ArchiveError, InvalidReference, NotModelled
from dockerlab.image import INDEX, Image, Index, Manifest
from dockerlab.image.config import text, typed, words
from dockerlab.image.gojson import loads
from dockerlab.layer import Layer, from_tar
from dockerlab.reference import Reference, parse
from dockerlab.store import Store

__all__ = ["LayerLoaded", "Loaded", "LoadedImage", "Renamed", "load"]


@dataclass(frozen=True)
class LayerLoaded:
    """A layer came in that the store had not; shown on a terminal only. ``size`` is the bytes of its tar."""

    diff_id: DiffID
    size: int

    def __str__(self) -> str:
        return f"{short(self.diff_id)}: Loading layer"


@dataclass(frozen=True)
class Renamed:
    """A name was taken from another image, which has now perhaps none."""

    reference: Reference
    old: ImageID

    def __str__(self) -> str:
        name = self.reference.familiar
        return f"The image {name} already exists, renaming the old one with ID {self.old} to empty string"


@dataclass(frozen=True)
class Loaded:
    """An image has come in under a name."""

    reference: Reference

    def __str__(self) -> str:
        return f"Loaded image: {self.reference.familiar}"


@dataclass(frozen=True)
class LoadedImage:
    """An image has come in without a name."""

    image: ImageID

    def __str__(self) -> str:
        return f"Loaded image ID: {self.image}"


LoadEvent = LayerLoaded | Renamed | Loaded | LoadedImage


@dataclass(frozen=True)
class Entry:
    """One image as an archive lists it."""

    config: bytes
    layers: tuple[str, ...]
    names: tuple[Reference, ...] = ()
    parent: ImageID | None = None


@dataclass
class Reader:
    """Turns the blobs of one archive into layers, each once."""

    blobs: Blobs
    known: dict[DiffID, Layer]
    left: int
    events: list[LoadEvent] = field(default_factory=list)
    done: dict[tuple[int, int], Layer] = field(default_factory=dict)

    def layer(self, name: str) -> Layer:
        """Return the layer in the file ``name``."""
        place = self.blobs.place(name)
        if place not in self.done:
            data = decompress(self.blobs.view(name), f"layer {name}", self.left)
            self.left -= len(data)
            diff_id = DiffID(sha256(data))
            if diff_id not in self.known:
                self.known[diff_id] = from_tar(data, known=diff_id, source=f"layer {short(diff_id)}")
                self.events.append(LayerLoaded(diff_id, len(data)))
            self.done[place] = self.known[diff_id]
        return self.done[place]


def load(data: bytes, store: Store, when: str = "", limits: Limits = Limits()) -> tuple[Store, list[LoadEvent]]:  # noqa: B008 - frozen
    """Return the store with the images of an archive, and what happened, in Docker's order.

    ``when`` is the time that names are given at (``LastTagTime``).

    Raises:
        ArchiveError: not an image archive, damaged, hostile, or too big; the store is as it was.
        NotModelled: zstd, an image for another system, an archive of Docker before 1.10.
    """
    blobs = open_archive(data, limits)
    reader = Reader(blobs, {layer.diff_id: layer for layer in store.layers().values()}, limits.size)
    entries = docker_entries(blobs) if blobs.has("manifest.json") else layout_entries(blobs)
    parents: list[tuple[Image, ImageID | None]] = []
    for entry in entries:
        image = image_of(entry, reader)
        store = store.with_image(image)
        for name in entry.names:
            old = store.names.get(name)
            if old is not None and old != image.id:
                reader.events.append(Renamed(name, old))
            store = store.tag(name, image.id, when)
            reader.events.append(Loaded(name))
        parents.append((image, entry.parent))
    if parents and not entries[-1].names:  # sic: moby looks at the last image only
        reader.events += [LoadedImage(image.id) for image, _ in parents]
    for image, parent in parents:
        if parent is not None and parent != image.id and any(parent == other.id for other, _ in parents):
            rows = store.images[parent].history
            if len(image.history) != len(rows) + 1 or image.history[:-1] != rows:
                raise ArchiveError(f"image {parent} is not a valid parent for {image.id}")
            store = store.with_image(replace(image, parent=parent))
    return store, reader.events


def image_of(entry: Entry, reader: Reader) -> Image:
    """Return an image, its layers checked against the DiffIDs of its configuration."""
    config = loads(entry.config, "image configuration")
    try:
        system = text(config, "os")
        wanted = words(typed(config, "rootfs", dict) or {}, "diff_ids") or ()
    except TypeError as exc:
        raise ArchiveError(f"image configuration: {exc}") from exc
    if system not in ("", "linux"):
        raise NotModelled(f"an image for {system}")
    if len(wanted) != len(entry.layers):
        raise ArchiveError(f"invalid manifest, layers length mismatch: expected {len(entry.layers)}, got {len(wanted)}")
    layers = []
    for number, (name, expected) in enumerate(zip(entry.layers, wanted, strict=True)):
        layer = reader.layer(name)
        if layer.diff_id != expected:
            raise ArchiveError(
                f'invalid diffID for layer {number}: expected "{expected}", got "{layer.diff_id}"',
                hint="The archive is damaged or forged.",
            )
        layers.append(layer)
    image = Image.from_json(entry.config, tuple(layers))
    if sum(not row.empty_layer for row in image.history) > len(layers):
        raise ArchiveError("too many non-empty layers in History section")
    return image


def docker_entries(blobs: Blobs) -> list[Entry]:
    """Return the images that the ``manifest.json`` of ``docker save`` lists."""
    listed = loads(blobs.read("manifest.json"), "manifest.json")
    try:
        return [docker_entry(blobs, item) for item in typed({"list": listed}, "list", list) or []]
    except TypeError as exc:
        raise ArchiveError(f"manifest.json: {exc}") from exc


def docker_entry(blobs: Blobs, item: dict[str, Any]) -> Entry:
    """Return one image of a ``manifest.json``. Raises TypeError where a value is of the wrong type."""
    name, parent = text(item, "Config"), text(item, "Parent")
    config = blobs.read(name)
    named = re.fullmatch(r"blobs/sha256/([0-9a-f]{64})", name)
    if named:  # before Docker 25 the name was only a name
        verified(config, Digest(f"sha256:{named[1]}"))
    tags = [reference(tag) for tag in words(item, "RepoTags") or ()]
    return Entry(config, words(item, "Layers") or (), tuple(tags), ImageID(Digest(parent)) if parent else None)


def layout_entries(blobs: Blobs) -> list[Entry]:
    """Return the images of an OCI layout."""
    if not blobs.has("index.json"):
        if blobs.has("repositories"):
            raise NotModelled("an archive of Docker before 1.10", hint="Load and save it with a newer Docker.")
        raise ArchiveError(
            "open /var/lib/docker/tmp/docker-import/repositories: no such file or directory",
            hint="It has no manifest.json, so it is no image. For the files of a container: docker import.",
        )
    entries: dict[bytes, Entry] = {}
    for pointer in Index.from_json(blobs.read("index.json")).manifests:
        notes = dict(pointer.annotations)
        name = notes.get("io.containerd.image.name") or notes.get("org.opencontainers.image.ref.name", "")
        raw = blobs.blob(pointer)
        if pointer.media_type == INDEX or pointer.media_type.endswith("manifest.list.v2+json"):
            here = [
                p
                for p in Index.from_json(raw).manifests
                if {("architecture", "amd64"), ("os", "linux")} <= {*p.platform}
            ]
            if len(here) != 1:
                raise NotModelled("an index without exactly one image for linux/amd64")
            raw = blobs.blob(here[0])
        manifest = Manifest.from_json(raw)
        layers = [f"blobs/{layer.digest.replace(':', '/')}" for layer in manifest.layers]
        for layer in manifest.layers:
            blobs.blob(layer)
        names = layout_names(name)
        before = entries.get(raw, Entry(blobs.blob(manifest.config), tuple(layers)))
        entries[raw] = replace(before, names=(*before.names, *(n for n in names if n not in before.names)))
    return list(entries.values())


def layout_names(name: str) -> Iterable[Reference]:
    """Return the reference that an annotation gives: a whole one, or none where it is a bare tag."""
    try:
        return [reference(name)] if ":" in name or "/" in name else []
    except ArchiveError:
        return []


def reference(tag: str) -> Reference:
    """Return a tagged reference of a manifest, or refuse the archive."""
    try:
        found = parse(tag)
    except InvalidReference as exc:
        raise ArchiveError(exc.message) from exc
    if not found.tag or found.digest:
        raise ArchiveError(f'invalid tag "{tag}"')
    return found
