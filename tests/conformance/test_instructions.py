"""BuildKit's own table of instructions: what they hold, and how a wrong one is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dockerlab.dockerfile import Copy, Healthcheck, ParseError, Run, parse
from tests.conftest import find_conformance

TABLE = find_conformance() / "instructions-parse" / "cases.json"
CASES: dict[str, list[dict[str, Any]]] = json.loads(TABLE.read_text(encoding="utf-8")) if TABLE.is_file() else {}
pytestmark = pytest.mark.requires("conformance")

# What the table calls an error, and its text.
ERRORS = [
    *[(case["dockerfile"], case["expectedError"]) for case in CASES.get("error_cases", [])],
    *[(case["dockerfile"], case["expectedError"]) for case in CASES.get("error_cases_heredoc", [])],
    *[(case["dockerfile"], case["error"]) for case in CASES.get("argument_count_errors", [])],
    *[(case["dockerfile"], case["error"]) for case in CASES.get("blank_names", [])],
]


def only(text: str) -> Any:
    (stage,) = parse(f"FROM scratch\n{text}").stages
    (instruction,) = stage.instructions
    return instruction


@pytest.mark.parametrize(("text", "error"), ERRORS, ids=[text for text, _ in ERRORS])
def test_a_wrong_instruction_is_refused(text: str, error: str) -> None:
    with pytest.raises(ParseError) as caught:
        parse(f"FROM scratch\n{text}")
    assert error in caught.value.message


@pytest.mark.parametrize("case", CASES.get("copy_heredoc", []), ids=lambda case: case["dockerfile"])
def test_copy(case: dict[str, Any]) -> None:
    copy, wanted = only(case["dockerfile"]), case["sourcesAndDest"]
    assert isinstance(copy, Copy)
    assert copy.dest == wanted["DestPath"]
    assert list(copy.sources) == wanted.get("SourcePaths", [])
    found = [{"Path": doc.name, "Data": doc.data, "Expand": doc.expand} for doc in copy.heredocs]
    assert found == wanted.get("SourceContents", [])


@pytest.mark.parametrize("case", CASES.get("run_heredoc", []), ids=lambda case: case["dockerfile"])
def test_run(case: dict[str, Any]) -> None:
    run = only(case["dockerfile"])
    assert isinstance(run, Run)
    assert list(run.args) == case["command"] and run.shell == case["shell"]
    wanted = [(file["Name"], file["Data"], file.get("Chomp", False)) for file in case.get("files", [])]
    assert [(doc.name, doc.content, doc.chomp) for doc in run.heredocs] == wanted


def test_flags_used_and_healthcheck() -> None:
    for case in CASES["run_flags_used"]:
        assert list(only(case["dockerfile"]).flags) == case["flags_used"]
    for case in CASES["healthcheck_cmd"]:
        check = only(" ".join(case["tokens"]))
        assert isinstance(check, Healthcheck) and list(check.test) == case["test"]


def test_every_row_is_used_or_left_out_with_a_reason() -> None:
    """``RUN --device`` is a 1.14.0-labs feature: the engine refuses it, and so does ``expand()``."""
    assert set(CASES) == {
        *("error_cases", "error_cases_heredoc", "argument_count_errors", "blank_names"),
        *("copy_heredoc", "run_heredoc", "run_flags_used", "healthcheck_cmd", "device"),
    }
    assert sum(map(len, CASES.values())) == 45 and len(CASES["device"]) == 8
