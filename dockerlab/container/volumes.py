"""Volumes: directories with a life of their own.

A volume outlives the containers that mount it, is in no image and in no diff.
A *new* volume is filled, once, with what the image has at the mount's target.

Source: https://docs.docker.com/engine/storage/volumes/#populate-a-volume-using-a-container
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from dockerlab.clock import Clock
from dockerlab.container.options import check_volume_name
from dockerlab.errors import DaemonError
from dockerlab.filesystem import Filesystem
from dockerlab.inode import Directory, File

__all__ = ["Volume", "Volumes"]


@dataclass(frozen=True)
class Volume:
    """A volume; ``created`` in seconds since 1970. ``fresh``: nothing has ever been in it."""

    name: str
    tree: Directory
    created: float = 0.0
    anonymous: bool = False
    labels: tuple[tuple[str, str], ...] = ()
    fresh: bool = True

    @property
    def size(self) -> int:
        """The bytes of its files."""
        return sum(node.size for _, node in Filesystem(self.tree).walk() if isinstance(node, File))


class Volumes(dict[str, Volume]):
    """The volumes of an engine, by name.

    >>> volumes = Volumes()
    >>> volumes.create("data", Clock()).name, list(volumes)
    ('data', ['data'])
    """

    def create(self, name: str, clock: Clock, labels: tuple[tuple[str, str], ...] = ()) -> Volume:
        """Return the volume ``name``, made if there is none; an empty name makes an anonymous one."""
        if name in self:
            return self[name]
        anonymous = not name
        if anonymous:
            name = clock.identifier()
        else:
            check_volume_name(name)
        self[name] = Volume(name, Directory(mtime=clock.seconds()), clock.now, anonymous, labels)
        return self[name]

    def find(self, name: str) -> Volume:
        """Return a volume. Raises DaemonError where there is none."""
        if name not in self:
            raise DaemonError(f"get {name}: no such volume")
        return self[name]

    def put(self, name: str, tree: Directory) -> None:
        """Set what a volume holds."""
        if name in self and self[name].tree is not tree:
            self[name] = replace(self[name], tree=tree, fresh=False)

    def fill(self, name: str, image: Directory) -> None:
        """Copy the image's directory into a volume that is new."""
        volume = self[name]
        if volume.fresh:
            self[name] = replace(volume, tree=image if not volume.tree.entries else volume.tree, fresh=False)

    def copy(self) -> Volumes:
        """Return the same volumes, to go their own way."""
        return Volumes(self)
