"""Every task: the answers that it must accept, and those that it must not, under many seeds."""

from __future__ import annotations

import importlib
from typing import Any

import pytest

from dockerlab.exercises import Exercise, Variant, judge
from dockerlab.exercises.course import NOTEBOOKS, exercises_of
from dockerlab.exercises.feedback import Feedback
from dockerlab.exercises.misconceptions import MISCONCEPTIONS
from dockerlab.exercises.progress import Entry

SEEDS = ("0", "ada", "class-7/bob", "class-7/eve", "学生")
EXERCISES = [exercise for number in NOTEBOOKS for exercise in exercises_of(number)]
TRIED = {number: importlib.import_module(f"tests.exercises.answers_{number:02d}") for number in NOTEBOOKS}


def accepted(exercise: Exercise) -> dict[str, Any]:
    """The answers that must be right, by what they are."""
    return TRIED[exercise.number].ACCEPTED.get(exercise.name, {})


def rejected(exercise: Exercise) -> dict[str, Any]:
    """The answers that must not be right, each with the tag of its first wrong case, by what they are."""
    return TRIED[exercise.number].REJECTED.get(exercise.name, {})


ACCEPTED_CASES = [(e, name) for e in EXERCISES for name in accepted(e)]
REJECTED_CASES = [(e, name) for e in EXERCISES for name in rejected(e)]


def ids(value: object) -> str:
    return value.name if isinstance(value, Exercise) else str(value).replace(" ", "-")


@pytest.mark.parametrize("exercise", EXERCISES, ids=ids)
def test_enough_answers_are_tried(exercise: Exercise) -> None:
    assert len(accepted(exercise)) >= 2 and len(rejected(exercise)) >= 3 and len(SEEDS) >= 5


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("exercise", "name"), ACCEPTED_CASES, ids=ids)
def test_an_accepted_answer_scores_full(exercise: Exercise, name: str, seed: str) -> None:
    variant = Variant(seed)
    verdict = judge(exercise, accepted(exercise)[name](variant), variant)
    assert verdict.problem is None
    assert [(case.name, case.observed) for case in verdict.wrong] == []
    assert (verdict.state, verdict.points) == ("correct", exercise.points)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("exercise", "name"), REJECTED_CASES, ids=ids)
def test_a_rejected_answer_is_explained(exercise: Exercise, name: str, seed: str) -> None:
    make, tag = rejected(exercise)[name]
    variant = Variant(seed)
    answer = make(variant)
    if answer == exercise.answer(variant):
        pytest.xfail("this variant asks nothing that this belief would answer wrongly")
    verdict = judge(exercise, answer, variant)
    assert verdict.state == "not yet" and verdict.points < exercise.points
    if tag == "error":
        assert verdict.problem is not None and verdict.points == 0
    else:
        assert verdict.problem is None
        assert tag in [case.misconception for case in verdict.wrong]
        assert all(case.observed and case.wanted for case in verdict.wrong), "a counter-example says both"


@pytest.mark.parametrize("exercise", EXERCISES, ids=ids)
def test_a_misconception_is_one_of_the_course(exercise: Exercise) -> None:
    assert exercise.misconceptions and set(exercise.misconceptions) <= set(MISCONCEPTIONS)


@pytest.mark.parametrize("exercise", EXERCISES, ids=ids)
def test_a_gate_that_is_shut_earns_nothing(exercise: Exercise) -> None:
    for make, _ in rejected(exercise).values():
        verdict = judge(exercise, make(Variant()), Variant())
        if any(case.gate for case in verdict.wrong):
            assert verdict.points == 0 and verdict.wrong[0].gate


class Odd(dict):  # type: ignore[type-arg]
    """A dictionary that answers everything."""

    def get(self, key: object, default: object = None) -> Any:
        return "hit"


def recursive() -> Any:
    made: list[Any] = []
    made.append(made)
    return made


ABSURD: dict[str, Any] = {
    "a number": 42,
    "a function": print,
    "a set": {1, 2},
    "bytes": b"FROM busybox",
    "an object": object(),
    "a class": Odd,
    "an odd dictionary": Odd(),
    "itself": recursive(),
    "itself in a dictionary": {"a": recursive()},
    "huge": "x" * 10**6,
    "many": list(range(10**5)),
    "enormous": 10**4000,
    "nan": float("nan"),
    "an empty text": "",
    "an empty dictionary": {},
    "nested": {"a": {"a": {"a": {"a": {"a": {"a": {"a": {}}}}}}}},
    "keys of all kinds": {1: "hit", None: 3, ("a",): "miss"},
    "a text with zeros": "FROM busybox\x00\nRUN \x00",
    "surrogates": "FROM busybox\nRUN echo \udcff\n",
    "not a Dockerfile": "hello",
    "values of all kinds": dict.fromkeys("abcdefgh", 1) | {"one": 1, "two": [], "three": {}, "Dockerfile": 3},
    "a Dockerfile of blanks": " \n" * 50,
    "deep brackets": "FROM busybox\nRUN " + "(" * 5000,
    "half": {"a": "hit", "b": ...},
    "many lines": "FROM busybox\n" + "RUN true\n" * 2000,
    "two texts": {"Dockerfile": "", ".dockerignore": "["},
    "a bad pattern": {"Dockerfile": "FROM busybox\nCOPY . .\n", ".dockerignore": "[\n"},
}


@pytest.mark.parametrize("name", ABSURD)
@pytest.mark.parametrize("exercise", EXERCISES, ids=ids)
def test_no_answer_makes_a_check_raise_or_stumble(exercise: Exercise, name: str) -> None:
    verdict = judge(exercise, ABSURD[name], Variant())
    assert verdict.points == 0 or verdict.state == "not yet"
    assert verdict.state != "correct"
    if verdict.problem is not None:
        assert "stumbled" not in str(verdict.problem), str(verdict.problem)
        assert len(repr(Feedback(verdict, Entry()))) < 3000


@pytest.mark.parametrize("exercise", EXERCISES, ids=ids)
def test_an_answer_of_the_wrong_type_is_told_how_to_be_written(exercise: Exercise) -> None:
    verdict = judge(exercise, 42, Variant())
    assert verdict.state == "not attempted" and verdict.problem is not None
    assert verdict.problem.message.startswith("the answer is a whole number, but ")
    assert exercise.shape in verdict.problem.hint


@pytest.mark.parametrize("exercise", EXERCISES, ids=ids)
def test_the_starting_point_is_no_attempt(exercise: Exercise) -> None:
    for answer in (..., None, exercise.start, {"a": ...}, [...]):
        assert judge(exercise, answer, Variant()).state == "not attempted"


@pytest.mark.parametrize("number", NOTEBOOKS)
def test_the_points_of_a_notebook_add_up_to_100(number: int) -> None:
    assert sum(exercise.points for exercise in exercises_of(number)) == 100
    names = [exercise.id for exercise in exercises_of(number)]
    assert len(set(names)) == len(names) and all(name.startswith(f"{number:02d}.") for name in names)


def test_variants_differ() -> None:
    for exercise in EXERCISES:
        assert len({exercise.task(Variant(str(n))) for n in range(8)}) >= 3, exercise.id
