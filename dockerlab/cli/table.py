"""Tables as Docker's client lays them out.

The client writes cells between tabs and lets Go's ``tabwriter`` align them: a
column is as wide as its widest cell plus three blanks, never narrower than ten.
The last cell of a line belongs to no column, so it is not padded.

Spec: https://pkg.go.dev/text/tabwriter
"""

from __future__ import annotations

import unicodedata

from dockerlab.errors import NotModelled

__all__ = ["align", "ellipsis", "width"]

PADDING = 3  # blanks between two columns
NARROWEST = 10


def align(text: str, *, narrowest: int = NARROWEST) -> str:
    r"""Return ``text`` with its tab-separated cells aligned.

    >>> print(align("TAG\tSIZE\nlatest-and-greatest\t5B\n"), end="")
    TAG                   SIZE
    latest-and-greatest   5B
    """
    rows = [line.split("\t") for line in text.split("\n")[:-1]]
    if len({len(row) for row in rows}) > 1:
        raise NotModelled("a table whose lines have different numbers of columns")
    widths = [max(narrowest, max(map(len, column)) + PADDING) for column in zip(*rows, strict=True)]
    cells = ([cell.ljust(wide) for cell, wide in zip(row[:-1], widths, strict=False)] + row[-1:] for row in rows)
    return "".join("".join(row) + "\n" for row in cells)


def width(text: str) -> int:
    """Return how many columns of a terminal ``text`` fills: East Asian wide characters fill two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def ellipsis(text: str, most: int) -> str:
    """Return ``text`` cut to ``most`` columns, the last an ellipsis where something was cut off.

    >>> ellipsis("RUN apt-get update", 10), ellipsis("short", 10)
    ('RUN apt-g…', 'short')
    """
    if most <= 0:
        return ""
    if most == 1:
        return text[:1]
    if width(text) <= most:
        return text
    kept = 0
    for at, char in enumerate(text):
        kept += width(char)
        if kept > most - 1:
            return text[:at] + "…"
    return text
