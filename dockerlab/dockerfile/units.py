"""Numbers as Go and Docker write them: ``1m30s``, ``64mb``, and how they complain."""

from __future__ import annotations

import re
from fractions import Fraction

from dockerlab.dockerfile.wording import quote

__all__ = ["interval", "ram_in_bytes", "retries"]

_NANOSECONDS = {
    "ns": 1,
    "us": 10**3,
    "µs": 10**3,
    "μs": 10**3,
    "ms": 10**6,
    "s": 10**9,
    "m": 60 * 10**9,
    "h": 3600 * 10**9,
}
_PART = re.compile(r"([0-9]{0,40})(\.[0-9]{0,40})?([^0-9.]*)")


def _duration(text: str) -> int:
    """Return nanoseconds, by the rules of Go's ``time.ParseDuration``.

    Raises:
        ValueError: with Go's words.

    >>> _duration("1m30s"), _duration("1.5ms")
    (90000000000, 1500000)
    """
    if len(text) > 200:
        raise ValueError(f"time: invalid duration {quote(text)}")
    rest, total = text[1:] if text[:1] in ("+", "-") else text, Fraction(0)
    if rest == "0":
        return 0
    while rest:
        match = _PART.match(rest)
        if match is None or (not match[1] and (match[2] or ".") == "."):
            raise ValueError(f"time: invalid duration {quote(text)}")
        if not match[3]:
            raise ValueError(f"time: missing unit in duration {quote(text)}")
        if match[3] not in _NANOSECONDS:
            raise ValueError(f"time: unknown unit {quote(match[3])} in duration {quote(text)}")
        total += Fraction((match[1] or "0") + (match[2] or "").rstrip(".")) * _NANOSECONDS[match[3]]
        rest = rest[match.end() :]
    if not text.lstrip("+-") or total >= 2**63:
        raise ValueError(f"time: invalid duration {quote(text)}")
    return int(-total if text.startswith("-") else total)


def ram_in_bytes(text: str) -> int:
    """Return bytes, units being powers of 1024.

    Raises:
        ValueError: not a size.

    >>> ram_in_bytes("64m"), ram_in_bytes("1.5 KiB")
    (67108864, 1536)
    """
    match = re.fullmatch(r"([0-9]{1,30}(?:\.[0-9]{0,30})?) ?(?:([kmgtp]?)i?b?)", text.lower())
    if match is None:
        raise ValueError(f"invalid size: '{text}'")
    return int(Fraction(match[1].rstrip(".")) * 1024 ** " kmgtp".index(match[2] or " "))


def interval(flag: str, text: str) -> int:
    """Return the nanoseconds of a HEALTHCHECK flag, 0 when it is not given.

    Raises:
        ValueError: in Docker's words.
    """
    time = _duration(text) if text else 0
    if time and time < 1_000_000:
        raise ValueError(f"Interval {quote(flag)} cannot be less than 1ms")
    return time


def retries(text: str) -> int:
    """Return the number behind ``HEALTHCHECK --retries``, 0 when it is not given.

    Raises:
        ValueError: in Go's or Docker's words.
    """
    if not text:
        return 0
    if not re.fullmatch(r"[+-]?[0-9]+", text):
        raise ValueError(f"strconv.ParseInt: parsing {quote(text)}: invalid syntax")
    count = int(text) if len(text) < 20 else 2**31
    if not -(2**31) <= count < 2**31:
        raise ValueError(f"strconv.ParseInt: parsing {quote(text)}: value out of range")
    if count < 0:
        raise ValueError(f"--retries cannot be negative ({count})")
    return count
