"""Users, groups, modes and times, as they are written: ``root``, ``u+x``, ``drwxr-xr-x``, ``2024-01-31 12:00``."""

from __future__ import annotations

import calendar
import re
import time
from dataclasses import dataclass

from dockerlab.errors import NotModelled
from dockerlab.shell.process import Process

__all__ = [
    "Account", "accounts", "change_mode", "gid_of", "group_name", "human", "moment", "parse_time",
    "records", "row_of", "uid_of", "user_name",
]  # fmt: skip


@dataclass(frozen=True)
class Account:
    """A line of /etc/passwd."""

    name: str
    uid: int
    gid: int
    home: str = "/"
    shell: str = "/bin/sh"


def records(process: Process, path: str) -> list[list[str]]:
    """Return the fields of each line of a file such as /etc/group; none if it is missing."""
    try:
        lines = process.text(path).split("\n")
    except OSError:
        return []
    return [line.split(":") for line in lines if line.strip()]


def row_of(process: Process, path: str, name: str) -> list[str] | None:
    """Return the fields of the line that begins with ``name``, if there is one."""
    return next((row for row in records(process, path) if row[0] == name), None)


def accounts(process: Process) -> list[Account]:
    """Return the users of /etc/passwd."""
    return [
        Account(f[0], int(f[2]), int(f[3]), f[5], f[6])
        for f in records(process, "/etc/passwd")
        if len(f) == 7 and f[2].isdigit() and f[3].isdigit()
    ]


def user_name(process: Process, uid: int) -> str:
    """Return the name of a user, or the number where none has it."""
    return next((account.name for account in accounts(process) if account.uid == uid), str(uid))


def group_name(process: Process, gid: int) -> str:
    """Return the name of a group, or the number."""
    return next((f[0] for f in records(process, "/etc/group") if len(f) > 2 and f[2] == str(gid)), str(gid))


def uid_of(process: Process, name: str) -> int | None:
    """Return a user's number, given by name or as a number."""
    found = next((account.uid for account in accounts(process) if account.name == name), None)
    return int(name) if found is None and name.isdigit() else found


def gid_of(process: Process, name: str) -> int | None:
    """Return a group's number, given by name or as a number."""
    found = next((int(f[2]) for f in records(process, "/etc/group") if len(f) > 2 and f[0] == name), None)
    return int(name) if found is None and name.isdigit() else found


def change_mode(text: str, mode: int, umask: int, *, directory: bool = False) -> int | None:
    """Return ``mode`` changed as ``chmod`` text says (octal or symbolic); None if it says nothing sensible.

    >>> oct(change_mode("u=rwx,go-w", 0o666, 0o022)), oct(change_mode("+X", 0o644, 0o022, directory=True))
    ('0o744', '0o755')
    """
    if re.fullmatch("[0-7]{1,5}", text):
        value = int(text, 8)
        return value if value <= 0o7777 else None
    for clause in text.split(","):
        found = re.fullmatch(r"([ugoa]*)((?:[-+=](?:[rwxXst]*|[ugo]))+)", clause)
        if not found:
            return None
        who = found[1].replace("a", "ugo")
        mask = sum({"u": 0o4700, "g": 0o2070, "o": 0o0007}[w] for w in set(who)) or 0o7777 & ~umask
        mask |= 0o1000 if "a" in found[1] else 0
        for operator, what in re.findall(r"([-+=])([ugo]|[rwxXst]*)", found[2]):
            if what in ("u", "g", "o"):
                shift = {"u": 6, "g": 3, "o": 0}[what]
                bits = (mode >> shift & 7) * 0o111
            else:
                bits = sum({"r": 0o444, "w": 0o222, "x": 0o111, "s": 0o6000, "t": 0o1000}.get(c, 0) for c in set(what))
                if "X" in what and (directory or mode & 0o111):
                    bits |= 0o111
            if operator == "+":
                mode |= bits & mask
            elif operator == "-":
                mode &= ~(bits & mask)
            else:
                mode = (mode & ~(mask if who else 0o7777)) | (bits & mask)
    return mode


def human(count: int, *, gnu: bool = False) -> str:
    """Return a size with a unit, as ``-h`` shows it: busybox rounds, GNU rounds up.

    >>> human(1536), human(10300), human(10300, gnu=True)
    ('1.5K', '10.1K', '11K')
    """
    if count < 1024:
        return str(count)
    level, rest = 0, 0
    whole = count
    while whole >= 1024:
        whole, rest, level = whole // 1024, whole % 1024, level + 1
    if not gnu:
        tenth = (rest * 10 + 512) // 1024
        return f"{whole + tenth // 10}.{tenth % 10}{'KMGT'[level - 1]}"
    unit = 1024**level
    tenths = -(-count * 10 // unit)
    if tenths < 100:
        return f"{tenths // 10}.{tenths % 10}{'KMGT'[level - 1]}"
    ceiling = -(-count // unit)
    return f"1.0{'KMGT'[level]}" if ceiling == 1024 else f"{ceiling}{'KMGT'[level - 1]}"


def moment(process: Process, seconds: int) -> time.struct_time:
    """Return a time of day in UTC, the only zone of the lab."""
    if process.env.get("TZ", "UTC") not in ("", "UTC", "UTC0", "GMT", "GMT0", "Etc/UTC"):
        raise NotModelled(f"the time zone TZ={process.env['TZ']}")
    return time.gmtime(seconds)


def parse_time(text: str, now: int) -> int | None:
    """Return the seconds since 1970 that a date on a command line means; None if it means nothing.

    What the text leaves out is taken from ``now``.

    >>> parse_time("@60", 0), parse_time("1970-01-01 00:01", 0)
    (60, 60)
    """
    numbers: list[int] = list(time.gmtime(now)[:6])
    if found := re.fullmatch(r"@(-?\d+)", text):
        return int(found[1])
    if found := re.fullmatch(r"(\d\d?):(\d\d)(?::(\d\d))?", text):
        numbers[3:] = [int(n or 0) for n in found.groups()]
    elif found := re.fullmatch(r"(\d{4})-(\d\d?)-(\d\d?)(?:[ T](\d\d?):(\d\d)(?::(\d\d))?)?Z?", text):
        numbers[:3] = [int(n) for n in found.groups()[:3]]
        if found[4]:
            numbers[3:] = [int(n or 0) for n in found.groups()[3:]]
    elif found := re.fullmatch(r"(?:(\d\d)?(\d\d))?(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d\d))?", text):
        century, year, *rest = found.groups()
        if year:
            short = int(year)
            numbers[0] = int(century) * 100 + short if century else short + (1900 if short >= 69 else 2000)
        numbers[1:] = [int(n or 0) for n in rest]
    else:
        return None
    year, month, day, hour, minute, second = numbers
    if not (1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1] and hour < 24 and minute < 60):
        return None
    return calendar.timegm((year, month, day, hour, minute, second))
