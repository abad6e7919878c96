"""Task 3: what does docker history say of an image, after a commit and after a build?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from dockerlab.exercises.commit.workshop import typed, workshop
from dockerlab.exercises.exercise import Case, Exercise, Variant
from dockerlab.exercises.questions import Question, judged, listed, truths

__all__ = ["EXERCISE", "questions"]

LETTERS = "abcdef"
SHAPE = 'a dictionary: {"a": "0 MB", …} for the letters a to f, each one of the texts to choose from'
MB = 1_000_000


@dataclass(frozen=True)
class Story:
    """The learner's own words: a service, what was typed, a number of megabytes."""

    service: str
    command: str
    megabytes: int

    @property
    def options(self) -> tuple[str, ...]:
        """What there is to choose from."""
        rows = (self.service, self.command, f"sh -c {self.command}", "cat /app/config.txt", "docker commit work new")
        built = f"RUN /bin/sh -c {self.command} # buildkit"
        return (*rows, built, "0 MB", f"{self.megabytes} MB", f"{2 * self.megabytes} MB")


def story(variant: Variant) -> Story:
    """Return a learner's story."""
    service = variant.pick("service", ["sleep infinity", "sleep 1d", "tail -f /dev/null"])
    name, value = variant.pick("word", ["color", "size", "shape"]), variant.number("value", 2, 9)
    return Story(service, f"echo {name}={value} > /app/{name}.txt", variant.number("megabytes", 3, 9))


def top(run: str, *commands: str) -> str:
    """Return the CREATED BY of the newest row after a container is run, changed and committed."""
    lab = workshop(run)
    for command in commands:
        typed(lab, command)
    lab.run("docker commit work new")
    return lab.run("docker history --no-trunc --format '{{.CreatedBy}}' new | head -1").stdout.strip()


def built(command: str) -> str:
    """Return the CREATED BY of the newest row after a build."""
    lab = workshop("true")
    lab.write("Dockerfile", f"FROM app\nRUN {command}\n")
    lab.run("docker build -q -t new .")
    return lab.run("docker history --no-trunc --format '{{.CreatedBy}}' new | head -1").stdout.strip()


def grown(*rounds: str) -> int:
    """Return by how many MB an image is larger than ``app`` after a commit for each of ``rounds`` of commands."""
    lab = workshop("true")
    base = lab.engine.store.resolve("app").size
    name = "app"
    for n, commands in enumerate(rounds):
        lab.run(f"docker run -d --name work{n} {name} sleep infinity")
        typed(lab, commands, f"work{n}")
        name = f"new{n}"
        lab.run(f"docker commit work{n} {name}")
    return round((lab.engine.store.resolve(name).size - base) / MB)


@cache
def outcomes(told: Story) -> dict[str, Question]:
    """Return all questions of a story, with what the model does."""
    run = f"docker run -d --name work app {told.service}"
    write = f"dd if=/dev/zero of=/big bs=1000000 count={told.megabytes}"
    rows = {
        f"$ {run}\n$ docker exec work sh -c '{told.command}'\n$ docker commit work new\n→ CREATED BY of the top row?": (
            top(run, told.command), "M17"),
        f"$ docker run --name work app sh -c '{told.command}'\n$ docker commit work new\n"
        "→ CREATED BY of the top row?": (top(f"docker run --name work app sh -c '{told.command}'"), "M6"),
        "$ docker run --name work app\n$ docker commit work new\n→ CREATED BY of the top row?": (
            top("docker run --name work app"), "M17"),
        f"Dockerfile: FROM app, RUN {told.command}\n$ docker build -t new .\n→ CREATED BY of the top row?": (
            built(told.command), "M17"),
    }  # fmt: skip
    sizes = {
        f"in one container: {write}; then rm /big; then docker commit.\nBy how much is the image larger?": (
            grown(f"{write} 2>/dev/null; rm /big"), "M1"),
        f"in one container: {write}; then docker commit.\n"
        "In a container of that image: rm /big; then docker commit.\n"
        "By how much is the second image larger than app?": (grown(f"{write} 2>/dev/null", "rm /big"), "M1"),
    }  # fmt: skip
    asked = [Question(words, row, f"docker history says {row}", tag) for words, (row, tag) in rows.items()]
    asked += [
        Question(words, f"{mb} MB", f"docker history adds up to {mb} MB", tag) for words, (mb, tag) in sizes.items()
    ]
    return dict(zip(LETTERS, asked, strict=True))


def questions(variant: Variant) -> dict[str, Question]:
    """Return a learner's questions by letter."""
    asked = outcomes(story(variant))
    order = variant.shuffle("order", LETTERS)
    return {letter: asked[other] for letter, other in zip(LETTERS, order, strict=True)}


def task(variant: Variant) -> str:
    """Return the questions, and the texts to choose from, one a line."""
    return "\n".join(
        [listed(questions(variant)), "", "Choose from:", *(f"   {text}" for text in story(variant).options)]
    )


def check(answer: object, variant: Variant) -> Sequence[Case]:
    """Six questions on what an image remembers."""
    return judged(answer, questions(variant), SHAPE, story(variant).options)


EXERCISE = Exercise(
    id="05.history",
    title="What history says",
    points=10,
    task=task,
    check=check,
    answer=lambda variant: truths(questions(variant)),
    why="The row of a commit shows the container's command, whatever was typed into it later; only a build writes down "
    "what it ran. And a commit takes the container as it is at that moment: what was removed before is not in the "
    "layer, what was removed after stays in the layer below.",
    hints=(
        "Who wrote the row: somebody who saw the commands, or somebody who only saw the container?",
        "The engine knows the container's own command. A docker exec is no part of it.",
        "After a commit: the command of docker run, or the image's CMD where there was none. After a build: the RUN "
        "line with its shell. A file removed before the commit costs nothing, one removed in the next container all.",
    ),
    shape=SHAPE,
    misconceptions=("M17", "M6", "M1"),
)
