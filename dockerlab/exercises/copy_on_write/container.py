"""An image made of given layers, and a container of it in which commands have run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from dockerlab.cli.main import docker
from dockerlab.clock import Clock
from dockerlab.container.state import Container
from dockerlab.digest import DiffID, sha256
from dockerlab.engine import Engine
from dockerlab.errors import LabError
from dockerlab.image import History, Image
from dockerlab.inode import Directory, File, Filler, Node
from dockerlab.layer import Entry, Layer
from dockerlab.upper import ancestors

__all__ = ["engine_with", "filler", "node_at", "ran", "text"]

WHEN = "2026-03-02T09:00:00Z"
NAME = "work"


def text(words: str, mode: int = 0o644) -> File:
    """Return a file of text."""
    return File(f"{words}\n".encode(), mode)


def filler(count: int, name: str) -> File:
    """Return a file of ``count`` bytes; nothing is made of them."""
    return File(Filler(count, name))


@cache
def busybox() -> Image:
    """Return the base of every image here."""
    return Engine(clock=Clock()).image("busybox")


def engine_with(*layers: tuple[str, Mapping[str, Entry]]) -> Engine:
    """Return an engine with the image ``work``: busybox, and these layers on it, each with the line that made it."""
    image = busybox()
    for line, entries in layers:
        every: dict[str, Entry] = {}
        for path, entry in entries.items():
            every |= {above: Directory() for above in ancestors(path)}
            every[path] = entry
        every |= entries
        known = DiffID(sha256(f"{image.id} {line} {sorted(entries)}".encode()))
        image = image.append(Layer(every, known=known), History(WHEN, line))
    engine = Engine(clock=Clock())
    engine.store = engine.store.with_image(image)
    ran_tag = docker(engine, ["tag", image.id, NAME])
    assert ran_tag.status == 0
    return engine


def ran(engine: Engine, commands: str | Iterable[str], name: str = "it") -> tuple[Container, str, int]:
    """Run commands in a new container of ``work``; return it, what they printed, and their exit status.

    Raises:
        LabError: a command that is not modelled, or one that never ends.
    """
    script = commands if isinstance(commands, str) else "\n".join(commands)
    done = docker(engine, ["run", "--name", name, NAME, "sh", "-c", script])
    if done.error is not None and done.status in (3, 125):
        raise done.error
    containers = [container for container in engine.containers.all() if container.name == name]
    if not containers:
        raise LabError(done.stderr.strip() or "the container did not start")
    return containers[0], done.stdout + done.stderr, done.status


def node_at(container: Container, path: str) -> Node | None:
    """Return what a container sees at ``path``, symlinks followed; None where it sees nothing."""
    try:
        return container.overlay.stat(path)
    except OSError:
        return None
