"""Task 2: put the moments of a pull into an order in which they can happen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from dockerlab.exercises.answers import AnswerError, wants
from dockerlab.exercises.exercise import Case, Exercise, Variant
from dockerlab.reference import parse
from dockerlab.registry import Moment, Pull, Registry, watch
from dockerlab.registry.wire import NEEDS, Kind
from dockerlab.store import Store

__all__ = ["EXERCISE", "moments", "pulled"]

DAY = 1_772_500_000.0  # seconds since 1970: a day in the lab's first week
PAIRS = (("python:3.13-slim", "python:3.12-slim"), ("alpine:3.23", "nginx:alpine"), ("debian:trixie-slim", "nginx"))
LETTERS = "abcdefgh"
SHAPE = 'a list of the eight letters, each once, first to last: ["c", "a", …]'
BELIEFS: dict[tuple[Kind, Kind], str] = {("compare", "layer"): "M19"}  # of somebody who has the second before the first
BECAUSE: dict[tuple[Kind, Kind], str] = {
    ("ask", "manifest"): "the registry answers what it is asked",
    ("manifest", "compare"): "only the manifest says which layers there are",
    ("manifest", "config"): "only the manifest says which configuration",
    ("compare", "layer"): "only then is it known which layers must travel",
    ("layer", "verify"): "only bytes that came can be hashed",
    ("verify", "unpack"): "what is not verified is not unpacked",
    ("config", "unpack"): "the configuration says which DiffID must come out",
    ("unpack", "name"): "a name is given to an image that is complete",
}


@cache
def pulled(variant: Variant) -> Pull:
    """Return the pull that the task is about: a second image, on a machine that has a first."""
    first, second = variant.pick("images", PAIRS)
    store = watch(Registry(), parse(first), Store(), DAY).store
    return watch(Registry(), parse(second), store, DAY)


def moments(variant: Variant) -> Mapping[str, Moment]:
    """Return the first moment of each kind by its letter."""
    found: dict[Kind, Moment] = {}
    for moment in pulled(variant).moments[1:]:
        found.setdefault(moment.kind, moment)
    return dict(zip(LETTERS, variant.shuffle("order", list(found.values())), strict=True))


def task(variant: Variant) -> str:
    """Return the moments, mixed."""
    head = f"docker pull {pulled(variant).reference.familiar}, on a machine that has another image already:"
    return "\n".join([head, *(f"{letter}  {moment.words}" for letter, moment in moments(variant).items())])


def answer(variant: Variant) -> list[str]:
    """A right answer: the order in the model."""
    letters = {moment.kind: letter for letter, moment in moments(variant).items()}
    return [letters[kind] for kind in NEEDS]


def check(given: object, variant: Variant) -> Sequence[Case]:
    """Whatever must be known before something can be done stands before it; the rest may stand as one likes."""
    said = wants(given, list, SHAPE)
    if any(not isinstance(one, str) for one in said) or sorted(map(str, said)) != list(LETTERS):
        raise AnswerError("the answer does not hold each of the letters a to h once", hint=f"Write it as {SHAPE}")
    letters = {moment.kind: letter for letter, moment in moments(variant).items()}
    return [
        _case(before, after, letters[before], letters[after], said)
        for after, needs in NEEDS.items()
        for before in needs
    ]


def _case(before: Kind, after: Kind, one: str, other: str, said: list[str]) -> Case:
    right = said.index(one) < said.index(other)
    because = BECAUSE[before, after]
    seen, wanted = f"{other} stands before {one}", f"{one} first: {because}"
    return Case(f"{one} comes before {other}", right, seen, wanted, "" if right else BELIEFS.get((before, after), ""))


EXERCISE = Exercise(
    id="01.order",
    title="A pull, step by step",
    points=15,
    task=task,
    check=check,
    answer=answer,
    why="A tag is only a name, so a pull begins with the question what it means. The answer, the manifest, lists "
    "everything else by digest, so nothing can be compared or fetched before it. A layer is checked before it is "
    "unpacked, and the image gets its name last, when all of it is here.",
    hints=(
        "For each line, ask: what must be known before this can be done?",
        "Everything but the manifest itself is found through the manifest.",
        "Question, manifest, then comparison and configuration in any order; the layer travels, is verified, is "
        "unpacked; the name comes last.",
    ),
    shape=SHAPE,
    misconceptions=("M19",),
)
