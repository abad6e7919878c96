"""The exercises of notebook 10, COPY, ADD, WORKDIR and RUN: Dockerfiles, built on some day."""

from dockerlab.exercises.copy_add_workdir_run import one_run, owner, persist, scope, stale, there
from dockerlab.exercises.copy_add_workdir_run.building import FILES

__all__ = ["EXERCISES", "FILES"]

EXERCISES = (there.EXERCISE, persist.EXERCISE, owner.EXERCISE, scope.EXERCISE, stale.EXERCISE, one_run.EXERCISE)
