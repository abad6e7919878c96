"""Lab: run, undo, redo, reset, share; and nothing a learner types raises or is lost."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dockerlab.errors import LabError
from dockerlab.lab import Lab

FILES = {"Dockerfile": "FROM busybox\nCOPY a.txt /\nRUN cat a.txt\n", "a.txt": "hi\n"}


def test_a_lab_builds_runs_and_lists() -> None:
    lab = Lab(FILES)
    done = lab.run("docker build -t app .\ndocker run --rm app cat /a.txt")
    assert done.status == 0 and done.commands[1].stdout == "hi\n" and len(done.builds) == 1
    assert "$ docker run --rm app cat /a.txt\nhi" in str(done)
    assert "app" in lab.run("docker images").stdout


def test_undo_redo_and_reset_bring_everything_back() -> None:
    lab = Lab(FILES)
    lab.run("docker build -q -t app .")
    first = lab.run("docker images").stdout
    lab.run("mkdir d; cd d; echo x > y; docker run -d --name one app sleep 100; docker rmi -f busybox")
    assert lab.terminal.cwd.endswith("/d") and len(lab.engine.containers.all()) == 1
    assert lab.undo().startswith("Undone: mkdir d; cd d")
    assert not lab.engine.containers.all() and lab.terminal.cwd == "/root/lab" and not lab.host.exists("d")
    assert lab.redo().startswith("Done again: mkdir d")
    assert lab.terminal.cwd.endswith("/d") and lab.read("y") == "x\n"
    assert lab.reset() == "Back at the start." and "app" not in lab.run("docker images").stdout
    lab.undo()
    assert lab.undo() == "Undone: reset"
    assert lab.read("y") == "x\n"
    lab.undo()
    assert lab.run("docker images").stdout == first
    for _ in range(9):
        lab.undo()
    assert lab.undo() == "Nothing to undo." and lab.engine.store.listed() == ()


def test_the_same_seed_does_the_same_and_another_does_not() -> None:
    script = "docker run --name x busybox true; docker run -d busybox sleep 9; docker ps -a --no-trunc"
    assert Lab(seed=1).run(script).stdout == Lab(seed=1).run(script).stdout != Lab(seed=2).run(script).stdout


def test_a_shared_lab_is_the_same_lab() -> None:
    lab = Lab(FILES, seed=5, builder="classic")
    lab.run("docker build -q -t app .")
    lab.write("b/c.txt", "new\n")
    lab.run("docker run -d app sleep 1000")
    text = lab.share()
    twin = Lab.from_share(f" {text[:20]}\n{text[20:]} ")
    script = "docker ps --no-trunc; docker images --no-trunc; cat b/c.txt"
    assert len(text) < 600 and twin.run(script).stdout == lab.run(script).stdout
    lab.undo()
    assert Lab.from_share(lab.share()).share() == lab.share()


@pytest.mark.parametrize("text", ["", "lab1.", "lab1.AAAA", "lab2.eJyrVg", "<script>", "lab1." + "A" * 5000])
def test_what_is_no_shared_lab_is_refused(text: str) -> None:
    with pytest.raises(LabError, match="not a shared lab"):
        Lab.from_share(text)


def test_bad_input_is_answered_not_raised_and_nothing_is_lost() -> None:
    lab = Lab(FILES)
    lab.run("docker build -q -t app .")
    before = lab.run("docker images").stdout
    lab.write("Dockerfile", "FROM busybox\nRUM ls\n")
    told = lab.run("docker build -t app .")
    assert told.status == 1 and "unknown instruction: RUM (did you mean RUN?)" in told.stderr
    assert ">>> RUM ls" in told.stderr
    refused = lab.run("docker run --rm app nc -l 80; docker buildx create; git status")
    assert refused.commands[0].status == 3 or "not modelled" in refused.stderr
    assert lab.run("docker images").stdout == before
    with pytest.raises(LabError, match="cannot read nope"):
        lab.read("nope")


WORDS = "docker build run images -t --rm -v : . / busybox app ps rm exec $( ) ; && | > < ' \" \\ \n # { } -f -- = ${x:-"


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=80) | st.lists(st.sampled_from(WORDS.split(" ")), max_size=14).map(" ".join))
def test_no_text_raises(text: str) -> None:
    lab = Lab(FILES)
    lab.terminal.system.budget = 20_000
    lab.run(text)
    assert lab.undo()
