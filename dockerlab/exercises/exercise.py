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
from dockerlab.exercises.answers import AnswerError, empty_places, plain

__all__ = ["Case", "Exercise", "State", "Variant", "Verdict", "judge"]

State = Literal["not attempted", "not yet", "correct"]
Item = TypeVar("Item")


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

    def sample(self, name: str, items: Sequence[Item], count: int) -> list[Item]:
        """Return ``count`` different ones of ``items``, in a random order."""
        return self._random(name).sample(list(items), count)

    def number(self, name: str, low: int, high: int) -> int:
        """Return a number from ``low`` to ``high``, both included."""
        return self._random(name).randint(low, high)

    def shuffle(self, name: str, items: Sequence[Item]) -> list[Item]:
        """Return ``items`` in another order."""
        return self.sample(name, items, len(items))

    def _random(self, name: str) -> random.Random:
        return random.Random(f"{self.seed}/{name}")


@dataclass(frozen=True)
class Case:
    """One thing that was checked.

    Attributes:
        name: what was checked, as a statement.
        passed: whether it is so.
        observed: what the model did with the answer.
        wanted: what it should have done.
        misconception: a tag of ``misconceptions`` (``M2``), for a wrong one.
        gate: it earns nothing, but without it nothing is earned: "the image still works".
    """

    name: str
    passed: bool
    observed: str = ""
    wanted: str = ""
    misconception: str = ""
    gate: bool = False


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
        """Cases passed / cases, of the exercise's points, rounded down; 0 if a gate is shut."""
        counted = [case for case in self.cases if not case.gate]
        if not counted or not all(case.passed for case in self.cases if case.gate):
            return 0
        return self.exercise.points * sum(case.passed for case in counted) // len(counted)

    @property
    def wrong(self) -> tuple[Case, ...]:
        """The cases that did not pass, gates first: the first is the smallest counter-example."""
        return tuple(sorted((case for case in self.cases if not case.passed), key=lambda case: not case.gate))


@dataclass(frozen=True)
class Exercise:
    """A graded task.

    Attributes:
        id: notebook and name, ``08.hit-or-miss``.
        title: one line.
        points: what it is worth; a notebook's points add up to 100.
        task: the part of the task that differs from learner to learner, as text; empty if none does.
        check: answer (plain data) and variant to cases. It may raise LabError for an answer that the model refuses.
        answer: a right answer for a variant.
        why: why it is right; shown with the solution.
        hints: three: the concept, the place, nearly the answer.
        shape: how an answer is written, for the message about one that is not.
        misconceptions: the tags that the task meets.
        locked: a prediction: the first answer counts.
        start: what the notebook's answer cell holds before anything is written; such an answer is no attempt.
    """

    id: str
    title: str
    points: int
    task: Callable[[Variant], str] = field(repr=False)
    check: Callable[[object, Variant], Sequence[Case]] = field(repr=False)
    answer: Callable[[Variant], object] = field(repr=False)
    why: str = field(repr=False)
    hints: tuple[str, str, str] = field(repr=False)
    shape: str = field(repr=False)
    misconceptions: tuple[str, ...] = ()
    locked: bool = False
    start: object = field(default=None, repr=False)

    @property
    def name(self) -> str:
        """The part of the ID behind the notebook's number."""
        return self.id.partition(".")[2]

    @property
    def number(self) -> int:
        """The notebook's number."""
        return int(self.id.partition(".")[0])


def judge(exercise: Exercise, answer: object, variant: Variant) -> Verdict:
    """Check an answer. Never raises at a learner: what goes wrong is in the verdict.

    The notebook's own starting point, ``...`` and ``None`` are not attempted.
    """
    if answer is ... or answer is None:
        return Verdict(exercise, attempted=False)
    try:
        data = plain(answer)
        places = list(empty_places(data))
        if data == exercise.start or (places and not _filled(data)):
            return Verdict(exercise, attempted=False)
        if places:
            raise AnswerError(f"still empty: {', '.join(places[:8])}", hint=f"Write it as {exercise.shape}")
        return Verdict(exercise, tuple(exercise.check(data, variant)))
    except AnswerError as exc:
        return Verdict(exercise, problem=exc, attempted=False)
    except LabError as exc:
        return Verdict(exercise, problem=exc)
    except Exception as exc:  # a mistake of the course: the learner's notebook goes on
        words = f"the check stumbled over this answer ({type(exc).__name__}: {exc}); it does not count"
        return Verdict(exercise, problem=LabError(words, hint="Tell whoever gave you the course."), attempted=False)


def _filled(data: object) -> bool:
    """Whether anything at all was written into the places of a plain answer."""
    match data:
        case dict():
            return any(map(_filled, data.values()))
        case list() | tuple():
            return any(map(_filled, data))
        case _:
            return data is not ...
