"""All questions, in the order of the notebooks."""

from __future__ import annotations

from dockerlab.exercises.inventory.builds import BUILDS
from dockerlab.exercises.inventory.containers import CONTAINERS
from dockerlab.exercises.inventory.images import IMAGES
from dockerlab.exercises.inventory.item import Item

__all__ = ["ITEMS", "Item"]

ITEMS: tuple[Item, ...] = tuple(sorted((*IMAGES, *BUILDS, *CONTAINERS), key=lambda item: item.notebook))
