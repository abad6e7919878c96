"""Task 1, locked: two containers of one image; what does each ``cat`` print?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from dockerlab.exercises.exercise import Case, Exercise, Variant
from dockerlab.exercises.questions import Question, judged, truths
from dockerlab.lab import Lab

__all__ = ["EXERCISE", "commands", "questions"]

WORDS = ("red", "green", "blue", "white", "black", "amber")
LETTERS = "abcdef"
SHAPE = 'a dictionary: {"a": "red", "b": …, …} for the letters a to f, each one of the three words'


def words(variant: Variant) -> list[str]:
    """Return the word in the image, the word that a container writes, and the word of the next version of the image."""
    return variant.sample("words", WORDS, 3)


def commands(variant: Variant) -> list[str]:
    """Return the commands of a learner's story; six of them are a ``cat``."""
    first, second, third = words(variant)
    writer, other = variant.shuffle("who", ["left", "right"])
    endings = {
        "restarted": [f"docker restart -t 0 {writer}", f"docker exec {writer} cat /color"],
        "made anew": [
            f"docker rm -f {writer}",
            f"docker run -d --name {writer} paint sleep infinity",
            f"docker exec {writer} cat /color",
        ],
    }
    return [
        f"printf 'FROM busybox\\nRUN echo {first} > /color\\n' > Dockerfile && docker build -q -t paint .",
        "docker run -d --name left paint sleep infinity",
        "docker run -d --name right paint sleep infinity",
        f"docker exec {writer} sh -c 'echo {second} > /color'",
        f"docker exec {writer} cat /color",
        f"docker exec {other} cat /color",
        "docker run --rm paint cat /color",
        *endings[variant.pick("ending", list(endings))],
        f"sed -i s/{first}/{third}/ Dockerfile && docker build -q -t paint .",
        f"docker exec {other} cat /color",
        "docker run --rm paint cat /color",
    ]


def asked(command: str) -> bool:
    """Say whether a command is one of the questions."""
    return command.endswith("cat /color")


@cache
def printed(variant: Variant) -> tuple[str, ...]:
    """Return what each ``cat`` prints in the model."""
    lab = Lab()
    said = [(command, lab.run(command)) for command in commands(variant)]
    return tuple(done.stdout.strip() for command, done in said if asked(command))


def questions(variant: Variant) -> Mapping[str, Question]:
    """Return a learner's six questions by letter."""
    why = (
        "the file that a container writes lies in the container's own writable layer",
        "another container of the same image has another writable layer",
        "a new container begins with what is in the image, and nothing was written into the image",
        "the writable layer lives as long as the container: a restart keeps it, rm throws it away",
        "a container keeps the image that it was made from, wherever the name goes",
        "the name paint means the new image now",
    )
    story = [command for command in commands(variant) if asked(command)]
    rows = zip(LETTERS, story, printed(variant), why, strict=True)
    return {letter: Question(command, said, because, "M6") for letter, command, said, because in rows}


def task(variant: Variant) -> str:
    """Return the story, its questions marked with their letters."""
    letters = iter(LETTERS)
    lines = [f"{next(letters) if asked(command) else ' '}  $ {command}" for command in commands(variant)]
    return "\n".join([*lines, "", f"Choose from: {'   '.join(sorted(words(variant)))}"])


def check(answer: object, variant: Variant) -> Sequence[Case]:
    """Six predictions, each right or wrong."""
    return judged(answer, questions(variant), SHAPE, sorted(words(variant)))


EXERCISE = Exercise(
    id="01.two-containers",
    title="Two containers of one image",
    points=20,
    task=task,
    check=check,
    answer=lambda variant: truths(questions(variant)),
    why="An image is read only. Every container gets a thin writable layer of its own on top of it: what one writes, "
    "no other sees, and the image never changes. The layer lives from docker run to docker rm; stop and start keep it. "
    "A name such as paint can move to a new image, and a container stays with the image that it was made from.",
    hints=(
        "Which of the commands change the image, which change a container, and which only move a name?",
        "Each container writes into a layer of its own. The image below it is shared, and read only.",
        "A restart keeps the container's layer, docker rm deletes it. A new build moves the name, and leaves running "
        "containers as they are.",
    ),
    shape=SHAPE,
    misconceptions=("M6",),
    locked=True,
)
