"""Task 3: how many megabytes travel, pull after pull?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from dockerlab.digest import short
from dockerlab.drawing import size
from dockerlab.exercises.answers import AnswerError, wants
from dockerlab.exercises.exercise import Case, Exercise, Variant
from dockerlab.reference import parse
from dockerlab.registry import Pull, Registry, manifest, watch
from dockerlab.store import Store

__all__ = ["EXERCISE", "Row", "rows"]

DAY = 1_772_500_000.0
LETTERS = "abcde"
SHAPE = 'a dictionary: {"a": 128, "b": …, "c": …, "d": …, "e": …}, megabytes as whole numbers'
SLACK = 1.0  # megabytes: rounding counts for nothing
# a second name of the first image, and two images that share some of its layers or none
STORIES = (
    ("python:3.13-slim", "python:3.12-slim", "nginx:latest", "python:3.13-slim-trixie"),
    ("python:3.12-slim", "nginx:latest", "python:3.13-slim", "python:3.12-slim-trixie"),
    ("nginx:latest", "python:3.13-slim", "python:3.12-slim", "nginx:mainline"),
    ("python:3.13-slim", "nginx:latest", "alpine:3.23", "python:3.13-slim-trixie"),
)


@dataclass(frozen=True)
class Row:
    """One line of the story: a pull, with what happened before it."""

    words: str
    pull: Pull

    @property
    def megabytes(self) -> float:
        """What travels, in millions of bytes."""
        return self.pull.received / 1e6


@cache
def rows(variant: Variant) -> Mapping[str, Row]:
    """Return a learner's five pulls by letter, carried out in the model on an empty machine."""
    first, second, third, again = variant.pick("story", STORIES)
    store, found = Store(), list[Row]()
    for name in (first, second, third, again):
        pull = watch(Registry(), parse(name), store, DAY)
        found.append(Row(f"docker pull {name}", pull))
        store = pull.store
    gone = variant.pick("gone", [second, third])
    store, _ = store.remove(gone)
    found.append(Row(f"docker rmi {gone} && docker pull {gone}", watch(Registry(), parse(gone), store, DAY)))
    return dict(zip(LETTERS, found, strict=True))


def task(variant: Variant) -> str:
    """Return the pulls, and what each manifest lists."""
    lines = [f"{letter}  $ {row.words}" for letter, row in rows(variant).items()]
    lines += ["", "The manifests list these layers, lowest first:"]
    for row in rows(variant).values():
        if "rmi" not in row.words:
            blobs = manifest(row.pull.image).layers
            listed = ", ".join(f"{short(blob.digest)[:6]} {size(blob.size)}" for blob in blobs)
            lines.append(f"{row.pull.reference.familiar:24} {listed}")
    return "\n".join(lines)


def answer(variant: Variant) -> dict[str, int]:
    """Return the right answer, rounded."""
    return {letter: round(row.megabytes) for letter, row in rows(variant).items()}


def check(given: object, variant: Variant) -> Sequence[Case]:
    """Five numbers of megabytes; a megabyte more or less is no mistake."""
    said = wants(given, dict, SHAPE)
    if set(said) != set(LETTERS):
        raise AnswerError("the answer has not just the letters a to e", hint=f"Write it as {SHAPE}")
    for letter, number in said.items():
        if isinstance(number, bool) or not isinstance(number, int | float) or not 0 <= number < 1e9:
            raise AnswerError(f"{letter!r} is answered with {str(number)[:40]!r}", hint=f"Write it as {SHAPE}")
    return [_case(letter, row, float(said[letter])) for letter, row in rows(variant).items()]


def _case(letter: str, row: Row, said: float) -> Case:
    right = abs(said - row.megabytes) <= SLACK
    pull = row.pull
    here = pull.shared if len(pull.moments) > 4 else len(pull.image.layers)
    were = "was" if here == 1 else "were"
    seen = f"you said {said:g} MB; {here} of {len(pull.image.layers)} layers {were} on the machine"
    tag = "M19" if not right and said > row.megabytes else ""
    return Case(f"{letter}: {row.words}", right, seen, f"{row.megabytes:.1f} MB", tag)


EXERCISE = Exercise(
    id="01.second-pull",
    title="What travels?",
    points=20,
    task=task,
    check=check,
    answer=answer,
    why="A layer that is on the machine already, on the same layers below it, does not travel again. Two names of one "
    "image cost only a manifest. And docker rmi deletes only layers that no other image needs, so pulling the image "
    "again brings only those.",
    hints=(
        "Docker compares layers by digest, from the bottom up, with those that it has.",
        "Go through the pulls in order, and keep a list of the layers that the machine has by then.",
        "Add up only the layers that are not in your list. An image that is there under another name costs nothing; "
        "rmi takes off your list only what no other image uses.",
    ),
    shape=SHAPE,
    misconceptions=("M19",),
)
