"""What a shell knows: its variables, functions, options, traps; and how it says that something is wrong.

Spec: https://pubs.opengroup.org/onlinepubs/9699919799/utilities/V3_chap02.html#tag_18_12
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from dockerlab.errors import NotModelled
from dockerlab.shell.process import Exit, Process
from dockerlab.shell.syntax import Command, Script
from dockerlab.shell.wording import reworded

__all__ = ["BUILTINS", "SPECIAL", "Builtin", "Jump", "Problem", "State", "Variable", "always_quote", "builtin", "quote"]


class Problem(Exception):
    """What makes ash give up: it says so and, outside of a tolerant builtin, the shell exits with 2."""

    def __init__(self, message: str, status: int = 2) -> None:
        super().__init__(message)
        self.message = message
        self.status = status


class Jump(Exception):
    """``break``, ``continue`` (``count`` levels) or ``return`` on its way up."""

    def __init__(self, kind: str, count: int = 1) -> None:
        super().__init__(kind)
        self.kind = kind
        self.count = count


@dataclass
class Variable:
    """A shell variable; ``value`` None: named (exported, say) but not set."""

    value: str | None = None
    exported: bool = False
    readonly: bool = False


@dataclass
class State:
    """The state of one shell; ``interpreter.Shell`` adds what it does."""

    process: Process
    name: str  # $0
    parameters: list[str] = field(default_factory=list)
    variables: dict[str, Variable] = field(default_factory=dict)
    functions: dict[str, Command] = field(default_factory=dict)
    options: set[str] = field(default_factory=set)
    traps: dict[str, str] = field(default_factory=dict)
    frames: list[dict[str, Variable | None]] = field(default_factory=list)  # what `local` hides
    jobs: dict[int, tuple[float, int]] = field(default_factory=dict)  # pid: when it ends, how
    status: int = 0
    line: int = 0
    offset: int = 1  # the number of the first line; busybox counts from 0 in -c
    speaker: str = ""  # the builtin or file that messages name
    loops: int = 0
    tolerant: int = 0  # inside a condition: `set -e` looks away
    substituted: int | None = None
    pid: int = 0  # $$ : the same in a subshell

    # -- variables -------------------------------------------------------------

    def get(self, name: str) -> str | None:
        match name:
            case "?":
                return str(self.status)
            case "#":
                return str(len(self.parameters))
            case "$":
                return str(self.pid)
            case "!":
                return str(next(reversed(self.jobs))) if self.jobs else None
            case "-":
                return "".join(sorted(option for option in self.options if len(option) == 1))
            case "LINENO":
                return str(self.line)
            case "RANDOM" | "SECONDS" | "EPOCHSECONDS" if self.process.flavour.name != "dash":
                raise NotModelled(f"${name}")
            case "UID" | "EUID" | "BASHPID" | "BASH_VERSION" | "BASH_SOURCE" | "PIPESTATUS" if (
                self.process.flavour.name == "bash"
            ):
                raise NotModelled(f"${name} of bash")
            case _ if name.isdigit():
                number = int(name)
                if number == 0:
                    return self.name
                return self.parameters[number - 1] if number <= len(self.parameters) else None
        variable = self.variables.get(name)
        return variable.value if variable else None

    def put(self, name: str, value: str) -> None:
        self.process.session.step(1 + (len(value) >> 10))
        variable = self.variables.setdefault(name, Variable())
        if variable.readonly:
            raise Problem(f"{name}: is read only")
        variable.value = value
        variable.exported |= "a" in self.options

    def environment(self) -> dict[str, str]:
        """Return what a program started now inherits."""
        return {n: v.value for n, v in self.variables.items() if v.exported and v.value is not None}

    # -- messages ----------------------------------------------------------------

    def say(self, message: str, speaker: str | None = None, *, literal: bool = False) -> None:
        """Write an error message with the prefix that this kind of shell gives it, ``literal`` or in its words."""
        speaker = self.speaker if speaker is None else speaker
        flavour = self.process.flavour
        named = f"{speaker}: " if speaker and speaker != self.name else ""
        match flavour.name:
            case "busybox":
                numbered = bool(speaker) or flavour.version >= (1, 38)
                prefix = f"{self.name}: {named}{f'line {self.line}: ' if numbered else ''}"
            case "dash":
                prefix, message = (
                    f"{self.name}: {self.line}: {named}",
                    message if literal else reworded("dash", message),
                )
            case _:
                prefix, message = (
                    f"{self.name}: line {self.line}: {named}",
                    message if literal else reworded("bash", message),
                )
        self.process.err(f"{prefix}{message}\n")

    def trace(self, values: Sequence[tuple[str, str]], words: Sequence[str]) -> None:
        """Show a command on standard error under ``set -x``."""
        if "x" in self.options and (values or words):
            kind = self.process.flavour.name
            quoted: Callable[[str], str] = quote if kind == "busybox" else quote_as_bash if kind == "bash" else str
            shown = [f"{key}={quoted(value)}" for key, value in values] + [quoted(word) for word in words]
            self.process.err(f"{self.get('PS4') or ''}{' '.join(shown)}\n")

    def has(self, builtin: str) -> bool:
        """Say whether this kind of shell has a builtin."""
        return not (self.process.flavour.name == "dash" and builtin in ("let", "source"))

    # -- statuses ---------------------------------------------------------------

    def check(self) -> None:
        """Exit after a failure when ``set -e`` is on and nobody looks at the status."""
        if "e" in self.options and not self.tolerant:
            raise Exit(self.status)

    # -- what the interpreter adds ------------------------------------------------

    def substitute(self, script: Script) -> str:
        """Run a command and return its output without the newlines at its end."""
        raise NotImplementedError

    def command(self, command: Command) -> int:
        """Run one command."""
        raise NotImplementedError

    def run_text(self, script: str, offset: int | None = None) -> int:
        """Read and run a script; ``offset`` is the number of its first line."""
        raise NotImplementedError


def quote(word: str) -> str:
    """Quote a word as ``set -x`` and ``export -p`` do, only where it needs to be."""
    if not re.search(r"[\x00-*;-?`\[\\{-\xff]", word):
        return word
    return always_quote(word)


def quote_as_bash(word: str) -> str:
    """Quote a word as bash's ``set -x`` does."""
    if re.search(r"[\x00-\x1f\x7f-\xff]", word):
        raise NotModelled("set -x of bash with unprintable characters")
    if not word or re.search(r"[ '\"\\|&;()<>!{}*\[?\]^$`]|^[~#]", word):
        return "'" + word.replace("'", "'\\''") + "'"
    return word


def always_quote(word: str) -> str:
    """Put a word in single quotes."""
    if not word:
        return "''"
    runs = re.findall(r"'+|[^']+", word)
    return "".join(f'"{run}"' if run[0] == "'" else f"'{run}'" for run in runs)


SPECIAL = {"break", ":", "continue", ".", "eval", "exec", "exit", "export", "readonly", "return", "set", "shift",
           "local", "times", "trap", "unset", "source"}  # fmt: skip
Builtin = Callable[[State, list[str]], int]
BUILTINS: dict[str, Builtin] = {}


def builtin(*names: str) -> Callable[[Builtin], Builtin]:
    """Register a builtin under ``names``."""

    def register(body: Builtin) -> Builtin:
        for name in names:
            BUILTINS[name] = body
        return body

    return register
