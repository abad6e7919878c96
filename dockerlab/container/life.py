"""One run of a container's first process, on a virtual clock.

Nothing here waits.  A process runs until it sleeps past the moment we look at;
then it is put aside, *running*.  To see it later it is run again from its start:
the same files, the same clock, and everything done to it from outside (a file
copied in, a command executed, a signal) done again at the same moments.  Because
nothing is random, it gets to the same place, and goes on from there.  So a
running container is plain data, and can be copied for undo.
"""

from __future__ import annotations

import errno
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from dockerlab.errors import NotModelled
from dockerlab.inode import Node
from dockerlab.overlay import Overlay
from dockerlab.permission import Credentials
from dockerlab.process.signals import HARMLESS, NUMBERS, own_handler
from dockerlab.shell import Mirror, Output, Suspended, System
from dockerlab.shell.builtins import deliver
from dockerlab.shell.interpreter import BUILTINS, Shell
from dockerlab.shell.process import Exit, Session, run, words
from dockerlab.shell.process import Process as Task
from dockerlab.shell.streams import Source, Stream, octets

__all__ = ["Command", "Graft", "Happening", "Life", "Moment", "World", "play", "repeat"]


@dataclass(frozen=True)
class World:
    """What lies outside of the container."""

    hostname: str
    kernel: str
    network: bool = True
    mirror: Mirror | None = None


@dataclass(frozen=True)
class Command:
    """A program to start: where it is, its words, and what it starts with.

    ``keyboard``: standard input stays open when ``stdin`` is used up, so reading more waits for ever.
    ``init``: an init (``--init``) stands in front of it, so it is not PID 1.
    """

    path: str
    argv: tuple[str, ...]
    env: tuple[str, ...]
    cwd: str
    cred: Credentials
    stdin: bytes = b""
    keyboard: bool = False
    init: bool = False
    tty: bool = False


@dataclass(frozen=True)
class Graft:
    """A tree mounted in a container, ``at`` the path that its target really is."""

    tree: Node
    readonly: bool = False
    at: str = ""


@dataclass(frozen=True)
class Happening:
    """Something done to a running container from outside, at a moment of the clock.

    A change, a signal, or a pause: ``frozen`` is how many seconds it took.
    """

    at: float
    act: Callable[[Overlay], object] | None = None
    signal: str = ""
    frozen: float = 0.0


@dataclass(frozen=True)
class Moment:
    """How things stand at a moment: ``status`` is None while the process runs on, until ``wakes`` at least."""

    root: Overlay
    grafts: Mapping[str, Graft]
    output: tuple[Output, ...]
    now: float
    status: int | None
    wakes: float = math.inf


@dataclass
class Life:
    """A run of a container: how it began, what happened to it, and how it stands (``latest``)."""

    command: Command
    world: World
    began: float
    start: Overlay
    grafts: Mapping[str, Graft]
    latest: Moment
    happenings: tuple[Happening, ...] = ()

    def copy(self) -> Life:
        """Return the same life, to go its own way."""
        latest = replace(self.latest, root=self.latest.root.copy())
        return replace(self, latest=latest)

    def until(self, moment: float) -> Moment:
        """Return how things stand at ``moment``."""
        return play(self.start, self.grafts, self.command, self.world, self.began, moment, self.happenings)


class Finished(Exception):
    """A signal ended the process, or its trap did."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Keyboard(Source):
    """A terminal's or a pipe's input that stays open: at its end the reader waits."""

    def __init__(self, data: bytes, wait: Callable[[float], None]) -> None:
        super().__init__(data)
        self.wait = wait

    def read(self, count: int | None = None) -> bytes:
        if count is None or self.at >= len(self.data):
            self.wait(math.inf)
        return super().read(count)

    def line(self) -> bytes:
        if b"\n" not in self.data[self.at :]:
            self.wait(math.inf)
        return super().line()


class Timeline(Session):
    """The session of one play: time passes, and what happened happens."""

    def __init__(self, command: Command, system: System, began: float, until: float, todo: list[Happening]) -> None:
        super().__init__(system)
        self.command, self.now, self.until, self.todo = command, began, until, todo
        self.wakes = math.inf
        self.shell: Shell | None = None  # the first process, if it is a shell that has set a trap
        system.clock = lambda: int(self.now)
        system.advance = self.advance

    def advance(self, seconds: float) -> None:
        """Let the process sleep. Raises Suspended when we do not look that far."""
        target, pending = self.now + seconds, list[str]()
        while self.todo and self.todo[0].at < target and self.todo[0].at <= self.until:
            happening = self.todo.pop(0)
            self.now = max(self.now, happening.at)
            if happening.act is not None:
                self.flush()
                happening.act(self.system.root)
            elif happening.frozen:  # its timers ran on meanwhile
                target = max(target, happening.at + happening.frozen)
            elif self.hit(happening.signal, target):
                pending.append(happening.signal)
        if target > self.until:
            self.now, self.wakes = self.until, target
            raise Suspended
        self.now = target
        for name in pending:
            self.trap(name)

    def hit(self, name: str, target: float) -> bool:
        """Deliver a signal now; say whether it must wait until the command in front is done."""
        shell = self.shell
        if shell is not None and name in shell.traps:
            waiting = math.isclose(max((end for end, _ in shell.jobs.values()), default=-1), target, abs_tol=1.0)
            if not waiting:
                return True
            self.trap(name)
            raise NotModelled("a trap that interrupts `wait` and does not exit")
        handled = own_handler(self.command.argv[0], name)
        if handled is not None:
            raise Finished(handled)
        if self.command.init and name not in HARMLESS:
            raise Finished(128 + NUMBERS[name])
        return False

    def trap(self, name: str) -> None:
        """Run the shell's trap; where it exits, so does the container."""
        shell = self.shell
        assert shell is not None
        try:
            deliver(shell, name)
        except Exit as exc:
            status = exc.status

            def leave() -> int:
                raise Exit(status)

            raise Finished(shell.main(leave)) from exc


set_trap = BUILTINS["trap"]


def remembered(shell: Shell, argv: list[str]) -> int:
    """The builtin ``trap``; the first process of a container is remembered as the one that traps."""
    session = shell.process.session
    if isinstance(session, Timeline) and shell.process.pid == 1:
        session.shell = shell
    return set_trap(shell, argv)


BUILTINS["trap"] = remembered


def play(
    start: Overlay,
    grafts: Mapping[str, Graft],
    command: Command,
    world: World,
    began: float,
    until: float,
    happenings: tuple[Happening, ...] = (),
) -> Moment:
    """Run ``command`` from ``start`` at the time ``began``, and say how things stand at ``until``.

    Raises:
        NotModelled: the program, or what it does, is not modelled.
        LabError: a loop that never ends.
    """
    root = start.copy()
    system = System(root, hostname=world.hostname, kernel=world.kernel, network=world.network, mirror=world.mirror)
    timeline = Timeline(command, system, began, until, list(happenings))
    root.clock = root._upper.clock = system.clock
    mount(root, grafts)
    status = launch(timeline, command)
    after = {target: replace(graft, tree=root.unmount(graft.at)) for target, graft in reversed(list(grafts.items()))}
    output = tuple(timeline.output)
    if command.tty:
        output = tuple(replace(piece, fd=1, data=piece.data.replace(b"\n", b"\r\n")) for piece in output)
    ordered = {target: after[target] for target in grafts}
    return Moment(root, ordered, output, timeline.now, status, timeline.wakes)


def repeat(root: Overlay, command: Command, world: World, began: float, until: float) -> None:
    """Execute ``command`` once more in ``root``, in which everything is mounted: for what it changes."""
    system = System(root, hostname=world.hostname, kernel=world.kernel, network=world.network, mirror=world.mirror)
    clocks = root.clock, root._upper.clock
    timeline = Timeline(command, system, began, until, [])
    root.clock = root._upper.clock = system.clock
    launch(timeline, command)
    root.clock, root._upper.clock = clocks


def mount(root: Overlay, grafts: Mapping[str, Graft]) -> None:
    """Mount every graft, outer ones first, as they are ordered."""
    for graft in grafts.values():
        root.mount(graft.at, graft.tree, readonly=graft.readonly)


def launch(timeline: Timeline, command: Command) -> int | None:
    """Do what ``execve`` does; return the exit status, None while the process runs on."""
    root = timeline.system.root
    stdin: Stream = Source(command.stdin)
    if command.keyboard:
        stdin = Keyboard(command.stdin, timeline.advance)
    env = {octets(name): octets(value) for name, _, value in (entry.partition("=") for entry in command.env)}
    fds = {0: stdin, 1: timeline.show(1), 2: timeline.show(2)}
    task = Task(timeline, words(command.argv), env, octets(command.cwd), command.cred, fds=dict(fds))
    before = root.cred, root.umask
    try:
        return run(task, octets(command.path)) & 0xFF
    except Suspended:
        return None
    except Finished as exc:
        return exc.status & 0xFF
    except OSError as exc:
        reason = (exc.strerror or "").lower() if exc.errno != errno.ENOEXEC else "exec format error"
        timeline.output.append(Output(2, f"exec {command.argv[0]}: {reason}\n".encode(), system_time(timeline)))
        return 255
    finally:
        timeline.flush()
        root.cred, root.umask = before


def system_time(timeline: Timeline) -> int:
    """Return the time in whole seconds."""
    return int(timeline.now)
