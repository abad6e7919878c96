"""Images: the configuration, the history and the layers that make one, and the manifests that name them.

Read ``config``, ``image``, then ``manifest``; ``gojson`` is how Docker spells JSON.
"""

from dockerlab.image.config import Healthcheck, ImageConfig, Session, set_env
from dockerlab.image.image import ENGINE_VERSION, History, Image, seconds_of
from dockerlab.image.manifest import CONFIG, INDEX, LAYER, MANIFEST, Descriptor, Index, Manifest

__all__ = [
    "CONFIG",
    "ENGINE_VERSION",
    "INDEX",
    "LAYER",
    "MANIFEST",
    "Descriptor",
    "Healthcheck",
    "History",
    "Image",
    "ImageConfig",
    "Index",
    "Manifest",
    "Session",
    "seconds_of",
    "set_env",
]
