"""Registries, and the catalogue of images that the lab's Docker Hub has.

Read ``registry`` (pull and push), ``wire`` (a pull moment by moment), ``hashes`` (the five that people confuse),
``catalogue`` (what ``data/images`` has), then ``listing`` (how a layer is written).
"""

from dockerlab.registry.catalogue import repositories, repository
from dockerlab.registry.hashes import Hash, hashes
from dockerlab.registry.registry import LAB_REGISTRY, Progress, PushError, Registry, manifest, manifest_digest
from dockerlab.registry.wire import Moment, Pull, watch

__all__ = [
    "LAB_REGISTRY",
    "Hash",
    "Moment",
    "Progress",
    "Pull",
    "PushError",
    "Registry",
    "hashes",
    "manifest",
    "manifest_digest",
    "repositories",
    "repository",
    "watch",
]
