"""One call of apt-get, and how it speaks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from dockerlab.shell.process import Process
from dockerlab.shell.programs.packages.dpkg import Installed
from dockerlab.shell.programs.packages.lists import Index
from dockerlab.shell.programs.packages.report import wrapped

__all__ = ["Apt"]


@dataclass
class Apt:
    """One call of apt-get: its flags, and what it has found out so far."""

    process: Process
    flags: set[str]
    index: Index
    rows: dict[str, Installed] = field(default_factory=dict)
    installed: dict[str, str] = field(default_factory=dict)
    automatic: set[str] = field(default_factory=set)

    def say(self, text: str) -> None:
        """Print a line, unless ``-qq``."""
        if "silent" not in self.flags:
            self.process.out(text + "\n")

    def fail(self, *lines: str, status: int = 100) -> int:
        """Print lines on standard error; return ``status``."""
        self.process.flush()
        self.process.err("".join(f"{line}\n" for line in lines))
        return status

    def names(self, title: str, names: Iterable[str]) -> None:
        """Print a title and the names under it, if there are any."""
        if names := list(names):
            self.say(title)
            self.say(wrapped(names))
