"""Loading a large archive, against what Python's standard library needs to hash and untar the same bytes."""

from __future__ import annotations

import hashlib
import io
import random
import statistics
import tarfile
from collections.abc import Iterator

from bench.measure import Line, seconds
from dockerlab.archive import load, save
from dockerlab.image import History, Image, ImageConfig
from dockerlab.inode import Directory, File
from dockerlab.layer import Layer
from dockerlab.reference import parse
from dockerlab.store import Store

LAYERS, FILES, SIZE = 5, 400, 50_000  # 100 MB
RUNS = 5


def archive(layers: int = LAYERS, files: int = FILES, size: int = SIZE) -> bytes:
    """A `docker save` archive of one image, its files full of noise."""
    noise = random.Random(0)
    image = Image(ImageConfig(cmd=("sh",)))
    row = History("2026-03-02T09:00:00Z", "COPY . / # buildkit", "buildkit.dockerfile.v0")
    for number in range(layers):
        entries: dict[str, Directory | File] = {f"/layer{number}": Directory()}
        for n in range(files):
            entries[f"/layer{number}/file{n}"] = File(noise.randbytes(size))
        image = image.append(Layer(entries), row)
    return save(Store().with_image(image).tag(parse("large:1"), image.id), ["large:1"])


def reference(data: bytes) -> int:
    """Hash every layer and read every file in it with the standard library; the bytes that were read."""
    total = 0
    with tarfile.open(fileobj=io.BytesIO(data)) as outer:
        for blob in outer:
            file = outer.extractfile(blob)
            content = file.read() if file else b""
            hashlib.sha256(content).digest()
            if len(content) > 20_000:  # a layer; the rest is JSON
                with tarfile.open(fileobj=io.BytesIO(content)) as layer:
                    for member in layer:
                        inner = layer.extractfile(member)
                        total += len(inner.read()) if inner else 0
    return total


def loading() -> Iterator[Line]:
    """A large archive of large files, and one of many small files; both ways in turn, medians."""
    for name, sizes in (
        ("100 MB, 2,000 files", (LAYERS, FILES, SIZE)),
        ("20 MB, 20,000 files", (LAYERS, 4_000, 1_000)),
    ):
        data = archive(*sizes)
        ours, theirs = [], []
        for _ in range(RUNS):
            theirs.append(seconds(reference, data))
            ours.append(seconds(load, data, Store()))
        model, library = statistics.median(ours), statistics.median(theirs)
        yield Line(f"load an archive of {name}", model * 1e3, "ms", note=f"hash and untar: {library * 1e3:.0f} ms")
        yield Line("  against hashing and untarring it", model / library, "x", 1.5)
