"""What a learner reads after ``check()``, ``task()``, ``hint()`` and ``solution()``.

Each is one object with two renderings: ``text/plain`` for a terminal and for the
saved notebook's comparison, and HTML, in which everything a learner wrote is escaped.
"""

from __future__ import annotations

import pprint
import re
from dataclasses import dataclass
from html import escape

from dockerlab.exercises.exercise import Case, Exercise, Variant, Verdict
from dockerlab.exercises.misconceptions import MISCONCEPTIONS
from dockerlab.exercises.progress import Entry, Progress
from dockerlab.markup import preformatted

__all__ = ["MARKS", "Feedback", "Note", "hint_note", "inline", "solution_note", "task_note"]

WIDEST = 160  # characters of a line of an error
MARKS = {"correct": "✔", "not yet": "✘", "not attempted": "○"}
EDGES = {"correct": "#0f766e", "not yet": "#b45309", "not attempted": "#7b8794"}


def inline(text: str) -> str:
    """Return a line as HTML: escaped, what stands between backticks as code.

    >>> inline("`a<b` & c")
    '<code>a&lt;b</code> &amp; c'
    """
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))


def box(edge: str, *parts: str) -> str:
    """Return HTML parts in the course's frame; the words carry the meaning, the colour only repeats it."""
    style = f"border-left: 4px solid {edge}; padding: 0.2em 0 0.2em 1em; line-height: 1.45"
    return f'<div style="{style}">{"".join(parts)}</div>'


@dataclass(frozen=True)
class Note:
    """A titled text: a task, a hint, a solution. ``code`` follows it as it is."""

    title: str
    body: str
    code: str = ""
    after: str = ""

    def __repr__(self) -> str:
        return "\n".join(part for part in (self.title, self.body, self.code, self.after) if part)

    def _repr_html_(self) -> str:
        lines = "".join(f"<p>{inline(line)}</p>" for line in self.body.split("\n") if line)
        code = preformatted(self.code) if self.code else ""
        after = f"<p>{inline(self.after)}</p>" if self.after else ""
        return box("#1d4e89", f"<p><strong>{escape(self.title)}</strong></p>", lines, code, after)


@dataclass(frozen=True)
class Feedback:
    """The answer to ``check()``: the state, the points, every case, and the counter-example.

    Of a prediction every case is explained, since only its first answer counts;
    of another task only the first wrong one, the rest is for the learner to find.
    """

    verdict: Verdict
    entry: Entry
    notice: str = ""

    @property
    def head(self) -> str:
        """The first line."""
        verdict, exercise = self.verdict, self.verdict.exercise
        words = f"{MARKS[verdict.state]} {exercise.title}: {verdict.state}"
        return words if verdict.state == "not attempted" else f"{words}, {verdict.points} of {exercise.points} points"

    @property
    def explained(self) -> tuple[Case, ...]:
        """The wrong cases that are explained."""
        return self.verdict.wrong if self.verdict.exercise.locked else self.verdict.wrong[:1]

    def row(self, case: Case) -> str:
        """Return the line of a case; of a prediction with what is true and why."""
        line = f"{'✔' if case.passed else '✘'} {case.name}"
        if not self.verdict.exercise.locked:
            return line
        return f"{line}: {case.wanted}" if case.passed else f"{line}: {case.observed}. Right: {case.wanted}"

    @property
    def lesson(self) -> tuple[str, ...]:
        """The beliefs behind what is explained, with what is true instead."""
        tags = dict.fromkeys(case.misconception for case in self.explained if case.misconception)
        return tuple(str(MISCONCEPTIONS[tag]) for tag in tags)

    @property
    def after(self) -> tuple[str, ...]:
        """What to do next."""
        verdict, exercise = self.verdict, self.verdict.exercise
        said = []
        if verdict.state == "not attempted" and verdict.problem is None:
            start = "Write your answer where the dots are" if exercise.start is None else "Change the answer above"
            said.append(f"{start}, and run both cells.")
        if exercise.locked and self.entry.attempts > 1:
            said.append(f"A prediction keeps the points of its first answer: {self.entry.points}.")
        elif verdict.state == "not yet" and not exercise.locked:
            said.append(f'Stuck? lesson.hint("{exercise.name}") has three hints, and a look costs nothing.')
        return (*said, self.notice) if self.notice else tuple(said)

    def problem(self) -> tuple[str, str]:
        """Return what stands before an error, and the error's own text; empty if there is none."""
        error = self.verdict.problem
        if error is None:
            return "", ""
        before = "This is not yet an answer" if self.verdict.state == "not attempted" else "Your answer was tried"
        return f"{before}:", "\n".join(
            line if len(line) <= WIDEST else f"{line[:WIDEST]}…" for line in str(error).split("\n")
        )

    def __repr__(self) -> str:
        lines = [self.head, *(part for part in self.problem() if part)]
        lines += [f"  {self.row(case)}" for case in self.verdict.cases]
        for case in () if self.verdict.exercise.locked else self.explained:
            lines.append(f"Look at: {case.name}")
            lines += [f"  observed: {case.observed}"] if case.observed else []
            lines += [f"  wanted:   {case.wanted}"] if case.wanted else []
        return "\n".join([*lines, *self.lesson, *self.after])

    def _repr_html_(self) -> str:
        before, error = self.problem()
        parts = [f"<p><strong>{escape(self.head)}</strong></p>"]
        parts += [f"<p>{escape(before)}</p>{preformatted(error)}"] if error else []
        if self.verdict.cases:
            rows = "".join(f"<li>{inline(self.row(case))}</li>" for case in self.verdict.cases)
            parts.append(f'<ul style="list-style: none; padding-left: 0">{rows}</ul>')
        for case in () if self.verdict.exercise.locked else self.explained:
            facts = [("observed", case.observed), ("wanted", case.wanted)]
            told = "".join(f"<br/>{name}: <code>{escape(text)}</code>" for name, text in facts if text)
            parts.append(f"<p>Look at: {inline(case.name)}{told}</p>")
        parts += [f"<p><em>{inline(line)}</em></p>" for line in self.lesson]
        parts += [f"<p>{inline(line)}</p>" for line in self.after]
        return box(EDGES[self.verdict.state], *parts)


def task_note(exercise: Exercise, variant: Variant) -> Note:
    """Return the task as this learner has it."""
    kind = "a prediction: your first answer counts" if exercise.locked else "try as often as you like"
    return Note(f"{exercise.title} ({exercise.points} points; {kind})", "", exercise.task(variant))


def hint_note(exercise: Exercise, number: int) -> Note:
    """Return the hints read so far, the newest last."""
    shown = [f"{n}. {hint}" for n, hint in enumerate(exercise.hints[:number], 1)]
    left = len(exercise.hints) - number
    more = f"{left} more: call hint again." if left else "That was the last one; solution is open once you have tried."
    return Note(f"Hints: {exercise.title}", "\n".join(shown), after=more)


def solution_note(exercise: Exercise, variant: Variant, progress: Progress) -> Note:
    """Return the solution and its why, if it was earned: solved, or all hints read and tried."""
    entry = progress.entry(exercise.id)
    if entry.state != "correct" and not (entry.attempts and entry.hints >= len(exercise.hints)):
        todo = "Try the task once" if not entry.attempts else f'Read the hints first: lesson.hint("{exercise.name}")'
        return Note(f"Solution: {exercise.title}", f"Not open yet. {todo}.")
    why = f"Why: {exercise.why}"
    return Note(
        f"Solution: {exercise.title}", "One right answer; others are right too.", show(exercise.answer(variant)), why
    )


def show(answer: object) -> str:
    """Return an answer for people: texts as they are, with a line of their own."""
    match answer:
        case str():
            return answer.rstrip("\n")
        case dict() if "\n" in "".join(map(str, answer.values())) and all(isinstance(v, str) for v in answer.values()):
            return "\n\n".join(f"{name}:\n{show(value)}" for name, value in answer.items())
        case _:
            return pprint.pformat(answer, width=100, sort_dicts=False)
