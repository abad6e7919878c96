"""``echo`` and ``printf``."""

from __future__ import annotations

import re

from dockerlab.errors import NotModelled
from dockerlab.shell.process import Process
from dockerlab.shell.registry import Options, command
from dockerlab.shell.streams import ESCAPES

__all__: list[str] = []

ESCAPE = re.compile(r"\\(0[0-7]{0,3}|x[0-9a-fA-F]{1,2}|[1-7][0-7]{0,2}|.)", re.S)


def interpreted(text: str, *, leading_zero: bool, hexadecimal: bool = True) -> tuple[str, bool]:
    """Replace backslash escapes; also say whether ``\\c`` cut the text short."""
    out, at = "", 0
    for found in ESCAPE.finditer(text):
        out, at, code = out + text[at : found.start()], found.end(), found[1]
        if code == "c":
            return out, True
        if code[0] == "x" and len(code) > 1 and hexadecimal:
            out += chr(int(code[1:], 16))
        elif code[0] in "01234567":
            digits = code if leading_zero or code[0] != "0" else code[:3]
            out += chr(int(digits, 8) & 0xFF) + code[len(digits) :]
        else:
            out += "\x1b" if code == "e" else ESCAPES.get(code, "\\" + code)
    return out + text[at:], False


@command("echo")
def echo(process: Process, _: Options, argv: list[str]) -> int:
    dash = process.flavour.name == "dash"
    newline, escapes = "\n", dash
    words = argv
    letters = "n" if dash else "neE"
    while words and re.fullmatch(f"-[{letters}]+", words[0]):
        for letter in words[0][1:]:
            newline = "" if letter == "n" else newline
            escapes = True if letter == "e" else False if letter == "E" else escapes
        words = words[1:]
    text, cut = (
        interpreted(" ".join(words), leading_zero=True, hexadecimal=not dash) if escapes else (" ".join(words), False)
    )
    process.out(text if cut else text + newline)
    return 0


DIRECTIVE = re.compile(r"%%|%([-+ #0]*)(\*|\d+)?(?:(\.)(\*|\d+)?)?(.)?", re.S)


@command("printf", least=1)
def printf(process: Process, _: Options, argv: list[str]) -> int:
    template, values = argv[0], argv[1:]
    if template.startswith("-") and len(template) > 1:
        raise NotModelled(f"printf {template}")
    status = 0
    while True:
        left = len(values)
        failed, cut = format_once(process, template, values)
        status |= failed
        if cut or not values or len(values) == left:
            return status


def format_once(process: Process, template: str, values: list[str]) -> tuple[int, bool]:
    """Go through the format once, taking ``values``; return the status, and whether to stop."""
    position, status, hexadecimal = 0, 0, process.flavour.name != "dash"
    other = process.flavour.name != "busybox" or process.gnu

    def take(default: str = "") -> str:
        return values.pop(0) if values else default

    def complain(message: str) -> int:
        process.flush()
        return process.fail(message)

    for found in DIRECTIVE.finditer(template):
        text, cut = interpreted(template[position : found.start()], leading_zero=False, hexadecimal=hexadecimal)
        process.out(text)
        position = found.end()
        if cut:
            return status, True
        flags, width, dot, precision, kind = found.groups(default="")
        if found[0] == "%%":
            process.out("%")
            continue
        if kind and kind in "aAeEfFgG":
            raise NotModelled(f"printf {found[0]}")
        if not kind or kind not in "sbcdiouxX":
            return complain(f"{found[0]}: invalid format"), True
        width = take("0") if width == "*" else width
        precision = take("0") if precision == "*" else precision or "0"
        if max(len(width), len(precision)) > 4:
            raise NotModelled("a printf wider than 9999")
        missing, value = not values, take()
        if kind in "sbc":
            if kind == "b":
                value, cut = interpreted(value, leading_zero=True, hexadecimal=hexadecimal)
            if kind == "c":
                value = value[:1] or ("" if other else "\0")
            elif dot:
                value = value[: int(precision)]
            process.out(value.ljust(int(width or 0)) if "-" in flags else value.rjust(int(width or 0)))
            if cut:
                return status, True
            continue
        number = 0 if missing and other else whole(value)
        if number is None:
            number, status = 0, complain(f"invalid number '{value}'")
        number = number % (1 << 64) if kind in "ouxX" else number
        spec = f"%{flags}{width}{dot + precision if dot else ''}{'d' if kind in 'diu' else kind}"
        text = (spec if number else spec.replace("#", "")) % number
        process.out(text.replace("0o", "0") if "#" in flags and kind == "o" else text)
    text, cut = interpreted(template[position:], leading_zero=False, hexadecimal=hexadecimal)
    process.out(text)
    return status, cut


def whole(text: str) -> int | None:
    """Return the integer a printf argument spells; ``'a`` is a character's code."""
    if text[:1] in "\"'" and text:
        return ord(text[1]) if len(text) > 1 else 0
    found = re.fullmatch(r"[-+]?(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9]\d{0,29})", text)
    octal = found and re.fullmatch(r"0[0-7]+", found[1])
    return int(text, 8 if octal else 0) if found else None
