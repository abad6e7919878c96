"""What containers cost: on disk, and in memory.

A layer lies on disk once, however many images and containers stand on it; each
container adds its own writable layer.  The same holds for the *page cache*, the
memory in which the kernel keeps files that were read: through overlayfs all
containers read the same lower file, so it is in memory once.  Copying a file up
ends the sharing, for that file and that container.  (What a program allocates
for itself is never shared; nothing of it is counted here.)

Source: https://docs.docker.com/engine/storage/drivers/overlayfs-driver/#overlayfs-and-docker-performance
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dockerlab.container.state import Container
from dockerlab.digest import ChainID
from dockerlab.inode import File
from dockerlab.layer import Layer

__all__ = ["Disk", "PageCache", "disk", "page_cache"]


@dataclass(frozen=True)
class Disk:
    """Bytes on disk: images' ``layers``, each once; containers' ``writable`` ones; ``unshared``: with full copies."""

    layers: int
    writable: int
    unshared: int

    @property
    def total(self) -> int:
        """All of it."""
        return self.layers + self.writable


def disk(containers: Iterable[Container]) -> Disk:
    """Return what ``containers`` cost on disk, their images' layers counted once.

    ``unshared`` is what it would be if each had its own copy of everything, as with the vfs driver.
    """
    layers: dict[ChainID, Layer] = {}
    writable = unshared = 0
    for container in containers:
        layers |= zip(container.image.chain_ids, container.image.layers, strict=True)
        writable += container.size
        unshared += container.image.size + container.size
    return Disk(sum(layer.size for layer in layers.values()), writable, unshared)


@dataclass(frozen=True)
class PageCache:
    """Bytes of files in memory: ``shared`` ones once, ``own`` of single containers; ``unshared``: without sharing."""

    shared: int
    own: int
    unshared: int

    @property
    def total(self) -> int:
        """All of it."""
        return self.shared + self.own


def page_cache(reads: Mapping[str, Iterable[str]], containers: Iterable[Container]) -> PageCache:
    """Return what the page cache holds after reads.

    Args:
        reads: for each container's name, the paths that were read in it.
        containers: the containers.

    A file is the same for two containers if it comes from the same layer of the
    same chain; a container's own layer is never shared.
    """
    shared: dict[tuple[ChainID, str], int] = {}
    own = unshared = 0
    for container in containers:
        layer = container.overlay.layer()
        for path in dict.fromkeys(reads.get(container.name, ())):
            real = container.overlay.resolve(path)
            node = container.overlay.stat(real)
            if not isinstance(node, File):
                continue
            unshared += node.size
            if real in layer.entries:
                own += node.size
            else:
                shared[source(container, real), real] = node.size
    return PageCache(sum(shared.values()), own, unshared)


def source(container: Container, path: str) -> ChainID:
    """Return the layer that a file of an image comes from, as the chain up to it."""
    image = container.image
    for chain, layer in reversed(list(zip(image.chain_ids, image.layers, strict=True))):
        if path in layer.entries:
            return chain
    return ChainID(image.chain_ids[0])
