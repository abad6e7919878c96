"""Programs that look at, or wait in, a running container: ``ps``, ``tail -f``.

They belong here and not to the shell because they need what only a container
has: other processes, and a clock that somebody else moves on.
"""

from __future__ import annotations

from collections.abc import Iterator

from dockerlab.container.timeline import Timeline
from dockerlab.errors import NotModelled
from dockerlab.process import Branch
from dockerlab.shell.process import Process
from dockerlab.shell.registry import COMMANDS, Options, command
from dockerlab.shell.streams import octets
from dockerlab.shell.system import Suspended

__all__ = ["ps", "tail"]

plain_tail = COMMANDS["tail"]
WIDTHS = {"pid": 5, "ppid": 5, "user": 8, "args": 0, "comm": 16}
TITLES = {"pid": "PID", "ppid": "PPID", "user": "USER", "args": "COMMAND", "comm": "COMMAND"}


def tail(process: Process) -> int:
    """``tail``, which with ``-f`` waits for more when it has shown what there is."""
    try:
        return plain_tail(process)
    except NotModelled as exc:
        if exc.what != "tail -f":
            raise
        process.flush()
        raise Suspended("tail -f") from None


COMMANDS["tail"] = tail


@command("ps", options="o:")
def ps(process: Process, options: Options, argv: list[str]) -> int:
    """``ps`` of busybox: the processes of the container, in the columns of ``-o``."""
    session = process.session
    if not isinstance(session, Timeline) or session.command.tree is None:
        raise NotModelled("ps outside of a container")
    visitor, tree = session.command.visitor, session.command.tree
    owner = session.command.cred.uid if visitor is None else visitor
    columns = ",".join(options["o"]).split(",") if "o" in options else ["pid", "user", "args"]
    if argv or set(columns) - set(WIDTHS):
        raise NotModelled(f"ps {' '.join(process.argv[1:])}")
    names = {}
    for line in process.text("/etc/passwd").splitlines() if process.root.exists("/etc/passwd") else ():
        fields = line.split(":")
        if len(fields) > 2:
            names[fields[2]] = fields[0]
    rows = [[octets(TITLES[column]) for column in columns]]
    everyone = [(branch, parent, owner) for branch, parent in walk(tree, 0)]
    if visitor is not None or all(branch.argv != tuple(process.argv) for branch, _, _ in everyone):
        pid = max(6, *(branch.pid for branch, _, _ in everyone)) + 1
        everyone.append((Branch(pid, tuple(process.argv)), 1 if visitor is None else 0, process.cred.uid))
    for branch, parent, uid in everyone:
        cells = {
            "pid": str(branch.pid),
            "ppid": str(parent),
            "user": names.get(str(uid), str(uid)),
            "args": " ".join(branch.argv),
            "comm": branch.argv[0].rpartition("/")[2][:15],
        }
        rows.append([cells[column] for column in columns])
    for row in rows:
        cells_out = [
            cell.rjust(WIDTHS[column])
            if column in ("pid", "ppid") and row is not rows[0]
            else cell.ljust(WIDTHS[column])
            for cell, column in zip(row, columns, strict=True)
        ]
        process.out(" ".join(cells_out).rstrip() + "\n")
    return 0


def walk(branch: Branch, parent: int) -> Iterator[tuple[Branch, int]]:
    """Yield a tree's processes and their parents' PIDs."""
    yield branch, parent
    for child in branch.children:
        yield from walk(child, branch.pid)
