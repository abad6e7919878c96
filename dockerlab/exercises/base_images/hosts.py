"""A Docker host with a kernel of one's choice, and what containers on it print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dockerlab.build.steps import BuildOptions
from dockerlab.cli.main import docker
from dockerlab.context import BuildContext
from dockerlab.engine import KERNEL, Engine
from dockerlab.image import Image

__all__ = ["OTHER", "Printed", "built", "run"]

OTHER = "5.14.0-611.16.1.el9_7.x86_64"  # another kernel to start a host with


@dataclass(frozen=True)
class Printed:
    """What a container printed, what went wrong, and its exit status."""

    output: str
    error: str
    status: int

    @property
    def said(self) -> str:
        """The last line of what it printed, or of the error."""
        lines = (self.output or self.error).strip().split("\n")
        errors = [line for line in lines if line.startswith("docker: ")]
        return (errors or lines)[-1].rpartition("during container init: ")[2][:200]


def run(image: Image | str, argv: Sequence[str] = (), *, kernel: str = KERNEL) -> Printed:
    """Run a command in a container of an image, on a fresh host with a kernel."""
    engine = Engine(kernel=kernel)
    if isinstance(image, Image):
        engine.store = engine.store.with_image(image)
    else:
        image = engine.image(image)
    done = docker(engine, ["run", "--rm", image.id, *argv])
    return Printed(done.stdout, done.stderr, done.status)


def built(dockerfile: str, files: dict[str, str] | None = None) -> Image:
    """Build a Dockerfile on a fresh host. Raises LabError where it cannot be built."""
    context = BuildContext.from_mapping({**(files or {}), "Dockerfile": dockerfile})
    result = Engine().build(context, BuildOptions())
    if result.error is not None:
        raise result.error
    assert result.image is not None
    return result.image
