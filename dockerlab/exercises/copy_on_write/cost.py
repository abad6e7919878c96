"""Task 3: what a small change of a large file costs."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from dockerlab.exercises.copy_on_write.container import engine_with, filler, ran
from dockerlab.exercises.exercise import Case, Exercise, Variant
from dockerlab.exercises.questions import Question, judged, listed, truths

__all__ = ["EXERCISE", "questions"]

LETTERS = "abcdefgh"
FILM, BOOK = "/data/film", "/data/book"
SHAPE = 'a dictionary: {"a": 0, "b": 1000000000, …} for the letters a to h, whole numbers of bytes'


def sizes(variant: Variant) -> tuple[int, int]:
    """Return the bytes of the film, about a gigabyte, and of the book."""
    return variant.number("film", 9, 14) * 100_000_000, variant.number("book", 2, 9) * 100_000


def commands(variant: Variant) -> list[tuple[str, str]]:
    """Return eight commands, each with the belief behind a wrong answer."""
    fixed = [
        (f"printf x >> {BOOK}", ""),
        (f"{variant.pick('mode', ['chmod 600', 'chown 1000', 'touch'])} {FILM}", "M16"),
        (f"rm {FILM}", "M1"),
        (f"cat {BOOK} > /dev/null", "M6"),
    ]
    others = [
        (f"mv {FILM} /data/first", ""),
        (f"cp {BOOK} /data/copy", ""),
        (f"ln {BOOK} /data/second", ""),
        (f"printf x > {FILM}", ""),
        (f"cp {FILM} /data/copy && rm /data/copy", "M1"),
        (f"chmod 600 {BOOK} && chmod 644 {BOOK}", "M16"),
        (f"chmod 600 {BOOK} && rm {BOOK}", "M1"),
        ("printf hello > /data/new", ""),
    ]
    return variant.shuffle("order", fixed + variant.sample("others", others, 4))


@cache
def questions(variant: Variant) -> dict[str, Question]:
    """Return the eight commands with the bytes of the container's layer after each, in a container of its own."""
    film, book = sizes(variant)
    engine = engine_with(("COPY data /data", {FILM: filler(film, "film"), BOOK: filler(book, "book")}))
    asked = {}
    for letter, (command, belief) in zip(LETTERS, commands(variant), strict=True):
        container, printed, status = ran(engine, command, f"it-{letter}")
        assert status == 0, printed
        events = [event for event in container.overlay.events if event.kind not in ("read", "copy-up") or event.size]
        did = ", ".join(f"{event.kind} {event.path}" for event in events if not event.path.startswith("/etc/"))
        asked[letter] = Question(command, container.size, f"it did: {did or 'nothing to the layer'}", belief)
    return asked


def task(variant: Variant) -> str:
    """Return the sizes and the commands."""
    film, book = sizes(variant)
    head = f"the image has {FILM} ({film} bytes) and {BOOK} ({book} bytes)\n\n"
    return head + listed(questions(variant))


def check(answer: object, variant: Variant) -> Sequence[Case]:
    """Eight numbers of bytes."""
    return judged(answer, questions(variant), SHAPE)


EXERCISE = Exercise(
    id="04.cost",
    title="The price of a byte",
    points=20,
    task=task,
    check=check,
    answer=lambda variant: truths(questions(variant)),
    why="Whatever is changed about a file, its content, its mode, its owner, its date, its name or the number of its "
    "names: it is copied up whole first. Only a file that is emptied at once (`>`) costs just what is then written. "
    "Deleting costs nothing, and gives back nothing but copies of the container's own.",
    hints=(
        "Which whole files are in the container's own layer afterwards? Their bytes are the answer.",
        "A change copies the whole file up; a read does not; a whiteout has no bytes. What the container deletes of "
        "its own is gone.",
        "printf x >> is the file and one byte more; printf x > is one byte; chmod, chown, touch and ln are the "
        "size of the file; mv is, too; rm is 0.",
    ),
    shape=SHAPE,
    misconceptions=("M1", "M6", "M16"),
)
