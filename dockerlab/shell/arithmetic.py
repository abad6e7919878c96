"""``$(( ))``: C's integer expressions on 64 bits.

Spec: https://pubs.opengroup.org/onlinepubs/9699919799/utilities/V3_chap02.html#tag_18_06_04
"""

from __future__ import annotations

import operator as op
import re
from collections.abc import Callable

from dockerlab.errors import NotModelled

__all__ = ["ArithmeticProblem", "evaluate", "quotient", "wrap"]

TOKEN = re.compile(
    r"\s*(0[xX][0-9a-fA-F]+|\d+#[0-9a-zA-Z@_]+|\d+|[A-Za-z_]\w*"
    r"|\*\*=|<<=|>>=|\*\*|<<|>>|<=|>=|==|!=|&&|\|\||\+\+|--|[-+*/%&|^]=|[-+*/%&|^~!<>=?:(),])",
    re.ASCII,
)
PRECEDENCE = {
    ",": 1, "||": 4, "&&": 5, "|": 6, "^": 7, "&": 8, "==": 9, "!=": 9, "<": 10, ">": 10, "<=": 10, ">=": 10,
    "<<": 11, ">>": 11, "+": 12, "-": 12, "*": 13, "/": 13, "%": 13, "**": 14,
}  # fmt: skip
ASSIGN = {"=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>=", "**="}


class ArithmeticProblem(Exception):
    """An expression that has no value; its message is ash's."""


def wrap(value: int) -> int:
    """Return ``value`` as a signed 64-bit integer.

    >>> wrap(2**63) == -(2**63)
    True
    """
    return (value + (1 << 63)) % (1 << 64) - (1 << 63)


def evaluate(
    text: str, get: Callable[[str], str], put: Callable[[str, str], None], *, lazy: bool = True, depth: int = 0
) -> int:
    """Return the value of an expression; ``get`` and ``put`` read and assign variables.

    Unless ``lazy``, both sides of ``&&`` and ``||`` are computed, as busybox does.

    >>> evaluate("1 + 2 * (3 - 1) ** 2", {}.get, lambda name, value: None)
    9
    """
    if depth > 20:
        raise ArithmeticProblem("expression recursion loop detected")
    tokens: list[str] = []
    at, text = 0, text.strip()
    while at < len(text):
        found = TOKEN.match(text, at)
        if not found:
            raise ArithmeticProblem("arithmetic syntax error")
        tokens.append(found[1])
        at = found.end()
    if not tokens:
        return 0
    if not lazy and (reads_late(tokens) or "---" in text or "+++" in text):
        raise NotModelled(f"$(({text})): busybox reads a variable late, after assignments behind it")
    rehearsal = Expression(tokens, get, put, True, depth)  # first the grammar, then the values
    rehearsal.binary(0, live=False)
    if rehearsal.tokens:
        raise ArithmeticProblem("arithmetic syntax error")
    return Expression(tokens, get, put, lazy, depth).binary(0, live=True)


def reads_late(tokens: list[str]) -> bool:
    """Say whether a variable is both changed and used elsewhere, but for ``x = x + 1``."""
    changed = {
        token
        for n, token in enumerate(tokens)
        if token.isidentifier() and ({"++", "--"} | (ASSIGN if n else set())) & set(tokens[max(n - 1, 0) : n + 2])
    }
    return any(tokens.count(name) > 1 for name in changed)


class Expression:
    """A Pratt parser that computes as it reads; ``live`` is false in a branch not taken."""

    def __init__(
        self, tokens: list[str], get: Callable[[str], str], put: Callable[[str, str], None], lazy: bool, depth: int
    ) -> None:
        self.tokens = tokens[::-1]
        self.get, self.put, self.lazy, self.depth = get, put, lazy, depth

    def next(self) -> str:
        return self.tokens[-1] if self.tokens else ""

    def variable(self, name: str, live: bool) -> int:
        value = (self.get(name) or "") if live else ""
        return evaluate(value, self.get, self.put, lazy=self.lazy, depth=self.depth + 1)

    def assign(self, name: str, value: int, live: bool) -> int:
        if live:
            self.put(name, str(wrap(value)))
        elif not self.lazy:
            raise NotModelled("an assignment in the branch of ?: that is not taken (busybox versions differ)")
        return wrap(value)

    def primary(self, live: bool) -> int:
        if not self.tokens:
            raise ArithmeticProblem("arithmetic syntax error")
        token = self.tokens.pop()
        if token == "(":
            value = self.binary(0, live)
            if self.next() != ")":
                raise ArithmeticProblem("arithmetic syntax error")
            self.tokens.pop()
            return value
        if token in ("+", "-", "!", "~"):
            value = self.primary(live)
            return wrap({"+": value, "-": -value, "!": int(not value), "~": ~value}[token])
        if token in ("++", "--"):
            step = 1 if token == "++" else -1
            if not re.match(r"[A-Za-z_]", self.next()):
                return self.primary(live)  # two signs
            name = self.tokens.pop()
            return self.assign(name, self.variable(name, live) + step, live)
        if token[0].isdigit():
            return number(token)
        if not re.match(r"[A-Za-z_]", token):
            raise ArithmeticProblem("arithmetic syntax error")
        following = self.next()
        if following in ASSIGN:
            self.tokens.pop()
            value = self.binary(2, live)
            if following != "=":
                value = apply(following[:-1], self.variable(token, live), value, live)
            return self.assign(token, value, live)
        value = self.variable(token, live)
        if following in ("++", "--"):
            self.tokens.pop()
            self.assign(token, value + (1 if following == "++" else -1), live)
        return value

    def binary(self, least: int, live: bool) -> int:
        left = self.primary(live)
        while True:
            operator = self.next()
            if operator in ("++", "--"):  # behind a number these are two signs
                self.tokens[-1:] = [operator[0]] * 2
                operator = operator[0]
            if operator == "?" and least <= 3:
                self.tokens.pop()
                yes = self.binary(2, live and left != 0)
                if self.next() != ":":
                    raise ArithmeticProblem("malformed ?: operator")
                self.tokens.pop()
                no = self.binary(2, live and left == 0)
                left = yes if left else no
                continue
            rank = PRECEDENCE.get(operator, 0)
            if not rank or rank < least:
                return left
            self.tokens.pop()
            decided = (operator == "&&" and not left) or (operator == "||" and left)
            needed = live and not (self.lazy and decided)
            right = self.binary(rank + (operator != "**"), needed)
            left = apply(operator, left, right, live)


def number(token: str) -> int:
    """Return what a constant means: ``0x1f``, ``017``, ``2#101``."""
    start, _, digits = token.rpartition("#")
    octal = token[0] == "0" and token[1:2].isdigit()
    try:
        return wrap(int(digits, int(start or (8 if octal else 0))))
    except ValueError:
        raise ArithmeticProblem("arithmetic syntax error") from None


def quotient(left: int, right: int) -> int:
    """Divide as C does: towards zero."""
    return abs(left) // abs(right) * (1 if (left < 0) == (right < 0) else -1)


OPERATIONS: dict[str, Callable[[int, int], int]] = {
    "+": op.add, "-": op.sub, "*": op.mul, "&": op.and_, "|": op.or_, "^": op.xor, ",": lambda _, b: b,
    "<<": lambda a, b: a << (b & 63), ">>": lambda a, b: a >> (b & 63), "**": lambda a, b: pow(a, b, 1 << 64),
    "/": quotient, "%": lambda a, b: a - quotient(a, b) * b,
    "&&": lambda a, b: a != 0 and b != 0, "||": lambda a, b: a != 0 or b != 0,
    "==": op.eq, "!=": op.ne, "<": op.lt, ">": op.gt, "<=": op.le, ">=": op.ge,
}  # fmt: skip


def apply(operator: str, left: int, right: int, live: bool) -> int:
    """Compute one operation on 64-bit numbers."""
    if operator in ("/", "%") and right == 0:
        if live:
            raise ArithmeticProblem("divide by zero")
        return 0
    if operator == "**" and right < 0:
        raise ArithmeticProblem("exponent less than 0")
    return wrap(OPERATIONS[operator](left, right))
