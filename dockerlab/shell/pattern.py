"""Patterns: ``*``, ``?`` and ``[…]`` against strings and against file names.

Spec: https://pubs.opengroup.org/onlinepubs/9699919799/utilities/V3_chap02.html#tag_18_13
"""

from __future__ import annotations

import re
from functools import lru_cache

from dockerlab.errors import NotModelled
from dockerlab.shell.process import Process
from dockerlab.shell.streams import octets

__all__ = ["CLASSES", "bracket", "escape", "glob", "magic", "regex", "unescape"]

CLASSES = {
    "alpha": "a-zA-Z", "digit": "0-9", "alnum": "a-zA-Z0-9", "upper": "A-Z", "lower": "a-z", "space": r"\s",
    "blank": " \\t", "punct": r"!-/:-@\[-`{-~", "xdigit": "0-9a-fA-F", "cntrl": r"\x00-\x1f\x7f", "print": r"\x20-\x7e",
    "graph": r"\x21-\x7e",
}  # fmt: skip


def escape(text: str) -> str:
    """Return a pattern that matches ``text`` itself."""
    return re.sub(r"([*?\[\]\\])", r"\\\1", text)


def unescape(pattern: str) -> str:
    """Return a pattern's text with its backslashes taken away."""
    return re.sub(r"\\(.)", r"\1", pattern, flags=re.S)


def magic(pattern: str) -> bool:
    """Say whether a pattern has an active ``*``, ``?`` or ``[``."""
    return re.search(r"[*?\[]", re.sub(r"\\.", "", pattern, flags=re.S)) is not None


def bracket(source: str, at: int, *, glob: bool = True) -> tuple[str, int] | None:
    """Translate the bracket expression whose ``[`` is before ``at``, and say where it ends; None if it does not.

    In a ``glob`` pattern ``!`` negates too and a backslash quotes; a regular expression knows neither.
    """
    negated = source[at : at + 1] in (("!", "^") if glob else ("^",))
    start = at = at + negated
    body = ""
    while at < len(source):
        char = source[at]
        named = re.compile(r"\[:(\w+):\]").match(source, at)
        if char == "]" and at > start:
            return f"[{'^' if negated else ''}{body}]", at + 1
        if named:
            if named[1] not in CLASSES and not glob:
                raise ValueError("Invalid character class name")
            body += CLASSES.get(named[1], "")
            at = named.end()
            continue
        if source.startswith(("[.", "[="), at):
            raise NotModelled("[. .] and [= =] in a pattern")
        if glob and char == "\\" and at + 1 < len(source):
            at += 1
            char = source[at]
        dash = char == "-" and at > start and source[at + 1 : at + 2] != "]"
        body += "-" if dash else re.escape(char)
        at += 1
    return None


@lru_cache(maxsize=512)
def regex(pattern: str, *, lazy: bool = False, flags: int = 0) -> re.Pattern[str]:
    """Translate a pattern to a regular expression; ``lazy`` makes ``*`` prefer the shortest.

    >>> bool(regex("*.[ch]").fullmatch("main.c")), bool(regex("[!a-c]?").fullmatch("b1"))
    (True, False)
    """
    out, at = "", 0
    while at < len(pattern):
        char = pattern[at]
        at += 1
        if char == "*":
            out += "" if out.endswith((".*", ".*?")) else ".*?" if lazy else ".*"
        elif char == "?":
            out += "."
        elif char == "[" and (found := bracket(pattern, at)):
            out += found[0]
            at = found[1]
        elif char == "\\" and at < len(pattern):
            out += re.escape(pattern[at])
            at += 1
        else:
            out += re.escape(char)
    try:
        return re.compile(out, re.S | re.ASCII | flags)
    except re.error:  # a range that runs backwards matches nothing
        return re.compile(r"(?!)")


def glob(process: Process, pattern: str) -> list[str]:
    """Return the paths that match ``pattern``, sorted byte by byte; none if none does."""
    found = ["/"] if pattern.startswith("/") else [""]
    parts = [part for part in pattern.split("/") if part]
    for n, part in enumerate(parts):
        last = n == len(parts) - 1
        step: list[str] = []
        for prefix in found:
            process.session.step()
            if not magic(part):
                names = [unescape(part)]
            else:
                names = [name for name in listing(process, prefix) if fits(name, part)]
            for name in names:
                path = prefix + name
                if last and not pattern.endswith("/"):
                    if magic(part) or exists(process, path):
                        step.append(path)
                elif process.is_directory(path):
                    step.append(path + "/")
        found = step
    return found


def fits(name: str, pattern: str) -> bool:
    """Say whether a file's name matches; a leading dot must be matched by a dot."""
    if name.startswith(".") and not pattern.startswith((".", "\\.")):
        return False
    return regex(pattern).fullmatch(name) is not None


def listing(process: Process, folder: str) -> list[str]:
    """Return the names in ``folder`` with the two dots, or none if it cannot be read."""
    try:
        names = process.root.listdir(process.path(folder or "."))
    except OSError:
        return []
    return [".", "..", *sorted(octets(name) for name in names)]


def exists(process: Process, path: str) -> bool:
    """Say whether something, be it a dangling link, is at ``path``."""
    try:
        process.root.stat(process.path(path), follow=False)
    except OSError:
        return False
    return True
