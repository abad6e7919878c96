"""``execute``: the one door into a container's programs."""

from __future__ import annotations

import errno
from collections.abc import Mapping, Sequence

from dockerlab.permission import Credentials
from dockerlab.shell import programs as programs  # fills the registry
from dockerlab.shell.process import Process, Session
from dockerlab.shell.program import run, search, words
from dockerlab.shell.streams import Source, octets, unicode
from dockerlab.shell.system import ExecError, Result, Suspended, System

__all__ = ["execute"]


def execute(
    system: System,
    argv: Sequence[str],
    env: Mapping[str, str],
    cwd: str = "/",
    cred: Credentials | None = None,
    stdin: bytes = b"",
) -> Result:
    """Run a program to its end, as ``execve`` followed by ``wait``.

    ``argv[0]`` is looked for along ``env``'s ``$PATH`` unless it holds a slash.

    Raises:
        ExecError: the kernel would not start it (``kind`` says why).
        LabError: it did not finish within the budget.
        NotModelled: it needs something that is not modelled.
    """
    session = Session(system)
    streams = {0: Source(stdin), 1: session.show(1), 2: session.show(2)}
    process = Process(
        session,
        words(argv),
        {octets(key): octets(value) for key, value in env.items()},
        octets(cwd),
        cred or Credentials(),
        fds=dict(streams),
    )
    where = ""
    before = system.root.cred, system.root.umask
    try:
        where = locate(process)
        status = run(process, where)
    except Suspended:
        return Result(0, tuple(session.output), running=True)
    except OSError as exc:
        raise exec_error(where if exc.errno == errno.ENOEXEC else process.argv[0], exc) from exc
    finally:
        session.flush()
        system.root.cred, system.root.umask = before
    return Result(status & 0xFF, tuple(session.output))


def locate(process: Process) -> str:
    """Return where the program is. Raises ExecError where it is not."""
    name = process.argv[0] if process.argv else ""
    if "/" in name:
        return name
    found, reason = search(process, name, process.env.get("PATH", "")) if name else ("", None)
    if found:
        return found
    if reason is not None:
        raise ExecError("permission denied", unicode(name), f'exec: "{unicode(name)}": permission denied')
    raise ExecError("not found", unicode(name), f'exec: "{unicode(name)}": executable file not found in $PATH')


def exec_error(name: str, exc: OSError) -> ExecError:
    """Say why the kernel would not start ``name``."""
    path, reason = unicode(name), (exc.strerror or "").lower()
    match exc.errno:
        case errno.ENOENT | errno.ENOTDIR:
            return ExecError("no such file", path, f"exec {path}: {reason}")
        case errno.ENOEXEC:
            return ExecError("format", path, f"exec {path}: {reason}")
        case _:
            return ExecError("permission denied", path, f'exec: "{path}": {reason}')
