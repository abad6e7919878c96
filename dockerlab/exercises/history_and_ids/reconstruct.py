"""Task 5, the boss: write the Dockerfile again from what docker history tells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

from dockerlab.build.steps import BuildResult
from dockerlab.clock import Clock
from dockerlab.engine import Engine
from dockerlab.exercises.answers import wants
from dockerlab.exercises.exercise import Case, Exercise, Variant
from dockerlab.exercises.project import Project, build, output
from dockerlab.image import Image
from dockerlab.widgets.alike import unlike

__all__ = ["BASES", "EXERCISE", "dockerfile", "original"]

BASES = ("busybox", "alpine:3.22", "alpine:3.23", "debian:13-slim")
FILES = {
    "app.sh": "#!/bin/sh\nwc -l /srv/*.txt\n",
    "notes.md": "call Ada\n",
    "requirements.txt": "redis==5.0\nflask==3.0\nclick==8.1\n",
    "static/style.css": "body { color: black }\n",
    "static/page.html": "<p>hello</p>\n",
}
START = "FROM …\n"
SHAPE = 'a Dockerfile in triple quotes: """FROM busybox …"""'


def dockerfile(variant: Variant) -> str:
    """Return the Dockerfile that is lost: the original of a learner's image."""
    base, port = variant.pick("base", BASES[1:]), variant.number("port", 8001, 8099)
    folder = variant.pick("folder", ["/srv", "/opt/shop", "/home/web"])
    release = variant.number("release", 2, 9)
    prepare = variant.pick(
        "prepare",
        [
            "RUN sort requirements.txt > installed.txt",
            "RUN mkdir logs && chmod 700 logs",
            "RUN head -n 1 requirements.txt > first.txt",
        ],
    )
    static = variant.pick("static", ["COPY static .", "COPY static static", "COPY static/*.css static/"])
    middle = [
        f'LABEL team="{variant.pick("team", ["web shop", "front office"])}"',
        f"EXPOSE {port}",
        'ENV GREETING="hello, you"',
    ]
    start = variant.pick("start", [['ENTRYPOINT ["head", "-n", "1"]', 'CMD ["release.txt"]'], ["CMD cat release.txt"]])
    lines = [
        f"FROM {base}", f"ARG RELEASE={release}", f"WORKDIR {folder}", "COPY requirements.txt .", prepare,
        *variant.shuffle("middle", middle), static, "RUN echo $RELEASE > release.txt", *start,
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


@cache
def original(variant: Variant) -> BuildResult:
    """Build the lost Dockerfile."""
    return build(Engine(clock=Clock()), Project({**FILES, "Dockerfile": dockerfile(variant)}))


def image_of(result: BuildResult) -> Image:
    """Return the image of a build that worked."""
    assert result.image is not None
    return result.image


def task(variant: Variant) -> str:
    """Return what docker history tells of the image, whole, and the files that were beside the Dockerfile."""
    image = image_of(original(variant))
    lines = ["$ docker history --no-trunc --format '{{.CreatedBy}}' shop"]
    lines += [row.created_by for row in reversed(image.history)]
    lines += ["", "$ find . -type f", *(f"./{name}" for name in sorted(FILES))]
    lines += ["", "$ docker run --rm shop", output(original(variant)).rstrip("\n")]
    return "\n".join([*lines, "", f"The base is one of: {', '.join(BASES)}"])


@cache
def bases() -> dict[str, str]:
    """Return the DiffID of the lowest layer of every candidate, and its name."""
    engine = Engine(clock=Clock())
    return {str(engine.image(name).layers[0].diff_id): name for name in BASES}


SETTINGS: dict[str, Callable[[Image], object]] = {
    "environment": lambda image: sorted(image.config.env),
    "labels": lambda image: dict(image.config.labels or ()),
    "exposed ports": lambda image: list(image.config.exposed_ports),
    "working directory": lambda image: image.config.working_dir or "/",
    "ENTRYPOINT": lambda image: list(image.config.entrypoint or ()),
    "CMD": lambda image: list(image.config.cmd or ()),
}


def check(answer: object, variant: Variant) -> Sequence[Case]:
    """The image of the learner's Dockerfile is compared with the original: base, layers, files, configuration."""
    text = wants(answer, str, SHAPE)
    mine = image_of(build(Engine(clock=Clock()), Project({**FILES, "Dockerfile": text})))
    theirs = image_of(original(variant))
    base = bool(mine.layers) and mine.layers[0].diff_id == theirs.layers[0].diff_id
    found = bases().get(str(mine.layers[0].diff_id), "another one") if mine.layers else "none at all"
    count = len(mine.layers), len(theirs.layers)
    files = unlike(mine.filesystem, theirs.filesystem)
    told = f"different: {', '.join(files[:4])}"
    cases = [
        case(
            "it stands on the same base image", base, f"the lowest layer is that of {found}", "that of the lowest row"
        ),
        case("as many rows made a layer", count[0] == count[1], f"{count[0]} layers", f"{count[1]} layers", "M8"),
        case("the files are the same: names, content, permissions, owners", not files, told, "no difference"),
    ]
    for name, of in SETTINGS.items():
        now, before = of(mine), of(theirs)
        cases.append(case(f"the same {name}", now == before, f"{now}"[:120], f"{before}"[:120]))
    return cases


def case(name: str, right: bool, observed: str, wanted: str, misconception: str = "") -> Case:
    """Return a case, with the belief behind a wrong one."""
    return Case(name, right, observed, wanted, "" if right else misconception)


EXERCISE = Exercise(
    id="07.reconstruct",
    title="Boss: the lost Dockerfile",
    points=25,
    task=task,
    check=check,
    answer=dockerfile,
    why="History is a Dockerfile upside down, in other words: RUN rows begin with the ARGs they saw (|1 NAME=value) "
    "and the shell, quotes are gone from LABEL and ENV, and the rows of the base come last, without its name. What no "
    "row can give back are the files that COPY took: those must still be there.",
    hints=(
        "Read from the bottom. Which rows came with the base, and where do yours begin?",
        "Leave out what Docker added: |1 RELEASE=…, /bin/sh -c and # buildkit. Put quotes around what has blanks.",
        "FROM …, ARG RELEASE=…, then each row upwards as one instruction; an exec form needs its commas, and a CMD "
        'with ["/bin/sh" "-c" "…"] was a CMD in shell form.',
    ),
    shape=SHAPE,
    misconceptions=("M8",),
    start=START,
)
