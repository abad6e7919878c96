"""Simple commands: words become a builtin, a function or a program, with its assignments and redirections.

Spec: https://pubs.opengroup.org/onlinepubs/9699919799/utilities/V3_chap02.html#tag_18_09_01
"""

from __future__ import annotations

import errno
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from dockerlab.errors import NotModelled
from dockerlab.shell.expand import arguments, text
from dockerlab.shell.process import Exit, Process
from dockerlab.shell.program import become, run, search
from dockerlab.shell.redirection import open_all, redirected
from dockerlab.shell.registry import COMMANDS
from dockerlab.shell.state import BUILTINS, SPECIAL, Builtin, Jump, Problem, State, Variable
from dockerlab.shell.streams import FileWriter, unicode
from dockerlab.shell.syntax import Command, Simple

__all__ = ["external", "run_simple"]


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


# -- programs ------------------------------------------------------------------------


def external(
    shell: State, words: list[str], extra: dict[str, str], *, path: str | None = None, instead: bool = False
) -> int:
    """Start a program and wait for it; ``instead`` of the shell it keeps the shell's PID."""
    name = words[0]
    child = shell.process.child(words, env={**shell.environment(), **extra})
    if instead:
        child.pid = shell.process.pid
    flavour = shell.process.flavour
    path = extra.get("PATH", shell.get("PATH")) if path is None else path
    if "/" not in name:
        if flavour.standalone and flavour.content and name in COMMANDS and flavour.has(name):
            child.flavour = flavour
            status = become(child, "busybox")
            return ended(shell, child, status)
        where, reason = search(child, name, path if path is not None else "")
        if not where:
            status = 126 if reason else 127
            not_found(shell, name, "Permission denied" if reason else "")
            return status
    else:
        where = name
    try:
        return ended(shell, child, run(child, where))
    except OSError as exc:
        if exc.errno == errno.ENOEXEC:
            return script_without_interpreter(shell, child, where)
        missing = exc.errno in (errno.ENOENT, errno.ENOTDIR)
        not_found(shell, name, "" if missing else exc.strerror or "")
        return 127 if missing else 126


def not_found(shell: State, name: str, reason: str) -> None:
    flavour = shell.process.flavour.name
    missing = {"busybox": "not found", "dash": "not found", "bash": "command not found"}[flavour]
    if flavour == "bash" and "/" in name:
        missing = "No such file or directory"
    shell.say(f"{name}: {reason or missing}", literal=True)


def ended(shell: State, child: Process, status: int) -> int:
    """Say how a child died, if a signal killed it."""
    said = {9: "Killed", 15: "Terminated"}.get(child.killed)
    if said:
        shell.process.err(f"{said}\n")
    return status


def script_without_interpreter(shell: State, child: Process, path: str) -> int:
    """Run a text file that has no ``#!`` line, as sh does when the kernel refuses it."""
    if "\0" in child.text(path)[:256]:
        raise NotModelled(f"the program {unicode(path)}")
    child.argv = ["sh", path, *child.argv[1:]]
    child.flavour = shell.process.flavour
    return COMMANDS["sh"](child)


def replace_shell(shell: State, command: Simple, words: list[str]) -> None:
    """``exec``: keep the redirections, or become the program."""
    values = [(key, text(shell, word, assignment=True)) for key, word in command.assignments]
    before = set(shell.process.fds.values())
    shell.process.fds = dict(shell.process.fds)
    shell.speaker, speaker = "", shell.speaker
    if not open_all(shell, command.redirects):
        raise Exit(2 if shell.process.flavour.name == "dash" else 1)
    shell.speaker = speaker
    shell.trace(values, ["exec", *words])
    for stream in before - set(shell.process.fds.values()):
        if isinstance(stream, FileWriter):
            stream.close()
    if not words:
        shell.status = 0
        return
    shell.traps.pop("EXIT", None)
    shell.speaker = "exec"
    status = external(shell, words, dict(values), instead=True)
    raise Exit(status)
