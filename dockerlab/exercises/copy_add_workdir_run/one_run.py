"""Task 6, the boss: one package, pinned, in the smallest layer."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from dockerlab.exercises.answers import wants
from dockerlab.exercises.copy_add_workdir_run.building import Host, image_of, packages, sizes
from dockerlab.exercises.exercise import Case, Exercise, Variant

__all__ = ["EXERCISE", "START", "wanted"]

BASE = "debian:trixie-20260223-slim"
START = f"""FROM {BASE}
RUN apt-get update
RUN apt-get install -y curl
RUN rm -rf /var/lib/apt/lists/*
"""
SHAPE = "a text: the whole Dockerfile"
LATER = 20  # days: by then each of the packages has moved


def wanted(variant: Variant) -> tuple[str, str]:
    """Return a learner's package and the version of today."""
    package = variant.pick("package", ("curl", "openssh-client", "redis-server", "nginx"))
    return package, version(package)


@cache
def version(package: str) -> str:
    """Return the version that the mirror has on the lab's first day."""
    return packages(Host().build(f"FROM {BASE}\nRUN apt-get update && apt-get install -y {package}\n"))[package]


@cache
def par(package: str) -> int:
    """Return the bytes of the layers that the solution makes, and a little to spare."""
    return sizes(Host().build(text(package)), layers()) + 20_000


@cache
def layers() -> int:
    """Return how many layers the base image has."""
    return len(Host().engine.image(BASE).layers)


def task(variant: Variant) -> str:
    """Return what is wanted."""
    package, pinned = wanted(variant)
    return (
        f"Install {package}, version {pinned}, on {BASE}.\n"
        f"Everything above the base image: at most {par(package):,} bytes, layers added up.\n"
        f"Built anew {LATER} days later, without the cache, it must hold that very version, or fail: "
        f"never another one in silence."
    )


def check(answer: object, variant: Variant) -> Sequence[Case]:
    """Today's image, its layers, and a build on another day."""
    package, pinned = wanted(variant)
    dockerfile = wants(answer, str, SHAPE)
    host = Host()
    result = host.build(dockerfile)
    image = image_of(result)
    base = host.engine.image(BASE).layers
    stands = image.layers[: len(base)] == base
    told = "its lowest layers are others" * (not stands)
    cases = [Case(f"the image stands on {BASE}", stands, told, BASE, gate=True)]
    has = packages(result).get(package, "none")
    cases.append(Case(f"it holds {package} {pinned}", has == pinned, f"{package}: {has}", pinned, gate=True))
    above = len(image.layers) - len(base)
    cases.append(Case("it is one layer", above == 1, f"{above} layers above the base", "one", "M1" * (above != 1)))
    took, most = sizes(result, len(base)), par(package)
    heavy = took > most
    cases.append(Case("the layers are small enough", not heavy, f"{took:,} bytes", f"at most {most:,}", "M1" * heavy))
    other = packages(host.build(dockerfile, day=LATER, no_cache=True)).get(package, "")
    moved = other not in ("", pinned)
    seen = f"it installs {other}" if moved else "it fails" if not other else f"it installs {other}"
    cases.append(
        Case(
            "on another day it is the same version or nothing", not moved, seen, f"{pinned}, or an error", "M5" * moved
        )
    )
    return cases


def text(package: str) -> str:
    """Return a right Dockerfile for a package."""
    return f"""FROM {BASE}
RUN apt-get update \\
 && apt-get install -y --no-install-recommends {package}={version(package)} \\
 && rm -rf /var/lib/apt/lists/*
"""


EXERCISE = Exercise(
    id="10.one-run",
    title="One RUN: pinned, clean, smallest",
    points=20,
    task=task,
    check=check,
    answer=lambda variant: text(wanted(variant)[0]),
    why="A layer holds what is there when its RUN ends: what is removed in the same RUN was never in it, what is "
    "removed in a later one stays below. Recommended packages are a convenience. PACKAGE=VERSION makes the build fail "
    "on the day when the mirror has another version, which is better than an image that changes in silence.",
    hints=(
        "Three costs: the list, the recommended packages, and a layer that hides what another one holds.",
        "Everything in one RUN; the rm at its end; and apt-get takes PACKAGE=VERSION.",
        "RUN apt-get update && apt-get install -y --no-install-recommends NAME=VERSION && rm -rf /var/lib/apt/lists/*",
    ),
    shape=SHAPE,
    misconceptions=("M1", "M5"),
    start=START,
)
