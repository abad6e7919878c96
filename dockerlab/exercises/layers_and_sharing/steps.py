"""Task 3: rows, layers and bytes of each instruction."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from dockerlab.drawing import rows as texts
from dockerlab.exercises.exercise import Case, Exercise, Variant
from dockerlab.exercises.questions import Question, judged, listed, truths
from dockerlab.image import Image
from dockerlab.inode import Directory
from dockerlab.lab import Lab
from dockerlab.layer import Layer, Whiteout

__all__ = ["EXERCISE", "dockerfile", "questions"]

LETTERS = "abcdefghi"
SHAPE = 'a dictionary: {"a": 0, "b": 300000, …, "rows": 9, "layers": 4}, all whole numbers'


def dockerfile(variant: Variant) -> list[tuple[str, str]]:
    """Return a learner's instructions below ``FROM busybox``, each with the belief behind a wrong number."""
    tool, junk = variant.number("tool", 11, 49) * 10_000, variant.number("junk", 11, 49) * 1000
    change = variant.pick("change", ["chmod 755 /app/tool", "chown 1000 /app/tool"])
    count = variant.number("count", 1, 3)
    meta = variant.sample("meta", ["ENV MODE=fast", "LABEL maintainer=ada", "EXPOSE 80", "STOPSIGNAL SIGINT"], count)
    steps = [
        ("WORKDIR /app", "M8"),
        ("COPY tool .", ""),
        (f"RUN head -c {junk} /dev/zero > junk", ""),
        ("RUN rm junk", "M1"),
        (f"RUN {change}", "M16"),
        ('CMD ["/app/tool"]', "M8"),
    ]
    for line in meta:
        steps.insert(variant.number(line, 1, 5), (line, "M8"))
    return [(f"{text}|{tool}" if text.startswith("COPY") else text, tag) for text, tag in steps]


@cache
def image_of(variant: Variant) -> Image:
    """Build the learner's Dockerfile in the model."""
    steps = [text for text, _ in dockerfile(variant)]
    count = next(int(text.partition("|")[2]) for text in steps if "|" in text)
    lines = ["FROM busybox", *(text.partition("|")[0] for text in steps)]
    lab = Lab({"Dockerfile": "\n".join(lines) + "\n", "tool": "." * count, ".dockerignore": "Dockerfile\n"})
    lab.run("docker build -q -t lab .")
    return lab.engine.store.resolve("lab")


def questions(variant: Variant) -> dict[str, Question]:
    """Return what is asked: the bytes of each instruction, and the two totals."""
    image, steps = image_of(variant), dockerfile(variant)
    history = image.history[-len(steps) :]
    layers = dict(zip(texts(image), image.layers, strict=True))
    asked: dict[str, Question] = {}
    for letter, (text, tag), row in zip(LETTERS, steps, history, strict=False):
        layer = None if row.empty_layer else layers[row.created_by]
        told = "it makes no layer" if layer is None else f"its layer holds {', '.join(held(layer)) or 'no file'}"
        words, _, count = text.partition("|")
        words += f"   ({count} bytes)" if count else ""
        asked[letter] = Question(words, layer.size if layer is not None else 0, told, tag)
    made = sum(not row.empty_layer for row in history)
    asked |= {
        "rows": Question("rows that these lines add to docker history", len(history), "every line has one", "M8"),
        "layers": Question("layers that they add", made, f"{len(history) - made} of them change no file", "M8"),
    }
    return asked


def held(layer: Layer) -> list[str]:
    """Return what a layer has in it, in words."""
    kinds = {Whiteout: "a whiteout for", Directory: "the directory"}
    return [f"{kinds.get(type(entry), '')} {path}".strip() for path, entry in layer if path.startswith("/app")]


def check(answer: object, variant: Variant) -> Sequence[Case]:
    """Bytes of each instruction, rows and layers."""
    return judged(answer, questions(variant), SHAPE)


EXERCISE = Exercise(
    id="03.steps",
    title="Rows, layers, bytes",
    points=20,
    task=lambda variant: "FROM busybox\n" + listed(questions(variant)),
    check=check,
    answer=lambda variant: truths(questions(variant)),
    why="Every instruction is a row of the history. A layer is made by those that change files: WORKDIR (a directory), "
    "COPY, and every RUN. Its bytes are those of the files in it: a removed file leaves a whiteout, which has none; a "
    "changed one is in it whole, even if only its mode or its owner is new.",
    hints=(
        "Two questions for each line: does it change a file? And which whole files are then in its layer?",
        "ENV, LABEL, EXPOSE, USER and CMD only write into the configuration. WORKDIR makes a directory: a layer of 0 "
        "bytes. A whiteout has 0 bytes, too.",
        "Only three lines have bytes: the COPY, the head, and the one that changes the tool's mode or owner: that "
        "has the size of the whole tool.",
    ),
    shape=SHAPE,
    misconceptions=("M1", "M8", "M16"),
)
