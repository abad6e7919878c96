"""Builds on a fresh host, on a day of the lab's calendar, and what the tasks of notebook 10 ask of the image."""

from __future__ import annotations

import gzip
import io
import tarfile
from collections.abc import Mapping

from dockerlab.build.steps import Builder, BuildOptions, BuildResult
from dockerlab.clock import START, Clock
from dockerlab.context import BuildContext
from dockerlab.engine import Engine
from dockerlab.exercises.project import DAY
from dockerlab.image import Image
from dockerlab.inode import File, Filler
from dockerlab.mirror.catalogue import stanza
from dockerlab.shell.programs.packages.lists import kept

__all__ = ["FILES", "Host", "exists", "keeps_lists", "packages", "sizes"]


def archive(files: Mapping[str, str]) -> bytes:
    """Return a small tar.gz, the same bytes every time."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as tar:
        for name, text in files.items():
            data = text.encode()
            member = tarfile.TarInfo(name)
            member.size, member.mtime = len(data), int(START)
            tar.addfile(member, io.BytesIO(data))
    return gzip.compress(made.getvalue(), mtime=0)


FILES: dict[str, str | bytes | None] = {
    "app.py": "print('hello')\n",
    "conf/site.conf": "listen 80\n",
    "conf/parts/tls.conf": "tls on\n",
    "data.tar.gz": archive({"a.csv": "1,2\n", "old/b.csv": "3,4\n"}),
}
"""The project that notebook 10 copies from; ``data.tar.gz`` holds ``a.csv`` and ``old/b.csv``."""


class Host:
    """A Docker host that starts on the lab's first day."""

    def __init__(self) -> None:
        self.engine = Engine(clock=Clock())

    def build(
        self,
        dockerfile: str,
        *,
        files: Mapping[str, str | bytes | None] = FILES,
        day: int = 0,
        builder: Builder = "buildkit",
        args: Mapping[str, str] | None = None,
        no_cache: bool = False,
    ) -> BuildResult:
        """Build on a day after the first (never before the last). Raises LabError where the build cannot start."""
        self.engine.clock.now = max(self.engine.clock.now, START + day * DAY)
        options = BuildOptions(build_args=args or {}, no_cache=no_cache, tags=("lab",))
        context = BuildContext.from_mapping(dict(files), mtime=int(START))
        return self.engine.build(context, options, builder=builder, dockerfile=dockerfile)


def image_of(result: BuildResult) -> Image:
    """Return the image of a build. Raises LabError where it failed."""
    if result.error is not None:
        raise result.error
    assert result.image is not None
    return result.image


def exists(result: BuildResult, path: str) -> bool:
    """Say whether the built image has something at ``path``. Raises LabError where the build failed."""
    try:
        image_of(result).filesystem.lookup(path)
    except OSError:
        return False
    return True


def packages(result: BuildResult) -> dict[str, str]:
    """Return what dpkg's book in the built image says is installed, by name; empty where the build failed."""
    node = result.image.filesystem.get("/var/lib/dpkg/status") if result.image is not None else None
    if not isinstance(node, File) or isinstance(node.content, Filler):
        return {}
    rows = [stanza(part) for part in node.content.decode("utf-8", "replace").strip().split("\n\n")]
    return {row["Package"]: row["Version"] for row in rows if "Version" in row}


def keeps_lists(result: BuildResult) -> bool:
    """Say whether any layer of the image holds a package list, seen or hidden."""
    return result.image is not None and any(kept(layer) for layer in result.image.layers)


def sizes(result: BuildResult, base: int) -> int:
    """Return the bytes of the layers above the ``base`` lowest ones."""
    return sum(layer.size for layer in result.image.layers[base:]) if result.image is not None else 0
