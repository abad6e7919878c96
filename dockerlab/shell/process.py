"""A process: arguments, environment, user, working directory and open files; and how one becomes a program.

A command exists only if its file does.  What a file *is* decides what runs:
a filler named ``program:NAME`` is that program, real ELF bytes are known when
they are a busybox (its applet is the name it was called by), ``#!`` names an
interpreter.  Any other program is ``NotModelled``.

Source of the rules: https://man7.org/linux/man-pages/man2/execve.2.html
"""

from __future__ import annotations

import errno
import getopt
import posixpath
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from dockerlab.errors import LabError, NotModelled
from dockerlab.inode import Directory, File, Filler, Node, Special, os_error
from dockerlab.overlay import Overlay
from dockerlab.permission import EXECUTE, Credentials, allowed
from dockerlab.shell.streams import (
    Endless,
    FileReader,
    FileWriter,
    Random,
    Source,
    Stream,
    Terminal,
    Zero,
    octets,
    unicode,
)
from dockerlab.shell.system import Flavour, Output, System

__all__ = ["COMMANDS", "Exit", "Options", "Process", "Program", "Session", "Usage", "command", "find_program", "run"]

PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


class Exit(Exception):
    """The process ends itself with ``status``."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Usage(Exception):
    """A command called in a way that would print its help."""


class Session:
    """One call of ``execute``: what its processes share."""

    def __init__(self, system: System) -> None:
        self.system = system
        self.left = system.budget
        self.output: list[Output] = []
        self.writers: list[FileWriter] = []
        self.readers: list[FileReader] = []
        self.pid = 1
        self.depth = 0

    def step(self, count: int = 1) -> None:
        """Count work done. Raises Endless when the budget is spent."""
        self.left -= count
        if self.left < 0:
            budget = f"{self.system.budget:,}".replace(",", " ")
            raise Endless(
                f"the command did not finish within {budget} steps",
                hint="Look for a loop that never ends.",
            )

    def show(self, fd: int) -> Terminal:
        """Return the stream whose writes become ``Output`` of ``fd``."""

        def keep(data: bytes) -> None:
            self.step(len(data) >> 12)
            now = self.system.clock()
            last = self.output[-1] if self.output else None
            if last is not None and last.fd == fd and last.at == now and len(last.data) < 4096:
                self.output[-1] = replace(last, data=last.data + data)
            else:
                self.output.append(Output(fd, data, now))

        return Terminal(keep)

    def flush(self) -> None:
        """Let every open file's pending bytes reach the tree, before someone looks."""
        for writer in self.writers:
            writer.flush()


@dataclass
class Process:
    """One process. All text is octets (see ``streams``); ``fds`` are its open files."""

    session: Session
    argv: list[str]
    env: dict[str, str] = field(default_factory=dict)
    cwd: str = "/"
    cred: Credentials = Credentials()
    umask: int = 0o022
    fds: dict[int, Stream] = field(default_factory=dict)
    pid: int = 1
    flavour: Flavour = Flavour()
    program: str = ""  # what the file is: "busybox", "coreutils/ls"; the shell's own: "builtin"
    buffered: list[bytes] = field(default_factory=list)
    killed: int = 0  # the signal that ended it

    @property
    def name(self) -> str:
        """The name that error messages start with."""
        kind, _, shell = self.program.partition(":")
        return shell if kind == "builtin" else posixpath.basename(self.argv[0]) or self.argv[0]

    @property
    def root(self) -> Overlay:
        """The system calls, made by this process's user."""
        root = self.session.system.root
        root.cred, root.umask = self.cred, self.umask
        return root

    def path(self, name: str) -> str:
        """Return ``name`` as the kernel gets it: absolute. Raises ENOENT for an empty name."""
        if not name:
            raise os_error(errno.ENOENT, name)
        if max(map(len, name.split("/"))) > 255 or len(name) > 4095:
            raise os_error(errno.ENAMETOOLONG, name)
        return unicode(name if name.startswith("/") else posixpath.join(self.cwd, name))

    def child(self, argv: Sequence[str], **changes: object) -> Process:
        """Return a process that this one starts: same surroundings, other arguments."""
        self.session.pid += 1
        made = replace(self, argv=list(argv), env=dict(self.env), fds=dict(self.fds), buffered=[], pid=self.session.pid)
        return replace(made, **changes)  # type: ignore[arg-type]

    # -- reading and writing ------------------------------------------------

    def out(self, text: str | bytes) -> None:
        """Write to standard output, through the buffer that a program has on what is no terminal."""
        self.session.step(len(text) >> 12)
        self.buffered.append(text if isinstance(text, bytes) else text.encode("latin-1"))
        if len(self.buffered) > 64 and sum(map(len, self.buffered)) > 4096:
            self.flush()

    def flush(self) -> None:
        """Write out what is buffered."""
        data, self.buffered = b"".join(self.buffered), []
        if data:
            self.put(1, data)

    def put(self, fd: int, data: bytes) -> None:
        """Write to ``fd`` now. Raises EBADF where it is closed."""
        stream = self.fds.get(fd)
        if stream is None:
            raise os_error(errno.EBADF, str(fd))
        stream.write(data)

    def err(self, text: str) -> None:
        """Write to standard error, if it is open."""
        if 2 in self.fds:
            self.put(2, text.encode("latin-1"))

    def fail(self, message: str, exc: OSError | None = None, status: int = 1) -> int:
        """Say ``NAME: message: reason`` on standard error and return ``status``."""
        self.err(f"{self.name}: {message}{f': {exc.strerror}' if exc else ''}\n")
        return status

    def stdin(self) -> Stream:
        """Return standard input."""
        return self.fds.get(0, Stream())

    def device(self, path: str) -> Stream | None:
        """Return the stream of a device or pseudo file that every container has."""
        fd = re.fullmatch(r"(?:/dev|/proc/self)/fd/(\d+)|/dev/std(in|out|err)", path)
        if fd:
            number = int(fd[1]) if fd[1] else ("in", "out", "err").index(fd[2])
            if number not in self.fds:
                raise os_error(errno.ENOENT, path)
            return self.fds[number]
        match path:
            case "/dev/null":
                return Stream()
            case "/dev/zero" | "/dev/full":
                return Zero(full=path == "/dev/full")
            case "/dev/urandom" | "/dev/random":
                self.session.pid += 1
                return Random(f"{self.session.system.hostname} {self.session.system.clock()} {self.session.pid}")
            case "/proc/sys/kernel/random/uuid":
                digits = self.device("/dev/urandom").read(16).hex()  # type: ignore[union-attr]
                uuid = f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:]}\n"
                return Source(uuid.encode(), path)
            case "/dev/tty":
                raise os_error(errno.ENXIO, path)
        return None

    def open(self, name: str) -> Stream:
        """Open a file for reading. Raises OSError; a directory opens, and fails when read."""
        self.session.flush()
        path = self.path(name)
        if path.startswith(("/dev/", "/proc/")) and (device := self.device(path)) is not None:
            return device
        node = self.root.stat(path)
        if isinstance(node, Special):
            raise NotModelled(f"reading the {node.kind} device {path}")
        reader = FileReader(self.root, self.root.resolve(path))
        self.session.readers.append(reader)
        return reader

    def read(self, name: str) -> bytes:
        """Return the bytes of a file, or of standard input for ``-``."""
        if name == "-":
            return self.stdin().read()
        stream = self.open(name)
        if stream in self.session.readers:
            self.session.readers.pop()
        return stream.read()

    def text(self, name: str) -> str:
        """Return what ``read`` does, as octets."""
        return self.read(name).decode("latin-1")

    def create(self, name: str, *, append: bool = False, exclusive: bool = False, mode: int = 0o666) -> Stream:
        """Open a file for writing, emptied unless ``append``. Raises OSError."""
        self.session.flush()
        path = self.path(name)
        if path.startswith("/dev/") and (device := self.device(path)) is not None:
            return device
        root = self.root
        real = root.resolve(path, missing_ok=True)
        if name.endswith("/") and not root.exists(real):
            raise os_error(errno.EISDIR, path)
        if exclusive and root.exists(path) and isinstance(root.stat(path), File):
            raise os_error(errno.EEXIST, path)
        if root.exists(real) and isinstance(root.stat(real), Special):
            raise NotModelled(f"writing to the device {path}")
        if not append and any(isinstance(s, FileWriter) and s.path == real for s in self.fds.values()):
            raise NotModelled(f"two descriptors that write over each other in {path}", hint="Use >> or 2>&1.")
        writer = FileWriter(root, real, self.session.step, self.session.readers)
        if not append or not root.exists(real) or not root.may(real, 2):
            writer.put(b"", append=append, mode=mode)
        elif isinstance(root.stat(real), Directory):
            raise os_error(errno.EISDIR, path)
        self.session.writers.append(writer)
        return writer

    def stat(self, name: str, *, follow: bool = True) -> Node:
        """Return the node at ``name``, as it is with everything written so far."""
        self.session.flush()
        return self.root.stat(self.path(name), follow=follow)

    def is_directory(self, name: str) -> bool:
        """Say whether ``name`` leads to a directory."""
        try:
            return isinstance(self.stat(name), Directory)
        except OSError:
            return False


# -- the registry of commands -------------------------------------------------


class Options(dict[str, list[str]]):
    """The options a command was given: ``"r" in o``, ``o.one("k")``, ``o["e"]`` (all values in order)."""

    order: str = ""  # the letters, as they came

    def one(self, letter: str, default: str = "") -> str:
        """Return the last value of an option, or ``default``."""
        return self[letter][-1] if letter in self else default

    def last(self, letters: str) -> str:
        """Return which of ``letters`` came last ('' if none)."""
        return next((letter for letter in reversed(self.order) if letter in letters), "")


Command = Callable[[Process], int]
COMMANDS: dict[str, Command] = {}
"""Every program that is modelled, by name. Packages outside may add theirs with ``command``."""


def command(
    *names: str, options: str | None = None, long: Mapping[str, str] | None = None, least: int = 0, digits: str = ""
) -> Callable[[Callable[[Process, Options, list[str]], int]], Callable[[Process, Options, list[str]], int]]:
    """Register a command under ``names``.

    Args:
        options: as getopt(3): ``"rf"``, ``"n:"`` with a value, a leading ``+`` to
            stop at the first argument. None: the command parses for itself.
        long: long name (``=`` at its end if it takes a value) → letter.
        least: the number of arguments that it needs at least.
        digits: the option that ``-5`` stands for.

    An option that is not listed is ``NotModelled``, never ignored.
    """

    def register(
        body: Callable[[Process, Options, list[str]], int],
    ) -> Callable[[Process, Options, list[str]], int]:
        def start(process: Process) -> int:
            found, rest = Options(), process.argv[1:]
            try:
                if digits:
                    rest = [re.sub(r"^-(\d+)$", rf"-{digits}\1", word) for word in rest[:1]] + rest[1:]
                if options is not None:
                    found, rest = parse_options(rest, options, long or {})
                if len(rest) < least:
                    raise Usage("too few arguments")
                return body(process, found, rest)
            except Usage as exc:
                shown = " ".join(process.argv)
                raise NotModelled(f"{unicode(shown)}: {process.name} would print its help ({exc})") from exc
            except getopt.GetoptError as exc:
                dash = "-" if len(exc.opt) == 1 else "--"
                raise NotModelled(f"the option {dash}{exc.opt} of {process.name}") from exc

        for name in names:
            COMMANDS[name] = start
        return body

    return register


def parse_options(argv: list[str], options: str, long: Mapping[str, str]) -> tuple[Options, list[str]]:
    """Sort ``argv`` into options and arguments."""
    found = Options()
    parse = getopt.getopt if options.startswith("+") else getopt.gnu_getopt
    pairs, rest = parse(argv, options.lstrip("+"), list(long))
    for name, value in pairs:
        letter = name[1:] if not name.startswith("--") else long.get(name[2:]) or long[name[2:] + "="]
        found.setdefault(letter, []).append(value)
        found.order += letter
    return found, rest


# -- from a file to a program ------------------------------------------------


@dataclass(frozen=True)
class Program:
    """What a file is: ``name`` in the registry, and the arguments an interpreter adds in front."""

    name: str
    flavour: Flavour = Flavour()
    argv: tuple[str, ...] = ()


SHELLS = {"dash": Flavour("dash"), "bash": Flavour("bash", (5, 2))}


@lru_cache(maxsize=32)
def busybox(content: bytes) -> Flavour | None:
    """Say which busybox an ELF file is, if it is one."""
    banner = re.search(rb"BusyBox v(\d+)\.(\d+)[.\d]*( \(Debian)?", content)
    return Flavour("busybox", (int(banner[1]), int(banner[2])), bool(banner[3]), content) if banner else None


def find_program(process: Process, path: str, depth: int = 0) -> Program:
    """Return what the file at ``path`` is. Raises OSError as execve would (ENOEXEC: no format the kernel knows)."""
    root = process.root
    node = root.stat(path)
    if not isinstance(node, File) or not allowed(node, process.cred, EXECUTE):
        raise os_error(errno.EACCES, path)
    content = node.content
    if isinstance(content, Filler):
        kind, _, name = content.name.partition(":")
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
