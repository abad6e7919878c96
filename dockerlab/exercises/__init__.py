"""Graded exercises: their types, the learner's progress, and one package for each notebook.

Read ``answers`` (what an answer may be), ``exercise`` (``Exercise``, ``Case``,
``judge``), ``progress`` (the learner's file), ``feedback`` and ``report`` (what is
shown), ``course`` (what a notebook calls).  ``project`` builds, edits and builds
again, for checks on builds; ``watch`` and ``real_docker`` are for notebooks.

A task is one module, as ``build_cache/flags.py``: its variant's text (``task``), its
check, its answer, ``EXERCISE``.  The package of the notebook lists them in
``EXERCISES``, ``course.NOTEBOOKS`` names the package, ``tests/exercises`` holds the
answers that must be accepted and rejected, and the source of the notebook has, for
each, three cells: ``lesson.task``, the answer (its metadata carry the exercise's ID
for ``grading``), ``lesson.check``.
"""

from dockerlab.exercises.course import Notebook, dashboard, open_notebook
from dockerlab.exercises.exercise import Case, Exercise, Variant, Verdict, judge
from dockerlab.exercises.progress import Progress

__all__ = ["Case", "Exercise", "Notebook", "Progress", "Variant", "Verdict", "dashboard", "judge", "open_notebook"]
