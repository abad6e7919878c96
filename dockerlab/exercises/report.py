"""The report at the end of a notebook, and the dashboard over all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from dockerlab.exercises.exercise import Exercise
from dockerlab.exercises.feedback import MARKS, inline
from dockerlab.exercises.misconceptions import MISCONCEPTIONS
from dockerlab.exercises.progress import Entry

__all__ = ["Dashboard", "Report"]

LEFT = 'style="text-align: left"'


def table(caption: str, head: tuple[str, ...], rows: Sequence[tuple[str, ...]], after: list[str]) -> str:
    """Return an HTML table with a caption and sentences below it; every text is escaped."""
    heads = "".join(f'<th scope="col" {LEFT}>{escape(cell)}</th>' for cell in head)
    body = "".join("<tr>" + "".join(f"<td {LEFT}>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    said = "".join(f"<p>{inline(line)}</p>" for line in after)
    style = 'style="white-space: nowrap; text-align: left"'
    top = f"<caption {style}><strong>{escape(caption)}</strong></caption><tr>{heads}</tr>"
    return f"<table>{top}{body}</table>{said}"


def weak_concepts(entries: list[Entry]) -> list[str]:
    """Return the three beliefs that stand behind most of what is not right yet, as sentences."""
    counted = Counter(tag for entry in entries if entry.state == "not yet" for tag in entry.missed)
    return [f"Worth another look: {MISCONCEPTIONS[tag].truth}." for tag, _ in counted.most_common(3)]


@dataclass(frozen=True)
class Report:
    """All exercises of a notebook: states and points."""

    title: str
    rows: tuple[tuple[Exercise, Entry], ...]

    @property
    def points(self) -> int:
        """The points earned."""
        return sum(entry.points for _, entry in self.rows)

    @property
    def total(self) -> int:
        """The points there are."""
        return sum(exercise.points for exercise, _ in self.rows)

    @property
    def done(self) -> int:
        """How many tasks are correct."""
        return sum(entry.state == "correct" for _, entry in self.rows)

    def next_step(self) -> str:
        """Say what to do now: the first task that was not tried, else the first that can still be won."""
        for exercise, entry in self.rows:
            if entry.state == "not attempted":
                return f"Next: {exercise.title}"
        for exercise, entry in self.rows:
            if entry.state == "not yet" and not exercise.locked:  # a prediction keeps its points
                return f"Try again: {exercise.title}"
        return "All done. Well done!"

    def after(self) -> list[str]:
        """Return the sentences below the table."""
        return [self.next_step(), *weak_concepts([entry for _, entry in self.rows])]

    def __repr__(self) -> str:
        width = max(len(exercise.title) for exercise, _ in self.rows)
        lines = [f"{self.title}: {self.points} of {self.total} points"]
        for exercise, entry in self.rows:
            scored = f"{entry.points:3d} / {exercise.points:<3d}"
            lines.append(f"{MARKS[entry.state]} {exercise.title.ljust(width)}  {scored} {entry.state}")
        return "\n".join([*lines, *self.after()])

    def _repr_html_(self) -> str:
        rows = [
            (MARKS[entry.state], exercise.title, f"{entry.points} / {exercise.points}", entry.state)
            for exercise, entry in self.rows
        ]
        caption = f"{self.title}: {self.points} of {self.total} points"
        return table(caption, ("", "task", "points", "state"), rows, self.after())


@dataclass(frozen=True)
class Dashboard:
    """The whole course: a report of each notebook that there is."""

    reports: tuple[Report, ...]
    notice: str = ""

    def lines(self) -> list[tuple[str, ...]]:
        """Return the rows: notebook, points, tasks done, what is next."""
        return [
            (
                report.title,
                f"{report.points} / {report.total}",
                f"{report.done} of {len(report.rows)} tasks",
                report.next_step().removeprefix("Next: "),
            )
            for report in self.reports
        ]

    def after(self) -> list[str]:
        """Return the sentences below the table."""
        entries = [entry for report in self.reports for _, entry in report.rows]
        return [*weak_concepts(entries), *([self.notice] if self.notice else [])]

    @property
    def caption(self) -> str:
        """The points of the whole course."""
        points, total = (sum(getattr(report, name) for report in self.reports) for name in ("points", "total"))
        return f"Your progress: {points} of {total} points"

    def __repr__(self) -> str:
        rows = self.lines()
        widths = [max(len(row[n]) for row in rows) for n in range(4)] if rows else []
        told = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
        return "\n".join([self.caption, *told, *self.after()])

    def _repr_html_(self) -> str:
        return table(self.caption, ("notebook", "points", "done", "next"), self.lines(), self.after())
