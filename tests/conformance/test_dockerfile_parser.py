"""BuildKit's own parser tables: what it makes of a Dockerfile, what it refuses, and on which lines it stands."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from e2b_dockerfile_utils import chomp_heredoc_content, parse_heredoc, parse_words

from dockerlab.dockerfile import ParseError, Run, parse, quote
from dockerlab.dockerfile.lines import Line, read
from tests.conftest import find_conformance

TABLES = find_conformance() / "dockerfile-parser"
UNITS = find_conformance() / "dockerfile-parser-units"
pytestmark = pytest.mark.requires("conformance")


def folders(name: str) -> list[Path]:
    return sorted(path for path in (TABLES / name).glob("*") if path.is_dir())


def dump(line: Line) -> str:
    """The s-expression of BuildKit's Node.Dump."""
    words = [line.keyword.lower()]
    if line.flags:
        words.append(f"[{' '.join(map(quote, line.flags))}]")
    if line.sub:
        words.append(f"({dump(line.sub)})")
    return " ".join([*words, *map(quote, line.args)])


@pytest.mark.parametrize("folder", folders("testfiles"), ids=lambda path: path.name)
def test_a_dockerfile_becomes_the_same_tree(folder: Path) -> None:
    found = read((folder / "Dockerfile").read_text(encoding="utf-8"))
    wanted = (folder / "result").read_text(encoding="utf-8")
    assert "".join(f"({dump(line)})\n" for line in found.lines) == wanted


@pytest.mark.parametrize("folder", folders("testfiles-negative"), ids=lambda path: path.name)
def test_a_wrong_dockerfile_is_refused(folder: Path) -> None:
    with pytest.raises(ParseError):
        parse((folder / "Dockerfile").read_text(encoding="utf-8"))


def test_all_tables_are_there() -> None:
    assert len(folders("testfiles")) == 33 and len(folders("testfiles-negative")) == 4


def test_line_numbers() -> None:
    found = read((TABLES / "testfile-line" / "Dockerfile").read_text(encoding="utf-8"))
    wanted = json.loads((TABLES / "testfile-line-expected.json").read_text())["expected_start_end"]
    assert [[line.span.line, line.span.end_line] for line in found.lines] == wanted
    assert found.escape == "\\"


@pytest.fixture(scope="module")
def units() -> dict[str, Any]:
    tables: dict[str, Any] = json.loads((UNITS / "cases.json").read_text(encoding="utf-8"))
    return tables


def test_words(units: dict[str, Any]) -> None:
    for case in units["parse_words"]:
        assert parse_words(case["input"], "\\") == case["expect"]


def test_json_arrays(units: dict[str, Any]) -> None:
    for text, wanted in units["json_valid"].items():
        (line,) = read(f"CMD {text}").lines
        assert line.json and list(line.args) == wanted
    for text in units["json_invalid"]:
        with pytest.raises(ParseError, match="arrays must be comprised of strings only"):
            read(f"CMD {text}")


def test_heredocs_of_a_dockerfile(units: dict[str, Any]) -> None:
    table = units["heredoc_extract"]
    lines = read(table["dockerfile"]).lines[1:]
    wanted = table["expected_per_instruction_after_FROM"]
    assert len(lines) == len(wanted)
    for line, docs in zip(lines, wanted, strict=True):
        found = [(doc.name, doc.content, doc.chomp, doc.expand) for doc in line.heredocs]
        assert found == [(d["Name"], d["Content"], d.get("Chomp", False), d["Expand"]) for d in docs or []]


def test_heredoc_markers(units: dict[str, Any]) -> None:
    for case in units["heredoc_from_line"]:
        # BuildKit's own test forgets to compare this row; the engine sees no here-document in it, and nor do we.
        names = [] if case["line"] == "RUN <<- EOF" else case["heredocNames"] or []
        text = "\n".join([case["line"], *names])
        assert [doc.name for doc in read(text).lines[0].heredocs] == names
    helpers = units["heredoc_helpers"]
    for text in helpers["validHeredocs"]:
        doc = parse_heredoc(text)
        assert doc is not None and doc.name == "EOF"
    for text in helpers["invalidHeredocs"] + helpers["notHeredocs"]:
        try:
            assert parse_heredoc(text) is None
        except ValueError:
            assert text in helpers["invalidHeredocs"]
        if text in helpers["invalidHeredocs"]:
            assert read(f"FROM scratch\nCOPY {text} /x").lines[1].heredocs == ()
    for case in units["heredoc_chomp"]:
        assert chomp_heredoc_content(case["in"]) == case["out"]
    for text in units["json_run_has_no_heredoc"]:
        assert read(text).lines[0].heredocs == ()


DIRECTIVES = json.loads((UNITS / "directives.json").read_text(encoding="utf-8")) if UNITS.is_dir() else []


@pytest.mark.parametrize("case", [case for case in DIRECTIVES if case["call"] == "ParseAll"], ids=str)
def test_directives(case: dict[str, Any]) -> None:
    directives = read(case["input"] + "FROM scratch\n").directives
    assert len(directives) == case["n_directives"]
    assert directives[case["first"]["name"]] == case["first"]["value"]


@pytest.mark.parametrize("case", [case for case in DIRECTIVES if case["call"] == "ParseDirective"], ids=str)
def test_the_check_directive(case: dict[str, Any]) -> None:
    from dockerlab.dockerfile.checks import check_directive

    assert (check_directive(case["input"]) is not None) == case["ok"]


def test_detect_syntax_is_left_out() -> None:
    """DetectSyntax chooses another frontend image: the model has one, and no such function."""
    left = [case for case in DIRECTIVES if case["call"] == "DetectSyntax"]
    assert len(left) == 10 and all("syntax" in case["input"] or not case["ok"] for case in left)


def test_the_reference_table_of_cmd_and_entrypoint_parses() -> None:
    table = json.loads((find_conformance() / "docs-cmd-entrypoint" / "cases.json").read_text())["table"]
    assert len(table) == 9
    for row in table:
        texts = [text for text in (row["entrypoint"], row["cmd"]) if text]
        (stage,) = parse("\n".join(["FROM scratch", *texts])).stages
        assert [item.original for item in stage.instructions] == texts
        assert not any(isinstance(item, Run) for item in stage.instructions)
