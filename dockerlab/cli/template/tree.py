"""What a template is made of: text, pipelines, and the blocks ``if``, ``with`` and ``range``.

Every node's ``text`` is the node as Go prints it, because Go's messages quote
it: ``executing "" at <.Config.Cmd>``.  ``at`` counts characters from 0.

Source: Go's text/template/parse/node.go.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Block", "Call", "Chain", "Command", "Field", "Literal", "Node", "Part", "Pipe", "Text", "Variable"]


@dataclass(frozen=True)
class Text:
    """What is printed as it stands."""

    text: str


@dataclass(frozen=True)
class Literal:
    """A constant, ``nil``, or ``.`` itself."""

    at: int
    text: str
    value: object = None


@dataclass(frozen=True)
class Field:
    """``.A.B``: fields of the data, from the outside in."""

    at: int
    names: tuple[str, ...]

    @property
    def text(self) -> str:
        return "".join(f".{name}" for name in self.names)


@dataclass(frozen=True)
class Variable:
    """``$x`` or ``$x.A``."""

    at: int
    name: str
    names: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return ".".join((self.name, *self.names))


@dataclass(frozen=True)
class Call:
    """A function's name."""

    at: int
    text: str


@dataclass(frozen=True)
class Chain:
    """``(pipeline).A``: fields of what a pipeline gives."""

    at: int
    start: Node
    names: tuple[str, ...]

    @property
    def text(self) -> str:
        inner = f"({self.start.text})" if isinstance(self.start, Pipe) else self.start.text
        return inner + "".join(f".{name}" for name in self.names)


@dataclass(frozen=True)
class Command:
    """A value, or a function with its arguments."""

    words: tuple[Node, ...]

    @property
    def at(self) -> int:
        return self.words[0].at

    @property
    def text(self) -> str:
        return " ".join(f"({word.text})" if isinstance(word, Pipe) else word.text for word in self.words)


@dataclass(frozen=True)
class Pipe:
    """Commands, each fed to the next one as its last argument; the result may go into variables."""

    at: int
    commands: tuple[Command, ...]
    variables: tuple[str, ...] = ()
    declares: bool = True

    @property
    def text(self) -> str:
        sign = f"{', '.join(self.variables)} {':=' if self.declares else '='} " if self.variables else ""
        return sign + " | ".join(command.text for command in self.commands)


@dataclass(frozen=True)
class Block:
    """``if``, ``with`` or ``range``."""

    kind: str
    pipe: Pipe
    body: tuple[Part, ...]
    otherwise: tuple[Part, ...] = ()


Node = Literal | Field | Variable | Call | Chain | Pipe
Part = Text | Pipe | Block
