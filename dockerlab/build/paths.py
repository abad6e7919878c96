"""Paths of COPY and ADD: where links lead, and what wildcards match.

The wildcards are those of Go's ``filepath.Match``:

``*`` and ``?`` stop at a slash, ``[a-z]`` and ``[^a-z]`` are character classes,
a backslash takes the next character literally.  There is no ``**`` here: that
belongs to .dockerignore and to ``--exclude``, which use another matcher.

Source: https://pkg.go.dev/path/filepath#Match
"""

from __future__ import annotations

import errno
import re
from functools import lru_cache

from dockerlab.filesystem import Filesystem
from dockerlab.inode import Symlink, os_error, split

__all__ = ["has_wildcards", "malformed", "match", "root_path", "split_wildcards"]

MAX_LINKS = 255
BAD_PATTERN = "syntax error in pattern"


def has_wildcards(text: str) -> bool:
    r"""Say whether ``text`` holds an unescaped ``*``, ``?`` or ``[``.

    >>> has_wildcards("*.txt"), has_wildcards(r"\*.txt")
    (True, False)
    """
    return re.search(r"[*?[]", re.sub(r"\\.", "", text, flags=re.DOTALL)) is not None


def split_wildcards(path: str) -> tuple[str, str]:
    """Split an absolute path before its first name with a wildcard.

    >>> split_wildcards("/src/lib*/x.py"), split_wildcards("/src")
    (('/src', 'lib*/x.py'), ('/src', ''))
    """
    names = path.strip("/").split("/")
    first = next((n for n, name in enumerate(names) if has_wildcards(name)), len(names))
    return "/" + "/".join(names[:first]), "/".join(names[first:])


def match(pattern: str, name: str) -> bool:
    r"""Say whether ``name`` matches the whole of ``pattern``.

    Raises:
        ValueError: the pattern is malformed (``syntax error in pattern``).

    >>> match("*.txt", "a.txt"), match("*.txt", "d/a.txt"), match(r"[^a-c]?\*", "xy*")
    (True, False, True)
    """
    return compiled(pattern).fullmatch(name) is not None


def malformed(pattern: str) -> bool:
    """Say whether a pattern is none: a bracket that is not closed.

    >>> malformed("/src/["), malformed("/src/[ab]*")
    (True, False)
    """
    try:
        compiled(pattern)
    except ValueError:
        return True
    return False


@lru_cache(maxsize=512)
def compiled(pattern: str) -> re.Pattern[str]:
    """Translate a pattern into a regular expression."""
    out: list[str] = []
    i = 0
    while i < len(pattern):
        char = pattern[i]
        i += 1
        if char == "*":
            out.append("[^/]*")
        elif char == "?":
            out.append("[^/]")
        elif char == "[":
            expression, i = character_class(pattern, i)
            out.append(expression)
        elif char == "\\":
            literal, i = escaped(pattern, i - 1)
            out.append(re.escape(literal))
        else:
            out.append(re.escape(char))
    return re.compile("".join(out), re.DOTALL)


def character_class(pattern: str, i: int) -> tuple[str, int]:
    """Translate what stands behind ``[``; return it and where it ends."""
    negated = pattern.startswith("^", i)
    i += negated
    ranges: list[str] = []
    while not (ranges and pattern.startswith("]", i)):
        low, i = class_character(pattern, i)
        high = low
        if pattern.startswith("-", i):
            high, i = class_character(pattern, i + 1)
        ranges.append(f"{re.escape(low)}-{re.escape(high)}" if low <= high else "")
    inside = "".join(ranges)
    if not inside:  # an empty range such as [z-a] matches nothing
        return (".", i + 1) if negated else ("(?!)", i + 1)
    return f"[{'^' if negated else ''}{inside}]", i + 1


def class_character(pattern: str, i: int) -> tuple[str, int]:
    """Return one character of a class, and where the next one starts; the class must not end there."""
    if i >= len(pattern) or pattern[i] in "-]":
        raise ValueError(BAD_PATTERN)
    char, i = escaped(pattern, i)
    if i >= len(pattern):
        raise ValueError(BAD_PATTERN)
    return char, i


def escaped(pattern: str, i: int) -> tuple[str, int]:
    """Return the character at ``i``, a backslash before it taken away, and where the next one starts."""
    if pattern[i] == "\\":
        i += 1
        if i >= len(pattern):
            raise ValueError(BAD_PATTERN)
    return pattern[i], i + 1


# -- links ----------------------------------------------------------------


def root_path(fs: Filesystem, path: str, *, follow: bool = True) -> str:
    """Return where ``path`` leads inside the tree, symlinks followed, whether or not anything is there.

    A name that does not exist, or that stands below a file, is taken as it is
    written: this is how both builders look up sources and destinations.

    Raises:
        OSError: ELOOP after 255 links.

    >>> fs = Filesystem().with_node("/link", Symlink("real/x"))
    >>> root_path(fs, "/link/new"), root_path(fs, "/link", follow=False), root_path(fs, "/../no/where")
    ('/real/x/new', '/link', '/no/where')
    """
    todo, here, links = split(path)[::-1], list[str](), 0
    while todo:
        name = todo.pop()
        if name in (".", ".."):
            here = here[:-1] if name == ".." else here
            continue
        node = fs.get("/".join([*here, name]))
        if not isinstance(node, Symlink) or not (todo or follow):
            here.append(name)
            continue
        links += 1
        if links > MAX_LINKS:
            raise os_error(errno.ELOOP, path)
        here = [] if node.target.startswith("/") else here
        todo += split(node.target)[::-1]
    return "/" + "/".join(here)
