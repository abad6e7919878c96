"""The exercises of notebook 7, history and IDs: every row, layer, name and pruned image is the model's."""

from dockerlab.exercises.history_and_ids import align, bring_back, missing, prune, reconstruct
from dockerlab.exercises.history_and_ids.application import FILES

__all__ = ["EXERCISES", "FILES"]

EXERCISES = (missing.EXERCISE, align.EXERCISE, prune.EXERCISE, bring_back.EXERCISE, reconstruct.EXERCISE)
