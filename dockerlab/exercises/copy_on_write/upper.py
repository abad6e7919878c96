"""Task 2: the upper directory after eight operations."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from dockerlab.exercises.copy_on_write.container import engine_with, ran, text
from dockerlab.exercises.exercise import Case, Exercise, Variant
from dockerlab.exercises.questions import Question, judged, listed, truths
from dockerlab.inode import Directory
from dockerlab.layer import Layer, Whiteout

__all__ = ["EXERCISE", "WORDS", "questions"]

LETTERS = "abcdefghij"
WORDS = ("file", "directory", "opaque directory", "whiteout", "nothing")
SHAPE = 'a dictionary: {"a": "file", "b": "whiteout", …} for the letters a to j'
BELIEVED = ("nothing", "file")  # what is deleted is gone, a chmod is nothing, what is read is copied


def stage(variant: Variant) -> tuple[list[str], list[str], dict[str, str]]:
    """Return the image's files, eight commands, and for each path asked about the belief behind a wrong answer."""
    top = variant.pick("top", ["/data", "/site", "/work"])
    read, changed, gone, moved = (f"{top}/{name}" for name in variant.sample("files", list("abcdef"), 4))
    old, kept, brief = (f"{top}/{name}" for name in variant.sample("folders", ["logs", "pages", "mail", "tmp"], 3))
    first, second = variant.sample("inside", ["one", "two", "six", "ten"], 2)
    files = [read, changed, gone, moved, f"{old}/{first}", f"{old}/{second}", f"{kept}/{first}", f"{kept}/{second}"]
    touch = variant.pick("touch", [f"chmod 600 {changed}", f"echo more >> {changed}"])
    pairs = [f"rm -r {old} && mkdir {old}", f"mkdir {brief} && rm -r {brief}"]
    commands = [
        f"cat {read}",
        touch,
        f"rm {gone}",
        f"mv {moved} {top}/new",
        *pairs,
        f"rm {kept}/{first}",
        f"cat {kept}/{second}",
    ]
    asked = {
        read: "M6", changed: "M16" if "chmod" in touch else "", gone: "M1", moved: "M1", f"{top}/new": "", old: "M1",
        f"{old}/{first}": "M1", brief: "M1", f"{kept}/{first}": "M1", kept: "",
    }  # fmt: skip
    return files, variant.shuffle("order", commands), asked


@cache
def questions(variant: Variant) -> dict[str, Question]:
    """Return the ten paths, as they are in the container's layer in the model."""
    files, commands, asked = stage(variant)
    engine = engine_with(("COPY . /", {path: text(path) for path in files}))
    container, _, status = ran(engine, commands)
    assert status == 0
    layer = container.overlay.layer()
    paths = variant.shuffle("paths", list(asked))
    return {
        letter: Question(path, kind(layer, path), meaning(kind(layer, path), path), asked[path], BELIEVED)
        for letter, path in zip(LETTERS, paths, strict=True)
    }


def kind(layer: Layer, path: str) -> str:
    """Return what a layer holds at a path, as one of ``WORDS``."""
    entry = layer.entries.get(path)
    if entry is None:
        return "nothing"
    if isinstance(entry, Whiteout):
        return "whiteout"
    if isinstance(entry, Directory):
        return "opaque directory" if path in layer.opaque else "directory"
    return "file"


def meaning(word: str, path: str) -> str:
    """Say why a path is in the upper directory as it is."""
    return {
        "file": f"{path} was written or changed in the container, so it is there, whole",
        "directory": f"something in {path} was changed, so the directory itself was copied up",
        "opaque directory": f"{path} was removed and made again: one mark hides all that was in it",
        "whiteout": f"the image has {path}, and the container removed it",
        "nothing": f"the container changed nothing at {path}, or what it made there is gone again, and no layer below "
        "has to be hidden",
    }[word]


def task(variant: Variant) -> str:
    """Return the files of the image, the commands, the paths."""
    files, commands, _ = stage(variant)
    lines = ["the image has these files:", *(f"  {path}" for path in sorted(files)), "in a container of it:"]
    return "\n".join([*lines, *(f"  {command}" for command in commands), "", listed(questions(variant), WORDS)])


def check(answer: object, variant: Variant) -> Sequence[Case]:
    """Ten paths."""
    return judged(answer, questions(variant), SHAPE, WORDS)


EXERCISE = Exercise(
    id="04.upper",
    title="What is in the upper directory?",
    points=20,
    task=task,
    check=check,
    answer=lambda variant: truths(questions(variant)),
    why="Reading leaves nothing. A changed, moved or new file is there whole, and the directories above it come along. "
    "A deleted file of the image is a whiteout; a directory that was deleted and made again is opaque, and needs no "
    "whiteout for what was in it. What the container made and removed leaves nothing.",
    hints=(
        "For each path: did the container change it? Does the image have it?",
        "Removed, and the image has it: a whiteout. Removed, and only the container had it: nothing. A directory with "
        "a change inside: directory.",
        "mv is a new file and a whiteout. rm -r and mkdir of the same directory: opaque, and nothing inside it.",
    ),
    shape=SHAPE,
    misconceptions=("M1", "M6", "M16"),
)
