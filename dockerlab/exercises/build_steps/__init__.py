"""The exercises of notebook 9, a build step by step: states, leftovers and repairs are read from the builds' traces."""

from dockerlab.exercises.build_steps import left, order, repair, states, target
from dockerlab.exercises.build_steps.application import FAILING

__all__ = ["EXERCISES", "FAILING"]

EXERCISES = (left.EXERCISE, order.EXERCISE, states.EXERCISE, repair.EXERCISE, target.EXERCISE)
