"""Task 4: what four images cost, together and one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from dockerlab.digest import DiffID, sha256
from dockerlab.engine import Engine
from dockerlab.exercises.exercise import Case, Exercise, Variant
from dockerlab.exercises.questions import Question, judged, listed, truths
from dockerlab.image import History, Image
from dockerlab.inode import File, Filler
from dockerlab.layer import Layer
from dockerlab.reference import parse
from dockerlab.store import Store
from dockerlab.store.page_cache import all_read, inodes
from dockerlab.widgets.ledger_view import Bill, bill

__all__ = ["EXERCISE", "Host", "host", "questions"]

MB = 1_000_000
SHAPE = 'a dictionary: {"sum": 300, "disk": 200, …}, each a number of MB'


@dataclass(frozen=True)
class Host:
    """Images by name, each a list of layers (name, MB) from the bottom up."""

    images: dict[str, tuple[tuple[str, int], ...]]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the images."""
        return tuple(self.images)

    def image(self, name: str) -> Image:
        """Return one image. Its layers are filler: nothing is made of their bytes."""
        made = Image()
        for layer, count in self.images[name]:
            content = {f"/{layer}": File(Filler(count * MB, layer))}
            known = DiffID(sha256(f"{layer} {count}".encode()))
            made = made.append(Layer(content, known=known), History("2026-03-02T09:00:00Z", layer))
        return made

    def engine(self, *names: str) -> Engine:
        """Return an engine that has these images, and nothing else."""
        engine, store = Engine(), Store()
        for name in names:
            image = self.image(name)
            store = store.with_image(image).tag(parse(name), image.id)
        engine.store = store
        return engine

    def bill(self, *names: str) -> Bill:
        """Return what these images cost on one host."""
        return bill(self.engine(*names))


def host(variant: Variant) -> Host:
    """Return a learner's four images: two on one runtime, one more on the same base, one on another."""
    base, runtime, other = (variant.number(name, low, high) for name, low, high in SIZES)
    own = variant.sample("own", range(3, 30), 4)
    names = variant.shuffle("names", ["api", "web", "job", "mail"])
    return Host(
        {
            names[0]: (("debian", base), ("python", runtime), (names[0], own[0])),
            names[1]: (("debian", base), ("python", runtime), (names[1], own[1])),
            names[2]: (("debian", base), (names[2], own[2])),
            names[3]: (("alpine", other), (names[3], own[3])),
        }
    )


SIZES = (("base", 60, 95), ("runtime", 31, 58), ("other", 7, 12))


@cache
def questions(variant: Variant) -> dict[str, Question]:
    """Return what is asked; every number is the store's own."""
    here = host(variant)
    one, two, three, four = here.names
    whole = here.bill(*here.names)
    lines = {line.name.partition(":")[0]: line for line in whole.lines}
    before, after = here.bill(three), here.bill(three, one)
    pair = whole.disk - here.bill(two, three).disk
    memory = all_read([(inodes(here.image(one)), 20), (inodes(here.image(two)), 10)]).held
    every = " + ".join(
        f"{layer} {count}" for layer, count in dict(row for rows in here.images.values() for row in rows).items()
    )
    asked = {
        "sum": ("the SIZE column of docker images, added up", whole.summed, "every image counts all of its layers"),
        "disk": ("MB on disk for all four", whole.disk, f"each layer once: {every}"),
        "rmi": (f"MB that `docker rmi {two}` frees", lines[two].freed, "only what no other image stands on goes"),
        "both": (f"MB that `docker rmi {one} {four}` frees", pair, "the layers that the other two need stay"),
        "pull": (
            f"MB that travel when a host that has only {three} pulls {one}", after.disk - before.disk,
            "the base is there already",
        ),
        "memory": (
            f"MB of files in memory: 20 containers of {one} and 10 of {two} have read all that they see", memory,
            "a file of a layer is in the page cache once",
        ),
    }  # fmt: skip
    return {name: Question(words, count // MB, told, "M19") for name, (words, count, told) in asked.items()}


def task(variant: Variant) -> str:
    """Return the four images as stacks, the lowest layer first, and the questions."""
    here = host(variant)
    lines = ["image  layers, the lowest first (MB)"]
    for name, layers in here.images.items():
        lines.append(f"{name:6} " + " · ".join(f"{layer} {count}" for layer, count in layers))
    return "\n".join(lines) + "\n\n" + listed(questions(variant))


def check(answer: object, variant: Variant) -> Sequence[Case]:
    """Six numbers of MB."""
    return judged(answer, questions(variant), SHAPE)


EXERCISE = Exercise(
    id="03.four-images",
    title="Four images on one disk",
    points=20,
    task=task,
    check=check,
    answer=lambda variant: truths(questions(variant)),
    why="SIZE counts for each image all the layers that it stands on, as if it were alone. On disk, in a pull and in "
    "the page cache a layer counts once; and a layer goes only with the last image that stands on it.",
    hints=(
        "Draw the layers, each once, and the images on them. Everything is counted in that drawing.",
        "disk: every layer of the drawing. rmi: the layers that nothing else stands on. pull: those that the other "
        "host has not.",
        "Sum all stacks for `sum`; take each name once for `disk` and `memory`; for `rmi` and `both` only the layers "
        "that are in no remaining stack.",
    ),
    shape=SHAPE,
    misconceptions=("M19",),
)
