"""From the text of a template to its tree.

Outside ``{{`` and ``}}`` everything is text.  Inside stands a pipeline, or the
beginning or end of a block: ``if``, ``with``, ``range``.  Go's messages quote the
template, so everything in the tree has its ``text`` as Go prints it, and ``at``,
where it stands (characters from 0).

Source of the rules and of the messages: Go's text/template/parse.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection
from dataclasses import dataclass

from dockerlab.cli.template.lexer import TemplateError, Token, mistake, tokens
from dockerlab.errors import NotModelled

__all__ = ["Block", "Command", "Part", "Pipe", "Text", "Word", "parse"]

BLOCKS = ("if", "range", "with")
REFUSED = ("block", "break", "continue", "define", "template")
CONSTANTS = ("bool", "dot", "nil", "number", "string")
DECLARATION = re.compile(r"(\$\w+)(?:\s*,\s*(\$\w+))?\s*:=")


@dataclass(frozen=True)
class Text:
    """What is printed as it stands."""

    text: str


@dataclass(frozen=True)
class Word:
    """``.``, ``$x``, a constant, a function's name or a ``(pipeline)``, and the fields asked of it: ``.A.B``."""

    kind: str  # dot, field, variable, name (of a function), pipe, or one of the constants
    at: int
    text: str
    value: object = None
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class Command:
    """A value, or a function with its arguments."""

    words: tuple[Word, ...]

    @property
    def at(self) -> int:
        return self.words[0].at

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


@dataclass(frozen=True)
class Pipe:
    """Commands, each fed to the next one as its last argument; the result may go into new variables."""

    at: int
    commands: tuple[Command, ...]
    variables: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        sign = f"{', '.join(self.variables)} := " if self.variables else ""
        return sign + " | ".join(command.text for command in self.commands)


@dataclass(frozen=True)
class Block:
    """``if``, ``with`` or ``range``."""

    kind: str
    pipe: Pipe
    body: tuple[Part, ...]
    otherwise: tuple[Part, ...] = ()


Part = Text | Pipe | Block


def parse(template: str, functions: Collection[str]) -> tuple[Part, ...]:
    """Return the parts of ``template``, in which ``functions`` may be called.

    Raises:
        TemplateError: it does not parse.
        NotModelled: what hardly anybody uses, and mistakes whose wording is not modelled.

    >>> [part.text for part in parse("size: {{.Size | len}}", {"len"})]
    ['size: ', '.Size | len']
    """
    parser = Parser(template, functions)
    parts, stop = parser.parts()
    if stop.text:
        raise parser.fail("unexpected {{" + stop.text + "}}", stop.at)
    return parts


class Parser:
    """Reads a template from its tokens; ``ahead`` is the next one."""

    def __init__(self, template: str, functions: Collection[str]) -> None:
        self.template, self.functions = template, functions
        self.variables = ["$"]
        self.stream = tokens(template)
        self.seen: Token | None = None

    @property
    def ahead(self) -> Token:
        """The next token, made only now: what stands before it may be wrong already."""
        self.seen = self.seen or next(self.stream)
        return self.seen

    def take(self) -> Token:
        """Return the next token, and go on."""
        token, self.seen = self.ahead, None
        return token

    def fail(self, message: str, at: int) -> TemplateError:
        """Return the error of a mistake at ``at``."""
        return mistake(self.template, at, message)

    def parts(self) -> tuple[tuple[Part, ...], Token]:
        """Return the parts up to ``{{end}}``, ``{{else…`` or the end of the text, and what stopped them."""
        found: list[Part] = []
        while True:
            token = self.take()
            if token.kind == "text":
                found.append(Text(token.text))
            elif token.kind == "eof" or self.ahead.text == "else":
                return tuple(found), token if token.kind == "eof" else self.take()
            elif self.ahead.text == "end":
                token = self.take()
                self.close()
                return tuple(found), token
            elif self.ahead.text in BLOCKS:
                found.append(self.block(self.take().text))
            else:
                found.append(self.pipe("command"))

    def close(self) -> None:
        """Take the ``}}``."""
        if self.take().kind != "close":
            raise NotModelled("what stands behind a keyword in --format")

    def block(self, kind: str) -> Block:
        """Return a block, whose keyword was taken."""
        known = len(self.variables)
        pipe = self.pipe(kind)
        body, stop = self.parts()
        otherwise: tuple[Part, ...] = ()
        if stop.text == "else" and self.ahead.text == kind != "range":
            otherwise = (self.block(self.take().text),)
        else:
            if stop.text == "else":
                self.close()
                otherwise, stop = self.parts()
            if stop.text != "end":
                raise self.fail("expected end; found {{else}}" if stop.text else "unexpected EOF", stop.at)
        del self.variables[known:]
        return Block(kind, pipe, body, otherwise)

    def pipe(self, what: str, end: str = "}}") -> Pipe:
        """Return a pipeline up to ``end``: the braces, or the parenthesis that closes it."""
        at = self.ahead.at
        declared = DECLARATION.match(self.template, at)
        names = tuple(name for name in declared.groups() if name) if declared else ()
        if len(names) > 1 and what != "range":
            raise NotModelled(f"two variables for {what} in --format")
        while names and self.take().text != ":=":
            pass
        commands, words = list[Command](), list[Word]()
        while True:
            if self.ahead.kind == "close" or self.ahead.text in ("|", ")"):
                token = self.take()
                if words:
                    commands.append(Command(tuple(words)))
                elif token.text == "|":
                    raise NotModelled("a | with nothing before it in --format")
                words = []
                if token.text == end:
                    break
                if token.text != "|":
                    raise self.fail("unclosed left paren" if end == ")" else "unexpected right paren", token.at)
            elif words and not self.ahead.apart:
                raise NotModelled(f"{words[-1].text}{self.ahead.text} in --format")
            else:
                words.append(self.word(first=not words and not commands))
        if not commands:
            raise self.fail(f"missing value for {what}", token.at)
        for number, command in enumerate(commands[1:], 2):
            if command.words[0].kind in CONSTANTS:
                raise self.fail(f"non executable command in pipeline stage {number}", at)
        self.variables += names
        return Pipe(at, tuple(commands), names)

    def word(self, *, first: bool) -> Word:
        """Return one word, with the fields that are asked of it."""
        token = self.take()
        kind, text = token.kind, token.text
        value: object = None
        match kind:
            case "name" if text in ("true", "false"):
                kind, value = "bool", text == "true"
            case "name" if text == "nil":
                kind = "nil"
            case "name" if text in (*BLOCKS, *REFUSED, "else", "end"):
                raise NotModelled(f"{text} in --format")
            case "name" if text not in self.functions:
                raise self.fail(f'function "{text}" not defined', token.at)
            case "variable" if first and self.ahead.text in ("(", ")"):
                raise NotModelled(f"{text}{self.ahead.text} in --format")
            case "variable" if text not in self.variables:
                raise self.fail(f'undefined variable "{text}"', token.at)
            case "number" if re.fullmatch(r"[+-]?(0|[1-9]\d*)", text):
                value = int(text)
            case "string":
                value = text[1:-1] if text[0] == "`" else str(ast.literal_eval(text))
            case "sign" if text == "(":
                pipe = self.pipe("parenthesized pipeline", ")")
                kind, text, value = "pipe", f"({pipe.text})", pipe
            case "sign" | "number":
                raise NotModelled(f"{text} in --format")
        at, fields = token.at, [text[1:]] if kind == "field" else []
        while self.ahead.kind == "field" and not self.ahead.apart:
            if kind in (*CONSTANTS, "name"):
                raise NotModelled(f"{text}{self.ahead.text} in --format")
            at = self.ahead.at if len(fields) == (kind == "field") else at
            fields.append(self.take().text[1:])
        shown = "".join(f".{name}" for name in fields)
        return Word(kind, at, shown if kind == "field" else text + shown, value, tuple(fields))
