"""What containers share: volumes, and directories of the host.

A volume's tree is mounted in each of its containers; what one of them changes is
put back, so that the others see it.  A bind mount does the same with a directory
or a file of the host.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from dockerlab.container.daemon import Daemon
from dockerlab.container.life import Graft
from dockerlab.container.state import Container, MountPoint
from dockerlab.container.volumes import Volumes
from dockerlab.filesystem import Filesystem, diff
from dockerlab.inode import Directory, Node
from dockerlab.overlay import Overlay

__all__ = ["put_back", "refreshed", "remove", "shared_tree"]


def shared_tree(daemon: Daemon, volumes: Volumes, mount: MountPoint) -> Node:
    """Return what a volume or a bind mount holds now."""
    if mount.type == "volume":
        return volumes.find(mount.source).tree
    assert daemon.host is not None
    return daemon.host.stat(mount.source)


def refreshed(daemon: Daemon, volumes: Volumes, container: Container, grafts: Mapping[str, Graft]) -> dict[str, Graft]:
    """Return ``grafts`` with what others have written in them meanwhile."""
    fresh = dict(grafts)
    for mount in container.mounts:
        if mount.type != "tmpfs" and mount.target in fresh and not has_inner(mount.target, grafts):
            fresh[mount.target] = replace(fresh[mount.target], tree=shared_tree(daemon, volumes, mount))
    return fresh


def has_inner(target: str, grafts: Mapping[str, Graft]) -> bool:
    """Say whether something else is mounted inside of a mount."""
    return any(other.startswith(target.rstrip("/") + "/") for other in grafts)


def put_back(daemon: Daemon, volumes: Volumes, container: Container, grafts: Mapping[str, Graft]) -> dict[str, Graft]:
    """Write what a container changed in its mounts where it belongs; return the mounts as the others see them."""
    done = dict(grafts)
    for mount in container.mounts:
        if mount.target not in grafts:
            continue
        tree = grafts[mount.target].tree
        if mount.type == "volume" and isinstance(tree, Directory) and not mount.readonly:
            volumes.put(mount.source, tree)
        elif mount.type == "bind" and daemon.host is not None and not mount.readonly:
            write_host(daemon.host, mount.source, tree)
            done[mount.target] = replace(grafts[mount.target], tree=daemon.host.stat(mount.source))
    return done


def write_host(host: Overlay, source: str, tree: Node) -> None:
    """Make the host's ``source`` what ``tree`` is, touching only what differs."""
    there = host.stat(source)
    if there is tree:
        return
    real = host.resolve(source)
    if not isinstance(tree, Directory) or not isinstance(there, Directory):
        host.place(real, tree)
        return
    after = Filesystem(tree)
    for change in diff(Filesystem(there), after):
        path = real.rstrip("/") + change.path
        node = after.get(change.path)
        if change.kind == "D" or node is None:
            remove(host, path)
        else:
            host.place(path, node)


def remove(host: Overlay, path: str) -> None:
    """Remove ``path`` and everything below it."""
    if isinstance(host.stat(path, follow=False), Directory):
        for name in host.listdir(path):
            remove(host, f"{path}/{name}")
        host.rmdir(path)
    else:
        host.unlink(path)
