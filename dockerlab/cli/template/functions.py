"""The functions that a template may call: Go's own, and those that Docker adds.

Source: Go's text/template/funcs.go and docker/cli templates/templates.go.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dockerlab.cli.template.values import MISSING, JSONNumber, NilList, NilMap, Struct, show, sprint, sprintf, type_name
from dockerlab.image import gojson

__all__ = ["FUNCTIONS", "Function", "header_functions", "truth"]

UNMODELLED = ("call", "html", "js", "urlquery")


@dataclass(frozen=True)
class Function:
    """``takes``: the Go type of each parameter; ``rest``: whether the last one may be repeated."""

    call: Callable[..., Any]
    takes: tuple[str, ...]
    rest: bool = False


def truth(value: object) -> bool:
    """Say whether ``if`` takes ``value`` as true: anything but false, 0, nothing and emptiness."""
    return value is not MISSING and bool(value)


def to_json(value: object) -> str:
    """Return a value as JSON; unlike a whole row of ``docker images``, without ``\\u003c`` and its like."""
    escaped = gojson.dumps(None if value is MISSING else plain(value)).decode()
    if isinstance(value, Struct) and value.type.startswith("*formatter."):
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


def cut(value: object, *bounds: object) -> object:
    """``slice x 1 2`` is ``x[1:2]``."""
    if not isinstance(value, Sequence):
        raise ValueError(f"can't slice item of type {type_name(value)}")
    numbers = [bound for bound in bounds if isinstance(bound, int)]
    if len(numbers) < len(bounds):
        raise ValueError(f"cannot index slice/array with type {type_name(bounds[0])}")
    size = length(value)
    for number in numbers:
        if not 0 <= number <= size:
            raise ValueError(f"index out of range: {number}")
    if len(numbers) == 2 and numbers[0] > numbers[1]:
        raise ValueError(f"invalid slice index: {numbers[0]} > {numbers[1]}")
    return value[slice(*numbers)] if len(numbers) > 1 else value[numbers[0] if numbers else 0 :]


def _kind(value: object) -> str:
    match value:
        case bool():
            return "bool"
        case int():
            return "int"
        case float():
            return "float"
        case str():
            return "string"
    nothing = value is None or value is MISSING
    raise ValueError("incompatible types for comparison" if nothing else "non-comparable type")


def equal(first: object, *others: object) -> bool:
    """``eq a b c``: a is b or c."""
    for other in others:
        if other is None or first is None:
            if first is other:
                return True
            continue
        if _kind(first) != _kind(other):
            raise ValueError(f"incompatible types for comparison: {type_name(first)} and {type_name(other)}")
        if first == other:
            return True
    return False


def _ordered(compare: Callable[[Any, Any], bool]) -> Function:
    def call(first: object, second: object) -> bool:
        if _kind(first) != _kind(second):
            raise ValueError(f"incompatible types for comparison: {type_name(first)} and {type_name(second)}")
        return compare(first, second)

    return Function(call, ("any", "any"))


def title(text: str) -> str:
    """Return ``text`` with the first letter of every word in upper case."""
    return "".join(
        char.upper() if not n or not (text[n - 1].isalnum() or text[n - 1] in "_'") else char
        for n, char in enumerate(text)
    )


def pad(text: str, before: int, after: int) -> str:
    """Return ``text`` between blanks; nothing stays nothing."""
    return " " * before + text + " " * after if text else text


FUNCTIONS: dict[str, Function] = {
    "and": Function(lambda *_: None, ("any",), rest=True),  # `run` evaluates these two itself: they stop early
    "or": Function(lambda *_: None, ("any",), rest=True),
    "not": Function(lambda value: not truth(value), ("any",)),
    "len": Function(length, ("any",)),
    "index": Function(index, ("any", "any"), rest=True),
    "slice": Function(cut, ("any", "any"), rest=True),
    "print": Function(lambda *values: sprint(values), ("any",), rest=True),
    "println": Function(lambda *values: " ".join(map(show, values)) + "\n", ("any",), rest=True),
    "printf": Function(lambda form, *values: sprintf(form, values), ("string", "any"), rest=True),
    "eq": Function(equal, ("any", "any"), rest=True),
    "ne": Function(lambda first, second: not equal(first, second), ("any", "any")),
    "lt": _ordered(lambda a, b: a < b),
    "le": _ordered(lambda a, b: a <= b),
    "gt": _ordered(lambda a, b: a > b),
    "ge": _ordered(lambda a, b: a >= b),
    "json": Function(to_json, ("any",)),
    "split": Function(lambda text, separator: text.split(separator) if separator else list(text), ("string", "string")),
    "join": Function(lambda words, separator: separator.join(words), ("[]string", "string")),
    "title": Function(title, ("string",)),
    "lower": Function(str.lower, ("string",)),
    "upper": Function(str.upper, ("string",)),
    "pad": Function(pad, ("string", "int", "int")),
    "truncate": Function(lambda text, most: text[:most], ("string", "int")),
}


def header_functions() -> dict[str, Function]:
    """The functions as a table's header row sees them: those that change text leave it alone."""
    same = ("json", "title", "lower", "upper")
    changed = {name: Function(lambda text: text, FUNCTIONS[name].takes) for name in same}
    changed["truncate"] = Function(lambda text, most: text, ("string", "int"))
    changed["join"] = Function(lambda text, separator: text, ("string", "string"))
    changed["split"] = Function(lambda text, separator: text, ("string", "string"))
    return FUNCTIONS | changed


def fits(value: object, type: str) -> bool:
    """Say whether a value may be passed where ``type`` is wanted."""
    if type == "any":
        return True
    if type == "int":
        return isinstance(value, int) and not isinstance(value, bool)
    if type == "string":
        return isinstance(value, str) and not isinstance(value, JSONNumber)
    return isinstance(value, Sequence) and not isinstance(value, str)
