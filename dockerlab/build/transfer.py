"""COPY and ADD as a build step: where the files come from, the step's key, and the work.

A ``Transfer`` is made before anything is copied: it finds and hashes the
sources, so that the cache can be asked.  ``apply`` then copies.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass

from dockerlab.build.cache import KeyPart
from dockerlab.build.copy import Selection, apply_copy, destination, select
from dockerlab.build.paths import has_wildcards
from dockerlab.build.run import World
from dockerlab.build.steps import Builder, State
from dockerlab.context import BuildContext
from dockerlab.dockerfile import Add, Copy
from dockerlab.filesystem import Filesystem
from dockerlab.overlay import Overlay

__all__ = ["Origin", "Transfer", "transfer"]


@dataclass(frozen=True)
class Origin:
    """Where a COPY takes from: a tree, and the context if it is one; ``name`` is that of ``--from``."""

    fs: Filesystem
    context: BuildContext | None
    name: str
    asked: tuple[str, ...] | None = None  # what the whole build asks the context for


@dataclass(frozen=True)
class Transfer:
    """A COPY or ADD, ready to be looked up or carried out.

    Attributes:
        parts: what the step's key holds besides the step before it.
        history: the text of ``docker history`` (the classic builder's without its shell).
    """

    copy: Copy | Add
    selection: Selection
    cwd: str
    parts: tuple[KeyPart, ...]
    history: str

    def details(self) -> tuple[KeyPart, ...]:
        """Return the files, one by one: they explain a miss, and count through ``parts`` only."""
        found = self.selection.parts
        files = (KeyPart(f"file {path}", f"{p.kind} {p.mode:04o} {p.owner} {p.content}") for path, p in found)
        if self.selection.builder == "buildkit":
            return tuple(files)
        copy, dest = self.copy, destination(self.copy.dest, self.cwd, "classic")
        text = f"{type(copy).__name__.upper()} {' '.join(copy.sources)} {dest}"
        return (KeyPart("instruction", text, copy.original), *files)

    def apply(self, root: Overlay) -> None:
        """Copy into ``root``. Raises CopyError where something is in the way."""
        copy = self.copy
        apply_copy(root, self.selection, copy.dest, cwd=self.cwd, chown=copy.chown, chmod=copy.chmod)


def transfer(copy: Copy | Add, origin: Origin, state: State, world: World, builder: Builder) -> Transfer:
    """Find the sources of a COPY or ADD whose variables are expanded.

    Raises:
        CopyError: a source that is missing or forbidden.
        NotModelled: a source that the model cannot fetch.
    """
    mirror = world.mirror
    fetch = None if mirror is None else lambda url: (mirror.fetch(url), 0)
    onto = state.fs if builder == "buildkit" else None
    selection = select(copy, origin.fs, builder, context=origin.context, fetch=fetch, onto=onto, asked=origin.asked)
    command = type(copy).__name__.upper()
    flags = [f"--chown={copy.chown}"] * bool(copy.chown)
    if builder == "classic":
        text = " ".join((command, *flags, selection.digest, "in", copy.dest)) + " "
        parts = (KeyPart("instruction", text, copy.original),)
        return Transfer(copy, selection, state.cwd, parts, text)
    flags += [f"--chmod={copy.chmod}"] * bool(copy.chmod)
    # BuildKit's own key holds only the base names of the sources (solver/llbsolver/ops/file.go)
    pattern = any(map(has_wildcards, copy.sources))  # its name in the key is then the pattern's, not the files'
    names = sorted(posixpath.basename(source.path) for source in selection.sources if not pattern)
    action = " ".join((command, *names, destination(copy.dest, state.cwd, builder)))
    settings = tuple(
        KeyPart(name, value)
        for name, value in (
            ("--chown", copy.chown), ("--chmod", copy.chmod),
            ("--unpack", str(copy.unpack) if isinstance(copy, Add) and copy.unpack is not None else ""),
            ("--exclude", " ".join(copy.exclude)),
        ) if value
    )  # fmt: skip
    wanted = (KeyPart("instruction", action, copy.original), *settings, KeyPart("content", selection.digest))
    words = [f"<<{doc.name}" for doc in copy.heredocs]
    text = " ".join((command, *flags, *copy.sources, *words, copy.dest, "# buildkit"))
    return Transfer(copy, selection, state.cwd, wanted, text)
