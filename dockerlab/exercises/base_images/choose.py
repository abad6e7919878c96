"""Task 5, the boss: the smallest base on which each of four applications runs, or a virtual machine; and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from dockerlab.engine import KERNEL, Engine
from dockerlab.exercises.exercise import Case, Exercise, Variant
from dockerlab.exercises.questions import Question, judged, truths
from dockerlab.image import Image
from dockerlab.widgets.kernel_view import files_of, libc

__all__ = ["BASES", "EXERCISE", "REASONS", "questions"]

BASES = ("scratch", "alpine:3.23", "debian:trixie-slim", "VM")
SHAPE = 'a dictionary: {"a": "alpine:3.23", "a why": "shell", "b": …, "b why": …, …} for a to d'


REASONS = {
    "nothing": "it needs nothing but itself",
    "shell": "it needs a shell",
    "library": "it needs the C library that it was linked with",
    "packages": "it needs this package manager",
    "kernel": "it needs a kernel that the host does not have",
}


@dataclass(frozen=True)
class Application:
    """What a learner reads; the reason for its base; whether it runs on an image, and why not on a smaller one."""

    words: str
    reason: str
    fits: Callable[[Image], bool]
    seen: str


def in_tree(path: str) -> Callable[[Image], bool]:
    """Return the question whether an image has a file."""
    return lambda image: image.filesystem.exists(path)


def linked(library: str) -> Callable[[Image], bool]:
    """Return the question whether an image has the loader of a C library."""
    return lambda image: libc(image) == library


def kernel_files(image: Image) -> bool:
    """Say whether an image brings a kernel, or modules of one."""
    return files_of(image, "/boot") + files_of(image, "/lib/modules") > 0


def anything(image: Image) -> bool:
    """Say of every image that it will do."""
    return True


ALONE = "a static program needs no other file"
HOST = "no image has a kernel, and all run on the host's"
GROUPS = (
    (
        Application("a server in Go, linked statically; it opens port 8080, reads no file", "nothing", anything, ALONE),
        Application("a command-line tool in Rust, linked statically; it adds numbers", "nothing", anything, ALONE),
    ),
    (
        Application(
            "a shell script (#!/bin/sh) of forty lines that uses sed, grep and cut", "shell",
            in_tree("/bin/sh"), "scratch has no /bin/sh",
        ),
        Application(
            "a C program linked dynamically with musl, as Alpine's own programs are", "library",
            linked("musl"), "its loader is /lib/ld-musl-x86_64.so.1",
        ),
    ),
    (
        Application(
            "a closed-source program, delivered as a binary that is linked dynamically with glibc", "library",
            linked("glibc"), "its loader is /lib64/ld-linux-x86-64.so.2",
        ),
        Application(
            "a report generator whose set-up runs `apt-get install` for a dozen packages", "packages",
            in_tree("/usr/bin/apt-get"), "apt-get is Debian's; Alpine has apk, scratch has none",
        ),
    ),
    (
        Application(
            f"a storage driver, delivered as a kernel module for 5.14; the host has {KERNEL}", "kernel",
            kernel_files, HOST,
        ),
        Application(
            f"a control program, certified for the kernel 4.19-rt alone; the host has {KERNEL}", "kernel",
            kernel_files, HOST,
        ),
    ),
)  # fmt: skip


@cache
def bases() -> Mapping[str, Image]:
    """Return the images to choose from, smallest first."""
    engine = Engine()
    found = {name: Image() if name == "scratch" else engine.image(name) for name in BASES[:-1]}
    return dict(sorted(found.items(), key=lambda item: item[1].size))


def smallest(application: Application) -> str:
    """Return the smallest base that has what an application needs; a VM where no image can."""
    return next((name for name, image in bases().items() if application.fits(image)), "VM")


def applications(variant: Variant) -> dict[str, Application]:
    """Return a learner's four applications by letter."""
    drawn = [variant.pick(str(n), group) for n, group in enumerate(GROUPS)]
    return dict(zip("abcd", variant.shuffle("order", drawn), strict=True))


def questions(variant: Variant) -> Mapping[str, Question]:
    """Return the eight questions: a base and a reason for each application."""
    rows = {}
    for letter, application in applications(variant).items():
        base = smallest(application)
        seen = f"the smallest that will do is {base}: {application.seen}"
        belief = "M7" if base == "VM" else ""
        rows[letter] = Question(application.words, base, seen, belief)
        reason = f"{application.seen}; so {REASONS[application.reason]}"
        rows[f"{letter} why"] = Question("why that one?", application.reason, reason, belief)
    return rows


def task(variant: Variant) -> str:
    """Return the applications, the bases, and the reasons."""
    lines = [f"{letter}  {application.words}" for letter, application in applications(variant).items()]
    reasons = [f"  {word:9} {words}" for word, words in REASONS.items()]
    return "\n".join([*lines, "", "Bases, smallest first: " + "   ".join(BASES), "Reasons:", *reasons])


def check(answer: object, variant: Variant) -> Sequence[Case]:
    """Four bases and four reasons, each right or wrong."""
    return judged(answer, questions(variant), SHAPE, (*BASES, *REASONS))


EXERCISE = Exercise(
    id="02.choose",
    title="Boss: which base, or a virtual machine?",
    points=25,
    task=task,
    check=check,
    answer=lambda variant: truths(questions(variant)),
    why="Ask what the program needs that is a file: nothing, a shell, the C library it was linked with, a package "
    "manager. The smallest base that has it will do. What it needs of the kernel no base can give; then it is a VM.",
    hints=(
        "Separate the needs: which are files, which are the kernel's?",
        "A static program needs no file. A dynamic one needs the loader of its C library: glibc is Debian's, musl is "
        "Alpine's.",
        "Static: scratch. Shell or musl: alpine. glibc or apt-get: debian. A kernel of its own: VM.",
    ),
    shape=SHAPE,
    misconceptions=("M7",),
)
