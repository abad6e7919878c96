"""Task 2: what a container sees through a stack of layers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from dockerlab.exercises.exercise import Case, Exercise, Variant
from dockerlab.exercises.questions import Question, judged, listed, truths
from dockerlab.image import Image
from dockerlab.inode import File, read
from dockerlab.lab import Lab
from dockerlab.layer import Whiteout

__all__ = ["EXERCISE", "dockerfile", "questions"]

LETTERS = "abcdef"
NOTHING = "nothing"
COLOURS = ("red", "green", "blue", "black", "white", "pink", "gold", "grey")
NAMES = ("tea", "rice", "salt", "oil", "milk", "bread")
SHAPE = 'a dictionary: {"a": "red", "b": "red blue", "c": "nothing", …} for the letters a to f'


def dockerfile(variant: Variant) -> tuple[str, dict[str, str]]:
    """Return a learner's Dockerfile, and the files asked about with the belief behind a wrong answer."""
    one, two, three, four, five, six = (f"/shop/{name}" for name in variant.shuffle("names", NAMES))
    c = variant.shuffle("colours", COLOURS)
    first = " && ".join(f"echo {colour} > {name}" for name, colour in zip((one, two, three), c, strict=False))
    steps = [
        f"RUN echo {c[3]} > {one}",
        f"RUN rm {two}",
        f"RUN echo {c[4]} >> {three}",
        f"RUN mkdir /shop/old && echo {c[5]} > /shop/old/{four[6:]} && echo {c[6]} > {five}",
        f"RUN rm -r /shop/old && mkdir /shop/old && echo {c[7]} > /shop/old/{six[6:]}",
    ]
    extra = variant.pick("again", [f"RUN echo {c[1]} > {five}", f"RUN echo {c[2]} > {two}", f"RUN rm {one}"])
    lines = ["FROM busybox", f"RUN mkdir /shop && {first}", *steps, extra]
    asked = {one: "", two: "M1", three: "", f"/shop/old/{four[6:]}": "M1", f"/shop/old/{six[6:]}": "", five: ""}
    return "\n".join(lines) + "\n", asked


@cache
def image_of(text: str) -> Image:
    """Build a Dockerfile in the model."""
    lab = Lab({"Dockerfile": text})
    lab.run("docker build -q -t shop .")
    return lab.engine.store.resolve("shop")


def seen(image: Image, path: str) -> str:
    """Return what a container's `cat` prints, one blank between words; ``nothing`` where there is no such file."""
    node = image.filesystem.get(path)
    return " ".join(read(node.content).decode().split()) if isinstance(node, File) else NOTHING


def story(image: Image, path: str) -> str:
    """Return which layers say something about a path, from the top down."""
    told = []
    for number, layer in reversed(list(enumerate(image.layers, 1))):
        entry = layer.entries.get(path)
        if isinstance(entry, Whiteout):
            told.append(f"layer {number} hides it")
        elif isinstance(entry, File):
            told.append(f"layer {number} holds {' '.join(read(entry.content).decode().split())!r}")
        elif any(path.startswith(f"{gone}/") for gone, other in layer.entries.items() if isinstance(other, Whiteout)):
            told.append(f"layer {number} hides its directory")
        elif any(path.startswith(f"{gone}/") for gone in layer.opaque):
            told.append(f"in layer {number} its directory is new (opaque)")
    return "from the top: " + ", ".join(told)


def questions(variant: Variant) -> dict[str, Question]:
    """Return what is asked: `cat` of six paths, in a random order."""
    text, asked = dockerfile(variant)
    image = image_of(text)
    paths = variant.shuffle("paths", list(asked))
    return {
        letter: Question(f"cat {path}", seen(image, path), story(image, path), asked[path])
        for letter, path in zip(LETTERS, paths, strict=True)
    }


def task(variant: Variant) -> str:
    """Return the Dockerfile and the questions."""
    return dockerfile(variant)[0] + "\n" + listed(questions(variant))


def check(answer: object, variant: Variant) -> Sequence[Case]:
    """Six contents; blanks and line ends count as one blank, upper case as lower."""
    if isinstance(answer, dict):
        answer = {name: said.lower() if isinstance(said, str) else said for name, said in answer.items()}
    return judged(answer, questions(variant), SHAPE)


EXERCISE = Exercise(
    id="03.union",
    title="What does a container see?",
    points=20,
    task=task,
    check=check,
    answer=lambda variant: truths(questions(variant)),
    why="From the top down, the first layer that says anything about a path decides: it holds the file, or it hides "
    "it. What lies below is still stored, and is not seen. `>>` is no exception: its step reads the file, and its "
    "layer holds all of the new one.",
    hints=(
        "A container sees one tree. For each path, begin at the last line of the Dockerfile and read upwards.",
        "The first step from below that wrote or removed the path, or a directory above it, decides.",
        "`>` leaves one word, `>>` leaves two, after `rm` there is nothing, unless a later step writes it again; a "
        "directory that was removed and made again begins empty.",
    ),
    shape=SHAPE,
    misconceptions=("M1",),
)
