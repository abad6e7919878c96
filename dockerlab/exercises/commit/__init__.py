"""The exercises of notebook 5, docker commit: containers are changed, committed, looked into, in the model."""

from dockerlab.exercises.commit import audit, diff, history, rescue, rewrite, saved
from dockerlab.exercises.commit.audit import stranger
from dockerlab.exercises.commit.rescue import journal
from dockerlab.exercises.commit.rewrite import handed_over

__all__ = ["EXERCISES", "handed_over", "journal", "stranger"]

EXERCISES = (diff.EXERCISE, saved.EXERCISE, history.EXERCISE, rescue.EXERCISE, rewrite.EXERCISE, audit.EXERCISE)
