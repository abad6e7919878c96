"""From characters to tokens: operators, words, here-documents.

What a character means depends on where it stands, so the lexer is asked for one
token at a time by the grammar, and asks the grammar for the inside of ``$( )``.
"""

from __future__ import annotations

import re
from typing import NoReturn

from dockerlab.errors import NotModelled
from dockerlab.shell.expansions import END, Expansions
from dockerlab.shell.streams import ESCAPES
from dockerlab.shell.syntax import Part, Quoted, Text, Word, bare

__all__ = ["END", "NEWLINE", "REDIRECTS", "RESERVED", "Lexer", "Tokens"]

NEWLINE = "newline"
RESERVED = frozenset("if then elif else fi for while until do done case esac in { } !".split())
REDIRECTS = frozenset("< > >> >| << <<- <& >& <> &>".split())
NAMED = {END, NEWLINE, "word", "redirection"}  # tokens that messages name without quotes
OPERATORS = re.compile(r"&&|\|\||;;|&>|<<-|<<|<&|<>|>>|>&|>\||[&|;<>()]")
PLAIN = re.compile(r"[^\s\\'\"`$&|;<>()#]+")

Token = str | Word
"""An operator, END or NEWLINE as ``str``; a word as ``Word``; ``2>`` begins with an ``IO`` token, see ``number``."""


class Lexer(Expansions):
    """Reads ``text`` from ``at`` on, token by token."""

    # -- tokens ---------------------------------------------------------

    def token(self) -> Token:
        """Return the next token; reads the here-documents that a newline ends the line of."""
        text = self.text
        while True:
            while text.startswith((" ", "\t"), self.at):
                self.at += 1
            if text.startswith("\\\n", self.at):
                self.at += 2
            elif text.startswith("#", self.at):
                end = text.find("\n", self.at)
                self.at = len(text) if end < 0 else end
            else:
                break
        if self.at >= len(text):
            self.here_documents()
            return END
        if text[self.at] == "\n":
            self.at += 1
            self.here_documents()
            return NEWLINE
        operator = OPERATORS.match(text, self.at)
        if operator:
            word = "&" if operator[0] == "&>" and self.dialect == "dash" else operator[0]
            self.at += len(word)
            return word
        return self.word()

    def number(self) -> int | None:
        """Return the descriptor in front of ``<`` or ``>``, when one stands right there."""
        found = re.compile(r"[ \t]*(\d+)(?=[<>])").match(self.text, self.at)
        if not found:
            return None
        self.at = found.end()
        return int(found[1])

    def word(self) -> Word:
        """Return the word that begins here."""
        parts: list[Part] = []
        text = self.text
        while self.at < len(text):
            plain = PLAIN.match(text, self.at)
            if plain:
                parts.append(Text(plain[0]))
                self.at = plain.end()
                continue
            char = text[self.at]
            if char in " \t\n&|;<>()":
                break
            if char == "#":
                parts.append(Text("#"))
                self.at += 1
            elif char in "\r\v\f" or char.isspace():
                parts.append(Text(char))
                self.at += 1
            else:
                parts += self.special(char)
        return tuple(parts)

    def special(self, char: str) -> list[Part]:
        """Read a quote, an escape or a ``$`` of an unquoted word."""
        self.at += 1
        match char:
            case "'":
                end = self.text.find("'", self.at)
                if end < 0:
                    self.at = len(self.text)
                    self.error("unterminated quoted string")
                quoted = self.text[self.at : end]
                self.at = end + 1
                return [Text(quoted, True)]
            case '"':
                return [Quoted(self.quoted('"'))]
            case "\\":
                if self.at >= len(self.text):
                    return [Text("\\", True)]
                self.at += 1
                escaped = self.text[self.at - 1]
                return [] if escaped == "\n" else [Text(escaped, True)]
            case "`":
                return [self.backquoted(in_quotes=False)]
            case _:
                if self.text.startswith("'", self.at) and self.dialect != "dash":
                    return [self.ansi()]
                return [self.dollar(in_quotes=False)]

    def ansi(self) -> Text:
        """Read ``$'…'``, in which backslashes mean what they do in C."""
        found = re.compile(r"'((?:[^'\\]|\\.)*)'", re.S).match(self.text, self.at)
        if not found:
            self.error("unterminated quoted string")
        self.at = found.end()

        def plain(escape: re.Match[str]) -> str:
            code = escape[1]
            if code[0] == "x" and len(code) > 1:
                return chr(int(code[1:], 16))
            if code[0] in "01234567":
                return chr(int(code, 8) & 0xFF)
            return {**ESCAPES, "e": "\x1b", "E": "\x1b", "'": "'", '"': '"'}.get(code, "\\" + code)

        return Text(re.sub(r"\\(x[0-9a-fA-F]{1,2}|[0-7]{1,3}|.)", plain, found[1], flags=re.S), True)

    # -- here-documents ------------------------------------------------

    def here_documents(self) -> None:
        """Read the bodies that the line just ended asks for."""
        for here in self.awaited:
            lines: list[str] = []
            while self.at < len(self.text):
                end = self.text.find("\n", self.at)
                end = len(self.text) if end < 0 else end
                line = self.text[self.at : end]
                self.at = min(end + 1, len(self.text))
                line = line.lstrip("\t") if here.strip else line
                while not here.quoted and re.search(r"(?<!\\)(\\\\)*\\$", line) and self.at < len(self.text):
                    end = self.text.find("\n", self.at)
                    end = len(self.text) if end < 0 else end
                    line += "\n" + self.text[self.at : end]
                    self.at = min(end + 1, len(self.text))
                if line == here.delimiter:
                    break
                lines.append(line + "\n" * (end < len(self.text)))
            body = "".join(lines)
            if not body.isascii() and "\0" in body:
                raise NotModelled("a here-document with NUL bytes")
            here.body = (
                (Text(body, True),)
                if here.quoted
                else (Quoted(type(self)(body, 0, self.line, self.nested, self.dialect).quoted(END)),)
            )
        self.awaited = []


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
