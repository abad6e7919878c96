"""Folders to build in: what is sent of them, and what the built image holds."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from dockerlab.build.steps import Builder, BuildOptions, BuildResult
from dockerlab.cli.units import size
from dockerlab.clock import Clock
from dockerlab.context import BuildContext
from dockerlab.engine import Engine
from dockerlab.errors import LabError
from dockerlab.filesystem import Filesystem
from dockerlab.inode import Directory, File

__all__ = ["attempt", "build", "listing", "names", "problem", "sent"]

Files = Mapping[str, str | bytes]


def build(files: Files, builder: Builder = "buildkit") -> tuple[BuildResult, BuildContext]:
    """Build a folder; return the trace and the context. Raises LabError where it cannot be built."""
    result, context = attempt(files, builder)
    if result.error is not None:
        raise result.error
    return result, context


def attempt(files: Files, builder: Builder = "buildkit") -> tuple[BuildResult, BuildContext]:
    """Build a folder, however it ends. Raises LabError where it cannot even begin."""
    return _attempt(tuple(files.items()), builder)


@lru_cache(maxsize=256)
def _attempt(files: tuple[tuple[str, str | bytes], ...], builder: Builder) -> tuple[BuildResult, BuildContext]:
    context = BuildContext.from_mapping(dict(files))
    return Engine(clock=Clock()).build(context, BuildOptions(), builder=builder), context


def names(fs: Filesystem, top: str = "/") -> tuple[str, ...]:
    """Return the files below a directory, relative to it."""
    cut = len(top.rstrip("/")) + 1
    return tuple(path[cut:] for path, node in fs.walk(top) if not isinstance(node, Directory))


def sent(files: Files) -> tuple[tuple[str, ...], int]:
    """Return the files that the classic builder is sent, and the bytes of the whole tar.

    Raises:
        LabError: a malformed pattern in ``.dockerignore``.
    """
    context = BuildContext.from_mapping(dict(files))
    return names(context.sent("classic")), context.size


def listing(files: Files, together: tuple[str, ...] = ()) -> str:
    """Return the folder as text, with sizes; the directories ``together`` as one line each.

    >>> print(listing({"a.txt": "hi", "x/1": "1", "x/2": "22"}, ("x",)))
         2B  a.txt
         3B  x/ (2 files)
    """
    context = BuildContext.from_mapping(dict(files))
    lines: dict[str, tuple[int, int]] = {}
    for path, node in context.files.walk():
        name = path.lstrip("/")
        if isinstance(node, File):
            top = next((f"{folder}/" for folder in together if name.startswith(f"{folder}/")), name)
            count, total = lines.get(top, (0, 0))
            lines[top] = (count + 1, total + node.size)
    return "\n".join(
        f"{size(total, 3):>7}  {name}" + (f" ({count} files)" if name.endswith("/") else "")
        for name, (count, total) in lines.items()
    )


def problem(files: Files, builder: Builder) -> str:
    """Return why a folder does not build, empty if it does."""
    try:
        result, _ = attempt(files, builder)
    except LabError as exc:
        return exc.message
    return result.error.message if result.error is not None else ""
