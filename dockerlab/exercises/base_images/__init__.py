"""The exercises of notebook 2: what an image brings, and what the host's kernel does for every container."""

from dockerlab.exercises.base_images import choose, own, prediction, repair, sort
from dockerlab.exercises.base_images.pictures import spaces

__all__ = ["EXERCISES", "spaces"]

EXERCISES = (prediction.EXERCISE, sort.EXERCISE, repair.EXERCISE, own.EXERCISE, choose.EXERCISE)
