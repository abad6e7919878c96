"""The course: the notebooks and their exercises, as a learner's notebook uses them.

``open_notebook(8)`` is the first line of notebook 8; the object it returns
shows tasks, checks answers, gives hints, and reports.
"""

from __future__ import annotations

import importlib
import os
from dataclasses import dataclass
from pathlib import Path

from dockerlab.errors import LabError
from dockerlab.exercises.exercise import Exercise, Variant, judge
from dockerlab.exercises.feedback import Feedback, Note, hint_note, solution_note, task_note
from dockerlab.exercises.progress import Progress
from dockerlab.exercises.report import Dashboard, Report

__all__ = ["NOTEBOOKS", "Notebook", "dashboard", "exercise", "exercises_of", "open_notebook"]

NOTEBOOKS = {  # number: title, module of the exercises
    1: ("What is an image?", "what_is_an_image"),
    2: ("Base images, scratch and the kernel", "base_images"),
    3: ("Layers and sharing", "layers_and_sharing"),
    4: ("Copy-on-write", "copy_on_write"),
    5: ("docker commit, and why not", "commit"),
    6: ("The Dockerfile and its build context", "dockerfile_and_context"),
    7: ("History, IDs, <missing> and <none>", "history_and_ids"),
    8: ("The build cache", "build_cache"),
    9: ("A build, step by step, and when it fails", "build_steps"),
    10: ("COPY, ADD, WORKDIR, RUN", "copy_add_workdir_run"),
    11: ("CMD and ENTRYPOINT, shell and exec", "cmd_and_entrypoint"),
    12: ("Best practices", "best_practices"),
}


@dataclass
class Notebook:
    """One notebook's exercises, with the learner's progress.

    >>> lesson = open_notebook(8, Progress(None))
    >>> lesson.report().points
    0
    """

    number: int
    title: str
    exercises: tuple[Exercise, ...]
    progress: Progress

    def __repr__(self) -> str:
        done = self.report().done
        end = "" if self.title.endswith("?") else "."
        head = f"Notebook {self.number}: {self.title}{end} {done} of {len(self.exercises)} tasks done."
        return f"{head}\n{self.progress.notice}" if self.progress.notice else head

    @property
    def variant(self) -> Variant:
        """The learner's own numbers and names.

        ``$DOCKERLAB_SEED`` goes before the learner's record. While nbgrader grades, below
        ``autograded/STUDENT/ASSIGNMENT/``, ``$DOCKERLAB_CLASS_SEED`` is the class's word; the folder says who it is.
        """
        word = os.environ.get("DOCKERLAB_CLASS_SEED", "")
        if word and os.environ.get("NBGRADER_EXECUTION") == "autograde":
            return Variant(f"{word}/{Path.cwd().parent.name}")
        return Variant(os.environ.get("DOCKERLAB_SEED") or self.progress.seed)

    def task(self, name: str) -> Note:
        """Return the task, with the learner's own names and numbers."""
        exercise = self._find(name)
        return exercise if isinstance(exercise, Note) else task_note(exercise, self.variant)

    def check(self, name: str, answer: object) -> Feedback | Note | float:
        """Check an answer, keep the result, and say what was right and what was not.

        While nbgrader grades, nothing is kept and the points are returned as a number, which it takes as the score.
        """
        exercise = self._find(name)
        if isinstance(exercise, Note):
            return exercise
        verdict = judge(exercise, answer, self.variant)
        if os.environ.get("NBGRADER_EXECUTION") == "autograde":
            return float(verdict.points)
        entry = self.progress.record(verdict, answer)
        return Feedback(verdict, entry, self.progress.notice)

    def hint(self, name: str) -> Note:
        """Return one hint more: the concept, the place, nearly the answer."""
        exercise = self._find(name)
        if isinstance(exercise, Note):
            return exercise
        return hint_note(exercise, self.progress.hint_read(exercise))

    def solution(self, name: str) -> Note:
        """Return the solution with its why; open when solved, or when tried and all hints are read."""
        exercise = self._find(name)
        if isinstance(exercise, Note):
            return exercise
        return solution_note(exercise, self.variant, self.progress)

    def report(self) -> Report:
        """Return states and points of all tasks, and the next step."""
        rows = tuple((exercise, self.progress.entry(exercise.id)) for exercise in self.exercises)
        return Report(f"{self.number:02d} {self.title}", rows)

    def _find(self, name: str) -> Exercise | Note:
        """Return a task by name; a note to the learner where there is none of that name."""
        for exercise in self.exercises:
            if name in (exercise.name, exercise.id):
                return exercise
        names = ", ".join(f'"{exercise.name}"' for exercise in self.exercises)
        return Note(f"This notebook has no task {name!r}", f"Its tasks are: {names}.")


def exercises_of(number: int) -> tuple[Exercise, ...]:
    """Return the exercises of a notebook. Raises LabError where there is none of that number."""
    if number not in NOTEBOOKS:
        raise LabError(f"there is no notebook {number}", hint=f"There are: {', '.join(map(str, NOTEBOOKS))}")
    module = importlib.import_module(f"dockerlab.exercises.{NOTEBOOKS[number][1]}")
    exercises: tuple[Exercise, ...] = module.EXERCISES
    return exercises


def exercise(exercise_id: str) -> Exercise:
    """Return one exercise by its ID, ``08.golf``. Raises LabError where there is none."""
    number, _, _ = exercise_id.partition(".")
    found = exercises_of(int(number) if number.isdecimal() else 0)
    for one in found:
        if one.id == exercise_id:
            return one
    raise LabError(f"there is no exercise {exercise_id!r}", hint=f"There are: {', '.join(one.id for one in found)}")


def open_notebook(number: int, progress: Progress | None = None) -> Notebook:
    """Return notebook ``number``, ready to check answers. Raises LabError where there is none of that number."""
    return Notebook(number, NOTEBOOKS.get(number, ("", ""))[0], exercises_of(number), progress or Progress.default())


def dashboard(progress: Progress | None = None) -> Dashboard:
    """Return points and next steps over all notebooks."""
    progress = progress or Progress.default()
    return Dashboard(tuple(open_notebook(number, progress).report() for number in NOTEBOOKS), progress.notice)
