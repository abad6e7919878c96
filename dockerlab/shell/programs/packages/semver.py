"""Ranges of versions as npm reads them: ``^4.17.0``, ``~2.1``, ``>=3 <5``, ``1.x || 2``.

Releases only: a version with a ``-`` (a pre-release) is left to ``NotModelled``.

Spec: https://docs.npmjs.com/cli/v11/using-npm/semver (compared with the real one range by range)
"""

from __future__ import annotations

import re

__all__ = ["Version", "exact", "parts", "satisfies"]

Version = tuple[int, int, int]
PIECE = re.compile(r"([<>]=?|=|\^|~>?|)\s*v?(\d+|[xX*])(?:\.(\d+|[xX*]))?(?:\.(\d+|[xX*]))?")
ENDLESS = 1 << 60


def parts(version: str) -> Version:
    """Return a version as three numbers. Raises ValueError if it is none.

    >>> parts("1.10.2")
    (1, 10, 2)
    """
    major, minor, patch = (int(word) for word in version.split("."))
    return major, minor, patch


def exact(text: str) -> bool:
    """Say whether a range names one version.

    >>> exact("1.2.3"), exact("=1.2.3"), exact("1.2"), exact("^1.2.3")
    (True, True, False, False)
    """
    return re.fullmatch(r"[=v\s]*\d+\.\d+\.\d+", text) is not None


def satisfies(version: str, text: str) -> bool:
    """Say whether a version lies in a range. Raises ValueError for what is no range.

    >>> satisfies("4.18.1", "^4.17.0"), satisfies("5.0.0", "^4.17.0"), satisfies("0.7.2", "^0.7.1")
    (True, False, True)
    >>> satisfies("0.8.0", "^0.7.1"), satisfies("2.1.9", "~2.1.3"), satisfies("1.9.9", "1.x || >=3")
    (False, True, True)
    """
    number = parts(version)
    return any(all(low <= number < high for low, high in bounds(part)) for part in text.split("||"))


def bounds(text: str) -> list[tuple[Version, Version]]:
    """Return the pieces of one alternative, each from (and with) … to (without)."""
    text = re.sub(r"(\S+)\s+-\s+(\S+)", r">=\1 <=\2", text.strip())
    text = re.sub(r"([<>=^~])\s+", r"\1", text)
    return [piece(word) for word in text.split()] or [((0, 0, 0), (ENDLESS, 0, 0))]


def piece(word: str) -> tuple[Version, Version]:
    """Return from where to where one comparator goes."""
    found = PIECE.fullmatch(word)
    if found is None:
        raise ValueError(word)
    sign, *digits = found.groups()
    numbers: list[int] = []
    for digit in digits:
        if digit is None or not digit.isdigit():
            break
        numbers.append(int(digit))
    padded = (*numbers, 0, 0, 0)
    low = padded[0], padded[1], padded[2]
    given = len(numbers)
    after = step(low, given)
    top, bottom = (ENDLESS, 0, 0), (0, 0, 0)
    match sign:
        case "^":
            return low, step(low, next((i + 1 for i, n in enumerate(numbers) if n), given))
        case "~" | "~>":
            return low, step(low, min(given, 2))
        case ">=":
            return low, top
        case ">":
            return (after, top) if given else (top, top)
        case "<":
            return (bottom, low) if given else (bottom, bottom)
        case "<=":
            return bottom, after
        case _:
            return low, after


def step(low: Version, place: int) -> Version:
    """Return the first version in which the number at ``place`` (1: major) has grown; 0: none."""
    match place:
        case 0:
            return ENDLESS, 0, 0
        case 1:
            return low[0] + 1, 0, 0
        case 2:
            return low[0], low[1] + 1, 0
        case _:
            return low[0], low[1], low[2] + 1
