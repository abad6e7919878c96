"""A lab as a short text, to paste into a message: how it began and all that was done since.

The text holds no state: whoever gets it does the same again, in the model, and has the same lab.
"""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

from dockerlab.errors import LabError

__all__ = ["pack", "unpack"]

SHARED = "lab1."  # what a shared text begins with: the version of its format
LARGEST = 1_000_000  # bytes of a shared lab, unpacked


def pack(
    seed: int, builder: str, files: Mapping[str, str | bytes | None], actions: Sequence[tuple[str, str, str]]
) -> str:
    """Return the text; the twin of ``unpack``.

    >>> unpack(pack(7, "classic", {"a.txt": "hi"}, [("run", "docker ps", "")]))["actions"]
    [['run', 'docker ps', '']]
    """
    texts = {
        name: content.decode("latin-1") if isinstance(content, bytes) else content for name, content in files.items()
    }
    data = {"seed": seed, "builder": builder, "files": texts, "actions": actions}
    packed = zlib.compress(json.dumps(data, separators=(",", ":")).encode(), 9)
    return SHARED + base64.urlsafe_b64encode(packed).decode().rstrip("=")


def unpack(text: str) -> dict[str, Any]:
    """Return what a shared text holds. Raises LabError where it is none."""
    wrong = LabError("this is not a shared lab", hint="Copy the whole text that share() gave, from 'lab1.' to its end.")
    text = "".join(text.split())
    if not text.startswith(SHARED):
        raise wrong
    try:
        packed = base64.urlsafe_b64decode(text.removeprefix(SHARED) + "===")
        unpacked = zlib.decompressobj().decompress(packed, LARGEST)
        data = json.loads(unpacked)
    except (ValueError, binascii.Error, zlib.error, RecursionError) as exc:
        raise wrong from exc
    if not isinstance(data, dict) or set(data) != {"seed", "builder", "files", "actions"}:
        raise wrong
    files, actions = data["files"], data["actions"]
    good = (
        isinstance(data["seed"], int)
        and data["builder"] in ("buildkit", "classic")
        and isinstance(files, dict)
        and all(content is None or isinstance(content, str) for content in files.values())
        and isinstance(actions, list)
        and all(
            isinstance(action, list) and len(action) == 3 and all(isinstance(word, str) for word in action)
            for action in actions
        )
    )
    if not good:
        raise wrong
    return data
