"""A learner's progress: kept over restarts, crashes, full disks and two notebooks at once."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path
from typing import Any

import pytest

from dockerlab.errors import LabError
from dockerlab.exercises import Progress, Variant, open_notebook, progress
from dockerlab.exercises.course import Notebook, dashboard, exercise
from dockerlab.exercises.exercise import Case, Exercise, Verdict


def task(name: str = "08.test", *, locked: bool = False) -> Exercise:
    return Exercise(
        name, "A test", 10, lambda variant: "", lambda answer, variant: [], lambda variant: 1, "why", ("1", "2", "3"),
        "a number", locked=locked,
    )  # fmt: skip


def verdict(right: int, of: int = 2, *, locked: bool = False, name: str = "08.test") -> Verdict:
    cases = tuple(Case(f"case {n}", n < right, misconception="" if n < right else "M2") for n in range(of))
    return Verdict(task(name, locked=locked), cases)


def test_it_survives_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "progress.json"
    one = Progress(path)
    one.record(verdict(1), "an answer")
    one.hint_read(task())
    one.identify("ada", "class-7")
    other = Progress(path)
    entry = other.entry("08.test")
    assert (entry.state, entry.points, entry.attempts, entry.hints) == ("not yet", 5, 1, 1)
    assert (entry.answer, entry.missed, other.seed, other.notice) == ("'an answer'", ["M2"], "class-7/ada", "")


def test_the_best_answer_counts_and_a_solved_task_stays_solved() -> None:
    kept = Progress(None)
    for right, state, points in [(1, "not yet", 5), (0, "not yet", 5), (2, "correct", 10), (0, "correct", 10)]:
        entry = kept.record(verdict(right), right)
        assert (entry.state, entry.points) == (state, points)
    assert entry.attempts == 4


def test_the_first_prediction_keeps_its_points_and_a_later_one_its_state() -> None:
    kept = Progress(None)
    kept.record(verdict(1, locked=True), "first")
    entry = kept.record(verdict(2, locked=True), "second")
    assert (entry.points, entry.answer, entry.state, entry.attempts) == (5, "'first'", "correct", 2)


def test_what_was_not_attempted_leaves_no_trace(tmp_path: Path) -> None:
    kept = Progress(tmp_path / "p.json")
    kept.record(Verdict(task(), attempted=False), ...)
    assert kept.entry("08.test").attempts == 0 and not (tmp_path / "p.json").exists()


def test_a_crash_before_the_move_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "progress.json"
    kept = Progress(path)
    kept.record(verdict(1), 1)
    before = path.read_text()

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(os, "replace", crash)
        kept.record(verdict(2), 2)
    assert path.read_text() == before and Progress(path).entry("08.test").points == 5


def test_a_full_disk_is_told_and_the_answer_is_saved_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "progress.json"
    kept = Progress(path)
    kept.record(verdict(1), 1)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(progress, "write", full)
        entry = kept.record(verdict(2), 2)
    assert (entry.state, entry.attempts) == ("correct", 2) and "No space left" in kept.notice
    kept.record(verdict(0, name="08.other"), 0)
    assert kept.notice == ""
    again = Progress(path)
    assert (again.entry("08.test").state, again.entry("08.test").attempts) == ("correct", 2)
    assert again.entry("08.other").attempts == 1


def test_a_place_that_cannot_be_written_does_not_stop_the_learner(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    lesson = open_notebook(8, Progress(tmp_path / "file" / "progress.json"))
    said = repr(lesson.check("which-flag", exercise("08.which-flag").answer(lesson.variant)))
    assert said.startswith("✔") and "could not be saved" in said
    assert lesson.report().points == 15


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "[" * 100_000, '{"version": 2, "exercises": {}}', "\x00\xff",
     '{"version": 1, "exercises": {"a": {"points": "x"}}}'],
    ids=["empty", "half", "list", "deep", "newer", "bytes", "odd"],
)  # fmt: skip
def test_a_file_that_makes_no_sense_is_put_aside_never_overwritten(text: str, tmp_path: Path) -> None:
    path = tmp_path / "progress.json"
    for n in range(2):
        path.write_text(text, encoding="latin-1")
        kept = Progress(path)
        assert "put aside" in kept.notice and kept.entry("08.test").attempts == 0
        kept.record(verdict(2), 2)
        assert Progress(path).entry("08.test").state == "correct"
        aside = sorted(tmp_path.glob("*unreadable*"))
        assert len(aside) == n + 1 and all(one.read_text(encoding="latin-1") == text for one in aside)


def test_a_file_that_must_not_be_read_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "progress.json"
    path.mkdir()
    kept = Progress(path)
    assert "could not be read" in kept.notice
    assert kept.record(verdict(2), 2).state == "correct" and "could not be saved" in kept.notice
    assert path.is_dir()


def test_two_notebooks_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "progress.json"
    one, other = Progress(path), Progress(path)
    one.record(verdict(2, name="08.one"), 1)
    other.record(verdict(2, name="09.other"), 1)
    one.hint_read(task("08.one"))
    again = Progress(path)
    assert (again.entry("08.one").state, again.entry("08.one").hints) == ("correct", 1)
    assert again.entry("09.other").state == "correct"


def test_many_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "progress.json"

    def learn(n: int) -> None:
        kept = Progress(path)
        for _ in range(10):
            kept.record(verdict(1, name=f"08.{n}"), n)

    threads = [threading.Thread(target=learn, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [Progress(path).entry(f"08.{n}").attempts for n in range(6)] == [10] * 6


def test_export_and_restore(tmp_path: Path) -> None:
    one = Progress(tmp_path / "one.json")
    one.record(verdict(2), "x")
    one.identify("ada")
    carried = one.export(tmp_path / "carried.json")
    other = Progress(tmp_path / "other.json")
    other.restore(carried)
    assert other.dumps() == one.dumps() == Progress(tmp_path / "other.json").dumps()


@pytest.mark.parametrize("text", ["", "{}", '{"version": 1}', None])
def test_what_cannot_be_restored_leaves_everything_as_it_was(text: str | None, tmp_path: Path) -> None:
    kept = Progress(tmp_path / "p.json")
    kept.record(verdict(2), "x")
    before = kept.dumps()
    source = tmp_path / "source.json"
    if text is not None:
        source.write_text(text)
    with pytest.raises(LabError, match="cannot read progress"):
        kept.restore(source)
    assert kept.dumps() == before == Progress(tmp_path / "p.json").dumps()


def test_exporting_to_where_nothing_can_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(LabError, match="cannot write progress"):
        Progress(None).export(tmp_path / "file" / "x.json")
    with pytest.raises(LabError, match="a student has a name"):
        Progress(None).identify("  ")


def test_the_file_keeps_tasks_that_this_version_does_not_know(tmp_path: Path) -> None:
    path = tmp_path / "p.json"
    kept: dict[str, Any] = {"state": "correct", "points": 7, "attempts": 1, "hints": 0, "answer": "", "missed": []}
    path.write_text(json.dumps({"version": 1, "seed": "ada", "exercises": {"77.later": kept}}))
    Progress(path).record(verdict(1), 1)
    assert Progress(path).entry("77.later").points == 7


def test_the_environment_says_where_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKERLAB_PROGRESS", str(tmp_path / "mine.json"))
    assert Progress.default().path == tmp_path / "mine.json"
    monkeypatch.setenv("DOCKERLAB_PROGRESS", "memory")
    assert Progress.default().path is None
    monkeypatch.setenv("DOCKERLAB_PROGRESS", "")
    assert Progress.default().path == Path.home() / ".dockerlab" / "progress.json"


# -- what a learner reads ------------------------------------------------------


@pytest.fixture
def lesson() -> Notebook:
    return open_notebook(8, Progress(None))


def test_hints_come_one_by_one_and_the_solution_is_gated(lesson: Notebook) -> None:
    assert "Not open yet. Try the task once" in repr(lesson.solution("which-flag"))
    lesson.check("which-flag", dict.fromkeys(("edited", "stale", "version", "base"), "nothing"))
    assert "Read the hints first" in repr(lesson.solution("which-flag"))
    shown = [repr(lesson.hint("which-flag")) for _ in range(4)]
    assert [sum(f"{n}. " in text for n in (1, 2, 3)) for text in shown] == [1, 2, 3, 3]
    assert "--no-cache-filter=fetch" in repr(lesson.solution("which-flag"))
    assert "Why: " in repr(lesson.solution("which-flag"))


def test_a_wrong_answer_gets_a_counter_example_and_the_belief_behind_it(lesson: Notebook) -> None:
    answer = exercise("08.which-flag").answer(lesson.variant)
    assert isinstance(answer, dict)
    said = repr(lesson.check("which-flag", {**answer, "base": "--no-cache"}))
    assert said.startswith("✘ Which flag?: not yet, 11 of 15 points")
    for part in (
        "observed: with --no-cache",
        "and the image is as wanted",
        "It is easy to think that latest means",
        'hint("which-flag")',
    ):
        assert part in said, part


def test_an_answer_that_is_refused_shows_the_error_as_docker_does(lesson: Notebook) -> None:
    said = repr(lesson.check("reorder", "FROM busybox\nRUM ls\n"))
    assert "Your answer was tried:" in said and "unknown instruction: RUM" in said and "   2 | RUM ls" in said


def test_nothing_a_learner_writes_becomes_html(lesson: Notebook) -> None:
    for name, answer in [
        ("reorder", "FROM busybox\nRUN <script>alert(1)</script>\n"),
        ("why", {"one": "<img src=x onerror=alert(1)>", "two": "<b>", "three": "</pre>"}),
        ("<script>", 1),
    ]:
        html = lesson.check(name, answer)._repr_html_()  # type: ignore[union-attr]
        assert not any(tag in html for tag in ("<script", "<img", "<b>", "</pre>alert")), html


def test_an_unknown_task_is_a_note_not_a_traceback(lesson: Notebook) -> None:
    for told in (lesson.check("golv", 1), lesson.hint("golv"), lesson.solution("golv"), lesson.task("golv")):
        assert '"golf"' in repr(told) and "no task 'golv'" in repr(told)


def test_the_report_and_the_dashboard_say_points_next_step_and_weak_concepts(lesson: Notebook) -> None:
    assert "0 of 100 points" in repr(lesson.report()) and lesson.report().next_step() == "Next: Hit or miss?"
    for one in lesson.exercises:
        lesson.check(one.name, one.answer(lesson.variant))
    assert lesson.report().points == 100 and "All done" in repr(lesson.report())
    assert "100 / 100" in repr(dashboard(lesson.progress)) and "<table>" in dashboard(lesson.progress)._repr_html_()
    other = open_notebook(8, Progress(None))
    other.check("which-flag", dict.fromkeys(("edited", "stale", "version", "base"), "nothing"))
    assert "Worth another look: " in repr(other.report())


def test_nbgrader_gets_a_number_and_nothing_is_kept(lesson: Notebook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert lesson.check("why", exercise("08.why").answer(lesson.variant)) == 15.0
    assert lesson.check("why", ...) == 0.0
    assert lesson.report().points == 0


def test_there_is_no_such_notebook() -> None:
    with pytest.raises(LabError, match="there is no notebook 99"):
        open_notebook(99, Progress(None))
    for name in ("08.nothing", "99.golf", "x"):
        with pytest.raises(LabError, match="there is no"):
            exercise(name)


def test_nbgrader_knows_the_class_and_the_student_by_the_folder(
    lesson: Notebook, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "autograded" / "ada" / "cache"
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("DOCKERLAB_CLASS_SEED", "class-7")
    assert lesson.variant == Variant("0"), "only while nbgrader grades"
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert lesson.variant == Variant("class-7/ada")
