"""Builtins that set what the shell knows: ``export``, ``local``, ``set``, ``shift``, ``read``, ``getopts``."""

from __future__ import annotations

import re

from dockerlab.errors import NotModelled
from dockerlab.shell.arithmetic import ArithmeticProblem, evaluate
from dockerlab.shell.builtins.control import number
from dockerlab.shell.expand import ifs
from dockerlab.shell.state import Problem, State, Variable, builtin
from dockerlab.shell.syntax import NAME

__all__ = ["OPTIONS"]

OPTIONS = {"e": "errexit", "f": "noglob", "I": "ignoreeof", "m": "monitor", "n": "noexec", "x": "xtrace",
           "v": "verbose",
           "C": "noclobber", "a": "allexport", "b": "notify", "u": "nounset", "pipefail": "pipefail"}  # fmt: skip


def identifier(name: str) -> str:
    """Return ``name`` if a variable may be called so. Raises Problem."""
    if not NAME.fullmatch(name):
        raise Problem(f"{name}: bad variable name")
    return name


@builtin("export", "readonly")
def export(shell: State, argv: list[str]) -> int:
    readonly = shell.speaker == "readonly"
    if not argv or argv[0] in ("-p", "-n", "-f"):
        raise NotModelled(" ".join([shell.speaker, *argv[:1]]))
    for word in argv:
        name, equals, value = word.partition("=")
        if identifier(name) and equals:
            shell.put(name, value)
        variable = shell.variables.setdefault(name, Variable())
        variable.exported |= not readonly
        variable.readonly |= readonly
    return 0


@builtin("local")
def local(shell: State, argv: list[str]) -> int:
    if not shell.frames:
        raise Problem("not in a function")
    for word in argv:
        name, equals, value = word.partition("=")
        old = shell.variables.get(identifier(name))
        shell.frames[-1].setdefault(name, old)
        kept = old.value if old is not None and shell.process.flavour.name == "dash" else None
        shell.variables[name] = Variable(kept, exported=bool(old and old.exported))
        if equals:
            shell.put(name, value)
    return 0


@builtin("unset")
def unset(shell: State, argv: list[str]) -> int:
    option = argv[0] if argv[:1] in (["-f"], ["-v"]) else ""
    for name in argv[bool(option) :]:
        if option == "-f":
            shell.functions.pop(name, None)
        elif shell.variables.get(identifier(name), Variable()).readonly:
            raise Problem(f"{name}: is read only")
        else:
            shell.variables.pop(name, None)
    return 0


@builtin("set")
def set_(shell: State, argv: list[str]) -> int:
    if not argv:
        raise NotModelled("set without arguments", hint="env prints what programs get.")
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
                letter = f"o {wanted}"
            if name not in OPTIONS:
                raise Problem(f"illegal option {word[0]}{letter}")
            if name == "v":
                raise NotModelled("set -v")
            (shell.options.add if word[0] == "-" else shell.options.discard)(name)
    if words:
        shell.parameters = words[1:] if words[0] == "-" else words
    return 0


@builtin("shift")
def shift(shell: State, argv: list[str]) -> int:
    count = number(argv[0]) if argv else 1
    if count > len(shell.parameters):
        if shell.process.flavour.name == "dash":
            raise Problem("can't shift that many")
        return 1
    shell.parameters = shell.parameters[count:]
    return 0


@builtin("read")
def read(shell: State, argv: list[str]) -> int:
    raw = False
    names = list(argv)
    while names and names[0].startswith("-") and len(names[0]) > 1:
        option = names.pop(0)
        if option == "--":
            break
        if set(option[1:]) - {"r"}:
            raise NotModelled(f"read {option}")
        raw = True
    if not names and shell.process.flavour.name == "dash":
        raise Problem("arg count")
    names = [identifier(name) for name in names or ["REPLY"]]
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
    for name, value in zip(names, divide(characters, ifs(shell), len(names), raw), strict=True):
        shell.put(name, value)
    return 0 if complete else 1


def divide(characters: list[str], separators: str, count: int, raw: bool) -> list[str]:
    """Share a line's characters out to ``count`` variables; the last one gets the rest.

    An escaped character is no separator.  It does not end the skipping of
    separators either: that is a quirk of busybox (shell/shell_common.c).
    """
    values = [""]
    skipping = 1  # 2: one more visible separator still belongs to the gap
    for character in characters:
        if len(character) == 2 and not raw:
            values[-1] += character[1]
            continue
        separator = character in separators
        if skipping and separator:
            if character.isspace():
                continue
            skipping -= 1
            if skipping == 1:
                continue
        skipping = 0
        if separator and len(values) < count:
            values.append("")
            skipping = 2 if character.isspace() else 1
            continue
        values[-1] += character
    last = values[-1].rstrip("".join(c for c in separators if c.isspace()) or "\0")
    if len(values) == count and last and last[-1] in separators and not any(c in separators for c in last[:-1]):
        last = last[:-1]
    values[-1] = last
    return values + [""] * (count - len(values))


@builtin("let")
def let(shell: State, argv: list[str]) -> int:
    value = 0
    try:
        for word in argv:
            value = evaluate(word, lambda name: shell.get(name) or "", shell.put, lazy=False)
    except ArithmeticProblem as exc:
        raise Problem(str(exc)) from None
    return int(value == 0)


@builtin("getopts")
def getopts(shell: State, argv: list[str]) -> int:
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
