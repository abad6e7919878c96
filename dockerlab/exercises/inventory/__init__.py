"""The concept inventory: 27 questions, before the course and after it.

One question for each of the beliefs in ``misconceptions``.  No right answer is written down:
each question carries an experiment, which the model carries out.
"""

from dockerlab.exercises.inventory.items import ITEMS, Item
from dockerlab.exercises.inventory.taking import Inventory, inventory

__all__ = ["ITEMS", "Inventory", "Item", "inventory"]
