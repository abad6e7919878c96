"""POSIX regular expressions, basic and extended.

They are translated to Python's.  Where POSIX wants the longest match and
Python takes the first alternative, the longest is looked for.

Spec: https://pubs.opengroup.org/onlinepubs/9699919799/basedefs/V1_chap09.html
"""

from __future__ import annotations

import re
from functools import lru_cache

from dockerlab.errors import NotModelled
from dockerlab.shell.pattern import bracket

__all__ = ["Regex", "regular"]


class Regex:
    """A compiled expression that finds the leftmost, longest match."""

    def __init__(self, compiled: re.Pattern[str], exact: bool) -> None:
        self.compiled = compiled
        self.exact = exact  # Python's first match is also the longest

    def search(self, text: str, at: int = 0) -> re.Match[str] | None:
        """Return the match that POSIX means, or None."""
        found = self.compiled.search(text, at)
        if found is None or self.exact:
            return found
        for end in range(len(text), found.end(), -1):
            longer = self.compiled.fullmatch(text, found.start(), end)
            if longer:
                return longer
        return found


ANCHORS = {"<": r"\b(?=\w)", ">": r"\b(?<=\w)", "'": r"\Z", "`": r"\A"}


@lru_cache(maxsize=256)
def regular(source: str, extended: bool, ignore_case: bool = False) -> Regex:
    """Translate an expression.

    >>> regular("a\\\\(b*\\\\)", False).search("xabb")[1], regular("a|ab", True).search("ab")[0]
    ('bb', 'ab')

    Raises:
        ValueError: the expression makes no sense.
    """
    out: list[str] = []
    at, ambiguous = 0, False
    while at < len(source):
        escaped = source[at] == "\\"
        char = source[at + escaped : at + escaped + 1]
        if not char:
            raise ValueError("Trailing backslash")
        at += 1 + escaped
        start = not out or out[-1] in ("(", "|")
        if char in "(){}+?|" and escaped != extended:
            ambiguous |= char == "|" or (char == ")" and re.match(r"\\?[*+?{]", source[at:]) is not None)
            if char == "{":
                piece, at = interval(source, at, r"\}" if extended else r"\\\}")
                out.append(piece)
            elif char in "+?":
                repeat(out, char, extended)
            else:
                out.append(r"\}" if char == "}" else char)
        elif escaped and char in "123456789":
            if int(char) > out.count("("):
                raise ValueError("Invalid back reference")
            out.append(f"(?:\\{char})")
        elif escaped:
            out.append(ANCHORS.get(char) or ("\\" + char if char in "bBwWsSnt" else re.escape(char)))
        elif char == "[":
            found = bracket(source, at, glob=False)
            if found is None:
                raise ValueError("Unmatched [, [^, [:, [., or [=")
            out.append(found[0])
            at = found[1]
        elif char == "*":
            repeat(out, char, extended)
        elif char == "^":
            out.append("^" if extended or start else r"\^")
        elif char == "$":
            ends = extended or at == len(source) or source.startswith(("\\)", "\\|"), at)
            out.append(r"\Z" if ends else r"\$")
        else:
            out.append("." if char == "." else re.escape(char))
    try:
        return Regex(re.compile("".join(out), re.ASCII | re.S | (re.I if ignore_case else 0)), not ambiguous)
    except (re.error, OverflowError) as exc:
        unmatched = out.count("(") != out.count(")")
        raise ValueError("Unmatched ( or \\(" if unmatched else "Invalid regular expression") from exc


def repeat(out: list[str], char: str, extended: bool) -> None:
    """Let the last piece be there several times; where there is none, a basic expression means the character."""
    if not out or out[-1] in ("(", "|", "^"):
        if extended:
            raise NotModelled(f"the regular expression {''.join(out)}{char}… that repeats nothing")
        out.append("\\" + char)
    elif out[-1] in ("*", "+", "?"):
        out[-1] = char if char == out[-1] else "*"
    else:
        out.append(char)


def interval(source: str, at: int, closer: str) -> tuple[str, int]:
    """Translate ``{2,5}`` from behind its brace; also return where it ends."""
    found = re.compile(r"(\d*)(,?)(\d*)" + closer).match(source, at)
    if not found or not (found[1] or found[3]):
        raise ValueError("Invalid preceding regular expression")
    if max(int(found[1] or 0), int(found[3] or 0)) > 255:
        raise ValueError("Regular expression too big")
    return f"{{{found[1] or 0}{found[2]}{found[3]}}}", found.end()
