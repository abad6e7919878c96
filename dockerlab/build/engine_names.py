"""The engine's own random names, where an error message shows them.

A real engine draws these at random.  Here they follow from what they stand for,
so that the same mistake always prints the same bytes.
"""

from __future__ import annotations

import hashlib
import string
import uuid

__all__ = ["letters", "pivot", "ref", "rootfs"]

DAEMON = uuid.uuid5(uuid.NAMESPACE_DNS, "dockerlab")
DIGITS = string.digits + string.ascii_lowercase


def ref(what: str) -> str:
    """Return the name of one of BuildKit's snapshots.

    >>> ref("context")
    '3fb571a8-4e41-5d59-aee5-116a022c118f::8jr24r3mhx513txzcfvvt46xo'
    """
    return f"{DAEMON}::{letters(what)}"


def rootfs(what: str, builder: str) -> str:
    """Return where the engine has the root of a build step mounted."""
    name = letters(what) if builder == "buildkit" else hashlib.sha256(what.encode()).hexdigest()
    return f"/var/lib/docker/overlay2/{name}/merged"


def pivot(what: str) -> str:
    """Return the name of the directory that an unpacking process makes to change its root."""
    return f".pivot_root{number(what) % 10**10:010d}"


def letters(what: str) -> str:
    """Return 25 letters and digits."""
    value, out = number(what), ""
    for _ in range(25):
        value, digit = divmod(value, 36)
        out += DIGITS[digit]
    return out


def number(what: str) -> int:
    """Return a large number that depends on ``what``."""
    return int.from_bytes(hashlib.sha256(what.encode("utf-8", "surrogateescape")).digest())
