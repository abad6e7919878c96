"""A process: arguments, environment, user, working directory and open files."""

from __future__ import annotations

import errno
import posixpath
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from dockerlab.errors import NotModelled
from dockerlab.inode import Directory, File, Node, Special, Symlink, os_error
from dockerlab.overlay import Overlay
from dockerlab.permission import Credentials
from dockerlab.shell.streams import Endless, FileReader, FileWriter, Random, Source, Stream, Terminal, Zero, unicode
from dockerlab.shell.system import Flavour, Output, System
from dockerlab.shell.wording import ALIASES, GNU, gnu, reworded

__all__ = ["Exit", "Process", "Session"]


class Exit(Exception):
    """The process ends itself with ``status``."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


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
    cred: Credentials = field(default_factory=Credentials)
    umask: int = 0o022
    fds: dict[int, Stream] = field(default_factory=dict)
    pid: int = 1
    flavour: Flavour = field(default_factory=Flavour)
    program: str = ""  # what the file is: "busybox", "coreutils/ls"; the shell's own: "builtin"
    buffered: list[bytes] = field(default_factory=list)
    waiting: int = 0  # bytes in the buffer
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
        made = replace(
            self,
            argv=list(argv),
            env=dict(self.env),
            fds=dict(self.fds),
            buffered=[],
            waiting=0,
            killed=0,
            pid=self.session.pid,
        )
        return replace(made, **changes)  # type: ignore[arg-type]

    # -- reading and writing ------------------------------------------------

    def out(self, text: str | bytes) -> None:
        """Write to standard output, through the buffer that a program has on what is no terminal."""
        self.session.step(len(text) >> 10)
        self.buffered.append(text if isinstance(text, bytes) else text.encode("latin-1"))
        self.waiting += len(text)
        if self.waiting > 4096:
            self.flush()

    def flush(self) -> None:
        """Write out what is buffered."""
        data, self.buffered, self.waiting = b"".join(self.buffered), [], 0
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

    @property
    def gnu(self) -> bool:
        """Say whether this is a GNU program and not busybox's of the same name."""
        own = self.program in ("", "busybox") or self.program.startswith("builtin:")
        return not own and (self.name in GNU or self.name in ALIASES)

    def fail(self, message: str, exc: OSError | None = None, status: int = 1) -> int:
        """Say ``NAME: message: reason`` on standard error and return ``status``, in this program's own words."""
        text = f"{message}: {exc.strerror}" if exc else message
        if self.program.startswith("builtin:"):
            text = reworded(self.flavour.name, text) if self.flavour.name != "busybox" else text
        elif self.gnu:
            text, status = gnu(self.name, text, status)
            if "UTF-8" in (self.env.get("LC_ALL") or self.env.get("LANG") or "").upper():
                text = re.sub(r"'([^']*)'", "\u2018\\1\u2019", text).encode().decode("latin-1")
        if text:
            self.err(f"{ALIASES.get(self.name, self.name) if self.gnu else self.name}: {text}\n")
        return status

    def each(self, names: Iterable[str], act: Callable[[str], object], wrong: str = "{}") -> int:
        """Do ``act`` to every name; say ``wrong`` of each that it fails for, and return the status of it all."""
        status = 0
        for name in names:
            self.session.step()
            try:
                act(name)
            except OSError as exc:
                status = self.fail(wrong.format(name), exc)
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
                system = self.session.system
                return Random(f"{system.hostname} {system.seed or system.clock()} {self.session.pid}")
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

    def save(self, name: str, data: bytes, *, append: bool = False) -> None:
        """Write a whole file, or to standard output for ``-``. Raises OSError."""
        if name == "-":
            self.out(data)
            self.flush()
            return
        stream = self.create(name, append=append)
        stream.write(data)
        stream.close()

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

    def is_link(self, name: str) -> bool:
        """Say whether a symbolic link is at ``name``."""
        try:
            return isinstance(self.stat(name, follow=False), Symlink)
        except OSError:
            return False
