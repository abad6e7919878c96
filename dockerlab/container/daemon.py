"""What containers need of the engine that they live in."""

from __future__ import annotations

from typing import Protocol

from dockerlab.clock import Clock
from dockerlab.image import Image
from dockerlab.overlay import Overlay
from dockerlab.shell import Mirror
from dockerlab.store import Store

__all__ = ["Daemon"]


class Daemon(Protocol):
    """The engine: its images, its time, its host's kernel and files, its network."""

    store: Store
    clock: Clock
    kernel: str
    host: Overlay | None
    mirror: Mirror | None

    def image(self, name: str) -> Image:
        """Return an image, pulled if it is not there. Raises DaemonError where there is none."""
