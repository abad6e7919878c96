"""Owners and modes: ``--chown`` and ``--chmod``.

Names are looked up in the *image's* ``/etc/passwd`` and ``/etc/group``, never
in those of the machine that builds.  The two builders disagree about a name
that is not there: the classic one refuses, BuildKit silently takes 0.

Sources: moby/buildkit solver/llbsolver/file/user_linux.go and
frontend/dockerfile/dockerfile2llb/convert_copy.go; moby/moby
daemon/builder/dockerfile/internals_linux.go.
"""

from __future__ import annotations

import re

from dockerlab.build.engine_names import rootfs
from dockerlab.build.paths import root_path
from dockerlab.errors import BuildError, NotModelled
from dockerlab.filesystem import Filesystem
from dockerlab.inode import File, read

__all__ = ["Owner", "parse_chmod", "resolve_owner", "symbolic_mode"]

Owner = tuple[int, int]  # uid, gid
MAPPING = "unable to convert uid/gid chown string to host mapping"


def resolve_owner(fs: Filesystem, chown: str, builder: str) -> Owner:
    """Return the uid and gid that ``--chown=<chown>`` means in the image ``fs``.

    Raises:
        BuildError: the classic builder knows no such user or group; BuildKit has no image to look into.
        NotModelled: a negative number.

    >>> resolve_owner(Filesystem(), "10:20", "buildkit"), resolve_owner(Filesystem(), "10", "classic")
    ((10, 20), (10, 10))
    """
    return buildkit_owner(fs, chown) if builder == "buildkit" else classic_owner(fs, chown)


def buildkit_owner(fs: Filesystem, chown: str) -> Owner:
    """A user alone brings the group of its passwd row, or its own number; an unknown name is 0."""
    if not fs.root.entries and any(number(name) is None for name in chown.split(":") if name):
        raise BuildError("invalid user index: -1", hint="An empty image has no users: write --chown=1000:1000.")
    user, colon, group = chown.partition(":")
    uid = gid = 0
    if number(user) is not None:
        uid = gid = number(user) or 0
    elif user:
        row = find_row(fs, "/etc/passwd", user)
        uid, gid = (field(row, 2), field(row, 3)) if row else (0, 0)
    if number(group) is not None:
        gid = number(group) or 0
    elif group:
        row = find_row(fs, "/etc/group", group)
        gid = field(row, 2) if row else gid
    elif colon:
        gid = 0
    return uid, gid


def classic_owner(fs: Filesystem, chown: str) -> Owner:
    """A user alone is also the name of the group."""
    words = chown.split(":")
    if len(words) > 2:
        raise BuildError(f"{MAPPING}: invalid chown string format: {chown}", hint="Write --chown=user:group.")
    user, group = words[0], words[-1]
    return classic_id(fs, "/etc/passwd", user, "user", "uid"), classic_id(fs, "/etc/group", group, "group", "gid")


def classic_id(fs: Filesystem, path: str, name: str, kind: str, what: str) -> int:
    """Look a name up, or refuse in the classic builder's words."""
    found = number(name)
    if found is None:
        row = find_row(fs, path, name)
        if row is None:
            why = f"no such {kind}: {name}"
            if not isinstance(fs.get(root_path(fs, path)), File):
                mounted = rootfs(name, "classic")
                if not fs.root.entries:  # an empty image has nothing to merge
                    mounted = mounted.removesuffix("merged") + "diff"
                why = f"open {mounted}{path}: no such file or directory"
            raise BuildError(
                f"{MAPPING}: can't find {what} for {kind} {name}: {why}",
                hint=f"Create the {kind} in a RUN before this line, or write its number.",
            )
        found = field(row, 2)
    return found


def find_row(fs: Filesystem, path: str, name: str) -> list[str] | None:
    """Return the row of ``name`` in a passwd or group file of the image."""
    node = fs.get(root_path(fs, path))
    if isinstance(node, File):
        for line in read(node.content).decode("utf-8", "replace").splitlines():
            row = line.strip().split(":")
            if row[0] == name:
                return row
    return None


def field(row: list[str], index: int) -> int:
    """Return a numeric field of a row; 0 if it is none."""
    return number(row[index]) or 0 if index < len(row) else 0


def number(text: str) -> int | None:
    """Return ``text`` as a number, or None."""
    if re.fullmatch(r"-\d+", text):
        raise NotModelled(f"the negative owner {text}")
    return int(text) if re.fullmatch(r"[+-]?\d+", text) else None


# -- modes ----------------------------------------------------------------

CLAUSE = re.compile(r"([ugoa]*)((?:[-+=][rwxXstugo]*)+)")
ACTION = re.compile(r"([-+=])([rwxXstugo]*)")
WHO = {"u": 0o5700, "g": 0o3070, "o": 0o0007}  # the sticky bit goes with u and g
SHIFT = {"u": 6, "g": 3, "o": 0}
BITS = {"r": 0o444, "w": 0o222, "x": 0o111, "s": 0o6000, "t": 0o1000}


def parse_chmod(chmod: str) -> int | str | None:
    """Return a ``--chmod`` that ``expand`` has checked: an octal mode, a symbolic one to apply to each file, or None.

    >>> oct(parse_chmod("755")), parse_chmod("u+x,go="), parse_chmod("")
    ('0o755', 'u+x,go=', None)
    """
    return int(chmod, 8) if chmod.isdigit() else chmod or None


def symbolic_mode(change: str, mode: int, *, directory: bool) -> int:
    """Return ``mode`` after a symbolic change; ``X`` is x for directories and for what someone may execute.

    >>> oct(symbolic_mode("u=rwX,go=rX", 0o600, directory=False)), oct(symbolic_mode("a+X", 0o644, directory=True))
    ('0o644', '0o755')
    """
    for clause in change.split(","):
        parsed = CLAUSE.fullmatch(clause)
        assert parsed is not None
        who = parsed[1].replace("a", "ugo") or "ugo"
        mask = 0
        for letter in who:
            mask |= WHO[letter]
        for sign, letters in ACTION.findall(parsed[2]):
            bits = permission_bits(letters, mode, directory) & mask
            mode = mode | bits if sign == "+" else mode & ~bits if sign == "-" else mode & ~mask | bits
    return mode


def permission_bits(letters: str, mode: int, directory: bool) -> int:
    """Return the bits of all three classes that ``letters`` name; ``u``, ``g`` and ``o`` copy those of a class."""
    bits = 0
    for letter in letters.replace("X", "x" if directory or mode & 0o111 else ""):
        bits |= BITS[letter] if letter in BITS else (mode >> SHIFT[letter] & 7) * 0o111
    return bits
