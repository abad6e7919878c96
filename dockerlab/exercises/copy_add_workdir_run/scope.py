"""Task 4: what an ARG is worth, line by line."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from dockerlab.exercises.copy_add_workdir_run.building import Host, image_of
from dockerlab.exercises.exercise import Case, Exercise, Variant
from dockerlab.exercises.questions import Question, judged, listed, truths

__all__ = ["EXERCISE", "questions", "setting"]

SHAPE = 'a dictionary: {"a": …, "b": …, …} with the word behind the letter, or "nothing"'
NAMES = ("ada", "bob", "eve", "kim", "mia", "tom")
LETTERS = "abcdef"


def setting(variant: Variant) -> tuple[str, dict[str, str]]:
    """Return a learner's Dockerfile and build arguments."""
    one, two, three, four = variant.sample("names", NAMES, 4)
    last = f"ENV WHO={three}" if variant.number("env", 0, 1) else f"ARG WHO={three}"
    dockerfile = f"""ARG WHO={one}
FROM busybox AS first
RUN echo "a:$WHO" | tee a.txt
ARG WHO
RUN echo "b:$WHO" | tee b.txt
ARG WHO={two}
RUN echo "c:$WHO" | tee c.txt
{last}
RUN echo "d:$WHO" | tee d.txt
FROM busybox
COPY --from=first *.txt /
RUN echo "e:$WHO" | tee e.txt
ARG WHO
RUN echo "f:$WHO" | tee f.txt
"""
    return dockerfile, {"WHO": four} if variant.number("given", 0, 1) else {}


@cache
def questions(variant: Variant) -> dict[str, Question]:
    """Return the six lines that the build prints, as questions; the answers are what it printed."""
    dockerfile, args = setting(variant)
    result = Host().build(dockerfile, args=args)
    image_of(result)
    printed = "".join(piece.data.decode() for step in result.steps for piece in step.output)
    said = dict(line.split(":", 1) for line in printed.splitlines() if line[1:2] == ":")
    found = {}
    for letter in LETTERS:
        line = next(text for text in dockerfile.splitlines() if f'"{letter}:' in text)
        seen = f"the build printed {letter}:{said[letter]}"
        found[letter] = Question(line, said[letter] or "nothing", seen, "" if said[letter] else "M15")
    return found


def task(variant: Variant) -> str:
    """Return the Dockerfile and the command."""
    dockerfile, args = setting(variant)
    given = "".join(f" --build-arg {name}={value}" for name, value in args.items())
    return f"{dockerfile}\n$ docker build{given} .\n\n" + listed(questions(variant), (*NAMES, "nothing"))


def check(answer: object, variant: Variant) -> Sequence[Case]:
    """Six words, each right or wrong."""
    return judged(answer, questions(variant), SHAPE, (*NAMES, "nothing"))


EXERCISE = Exercise(
    id="10.arg-scope",
    title="How far an ARG reaches",
    points=10,
    task=task,
    check=check,
    answer=lambda variant: truths(questions(variant)),
    why="An ARG above the first FROM is for FROM lines alone. `ARG WHO` without a value inside a "
    "stage brings that value "
    "in; from this line on, to the end of the stage. --build-arg goes before every default. ENV is another matter: it "
    "wins over the ARG and stays in the image, but it too ends with its stage.",
    hints=(
        "An ARG counts from its own line to the end of its stage.",
        "What stands above FROM is seen inside a stage only after a bare `ARG WHO` there.",
        "Is there a --build-arg? It replaces the default of every `ARG WHO`, but not what ENV says.",
    ),
    shape=SHAPE,
    misconceptions=("M15",),
)
