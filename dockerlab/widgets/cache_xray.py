"""Cache X-ray: edit a Dockerfile or a file, build, and see every step hit or miss, and why.

The learner's edits come back as ``files``; a message ``{"do": "build"}`` builds
them on the explorer's own engine.  ``trace`` is what the picture shows.  A build
that cannot start leaves the last good picture and shows the error beside it.
"""

from __future__ import annotations

from typing import Any

import anywidget
import traitlets

from dockerlab.build.steps import Builder, BuildOptions, BuildResult
from dockerlab.clock import Clock
from dockerlab.context import BuildContext
from dockerlab.drawing import build_graph, svg
from dockerlab.engine import Engine
from dockerlab.errors import LabError
from dockerlab.widgets.page import describe_error, edited, folded, module, saved, style
from dockerlab.widgets.subject import Subject, project
from dockerlab.widgets.view import as_text, describe, summary

__all__ = ["CacheXray"]


def kind(name: str) -> Builder:
    """Return the builder that the switch names."""
    return "classic" if name == "classic" else "buildkit"


class CacheXray(anywidget.AnyWidget):
    """The explorer of the build cache.

    ``subject`` is the project: files by name, ``Dockerfile`` among them, the path of a Dockerfile or its folder, or a
    lab; ``engine`` is the one to build on, by default a fresh one. It builds once, so that there is something to see.

    >>> xray = CacheXray({"Dockerfile": "FROM busybox\\nCOPY a.txt /\\nRUN cat a.txt\\n", "a.txt": "hi\\n"})
    >>> xray.write("a.txt", "ho\\n"); xray.build().rebuilt[0].cache.reason.sentence
    'copied files changed: a.txt (content)'
    """

    _esm = module("cache_xray")
    _css = style()

    files = traitlets.Dict().tag(sync=True)
    builder = traitlets.Enum(["buildkit", "classic"], "buildkit").tag(sync=True)
    trace = traitlets.Dict().tag(sync=True)
    error: traitlets.Dict[str, Any] = traitlets.Dict(allow_none=True, default_value=None).tag(sync=True)
    build_args = traitlets.Dict().tag(sync=True)
    builds = traitlets.Int(0).tag(sync=True)

    def __init__(self, subject: Subject, builder: str = "buildkit", engine: Engine | None = None) -> None:
        super().__init__(files=project(subject), builder=builder)
        self.engine = engine or Engine(clock=Clock())
        self.result: BuildResult | None = None
        self.on_msg(self._on_message)
        self.build()

    def write(self, name: str, text: str) -> None:
        """Write one of the files, as the learner does in the editor."""
        self.files = {**self.files, name: text}

    def build(self) -> BuildResult | None:
        """Build the files as they are; return the trace, None where the build could not start."""
        try:
            context = BuildContext.from_mapping(dict(self.files), mtime=self.engine.clock.seconds())
            options = BuildOptions(build_args=dict(self.build_args), tags=("lab",))
            result = self.engine.build(context, options, builder=kind(self.builder))
        except LabError as exc:
            self.error = describe_error(exc)
            return None
        self.result = result
        self.set_trait("error", None if result.error is None else describe_error(result.error))
        self.trace = describe(result)
        self.builds += 1
        return result

    def _on_message(self, _widget: object, content: Any, _buffers: object) -> None:
        if isinstance(content, dict) and content.get("do") == "build":
            self.files = edited(content, self.files)
            self.build()

    # -- the other renderings ---------------------------------------------

    def __repr__(self) -> str:
        if self.result is None:
            return str(self.error["text"]) if self.error else "Cache X-ray: nothing built yet"
        return folded(as_text(self.result))

    def svg(self) -> str:
        """Return the picture as SVG. Raises LabError where there is no ``dot``."""
        assert self.result is not None
        return svg(build_graph(self.result), "Cache X-ray", f"{summary(self.result)} {self!r}")

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        return saved(super()._repr_mimebundle_(**kwargs), repr(self), self.svg if self.result is not None else None)
