"""Who may do what: the permission bits of a file against the user of a process.

Source: https://man7.org/linux/man-pages/man7/path_resolution.7.html
"""

from __future__ import annotations

from dataclasses import dataclass

from dockerlab.inode import Directory, File, Node, Special, Symlink

__all__ = ["EXECUTE", "READ", "WRITE", "Credentials", "allowed", "mode_text"]

READ, WRITE, EXECUTE = 4, 2, 1


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who a process is: numeric user, group and supplementary groups. 0 is root."""

    uid: int = 0
    gid: int = 0
    groups: tuple[int, ...] = ()


def allowed(node: Node, cred: Credentials, want: int) -> bool:
    """Say whether ``cred`` has the permission bits ``want`` on ``node`` (root has all but a file's execute)."""
    if cred.uid == 0:
        return want & EXECUTE == 0 or isinstance(node, Directory) or bool(node.mode & 0o111)
    if cred.uid == node.uid:
        bits = node.mode >> 6
    elif node.gid in (cred.gid, *cred.groups):
        bits = node.mode >> 3
    else:
        bits = node.mode
    return bits & want == want


def mode_text(node: Node) -> str:
    """Return kind and permissions as ``ls -l`` shows them: ``-rw-r--r--``.

    >>> mode_text(Directory(mode=0o1777))
    'drwxrwxrwt'
    """
    match node:
        case Directory():
            kind = "d"
        case Symlink():
            kind = "l"
        case Special(kind=special):
            kind = {"char": "c", "block": "b", "fifo": "p"}[special]
        case File():
            kind = "-"
    bits = ["rwx"[n % 3] if node.mode >> (8 - n) & 1 else "-" for n in range(9)]
    for place, bit, letter in ((2, 0o4000, "s"), (5, 0o2000, "s"), (8, 0o1000, "t")):
        if node.mode & bit:
            bits[place] = letter if bits[place] == "x" else letter.upper()
    return kind + "".join(bits)
