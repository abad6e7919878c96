"""Task 4: a second stage, so that the tools stay behind."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from dockerlab.clock import Clock
from dockerlab.engine import Engine
from dockerlab.errors import LabError
from dockerlab.exercises.answers import wants
from dockerlab.exercises.exercise import Case, Exercise, Variant
from dockerlab.exercises.project import Project, build, output

__all__ = ["EXERCISE", "START", "limit", "project"]

SHAPE = "a Dockerfile: a text in triple quotes"
MB = 1_000_000
START = """FROM buildpack-deps
COPY src /src
RUN cd /src && sh build.sh /usr/local/bin/report
CMD ["report"]
"""
BUILD = """#!/bin/sh
# It wants a compiler, as the real one would.
command -v gcc > /dev/null || { echo "build.sh: gcc: not found" >&2; exit 1; }
cat head.sh body.sh > "$1"
chmod 755 "$1"
"""
GOOD = """FROM buildpack-deps AS build
COPY src /src
RUN cd /src && sh build.sh /usr/local/bin/report
FROM busybox
COPY --from=build /usr/local/bin/report /usr/local/bin/
CMD ["report"]
"""


def project(variant: Variant, dockerfile: str) -> Project:
    """Return the project with a Dockerfile; what the program prints is the learner's own."""
    count = variant.number("count", 100, 999)
    return Project(
        {
            "Dockerfile": dockerfile,
            "src/build.sh": BUILD,
            "src/head.sh": "#!/bin/sh\n",
            "src/body.sh": f"echo {count} reports\n",
        }
    )


def limit(variant: Variant) -> int:
    """Return how many bytes the image may have."""
    return variant.number("limit", 9, 14) * MB


@cache
def wanted(variant: Variant) -> str:
    """Return what the program prints, from the image as it was."""
    return output(build(Engine(clock=Clock()), project(variant, START)))


def check(answer: object, variant: Variant) -> Sequence[Case]:
    """The image is built, started, and looked through."""
    text = wants(answer, str, SHAPE)
    result = build(Engine(clock=Clock()), project(variant, text))
    if result.image is None:
        raise LabError("the build made no image", hint="End with a stage that has a FROM.")
    printed, tree = output(result), result.image.filesystem
    size, most = result.image.size, limit(variant)
    works = Case(
        "the program runs as before",
        printed == wanted(variant),
        f"docker run prints {printed[:120]!r}",
        f"it prints {wanted(variant)!r}",
        gate=True,
    )
    tools = [path for path in ("/usr/bin/gcc", "/usr/bin/make", "/usr/bin/git") if tree.get(path) is not None]
    heavy = max(result.image.layers, key=lambda layer: layer.size)
    return [
        works,
        Case(
            f"the image has at most {most // MB} MB",
            size <= most,
            f"it has {size / MB:.0f} MB; its largest layer alone has {heavy.size / MB:.0f} MB",
            f"at most {most // MB} MB",
            "M1" if size > most and not tools else "",  # they are hidden, and still there
        ),
        Case(
            "no compiler in it",
            not tools,
            f"{' and '.join(tools)} can be seen in a container",
            "the tools stay behind",
        ),
        Case(
            "no sources in it",
            tree.get("/src/body.sh") is None,
            "/src/body.sh is in the image",
            "only what runs is in it",
        ),
    ]


EXERCISE = Exercise(
    id="12.stages",
    title="Leave the tools behind",
    points=20,
    task=lambda variant: (
        "build.sh needs a compiler, and makes one file: the program, which /bin/sh runs.\n"
        f"The program prints: {wanted(variant).strip()}\nThe image may have at most {limit(variant) // MB} MB, without "
        "compiler and sources, and must run as before."
    ),
    check=check,
    answer=lambda variant: GOOD,
    why="Each FROM begins a new image with nothing of the one before. COPY --from takes over what is wanted, and the "
    "image that is tagged is the last. Deleting the compiler in the same stage cannot help: it lies in the base "
    "image's layers.",
    hints=(
        "The bytes are in the base image's layers, and no later line takes them away.",
        "A Dockerfile may have two FROMs: one image to build in, one to run from.",
        "FROM buildpack-deps AS build … then FROM busybox, and COPY --from=build /usr/local/bin/report /usr/local/bin/",
    ),
    shape=SHAPE,
    misconceptions=("M1",),
    start=START,
)
