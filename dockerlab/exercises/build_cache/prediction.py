"""Task 1, locked: which of eight steps are taken from the cache?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from dockerlab.build.cache import CacheHit
from dockerlab.build.steps import BuildStep
from dockerlab.exercises.answers import AnswerError, choice, wants
from dockerlab.exercises.build_cache.application import DOCKERFILE, application
from dockerlab.exercises.exercise import Case, Exercise, Variant
from dockerlab.exercises.project import Edit, Project, edit, no_edit, replay, touch, why

__all__ = ["EXERCISE", "Question", "questions"]

LETTERS = "abcdefgh"
REQUIREMENTS, INSTALL, COPY_ALL, COUNT = "COPY requirements", "RUN sleep", "COPY . .", "RUN wc"
SHAPE = 'a dictionary: {"a": "hit", "b": "miss", …} for the letters a to h'


@dataclass(frozen=True)
class Question:
    """What happens, and the step asked about, by the beginning of its line; the belief behind a wrong answer."""

    edits: tuple[Edit, ...]
    step: str
    misconception: str

    @property
    def words(self) -> str:
        """What happens, in words."""
        return "; ".join(edit.words for edit in self.edits if edit.words)

    @property
    def line(self) -> str:
        """The line of the Dockerfile."""
        return next(line for line in DOCKERFILE.splitlines() if line.startswith(self.step))


def swap(old: str, new: str, words: str) -> Edit:
    """The edit that changes a piece of the Dockerfile."""
    return Edit(words, lambda p: p.with_file("Dockerfile", p.files["Dockerfile"].replace(old, new)))


def make_executable(project: Project) -> Project:
    """Give the main file the permission to be executed."""
    return replace(project, executable=("app.py",))


VERSION_2 = no_edit("you build with --build-arg VERSION=2", args={"VERSION": "2"})
HITS = (
    Question((edit("app.py", "print('hi')\n"),), INSTALL, "M2"),
    Question((touch("app.py"),), COPY_ALL, "M21"),
    Question((touch("requirements.txt"),), INSTALL, "M21"),
    Question((swap("maintainer=ada", "maintainer=bob", "you change the LABEL"),), COUNT, "M8"),
    Question((swap('["cat"', '["wc"', "you change the CMD"),), COUNT, "M8"),
    Question((swap("WORKDIR", "# here it lives\nWORKDIR", "you add a comment above WORKDIR"),), INSTALL, "M2"),
    Question((edit("notes.md", "call Bob\n", "you edit notes.md, which .dockerignore names"),), COPY_ALL, "M12"),
    Question((no_edit("a week goes by, and nothing else", days=7),), INSTALL, "M21"),
    Question((VERSION_2,), REQUIREMENTS, "M2"),
    Question((edit("app.py", "print('hi')\n", "you edit app.py and build"),
              edit("app.py", "print('hello')\n", "then you undo the edit")), COPY_ALL, "M2"),
)  # fmt: skip
MISSES = (
    Question((edit("app.py", "print('hi')\n"),), COPY_ALL, "M2"),
    Question((edit("requirements.txt", "redis==5.1\nflask==3.0\n"),), INSTALL, "M2"),
    Question((edit("README.md", "# Better\n"),), COUNT, "M12"),
    Question((edit("todo.txt", "sleep\n", "you add a file todo.txt"),), COPY_ALL, "M12"),
    Question((Edit("you `chmod +x app.py`", make_executable),), COPY_ALL, "M2"),
    Question((swap("wc -l", "wc  -l", "you type one more blank between `wc` and `-l`"),), COUNT, "M2"),
    Question((VERSION_2,), INSTALL, "M2"),
    Question((swap("WORKDIR /app", "WORKDIR /srv", "you change WORKDIR to /srv"),), REQUIREMENTS, "M2"),
)


def questions(variant: Variant) -> dict[str, Question]:
    """Return a learner's eight questions by letter: four hits and four misses, mixed."""
    drawn = [*variant.sample("hits", HITS, 4), *variant.sample("misses", MISSES, 4)]
    return dict(zip(LETTERS, variant.shuffle("order", drawn), strict=True))


def task(variant: Variant) -> str:
    """Return the eight questions as the notebook shows them."""
    width = max(len(question.words) for question in questions(variant).values())
    return "\n".join(
        f"{letter}  {question.words.ljust(width)}   {question.line}" for letter, question in questions(variant).items()
    )


@cache
def outcome(variant: Variant, letter: str) -> BuildStep:
    """Return the step asked about, as it goes in the model in the last build."""
    question = questions(variant)[letter]
    result = replay(application(), question.edits)[-1].result
    return next(step for step in result.steps if step.instruction.original.startswith(question.step))


def verdict(step: BuildStep) -> str:
    """Return ``hit`` or ``miss``."""
    return "hit" if isinstance(step.cache, CacheHit) else "miss"


def check(answer: object, variant: Variant) -> Sequence[Case]:
    """Eight predictions, each right or wrong."""
    given = wants(answer, dict, SHAPE)
    extra = [key for key in given if key not in tuple(LETTERS)]
    if extra:
        raise AnswerError(f"there is no question {extra[0]!r}", hint=f"Write it as {SHAPE}")
    said = {letter: choice(given, letter, ("hit", "miss")) for letter in LETTERS}
    cases = []
    for letter, question in questions(variant).items():
        step = outcome(variant, letter)
        right = said[letter] == verdict(step)
        cases.append(
            Case(
                f"{letter}  {question.words}, `{question.line}`",
                right,
                f"you said {said[letter]}",
                f"{verdict(step)}, because {why(step)}",
                "" if right else question.misconception,
            )
        )
    return cases


EXERCISE = Exercise(
    id="08.hit-or-miss",
    title="Hit or miss?",
    points=20,
    task=task,
    check=check,
    answer=lambda variant: {letter: verdict(outcome(variant, letter)) for letter in LETTERS},
    why="A step is a hit when its whole key was built before. The key of a COPY holds the content and the "
    "permissions of what it copies; the key of a RUN holds its text and the variables in scope, used or not; "
    "every key holds the key of the step before. Dates, comments, ignored files, the clock, LABEL and CMD are "
    "in no step's key.",
    hints=(
        "Ask of each step: what does its result depend on? That, and nothing else, is its key.",
        "COPY looks at content and permissions. RUN looks at its text, the variables in scope and the step before it.",
        "A date, a comment, an ignored file, a passing week, a LABEL, a CMD: none of these is in the key of a step.",
    ),
    shape=SHAPE,
    misconceptions=("M2", "M8", "M12", "M21"),
    locked=True,
)
