"""``docker top``: a container's processes, as its host sees them.

The host sees them all: a container's PID 1 has another, larger number there.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from dockerlab.container.state import Container
from dockerlab.errors import NotModelled
from dockerlab.inode import File, read
from dockerlab.overlay import Overlay
from dockerlab.process import Branch, ShellName, explain
from dockerlab.process.explain import Explanation
from dockerlab.shell import System
from dockerlab.shell.process import Process as Task
from dockerlab.shell.process import Session
from dockerlab.shell.program import find_program

__all__ = ["explanation", "processes"]

TITLES = ("UID", "PID", "PPID", "C", "STIME", "TTY", "TIME", "CMD")


def processes(container: Container) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Return the titles and the rows of ``docker top``."""
    uid = container.life.command.cred.uid if container.life is not None else 0
    start = datetime.fromtimestamp(container.started, UTC).strftime("%H:%M")
    tty = "pts/0" if container.options.tty else "?"

    def rows(branch: Branch, parent: int) -> Iterator[tuple[str, ...]]:
        pid = container.pid + branch.pid - 1
        user = "root" if uid == 0 else str(uid)
        yield (user, str(pid), str(parent), "0", start, tty, "00:00:00", " ".join(branch.argv))
        for child in branch.children:
            yield from rows(child, pid)

    return TITLES, tuple(rows(explanation(container).tree, container.pid - 21))


def explanation(container: Container) -> Explanation:
    """Return why the container runs what it runs: the shell and the scripts are looked up in its files."""
    argv, root = container.process.argv, container.overlay
    script = script_text(root, argv[0])
    return explain(
        container.process,
        shell=shell_of(root),
        init=container.options.init,
        signal=container.stop_signal,
        grace=container.stop_timeout,
        script=script,
    )


def shell_of(root: Overlay) -> ShellName:
    """Return which shell ``/bin/sh`` is."""
    task = Task(Session(System(root)), ["sh"])
    try:
        return find_program(task, "/bin/sh").flavour.name
    except (OSError, NotModelled):
        return "busybox"


def script_text(root: Overlay, path: str) -> str | None:
    """Return the text of a shell script, None where ``path`` is something else."""
    try:
        node = root.stat(path) if path.startswith("/") else None
    except OSError:
        return None
    if not isinstance(node, File) or not isinstance(node.content, bytes):
        return None
    text = read(node.content)
    first = text.split(b"\n", 1)[0]
    return text.decode("utf-8", "replace") if first.startswith(b"#!") and first.rstrip().endswith(b"sh") else None
