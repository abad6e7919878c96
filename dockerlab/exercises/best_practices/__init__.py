"""The exercises of notebook 12, best practices: projects are measured before and after, all in the model."""

from dockerlab.exercises.best_practices import five, fixes, hunt, squash, stages

__all__ = ["EXERCISES"]

EXERCISES = (fixes.EXERCISE, hunt.EXERCISE, squash.EXERCISE, stages.EXERCISE, five.EXERCISE)
