"""``docker export`` and ``docker import``: the files alone, without history or configuration.

Source: moby's daemon/images/image_import.go
"""

from __future__ import annotations

from collections.abc import Iterable

from dockerlab.archive.decompress import LIMIT, decompress
from dockerlab.filesystem import Filesystem
from dockerlab.image import History, Image, ImageConfig
from dockerlab.inode import File
from dockerlab.layer import HardLink, Layer, from_tar, order
from dockerlab.union import changeset

__all__ = ["export_tar", "import_tar"]


def export_tar(tree: Filesystem, layers: Iterable[Layer] = ()) -> bytes:
    """Return a container's files as one tar.

    ``layers`` are those the tree was made of: names that were hard links in them, and still lead to one file, are
    hard links in the tar. (Without, busybox would be in its export four hundred times.)
    """
    linked: set[str] = set()
    for layer in layers:
        for path, entry in layer.entries.items():
            if isinstance(entry, HardLink):
                linked |= {path, entry.target}
    entries = dict(changeset(Filesystem(), tree).entries)
    first: dict[int, str] = {}
    for path in sorted(linked & entries.keys(), key=order):
        node = tree.get(path)
        if isinstance(node, File) and first.setdefault(id(node), path) != path:
            entries[path] = HardLink(first[id(node)])
    return Layer(entries).tar


def import_tar(data: bytes, created: str, config: ImageConfig, message: str = "Imported from -") -> Image:
    """Return the image of one layer that ``docker import`` makes of a tar, compressed or not.

    ``created`` is RFC 3339; ``config`` is what ``--change`` asks for.

    Raises:
        ArchiveError: not a tar, damaged, hostile, or too big.
    """
    layer = from_tar(decompress(data, "import", LIMIT), source="import")
    row = History(created, comment=message)
    return Image(config, (layer,), (row,), created, flavour="classic", comment=message)
