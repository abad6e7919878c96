"""One line of the table, and how a time is taken.

Times of the model are seconds of the processor, medians of several runs: what a neighbour does on a busy machine does
not count. Where other programs take part (a fresh Python, a real engine), the clock on the wall has to do.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Line:
    """A measured value, in its unit, and what it should be: `aim` with `<=` or `>=`; no aim, no verdict."""

    name: str
    value: float
    unit: str
    aim: float | None = None
    better: Literal["<=", ">="] = "<="
    note: str = ""

    @property
    def missed(self) -> bool:
        """Whether there is an aim and the value is not there."""
        if self.aim is None:
            return False
        return self.value > self.aim if self.better == "<=" else self.value < self.aim

    def __str__(self) -> str:
        """
        >>> print(Line("lookup", 1.234, "µs", 10))
        lookup                                                        1.23 µs   <= 10 µs     ok
        """
        value = f"{self.value:,.2f}" if self.value < 100 else f"{self.value:,.0f}"
        wanted = f"{self.better} {self.aim:g} {self.unit}" if self.aim is not None else ""
        verdict = "" if self.aim is None else "MISSED" if self.missed else "ok"
        return f"{self.name:<56} {value:>9} {self.unit:<4} {wanted:<12} {verdict:<6} {self.note}".rstrip()


@dataclass(frozen=True)
class LeftOut:
    """What could not be measured here, and why."""

    name: str
    reason: str

    def __str__(self) -> str:
        return f"{self.name:<56}   left out: {self.reason}"


Measured = Iterable[Line | LeftOut]


def seconds(action: Callable[..., object], *arguments: object) -> float:
    """The processor's seconds for one call."""
    start = time.process_time()
    action(*arguments)
    return time.process_time() - start


def waited(action: Callable[..., object], *arguments: object) -> float:
    """The seconds that a person waits for one call."""
    start = time.perf_counter()
    action(*arguments)
    return time.perf_counter() - start


def median(action: Callable[[], object], runs: int = 7) -> float:
    """The median of the seconds of several runs."""
    return statistics.median(seconds(action) for _ in range(runs))


def each(action: Callable[[], object], count: int) -> float:
    """The seconds that one of `count` repetitions takes: for what is too short to be timed alone."""
    start = time.process_time()
    for _ in range(count):
        action()
    return (time.process_time() - start) / count
