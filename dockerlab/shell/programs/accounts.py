"""``adduser`` and ``addgroup`` of busybox (Alpine): lines added to /etc/passwd, /etc/group and their shadows."""

from __future__ import annotations

import posixpath

from dockerlab.errors import NotModelled
from dockerlab.inode import Directory
from dockerlab.shell.process import Process
from dockerlab.shell.programs.copying import copy
from dockerlab.shell.programs.files import walk
from dockerlab.shell.programs.names import accounts, gid_of, records
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


def only_busybox(process: Process) -> None:
    """Refuse Debian's program of the same name, which is a long script of its own."""
    if process.program != "busybox":
        raise NotModelled(f"Debian's {process.name}", hint="useradd and groupadd are modelled.")


@command("addgroup", options="g:S", long={"gid=": "g", "system": "S"}, least=1)
def addgroup(process: Process, o: Options, names: list[str]) -> int:
    only_busybox(process)
    if process.cred.uid:
        return process.fail("permission denied (are you root?)")
    if len(names) == 2:
        user, group = names
        if all(account.name != user for account in accounts(process)):
            return process.fail(f"unknown user {user}")
        if all(row[0] != group for row in records(process, "/etc/group")):
            return process.fail(f"unknown group {group}")
        join_group(process, user, group)
        return 0
    return new_group(process, names[0], o.one("g"), system="S" in o)


def new_group(process: Process, name: str, number: str, *, system: bool) -> int:
    """Add a group as busybox does: the first free number from 1000 (system: 100) on."""
    used = taken(process, "/etc/group")
    if any(row[0] == name for row in records(process, "/etc/group")):
        return process.fail(f"group '{name}' in use")
    gid = int(number) if number.isdigit() else next(n for n in range(100 if system else 1000, 60000) if n not in used)
    if number and gid in used:
        return process.fail(f"gid '{gid}' in use")
    append(process, "/etc/group", f"{name}:x:{gid}:")
    append(process, "/etc/gshadow", f"{name}:!::")
    return 0


@command(
    "adduser", options="h:g:s:G:DSu:HkDk:", least=1,
    long={"home=": "h", "gecos=": "g", "shell=": "s", "ingroup=": "G", "disabled-password": "D", "system": "S",
          "uid=": "u", "no-create-home": "H"},
)  # fmt: skip
def adduser(process: Process, o: Options, names: list[str]) -> int:
    only_busybox(process)
    if process.cred.uid:
        return process.fail("permission denied (are you root?)")
    if len(names) == 2:
        return addgroup(process, Options(), names)
    if "k" in o:
        raise NotModelled("the option -k of adduser")
    if "D" not in o and "S" not in o:
        raise NotModelled("adduser without -D (it asks for a password)", hint="adduser -D NAME")
    name, system = names[0], "S" in o
    if any(account.name == name for account in accounts(process)):
        return process.fail(f"user '{name}' in use")
    users, groups = taken(process, "/etc/passwd"), taken(process, "/etc/group")
    own = "G" not in o and not system
    if o.one("u") and not o.one("u").isdigit():
        raise NotModelled(f"adduser -u {o.one('u')}")
    first = range(100 if system else 1000, 1000 if system else 60000)
    uid = int(o.one("u")) if "u" in o else next(n for n in first if n not in users and not (own and n in groups))
    if uid in users:
        return process.fail(f"uid '{uid}' in use")
    if "G" in o:
        found = gid_of(process, o.one("G"))
        if found is None:
            return process.fail(f"unknown group {o.one('G')}")
        gid = found
    else:
        gid = uid if own else 65533
        if own and (status := new_group(process, name, str(uid), system=False)):
            return status
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
    if process.is_directory("/etc/skel"):
        for child in walk(process, "/etc/skel"):
            goal = posixpath.join(home, posixpath.basename(child))
            copy(process, child, goal, Options({"a": [""]}))
            own(process, goal, uid, gid)
    process.root.chown(path, uid, gid)
    process.root.chmod(path, mode)


def own(process: Process, name: str, uid: int, gid: int) -> None:
    """Give a tree to a user."""
    process.root.chown(process.path(name), uid, gid, follow=False)
    if isinstance(process.stat(name, follow=False), Directory):
        for child in walk(process, name):
            own(process, child, uid, gid)
