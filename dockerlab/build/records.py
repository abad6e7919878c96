"""What was built before: the memory behind the cache.

BuildKit remembers *results* by key; the classic builder remembers which *images*
a key made, and they count only as long as the store still has them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from dockerlab.build.cache import CacheKey
from dockerlab.digest import ImageID
from dockerlab.filesystem import Filesystem
from dockerlab.image import Image
from dockerlab.layer import Layer

__all__ = ["BuildCache", "ClassicCache", "Record"]


@dataclass(frozen=True)
class Record:
    """A result in the cache: the tree, the layers from the base image up, and when each was made (RFC 3339).

    A result stands on what it was made on: its layers below come with it, even if those steps were built again since.
    """

    layers: tuple[Layer, ...]
    fs: Filesystem
    created: tuple[str, ...]

    @property
    def layer(self) -> Layer:
        """What the step itself changed."""
        return self.layers[-1]


@dataclass(frozen=True)
class BuildCache:
    """BuildKit's cache: results by key, and every key ever built, oldest first. Immutable.

    ``small`` are results beside these: owners and modes given to cache mounts, digests of contexts sent as a tar.
    """

    records: Mapping[str, Record]
    keys: tuple[CacheKey, ...] = ()
    small: frozenset[str] = frozenset()

    def add(self, key: CacheKey, record: Record) -> BuildCache:
        """Return the cache with one result more (or one replaced, as after ``--no-cache``)."""
        return replace(self, records={**self.records, key.digest: record}, keys=(*self.keys, key))


@dataclass(frozen=True)
class ClassicCache:
    """What the classic builder remembers: the images each key made (by its digest), newest last. Immutable."""

    images: Mapping[str, tuple[ImageID, ...]] = field(default_factory=lambda: MappingProxyType({}))
    keys: tuple[CacheKey, ...] = ()  # every key ever built, oldest first

    def find(self, key: CacheKey, known: Callable[[ImageID], Image | None]) -> Image | None:
        """Return the newest image made by ``key`` that the store still has."""
        made = map(known, reversed(self.images.get(key.digest, ())))
        return next((image for image in made if image is not None), None)

    def add(self, key: CacheKey, image: Image) -> ClassicCache:
        """Return the cache with one image more."""
        made = (*self.images.get(key.digest, ()), image.id)
        return ClassicCache({**self.images, key.digest: made}, (*self.keys, key))
