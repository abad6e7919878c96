"""The exercises of notebook 8, the build cache: every answer is built, edited, and built again in the model."""

from dockerlab.exercises.build_cache import causes, flags, golf, order, prediction

__all__ = ["EXERCISES"]

EXERCISES = (prediction.EXERCISE, causes.EXERCISE, order.EXERCISE, flags.EXERCISE, golf.EXERCISE)
