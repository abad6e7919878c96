"""``docker export`` and ``docker import``: the files alone, without history or configuration.

Source: moby's daemon/images/image_import.go
"""

from __future__ import annotations

from dockerlab.archive.decompress import LIMIT, decompress
from dockerlab.filesystem import Filesystem
from dockerlab.image import History, Image, ImageConfig
from dockerlab.layer import from_tar
from dockerlab.union import changeset

__all__ = ["export_tar", "import_tar"]


def export_tar(tree: Filesystem) -> bytes:
    """Return a container's files as one tar."""
    return changeset(Filesystem(), tree).tar


def import_tar(data: bytes, created: str, config: ImageConfig, message: str = "Imported from -") -> Image:
    """Return the image of one layer that ``docker import`` makes of a tar, compressed or not.

    ``created`` is RFC 3339; ``config`` is what ``--change`` asks for.

    Raises:
        ArchiveError: not a tar, damaged, hostile, or too big.
    """
    layer = from_tar(decompress(data, "import", LIMIT), source="import")
    row = History(created, comment=message)
    return Image(config, (layer,), (row,), created, flavour="classic", comment=message)
