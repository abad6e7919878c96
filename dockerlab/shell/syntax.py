"""The words and commands of the shell language, as data: what a script *is* before it runs.

Spec: https://pubs.opengroup.org/onlinepubs/9699919799/utilities/V3_chap02.html#tag_18_10
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from dockerlab.errors import NotModelled

__all__ = [
    "NAME",
    "AndOr",
    "Arithmetic",
    "Case",
    "Command",
    "For",
    "Function",
    "Group",
    "HereDocument",
    "If",
    "Item",
    "Parameter",
    "Part",
    "Pipeline",
    "Quoted",
    "Redirect",
    "Redirected",
    "Script",
    "ShellSyntaxError",
    "Simple",
    "Subshell",
    "Substitution",
    "Text",
    "While",
    "Word",
    "assigned",
    "bare",
    "quoted",
    "unquoted",
]  # fmt: skip


class ShellSyntaxError(Exception):
    """A script that does not parse; ``line`` counts newlines from 0."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


# -- words -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Text:
    """Literal characters; ``quoted`` ones are never a pattern and never split."""

    text: str
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Parameter:
    """``$name`` or ``${name op word}``; ``op`` is ``#`` in front for a length, ``/`` ``//`` ``:`` for ash's own."""

    name: str
    op: str = ""
    word: Word = ()
    other: Word | None = None  # the replacement of ${x/a/b}, the length of ${x:0:3}


@dataclass(frozen=True, slots=True)
class Substitution:
    """``$(script)`` or the same in backquotes."""

    script: Script


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """``$((expression))``."""

    expression: Word


@dataclass(frozen=True, slots=True)
class Quoted:
    """``"…"``: expanded, but not split and not matched against file names."""

    parts: Word


Part = Text | Parameter | Substitution | Arithmetic | Quoted
Word = tuple[Part, ...]


# -- commands ----------------------------------------------------------------


@dataclass(slots=True)
class HereDocument:
    """``<<word``: its body stands after the line, so the parser fills it in later."""

    delimiter: str
    quoted: bool
    strip: bool
    body: Word = ()


@dataclass(frozen=True, slots=True)
class Redirect:
    """``fd op target``, as in ``2>file``; ``fd`` None is the operator's own (0 or 1)."""

    fd: int | None
    op: str
    target: Word = ()
    here: HereDocument | None = None


@dataclass(frozen=True, slots=True)
class Simple:
    """``name=value … command argument … redirect …``."""

    assignments: tuple[tuple[str, Word], ...]
    words: tuple[Word, ...]
    redirects: tuple[Redirect, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Pipeline:
    """``! first | second``."""

    commands: tuple[Command, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class AndOr:
    """``first && second || third``."""

    first: Pipeline
    rest: tuple[tuple[str, Pipeline], ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One member of a list; ``background`` when it ends in ``&``."""

    command: AndOr
    background: bool = False


@dataclass(frozen=True, slots=True)
class Script:
    """``item; item & item``."""

    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Subshell:
    """``( … )``."""

    body: Script


@dataclass(frozen=True, slots=True)
class Group:
    """``{ …; }``."""

    body: Script


@dataclass(frozen=True, slots=True)
class If:
    """``if … then … elif … then … else … fi``."""

    arms: tuple[tuple[Script, Script], ...]
    otherwise: Script | None


@dataclass(frozen=True, slots=True)
class For:
    """``for name in words; do … done``; ``words`` None is ``"$@"``."""

    name: str
    words: tuple[Word, ...] | None
    body: Script


@dataclass(frozen=True, slots=True)
class While:
    """``while … do … done``, or ``until``."""

    condition: Script
    body: Script
    until: bool


@dataclass(frozen=True, slots=True)
class Case:
    """``case word in pattern|pattern) …;; esac``."""

    word: Word
    arms: tuple[tuple[tuple[Word, ...], Script], ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Function:
    """``name() body``."""

    name: str
    body: Command


@dataclass(frozen=True, slots=True)
class Redirected:
    """A compound command with redirections behind it."""

    command: Command
    redirects: tuple[Redirect, ...]
    line: int


Command = Simple | Subshell | Group | If | For | While | Case | Function | Redirected


# -- what a word is when nothing is expanded ------------------------------------------

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def bare(token: str | Word) -> str:
    """Return a word without any quoting or expansion as plain text, else ''."""
    if isinstance(token, str):
        return ""
    pieces = [part.text for part in token if isinstance(part, Text) and not part.quoted]
    return "".join(pieces) if len(pieces) == len(token) else ""


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
