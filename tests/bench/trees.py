"""Trees: looking paths up through many layers, and how much memory is shared."""

from __future__ import annotations

import random
import tracemalloc
from collections.abc import Iterator

from bench.measure import Line, each, seconds
from dockerlab.image import History, Image, ImageConfig
from dockerlab.inode import Directory, File
from dockerlab.lab import Lab
from dockerlab.layer import Layer

LAYERS, FILES = 125, 1_000  # 125 layers are the most that Docker's overlay2 takes


def stacked() -> Image:
    """An image of 125 layers; each puts 1,000 files into ten directories, a tenth of them over the layer below."""
    image = Image(ImageConfig())
    row = History("2026-03-02T09:00:00Z", "COPY . / # buildkit")
    for number in range(LAYERS):
        entries: dict[str, Directory | File] = {"/srv": Directory()}
        for n in range(FILES):
            place = number - 1 if n % 10 == 0 and number else number
            folder = f"/srv/part{place}-{n % 10}"
            entries.setdefault(folder, Directory())
            entries[f"{folder}/file{n}.txt"] = File(b"layer %d" % number)
        image = image.append(Layer(entries), row)
    return image


def lookups() -> Iterator[Line]:
    """Any path of the union, once the layers are stacked."""
    image = stacked()
    took = seconds(lambda: image.filesystem)
    tree = image.filesystem
    yield Line(f"stack {LAYERS} layers of {FILES:,} files (once)", took, "s", note="the index")
    paths = [path for path, node in tree.walk() if isinstance(node, File)]
    chosen = random.Random(0).sample(paths, 20_000)
    following = iter(chosen)
    took = each(lambda: tree.get(next(following)), len(chosen))
    yield Line(f"Filesystem.get through {LAYERS} layers", took * 1e6, "µs", 10, note=f"{len(paths):,} paths")
    following = iter(chosen)
    took = each(lambda: tree.lookup(next(following)), len(chosen))
    yield Line(f"Filesystem.lookup through {LAYERS} layers", took * 1e6, "µs", 10, note="symlinks followed")
    following = iter(chosen)
    took = each(lambda: tree.exists(f"{next(following)}.not"), len(chosen))
    yield Line("a path that is not there", took * 1e6, "µs", 20)


def memory() -> Iterator[Line]:
    """A hundred containers of one image, each with one file of its own, against one."""
    one, hundred = held(1), held(100)
    yield Line("memory of one container", one / 1e3, "kB", note="its image counted, ubuntu")
    each_more = (hundred - one) / 99
    yield Line("memory of each of 99 more containers", each_more / 1e3, "kB", 100)
    yield Line("100 containers against 1", hundred / one, "x", 10, note="100 x would be no sharing at all")


def held(containers: int) -> int:
    """The bytes that a lab with its image and so many running containers holds, undo left out."""
    lab = Lab()
    lab.run("docker version")  # what is loaded once is not counted
    tracemalloc.start()
    lab = Lab()
    lab.run("docker pull -q ubuntu")
    lab.terminal.run("true")
    for number in range(containers):
        for _ in lab.terminal.run(f"docker run -d --name c{number:03} ubuntu sh -c 'echo {number} > /own; sleep 1000'"):
            pass
    bytes_held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(lab.engine.containers.all()) == containers
    return bytes_held
