"""How the shell starts programs: looked up along ``$PATH``, run, and what is said when there is none."""

from __future__ import annotations

import errno

from dockerlab.errors import NotModelled
from dockerlab.shell.expand import text
from dockerlab.shell.process import Exit, Process
from dockerlab.shell.program import become, run, search
from dockerlab.shell.redirection import open_all
from dockerlab.shell.registry import COMMANDS
from dockerlab.shell.state import State
from dockerlab.shell.streams import FileWriter, unicode
from dockerlab.shell.syntax import Simple

__all__ = ["external", "replace_shell"]


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
