"""``adduser`` and ``addgroup`` of busybox (Alpine): lines added to /etc/passwd, /etc/group and their shadows."""

from __future__ import annotations

import posixpath

from dockerlab.errors import NotModelled
from dockerlab.shell.process import Process
from dockerlab.shell.programs.copying import copy
from dockerlab.shell.programs.files import set_owner, walk
from dockerlab.shell.programs.names import gid_of, records, row_of
from dockerlab.shell.registry import Options, command

__all__ = ["append", "join_group", "make_home", "replace", "taken"]


def append(process: Process, path: str, line: str) -> None:
    """Add a line to a file of accounts, if that file is there."""
    if process.root.exists(process.path(path)):
        process.root.write(path, f"{line}\n".encode("latin-1"), append=True)


def replace(process: Process, path: str, rows: list[list[str]]) -> None:
    """Write a file of accounts anew."""
    process.root.write(path, "".join(":".join(row) + "\n" for row in rows).encode("latin-1"))


def taken(process: Process, path: str) -> set[int]:
    """Return the numbers in use in /etc/passwd or /etc/group."""
    return {int(fields[2]) for fields in records(process, path) if len(fields) > 2 and fields[2].isdigit()}


def join_group(process: Process, user: str, group: str, path: str = "/etc/group") -> None:
    """Make ``user`` a member of ``group``."""
    rows = records(process, path)
    for row in rows:
        if row[0] == group and len(row) > 3 and user not in row[3].split(","):
            row[3] = f"{row[3]},{user}" if row[3] else user
    replace(process, path, rows)


# -- busybox ----------------------------------------------------------------------


def may_change(process: Process) -> bool:
    """Say whether the user is root; refuse Debian's program of the same name, a long script of its own."""
    if process.program != "busybox":
        raise NotModelled(f"Debian's {process.name}", hint="useradd and groupadd are modelled.")
    return process.cred.uid == 0 or not process.fail("permission denied (are you root?)")


def first_free(*used: set[int], system: bool) -> int:
    """Return busybox's next number: the first that nobody has from 1000 (system: 100) on."""
    return next(n for n in range(100 if system else 1000, 1000 if system else 60000) if not any(n in s for s in used))


@command("addgroup", options="g:S", long={"gid=": "g", "system": "S"}, least=1)
def addgroup(process: Process, o: Options, names: list[str]) -> int:
    if not may_change(process):
        return 1
    if len(names) != 2:
        return new_group(process, names[0], o.one("g"), system="S" in o)
    user, group = names
    if row_of(process, "/etc/passwd", user) is None:
        return process.fail(f"unknown user {user}")
    if row_of(process, "/etc/group", group) is None:
        return process.fail(f"unknown group {group}")
    join_group(process, user, group)
    return 0


def new_group(process: Process, name: str, number: str, *, system: bool) -> int:
    """Add a group as busybox does."""
    used = taken(process, "/etc/group")
    if row_of(process, "/etc/group", name):
        return process.fail(f"group '{name}' in use")
    gid = int(number) if number.isdigit() else first_free(used, system=system)
    if number and gid in used:
        return process.fail(f"gid '{gid}' in use")
    append(process, "/etc/group", f"{name}:x:{gid}:")
    append(process, "/etc/gshadow", f"{name}:!::")
    return 0


LONG = {"home=": "h", "gecos=": "g", "shell=": "s", "ingroup=": "G", "disabled-password": "D", "system": "S",
        "uid=": "u", "no-create-home": "H"}  # fmt: skip


@command("adduser", options="h:g:s:G:DSu:H", long=LONG, least=1)
def adduser(process: Process, o: Options, names: list[str]) -> int:
    if not may_change(process):
        return 1
    if len(names) == 2:
        return addgroup(process, Options(), names)
    if not {"D", "S"} & set(o):
        raise NotModelled("adduser without -D (it asks for a password)", hint="adduser -D NAME")
    name, system = names[0], "S" in o
    if row_of(process, "/etc/passwd", name):
        return process.fail(f"user '{name}' in use")
    users, groups = taken(process, "/etc/passwd"), taken(process, "/etc/group")
    own = "G" not in o and not system
    if "u" in o and not o.one("u").isdigit():
        raise NotModelled(f"adduser -u {o.one('u')}")
    uid = int(o.one("u")) if "u" in o else first_free(users, groups if own else set(), system=system)
    if uid in users:
        return process.fail(f"uid '{uid}' in use")
    gid = gid_of(process, o.one("G")) if "G" in o else uid if own else 65533
    if gid is None:
        return process.fail(f"unknown group {o.one('G')}")
    if own and new_group(process, name, str(uid), system=False):
        return 1
    home = o.one("h", f"/home/{name}")
    shell = o.one("s") or process.env.get("SHELL") or "/bin/sh"
    append(process, "/etc/passwd", f"{name}:x:{uid}:{gid}:{o.one('g', 'Linux User,,,')}:{home}:{shell}")
    append(process, "/etc/shadow", f"{name}:!:{process.session.system.clock() // 86400}:0:99999:7:::")
    if "G" in o:
        join_group(process, name, o.one("G"))
    if "H" not in o and not process.root.exists(process.path(home)):
        make_home(process, home, uid, gid, 0o2755)
    return 0


def make_home(process: Process, home: str, uid: int, gid: int, mode: int) -> None:
    """Make a home directory with what is in /etc/skel."""
    path = process.path(home)
    if not process.root.exists(process.path(posixpath.dirname(home) or "/")):
        raise NotModelled(f"a home directory {home} whose parent is missing")
    process.root.mkdir(path)
    for child in walk(process, "/etc/skel") if process.is_directory("/etc/skel") else []:
        copy(process, child, posixpath.join(home, posixpath.basename(child)), Options({"a": [""]}))
    set_owner(process, home, uid, gid, recursive=True, follow=False)
    process.root.chmod(path, mode)
