"""Task 3: quotes, brackets and dollars."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from dockerlab.exercises.cmd_and_entrypoint.running import built, printed
from dockerlab.exercises.exercise import Case, Exercise, Variant
from dockerlab.exercises.questions import Question, judged, listed, truths

__all__ = ["EXERCISE", "questions"]

LETTERS = "abcdef"
SHAPE = 'a dictionary: {"a": "…", "b": "…", …} with what each prints, for the letters a to f'
LINES = (  # what stands below `ENV name=NAME`, and the belief behind a wrong answer
    ("CMD ['echo', 'hi']", "M26"),
    ('CMD ["echo", "hi $name"]', "M4"),
    ('CMD echo "hi $name"', ""),
    ("CMD echo 'hi $name'", ""),
    ('CMD ["sh", "-c", "echo hi $name"]', ""),
    ('CMD ["sh", "-c", "echo hi", "$name"]', "M4"),
    ("CMD ['sh', '-c', 'echo hi $name']", "M26"),
    ('CMD ["echo hi"]', ""),
    ('CMD [ "echo", "hi" ] $name', ""),
)
NAMES = ("ada", "bob", "eve", "kim", "joe")
MUST = (LINES[0], LINES[1])


@cache
def questions(variant: Variant) -> dict[str, Question]:
    """Return a learner's six lines by letter; the answers are what the model printed."""
    name = variant.pick("name", NAMES)
    drawn = [*MUST, *variant.sample("lines", LINES[2:], 4)]
    found = {}
    for letter, (line, tag) in zip(LETTERS, variant.shuffle("order", drawn), strict=True):
        text = printed(built(f"FROM busybox\nENV name={name}\n{line}\n"))
        truth = text if text.startswith("hi") else "an error"
        found[letter] = Question(line, truth, f"it printed {text.splitlines()[0][:110]}", tag)
    return found


def options(variant: Variant) -> tuple[str, ...]:
    """Return what there is to choose from."""
    name = variant.pick("name", NAMES)
    return ("hi", f"hi {name}", "hi $name", "an error")


def task(variant: Variant) -> str:
    """Return the lines."""
    above = f"FROM busybox\nENV name={variant.pick('name', NAMES)}\n…\n\n"
    return (
        above + listed(questions(variant)) + "\n\nChoose from: " + ", ".join(f'"{text}"' for text in options(variant))
    )


def check(answer: object, variant: Variant) -> Sequence[Case]:
    """Six predictions, each right or wrong."""
    return judged(answer, questions(variant), SHAPE, options(variant))


EXERCISE = Exercise(
    id="11.quoting",
    title="Quotes, brackets and dollars",
    points=15,
    task=task,
    check=check,
    answer=lambda variant: truths(questions(variant)),
    why="An exec form is a JSON list: double quotes, and nothing behind the bracket. Anything else "
    "is taken for a shell form, without an error, and then the shell looks for a program named "
    "`[echo,`. In an exec form nobody reads $name; in the text behind `sh -c` the shell reads it; "
    "a word further on is only the shell's $0.",
    hints=(
        "Which of the lines are JSON? The others are shell forms, brackets and all.",
        "In a shell form the quotes are the shell's: single ones keep the dollar, double ones do not.",
        "Behind sh -c only one word is the script. And a program's name may not hold a blank.",
    ),
    shape=SHAPE,
    misconceptions=("M4", "M26"),
)
