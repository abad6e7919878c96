"""Containers: created from images, started, stopped, looked into, committed, removed.

Read ``state`` for what a container is, ``life`` for how its process runs on the
virtual clock, ``containers`` for the commands; ``root`` for what the runtime
puts into every root filesystem.
"""

from dockerlab.container import programs as programs  # adds what only a container can run
from dockerlab.container.containers import Containers, StartError
from dockerlab.container.options import MountSpec, Options, parse_mount, parse_tmpfs, parse_volume
from dockerlab.container.root import prepare_root
from dockerlab.container.running import ExecOptions, Ran
from dockerlab.container.state import Container, MountPoint
from dockerlab.container.timeline import World
from dockerlab.container.volumes import Volume, Volumes

__all__ = [
    "Container",
    "Containers",
    "ExecOptions",
    "MountPoint",
    "MountSpec",
    "Options",
    "Ran",
    "StartError",
    "Volume",
    "Volumes",
    "World",
    "parse_mount",
    "parse_tmpfs",
    "parse_volume",
    "prepare_root",
]
