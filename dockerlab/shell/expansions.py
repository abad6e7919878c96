"""What begins with ``$`` or a backquote, inside a word or a here-document: parameters, commands, arithmetic."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NoReturn

from dockerlab.shell.syntax import (
    Arithmetic,
    HereDocument,
    Parameter,
    Part,
    Script,
    ShellSyntaxError,
    Substitution,
    Text,
    Word,
)

__all__ = ["END", "Expansions", "Nested"]

END = "end of file"
SPECIAL = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|[0-9]|[@*#?$!-]")
Nested = Callable[["Expansions", str], Script]


class Expansions:
    """Reads ``text`` from ``at`` on."""

    def __init__(self, text: str, at: int, line: int, nested: Nested, dialect: str = "") -> None:
        self.dialect = dialect  # "dash" knows no $'…' and no &>
        self.text = text
        self.at = at
        self.lines = (at, line)  # a position whose line is known
        self.nested = nested
        self.awaited: list[HereDocument] = []

    def script(self, closer: str) -> Script:
        """Parse a list up to ``closer``; the grammar does that."""
        return self.nested(self, closer)

    @property
    def line(self) -> int:
        """The line the lexer stands in, from 0."""
        at, line = self.lines
        self.lines = (self.at, line + self.text.count("\n", at, self.at))
        return self.lines[1]

    def error(self, message: str) -> NoReturn:
        """Raise a syntax error here."""
        raise ShellSyntaxError(message, self.line)

    def special(self, char: str) -> list[Part]:
        """Read a quote, an escape or a ``$`` of an unquoted word (the lexer does)."""
        raise NotImplementedError

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

    def dollar(self, *, in_quotes: bool) -> Part:
        """Read what follows a ``$``."""
        text = self.text
        if text.startswith("((", self.at):
            end = self.arithmetic_end(self.at + 2)
            if end is not None:
                inner = type(self)(text[self.at + 2 : end], 0, self.line, self.nested, self.dialect).quoted(END)
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
        return Substitution(type(self)(inner, 0, line, self.nested, self.dialect).script(END))
