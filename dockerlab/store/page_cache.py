"""What containers cost in memory: the page cache.

The kernel keeps the files that were read in memory, the *page cache*, once for
each inode.  Through overlayfs all containers read the same lower file, so it is
in memory once, however many containers read it, of one image or of several
images that share its layer.  Copying a file up ends the sharing, for that file
and that container.  (What a program allocates for itself is never shared;
nothing of it is counted here.)

Source: https://docs.docker.com/engine/storage/drivers/overlayfs-driver/#overlayfs-and-docker-performance
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dockerlab.digest import ChainID
from dockerlab.image import Image
from dockerlab.inode import File
from dockerlab.layer import HardLink

__all__ = ["PageCache", "all_read", "inodes"]

Inode = tuple[ChainID, str]


@dataclass(frozen=True)
class PageCache:
    """Bytes of files in memory: ``held`` are really there, ``unshared`` would be with a copy for each container."""

    held: int
    unshared: int


def inodes(image: Image) -> dict[Inode, int]:
    """Return the bytes of every file that a container of ``image`` sees, by where they lie; hard links count once."""
    files = ((path, node) for path, node in image.filesystem.walk() if isinstance(node, File))
    return {source(image, path): node.size for path, node in files}


def source(image: Image, path: str) -> Inode:
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


def all_read(running: Iterable[tuple[Mapping[Inode, int], int]]) -> PageCache:
    """Return what the page cache holds when containers have read every file that they see, and written none.

    ``running`` are pairs: the ``inodes`` of an image, and how many containers of it run.

    >>> from dockerlab.image import History
    >>> from dockerlab.layer import Layer
    >>> image = Image().append(Layer({"/a": File(b"1234")}), History())
    >>> all_read([(inodes(image), 10)])
    PageCache(held=4, unshared=40)
    """
    held: dict[Inode, int] = {}
    unshared = 0
    for files, count in running:
        if count:
            held |= files
            unshared += sum(files.values()) * count
    return PageCache(sum(held.values()), unshared)
