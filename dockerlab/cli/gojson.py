"""JSON as ``docker inspect`` prints it: four blanks for each level, Go's escapes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dockerlab.image import gojson

__all__ = ["indented"]


def indented(value: object, level: int = 0) -> str:
    """Return ``value`` over several lines.

    >>> print(indented([{"Cmd": ["a && b"], "Volumes": {}}]))
    [
        {
            "Cmd": [
                "a \\u0026\\u0026 b"
            ],
            "Volumes": {}
        }
    ]
    """
    inner, outer = "\n" + "    " * (level + 1), "\n" + "    " * level
    match value:
        case Mapping() if value:
            pairs = (f"{gojson.dumps(key).decode()}: {indented(item, level + 1)}" for key, item in value.items())
            return "{" + inner + ("," + inner).join(pairs) + outer + "}"
        case Sequence() if value and not isinstance(value, str):
            return "[" + inner + ("," + inner).join(indented(item, level + 1) for item in value) + outer + "]"
    return gojson.dumps(value).decode()
