"""How Go prints a value, and what it calls its type.

A template sees text, numbers, truth values, lists, maps, and ``Struct``s: data
of one of Docker's own types, where asking for a field that does not exist is
an error.  ``docker inspect`` tries a template on such data first and then on
the bare JSON, where numbers are text in disguise (``json.Number``).

Spec: https://pkg.go.dev/fmt
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from dockerlab.dockerfile.wording import quote
from dockerlab.errors import NotModelled

__all__ = [
    "MISSING",
    "Duration",
    "JSONNumber",
    "NilList",
    "NilMap",
    "Struct",
    "bare",
    "show",
    "sprint",
    "sprintf",
    "type_name",
]


class Struct(dict[str, Any]):
    """Data of a Go type: only its own fields may be asked for.

    ``json`` is what ``{{json .}}`` gives where that differs from the fields.
    ``flat``: it holds no pointers, so Go can print it as a whole, field by field.
    """

    def __init__(self, type: str, fields: Mapping[str, Any], json: object = None, *, flat: bool = False) -> None:
        super().__init__(fields)
        self.type = type
        self.flat = flat
        self.json = dict(fields) if json is None else json


class NilList(list[Any]):
    """A list that Go holds as nil: it prints like an empty one, and is null in JSON."""


class NilMap(dict[str, Any]):
    """A map that Go holds as nil."""


class Duration(int):
    """A span of time in nanoseconds, which Go prints with units."""

    def __str__(self) -> str:
        """As Go prints it.

        >>> str(Duration(90_500_000_000)), str(Duration(5_000_000_000)), str(Duration(0))
        ('1m30.5s', '5s', '0s')
        """
        if 0 < self < 10**9:
            unit, size = ("ms", 10**6) if self >= 10**6 else ("µs", 10**3) if self >= 10**3 else ("ns", 1)
            return f"{int(self) / size:.9g}{unit}"
        minutes, rest = divmod(int(self), 60 * 10**9)
        hours, minutes = divmod(minutes, 60)
        seconds = f"{rest // 10**9}.{rest % 10**9:09d}".rstrip("0").rstrip(".")
        return (f"{hours}h" if hours else "") + (f"{minutes}m" if hours or minutes else "") + f"{seconds}s"


class JSONNumber(str):
    """A number read from JSON and kept as it is written."""


class _Missing:
    def __repr__(self) -> str:
        return "<no value>"


MISSING = _Missing()  # what a map gives for a key that it does not have


def bare(value: Any) -> Any:
    """Return JSON data as Go holds them without a type.

    >>> bare({"Size": 5, "Os": "linux"})
    {'Size': '5', 'Os': 'linux'}
    """
    match value:
        case bool() | None | str():
            return value
        case int() | float():
            return JSONNumber(value)
        case Mapping():
            return {key: bare(item) for key, item in value.items()}
        case _:
            return [bare(item) for item in value]


def type_name(value: object) -> str:
    """Return Go's name for the type of ``value``."""
    match value:
        case Struct():
            return value.type
        case bool():
            return "bool"
        case JSONNumber():
            return "json.Number"
        case int():
            return "int"
        case float():
            return "float64"
        case str():
            return "string"
        case Mapping():
            return "map[string]interface {}"
        case Sequence():
            return "[]string" if all(type(item) is str for item in value) else "[]interface {}"
    return "<nil>"


def show(value: object) -> str:
    """Return ``value`` as ``%v`` prints it.

    Raises:
        NotModelled: a whole struct, which Go prints without names and with memory addresses.

    >>> show(["a", "b"]), show({"k": True}), show(None)
    ('[a b]', 'map[k:true]', '<nil>')
    """
    match value:
        case Struct() if value.flat:
            return "{" + " ".join(map(show, value.values())) + "}"
        case Struct():
            raise NotModelled(f"printing a whole {value.type}", hint="print it with {{json …}}, or name one field")
        case bool():
            return "true" if value else "false"
        case None:
            return "<nil>"
        case str() | int():
            return str(value)
        case float():
            return f"{value:.17g}" if float(f"{value:.15g}") != value else f"{value:.15g}"
        case Mapping():
            return "map[" + " ".join(f"{key}:{show(value[key])}" for key in sorted(value)) + "]"
        case Sequence():
            return "[" + " ".join(map(show, value)) + "]"
    return repr(value)


def sprint(values: Sequence[object]) -> str:
    """Join values as Go's ``Sprint``: a blank between two that are both no text."""
    text = ""
    for number, value in enumerate(values):
        if number and not isinstance(value, str) and not isinstance(values[number - 1], str):
            text += " "
        text += show(value)
    return text


VERB = re.compile(r"%([-+# 0]*)(\d+)?(?:\.(\d+))?(.)", re.DOTALL)


def sprintf(form: str, values: Sequence[object]) -> str:
    """Fill ``values`` into a format as Go's ``Sprintf`` does.

    >>> sprintf("%-4s|%03d|%q|%d", ["a", 7, "x", "y"]), sprintf("%s", [])
    ('a   |007|"x"|%!d(string=y)', '%!s(MISSING)')
    """
    left = list(values)

    def fill(match: re.Match[str]) -> str:
        flags, wide, precision, verb = match.groups()
        if verb == "%":
            return "%"
        if not left:
            return f"%!{verb}(MISSING)"
        text = _verb(verb, left.pop(0), flags, precision)
        if wide and len(text) < int(wide):
            if "-" in flags:
                return text.ljust(int(wide))
            zero = "0" in flags and verb in "dxXf"
            return text.zfill(int(wide)) if zero else text.rjust(int(wide))
        return text

    text = VERB.sub(fill, form)
    if left:
        extra = ", ".join(f"{type_name(value)}={show(value)}" for value in left)
        text += f"%!(EXTRA {extra})"
    return text


def _verb(verb: str, value: object, flags: str, precision: str | None) -> str:
    number = isinstance(value, int) and not isinstance(value, bool)
    cut = slice(None) if precision is None else slice(int(precision))
    match verb:
        case "v":
            return show(value)
        case "s" if isinstance(value, str):
            return value[cut]
        case "s" if isinstance(value, Sequence | Mapping) and not isinstance(value, Struct):
            return show(value)
        case "q" if isinstance(value, str):
            return quote(value[cut])
        case "q" if isinstance(value, Sequence):
            return "[" + " ".join(_verb("q", item, "", None) for item in value) + "]"
        case "d" if number:
            return f"{value:+d}" if "+" in flags else f"{value:d}"
        case "x" | "X" if number:
            return f"{value:{verb}}"
        case "x" if isinstance(value, str):
            return value.encode().hex()
        case "t" if isinstance(value, bool):
            return show(value)
        case "f" if isinstance(value, float):
            return f"{value:.{precision or 6}f}"
        case "s" | "d" | "q" | "t" | "x" | "X" | "f":
            return f"%!{verb}({type_name(value)}={show(value)})"
    raise NotModelled(f"the verb %{verb} of printf in --format")
