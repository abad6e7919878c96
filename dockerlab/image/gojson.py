"""JSON as Docker writes it.

An image's ID is the digest of its configuration *as text*, so the text matters:
no blanks, the keys in Go's order, ``&``, ``<`` and ``>`` written as ``\\u0026``,
``\\u003c`` and ``\\u003e``.  Reading is strict where an archive may be hostile.

Source of the escapes: https://pkg.go.dev/encoding/json#Marshal
"""

from __future__ import annotations

import json
import re
from typing import Any

from dockerlab.errors import ArchiveError

__all__ = ["dumps", "loads"]

ESCAPED = re.compile("[&<>\u2028\u2029\ud800-\udfff]")
DEEPEST = 100  # levels of nesting; a real configuration has five


def dumps(value: object) -> bytes:
    """Return ``value`` as compact JSON, its dictionaries in the order they have.

    >>> dumps({"Cmd": ["sh", "-c", "a && b"], "Volumes": None})
    b'{"Cmd":["sh","-c","a \\\\u0026\\\\u0026 b"],"Volumes":null}'
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return ESCAPED.sub(_escape, text).encode()


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    return "\\ufffd" if 0xD800 <= code <= 0xDFFF else f"\\u{code:04x}"  # a byte that is not UTF-8 becomes U+FFFD


def loads(data: bytes, what: str) -> Any:
    """Return the value that ``data`` holds; ``what`` names it in errors.

    Raises:
        ArchiveError: not JSON, a key given twice, or nested absurdly deep.
    """

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            twice = next(key for n, (key, _) in enumerate(pairs) if key in dict(pairs[:n]))
            raise ArchiveError(f"{what}: the key {twice!r} is given twice")
        return found

    depth = deepest = 0
    for byte in re.sub(rb'"(?:[^"\\]|\\.)*"', b"", data):
        depth += (byte in b"[{") - (byte in b"]}")
        deepest = max(deepest, depth)
    if deepest > DEEPEST:
        raise ArchiveError(f"{what}: nested {deepest} levels deep; no image needs that")
    try:
        return json.loads(data.decode(), object_pairs_hook=unique, parse_constant=_no_constant)
    except (ValueError, RecursionError) as exc:
        raise ArchiveError(f"{what}: not valid JSON: {exc}") from exc


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not JSON")
