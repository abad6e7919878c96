"""A template cut into tokens.

Outside ``{{`` and ``}}`` everything is text.  Inside, there are fields, names,
variables, literals and a few signs.  Tokens are made one at a time, as the
parser asks for them, so the first mistake in the text is the one reported.

Source of the rules and of the messages: Go's text/template/parse/lex.go.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass

from dockerlab.errors import LabError

__all__ = ["TemplateError", "Token", "tokens"]

SPACES = " \t\r\n"
KEYWORDS = ("block", "break", "continue", "define", "else", "end", "if", "range", "nil", "template", "with")
NUMBER = re.compile(
    r"[+-]?(?:0[xX][0-9a-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|(?:\d[\d_]*)?\.?\d[\d_]*\.?(?:[eE][+-]?\d+)?)"
)


class TemplateError(LabError):
    """A template that does not parse (status 64 in ``docker inspect``), or fails on the data.

    The message is what stands behind ``template parsing error: ``.
    """


@dataclass(frozen=True)
class Token:
    """A piece of a template; ``at`` counts characters from 0."""

    kind: str
    text: str
    at: int
    line: int = 1

    def __str__(self) -> str:
        """As Go shows it in ``unexpected …``."""
        if self.kind == "eof":
            return "EOF"
        if self.kind == "keyword":
            return f"<{self.text}>"
        shown = self.text if len(self.text) <= 10 else self.text[:10]
        return f'"{shown}"' + ("..." if len(self.text) > 10 else "")


def fail(template: str, at: int, message: str) -> TemplateError:
    """The error for a template that does not parse."""
    return TemplateError(f"template: :{template.count(chr(10), 0, at) + 1}: {message}")


def tokens(template: str) -> Iterator[Token]:
    """Yield the tokens of ``template``, ``eof`` last.

    Raises:
        TemplateError: at the first thing that is no token.

    >>> [token.text for token in tokens("a {{- .Size | len}} b")]
    ['a', '{{', '.Size', ' ', '|', ' ', 'len', '}}', ' b', '']
    """
    at, trim = 0, False
    while True:
        start = template.find("{{", at)
        text = template[at:] if start < 0 else template[at:start]
        if trim:
            at += len(text) - len(text.lstrip(SPACES))
            text = text.lstrip(SPACES)
        if start >= 0 and _trims(template, start + 2):
            text = text.rstrip(SPACES)
        if text:
            yield Token("text", text, at)
        if start < 0:
            yield Token("eof", "", len(template))
            return
        at = start + 2 + 2 * _trims(template, start + 2)
        if template.startswith("/*", at):
            end = template.find("*/", at)
            if end < 0:
                raise fail(template, at, "unclosed comment")
            close = re.compile(r"( -)?\}\}").match(template, end + 2)
            if not close:
                raise fail(template, at, "comment ends before closing delimiter")
            at, trim = close.end(), bool(close[1])
            continue
        yield Token("open", "{{", start)
        at, trim = yield from _action(template, at)


def _trims(template: str, at: int) -> bool:
    return template.startswith("-", at) and template[at + 1 : at + 2] in tuple(SPACES)


def _action(template: str, at: int) -> Generator[Token, None, tuple[int, bool]]:
    """Yield the tokens up to ``}}``; return where the text goes on, and whether its blanks are trimmed."""
    parens = 0
    while True:
        close = re.compile(r"(?:[ \t\r\n]-)?\}\}").match(template, at)
        if close:
            if parens:
                raise fail(template, at, "unclosed left paren")
            yield Token("close", "}}", at)
            return close.end(), "-" in close[0]
        char = template[at : at + 1]
        if not char:
            raise fail(template, at, "unclosed action")
        token = _token(template, at, char)
        parens += (token.text == "(") - (token.text == ")")
        if parens < 0:
            raise fail(template, at, "unexpected right paren")
        yield token
        at += len(token.text)


def _token(template: str, at: int, char: str) -> Token:
    if char in SPACES:
        return Token("space", re.compile(rf"[{SPACES}]+?(?=[^{SPACES}]|$| -\}}\}})").match(template, at)[0], at)  # type: ignore[index]
    if char in '"`':
        return _quoted(template, at, char)
    number = NUMBER.match(template, at)
    if number and (char in "+-" or char.isdigit() or (char == "." and template[at + 1 : at + 2].isdigit())):
        word = re.compile(r"[\w.+-]*").match(template, number.end())
        if word and word[0]:
            raise fail(template, at, f'bad number syntax: "{number[0]}{word[0]}"')
        return Token("number", number[0], at)
    name = re.compile(r"[.$]?\w*").match(template, at)
    assert name is not None
    if name[0]:
        following = template[name.end() : name.end() + 1]
        if following and following not in SPACES + ".,|:)(" and not template.startswith("}}", name.end()):
            raise fail(template, at, f"bad character U+{ord(following):04X} '{following}'")
        return Token(_kind(name[0]), name[0], at)
    for sign in (":=", "=", "|", ",", "(", ")"):
        if template.startswith(sign, at):
            return Token("sign", sign, at)
    if char.isprintable() and char.isascii():
        return Token("char", char, at)
    raise fail(template, at, f"unrecognized character in action: U+{ord(char):04X} '{char}'")


def _kind(name: str) -> str:
    if name == ".":
        return "dot"
    if name[0] == ".":
        return "field"
    if name[0] == "$":
        return "variable"
    if name in ("true", "false"):
        return "bool"
    return "keyword" if name in KEYWORDS else "name"


def _quoted(template: str, at: int, quote: str) -> Token:
    pattern = r'"(?:[^"\\\n]|\\.)*"' if quote == '"' else r"`[^`]*`"
    found = re.compile(pattern).match(template, at)
    if not found:
        raise fail(template, at, "unterminated quoted string" if quote == '"' else "unterminated raw quoted string")
    return Token("string", found[0], at)
