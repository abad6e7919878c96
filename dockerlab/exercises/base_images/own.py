"""Task 4: a distribution of one's own, from scratch, in two files."""

from __future__ import annotations

from collections.abc import Sequence

from dockerlab.engine import KERNEL
from dockerlab.exercises.answers import wants
from dockerlab.exercises.base_images.hosts import OTHER, built, run
from dockerlab.exercises.base_images.repair import small, started
from dockerlab.exercises.exercise import Case, Exercise, Variant
from dockerlab.widgets.kernel_view import os_name

__all__ = ["EXERCISE", "wanted_name"]

SHAPE = 'a Dockerfile in triple quotes: """FROM scratch …"""'
START = """FROM alpine:3.23
CMD ["uname", "-r"]
"""


def wanted_name(variant: Variant) -> str:
    """Return the name of a learner's distribution."""
    first = variant.pick("name", ["Penguin", "Harbour", "Feather", "Walnut", "Comet"])
    return f"{first} Linux {variant.number('major', 1, 9)}.{variant.number('minor', 0, 9)}"


def check(given: object, variant: Variant) -> Sequence[Case]:
    """The image is built, and a container of it started on two hosts with different kernels."""
    image = built(wants(given, str, SHAPE))
    name, wanted = os_name(image), wanted_name(variant)
    said = name == wanted
    return [
        small(image),
        Case(
            "/etc/os-release says who it is",
            said,
            f"PRETTY_NAME is {name or 'not there'}",
            wanted,
        ),
        started(run(image), KERNEL, f"on a host with {KERNEL}, docker run prints the kernel's release", "M7"),
        started(run(image, kernel=OTHER), OTHER, f"on a host with {OTHER}, the same image prints that", "M7"),
    ]


def answer(variant: Variant) -> str:
    """A right answer: a static program, and a here-document."""
    return (
        "FROM scratch\nCOPY --from=busybox:musl /bin/busybox /bin/uname\n"
        f'COPY <<END /etc/os-release\nPRETTY_NAME="{wanted_name(variant)}"\nEND\nCMD ["/bin/uname", "-r"]\n'
    )


EXERCISE = Exercise(
    id="02.own",
    title="A distribution of your own",
    points=20,
    task=lambda variant: f'PRETTY_NAME="{wanted_name(variant)}"',
    check=check,
    answer=answer,
    why="A distribution in an image is files, and the name of it is one line of one file. The kernel's release is in "
    "no file: the program asks for it, and the host answers, on every host with its own.",
    hints=(
        "What of the two answers stands in a file, and what must be asked of the kernel?",
        "You need one static program that can do uname, and one file. A here-document (COPY <<END /etc/os-release) "
        "makes a file.",
        "busybox:musl has a static /bin/busybox; copied as /bin/uname, it is uname. Its CMD must be a list.",
    ),
    shape=SHAPE,
    misconceptions=("M7",),
    start=START,
)
