"""The exercises of notebook 11, CMD and ENTRYPOINT: images are built, containers started and stopped in the model."""

from dockerlab.exercises.cmd_and_entrypoint import forms, port, quoting, twelve, wrapper

__all__ = ["EXERCISES"]

EXERCISES = (twelve.EXERCISE, forms.EXERCISE, quoting.EXERCISE, wrapper.EXERCISE, port.EXERCISE)
