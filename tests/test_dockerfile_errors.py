"""What a real engine said about some 300 wrong or odd Dockerfiles is what the model says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dockerlab.dockerfile import Report, check, expand_word
from tests.dockerfile_errors.cases import CASES, UNWISE, VARIABLES, WORDS
from tests.dockerfile_errors.record import ask

RECORDED: dict[str, list[Any]] = json.loads(
    (Path(__file__).parent / "dockerfile_errors" / "recorded.json").read_text(encoding="utf-8")
)

# Where the model says something else, and why.
OTHERWISE = {
    "FROM scratch\nLABEL a=${x+${y}\n": "BuildKit adds a warning about y to the error",
}


def error_of(report: Report) -> str:
    return report.error.message if report.error else ""


def marked(report: Report) -> list[int]:
    where = report.error.where if report.error and report.error.shown else None
    return list(range(where.line, where.end_line + 1)) if where else []


def name(case: dict[str, Any]) -> str:
    return str(case["dockerfile"])[:60]


def test_every_case_is_recorded() -> None:
    assert [case["dockerfile"] for case in RECORDED["wrong"]] == CASES
    assert [case["dockerfile"] for case in RECORDED["unwise"]] == UNWISE
    assert [word for word, _ in RECORDED["words"]] == WORDS


@pytest.mark.parametrize(("word", "value"), RECORDED["words"])
def test_a_word_becomes_what_the_engine_makes_of_it(word: str, value: str) -> None:
    assert expand_word(word, VARIABLES) == value


@pytest.mark.parametrize("case", RECORDED["wrong"], ids=name)
def test_a_wrong_dockerfile_gets_the_engines_error(case: dict[str, Any]) -> None:
    report = check(case["dockerfile"])
    warnings = [[found.rule.name, found.message, str(found.span.line)] for found in report.findings]
    same = (error_of(report), marked(report), warnings) == (case["error"], case["lines"], case["warnings"])
    assert same != (case["dockerfile"] in OTHERWISE), f"{error_of(report)} {marked(report)} {warnings}"


@pytest.mark.parametrize("case", RECORDED["unwise"], ids=name)
def test_an_unwise_dockerfile_gets_the_engines_report(case: dict[str, Any]) -> None:
    report = check(case["dockerfile"])
    assert str(report).rstrip("\n") == case["report"]
    assert (error_of(report), marked(report)) == (case["error"], case["lines"])


@pytest.mark.parametrize("case", RECORDED["wrong"], ids=name)
def test_the_classic_builders_words(case: dict[str, Any]) -> None:
    """The parser's part of them; what the classic builder does not support is the builder's business."""
    error = check(case["dockerfile"]).error
    if error is None or error.kind in ("graph", "variable") or "check options" in error.message:
        return
    said = case["classic"].removeprefix("Error response from daemon: ")
    assert error.classic == said


@pytest.mark.requires("engine")
def test_the_recording_can_be_taken_again() -> None:
    for case in RECORDED["wrong"][::30]:
        assert ask(case["dockerfile"]) == case
    for case in RECORDED["unwise"][::20]:
        assert ask(case["dockerfile"], whole=True) == case
