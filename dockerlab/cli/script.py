"""Scripts: a bash on the lab's host, where ``docker`` is one program among others.

``Terminal`` runs a text command by command and remembers what a shell
remembers: variables, functions, the working directory, ``set -e``.  What is not
modelled is said on standard error, gives status 3, and the script goes on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from dockerlab.cli.client import CommandResult, Host
from dockerlab.cli.machine import HOME
from dockerlab.cli.main import docker
from dockerlab.errors import LabError, NotModelled
from dockerlab.overlay import Overlay
from dockerlab.shell import Flavour, Output, Process, System, command
from dockerlab.shell.expand import ExpansionProblem
from dockerlab.shell.grammar import Parser
from dockerlab.shell.interpreter import Shell
from dockerlab.shell.process import Exit, Session
from dockerlab.shell.registry import Options
from dockerlab.shell.state import Jump, Problem, Variable
from dockerlab.shell.streams import Stream, octets, unicode
from dockerlab.shell.syntax import ShellSyntaxError

if TYPE_CHECKING:
    from dockerlab.engine import Engine

__all__ = ["Terminal"]

ENVIRONMENT = {"HOME": "/root", "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "USER": "root",
               "SHELL": "/bin/bash"}  # fmt: skip
VARIABLES = {"IFS": " \t\n", "PS1": "$ ", "PS2": "> ", "PS4": "+ ", "OPTIND": "1"}
BASHISM = re.compile(r"<<<|[<>]\(|\[\[|\bfunction\b|\w=\(|\$'|\{\w+\.\.\w+\}")  # legal in bash, not in POSIX sh
BUDGET = 1_000_000  # steps; a command of the host that takes more counts as endless


@dataclass
class Machine(System):
    """The kernel's side of the host: a ``System`` that reaches an engine."""

    engine: Engine | None = None
    tty: bool = False
    events: list[object] = field(default_factory=list)
    errors: list[LabError] = field(default_factory=list)
    real: Callable[[Process, list[str]], int] | None = None  # what `docker` is instead of the model


@command("docker")
def docker_program(process: Process, options: Options, argv: list[str]) -> int:
    """Run the client: standard input is read only if the command wants it."""
    system = process.session.system
    if not isinstance(system, Machine) or system.engine is None:
        raise NotModelled("docker inside of a container")
    process.session.flush()
    if system.real is not None:
        return system.real(process, [unicode(word) for word in argv])
    env = {unicode(key): unicode(value) for key, value in process.env.items()}
    result = docker(
        system.engine, [unicode(word) for word in argv], host=Host(process.root, unicode(process.cwd), env),
        stdin=lambda: process.stdin().read(), tty=system.tty,
        write=lambda piece: process.put(piece.fd, piece.data),
    )  # fmt: skip
    system.events.extend(result.events)
    if result.error is not None:
        system.errors.append(result.error)
    return result.status


class Terminal:
    """A bash on the host of ``engine``, in the directory ``cwd``.

    ``name`` is what bash calls itself in its messages; ``write`` is called with
    each piece of output as soon as it is there.

    >>> from dockerlab.engine import Engine
    >>> from dockerlab.cli.machine import machine
    >>> terminal = Terminal(Engine(host=machine({"a.txt": "hi"})))
    >>> for result in terminal.run("x=1\\nfalse\\necho $x$?"):
    ...     print(result.text, result.status)
    x=1 0
    false 1
    echo $x$? 0
    """

    def __init__(
        self,
        engine: Engine,
        *,
        cwd: str = HOME,
        name: str = "bash",
        tty: bool = False,
        write: Callable[[Output], None] | None = None,
    ) -> None:
        assert engine.host is not None, "the engine needs a host (dockerlab.cli.machine)"
        self.engine = engine
        clock = engine.clock
        system = Machine(
            engine.host, clock.seconds, clock.advance, "lab", engine.kernel, True, engine.mirror, BUDGET, engine, tty
        )
        self.system = system
        self.session = Watched(system, write)
        process = Process(
            self.session, ["bash"], {key: octets(value) for key, value in ENVIRONMENT.items()}, octets(cwd),
            flavour=Flavour("bash", (5, 2)), program="bash",
            fds={0: Stream(), 1: self.session.show(1), 2: self.session.show(2)},
        )  # fmt: skip
        variables = {key: Variable(value, exported=True) for key, value in process.env.items()}
        variables |= {key: Variable(value) for key, value in VARIABLES.items()}
        variables["PWD"] = Variable(process.cwd, exported=True)
        self.shell = Shell(process, name, offset=1, speaker="", variables=variables)
        self.ended = False  # by `exit`, or by a failure under `set -e`
        self.lines = 0  # of the text run so far: bash counts on

    @property
    def cwd(self) -> str:
        """The working directory."""
        return unicode(self.shell.process.cwd)

    @property
    def files(self) -> Overlay:
        """The host's files."""
        return self.system.root

    @property
    def status(self) -> int:
        """What ``$?`` is."""
        return self.shell.status

    def run(self, text: str) -> Iterator[CommandResult]:
        """Run a text; yield each complete command as it is done. ``exit`` and ``set -e`` end it."""
        source = octets(text)
        parser = Parser(source)
        commands = parser.commands()
        self.shell.offset = 1
        while not self.ended:
            start = parser.lexer.at
            first = len(self.session.output)
            self.session.left = self.system.budget
            self.system.events, self.system.errors = [], []
            try:
                script = next(commands, None)
            except (ShellSyntaxError, LabError) as exc:
                end = self._line_end(source, start)
                if isinstance(exc, ShellSyntaxError) and not BASHISM.search(source[start:end]):
                    self.shell.line = exc.line + 1
                    self._problem(f"syntax error: {exc.message}")
                    self.ended = True
                    yield self._result(source[start:], first)
                    return
                # a line of the language that is not modelled: the next one may be
                self.shell.line = source.count("\n", 0, end)
                bash = NotModelled("what bash adds to the POSIX shell")
                self._refuse(bash if isinstance(exc, ShellSyntaxError) else exc)
                yield self._result(source[start:end], first)
                parser = Parser(source, end, self.shell.line)
                commands = parser.commands()
                continue
            if script is None:
                return
            self._command(lambda script=script: self.shell.script(script))  # type: ignore[misc]
            yield self._result(source[start : parser.lexer.at], first)

    @staticmethod
    def _line_end(source: str, start: int) -> int:
        """Return where the first line from ``start`` ends that is neither empty nor a comment."""
        while True:
            end = source.find("\n", start) + 1 or len(source)
            line = source[start:end].strip()
            if end == len(source) or (line and not line.startswith("#")):
                return end
            start = end

    def finish(self) -> CommandResult | None:
        """Run the EXIT trap, if there is one."""
        trap = self.shell.traps.pop("EXIT", "")
        if not trap:
            return None
        first, status = len(self.session.output), self.shell.status
        self._command(lambda: self.shell.run_text(trap))
        self.shell.status = status
        return self._result("", first)

    def _command(self, body: Callable[[], int]) -> None:
        """Run one complete command, whatever becomes of it."""
        shell = self.shell
        try:
            body()
        except Exit as exc:
            shell.status, self.ended = exc.status, True
        except Problem as exc:
            self._problem(exc.message)
            shell.status = exc.status
        except ExpansionProblem as exc:
            self._problem(str(exc))
            shell.status = 1
        except Jump:
            pass
        except LabError as exc:
            self._refuse(exc)
        except (OSError, RecursionError) as exc:
            self._refuse(LabError(str(exc)))
        self.session.flush()

    def _problem(self, message: str) -> None:
        self.shell.status = 2
        try:
            self.shell.say(message)
        except NotModelled as exc:  # bash would say something else
            self._refuse(exc)

    def _refuse(self, error: LabError) -> None:
        """Say what cannot be done here, and go on: status 3."""
        self.system.errors.append(error)
        self.session.left = self.system.budget  # saying so is not to be charged
        self.shell.process.err(octets(f"dockerlab: {error.message}\n"))
        self.shell.status = 3
        self.ended = "e" in self.shell.options

    def _result(self, text: str, first: int) -> CommandResult:
        lines = unicode(text).split("\n")
        while lines and (not lines[0].strip() or lines[0].lstrip().startswith("#")):
            lines.pop(0)
        errors = self.system.errors
        return CommandResult(
            self.shell.status, tuple(self.session.output[first:]), tuple(self.system.events),
            errors[-1] if errors else None, "\n".join(lines).strip("\n"),
        )  # fmt: skip

    def copy_state(self) -> Shell:
        """Return the shell's state, put aside (for undo)."""
        shell = self.shell
        return replace(
            shell, process=replace(shell.process), variables={n: replace(v) for n, v in shell.variables.items()},
            functions=dict(shell.functions), options=set(shell.options), traps=dict(shell.traps),
        )  # fmt: skip

    def restore_state(self, saved: Shell) -> None:
        """Bring a state back."""
        self.shell = saved
        self.shell = self.copy_state()


class Watched(Session):
    """A session whose output is also shown as it is written."""

    def __init__(self, system: System, write: Callable[[Output], None] | None) -> None:
        super().__init__(system)
        self.write = write

    def show(self, fd: int) -> Stream:  # type: ignore[override]
        """Return the stream whose writes become ``Output`` of ``fd``."""
        return Shown(self, fd)


class Shown(Stream):
    """A standard stream of the terminal."""

    def __init__(self, session: Watched, fd: int) -> None:
        self.session = session
        self.fd = fd

    def write(self, data: bytes) -> None:
        if data:
            self.session.step(len(data) >> 12)
            piece = Output(self.fd, data, self.session.system.clock())
            self.session.output.append(piece)
            if self.session.write is not None:
                self.session.write(piece)
