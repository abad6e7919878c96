"""Task 1, locked: is it less, as much, or more?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from dockerlab.drawing import size
from dockerlab.exercises.exercise import Case, Exercise, Variant
from dockerlab.exercises.questions import Question, judged, listed, truths
from dockerlab.image import Image
from dockerlab.lab import Lab
from dockerlab.store.page_cache import all_read, inodes
from dockerlab.widgets.ledger_view import bill, plan

__all__ = ["EXERCISE", "MEASURES", "Measure"]

WORDS = ("less", "as much", "more")
SHAPE = 'a dictionary: {"a": "less", "b": "as much", …} for the letters a to f'
LETTERS = "abcdef"
ONE, OTHER = "python:3.13-slim", "python:3.12-slim"
BYTES = 20_000  # of the file that is copied


@dataclass(frozen=True)
class Measure:
    """A quantity against another, how to measure both, and the belief behind a wrong answer."""

    words: str
    measure: Callable[[], tuple[float, float, str]]
    misconception: str


def pulled(*names: str) -> Lab:
    """Return a lab that has pulled these images."""
    lab = Lab()
    lab.run("\n".join(f"docker pull -q {name}" for name in names))
    return lab


def built(*lines: str) -> Image:
    """Return the image of a Dockerfile on busybox; a file `data` of 20,000 bytes lies beside it."""
    lab = Lab({"Dockerfile": "\n".join(["FROM busybox", *lines]) + "\n", "data": "." * BYTES})
    lab.run("docker build -q -t lab .")
    return lab.engine.store.resolve("lab")


def in_bytes(one: int, other: int) -> tuple[float, float, str]:
    """Return two numbers of bytes, and both in words."""
    return one, other, f"{size(one)} against {size(other)}"


def on_disk() -> tuple[float, float, str]:
    """Two Pythons: what is on disk, against the sum of their sizes."""
    found = bill(pulled(ONE, OTHER).engine)
    return in_bytes(found.disk, found.summed)


def freed() -> tuple[float, float, str]:
    """Two Pythons: what removing one frees, against its size."""
    line = bill(pulled(ONE, OTHER).engine).lines[1]
    return in_bytes(line.freed, line.size)


def fetched() -> tuple[float, float, str]:
    """One Python is here: what a pull of the other fetches, against its size."""
    found = plan(pulled(ONE).engine, OTHER)
    return in_bytes(found.bytes, found.bytes + sum(layer.size for layer in found.here))


def second_name() -> tuple[float, float, str]:
    """An image with a second name: what is on disk, against before."""
    lab = pulled(ONE)
    before = bill(lab.engine).disk
    lab.run(f"docker tag {ONE} mine")
    return in_bytes(bill(lab.engine).disk, before)


def metadata() -> tuple[float, float, str]:
    """ENV, LABEL and CMD: layers, against before."""
    one, other = built("COPY data /", "ENV A=1", "LABEL b=2", 'CMD ["cat", "/data"]'), built("COPY data /")
    return len(one.layers), len(other.layers), f"{len(one.layers)} layers against {len(other.layers)}"


def removed() -> tuple[float, float, str]:
    """An rm in a later step: the size of the image, against before."""
    return in_bytes(built("COPY data /", "RUN rm /data").size, built("COPY data /").size)


def chmod() -> tuple[float, float, str]:
    """A chmod in a later step: the size of the image, against before."""
    return in_bytes(built("COPY data /", "RUN chmod 600 /data").size, built("COPY data /").size)


def joined() -> tuple[float, float, str]:
    """Three RUNs that write a file each, in one: the size of the image, against before."""
    steps = [f"head -c 5000 /dev/zero > /{name}" for name in ("one", "two", "three")]
    return in_bytes(built("RUN " + " && ".join(steps)).size, built(*(f"RUN {step}" for step in steps)).size)


def containers() -> tuple[float, float, str]:
    """Ten containers that write nothing: bytes on disk, against one."""
    lab = pulled("busybox")
    lab.run("docker run -d busybox sleep 1d")
    one = bill(lab.engine)
    lab.run("\n".join(["docker run -d busybox sleep 1d"] * 9))
    ten = bill(lab.engine)
    return in_bytes(ten.disk + ten.written, one.disk + one.written)


def memory() -> tuple[float, float, str]:
    """Ten containers that read all their files: bytes of files in memory, against one."""
    files = inodes(pulled("busybox").engine.store.resolve("busybox"))
    return in_bytes(all_read([(files, 10)]).held, all_read([(files, 1)]).held)


SUMS = (
    Measure(f"you pull {ONE} and {OTHER}.\nOn disk, against the sum of their SIZEs", on_disk, "M19"),
    Measure(f"both are here; you `docker rmi {OTHER}`.\nThe bytes that this frees, against its SIZE", freed, "M19"),
    Measure(f"{ONE} is here; you pull {OTHER}.\nThe bytes that travel, against its SIZE", fetched, "M19"),
)
STEPS = (
    Measure("`COPY data /` (20 kB), then `RUN rm /data`.\nThe image, against one without the rm", removed, "M1"),
    Measure("`COPY data /`, then ENV, LABEL and CMD.\nThe layers, against those without the three", metadata, "M8"),
)  # fmt: skip
OTHERS = (
    Measure("you give an image a second name with `docker tag`.\nOn disk, against before", second_name, "M19"),
    Measure("`COPY data /`, then `RUN chmod 600 /data`.\nThe image, against one without the chmod", chmod, "M16"),
    Measure("three RUNs that each write a file, joined into one RUN.\nThe image, against before", joined, "M24"),
    Measure("ten containers of one image run, and write nothing.\nOn disk, against one container", containers, "M6"),
    Measure("ten containers of one image read all its files.\nFiles in memory, against one container", memory, "M6"),
)  # fmt: skip
MEASURES = (*SUMS, *STEPS, *OTHERS)


@cache
def measured(number: int) -> Question:
    """Return one of ``MEASURES`` as a question, measured in the model."""
    asked = MEASURES[number]
    one, other, told = asked.measure()
    truth = WORDS[1] if one == other else WORDS[0] if one < other else WORDS[2]
    return Question(asked.words, truth, f"it is {told}", asked.misconception)


def questions(variant: Variant) -> dict[str, Question]:
    """Return a learner's six: one about sums, two about steps, three others, mixed."""
    drawn = [variant.pick("sums", SUMS), *STEPS, *variant.sample("others", OTHERS, 3)]
    mixed = variant.shuffle("order", drawn)
    return {letter: measured(MEASURES.index(one)) for letter, one in zip(LETTERS, mixed, strict=True)}


def check(answer: object, variant: Variant) -> Sequence[Case]:
    """Six comparisons, each measured in the model."""
    return judged(answer, questions(variant), SHAPE, WORDS)


EXERCISE = Exercise(
    id="03.compare",
    title="Less, as much, or more?",
    points=15,
    task=lambda variant: listed(questions(variant), WORDS),
    check=check,
    answer=lambda variant: truths(questions(variant)),
    why="A layer is stored, sent and kept in memory once, however many images and containers stand on it. A step adds "
    "a layer and takes nothing from those below, so an rm frees nothing and a chmod stores the file again. "
    "Lines that change no file make no layer.",
    hints=(
        "Ask what is really there: which layers, and how often is each of them stored?",
        "A layer that two images share is there once. A step can only add; a name or a line of configuration adds no "
        "layer.",
        "Sums of SIZE count shared layers twice; an rm adds an empty marker; a chmod adds the whole file once more.",
    ),
    shape=SHAPE,
    misconceptions=("M1", "M6", "M8", "M16", "M19", "M24"),
    locked=True,
)
