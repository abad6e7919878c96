"""``docker cp``: between a container and the host.

Source of the messages: docker/cli cli/command/container/cp.go.
"""

from __future__ import annotations

import posixpath

from dockerlab.cli.client import Client
from dockerlab.errors import NotModelled, UsageError

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


def copy(client: Client, source: str, target: str) -> None:
    """Carry out ``docker cp SOURCE TARGET``. Raises LabError."""
    from_container, from_path = split(source)
    to_container, to_path = split(target)
    if from_container and to_container:
        raise UsageError("copying between containers is not supported")
    if not from_container and not to_container:
        raise UsageError("must specify at least one container source")
    if "-" in (source, target):
        raise NotModelled("docker cp from or to a tar stream (-)")
    host = client.host
    if from_container:
        client.engine.containers.copy_out(from_container, from_path, host.files, _host_path(client, to_path))
        return
    try:
        host.files.stat(host.path(from_path), follow=False)
    except OSError as exc:
        raise UsageError(f"lstat {host.path(from_path)}: {(exc.strerror or '').lower()}") from None
    client.engine.containers.copy_in(to_container, to_path, host.files, _host_path(client, from_path))


def _host_path(client: Client, path: str) -> str:
    """Return a path of the host, absolute; a final ``/`` or ``/.`` means something and stays."""
    full = client.host.path(path)
    if path.endswith("/."):
        return f"{full}/."
    return f"{full}/" if path.endswith("/") and full != "/" else full
