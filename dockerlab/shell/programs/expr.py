"""``expr``: arithmetic, comparisons and matches, for scripts older than ``$(( ))``."""

from __future__ import annotations

import re

from dockerlab.errors import NotModelled
from dockerlab.shell.process import Process
from dockerlab.shell.programs.regular import regular
from dockerlab.shell.registry import Options, command

__all__: list[str] = []


@command("expr", options=None, least=1)
def expr(process: Process, _: Options, argv: list[str]) -> int:
    words = argv[::-1]
    try:
        value = expression(words, 0)
    except (ValueError, IndexError) as exc:
        return process.fail(str(exc) if isinstance(exc, ValueError) and str(exc) else "syntax error", status=2)
    except ZeroDivisionError:
        return process.fail("division by zero", status=2)
    if words:
        return process.fail("syntax error", status=2)
    process.out(f"{value}\n")
    return int(value in ("", "0"))


LEVELS = [["|"], ["&"], ["=", "==", "!=", "<", "<=", ">", ">="], ["+", "-"], ["*", "/", "%"], [":"]]


def expression(words: list[str], level: int) -> str:
    """Evaluate the words (last first) of ``expr`` at one level of precedence."""
    if level == len(LEVELS):
        if not words:
            raise ValueError("syntax error")
        word = words.pop()
        if word == "(":
            value = expression(words, 0)
            if not words or words.pop() != ")":
                raise ValueError("syntax error")
            return value
        if word in ("length", "match", "substr", "index", "quote") and words:
            raise NotModelled(f"expr {word}")
        return word
    left = expression(words, level + 1)
    while words and words[-1] in LEVELS[level]:
        operator = words.pop()
        left = combine(left, operator, expression(words, level + 1))
    return left


def combine(left: str, operator: str, right: str) -> str:
    """Apply one operator of ``expr``."""
    integer = re.compile(r"-?\d+")
    match operator:
        case "|":
            return left if left not in ("", "0") else right
        case "&":
            return left if left not in ("", "0") and right not in ("", "0") else "0"
        case ":":
            regex = regular(right, False)
            found = regex.search(left)
            found = found if found and found.start() == 0 else regex.compiled.match(left)
            if regex.compiled.groups:
                return found[1] or "" if found else ""
            return str(len(found[0]) if found else 0)
        case "+" | "-" | "*" | "/" | "%":
            if not (integer.fullmatch(left) and integer.fullmatch(right)):
                raise ValueError("non-numeric argument")
            a, b = int(left), int(right)
            if operator in "/%":
                quotient = abs(a) // abs(b) * (1 if (a < 0) == (b < 0) else -1)
                return str(quotient if operator == "/" else a - quotient * b)
            return str({"+": a + b, "-": a - b, "*": a * b}[operator])
    if integer.fullmatch(left) and integer.fullmatch(right):
        order = (int(left) > int(right)) - (int(left) < int(right))
    else:
        order = (left > right) - (left < right)
    truth = {"=": order == 0, "==": order == 0, "!=": order != 0, "<": order < 0, "<=": order <= 0, ">": order > 0}
    return str(int(truth.get(operator, order >= 0)))
