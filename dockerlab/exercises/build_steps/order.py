"""Task 2: put what the classic builder does into order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from dockerlab.build.steps import BuildResult
from dockerlab.dockerfile import Run
from dockerlab.exercises.exercise import Case, Exercise, Variant
from dockerlab.exercises.questions import Question, judged, listed, truths
from dockerlab.lab import Lab

__all__ = ["EXERCISE", "questions"]

SHAPE = 'a dictionary: {"a": 3, "b": 1, …}: for each letter its place, from 1'
FIRST = ("cd /tmp", "export MODE=prod", "umask 077")
SECOND = ("pwd > /where.txt", "env > /env.txt", "touch /file.txt")


@cache
def traced(variant: Variant) -> BuildResult:
    """Build a learner's two commands with the classic builder."""
    first, second = variant.pick("first", FIRST), variant.pick("second", SECOND)
    text = f"FROM busybox\nRUN {first}\nRUN {second}\n"
    (result,) = Lab({"Dockerfile": text}).run("DOCKER_BUILDKIT=0 docker build -t web .").builds
    return result


def events(result: BuildResult) -> Iterator[str]:
    """Yield what happened, step by step, as the trace tells it."""
    image, count = "busybox", 0
    for step in result.steps:
        match step.instruction:
            case Run():
                count += 1
                command = step.instruction.original.removeprefix("RUN ")
                yield f"a container is made from {image}"
                yield f"`{command}` runs in a fresh shell, as the main process of that container"
                image = f"image {count}"
                yield f"what changed is committed as {image}, and the container is removed"
            case _:
                yield f"the image {image} is looked up, and pulled if it is not here"
    yield f"the name web is given to {image}"


@cache
def questions(variant: Variant) -> dict[str, Question]:
    """Return the events by letter, in another order; the truth is the place in the trace."""
    told = list(events(traced(variant)))
    asked = {}
    for letter, event in zip("abcdefgh", variant.shuffle("letters", told), strict=True):
        place = told.index(event) + 1
        seen = (
            f"in the trace it comes right after: {told[place - 2]}"
            if place > 1
            else "in the trace nothing comes before it"
        )
        asked[letter] = Question(event, place, seen, "M13" if event == "a container is made from image 1" else "")
    return asked


def task(variant: Variant) -> str:
    """Return the Dockerfile and the events."""
    return f"{traced(variant).dockerfile.text}\n{listed(questions(variant))}"


def check(answer: object, variant: Variant) -> Sequence[Case]:
    """Eight events, each at its place."""
    return judged(answer, questions(variant), SHAPE)


EXERCISE = Exercise(
    id="09.five-steps",
    title="Container, command, commit",
    points=15,
    task=task,
    check=check,
    answer=lambda variant: truths(questions(variant)),
    why="For each RUN: a container of the image before, the command in it, a commit of what it changed. The second "
    "command runs in another container with another shell, so what the first did to its shell is gone.",
    hints=(
        "What does a container have to be made from?",
        "A commit makes the image that the next container is made from.",
        "Base, container of busybox, first command, image 1, container of image 1, second command, image 2, name.",
    ),
    shape=SHAPE,
    misconceptions=("M13",),
)
