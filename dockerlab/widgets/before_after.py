"""Before and after: what a change of a Dockerfile is worth, in five numbers.

On the left a project as it was, measured once; on the right the same project to work on.  Both are
built, and rebuilt after the same edits, in the model.  Every number opens to what is behind it:
the layers, the rebuilds, the places where a secret can be read, the findings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import anywidget
import graphviz
import traitlets

from dockerlab.build.steps import BuildOptions
from dockerlab.drawing import cut, digraph, size, svg
from dockerlab.errors import LabError
from dockerlab.explore import visible
from dockerlab.review import METRICS, Change, Metric, Review, review
from dockerlab.widgets.page import describe_error, edited, folded, module, saved, style
from dockerlab.widgets.subject import Subject, project

__all__ = ["BeforeAfter"]

WORDS = {-1: "▼ better", 0: "= same", 1: "▲ worse"}


def shown(metric: Metric, value: float) -> str:
    """Return a number as people read it."""
    if metric in ("size", "delta"):
        return size(round(value))
    return f"{value:.1f} s" if metric == "seconds" else f"{value:.0f}"


def behind(metric: Metric, found: Review) -> list[str]:
    """Return what a number is made of, a line each."""
    match metric:
        case "size":
            lines = [
                f"{size(layer.layer.size)}  {cut(visible(layer.row.created_by), 72) if layer.row else '(no history)'}"
                for layer in found.contents.layers if layer.layer.size
            ]  # fmt: skip
            return [*lines, f"{size(found.contents.shadowed)} of it hidden by layers above"]
        case "seconds":
            return [f"{version.seconds:.1f} s  {version.words}" for version in found.versions]
        case "delta":
            return [f"{size(version.delta)}  {version.words}" for version in found.versions]
        case "leaks":
            return [f"{leak.secret}: {visible(leak.where)}" for leak in found.leaks] or ["no secret can be read"]
        case "findings":
            return [str(finding) for finding in found.findings] or ["no findings"]


class BeforeAfter(anywidget.AnyWidget):
    """The dashboard.

    ``subject`` is the project as it was (files, a folder, the path of a Dockerfile, a lab), ``after`` what is worked
    on, by default the same. ``changes`` are followed by a rebuild each. ``secrets`` must not be readable in the image;
    BuildKit is given each as a build secret, by its ID: ``RUN --mount=type=secret,id=key …``.

    >>> files = {"Dockerfile": "FROM busybox\\nCOPY . /a\\nRUN sleep 40\\n", "app": "1", "key": "pa55word"}
    >>> board = BeforeAfter(files, changes=[Change("you edit app", {"app": "2"})], secrets={"key": "pa55word"})
    >>> board.write("Dockerfile", "FROM busybox\\nRUN sleep 40\\nCOPY app /a/\\n"); board.measure()
    >>> print(board)
                                            before     after
    bytes of the image                      4.32MB    4.32MB  ▼ better
    seconds of the rebuilds                 40.1 s     0.0 s  ▼ better
    bytes pulled for the new versions          45B        1B  ▼ better
    places where a secret can be read            1         0  ▼ better
    findings of docker build --check             0         0  = same
    """

    _esm = module("before_after")
    _css = style("before_after")

    files = traitlets.Dict().tag(sync=True)
    builder = traitlets.Enum(["buildkit", "classic"], "buildkit").tag(sync=True)
    rows = traitlets.List(traitlets.Dict()).tag(sync=True)
    summary = traitlets.Unicode("").tag(sync=True)
    measured = traitlets.Int(0).tag(sync=True)
    error = traitlets.Any(None).tag(sync=True)

    def __init__(
        self,
        subject: Subject,
        after: Mapping[str, str] | None = None,
        changes: Sequence[Change] = (),
        secrets: Mapping[str, str] | None = None,
        builder: str = "buildkit",
    ) -> None:
        was = project(subject)
        super().__init__(files=dict(was if after is None else after), builder=builder)
        self.was, self.changes, self.secrets = was, tuple(changes), dict(secrets or {})
        self.on_msg(self._on_message)
        self.before = self._review(was)
        self.after = self.before
        self.measure()

    def _review(self, files: Mapping[str, str]) -> Review:
        if self.builder == "classic":
            return review(files, self.changes, self.secrets, builder="classic")
        given = BuildOptions(secrets={name: text.encode() for name, text in self.secrets.items()})
        return review(files, self.changes, self.secrets, options=given)

    # -- doing -------------------------------------------------------------

    def write(self, name: str, text: str) -> None:
        """Write one of the files to work on, as the learner does in the editor."""
        self.files = {**self.files, name: text}

    def measure(self) -> None:
        """Build and measure; an error leaves the last numbers and is shown beside them."""
        try:
            self.after = self._review(self.files)
        except LabError as exc:
            self.error = describe_error(exc)
            return
        with self.hold_sync():
            self.error = None
            self.rows = [self._row(metric) for metric in METRICS]
            better = sum(row["change"] < 0 for row in self.rows)
            worse = sum(row["change"] > 0 for row in self.rows)
            self.measured += 1
            self.summary = f"Measured {self.measured}×: {better} of {len(METRICS)} better, {worse} worse."

    def switch(self, builder: str) -> None:
        """Measure both with the other builder."""
        self.builder = builder
        self.before = self._review(self.was)
        self.measure()

    def _row(self, metric: Metric) -> dict[str, Any]:
        before, after = self.before.metrics[metric], self.after.metrics[metric]
        change = (after > before) - (after < before)
        most = max(before, after) or 1
        return {
            "metric": metric, "name": METRICS[metric], "before": shown(metric, before), "after": shown(metric, after),
            "share": [before / most, after / most], "change": change, "mark": WORDS[change],
            "behind": [behind(metric, self.before), behind(metric, self.after)],
        }  # fmt: skip

    def _on_message(self, _widget: object, content: Any, _buffers: object) -> None:
        match content:
            case {"do": "measure"}:
                self.files = edited(content, self.files)
                self.measure()
            case {"do": "switch", "builder": "buildkit" | "classic" as builder}:
                self.switch(builder)

    # -- the other renderings ----------------------------------------------

    def __repr__(self) -> str:
        lines = [f"{'':36}{'before':>10}{'after':>10}"]
        lines += [f"{row['name']:36}{row['before']:>10}{row['after']:>10}  {row['mark']}" for row in self.rows]
        if self.error is not None:
            lines += self.error["text"].split("\n")
        return folded("\n".join(lines))

    def svg(self) -> str:
        """Return the numbers as SVG. Raises LabError where there is no ``dot``."""
        return svg(graph(self.rows), "Before and after", f"{self.summary} {self!r}")

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        return saved(super()._repr_mimebundle_(**kwargs), repr(self), self.svg)


def graph(rows: Sequence[Mapping[str, Any]]) -> graphviz.Digraph:
    """Draw the numbers as a table."""
    colours = {-1: ("#d7f0e9", "#0f766e"), 0: ("#ffffff", "#52606d"), 1: ("#ffe2bf", "#9a3d00")}
    heads = "".join(f'<TD ALIGN="{side}"><B>{name}</B></TD>' for name, side in HEADS)
    body = ""
    for row in rows:
        back, ink = colours[row["change"]]
        body += (
            f'<TR><TD ALIGN="LEFT">{row["name"]}</TD><TD ALIGN="RIGHT">{row["before"]}</TD><TD ALIGN="RIGHT">'
            f'{row["after"]}</TD><TD ALIGN="LEFT" BGCOLOR="{back}"><FONT COLOR="{ink}">{row["mark"]}</FONT></TD></TR>'
        )
    drawn = digraph("numbers")
    frame = 'BORDER="0" CELLBORDER="1" CELLSPACING="0" CELLPADDING="6" BGCOLOR="white"'
    drawn.node("t", f"<<TABLE {frame}><TR>{heads}</TR>{body}</TABLE>>", shape="plain")
    return drawn


HEADS = (("less is better", "LEFT"), ("before", "RIGHT"), ("after", "RIGHT"), ("change", "LEFT"))
