"""``RUN --mount``: what is there only while the command runs.

A bind mount shows a stage, an image or the context; a cache mount is a
directory that outlives the build and is no part of any image; a tmpfs is empty
and forgotten; a secret is a file (or a variable) that no layer ever holds.

Source: https://docs.docker.com/reference/dockerfile/#run---mount
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field

from dockerlab.build.directories import make_directories
from dockerlab.build.engine_names import ref
from dockerlab.build.steps import Builder
from dockerlab.dockerfile import Mount, Run, quote
from dockerlab.errors import BuildError, NotModelled
from dockerlab.filesystem import Filesystem
from dockerlab.inode import Directory, File, Node, normalise
from dockerlab.overlay import Overlay

__all__ = ["Mounted", "mount_all"]


@dataclass
class Mounted:
    """The mounts of one RUN, in the order they were made."""

    mounts: list[tuple[str, str]] = field(default_factory=list)  # target, key of the cache it belongs to or ""
    made: list[str] = field(default_factory=list)
    env: dict[str, str] = field(default_factory=dict)

    def undo(self, root: Overlay, caches: dict[str, Filesystem]) -> None:
        """Unmount all, last first; keep what the cache mounts hold."""
        for target, key in reversed(self.mounts):
            tree = root.unmount(target)
            if key and isinstance(tree, Directory):
                caches[key] = Filesystem(tree)
        for path in reversed(self.made):  # what was made only to be mounted on goes away, if nothing is in it
            node = root.stat(path, follow=False) if root.exists(path) else None
            if isinstance(node, Directory) and not node.entries:
                root.rmdir(path)
            elif isinstance(node, File) and not node.size:
                root.unlink(path)


def mount_all(
    root: Overlay,
    run: Run,
    builder: Builder,
    caches: dict[str, Filesystem],
    sources: Mapping[str, Filesystem],
    secrets: Mapping[str, bytes],
    cwd: str,
) -> Mounted:
    """Make the mounts of ``run`` on ``root``.

    Raises:
        BuildError: a source or a required secret that is not there.
        NotModelled: ``--mount=type=ssh,required``.
    """
    mounted = Mounted()
    if builder == "classic":
        return mounted
    for mount in run.mounts:
        target = normalise(mount.target, cwd) if mount.target else ""
        if mount.type == "ssh":
            if mount.required:
                raise NotModelled("RUN --mount=type=ssh,required (it needs a key agent)", run.span)
            continue  # no agent was given to the build: nothing to mount
        if mount.type == "secret":
            secret(root, run, mount, secrets, mounted)
            continue
        tree, key = source(run, mount, caches, sources, target)
        mounted.made += make_point(root, target, tree)
        root.mount(target, tree, readonly=mount.readonly and mount.type == "bind")
        mounted.mounts.append((target, key))
    return mounted


def source(
    run: Run, mount: Mount, caches: dict[str, Filesystem], sources: Mapping[str, Filesystem], target: str
) -> tuple[Node, str]:
    """Return the tree that a mount shows, and the key under which a cache keeps it."""
    if mount.type == "tmpfs":
        return Directory(mode=0o1777), ""
    if mount.type == "cache":
        key = f"{mount.id or target} {mount.owned}".rstrip()
        start = Directory(mode=mount.mode or 0o755, uid=mount.uid or 0, gid=mount.gid or 0)
        return (caches[key].root if key in caches else start), key
    fs = sources[mount.from_]
    path = normalise(mount.source or "/")
    node = fs.get(path)
    if node is None:
        reason = f"{quote(path)}: not found"
        words = f"failed to compute cache key: failed to calculate checksum of ref {ref(reason)}: {reason}"
        raise BuildError(words, run.span)
    return node, ""


def secret(root: Overlay, run: Run, mount: Mount, secrets: Mapping[str, bytes], mounted: Mounted) -> None:
    """Mount a secret's file, or set its variable; an optional one that is not given is left out."""
    name = mount.id or mount.target.rsplit("/", 1)[-1]
    if name not in secrets:
        if mount.required:
            raise BuildError(f"secret {name}: not found", run.span, f"Give it with --secret id={name},src=FILE.")
        return
    if mount.env is not None:
        mounted.env[mount.env or name] = secrets[name].decode("utf-8", "replace")
    if mount.target or mount.env is None:
        target = normalise(mount.target or f"/run/secrets/{name}")
        mode = 0o400 if mount.mode is None else mount.mode
        node = File(secrets[name], mode, mount.uid or 0, mount.gid or 0)
        mounted.made += make_point(root, target, node)
        root.mount(target, node, readonly=True)
        mounted.mounts.append((target, ""))


def make_point(root: Overlay, target: str, tree: Node) -> list[str]:
    """Create the mount point where it is missing; return what was made."""
    if isinstance(tree, Directory):
        return make_directories(root, target)
    made = make_directories(root, posixpath.dirname(target))
    if not root.exists(target):
        root.write(target, b"", mode=0o644)
        made.append(target)
    return made
