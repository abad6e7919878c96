"""Base images that a build gets from a registry, and what each builder prints about it.

BuildKit names such an image by its digest too, and keeps what it fetched in its
cache; the classic builder pulls, as ``docker pull`` does.
"""

from __future__ import annotations

from dataclasses import dataclass

from dockerlab.cli.sending import show_bytes
from dockerlab.errors import LabError
from dockerlab.image import Image
from dockerlab.reference import parse as parse_reference
from dockerlab.registry import Registry, manifest, manifest_digest
from dockerlab.store import Store

__all__ = ["Fetched", "Source"]


@dataclass(frozen=True)
class Fetched:
    """An image from a registry: its name with the digest, and BuildKit's lines about it."""

    name: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Source:
    """Where a build's images come from: the store as it was before, else a registry. ``pull`` asks it always."""

    store: Store
    registry: Registry
    now: float
    pull: bool = False

    def _image(self, name: str) -> Image | None:
        """Return an image that had to be fetched; None for one that was here."""
        try:
            if not self.pull and self.store.find(name) is not None:
                return None
            return self.registry.image(parse_reference(name).tagged(), self.now)
        except LabError:
            return None

    def fetched(self, name: str) -> Fetched | None:
        """Return what BuildKit says of an image, given by its full name; None for one that was here."""
        image = self._image(name)
        if image is None:
            return None
        made, digest = manifest(image), manifest_digest(image)
        full = f"{name}@{digest}"
        have = self.store.layers()
        if all(chain in have for chain in image.chain_ids):
            return Fetched(full, ())
        blobs = [(digest, len(made.json())), (made.config.digest, made.config.size)]
        blobs += [(layer.digest, layer.size) for layer in made.layers]
        lines = [f"resolve {full} 0.0s done"]
        lines += [f"{blob} {show_bytes(size)} / {show_bytes(size)} done" for blob, size in blobs]
        lines += [f"extracting {layer.digest} 0.1s done" for layer in made.layers]
        return Fetched(full, tuple(lines))

    def pulled(self, name: str) -> str:
        """Return the lines that the classic builder prints for an image; none for one that was here."""
        if self._image(name) is None:
            return ""
        _, events = self.registry.pull(parse_reference(name).tagged(), self.store, self.now)
        return "".join(f"{event}\n" for event in events)
