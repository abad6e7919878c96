"""Task 1, locked: what does docker diff say of a path?"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from dockerlab.exercises.commit.workshop import typed, workshop
from dockerlab.exercises.exercise import Case, Exercise, Variant
from dockerlab.exercises.questions import Question, judged, listed, truths

__all__ = ["EXERCISE", "lines", "questions"]

LETTERS = "abcdefgh"
OPTIONS = ("A", "C", "D", "nothing")
SHAPE = 'a dictionary: {"a": "A", "b": "nothing", …} for the letters a to h, each "A", "C", "D" or "nothing"'
# what was typed, the path that is asked about, the belief behind a wrong answer
ADDED = (
    ("echo hi > /app/new.txt", "/app/new.txt", ""),
    ("mv /app/config.txt /app/settings.txt", "/app/settings.txt", ""),
    ("cp -r /app/lib /srv", "/srv/a.txt", ""),
    ("ln -s config.txt /app/link", "/app/link", ""),
)
CHANGED = (
    ("echo size=9 >> /app/config.txt", "/app/config.txt", ""),
    ("chmod 600 /app/config.txt", "/app/config.txt", "M16"),
    ("chown 1000 /app/lib", "/app/lib", "M16"),
    ("echo hi > /app/new.txt", "/app", ""),
    ("rm /app/lib/a.txt", "/app/lib", ""),
)
DELETED = (
    ("rm /app/config.txt", "/app/config.txt", ""),
    ("rm -r /app/lib", "/app/lib", ""),
    ("mv /app/config.txt /app/settings.txt", "/app/config.txt", ""),
)
MOUNTED = (
    ("echo note > /data/note.txt", "/data/note.txt", "M17"),
    ("echo fast > /scratch/cache", "/scratch/cache", "M17"),
    ("echo 10.0.0.7 db >> /etc/hosts", "/etc/hosts", "M17"),
)
UNSEEN = (
    ("cat /app/config.txt", "/app/config.txt", ""),
    ("chmod 644 /app/config.txt", "/app/config.txt", ""),
    ("echo x > /app/x; rm /app/x", "/app/x", ""),
    ("rm -r /app/lib", "/app/lib/a.txt", ""),
)


@cache
def lines(command: str) -> tuple[str, ...]:
    """Return what ``docker diff`` prints after a command in a fresh container."""
    lab = workshop()
    typed(lab, command)
    return tuple(lab.run("docker diff work").stdout.splitlines())


def question(command: str, path: str, misconception: str) -> Question:
    """Ask what becomes of a path."""
    printed = lines(command)
    truth = next((line[0] for line in printed if line[2:] == path), "nothing")
    return Question(
        f"{command}\nand then, of {path}?", truth, f"docker diff prints {', '.join(printed)}", misconception
    )


def questions(variant: Variant) -> dict[str, Question]:
    """Return a learner's eight questions by letter, of every kind."""
    drawn = [
        item
        for pool, count in ((ADDED, 1), (CHANGED, 3), (DELETED, 1), (MOUNTED, 1), (UNSEEN, 2))
        for item in variant.sample(pool[0][0], pool, count)
    ]
    mixed = variant.shuffle("order", drawn)
    return {letter: question(*item) for letter, item in zip(LETTERS, mixed, strict=True)}


def check(answer: object, variant: Variant) -> Sequence[Case]:
    """Eight predictions, each of a fresh container."""
    return judged(answer, questions(variant), SHAPE, OPTIONS)


EXERCISE = Exercise(
    id="05.diff",
    title="What does docker diff say?",
    points=20,
    task=lambda variant: listed(questions(variant), OPTIONS),
    check=check,
    answer=lambda variant: truths(questions(variant)),
    why="docker diff compares the container's files with its image's, as they are now: what was made and removed again "
    "leaves no line, nor does reading, nor a chmod to the mode that was there. A directory is C as soon as something "
    "in it changed; a deleted directory is one line for all that was in it. What is mounted (volumes, tmpfs, and the "
    "engine's own /etc/hosts) belongs to no container's layer.",
    hints=(
        "Only two things count: what the image had at this path, and what the container has there now.",
        "What is mounted is not the container's own: /data, /scratch, and /etc/hosts, which the engine mounts.",
        "New: A. Other content, rights, owner or date, or a directory in which something changed: C. "
        "Gone, though the image had it: D, and a directory counts once. Everything else: nothing.",
    ),
    shape=SHAPE,
    misconceptions=("M17", "M16"),
    locked=True,
)
