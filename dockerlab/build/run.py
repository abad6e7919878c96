"""RUN: a command executed on the files of the step before.

``argv`` is what is executed, ``execute`` does it on a copy-on-write root that is
prepared as a container's is, and returns what was printed, the exit status and
the layer of changes.  Nothing of the process survives but its files: the next
step starts from the config's directory and environment again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dockerlab.build.directories import make_directories
from dockerlab.build.metadata import with_shell
from dockerlab.build.mounts import mount_all
from dockerlab.build.steps import Builder, State
from dockerlab.clock import Clock
from dockerlab.container.root import prepare_root
from dockerlab.dockerfile import Heredoc, Run, quote
from dockerlab.errors import BuildError, DaemonError, LabError, NotModelled
from dockerlab.filesystem import Filesystem
from dockerlab.image import ImageConfig
from dockerlab.inode import Directory, File, normalise
from dockerlab.overlay import Overlay
from dockerlab.process import find_user
from dockerlab.shell import ExecError, Mirror, Output, Result, System, execute

__all__ = ["Ran", "World", "argv", "execute_run"]

BUILDKIT_OVERHEAD, CLASSIC_OVERHEAD = 0.1, 0.2  # seconds: what starting a container costs on the recorded engine


@dataclass
class World:
    """What a RUN can reach: the clock, the host's kernel, the mirror, the persistent cache mounts."""

    clock: Clock
    kernel: str
    mirror: Mirror | None
    caches: dict[str, Filesystem]
    budget: int = 200_000


@dataclass(frozen=True)
class Ran:
    """How a RUN went."""

    root: Overlay | None  # the files as the process left them; None where it could not even start
    output: tuple[Output, ...]
    status: int
    seconds: float
    error: str = ""  # what the engine says where it could not start


def argv(run: Run, config: ImageConfig, builder: Builder) -> tuple[str, ...]:
    """Return the command line of a RUN.

    A here-document alone is the script itself; behind a command it is the
    command's standard input.  The classic builder knows no here-documents.
    """
    if not run.heredocs or builder == "classic":
        return with_shell(config, run.args, shell=run.shell)
    text = run.args[0].strip()
    if text == heredoc_word(run.heredocs[0], text) and len(run.heredocs) == 1:
        body = run.heredocs[0].data
        if body.startswith("#!"):
            body = f"/dev/pipes/{run.heredocs[0].name}"
        return with_shell(config, (body,), shell=True)
    script = run.args[0] + "".join(f"\n{doc.content}{doc.name}" for doc in run.heredocs)
    return with_shell(config, (script,), shell=True)


def heredoc_word(doc: Heredoc, text: str) -> str:
    """Return ``text`` if it is nothing but the opening of ``doc``, else an empty string."""
    word = text.removeprefix("<<").removeprefix("-").strip()
    bare = word.strip("'\"")
    return text if text.startswith("<<") and bare == doc.name else ""


def execute_run(
    run: Run,
    command: Sequence[str],
    state: State,
    env: Mapping[str, str],
    builder: Builder,
    world: World,
    sources: Mapping[str, Filesystem],
    secrets: Mapping[str, bytes],
    *,
    hostname: str = "",
) -> Ran:
    """Execute ``command``; ``sources`` are the trees that ``--mount=from=`` can name ("" is the build context).

    ``hostname`` is that of the classic builder's container; BuildKit has one name for all.

    Raises:
        BuildError: an unknown user, a mount that cannot be made.
        NotModelled: a program that the model does not have.
    """
    start = world.clock.now
    world.clock.advance(BUILDKIT_OVERHEAD if builder == "buildkit" else CLASSIC_OVERHEAD)
    root = Overlay(state.fs, world.clock.seconds)
    prepared = prepare_root(root, flavour=builder, hostname=hostname, kernel=world.kernel, argv=tuple(command))
    try:
        account = find_user(root.read, state.user)
    except DaemonError as exc:
        return failed(world, start, user_error(exc, root, state.user, command, builder))
    volumes = hide_volumes(root, state) if builder == "classic" else ()
    mounted = mount_all(root, run, builder, world.caches, sources, secrets, state.cwd)
    if command[-1].startswith("/dev/pipes/"):
        pipes(root, run)
    system = System(
        root, world.clock.seconds, world.clock.advance, kernel=world.kernel, mirror=world.mirror, budget=world.budget
    )
    system.network = run.network != "none"
    system.hostname, system.seed = hostname or system.hostname, str(world.clock.now)
    environment = {**env, **mounted.env}
    environment.setdefault("HOME", account.home)
    try:
        result = execute(system, command, environment, normalise(state.cwd), account.credentials)
    except ExecError as exc:
        if exc.kind != "format" and not (exc.kind == "no such file" and root.exists(exc.path)):
            message, said = start_error(exc, command, builder)
            return failed(world, start, message, said)
        # The program is there and the kernel cannot run it (or its loader is missing): the container has begun already.
        result = Result(255, (Output(2, f"{exc.message}\n".encode(), world.clock.seconds()),))
    except NotModelled as exc:
        raise NotModelled(exc.what, run.span, exc.hint) from exc
    except LabError as exc:
        raise BuildError(exc.message, run.span, exc.hint) from exc
    mounted.undo(root, world.caches)
    for target in reversed(volumes):
        root.unmount(target)
    prepared.undo()
    return Ran(root, result.output, result.status, world.clock.now - start)


def failed(world: World, start: float, message: str, said: str = "") -> Ran:
    """Return the outcome of a command that could not be started; ``said`` is what its log shows."""
    output = (Output(2, said.encode(), world.clock.seconds()),) if said else ()
    return Ran(None, output, 1, world.clock.now - start, message)


def hide_volumes(root: Overlay, state: State) -> tuple[str, ...]:
    """Mount a throw-away volume on each VOLUME, as a container gets one: what a RUN writes there is lost.

    (Only the classic builder runs containers, so only it loses those files.)
    """
    targets = []
    for path in state.config.volumes:
        make_directories(root, path, 0, 0)
        target = root.resolve(path)
        root.mount(target, root.stat(target))
        targets.append(target)
    return tuple(targets)


def pipes(root: Overlay, run: Run) -> None:
    """Lay a here-document that is a script of its own (``#!``) where BuildKit does: in /dev/pipes."""
    root.place("/dev/pipes", Directory())
    doc = run.heredocs[0]
    root.place(f"/dev/pipes/{doc.name}", File(doc.data.encode(), 0o755))


def user_error(exc: DaemonError, root: Overlay, user: str, command: Sequence[str], builder: Builder) -> str:
    """Return the words of each builder for a user that the image does not know."""
    if builder == "classic":
        return exc.message
    why = exc.message if root.exists("/etc/passwd") else f"unable to find user {user}: invalid argument"
    return f"process {quote(' '.join(command))} did not complete successfully: {why}"


def start_error(exc: ExecError, command: Sequence[str], builder: Builder) -> tuple[str, str]:
    """Return the words of each builder for a program that cannot be started, and the line in the step's log."""
    name = command[0]
    why = {
        "not found": f'exec: "{name}": executable file not found in $PATH',
        "no such file": f'exec: "{name}": stat {name}: no such file or directory',
        "permission denied": f'exec: "{name}": permission denied',
    }[exc.kind]
    runc = "unable to start container process: error during container init: " + why
    if builder == "classic":
        shim = "failed to create task for container: failed to create shim task: OCI runtime create failed: "
        return f"{shim}runc create failed: {runc}", ""
    words = f"process {quote(' '.join(command))} did not complete successfully: exit code: 1"
    return words, f"runc run failed: {runc}\n"
