"""``expr``: arithmetic, comparisons and matches, for scripts older than ``$(( ))``."""

from __future__ import annotations

import operator as op
import re

from dockerlab.errors import NotModelled
from dockerlab.shell.arithmetic import quotient
from dockerlab.shell.process import Process
from dockerlab.shell.programs.regular import regular
from dockerlab.shell.registry import Options, command

__all__: list[str] = []

LEVELS = [["|"], ["&"], ["=", "==", "!=", "<", "<=", ">", ">="], ["+", "-"], ["*", "/", "%"], [":"]]
ORDER = {"=": op.eq, "==": op.eq, "!=": op.ne, "<": op.lt, "<=": op.le, ">": op.gt, ">=": op.ge}


@command("expr", least=1)
def expr(process: Process, _: Options, argv: list[str]) -> int:
    words = argv[::-1]
    try:
        value = expression(words, 0)
        if words:
            raise ValueError("syntax error")
    except ValueError as exc:
        return process.fail(str(exc), status=2)
    except ZeroDivisionError:
        return process.fail("division by zero", status=2)
    process.out(f"{value}\n")
    return int(value in ("", "0"))


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
    true = left not in ("", "0")
    if operator == "|":
        return left if true else right
    if operator == "&":
        return left if true and right not in ("", "0") else "0"
    if operator == ":":
        regex = regular(right, False)
        found = regex.search(left)
        found = found if found and found.start() == 0 else regex.compiled.match(left)
        if regex.compiled.groups:
            return found[1] or "" if found else ""
        return str(len(found[0]) if found else 0)
    numbers = all(re.fullmatch(r"-?\d+", word) for word in (left, right))
    if operator in ORDER:
        return str(int(ORDER[operator](int(left), int(right)) if numbers else ORDER[operator](left, right)))
    if not numbers:
        raise ValueError("non-numeric argument")
    a, b = int(left), int(right)
    if operator in "/%":
        return str(quotient(a, b) if operator == "/" else a - quotient(a, b) * b)
    return str({"+": a + b, "-": a - b, "*": a * b}[operator])
