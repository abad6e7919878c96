"""Build an image, start a container of it, stop it: what the tasks of notebook 11 ask of a Dockerfile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dockerlab.build.steps import BuildOptions
from dockerlab.cli.main import docker
from dockerlab.clock import Clock
from dockerlab.container.options import Options
from dockerlab.context import BuildContext
from dockerlab.engine import Engine
from dockerlab.errors import LabError, NotModelled

__all__ = ["Stop", "built", "printed", "stop"]


@dataclass(frozen=True)
class Stop:
    """How a container ended: what it had printed, the seconds that ``docker stop`` took, the status."""

    output: str
    seconds: float
    status: int


def built(dockerfile: str, files: Mapping[str, str] | None = None, base: str = "") -> Engine:
    """Build ``image`` on a fresh host, after ``base`` if there is one. Raises LabError where it cannot be built."""
    engine = Engine(clock=Clock())
    for tag, text in (("base", base), ("image", dockerfile)):
        if text:
            context = BuildContext.from_mapping(dict(files or {}), mtime=engine.clock.seconds())
            result = engine.build(context, BuildOptions(tags=(tag,)), dockerfile=text)
            if result.error is not None:
                raise result.error
    return engine


def printed(engine: Engine, *args: str, flags: Sequence[str] = ()) -> str:
    """Return what ``docker run FLAGS image ARGS`` prints, an error in place of it where there is one."""
    ran = docker(engine, ["run", "--rm", *flags, "image", *args])
    return (ran.stdout + ran.stderr).strip()


def stop(engine: Engine, *, env: Sequence[str] = ()) -> Stop:
    """Start a container in the background, look at it after a second, and stop it."""
    try:
        container = engine.containers.create("image", (), Options(name="one", detach=True, env=tuple(env)))
        engine.containers.start(container.name)
        engine.clock.advance(1.0)
        engine.containers.settle()
        began = engine.clock.now
        engine.containers.stop(container.name)
    except NotModelled:
        raise
    except LabError as exc:
        return Stop(exc.message, 0.0, 127)
    found = engine.containers.find(container.name)
    text = b"".join(piece.data for piece in found.logs).decode("utf-8", "replace")
    return Stop(text.strip(), engine.clock.now - began, found.exit_code)
