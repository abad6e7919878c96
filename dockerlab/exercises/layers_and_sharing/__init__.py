"""The exercises of notebook 3, layers and sharing: images are built and pulled in the model, their bytes counted."""

from dockerlab.exercises.layers_and_sharing import budget, comparison, four, steps, union

__all__ = ["EXERCISES"]

EXERCISES = (comparison.EXERCISE, union.EXERCISE, steps.EXERCISE, four.EXERCISE, budget.EXERCISE)
