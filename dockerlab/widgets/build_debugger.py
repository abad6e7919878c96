"""Build debugger: go through a build step by step, see what each changes, stop before one, and look inside.

The same files are built with both builders, each on a host of its own that keeps its cache.
The slider goes from instruction to instruction; beside each stands the state before and after
it, and how one enters the state just before: with the classic builder and with BuildKit.
"""

from __future__ import annotations

import shlex
from dataclasses import replace
from typing import Any

import anywidget
import traitlets

from dockerlab.build.steps import BuildResult
from dockerlab.dockerfile import Stage
from dockerlab.errors import LabError
from dockerlab.lab import Lab
from dockerlab.widgets.debugger_picture import picture
from dockerlab.widgets.debugger_view import BUILDERS, Row, as_text, describe_row, rows_of, way_in
from dockerlab.widgets.page import describe_error, edited, folded, module, saved, style
from dockerlab.widgets.subject import Subject, every_file, open_subject, project

__all__ = ["BuildDebugger"]

SAMPLE = {
    "Dockerfile": """FROM busybox
WORKDIR /app
COPY names.txt .
ENV SORT=-r
RUN sort $SORT names.txt > sorted.txt
RUN wc -l name.txt > lines.txt
CMD ["cat", "lines.txt"]
""",
    "names.txt": "bob\nada\neve\n",
}
LONGEST = 300  # characters of a command typed inside
SWITCH = {"buildkit": "", "classic": "DOCKER_BUILDKIT=0 "}


class BuildDebugger(anywidget.AnyWidget):
    """The explorer of a build's steps.

    Args:
        subject: what ``open_subject`` takes, with a Dockerfile in it; by default a small one that fails. The files
            of a lab are copied: it is not changed.
        builder: whose states are shown first, ``buildkit`` or ``classic``.
        target: what ``--target`` names; empty is the last stage.

    Raises:
        LabError: there is no Dockerfile, or it cannot be built at all.

    >>> debugger = BuildDebugger()
    >>> row = debugger.trace["rows"][debugger.place]; row["line"], row["buildkit"]["mark"]
    (6, '✘ failed')
    >>> debugger.enter("pwd; ls")
    '/app\\nnames.txt\\nsorted.txt\\n'
    """

    _esm = module("build_debugger")
    _css = style("build_debugger")

    files = traitlets.Dict().tag(sync=True)
    builder = traitlets.Enum(["buildkit", "classic"], "buildkit").tag(sync=True)
    target = traitlets.Unicode("").tag(sync=True)
    trace = traitlets.Dict().tag(sync=True)
    place = traitlets.Int(0).tag(sync=True)  # which row is looked at
    inside = traitlets.Dict().tag(sync=True)  # the command run inside, and what it printed
    builds = traitlets.Int(0).tag(sync=True)
    error: traitlets.Dict[str, Any] = traitlets.Dict(allow_none=True, default_value=None).tag(sync=True)

    def __init__(self, subject: Subject = None, builder: str = "buildkit", target: str = "") -> None:
        lab = open_subject(SAMPLE if subject is None else subject)
        super().__init__(files=project(lab), builder=builder, target=target)
        self.hosts = {one: Lab(every_file(lab), images=lab.images) for one in BUILDERS}
        self.results: dict[str, BuildResult | None] = dict.fromkeys(BUILDERS)
        self.rows: tuple[Row, ...] = ()
        self._stop = -1
        self.on_msg(self._on_message)
        self.build()
        if not self.trace:
            raise LabError(self.error["text"])

    # -- doing -------------------------------------------------------------

    def write(self, name: str, text: str) -> None:
        """Write one of the files, as the learner does in the editor."""
        self.files = {**self.files, name: text}

    def build(self) -> bool:
        """Build the files as they are with both builders; say whether both worked."""
        wanted = f"--target {shlex.quote(self.target)} " if self.target else ""
        results, problems = {}, {}
        for builder, host in self.hosts.items():
            for name, text in self.files.items():
                if name not in host.files or host.read(name) != text:
                    host.write(name, text)
            done = host.run(f"{SWITCH[builder]}docker build -t web {wanted}.")
            results[builder] = done.builds[-1] if done.builds else None
            error = done.commands[-1].error
            problems[builder] = describe_error(error) if error is not None else None
        self._problem = problems[self.builder] or problems["buildkit"] or problems["classic"]
        self.set_trait("error", self._problem)
        made = next((result for result in results.values() if result is not None), None)
        if made is None:
            return False
        self.results, self._stop = results, -1
        self.rows = rows_of(made.dockerfile, results)
        self.builds += 1
        self.inside = {}
        self._refresh()
        failing = [
            n for n, row in enumerate(self.rows) if (step := row.steps[self.builder]) is not None and step.status
        ]
        carried = [n for n, row in enumerate(self.rows) if row.steps[self.builder] is not None]
        self.place = failing[0] if failing else carried[-1] if carried else 0
        return not any(problems.values())

    def at(self, line: int) -> None:
        """Go to the instruction that begins at or above a line of the Dockerfile."""
        above = [n for n, row in enumerate(self.rows) if row.instruction.span.line <= line]
        self.place = above[-1] if above else 0

    def stop_at(self, line: int) -> None:
        """Set the breakpoint before the instruction of a line: what is below it waits. 0 takes it away."""
        self._stop = -1
        if line:
            self.at(line)
            self._stop = self.place
        self.set_trait("error", None if line else self._problem)
        self._refresh()

    def enter(self, command: str) -> str:
        """Run one command in a shell in the state just before the row that is looked at; return what it printed.

        Nothing of it stays: neither an image nor a container.
        """
        row, host = self.rows[self.place], self.hosts[self.builder]
        way = way_in(row, self.builder)
        if not way.run:
            printed = way.words + "\n"
        else:
            done = host.run(way.run.format(shlex.quote(command)))
            printed = done.stdout + done.stderr
            host.undo()
        self.inside = {"command": command, "printed": printed, "line": row.instruction.span.line}
        return printed

    # -- the trace -----------------------------------------------------------

    @traitlets.validate("place")
    def _one_of_the_rows(self, proposal: dict[str, Any]) -> int:
        return max(0, min(int(proposal["value"]), len(self.rows) - 1))

    @traitlets.observe("place")
    def _moved(self, _change: object) -> None:
        self.inside = {}

    def _refresh(self) -> None:
        shown = []
        for n, row in enumerate(self.rows):
            missing = {builder: self._unreached(builder, row.stage) for builder in BUILDERS}
            if 0 <= self._stop <= n:
                row = replace(row, steps=dict.fromkeys(BUILDERS), before=row.before if n == self._stop else {})
                missing = dict.fromkeys(BUILDERS, "waits")
            shown.append(describe_row(row, missing))
        names = [row.stage.name for row in self.rows if row.instruction is row.stage.base and row.stage.name]
        self.trace = {
            "rows": shown,
            "stop": self._stop,
            "targets": names,
            "said": {builder: self._said(builder) for builder in BUILDERS},
        }

    def _unreached(self, builder: str, stage: Stage) -> str:
        """Say why a stage's instruction was not carried out: the build failed before it, or nothing needs the stage."""
        result = self.results[builder]
        if result is None or result.failed is None:
            return "not needed" if result is not None and result.error is None else "not reached"
        names = [row.stage for row in self.rows if row.stage.name == self.target and self.target]
        failed = next(row.stage for row in self.rows if row.steps[builder] is result.failed)
        after = bool(names) and stage.index > names[0].index
        return "not needed" if stage.index < failed.index or after else "not reached"

    def _said(self, builder: str) -> str:
        """Say how a build ended."""
        if self._stop >= 0:
            return f"stopped before line {self.rows[self._stop].instruction.span.line}"
        result = self.results[builder]
        if result is None:
            return "could not start"
        if result.failed is not None:
            return f"failed at line {result.failed.instruction.span.line}"
        return "failed" if result.error is not None else "built"

    def _on_message(self, _widget: object, content: Any, _buffers: object) -> None:
        match content:
            case {"do": "build"}:
                self.files = edited(content, self.files)
                self.build()
            case {"do": "stop", "at": int(line)} if 0 <= line <= 100_000:
                self.stop_at(line)
            case {"do": "target", "to": str(name)} if name in ("", *self.trace.get("targets", [])):
                self.target = name
                self.build()
            case {"do": "enter", "command": str(command), "at": int(n)} if 0 < len(command) <= LONGEST:
                self.place = n
                self.enter(command)

    # -- the other renderings ----------------------------------------------

    def __repr__(self) -> str:
        said = "; ".join(f"{name}: {self.trace['said'][one]}" for one, name in BUILDERS.items())
        return folded(f"{said}\n{as_text(self.trace, self.place, self.builder)}")

    def svg(self) -> str:
        """Return the picture as SVG. Raises LabError where there is no ``dot``."""
        return picture(self.trace, self.place, self.builder, repr(self))

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        return saved(super()._repr_mimebundle_(**kwargs), repr(self), self.svg)
