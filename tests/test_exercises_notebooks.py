"""The lessons: their answer cells, the points in nbgrader's metadata, and what both versions score when they run."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import nbformat
import pytest

from dockerlab import notebooks
from dockerlab.exercises import Variant, judge
from dockerlab.exercises.course import NOTEBOOKS, exercises_of
from dockerlab.grading import read_answers

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "notebooks"
every_lesson = pytest.mark.parametrize("number", NOTEBOOKS)


def source(number: int) -> Path:
    (found,) = (FOLDER / "source").glob(f"{number:02d}-*.md")
    return found


@cache
def notebook(number: int, *, solutions: bool, run: bool = False) -> nbformat.NotebookNode:
    return nbformat.reads(notebooks.render(source(number), solutions=solutions, run=run), as_version=4)


@every_lesson
def test_every_task_is_shown_answered_and_checked_in_order(number: int) -> None:
    cells = [cell for cell in notebook(number, solutions=False).cells if cell.cell_type == "code"]
    wanted = []
    for exercise in exercises_of(number):
        wanted += [f'lesson.task("{exercise.name}")', exercise.id, f'lesson.check("{exercise.name}", answer)']
    found = [cell.metadata.get("dockerlab", {}).get("exercise") or cell.source for cell in cells]
    assert [one for one in found if one in wanted] == wanted


@every_lesson
def test_the_metadata_are_what_nbgrader_wants(number: int) -> None:
    cells = notebook(number, solutions=True).cells
    marked = {cell.metadata.nbgrader.grade_id: cell for cell in cells if "nbgrader" in cell.metadata}
    assert len(marked) == sum("nbgrader" in cell.metadata for cell in cells), "a grade_id is there once"
    points = 0
    for exercise in exercises_of(number):
        answer, check = (marked[f"{number:02d}-{exercise.name}{end}"] for end in ("", "-check"))
        flags = ("grade", "locked", "solution", "task", "schema_version")
        assert tuple(answer.metadata.nbgrader[flag] for flag in flags) == (False, False, True, False, 3)
        assert tuple(check.metadata.nbgrader[flag] for flag in flags) == (True, True, False, False, 3)
        assert check.metadata.nbgrader.points == exercise.points
        points += exercise.points
        assert "### BEGIN SOLUTION" in answer.source and "### END SOLUTION" in answer.source
    assert points == 100


@every_lesson
def test_the_starting_point_is_the_exercises_own(number: int) -> None:
    answers = read_answers(nbformat.writes(notebook(number, solutions=False)))
    for exercise in exercises_of(number):
        assert not answers[exercise.id].problem
        verdict = judge(exercise, answers[exercise.id].value, Variant())
        assert verdict.state == "not attempted" and verdict.problem is None, exercise.id


@every_lesson
def test_the_solutions_score_100(number: int) -> None:
    answers = read_answers(nbformat.writes(notebook(number, solutions=True)))
    verdicts = [judge(exercise, answers[exercise.id].value, Variant()) for exercise in exercises_of(number)]
    assert [verdict.state for verdict in verdicts] == ["correct"] * len(verdicts)
    assert sum(verdict.points for verdict in verdicts) == 100


@every_lesson
def test_the_solution_version_runs_and_reports_100(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKERLAB_SEED", "")
    done = notebook(number, solutions=True, run=True)
    shown = [
        output.data["text/plain"]
        for cell in done.cells
        if cell.cell_type == "code" and cell.source.startswith("lesson.")
        for output in cell.outputs
    ]
    assert "100 of 100 points" in shown[-1] and "All done" in shown[-1]
    assert sum("correct, " in text for text in shown) == len(exercises_of(number))


@every_lesson
def test_the_learners_version_shows_every_task_as_not_attempted(number: int) -> None:
    saved = nbformat.read(FOLDER / f"{source(number).stem}.ipynb", as_version=4)
    shown = "\n".join(
        output.data.get("text/plain", "")
        for cell in saved.cells
        if cell.cell_type == "code" and cell.source.startswith("lesson.")
        for output in cell.outputs
        if "data" in output
    )
    assert shown.count("○") >= 2 * len(exercises_of(number)) and "✘" not in shown
    assert "0 of 100 points" in shown


@every_lesson
def test_answer_cells_hold_a_literal(number: int) -> None:
    """So that they can be graded without being executed, in both versions."""
    for solutions in (True, False):
        for cell in notebook(number, solutions=solutions).cells:
            if cell.metadata.get("dockerlab", {}).get("exercise"):
                for node in ast.parse(cell.source).body:
                    assert isinstance(node, ast.Assign)
                    ast.literal_eval(node.value)


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.ipynb")), ids=lambda path: path.stem)
def test_links_lead_to_files_that_are_there(path: Path) -> None:
    text = "\n".join(cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "markdown")
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        if "://" not in target:
            assert (FOLDER / target).exists(), target


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.ipynb")), ids=lambda path: path.stem)
def test_every_figure_has_a_title_and_a_description(path: Path) -> None:
    for cell in nbformat.read(path, as_version=4).cells:
        for output in cell.get("outputs", []):
            drawing = output.get("data", {}).get("image/svg+xml")
            if drawing is not None:
                text = "".join(drawing)
                assert re.search(r"<title>[^<]{5,}</title>", text) and re.search(r"<desc>[^<]{20,}</desc>", text)
