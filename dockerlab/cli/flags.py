"""Command lines, taken apart as Docker's client does it.

``--name value``, ``--name=value``, ``-n value``, ``-nvalue``, ``-abc``; ``--``
ends the flags.  Flags may stand behind arguments (``docker rm c1 -f``), except
where a command line follows: in ``docker run -it IMAGE ls -l`` the ``-l``
belongs to ``ls``.

Source of the rules and of the messages: https://pkg.go.dev/github.com/spf13/pflag
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from dockerlab.dockerfile.wording import quote
from dockerlab.errors import NotModelled, UsageError

__all__ = ["TRUTHS", "Command", "Flag", "Parsed", "parse_flags", "usage_error"]

TRUTHS = {"1": True, "t": True, "T": True, "TRUE": True, "true": True, "True": True,
          "0": False, "f": False, "F": False, "FALSE": False, "false": False, "False": False}  # fmt: skip


@dataclass(frozen=True)
class Flag:
    """One flag: its ``kind`` is the word that ``--help`` prints, ``bool`` takes no value.

    ``about`` is empty where Docker has the flag and this model has not.
    """

    name: str
    short: str = ""
    kind: str = "bool"
    about: str = ""

    @property
    def shown(self) -> str:
        """The flag as messages name it: ``-f, --filter``."""
        return f"-{self.short}, --{self.name}" if self.short else f"--{self.name}"


@dataclass(frozen=True)
class Command:
    """One command of the client.

    ``path`` is its name in messages (``docker image ls``), ``usage`` the
    arguments, ``least``/``most`` how many there may be (-1: any number).
    """

    path: str
    usage: str
    about: str
    least: int = 0
    most: int = -1
    aliases: str = ""
    flags: tuple[Flag, ...] = ()
    stops: bool = False  # at the first argument
    full: str = ""  # the name of it that its other names stand for: ``container ls``

    @property
    def name(self) -> str:
        """The path without ``docker``."""
        return self.path.removeprefix("docker ")

    @property
    def usage_line(self) -> str:
        """What stands behind ``Usage:``."""
        return f"{self.path} {self.usage}".replace("\n", f"\n\t{self.path} ").rstrip()

    def long(self, name: str) -> Flag | None:
        """Return the flag ``--name``."""
        return next((flag for flag in self.flags if flag.name == name), None)

    def letter(self, letter: str) -> Flag | None:
        """Return the flag ``-letter``."""
        return next((flag for flag in self.flags if flag.short == letter), None)


@dataclass
class Parsed:
    """A command line taken apart: every flag's values in order, and the arguments."""

    command: Command
    values: dict[str, list[str]] = field(default_factory=dict)
    args: list[str] = field(default_factory=list)
    help: bool = False

    def on(self, name: str, default: bool = False) -> bool:
        """Return a flag that is on or off."""
        return TRUTHS[self.values[name][-1]] if name in self.values else default

    def text(self, name: str, default: str = "") -> str:
        """Return the last value of a flag."""
        return self.values[name][-1] if name in self.values else default

    def list(self, name: str) -> list[str]:
        """Return all values of a flag."""
        return self.values.get(name, [])

    def number(self, name: str) -> int | None:
        """Return the last value of a flag as a number; None where it was not given."""
        return int(self.values[name][-1], 0) if name in self.values else None


def usage_error(command: Command, message: str, *, see: str = "Run", status: int = 125, prefix: str = "") -> UsageError:
    """Return the error of a wrong command line: what is wrong, the usage, where to read on."""
    return UsageError(
        f"{prefix}{message}\n\nUsage:  {command.usage_line}\n\n{see} '{command.path} --help' for more information",
        status=status,
    )


def parse_flags(command: Command, words: Sequence[str]) -> Parsed:
    """Take ``words`` apart and count the arguments.

    Raises:
        UsageError: in the client's words.
        NotModelled: a flag that Docker has and this model has not.
    """
    found = Parsed(command)
    left = list(words)
    while left:
        word = left.pop(0)
        if word == "--":
            found.args += left
            break
        if len(word) < 2 or word[0] != "-":
            found.args.append(word)
            if command.stops:
                found.args += left
                break
        elif word.startswith("--"):
            _long(found, word, left)
        else:
            _short(found, word, left)
    if not found.help:
        _count(command, len(found.args))
    return found


def _long(found: Parsed, word: str, left: list[str]) -> None:
    name, equals, value = word[2:].partition("=")
    if not name or name[0] == "-":
        raise usage_error(found.command, f"bad flag syntax: {word}")
    flag = found.command.long(name)
    if flag is None:
        if name != "help":
            raise usage_error(found.command, f"unknown flag: --{name}")
        found.help = TRUTHS.get(value, True)
        return
    _set(found, flag, value if equals else _next(found, flag, left, f"--{name}"))


def _short(found: Parsed, word: str, left: list[str]) -> None:
    letters = word[1:]
    while letters:
        letter, letters = letters[0], letters[1:]
        flag = found.command.letter(letter)
        if flag is None:
            if letter == "h":
                found.help = True
                continue
            raise usage_error(found.command, f"unknown shorthand flag: {_rune(letter)} in -{letter}{letters}")
        if letters and (flag.kind != "bool" or (letters[0] == "=" and len(letters) > 1)):
            value, letters = letters.removeprefix("=") if len(letters) > 1 else letters, ""
        else:
            value = _next(found, flag, left, f"{_rune(letter)} in -{letter}")
        _set(found, flag, value)


def _next(found: Parsed, flag: Flag, left: list[str], shown: str) -> str:
    """Return the value of a flag that has none with it: the next word, unless it is on or off."""
    if flag.kind == "bool":
        return "true"
    if not left:
        raise usage_error(found.command, f"flag needs an argument: {shown}")
    return left.pop(0)


def _rune(letter: str) -> str:
    return "'" + quote(letter)[1:-1].replace('\\"', '"') + "'"


def _set(found: Parsed, flag: Flag, value: str) -> None:
    problem = ""
    if flag.kind == "bool" and value not in TRUTHS:
        problem = f"strconv.ParseBool: parsing {quote(value)}: invalid syntax"
    elif flag.kind == "int" and not re.fullmatch(r"[+-]?(0[xX][0-9a-fA-F]+|\d+)", value):
        problem = f"strconv.ParseInt: parsing {quote(value)}: invalid syntax"
    elif flag.kind == "filter" and "=" not in value:
        problem = "bad format of filter (expected name=value)"
    if problem:
        raise usage_error(found.command, f"invalid argument {quote(value)} for {quote(flag.shown)} flag: {problem}")
    if not flag.about:
        raise NotModelled(f"the flag --{flag.name} of {found.command.path}")
    found.values.setdefault(flag.name, []).append(value)


def _count(command: Command, given: int) -> None:
    least, most = command.least, command.most
    if given >= least and (most < 0 or given <= most):
        return
    if least == most == 0:
        wants, see = "accepts no arguments", "Run"
    elif least == most:
        wants, see = f"requires {least} argument{'s' * (least > 1)}", "Run"
    elif most < 0:
        wants, see = f"requires at least {least} argument{'s' * (least > 1)}", "See"
    elif least == 0:
        wants, see = f"requires at most {most} argument{'s' * (most > 1)}", "SRun"  # so the client writes it
    else:
        wants, see = f"requires at least {least} and at most {most} arguments", "Run"
    buildx = "ERROR: " if command.path.startswith("docker buildx") else ""
    raise usage_error(command, f"{buildx}docker: '{command.path}' {wants}", see=see, status=1)
