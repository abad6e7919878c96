"""Finding the program: what the runtime does just before the container's first instruction.

``runc`` looks the first word up along the *container's* ``$PATH``, in the
container's files, as root.  Its answer becomes the exit status of ``docker run``:
127 where there is no such program, 126 where it may not be run.

Source: https://github.com/opencontainers/runc/blob/v1.3.0/libcontainer/standard_init_linux.go,
https://pkg.go.dev/os/exec#LookPath
"""

from __future__ import annotations

import errno
import posixpath
from collections.abc import Sequence
from typing import Literal

from dockerlab.errors import DaemonError
from dockerlab.inode import Directory, Node
from dockerlab.overlay import Overlay
from dockerlab.permission import Credentials

__all__ = ["ProgramError", "find_program"]

PREFIX = {
    "create": "failed to create task for container: failed to create shim task: OCI runtime create failed: "
    "runc create failed: unable to start container process: error during container init: ",
    "exec": "OCI runtime exec failed: exec failed: unable to start container process: ",
    "": "",
}
HINTS = {
    127: "Look for the program with `docker run … ls`; is it in the image, and in its $PATH?",
    126: "Is it a program, and executable (chmod +x)?",
}


class ProgramError(DaemonError):
    """The first word is no program that can run; ``reason`` is runc's own part of the message."""

    def __init__(
        self, reason: str, status: int, stage: Literal["create", "exec", ""] = "create", message: str = ""
    ) -> None:
        super().__init__(message or PREFIX[stage] + reason, hint=HINTS.get(status, ""), status=status)
        self.reason = reason


def find_program(
    root: Overlay, name: str, env: Sequence[str], cwd: str = "/", stage: Literal["create", "exec", ""] = "create"
) -> str:
    """Return the path of the program that ``name`` means in a container.

    Args:
        env: the process's environment, for its PATH.
        stage: what is being done, for the message: ``create`` a container, ``exec`` in one.

    Raises:
        ProgramError: status 127 (there is none) or 126 (it cannot be run).

    >>> from dockerlab.inode import File
    >>> from dockerlab.filesystem import Filesystem
    >>> root = Overlay(Filesystem().with_node("/bin", Directory()).with_node("/bin/sh", File(b"", 0o755)))
    >>> find_program(root, "sh", ["PATH=/sbin:/bin"])
    '/bin/sh'
    >>> find_program(root, "bash", ["PATH=/bin"], stage="")
    Traceback (most recent call last):
        ...
    dockerlab.process.program.ProgramError: exec: "bash": executable file not found in $PATH
    Try: Look for the program with `docker run … ls`; is it in the image, and in its $PATH?
    """
    user, root.cred = root.cred, Credentials()
    try:
        if "/" in name:
            return check(root, name, posixpath.join(cwd, name), stage)
        path = next((entry[5:] for entry in env if entry.startswith("PATH=")), "")
        for folder in path.split(":"):
            where = posixpath.join(cwd, folder or ".", name)
            node = stat(root, where)
            if name and node is not None and runnable(node):
                return posixpath.normpath(where)
        raise ProgramError(f'exec: "{name}": executable file not found in $PATH', 127, stage)
    finally:
        root.cred = user


def check(root: Overlay, name: str, where: str, stage: Literal["create", "exec", ""]) -> str:
    """Return ``where`` if a program stands there."""
    try:
        node = root.stat(where)
    except OSError as exc:
        reason = (exc.strerror or "").lower()
        if exc.errno in (errno.ENOENT, errno.ENOTDIR):
            raise ProgramError(f'exec: "{name}": stat {name}: {reason}', 127, stage) from exc
        raise ProgramError(f'exec: "{name}": stat {name}: {reason}', 126, stage) from exc
    if isinstance(node, Directory):
        raise ProgramError(f'exec: "{name}": is a directory: permission denied', 126, stage)
    if not runnable(node):
        raise ProgramError(f'exec: "{name}": permission denied', 126, stage)
    return where


def stat(root: Overlay, path: str) -> Node | None:
    """Return the node at ``path``, None where there is none."""
    try:
        return root.stat(path)
    except OSError:
        return None


def runnable(node: Node) -> bool:
    """Say whether anyone may execute it: the runtime still has root's powers when it looks."""
    return not isinstance(node, Directory) and bool(node.mode & 0o111)
