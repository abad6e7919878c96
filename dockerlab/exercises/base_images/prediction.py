"""Task 1, locked: what do containers say of their distribution, and what of the kernel?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from dockerlab.exercises.base_images.hosts import run
from dockerlab.exercises.exercise import Case, Exercise, Variant
from dockerlab.exercises.questions import Question, judged, listed, truths
from dockerlab.widgets.kernel_line import KERNELS

__all__ = ["EXERCISE", "options", "questions"]

LETTERS = "abcdef"
IMAGES = ("debian:trixie-slim", "ubuntu:24.04", "almalinux:9-minimal", "alpine:3.23")
ERROR = "an error"
SHAPE = 'a dictionary: {"a": "6.8.0-52-generic", "b": …, …} for the letters a to f'
NAME = ("grep", "PRETTY_NAME", "/etc/os-release")


def hosts(variant: Variant) -> tuple[str, str]:
    """Return the kernel of a learner's host, and the one that it is started with later."""
    before, after = variant.sample("kernels", list(KERNELS), 2)
    return before, after


def images(variant: Variant) -> tuple[str, str]:
    """Return a learner's two images."""
    first, second = variant.sample("images", IMAGES, 2)
    return first, second


def said(image: str, argv: Sequence[str], kernel: str) -> str:
    """Return what a container prints, in the words of the options."""
    done = run(image, argv, kernel=kernel)
    return done.output.strip().removeprefix("PRETTY_NAME=").strip('"') if done.status == 0 else ERROR


@cache
def questions(variant: Variant) -> Mapping[str, Question]:
    """Return a learner's six questions by letter."""
    (before, after), (first, second) = hosts(variant), images(variant)
    story = [
        (first, ("uname", "-r"), before, "every container runs on the host's kernel"),
        (first, NAME, before, "the file is one of the image's"),
        (second, ("uname", "-r"), before, "another image, the same kernel"),
        ("hello-world", ("uname", "-r"), before, "the image has one file, /hello; there is no uname to run"),
        (first, ("uname", "-r"), after, "the host has another kernel now, so the container has"),
        (first, NAME, after, "the image has not changed"),
    ]
    rows = []
    for image, argv, kernel, why in story:
        truth = said(image, argv, kernel)
        host = f"on the host with {kernel}" if kernel == before else f"the host was started anew, with {kernel}"
        words = f"docker run --rm {image} {' '.join(argv)}\n({host})"
        belief = "M7" if argv[0] == "uname" and image != "hello-world" else ""
        rows.append(Question(words, truth, f"it prints {truth}: {why}", belief))
    return dict(zip(LETTERS, rows, strict=True))


def options(variant: Variant) -> list[str]:
    """Return what there is to choose from."""
    first, second = images(variant)
    before, after = hosts(variant)
    return [before, after, said(first, NAME, before), said(second, NAME, before), ERROR]


def task(variant: Variant) -> str:
    """Return the six commands, and the answers to choose from, one a line."""
    return "\n".join([listed(questions(variant)), "", "Choose from:", *(f"  {word}" for word in options(variant))])


def check(answer: object, variant: Variant) -> Sequence[Case]:
    """Six predictions, each right or wrong."""
    return judged(answer, questions(variant), SHAPE, options(variant))


EXERCISE = Exercise(
    id="02.predict",
    title="Who answers?",
    points=20,
    task=task,
    check=check,
    answer=lambda variant: truths(questions(variant)),
    why="/etc/os-release is a file of the image, and says what the image's author wrote into it. uname asks the "
    "kernel, and there is one for all: the host's. It changes when the host is started with another, and then for "
    "every container.",
    hints=(
        "For each command, ask: does the answer stand in a file of the image, or does the kernel give it?",
        "uname -r asks the kernel; grep reads a file. And each is itself a program that must be in the image.",
        "Every uname -r gives the kernel of the host at that time; every grep the distribution of the image; "
        "hello-world has neither program.",
    ),
    shape=SHAPE,
    misconceptions=("M7",),
    locked=True,
)
