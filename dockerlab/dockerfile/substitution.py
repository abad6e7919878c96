"""``$name`` and ``${name…}`` in one word: what becomes of it, of its quotes and of its escapes.

Reference: https://docs.docker.com/reference/dockerfile/#environment-replacement
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from e2b_dockerfile_utils import ShellLex

from dockerlab.dockerfile.wording import quote
from dockerlab.errors import NotModelled

__all__ = ["Watched", "expand_word", "expand_words", "plain", "tamed"]

_PATTERN = re.compile(r"\$\{\w+[#%/]([^}]*)")
_BROKEN = re.compile(r": (syntax error|unexpected end of statement|unsupported modifier \((.|:[#%])\))")
_OPEN = re.compile(r"\$\{(\w+|[@*#?$!-])$")
_ANYTHING = re.compile(r"(\$\{\w+)//\*+/")


class Watched(Mapping[str, str]):
    """An environment that remembers which names were asked for: ``unset`` ones once per word."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self.env = env
        self.used: set[str] = set()
        self.unset: list[str] = []
        self._word: list[str] = []

    def __getitem__(self, name: str) -> str:
        if name in self.env:
            self.used.add(name)
        elif name not in self._word:
            self._word.append(name)
        return self.env[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.env)

    def __len__(self) -> int:
        return len(self.env)

    def end_word(self, error: str = "") -> None:
        """Keep what the word asked for in vain, unless it broke off before Docker would have asked."""
        if not _BROKEN.search(error):
            self.unset += self._word
        self._word = []


def plain(text: str, escape: str) -> bool:
    """Say whether a text has nothing to replace: no variable, no quote, no escape."""
    return not any(char in text for char in ("$", escape, "'", '"', "\ufeff"))


def expand_word(word: str, env: Mapping[str, str], escape: str = "\\", raw: bool = False) -> str:
    """Replace the variables of one word and take its quotes away.

    Args:
        word: may hold blanks; it stays one word.
        env: the values.
        escape: the Dockerfile's escape character.
        raw: leave quotes alone (the content of a here-document).

    Raises:
        ValueError: in Docker's words.
        NotModelled: a pattern that only a real engine can be trusted with.

    >>> expand_word("${file%.*}.bak", {"file": "a.txt"})
    'a.bak'
    """
    word = word.removeprefix("\ufeff")  # Go's scanner skips a byte order mark
    if not raw and plain(word, escape):
        return word
    try:
        return ShellLex(escape, skip_process_quotes=raw, env=env, skip_unset_env=False).process_word(tamed(word, env))
    except ValueError as err:
        raise ValueError(_reworded(word, str(err))) from None


def expand_words(word: str, env: Mapping[str, str], escape: str = "\\") -> list[str]:
    """Like ``expand_word``, but blanks in the result part words (EXPOSE only).

    >>> expand_words("$ports 443", {"ports": "80 8080"})
    ['80', '8080', '443']
    """
    try:
        return ShellLex(escape, env=env, skip_unset_env=False).process_words(tamed(word, env))
    except ValueError as err:
        raise ValueError(_reworded(word, str(err))) from None


def _reworded(word: str, message: str) -> str:
    """Docker quotes the word as Go does, the library as Python does."""
    message = message.removeprefix(f"failed to process {word!r}: ")
    if message == "syntax error: missing '}'" and (match := _OPEN.search(word)):
        before = word[: match.start()]
        if before.count("${") <= before.count("}"):
            message = "unsupported modifier (\ufffd) in substitution"  # Go's name for the end of the text
    return f"failed to process {quote(word)}: {message}"


def tamed(word: str, env: Mapping[str, str]) -> str:
    """Refuse a pattern whose match could take for ever; reword one that Python matches otherwise than Go.

    ``${name//*/new}`` replaces the whole value once in Go, and once more at its end in Python.
    """
    patterns = _PATTERN.findall(word)
    if not patterns:
        return word
    hidden = sum(value.count("*") for value in env.values()) if any("$" in pattern for pattern in patterns) else 0
    stars = max(pattern.count("*") for pattern in patterns) + hidden
    longest = max((len(value) for value in env.values()), default=0)
    if stars > 3 or longest > (200 if stars > 1 else 5000):
        raise NotModelled("a pattern with more than three * or on a long value", hint="use a shorter pattern")
    if _ANYTHING.search(word):
        if set("\"'\\`") & set(word):
            raise NotModelled("${name//*/…} beside quotes", hint="write the new value itself")
        word = _ANYTHING.sub(r"\1/*/", word)
    return word
