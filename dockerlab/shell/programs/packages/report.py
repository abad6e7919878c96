"""How apt writes numbers and names, and what fetching and unpacking cost in virtual time."""

from __future__ import annotations

from collections.abc import Iterable

from dockerlab.shell.process import Process

__all__ = ["DOWNLOAD", "UNPACK", "amount", "elapsed", "rate", "spend", "wrapped"]

DOWNLOAD = 8_000_000  # bytes a second over the lab's network
UNPACK = 40_000_000  # bytes a second onto the lab's disk


def amount(size: float) -> str:
    """Return bytes as apt does: at most four digits, steps of 1000.

    >>> amount(891), amount(12_944), amount(721_000), amount(9_679_000), amount(10_200_000)
    ('891 B', '12.9 kB', '721 kB', '9679 kB', '10.2 MB')
    """
    units = iter(" kMGT")
    unit = next(units)
    while size >= 10_000 or (unit == " " and size >= 10_000):
        size, unit = size / 1000, next(units)
    if size < 100 and unit != " ":
        return f"{size:.1f} {unit}B"
    return f"{size:.0f} {unit.strip()}B"


def wrapped(names: Iterable[str]) -> str:
    """Return names in lines of at most 78 characters, indented by two."""
    lines, used = [""], 0
    for name in names:
        if used and used + len(name) >= 77:
            lines.append("")
            used = 0
        lines[-1] += f"{'' if used else ' '} {name}"
        used += len(name) + 1
    return "\n".join(lines)


def spend(process: Process, size: float, speed: int) -> float:
    """Let the time pass that ``size`` bytes take; return it in seconds."""
    seconds = size / speed
    process.session.system.advance(seconds)
    return seconds


def elapsed(seconds: float) -> str:
    """Return a time as apt does: ``0s``, ``2min 5s``."""
    whole = int(seconds)
    return f"{whole}s" if whole < 60 else f"{whole // 60}min {whole % 60}s"


def rate(size: float, seconds: float) -> str:
    """Return ``Fetched 4913 kB in 0s (8000 kB/s)``."""
    return f"Fetched {amount(size)} in {elapsed(seconds)} ({amount(size / seconds if seconds else size)}/s)"
