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


FORMAT = re.compile(r"%([-+ #0]*)(\*|\d+)?(?:\.(\*|\d+)?)?(.)", re.S)


@command("printf", least=1)
def printf(process: Process, _: Options, argv: list[str]) -> int:
    template, values = argv[0], argv[1:]
    if template.startswith("-") and len(template) > 1:
        raise NotModelled(f"printf {template}")
    status, at = 0, 0
    while True:
        used = at
        done, at, failed, cut = format_once(process, template, values, at)
        status |= failed
        process.out(done)
        if cut or at >= len(values) or at == used:
            return status


def format_once(process: Process, template: str, values: list[str], at: int) -> tuple[str, int, int, bool]:
    """Go through the format once: the text, where the values stand, the status, and whether to stop."""
    out, position, status = "", 0, 0
    dash, other = process.flavour.name == "dash", process.flavour.name != "busybox" or process.gnu

    def take() -> str | None:
        nonlocal at
        at += 1
        return values[at - 1] if at <= len(values) else None

    for found in re.finditer(r"%%|%[-+ #0]*(?:\*|\d+)?(?:\.(?:\*|\d+)?)?.?", template, re.S):
        text, cut = interpreted(template[position : found.start()], leading_zero=False, hexadecimal=not dash)
        out, position = out + text, found.end()
        if cut:
            return out, len(values), status, True
        if found[0] == "%%":
            out += "%"
            continue
        parts = FORMAT.fullmatch(found[0])
        if not parts or parts[4] not in "sbcdiouxX":
            process.flush()
            process.out(out)
            process.flush()
            process.fail(f"{found[0]}: invalid format")
            return "", len(values), 1, True
        flags, width, precision, kind = parts[1], parts[2], parts[3], parts[4]
        width = (take() or "0") if width == "*" else width or ""
        exact = "." in found[0]
        precision = (take() or "0") if precision == "*" else precision or "0"
        if max(len(width), len(precision)) > 4:
            raise NotModelled("a printf wider than 9999")
        value = take()
        if kind in "sbc":
            text = value or ""
            if kind == "b":
                text, cut = interpreted(text, leading_zero=True, hexadecimal=not dash)
            text = (text[:1] or ("" if other else "\0")) if kind == "c" else text[: int(precision)] if exact else text
            out += text.ljust(int(width or 0)) if "-" in flags else text.rjust(int(width or 0))
            if cut:
                return out, len(values), status, True
        else:
            number = 0 if value is None and other else whole(value or "")
            if number is None:
                process.out(out)
                out = ""
                process.flush()
                process.fail(f"invalid number '{value or ''}'")
                number, status = 0, 1
            number = number % (1 << 64) if kind in "ouxX" else number
            spec = f"%{flags}{width}{'.' + precision if exact else ''}{'d' if kind in 'diu' else kind}"
            text = (spec if number else spec.replace("#", "")) % number
            if "#" in flags and kind == "o":
                text = text.replace("0o", "0")
            out += text
    text, cut = interpreted(template[position:], leading_zero=False, hexadecimal=not dash)
    return out + text, at, status, cut


def whole(text: str) -> int | None:
    """Return the integer a printf argument spells; ``'a`` is a character's code."""
    if text[:1] in "\"'" and text:
        return ord(text[1]) if len(text) > 1 else 0
    if re.fullmatch(r"[-+]?0[0-7]+", text):
        return int(text, 8)
    return (
        int(text, 0)
        if re.fullmatch(r"[-+]?(0[xX][0-9a-fA-F]+|\d{1,30})", text) and not re.match(r"[-+]?0\d", text)
        else None
    )
