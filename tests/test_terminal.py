"""The terminal without a browser: lines in, traits and renderings out."""

from __future__ import annotations

import re
from typing import Any

import pytest

from dockerlab.lab import Lab
from dockerlab.widgets import Terminal
from dockerlab.widgets.terminal import LONGEST, safe

FILES = {"Dockerfile": "FROM busybox\nCOPY a.txt /\nRUN cat a.txt > b.txt\n", "a.txt": "hi\n", "src/main.py": "x\n"}


def send(terminal: Terminal, message: object) -> None:
    terminal._on_message(terminal, message, [])


def test_a_build_and_a_run_are_shown_with_what_they_made() -> None:
    terminal = Terminal(Lab(FILES))
    assert terminal.prompt == "lab$ " and not terminal.images and not terminal.picture
    send(terminal, {"do": "line", "text": "docker build -t app ."})
    send(terminal, {"do": "line", "text": "docker run -d --name web app sleep 60"})
    assert [image["name"] for image in terminal.images] == ["app:latest"]
    assert terminal.picture.startswith("<svg") and "app:latest: 3 layers" in terminal.caption
    assert [(c["name"], c["running"]) for c in terminal.containers] == [("web", True)]
    assert terminal.said == "docker run -d --name web app sleep 60: done."
    assert terminal.history == ["docker build -t app .", "docker run -d --name web app sleep 60"]


def test_output_keeps_its_order_and_errors_keep_their_words() -> None:
    terminal = Terminal(Lab(FILES))
    terminal.type("echo one; echo two >&2; echo three; printf four\ndocker run nosuch:1\n")
    text = repr(terminal)
    assert "one\ntwo\nthree\nfour\nlab$ docker run nosuch:1\n" in text
    assert "Unable to find image 'nosuch:1' locally" in text and "exit status 125" in terminal.said


def test_a_here_document_waits_for_its_end() -> None:
    terminal = Terminal(Lab())
    send(terminal, {"do": "line", "text": "cat > note <<END"})
    assert terminal.prompt == "> " and not terminal.lab.host.exists("/root/lab/note")
    terminal.type("one\nEND\ncat note\n")
    assert terminal.prompt == "lab$ "
    assert repr(terminal).endswith("lab$ cat > note <<END\n> one\n> END\nlab$ cat note\none")
    send(terminal, {"do": "line", "text": "echo 'open"})
    send(terminal, {"do": "interrupt"})
    assert terminal.prompt == "lab$ " and repr(terminal).endswith("> ^C")


def test_undo_redo_and_reset_say_what_they_took_back() -> None:
    terminal = Terminal(Lab(FILES))
    terminal.type("docker build -q -t app .\ndocker tag app other\n")
    assert terminal.images[0]["name"] == "app:latest, other:latest"
    send(terminal, {"do": "undo"})
    assert terminal.said == "Undone: docker tag app other" and terminal.images[0]["name"] == "app:latest"
    send(terminal, {"do": "redo"})
    assert terminal.said == "Done again: docker tag app other"
    send(terminal, {"do": "reset"})
    assert terminal.said == "Back at the start." and not terminal.images and not terminal.picture
    send(terminal, {"do": "undo"})
    assert terminal.images and terminal.said.startswith("Undone: ")
    assert Terminal(Lab()).undo() == "Nothing to undo."


def test_a_command_that_the_kernel_interrupts_gives_the_prompt_back(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal(Lab())

    def stopped(text: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(terminal.lab, "run", stopped)
    send(terminal, {"do": "line", "text": "while :; do :; done"})
    assert repr(terminal).endswith("done\n^C") and terminal.turn == 2 and terminal.said.endswith("interrupted.")


@pytest.mark.parametrize(
    ("line", "word", "expected"),
    [
        ("docker bui", "bui", "build"),
        ("docker build --ta", "--ta", "--tag"),
        ("docker run ap", "ap", "app:latest"),
        ("docker stop we", "we", "web"),
        ("cat sr", "sr", "src/"),
        ("cat src/ma", "src/ma", "src/main.py"),
        ("true && docker ima", "ima", "images"),
    ],
)
def test_completion(line: str, word: str, expected: str) -> None:
    terminal = Terminal(Lab(FILES))
    terminal.type("docker build -q -t app .\ndocker run -d --name web app sleep 60\n")
    sent: list[Any] = []
    terminal.send = lambda content, buffers=None: sent.append(content)
    send(terminal, {"do": "complete", "text": line})
    assert sent[0]["word"] == word and expected in sent[0]["found"] and sent[0]["completed"] == line


@pytest.mark.parametrize(
    "message",
    [None, 3, {}, ["undo"], {"do": "line"}, {"do": "line", "text": 5}, {"do": "format"}, {"do": "complete", "text": None},
     {"do": "line", "text": "x" * (LONGEST + 1)}],
)  # fmt: skip
def test_messages_that_mean_nothing_do_nothing(message: object) -> None:
    terminal = Terminal(Lab(FILES))
    before = (terminal.turn, terminal.transcript, repr(terminal.lab))
    send(terminal, message)
    assert (terminal.turn, terminal.transcript, repr(terminal.lab)) == before


def test_hostile_output_is_text() -> None:
    terminal = Terminal(Lab({"Dockerfile": 'FROM busybox\nRUN echo "<script>alert(1)</script>" > /x\n'}))
    terminal.type("docker build -q -t evil .\nprintf '\\033[2J\\033]8;;http://x\\007\\033[31mred\\007'\n")
    assert "<script" not in terminal.picture and "&lt;script&gt;" in terminal.picture
    assert "^[[2J^[]8;;http://x^G\x1b[31mred^G\x1b[0m" in terminal.transcript
    assert re.search(r"[\x00-\x08\x0e-\x1f]", repr(terminal)) is None


def test_no_control_character_but_colour_reaches_the_screen() -> None:
    for code in [*range(32), *range(127, 160)]:
        if chr(code) not in "\t\n\r":
            assert chr(code) not in safe(f"a{chr(code)}b")


def test_a_long_transcript_is_cut_at_a_line() -> None:
    terminal = Terminal(Lab())
    terminal.type("i=0; while [ $i -lt 12000 ]; do echo line $i; i=$((i+1)); done\necho last\n")
    assert len(terminal.transcript) <= LONGEST and terminal.transcript.startswith("line ")
    assert repr(terminal).endswith("lab$ echo last\nlast")


def test_three_renderings() -> None:
    terminal = Terminal(Lab(FILES))
    terminal.type("docker build -q -t app .\n")
    bundle = terminal._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    assert data["text/plain"] == repr(terminal) and data["text/plain"].startswith("lab$ docker build")
    assert data["image/svg+xml"] == terminal.picture and "<title>Images and their layers" in terminal.picture
    assert "application/vnd.jupyter.widget-view+json" in data


def test_without_dot_the_words_remain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dockerlab.drawing.find_dot", lambda: None)
    terminal = Terminal(Lab(FILES))
    terminal.type("docker build -q -t app .\n")
    assert not terminal.picture and "app:latest: 3 layers" in terminal.caption


def test_the_time_slider_goes_to_any_moment_and_back() -> None:
    terminal = Terminal(Lab(FILES))
    terminal.type("docker build -q -t app .\necho two > b\ndocker rmi app\n")
    assert (
        terminal.moments == ["", "docker build -q -t app .", "echo two > b", "docker rmi app"] and terminal.moment == 3
    )
    terminal._on_message(terminal, {"do": "go", "place": 1}, [])
    assert [image["name"] for image in terminal.images] == ["app:latest"] and terminal.moment == 1
    assert len(terminal.moments) == 4 and terminal.said == "After: docker build -q -t app ."
    assert terminal.go(0) == "At the start." and not terminal.images
    terminal.go(99)
    assert terminal.moment == 3 and terminal.lab.read("b") == "two\n"


def test_an_image_whose_name_moved_on_is_still_drawn() -> None:
    terminal = Terminal(Lab(FILES))
    terminal.type("docker build -q -t app .\necho RUN true >> Dockerfile\ndocker build -q -t app .\n")
    names = [image["name"] for image in terminal.images]
    assert len(names) == 2 and names[0].startswith("<none> ") and names[1] == "app:latest"
    assert "&lt;none&gt;" in terminal.picture


def test_a_goal_tells_what_still_differs_until_it_is_reached() -> None:
    terminal = Terminal(FILES, goal="docker build -q -t app . && docker tag app app:1")
    assert terminal.left == [f"image {name}: there is none of that name" for name in ("app:latest", "app:1")]
    assert "The goal" in terminal.goal_picture and repr(terminal).endswith("app:1: there is none of that name")
    terminal.type("echo 'USER 7' >> Dockerfile\ndocker build -q -t app -t app:1 .\n")
    assert terminal.left == [f"image {name}: the user differs" for name in ("app:latest", "app:1")]
    terminal.undo()
    terminal.undo()
    terminal.type("docker build -q -t app:1 .\ndocker tag app:1 app\n")  # another way to the same state
    assert terminal.left == [] and repr(terminal).endswith("The goal is reached.")


def test_a_goal_compares_files_and_containers() -> None:
    start = Lab({"Dockerfile": "FROM busybox\nCOPY a b /\n", "a": "1\n", "b": "2\n"})
    goal = Lab({"Dockerfile": "FROM busybox\nCOPY a /\n", "a": "one\n"})
    goal.run("docker build -q -t x . && docker run -d --name one x sleep 100 && docker volume create data")
    terminal = Terminal(start, goal=goal)
    terminal.type("docker build -q -t x .\ndocker run --name one x true\n")
    assert terminal.left == [
        "image x:latest: /a is not as wanted",
        "container one: runs `true`, wanted `sleep 100`",
        "container one: is not running",
        "volume data: there is none of that name",
    ]
