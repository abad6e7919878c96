"""One run of the client: what it was given, and what it prints.

A ``Client`` stands between a command and the world: the engine, the host's
files, standard input, and the two streams that it writes to.  The functions
here say how errors look, which is the same for almost every command.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from dockerlab.cli.flags import Parsed
from dockerlab.cli.template import TemplateError, compile
from dockerlab.errors import (
    ArchiveError,
    BuildError,
    DaemonError,
    DockerfileError,
    InvalidReference,
    LabError,
    NotModelled,
    UsageError,
)
from dockerlab.image import Image
from dockerlab.inode import normalise
from dockerlab.overlay import Overlay
from dockerlab.shell import Output

if TYPE_CHECKING:
    from dockerlab.engine import Engine

__all__ = ["Client", "CommandResult", "Handler", "Host", "each", "wording"]


@dataclass
class Host:
    """The machine that ``docker`` is typed on: its files, the working directory, the environment."""

    files: Overlay
    cwd: str = "/root/lab"
    env: Mapping[str, str] = field(default_factory=dict)

    def path(self, name: str) -> str:
        """Return ``name`` as an absolute path."""
        return normalise(name, self.cwd)

    def resolve(self, name: str, *, missing_ok: bool = False) -> str:
        """Return where ``name`` really is, symlinks followed. Raises OSError."""
        full = name if name.startswith("/") else posixpath.join(self.cwd, name)
        return self.files.resolve(full, missing_ok=missing_ok)


@dataclass(frozen=True)
class CommandResult:
    """How a command ended: the exit status, every write, what happened in the engine, and the error behind it.

    ``text`` is the command as it was typed, in a script.
    """

    status: int
    output: tuple[Output, ...] = ()
    events: tuple[object, ...] = field(default=(), repr=False)
    error: LabError | None = field(default=None, repr=False)
    text: str = ""

    @property
    def stdout(self) -> str:
        """All that was written to standard output."""
        return _text(self.output, 1)

    @property
    def stderr(self) -> str:
        """All that was written to standard error."""
        return _text(self.output, 2)


def _text(output: Iterable[Output], fd: int) -> str:
    return b"".join(piece.data for piece in output if piece.fd == fd).decode("utf-8", "replace")


@dataclass
class Client:
    """One run of ``docker``."""

    engine: Engine
    host: Host
    read: Callable[[], bytes]  # standard input
    tty: bool = False
    write: Callable[[Output], None] | None = None  # called with each piece as it is written
    output: list[Output] = field(default_factory=list)
    events: list[object] = field(default_factory=list)
    error: LabError | None = None

    @cached_property
    def stdin(self) -> bytes:
        """All of standard input, read when it is first wanted."""
        return self.read()

    def put(self, fd: int, data: str | bytes) -> None:
        """Write to standard output (1) or standard error (2)."""
        raw = data.encode("utf-8", "surrogateescape") if isinstance(data, str) else data
        if raw:
            piece = Output(fd, raw, self.engine.clock.seconds())
            self.output.append(piece)
            if self.write is not None:
                self.write(piece)

    def out(self, data: str | bytes) -> None:
        """Write to standard output."""
        self.put(1, data)

    def line(self, text: str) -> None:
        """Write a line to standard output."""
        self.put(1, text + "\n")

    def err(self, text: str) -> None:
        """Write a line to standard error."""
        self.put(2, text + "\n")

    def fail(self, error: LabError) -> int:
        """Print an error; return the exit status that the client gives for it.

        What the daemon says has status 1; ``docker run`` alone tells its kinds apart.
        """
        self.error = error
        self.err(wording(error))
        return 1 if isinstance(error, DaemonError | InvalidReference | BuildError) else error.status

    def image(self, name: str) -> Image | None:
        """Return the image that a name means here; None where there is none, and where it is no name."""
        try:
            return self.engine.store.find(name)
        except LabError:
            return None

    def parses(self, form: str) -> bool:
        """Say whether a template parses; print why where it does not (the status is then 64)."""
        try:
            compile(form)
        except TemplateError as exc:
            self.fail(exc)
            return False
        return True

    @property
    def now(self) -> float:
        """The engine's time, seconds since 1970."""
        return self.engine.clock.now


Handler = Callable[[Client, Parsed], int]


def wording(error: LabError) -> str:
    """Return an error as the client prints it. (The hint and the caret are not Docker's: the lab shows them.)"""
    match error:
        case NotModelled():
            return f"dockerlab: {error.message}"
        case TemplateError():
            return f"template parsing error: {error.message}"
        case DaemonError() | ArchiveError() | DockerfileError():
            return f"Error response from daemon: {error.message}"
        case UsageError() | InvalidReference() | BuildError() | _:
            return error.message


def each(client: Client, names: Iterable[str], action: Callable[[str], object]) -> int:
    """Do something for every name, and print the text it returns, else the name; an error does not stop the rest."""
    status = 0
    for name in names:
        try:
            said = action(name)
        except NotModelled:
            raise
        except LabError as error:
            status = client.fail(error) and 1
        else:
            if said != "":
                client.line(said if isinstance(said, str) else name)
    return status
