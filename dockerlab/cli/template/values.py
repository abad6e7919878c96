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

__all__ = ["MISSING", "Duration", "JSONNumber", "NilList", "NilMap", "Struct", "bare", "show", "sprintf", "type_name"]


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


MISSING = object()  # what a map gives for a key that it does not have


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
        case JSONNumber():
            return "json.Number"
        case bool() | int() | str():
            return {bool: "bool", str: "string"}.get(type(value), "int")
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
        case Mapping():
            return "map[" + " ".join(f"{key}:{show(value[key])}" for key in sorted(value)) + "]"
        case Sequence() if not isinstance(value, str):
            return "[" + " ".join(map(show, value)) + "]"
    return "<nil>" if value is None else "<no value>" if value is MISSING else str(value)


VERB = re.compile(r"%(-?)([1-9]\d*)?(.)", re.DOTALL)


def sprintf(form: str, values: Sequence[object]) -> str:
    """Fill ``values`` into a format as Go's ``Sprintf`` does.

    Raises:
        NotModelled: other verbs and flags, and values that do not fit.

    >>> sprintf("%-4s|%3d|%q", ["a", 7, "x"])
    'a   |  7|"x"'
    """
    left = list(values)

    def fill(match: re.Match[str]) -> str:
        minus, wide, verb = match.groups()
        if verb == "%":
            return "%"
        text = _verb(verb, left.pop(0)) if left else None
        if text is None:
            raise NotModelled(f"{match[0]} in {form!r} of printf in --format")
        return text.ljust(int(wide or 0)) if minus else text.rjust(int(wide or 0))

    text = VERB.sub(fill, form)
    if left:
        raise NotModelled(f"more values than verbs in {form!r} of printf in --format")
    return text


def _verb(verb: str, value: object) -> str | None:
    """Return a value as ``%verb`` prints it; None where Go complains, or does what is not modelled."""
    match verb, value:
        case ("v", _) | ("s", str()) | ("t", bool()):
            return show(value)
        case "d", int() if not isinstance(value, bool | Duration):
            return str(value)
        case "q", str():
            return quote(value)
        case (("s" | "q"), Sequence()):
            items = [_verb(verb, item) for item in value]
            return None if None in items else f"[{' '.join(item or '' for item in items)}]"
    return None
