"""Task 1, locked: what do twelve containers print?"""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from functools import cache

from dockerlab.exercises.cmd_and_entrypoint.running import built, printed
from dockerlab.exercises.exercise import Case, Exercise, Variant
from dockerlab.exercises.questions import Question, judged, listed, truths

__all__ = ["EXERCISE", "questions"]

LETTERS = "abcdefghijkl"
SHAPE = 'a dictionary: {"a": "…", "b": "…", …} with what each prints, for the letters a to l'
# Lines below FROM busybox, flags, words behind the image's name; E, C and A stand for a learner's words.
CELLS: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    ('CMD ["echo", "C"]', (), ()),
    ('CMD ["echo", "C"]', (), ("echo", "A")),
    ('ENTRYPOINT ["echo", "E"]', (), ()),
    ('ENTRYPOINT ["echo", "E"]\nCMD ["C"]', (), ()),
    ('ENTRYPOINT ["echo", "E"]\nCMD ["C"]', (), ("A",)),
    ('ENTRYPOINT ["echo", "E"]\nCMD ["echo", "C"]', (), ()),
    ('ENTRYPOINT ["echo", "E"]\nCMD C', (), ()),
    ('ENTRYPOINT echo E\nCMD ["C"]', (), ()),
    ("ENTRYPOINT echo E", (), ("A",)),
    ("CMD echo C\nCMD echo E", (), ()),
    ('ENTRYPOINT ["echo", "E"]\nCMD ["C"]', ("--entrypoint", "echo"), ("A",)),
    ('ENTRYPOINT ["echo", "E"]\nCMD ["C"]', ("--entrypoint", "echo"), ()),
)
WORDS = ("ant", "bee", "cat", "dog", "elk", "fox", "gnu", "hen")


@cache
def questions(variant: Variant) -> dict[str, Question]:
    """Return a learner's twelve questions by letter; the answers are what the model printed."""
    entry, cmd, arg = variant.sample("words", WORDS, 3)

    def named(text: str) -> str:
        return " ".join({"E": entry, "C": cmd, "A": arg}.get(word, word) for word in text.split(" "))

    found = {}
    for letter, (lines, flags, args) in zip(LETTERS, variant.shuffle("order", CELLS), strict=True):
        quoted = lines.replace('"E"', f'"{entry}"').replace('"C"', f'"{cmd}"')
        dockerfile = "\n".join(named(line) for line in quoted.split("\n"))
        given = tuple(named(word) for word in args)
        text = printed(built(f"FROM busybox\n{dockerfile}\n"), *given, flags=flags) or "(an empty line)"
        command = shlex.join(["docker", "run", *flags, "image", *given])
        tag = "M3" if "ENTRYPOINT" in lines and (flags or args or "CMD [" in lines) else ""
        found[letter] = Question(f"{dockerfile}\n$ {command}", text, f"it printed {text}", tag)
    return found


def options(variant: Variant) -> tuple[str, ...]:
    """Return all that is printed by any of the twelve, sorted."""
    return tuple(sorted({str(question.truth) for question in questions(variant).values()}))


def task(variant: Variant) -> str:
    """Return the questions."""
    return listed(questions(variant)) + "\n\nChoose from:\n" + "\n".join(f"  {text}" for text in options(variant))


def check(answer: object, variant: Variant) -> Sequence[Case]:
    """Twelve predictions, each right or wrong."""
    return judged(answer, questions(variant), SHAPE, options(variant))


EXERCISE = Exercise(
    id="11.twelve",
    title="Twelve containers",
    points=25,
    task=task,
    check=check,
    answer=lambda variant: truths(questions(variant)),
    why="The command line is ENTRYPOINT and behind it CMD. Words behind the image's name replace "
    "CMD. --entrypoint replaces "
    "ENTRYPOINT and drops CMD. A shell form is one word for `/bin/sh -c`: as an ENTRYPOINT it does "
    "not read what stands "
    "behind it, as a CMD it comes with `/bin/sh -c` in front. Of two CMDs the last counts.",
    hints=(
        "Write the command line down word by word: first ENTRYPOINT, then CMD or what replaces it.",
        "A shell form is stored as three words: /bin/sh, -c, and the whole text.",
        "echo prints all words behind it, /bin/sh and -c too. A shell prints nothing of what it does not read.",
    ),
    shape=SHAPE,
    misconceptions=("M3",),
    locked=True,
)
