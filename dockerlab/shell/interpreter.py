"""The shell itself: runs what the grammar parsed.

A ``Shell`` has variables, functions, traps and open files.  A subshell is a
copy of it.  The stages of a pipeline run one after the other, each into a
buffer; a stage that never ends is cut off when its reader needs no more.

Spec: https://pubs.opengroup.org/onlinepubs/9699919799/utilities/V3_chap02.html#tag_18_09
"""

from __future__ import annotations

import errno
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from dockerlab.errors import NotModelled
from dockerlab.shell.expand import ExpansionProblem, arguments, pattern, text
from dockerlab.shell.grammar import Parser
from dockerlab.shell.pattern import regex
from dockerlab.shell.process import COMMANDS, Exit, Process, become, run, search
from dockerlab.shell.streams import Endless, FileWriter, Pipe, PipeFull, Source, Stream, unicode
from dockerlab.shell.syntax import (
    AndOr,
    Case,
    Command,
    For,
    Function,
    Group,
    If,
    Item,
    Pipeline,
    Redirect,
    Redirected,
    Script,
    ShellSyntaxError,
    Simple,
    Subshell,
    Text,
    While,
    Word,
)

__all__ = ["BUILTINS", "SPECIAL", "Jump", "Problem", "Shell", "Variable", "always_quote", "quote"]

SPECIAL = {"break", ":", "continue", ".", "eval", "exec", "exit", "export", "readonly", "return", "set", "shift",
           "local", "times", "trap", "unset", "source"}  # fmt: skip
BUILTINS: dict[str, Callable[[Shell, list[str]], int]] = {}


class Problem(Exception):
    """What makes ash give up: it says so and, outside of a tolerant builtin, the shell exits with 2."""

    def __init__(self, message: str, status: int = 2) -> None:
        super().__init__(message)
        self.message = message
        self.status = status


class Jump(Exception):
    """``break``, ``continue`` (``count`` levels) or ``return`` on its way up."""

    def __init__(self, kind: str, count: int = 1) -> None:
        super().__init__(kind)
        self.kind = kind
        self.count = count


@dataclass
class Variable:
    """A shell variable; ``value`` None: named (exported, say) but not set."""

    value: str | None = None
    exported: bool = False
    readonly: bool = False


@dataclass
class Shell:
    """One shell, or one subshell."""

    process: Process
    name: str  # $0
    parameters: list[str] = field(default_factory=list)
    variables: dict[str, Variable] = field(default_factory=dict)
    functions: dict[str, Command] = field(default_factory=dict)
    options: set[str] = field(default_factory=set)
    traps: dict[str, str] = field(default_factory=dict)
    frames: list[dict[str, Variable | None]] = field(default_factory=list)  # what `local` hides
    jobs: dict[int, tuple[float, int]] = field(default_factory=dict)  # pid: when it ends, how
    status: int = 0
    line: int = 0
    offset: int = 1  # the number of the first line; busybox counts from 0 in -c
    speaker: str = ""  # the builtin or file that messages name
    loops: int = 0
    tolerant: int = 0  # inside a condition: `set -e` looks away
    substituted: int | None = None
    pid: int = 0  # $$ : the same in a subshell

    # -- variables -------------------------------------------------------------

    def get(self, name: str) -> str | None:
        match name:
            case "?":
                return str(self.status)
            case "#":
                return str(len(self.parameters))
            case "$":
                return str(self.pid)
            case "!":
                return str(next(reversed(self.jobs))) if self.jobs else None
            case "-":
                return "".join(sorted(option for option in self.options if len(option) == 1))
            case "LINENO":
                return str(self.line)
            case _ if name.isdigit():
                number = int(name)
                if number == 0:
                    return self.name
                return self.parameters[number - 1] if number <= len(self.parameters) else None
        variable = self.variables.get(name)
        return variable.value if variable else None

    def put(self, name: str, value: str) -> None:
        self.process.session.step(1 + (len(value) >> 10))
        variable = self.variables.setdefault(name, Variable())
        if variable.readonly:
            raise Problem(f"{name}: is read only")
        variable.value = value
        variable.exported |= "a" in self.options

    def environment(self) -> dict[str, str]:
        """Return what a program started now inherits."""
        return {n: v.value for n, v in self.variables.items() if v.exported and v.value is not None}

    # -- messages ----------------------------------------------------------------

    def say(self, message: str, speaker: str | None = None) -> None:
        """Write an error message with the prefix that this kind of shell gives it."""
        speaker = self.speaker if speaker is None else speaker
        flavour = self.process.flavour
        named = f"{speaker}: " if speaker and speaker != self.name else ""
        match flavour.name:
            case "busybox":
                numbered = bool(speaker) or flavour.version >= (1, 38)
                prefix = f"{self.name}: {named}{f'line {self.line}: ' if numbered else ''}"
            case "dash":
                prefix = f"{self.name}: {self.line}: {named}"
            case _:
                prefix = f"{self.name}: line {self.line}: {named}"
        self.process.err(f"{prefix}{message}\n")

    # -- scripts -------------------------------------------------------------------

    def run_text(self, script: str, offset: int | None = None) -> int:
        """Read and run a script, command by command. Raises Problem for a syntax error."""
        before = self.offset
        self.offset = before if offset is None else offset
        parser = Parser(script)
        commands = parser.commands()
        try:
            while (command := self.parse(commands)) is not None:
                if "n" not in self.options:
                    self.script(command)
        finally:
            self.offset = before
        return self.status

    def parse(self, commands: Iterator[Script]) -> Script | None:
        try:
            return next(commands, None)
        except ShellSyntaxError as exc:
            self.line = exc.line + self.offset
            raise Problem(f"syntax error: {exc.message}") from None

    def main(self, body: Callable[[], int]) -> int:
        """Run ``body`` as a whole shell: errors end it, and the EXIT trap comes last."""
        status = self.guarded(body)
        trap = self.traps.pop("EXIT", "")
        if trap:
            self.status = status
            ended = self.guarded(lambda: (self.run_text(trap), -1)[1])
            status = status if ended == -1 else ended
        return status

    def guarded(self, body: Callable[[], int]) -> int:
        try:
            return body()
        except Exit as exc:
            return exc.status
        except Problem as exc:
            self.say(exc.message)
            return exc.status
        except ExpansionProblem as exc:
            self.say(str(exc))
            return 2
        except Jump as jump:
            return jump.count if jump.kind == "return" else self.status

    def fork(self, fds: dict[int, Stream] | None = None) -> Shell:
        """Return a subshell: a copy, whose traps are reset."""
        process = self.process.child(self.process.argv, fds=dict(self.process.fds if fds is None else fds))
        return replace(
            self, process=process, parameters=list(self.parameters), options=set(self.options),
            variables={name: replace(variable) for name, variable in self.variables.items()},
            functions=dict(self.functions), frames=[dict(frame) for frame in self.frames],
            traps={name: action for name, action in self.traps.items() if not action}, jobs={}, loops=0,
        )  # fmt: skip

    def substitute(self, script: Script) -> str:
        pipe = Pipe()
        sub = self.fork({**self.process.fds, 1: pipe})
        if self.process.flavour.name != "dash":
            sub.options.discard("e")  # ash.c, evalbackcmd(): eflag = 0
        try:
            self.status = self.substituted = sub.main(lambda: sub.script(script))
        except PipeFull:
            raise Endless("the output of a command substitution never ends") from None
        return pipe.data.replace(b"\0", b"").decode("latin-1").rstrip("\n")

    # -- lists and pipelines ---------------------------------------------------------

    def script(self, script: Script) -> int:
        for item in script.items:
            if item.background:
                self.background(item)
            else:
                self.and_or(item.command)
        return self.status

    def and_or(self, command: AndOr) -> None:
        parts = [("", command.first), *command.rest]
        for n, (operator, pipeline) in enumerate(parts):
            if operator and (operator == "&&") != (self.status == 0):
                continue
            last = n == len(parts) - 1
            self.tolerant += not last
            try:
                self.pipeline(pipeline)
            finally:
                self.tolerant -= not last
            if last and self.status and not pipeline.negated:
                self.check()

    def check(self) -> None:
        """Exit after a failure when ``set -e`` is on and nobody looks at the status."""
        if "e" in self.options and not self.tolerant:
            raise Exit(self.status)

    def pipeline(self, pipeline: Pipeline) -> None:
        self.tolerant += pipeline.negated
        try:
            if len(pipeline.commands) == 1:
                self.command(pipeline.commands[0])
            else:
                self.stages(pipeline.commands)
        finally:
            self.tolerant -= pipeline.negated
        if pipeline.negated:
            self.status = int(self.status == 0)

    def stages(self, commands: Sequence[Command]) -> None:
        session, fds, statuses = self.process.session, dict(self.process.fds), []
        for n, command in enumerate(commands):
            last = n == len(commands) - 1
            pipe = Pipe()
            sub = self.fork(fds if last else {**fds, 1: pipe})
            before = session.left
            session.left = before if last else before // 2
            started = session.left
            try:
                statuses.append(sub.main(lambda sub=sub, command=command: sub.command(command)))  # type: ignore[misc]
            except (PipeFull, Endless) as exc:
                if last or not pipe.data:
                    raise
                pipe.cut = isinstance(exc, PipeFull) or session.left < 0
                statuses.append(141)
            session.left = before - (started - session.left)
            session.flush()
            fds = {**self.process.fds, 0: pipe}
        failed = [status for status in statuses if status]
        self.status = failed[-1] if failed and "pipefail" in self.options else statuses[-1]

    def background(self, item: Item) -> None:
        """Start ``command &``: it runs at once; a lone ``sleep`` only notes when it ends."""
        system = self.process.session.system
        sub = self.fork({**self.process.fds, 0: Stream()})
        pid, now = sub.process.pid, float(system.clock())
        match item.command:
            case AndOr(Pipeline((Simple((), ((Text("sleep"),), argument), ()),), False), ()):
                seconds = "".join(arguments(self, argument))
                if re.fullmatch(r"\d+(\.\d*)?", seconds):
                    self.jobs[pid] = (now + float(seconds), 0)
                    self.status = 0
                    return
        status = sub.main(lambda: sub.script(Script((Item(item.command),))))
        self.jobs[pid] = (now, status)
        self.status = 0

    # -- commands ------------------------------------------------------------------

    def command(self, command: Command) -> int:
        self.process.session.step()
        match command:
            case Simple():
                self.simple(command)
            case Redirected(inner, redirects, line):
                self.line = line + self.offset
                with self.redirected(redirects) as done:
                    if done:
                        self.command(inner)
                if not done:
                    self.check()
            case Group(body):
                self.script(body)
            case Subshell(body):
                sub = self.fork()
                self.status = sub.main(lambda: sub.script(body))
                self.check() if self.status else None
            case If():
                self.choose(command)
            case For():
                words = command.words
                values = self.parameters if words is None else [v for word in words for v in arguments(self, word)]
                self.status = 0
                self.loop(lambda value: self.put(command.name, value) or True, command.body, iter(list(values)))
            case While():
                self.loop(lambda _: self.condition(command.condition) != command.until, command.body, endless())
            case Case(word, arms):
                subject = text(self, word)
                self.status = 0
                for patterns, body in arms:
                    if any(regex(pattern(self, p)).fullmatch(subject) for p in patterns):
                        self.script(body)
                        break
            case Function(name, body):
                self.functions[name] = body
                self.status = 0
        return self.status

    def condition(self, script: Script) -> bool:
        self.tolerant += 1
        try:
            return self.script(script) == 0
        finally:
            self.tolerant -= 1

    def choose(self, command: If) -> None:
        for condition, body in command.arms:
            if self.condition(condition):
                self.script(body)
                return
        self.status = 0
        if command.otherwise is not None:
            self.script(command.otherwise)

    def loop(self, ready: Callable[[str], bool], body: Script, values: Iterator[str]) -> None:
        """Run ``body`` for each value as long as ``ready``; the status is that of the last round."""
        status = 0
        self.loops += 1
        try:
            for value in values:
                self.process.session.step()
                try:
                    if not ready(value):
                        break
                    status = self.script(body)
                except Jump as jump:
                    if jump.kind == "return":
                        raise
                    status = self.status
                    if jump.count > 1:
                        raise Jump(jump.kind, jump.count - 1) from None
                    if jump.kind == "break":
                        break
        finally:
            self.loops -= 1
        self.status = status

    # -- redirections ----------------------------------------------------------------

    @contextmanager
    def redirected(self, redirects: Sequence[Redirect]) -> Iterator[bool]:
        """Open files for the time of a block; yields False (status 1) where one cannot be opened."""
        if not redirects:
            yield True
            return
        before = self.process.fds
        self.process.fds = dict(before)
        try:
            done = self.open_all(redirects)
            yield done
        finally:
            opened = [s for s in self.process.fds.values() if s not in before.values()]
            self.process.fds = before
            for stream in opened:
                stream.close()

    def open_all(self, redirects: Sequence[Redirect]) -> bool:
        try:
            for redirect in redirects:
                self.open(redirect)
        except Problem as exc:
            self.say(exc.message, "" if self.speaker != self.name else None)
            self.status = 1
            return False
        return True

    def open(self, redirect: Redirect) -> None:
        fds = self.process.fds
        fd = redirect.fd if redirect.fd is not None else 0 if redirect.op in ("<", "<<", "<&", "<>") else 1
        if redirect.here is not None:
            fds[fd] = Source(text(self, redirect.here.body).encode("latin-1"))
            return
        name = text(self, redirect.target)
        match redirect.op:
            case "<&" | ">&":
                if name == "-":
                    fds.pop(fd, None)
                elif name.isdigit():
                    if int(name) not in fds:
                        raise Problem(f"dup2({name},{fd}): Bad file descriptor")
                    fds[fd] = fds[int(name)]
                elif redirect.op == ">&" and redirect.fd is None:
                    fds[1] = fds[2] = self.file(name, ">")
                else:
                    raise Problem("syntax error: bad fd number")
            case "&>":
                fds[1] = fds[2] = self.file(name, ">")
            case "<>":
                raise NotModelled("the redirection <>")
            case operator:
                fds[fd] = self.file(name, operator)

    def file(self, name: str, operator: str) -> Stream:
        try:
            if operator == "<":
                if self.process.is_directory(name):
                    return Directory()
                return self.process.open(name)
            return self.process.create(
                name, append=operator == ">>", exclusive="C" in self.options and operator == ">"
            )
        except OSError as exc:
            missing = "no such file" if operator == "<" else "nonexistent directory"
            reason = missing if exc.errno in (errno.ENOENT, errno.ENOTDIR) else exc.strerror
            raise Problem(f"can't {'open' if operator == '<' else 'create'} {name}: {reason}") from None

    # -- simple commands ---------------------------------------------------------------

    def simple(self, command: Simple) -> None:
        self.line = command.line + self.offset
        self.substituted = None
        words = [value for word in command.words for value in arguments(self, word)]
        if not words:
            self.assignments_only(command)
            return
        name = words[0]
        if name == "exec":
            return self.exec(command, words[1:])
        builtin = BUILTINS.get(name)
        function = self.functions.get(name)
        special = name in SPECIAL
        with self.redirected(command.redirects) as done:
            if not done:
                if special:
                    raise Exit(2 if self.process.flavour.name == "dash" else 1)
            else:
                values = [(key, text(self, word, assignment=True)) for key, word in command.assignments]
                self.trace(values, words)
                if special and builtin:
                    for key, value in values:
                        self.put(key, value)
                    self.builtin(builtin, words)
                elif function is not None:
                    with self.temporarily(values):
                        self.status = self.call(function, words)
                elif builtin:
                    with self.temporarily(values):
                        self.builtin(builtin, words)
                else:
                    for key, _ in values:
                        if self.variables.get(key, Variable()).readonly:
                            raise Problem(f"{key}: is read only")
                    self.status = self.external(words, dict(values))
        if self.status:
            self.check()

    def assignments_only(self, command: Simple) -> None:
        with self.redirected(command.redirects) as done:
            if done:
                self.status = 0
                values = []
                for key, word in command.assignments:
                    value = text(self, word, assignment=True)
                    self.put(key, value)
                    values.append((key, value))
                self.trace(values, [])
                self.status = self.substituted or 0
        if self.status:
            self.check()

    def trace(self, values: Sequence[tuple[str, str]], words: Sequence[str]) -> None:
        """Show a command on standard error under ``set -x``."""
        if "x" in self.options and (values or words):
            shown = [f"{key}={quote(value)}" for key, value in values] + [quote(word) for word in words]
            self.process.err(f"{self.get('PS4') or ''}{' '.join(shown)}\n")

    @contextmanager
    def temporarily(self, values: Sequence[tuple[str, str]]) -> Iterator[None]:
        """Set variables for the time of one function or builtin."""
        before = {key: replace(self.variables[key]) if key in self.variables else None for key, _ in values}
        for key, value in values:
            self.put(key, value)
            self.variables[key].exported = True
        try:
            yield
        finally:
            self.restore(before)

    def restore(self, before: dict[str, Variable | None]) -> None:
        for key, variable in before.items():
            if variable is None:
                self.variables.pop(key, None)
            else:
                self.variables[key] = variable

    def builtin(self, body: Callable[[Shell, list[str]], int], words: list[str]) -> None:
        """Run a builtin; an error ends the shell only if the builtin is special."""
        name, before = words[0], self.speaker
        self.speaker = name if self.process.flavour.name == "busybox" or name not in ("eval", ".") else before
        try:
            self.status = body(self, words[1:])
        except Problem as exc:
            self.say(exc.message)
            self.status = exc.status
            if name in SPECIAL:
                raise Exit(exc.status) from None
        except OSError as exc:
            if name not in ("echo", "printf", "pwd"):
                raise
            self.process.err(f"{self.process.name}: write error: {exc.strerror}\n")
            self.status = 1
        finally:
            self.speaker = before

    def call(self, body: Command, words: list[str]) -> int:
        """Call a function."""
        parameters, loops = self.parameters, self.loops
        self.parameters, self.loops = words[1:], 0
        self.frames.append({})
        self.process.session.depth += 1
        self.process.session.step(5)
        try:
            return self.command(body)
        except Jump as jump:
            if jump.kind != "return":
                return self.status
            return jump.count
        finally:
            self.process.session.depth -= 1
            self.restore(self.frames.pop())
            self.parameters, self.loops = parameters, loops

    def external(self, words: list[str], extra: dict[str, str], *, path: str | None = None) -> int:
        """Start a program and wait for it."""
        name = words[0]
        child = self.process.child(words, env={**self.environment(), **extra})
        flavour = self.process.flavour
        path = extra.get("PATH", self.get("PATH")) if path is None else path
        if "/" not in name:
            if flavour.standalone and name in COMMANDS and flavour.has(name):
                child.flavour = flavour
                status = become(child, "busybox")
                return self.ended(child, status)
            where, reason = search(child, name, path if path is not None else "")
            if not where:
                status = 126 if reason else 127
                self.not_found(name, "Permission denied" if reason else "")
                return status
        else:
            where = name
        try:
            return self.ended(child, run(child, where))
        except OSError as exc:
            if exc.errno == errno.ENOEXEC:
                return self.script_without_interpreter(child, where)
            missing = exc.errno in (errno.ENOENT, errno.ENOTDIR)
            self.not_found(name, "" if missing else exc.strerror or "")
            return 127 if missing else 126

    def not_found(self, name: str, reason: str) -> None:
        flavour = self.process.flavour.name
        missing = {"busybox": "not found", "dash": "not found", "bash": "command not found"}[flavour]
        if flavour == "bash" and "/" in name:
            missing = "No such file or directory"
        self.say(f"{name}: {reason or missing}")

    def ended(self, child: Process, status: int) -> int:
        """Say how a child died, if a signal killed it."""
        said = {9: "Killed", 15: "Terminated"}.get(child.killed)
        if said:
            self.process.err(f"{said}\n")
        return status

    def script_without_interpreter(self, child: Process, path: str) -> int:
        """Run a text file that has no ``#!`` line, as sh does when the kernel refuses it."""
        body = child.text(path)
        if "\0" in body[:256]:
            raise NotModelled(f"the program {unicode(path)}")
        child.argv = [path, *child.argv[1:]]
        sub = Shell(child, path, child.argv[1:], pid=child.pid, speaker=path)
        sub.variables = {key: Variable(value, exported=True) for key, value in child.env.items()}
        sub.variables["PS4"] = Variable("+ ")
        child.flavour = self.process.flavour
        return sub.main(lambda: sub.run_text(body, 1))

    def exec(self, command: Simple, words: list[str]) -> None:
        """``exec``: keep the redirections, or become the program."""
        values = [(key, text(self, word, assignment=True)) for key, word in command.assignments]
        before = set(self.process.fds.values())
        self.process.fds = dict(self.process.fds)
        self.speaker, speaker = "", self.speaker
        if not self.open_all(command.redirects):
            raise Exit(2 if self.process.flavour.name == "dash" else 1)
        self.speaker = speaker
        self.trace(values, ["exec", *words])
        for stream in before - set(self.process.fds.values()):
            if isinstance(stream, FileWriter):
                stream.close()
        if not words:
            self.status = 0
            return
        self.traps.pop("EXIT", None)
        self.speaker = "exec"
        status = self.external(words, dict(values))
        raise Exit(status)


class Directory(Stream):
    """A directory that was opened for reading: that works, reading it does not."""

    def read(self, count: int | None = None) -> bytes:
        raise IsADirectoryError(errno.EISDIR, "Is a directory")


def endless() -> Iterator[str]:
    while True:
        yield ""


def quote(word: str) -> str:
    """Quote a word as ``set -x`` and ``export -p`` do, only where it needs to be."""
    if not re.search(r"[\x00-*;-?`\[\\{-\xff]", word):
        return word
    return always_quote(word)


def always_quote(word: str) -> str:
    """Put a word in single quotes."""
    if not word:
        return "''"
    runs = re.findall(r"'+|[^']+", word)
    return "".join(f'"{run}"' if run[0] == "'" else f"'{run}'" for run in runs)



