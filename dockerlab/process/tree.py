"""Which processes there are: whether the shell of a shell form stays, or becomes its command.

``sh -c 'sleep 100'`` is not always two processes.  busybox and bash *become* the
last command of their ``-c`` text instead of waiting for it, unless something is
left to do afterwards; dash never does; ``exec`` always does.  So whether PID 1
of a container is the shell or the program depends on the shell in the image.

The rules here were read off ``ps`` in containers of a real engine, with
busybox 1.38, dash 0.5.12 and bash 5.3 (tests/containers).
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from dockerlab.errors import NotModelled
from dockerlab.shell.grammar import Parser
from dockerlab.shell.streams import octets, unicode
from dockerlab.shell.syntax import (
    AndOr,
    Case,
    Command,
    For,
    Group,
    If,
    Parameter,
    Pipeline,
    Quoted,
    Redirected,
    Script,
    ShellSyntaxError,
    Simple,
    Subshell,
    Text,
    While,
    Word,
)

__all__ = ["CHILD", "Branch", "ShellName", "branches", "shell_script"]

ShellName = Literal["busybox", "dash", "bash"]
SHELLS = {"sh", "ash", "dash", "bash"}
BUILTINS = set(
    ". : [ alias break cd command continue echo eval exit export false getopts kill local printf pwd read readonly "
    "return set shift source test times trap true type ulimit umask unset wait".split()
)
STAYS = set(  # programs that a container spends its life in
    "cat gunicorn httpd java mysqld nc nginx node postgres python python3 redis-server sleep tail top uvicorn".split()
)
CHILD = 7  # the PID that the first child of a container's PID 1 mostly has


@dataclass(frozen=True)
class Branch:
    """A process and its children."""

    pid: int
    argv: tuple[str, ...]
    children: tuple[Branch, ...] = ()

    def __str__(self) -> str:
        lines = [f"{self.pid} {' '.join(self.argv)}"]
        for child in self.children:
            lines += [f"  {line}" for line in str(child).splitlines()]
        return "\n".join(lines)


@dataclass(frozen=True)
class Site:
    """A simple command of a script, and where in it it stands."""

    words: tuple[str, ...]
    last: bool  # nothing is left to do after it
    plain: bool  # outside of every compound command, without redirections
    siblings: tuple[tuple[str, ...], ...] = ()  # the other stages of its pipeline


@dataclass
class Reader:
    """Reads a script for what it would run; ``values`` are the variables that the shell knows."""

    values: Mapping[str, str]
    parameters: Sequence[str] = ()
    trapped: bool = False

    def script(self, script: Script, *, last: bool, plain: bool) -> Iterator[Site]:
        """Yield the simple commands, in order."""
        for n, item in enumerate(script.items):
            final = last and n == len(script.items) - 1
            yield from self.and_or(item.command, last=final and not item.background, plain=plain)

    def and_or(self, command: AndOr, *, last: bool, plain: bool) -> Iterator[Site]:
        pipelines = [command.first, *(pipeline for _, pipeline in command.rest)]
        for n, pipeline in enumerate(pipelines):
            yield from self.pipeline(pipeline, last=last and n == len(pipelines) - 1, plain=plain)

    def pipeline(self, pipeline: Pipeline, *, last: bool, plain: bool) -> Iterator[Site]:
        if len(pipeline.commands) > 1:
            stages = [
                tuple(unicode(self.spelled(word)) for word in c.words)
                for c in pipeline.commands
                if isinstance(c, Simple)
            ]
            yield Site(stages[0] if stages else (), False, False, tuple(stages[1:]))
            return
        for command in pipeline.commands:
            yield from self.command(command, last=last and not pipeline.negated, plain=plain)

    def command(self, command: Command, *, last: bool, plain: bool) -> Iterator[Site]:
        match command:
            case Simple():
                yield from self.simple(command, last=last, plain=plain)
            case Redirected(inner):
                yield from self.command(inner, last=last, plain=False)
            case Group(body) | Subshell(body):
                yield from self.script(body, last=last, plain=False)
            case If(arms, otherwise):
                for condition, body in arms:
                    yield from self.script(condition, last=False, plain=False)
                    yield from self.script(body, last=last, plain=False)
                if otherwise is not None:
                    yield from self.script(otherwise, last=last, plain=False)
            case Case(_, arms):
                for _, body in arms:
                    yield from self.script(body, last=last, plain=False)
            case For(body=body) | While(body=body):
                yield from self.script(body, last=False, plain=False)
            case _:
                return

    def simple(self, command: Simple, *, last: bool, plain: bool) -> Iterator[Site]:
        words = [unicode(spelled) for word in command.words for spelled in self.expanded(word)]
        while words[:1] == ["command"]:
            words = words[1:]
        if words[:1] == ["trap"] and len(words) > 2 and words[1] not in ("", "-"):
            self.trapped = True
        if words:
            yield Site(tuple(words), last and not self.trapped, plain and not command.redirects)

    def expanded(self, word: Word) -> list[str]:
        """Return the words that one word becomes."""
        match word:
            case (Parameter("@", ""),) | (Quoted((Parameter("@", ""),)),):
                return list(self.parameters[1:])
            case (Parameter(name, ""),) if not self.value(name):
                return []
        return [self.spelled(word)]

    def value(self, name: str) -> str:
        if name.isdigit():
            return self.parameters[int(name)] if int(name) < len(self.parameters) else ""
        return self.values.get(name, "")

    def spelled(self, word: Iterable[object]) -> str:
        """Return a word as octets, plain variables replaced."""
        text = ""
        for part in word:
            match part:
                case Text(piece, _):
                    text += piece
                case Quoted(parts):
                    text += self.spelled(parts)
                case Parameter(name, "@" | ""):
                    text += " ".join(self.parameters[1:]) if name in "@*" else self.value(name)
                case _:
                    text += octets("…")  # what a substitution prints is not known before it runs
        return text


def shell_script(argv: Sequence[str]) -> tuple[str, tuple[str, ...]] | None:
    """Return the script of ``sh -c SCRIPT`` and its ``$0``, ``$1`` …; None where ``argv`` is something else.

    >>> shell_script(["/bin/sh", "-ec", "echo $1", "a", "b"])
    ('echo $1', ('a', 'b'))
    """
    if not argv or posixpath.basename(argv[0]) not in SHELLS:
        return None
    for n, word in enumerate(argv[1:], 1):
        if word.startswith("-") and not word.startswith("--"):
            if word.endswith("c") and n + 1 < len(argv):
                rest = tuple(argv[n + 2 :])
                return argv[n + 1], rest or (argv[0],)
        elif argv[n - 1] != "-o":
            return None
    return None


def branches(
    argv: tuple[str, ...],
    env: Mapping[str, str],
    shell: ShellName = "busybox",
    *,
    script: str | None = None,
    parameters: tuple[str, ...] = (),
    pid: int = 1,
) -> tuple[Branch, tuple[str, ...]]:
    """Return the processes while the main program runs, and the main program's words.

    ``shell`` is what ``sh`` is in the image (a dash or a bash called by its name is that); ``script``
    is the text of a script file that ``argv`` runs, by default that of ``sh -c``.

    >>> print(branches(("sh", "-c", "echo hi; sleep 9"), {})[0])
    1 sleep 9
    >>> print(branches(("sh", "-c", "echo hi; sleep 9"), {}, "dash")[0])
    1 sh -c echo hi; sleep 9
      7 sleep 9
    """
    argv = without_env(argv)
    here = OTHERS.get(posixpath.basename(argv[0]) if argv else "", shell)
    inline = script is None
    if inline:
        found = shell_script(argv)
        if found is None:
            return Branch(pid, argv), argv
        script, parameters = found
    assert script is not None
    reader = Reader({key: octets(value) for key, value in env.items()}, [octets(word) for word in parameters])
    try:
        whole = Script(tuple(item for part in Parser(octets(script)).commands() for item in part.items))
        sites = list(reader.script(whole, last=inline, plain=True))
    except (ShellSyntaxError, NotModelled):
        return Branch(pid, argv), argv
    main = chosen(sites)
    if main is None:
        return Branch(pid, argv), argv
    if main.words[0] == "exec":
        return branches(main.words[1:], env, shell, pid=pid)
    if main.last and (here == "busybox" or (here == "bash" and main.plain)):
        return branches(main.words, env, shell, pid=pid)
    stages = (main.words, *main.siblings)
    first = CHILD if pid == 1 else pid + 1
    below = tuple(branches(words, env, shell, pid=first + n)[0] for n, words in enumerate(stages))
    return Branch(pid, argv, below), without_env(main.words)


OTHERS: dict[str, ShellName] = {"dash": "dash", "bash": "bash"}


def without_env(argv: tuple[str, ...]) -> tuple[str, ...]:
    """Return what ``env NAME=value … program`` becomes."""
    if argv and posixpath.basename(argv[0]) == "env":
        rest = argv[1:]
        while rest and "=" in rest[0]:
            rest = rest[1:]
        if rest and not rest[0].startswith("-"):
            return rest
    return argv


def chosen(sites: Sequence[Site]) -> Site | None:
    """Return the command that a script spends its life in: the first that stays, else the last program of it."""
    programs = [site for site in sites if site.words[0] not in BUILTINS and (site.words[0] != "exec" or site.words[1:])]
    for site in programs:
        words = site.words[1:] if site.words[0] == "exec" else site.words
        if posixpath.basename(words[0]) in STAYS or site.words[0] == "exec":
            return site
    return programs[-1] if programs else None
