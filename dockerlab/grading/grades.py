"""Grading one submission: its answers, judged with the numbers and names that this student had."""

from __future__ import annotations

from dataclasses import dataclass, field

from dockerlab.exercises.course import NOTEBOOKS, exercises_of
from dockerlab.exercises.exercise import Exercise, Variant, judge
from dockerlab.grading.submissions import Answer, Submission, read_answers, read_notebook

__all__ = ["Grade", "broken", "grade_one"]


@dataclass(frozen=True)
class Grade:
    """One row of the table: a student, a notebook, and the points of each task.

    ``tasks`` maps the exercise's name to its state and points; ``reason`` says what went wrong, if anything did.
    """

    student: str
    notebook: int
    points: int
    of: int
    tasks: dict[str, tuple[str, int]] = field(default_factory=dict)
    missed: tuple[str, ...] = ()
    reason: str = ""
    file: str = ""


def grade_one(submission: Submission, class_seed: str | None) -> list[Grade]:
    """Grade one submission: a row for the notebook, or one with the reason why there is none."""
    try:
        answers = read_answers(read_notebook(submission.path))
    except (OSError, ValueError) as exc:
        return [broken(submission, f"the notebook cannot be read: {exc}")]
    numbers = sorted({int(name[:2]) for name in answers if name[:2].isdecimal() and int(name[:2]) in NOTEBOOKS})
    if not numbers:
        return [broken(submission, "there is no answer cell of this course in it")]
    seed = f"{class_seed}/{submission.student}" if class_seed else submission.student
    variant = Variant("0" if class_seed is None else seed)
    return [row(submission, number, answers, variant) for number in numbers]


def row(submission: Submission, number: int, answers: dict[str, Answer], variant: Variant) -> Grade:
    """Judge all answers of one notebook."""
    tasks: dict[str, tuple[str, int]] = {}
    missed: list[str] = []
    reasons: list[str] = []
    for exercise in exercises_of(number):
        state, points, tags, said = one_task(exercise, answers.get(exercise.id), variant)
        tasks[exercise.name] = state, points
        missed += [tag for tag in tags if tag not in missed]
        reasons += [f"{exercise.name}: {text}" for text in said]
    total = sum(exercise.points for exercise in exercises_of(number))
    earned = sum(points for _, points in tasks.values())
    return Grade(
        submission.student, number, earned, total, tasks, tuple(missed), "; ".join(reasons), submission.path.name
    )


def one_task(exercise: Exercise, answer: Answer | None, variant: Variant) -> tuple[str, int, list[str], list[str]]:
    """Return state, points, misconceptions and remarks for one answer."""
    if answer is None:
        return "not attempted", 0, [], ["the answer cell is missing"]
    notes = [answer.note] if answer.note else []
    if answer.problem:
        return "not attempted", 0, [], [*notes, answer.problem]
    verdict = judge(exercise, answer.value, variant)
    if verdict.problem is not None:
        notes.append(verdict.problem.message)
    tags = [case.misconception for case in verdict.wrong if case.misconception]
    return verdict.state, verdict.points, list(dict.fromkeys(tags)), notes


def broken(submission: Submission, reason: str) -> Grade:
    """Return the row of a submission that could not be graded."""
    return Grade(submission.student, 0, 0, 0, {}, (), reason, submission.path.name)
