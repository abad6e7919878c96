"""The roll of an engine's containers: which there are, and how each stands now.

Time passes only on the lab's clock.  Whoever looks at a container first lets its
process run up to now (``settle``), so what is seen is always what would be there.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Self

from dockerlab.container.daemon import Daemon
from dockerlab.container.health import check
from dockerlab.container.inspect import inspected
from dockerlab.container.life import Graft, Moment
from dockerlab.container.running import take_over
from dockerlab.container.sharing import refreshed
from dockerlab.container.state import Container
from dockerlab.container.timeline import Happening
from dockerlab.container.top import processes
from dockerlab.container.volumes import Volumes
from dockerlab.errors import DaemonError, LabError, NotModelled
from dockerlab.filesystem import Change
from dockerlab.overlay import Overlay
from dockerlab.shell import Output
from dockerlab.store import Use

__all__ = ["Roll"]


class Roll:
    """All containers and volumes of one engine."""

    def __init__(self, daemon: Daemon) -> None:
        self.daemon = daemon
        self.volumes = Volumes()
        self._by_id: dict[str, Container] = {}

    def copy(self) -> Self:
        """Return the same containers and volumes, to go their own way."""
        twin = type(self)(self.daemon)
        twin.volumes = self.volumes.copy()
        twin._by_id = {name: container.copy() for name, container in self._by_id.items()}
        return twin

    def rename_id(self, container: Container, ident: str) -> None:
        """Give a container the ID under which a build announced it."""
        del self._by_id[container.id]
        container.id = ident
        self._by_id[ident] = container

    # -- looking ---------------------------------------------------------

    def __iter__(self) -> Iterator[Container]:
        self.settle()
        return iter(list(self._by_id.values())[::-1])

    def all(self) -> tuple[Container, ...]:
        """Return every container as it is now, newest first."""
        return tuple(self)

    def find(self, name: str) -> Container:
        """Return the container that a name, an ID or the beginning of one means.

        Raises:
            DaemonError: ``No such container: …``.
        """
        self.settle()
        return self._named(name)

    def _look(self, name: str) -> Container:
        """Return a container to look into, or to go on with.

        Raises:
            DaemonError: there is none.
            LabError: its process could not be followed up to now; it can only be killed and removed.
        """
        container = self.find(name)
        if container.refused is not None and container.running:
            raise container.refused
        return container

    def _named(self, name: str) -> Container:
        wanted = name.removeprefix("/")
        if name in self._by_id:
            return self._by_id[name]
        named = [container for container in self._by_id.values() if container.name == wanted]
        begun = [container for ident, container in self._by_id.items() if name and ident.startswith(name)]
        if named or len(begun) == 1:
            return (named or begun)[0]
        if begun:
            raise DaemonError(f"Multiple IDs found with provided prefix: {name}")
        raise DaemonError(f"No such container: {name}", hint="`docker ps -a` lists the containers.")

    def uses(self) -> tuple[Use, ...]:
        """Return the holds that containers have on images, for ``docker rmi``."""
        return tuple(Use(c.id, c.image.id, c.running, c.image.chain_ids) for c in self)

    def settle(self) -> None:
        """Let every process run up to now."""
        for container in list(self._by_id.values()):
            self._settle(container)

    def _settle(self, container: Container) -> None:
        life, now = container.life, self.daemon.clock.now
        if life is None or container.status != "running":
            return
        fresh = refreshed(self.daemon, self.volumes, container, life.latest.grafts)
        for target, graft in fresh.items():
            if graft.tree is not life.latest.grafts[target].tree:
                self._happens(container, Happening(now, partial(regraft, graft=graft)))
        life.latest = replace(life.latest, grafts=fresh)
        if life.latest.wakes <= now:
            try:
                moment = life.until(now)
            except LabError as exc:  # said to whoever looks into this container, and to nobody else
                life.latest, container.refused = replace(life.latest, wakes=math.inf), exc
                return
            self._show(container, moment)
        if container.health is not None and container.life is not None:
            container.health = check(container.health, container.config, container.life, now)

    def _show(self, container: Container, moment: Moment) -> None:
        """Let the world see how things stand in a container."""
        take_over(self.daemon, self.volumes, container, moment)
        if moment.status is not None:
            self._ended(container, moment.status, moment.now)

    def _ended(self, container: Container, status: int, when: float) -> None:
        container.status, container.exit_code, container.finished = "exited", status, when
        container.pid, container.life = 0, None
        if container.health is not None:
            container.health = replace(container.health, status="unhealthy")  # so the engine leaves it
        if container.options.remove:
            self._remove(container, volumes=True)

    def _happens(self, container: Container, happening: Happening) -> None:
        assert container.life is not None
        container.life.happenings = (*container.life.happenings, happening)

    # -- coming and going ------------------------------------------------

    def _free(self, name: str) -> None:
        for container in self._by_id.values():
            if container.name == name:
                raise DaemonError(
                    f'Conflict. The container name "/{name}" is already in use by container "{container.id}". '
                    "You have to remove (or rename) that container to be able to reuse that name.",
                    hint=f"`docker rm {name}` removes it.",
                    status=125,
                )

    def _remove(self, container: Container, *, volumes: bool) -> None:
        self._by_id.pop(container.id, None)
        for mount in container.mounts if volumes else ():
            if mount.anonymous and not self.users(mount.source):
                self.volumes.pop(mount.source, None)

    def users(self, volume: str) -> tuple[str, ...]:
        """Return the IDs of the containers that mount a volume."""
        mounts = ((c.id, mount) for c in self._by_id.values() for mount in c.mounts)
        return tuple(ident for ident, mount in mounts if mount.type == "volume" and mount.source == volume)

    def _address(self, container: Container) -> str:
        """Return a free address on the lab's bridge, lowest first; none where the container has no network."""
        if container.options.network not in ("bridge", "default", ""):
            return ""
        used = {other.address for other in self._by_id.values() if other.running}
        return next(f"172.17.0.{n}" for n in range(2, 255) if f"172.17.0.{n}" not in used)

    def prune(self) -> tuple[tuple[str, ...], int]:
        """Remove every container that is not running; return their IDs and the bytes that this frees."""
        gone = [container for container in self if not container.running]
        for container in gone:
            self._remove(container, volumes=False)
        return tuple(container.id for container in gone), sum(container.size for container in gone)

    def prune_volumes(self, *, every: bool = False) -> tuple[tuple[str, ...], int]:
        """Remove the anonymous volumes (``every``: named ones too) that no container mounts; names and bytes."""
        self.settle()
        gone = [v for v in self.volumes.values() if (every or v.anonymous) and not self.users(v.name)]
        for volume in gone:
            del self.volumes[volume.name]
        return tuple(volume.name for volume in gone), sum(volume.size for volume in gone)

    def inspect(self, name: str) -> dict[str, Any]:
        """Return the object of ``docker inspect``."""
        return inspected(self._look(name))

    def logs(self, name: str) -> tuple[Output, ...]:
        """Return what a container's process wrote, in every run of it."""
        return self._look(name).logs

    def top(self, name: str, args: Sequence[str] = ()) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
        """Return the titles and the rows of ``docker top``: the processes as the host's ``ps -ef`` sees them."""
        container = self._look(name)
        if not container.running:
            raise DaemonError(f"container {container.id} is not running")
        if args:
            raise NotModelled(f"docker top with the options {' '.join(args)}")
        return processes(container)

    def diff(self, name: str) -> tuple[Change, ...]:
        """Return the lines of ``docker diff``."""
        return self._look(name).diff()


def regraft(root: Overlay, graft: Graft) -> None:
    """Show in a mount what another container or the host has written there."""
    root.upper.remount(graft.at, graft.tree)
