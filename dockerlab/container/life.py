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
from collections.abc import Mapping
from dataclasses import dataclass, replace

from dockerlab.container.timeline import Command, Finished, Happening, Keyboard, Timeline, World
from dockerlab.inode import Node
from dockerlab.overlay import Overlay
from dockerlab.shell import Output, Suspended, System
from dockerlab.shell.process import Process as Task
from dockerlab.shell.program import run, words
from dockerlab.shell.streams import Source, Stream, octets

__all__ = ["Graft", "Life", "Moment", "mount", "play", "repeat", "unmount"]


@dataclass(frozen=True)
class Graft:
    """A tree mounted in a container, ``at`` the path that its target really is."""

    tree: Node
    readonly: bool = False
    at: str = ""


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
    root.upper.clock = system.clock
    mount(root, grafts)
    status = launch(timeline, command)
    after = unmount(root, grafts)
    output = tuple(timeline.output)
    if command.tty:
        output = tuple(replace(piece, fd=1, data=piece.data.replace(b"\n", b"\r\n")) for piece in output)
    return Moment(root, after, output, timeline.now, status, timeline.wakes)


def repeat(root: Overlay, command: Command, world: World, began: float, until: float) -> None:
    """Execute ``command`` once more in ``root``, in which everything is mounted: for what it changes."""
    system = System(root, hostname=world.hostname, kernel=world.kernel, network=world.network, mirror=world.mirror)
    clock = root.clock
    timeline = Timeline(command, system, began, until, [])
    root.upper.clock = system.clock
    launch(timeline, command)
    root.upper.clock = clock


def mount(root: Overlay, grafts: Mapping[str, Graft]) -> Overlay:
    """Mount every graft, outer ones first, as they are ordered; return ``root``."""
    for graft in grafts.values():
        root.mount(graft.at, graft.tree, readonly=graft.readonly)
    return root


def unmount(root: Overlay, grafts: Mapping[str, Graft]) -> dict[str, Graft]:
    """Unmount every graft, inner ones first; return them as they are now, in their order."""
    after = {target: replace(graft, tree=root.unmount(graft.at)) for target, graft in reversed(list(grafts.items()))}
    return {target: after[target] for target in grafts}


def launch(timeline: Timeline, command: Command) -> int | None:
    """Do what ``execve`` does; return the exit status, None while the process runs on."""
    root = timeline.system.root
    if command.failure is not None:
        message, status = command.failure
        timeline.output.append(Output(2, message.encode(), int(timeline.now)))
        return status
    stdin: Stream = Source(command.stdin)
    if command.keyboard:
        stdin = Keyboard(command.stdin, timeline.advance)
    env = {octets(name): octets(value) for name, _, value in (entry.partition("=") for entry in command.env)}
    fds = {0: stdin, 1: timeline.show(1), 2: timeline.show(2)}
    task = Task(
        timeline, words(command.argv), env, octets(command.cwd), command.cred, fds=dict(fds), pid=timeline.first
    )
    before = root.cred, root.umask
    try:
        return run(task, octets(command.path)) & 0xFF
    except Suspended:
        return timeline.wait()
    except Finished as exc:
        return exc.status & 0xFF
    except OSError as exc:
        reason = (exc.strerror or "").lower() if exc.errno != errno.ENOEXEC else "exec format error"
        timeline.output.append(Output(2, f"exec {command.path}: {reason}\n".encode(), int(timeline.now)))
        return 255
    finally:
        timeline.flush()
        root.cred, root.umask = before
