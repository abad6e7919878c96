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
from dockerlab.image import Image
from dockerlab.inode import File
from dockerlab.layer import HardLink, Layer

__all__ = ["Disk", "PageCache", "all_read", "disk", "inodes", "page_cache"]


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
                shared[source(container.image, real)] = node.size
    return PageCache(sum(shared.values()), own, unshared)


def source(image: Image, path: str) -> tuple[ChainID, str]:
    """Return where the bytes of an image's file lie: the chain up to its layer, and its first name there."""
    for chain, layer in reversed(list(zip(image.chain_ids, image.layers, strict=True))):
        match layer.entries.get(path):
            case None:
                continue
            case HardLink(target) if target not in layer.entries:
                path = target
            case HardLink(target):
                return chain, target
            case _:
                return chain, path
    return ChainID(image.chain_ids[0]), path


def inodes(image: Image) -> dict[tuple[ChainID, str], int]:
    """Return the bytes of every file that a container of ``image`` sees, by where they lie; hard links count once."""
    files = ((path, node) for path, node in image.filesystem.walk() if isinstance(node, File))
    return {source(image, path): node.size for path, node in files}


def all_read(counts: Iterable[tuple[Mapping[tuple[ChainID, str], int], int]]) -> PageCache:
    """Return what the page cache holds when containers have read every file they see, and written none.

    Args:
        counts: the ``inodes`` of an image and how many containers of it run, for each image.

    >>> from dockerlab.image import History
    >>> image = Image().append(Layer({"/a": File(b"1234")}), History())
    >>> all_read([(inodes(image), 10)])
    PageCache(shared=4, own=0, unshared=40)
    """
    shared: dict[tuple[ChainID, str], int] = {}
    unshared = 0
    for files, count in counts:
        if count:
            shared |= files
            unshared += sum(files.values()) * count
    return PageCache(sum(shared.values()), 0, unshared)
