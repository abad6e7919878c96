"""How Docker words its messages: Go's quotes, and "did you mean …?"."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["did_you_mean", "quote"]

_SHORT = {
    "\a": "\\a",
    "\b": "\\b",
    "\f": "\\f",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "\v": "\\v",
    '"': '\\"',
    "\\": "\\\\",
}


def quote(text: str) -> str:
    r"""Quote as Go's ``%q`` does.

    >>> print(quote('say "hi"\n\x01 é'))
    "say \"hi\"\n\x01 é"
    """
    return (
        '"' + "".join(_SHORT.get(char) or (char if char.isprintable() else _escape(ord(char))) for char in text) + '"'
    )


def _escape(code: int) -> str:
    if code < 0x80:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def did_you_mean(word: str, options: Iterable[str], cased: bool = True, sign: str = "") -> str:
    """Return `` (did you mean …?)`` for the nearest option less than three edits away, or nothing.

    An option that *is* the word means that the mistake is elsewhere: nothing then.
    ``cased=False`` compares without case and answers in the word's own case.

    >>> did_you_mean("RUM", ["RUN", "ENV"], cased=False)
    ' (did you mean RUN?)'
    """
    best, near = "", 3
    for option in options:
        left, right = (word, option) if cased else (word.lower(), option.lower())
        if left == right:
            return ""
        if abs(len(left) - len(right)) < near and (edits := _distance(left, right)) < near:
            best, near = option, edits
    if best and not cased:
        best = best.upper() if word == word.upper() else best.lower()
    return f" (did you mean {sign}{best}?)" if best else ""


def _distance(a: str, b: str) -> int:
    """Levenshtein's: the least number of letters to insert, delete or change."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        last, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (x != y))
    return row[-1]
