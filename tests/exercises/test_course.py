"""The course as a whole: every belief is met, there are enough tasks, and they come in the rhythm that was promised."""

from __future__ import annotations

from pathlib import Path

import pytest

from dockerlab.exercises.course import NOTEBOOKS, exercises_of
from dockerlab.exercises.misconceptions import MISCONCEPTIONS
from tests.exercises.test_answers import EXERCISES, rejected

SOURCES = Path(__file__).resolve().parents[2] / "notebooks" / "source"


def source(number: int) -> str:
    (path,) = SOURCES.glob(f"{number:02d}-*.md")
    return path.read_text(encoding="utf-8")


def test_there_are_twelve_notebooks_and_sixty_tasks() -> None:
    assert list(NOTEBOOKS) == list(range(1, 13)) and len(EXERCISES) >= 60


def test_every_belief_is_met_by_a_task_and_stands_behind_a_rejected_answer() -> None:
    met = {tag for exercise in EXERCISES for tag in exercise.misconceptions}
    behind = {tag for exercise in EXERCISES for _, tag in rejected(exercise).values()}
    assert met == set(MISCONCEPTIONS)
    assert set(MISCONCEPTIONS) - behind == set()


@pytest.mark.parametrize("number", NOTEBOOKS)
def test_a_notebook_has_its_rhythm(number: int) -> None:
    text, tasks = source(number), exercises_of(number)
    assert len(tasks) >= 5 and any(task.locked for task in tasks), "a prediction is locked"
    assert "\n> “" in text, "it begins with a complaint"
    assert "boss" in text.lower() and "Check against real Docker" in text and "## You can now…" in text
    assert text.index("lesson.report()") > max(text.index(f'lesson.check("{task.name}"') for task in tasks)
    assert "00-start-here.ipynb" in text.rpartition("lesson.report()")[2], "the end leads on"
