"""Time and chance, both the lab's own.

A real engine stamps files with the time of day and names containers at random.
Here the time moves only when something happens, and every ID and name is drawn
from a seed, so each run of a notebook prints the same bytes.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

__all__ = ["START", "Clock", "rfc3339"]

START = 1_772_442_000.0  # 2026-03-02 09:00:00 UTC, a Monday: when every lab begins


def rfc3339(nanoseconds: int) -> str:
    """Return a time since 1970 as Docker writes it: UTC, as many digits as it takes.

    >>> rfc3339(0), rfc3339(1_700_000_000_500_000_000)
    ('1970-01-01T00:00:00Z', '2023-11-14T22:13:20.5Z')
    """
    seconds, fraction = divmod(nanoseconds, 10**9)
    moment = datetime(1970, 1, 1) + timedelta(seconds=seconds)
    return moment.isoformat() + (f".{fraction:09d}".rstrip("0") if fraction else "") + "Z"


@dataclass
class Clock:
    """The lab's time in seconds since 1970 UTC, and its source of IDs.

    >>> clock = Clock()
    >>> clock.advance(90); clock.now - START
    90.0
    >>> len(clock.identifier())
    64
    """

    now: float = START
    seed: int = 0
    drawn: int = field(default=0, repr=False)  # how many IDs were drawn: part of the state that undo restores

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds

    def seconds(self) -> int:
        """Return the time in whole seconds, as file systems and tars keep it."""
        return int(self.now)

    def stamp(self) -> str:
        """Return the time as Docker stores it, to the millisecond."""
        return rfc3339(round(self.now * 1000) * 10**6)

    def choice(self, words: tuple[str, ...]) -> str:
        """Return one of ``words``, drawn from the seed."""
        return self._random().choice(words)

    def identifier(self, digits: int = 64) -> str:
        """Return a fresh random ID in lower-case hex, as containers have."""
        return f"{self._random().getrandbits(4 * digits):0{digits}x}"

    def copy(self) -> Clock:
        """Return a clock in the same state."""
        return replace(self)

    def _random(self) -> random.Random:
        self.drawn += 1
        return random.Random(f"{self.seed}/{self.drawn}")
