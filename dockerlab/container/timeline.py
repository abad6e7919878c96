"""How time passes for the process of a container, and what happens to it meanwhile.

A ``Timeline`` is the shell's session with a clock of its own.  When the process
sleeps, what was done to the container in that time is done: files change, a
signal arrives.  A signal finds a trap, or a program that handles it, or nothing:
then PID 1 never notices.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from dockerlab.errors import NotModelled
from dockerlab.overlay import Overlay
from dockerlab.permission import Credentials
from dockerlab.process import Branch
from dockerlab.process.signals import HARMLESS, NUMBERS, own_handler
from dockerlab.process.tree import CHILD
from dockerlab.shell import Mirror, Suspended, System
from dockerlab.shell.builtins.control import deliver
from dockerlab.shell.interpreter import Shell
from dockerlab.shell.process import Exit, Session
from dockerlab.shell.state import BUILTINS, State
from dockerlab.shell.streams import Source

__all__ = ["Command", "Finished", "Happening", "Keyboard", "Timeline", "World"]


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
    tree: Branch | None = None  # the container's processes, for ``ps``
    failure: tuple[str, int] | None = None  # what the init says, and its status, where it cannot start the program
    visitor: int | None = None  # executed in a container whose own process has this uid


@dataclass(frozen=True)
class Happening:
    """Something done to a running container from outside, at a moment of the clock.

    A change, a signal, or a pause: ``frozen`` is how many seconds it took.
    """

    at: float
    act: Callable[[Overlay], object] | None = None
    signal: str = ""
    frozen: float = 0.0


RESTS = 20_000  # sleeps that renew a process's budget of steps: five hours of a loop that looks once a second


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
        self.first = self.pid = CHILD if command.init else 1
        self.rests = 0
        self.shell: Shell | None = None  # the first process, if it is a shell that has set a trap
        system.clock = lambda: int(self.now)
        system.advance = self.advance

    def advance(self, seconds: float) -> None:
        """Let the process sleep. Raises Suspended when we do not look that far."""
        target, pending = self.now + seconds, list[str]()
        if seconds > 0 and self.rests < RESTS:  # who sleeps is not stuck in a loop
            self.left, self.rests = self.system.budget, self.rests + 1
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

    def wait(self) -> int | None:
        """Let a program that waits for ever wait; return its status if a signal ends it, else None."""
        try:
            if self.wakes == math.inf:
                self.advance(math.inf)
        except Suspended:
            return None
        except Finished as exc:
            return exc.status & 0xFF
        return None

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


def remembered(shell: State, argv: list[str]) -> int:
    """The builtin ``trap``; the first process of a container is remembered as the one that traps."""
    session = shell.process.session
    if isinstance(session, Timeline) and isinstance(shell, Shell) and shell.process.pid == session.first:
        session.shell = shell
    return set_trap(shell, argv)


BUILTINS["trap"] = remembered
