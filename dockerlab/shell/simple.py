"""Simple commands: words become a builtin, a function or a program, with its assignments and redirections.

Spec: https://pubs.opengroup.org/onlinepubs/9699919799/utilities/V3_chap02.html#tag_18_09_01
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from dockerlab.errors import NotModelled
from dockerlab.shell.expand import arguments, text
from dockerlab.shell.process import Exit
from dockerlab.shell.redirection import redirected
from dockerlab.shell.starting import external, replace_shell
from dockerlab.shell.state import BUILTINS, SPECIAL, Builtin, Jump, Problem, State, Variable
from dockerlab.shell.syntax import Command, Simple

__all__ = ["run_simple"]


def run_simple(shell: State, command: Simple) -> None:
    """Expand a simple command and run what it names: a builtin, a function, or a program."""
    shell.line = command.line + shell.offset
    shell.substituted = None
    words = [value for word in command.words for value in arguments(shell, word)]
    if not words:
        assignments_only(shell, command)
        return
    name = words[0]
    if name == "exec":
        return replace_shell(shell, command, words[1:])
    builtin = BUILTINS.get(name) if shell.has(name) else None
    function = shell.functions.get(name)
    special = name in SPECIAL
    with redirected(shell, command.redirects) as done:
        if not done:
            if special:
                raise Exit(2 if shell.process.flavour.name == "dash" else 1)
        else:
            values = [(key, text(shell, word, assignment=True)) for key, word in command.assignments]
            shell.trace(values, words)
            if special and builtin:
                for key, value in values:
                    shell.put(key, value)
                run_builtin(shell, builtin, words)
            elif function is not None:
                with temporarily(shell, values):
                    shell.status = call(shell, function, words)
            elif builtin:
                with temporarily(shell, values):
                    run_builtin(shell, builtin, words)
            else:
                for key, _ in values:
                    if shell.variables.get(key, Variable()).readonly:
                        raise Problem(f"{key}: is read only")
                shell.status = external(shell, words, dict(values))
    if shell.status:
        shell.check()


def assignments_only(shell: State, command: Simple) -> None:
    """Do a command that only assigns, or only redirects."""
    with redirected(shell, command.redirects) as done:
        if done:
            shell.status = 0
            values = []
            for key, word in command.assignments:
                value = text(shell, word, assignment=True)
                shell.put(key, value)
                values.append((key, value))
            shell.trace(values, [])
            shell.status = shell.substituted or 0
    if shell.status:
        shell.check()


@contextmanager
def temporarily(shell: State, values: Sequence[tuple[str, str]]) -> Iterator[None]:
    """Set variables for the time of one function or builtin."""
    before = {key: replace(shell.variables[key]) if key in shell.variables else None for key, _ in values}
    for key, value in values:
        shell.put(key, value)
        shell.variables[key].exported = True
    try:
        yield
    finally:
        restore(shell, before)


def restore(shell: State, before: dict[str, Variable | None]) -> None:
    """Put variables back as they were."""
    for key, variable in before.items():
        if variable is None:
            shell.variables.pop(key, None)
        else:
            shell.variables[key] = variable


def run_builtin(shell: State, body: Builtin, words: list[str]) -> None:
    """Run a builtin; an error ends the shell only if the builtin is special."""
    name, before = words[0], shell.speaker
    shell.speaker = before if shell.process.flavour.name == "bash" and name in ("eval", ".") else name
    try:
        shell.status = body(shell, words[1:])
    except Problem as exc:
        shell.say(exc.message)
        shell.status = 1 if shell.process.flavour.name == "bash" else exc.status
        if name in SPECIAL:
            raise Exit(exc.status) from None
    except OSError as exc:
        if name not in ("echo", "printf", "pwd"):
            raise
        if shell.process.flavour.name != "busybox":
            raise NotModelled(f"what {shell.process.flavour.name} says about a write error") from exc
        shell.process.err(f"{shell.process.name}: write error: {exc.strerror}\n")
        shell.status = 1
    finally:
        shell.speaker = before


def call(shell: State, body: Command, words: list[str]) -> int:
    """Call a function."""
    parameters, loops = shell.parameters, shell.loops
    shell.parameters, shell.loops = words[1:], 0
    shell.frames.append({})
    shell.process.session.depth += 1
    shell.process.session.step(5)
    try:
        return shell.command(body)
    except Jump as jump:
        if jump.kind != "return":
            return shell.status
        return jump.count
    finally:
        shell.process.session.depth -= 1
        restore(shell, shell.frames.pop())
        shell.parameters, shell.loops = parameters, loops
