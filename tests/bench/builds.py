"""Builds: how their cost grows, what the explorer of the cache takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bench.measure import Line, seconds
from dockerlab.build.steps import Builder, BuildOptions
from dockerlab.context import BuildContext
from dockerlab.engine import Engine

STEPS = (10, 100, 1_000)
FILES = (100, 1_000, 10_000)
LINEAR = 2.0  # how much dearer one step (or file) of the largest build may be than one of a tenth of it
# Each step of the classic builder is an image: its ID is the digest of a text with the whole history so far.
HISTORY = 3.0


def cost(make: Callable[[int], tuple[Engine, BuildContext]], size: int, builder: Builder) -> tuple[float, float]:
    """The seconds of a cold and of a cached build, medians of three."""
    colds, cacheds = [], []
    for _ in range(3):
        engine, context = make(size)
        colds.append(seconds(build, engine, context, builder))
        cacheds.append(seconds(build, engine, context, builder))
    return sorted(colds)[1], sorted(cacheds)[1]


def build(engine: Engine, context: BuildContext, builder: Builder) -> None:
    """Build, and see to it that it succeeded."""
    result = engine.build(context, BuildOptions(tags=("bench",)), builder=builder)
    assert result.error is None, result.error


def many_steps(count: int) -> tuple[Engine, BuildContext]:
    """A Dockerfile of so many lines, a tenth of them RUN and COPY: an image has 125 layers at most."""
    lines = [f"LABEL l{n % 50}={n}" for n in range(count)]
    lines[::20] = [f"RUN echo {n} > /f{n}" for n in range(len(lines[::20]))]
    lines[10::20] = [f"COPY a.txt /copy{n}" for n in range(len(lines[10::20]))]
    return Engine(), BuildContext.from_mapping({"Dockerfile": "\n".join(["FROM busybox", *lines, ""]), "a.txt": "hi"})


def many_files(count: int) -> tuple[Engine, BuildContext]:
    """A context of so many files, a hundred in a directory, copied whole."""
    files = {f"d{n // 100}/f{n}.txt": f"file {n}\n" for n in range(count)}
    return Engine(), BuildContext.from_mapping({"Dockerfile": "FROM busybox\nCOPY . /src\nRUN ls /src\n", **files})


def growth() -> Iterator[Line]:
    """The cost of one step and of one file, as builds grow: linear if it stays the same."""
    for what, sizes, make in (("step", STEPS, many_steps), ("file", FILES, many_files)):
        for builder in ("buildkit", "classic"):
            taken = {size: cost(make, size, builder) for size in sizes}
            for cached, how in enumerate(("cold", "cached")):
                for size in sizes:
                    took = taken[size][cached]
                    yield Line(f"{builder} {how}: {size:,} {what}s", took * 1e3, "ms",
                               note=f"{took / size * 1e6:.0f} µs for each {what}")  # fmt: skip
                middle, last = (taken[size][cached] / size for size in sizes[-2:])
                aim = HISTORY if (what, builder, how) == ("step", "classic", "cold") else LINEAR
                yield Line(f"  one {what} of {sizes[-1]:,} against one of {sizes[-2]:,}", last / middle, "x", aim)
