"""A template cut into tokens.

Outside ``{{`` and ``}}`` everything is text.  Tokens are made one at a time, as the
parser asks for them, so the first mistake in the text is the one reported.

Source of the rules and of the messages: Go's text/template/parse/lex.go.
"""

from __future__ import annotations

import re
from collections.abc import Generator
from dataclasses import dataclass

from dockerlab.errors import LabError, NotModelled

__all__ = ["TemplateError", "Token", "mistake", "tokens"]

SPACES = " \t\r\n"
TOKEN = re.compile(
    r'(?P<string>"(?:[^"\\\n]|\\.)*"|`[^`]*`)|(?P<number>[+-]?\.?\d[\w.+-]*)|(?P<field>\.\w+)|(?P<dot>\.)'
    r"|(?P<variable>\$\w*)|(?P<name>\w+)|(?P<sign>:=|[|,()])"
)


class TemplateError(LabError):
    """A template that does not parse (status 64 in ``docker inspect``), or fails on the data.

    The message is what stands behind ``template parsing error: ``.
    """


@dataclass(frozen=True)
class Token:
    """A piece of a template; ``apart``: blanks stand before it."""

    kind: str
    text: str
    at: int
    apart: bool = False


def tokens(template: str) -> Generator[Token, None, None]:
    """Yield the tokens of ``template``, ``eof`` last.

    Raises:
        TemplateError, NotModelled: at the first thing that is no token.

    >>> [token.text for token in tokens("a {{- .Size | len}} b")]
    ['a', '{{', '.Size', '|', 'len', '}}', ' b', '']
    """
    at, trim = 0, False
    while True:
        start = template.find("{{", at)
        text = template[at:] if start < 0 else template[at:start]
        trims = re.compile(r"\{\{-(?=\s)").match(template, start) if start >= 0 else None
        text = text.lstrip(SPACES) if trim else text
        text = text.rstrip(SPACES) if trims else text
        if text:
            yield Token("text", text, at)
        if start < 0:
            yield Token("eof", "", len(template))
            return
        at = trims.end() if trims else start + 2
        comment = re.compile(r"\s?/\*.*?\*/(\s-)?\}\}", re.DOTALL).match(template, at)
        if comment:
            at, trim = comment.end(), bool(comment[1])
            continue
        if template.startswith("/*", at):
            raise NotModelled("this comment in --format")
        yield Token("open", "{{", start)
        while True:
            close = re.compile(r"(\s*\s-|\s*)\}\}").match(template, at)
            if close:
                yield Token("close", "}}", close.end() - 2)
                at, trim = close.end(), bool(close[1].strip())
                break
            token = next_token(template, at)
            yield token
            at = token.at + len(token.text)


def next_token(template: str, at: int) -> Token:
    """Return the token behind the blanks at ``at``, inside of an action."""
    start = len(template) - len(template[at:].lstrip(SPACES))
    if start == len(template):
        raise mistake(template, start, "unclosed action")
    found = TOKEN.match(template, start)
    if found is None:
        if template[start] == '"':
            raise mistake(template, start, "unterminated quoted string")
        raise NotModelled(f"{template[start]} in --format")
    kind, end = found.lastgroup or "", found.end()
    follows = template[end : end + 1]
    if kind in ("field", "dot", "variable", "name") and not re.match(r"[ \t\r\n.,|:)(]|\}\}|$", template[end:]):
        raise mistake(template, start, f"bad character U+{ord(follows):04X} '{follows}'")
    return Token(kind, found[0], start, start > at)


def mistake(template: str, at: int, message: str) -> TemplateError:
    """Return the error for a template that does not parse."""
    return TemplateError(f"template: :{template.count(chr(10), 0, at) + 1}: {message}")
