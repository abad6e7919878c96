"""What a learner reads: verdicts, hints, solutions and the report.

Each is one object with two renderings: ``text/plain`` for a terminal and for the
saved notebook's comparison, and HTML, in which everything a learner wrote is escaped.
"""

from __future__ import annotations

import pprint
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from dockerlab.exercises.exercise import Exercise, Variant, Verdict
from dockerlab.exercises.progress import Entry, Progress

__all__ = ["Feedback", "Note", "Report", "hint_note", "solution_note"]

MARKS = {"correct": "✔", "not yet": "✘", "not attempted": "○"}


@dataclass(frozen=True)
class Note:
    """A titled text: a hint, a solution."""

    title: str
    body: str

    def __repr__(self) -> str:
        return f"{self.title}\n{self.body}"

    def _repr_html_(self) -> str:
        return f"<p><strong>{escape(self.title)}</strong></p><pre>{escape(self.body)}</pre>"


@dataclass(frozen=True)
class Feedback:
    """The answer to ``check()``: the state, the points, and the first counter-example."""

    verdict: Verdict
    entry: Entry

    def lines(self) -> list[str]:
        """Return the feedback, line by line."""
        verdict, exercise = self.verdict, self.verdict.exercise
        head = f"{MARKS[verdict.state]} {exercise.title}: {verdict.state}"
        if verdict.state == "not attempted":
            if verdict.problem is None:
                return [head, f"Put your answer in place of the ...: {exercise.shape}"]
            return [head, *str(verdict.problem).split("\n")]
        lines = [f"{head}, {verdict.points} of {exercise.points} points"]
        if verdict.problem is not None:
            lines += ["Your answer was tried, and refused:", *str(verdict.problem).split("\n")]
        wrong = verdict.first_wrong
        if wrong is not None:
            passed = sum(case.passed for case in verdict.cases)
            lines.append(f"{passed} of {len(verdict.cases)} cases are right. The first that is not: {wrong.name}")
            lines += [f"  observed: {wrong.observed}"] if wrong.observed else []
            lines += [f"  wanted:   {wrong.wanted}"] if wrong.wanted else []
        if exercise.locked and self.entry.attempts > 1:
            lines.append(f"This is a prediction: your first answer counts ({self.entry.points} points).")
        return lines

    def __repr__(self) -> str:
        return "\n".join(self.lines())

    def _repr_html_(self) -> str:
        first, *rest = self.lines()
        body = f"<pre>{escape(chr(10).join(rest))}</pre>" if rest else ""
        return f"<p><strong>{escape(first)}</strong></p>{body}"


@dataclass(frozen=True)
class Report:
    """All exercises of a notebook: states and points."""

    title: str
    rows: tuple[tuple[Exercise, Entry], ...]

    @property
    def points(self) -> int:
        """The points earned."""
        return sum(entry.points for _, entry in self.rows)

    def next_step(self) -> str:
        """Say what to do now."""
        for exercise, entry in self.rows:
            if entry.state == "not attempted":
                return f"Next: {exercise.title}"
        for exercise, entry in self.rows:
            if entry.state == "not yet" and not exercise.locked:
                return f"Next: try again: {exercise.title}"
        return "All done."

    def __repr__(self) -> str:
        total = sum(exercise.points for exercise, _ in self.rows)
        width = max(len(exercise.title) for exercise, _ in self.rows)
        lines = [f"{self.title}: {self.points} of {total} points"]
        for exercise, entry in self.rows:
            scored = f"{entry.points:3d} / {exercise.points:<3d}"
            lines.append(f"{MARKS[entry.state]} {exercise.title.ljust(width)}  {scored} {entry.state}")
        return "\n".join([*lines, self.next_step()])

    def _repr_html_(self) -> str:
        total = sum(exercise.points for exercise, _ in self.rows)
        rows = "".join(
            f"<tr><td>{MARKS[entry.state]}</td><td style='text-align:left'>{escape(exercise.title)}</td>"
            f"<td>{entry.points} / {exercise.points}</td><td style='text-align:left'>{entry.state}</td></tr>"
            for exercise, entry in self.rows
        )
        left = "style='text-align:left'"
        head = f"<tr><th></th><th {left}>task</th><th>points</th><th {left}>state</th></tr>"
        caption = f"{escape(self.title)}: {self.points} of {total} points"
        return (
            f"<table><caption><strong>{caption}</strong></caption>{head}{rows}</table><p>{escape(self.next_step())}</p>"
        )


def hint_note(exercise: Exercise, number: int) -> Note:
    """Return the hints read so far, the newest last."""
    shown = [f"{n}. {hint}" for n, hint in enumerate(exercise.hints[:number], 1)]
    left = len(exercise.hints) - number
    more = f"({left} more: call hint() again.)" if left else "(That was the last hint; solution() is open now.)"
    return Note(f"Hints: {exercise.title}", "\n".join([*shown, more]))


def solution_note(exercise: Exercise, variant: Variant, progress: Progress) -> Note:
    """Return the solution and its why, if it was earned: solved, or all hints read and tried."""
    entry = progress.entry(exercise.id)
    if entry.state != "correct" and not (entry.attempts and entry.hints >= len(exercise.hints)):
        todo = "Try it once" if not entry.attempts else "Read the hints first"
        return Note(f"Solution: {exercise.title}", f"Not yet open. {todo}: hint({exercise.name!r}).")
    return Note(f"Solution: {exercise.title}", f"{show(exercise.answer(variant))}\n\nWhy: {exercise.why}")


def show(answer: object) -> str:
    """Return an answer as a learner would write it."""
    return answer if isinstance(answer, str) else pprint.pformat(answer, width=100, sort_dicts=False)


def total(exercises: Sequence[Exercise]) -> int:
    """Return what a notebook is worth."""
    return sum(exercise.points for exercise in exercises)
