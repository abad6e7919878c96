"""``docker cp``: between a container and the host.

Source of the messages: docker/cli cli/command/container/cp.go.
"""

from __future__ import annotations

import posixpath
from dataclasses import replace

from dockerlab.cli.client import Client
from dockerlab.errors import DaemonError, NotModelled, UsageError
from dockerlab.filesystem import Filesystem
from dockerlab.inode import Directory, Node
from dockerlab.layer import Entry, Layer, to_tar

__all__ = ["copy", "split"]


def split(text: str) -> tuple[str, str]:
    """Split ``CONTAINER:PATH``; a path of the host, which begins with ``/`` or ``.``, has no container.

    >>> split("web:/etc"), split("./a:b"), split("a")
    (('web', '/etc'), ('', './a:b'), ('', 'a'))
    """
    if posixpath.isabs(text):
        return "", text
    name, colon, path = text.partition(":")
    if not colon or name.startswith("."):
        return "", text
    return name, path


def copy(client: Client, source: str, target: str, *, archive: bool = False) -> None:
    """Carry out ``docker cp SOURCE TARGET``. Raises LabError."""
    from_container, from_path = split(source)
    to_container, to_path = split(target)
    if from_container and to_container:
        raise UsageError("copying between containers is not supported")
    if not from_container and not to_container:
        raise UsageError("must specify at least one container source")
    host = client.host
    if source == "-":
        raise NotModelled("docker cp from a tar stream (-)")
    if target == "-":
        name, node, inside = client.engine.containers.read(from_container, from_path)
        client.out(to_tar(_entries(node, "." if inside else name)))
        return
    if from_container:
        client.engine.containers.copy_out(from_container, from_path, host.files, _host_path(client, to_path))
        return
    try:
        host.files.stat(host.path(from_path), follow=False)
    except OSError as exc:
        raise UsageError(f"lstat {host.path(from_path)}: {(exc.strerror or '').lower()}") from None
    try:
        client.engine.containers.copy_in(
            to_container, to_path, host.files, _host_path(client, from_path), archive=archive
        )
    except DaemonError as exc:
        directory = isinstance(host.files.stat(host.path(from_path)), Directory)
        if exc.message.startswith("No such container") and to_path.endswith(("/", "/.")) and not directory:
            raise UsageError("no such directory") from exc  # the client looks no further
        raise


def _entries(node: Node, name: str) -> Layer:
    """Return a file or a tree as the entries of a tar."""
    entries: dict[str, Entry] = {f"/{name}": node}
    if isinstance(node, Directory):
        entries[f"/{name}"] = replace(node, entries={})
        for path, child in Filesystem(node).walk():
            entries[f"/{name}{path}"] = replace(child, entries={}) if isinstance(child, Directory) else child
    return Layer(entries)


def _host_path(client: Client, path: str) -> str:
    """Return a path of the host, absolute; a final ``/`` or ``/.`` means something and stays."""
    full = client.host.path(path)
    if path.endswith("/."):
        return f"{full}/."
    return f"{full}/" if path.endswith("/") and full != "/" else full
