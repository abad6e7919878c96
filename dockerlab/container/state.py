"""A container: an image's files with a writable layer on top, and one process.

It is the layer, not the process, that makes a container: the process may never
have started, run, or have ended long ago; the container is there until it is
removed, and what was written in it as well.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from dockerlab.container.diff import changes
from dockerlab.container.health import Health
from dockerlab.container.life import Life
from dockerlab.container.options import Options
from dockerlab.digest import short
from dockerlab.errors import LabError
from dockerlab.filesystem import Change
from dockerlab.image import Image, ImageConfig
from dockerlab.overlay import Overlay
from dockerlab.process import Process
from dockerlab.shell import Output

__all__ = ["Container", "MountPoint", "Status"]

Status = Literal["created", "running", "paused", "exited"]


@dataclass(frozen=True)
class MountPoint:
    """A mount of a container as ``docker inspect`` shows it; ``source`` is a path of the host or a volume's name."""

    type: Literal["volume", "bind", "tmpfs"]
    source: str
    target: str
    readonly: bool = False
    mode: str = ""
    anonymous: bool = False
    shown: bool = True  # a --tmpfs is not in the list of mounts


@dataclass
class Container:
    """One container. Times are seconds since 1970, 0 for "not yet"; ``image_name`` is what was typed.

    ``config`` is the image's configuration with the options laid over it;
    ``overlay`` holds the files, without mounts.
    """

    id: str
    name: str
    image: Image
    image_name: str
    options: Options
    process: Process
    config: ImageConfig
    overlay: Overlay
    mounts: tuple[MountPoint, ...] = ()
    created: float = 0.0
    started: float = 0.0
    finished: float = 0.0
    paused: float = 0.0
    status: Status = "created"
    exit_code: int = 0
    error: str = ""
    logs: tuple[Output, ...] = ()
    before: tuple[Output, ...] = ()  # the logs of earlier runs
    pid: int = 0
    address: str = ""
    restarts: int = 0
    life: Life | None = None
    health: Health | None = None
    refused: LabError | None = None  # why its process could not be followed up to now

    def __repr__(self) -> str:
        return f"Container({self.name}, {self.status}, {short(self.id)})"

    @property
    def short_id(self) -> str:
        """The twelve digits that Docker prints."""
        return self.id[:12]

    @property
    def running(self) -> bool:
        """Whether its process is there: also while it is paused."""
        return self.status in ("running", "paused")

    @property
    def hostname(self) -> str:
        """What ``hostname`` prints in it."""
        return self.options.hostname or self.short_id

    @property
    def command(self) -> str:
        """The COMMAND column of ``docker ps``, whole: the words, one blank between, odd ones quoted."""
        return " ".join(quoted(word) for word in self.process.argv)

    @property
    def stop_timeout(self) -> int:
        """Seconds from the stop signal to SIGKILL."""
        return 10 if self.options.stop_timeout is None else self.options.stop_timeout

    @property
    def stop_signal(self) -> str:
        """The signal that ``docker stop`` sends first."""
        return self.config.stop_signal or "SIGTERM"

    def diff(self) -> tuple[Change, ...]:
        """Return the lines of ``docker diff``."""
        return changes(self.overlay.lower, self.overlay.fs)

    @property
    def size(self) -> int:
        """The bytes of the writable layer, links by their targets' length: the first figure of ``docker ps -s``."""
        return replace(self.overlay.layer(), unpacked=True).size

    def copy(self) -> Container:
        """Return the same container, to go its own way."""
        life = self.life.copy() if self.life is not None else None
        overlay = life.latest.root if life is not None else self.overlay.copy()
        return replace(self, overlay=overlay, life=life)


def quoted(word: str) -> str:
    """Return a word of the COMMAND column.

    >>> quoted("echo hi"), quoted("ls")
    ("'echo hi'", 'ls')
    """
    return f"'{word}'" if " " in word else word
