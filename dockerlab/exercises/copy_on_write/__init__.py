"""The exercises of notebook 4, copy-on-write: commands run in a container of the model, and its layer is looked at."""

from dockerlab.exercises.copy_on_write import cost, diff, later_rm, reads, upper

__all__ = ["EXERCISES"]

EXERCISES = (reads.EXERCISE, upper.EXERCISE, cost.EXERCISE, later_rm.EXERCISE, diff.EXERCISE)
