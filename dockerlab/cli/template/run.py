"""Runs a template on data.

Source of the rules and of the messages: Go's text/template/exec.go.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from dockerlab.cli.template.functions import FUNCTIONS, UNMODELLED, Function, fits, truth
from dockerlab.cli.template.lexer import TemplateError
from dockerlab.cli.template.parser import Block, Command, Part, Pipe, Text, Word, parse
from dockerlab.cli.template.values import MISSING, Struct, bare, show, type_name
from dockerlab.errors import NotModelled

__all__ = ["compile", "execute"]

NAMES = frozenset((*FUNCTIONS, *UNMODELLED))


@lru_cache(100)
def compile(template: str) -> tuple[Part, ...]:
    """Return the tree of a template. Raises TemplateError."""
    return parse(template, NAMES)


def execute(
    template: str, data: object, *, functions: Mapping[str, Function] = FUNCTIONS, untyped: bool = False
) -> str:
    """Return what ``template`` prints for ``data``.

    ``untyped`` takes the data as bare JSON, where a key that is not there is an error.

    Raises:
        TemplateError: the template does not parse, or does not fit the data.
        NotModelled: a function of Go's that is not here.

    >>> execute("{{range .Tags}}{{upper .}} {{else}}none{{end}}", {"Tags": ["a", "b"]})
    'A B '
    """
    run = Run(template, bare(data) if untyped else data, functions, untyped)
    run.parts(compile(template), run.data)
    return "".join(run.out)


class Run:
    """One run of a template: what it has printed, the variables it knows, and where it stands."""

    def __init__(self, source: str, data: object, functions: Mapping[str, Function], untyped: bool) -> None:
        self.source, self.data, self.functions, self.untyped = source, data, functions, untyped
        self.out: list[str] = []
        self.scope: dict[str, object] = {"$": data}
        self.node: Word | Command | Pipe | None = None

    def fail(self, message: str) -> TemplateError:
        """Return the error of what stands at the node that was marked last."""
        assert self.node is not None
        at = self.node.at
        line = self.source.count("\n", 0, at) + 1
        column = at - (self.source.rfind("\n", 0, at) + 1)
        return TemplateError(f'template: :{line}:{column}: executing "" at <{self.node.text}>: {message}')

    def parts(self, parts: Sequence[Part], dot: object) -> None:
        """Print parts of the template."""
        for part in parts:
            match part:
                case Text(text):
                    self.out.append(text)
                case Pipe():
                    value = self.pipe(part, dot)
                    if not part.variables:
                        self.out.append("<no value>" if value is None and self.untyped else show(value))
                case Block():
                    known = dict(self.scope)
                    self.block(part, dot)
                    self.scope = known

    def block(self, block: Block, dot: object) -> None:
        """Run ``if``, ``with`` or ``range``."""
        value = self.pipe(block.pipe, dot)
        if block.kind != "range":
            chosen = block.body if truth(value) else block.otherwise
            self.parts(chosen, value if block.kind == "with" and truth(value) else dot)
            return
        pairs = self.pairs(value)
        for pair in pairs:
            names = block.pipe.variables
            self.scope |= zip(names, pair[-len(names) :], strict=True) if names else ()
            self.parts(block.body, pair[1])
        if not pairs:
            self.parts(block.otherwise, dot)

    def pairs(self, value: Any) -> list[tuple[object, Any]]:
        """Return what ``range`` goes through: keys and values."""
        match value:
            case Mapping() if not isinstance(value, Struct):
                return [(key, value[key]) for key in sorted(value)]
            case Sequence() if not isinstance(value, str):
                return list(enumerate(value))
            case None:
                return []
            case _ if value is MISSING:
                return []
            case int() if not isinstance(value, bool):
                raise NotModelled("range over a number in --format")
            case Struct():
                raise self.fail(f"range can't iterate over {{{' '.join(map(show, value.values()))}}}")
        raise self.fail(f"range can't iterate over {show(value)}")

    def pipe(self, pipe: Pipe, dot: object) -> object:
        """Return what a pipeline gives; it may go into a variable."""
        self.node = pipe
        value = self.command(pipe.commands[0], dot)
        for command in pipe.commands[1:]:
            value = self.command(command, dot, value)
        if len(pipe.variables) == 1:
            self.scope[pipe.variables[0]] = value
        return value

    def command(self, command: Command, dot: object, *final: object) -> object:
        """Return what a command gives; ``final`` is what the one before it gave."""
        first, *words = command.words
        if first.kind == "name":
            return self.call(command, dot, *final)
        value = self.value(first, dot)
        if callable(value):  # a method of Go's, such as {{.Label "x"}}
            values = [*(self.argument(word, dot, "string") for word in words), *final]
            if len(values) != 1:
                raise self.fail(f"wrong number of args for {first.text[1:]}: want 1 got {len(values)}")
            return value(*values)
        if words or final:
            if first.fields:
                raise self.fail(f"{first.fields[-1]} is not a method but has arguments")
            raise self.fail(f"can't give argument to non-function {first.text}")
        if first.kind == "nil":
            raise self.fail("nil is not a command")
        return value

    def value(self, word: Word, dot: object) -> object:
        """Return what a word stands for."""
        match word.kind:
            case "nil":
                return None
            case "name":
                return self.call(Command((word,)), dot)
            case "pipe":
                assert isinstance(word.value, Pipe)
                return self.fields(self.pipe(word.value, dot), word)
            case "dot" | "field":
                return self.fields(dot, word)
            case "variable":
                return self.fields(self.scope[word.text.split(".")[0]], word)
        self.node = word
        return word.value

    def fields(self, value: object, word: Word) -> object:
        """Return what the fields named in ``word`` lead to, from ``value``."""
        self.node = word
        for name in word.fields:
            match value:
                case Struct() | Mapping() if name in value:
                    value = value[name]
                case Mapping() if not isinstance(value, Struct):
                    if self.untyped:
                        raise self.fail(f'map has no entry for key "{name}"')
                    value = MISSING
                case _ if value is None or value is MISSING:
                    if self.untyped:
                        raise self.fail(f'nil data; no entry for key "{name}"')
                    raise self.fail(f"nil pointer evaluating interface {{}}.{name}")
                case _:
                    type = "interface {}" if self.untyped and value is not self.data else type_name(value)
                    raise self.fail(f"can't evaluate field {name} in type {type}")
        return value

    def call(self, command: Command, dot: object, *final: object) -> object:
        """Return what a function gives."""
        name, *words = command.words
        self.node = name
        if name.text in UNMODELLED:
            raise NotModelled(f"the function {name.text} of --format")
        call, takes, rest = self.functions[name.text]
        given, least = len(words) + len(final), len(takes) - rest
        if given < least or (given > least and not rest):
            raise self.fail(f"wrong number of args for {name.text}: want {'at least ' * rest}{least} got {given}")
        if name.text in ("and", "or"):
            value: object = MISSING
            for word in words:
                value = self.value(word, dot)
                if truth(value) == (name.text == "or"):
                    return value
            return final[0] if final else value
        wanted = [takes[min(number, len(takes) - 1)] for number in range(given)]
        values = [self.argument(word, dot, type) for word, type in zip(words, wanted, strict=False)]
        if final and not fits(final[0], wanted[-1]):
            raise self.fail(f"wrong type for value; expected {wanted[-1]}; got {self.type(final[0])}")
        try:
            return call(*values, *final)
        except ValueError as exc:
            self.node = command
            raise self.fail(f"error calling {name.text}: {exc}") from None

    def argument(self, word: Word, dot: object, type: str) -> object:
        """Return an argument's value. Raises TemplateError where a function does not take it."""
        value = self.value(word, dot)
        if fits(value, type) and not (type == "[]string" and self.untyped):
            return value
        if word.kind in ("bool", "nil", "number", "string"):
            raise self.fail(f"expected {'integer' if type == 'int' else type}; found {word.text}")
        if value is MISSING:
            raise self.fail(f"invalid value; expected {type}")
        raise self.fail(f"wrong type for value; expected {type}; got {self.type(value)}")

    def type(self, value: object) -> str:
        """Return the name of a value's type: a list read from JSON may hold anything."""
        anything = self.untyped and isinstance(value, Sequence) and not isinstance(value, str)
        return "[]interface {}" if anything else type_name(value)
