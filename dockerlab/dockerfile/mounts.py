"""``RUN --mount=type=…,target=…``: a mount, its options, and which of them go together.

Reference: https://docs.docker.com/reference/dockerfile/#run---mount
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass, fields, replace

from dockerlab.dockerfile.units import ram_in_bytes
from dockerlab.dockerfile.wording import did_you_mean, quote
from dockerlab.errors import NotModelled

__all__ = ["Mount", "mount_options", "parse_mount"]

_KEYS = "type from source target readonly id sharing required size mode uid gid src dst destination ro rw readwrite env"
_TYPES = ("bind", "cache", "tmpfs", "secret", "ssh")
_SHARING = ("shared", "private", "locked")
_TRUE, _FALSE = ("1", "t", "T", "TRUE", "true", "True"), ("0", "f", "F", "FALSE", "false", "False")


@dataclass(frozen=True)
class Mount:
    """``RUN --mount=…``: a directory or file that exists only while the command runs.

    Attributes:
        type: ``bind``, ``cache``, ``tmpfs``, ``secret`` or ``ssh``.
        from_: a stage or image for ``bind`` and ``cache``; empty: the build context.
        size: bytes, ``tmpfs`` only; 0 means no limit.
        mode: permission bits; ``None`` means Docker's default for the type.
        env: the variable that a ``secret`` is put into, if any.
    """

    type: str = "bind"
    source: str = ""
    target: str = ""
    from_: str = ""
    readonly: bool = True
    id: str = ""
    sharing: str = ""
    required: bool = False
    size: int = 0
    mode: int | None = None
    uid: int | None = None
    gid: int | None = None
    env: str | None = None

    @property
    def owned(self) -> str:
        """The owner and mode that a new cache gets, where it is not root's own; another one is another cache."""
        given = (self.uid, self.gid, self.mode)
        return str(given) if any(one is not None for one in given) else ""

    def __repr__(self) -> str:
        given = [f"{f.name}={value!r}" for f in fields(self) if (value := getattr(self, f.name)) != f.default]
        return f"Mount({', '.join(given)})"


def mount_options(text: str) -> list[str]:
    """Split what stands behind ``--mount=`` at its commas, as Go's CSV reader does.

    Raises:
        ValueError: in Docker's words.
        NotModelled: quotes that do not match.

    >>> mount_options('type=bind,"source=a,b"')
    ['type=bind', 'source=a,b']
    """
    if not text:
        raise ValueError("failed to parse csv mounts: EOF")
    if '"' not in text:
        return text.split(",")
    column = 1
    for field in text.split(","):
        if field.startswith('"'):
            break
        if '"' in field:
            where = f"parse error on line 1, column {column + field.index(chr(34))}"
            raise ValueError(f'failed to parse csv mounts: {where}: bare " in non-quoted-field')
        column += len(field.encode()) + 1
    try:
        return next(csv.reader([text], strict=True))
    except csv.Error:
        raise NotModelled("such quotes in --mount", hint="leave the quotes out") from None


def parse_mount(text: str, expand: Callable[[str], str]) -> Mount:
    """Parse what stands behind ``--mount=``.

    Args:
        text: comma-separated options.
        expand: replaces variables in a value.

    Raises:
        ValueError: in Docker's words.

    >>> parse_mount("type=cache,target=/root/.cache", str)
    Mount(type='cache', target='/root/.cache', readonly=False)
    """
    mount, told = Mount(), False
    for option in mount_options(text):
        key, equals, value = option.partition("=")
        key = key.lower()
        if not equals and key not in ("readonly", "ro", "readwrite", "rw", "required"):
            raise ValueError(f"invalid field '{option}' must be a key=value pair")
        value = expand(value) if equals else "true"
        match key:
            case "type":
                if value.lower() not in _TYPES:
                    raise ValueError(f"unsupported mount type {quote(value)}{did_you_mean(value, _TYPES)}")
                mount = replace(mount, type=value.lower())
            case "from":
                mount = replace(mount, from_=value)
            case "source" | "src":
                mount = replace(mount, source=value)
            case "target" | "dst" | "destination":
                mount = replace(mount, target=value)
            case "readonly" | "ro":
                mount, told = replace(mount, readonly=_bool(key, value)), True
            case "readwrite" | "rw":
                mount, told = replace(mount, readonly=not _bool(key, value)), True
            case "required" if mount.type in ("secret", "ssh"):
                mount = replace(mount, required=_bool(key, value))
            case "size" if mount.type == "tmpfs":
                try:
                    mount = replace(mount, size=ram_in_bytes(value))
                except ValueError:
                    raise ValueError(f"invalid value for {key}: {value}") from None
            case "required" | "size":
                raise ValueError(f"unexpected key '{key}' for mount type '{mount.type}'")
            case "id":
                mount = replace(mount, id=value)
            case "sharing":
                if value.lower() not in _SHARING:
                    raise ValueError(f"unsupported sharing value {quote(value)}{did_you_mean(value, _SHARING)}")
                mount = replace(mount, sharing=value.lower())
            case "mode":
                mount = replace(mount, mode=_number(key, value, 8))
            case "uid":
                mount = replace(mount, uid=_number(key, value, 10))
            case "gid":
                mount = replace(mount, gid=_number(key, value, 10))
            case "env":
                mount = replace(mount, env=value)
            case _:
                raise ValueError(f"unexpected key '{key}' in '{option}'{did_you_mean(key, _KEYS.split())}")
    return _checked(mount if told else replace(mount, readonly=mount.type not in ("cache", "tmpfs")))


def _bool(key: str, value: str) -> bool:
    if value not in _TRUE + _FALSE:
        raise ValueError(f"invalid value for {key}: {value}")
    return value in _TRUE


def _number(key: str, value: str, base: int) -> int:
    digits = "0123456789"[:base]
    if not value or value.strip(digits) or len(value) > 12 or int(value, base) >= 2**32:
        raise ValueError(f"invalid value {value} for {key}")
    return int(value, base)


def _checked(mount: Mount) -> Mount:
    if mount.type not in ("secret", "ssh", "cache"):
        for key, number in (("mode", mount.mode), ("uid", mount.uid), ("gid", mount.gid)):
            if number is not None:
                raise ValueError(f"{key} not allowed for {quote(mount.type)} type mounts")
    if mount.type == "secret":
        if mount.from_:
            raise ValueError("secret mount should not have a from")
        if mount.sharing:
            raise ValueError("secret mount should not define sharing")
        if not (mount.source or mount.target or mount.id):
            raise ValueError("invalid secret mount. one of source, target required")
        if mount.source and mount.id:
            raise ValueError("both source and id can't be set")
    if mount.sharing and mount.type != "cache":
        raise ValueError(f"invalid cache sharing set for {mount.type} mount")
    return mount
