"""Grading a folder: right points, nothing executed, and a broken notebook costs its own row only."""

from __future__ import annotations

import argparse
import csv
import io
import json
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from dockerlab.errors import LabError
from dockerlab.exercises import Variant
from dockerlab.exercises.course import exercises_of
from dockerlab.grading import Grade, grade, read_answers, submissions, to_csv, to_json
from dockerlab.grading.subcommand import add_arguments, run

EXERCISES = exercises_of(8)


def notebook(answers: dict[str, str]) -> str:
    """A submission: a cell for each exercise ID with the source that is given."""
    cells = [
        {"cell_type": "code", "metadata": {"dockerlab": {"exercise": name}}, "source": source.splitlines(keepends=True)}
        for name, source in answers.items()
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def solved(seed: str, **changed: str) -> str:
    answers = {e.id: f"answer = ...\nanswer = {e.answer(Variant(seed))!r}" for e in EXERCISES}
    return notebook(answers | {f"08.{name.replace('_', '-')}": text for name, text in changed.items()})


def hand_in(folder: Path, **students: str) -> Path:
    for student, text in students.items():
        path = folder / student / "08-build-cache.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
    return folder


def table(folder: Path, **options: Any) -> dict[str, Grade]:
    return {one.student: one for one in grade(folder, **options)}


def test_the_points_are_those_of_the_checks(tmp_path: Path) -> None:
    hand_in(
        tmp_path,
        ada=solved("0"),
        bob=solved(
            "0", which_flag="answer = " + repr(dict.fromkeys(("edited", "stale", "version", "base"), "--no-cache"))
        ),
        eve=notebook({exercise.id: "answer = ..." for exercise in EXERCISES}),
    )
    rows = table(tmp_path)
    assert (rows["ada"].points, rows["ada"].of, rows["ada"].reason) == (100, 100, "")
    assert rows["bob"].points == 85 + rows["bob"].tasks["which-flag"][1] < 100
    assert {"M2", "M22"} <= set(rows["bob"].missed) and rows["bob"].tasks["which-flag"][0] == "not yet"
    assert rows["eve"].points == 0 and {state for state, _ in rows["eve"].tasks.values()} == {"not attempted"}


def test_each_student_is_judged_with_the_numbers_that_were_hers(tmp_path: Path) -> None:
    hand_in(tmp_path, ada=solved("class-7/ada"), bob=solved("class-7/ada"))
    rows = table(tmp_path, class_seed="class-7")
    assert rows["ada"].points == 100 and rows["bob"].points < 100, "bob handed in ada's answers"
    assert table(tmp_path, class_seed="class-8")["ada"].points < 100


def test_nothing_is_executed(tmp_path: Path) -> None:
    bad = tmp_path / "proof"
    attack = f"open({str(bad)!r}, 'w').write('x')\nanswer = {{'one': __import__('os').system('touch {bad}')}}"
    hand_in(tmp_path / "in", eve=solved("0", why=attack))
    row = table(tmp_path / "in")["eve"]
    assert not bad.exists()
    assert row.points == 85 and row.reason == "why: the answer is not a literal (line 2)"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "cannot be read"),
        ("{", "cannot be read"),
        ("[1]", "it is no notebook"),
        ('{"cells": 3}', "it is no notebook"),
        ("[" * 100_000, "nested too deeply"),
        ('{"cells": []}', "no answer cell of this course"),
        ('{"cells": [3, null, {"cell_type": "code", "metadata": 3}]}', "no answer cell"),
    ],
    ids=["empty", "half", "list", "odd cells", "deep", "no cells", "odd"],
)
def test_a_broken_notebook_is_one_row_with_the_reason(text: str, reason: str, tmp_path: Path) -> None:
    hand_in(tmp_path, ada=solved("0"), bad=text)
    rows = table(tmp_path)
    assert rows["ada"].points == 100
    assert reason in rows["bad"].reason and (rows["bad"].points, rows["bad"].of) == (0, 0)


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("answer = {", "not Python (line 1)"),
        ("answer = f'{1}'", "not a literal (line 1)"),
        ("x = 3", "assigns nothing to `answer`"),
        ("answer = " + "(" * 5000, "not Python"),
        ("answer = " + "-" * 50_000 + "1", ""),
        ("answer = 9**9**9", "not a literal"),
        ("answer = {'one': 1}", "there is no answer for 'one'"),
        ("answer = " + "[" * 50 + "]" * 50, "nested too deeply"),
        ("\x00", "not Python"),
    ],
)
def test_an_odd_answer_costs_its_own_task(source: str, reason: str, tmp_path: Path) -> None:
    hand_in(tmp_path, ada=solved("0", why=source))
    row = table(tmp_path)["ada"]
    assert row.points == 85 and row.tasks["why"][1] == 0 and reason in row.reason


def test_a_copied_cell_does_not_hide_the_answer() -> None:
    cells = json.loads(notebook({"08.why": "answer = 1"}))
    for source, wanted in [("answer = ...", 1), ("answer = 2", 2)]:
        extra = json.loads(notebook({"08.why": source}))["cells"]
        answer = read_answers(json.dumps({"cells": cells["cells"] + extra}))["08.why"]
        assert answer.value == wanted and "two answer cells" in answer.note


def test_an_answer_that_takes_for_ever_costs_its_own_row(tmp_path: Path) -> None:
    slow = "FROM busybox\n" + "RUN for i in $(seq 30000); do :; done\n" * 100
    hand_in(tmp_path, ada=solved("0"), slow=solved("0", reorder=f"answer = {slow!r}"), zoe=solved("0"))
    start = monotonic()
    rows = table(tmp_path, seconds=15.0)
    assert monotonic() - start < 90
    assert rows["slow"].reason == "it took longer than 15 seconds"
    assert rows["ada"].points == rows["zoe"].points == 100


def test_flat_folders_and_checkpoints(tmp_path: Path) -> None:
    (tmp_path / "ada.ipynb").write_text(solved("0"))
    (tmp_path / "bob" / "8").mkdir(parents=True)
    (tmp_path / "bob" / "8" / "x.ipynb").write_text(solved("0"))
    (tmp_path / "bob" / ".ipynb_checkpoints").mkdir()
    (tmp_path / "bob" / ".ipynb_checkpoints" / "x.ipynb").write_text("{")
    assert [one.student for one in submissions(tmp_path)] == ["ada", "bob"]


@pytest.mark.parametrize("name", ["nowhere", "empty"])
def test_nothing_to_grade_is_an_error_with_words(name: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(LabError, match=r"is no folder|there is no notebook"):
        list(grade(tmp_path / name))


ROWS = [
    Grade("=cmd()", 8, 85, 100, {"why": ("not yet", 5), "golf": ("correct", 25)}, ("M2", "M21"), "", "x.ipynb"),
    Grade("学生", 0, 0, 0, {}, (), "the notebook cannot be read: …", "y.ipynb"),
]


def test_the_table_is_csv_without_formulas_and_json() -> None:
    first, second = csv.DictReader(io.StringIO(to_csv(ROWS)))
    assert first["student"] == "'=cmd()" and (first["why"], first["golf"], first["points"]) == ("5", "25", "85")
    assert (second["student"], second["why"], second["notebook"]) == ("学生", "", "")
    data = json.loads(to_json(ROWS))
    assert data[0]["tasks"]["why"] == {"state": "not yet", "points": 5} and data[1]["reason"].startswith("the notebook")


def command(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return run(parser.parse_args(arguments))


def test_the_command_writes_a_table_and_says_what_to_talk_about(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    flags = repr(dict.fromkeys(("edited", "stale", "version", "base"), "--no-cache"))
    hand_in(tmp_path / "in", ada=solved("0", which_flag=f"answer = {flags}"), bad="{")
    assert command(str(tmp_path / "in"), "-o", str(tmp_path / "out.json"), "--workers", "2") == 0
    assert [row["student"] for row in json.loads((tmp_path / "out.json").read_text())] == ["ada", "bad"]
    said = capsys.readouterr().err
    assert "1 graded, 1 could not be" in said and "  bad: the notebook cannot be read" in said and "1 met M22: " in said
    assert command(str(tmp_path / "nowhere")) == 1 and "is no folder" in capsys.readouterr().err
    assert command(str(tmp_path / "in"), "-o", str(tmp_path)) == 1 and "cannot write" in capsys.readouterr().err
