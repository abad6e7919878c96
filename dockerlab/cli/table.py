"""Tables as Docker's client lays them out.

The client writes cells between tabs and lets Go's ``tabwriter`` align them: a
column is as wide as its widest cell plus three blanks, never narrower than ten.
A column is a run of neighbouring lines that have a cell there, and the last
cell of a line belongs to no column, so it is not padded.

Spec: https://pkg.go.dev/text/tabwriter
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

__all__ = ["align", "ellipsis", "width"]

PADDING = 3  # blanks between two columns
NARROWEST = 10


def align(text: str, *, narrowest: int = NARROWEST, padding: int = PADDING) -> str:
    r"""Return ``text`` with its tab-separated cells aligned.

    >>> print(align("TAG\tSIZE\nlatest-and-greatest\t5B\n"), end="")
    TAG                   SIZE
    latest-and-greatest   5B
    """
    lines = [line.split("\t") for line in text.split("\n")]
    out: list[str] = []
    _block(lines, 0, len(lines), [], out, narrowest, padding)
    return "\n".join(out)


def _block(
    lines: Sequence[Sequence[str]], start: int, end: int, widths: list[int], out: list[str], narrowest: int, pad: int
) -> None:
    """Lay out the lines from ``start`` to ``end``, whose columns up to ``widths`` are settled."""
    column, at = len(widths), start
    while at < end:
        if column >= len(lines[at]) - 1:
            at += 1
            continue
        _write(lines[start:at], widths, out)
        first, wide = at, narrowest
        while at < end and column < len(lines[at]) - 1:
            wide = max(wide, len(lines[at][column]) + pad)
            at += 1
        _block(lines, first, at, [*widths, wide], out, narrowest, pad)
        start = at
    _write(lines[start:end], widths, out)


def _write(lines: Iterable[Sequence[str]], widths: Sequence[int], out: list[str]) -> None:
    for line in lines:
        cells = [cell.ljust(widths[n]) if n < len(widths) else cell for n, cell in enumerate(line)]
        out.append("".join(cells))


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
