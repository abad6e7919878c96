"""What ``docker commit`` leaves behind: everything of a container that is not in its writable layer.

What is mounted lies elsewhere: a volume with the engine, a bind mount on the host, a tmpfs in
memory, and ``/etc/hosts`` and its like with the runtime.  Of each of them the layer holds at
most the empty place that it is mounted on.  A process is memory, and a commit saves no memory.

Source: moby/moby daemon/commit.go, which exports the writable layer and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from dockerlab.container.daemon import Daemon
from dockerlab.container.running import mounted
from dockerlab.container.state import Container
from dockerlab.container.volumes import Volumes
from dockerlab.filesystem import Filesystem
from dockerlab.inode import Directory, File, Node

__all__ = ["Unsaved", "unsaved"]


@dataclass(frozen=True)
class Unsaved:
    """One thing that is not in the image.

    Attributes:
        source: the volume's name, the host's path, or the command of a process; empty for a tmpfs.
        target: where it is mounted in the container; empty for a process.
        files: the paths below ``target`` that hold something, sorted.
        size: their bytes.
    """

    kind: Literal["volume", "bind", "tmpfs", "process"]
    source: str
    target: str = ""
    files: tuple[str, ...] = ()
    size: int = 0


def unsaved(daemon: Daemon, volumes: Volumes, container: Container) -> tuple[Unsaved, ...]:
    """Return what a commit of ``container`` would leave behind now: its mounts in order, then its process."""
    trees = {target: graft.tree for target, graft in mounted(daemon, volumes, container).items()}
    found = []
    for point in container.mounts:
        files = tuple(files_of(trees.get(point.target, Directory()), point.target))
        size = sum(size for _, size in files)
        found.append(Unsaved(point.type, point.source, point.target, tuple(path for path, _ in files), size))
    if container.running:
        found.append(Unsaved("process", container.command))
    return tuple(found)


def files_of(tree: Node, target: str) -> Iterator[tuple[str, int]]:
    """Yield the files of a mount with their bytes; a mounted file is one itself."""
    if isinstance(tree, File):
        yield target, tree.size
    elif isinstance(tree, Directory):
        for path, node in Filesystem(tree).walk():
            if not isinstance(node, Directory):
                yield target.rstrip("/") + path, node.size if isinstance(node, File) else 0
