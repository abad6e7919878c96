"""Sessions: a script of commands, run on a fresh lab host.

A script is what one would type at a prompt: ``docker`` commands, files written
with ``echo`` and here-documents, ``cd``, ``set -e``.  It does here what it does
in bash with a real engine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from dockerlab.archive import load
from dockerlab.build.steps import Builder, BuildResult
from dockerlab.cli.client import CommandResult
from dockerlab.cli.machine import HOME, machine
from dockerlab.cli.script import Terminal
from dockerlab.clock import Clock
from dockerlab.engine import Engine
from dockerlab.inode import Directory
from dockerlab.markup import preformatted
from dockerlab.shell import Output

__all__ = ["CommandResult", "SessionResult", "Transcript", "hint", "open_session", "run"]


@dataclass(frozen=True)
class SessionResult:
    """What a script did: its commands, in order, and the lab host as it is now."""

    commands: tuple[CommandResult, ...]
    terminal: Terminal = field(repr=False)

    @property
    def lab(self) -> Terminal:
        """The lab host."""
        return self.terminal

    @property
    def engine(self) -> Engine:
        """The engine that the script used."""
        return self.terminal.engine

    @property
    def status(self) -> int:
        """The exit status of the script: that of its last command."""
        return self.terminal.status

    @property
    def stdout(self) -> str:
        """All that the script wrote to standard output."""
        return "".join(command.stdout for command in self.commands)

    @property
    def stderr(self) -> str:
        """All that the script wrote to standard error."""
        return "".join(command.stderr for command in self.commands)


@dataclass(frozen=True)
class Transcript:
    """What some commands did: as a terminal shows it, and as data."""

    commands: tuple[CommandResult, ...]

    @property
    def status(self) -> int:
        """The exit status of the last command."""
        return self.commands[-1].status if self.commands else 0

    @property
    def stdout(self) -> str:
        """All that was written to standard output."""
        return "".join(command.stdout for command in self.commands)

    @property
    def stderr(self) -> str:
        """All that was written to standard error."""
        return "".join(command.stderr for command in self.commands)

    @property
    def builds(self) -> tuple[BuildResult, ...]:
        """The traces of the builds among the commands."""
        return tuple(event for command in self.commands for event in command.events if isinstance(event, BuildResult))

    def __str__(self) -> str:
        shown = []
        for command in self.commands:
            text = b"".join(piece.data for piece in command.output).decode("utf-8", "replace")
            prompt = "".join(f"{'$' if n == 0 else '>'} {line}\n" for n, line in enumerate(command.text.split("\n")))
            shown.append(prompt + text + ("\n" if text and not text.endswith("\n") else "") + hint(command))
        return "".join(shown).rstrip("\n")

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return preformatted(str(self))


def hint(command: CommandResult) -> str:
    """Return the lab's own words below an error: where it is and what to try; Docker says neither."""
    error = command.error
    if error is None:
        return ""
    lines = [error.where.caret()] if error.where is not None and error.where.column else []
    lines += [f"Try: {error.hint}"] if error.hint else []
    return "".join(f"  {line}\n" for text in lines for line in text.split("\n"))


def open_session(
    files: Mapping[str, bytes | str | None] | Directory | None = None,
    builder: Builder = "buildkit",
    images: Iterable[bytes] = (),
    *,
    cwd: str = HOME,
    seed: int = 0,
    name: str = "bash",
    tty: bool = False,
    write: Callable[[Output], None] | None = None,
) -> Terminal:
    """Return a shell on a fresh lab host.

    Args:
        files: the host's files in ``cwd``.
        builder: the default of ``docker build``.
        images: archives that ``docker load`` reads, loaded before the start.
        name: what bash calls itself in messages.
        write: called with each piece of output as it appears.
    """
    clock = Clock(seed=seed)
    engine = Engine(builder, clock=clock, host=machine(files, cwd=cwd, clock=clock.seconds))
    for archive in images:
        engine.store, _ = load(archive, engine.store)
    return Terminal(engine, cwd=cwd, name=name, tty=tty, write=write)


def run(
    text: str,
    files: Mapping[str, bytes | str | None] | Directory | None = None,
    builder: Builder = "buildkit",
    images: Iterable[bytes] = (),
    *,
    seed: int = 0,
) -> SessionResult:
    """Run a script on a fresh lab host.

    >>> result = run("echo hello > a.txt\\ncat a.txt b.txt || echo status $?\\n")
    >>> result.stdout
    'hello\\nstatus 1\\n'
    >>> [command.text for command in result.commands]
    ['echo hello > a.txt', 'cat a.txt b.txt || echo status $?']
    """
    terminal = open_session(files, builder, images, seed=seed)
    commands = list(terminal.run(text))
    last = terminal.finish()
    return SessionResult((*commands, last) if last is not None else tuple(commands), terminal)
