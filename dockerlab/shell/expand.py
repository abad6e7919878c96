"""From words to arguments: parameters, commands, arithmetic; then splitting, then file names.

A word becomes *pieces*, each of a kind: literal, quoted, or the result of an
expansion.  Only the last is split at ``$IFS``; quoted ones are no patterns.

Spec: https://pubs.opengroup.org/onlinepubs/9699919799/utilities/V3_chap02.html#tag_18_06
"""

from __future__ import annotations

import re
from typing import Literal

from dockerlab.errors import NotModelled
from dockerlab.shell.arithmetic import ArithmeticProblem, evaluate
from dockerlab.shell.pattern import escape, glob, magic, regex
from dockerlab.shell.process import Process
from dockerlab.shell.state import State
from dockerlab.shell.syntax import Arithmetic, Parameter, Part, Quoted, Substitution, Text, Word

__all__ = ["ExpansionProblem", "arguments", "ifs", "pattern", "text"]

Kind = Literal["literal", "quoted", "result", "break"]
Piece = tuple[Kind, str]
LONGEST = 8 << 20  # bytes of one word


class ExpansionProblem(Exception):
    """An expansion that ends the shell: ``${x:?}``, ``set -u``; ``literal`` if the words are the script's own."""

    def __init__(self, message: str, *, literal: bool = False) -> None:
        super().__init__(message)
        self.literal = literal


def arguments(shell: State, word: Word) -> list[str]:
    """Expand one word of a command into any number of arguments."""
    if len(word) == 1 and isinstance(word[0], Text) and (word[0].quoted or not re.search(r"[~*?\[\\{]", word[0].text)):
        return [word[0].text]
    if shell.process.flavour.name == "bash":
        refuse_bash(word)
    found: list[str] = []
    for field in split(pieces(shell, tilde(shell, word)), ifs(shell)):
        candidate = "".join(escape(value) if kind == "quoted" else value for kind, value in field)
        paths = glob(shell.process, candidate) if "f" not in shell.options and magic(candidate) else []
        found += paths or ["".join(value for _, value in field)]
    return found


def refuse_bash(word: Word) -> None:
    """Refuse what bash does with a word and POSIX does not: ``{a,b}``, ``{1..3}``, ``name+=value``."""
    plain = "".join(part.text if isinstance(part, Text) and not part.quoted else "x" for part in word)
    if re.search(r"\{[^{}]*(,|\.\.)[^{}]*\}", plain) or re.match(r"[A-Za-z_]\w*(\[.*\])?\+?=", plain):
        raise NotModelled(f"the word {plain} of bash", hint="Use what POSIX sh has.")


def text(shell: State, word: Word, *, assignment: bool = False) -> str:
    """Expand a word to exactly one string: no splitting, no file names."""
    return join(pieces(shell, tilde(shell, word, assignment)))


def pattern(shell: State, word: Word) -> str:
    """Expand a word to a pattern in which what was quoted stands for itself."""
    parts = pieces(shell, tilde(shell, word))
    return "".join(escape(value) if kind == "quoted" else " " if kind == "break" else value for kind, value in parts)


def ifs(shell: State) -> str:
    """Return the characters that split fields."""
    value = shell.get("IFS")
    return " \t\n" if value is None else value


def join(parts: list[Piece]) -> str:
    """Return pieces as one string; fields of ``$@`` are joined by a blank."""
    whole = "".join(" " if kind == "break" else value for kind, value in parts)
    if len(whole) > LONGEST:
        raise NotModelled(f"a word of more than {LONGEST >> 20} MB")
    return whole


def split(parts: list[Piece], separators: str) -> list[list[Piece]]:
    """Cut pieces into fields: at every break, and inside results at the separators."""
    fields: list[list[Piece]] = []
    current: list[Piece] | None = None
    blank_ended = False  # the last field was ended by blanks: one visible separator may still belong to them
    for kind, value in parts:
        if kind == "break":
            if current is not None:
                fields.append(current)
            current, blank_ended = None, False
            continue
        if kind != "result":
            if value or kind == "quoted":
                current = [*(current or []), (kind, value)]
            continue
        for run in re.findall(
            f"[{re.escape(separators)}]|[^{re.escape(separators)}]+" if separators else ".+", value, re.S
        ):
            if run not in separators:
                current = [*(current or []), (kind, run)]
            elif run in " \t\n":
                if current is not None:
                    fields.append(current)
                    current, blank_ended = None, True
            elif current is not None:
                fields.append(current)
                current, blank_ended = None, False
            elif blank_ended:
                blank_ended = False
            else:
                fields.append([])
    return [*fields, current] if current is not None else fields


def tilde(shell: State, word: Word, assignment: bool = False) -> Word:
    """Put a home directory in the place of a leading ``~`` (in an assignment also behind ``:``)."""
    if not word or not isinstance(word[0], Text) or word[0].quoted or "~" not in word[0].text:
        return word
    out: list[Part] = []
    pieces = word[0].text.split(":") if assignment else [word[0].text]
    for n, piece in enumerate(pieces):
        head, slash, tail = piece.partition("/")
        complete = bool(slash) or len(word) == 1 or n < len(pieces) - 1
        home = None
        if head == "~" and complete:
            home = shell.get("HOME")
        elif re.fullmatch(r"~[\w.-]+", head) and complete:
            home = home_of(shell.process, head[1:])
        out.append(Text(":" if n else ""))
        out += [Text(home, True), Text(slash + tail)] if home is not None else [Text(piece)]
    return (*out, *word[1:])


def home_of(process: Process, user: str) -> str | None:
    """Return a user's home directory from /etc/passwd."""
    try:
        lines = process.text("/etc/passwd").split("\n")
    except OSError:
        return None
    return next((line.split(":")[5] for line in lines if line.startswith(user + ":") and line.count(":") > 5), None)


def pieces(shell: State, word: Word, *, quoted: bool = False, inside: bool = False) -> list[Piece]:
    """Expand the parts of a word. ``inside`` ``${…}``, even literal text is split."""
    out: list[Piece] = []
    plain: Kind = "quoted" if quoted else "result"
    for part in word:
        match part:
            case Text(value, literally):
                out.append(("quoted" if quoted or literally else "result" if inside else "literal", value))
            case Quoted(parts):
                inner = pieces(shell, parts, quoted=True)
                nothing = any(isinstance(p, Parameter) and p.name == "@" for p in parts) and not inner
                out += inner or ([] if nothing else [("quoted", "")])
            case Substitution(script):
                out.append((plain, shell.substitute(script)))
            case Arithmetic(expression):
                out.append((plain, str(compute(shell, join(pieces(shell, expression, quoted=True))))))
            case Parameter():
                out += parameter(shell, part, quoted)
    return out


def compute(shell: State, expression: str) -> int:
    """Return the value of an arithmetic expression."""

    def get(name: str) -> str:
        value = shell.get(name) or ""
        if dash and not re.fullmatch(r"\s*([-+]?(0[xX][0-9a-fA-F]+|\d+))?\s*", value):
            raise ExpansionProblem(f"Illegal number: {value}")
        return value

    dash = shell.process.flavour.name == "dash"
    if dash and re.search(r"\+\+|--|\*\*|,|#", expression):
        raise NotModelled(f"what dash makes of $(({expression}))", hint="dash has no ++, --, ** and comma.")
    try:
        return evaluate(expression, get, shell.put, lazy=shell.process.flavour.name != "busybox")
    except ArithmeticProblem as exc:
        if dash and str(exc) == "divide by zero":
            raise ExpansionProblem(f'arithmetic expression: division by zero: "{expression}"') from exc
        raise ExpansionProblem(str(exc)) from exc


def parameter(shell: State, part: Parameter, quoted: bool) -> list[Piece]:
    """Expand ``$name`` or ``${name…}``."""
    kind: Kind = "quoted" if quoted else "result"
    name, op = part.name, part.op
    many = name in ("@", "*")
    value = None if many and not shell.parameters else " ".join(shell.parameters) if many else shell.get(name)
    absent = value is None or (op.startswith(":") and value == "")
    match op.lstrip(":") if op != ":" else op:
        case "-" if absent:
            return pieces(shell, part.word, quoted=quoted, inside=True)
        case "+":
            return [] if absent else pieces(shell, part.word, quoted=quoted, inside=True)
        case "=" if absent:
            if not re.match(r"[A-Za-z_]", name):
                raise ExpansionProblem(f"{name}: bad variable name")
            value = join(pieces(shell, part.word))
            shell.put(name, value)
            return [(kind, value)]
        case "?" if absent:
            said = join(pieces(shell, part.word))
            missing = "parameter not set" + (" or null" if ":" in op else "")
            bash = shell.process.flavour.name == "bash"
            raise ExpansionProblem(f"{name}: {said or missing}", literal=bool(said) or bash)
    if value is None and "u" in shell.options and not many and op.lstrip(":") not in ("-", "=", "?"):
        raise ExpansionProblem(f"{name}: parameter not set")
    if many and op != "#length" and op.lstrip(":") in ("", "-", "=", "?"):
        if name == "*" and quoted:
            return [("quoted", ifs(shell)[:1].join(shell.parameters))] if shell.parameters else [("quoted", "")]
        out: list[Piece] = []
        for n, value in enumerate(shell.parameters):
            if n:
                out.append(("break", ""))
            out.append((kind, value))
        return out
    if many and op != "#length":
        raise NotModelled(f"${{{name}{op}…}}")
    return [(kind, changed(shell, part, value or "", many))]


def changed(shell: State, part: Parameter, value: str, many: bool) -> str:
    """Apply an operator that changes the value: length, prefix, suffix, replacement, substring."""
    match part.op:
        case "#length":
            return str(len(shell.parameters) if many else len(value))
        case "#" | "##":
            found = regex(pattern(shell, part.word), lazy=part.op == "#").match(value)
            return value[found.end() :] if found else value
        case "%" | "%%":
            wanted = regex(pattern(shell, part.word))
            ends = range(len(value) + 1) if part.op == "%%" else range(len(value), -1, -1)
            shell.process.session.step(len(value) // 64)
            return next((value[:n] for n in ends if wanted.fullmatch(value, n)), value)
        case "/" | "//" | ":" if shell.process.flavour.name == "dash":
            raise ExpansionProblem("Bad substitution")
        case "/" | "//":
            wanted_text = pattern(shell, part.word)
            if not wanted_text:
                return value
            if wanted_text[0] in "#%":
                raise NotModelled("${name/#pattern/…} and ${name/%pattern/…}")
            new = text(shell, part.other or ())
            return regex(wanted_text).sub(lambda _: new, value, count=part.op == "/")
        case ":":
            start = compute(shell, text(shell, part.word))
            length = compute(shell, text(shell, part.other)) if part.other is not None else len(value)
            start += len(value) if start < 0 else 0
            if start < 0:
                return ""
            stop = start + length if length >= 0 else len(value) + length
            return value[start : max(stop, start)]
        case _:
            return value
