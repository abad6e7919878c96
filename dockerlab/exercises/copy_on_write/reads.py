"""Task 1, locked: where does each read come from?"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from dockerlab.exercises.copy_on_write.container import engine_with, ran, text
from dockerlab.exercises.exercise import Case, Exercise, Variant
from dockerlab.exercises.questions import Question, judged, listed, truths
from dockerlab.layer import Entry, Whiteout
from dockerlab.union import Glance, lookup

__all__ = ["EXERCISE", "WORDS", "questions"]

LETTERS = "abcdef"
WORDS = ("layer 2", "layer 3", "layer 4", "container", "nowhere")
NAMES = ("ant", "bee", "cat", "dog", "elk", "fox")
SHAPE = 'a dictionary: {"a": "layer 2", "b": "container", …} for the letters a to f'


def stage(variant: Variant) -> tuple[list[tuple[str, dict[str, Entry]]], list[str], dict[str, str]]:
    """Return a learner's layers, the commands in the container, and the belief behind a wrong answer for each path."""
    one, two, three, four, five, six = (f"/zoo/{name}" for name in variant.shuffle("names", NAMES))
    layers: list[tuple[str, dict[str, Entry]]] = [
        ("COPY zoo /zoo", {path: text("first") for path in (one, two, three, four, five)}),
        (f"RUN echo second > {two}", {two: text("second")}),
        (f"RUN rm {three}; echo third > {four}", {three: Whiteout(), four: text("third")}),
    ]
    # one and two are only read; what happens to four, five and six differs from learner to learner
    changes = [(f"echo more >> {four}", "M6"), (f"chmod 600 {five}", "M16"), (f"echo new > {six}", "M6")]
    if variant.pick("gone", [True, False]):
        changes[0] = (f"rm {four}", "M1")
    beliefs = {one: "M6", two: "M6", three: "M1", four: changes[0][1], five: "M16", six: "M6"}
    return layers, [command for command, _ in variant.shuffle("commands", changes)], beliefs


@cache
def questions(variant: Variant) -> dict[str, Question]:
    """Return the six reads, looked up in the model."""
    layers, commands, beliefs = stage(variant)
    engine = engine_with(*layers)
    container, _, status = ran(engine, commands)
    assert status == 0
    stack = [*container.image.layers, container.overlay.layer()]
    asked = {}
    for letter, path in zip(LETTERS, variant.shuffle("order", list(beliefs)), strict=True):
        ray = lookup(stack, path)
        asked[letter] = Question(
            f"cat {path}", place(ray[-1].layer, ray[-1].says, len(stack)), story(ray, len(stack)), beliefs[path]
        )
    return asked


def place(layer: int, says: str, count: int) -> str:
    """Return the word for where a lookup ended."""
    if says != "holds":
        return "nowhere"
    return "container" if layer == count - 1 else f"layer {layer + 1}"


def story(ray: Sequence[Glance], count: int) -> str:
    """Say what each sheet answered, from the top."""
    said = {"nothing": "has nothing", "holds": "holds it", "hides": "hides it", "opaque": "has an opaque directory"}
    told = []
    for glance in ray:
        name = "the container" if glance.layer == count - 1 else f"layer {glance.layer + 1}"
        told.append(f"{name} {said[glance.says]}")
    return ", ".join(told)


def task(variant: Variant) -> str:
    """Return the layers, the commands, the questions."""
    layers, commands, _ = stage(variant)
    lines = ["the image (what each line wrote is its layer):", "  layer 1  FROM busybox"]
    names = ", ".join(sorted(path[5:] for path in layers[0][1]))
    lines.append(f"  layer 2  {layers[0][0]}   ({names})")
    lines += [f"  layer {n}  {line}" for n, (line, _) in enumerate(layers[1:], 3)]
    lines += ["in a container of it:", *(f"  {command}" for command in commands), ""]
    return "\n".join(lines) + "\n" + listed(questions(variant), WORDS)


def check(answer: object, variant: Variant) -> Sequence[Case]:
    """Six places."""
    return judged(answer, questions(variant), SHAPE, WORDS)


EXERCISE = Exercise(
    id="04.reads",
    title="Where does this read come from?",
    points=15,
    task=task,
    check=check,
    answer=lambda variant: truths(questions(variant)),
    why="The container's own layer is asked first, then the image's layers from the top down; the first that holds the "
    "path or hides it decides. What the container has only read is still where it was. What it has changed, if only "
    "the mode, is a copy of its own.",
    hints=(
        "Ask the container's layer first, then layer 4, 3, 2, 1. Who answers first?",
        "A path is in the container's layer if the container wrote it or changed anything about it. An rm answers, "
        "too: no such file.",
        "echo >>, echo > and chmod: container. rm, in the image or in the container: nowhere. The others: the highest "
        "layer whose line wrote them.",
    ),
    shape=SHAPE,
    misconceptions=("M1", "M6", "M16"),
    locked=True,
)
