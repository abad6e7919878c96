"""One question of the inventory, and how the model is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from dockerlab.lab import Lab, Transcript

__all__ = ["Item", "printed", "ran"]


@dataclass(frozen=True, eq=False)
class Item:
    """A question with three answers to choose from.

    Attributes:
        tag: the belief that it is about, ``M1``.
        words: the question.
        options: a key for each answer, and its text.
        experiment: carries the question out in the model and returns the key of the right answer.
        notebook: the number of the notebook that is about it.
    """

    tag: str
    words: str
    options: Mapping[str, str]
    experiment: Callable[[], str] = field(repr=False)
    notebook: int


def ran(files: Mapping[str, str], commands: str) -> tuple[Lab, Transcript]:
    """Run commands in a fresh lab with these files; return the lab and what was printed."""
    lab = Lab(files)
    return lab, lab.run(commands)


def printed(options: Mapping[str, str], text: str) -> str:
    """Return the key of the option whose text is what was printed."""
    said = text.strip()
    for key, option in options.items():
        if option.strip("`") == said:
            return key
    raise AssertionError(f"none of the options is {said!r}")
