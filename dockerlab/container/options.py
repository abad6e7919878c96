"""What ``docker create`` and ``docker run`` can be told, and how ``-v`` and ``--mount`` are read.

Source: moby/moby volume/mounts/linux_parser.go; docker/cli cli/compose/loader/volume.go
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from typing import Literal

from dockerlab.errors import DaemonError, UsageError

__all__ = ["MountSpec", "Options", "parse_mount", "parse_tmpfs", "parse_volume"]

VOLUME_NAME = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_.-]+")
MODES = {"ro", "rw", "z", "Z", "nocopy", "rprivate", "private", "rshared", "shared", "rslave", "slave",
         "consistent", "cached", "delegated"}  # fmt: skip

SHORT = {"src": "source", "destination": "target", "dst": "target", "ro": "readonly"}


@dataclass(frozen=True)
class MountSpec:
    """A mount as it was asked for. ``source`` is empty for an anonymous volume and a tmpfs."""

    type: Literal["volume", "bind", "tmpfs"]
    target: str
    source: str = ""
    readonly: bool = False
    copy: bool = True  # fill a new volume from the image
    mode: int = 0o1777  # of a tmpfs
    text: str = ""  # the words behind -v, as inspect shows them
    create_source: bool = False  # -v makes a missing directory of the host; --mount refuses
    plain_tmpfs: bool = False  # asked for with --tmpfs, and with these ``options``
    options: str = ""


@dataclass(frozen=True)
class Options:
    """The flags of ``docker create`` and ``docker run``.

    ``env`` holds ``NAME=value``, or ``NAME`` alone to take a variable away;
    ``entrypoint`` is None where not given, ``""`` clears; ``stop_timeout`` in seconds.
    """

    name: str = ""
    entrypoint: str | None = None
    env: tuple[str, ...] = ()
    cwd: str = ""
    user: str = ""
    hostname: str = ""
    tty: bool = False
    interactive: bool = False
    detach: bool = False
    remove: bool = False
    read_only: bool = False
    init: bool = False
    network: str = "bridge"
    mounts: tuple[MountSpec, ...] = ()
    labels: tuple[tuple[str, str], ...] = ()
    stop_timeout: int | None = None
    stop_signal: str = ""
    exposed_ports: tuple[str, ...] = ()
    ports: tuple[tuple[str, list[dict[str, str]]], ...] = ()  # HostConfig.PortBindings


def parse_volume(text: str) -> MountSpec:
    """Return what ``-v text`` asks for: ``/target``, ``name:/target[:ro]`` or ``/host/path:/target[:ro]``.

    Raises:
        DaemonError: in the engine's words (status 125).

    >>> parse_volume("data:/var/lib/db:ro")  # doctest: +NORMALIZE_WHITESPACE
    MountSpec(type='volume', target='/var/lib/db', source='data', readonly=True, copy=True, mode=1023,
        text='data:/var/lib/db:ro', create_source=False, plain_tmpfs=False, options='')
    """
    parts = text.split(":")
    if len(parts) > 3:
        raise DaemonError(f"invalid volume specification: '{text}'", status=125)
    source, target, modes = ("", *parts, "") if len(parts) == 1 else (*parts, "")[:3]
    chosen = {mode for mode in modes.split(",") if mode}
    if chosen - MODES:
        raise DaemonError(f"invalid mode: {modes}", status=125)
    kind: Literal["volume", "bind"] = "bind" if source.startswith("/") else "volume"
    why = "" if target.startswith("/") else f"invalid mount path: '{target}' mount path must be absolute"
    if not why and posixpath.normpath("/" + target.lstrip("/")) == "/":
        why = "invalid specification: destination can't be '/'"
    if why:
        raise DaemonError(f"invalid volume specification: '{text}': {invalid(kind, why)}", status=125)
    target = posixpath.normpath("/" + target.lstrip("/"))
    if kind == "volume" and source:
        check_volume_name(source)
    return MountSpec(
        kind, target, source, "ro" in chosen, "nocopy" not in chosen, text=text, create_source=kind == "bind"
    )


def invalid(kind: str, why: str) -> str:
    """Return the engine's words for a mount that cannot be."""
    return f'invalid mount config for type "{kind}": {why}'


def check_volume_name(name: str) -> None:
    """Raise DaemonError (status 125) unless ``name`` can be a volume's."""
    if not VOLUME_NAME.fullmatch(name):
        raise DaemonError(
            f'create {name}: "{name}" includes invalid characters for a local volume name, only '
            '"[a-zA-Z0-9][a-zA-Z0-9_.-]" are allowed. If you intended to pass a host directory, use absolute path',
            status=125,
        )


def parse_tmpfs(text: str) -> MountSpec:
    """Return what ``--tmpfs /path[:options]`` asks for.

    >>> oct(parse_tmpfs("/run:size=1m,mode=700").mode)
    '0o700'
    """
    target, _, options = text.partition(":")
    if not target.startswith("/"):
        raise DaemonError(f"invalid mount path: '{target}' mount path must be absolute", status=125)
    found = dict(pair.partition("=")[::2] for pair in options.split(",") if pair)
    mode = int(found["mode"], 8) if re.fullmatch("[0-7]{1,5}", found.get("mode", "")) else 0o1777
    return MountSpec(
        "tmpfs", posixpath.normpath(target), readonly="ro" in found, mode=mode, plain_tmpfs=True, options=options
    )


def parse_mount(text: str) -> MountSpec:
    """Return what ``--mount type=…,source=…,target=…`` asks for.

    Raises:
        UsageError: a field the CLI does not know.
        DaemonError: a mount that the engine refuses.

    >>> parse_mount("type=bind,src=/srv,dst=/data,readonly").readonly
    True
    """
    found: dict[str, str] = {}
    for field in text.split(","):
        key, equals, value = field.partition("=")
        key = SHORT.get(key.lower(), key.lower())
        if not equals and key not in ("readonly", "volume-nocopy"):
            raise UsageError(
                f'invalid argument "{text}" for "--mount" flag: invalid field \'{field}\' must be a key=value pair',
                status=125,
            )
        if key not in ("type", "source", "target", "readonly", "volume-nocopy", "tmpfs-mode", "tmpfs-size",
                       "bind-propagation", "consistency", "volume-driver", "volume-label"):  # fmt: skip
            raise UsageError(
                f"invalid argument \"{text}\" for \"--mount\" flag: unexpected key '{key}' in '{field}'", status=125
            )
        found[key] = value if equals else "true"
    kind = found.get("type", "volume")
    source, target = found.get("source", ""), found.get("target", "")
    if kind not in ("volume", "bind", "tmpfs"):
        raise DaemonError(invalid(kind, "mount type unknown"), status=125)
    if not target:
        raise UsageError(f'invalid argument "{text}" for "--mount" flag: target is required', status=125)
    if not target.startswith("/"):
        raise DaemonError(invalid(kind, f"invalid mount path: '{target}' mount path must be absolute"), status=125)
    if kind == "bind" and not source:
        raise DaemonError(invalid(kind, "field Source must not be empty"), status=125)
    if kind == "volume" and source:
        check_volume_name(source)
    return MountSpec(
        "bind" if kind == "bind" else "tmpfs" if kind == "tmpfs" else "volume",
        posixpath.normpath(target),
        source,
        found.get("readonly", "false") in ("true", "1"),
        found.get("volume-nocopy", "false") not in ("true", "1"),
        octal(found.get("tmpfs-mode", "1777"), text),
    )


def octal(mode: str, text: str) -> int:
    """Return permission bits. Raises UsageError (status 125) where ``mode`` is no octal number."""
    if not re.fullmatch("[0-7]{1,5}", mode):
        raise UsageError(
            f'invalid argument "{text}" for "--mount" flag: invalid value for tmpfs-mode: {mode}', status=125
        )
    return int(mode, 8)
