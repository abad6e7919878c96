"""How the words behind a keyword are parted: flags first, then by the keyword's own rule.

COPY takes a JSON array or words between blanks, RUN a JSON array or the whole
rest, ENV pairs of name and value, and so on: ``split_arguments`` knows which.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from e2b_dockerfile_utils import parse_words

from dockerlab.dockerfile.wording import quote

__all__ = ["BLANKS", "SPACES", "split_arguments", "split_flags"]

# Go's unicode.IsSpace; Python's str.strip() would take more.
SPACES = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
BLANKS = re.compile(r"[\t\v\f\r ]+")

Arguments = tuple[list[str], bool]


def split_arguments(name: str, text: str, escape: str) -> Arguments:
    """Part the arguments of the instruction ``name``; True if they were a JSON array.

    Raises:
        ValueError: in Docker's words.

    >>> split_arguments("CMD", '["a", "b"]', "\\\\"), split_arguments("CMD", "a b", "\\\\")
    ((['a', 'b'], True), (['a b'], False))
    """
    return _RULES.get(name, _nothing)(text, escape)


def split_flags(text: str, escape: str) -> tuple[list[str], str]:
    """Take the leading ``--words`` off; quotes and escapes in them are resolved."""
    flags: list[str] = []
    at = 0
    while at < len(text):
        if text[at] in SPACES:
            at += 1
            continue
        if not text.startswith("--", at):
            return flags, text[at:]
        word, quote, quoted = "", "", False
        while at < len(text) and (quote or text[at] not in SPACES):
            char = text[at]
            if char == quote:
                quote = ""
            elif not quote and char in "'\"":
                quote, quoted = char, True
            elif char == escape:
                at += 1
                word += text[at : at + 1]
            else:
                word += char
            at += 1
        if word == "--":
            return flags, text[at:]
        if word or quoted:
            flags.append(word)
    return flags, ""


def _json(text: str) -> list[str] | None:
    """Return the words of a JSON array, None when it is not one (then it is shell form)."""
    if not text.lstrip(SPACES).startswith("["):
        return None
    try:
        words = json.loads(text.lstrip(SPACES), parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None
    if not all(isinstance(word, str) for word in words):
        raise ValueError("when using JSON array syntax, arrays must be comprised of strings only")
    return [re.sub("[\ud800-\udfff]", "\ufffd", word) for word in words]


def _refuse(constant: str) -> float:
    raise ValueError(constant)  # NaN and Infinity are JSON to Python only


def _nothing(text: str, escape: str) -> Arguments:
    return [], False


def _one(text: str, escape: str) -> Arguments:
    return [text] if text else [], False


def _blanks(text: str, escape: str) -> Arguments:
    return BLANKS.split(text) if text else [], False


def _words(text: str, escape: str) -> Arguments:
    return parse_words(text, escape), False


def _json_or_one(text: str, escape: str) -> Arguments:
    words = _json(text)
    return (words, True) if words is not None else _one(text, escape)


def _json_or_blanks(text: str, escape: str) -> Arguments:
    words = _json(text)
    return (words, True) if words is not None else _blanks(text, escape)


def _healthcheck(text: str, escape: str) -> Arguments:
    kind, *rest = re.split(f"[{SPACES}]+", text, maxsplit=1)
    args, is_json = _json_or_one(rest[0] if rest else "", escape)
    return ([kind, *args], is_json) if kind else ([], False)


def _pairs(command: str) -> Callable[[str, str], Arguments]:
    def split(text: str, escape: str) -> Arguments:
        words = parse_words(text, escape)
        if words and "=" not in words[0]:
            parts = BLANKS.split(text, maxsplit=1)
            if len(parts) < 2:
                raise ValueError(f"{command} must have two arguments")
            return [*parts, ""], False
        args: list[str] = []
        for word in words:
            name, equals, value = word.partition("=")
            if not equals:
                raise ValueError(f"Syntax error - can't find = in {quote(word)}. Must be of the form: name=value")
            args += [name, value, equals]
        return args, False

    return split


_RULES: dict[str, Callable[[str, str], Arguments]] = {
    "ADD": _json_or_blanks,
    "ARG": _words,
    "CMD": _json_or_one,
    "COPY": _json_or_blanks,
    "ENTRYPOINT": _json_or_one,
    "ENV": _pairs("ENV"),
    "EXPOSE": _blanks,
    "FROM": _blanks,
    "HEALTHCHECK": _healthcheck,
    "LABEL": _pairs("LABEL"),
    "MAINTAINER": _one,
    "RUN": _json_or_one,
    "SHELL": _json_or_one,
    "STOPSIGNAL": _one,
    "USER": _one,
    "VOLUME": _json_or_blanks,
    "WORKDIR": _one,
}
