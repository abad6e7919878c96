"""Task 2: twelve things that one sees in a container; which come with the image's rootfs, which from the kernel?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from dockerlab.engine import Engine
from dockerlab.exercises.base_images.hosts import run
from dockerlab.exercises.exercise import Case, Exercise, Variant
from dockerlab.exercises.questions import Question, judged, listed, truths

__all__ = ["EXERCISE", "questions"]

LETTERS = "abcdefghijkl"
OPTIONS = ("rootfs", "kernel")
SHAPE = 'a dictionary: {"a": "rootfs", "b": "kernel", …} for the letters a to l'
FILES = {  # files that an image may bring, with what they are
    "debian:trixie-slim": {
        "/etc/os-release": "the name of the distribution",
        "/etc/passwd": "the list of users",
        "/usr/bin/dash": "the shell",
        "/usr/bin/ls": "the program ls",
        "/usr/bin/apt-get": "the package manager",
        "/usr/bin/bash": "another shell",
        "/etc/debian_version": "the distribution's version",
        "/usr/lib64/ld-linux-x86-64.so.2": "the C library's loader",
        "/usr/bin/uname": "the program uname",
        "/var/lib/dpkg/status": "the list of installed packages",
    },
    "alpine:3.23": {
        "/etc/os-release": "the name of the distribution",
        "/etc/passwd": "the list of users",
        "/bin/sh": "the shell",
        "/bin/ls": "the program ls",
        "/sbin/apk": "the package manager",
        "/etc/alpine-release": "the distribution's version",
        "/etc/apk/repositories": "where packages come from",
        "/lib/ld-musl-x86_64.so.1": "the C library and its loader",
        "/bin/uname": "the program uname",
        "/lib/apk/db/installed": "the list of installed packages",
    },
}
ASKED = {  # what a running container shows, with the command that shows it
    "what `uname -r` prints": ("uname", "-r"),
    "what `uname -s` prints": ("uname", "-s"),
    "what /proc/version says": ("cat", "/proc/version"),
    "what /proc/sys/kernel/osrelease says": ("cat", "/proc/sys/kernel/osrelease"),
    "what /proc/sys/kernel/ostype says": ("cat", "/proc/sys/kernel/ostype"),
    "what /proc/1/cmdline says of process 1": ("cat", "/proc/1/cmdline"),
}


def image_name(variant: Variant) -> str:
    """Return the image that a learner's container is of."""
    return variant.pick("image", list(FILES))


@cache
def questions(variant: Variant) -> Mapping[str, Question]:
    """Return a learner's twelve things by letter: seven files of the image, five things that the kernel shows."""
    name = image_name(variant)
    tree = Engine().image(name).filesystem
    rows = []
    for path, what in variant.sample("files", list(FILES[name].items()), 7):
        truth = "rootfs" if tree.exists(path) else "kernel"
        rows.append(Question(f"{path}, {what}", truth, f"the file {path} is in the image {name}", ""))
    for what, argv in variant.sample("asked", list(ASKED.items()), 5):
        answered = run(name, argv)
        stored = argv[0] == "cat" and tree.exists(argv[-1])
        truth = "kernel" if answered.status == 0 and not stored else "rootfs"
        shown = " ".join(answered.output.replace("\0", " ").split())[:40]
        rows.append(Question(what, truth, f"it is {shown!r}, and stands in no file of the image", "M7"))
    return dict(zip(LETTERS, variant.shuffle("order", rows), strict=True))


def task(variant: Variant) -> str:
    """Return the twelve things."""
    return f"In a container of {image_name(variant)}:\n{listed(questions(variant), OPTIONS)}"


def check(answer: object, variant: Variant) -> Sequence[Case]:
    """Twelve words, each right or wrong."""
    return judged(answer, questions(variant), SHAPE, OPTIONS)


EXERCISE = Exercise(
    id="02.sort",
    title="Rootfs or kernel?",
    points=15,
    task=task,
    check=check,
    answer=lambda variant: truths(questions(variant)),
    why="Programs, libraries, configuration, the package manager and its lists are files: they come with the image. "
    "The answers of the kernel (uname, everything below /proc and /sys) are in no file of any image; they are made "
    "when somebody asks.",
    hints=(
        "Could you find it in the archive that docker save writes?",
        "The program uname is a file. What it prints is not.",
        "All below /proc is made by the kernel when somebody looks, and so is what uname prints. The rest are files.",
    ),
    shape=SHAPE,
    misconceptions=("M7",),
)
