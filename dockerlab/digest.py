"""Digests: the names that Docker gives to bytes.

Three different hashes are called "the layer's hash" in everyday talk.  Giving
each its own type keeps them apart, in the reader's head and in mypy's:

* a ``DiffID`` names the *uncompressed* tar of one layer;
* a ``ChainID`` names a layer *together with everything below it*;
* an ``ImageID`` names the image's configuration, which lists the DiffIDs.

(A layer's *blob* digest, of the compressed bytes in a registry, is a plain
``Digest``: it depends on the compressor, so the model never compares it.)

Spec: https://github.com/opencontainers/image-spec/blob/v1.1.1/config.md
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import NewType

__all__ = ["ChainID", "DiffID", "Digest", "ImageID", "chain_ids", "sha256", "short"]

Digest = NewType("Digest", str)
DiffID = NewType("DiffID", Digest)
ChainID = NewType("ChainID", Digest)
ImageID = NewType("ImageID", Digest)


def sha256(data: bytes | memoryview) -> Digest:
    """Return the digest of ``data``, written ``sha256:<64 hex digits>``.

    >>> sha256(b"")
    'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
    """
    return Digest("sha256:" + hashlib.sha256(data).hexdigest())


def chain_ids(diff_ids: Iterable[DiffID]) -> tuple[ChainID, ...]:
    """Return the ChainID of every layer, lowest first.

    ``ChainID(L0) = DiffID(L0)`` and
    ``ChainID(L0|…|Ln) = sha256(ChainID(L0|…|Ln-1) + " " + DiffID(Ln))``.

    >>> a, b = DiffID(sha256(b"a")), DiffID(sha256(b"b"))
    >>> chain_ids([a, b])[0] == a
    True
    >>> chain_ids([a, b])[1] == chain_ids([b, a])[1]  # the order of layers matters
    False
    """
    chain: list[ChainID] = []
    for diff_id in diff_ids:
        if chain:
            chain.append(ChainID(sha256(f"{chain[-1]} {diff_id}".encode())))
        else:
            chain.append(ChainID(Digest(diff_id)))
    return tuple(chain)


def short(digest: str) -> str:
    """Return the twelve hex digits that Docker's tables print.

    >>> short(sha256(b""))
    'e3b0c44298fc'
    """
    return digest.removeprefix("sha256:")[:12]
