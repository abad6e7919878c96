"""Records the DiffIDs of the catalogue's layers: ``python -m dockerlab.registry.record [NAME…]``.

Run it when a listing in ``data/images/layers`` has changed; without names it does
all of them (a few seconds a gigabyte).  The result is the same on every machine.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

from dockerlab.data_files import data_folder
from dockerlab.layer import Layer, pieces
from dockerlab.registry.catalogue import Listing, records

__all__ = ["digest_of", "main"]

HEAD = "# What every listing's tar is: name, DiffID, bytes. Written by python -m dockerlab.registry.record\n"


def digest_of(name: str) -> tuple[str, int]:
    """Return the DiffID and the bytes of a listing's tar, made and hashed piece by piece."""
    total, hashed = 0, hashlib.sha256()
    for piece in pieces(Layer(Listing(name))):
        hashed.update(piece)
        total += len(piece)
    return f"sha256:{hashed.hexdigest()}", total


def main(names: list[str]) -> None:
    """Write ``digests.txt``; only the layers in ``names`` are hashed again, if there are any."""
    folder = Path(str(data_folder() / "images" / "layers"))
    every = sorted(path.stem for path in folder.glob("*.txt") if path.name != "digests.txt")
    known = {name: (str(record.diff_id), record.tar_size) for name, record in records().items()}
    rows = {name: digest_of(name) if not names or name in names or name not in known else known[name] for name in every}
    lines = (f"{name} {digest} {size}\n" for name, (digest, size) in rows.items())
    (folder / "digests.txt").write_text(HEAD + "".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
