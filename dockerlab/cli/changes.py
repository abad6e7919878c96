"""``--change`` of ``docker commit`` and ``docker import``: Dockerfile lines that edit a config.

Source: moby/moby daemon/builder/dockerfile/builder.go (``BuildFromConfig``)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dockerlab.build.metadata import classic_words, configure
from dockerlab.dockerfile import Cmd, parse
from dockerlab.errors import DaemonError, DockerfileError
from dockerlab.image import ImageConfig

__all__ = ["changed"]

ALLOWED = "CMD ENTRYPOINT ENV EXPOSE HEALTHCHECK LABEL ONBUILD STOPSIGNAL USER VOLUME WORKDIR".split()


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
        keyword = line.split(maxsplit=1)[0] if line.strip() else "CMD"
        if keyword.upper() not in ALLOWED:
            raise DaemonError(f"{keyword} is not a valid change command", hint=f"Use one of {' '.join(ALLOWED)}.")
    if not lines.strip():
        return config
    try:
        instructions = parse(f"FROM scratch\n{lines}\n", "--change").stages[0].instructions
    except DockerfileError as exc:
        raise DaemonError(exc.message.rpartition("parse error on line ")[2].partition(": ")[2] or exc.message) from exc
    before, cmd_set = config, False
    for instruction in instructions:
        try:
            config = configure(config, instruction, cmd_set=cmd_set, buildkit=False)
        except ValueError as exc:
            raise DaemonError(classic_words(instruction, str(exc))) from exc
        cmd_set |= isinstance(instruction, Cmd)
    if not config.entrypoint and not config.cmd:  # moby's merge(): nothing to run would be nonsense
        config = replace(config, cmd=before.cmd, entrypoint=before.entrypoint)
    return config
