"""Which of two version numbers is newer, by the rules of Debian (apk's agree on the numbers used here).

An epoch comes first, then the upstream part, then what follows the last ``-``.
Runs of digits compare as numbers, all else by letters before signs; ``~`` sorts
before everything, even the end: ``1.0~rc1`` is older than ``1.0``.

Source: https://www.debian.org/doc/debian-policy/ch-controlfields.html#version
"""

from __future__ import annotations

import re
from functools import cmp_to_key

__all__ = ["compare", "newest"]


def compare(a: str, b: str) -> int:
    """Return -1, 0 or 1 as ``a`` is older than, the same as, or newer than ``b``.

    >>> compare("1.10", "1.9"), compare("1.0~rc1", "1.0"), compare("1:0.1", "9"), compare("2-1", "2-1")
    (1, -1, 1, 0)
    >>> compare("8.14.1-2+deb13u3", "8.14.1-2+deb13u2")
    1
    """
    one, two = parts(a), parts(b)
    return (one > two) - (one < two)


def newest(versions: list[str]) -> str:
    """Return the newest of ``versions``, which must not be empty."""
    return max(versions, key=cmp_to_key(compare))


def parts(version: str) -> tuple[int, list[tuple[list[int], int]], list[tuple[list[int], int]]]:
    """Return a key that sorts as versions do: the epoch, the upstream part, the revision."""
    epoch, _, rest = version.rpartition(":")
    upstream, _, revision = rest.rpartition("-") if "-" in rest else (rest, "", "0")
    return int(epoch or 0), runs(upstream), runs(revision)


def runs(text: str) -> list[tuple[list[int], int]]:
    """Return ``text`` as pairs of signs (as weights, ended by 0) and the number behind them."""
    pairs = re.findall(r"(\D*)(\d*)", text)
    return [([weight(sign) for sign in signs] + [0], int(number or 0)) for signs, number in pairs]


def weight(sign: str) -> int:
    """Return the weight of a sign: ``~`` before the end (0), letters, then the rest."""
    if sign == "~":
        return -1
    return ord(sign) if sign.isalpha() else ord(sign) + 256
