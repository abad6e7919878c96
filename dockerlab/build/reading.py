"""Which files of the context a build reads, and where they land.

A COPY selects files and lays them into a root, and keeps no list of which became which.  So that
one can be shown, it is done once more on a context whose files hold nothing but their own names:
what then stands in the image's root tells where it came from.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from dockerlab.build.archives import is_archive
from dockerlab.build.copy import apply_copy, select
from dockerlab.build.steps import BuildResult, BuildStep
from dockerlab.context import BuildContext
from dockerlab.dockerfile import Add, Copy, Run
from dockerlab.dockerfile.variables import expand
from dockerlab.errors import LabError
from dockerlab.filesystem import Filesystem
from dockerlab.inode import Directory, File, Node, normalise
from dockerlab.layer import Entry, Whiteout
from dockerlab.overlay import Overlay

__all__ = ["Landed", "Reading", "readings"]

MARK = b"\0from "


@dataclass(frozen=True)
class Landed:
    """A file that a COPY made. ``source``: its path in the context; empty for a link, and for what was unpacked."""

    source: str
    path: str


@dataclass(frozen=True)
class Reading:
    """One step that takes files from the context.

    Attributes:
        step: the COPY, the ADD, or the RUN with a bind mount.
        files: the paths that it reads, relative to the context, sorted.
        landed: what it made of them, by path; nothing for a RUN, whose mount is gone when it ends.
    """

    step: BuildStep = field(repr=False)
    files: tuple[str, ...]
    landed: tuple[Landed, ...] = ()


def readings(result: BuildResult, context: BuildContext) -> tuple[Reading, ...]:
    """Return the steps of a build that take files from ``context``, in order; a step that failed reads nothing.

    >>> from dockerlab.clock import Clock
    >>> from dockerlab.engine import Engine
    >>> files = {"Dockerfile": "FROM busybox\\nWORKDIR /app\\nCOPY src .\\n", "src/a.py": "", "b.py": ""}
    >>> context = BuildContext.from_mapping(files)
    >>> readings(Engine(clock=Clock()).build(context), context)
    (Reading(files=('src/a.py',), landed=(Landed(source='src/a.py', path='/app/a.py'),)),)
    """
    sent = context.sent(result.builder)
    named = Filesystem(with_names(sent.root, ""))
    found: list[Reading] = []
    for step in result.steps:
        match step.instruction:
            case Copy(from_="") | Add():
                found += copied(step, result, sent, named)
            case Run(mounts=mounts):
                sources = [mount.source for mount in mounts if mount.type == "bind" and not mount.from_]
                paths = {path for source in sources for path in files_below(sent, normalise(source or "/"))}
                found += [Reading(step, tuple(sorted(paths)))] if sources else []
    return tuple(found)


def copied(step: BuildStep, result: BuildResult, sent: Filesystem, named: Filesystem) -> Iterator[Reading]:
    """Yield what a COPY or ADD reads; nothing where all its sources are URLs or here-documents."""
    state = step.before
    instruction = step.instruction
    if result.builder == "classic":  # BuildKit's steps are expanded already
        variables = {**state.variables, **state.config.environment()}
        instruction, _ = expand(instruction, variables, result.dockerfile.escape)
    assert isinstance(instruction, Copy | Add)
    paths = tuple(source for source in instruction.sources if "://" not in source)
    copy = replace(instruction, sources=paths, heredocs=())
    if not paths:
        return
    try:
        selection = select(copy, named, result.builder)
        files = tuple(path for path, _ in selection.parts if not isinstance(sent.get(f"/{path}"), Directory))
        root = Overlay(state.fs)
        apply_copy(root, selection, copy.dest, cwd=state.cwd, chown=copy.chown, chmod=copy.chmod)
    except LabError:  # the build itself has said why
        yield Reading(step, ())
        return
    landed = (landing(path, entry) for path, entry in root.layer() if not isinstance(entry, Directory | Whiteout))
    yield Reading(step, files, tuple(landed))


def landing(path: str, entry: Entry) -> Landed:
    """Return where an entry of the layer came from, by what it holds."""
    content = entry.content if isinstance(entry, File) else b""
    known = isinstance(content, bytes) and content.startswith(MARK)
    return Landed(
        content[len(MARK) :].decode("utf-8", "surrogateescape") if known and isinstance(content, bytes) else "", path
    )


def with_names(node: Directory, path: str) -> Directory:
    """Return a tree whose files hold their own paths; archives stay, for ADD unpacks them."""
    entries: dict[str, Node] = {}
    for name, child in node.entries.items():
        here = f"{path}/{name}" if path else name
        match child:
            case Directory():
                entries[name] = with_names(child, here)
            case File(content=content) if not (isinstance(content, bytes) and is_archive(content)):
                entries[name] = replace(child, content=MARK + here.encode("utf-8", "surrogateescape"))
            case _:
                entries[name] = child
    return replace(node, entries=entries)


def files_below(fs: Filesystem, top: str) -> Iterator[str]:
    """Yield a file, or the files below a directory, relative to the root."""
    node = fs.get(top)
    if node is not None and not isinstance(node, Directory):
        yield top.lstrip("/")
    yield from (path.lstrip("/") for path, child in fs.walk(top) if not isinstance(child, Directory))
