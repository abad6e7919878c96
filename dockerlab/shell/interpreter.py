"""The shell itself: runs what the grammar parsed.

A ``Shell`` has variables, functions, traps and open files.  A subshell is a
copy of it.  The stages of a pipeline run one after the other, each into a
buffer; a stage that never ends is cut off when its reader needs no more.

Spec: https://pubs.opengroup.org/onlinepubs/9699919799/utilities/V3_chap02.html#tag_18_09
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from dockerlab.shell.expand import ExpansionProblem, arguments, pattern, text
from dockerlab.shell.grammar import Parser
from dockerlab.shell.pattern import regex
from dockerlab.shell.process import Exit
from dockerlab.shell.redirection import redirected
from dockerlab.shell.simple import run_simple
from dockerlab.shell.state import Jump, Problem, State
from dockerlab.shell.streams import Endless, Pipe, PipeFull, Stream
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
    Redirected,
    Script,
    ShellSyntaxError,
    Simple,
    Subshell,
    Text,
    While,
)

__all__ = ["Shell"]


@dataclass
class Shell(State):
    """One shell, or one subshell."""

    # -- scripts -------------------------------------------------------------------

    def run_text(self, script: str, offset: int | None = None) -> int:
        """Read and run a script, command by command. Raises Problem for a syntax error."""
        before = self.offset
        self.offset = before if offset is None else offset
        parser = Parser(script, dialect=self.process.flavour.name)
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
            return 1 if self.process.flavour.name == "bash" and "syntax" not in exc.message else exc.status
        except ExpansionProblem as exc:
            self.say(str(exc), literal=exc.literal)
            return 127 if self.process.flavour.name == "bash" else 2
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
                run_simple(self, command)
            case Redirected(inner, redirects, line):
                self.line = line + self.offset
                with redirected(self, redirects) as done:
                    if done:
                        self.command(inner)
                if not done:
                    self.check()
            case Group(body):
                self.script(body)
            case Subshell(body):
                self.status = self.subshell(body)
                self.check() if self.status else None
            case If():
                self.choose(command)
            case For():
                words = command.words
                values = self.parameters if words is None else [v for word in words for v in arguments(self, word)]
                self.status = 0
                self.loop(lambda value: self.assigned(command.name, value), command.body, iter(list(values)))
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

    def assigned(self, name: str, value: str) -> bool:
        self.put(name, value)
        return True

    def subshell(self, body: Script) -> int:
        sub = self.fork()
        return sub.main(lambda: sub.script(body))

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


def endless() -> Iterator[str]:
    while True:
        yield ""
