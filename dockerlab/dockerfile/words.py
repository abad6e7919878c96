"""The words of one line while they are checked: how many arguments, which flags."""

from __future__ import annotations

from dataclasses import dataclass, field

from dockerlab.dockerfile.arguments import SPACES
from dockerlab.dockerfile.lines import Line
from dockerlab.dockerfile.wording import did_you_mean
from dockerlab.errors import Span

__all__ = ["Words"]


@dataclass
class Words:
    """A line while it is being checked."""

    line: Line
    name: str
    args: list[str]
    newest: bool
    found: dict[str, list[str]] = field(default_factory=dict)

    @property
    def here(self) -> tuple[Span, str]:
        return self.line.span, self.line.original.strip(SPACES)

    def at_least_one(self) -> None:
        if not self.args:
            raise ValueError(f"{self.name} requires at least one argument")

    def exactly_one(self) -> str:
        if len(self.args) != 1:
            raise ValueError(f"{self.name} requires exactly one argument")
        return self.args[0]

    def at_least_two(self) -> None:
        if len(self.args) < 2:
            only = "requires at least two arguments, but only one was provided. Destination could not be determined"
            raise ValueError(f"{self.name} {only}")

    def single(self) -> str:
        self.exactly_one()
        self.flags()
        return self.args[0]

    def flags(self, strings: str = "", switches: str = "", lists: str = "") -> None:
        """Check the flags against the names allowed, and keep their values."""
        names = f"{strings} {switches} {lists}".split()
        for flag in self.line.flags:
            name, equals, value = flag[2:].partition("=")
            if name not in names:
                raise ValueError(f"unknown flag: --{name}{did_you_mean(name, names)}")
            if name in self.found and name not in lists.split():
                raise ValueError(f"duplicate flag specified: --{name}")
            if name in switches.split():
                if equals and not value:
                    raise ValueError(f"missing a value on flag: --{name}")
                if value.lower() not in ("", "true", "false"):
                    raise ValueError(f"expecting boolean value for flag --{name}, not: {value}")
            elif not equals:
                raise ValueError(f"missing a value on flag: --{name}")
            self.found.setdefault(name, []).append(value)

    def used(self) -> tuple[str, ...]:
        return tuple(self.found)

    def flag(self, name: str) -> str:
        return "".join(self.found.get(name, ()))

    def flag_list(self, name: str) -> tuple[str, ...]:
        return tuple(self.found.get(name, ()))

    def switch(self, name: str) -> bool | None:
        return self.flag(name).lower() != "false" if name in self.found else None
