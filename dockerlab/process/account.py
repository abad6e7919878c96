"""Who a process runs as: names and numbers looked up in the container's own files.

``USER bob`` means whatever ``/etc/passwd`` *of the container* says about bob; the
host's users do not count.  A number needs no entry at all.

Source: https://github.com/moby/sys/blob/user/v0.4.0/user/user.go (``GetExecUser``)
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from dockerlab.errors import DaemonError
from dockerlab.permission import Credentials

__all__ = ["Account", "find_user"]

HIGHEST = 2**31 - 1


@dataclass(frozen=True)
class Account:
    """A user as the kernel knows it (``groups`` in its order), and the home directory that ``/etc/passwd`` gives it."""

    uid: int = 0
    gid: int = 0
    groups: tuple[int, ...] = (0,)
    home: str = "/"

    @property
    def credentials(self) -> Credentials:
        """What the overlay checks permissions with."""
        return Credentials(self.uid, self.gid, self.groups)


def find_user(read: Callable[[str], bytes], user: str) -> Account:
    """Return the account that ``-u user[:group]`` or ``USER`` names.

    ``read`` gives the bytes of a file of the container, or raises OSError.

    Raises:
        DaemonError: an unknown name, or a number out of range (status 125).

    >>> files = {"/etc/passwd": b"bob:x:1000:50::/home/bob:/bin/sh\\n", "/etc/group": b"adm:x:4:root,bob\\n"}
    >>> find_user(files.__getitem__, "bob")
    Account(uid=1000, gid=50, groups=(4, 50), home='/home/bob')
    >>> find_user(files.__getitem__, "7:adm")
    Account(uid=7, gid=4, groups=(4,), home='/')
    >>> find_user(files.__getitem__, "eve")
    Traceback (most recent call last):
        ...
    dockerlab.errors.DaemonError: unable to find user eve: no matching entries in passwd file
    """
    name, _, group = user.partition(":")
    passwd, groups = table(read, "/etc/passwd", 6), table(read, "/etc/group", 3)
    wanted = number(name) if name else 0
    entry = next((row for row in passwd if (name and row[0] == name) or number(row[2]) == wanted is not None), None)
    if entry is not None:
        uid, gid, home = number(entry[2]) or 0, number(entry[3]) or 0, entry[5] or "/"
    elif wanted is not None:
        uid, gid, home = wanted, 0, "/"
    else:
        raise DaemonError(f"unable to find user {name}: no matching entries in passwd file", status=125)
    if not 0 <= uid <= HIGHEST:
        raise DaemonError(f"uids and gids must be in range 0-{HIGHEST}", status=125)
    if not group:
        member = entry[0] if entry else ""
        more = [number(row[2]) for row in groups if member and member in row[3].split(",")]
        return Account(uid, gid, tuple(sorted({gid, *(number for number in more if number is not None)})), home)
    row = next((row for row in groups if group in (row[0], row[2])), None)
    chosen = number(row[2]) if row else number(group)
    if chosen is None:
        raise DaemonError(f"unable to find group {group}: no matching entries in group file", status=125)
    if not 0 <= chosen <= HIGHEST:
        raise DaemonError(f"uids and gids must be in range 0-{HIGHEST}", status=125)
    return Account(uid, chosen, (chosen,), home)


def table(read: Callable[[str], bytes], path: str, columns: int) -> list[list[str]]:
    """Return the rows of a file of colon-separated fields, each filled up to ``columns`` + 1."""
    try:
        text = read(path).decode(errors="replace")
    except (OSError, KeyError):
        return []
    rows = [line.split(":") for line in text.splitlines() if line.strip()]
    return [row + [""] * (columns + 1 - len(row)) for row in rows]


def number(text: str) -> int | None:
    """Return a decimal number, None where ``text`` is none."""
    return int(text) if re.fullmatch(r"-?[0-9]{1,20}", text) else None
