"""Descriptors and manifests: how a registry or an archive points at bytes.

A *descriptor* names a blob by its digest, and says how long it is and what it
holds.  A *manifest* is the list of an image's blobs: one configuration, then the
layers, lowest first.  An *index* is a list of manifests, one per platform.

Spec: https://github.com/opencontainers/image-spec/blob/v1.1.1/manifest.md
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dockerlab.digest import Digest
from dockerlab.errors import ArchiveError
from dockerlab.image.config import number, text, typed
from dockerlab.image.gojson import dumps, loads

__all__ = ["CONFIG", "INDEX", "LAYER", "MANIFEST", "Descriptor", "Index", "Manifest"]

CONFIG = "application/vnd.oci.image.config.v1+json"
LAYER = "application/vnd.oci.image.layer.v1.tar"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
INDEX = "application/vnd.oci.image.index.v1+json"

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Descriptor:
    """A pointer to a blob: ``size`` in bytes."""

    media_type: str
    digest: Digest
    size: int
    annotations: Pairs = ()
    platform: Pairs = ()

    def json(self) -> dict[str, Any]:
        """Return the object, in Docker's order."""
        plain = {"mediaType": self.media_type, "digest": self.digest, "size": self.size}
        more = {"annotations": dict(self.annotations), "platform": dict(self.platform)}
        return plain | {key: value for key, value in more.items() if value}

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> Descriptor:
        """The twin of ``json``. Raises TypeError where a value is of the wrong type."""
        where = typed(data, "platform", dict) or {}
        return Descriptor(
            text(data, "mediaType"),
            Digest(text(data, "digest")),
            number(data, "size"),
            pairs(data, "annotations"),
            tuple((key, value) for key, value in where.items() if isinstance(value, str)),
        )


@dataclass(frozen=True)
class Manifest:
    """The blobs of one image.

    >>> config = Descriptor(CONFIG, Digest("sha256:" + "0" * 64), 2)
    >>> Manifest.from_json(Manifest(config).json()) == Manifest(config)
    True
    """

    config: Descriptor
    layers: tuple[Descriptor, ...] = ()
    annotations: Pairs = ()
    media_type: str = MANIFEST

    def json(self) -> bytes:
        """Return the manifest as text."""
        every: dict[str, Any] = {
            "schemaVersion": 2,
            "mediaType": self.media_type,
            "config": self.config.json(),
            "layers": [layer.json() for layer in self.layers],
        }
        return dumps(every | ({"annotations": dict(self.annotations)} if self.annotations else {}))

    @staticmethod
    def from_json(data: bytes) -> Manifest:
        """The twin of ``json``. Raises ArchiveError where it is not a manifest."""
        found = loads(data, "manifest")
        try:
            return Manifest(
                Descriptor.from_json(typed(found, "config", dict) or {}),
                tuple(Descriptor.from_json(layer) for layer in typed(found, "layers", list) or ()),
                pairs(found, "annotations"),
                text(found, "mediaType") or MANIFEST,
            )
        except TypeError as exc:
            raise ArchiveError(f"manifest: {exc}") from exc


@dataclass(frozen=True)
class Index:
    """A list of manifests: the top of an OCI layout (``index.json``), or one image for many platforms."""

    manifests: tuple[Descriptor, ...] = ()

    def json(self) -> bytes:
        """Return the index as text."""
        listed = [manifest.json() for manifest in self.manifests]
        return dumps({"schemaVersion": 2, "mediaType": INDEX, "manifests": listed})

    @staticmethod
    def from_json(data: bytes) -> Index:
        """The twin of ``json``. Raises ArchiveError where it is not an index."""
        found = loads(data, "index")
        try:
            return Index(tuple(Descriptor.from_json(entry) for entry in typed(found, "manifests", list) or ()))
        except TypeError as exc:
            raise ArchiveError(f"index: {exc}") from exc


def pairs(data: Mapping[str, Any], key: str) -> Pairs:
    """Return an object of strings as pairs."""
    found = typed(data, key, dict) or {}
    return tuple((name, text(found, name)) for name in found)
