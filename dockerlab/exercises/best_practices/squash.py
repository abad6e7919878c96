"""Task 3: one RUN, or two? Measured, not believed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from dockerlab.exercises.exercise import Case, Exercise, Variant
from dockerlab.exercises.questions import Question, judged, listed, truths
from dockerlab.review import Change, Review, review

__all__ = ["EXERCISE", "SCENES", "Scene", "better"]

OPTIONS = ("one", "two", "no matter")
SHAPE = 'a dictionary: {"a": "one", "b": "two", "c": "no matter", …} for the letters a to e'


@dataclass(frozen=True)
class Scene:
    """Two steps that could be one, what is done to the project, and what counts."""

    words: str
    steps: tuple[str, str]
    counts: Literal["size", "seconds", "delta"]
    misconception: str
    before: str = "FROM busybox\n"
    changes: tuple[Change, ...] = ()

    def dockerfile(self, joined: bool) -> str:
        """Return the Dockerfile with one RUN, or with two."""
        one, two = self.steps
        return f"{self.before}RUN {one} && {two}\n" if joined else f"{self.before}RUN {one}\nRUN {two}\n"


def edited(word: str) -> tuple[Change, ...]:
    """The change of one word of the second step, in the Dockerfile."""
    return (Change(f"you change {word} in the Dockerfile", {}),)


SCENES = (
    Scene(
        "an archive of 30 MB is downloaded, then unpacked and deleted",
        ("dd if=/dev/zero of=/a.tar bs=1000000 count=30", "rm /a.tar"),
        "size",
        "M1",
    ),
    Scene(
        "a library is built for 50 s; then a settings file is written, which changes every day",
        ("sleep 50; echo library > /library", "echo settings-1 > /settings"),
        "seconds",
        "M24",
    ),
    Scene(
        "a tree of 20 MB is written, then its permissions are changed",
        ("dd if=/dev/zero of=/data bs=1000000 count=20", "chmod 600 /data"),
        "size",
        "M16",
    ),
    Scene(
        "20 MB of data, which never change, and a version number, which changes with each release",
        ("dd if=/dev/zero of=/data bs=1000000 count=20", "echo release-1 > /version"),
        "delta",
        "M24",
    ),
    Scene(
        "a package manager leaves 12 MB of lists, which are then deleted",
        ("dd if=/dev/zero of=/lists bs=1000000 count=12", "rm /lists"),
        "size",
        "M1",
    ),
    Scene("two directories are made, and nothing is ever changed", ("mkdir /one", "mkdir /two"), "size", "M24"),
    Scene(
        "a file of 15 MB is written by root, then given to a user",
        ("dd if=/dev/zero of=/d bs=1000000 count=15", "chown 1000 /d"),
        "size",
        "M16",
    ),
)
WHAT = {
    "size": "bytes of the image",
    "seconds": "seconds of tomorrow's build",
    "delta": "bytes pulled for the next release",
}


def measure(scene: Scene, joined: bool) -> float:
    """Return what counts, in bytes or seconds."""
    first = scene.dockerfile(joined)
    files = {"Dockerfile": first, ".dockerignore": "Dockerfile\n"}
    after = first.replace("-1 >", "-2 >")
    found: Review = review(files, [Change("the next day", {"Dockerfile": after})] if after != first else [])
    return found.metrics[scene.counts]


@cache
def better(scene: Scene) -> tuple[str, float, float]:
    """Return which is better, and what each costs; a kilobyte or a second does not matter."""
    one, two = measure(scene, True), measure(scene, False)
    slack = 1 if scene.counts == "seconds" else 1000
    return "no matter" if abs(one - two) <= slack else "one" if one < two else "two", one, two


@cache
def questions(variant: Variant) -> Mapping[str, Question]:
    """Return five of the scenes: some where joining helps, some where it hurts."""
    apart = [scene for scene in SCENES if better(scene)[0] == "two"]
    others = [scene for scene in SCENES if scene not in apart]
    chosen = variant.shuffle("order", [*apart, *variant.sample("scenes", others, 5 - len(apart))])
    asked = {}
    for letter, scene in zip("abcde", chosen, strict=True):
        answer, one, two = better(scene)
        unit = WHAT[scene.counts]
        seen = f"as one RUN it costs {one:,.0f}, as two {two:,.0f} ({unit})"
        asked[letter] = Question(f"{scene.words}.\nWhat counts: {unit}", answer, seen, scene.misconception)
    return asked


def check(answer: object, variant: Variant) -> Sequence[Case]:
    """Each choice against both builds."""
    return judged(answer, questions(variant), SHAPE, OPTIONS)


EXERCISE = Exercise(
    id="12.squash",
    title="One RUN or two?",
    points=15,
    task=lambda variant: listed(questions(variant), OPTIONS),
    check=check,
    answer=lambda variant: truths(questions(variant)),
    why="Join what writes and what deletes or changes the same bytes, so that they are stored once or not at all. "
    "Keep apart what changes at another pace, so that the cache and the next pull can keep the part that stays. Where "
    "neither is the case, it does not matter.",
    hints=(
        "A layer is stored, cached and pulled as a whole.",
        "Does the second step undo or change bytes of the first? Or does it change more often than the first?",
        "Deleted, chmod, chown: one. Another pace, and it is time or a pull that counts: two. Neither: no matter.",
    ),
    shape=SHAPE,
    misconceptions=("M24", "M1", "M16"),
)
