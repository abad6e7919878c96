"""Task 3: an image from scratch that builds and does not start."""

from __future__ import annotations

from collections.abc import Sequence

from dockerlab.drawing import size
from dockerlab.exercises.answers import wants
from dockerlab.exercises.base_images.hosts import Printed, built, run
from dockerlab.exercises.exercise import Case, Exercise, Variant
from dockerlab.image import Image
from dockerlab.widgets.kernel_view import files_of

__all__ = ["EXERCISE", "MOST", "START"]

START = """FROM scratch
COPY --from=alpine:3.23 /bin/busybox /bin/busybox
COPY greeting.txt /
CMD cat /greeting.txt
"""
MOST, LARGEST = 6, 3_000_000  # files, and bytes, of an image that is no distribution
SHAPE = 'a Dockerfile in triple quotes: """FROM scratch …"""'


def greeting(variant: Variant) -> str:
    """Return the text of a learner's greeting.txt."""
    words = variant.pick("greeting", ["hello", "welcome", "good morning"])
    return f"{words}, {variant.pick('who', ['Ada', 'Bob', 'Eve', 'Kim'])}"


def files(variant: Variant) -> dict[str, str]:
    """Return the build context."""
    return {"greeting.txt": f"{greeting(variant)}\n"}


def task(variant: Variant) -> str:
    """Return the Dockerfile, and what happens."""
    image = built(START, files(variant))
    fault = run(image)
    direct = run(image, ("/bin/busybox", "cat", "/greeting.txt"))
    return "\n".join(
        [START, "$ docker build -q -t greeting . && docker run --rm greeting", fault.said,
         "$ docker run --rm greeting /bin/busybox cat /greeting.txt", direct.said,
         "", f"Wanted: {greeting(variant)}", f"(at most {MOST} files and {size(LARGEST)})"]
    )  # fmt: skip


def small(image: Image) -> Case:
    """Whether an image is only what is needed, and no distribution."""
    count = files_of(image)
    seen = f"{count} files, {size(image.size)}"
    wanted = f"at most {MOST} files and {size(LARGEST)}"
    right = count <= MOST and image.size <= LARGEST
    return Case("the image holds no distribution", right, seen, wanted, "" if right else "M7")


def started(done: Printed, wanted: str, statement: str, belief: str = "") -> Case:
    """Whether a container printed a text; ``belief`` is behind a wrong text, not behind one that did not start."""
    right = done.status == 0 and done.output.strip() == wanted
    return Case(statement, right, f"status {done.status}: {done.said}", wanted, "" if right or done.status else belief)


def check(given: object, variant: Variant) -> Sequence[Case]:
    """The Dockerfile is built, and a container started without arguments, twice: with two greetings."""
    dockerfile = wants(given, str, SHAPE)
    image = built(dockerfile, files(variant))
    other = built(dockerfile, {"greeting.txt": "another text\n"})
    return [
        small(image),
        started(run(image), greeting(variant), "docker run prints greeting.txt"),
        started(run(other), "another text", "with another greeting.txt it prints that one"),
    ]


EXERCISE = Exercise(
    id="02.repair",
    title="It builds and does not start",
    points=20,
    task=task,
    check=check,
    answer=lambda variant: (
        "FROM scratch\nCOPY --from=busybox:musl /bin/busybox /bin/busybox\nCOPY greeting.txt /\n"
        'CMD ["/bin/busybox", "cat", "/greeting.txt"]\n'
    ),
    why="From scratch means from nothing: no shell for the shell form of CMD, and no C library. Alpine's busybox is "
    "linked dynamically, so the kernel looks for its loader /lib/ld-musl-x86_64.so.1 and says “no such file” about "
    "that one. A static program, such as that of busybox:musl, needs no other file. Copying the loader beside it will "
    "do, too.",
    hints=(
        "What does a program need besides itself? And who runs a CMD that is not written as a list?",
        "CMD cat … is run by /bin/sh, which is not there. Alpine's busybox needs the loader of its C library.",
        'Take /bin/busybox from busybox:musl, which is static, and write CMD ["/bin/busybox", "cat", "/greeting.txt"].',
    ),
    shape=SHAPE,
    misconceptions=("M7",),
    start=START,
)
