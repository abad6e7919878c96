"""The exercises of notebook 6, the Dockerfile and its context: every folder is built in the model, file by file."""

from dockerlab.exercises.dockerfile_and_context import budget, fate, forbidden, landing, repository
from dockerlab.exercises.dockerfile_and_context.repository import repository as messy_repository

__all__ = ["EXERCISES", "messy_repository"]

EXERCISES = (fate.EXERCISE, budget.EXERCISE, forbidden.EXERCISE, landing.EXERCISE, repository.EXERCISE)
