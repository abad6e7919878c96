"""Mirror clock: move the days on, and see a package list in a cached layer go stale.

The slider is the lab's calendar.  The mirror beside it has an index of that day; the list that
``apt-get update`` left in a layer keeps its own day for as long as the layer is cached.  Build, and
see which steps came from the cache, which files each one changed, and what becomes of the install.
Going back in time takes back the builds made since.
"""

from __future__ import annotations

from typing import Any

import anywidget
import traitlets

from dockerlab.build.steps import BuildOptions, BuildResult
from dockerlab.clock import Clock
from dockerlab.context import BuildContext
from dockerlab.drawing import fitting, svg
from dockerlab.engine import Engine, Snapshot
from dockerlab.errors import LabError
from dockerlab.mirror import catalogue, timestamp
from dockerlab.widgets.cache_xray import kind
from dockerlab.widgets.mirror_view import as_text, date, describe, graph
from dockerlab.widgets.page import describe_error, edited, folded, module, saved, style
from dockerlab.widgets.subject import Subject, project

__all__ = ["APART", "TOGETHER", "MirrorClock"]

DAY, LAST = 86_400, 60
BASE = "FROM debian:trixie-20260223-slim\n"  # pinned, so that only the packages move
APART = f"{BASE}RUN apt-get update\nRUN apt-get install -y --no-install-recommends curl\n"
TOGETHER = f"{BASE}RUN apt-get update && apt-get install -y --no-install-recommends curl\n"


class MirrorClock(anywidget.AnyWidget):
    """The explorer of package lists and the calendar.

    ``subject`` is a project with a Dockerfile that uses apt-get (see ``open_subject``); by default
    ``apt-get update`` and ``apt-get install curl`` in two RUNs. It builds once, on day 0.

    >>> clock = MirrorClock()
    >>> clock.write("Dockerfile", APART.replace("curl", "curl tree"))
    >>> for line in str(clock.go(20).build()).split("\\n")[:2]: print(line)
    Day 20, Sun 22 March 2026. Built on day 20: The build failed after 1 cached and 0 built steps.
    The list in the layer is older than the mirror's of today.
    """

    _esm = module("mirror_clock")
    _css = style("mirror_clock")

    files = traitlets.Dict().tag(sync=True)
    builder = traitlets.Enum(["buildkit", "classic"], "buildkit").tag(sync=True)
    trace = traitlets.Dict().tag(sync=True)
    error: traitlets.Dict[str, Any] = traitlets.Dict(allow_none=True, default_value=None).tag(sync=True)
    day = traitlets.Int(0).tag(sync=True)
    last = traitlets.Int(LAST).tag(sync=True)

    def __init__(self, subject: Subject = None, builder: str = "buildkit") -> None:
        super().__init__(files=project({"Dockerfile": APART} if subject is None else subject), builder=builder)
        self.engine = Engine(clock=Clock())
        self.result: BuildResult | None = None
        self.start = self.engine.clock.now
        self.past: list[tuple[int, BuildResult | None, Snapshot]] = [(0, None, self.engine.snapshot())]
        self.on_msg(self._on_message)
        self.build()

    # -- what the mouse can do -------------------------------------------

    def write(self, name: str, text: str) -> None:
        """Write one of the files, as the learner does in the editor."""
        self.files = {**self.files, name: text}

    def go(self, day: int) -> MirrorClock:
        """Move to a day after the lab's first (0 to 60); builds of later days are taken back."""
        day = min(max(day, 0), LAST)
        if day < self.past[-1][0]:
            while self.past[-1][0] > day or (self.past[-1][1] is None and len(self.past) > 1):
                self.past.pop()
            _, self.result, before = self.past[-1]
            self.engine.restore(before)
        self.day = day
        now = self.start + day * DAY
        if self.engine.clock.now < now:
            self.engine.clock.now = now
        self.set_trait("error", None)
        return self.refresh()

    def skip(self) -> MirrorClock:
        """Move to the next day on which a watched package moves on the mirror."""
        ahead = self.trace.get("next")
        return self.go(int((timestamp(ahead) - self.start) // DAY) + 1) if ahead else self

    def build(self, *, no_cache: bool = False) -> MirrorClock:
        """Build the files as they are, on the day that it is."""
        try:
            context = BuildContext.from_mapping(dict(self.files), mtime=int(self.start))
            options = BuildOptions(tags=("lab",), no_cache=no_cache)
            result = self.engine.build(context, options, builder=kind(self.builder))
        except LabError as exc:
            self.error = describe_error(exc)
            return self
        self.set_trait("error", None if result.error is None else describe_error(result.error))
        if result.steps:
            self.result = result
            self.past.append((self.day, result, self.engine.snapshot()))
        return self.refresh()

    def refresh(self) -> MirrorClock:
        """Describe the last build as it looks today."""
        if self.result is not None:
            now = self.start + self.day * DAY
            self.trace = describe(self.result, now, self.day, self.past[-1][0], catalogue("debian-13"))
        elif self.trace:
            self.trace = {**self.trace, "day": self.day, "date": date(self.start + self.day * DAY)}
        return self

    def _on_message(self, _widget: object, content: Any, _buffers: object) -> None:
        match content:
            case {"do": "build"}:
                self.files = edited(content, self.files)
                self.build(no_cache=content.get("no_cache") is True)
            case {"do": "go", "day": int(day)} if not isinstance(day, bool):
                self.go(day)
            case {"do": "skip"}:
                self.skip()
            case {"do": "write", "which": "together" | "apart" as which}:
                self.write("Dockerfile", TOGETHER if which == "together" else APART)

    # -- the other renderings ---------------------------------------------

    def __repr__(self) -> str:
        if not self.trace:
            return str(self.error["text"]) if self.error else "Mirror clock: nothing built yet"
        return folded(as_text(self.trace))

    def svg(self) -> str:
        """Return the picture as SVG. Raises LabError where there is no ``dot``."""
        return fitting(svg(graph(self.trace), "Mirror clock", repr(self)))

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        return saved(super()._repr_mimebundle_(**kwargs), repr(self), self.svg if self.trace else None)
