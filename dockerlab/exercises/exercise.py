"""Exercises: tasks whose answers are data, checked by what they do.

An answer is a literal: a Dockerfile, a list of commands, a prediction.  A check
puts it into the model and looks at *properties of what comes out*, never at the
text, so every equivalent answer is right.  Nothing in an answer is ever
executed as Python.

A check returns ``Case``s.  A wrong case says what was observed, what was wanted
and which misconception usually stands behind it: the learner's own counter-example.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeVar

from dockerlab.errors import LabError

__all__ = ["AnswerError", "Case", "Exercise", "State", "Variant", "Verdict", "judge", "wants"]

State = Literal["not attempted", "not yet", "correct"]
Item = TypeVar("Item")


class AnswerError(LabError):
    """An answer of the wrong shape: it counts as no attempt."""


@dataclass(frozen=True)
class Variant:
    """What makes one learner's numbers and names differ from another's: drawn from a seed.

    >>> Variant("class-7/ada").pick("color", ["red", "green"]) == Variant("class-7/ada").pick("color", ["red", "green"])
    True
    """

    seed: str = "0"

    def pick(self, name: str, choices: Sequence[Item]) -> Item:
        """Return one of ``choices``; the same ``name`` always gives the same one."""
        return self._random(name).choice(list(choices))

    def number(self, name: str, low: int, high: int) -> int:
        """Return a number from ``low`` to ``high``, both included."""
        return self._random(name).randint(low, high)

    def shuffle(self, name: str, items: Sequence[Item]) -> list[Item]:
        """Return ``items`` in another order."""
        mixed = list(items)
        self._random(name).shuffle(mixed)
        return mixed

    def _random(self, name: str) -> random.Random:
        return random.Random(f"{self.seed}/{name}")


@dataclass(frozen=True)
class Case:
    """One thing that was checked. ``misconception`` is a tag of the syllabus (``M2``), for a wrong one."""

    name: str
    passed: bool
    observed: str = ""
    wanted: str = ""
    misconception: str = ""


@dataclass(frozen=True)
class Verdict:
    """The outcome of a check: the cases, and the points they earn."""

    exercise: Exercise
    cases: tuple[Case, ...] = ()
    problem: LabError | None = None  # an answer that could not be checked
    attempted: bool = True

    @property
    def state(self) -> State:
        """Not attempted, not yet, or correct."""
        if not self.attempted:
            return "not attempted"
        return "correct" if self.cases and all(case.passed for case in self.cases) else "not yet"

    @property
    def points(self) -> int:
        """Cases passed / cases, of the exercise's points, rounded down."""
        if not self.cases:
            return 0
        return self.exercise.points * sum(case.passed for case in self.cases) // len(self.cases)

    @property
    def first_wrong(self) -> Case | None:
        """The smallest counter-example: the first case that did not pass."""
        return next((case for case in self.cases if not case.passed), None)


@dataclass(frozen=True)
class Exercise:
    """A graded task.

    Attributes:
        id: notebook and name, ``08.hit-or-miss``.
        title: one line.
        points: what it is worth; a notebook's points add up to 100.
        check: answer and variant to cases. It may raise LabError for an answer that the model refuses.
        answer: a right answer for a variant.
        why: why it is right; shown with the solution.
        hints: three: the concept, the place, nearly the answer.
        shape: how an answer is written, for the message about one that is not.
        misconceptions: the tags that the task meets.
        locked: a prediction: the first answer counts.
    """

    id: str
    title: str
    points: int
    check: Callable[[object, Variant], Sequence[Case]] = field(repr=False)
    answer: Callable[[Variant], object] = field(repr=False)
    why: str = field(repr=False)
    hints: tuple[str, str, str] = field(repr=False)
    shape: str = field(repr=False)
    misconceptions: tuple[str, ...] = ()
    locked: bool = False

    @property
    def name(self) -> str:
        """The part of the ID behind the notebook's number."""
        return self.id.partition(".")[2]


def judge(exercise: Exercise, answer: object, variant: Variant) -> Verdict:
    """Check an answer. Never raises at a learner: what goes wrong is in the verdict.

    ``...`` and ``None`` are the empty places of the notebook: not attempted.
    """
    if answer is ... or answer is None:
        return Verdict(exercise, attempted=False)
    try:
        return Verdict(exercise, tuple(exercise.check(answer, variant)))
    except AnswerError as exc:
        return Verdict(exercise, problem=exc, attempted=False)
    except LabError as exc:
        return Verdict(exercise, problem=exc)


def wants(answer: object, kind: type[Item], shape: str) -> Item:
    """Return ``answer`` if it is of ``kind``.

    Raises:
        AnswerError: it is not; the message shows how an answer is written.

    >>> wants(3, int, "a number")
    3
    >>> wants("3", int, "a number, such as 3")
    Traceback (most recent call last):
        ...
    dockerlab.exercises.exercise.AnswerError: the answer is a str, but a int is wanted
    Try: Write it as a number, such as 3
    """
    if not isinstance(answer, kind) or (kind is int and isinstance(answer, bool)):
        name = type(answer).__name__
        raise AnswerError(f"the answer is a {name}, but a {kind.__name__} is wanted", hint=f"Write it as {shape}")
    return answer
