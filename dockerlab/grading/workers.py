"""Grading a whole folder: a process for each submission, several at a time, none for ever."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from time import monotonic

from dockerlab.grading.grades import Grade, broken, grade_one
from dockerlab.grading.submissions import Submission, submissions

__all__ = ["SECONDS", "grade"]

SECONDS = 120.0  # for one submission


def grade(
    folder: Path, *, class_seed: str | None = None, workers: int = 2, seconds: float = SECONDS
) -> Iterator[Grade]:
    """Grade every submission below ``folder``; yield the rows by student.

    Args:
        class_seed: the word the class was given; with ``""`` a student's seed is the name alone, with None all
            students had the same tasks.
        workers: processes at a time.
        seconds: how long one submission may take.

    Raises:
        LabError: there is nothing to grade.
    """
    todo = list(enumerate(submissions(folder)))
    done: dict[int, list[Grade]] = {}
    running: dict[Connection, tuple[int, Submission, BaseProcess, float]] = {}
    shown, count = 0, len(todo)
    todo.reverse()
    try:
        while shown < count:
            while todo and len(running) < max(workers, 1):
                number, submission = todo.pop()
                mine, theirs = multiprocessing.Pipe(duplex=False)
                job = theirs, submission, class_seed
                process: BaseProcess = multiprocessing.Process(target=work, args=job, daemon=True)
                process.start()
                theirs.close()
                running[mine] = number, submission, process, monotonic() + seconds
            first = min(deadline for *_, deadline in running.values())
            for ready in wait(list(running), max(first - monotonic(), 0)):
                assert isinstance(ready, Connection)
                number, submission, process, _ = running.pop(ready)
                done[number] = received(ready, submission)
                process.join()
            for late in [end for end, (*_, deadline) in running.items() if deadline <= monotonic()]:
                number, submission, process, _ = running.pop(late)
                process.kill()
                process.join()
                late.close()
                done[number] = [broken(submission, f"it took longer than {seconds:.0f} seconds")]
            while shown in done:
                yield from done.pop(shown)
                shown += 1
    finally:
        for *_, process, _ in running.values():
            process.kill()


def work(end: Connection, submission: Submission, class_seed: str | None) -> None:
    """Grade one submission in a process of its own, and send the rows."""
    try:
        rows = grade_one(submission, class_seed)
    except Exception as exc:  # a mistake of the course: one row, and the others go on
        rows = [broken(submission, f"the grader stumbled: {type(exc).__name__}: {exc}")]
    end.send(rows)
    end.close()


def received(end: Connection, submission: Submission) -> list[Grade]:
    """Return the rows that a worker sent; one with the reason where it died before."""
    try:
        rows: list[Grade] = end.recv()
    except (EOFError, OSError):
        return [broken(submission, "the process that graded it ended early (out of memory?)")]
    finally:
        end.close()
    return rows
