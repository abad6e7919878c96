"""From a file to a running program: what ``execve`` decides.

A command exists only if its file does.  What a file *is* decides what runs:
a filler named ``program:NAME`` is that program, real ELF bytes are known when
they are a busybox (its applet is the name it was called by), ``#!`` names an
interpreter.  Any other program is ``NotModelled``.

Source of the rules: https://man7.org/linux/man-pages/man2/execve.2.html
"""

from __future__ import annotations

import errno
import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from dockerlab.errors import LabError, NotModelled
from dockerlab.inode import File, Filler, os_error
from dockerlab.permission import EXECUTE, allowed
from dockerlab.shell.process import Exit, Process
from dockerlab.shell.registry import COMMANDS
from dockerlab.shell.streams import octets, unicode
from dockerlab.shell.system import Flavour

__all__ = ["Program", "become", "find_program", "run", "search", "start", "words"]

PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


@dataclass(frozen=True)
class Program:
    """What a file is: ``name`` in the registry, and the arguments an interpreter adds in front."""

    name: str
    flavour: Flavour = field(default_factory=Flavour)
    argv: tuple[str, ...] = ()


BUILDS = {2063232: Flavour("busybox", (1, 38), True)}  # a filler has its program's true size, and that tells the build
# Most builds are linked dynamically: the kernel starts their loader first; "no such file" may be about that.
GLIBC, MUSL = "/lib64/ld-linux-x86-64.so.2", "/lib/ld-musl-x86_64.so.1"
LOADERS = {808712: MUSL, 1172464: GLIBC, 1180656: GLIBC}  # by size again; the others are static
SHELLS = {"dash": Flavour("dash"), "bash": Flavour("bash", (5, 2))}


@lru_cache(maxsize=32)
def busybox(content: bytes) -> Flavour | None:
    """Say which busybox an ELF file is, if it is one."""
    banner = re.search(rb"BusyBox v(\d+)\.(\d+)", content)
    debian = re.search(rb"BusyBox v[.\d]+ \(Debian", content) is not None  # not in every place that names a version
    return Flavour("busybox", (int(banner[1]), int(banner[2])), debian, content) if banner else None


def find_program(process: Process, path: str, depth: int = 0) -> Program:
    """Return what the file at ``path`` is. Raises OSError as execve would (ENOEXEC: no format the kernel knows)."""
    root = process.root
    node = root.stat(path)
    if not isinstance(node, File) or not allowed(node, process.cred, EXECUTE):
        raise os_error(errno.EACCES, path)
    content = node.content
    if isinstance(content, Filler):
        kind, _, name = content.name.partition(":")
        if content.name == "program:busybox":
            if content.size in LOADERS and not root.exists(LOADERS[content.size]):
                raise os_error(errno.ENOENT, path)
            return Program("busybox", BUILDS.get(content.size, Flavour()))
        if kind == "program":
            return Program(name, SHELLS.get(name, Flavour()))
        if kind == "busybox":
            return Program("busybox")
        raise NotModelled(f"the program {path}")
    if content.startswith(b"\x7fELF"):
        flavour = busybox(content)
        if flavour is None:
            raise NotModelled(f"the program {path}", hint="Only a busybox is known by its bytes.")
        return Program("busybox", flavour)
    if content.startswith(b"#!"):
        line = content[2:].split(b"\n", 1)[0].decode("latin-1").strip(" \t")
        interpreter, _, argument = line.partition(" ")
        if depth > 4:
            raise os_error(errno.ELOOP, path)
        if not interpreter:
            raise os_error(errno.ENOEXEC, path)
        program = find_program(process, process.path(interpreter), depth + 1)
        extra = (interpreter, *([argument.strip()] if argument.strip() else []))
        return Program(program.name, program.flavour, (*extra, *program.argv) if program.argv else extra)
    raise os_error(errno.ENOEXEC, path)


def search(process: Process, name: str, path: str | None) -> tuple[str, OSError | None]:
    """Return where ``$PATH`` finds ``name``, or '' and why not."""
    reason: OSError | None = None
    for folder in (PATH if path is None else path).split(":"):
        where = posixpath.join(folder or ".", name)
        try:
            node = process.stat(where)
        except OSError:
            continue
        if isinstance(node, File) and allowed(node, process.cred, EXECUTE):
            return where, None
        reason = reason or os_error(errno.EACCES, where)
    return "", reason


def run(process: Process, path: str) -> int:
    """Become the program at ``path`` and return its exit status. Raises OSError as execve would."""
    process.session.flush()
    program = find_program(process, process.path(path))
    if program.argv:
        process.argv = [*program.argv, path, *process.argv[1:]]
    process.flavour = program.flavour
    return become(process, program.name)


def start(process: Process, argv: list[str], path: str | None = None, **changes: object) -> int:
    """Run another program, looked for along ``path``, as a child. Raises OSError where there is none."""
    child = process.child(argv, **changes)
    if "/" in argv[0]:
        return run(child, argv[0])
    where, reason = search(child, argv[0], path or process.env.get("PATH"))
    if not where:
        raise reason or FileNotFoundError(2, "No such file or directory")
    return run(child, where)


def become(process: Process, name: str) -> int:
    """Run the modelled program ``name`` in ``process``, to its end."""
    session = process.session
    session.step(10)
    process.program = name
    applet = name.split("/")[-1]
    if name == "busybox":
        applet = process.name.removeprefix("-")
        if applet == "busybox" and len(process.argv) > 1:
            process.argv = process.argv[1:]
            applet = process.name
        if not process.flavour.has(applet):
            process.err(f"{applet}: applet not found\n")
            return 127
    known = COMMANDS.get(applet)
    if known is None:
        raise NotModelled(f"the program {unicode(applet)}")
    session.depth += 1
    try:
        status = known(process)
    except Exit as exc:
        status = exc.status
    except (RecursionError, MemoryError) as exc:
        raise LabError(f"{unicode(process.name)}: nested too deeply, or too much memory") from exc
    except OSError as exc:
        status = process.fail(exc.strerror or "error")
    finally:
        session.depth -= 1
        try:
            process.flush()
        except OSError as exc:
            process.buffered = []
            status = process.fail("write error", exc)
    return status


def words(items: Iterable[str]) -> list[str]:
    """Return Unicode words as octets."""
    return [octets(item) for item in items]
