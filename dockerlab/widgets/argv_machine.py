"""Argv machine: ENTRYPOINT, CMD and the words of docker run become one command line, and that becomes processes.

Edit the Dockerfile, the words behind the image's name, ``--entrypoint``; see word by word who said
it, who replaces ``$X`` in it, which process is PID 1, what it prints, and how ``docker stop`` goes.
Each run has a host of its own, so nothing here changes anything else.
"""

from __future__ import annotations

import shlex
from typing import Any

import anywidget
import traitlets

from dockerlab.build.steps import BuildOptions
from dockerlab.clock import Clock
from dockerlab.container.options import Options
from dockerlab.context import BuildContext
from dockerlab.drawing import fitting, svg
from dockerlab.engine import Engine
from dockerlab.errors import LabError
from dockerlab.widgets.argv_view import as_text, describe, graph
from dockerlab.widgets.page import describe_error, edited, module, saved, style
from dockerlab.widgets.subject import Subject, open_subject, text_files

__all__ = ["EXAMPLES", "ArgvMachine"]

LONGEST = 2_000  # characters of what is typed in a line
EXAMPLES = {
    "shell form": 'FROM busybox\nENV name=ada\nENTRYPOINT echo "hello, $name"\n',
    "exec form": 'FROM busybox\nENV name=ada\nENTRYPOINT ["/bin/echo", "hello, $name"]\n',
    "exec form with a shell": 'FROM busybox\nENV name=ada\nENTRYPOINT ["/bin/sh", "-c", "echo hello, $name"]\n',
    "ENTRYPOINT and CMD": 'FROM busybox\nENTRYPOINT ["/bin/echo", "Hello"]\nCMD ["world"]\n',
    "a server": "FROM nginx:1.28\nCMD nginx -g 'daemon off;'\n",
}


class ArgvMachine(anywidget.AnyWidget):
    """The explorer of ENTRYPOINT, CMD and docker run.

    ``subject`` is a project with a Dockerfile (see ``open_subject``). ``args`` are the words behind the image's
    name, ``entrypoint`` the value of ``--entrypoint`` (None: not given), ``init`` whether ``--init`` is given.

    >>> machine = ArgvMachine({"Dockerfile": EXAMPLES["ENTRYPOINT and CMD"]})
    >>> machine.run(args="ada").trace["output"], machine.run(entrypoint="/bin/date").trace["argv"]
    ('Hello ada\\n', '["/bin/date", "ada"]')
    """

    _esm = module("argv_machine")
    _css = style("argv_machine")

    files = traitlets.Dict().tag(sync=True)
    args = traitlets.Unicode("").tag(sync=True)
    entrypoint = traitlets.Unicode(None, allow_none=True).tag(sync=True)
    init = traitlets.Bool(False).tag(sync=True)
    trace = traitlets.Dict().tag(sync=True)
    error: traitlets.Dict[str, Any] = traitlets.Dict(allow_none=True, default_value=None).tag(sync=True)
    examples = traitlets.List(traitlets.Unicode()).tag(sync=True)

    def __init__(
        self, subject: Subject = None, args: str = "", entrypoint: str | None = None, init: bool = False
    ) -> None:
        files = text_files(open_subject(subject if subject is not None else {"Dockerfile": EXAMPLES["shell form"]}))
        super().__init__(files=files, args=args, entrypoint=entrypoint, init=init, examples=list(EXAMPLES))
        self.on_msg(self._on_message)
        self.run()

    # -- what the mouse can do -------------------------------------------

    def write(self, name: str, text: str) -> None:
        """Write one of the files, as the learner does in the editor."""
        self.files = {**self.files, name: text}

    def example(self, name: str) -> ArgvMachine:
        """Take one of the examples, and run it."""
        self.files = {"Dockerfile": EXAMPLES[name]}
        return self.run(args="", entrypoint=None)

    def run(self, **changes: Any) -> ArgvMachine:
        """Build the image, start a container of it, and stop it; ``changes`` are ``args``, ``entrypoint``, ``init``."""
        for name in ("args", "entrypoint", "init"):
            if name in changes:
                setattr(self, name, changes[name])
        engine = Engine(clock=Clock())
        try:
            typed = shlex.split(self.args)
        except ValueError as exc:
            self.error = {"text": f"the words behind the image's name: {exc}", "line": 0}
            return self
        try:
            context = BuildContext.from_mapping(dict(self.files), mtime=engine.clock.seconds())
            result = engine.build(context, BuildOptions(tags=("image",)))
            if result.error is not None:
                raise result.error
            options = Options(name="machine", entrypoint=self.entrypoint, init=self.init, detach=True)
            container = engine.containers.create("image", typed, options)
        except LabError as exc:
            self.error = describe_error(exc)
            return self
        self.trace = describe(engine, result, container, self.command(typed))
        self.set_trait("error", None)
        return self

    def command(self, typed: list[str]) -> str:
        """Return the command as it would be typed."""
        flags = ["--init"] * self.init + (["--entrypoint", self.entrypoint] if self.entrypoint is not None else [])
        return shlex.join(["docker", "run", *flags, "image", *typed])

    def _on_message(self, _widget: object, content: Any, _buffers: object) -> None:
        match content:
            case {"do": "run", "args": str(args), "entrypoint": str() | None as entrypoint, "init": bool(init)} if (
                len(args) + len(entrypoint or "") < LONGEST
            ):
                self.files = edited(content, self.files)
                self.run(args=args, entrypoint=entrypoint, init=init)
            case {"do": "example", "name": str(name)} if name in EXAMPLES:
                self.example(name)

    # -- the other renderings ---------------------------------------------

    def __repr__(self) -> str:
        if not self.trace:
            return str(self.error["text"]) if self.error else "Argv machine: nothing run yet"
        return as_text(self.trace)

    def svg(self) -> str:
        """Return the picture as SVG. Raises LabError where there is no ``dot``."""
        return fitting(svg(graph(self.trace), "Argv machine", repr(self)))

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        return saved(super()._repr_mimebundle_(**kwargs), repr(self), self.svg if self.trace else None)
