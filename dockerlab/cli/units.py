"""Sizes, durations and dates the way Docker says them.

Sizes are decimal (1 kB is 1000 bytes), cut to three or four digits; durations
are rounded until a person can say them.

Source of the rules: https://pkg.go.dev/github.com/docker/go-units
"""

from __future__ import annotations

from datetime import UTC, datetime

from dockerlab.clock import rfc3339

__all__ = ["ago", "duration", "go_time", "size", "stamp"]

UNITS = ("B", "kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB")
MINUTE, HOUR = 60, 3600


def size(count: float, digits: int = 4) -> str:
    """Return a number of bytes with a decimal unit.

    ``digits`` is 3 in ``docker images`` and ``docker history``, 4 in ``docker system df``.

    >>> size(2_063_232, 3), size(98, 3), size(4608), size(0)
    ('2.06MB', '98B', '4.608kB', '0B')
    """
    unit = 0
    while count >= 1000 and unit < len(UNITS) - 1:
        count /= 1000
        unit += 1
    return f"{count:.{digits}g}{UNITS[unit]}"


def duration(seconds: float) -> str:
    """Return a span of time as a person says it.

    >>> duration(0.3), duration(24), duration(100), duration(86_400 * 20)
    ('Less than a second', '24 seconds', 'About a minute', '2 weeks')
    """
    whole, minutes, hours = int(seconds), int(seconds / MINUTE), int(seconds / HOUR + 0.5)
    if whole < 1:
        return "Less than a second"
    if whole == 1:
        return "1 second"
    if whole < MINUTE:
        return f"{whole} seconds"
    if minutes == 1:
        return "About a minute"
    if minutes < 60:
        return f"{minutes} minutes"
    if hours == 1:
        return "About an hour"
    if hours < 48:
        return f"{hours} hours"
    days = hours // 24
    if days < 14:
        return f"{days} days"
    if days < 60:
        return f"{days // 7} weeks"
    if days < 730:
        return f"{days // 30} months"
    return f"{int(seconds / HOUR) // 24 // 365} years"


def ago(then: float, now: float) -> str:
    """Return how long ago ``then`` was, both in seconds since 1970.

    >>> ago(0.0, 1_772_442_000.0)
    '56 years ago'
    """
    return f"{duration(now - then)} ago"


def stamp(seconds: float) -> str:
    """Return a time as RFC 3339, in UTC and to the second.

    >>> stamp(1_772_442_000.0)
    '2026-03-02T09:00:00Z'
    """
    return rfc3339(int(seconds) * 10**9)


def go_time(seconds: float) -> str:
    """Return a time as Go prints it, in UTC and to the second.

    >>> go_time(1_772_442_000.0)
    '2026-03-02 09:00:00 +0000 UTC'
    """
    return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%d %H:%M:%S +0000 UTC")
