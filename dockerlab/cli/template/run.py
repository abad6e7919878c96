"""Runs a template on data.

Source of the rules and of the messages: Go's text/template/exec.go.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dockerlab.cli.template.functions import FUNCTIONS, UNMODELLED, Function, fits, truth
from dockerlab.cli.template.lexer import TemplateError
from dockerlab.cli.template.parser import parse
from dockerlab.cli.template.tree import Block, Call, Chain, Command, Field, Literal, Node, Part, Pipe, Text, Variable
from dockerlab.cli.template.values import MISSING, Struct, bare, show, type_name
from dockerlab.errors import NotModelled

__all__ = ["compile", "execute"]

NAMES = frozenset((*FUNCTIONS, *UNMODELLED))
NOTHING = object()


def compile(template: str) -> tuple[Part, ...]:
    """Return the tree of a template. Raises TemplateError."""
    return parse(template, NAMES)


def execute(
    template: str | tuple[Part, ...],
    data: object,
    *,
    functions: Mapping[str, Function] = FUNCTIONS,
    untyped: bool = False,
    text: str = "",
) -> str:
    """Return what ``template`` prints for ``data``.

    ``untyped`` takes the data as bare JSON, where a key that is not there is an
    error.  ``text`` is the template's text where a tree is given.

    Raises:
        TemplateError: the template does not parse, or does not fit the data.
        NotModelled: a function of Go's that is not here.

    >>> execute("{{range .Tags}}{{upper .}} {{else}}none{{end}}", {"Tags": ["a", "b"]})
    'A B '
    """
    source = template if isinstance(template, str) else text
    tree = compile(template) if isinstance(template, str) else template
    run = _Run(source, bare(data) if untyped else data, functions, untyped)
    run.parts(tree, run.data)
    return "".join(run.out)


class _Run:
    def __init__(self, source: str, data: object, functions: Mapping[str, Function], untyped: bool) -> None:
        self.source, self.data, self.functions, self.untyped = source, data, functions, untyped
        self.out: list[str] = []
        self.scope: list[tuple[str, object]] = [("$", data)]
        self.at = 0
        self.node = ""

    def fail(self, message: str) -> TemplateError:
        line = self.source.count("\n", 0, self.at) + 1
        column = self.at - (self.source.rfind("\n", 0, self.at) + 1)
        return TemplateError(f'template: :{line}:{column}: executing "" at <{self.node}>: {message}')

    def mark(self, node: Node | Command) -> None:
        self.at, self.node = node.at, node.text

    # -- parts -----------------------------------------------------------

    def parts(self, parts: Sequence[Part], dot: object) -> None:
        for part in parts:
            match part:
                case Text(text):
                    self.out.append(text)
                case Pipe():
                    value = self.pipe(part, dot)
                    if not part.variables:
                        nothing = value is MISSING or (value is None and self.untyped)
                        self.out.append("<no value>" if nothing else show(value))
                case Block():
                    known = len(self.scope)
                    self.block(part, dot)
                    del self.scope[known:]

    def block(self, block: Block, dot: object) -> None:
        if block.kind == "range":
            self.range(block, dot)
            return
        value = self.pipe(block.pipe, dot)
        if truth(value):
            self.parts(block.body, value if block.kind == "with" else dot)
        else:
            self.parts(block.otherwise, dot)

    def range(self, block: Block, dot: object) -> None:
        pairs: list[tuple[object, Any]]
        names = block.pipe.variables
        value = self.pipe(Pipe(block.pipe.at, block.pipe.commands), dot)
        match value:
            case Struct():
                raise self.fail(f"range can't iterate over {{{' '.join(map(show, value.values()))}}}")
            case Mapping():
                pairs = [(key, value[key]) for key in sorted(value)]
            case int() if not isinstance(value, bool):
                pairs = [(number, number) for number in range(value)]
            case Sequence() if not isinstance(value, str):
                pairs = list(enumerate(value))
            case _ if value is None or value is MISSING:
                pairs = []
            case _:
                raise self.fail(f"range can't iterate over {show(value)}")
        for key, item in pairs:
            known = len(self.scope)
            if len(names) == 1:
                self.scope.append((names[0], item))
            elif names:
                self.scope += [(names[0], key), (names[1], item)]
            self.parts(block.body, item)
            del self.scope[known:]
        if not pairs:
            self.parts(block.otherwise, dot)

    # -- values ----------------------------------------------------------

    def pipe(self, pipe: Pipe, dot: object) -> object:
        self.mark(pipe)
        value: object = NOTHING
        for command in pipe.commands:
            value = self.command(command, dot, value)
        for name in pipe.variables:
            if pipe.declares:
                self.scope.append((name, value))
            else:
                place = max(n for n, (known, _) in enumerate(self.scope) if known == name)
                self.scope[place] = (name, value)
        return value

    def command(self, command: Command, dot: object, final: object) -> object:
        first = command.words[0]
        if isinstance(first, Call):
            return self.call(command, first, dot, final)
        value = self.value(first, dot)
        if callable(value):  # a method of Go's, such as {{.Label "x"}}
            values = [self.argument(word, dot, "string") for word in command.words[1:]]
            values += [] if final is NOTHING else [final]
            if len(values) != 1:
                raise self.fail(f"wrong number of args for {first.text[1:]}: want 1 got {len(values)}")
            return value(*values)
        if len(command.words) > 1 or final is not NOTHING:
            if isinstance(first, Field | Chain | Variable) and first.names:
                raise self.fail(f"{first.names[-1]} is not a method but has arguments")
            raise self.fail(f"can't give argument to non-function {first.text}")
        if isinstance(first, Literal) and first.text == "nil":
            raise self.fail("nil is not a command")
        return value

    def value(self, node: Node, dot: object) -> object:
        if isinstance(node, Literal) and node.text == "nil":
            return None
        self.mark(node)
        match node:
            case Literal(_, "."):
                return dot
            case Literal(_, _, value):
                return value
            case Field(_, names):
                return self.fields(dot, names)
            case Variable(_, name, names):
                value = next(value for known, value in reversed(self.scope) if known == name)
                return self.fields(value, names)
            case Chain(_, start, names):
                value = self.value(start, dot)
                self.mark(node)
                return self.fields(value, names)
            case Pipe():
                return self.pipe(node, dot)
            case Call():
                return self.call(Command((node,)), node, dot, NOTHING)

    def fields(self, value: object, names: Sequence[str]) -> object:
        for name in names:
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

    def call(self, command: Command, name: Call, dot: object, final: object) -> object:
        self.mark(name)
        if name.text in UNMODELLED:
            raise NotModelled(f"the function {name.text} of --format")
        function = self.functions[name.text]
        words = command.words[1:]
        given = len(words) + (final is not NOTHING)
        least = len(function.takes) - function.rest
        if name.text in ("and", "or"):
            least = 1
        if given < least or (given > least and not function.rest):
            want = f"at least {least}" if function.rest else f"{least}"
            raise self.fail(f"wrong number of args for {name.text}: want {want} got {given}")
        if name.text in ("and", "or"):
            value: object = MISSING
            for word in words:
                value = self.value(word, dot)
                if truth(value) == (name.text == "or"):
                    return value
            return final if final is not NOTHING else value
        takes = [*function.takes, *([function.takes[-1]] * (given - len(function.takes)))]
        values = [self.argument(word, dot, type) for word, type in zip(words, takes, strict=False)]
        if final is not NOTHING:
            if not fits(final, takes[given - 1]):
                raise self.fail(f"wrong type for value; expected {takes[given - 1]}; got {self.type(final)}")
            values.append(final)
        try:
            return function.call(*values)
        except ValueError as exc:
            self.mark(command)
            raise self.fail(f"error calling {name.text}: {exc}") from None

    def argument(self, word: Node, dot: object, type: str) -> object:
        value = self.value(word, dot)
        if self.untyped and type == "[]string" and isinstance(value, Sequence) and not isinstance(value, str):
            raise self.fail("wrong type for value; expected []string; got []interface {}")
        if fits(value, type):
            return value
        if isinstance(word, Literal) and word.text != ".":
            wanted = {"int": "integer"}.get(type, type)
            raise self.fail(f"expected {wanted}; found {word.text}")
        if value is MISSING:
            raise self.fail(f"invalid value; expected {type}")
        raise self.fail(f"wrong type for value; expected {type}; got {self.type(value)}")

    def type(self, value: object) -> str:
        if self.untyped and isinstance(value, Sequence) and not isinstance(value, str):
            return "[]interface {}"
        return type_name(value)
