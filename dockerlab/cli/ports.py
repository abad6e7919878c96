"""The PORTS column of ``docker ps``.

Ports that follow each other are drawn together, ``80-82/tcp``, as long as the
host's ports (if published) follow each other too.

Source: docker/cli cli/command/formatter/container.go, DisplayablePorts.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["Port", "show_ports"]


@dataclass(frozen=True)
class Port:
    """A port of a container; ``ip`` and ``public`` (the host's port) where it is published."""

    private: int
    type: str = "tcp"
    public: int = 0
    ip: str = ""

    @property
    def order(self) -> tuple[int, int, bytes, int, str]:
        """What the client sorts by: container port, host address, host port, protocol."""
        address = ipaddress.ip_address(self.ip) if self.ip else None
        version, packed = (0, b"") if address is None else (address.version, address.packed)
        return (self.private, version, packed, self.public, self.type)


def show_ports(ports: Iterable[Port]) -> str:
    """Return the ports as one line.

    >>> show_ports([Port(80), Port(81), Port(82)]), show_ports([Port(80, "tcp", 8080, "0.0.0.0")])
    ('80-82/tcp', '0.0.0.0:8080->80/tcp')
    """
    groups: dict[str, tuple[int, int, int, int]] = {}  # address/type: first and last private and public port
    single: list[str] = []
    shown: list[str] = []
    for port in sorted(ports, key=lambda port: port.order):
        if port.ip and port.public != port.private:
            single.append(f"{_address(port)}:{port.public}->{port.private}/{port.type}")
            continue
        key = f"{_address(port)}/{port.type}" if port.ip else port.type
        first, last = groups.get(key, (0, 0, 0, 0))[:2]
        if not first:
            groups[key] = (port.private, port.private, 0, 0)
        elif port.private == last + 1:
            groups[key] = (first, port.private, 0, 0)
        else:
            shown.append(_group(key, first, last))
            groups[key] = (port.private, port.private, 0, 0)
    shown += [_group(key, *pair[:2]) for key, pair in groups.items()]
    return ", ".join([*shown, *single])


def _address(port: Port) -> str:
    return f"[{port.ip}]" if ":" in port.ip else port.ip


def _group(key: str, first: int, last: int) -> str:
    address, slash, kind = key.rpartition("/")
    kind = kind if slash else key
    group = str(first) if first == last else f"{first}-{last}"
    return f"{address}:{group}->{group}/{kind}" if slash else f"{group}/{kind}"
