"""Images as files: ``docker save`` and ``load``, ``export`` and ``import``, and OCI image layouts.

Read ``save``, then ``load`` with ``blobs`` and ``decompress`` under it; ``flat`` is export and import.
"""

from dockerlab.archive.blobs import Limits
from dockerlab.archive.decompress import decompress
from dockerlab.archive.flat import export_tar, import_tar
from dockerlab.archive.load import LayerLoaded, Loaded, LoadedImage, LoadEvent, Renamed, load
from dockerlab.archive.save import save

__all__ = [
    "LayerLoaded",
    "Limits",
    "LoadEvent",
    "Loaded",
    "LoadedImage",
    "Renamed",
    "decompress",
    "export_tar",
    "import_tar",
    "load",
    "save",
]
