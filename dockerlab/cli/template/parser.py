"""From the text of a template to its tree.

Source of the rules and of the messages: Go's text/template/parse/parse.go.
"""

from __future__ import annotations

import ast
from collections.abc import Collection
from dataclasses import dataclass, field

from dockerlab.cli.template.lexer import TemplateError, Token, fail, tokens
from dockerlab.cli.template.tree import Block, Call, Chain, Command, Field, Literal, Node, Part, Pipe, Text, Variable
from dockerlab.errors import NotModelled

__all__ = ["parse"]


def parse(template: str, functions: Collection[str]) -> tuple[Part, ...]:
    """Return the parts of ``template``, in which ``functions`` may be called.

    Raises:
        TemplateError: it does not parse.
        NotModelled: ``define``, ``template``, ``block``, ``break`` and ``continue``.

    >>> [part.text for part in parse("size: {{.Size | len}}", {"len"})]
    ['size: ', '.Size | len']
    """
    parser = _Parser(template, functions)
    parts, stop = parser.parts()
    if stop.text:
        raise parser.fail("unexpected {{" + stop.text + "}}")
    return parts


@dataclass
class _Parser:
    template: str
    functions: Collection[str]
    variables: list[str] = field(default_factory=lambda: ["$"])

    def __post_init__(self) -> None:
        self.stream = tokens(self.template)
        self.peeked: list[Token] = []
        self.last = 0

    def next(self) -> Token:
        token = self.peeked.pop() if self.peeked else next(self.stream)
        self.last = token.at
        return token

    def peek(self) -> Token:
        if not self.peeked:
            self.peeked.append(next(self.stream))
        return self.peeked[-1]

    def significant(self) -> Token:
        """The next token that is no space, taken."""
        token = self.next()
        while token.kind == "space":
            token = self.next()
        return token

    def fail(self, message: str) -> TemplateError:
        return fail(self.template, self.last, message)

    def parts(self) -> tuple[tuple[Part, ...], Token]:
        """Return the parts up to ``{{end}}``, ``{{else…`` or the end of the text, and what stopped them."""
        found: list[Part] = []
        while True:
            token = self.next()
            if token.kind == "text":
                found.append(Text(token.text))
                continue
            if token.kind == "eof":
                return tuple(found), token
            first = self.significant()
            if first.kind == "keyword" and first.text in ("if", "with", "range"):
                found.append(self.block(first.text))
            elif first.kind == "keyword" and first.text == "end":
                self.close("end")
                return tuple(found), first
            elif first.kind == "keyword" and first.text == "else":
                return tuple(found), first
            elif first.kind == "keyword" and first.text != "nil":
                raise NotModelled(f"{{{{{first.text}}}}} in --format")
            else:
                self.peeked.append(first)
                found.append(self.pipe("command"))

    def close(self, what: str) -> None:
        token = self.significant()
        if token.kind != "close":
            raise self.fail(f"unexpected {token} in {what}")

    def block(self, kind: str) -> Block:
        known = len(self.variables)
        pipe = self.pipe(kind)
        body, stop = self.parts()
        otherwise: tuple[Part, ...] = ()
        if stop.text == "else":
            token = self.significant()
            if token.text in ("if", "with") and token.text == kind:
                otherwise = (self.block(kind),)
                stop = Token("keyword", "end", self.last)
            elif token.kind != "close":
                raise self.fail(f"unexpected {token} in else")
            else:
                otherwise, stop = self.parts()
                if stop.text == "else":
                    raise self.fail("expected end; found {{else}}")
        if stop.kind == "eof":
            raise self.fail("unexpected EOF")
        del self.variables[known:]
        return Block(kind, pipe, body, otherwise)

    def pipe(self, what: str, end: str = "}}") -> Pipe:
        """A pipeline up to ``end``: the braces, or the parenthesis that closes it."""
        start, names, declares = self.declaration(what)
        commands: list[Command] = []
        while True:
            token = self.significant()
            if token.text == end and token.kind in ("close", "sign"):
                break
            if token.kind in ("bool", "char", "dot", "field", "name", "number", "string", "variable") or token.text in (
                "nil",
                "(",
            ):
                self.peeked.append(token)
                commands.append(self.command())
            else:
                raise self.fail(f"unexpected {token} in {what}")
        if not commands:
            raise self.fail(f"missing value for {what}")
        for number, command in enumerate(commands[1:], 2):
            if isinstance(command.words[0], Literal):
                raise self.fail(f"non executable command in pipeline stage {number}")
        self.variables += names
        return Pipe(start, tuple(commands), names, declares)

    def declaration(self, what: str) -> tuple[int, tuple[str, ...], bool]:
        """Where the pipeline starts, the variables in front of ``:=``, and whether it is that and not ``=``."""
        first = self.significant()
        taken: list[Token] = [first]
        names: list[str] = []
        while taken[-1].kind == "variable":
            names.append(taken[-1].text)
            after = self.next()
            taken.append(after)
            if after.kind == "space":
                after = self.next()
                taken.append(after)
            if after.text in (":=", "="):
                if after.text == "=":
                    for name in names:
                        self.known(name)
                return first.at, tuple(names), after.text == ":="
            if after.text == "," and what == "range" and len(names) < 2:
                taken.append(self.significant())
                continue
            break
        self.peeked += reversed(taken)
        return first.at, (), True

    def known(self, name: str) -> None:
        if name not in self.variables:
            raise self.fail(f'undefined variable "{name}"')

    def command(self) -> Command:
        words: list[Node] = []
        while True:
            word = self.operand(self.significant())
            if word is not None:
                words.append(word)
            token = self.next()
            if token.kind == "space":
                if self.peek().kind != "close" and self.peek().text not in ("|", ")"):
                    continue
                token = self.next()
            if token.kind == "close" or token.text == ")":
                self.peeked.append(token)
            elif token.text != "|":
                raise self.fail(f"unexpected {token} in operand")
            break
        if not words:
            raise self.fail("empty command")
        return Command(tuple(words))

    def operand(self, token: Token) -> Node | None:
        node = self.term(token)
        if node is None:
            self.peeked.append(token)
            return None
        if self.peek().kind != "field":
            return node
        at = self.peek().at
        names: list[str] = []
        while self.peek().kind == "field":
            names.append(self.next().text[1:])
        match node:
            case Field(_, first):
                return Field(at, (*first, *names))
            case Variable(_, name, first):
                return Variable(at, name, (*first, *names))
            case Literal():
                raise self.fail(f"unexpected . after term {_quote(node.text)}")
            case _:
                return Chain(at, node, tuple(names))

    def term(self, token: Token) -> Node | None:
        match token.kind:
            case "name":
                if token.text not in self.functions:
                    raise self.fail(f'function "{token.text}" not defined')
                return Call(token.at, token.text)
            case "dot":
                return Literal(token.at, ".")
            case "field":
                return Field(token.at, (token.text[1:],))
            case "variable":
                self.known(token.text)
                return Variable(token.at, token.text)
            case "bool":
                return Literal(token.at, token.text, token.text == "true")
            case "number":
                return Literal(token.at, token.text, _number(token.text))
            case "string":
                raw = token.text.startswith("`")
                return Literal(token.at, token.text, token.text[1:-1] if raw else _unquote(token.text))
        if token.text == "nil":
            return Literal(token.at, "nil")
        if token.text == "(":
            return self.pipe("parenthesized pipeline", ")")
        return None


def _quote(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _number(text: str) -> int | float:
    digits = text.replace("_", "")
    try:
        return int(digits, 0)
    except ValueError:
        return float(digits)


def _unquote(text: str) -> str:
    return str(ast.literal_eval(text))
