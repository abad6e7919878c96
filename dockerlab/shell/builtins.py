"""What the shell does by itself, because it changes the shell: ``cd``, ``export``, ``set``, ``read`` …

Spec: https://pubs.opengroup.org/onlinepubs/9699919799/utilities/V3_chap02.html#tag_18_14
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable

from dockerlab.errors import NotModelled
from dockerlab.inode import normalise
from dockerlab.shell.arithmetic import ArithmeticProblem, evaluate
from dockerlab.shell.expand import ExpansionProblem
from dockerlab.shell.interpreter import BUILTINS, SPECIAL, Jump, Problem, Shell, Variable, always_quote
from dockerlab.shell.lexer import NAME
from dockerlab.shell.grammar import RESERVED
from dockerlab.shell.process import COMMANDS, Exit, search
from dockerlab.shell.streams import octets

__all__ = ["SIGNALS"]

SIGNALS = {"EXIT": 0, "HUP": 1, "INT": 2, "QUIT": 3, "KILL": 9, "USR1": 10, "USR2": 12, "PIPE": 13, "ALRM": 14, "TERM": 15,
           "CHLD": 17, "CONT": 18, "STOP": 19, "TSTP": 20, "WINCH": 28}  # fmt: skip
OPTIONS = {"e": "errexit", "f": "noglob", "I": "ignoreeof", "m": "monitor", "n": "noexec", "x": "xtrace", "v": "verbose",
           "C": "noclobber", "a": "allexport", "b": "notify", "u": "nounset", "pipefail": "pipefail"}  # fmt: skip


def builtin(*names: str) -> Callable[[Callable[[Shell, list[str]], int]], Callable[[Shell, list[str]], int]]:
    def register(body: Callable[[Shell, list[str]], int]) -> Callable[[Shell, list[str]], int]:
        for name in names:
            BUILTINS[name] = body
        return body

    return register


@builtin(":", "true")
def true(shell: Shell, argv: list[str]) -> int:
    return 0


@builtin("false")
def false(shell: Shell, argv: list[str]) -> int:
    return 1


@builtin("exit")
def exit_(shell: Shell, argv: list[str]) -> int:
    raise Exit(number(argv[0]) & 0xFF if argv else shell.status)


@builtin("return")
def return_(shell: Shell, argv: list[str]) -> int:
    raise Jump("return", number(argv[0]) & 0xFF if argv else shell.status)


@builtin("break", "continue")
def leave(shell: Shell, argv: list[str]) -> int:
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


@builtin("cd")
def cd(shell: Shell, argv: list[str]) -> int:
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
def pwd(shell: Shell, argv: list[str]) -> int:
    where = shell.process.cwd
    if argv[:1] == ["-P"]:
        where = octets(shell.process.root.resolve(shell.process.path(where)))
    shell.process.put(1, f"{where}\n".encode("latin-1"))
    return 0


@builtin("export", "readonly")
def export(shell: Shell, argv: list[str]) -> int:
    readonly = shell.speaker == "readonly"
    if argv[:1] == ["-p"] or not argv:
        for name in sorted(shell.variables):
            variable = shell.variables[name]
            if variable.readonly if readonly else variable.exported:
                value = "" if variable.value is None else f"={always_quote(variable.value)}"
                shell.process.put(1, f"{shell.speaker} {name}{value}\n".encode("latin-1"))
        return 0
    if argv[0] in ("-n", "-f"):
        raise NotModelled(f"{shell.speaker} {argv[0]}")
    for word in argv:
        name, equals, value = word.partition("=")
        if not NAME.fullmatch(name):
            raise Problem(f"{name}: bad variable name")
        if equals:
            shell.put(name, value)
        variable = shell.variables.setdefault(name, Variable())
        variable.exported |= not readonly
        variable.readonly |= readonly
    return 0


@builtin("local")
def local(shell: Shell, argv: list[str]) -> int:
    if not shell.frames:
        raise Problem("not in a function")
    for word in argv:
        name, equals, value = word.partition("=")
        if not NAME.fullmatch(name):
            raise Problem(f"{name}: bad variable name")
        old = shell.variables.get(name)
        shell.frames[-1].setdefault(name, old)
        kept = old.value if old is not None and shell.process.flavour.name == "dash" else None
        shell.variables[name] = Variable(kept, exported=bool(old and old.exported))
        if equals:
            shell.put(name, value)
    return 0


@builtin("unset")
def unset(shell: Shell, argv: list[str]) -> int:
    functions = argv[:1] == ["-f"]
    for name in argv[argv[:1] in (["-f"], ["-v"]) :]:
        if functions:
            shell.functions.pop(name, None)
            continue
        if not NAME.fullmatch(name):
            raise Problem(f"{name}: bad variable name")
        if shell.variables.get(name, Variable()).readonly:
            raise Problem(f"{name}: is read only")
        shell.variables.pop(name, None)
    return 0


@builtin("set")
def set_(shell: Shell, argv: list[str]) -> int:
    if not argv:
        for name in sorted(n for n, v in shell.variables.items() if v.value is not None):
            value = always_quote(shell.variables[name].value or "")
            shell.process.put(1, f"{name}={value}\n".encode("latin-1"))
        return 0
    words = list(argv)
    while words and words[0][:1] in "-+" and len(words[0]) > 1:
        word = words.pop(0)
        if word == "--":
            shell.parameters = words
            return 0
        for letter in word[1:]:
            name = letter
            if letter == "o":
                if not words:
                    raise NotModelled("set -o without a name")
                wanted = words.pop(0)
                name = next((key for key, value in OPTIONS.items() if value == wanted), "")
                if not name:
                    raise Problem(f"illegal option {word[0]}o {wanted}")
            if name not in OPTIONS:
                raise Problem(f"illegal option {word[0]}{letter}")
            if name == "v":
                raise NotModelled("set -v")
            (shell.options.add if word[0] == "-" else shell.options.discard)(name)
    if words:
        shell.parameters = words[1:] if words[0] == "-" else words
    return 0


@builtin("shift")
def shift(shell: Shell, argv: list[str]) -> int:
    count = number(argv[0]) if argv else 1
    if count > len(shell.parameters):
        return 1
    shell.parameters = shell.parameters[count:]
    return 0


@builtin("eval")
def eval_(shell: Shell, argv: list[str]) -> int:
    shell.status = 0
    script = " ".join(argv)
    return shell.run_text(script, shell.line) if script.strip() else 0


@builtin(".", "source")
def dot(shell: Shell, argv: list[str]) -> int:
    if not argv:
        return 2
    name, process = argv[0], shell.process
    path = name if "/" in name else next(
        (posixpath.join(folder or ".", name) for folder in (shell.get("PATH") or "").split(":")
         if process.root.exists(process.path(posixpath.join(folder or ".", name)))), name)  # fmt: skip
    try:
        script = process.text(path)
    except OSError as exc:
        if process.flavour.version >= (1, 38):
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


@builtin("read")
def read(shell: Shell, argv: list[str]) -> int:
    raw = False
    names = list(argv)
    while names and names[0].startswith("-") and len(names[0]) > 1:
        option = names.pop(0)
        if option == "--":
            break
        if set(option[1:]) - {"r"}:
            raise NotModelled(f"read {option}")
        raw = True
    names = names or ["REPLY"]
    for name in names:
        if not NAME.fullmatch(name):
            raise Problem(f"{name}: bad variable name")
    line, complete = "", False
    stream = shell.process.stdin()
    while piece := stream.line().decode("latin-1"):
        shell.process.session.step()
        complete = piece.endswith("\n")
        line += piece.rstrip("\n") if complete else piece
        if raw or not re.search(r"(?<!\\)(\\\\)*\\$", line):
            break
        line = line[:-1] + ("" if complete else "\\")
        complete = False
    characters = re.findall(r"\\.|.", line, re.S) if not raw else list(line)
    separators = shell.get("IFS")
    separators = " \t\n" if separators is None else separators
    for name, value in zip(names, divide(characters, separators, len(names), raw), strict=True):
        shell.put(name, value)
    return 0 if complete else 1


def divide(characters: list[str], separators: str, count: int, raw: bool) -> list[str]:
    """Share a line's characters out to ``count`` variables; the last one gets the rest."""

    def plain(some: list[str]) -> str:
        return "".join(c[1:] if len(c) == 2 and not raw else c for c in some)

    blanks = {c for c in separators if c in " \t\n"}
    values: list[str] = []
    rest = list(characters)
    while rest and rest[0] in blanks:
        rest.pop(0)
    while len(values) < count - 1:
        n = 0
        while n < len(rest) and rest[n] not in separators:
            n += 1
        values.append(plain(rest[:n]))
        rest = rest[n:]
        visible = False
        while rest and (rest[0] in blanks or (rest[0] in separators and not visible)):
            visible |= rest.pop(0) not in blanks
    while rest and rest[-1] in blanks:
        rest.pop()
    body = rest[:-1] if rest and rest[-1] in separators and not any(c in separators for c in rest[:-1]) else rest
    return [*values, plain(body)]


@builtin("trap")
def trap(shell: Shell, argv: list[str]) -> int:
    argv = argv[1:] if argv[:1] == ["--"] else argv
    if not argv:
        for name in sorted(shell.traps, key=lambda n: SIGNALS[n]):
            shell.process.put(1, f"trap -- {always_quote(shell.traps[name])} {name}\n".encode("latin-1"))
        return 0
    action: str | None = argv[0]
    names = argv[1:]
    if action == "-" or (not names and argv[0].isdigit()):
        action, names = None, argv[1:] if action == "-" else argv
    status = 0
    for word in names:
        name = signal_name(word)
        if not name:

            raise NotModelled(f"trap on {word}")
        if action is None:
            shell.traps.pop(name, None)
        else:
            shell.traps[name] = action
    return status


def signal_name(word: str) -> str:
    """Return the name of a signal given by name or number, '' if there is none."""
    name = word.upper().removeprefix("SIG")
    if word.isdigit():
        return next((key for key, value in SIGNALS.items() if value == int(word)), "")
    return name if name in SIGNALS else ""


@builtin("kill")
def kill(shell: Shell, argv: list[str]) -> int:
    if argv[:1] == ["-l"]:
        if len(argv) != 2 or not argv[1].isdigit():
            raise NotModelled("kill -l without a number")
        shell.process.put(1, f"{signal_name(str(int(argv[1]) & 127))}\n".encode("latin-1"))
        return 0
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
            shell.process.err(f"{shell.process.name}: can't kill pid {pid}: No such process\n")
            status = 1
        else:
            raise NotModelled(f"kill {word}")
    return status


def deliver(shell: Shell, name: str) -> None:
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
def wait(shell: Shell, argv: list[str]) -> int:
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


@builtin("umask")
def umask(shell: Shell, argv: list[str]) -> int:
    if not argv:
        shell.process.put(1, f"{shell.process.umask:04o}\n".encode())
        return 0
    if not re.fullmatch("[0-7]{1,4}", argv[0]):
        raise NotModelled(f"umask {argv[0]}")
    shell.process.umask = int(argv[0], 8) & 0o777
    return 0


@builtin("command", "type")
def describe(shell: Shell, argv: list[str]) -> int:
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
        return builtin_(shell, argv[1:]) if builtin_ else shell.external(argv, {})
    status = 0
    for name in argv:
        short, long = found(shell, name)
        if not short:
            status = 127
        text = long if kind == "V" else short
        if text:
            shell.process.put(1, f"{text}\n".encode("latin-1"))
    return status


def found(shell: Shell, name: str) -> tuple[str, str]:
    """Say what ``name`` would run: for ``command -v``, and in words for ``type``."""
    if name in RESERVED:
        return name, f"{name} is a shell keyword"
    if name in shell.functions:
        return name, f"{name} is a function"
    if name in BUILTINS:
        return name, f"{name} is a {'special ' if name in SPECIAL else ''}shell builtin"
    if "/" in name:
        there = shell.process.root.exists(shell.process.path(name))
        return (name, f"{name} is {name}") if there else ("", f"{name}: not found")
    if shell.process.flavour.standalone and name in COMMANDS and shell.process.flavour.has(name):
        return name, f"{name} is {name}"
    where, _ = search(shell.process, name, shell.get("PATH") or "")
    return (where, f"{name} is {where}") if where else ("", f"{name}: not found")


@builtin("let")
def let(shell: Shell, argv: list[str]) -> int:
    value = 0
    try:
        for word in argv:
            value = evaluate(word, lambda name: shell.get(name) or "", shell.put, lazy=False)
    except ArithmeticProblem as exc:
        raise Problem(str(exc)) from None
    return int(value == 0)


@builtin("getopts")
def getopts(shell: Shell, argv: list[str]) -> int:
    options, name, words = argv[0], argv[1], argv[2:] or shell.parameters
    index, at = int(shell.get("OPTIND") or 1), int(shell.get("_OPTAT") or 1)
    word = words[index - 1] if index <= len(words) else ""
    if len(word) < 2 or word[0] != "-" or word == "--":
        shell.put("OPTIND", str(index + (word == "--")))
        shell.put(name, "?")
        shell.variables.pop("OPTARG", None)
        return 1
    letter, rest = word[at], word[at + 1 :]
    takes = options.find(letter + ":") >= 0 and letter != ":"
    shell.variables.pop("OPTARG", None)
    if letter not in options or letter == ":":
        if options.startswith(":"):
            shell.put("OPTARG", letter)
        else:
            shell.process.err(f"Illegal option -{letter}\n")
        letter = "?"
    elif takes and not rest:
        index += 1
        if index > len(words):
            if options.startswith(":"):
                shell.put("OPTARG", letter)
                letter = ":"
            else:
                shell.process.err(f"No arg for -{letter} option\n")
                letter = "?"
        else:
            shell.put("OPTARG", words[index - 1])
    elif takes:
        shell.put("OPTARG", rest)
        rest = ""
    else:
        shell.put("OPTARG", "")
    done = not rest
    shell.put("OPTIND", str(index + 1 if done else index))
    shell.variables["_OPTAT"] = Variable("1" if done else str(at + 1))
    shell.put(name, letter)
    return 0


def refuse(name: str) -> None:
    def body(shell: Shell, argv: list[str]) -> int:
        raise NotModelled(f"the shell's {name}")

    BUILTINS[name] = body


for _name in ("alias", "unalias", "bg", "fg", "hash", "jobs", "times", "ulimit", "history", "help"):
    refuse(_name)


def borrow(name: str) -> None:
    """Make a builtin of a command, which then speaks in the shell's name."""

    def body(shell: Shell, argv: list[str]) -> int:
        child = shell.process.child([name, *argv], program=f"builtin:{shell.process.name}")
        child.env = shell.environment()
        status = COMMANDS[name](child)
        child.flush()
        return status

    BUILTINS[name] = body


for _name in ("echo", "printf", "test", "["):
    borrow(_name)
