"""``docker commit``: a container's writable layer becomes the top layer of an image.

Everything about the container comes along: its command and its environment as
well, so what was typed behind ``docker run IMAGE`` is the new image's CMD.  What
lies in volumes does not: it was never in the layer.

Source: moby/moby daemon/commit.go (``CreateImageFromContainer``) and
daemon/builder/dockerfile/builder.go (``BuildFromConfig``, for ``--change``)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dockerlab.clock import Clock
from dockerlab.container.state import Container
from dockerlab.dockerfile import (
    Cmd,
    Entrypoint,
    Env,
    Expose,
    Healthcheck,
    Instruction,
    Label,
    Onbuild,
    StopSignal,
    User,
    Volume,
    Workdir,
    parse,
)
from dockerlab.errors import DaemonError, DockerfileError
from dockerlab.image import Healthcheck as HealthConfig
from dockerlab.image import History, Image, ImageConfig
from dockerlab.inode import normalise

__all__ = ["changed", "committed"]

ALLOWED = "CMD ENTRYPOINT ENV EXPOSE HEALTHCHECK LABEL ONBUILD STOPSIGNAL USER VOLUME WORKDIR".split()


def committed(
    container: Container, clock: Clock, *, message: str = "", author: str = "", changes: Sequence[str] = ()
) -> Image:
    """Return the image that a container makes now. Its parent is the container's image.

    Raises:
        DaemonError: a ``--change`` that cannot be.
    """
    layer = container.overlay.layer()
    config = changed(container.config, changes)
    now = clock.stamp()
    row = History(now, " ".join(container.config.cmd or ()), message, not layer.entries, author)
    base = container.image
    image = base.append(layer if layer.entries else None, row, config)
    return replace(
        image,
        flavour="classic",
        created=now,
        author=author,
        comment=message,
        container=container.id,
        container_config=container.config,
        parent=base.id,
        raw=None,
    )


def changed(config: ImageConfig, changes: Sequence[str]) -> ImageConfig:
    """Return ``config`` after the Dockerfile lines of ``--change``.

    >>> config = ImageConfig(cmd=("sh",), env=("A=1",))
    >>> after = changed(config, ["ENV A=2", 'CMD ["ls"]'])
    >>> after.cmd, after.env
    (('ls',), ('A=2',))
    >>> changed(config, ["RUN true"])
    Traceback (most recent call last):
        ...
    dockerlab.errors.DaemonError: RUN is not a valid change command
    Try: Use one of CMD ENTRYPOINT ENV EXPOSE HEALTHCHECK LABEL ONBUILD STOPSIGNAL USER VOLUME WORKDIR.
    """
    lines = "\n".join(changes)
    for line in lines.splitlines():
        keyword = line.split(maxsplit=1)[0].upper() if line.strip() else "CMD"
        if keyword not in ALLOWED:
            raise DaemonError(f"{keyword} is not a valid change command", hint=f"Use one of {' '.join(ALLOWED)}.")
    if not lines.strip():
        return config
    try:
        instructions = parse(f"FROM scratch\n{lines}\n", "--change").stages[0].instructions
    except DockerfileError as exc:
        raise DaemonError(exc.message.rpartition("parse error on line ")[2].partition(": ")[2] or exc.message) from exc
    before, cmd_set = config, False
    for instruction in instructions:
        config = apply_change(config, instruction, cmd_set=cmd_set)
        cmd_set |= isinstance(instruction, Cmd)
    if not config.entrypoint and not config.cmd:  # moby's merge(): nothing to run would be nonsense
        config = replace(config, cmd=before.cmd, entrypoint=before.entrypoint)
    return config


def apply_change(config: ImageConfig, instruction: Instruction, *, cmd_set: bool) -> ImageConfig:
    """Return ``config`` after one instruction."""
    match instruction:
        case Cmd(shell=shell, args=args):
            return replace(config, cmd=("/bin/sh", "-c", *args) if shell else args)
        case Entrypoint(shell=shell, args=args):
            argv = ("/bin/sh", "-c", *args) if shell else args
            return replace(config, entrypoint=argv, cmd=config.cmd if cmd_set else None)
        case Env(pairs=pairs):
            return config.with_env(dict(pairs))
        case Label(pairs=pairs):
            return config.with_labels(dict(pairs))
        case Expose(ports=ports):
            added = {port if "/" in port else f"{port}/tcp" for port in ports}
            return replace(config, exposed_ports=tuple(sorted({*config.exposed_ports, *added})))
        case Volume(paths=paths):
            return replace(config, volumes=tuple(sorted({*config.volumes, *paths})))
        case User(user=user):
            return replace(config, user=user)
        case Workdir(path=path):
            return replace(config, working_dir=normalise(path, config.working_dir or "/"))
        case StopSignal(signal=signal):
            return replace(config, stop_signal=signal)
        case Onbuild(expression=expression):
            return replace(config, on_build=(*config.on_build, expression))
        case Healthcheck():
            times = (instruction.interval, instruction.timeout, instruction.start_period, instruction.start_interval)
            return replace(config, healthcheck=HealthConfig(instruction.test, *times, instruction.retries))
        case _:
            return config
