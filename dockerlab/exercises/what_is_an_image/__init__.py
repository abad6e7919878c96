"""The exercises of notebook 1, what an image is: pulls, names, hashes, and containers of one image."""

from dockerlab.exercises.what_is_an_image import five_hashes, order, pin, second_pull, two_containers

__all__ = ["EXERCISES"]

EXERCISES = (
    two_containers.EXERCISE,
    order.EXERCISE,
    second_pull.EXERCISE,
    five_hashes.EXERCISE,
    pin.EXERCISE,
)
