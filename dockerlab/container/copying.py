"""``docker cp``: files in and out of a container, running or not.

Where a copy lands depends on what is at the destination, as with ``cp -r``; what
lands in a container belongs to root there, unless ``--archive`` keeps the owner.

Source: https://docs.docker.com/reference/cli/docker/container/cp/
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from dataclasses import replace

from dockerlab.errors import DaemonError, LabError
from dockerlab.filesystem import Filesystem
from dockerlab.inode import Directory, Node, normalise
from dockerlab.overlay import Overlay

__all__ = ["destination", "missing_in", "missing_on_host", "no_directory_on_host", "put", "take"]


def take(root: Overlay, path: str, missing: Callable[[str], LabError]) -> tuple[str, Node, bool]:
    """Return the name, the node and "only what is in it" of a source; a link is taken as a link."""
    inside = path == "." or path.endswith("/.")
    real = normalise(path)
    try:
        node = root.stat(real, follow=path.endswith("/") or inside)
    except OSError as exc:
        raise missing(path) from exc
    return posixpath.basename(real), node, inside


def destination(
    root: Overlay, path: str, name: str, node: Node, *, inside: bool, missing: Callable[[str], LabError]
) -> str:
    """Return the path at which ``node``, called ``name``, lands when it is copied to ``path``.

    Raises:
        LabError: the directory is not there, or a directory would replace a file.
    """
    real = normalise(path)
    there = stat(root, real)
    if isinstance(there, Directory):
        return root.resolve(real) if inside else posixpath.join(root.resolve(real), name)
    if isinstance(node, Directory):
        if there is not None:
            raise LabError("cannot copy directory", hint=f"{path} is a file; a directory cannot take its place.")
    elif path.endswith("/"):
        raise LabError("no such directory", hint=f"Make {path} first, or leave out the last slash.")
    parent = posixpath.dirname(real)
    if not isinstance(stat(root, parent), Directory):
        raise missing(parent)
    return posixpath.join(root.resolve(parent), posixpath.basename(real)) if there is None else root.resolve(real)


def stat(root: Overlay, path: str) -> Node | None:
    """Return what stands at ``path``, None where nothing does."""
    try:
        return root.stat(path)
    except OSError:
        return None


def put(root: Overlay, path: str, node: Node, *, keep_owner: bool) -> None:
    """Lay a tree at ``path``, over what is there; its files belong to root unless ``keep_owner``."""
    node = node if keep_owner else owned_by_root(node)
    root.place(path, node)
    if isinstance(node, Directory):
        for below, child in Filesystem(node).walk():
            root.place(path.rstrip("/") + below, child)


def owned_by_root(node: Node) -> Node:
    """Return a tree in which everything belongs to root."""
    if isinstance(node, Directory):
        return replace(node, uid=0, gid=0, entries={name: owned_by_root(child) for name, child in node.entries.items()})
    return replace(node, uid=0, gid=0)


def missing_in(container: str) -> Callable[[str], LabError]:
    """Return the error for a path that is not in a container."""
    return lambda path: DaemonError(
        f"Could not find the file {normalise(path)} in container {container}", hint="Look with `docker exec … ls`."
    )


def missing_on_host(path: str) -> LabError:
    """Return the error for a source that is not on the host."""
    return LabError(f"lstat {normalise(path)}: no such file or directory")


def no_directory_on_host(path: str) -> LabError:
    """Return the error for a destination on the host whose directory is not there."""
    return LabError(f'invalid output path: directory "{normalise(path)}" does not exist')
