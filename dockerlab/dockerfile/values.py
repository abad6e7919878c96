"""What the values of an instruction may be, once its variables are replaced.

A port, a signal, a mode, a platform: a wrong one is found only here, so Docker's
message names no line ("dockerfile parse error on line …" is for the parser).

Reference: https://docs.docker.com/reference/dockerfile/
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from ipaddress import ip_address
from typing import Literal

from dockerlab.dockerfile.instructions import Add, Copy, Expose, From, Instruction, StopSignal, Volume
from dockerlab.dockerfile.mounts import Mount
from dockerlab.dockerfile.wording import quote

__all__ = ["check_remote", "check_values", "exposed_ports", "mount_target", "remote_kind", "signal_number"]

_SIGNALS = (
    "HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU URG "
    "XCPU XFSZ VTALRM PROF WINCH IO PWR SYS"
).split()
_ALSO = {"CLD": 17, "IOT": 6, "POLL": 29, "RTMIN": 34, "RTMAX": 64}
_SYSTEMS = "aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 windows"
_MACHINES = (
    "386 amd64 amd64p32 arm armbe arm64 arm64be ppc64 ppc64le loong64 mips mipsle mips64 mips64le mips64p32 "
    "mips64p32le ppc riscv riscv64 s390 s390x sparc sparc64 wasm i386 x86_64 x86-64 aarch64 armhf armel"
)
_PART = "^[A-Za-z0-9_.-]+$"
_SYSTEM = r"^([A-Za-z0-9_-]+)(?:\(([A-Za-z0-9_.%-]*)((?:\+[A-Za-z0-9_.%-]+)*)\))?$"


def check_values(instruction: Instruction, written: Instruction) -> None:
    """Check the values of an instruction that ``expand`` has replaced variables in.

    Raises:
        ValueError: in BuildKit's words, which quote some values as ``written``.
    """
    match instruction:
        case From(platform=platform) if platform:
            assert isinstance(written, From)
            _check_platform(platform, written.platform)
        case StopSignal(signal=signal):
            signal_number(signal)
        case Expose(ports=ports):
            for port in ports:
                _ports(port)
        case Volume(paths=paths) if "" in paths:
            raise ValueError("VOLUME specified can not be an empty string")
        case Copy() | Add():
            _check_files(instruction)
        case _:
            pass


def mount_target(mount: Mount, directory: str) -> str:
    """Return where a mount goes, ``directory`` being the WORKDIR; a secret or ssh mount may have no target.

    Raises:
        ValueError: it would cover the whole filesystem.

    >>> mount_target(Mount(type="cache", target="cache"), "/src")
    '/src/cache'
    """
    target = mount.target
    if not posixpath.normpath(target).startswith("/"):
        target = posixpath.normpath(posixpath.join("/", directory, target))
    if target == "/" and mount.type not in ("secret", "ssh"):
        raise ValueError('invalid mount target "/"')
    return target


def signal_number(text: str) -> int:
    """Return the number of a Linux signal, given by name or number.

    Raises:
        ValueError: there is none.

    >>> signal_number("SIGTERM"), signal_number("quit"), signal_number("9")
    (15, 3, 9)
    """
    if re.fullmatch("[+-]?[0-9]{1,9}", text) and int(text):
        return int(text)
    name = text.upper().removeprefix("SIG")
    if name in _SIGNALS:
        return _SIGNALS.index(name) + 1
    if name in _ALSO:
        return _ALSO[name]
    if match := re.fullmatch(r"RTM(?:IN\+([1-9]|1[0-5])|AX-([1-9]|1[0-4]))", name):
        return 34 + int(match[1]) if match[1] else 64 - int(match[2])
    raise ValueError(f"invalid signal: {text}")


def exposed_ports(words: Iterable[str]) -> tuple[str, ...]:
    """Return the ports that EXPOSE means, as the image's config and BuildKit's history hold them.

    Raises:
        ValueError: in BuildKit's words.

    >>> exposed_ports(["127.0.0.1:81:91", "80-82/UDP"])
    ('91/tcp', '80/udp', '81/udp', '82/udp')
    """
    ranges = dict.fromkeys(map(_ports, words))
    return tuple(dict.fromkeys(f"{number}/{proto}" for numbers, proto in ranges for number in numbers))


def _ports(text: str) -> tuple[range, str]:
    port, _, proto = text.partition("/")
    if not port or port.endswith(":"):
        raise ValueError(f"invalid port: {quote(text)}: no port specified")
    if proto and proto.lower() not in ("tcp", "udp", "sctp"):
        raise ValueError(f"invalid port: {quote(text)}: invalid proto: {proto}")
    address, _, container = port.rpartition(":")
    address, _, host = address.rpartition(":")
    inside = _range(container)
    if address and not _is_address(address.removeprefix("[").removesuffix("]")):
        raise ValueError(f"invalid IP address: {address}")
    if inside is None:
        raise ValueError(f"invalid containerPort: {container}")
    outside = _range(host) if host else inside
    if outside is None:
        raise ValueError(f"invalid hostPort: {host}")
    if len(outside) != len(inside) and len(inside) > 1:
        raise ValueError(f"invalid ranges specified for container and host Ports: {container} and {host}")
    return inside, proto.lower() or "tcp"


def _range(text: str) -> range | None:
    if not re.fullmatch("[+]?[0-9]{1,9}(-[0-9]{1,9})?", text):
        return None
    first, _, last = text.partition("-")
    low, high = int(first), int(last or first)
    return range(low, high + 1) if low <= high < 65536 else None


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _check_mode(text: str) -> None:
    if text[0] in "0123456789":
        if not re.fullmatch("0*[0-7]{1,4}", text):
            raise ValueError(f"invalid chmod parameter: '{text}'. it should be octal string and between 0 and 07777")
    elif not re.fullmatch("[ugoa]*([-+=][rwxXstugo]*)+(,[ugoa]*([-+=][rwxXstugo]*)+)*", text):
        raise ValueError("invalid syntax")


def remote_kind(source: str) -> Literal["", "URL", "git ref"]:
    """Return what a source of ADD or COPY is, if it is no path.

    >>> remote_kind("https://a.org/b.txt"), remote_kind("https://a.org/b.git#main"), remote_kind("b.git")
    ('URL', 'git ref', '')
    """
    if source.startswith(("git@", "git://", "ssh://")):
        return "git ref"
    if source.startswith(("http://", "https://")):
        return "git ref" if source.partition("#")[0].endswith(".git") else "URL"
    return ""


def check_remote(instruction: Instruction) -> None:
    """Refuse a COPY from elsewhere, as BuildKit does. Raises ValueError in its words."""
    for source in instruction.sources if isinstance(instruction, Copy) else ():
        if kind := remote_kind(source):
            raise ValueError(f"source can't be a {kind} for COPY")


def _check_files(files: Copy | Add) -> None:
    if files.chmod:
        _check_mode(files.chmod)
    if isinstance(files, Add) and files.checksum and not all(map(remote_kind, files.sources)):
        raise ValueError("checksum requires HTTP(S) or Git sources")


def _check_platform(text: str, written: str) -> None:
    system, *rest = text.split("/")
    wrong = [part for part in rest if not re.fullmatch(_PART, part)]
    if len(rest) > 2:
        why = f"{quote(text)}: cannot parse platform specifier"
    elif not re.fullmatch(_SYSTEM, system):
        must = f"OSAndVersion specifier component must match {quote(_SYSTEM)}"
        why = f"{quote(system)} is an invalid OS component of {quote(text)}: {must}"
    elif wrong:
        must = f"platform specifier component must match {quote(_PART)}"
        why = f"{quote(wrong[0])} is an invalid component of {quote(text)}: {must}"
    elif not rest and text.lower() not in f"{_SYSTEMS} {_MACHINES}".split():
        why = f"{quote(text)}: unknown operating system or architecture"
    else:
        return
    raise ValueError(f"failed to parse platform {written}: {why}: invalid argument")
