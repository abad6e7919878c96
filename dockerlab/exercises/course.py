"""The course: the notebooks and their exercises, as a learner's notebook uses them.

``open_notebook(8)`` is the first line of notebook 8; the object it returns
checks answers, gives hints, and reports.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass

from dockerlab.errors import LabError
from dockerlab.exercises.exercise import Exercise, Variant, judge
from dockerlab.exercises.feedback import Feedback, Note, Report, hint_note, solution_note
from dockerlab.exercises.progress import Progress

__all__ = ["NOTEBOOKS", "Notebook", "exercises_of", "open_notebook"]

NOTEBOOKS = {8: ("The build cache", "build_cache")}


@dataclass
class Notebook:
    """One notebook's exercises, with the learner's progress.

    >>> nb = open_notebook(8, Progress(None))
    >>> nb.report().points
    0
    """

    number: int
    title: str
    exercises: tuple[Exercise, ...]
    progress: Progress

    def __repr__(self) -> str:
        done = sum(self.progress.entry(exercise.id).state == "correct" for exercise in self.exercises)
        head = f"Notebook {self.number}: {self.title}. {done} of {len(self.exercises)} tasks done."
        return f"{head}\n{self.progress.notice}" if self.progress.notice else head

    @property
    def variant(self) -> Variant:
        """The learner's own numbers and names."""
        return Variant(self.progress.seed)

    def check(self, name: str, answer: object) -> Feedback:
        """Check an answer, keep the result, and say what was right and what was not."""
        exercise = self._find(name)
        verdict = judge(exercise, answer, self.variant)
        return Feedback(verdict, self.progress.record(verdict, answer))

    def hint(self, name: str) -> Note:
        """Return one hint more: the concept, the place, nearly the answer."""
        exercise = self._find(name)
        return hint_note(exercise, self.progress.hint_read(exercise))

    def solution(self, name: str) -> Note:
        """Return the solution with its why; open when solved, or when tried and all hints are read."""
        return solution_note(self._find(name), self.variant, self.progress)

    def report(self) -> Report:
        """Return states and points of all tasks, and the next step."""
        rows = tuple((exercise, self.progress.entry(exercise.id)) for exercise in self.exercises)
        return Report(f"Notebook {self.number}: {self.title}", rows)

    def _find(self, name: str) -> Exercise:
        for exercise in self.exercises:
            if name in (exercise.name, exercise.id):
                return exercise
        names = ", ".join(exercise.name for exercise in self.exercises)
        raise LabError(f"notebook {self.number} has no task {name!r}", hint=f"Its tasks are: {names}")


def exercises_of(number: int) -> tuple[Exercise, ...]:
    """Return the exercises of a notebook. Raises LabError where there is none of that number."""
    if number not in NOTEBOOKS:
        raise LabError(f"there is no notebook {number}", hint=f"There are: {', '.join(map(str, NOTEBOOKS))}")
    module = importlib.import_module(f"dockerlab.exercises.{NOTEBOOKS[number][1]}")
    exercises: tuple[Exercise, ...] = module.EXERCISES
    return exercises


def open_notebook(number: int, progress: Progress | None = None) -> Notebook:
    """Return notebook ``number``, ready to check answers."""
    title = NOTEBOOKS[number][0] if number in NOTEBOOKS else ""
    return Notebook(number, title, exercises_of(number), progress or Progress.default())
