"""From characters to tokens: operators, words, here-documents.

What a character means depends on where it stands, so the lexer is asked for one
token at a time by the grammar, and asks the grammar for the inside of ``$( )``.
"""

from __future__ import annotations

import re
from typing import NoReturn

from dockerlab.errors import NotModelled
from dockerlab.shell.syntax import (
    Arithmetic,
    HereDocument,
    Parameter,
    Part,
    Quoted,
    Script,
    ShellSyntaxError,
    Substitution,
    Text,
    Word,
)

__all__ = ["END", "NAME", "NEWLINE", "Lexer", "Token"]

END, NEWLINE = "end of file", "newline"
OPERATORS = re.compile(r"&&|\|\||;;|&>|<<-|<<|<&|<>|>>|>&|>\||[&|;<>()]")
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
SPECIAL = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|[0-9]|[@*#?$!-]")
PLAIN = re.compile(r"[^\s\\'\"`$&|;<>()#]+")
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v", "e": "\x1b", "E": "\x1b"}

Token = str | Word
"""An operator, END or NEWLINE as ``str``; a word as ``Word``; ``2>`` begins with an ``IO`` token, see ``number``."""


class Lexer:
    """Reads ``text`` from ``at`` on."""

    def __init__(self, text: str, at: int = 0, line: int = 0) -> None:
        self.text = text
        self.at = at
        self.lines = (at, line)  # a position whose line is known
        self.awaited: list[HereDocument] = []

    def script(self, closer: str) -> Script:
        """Parse a list up to ``closer`` (the grammar does)."""
        raise NotImplementedError

    @property
    def line(self) -> int:
        """The line the lexer stands in, from 0."""
        at, line = self.lines
        self.lines = (self.at, line + self.text.count("\n", at, self.at))
        return self.lines[1]

    def error(self, message: str) -> NoReturn:
        """Raise a syntax error here."""
        raise ShellSyntaxError(message, self.line)

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
            self.at = operator.end()
            return operator[0]
        return self.word()

    def number(self) -> int | None:
        """Return the descriptor in front of ``<`` or ``>``, when one stands right there."""
        found = re.compile(r"(\d+)(?=[<>])").match(self.text, self.at)
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
                if self.text.startswith("'", self.at):
                    return [self.ansi()]
                return [self.dollar(in_quotes=False)]

    def quoted(self, closer: str) -> Word:
        """Read the inside of double quotes up to ``closer`` (END: a here-document's whole text)."""
        parts: list[Part] = []
        text, literal = self.text, ""
        while True:
            if self.at >= len(text):
                if closer == END:
                    break
                self.error("unterminated quoted string")
            char = text[self.at]
            self.at += 1
            if char == closer:
                break
            if char == "\\" and self.at < len(text):
                following = text[self.at]
                if following in ('$`\\\n"' if closer == '"' else "$`\\\n"):
                    self.at += 1
                    literal += "" if following == "\n" else following
                else:
                    literal += "\\"
            elif char in "$`":
                if literal:
                    parts.append(Text(literal, True))
                    literal = ""
                parts.append(self.dollar(in_quotes=True) if char == "$" else self.backquoted(in_quotes=closer == '"'))
            else:
                literal += char
        if literal:
            parts.append(Text(literal, True))
        return tuple(parts)

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
            return ESCAPES.get(code, code if code in "\\'\"" else "\\" + code)

        return Text(re.sub(r"\\(x[0-9a-fA-F]{1,2}|[0-7]{1,3}|.)", plain, found[1], flags=re.S), True)

    # -- expansions -------------------------------------------------------

    def dollar(self, *, in_quotes: bool) -> Part:
        """Read what follows a ``$``."""
        text = self.text
        if text.startswith("((", self.at):
            end = self.arithmetic_end(self.at + 2)
            if end is not None:
                inner = Lexer.quoted(type(self)(text[self.at + 2 : end]), END)
                self.at = end + 2
                return Arithmetic(inner)
        if text.startswith("(", self.at):
            self.at += 1
            return Substitution(self.script(")"))
        if text.startswith("{", self.at):
            self.at += 1
            return self.braces(in_quotes)
        name = SPECIAL.match(text, self.at)
        if name:
            self.at = name.end()
            return Parameter(name[0])
        return Text("$", in_quotes)

    def arithmetic_end(self, at: int) -> int | None:
        """Return where the ``))`` of ``$((`` is, or None if this is a subshell in ``$( )``."""
        depth = 0
        while at < len(self.text):
            char = self.text[at]
            if char == "(":
                depth += 1
            elif char == ")":
                if depth == 0:
                    return at if self.text.startswith("))", at) else None
                depth -= 1
            at += 1
        return None

    def braces(self, in_quotes: bool) -> Part:
        """Read ``${…}`` behind its brace."""
        text = self.text
        length = re.compile(r"#([A-Za-z_][A-Za-z0-9_]*|[0-9]+|[@*#?$!-])\}").match(text, self.at)
        if length:
            self.at = length.end()
            return Parameter(length[1], "#length")
        name = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|[0-9]+|[@*#?$!-]").match(text, self.at)
        if not name:
            self.error("bad substitution")
        self.at = name.end()
        op = re.compile(r"\}|:?[-+=?]|%%?|##?|//?|:").match(text, self.at)
        if not op:
            self.error("bad substitution" if self.at < len(text) else 'unexpected end of file (expecting "}")')
        self.at = op.end()
        match op[0]:
            case "}":
                return Parameter(name[0])
            case "/" | "//" as kind:
                pattern, stop = self.until("/}", in_quotes, pattern=True)
                other = self.until("}", in_quotes)[0] if stop == "/" else None
                return Parameter(name[0], kind, pattern, other)
            case ":":
                start, stop = self.until(":}", in_quotes)
                return Parameter(name[0], ":", start, self.until("}", in_quotes)[0] if stop == ":" else None)
            case kind:
                return Parameter(name[0], kind, self.until("}", in_quotes, pattern=kind[0] in "%#")[0])

    def until(self, closers: str, in_quotes: bool, *, pattern: bool = False) -> tuple[Word, str]:
        """Read the word inside ``${…}`` up to one of ``closers``; a pattern's quotes count even inside ``"…"``."""
        parts: list[Part] = []
        text, literal_quotes = self.text, in_quotes and not pattern
        while self.at < len(text):
            char = text[self.at]
            if char in closers:
                self.at += 1
                return tuple(parts), char
            if char in '"`$\\' or (char == "'" and not literal_quotes):
                if char == "\\" and literal_quotes and not text.startswith(tuple('$`"\\}\n'), self.at + 1):
                    parts.append(Text("\\", True))
                    self.at += 1
                elif char == "$" and literal_quotes:
                    self.at += 1
                    parts.append(self.dollar(in_quotes=True))
                else:
                    parts += self.special(char)
            else:
                parts.append(Text(char, literal_quotes))
                self.at += 1
        self.error("unterminated quoted string" if in_quotes else 'missing "}"')

    def backquoted(self, *, in_quotes: bool) -> Part:
        """Read a command in backquotes, behind the first."""
        found = re.compile(r"((?:[^`\\]|\\.)*)`", re.S).match(self.text, self.at)
        if not found:
            self.at = len(self.text)
            self.error("EOF in backquote substitution")
        line, self.at = self.line, found.end()
        inner = re.sub(r'\\([$`\\"])' if in_quotes else r"\\([$`\\])", r"\1", found[1])
        return Substitution(type(self)(inner, line=line).script(END))

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
            here.body = (Text(body, True),) if here.quoted else type(self)(body).quoted(END)
        self.awaited = []
