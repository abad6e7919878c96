"""What the lesson on the build cache says, asked of a real engine."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dockerlab.exercises import real_docker
from dockerlab.exercises.build_cache.application import DOCKERFILE, application
from dockerlab.exercises.build_cache.prediction import HITS, MISSES, Question
from dockerlab.exercises.project import Build, Project, edit, replay, touch
from dockerlab.lab import Lab

BASE = "dockerlab-test/cache-base:1"
Docker = Callable[..., "subprocess.CompletedProcess[bytes]"]


@pytest.fixture(scope="module")
def base(docker: Docker, busybox: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("base")
    (folder / "busybox").write_bytes(Path(busybox).resolve().read_bytes())
    (folder / "busybox").chmod(0o755)
    (folder / "Dockerfile").write_text(
        'FROM scratch\nCOPY busybox /bin/busybox\nRUN ["/bin/busybox", "--install", "-s", "/bin"]\n'
    )
    docker("build", "--network", "none", "-t", BASE, str(folder))
    yield BASE
    docker("image", "rm", "-f", BASE, check=False)


def on(build: Build, base: str) -> Build:
    """The same build, on a base that the real engine has."""
    text = build.project.files["Dockerfile"].replace("FROM busybox", f"FROM {base}")
    return replace(build, project=build.project.with_file("Dockerfile", text))


@pytest.mark.requires("engine", "busybox")
@pytest.mark.parametrize("question", [*HITS, *MISSES], ids=lambda q: f"{q.words} - {q.step}".replace(" ", "-"))
def test_every_question_of_the_prediction_is_answered_by_the_engine(question: Question, base: str) -> None:
    start = real_docker.marked(application(DOCKERFILE.replace("sleep 40", "sleep 0")))
    lab = Lab(engine="docker")
    for build in replay(start, question.edits):
        real = real_docker.real_steps(on(build, base), lab)
        model = {step.name: step.verdict == "CACHED" for step in build.result.steps if step.cache is not None}
        assert {name: real[name] for name in model} == model
    lab.close()
    asked = next(name for name in model if question.step in name)
    assert real[asked] is (question in HITS)


PROJECT = Project({"Dockerfile": "FROM busybox\nCOPY a.txt /\nRUN sort /a.txt > /b.txt\n", "a.txt": "hi\n"})
EDITS = (touch("a.txt"), edit("a.txt", "ho\n"))


def test_the_comparison_is_off_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(real_docker.SWITCH, raising=False)
    assert "Skipped. You have Docker?" in repr(real_docker.compare(PROJECT, EDITS))


def test_the_comparison_says_politely_what_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(real_docker.SWITCH, "1")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "there is no docker client on PATH" in repr(real_docker.compare(PROJECT, EDITS))
    (tmp_path / "docker").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "docker").chmod(0o755)
    assert "no engine answers" in repr(real_docker.compare(PROJECT, EDITS))


PROGRESS = """#5 [1/4] FROM docker.io/library/busybox:latest
#6 [2/4] COPY run-id /
#6 {0}
#7 [3/4] COPY a.txt /
#7 {0}
#8 [4/4] RUN sort /a.txt > /b.txt
#8 {0}
"""


def client(tmp_path: Path, build: str) -> None:
    """Put a client on PATH that knows its version and what ``build`` prints."""
    text = f"#!/bin/sh\n[ $1 = version ] && echo 28.5.2\n[ $1 = build ] || exit 0\n{build}\n"
    (tmp_path / "docker").write_text(text)
    (tmp_path / "docker").chmod(0o755)


def test_the_comparison_lays_both_side_by_side(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(real_docker.SWITCH, "1")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    client(tmp_path, f"cat >&2 <<'END'\n{PROGRESS.format('CACHED')}END")
    told = repr(real_docker.compare(PROJECT, EDITS))
    assert "Model and engine agree on 4 of 6 steps." in told
    assert told.count("DIFFER") == 2 and "you edit a.txt" in told and "the first build: to fill the cache" in told
    client(tmp_path, "echo 'ERROR: no space' >&2; exit 1")
    assert "The engine could not build: ERROR: no space" in repr(real_docker.compare(PROJECT, EDITS))
