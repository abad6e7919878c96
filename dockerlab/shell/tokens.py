"""Looking one token ahead, and saying what is in the wrong place."""

from __future__ import annotations

from typing import NoReturn

from dockerlab.errors import NotModelled
from dockerlab.shell.expansions import END
from dockerlab.shell.lexer import NAME, NEWLINE, Lexer, Token
from dockerlab.shell.syntax import Quoted, Text, Word

__all__ = ["REDIRECTS", "RESERVED", "Tokens", "assigned", "bare", "quoted", "unquoted"]

RESERVED = frozenset("if then elif else fi for while until do done case esac in { } !".split())
REDIRECTS = frozenset("< > >> >| << <<- <& >& <> &>".split())
NAMED = {END, NEWLINE, "word", "redirection"}  # tokens that messages name without quotes


def bare(token: Token) -> str:
    """Return a word without any quoting or expansion as plain text, else ''."""
    if isinstance(token, str):
        return ""
    pieces = [part.text for part in token if isinstance(part, Text) and not part.quoted]
    return "".join(pieces) if len(pieces) == len(token) else ""


class Tokens:
    """The tokens of a lexer, one at a time, with the next one in view."""

    def __init__(self, lexer: Lexer) -> None:
        self.lexer = lexer
        self.peeked: Token | None = None
        self.fd: int | None = None

    def peek(self) -> Token:
        """Return the next token without taking it; a descriptor number before ``<`` is kept in ``fd``."""
        if self.peeked is None:
            self.fd = self.lexer.number()
            self.peeked = self.lexer.token()
        return self.peeked

    def take(self) -> Token:
        """Return the next token and go on."""
        token = self.peek()
        self.peeked = None
        return token

    def keyword(self) -> str:
        """Return the reserved word or operator that is next, '' for another word."""
        token = self.peek()
        if isinstance(token, str):
            return token
        text = bare(token)
        return text if text in RESERVED else ""

    def accept(self, *wanted: str) -> bool:
        """Take the next token if it is one of ``wanted``."""
        if self.keyword() in wanted:
            self.take()
            return True
        return False

    def expect(self, wanted: str) -> None:
        """Take ``wanted``. Raises a syntax error where something else stands."""
        if not self.accept(wanted):
            self.unexpected(wanted)

    def unexpected(self, expecting: str = "") -> NoReturn:
        """Raise ash's own message for a token in the wrong place."""
        token = self.peek()
        shown = token if isinstance(token, str) else bare(token) if bare(token) in RESERVED else "word"
        if shown in REDIRECTS:
            shown = "redirection"
        shown = shown if shown in NAMED else f'"{shown}"'
        if token == NEWLINE:
            self.lexer.at -= 1
        tail = f' (expecting "{expecting}")' if expecting else ""
        self.lexer.error(f"unexpected {shown}{tail}")

    def newlines(self) -> None:
        """Skip newlines."""
        while self.peek() == NEWLINE:
            self.take()


def quoted(part: object) -> bool:
    """Say whether a part of a here-document's delimiter is quoted."""
    return isinstance(part, Quoted) or (isinstance(part, Text) and part.quoted)


def unquoted(word: Word) -> str:
    """Return a here-document's delimiter without its quotes."""
    text = ""
    for part in word:
        match part:
            case Text(piece, _):
                text += piece
            case Quoted(parts):
                text += unquoted(parts)
            case _:
                raise NotModelled("an expansion in a here-document's delimiter")
    return text


def assigned(word: Word) -> tuple[str, Word] | None:
    """Split ``name=value``."""
    if word and isinstance(word[0], Text) and not word[0].quoted:
        name, equals, value = word[0].text.partition("=")
        if equals and NAME.fullmatch(name):
            return name, (Text(value), *word[1:]) if value else word[1:]
    return None
