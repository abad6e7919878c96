"""The five hashes of an image and its layers, each with the very bytes that it is the SHA-256 of.

Which hash is meant is the commonest muddle about images.  Here they stand side by
side for one layer: the digest of its compressed blob, its DiffID, its ChainID, the image ID
and the manifest digest.  The lab's registries keep layers uncompressed, so in a manifest of
theirs a layer's digest *is* its DiffID; Docker Hub keeps gzip, and the two differ.

Spec: https://github.com/opencontainers/image-spec/blob/v1.1.1/config.md (DiffID, ChainID, ImageID) and descriptor.md
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import dataclass

from dockerlab.digest import Digest, sha256
from dockerlab.image import Image
from dockerlab.layer import Layer, pieces
from dockerlab.registry.registry import manifest

__all__ = ["LARGEST", "NAMES", "Hash", "compressed", "hashes"]

LARGEST = 1_000_000  # bytes of a tar that is compressed to show its digest
NAMES = ("layer digest", "DiffID", "ChainID", "image ID", "manifest digest")
SHOWN = 200  # bytes


@dataclass(frozen=True)
class Hash:
    """One hash, and the first bytes of what it hashes. ``digest`` is None where that is too large to compress here."""

    name: str
    of: str
    begins: bytes
    digest: Digest | None
    where: str

    def beginning(self, count: int) -> str:
        """Return the first bytes for people: text where it is text, else the first four in hex."""
        text = self.begins[:count].rstrip(b"\0")
        if text.isascii() and text.decode("ascii").isprintable():
            return text.decode() + ("" if self.right and count >= len(self.begins) else "…")
        return f"{self.begins[:4].hex(' ')} …"

    @property
    def right(self) -> bool:
        """Whether ``begins`` is all that is hashed, so that one can check the digest by hand."""
        return self.digest is not None and sha256(self.begins) == self.digest


def compressed(layer: Layer, level: int = 6) -> bytes | None:
    """Return the layer as a registry keeps it: its tar in gzip; None where that is more than a megabyte.

    Other programs, and other levels, give other bytes that unpack to the same.
    """
    tar = b""
    for piece in pieces(layer):
        tar += piece
        if len(tar) > LARGEST:
            return None
    return gzip.compress(tar, level, mtime=0)


def hashes(image: Image, layer: int) -> tuple[Hash, ...]:
    """Return the five hashes of a layer (counted from 0 at the bottom) and of its image, in the order of ``NAMES``.

    >>> from dockerlab.reference import parse
    >>> from dockerlab.registry import Registry
    >>> image = Registry().image(parse("hello-world"), 1.8e9)
    >>> [(one.name, one.digest[:13]) for one in hashes(image, 0)][1:4]
    [('DiffID', 'sha256:82c9de'), ('ChainID', 'sha256:82c9de'), ('image ID', 'sha256:58c920')]
    """
    return tuple(_hashes(image, layer))


def _hashes(image: Image, number: int) -> Iterator[Hash]:
    layer, chain = image.layers[number], image.chain_ids[number]
    tar = next(iter(pieces(layer)))[:SHOWN]
    blob = compressed(layer)
    yield Hash(
        "layer digest", "the layer as Docker Hub keeps it: its tar, compressed", (blob or b"\x1f\x8b\x08")[:SHOWN],
        None if blob is None else sha256(blob), "in Docker Hub's manifests, and in the lines of docker pull",
    )  # fmt: skip
    yield Hash("DiffID", "the layer's tar, not compressed", tar, layer.diff_id, "docker inspect, under RootFS.Layers")
    if number:
        of, begins = "the ChainID of the layer below, a blank, this layer's DiffID", _chain(image, number)
    else:
        of, begins = "nothing more: the lowest layer's ChainID is its DiffID", tar
    yield Hash("ChainID", of, begins, chain, "how the engine finds a layer on disk, with all that lies below it")
    yield Hash("image ID", "the configuration", image.json[:SHOWN], image.id, "docker images, in the column IMAGE ID")
    made = manifest(image).json()
    where = "behind the @ in name@sha256:…; docker images --digests"
    yield Hash("manifest digest", "the manifest", made[:SHOWN], sha256(made), where)


def _chain(image: Image, number: int) -> bytes:
    """Return the text whose SHA-256 is the ChainID of a layer that is not the lowest."""
    return f"{image.chain_ids[number - 1]} {image.layers[number].diff_id}".encode()
