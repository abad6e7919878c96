"""The functions that a template may call: Go's own, and those that Docker adds.

Source: Go's text/template/funcs.go and docker/cli templates/templates.go.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from dockerlab.cli.template.values import MISSING, JSONNumber, NilList, NilMap, Struct, show, sprintf, type_name
from dockerlab.errors import NotModelled
from dockerlab.image import gojson

__all__ = ["FUNCTIONS", "UNMODELLED", "Function", "fits", "header_functions", "truth"]

UNMODELLED = ("call", "html", "js", "print", "slice", "urlquery")


class Function(NamedTuple):
    """``takes``: the Go type of each parameter; ``rest``: the last one may be repeated, or left out."""

    call: Callable[..., Any]
    takes: Sequence[str]
    rest: bool = False


def truth(value: object) -> bool:
    """Say whether ``if`` takes ``value`` as true: anything but false, 0, nothing and emptiness."""
    return value is not MISSING and bool(value)


def to_json(value: object) -> str:
    """Return a value as JSON; unlike a whole row of ``docker images``, without ``\\u003c`` and its like."""
    escaped = gojson.dumps(None if value is MISSING else plain(value)).decode()
    if isinstance(value, Struct) and value.type.startswith(("*formatter.", "*image.history")):
        return escaped  # these types write their JSON themselves, with the escapes
    for char in "<>&":
        escaped = escaped.replace(f"\\u{ord(char):04x}", char)
    return escaped


def plain(value: object) -> object:
    """Return a value as JSON has it: structs as their JSON, nil as null."""
    match value:
        case NilList() | NilMap():
            return None
        case Struct():
            return value.json
        case Mapping():
            return {key: plain(item) for key, item in value.items()}
        case Sequence() if not isinstance(value, str):
            return [plain(item) for item in value]
    return value


def length(value: object) -> int:
    """The length of text in bytes, or of a list or map."""
    if isinstance(value, str):
        return len(value.encode())
    if isinstance(value, Sequence | Mapping) and not isinstance(value, Struct):
        return len(value)
    raise ValueError(f"len of type {type_name(value)}")


def index(value: object, *keys: object) -> object:
    """``index x 1 "a"`` is ``x[1]["a"]``; a key that a map does not have gives nothing."""
    for key in keys:
        if isinstance(value, Mapping) and not isinstance(value, Struct):
            if not isinstance(key, str):
                raise ValueError(f"value has type {type_name(key)}; should be string")
            value = value.get(key, "")
        elif isinstance(value, Sequence):
            if isinstance(key, bool) or not isinstance(key, int):
                raise ValueError(f"cannot index slice/array with type {type_name(key)}")
            if not 0 <= key < len(value):
                raise ValueError(f"index out of range: {key}")
            value = value[key]
        elif value is None or value is MISSING:
            raise ValueError("index of untyped nil" if value is MISSING else "index of nil pointer")
        else:
            raise ValueError(f"can't index item of type {type_name(value)}")
    return value


def same(first: object, second: object) -> bool:
    """Say whether two values are equal. Raises ValueError where Go does not compare them."""
    if first is None or second is None:
        return first is second
    if not isinstance(first, int | str) or not isinstance(second, int | str):
        raise NotModelled(f"comparing {type_name(first)} with {type_name(second)} in --format")
    if {bool: 0, int: 1}.get(type(first), 2) != {bool: 0, int: 1}.get(type(second), 2):
        raise ValueError(f"incompatible types for comparison: {type_name(first)} and {type_name(second)}")
    return first == second


def equal(first: object, *others: object) -> bool:
    """``eq a b c``: a is b or c."""
    if not others:
        raise ValueError("missing argument for comparison")
    return any(same(first, other) for other in others)


def ordered(compare: Callable[[Any, Any], bool]) -> Function:
    """Return a function that compares two values of one type."""
    return Function(lambda first, second: (same(first, second), compare(first, second))[1], ("any", "any"))


def title(text: str) -> str:
    """Return ``text`` with the first letter of every word in upper case."""
    return "".join(
        char.upper() if not n or not (text[n - 1].isalnum() or text[n - 1] in "_'") else char
        for n, char in enumerate(text)
    )


FUNCTIONS: dict[str, Function] = {
    "and": Function(lambda *_: None, ("any", "any"), rest=True),  # `run` evaluates these two: they stop early
    "or": Function(lambda *_: None, ("any", "any"), rest=True),
    "not": Function(lambda value: not truth(value), ("any",)),
    "len": Function(length, ("any",)),
    "index": Function(index, ("any", "any"), rest=True),
    "println": Function(lambda *values: " ".join(map(show, values)) + "\n", ("any",), rest=True),
    "printf": Function(lambda form, *values: sprintf(form, values), ("string", "any"), rest=True),
    "eq": Function(equal, ("any", "any"), rest=True),
    "ne": Function(lambda first, second: not same(first, second), ("any", "any")),
    "lt": ordered(operator.lt),
    "le": ordered(operator.le),
    "gt": ordered(operator.gt),
    "ge": ordered(operator.ge),
    "json": Function(to_json, ("any",)),
    "split": Function(lambda text, separator: text.split(separator) if separator else list(text), ("string", "string")),
    "join": Function(lambda words, separator: separator.join(words), ("[]string", "string")),
    "title": Function(title, ("string",)),
    "lower": Function(str.lower, ("string",)),
    "upper": Function(str.upper, ("string",)),
    "pad": Function(lambda text, before, after: text and " " * before + text + " " * after, ("string", "int", "int")),
    "truncate": Function(lambda text, most: text[:most], ("string", "int")),
}


def header_functions() -> dict[str, Function]:
    """The functions as a table's header row sees them: those that change text leave it alone."""
    alone = ("join", "json", "lower", "split", "title", "truncate", "upper")
    return FUNCTIONS | {name: Function(lambda text, *_: text, ["string", *FUNCTIONS[name].takes[1:]]) for name in alone}


def fits(value: object, type: str) -> bool:
    """Say whether a value may be passed where ``type`` is wanted."""
    match type:
        case "any":
            return True
        case "int":
            return isinstance(value, int) and not isinstance(value, bool)
        case "string":
            return isinstance(value, str) and not isinstance(value, JSONNumber)
    return isinstance(value, Sequence) and not isinstance(value, str)
