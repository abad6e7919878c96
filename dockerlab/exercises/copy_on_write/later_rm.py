"""Task 4: an image that a later rm was to make smaller."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from dockerlab.clock import Clock
from dockerlab.drawing import size
from dockerlab.engine import Engine
from dockerlab.exercises.answers import wants
from dockerlab.exercises.exercise import Case, Exercise, Variant
from dockerlab.exercises.project import Project, build
from dockerlab.image import Image
from dockerlab.inode import File, read

__all__ = ["EXERCISE", "START", "limit", "wish"]

START = """FROM busybox
RUN seq 9999 > /var/raw.txt
RUN mkdir /app && sort -r /var/raw.txt > /app/data.txt
RUN rm /var/raw.txt
"""
ROOM = 1_000  # bytes
DATA, RAW = "/app/data.txt", "/var/raw.txt"
SHAPE = 'a Dockerfile in triple quotes: """FROM busybox …"""'


def wish(variant: Variant) -> tuple[int, int]:
    """Return the mode and the owner that a learner's file has to have."""
    return variant.pick("mode", [0o600, 0o640, 0o440, 0o444, 0o660]), variant.number("owner", 1001, 1099)


def made(text: str) -> Image:
    """Build a Dockerfile on a fresh engine. Raises LabError where it cannot be built."""
    image = build(Engine(clock=Clock()), Project({"Dockerfile": text})).image
    assert image is not None
    return image


@cache
def started() -> Image:
    """Return the image as it is."""
    return made(START)


def data(image: Image) -> File | None:
    """Return the file that the image is for."""
    found = image.filesystem.get(DATA)
    return found if isinstance(found, File) else None


@cache
def limit() -> int:
    """Return the bytes that the image may have: the base, the data once, and a little room."""
    found = data(started())
    assert found is not None
    return started().layers[0].size + found.size + ROOM


def task(variant: Variant) -> str:
    """Return the Dockerfile with its layers, and what is wanted."""
    image, (mode, owner) = started(), wish(variant)
    lines = [f"{size(layer.size):>8}  {line}" for layer, line in zip(image.layers, START.splitlines(), strict=True)]
    return "\n".join(
        [
            *lines,
            f"{size(image.size):>8}  the image now, that is {image.size - limit()} bytes too many",
            "",
            f"wanted: {DATA} with the same content, mode {mode:o}, owner {owner}; at most {limit()} bytes in all",
        ]
    )


def answer(variant: Variant) -> str:
    """All in one step: what it removes before it ends is in no layer."""
    first, *steps = START.splitlines()
    mode, owner = wish(variant)
    steps += [f"chmod {mode:o} {DATA}", f"chown {owner} {DATA}"]
    return first + "\nRUN " + " && ".join(step.removeprefix("RUN ") for step in steps) + "\n"


def check(given: object, variant: Variant) -> Sequence[Case]:
    """The image is built: does it hold the same file, as it is wished, and how many bytes has it?"""
    image = made(wants(given, str, SHAPE))
    wanted, found, (mode, owner) = data(started()), data(image), wish(variant)
    assert wanted is not None
    same = found is not None and read(found.content) == read(wanted.content)
    told = "it is not there" if found is None else f"{found.size} bytes, mode {found.mode:o}, owner {found.uid}"
    as_wished = found is not None and (found.mode, found.uid) == (mode, owner)
    hidden = [number for number, layer in enumerate(image.layers, 1) if isinstance(layer.entries.get(RAW), File)]
    small, at_most = image.size <= limit(), f"at most {limit()} bytes"
    sums = " + ".join(str(layer.size) for layer in image.layers)
    seen = f"layer {', '.join(map(str, hidden))} holds it"
    return [
        Case(f"{DATA} holds what it held before", same, told, f"{wanted.size} bytes, sorted", "M1", gate=True),
        Case(
            f"{DATA} has mode {mode:o} and owner {owner}", as_wished, told, f"mode {mode:o}, owner {owner}", gate=True
        ),
        Case(f"no layer holds {RAW}", not hidden, seen, "not in any layer", "M1" if hidden else ""),
        Case(f"the image has {at_most}", small, f"{image.size} = {sums}", at_most, "" if small else size_tag(image)),
    ]


def size_tag(image: Image) -> str:
    """Return the belief behind an image that is too large."""
    raw = any(isinstance(layer.entries.get(RAW), File) for layer in image.layers)
    return "M1" if raw else "M16"


EXERCISE = Exercise(
    id="04.later-rm",
    title="A later rm",
    points=20,
    task=task,
    check=check,
    answer=answer,
    why="A layer holds the difference between the beginning and the end of one step. What a step makes and removes "
    "before it ends is in no layer; what it makes and changes is there once. A later rm only adds a whiteout, a later "
    "chmod a second copy.",
    hints=(
        "Which layers hold a copy of the data, or of the raw file? When was each of them made?",
        "A file that is removed in the step that made it is in no layer. The same holds for its mode.",
        "One RUN: the three commands, then chmod and chown, all joined with &&.",
    ),
    shape=SHAPE,
    misconceptions=("M1", "M16"),
    start=START,
)
