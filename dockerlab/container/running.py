"""Starting a container's process, and executing more in it.

The runtime looks up the user and the program in the container's files, mounts
what is to be mounted, and only then gives the process its first instruction.
Each of these can fail, with an error of its own.

Source: moby/moby daemon/start.go, daemon/exec.go; opencontainers/runc libcontainer
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from dockerlab.container.create import make_directory
from dockerlab.container.daemon import Daemon
from dockerlab.container.life import Graft, Life, Moment, mount, play, repeat, unmount
from dockerlab.container.root import READ_ONLY, runtime_mounts
from dockerlab.container.sharing import put_back, shared_tree
from dockerlab.container.state import Container
from dockerlab.container.timeline import Command, Happening, World
from dockerlab.container.top import explanation
from dockerlab.container.volumes import Volumes
from dockerlab.errors import DaemonError, NotModelled
from dockerlab.inode import Directory, File, Filler, Node
from dockerlab.overlay import Overlay
from dockerlab.permission import Credentials
from dockerlab.process import ProgramError, environment, find_program, find_user
from dockerlab.process.tree import CHILD
from dockerlab.shell import Output

__all__ = ["ExecOptions", "Ran", "begin", "change_files", "execute_in", "take_over", "view"]

START_SECONDS = 0.3  # what it takes an engine to start a container
INIT = "/sbin/docker-init"


@dataclass(frozen=True)
class Ran:
    """How a process ran: what it wrote, in order, and its exit status."""

    container: Container
    output: tuple[Output, ...] = ()
    status: int = 0

    @property
    def stdout(self) -> bytes:
        """All that was written to standard output."""
        return b"".join(piece.data for piece in self.output if piece.fd == 1)

    @property
    def stderr(self) -> bytes:
        """All that was written to standard error."""
        return b"".join(piece.data for piece in self.output if piece.fd == 2)


@dataclass(frozen=True)
class ExecOptions:
    """The flags of ``docker exec``."""

    env: tuple[str, ...] = ()
    cwd: str = ""
    user: str = ""
    tty: bool = False
    interactive: bool = False
    detach: bool = False


def begin(daemon: Daemon, volumes: Volumes, container: Container, *, attach: bool, stdin: bytes) -> Life:
    """Return the life of a container from now on; nothing of it has been played yet.

    Raises:
        DaemonError: an unknown user (status 125), a program that is not there (127) or cannot run (126).
    """
    options, process = container.options, container.process
    daemon.clock.advance(START_SECONDS)
    overlay = container.overlay
    account = find_user(overlay.read, process.user)
    env = environment(process.env, hostname=container.hostname, home=account.home, tty=options.tty)
    cwd = process.cwd or "/"
    grafts = mount_all(overlay, wanted_mounts(daemon, volumes, container))
    path, failure = process.argv[0], None
    try:
        path = find_program(mount(overlay.copy(), grafts), process.argv[0], env, cwd)
    except ProgramError as exc:
        if not options.init:
            raise
        why = "No such file or directory" if exc.status == 127 else "Permission denied"
        failure = (f"[FATAL tini ({CHILD})] exec {process.argv[0]} failed: {why}\n", exc.status)
    # an attached terminal with nothing typed waits for its person, so its process does not end
    keyboard = options.tty and not stdin if attach else options.tty or options.interactive
    command = Command(
        path, process.argv, env, cwd, account.credentials, stdin if options.interactive else b"", keyboard,
        options.init, options.tty, explanation(container).tree, failure=failure,
    )  # fmt: skip
    world = world_of(daemon, container)
    now = daemon.clock.now
    started = Moment(overlay.copy(), grafts, (), now, None, now)
    return Life(command, world, now, overlay.copy(), grafts, started)


def world_of(daemon: Daemon, container: Container) -> World:
    """Return what lies outside of a container."""
    return World(container.hostname, daemon.kernel, container.options.network != "none", daemon.mirror)


def wanted_mounts(daemon: Daemon, volumes: Volumes, container: Container) -> dict[str, Graft]:
    """Return everything that is mounted in a container, in order: the runtime's, the user's, the files of /etc."""
    runtime = runtime_mounts(
        "container",
        hostname=container.hostname,
        kernel=daemon.kernel,
        argv=explanation(container).tree.argv,
        address=container.address,
        mtime=daemon.clock.seconds(),
    )
    readonly_files = container.options.read_only
    first = {t: Graft(n, t in READ_ONLY) for t, n in runtime.items() if isinstance(n, Directory)}
    chosen: dict[str, Graft] = {}
    for point in container.mounts:
        tree: Node = (
            Directory(mode=int(point.mode, 8)) if point.type == "tmpfs" else shared_tree(daemon, volumes, point)
        )
        chosen[point.target] = Graft(tree, point.readonly)
    last = {t: Graft(n, readonly_files) for t, n in runtime.items() if isinstance(n, File) and t not in chosen}
    if container.options.init:
        last[INIT] = Graft(File(Filler(752_504, "docker-init"), 0o755), True)
    return {**{t: g for t, g in first.items() if t not in chosen}, **chosen, **last}


def mount_all(overlay: Overlay, wanted: Mapping[str, Graft]) -> dict[str, Graft]:
    """Make what is missing to mount on, in the container or in another mount; return the mounts as they then are."""
    readonly, overlay.upper.readonly = overlay.upper.readonly, False
    user, overlay.cred = overlay.cred, Credentials()
    done: dict[str, Graft] = {}
    for target, graft in wanted.items():
        if not overlay.exists(target):
            parent = target if isinstance(graft.tree, Directory) else target.rpartition("/")[0] or "/"
            make_directory(overlay, parent)
            if not isinstance(graft.tree, Directory):
                overlay.place(target, File(mode=0o755, mtime=overlay.clock()))
        real = overlay.resolve(target)
        overlay.mount(real, graft.tree)
        done[target] = replace(graft, at=real)
    done = unmount(overlay, done)
    overlay.upper.readonly, overlay.cred = readonly, user
    return done


def take_over(daemon: Daemon, volumes: Volumes, container: Container, moment: Moment) -> None:
    """Let a container, its volumes and the host be as they are at ``moment``."""
    assert container.life is not None
    grafts = put_back(daemon, volumes, container, moment.grafts)
    container.life.latest = replace(moment, grafts=grafts)
    container.overlay = moment.root
    container.logs = (*container.before, *moment.output)


def execute_in(
    daemon: Daemon, volumes: Volumes, container: Container, argv: tuple[str, ...], options: ExecOptions, stdin: bytes
) -> tuple[Ran, Happening]:
    """Execute a program in a running container; also return what to do again when its life is played again.

    Raises:
        ProgramError: it cannot be started.
        NotModelled: it does not end.
    """
    life = container.life
    assert life is not None
    latest, now = life.latest, daemon.clock.now
    user = options.user or container.process.user
    try:
        account = find_user(latest.root.read, user)
    except DaemonError as exc:
        raise DaemonError(exc.message, hint=exc.hint) from exc
    env = environment(
        (*container.process.env, *options.env), hostname=container.hostname, home=account.home, tty=options.tty
    )
    cwd = options.cwd or container.process.cwd or "/"
    try:
        path = look_up_exec(latest, argv[0] if argv else "", env, cwd)
    except ProgramError as exc:
        if options.detach:
            raise DaemonError(exc.message, hint=exc.hint) from exc
        raise
    command = Command(
        path, argv, env, cwd, account.credentials, stdin if options.interactive else b"", tty=options.tty,
        keyboard=options.detach and (options.tty or options.interactive), tree=life.command.tree,
        visitor=life.command.cred.uid,
    )  # fmt: skip
    until = now if options.detach else math.inf
    moment = play(latest.root, latest.grafts, command, life.world, now, until)
    if moment.status is None and not (options.detach and (moment.wakes == math.inf or argv[0] == "sleep")):
        raise NotModelled(
            f"waiting for {' '.join(argv)}, which goes on"
            if not options.detach
            else "a background command that goes on",
            hint="Start it with -d.",
        )
    happening = Happening(now, lambda root: repeat(root, command, life.world, now, until))
    daemon.clock.now = max(now, moment.now)
    grafts = put_back(daemon, volumes, container, moment.grafts)
    life.latest = replace(latest, root=moment.root, grafts=grafts)
    container.overlay = moment.root
    return Ran(container, () if options.detach else moment.output, moment.status or 0), happening


def look_up_exec(latest: Moment, name: str, env: tuple[str, ...], cwd: str) -> str:
    """Return the path of a program to execute. Raises ProgramError in the words of ``docker exec``."""
    root = mount(latest.root.copy(), latest.grafts)
    if not cwd.startswith("/"):
        raise ProgramError("", 128, message="OCI runtime exec failed: exec failed: Cwd must be an absolute path")
    try:
        there = root.stat(cwd)
    except OSError as exc:
        reason = (exc.strerror or "").lower()
        raise ProgramError(f'chdir to cwd ("{cwd}") set in config.json failed: {reason}', 127, "exec") from exc
    if not isinstance(there, Directory):
        raise ProgramError(f'chdir to cwd ("{cwd}") set in config.json failed: not a directory', 126, "exec")
    return find_program(root, name, env, cwd, "exec")


def mounted(daemon: Daemon, volumes: Volumes, container: Container) -> dict[str, Graft]:
    """Return what is mounted in a container: while it runs everything, else its volumes and binds."""
    if container.life is not None:
        return dict(container.life.latest.grafts)
    shared = [point for point in container.mounts if point.type != "tmpfs"]
    return mount_all(
        container.overlay.copy(),
        {p.target: Graft(shared_tree(daemon, volumes, p), p.readonly) for p in shared},
    )


def view(daemon: Daemon, volumes: Volumes, container: Container) -> Overlay:
    """Return a copy of a container's root with its mounts, to look at."""
    root = container.overlay.copy()
    for point in container.mounts if container.life is None else ():
        if point.type != "tmpfs" and not root.exists(point.target):
            make_directory(root, point.target)
    return mount(root, mounted(daemon, volumes, container))


def change_files(
    daemon: Daemon, volumes: Volumes, container: Container, act: Callable[[Overlay], None], path: str
) -> Happening:
    """Change files of a container from outside; return what to do again when its life is played again."""
    inside = any(path.startswith(point.target.rstrip("/") + "/") for point in container.mounts)
    if container.options.read_only and not inside:
        raise DaemonError("container rootfs is marked read-only")
    now = daemon.clock.now
    root = container.overlay.copy()
    grafts = mounted(daemon, volumes, container)
    if container.life is None:
        grafts = {t: g for t, g in grafts.items() if root.exists(t) and (path + "/").startswith(t.rstrip("/") + "/")}
    mount(root, grafts)
    act(root)
    container.overlay = root
    done = put_back(daemon, volumes, container, unmount(root, grafts))
    if container.life is not None:
        container.life.latest = replace(container.life.latest, root=root, grafts=done)
    return Happening(now, act)
