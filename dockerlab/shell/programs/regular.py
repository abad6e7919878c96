"""POSIX regular expressions, basic and extended.

They are translated to Python's.  Where POSIX wants the longest match and
Python takes the first alternative, the longest is looked for.

Spec: https://pubs.opengroup.org/onlinepubs/9699919799/basedefs/V1_chap09.html
"""

from __future__ import annotations

import re
from functools import lru_cache

from dockerlab.errors import NotModelled
from dockerlab.shell.pattern import CLASSES

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


@lru_cache(maxsize=256)
def regular(source: str, extended: bool, ignore_case: bool = False) -> Regex:
    """Translate an expression.

    >>> regular("a\\\\(b*\\\\)", False).search("xabb")[1], regular("a|ab", True).search("ab")[0]
    ('bb', 'ab')

    Raises:
        ValueError: the expression makes no sense.
    """
    out, at, groups = "", 0, 0
    ambiguous = False
    while at < len(source):
        char = source[at]
        at += 1
        start = out == "" or out.endswith(("(", "|"))
        if char == "[":
            body, at = bracket(source, at)
            out += body
            continue
        special = char
        if char == "\\":
            if at >= len(source):
                raise ValueError("Trailing backslash")
            special = source[at]
            at += 1
            if special in "<>bBwWsS'`":
                out += {"<": r"\b(?=\w)", ">": r"\b(?<=\w)", "'": r"\Z", "`": r"\A"}.get(special, "\\" + special)
                continue
            if special in "123456789":
                if int(special) > groups:
                    raise ValueError("Invalid back reference")
                out += f"(?:\\{special})"
                continue
            if special in "nt":
                out += "\\" + special
                continue
            active = not extended and special in "(){}+?|"
        else:
            active = special in ("(){}+?|" if extended else "")
        if not active:
            if char == "\\":
                out += re.escape(special)
            elif char == "*" and start:
                out += r"\*"
            elif char == "*":
                out += "" if out.endswith("*") else "*"
            elif char == ".":
                out += "."
            elif char == "^" and (extended or start):
                out += "^"
            elif char == "$" and (extended or at == len(source) or source.startswith(("\\)", "\\|"), at)):
                out += r"\Z"
            else:
                out += re.escape(char)
            continue
        match special:
            case "(":
                groups += 1
                out += "("
            case ")":
                out += ")"
                ambiguous |= source[at : at + 1] in tuple("*+?{") or source[at : at + 2] in ("\\+", "\\?", "\\{")
            case "|":
                ambiguous = True
                out += "|"
            case "{":
                found = re.compile(r"(\d*)(,?)(\d*)" + (r"\}" if extended else r"\\\}")).match(source, at)
                if not found or not (found[1] or found[3]):
                    raise ValueError("Invalid preceding regular expression")
                out += f"{{{found[1] or 0}{found[2]}{found[3]}}}"
                at = found.end()
                if max(int(found[1] or 0), int(found[3] or 0)) > 255:
                    raise ValueError("Regular expression too big")
            case "}":
                out += r"\}"
            case _:
                out += (
                    r"\+"
                    if start and special == "+"
                    else r"\?"
                    if start
                    else special
                    if not re.search(r"(?<!\\)[*+?]$", out)
                    else ""
                )
    try:
        flags = re.ASCII | re.S | (re.I if ignore_case else 0)
        return Regex(re.compile(out, flags), not ambiguous)
    except (re.error, OverflowError) as exc:
        raise ValueError(
            "Unmatched ( or \\(" if out.count("(") != out.count(")") else "Invalid regular expression"
        ) from exc


def bracket(source: str, at: int) -> tuple[str, int]:
    """Translate a bracket expression from behind its ``[``."""
    negated = source[at : at + 1] == "^"
    start = at = at + negated
    body = ""
    while at < len(source):
        named = re.compile(r"\[:(\w+):\]").match(source, at)
        if source[at] == "]" and at > start:
            return f"[{'^' if negated else ''}{body}]", at + 1
        if named:
            if named[1] not in CLASSES:
                raise ValueError("Invalid character class name")
            body += CLASSES[named[1]]
            at = named.end()
            continue
        if source.startswith(("[.", "[="), at):
            raise NotModelled("[. .] and [= =] in a regular expression")
        dash = source[at] == "-" and at > start and source[at + 1 : at + 2] != "]"
        body += "-" if dash else re.escape(source[at])
        at += 1
    raise ValueError("Unmatched [, [^, [:, [., or [=")
