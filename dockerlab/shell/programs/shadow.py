"""``useradd``, ``groupadd`` and ``usermod`` of shadow (Debian), which keep a backup of each file they change."""

from __future__ import annotations

import re

from dockerlab.errors import NotModelled
from dockerlab.shell.process import Process
from dockerlab.shell.programs.accounts import append, join_group, make_home, replace, taken
from dockerlab.shell.programs.names import gid_of, group_name, records, row_of
from dockerlab.shell.registry import Options, command

__all__: list[str] = []

SUBORDINATE = 65536


def backed_up(process: Process, *files: str) -> None:
    """Keep each file of accounts as it is now under its name with a dash."""
    for path in files:
        if process.root.exists(path):
            node = process.stat(path)
            process.root.write(f"{path}-", process.root.read(path))
            process.root.chmod(f"{path}-", node.mode)
            process.root.chown(f"{path}-", node.uid, node.gid)
            process.root.utime(f"{path}-", node.mtime)


def free(used: set[int], *, system: bool) -> int:
    """Return shadow's next number: above the highest from 1000 on, or below the lowest system one."""
    if system:
        return min((n for n in used if 101 <= n <= 999), default=1000) - 1
    return max((n for n in used if 1000 <= n <= 60000), default=999) + 1


@command("groupadd", options="g:rfo", long={"gid=": "g", "system": "r", "force": "f", "non-unique": "o"}, least=1)
def groupadd(process: Process, o: Options, names: list[str]) -> int:
    if process.cred.uid:
        return denied(process, "/etc/group", 10)
    name, used = names[0], taken(process, "/etc/group")
    if row_of(process, "/etc/group", name):
        return 0 if "f" in o else process.fail(f"group '{name}' already exists", status=9)
    if "g" in o and not o.one("g").isdigit():
        return process.fail(f"invalid group ID '{o.one('g')}'", status=3)
    gid = int(o.one("g")) if "g" in o else free(used, system="r" in o)
    if gid in used and "o" not in o:
        return process.fail(f"GID '{gid}' already exists", status=4)
    group_line(process, name, gid)
    return 0


def denied(process: Process, path: str, status: int) -> int:
    process.fail("Permission denied.")
    return process.fail(f"cannot lock {path}; try again later.", status=status)


def group_line(process: Process, name: str, gid: int) -> None:
    process.root.write("/etc/.pwd.lock", b"", append=True, mode=0o600)
    backed_up(process, "/etc/group", "/etc/gshadow")
    append(process, "/etc/group", f"{name}:x:{gid}:")
    append(process, "/etc/gshadow", f"{name}:!::")


def join_groups(process: Process, name: str, groups: list[str]) -> None:
    """Make a user a member of groups, given by name or number, that are there."""
    if groups:
        backed_up(process, "/etc/group", "/etc/gshadow")
    for group in groups:
        join_group(process, name, group_name(process, gid_of(process, group) or 0))
        if process.root.exists("/etc/gshadow"):
            join_group(process, name, group, "/etc/gshadow")


LONG = {"create-home": "m", "home-dir=": "d", "shell=": "s", "uid=": "u", "gid=": "g", "groups=": "G", "system": "r",
        "no-create-home": "M", "comment=": "c", "user-group": "U", "no-user-group": "N", "no-log-init": "l",
        "non-unique": "o", "home=": "d"}  # fmt: skip


@command("useradd", options="md:s:u:g:G:rMc:UNlo", long=LONG, least=1)
def useradd(process: Process, o: Options, names: list[str]) -> int:
    if process.cred.uid:
        return denied(process, "/etc/passwd", 1)
    name, system = names[0], "r" in o
    if not re.fullmatch(r"[a-z_][a-z0-9_-]*\$?", name):
        raise NotModelled(f"the user name {name}")
    if row_of(process, "/etc/passwd", name):
        return process.fail(f"user '{name}' already exists", status=9)
    users, groups = taken(process, "/etc/passwd"), taken(process, "/etc/group")
    if "u" in o and not o.one("u").isdigit():
        return process.fail(f"invalid user ID '{o.one('u')}'", status=3)
    uid = int(o.one("u")) if "u" in o else free(users, system=system)
    if uid in users and "o" not in o:
        return process.fail(f"UID {uid} is not unique", status=4)
    if "u" in o and not (101 <= uid <= 999 if system else 1000 <= uid <= 60000):
        kind = "SYS_UID_MIN 101 and SYS_UID_MAX 999" if system else "UID_MIN 1000 and UID_MAX 60000"
        process.err(f"useradd warning: {name}'s uid {uid} outside of the {kind} range.\n")
    extra = [group for group in o.one("G").split(",") if group]
    for group in [*([o.one("g")] if "g" in o else []), *extra]:
        if gid_of(process, group) is None:
            return process.fail(f"group '{group}' does not exist", status=6)
    own_group = "g" not in o and "N" not in o
    if own_group:
        if row_of(process, "/etc/group", name):
            text = f"group {name} exists - if you want to add this user to that group, use -g."
            return process.fail(text, status=9)
        gid = uid if uid not in groups and (not system or uid in range(101, 1000)) else free(groups, system=system)
        gid = free(groups, system=True) if system and "u" not in o else gid
        group_line(process, name, gid)
    else:
        gid = (gid_of(process, o.one("g")) or 0) if "g" in o else 100
        process.root.write("/etc/.pwd.lock", b"", append=True, mode=0o600)
    home, today = o.one("d", f"/home/{name}"), process.session.system.clock() // 86400
    backed_up(process, "/etc/passwd", "/etc/shadow", *([] if system else ["/etc/subuid", "/etc/subgid"]))
    append(process, "/etc/passwd", f"{name}:x:{uid}:{gid}:{o.one('c')}:{home}:{o.one('s', '/bin/sh')}")
    append(process, "/etc/shadow", f"{name}:!:{today}::::::" if system else f"{name}:!:{today}::99999:7:::")
    join_groups(process, name, extra)
    if not system and uid >= 1000:
        for path in ("/etc/subuid", "/etc/subgid"):
            starts = [int(row[1]) for row in records(process, path) if len(row) > 2 and row[1].isdigit()]
            append(process, path, f"{name}:{max(starts, default=100000 - SUBORDINATE) + SUBORDINATE}:{SUBORDINATE}")
    if "m" in o and "M" not in o and not process.root.exists(process.path(home)):
        make_home(process, home, uid, gid, 0o700 if home_is_private(process) else 0o755)
    return 0


def home_is_private(process: Process) -> bool:
    """Say whether /etc/login.defs sets HOME_MODE to 0700, as Debian's does."""
    try:
        return re.search(r"^HOME_MODE\s+0700", process.text("/etc/login.defs"), re.M) is not None
    except OSError:
        return False


MOD = {"append": "a", "groups=": "G", "shell=": "s", "home=": "d", "comment=": "c"}


@command("usermod", options="aG:s:d:c:", long=MOD, least=1)
def usermod(process: Process, o: Options, names: list[str]) -> int:
    if "G" in o and "a" not in o:
        raise NotModelled("usermod -G without -a (it takes the user out of other groups)")
    name = names[0]
    rows = records(process, "/etc/passwd")
    row = next((row for row in rows if row[0] == name and len(row) == 7), None)
    if row is None:
        return process.fail(f"user '{name}' does not exist", status=6)
    groups = [group for group in o.one("G").split(",") if group]
    for group in groups:
        if gid_of(process, group) is None:
            return process.fail(f"group '{group}' does not exist", status=6)
    before = list(row)
    row[4:] = [o.one("c", row[4]), o.one("d", row[5]), o.one("s", row[6])]
    process.root.write("/etc/.pwd.lock", b"", append=True, mode=0o600)
    if row != before:
        backed_up(process, "/etc/passwd", "/etc/shadow")
        replace(process, "/etc/passwd", rows)
    join_groups(process, name, groups)
    return 0


@command("su", options="+c:s:lmp")
def su(process: Process, o: Options, names: list[str]) -> int:
    raise NotModelled("su", hint="Use USER, or docker exec --user.")
