"""Registries, and the catalogue of images that the lab's Docker Hub has.

Read ``registry`` (pull and push), ``catalogue`` (what ``data/images`` has), then ``listing`` (how a layer is written).
"""

from dockerlab.registry.catalogue import repositories, repository
from dockerlab.registry.registry import LAB_REGISTRY, Progress, PushError, Registry, manifest, manifest_digest

__all__ = [
    "LAB_REGISTRY",
    "Progress",
    "PushError",
    "Registry",
    "manifest",
    "manifest_digest",
    "repositories",
    "repository",
]
