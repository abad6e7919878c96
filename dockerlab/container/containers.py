"""The commands on containers, without their text.

Each method is one command of ``docker``: it returns data, or raises the
``DaemonError`` whose message stands behind ``Error response from daemon:``.
Names can be IDs or beginnings of IDs everywhere.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

from dockerlab.container.commit import committed
from dockerlab.container.copying import destination, missing_in, missing_on_host, no_directory_on_host, put, take
from dockerlab.container.create import make
from dockerlab.container.health import first
from dockerlab.container.names import check_name
from dockerlab.container.options import Options
from dockerlab.container.roll import Roll
from dockerlab.container.running import ExecOptions, Ran, begin, change_files, execute_in, view
from dockerlab.container.state import Container
from dockerlab.container.timeline import Happening
from dockerlab.errors import DaemonError, LabError, NotModelled
from dockerlab.image import Image, ImageConfig
from dockerlab.inode import Node
from dockerlab.overlay import Overlay
from dockerlab.process.signals import signal_name
from dockerlab.reference import Reference

__all__ = ["Containers", "StartError"]


class StartError(DaemonError):
    """A container that was created but could not be started."""

    def __init__(self, error: DaemonError, container: Container) -> None:
        super().__init__(error.message, hint=error.hint, status=error.status)
        self.container = container


class Containers(Roll):
    """The containers of one engine, and what can be done with them (``Roll`` has what can be asked)."""

    # -- create, start, run ----------------------------------------------

    def create(self, image: str, args: Sequence[str] = (), options: Options | None = None) -> Container:
        """Create a container of ``image``; ``args`` are the words behind the image's name."""
        self.settle()
        options = options or Options()
        found = self.daemon.store.find(image) or self.daemon.image(image)
        if options.name:
            check_name(options.name.removeprefix("/"), options.name)
            self._free(options.name.removeprefix("/"))
        container = make(
            self.daemon, self.volumes, found, image, tuple(args), options, {c.name for c in self._by_id.values()}
        )
        self._by_id[container.id] = container
        return container

    def run(self, image: str, args: Sequence[str] = (), options: Options | None = None, stdin: bytes = b"") -> Ran:
        """Create and start a container; attached (the default) its process runs to its end.

        Raises:
            StartError: it was created, but its process could not be started.
            NotModelled: an attached process that never ends, or what it does is not modelled.
        """
        container = self.create(image, args, options)
        try:
            return self._start(container, attach=not container.options.detach, stdin=stdin)
        except DaemonError:
            raise  # as with the engine, the container stays
        except LabError:
            self._remove(container, volumes=True)
            raise

    def start(self, name: str, *, attach: bool = False, stdin: bytes = b"") -> Ran:
        """Start a container that is not running; ``attach``: wait for its end and return its output.

        Raises:
            DaemonError: its process could not be started.
            NotModelled: attached to a process that never ends.
        """
        container = self.find(name)
        if container.status == "paused":
            raise DaemonError("cannot start a paused container, try unpause instead")
        if container.running:
            if attach:
                raise NotModelled("attaching to a running container")
            return Ran(container, (), 0)
        try:
            return self._start(container, attach=attach, stdin=stdin)
        except StartError as exc:
            raise DaemonError(exc.message, hint=exc.hint) from exc

    def _start(self, container: Container, *, attach: bool, stdin: bytes) -> Ran:
        container.address = self._address(container)
        try:
            life = begin(self.daemon, self.volumes, container, attach=attach, stdin=stdin)
        except DaemonError as exc:
            container.error, container.exit_code = exc.message, exc.status if exc.status in (126, 127) else 128
            if container.options.remove:
                self._remove(container, volumes=True)
            raise StartError(exc, container) from exc
        moment = life.until(math.inf if attach else self.daemon.clock.now)
        if attach and moment.status is None:
            words = " ".join(container.process.argv)
            hint = "Start it with -d, and stop it later."
            raise NotModelled(f"waiting for {words}, which runs until it is stopped", hint=hint)
        container.before, container.life, container.error, container.refused = container.logs, life, "", None
        container.status, container.started, container.exit_code = "running", life.began, 0
        container.pid, container.health = 1000 + self.daemon.clock.drawn, first(container.config, life.began)
        self.daemon.clock.now = max(self.daemon.clock.now, moment.now)
        self._show(container, moment)
        return Ran(container, moment.output if attach else (), moment.status or 0 if attach else 0)

    def exec_(self, name: str, argv: Sequence[str], options: ExecOptions | None = None, stdin: bytes = b"") -> Ran:
        """Execute one more program in a running container, to its end; time passes as long as it sleeps.

        Raises:
            ProgramError: it cannot be started (status 126 or 127).
            NotModelled: it never ends.
        """
        container = self._look(name)
        if container.status == "paused":
            raise DaemonError(f"Container {name} is paused, unpause the container before exec")
        if not container.running:
            raise DaemonError(f"container {container.id} is not running")
        ran, happening = execute_in(self.daemon, self.volumes, container, tuple(argv), options or ExecOptions(), stdin)
        self._happens(container, happening)
        return ran

    # -- signals ---------------------------------------------------------

    def stop(self, name: str, timeout: int | None = None) -> Container:
        """Send the stop signal, wait ``timeout`` seconds (default: the container's, else 10), then SIGKILL."""
        container = self._look(name)
        if not container.running:
            return container
        clock, grace = self.daemon.clock, container.stop_timeout if timeout is None else timeout
        if container.status == "paused":
            clock.advance(max(grace, 0))  # a frozen process handles nothing
        else:
            self._signal(container, signal_name(container.stop_signal), clock.now + max(grace, 0))
        if container.running:
            self._kill(container)
        return container

    def _signal(self, container: Container, signal: str, until: float) -> None:
        """Deliver a signal, and let time pass until the process ends, at most until ``until``."""
        life, clock = container.life, self.daemon.clock
        assert life is not None
        self._happens(container, Happening(clock.now, signal=signal))
        moment = life.until(until)
        clock.now = max(clock.now, moment.now)
        self._show(container, moment)

    def _kill(self, container: Container) -> None:
        self._ended(container, 137, self.daemon.clock.now)

    def kill(self, name: str, signal: str = "KILL") -> Container:
        """Send a signal (``docker kill -s``); SIGKILL cannot be ignored."""
        try:
            container = self.find(name)
            chosen = signal_name(signal)
            if not container.running:
                raise DaemonError(f"container {container.id} is not running")
        except DaemonError as exc:
            raise DaemonError(f"cannot kill container: {name}: {exc.message}", hint=exc.hint) from exc
        if chosen == "KILL":
            self._kill(container)
        elif chosen in ("STOP", "TSTP"):
            raise NotModelled(f"SIG{chosen}", hint="`docker pause` freezes a container.")
        else:
            self._signal(container, chosen, self.daemon.clock.now)
        return container

    def restart(self, name: str, timeout: int | None = None) -> Container:
        """Stop a container and start it again."""
        return self.start(self.stop(name, timeout).id).container

    def wait(self, name: str) -> int:
        """Let time pass until a container has ended; return its exit status.

        Raises NotModelled where it never ends by itself.
        """
        container = self._look(name)
        while container.running:
            life = container.life
            wakes = life.latest.wakes if life is not None and container.status == "running" else math.inf
            if wakes == math.inf:
                raise NotModelled(f"waiting for {name}, which runs until it is stopped")
            self.daemon.clock.now = max(self.daemon.clock.now, wakes)
            self.settle()
        return container.exit_code

    def pause(self, name: str) -> Container:
        """Freeze a container's processes."""
        if (container := self._look(name)).status == "paused":
            raise DaemonError(f"Container {container.id} is already paused")
        if not container.running:
            raise DaemonError(f"container {container.id} is not running")
        container.status, container.paused = "paused", self.daemon.clock.now
        return container

    def unpause(self, name: str) -> Container:
        """Let a frozen container go on: a sleep that would have ended meanwhile ends now."""
        container = self._look(name)
        if container.status != "paused":
            raise DaemonError(f"Container {container.id} is not paused")
        container.status, now, life = "running", self.daemon.clock.now, container.life
        assert life is not None
        self._happens(container, Happening(container.paused, frozen=now - container.paused))
        life.latest = replace(life.latest, wakes=max(life.latest.wakes, now))
        return container

    # -- names and removal -----------------------------------------------

    def rename(self, old: str, new: str) -> Container:
        """Give a container another name."""
        container = self.find(old)
        if container.name == new:
            raise DaemonError("Renaming a container with the same name as its current name")
        try:
            check_name(new, f"/{new}")
            self._free(new)
        except DaemonError as exc:
            raise DaemonError(f"Error when allocating new name: {exc.message}", hint=exc.hint) from exc
        container.name = new
        return container

    def remove(self, name: str, *, force: bool = False, volumes: bool = False) -> Container:
        """Remove a container; ``force`` kills it first, ``volumes`` takes its anonymous volumes along."""
        container = self.find(name)
        if container.running and not force:
            why = "running: stop the container before removing or force remove"
            if container.status == "paused":
                why = "paused and must be unpaused first"
            raise DaemonError(f'cannot remove container "{name}": container is {why}', hint="Or use docker rm -f.")
        if container.running:
            self._kill(container)
        if container.id in self._by_id:
            self._remove(container, volumes=volumes)
        return container

    def remove_volume(self, name: str) -> None:
        """Remove a volume that no container mounts."""
        self.settle()
        self.volumes.find(name)
        if used := self.users(name):
            raise DaemonError(f"remove {name}: volume is in use - [{', '.join(used)}]")
        del self.volumes[name]

    # -- images and files ------------------------------------------------

    def commit(
        self,
        name: str,
        tag: Reference | None = None,
        change: Callable[[ImageConfig], ImageConfig] = lambda config: config,
        *,
        message: str = "",
        author: str = "",
    ) -> Image:
        """Make an image of a container, its config changed, and give it a name if one is given."""
        container, daemon = self._look(name), self.daemon
        config = change(container.config)
        image = committed(container, daemon.clock, config, message=message, author=author)
        while image.id in daemon.store.images:  # a later moment makes another image
            daemon.clock.advance(0.001)
            image = committed(container, daemon.clock, config, message=message, author=author)
        daemon.store = daemon.store.with_image(image)
        if tag is not None:
            daemon.store = daemon.store.tag(tag, image.id, daemon.clock.stamp())
        return image

    def copy_in(self, name: str, path: str, host: Overlay, source: str, *, archive: bool = False) -> None:
        """Copy ``source`` of the host to ``path`` in a container (``docker cp``); host paths are absolute."""
        container = self._look(name)
        base, node, inside = take(host, source, missing_on_host)

        def act(root: Overlay) -> None:
            target = destination(root, path, base, node, inside=inside, missing=missing_in(name))
            put(root, target, node, keep_owner=archive)

        happening = change_files(self.daemon, self.volumes, container, act, path)
        if container.running:
            self._happens(container, happening)

    def copy_out(self, name: str, path: str, host: Overlay, target: str) -> None:
        """Copy ``path`` of a container to ``target`` on the host."""
        base, node, inside = self.read(name, path)
        where = destination(host, target, base, node, inside=inside, missing=no_directory_on_host)
        put(host, where, node, keep_owner=False)

    def read(self, name: str, path: str) -> tuple[str, Node, bool]:
        """Return what is at ``path`` of a container: its name, its node, and whether only its content is meant."""
        root = view(self.daemon, self.volumes, self._look(name))
        return take(root, path, missing_in(name))
