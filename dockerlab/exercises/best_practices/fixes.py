"""Task 1, locked: how much does each of six fixes take off the image?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from dockerlab.exercises.best_practices.shop import MESSY, files, options, token
from dockerlab.exercises.exercise import Case, Exercise, Variant
from dockerlab.exercises.questions import Question, judged, listed, truths
from dockerlab.review import review

__all__ = ["EXERCISE", "FIXES", "Fix", "saved"]

MB = 1_000_000
OPTIONS = ("hundreds of MB", "tens of MB", "about 1 MB", "nothing")
SHAPE = 'a dictionary: {"a": "hundreds of MB", "b": "nothing", …} for the letters a to f'
IGNORE = ".git\ntests\n*.log\n.env\n"
APT = "RUN apt-get update\nRUN apt-get install -y curl\n"


@dataclass(frozen=True)
class Fix:
    """A change of the Dockerfile or of .dockerignore, and the belief behind a wrong guess about it."""

    words: str
    old: str = ""
    new: str = ""
    ignore: str = ""
    misconception: str = "M24"


FIXES = (
    Fix("python:3.12-slim in place of python:3.12", "FROM python:3.12\n", "FROM python:3.12-slim\n"),
    Fix("a .dockerignore that names .git, tests, *.log and .env", ignore=IGNORE, misconception="M1"),
    Fix("curl is not installed at all: nothing in the image calls it", APT, ""),
    Fix("pip install --no-cache-dir", "pip install -r", "pip install --no-cache-dir -r"),
    Fix(
        "one RUN more at the end: rm -rf /root/.cache /app/debug.log",
        "WORKDIR",
        "RUN rm -rf /root/.cache /app/debug.log\nWORKDIR",
        misconception="M1",
    ),
    Fix(
        "the two apt-get lines joined to one RUN, with && between them",
        APT,
        "RUN apt-get update && apt-get install -y curl\n",
    ),
    Fix("chmod -R go-w /app in a RUN of its own", "WORKDIR", "RUN chmod -R go-w /app\nWORKDIR", misconception="M16"),
    Fix("MAINTAINER becomes a LABEL", "MAINTAINER ada", "LABEL maintainer=ada", misconception="M24"),
)


def saved(variant: Variant, fix: Fix) -> int:
    """Return how many bytes smaller a fix alone makes the image; negative: it is larger."""
    messy = MESSY.format(token=token(variant))
    fixed = messy.replace(fix.old, fix.new) if fix.old else messy
    return _size(variant, messy, "") - _size(variant, fixed, fix.ignore)


@cache
def _size(variant: Variant, dockerfile: str, ignore: str) -> int:
    return review(files(variant, dockerfile, ignore or None), options=options(variant)).image.size


def word(count: int) -> str:
    """Return the option that a number of bytes falls under."""
    if count < MB // 10:
        return "nothing"
    return "about 1 MB" if count < 5 * MB else "tens of MB" if count < 100 * MB else "hundreds of MB"


@cache
def questions(variant: Variant) -> Mapping[str, Question]:
    """Return six of the fixes, each measured."""
    first, *others = FIXES
    chosen = variant.shuffle("order", [first, *variant.sample("fixes", others, 5)])
    asked = {}
    for letter, fix in zip("abcdef", chosen, strict=True):
        count = saved(variant, fix)
        unit = "byte" if abs(count) == 1 else "bytes"
        seen = f"the image is {abs(count):,} {unit} {'smaller' if count >= 0 else 'larger'}"
        asked[letter] = Question(fix.words, word(count), seen, fix.misconception)
    return asked


def check(answer: object, variant: Variant) -> Sequence[Case]:
    """Each guess against the measured image."""
    return judged(answer, questions(variant), SHAPE, OPTIONS)


EXERCISE = Exercise(
    id="12.fixes",
    title="What is each fix worth?",
    points=15,
    task=lambda variant: listed(questions(variant), OPTIONS),
    check=check,
    answer=lambda variant: truths(questions(variant)),
    why="The base image is most of the bytes, so it is the first thing to look at. What is not copied, installed or "
    "cached in the first place is saved; what a later RUN deletes or changes is stored all the same, and joining two "
    "lines saves nothing where none of them deletes anything.",
    hints=(
        "A layer only adds. Which of the fixes keep something from being written, and which come too late?",
        "Ask of each fix: in which layer are the bytes now, and are they still written there afterwards?",
        "The base: hundreds of MB. What apt-get or a cache leaves: look at docker history. An rm, a chmod or an && : "
        "nothing.",
    ),
    shape=SHAPE,
    misconceptions=("M1", "M24", "M16"),
    locked=True,
)
