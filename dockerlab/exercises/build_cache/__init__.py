"""The exercises of notebook 8, the build cache: every answer is built, edited, and built again in the model."""

from dockerlab.exercises.build_cache import causes, flags, golf, order, prediction
from dockerlab.exercises.build_cache.application import FILES

__all__ = ["EXERCISES", "FILES"]

EXERCISES = (prediction.EXERCISE, causes.EXERCISE, order.EXERCISE, flags.EXERCISE, golf.EXERCISE)
