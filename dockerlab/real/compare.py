"""Two transcripts of the same commands, side by side: the model's and the engine's."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal, Protocol

from dockerlab.archive import load
from dockerlab.cli.client import CommandResult
from dockerlab.errors import LabError, NotModelled
from dockerlab.markup import preformatted
from dockerlab.real.client import RealDocker
from dockerlab.real.guard import Refused
from dockerlab.real.normalise import recording
from dockerlab.real.reach import Unreachable, reach
from dockerlab.store import Store

__all__ = ["Difference", "Verification", "compare", "verify"]


@dataclass(frozen=True)
class Difference:
    """One thing in which a command went differently: its status, or what it printed, line by line."""

    command: str
    what: Literal["status", "stdout", "stderr"]
    model: tuple[str, ...]
    engine: tuple[str, ...]

    def __str__(self) -> str:
        diff = difflib.unified_diff(self.model, self.engine, "the model", "the engine", lineterm="", n=2)
        return "\n".join([f"$ {self.command}", f"  {self.what}:", *(f"    {line}" for line in diff)])


@dataclass(frozen=True)
class Verification:
    """What came out: how many commands were compared, where they differ, and which were left out and why.

    IDs, times, sizes of contexts and the order of independent steps do not count (``normalise``); ``warm`` steps were
    in the engine's build cache from before the lab began, so that they did not run there.
    """

    version: str
    compared: int
    differences: tuple[Difference, ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()
    warm: int = 0

    @property
    def agrees(self) -> bool:
        """Whether model and engine did the same, as far as they were compared."""
        return not self.differences

    def __str__(self) -> str:
        count = f"{self.compared} command{'s' * (self.compared != 1)}"
        different = len({difference.command for difference in self.differences})
        said = "the model did the same" if self.agrees else f"{different} went differently"
        lines = [f"Docker Engine {self.version}, {count} compared: {said}."]
        if self.warm:
            lines.append(f"({self.warm} steps were in its build cache from before: what they print was not compared.)")
        lines += [str(difference) for difference in self.differences]
        lines += [f"$ {command}\n  not compared: {reason}" for command, reason in self.left_out]
        return "\n".join(lines)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return preformatted(str(self))


class Repeating(Protocol):
    """A lab that does recorded actions again (``dockerlab.lab.Lab``, which this module cannot import)."""

    real: RealDocker | None

    def repeat(self, actions: Iterable[Iterable[str]]) -> list[CommandResult]:
        """Do the actions; return what the commands among them did."""
        ...

    def close(self) -> None:
        """Remove what was made on a real engine."""
        ...


def verify(
    begin: Callable[[Literal["model", "docker"], Iterable[bytes]], Repeating],
    actions: Sequence[Iterable[str]],
    text: str,
) -> Verification | Unreachable:
    """Do ``actions`` on a reachable engine and in the model, in labs that ``begin`` makes, and compare.

    Images of the engine that ``text`` speaks of are lent to the model, so that both build on the same.
    """
    found = reach()
    if isinstance(found, Unreachable):
        return found
    lent: list[bytes] = []
    real = begin("docker", ())
    try:
        assert real.real is not None
        for archive in real.real.lend(text):
            with suppress(LabError):  # zstd, another system: the model then uses its own
                load(archive, Store())
                lent.append(archive)
        theirs = real.repeat(actions)
    finally:
        real.close()
    return compare(begin("model", lent).repeat(actions), theirs, found.version)


def compare(model: Sequence[CommandResult], engine: Sequence[CommandResult], version: str) -> Verification:
    """Lay what the model did beside what the engine did, command by command.

    >>> one, two = CommandResult(0, text="docker ps"), CommandResult(1, text="docker ps")
    >>> print(compare([one], [two], "28.5.2"))  # doctest: +NORMALIZE_WHITESPACE
    Docker Engine 28.5.2, 1 command compared: 1 went differently.
    $ docker ps
      status:
        --- the model
        +++ the engine
        @@ -1 +1 @@
        -0
        +1
    """
    sides: tuple[Literal["status", "stdout", "stderr"], ...] = ("status", "stdout", "stderr")
    rows = [recording(commands, [])["commands"] for commands in (model, engine)]
    compared, warm, differences, left_out = 0, 0, list[Difference](), list[tuple[str, str]]()
    for ours, theirs, mine, other in zip_longest(model, engine, *rows):
        if ours is None or theirs is None:
            left_out.append(
                ((ours or theirs).text, f"{'the model' if ours is None else 'the engine'} did not reach it")
            )
        elif isinstance(theirs.error, Refused):
            left_out.append((theirs.text, theirs.error.reason))
        elif isinstance(ours.error, NotModelled):
            left_out.append((ours.text, ours.error.message))
        else:
            compared += 1
            for what in sides:
                left, right = (_lines(row.get(what, [])) for row in (mine, other))
                if what == "stderr":
                    right, count = _as_if_cold(left, right)
                    warm += count
                if left != right:
                    differences.append(Difference(ours.text, what, left, right))
    return Verification(version, compared, tuple(differences), tuple(left_out), warm)


def _as_if_cold(model: tuple[str, ...], engine: tuple[str, ...]) -> tuple[tuple[str, ...], int]:
    """Return the engine's lines with the steps that ran in the model only as they went there, and their number."""
    ran = {line.partition(" | ")[0]: line for line in model if line.startswith("[") and not line.endswith(" | CACHED")}
    names = [line.removesuffix(" | CACHED") if line.endswith(" | CACHED") else "" for line in engine]
    lines = tuple(ran.get(name, line) if name else line for name, line in zip(names, engine, strict=True))
    return lines, sum(name in ran for name in names if name)


def _lines(value: object) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, list) else (str(value),)
