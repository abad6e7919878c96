"""The build cache: when a step may be skipped, and why it was not.

A ``CacheKey`` is the list of everything that a step's result depends on: the
step before it, the instruction, the files it reads, the variables it sees.  If
the same key has been built before, the old result is used: a *hit*.  Otherwise
it is a *miss*, and laying the key beside the nearest one that was built before
shows the ``Reason``.

Sources: https://docs.docker.com/build/cache/invalidation/, moby/buildkit
solver/llbsolver/ops and moby/moby daemon/internal/image/cache.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from dockerlab.digest import Digest

__all__ = [
    "CacheHit",
    "CacheKey",
    "CacheMiss",
    "FileChange",
    "FilesChanged",
    "FirstTime",
    "InstructionChanged",
    "KeyPart",
    "NoCache",
    "ParentChanged",
    "Reason",
    "SettingChanged",
    "VariableChanged",
]

PARENT, INSTRUCTION, FILE, VARIABLE = "parent", "instruction", "file ", ("ARG ", "ENV ")


@dataclass(frozen=True)
class KeyPart:
    """One thing that a step depends on; ``label`` is for people and does not count.

    ``name`` is ``parent``, ``instruction``, ``file /path``, ``ARG name``, ``ENV name``
    or the name of a setting such as ``user``.
    """

    name: str
    value: str
    label: str = field(default="", compare=False)


@dataclass(frozen=True)
class CacheKey:
    """Everything that a step's result depends on, as named parts.

    >>> one = CacheKey((KeyPart("parent", "p"), KeyPart("instruction", "RUN ls")))
    >>> two = CacheKey((KeyPart("parent", "p"), KeyPart("instruction", "RUN pwd")))
    >>> one.digest == two.digest, one.get("instruction")
    (False, 'RUN ls')
    """

    parts: tuple[KeyPart, ...]
    behind: Callable[[], tuple[KeyPart, ...]] = field(default=tuple, repr=False, compare=False)

    @cached_property
    def details(self) -> tuple[KeyPart, ...]:
        """What stands behind the parts, for explanations: ``behind`` finds it out when it is first asked for."""
        return self.behind()

    @cached_property
    def digest(self) -> Digest:
        """One hash over all parts: what is looked up."""
        text = "\0".join(f"{part.name}\0{part.value}" for part in self.parts)
        return Digest("sha256:" + hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest())

    @cached_property
    def values(self) -> dict[str, str]:
        """The parts by name; a detail of the same name stands in for its part."""
        return {part.name: part.value for part in (*self.parts, *self.details)}

    @cached_property
    def instruction(self) -> str:
        """The instruction, as the key has it."""
        return self.values.get(INSTRUCTION, "")

    @cached_property
    def parent(self) -> str | None:
        """What the step stands on."""
        return self.values.get(PARENT)

    def get(self, name: str) -> str | None:
        """Return the value of a part, None where the key has no such part."""
        return self.values.get(name)

    def label(self, name: str) -> str:
        """Return the label of a part, or its value where it has none."""
        return next((part.label or part.value for part in (*self.parts, *self.details) if part.name == name), "")


@dataclass(frozen=True)
class FirstTime:
    """Nothing like it was ever built here."""

    @property
    def sentence(self) -> str:
        """Say it in words."""
        return "nothing like this step was built here before"


@dataclass(frozen=True)
class NoCache:
    """``--no-cache`` or ``--no-cache-filter`` said not to look."""

    @property
    def sentence(self) -> str:
        """Say it in words."""
        return "the build was told not to use the cache (--no-cache)"


@dataclass(frozen=True)
class ParentChanged:
    """What the step stands on is not what it stood on; ``label`` names the step before, ``was`` the old one."""

    label: str
    was: str

    @property
    def sentence(self) -> str:
        """Say it in words."""
        if self.label == self.was:
            return f"the step before it was rebuilt: {self.label}"
        return f"it now stands on {self.label}, before on {self.was}"


@dataclass(frozen=True)
class InstructionChanged:
    """The instruction itself reads differently."""

    old: str
    new: str

    @property
    def sentence(self) -> str:
        """Say it in words."""
        return f"the instruction changed: it was {self.old}"


@dataclass(frozen=True)
class FileChange:
    """One file that differs, and how: content, mode, owner, type, added, removed."""

    path: str
    how: str


@dataclass(frozen=True)
class FilesChanged:
    """Files that the step copies differ."""

    changes: tuple[FileChange, ...]

    @property
    def sentence(self) -> str:
        """Say it in words; at most three files are named."""
        named = ", ".join(f"{change.path} ({change.how})" for change in self.changes[:3])
        more = len(self.changes) - 3
        return f"copied files changed: {named}" + (f" and {more} more" if more > 0 else "")


@dataclass(frozen=True)
class VariableChanged:
    """A variable that the step can see differs (None: not set); ``kind`` is ARG or ENV."""

    kind: str
    name: str
    old: str | None
    new: str | None

    @property
    def sentence(self) -> str:
        """Say it in words."""
        if self.old is None:
            return f"{self.kind} {self.name} is new: {self.new!r}"
        if self.new is None:
            return f"{self.kind} {self.name} is gone: it was {self.old!r}"
        return f"{self.kind} {self.name} changed from {self.old!r} to {self.new!r}"


@dataclass(frozen=True)
class SettingChanged:
    """The user, the working directory or another setting differs."""

    name: str
    old: str | None
    new: str | None

    @property
    def sentence(self) -> str:
        """Say it in words."""
        return f"the {self.name} changed from {self.old!r} to {self.new!r}"


Reason = FirstTime | NoCache | ParentChanged | InstructionChanged | FilesChanged | VariableChanged | SettingChanged


@dataclass(frozen=True)
class CacheHit:
    """The step was not run: ``key`` was built before."""

    key: CacheKey


@dataclass(frozen=True)
class CacheMiss:
    """The step was run; ``refused``: the cache was not to be asked. Why is found out only if somebody wants to know.

    >>> old = CacheKey((KeyPart("parent", "p"), KeyPart("instruction", "COPY . ."), KeyPart("file /a", "1 644 0:0 x")))
    >>> new = CacheKey((KeyPart("parent", "p"), KeyPart("instruction", "COPY . ."), KeyPart("file /a", "1 644 0:0 y")))
    >>> CacheMiss(new, [old]).reason.sentence
    'copied files changed: /a (content)'
    """

    key: CacheKey
    built: Sequence[CacheKey] = field(repr=False, compare=False)  # the keys built before, oldest first
    refused: bool = False

    @cached_property
    def nearest(self) -> CacheKey | None:
        """The key built before that comes closest, if any.

        The same instruction counts most, then the same parent, then the other parts; of equals, the latest.
        """
        key, closest = self.key, (False, False)
        kind = key.instruction.partition(" ")[0]
        found: list[CacheKey] = []
        for old in self.built:
            alike = old.instruction == key.instruction, old.parent == key.parent
            if alike < closest or not any(alike):
                continue
            if not alike[0] and old.instruction.partition(" ")[0] != kind:
                continue
            if alike > closest:
                closest, found = alike, []
            found.append(old)
        return max(reversed(found), key=self._shared, default=None)

    def _shared(self, old: CacheKey) -> int:
        """Return how many parts another key shares with this one, less those that it has beyond them."""
        return sum(old.values.get(name) == value for name, value in self.key.values.items()) - len(old.values)

    @cached_property
    def reason(self) -> Reason:
        """What differs from the nearest key."""
        if self.refused:
            return NoCache()
        return FirstTime() if self.nearest is None else difference(self.nearest, self.key)


def difference(old: CacheKey, new: CacheKey) -> Reason:
    """Return the first thing, in order of cause, in which two keys differ."""
    if old.get(INSTRUCTION) != new.get(INSTRUCTION):
        return InstructionChanged(old.label(INSTRUCTION), new.label(INSTRUCTION))
    if old.get(PARENT) != new.get(PARENT):
        return ParentChanged(new.label(PARENT), old.label(PARENT))
    names = list(dict.fromkeys([*old.values, *new.values]))
    changed = [name for name in names if old.get(name) != new.get(name)]
    files = [name for name in changed if name.startswith(FILE)]
    if files:
        return FilesChanged(
            tuple(FileChange(name.removeprefix(FILE), how(old.get(name), new.get(name))) for name in files)
        )
    for name in changed:
        if name.startswith(VARIABLE):
            kind, variable = name.split(" ", 1)
            return VariableChanged(kind, variable, old.get(name), new.get(name))
    changed = [name for name in changed if name != "content"]
    if changed:
        return SettingChanged(changed[0], old.get(changed[0]), new.get(changed[0]))
    return FirstTime()


def how(old: str | None, new: str | None) -> str:
    """Say how a file differs, from its value ``type mode owner content`` in two keys."""
    if old is None:
        return "added"
    if new is None:
        return "removed"
    words = ("type", "mode", "owner", "content")
    return ", ".join(word for word, a, b in zip(words, old.split(" ", 3), new.split(" ", 3), strict=False) if a != b)


def variables(kind: str, pairs: Iterable[tuple[str, str]]) -> tuple[KeyPart, ...]:
    """Return one part for every variable; ``kind`` is ``ARG`` or ``ENV``."""
    return tuple(KeyPart(f"{kind} {name}", value) for name, value in pairs)
