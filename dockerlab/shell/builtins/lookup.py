"""Builtins about places and names: ``cd``, ``pwd``, ``umask``, ``command``, ``type``; and ``echo`` and its like."""

from __future__ import annotations

import re

from dockerlab.errors import NotModelled
from dockerlab.inode import normalise
from dockerlab.shell.lexer import RESERVED
from dockerlab.shell.program import search
from dockerlab.shell.registry import COMMANDS
from dockerlab.shell.simple import external
from dockerlab.shell.state import BUILTINS, SPECIAL, Problem, State, Variable, builtin
from dockerlab.shell.streams import octets

__all__: list[str] = []


@builtin("cd")
def cd(shell: State, argv: list[str]) -> int:
    process = shell.process
    if argv and argv[0] in ("-P", "-L"):
        if argv[0] == "-P":
            raise NotModelled("cd -P")
        argv = argv[1:]
    target = argv[0] if argv else shell.get("HOME")
    if target is None:
        raise Problem("HOME not set")
    shown = target == "-"
    if shown:
        target = shell.get("OLDPWD") or ""
    if not target:
        return 0
    if shell.get("CDPATH") and not target.startswith((".", "/")):
        raise NotModelled("cd with CDPATH")
    where = octets(normalise(process.path(target)))
    try:
        real = process.root.resolve(process.path(target))
        process.root.stat(real)
        if not process.is_directory(target):
            raise NotADirectoryError(20, "Not a directory")
        if not process.root.may(real, 1):
            raise PermissionError(13, "Permission denied")
    except OSError as exc:
        raise Problem(f"can't cd to {target}: {exc.strerror}") from None
    shell.variables["OLDPWD"] = Variable(shell.get("PWD"), exported=True)
    shell.variables["PWD"] = Variable(where, exported=True)
    process.cwd = where
    if shown:
        process.put(1, f"{where}\n".encode("latin-1"))
    return 0


@builtin("pwd")
def pwd(shell: State, argv: list[str]) -> int:
    where = shell.process.cwd
    if argv[:1] == ["-P"]:
        where = octets(shell.process.root.resolve(shell.process.path(where)))
    shell.process.put(1, f"{where}\n".encode("latin-1"))
    return 0


@builtin("umask")
def umask(shell: State, argv: list[str]) -> int:
    if not argv:
        shell.process.put(1, f"{shell.process.umask:04o}\n".encode())
        return 0
    if not re.fullmatch("[0-7]{1,4}", argv[0]):
        raise NotModelled(f"umask {argv[0]}")
    shell.process.umask = int(argv[0], 8) & 0o777
    return 0


@builtin("command", "type")
def describe(shell: State, argv: list[str]) -> int:
    kind = "V" if shell.speaker == "type" else ""
    if not kind and argv[:1] in (["-v"], ["-V"]):
        kind, argv = argv[0][1], argv[1:]
    elif not kind:
        if argv[:1] == ["-p"]:
            raise NotModelled("command -p")
        if not argv:
            return 0
        builtin_ = BUILTINS.get(argv[0])
        shell.speaker = argv[0]
        return builtin_(shell, argv[1:]) if builtin_ else external(shell, argv, {})
    status = 0
    for name in argv:
        short, long = found(shell, name)
        if not short:
            status = 127
        text = long if kind == "V" else short
        if text:
            shell.process.put(1, f"{text}\n".encode("latin-1"))
    return status


def found(shell: State, name: str) -> tuple[str, str]:
    """Say what ``name`` would run: for ``command -v``, and in words for ``type``."""
    if name in RESERVED:
        return name, f"{name} is a shell keyword"
    if name in shell.functions:
        kind = "shell function" if shell.process.flavour.name == "dash" else "function"
        return name, f"{name} is a {kind}"
    if name in BUILTINS and shell.has(name):
        return name, f"{name} is a {'special ' if name in SPECIAL else ''}shell builtin"
    if "/" in name:
        there = shell.process.root.exists(shell.process.path(name))
        return (name, f"{name} is {name}") if there else ("", f"{name}: not found")
    flavour = shell.process.flavour
    if flavour.standalone and flavour.content and name in COMMANDS and flavour.has(name):
        return name, f"{name} is {name}"
    where, _ = search(shell.process, name, shell.get("PATH") or "")
    return (where, f"{name} is {where}") if where else ("", f"{name}: not found")


def refuse(name: str) -> None:
    def body(shell: State, argv: list[str]) -> int:
        raise NotModelled(f"the shell's {name}")

    BUILTINS[name] = body


for _name in ("alias", "unalias", "bg", "fg", "hash", "jobs", "times", "ulimit", "history", "help"):
    refuse(_name)


def borrow(name: str) -> None:
    """Make a builtin of a command, which then speaks in the shell's name."""

    def body(shell: State, argv: list[str]) -> int:
        speaker = {"busybox": shell.process.name, "dash": f"{shell.name}: {shell.line}: {name}"}
        bash = f"{shell.name}: line {shell.line}: {name}"
        child = shell.process.child([name, *argv], program=f"builtin:{speaker.get(shell.process.flavour.name, bash)}")
        child.env = shell.environment()
        status = COMMANDS[name](child)
        child.flush()
        return status

    BUILTINS[name] = body


for _name in ("echo", "printf", "test", "["):
    borrow(_name)
