"""Graded exercises: their types, the learner's progress, and one package for each notebook."""

from dockerlab.exercises.course import Notebook, dashboard, open_notebook
from dockerlab.exercises.exercise import Case, Exercise, Variant, Verdict, judge
from dockerlab.exercises.progress import Progress

__all__ = ["Case", "Exercise", "Notebook", "Progress", "Variant", "Verdict", "dashboard", "judge", "open_notebook"]
