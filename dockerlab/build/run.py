"""RUN: a command executed on the files of the step before.

``argv`` is what is executed, ``execute`` does it on a copy-on-write root that is
prepared as a container's is, and returns what was printed, the exit status and
the layer of changes.  Nothing of the process survives but its files: the next
step starts from the config's directory and environment again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dockerlab.build.metadata import with_shell
from dockerlab.build.mounts import mount_all
from dockerlab.build.steps import Builder, State
from dockerlab.clock import Clock
from dockerlab.container.root import prepare_root
from dockerlab.dockerfile import Heredoc, Run
from dockerlab.errors import BuildError, DaemonError, LabError, NotModelled
from dockerlab.filesystem import Filesystem
from dockerlab.image import ImageConfig
from dockerlab.inode import Directory, File
from dockerlab.layer import Layer
from dockerlab.overlay import Overlay
from dockerlab.process import find_user
from dockerlab.shell import ExecError, Mirror, Output, System, execute

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

    layer: Layer
    fs: Filesystem
    output: tuple[Output, ...]
    status: int
    seconds: float
    error: str = ""  # what the engine says where the process could not even start


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
            return (f"/dev/pipes/{run.heredocs[0].name}",)
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
) -> Ran:
    """Execute ``command``; ``sources`` are the trees that ``--mount=from=`` can name ("" is the build context).

    Raises:
        BuildError: an unknown user, a mount that cannot be made.
        NotModelled: a program that the model does not have.
    """
    start = world.clock.now
    world.clock.advance(BUILDKIT_OVERHEAD if builder == "buildkit" else CLASSIC_OVERHEAD)
    root = Overlay(state.fs, world.clock.seconds)
    prepared = prepare_root(root, flavour=builder, kernel=world.kernel, argv=tuple(command))
    try:
        account = find_user(root.read, state.user)
    except DaemonError as exc:
        return failed(state, world, start, user_error(exc, state.user, command, builder))
    mounted = mount_all(root, run, builder, world.caches, sources, secrets, state.cwd)
    if command[0].startswith("/dev/pipes/"):
        pipes(root, run)
    system = System(
        root, world.clock.seconds, world.clock.advance, kernel=world.kernel, mirror=world.mirror, budget=world.budget
    )
    system.network = run.network != "none"
    environment = {**env, **mounted.env}
    environment.setdefault("HOME", account.home)
    try:
        result = execute(system, command, environment, state.cwd, account.credentials)
    except ExecError as exc:
        return failed(state, world, start, start_error(exc, command, builder))
    except NotModelled as exc:
        raise NotModelled(exc.what, run.span, exc.hint) from exc
    except LabError as exc:
        raise BuildError(exc.message, run.span, exc.hint) from exc
    mounted.undo(root, world.caches)
    prepared.undo()
    seconds = world.clock.now - start
    return Ran(root.layer(), root.fs, result.output, result.status, seconds)


def failed(state: State, world: World, start: float, message: str) -> Ran:
    """Return the outcome of a command that could not be started."""
    return Ran(Layer(), state.fs, (), 127, world.clock.now - start, message)


def pipes(root: Overlay, run: Run) -> None:
    """Lay a here-document that is a script of its own (``#!``) where BuildKit does: in /dev/pipes."""
    root.place("/dev/pipes", Directory())
    doc = run.heredocs[0]
    root.place(f"/dev/pipes/{doc.name}", File(doc.data.encode(), 0o755))


def user_error(exc: DaemonError, user: str, command: Sequence[str], builder: Builder) -> str:
    """Return the words of each builder for a user that the image does not know."""
    if builder == "classic":
        return exc.message
    return f'process "{" ".join(command)}" did not complete successfully: unable to find user {user}: invalid argument'


def start_error(exc: ExecError, command: Sequence[str], builder: Builder) -> str:
    """Return the words of each builder for a program that cannot be started."""
    name = command[0]
    why = {
        "not found": f'exec: "{name}": executable file not found in $PATH',
        "no such file": f'exec: "{name}": stat {name}: no such file or directory',
        "permission denied": f'exec: "{name}": permission denied',
        "format": f"exec {name}: exec format error",
    }[exc.kind]
    runc = "runc create failed: unable to start container process: error during container init: " + why
    if builder == "classic":
        return f"failed to create task for container: failed to create shim task: OCI runtime create failed: {runc}"
    return f'process "{" ".join(command)}" did not complete successfully: exit code: {exc.status}'
