"""Argv machine without a browser: words, variables, processes, and a docker stop."""

from __future__ import annotations

from pathlib import Path

import pytest

from dockerlab.widgets import ArgvMachine
from dockerlab.widgets.argv_machine import EXAMPLES


def machine(*lines: str, **given: object) -> ArgvMachine:
    return ArgvMachine({"Dockerfile": "\n".join(("FROM busybox", *lines)) + "\n"}, **given)  # type: ignore[arg-type]


def origins(found: ArgvMachine) -> list[tuple[str, str]]:
    return [(word["text"], word["origin"]) for word in found.trace["words"]]


def test_every_word_says_where_it_comes_from() -> None:
    found = machine('ENTRYPOINT ["/bin/echo", "Hello"]', 'CMD ["world"]')
    assert origins(found) == [("/bin/echo", "ENTRYPOINT"), ("Hello", "ENTRYPOINT"), ("world", "CMD")]
    assert found.trace["output"] == "Hello world\n"
    assert origins(found.run(args="you 'two of you'"))[2:] == [("you", "docker run"), ("two of you", "docker run")]
    found.run(args="-u", entrypoint="date")
    assert origins(found) == [("date", "--entrypoint"), ("-u", "docker run")]
    assert found.trace["command"] == "docker run --entrypoint date image -u"


@pytest.mark.parametrize(
    ("name", "printed", "who"),
    [
        ("shell form", "hello, ada\n", "the shell"), ("exec form", "hello, $name\n", "nobody"),
        ("exec form with a shell", "hello, ada\n", "the shell"),
    ],
)  # fmt: skip
def test_who_replaces_a_variable(name: str, printed: str, who: str) -> None:
    found = ArgvMachine().example(name)
    assert found.trace["output"] == printed
    assert [word["variable"].startswith(who) for word in found.trace["words"] if word["variable"]] == [True]


def test_how_a_stop_goes() -> None:
    exec_form = machine('CMD ["sleep", "300"]')
    assert (exec_form.trace["stop"]["seconds"], exec_form.trace["stop"]["status"]) == (10, 137)
    assert any("no handler" in event["what"] for event in exec_form.trace["stop"]["events"])
    with_init = exec_form.run(init=True)
    assert (with_init.trace["stop"]["seconds"], with_init.trace["stop"]["status"]) == (0, 143)
    trapping = machine("CMD trap 'exit 3' TERM; sleep 300 & wait")
    assert (trapping.trace["stop"]["seconds"], trapping.trace["stop"]["status"]) == (0, 3)
    assert machine("CMD echo hi").trace["stop"] is None


def test_a_program_that_the_lab_cannot_run_is_still_explained() -> None:
    found = ArgvMachine().example("a server")
    assert [one["pid"] for one in found.trace["tree"]] == [1, 7] and found.trace["stop"]["seconds"] == 10
    assert "not modelled" in found.trace["refused"]


def test_the_shell_form_does_not_read_what_follows() -> None:
    found = machine("ENTRYPOINT sleep 300", args="one two")
    assert [word["note"] for word in found.trace["words"]][3:] == ["the shell does not read it"] * 2


def test_the_last_cmd_counts_and_single_quotes_are_no_exec_form() -> None:
    found = machine("CMD echo one", "CMD echo two")
    assert found.trace["output"] == "two\n"
    assert machine("CMD ['echo', 'hi']").trace["words"][0]["text"] == "/bin/sh"


def test_an_error_leaves_the_last_picture() -> None:
    found = machine("CMD echo hi")
    before = found.trace
    found.run(args="'x")
    assert "closing quotation" in found.error["text"] and found.trace == before
    found.run(args="")
    assert found.error is None
    found.run(entrypoint="")
    assert "no command specified" in found.error["text"] and found.trace == before


@pytest.mark.parametrize(
    "message",
    [
        None, 3, {}, {"do": "run"}, {"do": "run", "args": 3, "entrypoint": None, "init": False}, {"do": "example", "name": "x"},
        {"do": "run", "args": "x" * 9999, "entrypoint": None, "init": False}, {"do": "run", "args": "", "entrypoint": None, "init": 1},
    ],
)  # fmt: skip
def test_messages_that_mean_nothing_do_nothing(message: object) -> None:
    found = machine("CMD echo hi")
    before = (found.trace, found.args, found.files)
    found._on_message(found, message, [])
    assert before == (found.trace, found.args, found.files)


def test_a_dockerfile_of_your_own(tmp_path: Path) -> None:
    path = tmp_path / "Dockerfile"
    path.write_text('FROM alpine:3.23\nENTRYPOINT ["cat"]\nCMD ["/etc/alpine-release"]\n')
    assert ArgvMachine(path).trace["output"] == "3.23.3\n"


def test_three_renderings_of_one_trace() -> None:
    found = machine('CMD ["sleep", "300"]')
    bundle = found._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    assert data["text/plain"] == repr(found) and data["image/svg+xml"].startswith("<svg")
    assert "argv[0] sleep" in repr(found) and "docker stop took 10 s, status 137." in repr(found)
    assert all(ArgvMachine().example(name).svg() for name in EXAMPLES)


def test_the_processes_behind_an_init_have_pids_of_their_own() -> None:
    found = ArgvMachine({"Dockerfile": "FROM debian:trixie-slim\nCMD sleep 300\n"}, init=True)
    assert [one["pid"] for one in found.trace["tree"]] == [1, 7, 8], "as ps says on an engine"
