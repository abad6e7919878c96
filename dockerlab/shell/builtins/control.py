"""Builtins that steer: ``exit``, ``return``, ``break``, ``eval``, ``.``, ``trap``, ``kill``, ``wait``."""

from __future__ import annotations

import posixpath
import re

from dockerlab.errors import NotModelled
from dockerlab.shell.expand import ExpansionProblem
from dockerlab.shell.process import Exit
from dockerlab.shell.state import Jump, Problem, State, always_quote, builtin

__all__ = ["SIGNALS"]

SIGNALS = {"EXIT": 0, "HUP": 1, "INT": 2, "QUIT": 3, "KILL": 9, "USR1": 10, "USR2": 12, "PIPE": 13, "ALRM": 14,
           "TERM": 15,
           "CHLD": 17, "CONT": 18, "STOP": 19, "TSTP": 20, "WINCH": 28}  # fmt: skip


@builtin(":", "true")
def true(shell: State, argv: list[str]) -> int:
    return 0


@builtin("false")
def false(shell: State, argv: list[str]) -> int:
    return 1


@builtin("exit")
def exit_(shell: State, argv: list[str]) -> int:
    raise Exit(number(argv[0]) & 0xFF if argv else shell.status)


@builtin("return")
def return_(shell: State, argv: list[str]) -> int:
    raise Jump("return", number(argv[0]) & 0xFF if argv else shell.status)


@builtin("break", "continue")
def leave(shell: State, argv: list[str]) -> int:
    count = number(argv[0]) if argv else 1
    if count < 1:
        raise Problem(f"Illegal number: {argv[0]}")
    if not shell.loops:
        return 0
    raise Jump(shell.speaker if shell.speaker in ("break", "continue") else "break", min(count, shell.loops))


def number(word: str) -> int:
    if not re.fullmatch(r"\d{1,10}", word):
        raise Problem(f"Illegal number: {word}")
    return int(word)


@builtin("eval")
def eval_(shell: State, argv: list[str]) -> int:
    shell.status = 0
    script = " ".join(argv)
    return shell.run_text(script, shell.line) if script.strip() else 0


@builtin(".", "source")
def dot(shell: State, argv: list[str]) -> int:
    if not argv:
        return 2
    name, process = argv[0], shell.process
    path = name if "/" in name else next(
        (posixpath.join(folder or ".", name) for folder in (shell.get("PATH") or "").split(":")
         if process.root.exists(process.path(posixpath.join(folder or ".", name)))), name)  # fmt: skip
    try:
        script = process.text(path)
    except OSError as exc:
        if process.flavour.name == "bash":
            raise NotModelled("a missing file that bash should read") from exc
        if process.flavour.name == "busybox" and process.flavour.version >= (1, 38):
            raise Problem(f"can't open {path}: no such file") from None
        raise Problem(f"can't open '{path}': {exc.strerror}") from None
    before, speaker = shell.parameters, shell.speaker
    shell.parameters = argv[1:] or before
    shell.speaker, shell.status = path, 0
    try:
        return shell.run_text(script, 1)
    except (Problem, ExpansionProblem) as exc:
        shell.say(exc.args[0])
        raise Exit(2) from None
    except Jump as jump:
        if jump.kind != "return":
            raise
        return jump.count
    finally:
        shell.speaker = speaker
        shell.parameters = before if argv[1:] else shell.parameters


@builtin("trap")
def trap(shell: State, argv: list[str]) -> int:
    argv = argv[1:] if argv[:1] == ["--"] else argv
    if not argv:
        for name in sorted(shell.traps, key=lambda n: SIGNALS[n]):
            shell.process.put(1, f"trap -- {always_quote(shell.traps[name])} {name}\n".encode("latin-1"))
        return 0
    alone = len(argv) == 1 and argv[0].isdigit()
    action, names = (None, argv) if alone else (None if argv[0] == "-" else argv[0], argv[1:])
    for word in names:
        name = signal_name(word)
        if not name:
            raise NotModelled(f"trap on {word}")
        if action is None:
            shell.traps.pop(name, None)
        else:
            shell.traps[name] = action
    return 0


def signal_name(word: str) -> str:
    """Return the name of a signal given by name or number, '' if there is none."""
    name = word.upper().removeprefix("SIG")
    if word.isdigit():
        return next((key for key, value in SIGNALS.items() if value == int(word)), "")
    return name if name in SIGNALS else ""


@builtin("kill")
def kill(shell: State, argv: list[str]) -> int:
    name = "TERM"
    if argv[:1] == ["-s"]:
        name, argv = argv[1] if len(argv) > 1 else "", argv[2:]
    elif argv and argv[0].startswith("-") and len(argv[0]) > 1:
        name, argv = argv[0][1:], argv[1:]
    name = "EXIT" if name == "0" else signal_name(name)
    if not name or not argv:
        raise NotModelled("kill with such arguments")
    status = 0
    for word in argv:
        now = shell.process.session.system.clock()
        pid = int(word) if word.isdigit() else -1
        if pid == shell.pid:
            deliver(shell, name)
        elif pid in shell.jobs and shell.jobs[pid][0] > now:
            if SIGNALS[name]:
                shell.jobs[pid] = (now, 128 + SIGNALS[name])
        elif pid > 0:
            said = {
                "dash": f"{shell.name}: {shell.line}: kill: No such process\n",
                "bash": f"{shell.name}: line {shell.line}: kill: ({pid}) - No such process",
                "busybox": f"{shell.process.name}: can't kill pid {pid}: No such process",
            }
            shell.process.err(said[shell.process.flavour.name] + "\n")
            status = 1
        else:
            raise NotModelled(f"kill {word}")
    return status


def deliver(shell: State, name: str) -> None:
    """Send a signal to this very shell: its trap runs, or it dies; PID 1 shrugs off what it does not handle."""
    action = shell.traps.get(name) if name != "KILL" else None
    if action is not None:
        status = shell.status
        shell.run_text(action) if action else None
        shell.status = status
    elif SIGNALS[name] and name not in ("CHLD", "CONT", "WINCH") and shell.pid != 1:
        if shell.process.pid != shell.pid or name in ("STOP", "TSTP"):
            raise NotModelled("a subshell that kills its parent")
        shell.process.killed = SIGNALS[name]
        shell.traps.pop("EXIT", None)
        raise Exit(128 + SIGNALS[name])


@builtin("wait")
def wait(shell: State, argv: list[str]) -> int:
    system = shell.process.session.system
    status = 0
    for pid in [int(word) for word in argv if word.isdigit()] or list(shell.jobs):
        if pid not in shell.jobs:
            return 127
        end, status = shell.jobs[pid]
        if end > system.clock():
            system.advance(end - system.clock())
        shell.jobs[pid] = (0.0, status)
    return status if argv else 0
