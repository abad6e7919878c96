"""What a process of the lab can see of the world, and what it leaves behind.

A ``System`` is the kernel's side of one container or one RUN step: the mounted
root, the clock, the host's name and kernel, the network.  ``execute`` gives
back a ``Result``: the exit status and every write to standard output and
standard error, in order.  Nothing here touches the machine Python runs on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, Protocol

from dockerlab.errors import LabError
from dockerlab.overlay import Overlay

__all__ = ["ExecError", "Flavour", "Mirror", "Output", "Result", "Suspended", "System"]


class Mirror(Protocol):
    """The lab's Internet: what can be downloaded, at the lab's own time."""

    def fetch(self, url: str) -> bytes:
        """Return the body of ``url``. Raises FileNotFoundError (a 404) or OSError (no such host)."""


@dataclass
class System:
    """What a process can ask of its surroundings.

    ``clock`` gives seconds since 1970; ``advance`` lets the virtual clock run
    (``sleep``).  ``advance`` may raise ``Suspended`` to stop the program there.
    ``budget`` is the number of steps after which a program counts as endless.
    """

    root: Overlay
    clock: Callable[[], int] = lambda: 0
    advance: Callable[[float], None] = lambda seconds: None
    hostname: str = "lab"
    kernel: str = "6.8.0-45-generic"
    network: bool = True
    mirror: Mirror | None = None
    budget: int = 200_000
    seed: str = field(default="", kw_only=True)  # what random devices start from; the second, where there is none


@dataclass(frozen=True, slots=True)
class Output:
    """One write: ``fd`` 1 or 2, the bytes, and the virtual time ``at`` which it was made."""

    fd: int
    data: bytes
    at: int = 0


@dataclass(frozen=True)
class Result:
    """How a program ended. ``running``: it did not; it was suspended and goes on.

    >>> Result(1, (Output(1, b"a"), Output(2, b"b"), Output(1, b"c"))).stdout
    b'ac'
    """

    status: int
    output: tuple[Output, ...] = ()
    running: bool = False

    @property
    def stdout(self) -> bytes:
        """All that was written to standard output."""
        return b"".join(piece.data for piece in self.output if piece.fd == 1)

    @property
    def stderr(self) -> bytes:
        """All that was written to standard error."""
        return b"".join(piece.data for piece in self.output if piece.fd == 2)

    @property
    def signal(self) -> int:
        """The signal that ended it (9 for status 137), or 0."""
        return self.status - 128 if 128 < self.status < 192 else 0


class ExecError(LabError):
    """The kernel would not start the program: ``execve`` failed.

    ``path`` is the file that was found, or the name that was looked for.
    """

    def __init__(
        self, kind: Literal["not found", "no such file", "permission denied", "format"], path: str, message: str
    ) -> None:
        super().__init__(message, status=127 if kind in ("not found", "no such file") else 126)
        self.kind = kind
        self.path = path


class Suspended(Exception):
    """The program waits for ever, or for longer than its caller does: it is still running."""


@lru_cache(maxsize=512)
def built_with(busybox: bytes, applet: str) -> bool:
    """Say whether the list of commands inside a busybox names ``applet``."""
    return f"\0{applet}\0".encode("latin-1") in busybox


@dataclass(frozen=True)
class Flavour:
    """Which shell or tool box a program is: the wording of its messages hangs on it.

    ``standalone`` busybox (Debian's) finds its own commands without ``$PATH``.
    ``content`` is a real busybox's, which names its commands in it.
    """

    name: Literal["busybox", "dash", "bash"] = "busybox"
    version: tuple[int, int] = (1, 37)
    standalone: bool = False
    content: bytes = field(default=b"", repr=False, compare=False)

    def has(self, applet: str) -> bool:
        """Say whether this busybox was built with a command."""
        return not self.content or (applet != "bash" and built_with(self.content, applet))
