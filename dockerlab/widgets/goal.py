"""Goal: a wanted state of a lab, and what of it is still missing.

The wanted state is another lab, so it was computed and can be reached.  Names, files, configuration
and containers are compared, but no IDs and no times: any way that leads there is right.  What is in
the lab beyond the goal does not matter.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from dockerlab.container import Container
from dockerlab.drawing import layer_graph, svg
from dockerlab.filesystem import Filesystem
from dockerlab.image import Image
from dockerlab.inode import Directory, Node
from dockerlab.lab import Lab
from dockerlab.reference import Reference

__all__ = ["Goal", "differences"]

PARTS = {
    "entrypoint": "ENTRYPOINT", "cmd": "CMD", "env": "the environment", "user": "the user",
    "working_dir": "the working directory", "exposed_ports": "the exposed ports", "volumes": "the volumes",
    "labels": "the labels", "stop_signal": "the stop signal", "healthcheck": "the health check",
}  # fmt: skip


class Goal:
    """The state to reach: a lab, or the commands that lead to it from the start of another.

    >>> start = {"Dockerfile": "FROM busybox\\nCOPY a /\\n", "a": "1\\n"}
    >>> lab = Lab(start)
    >>> goal = Goal("docker build -q -t web . && docker run -d --name one web sleep 100", lab)
    >>> print("\\n".join(goal.left(lab)))
    image web:latest: there is none of that name
    container one: there is none of that name
    >>> _ = lab.run("docker build -q -t web . && docker run -d --name one web sleep 5; sleep 9")
    >>> goal.left(lab)
    ['container one: runs `sleep 5`, wanted `sleep 100`', 'container one: is not running']
    """

    def __init__(self, wanted: Lab | str, start: Lab) -> None:
        if isinstance(wanted, str):
            commands, wanted = wanted, Lab(start.files, start.seed, start.builder, start.images)
            wanted.run(commands)
        self.lab = wanted

    def left(self, lab: Lab) -> list[str]:
        """Say what still differs, a sentence each; an empty list when the goal is reached."""
        return list(differences(lab, self.lab))

    def picture(self) -> str:
        """Return the wanted images as SVG. Raises LabError where there is no ``dot``."""
        names = {name.familiar: image for name, image in named(self.lab).items()}
        return svg(layer_graph(names), "The goal", f"Wanted: {', '.join(names)}") if names else ""


def named(lab: Lab) -> dict[Reference, Image]:
    """Return the tagged images of a lab."""
    store = lab.engine.store
    return {name: store.images[image] for name, image in store.names.items() if name.tag}


def differences(lab: Lab, wanted: Lab) -> Iterator[str]:
    """Yield what ``wanted`` has and ``lab`` has not, or has otherwise."""
    have = named(lab)
    for name, image in named(wanted).items():
        if name not in have:
            yield f"image {name.familiar}: there is none of that name"
        else:
            yield from (f"image {name.familiar}: {what}" for what in of_image(have[name], image))
    containers = {container.name: container for container in lab.engine.containers.all()}
    for container in wanted.engine.containers.all():
        if container.name not in containers:
            yield f"container {container.name}: there is none of that name"
        else:
            found = of_container(containers[container.name], container)
            yield from (f"container {container.name}: {what}" for what in found)
    volumes = lab.engine.containers.volumes
    for volume in wanted.engine.containers.volumes.values():
        if volume.name not in volumes and not volume.anonymous:
            yield f"volume {volume.name}: there is none of that name"


def of_image(image: Image, wanted: Image) -> Iterator[str]:
    """Yield how an image differs: the first file, and each part of the configuration."""
    path, now, then = first_difference(image.filesystem, wanted.filesystem)
    if path and now is None:
        yield f"{path} is missing"
    elif path and then is None:
        yield f"{path} is there, and should not be"
    elif path:
        yield f"{path} is not as wanted"
    for part, words in PARTS.items():
        if getattr(image.config, part, None) != getattr(wanted.config, part, None):
            yield f"{words} differs"


def first_difference(tree: Filesystem, wanted: Filesystem) -> tuple[str, Node | None, Node | None]:
    """Return the first path at which two trees differ, times aside, with what stands there; an empty path for none."""
    return below(tree.root, wanted.root, "") or ("", None, None)


def below(now: Directory, then: Directory, prefix: str) -> tuple[str, Node | None, Node | None] | None:
    """Return the first difference below a directory."""
    if now.entries is then.entries:
        return None
    for name in sorted(now.entries.keys() | then.entries.keys()):
        one, other, path = now.entries.get(name), then.entries.get(name), f"{prefix}/{name}"
        if one is other:
            continue
        if one is None or other is None or bare(one) != bare(other):
            return path, one, other
        if isinstance(one, Directory) and isinstance(other, Directory):
            found = below(one, other, path)
            if found is not None:
                return found
    return None


def bare(node: Node) -> Node:
    """Return a node without its time and, for a directory, without what is in it."""
    return replace(node, entries={}, mtime=0) if isinstance(node, Directory) else replace(node, mtime=0)


def of_container(container: Container, wanted: Container) -> Iterator[str]:
    """Yield how a container differs: its image, its command, whether it runs."""
    if container.image_name != wanted.image_name:
        yield f"is of {container.image_name}, wanted {wanted.image_name}"
    if container.command != wanted.command:
        yield f"runs `{container.command}`, wanted `{wanted.command}`"
    if container.running != wanted.running:
        yield "is not running" if wanted.running else "is still running"
