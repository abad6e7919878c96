"""The commands that are modelled, by name, and how their options are told from their arguments."""

from __future__ import annotations

import getopt
import re
from collections.abc import Callable, Mapping

from dockerlab.errors import NotModelled
from dockerlab.shell.process import Process
from dockerlab.shell.streams import unicode

__all__ = ["COMMANDS", "Options", "Usage", "command", "parse_options"]


class Usage(Exception):
    """A command called in a way that would print its help."""


class Options(dict[str, list[str]]):
    """The options a command was given: ``"r" in o``, ``o.one("k")``, ``o["e"]`` (all values in order)."""

    order: str = ""  # the letters, as they came

    def one(self, letter: str, default: str = "") -> str:
        """Return the last value of an option, or ``default``."""
        return self[letter][-1] if letter in self else default

    def last(self, letters: str) -> str:
        """Return which of ``letters`` came last ('' if none)."""
        return next((letter for letter in reversed(self.order) if letter in letters), "")


Command = Callable[[Process], int]
COMMANDS: dict[str, Command] = {}
"""Every program that is modelled, by name. Packages outside may add theirs with ``command``."""


def command(
    *names: str,
    options: str | None = None,
    long: Mapping[str, str] | None = None,
    gnu: Mapping[str, str] | None = None,
    least: int = 0,
    digits: str = "",
) -> Callable[[Callable[[Process, Options, list[str]], int]], Callable[[Process, Options, list[str]], int]]:
    """Register a command under ``names``.

    Args:
        options: as getopt(3): ``"rf"``, ``"n:"`` with a value, a leading ``+`` to
            stop at the first argument. None: the command parses for itself.
        long: long name (``=`` at its end if it takes a value) → letter.
        gnu: the same for what only the GNU program knows, and busybox does not.
        least: the number of arguments that it needs at least.
        digits: the option that ``-5`` stands for.

    An option that is not listed is ``NotModelled``, never ignored.
    """

    def register(
        body: Callable[[Process, Options, list[str]], int],
    ) -> Callable[[Process, Options, list[str]], int]:
        def start(process: Process) -> int:
            found, rest = Options(), process.argv[1:]
            try:
                if digits:
                    rest = [re.sub(r"^-(\d+)$", rf"-{digits}\1", word) for word in rest[:1]] + rest[1:]
                if options is not None:
                    known = {**(long or {}), **(gnu or {} if process.gnu else {})}
                    found, rest = parse_options(rest, options, known)
                if len(rest) < least:
                    raise Usage("too few arguments")
                return body(process, found, rest)
            except Usage as exc:
                shown = " ".join(process.argv)
                raise NotModelled(f"{unicode(shown)}: {process.name} would print its help ({exc})") from exc
            except getopt.GetoptError as exc:
                dash = "-" if len(exc.opt) == 1 else "--"
                raise NotModelled(f"the option {dash}{exc.opt} of {process.name}") from exc

        for name in names:
            COMMANDS[name] = start
        return body

    return register


def parse_options(argv: list[str], options: str, long: Mapping[str, str]) -> tuple[Options, list[str]]:
    """Sort ``argv`` into options and arguments."""
    found = Options()
    parse = getopt.getopt if options.startswith("+") else getopt.gnu_getopt
    pairs, rest = parse(argv, options.lstrip("+"), list(long))
    for name, value in pairs:
        letter = name[1:] if not name.startswith("--") else long.get(name[2:]) or long[name[2:] + "="]
        found.setdefault(letter, []).append(value)
        found.order += letter
    return found, rest
