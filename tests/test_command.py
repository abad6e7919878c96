"""The `dockerlab` command, run as a program in a directory of the real disk."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from dockerlab.command import main


def session(folder: Path, script: str, *flags: str, text: bool = True) -> subprocess.CompletedProcess[str]:
    (folder / "script.sh").write_text(script)
    return subprocess.run(
        [sys.executable, "-m", "dockerlab.command", "session", *flags, "script.sh"], cwd=folder, capture_output=True,
        text=text, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip


def test_reads_the_directory_and_leaves_the_disk_alone(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("hi\n")
    done = session(tmp_path, "cat a.txt\necho new > b.txt\ncat b.txt\nrm a.txt\nls\npwd\n")
    assert done.stdout == f"hi\nnew\nb.txt\nscript.sh\n{tmp_path}\n"
    assert (done.stderr, done.returncode) == ("", 0)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "script.sh"]


def test_ends_with_the_last_status_and_names_the_script(tmp_path: Path) -> None:
    done = session(tmp_path, "echo one\nfoo\n")
    assert (done.stderr, done.returncode) == ("script.sh: line 2: foo: command not found\n", 127)
    assert session(tmp_path, "docker network ls\n").returncode == 3
    assert session(tmp_path, "docker network ls\ntrue\n").returncode == 0


def test_streams_in_order(tmp_path: Path) -> None:
    (tmp_path / "script.sh").write_text("echo 1\necho 2 >&2\ndocker images -q\ndocker nope\necho 3\n")
    done = subprocess.run(
        [sys.executable, "-m", "dockerlab.command", "session", "script.sh"], cwd=tmp_path, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, check=False,
    )  # fmt: skip
    assert done.stdout == "1\n2\ndocker: unknown command: docker nope\n\nRun 'docker --help' for more information\n3\n"


def test_json(tmp_path: Path) -> None:
    script = "echo a >&2\ncat > Dockerfile <<END\nFROM scratch\nLABEL a=b\nEND\ndocker build -q .\n"
    done = session(tmp_path, script, "--json")
    first, second, third = map(json.loads, done.stdout.splitlines())
    assert first == {"text": "echo a >&2", "stdout": "", "stderr": "a\n", "status": 0, "events": []}
    assert second["text"] == "cat > Dockerfile <<END\nFROM scratch\nLABEL a=b\nEND"
    assert third["events"][0]["kind"] == "build"
    assert third["events"][0]["image"] in third["stdout"]


def test_write_back_writes_what_changed_and_nothing_else(tmp_path: Path) -> None:
    outside, inside = tmp_path / "outside", tmp_path / "inside"
    outside.mkdir()
    inside.mkdir()
    (outside / "secret").write_text("secret\n")
    (inside / "kept").write_text("kept\n")
    (inside / "gone").write_text("gone\n")
    (inside / "link").symlink_to(outside / "secret")
    (inside / "dirlink").symlink_to(outside)
    before = (inside / "kept").stat().st_mtime_ns
    script = (
        "cat link\necho x > link\necho x > dirlink/new\necho x > ../outside/other\necho x > /tmp/other\nrm gone\n"
        "mkdir -p d/e\necho y > d/e/f\nchmod 755 d/e/f\nln -s f d/e/good\nln -s ../../../outside/secret d/bad\n"
        "ln -s /etc/passwd d/worse\ncat d/worse > copy\n"
    )
    session(inside, script, "--write-back")
    assert (outside / "secret").read_text() == "secret\n"
    assert [path.name for path in outside.iterdir()] == ["secret"]
    assert (inside / "link").is_symlink()
    assert (inside / "kept").stat().st_mtime_ns == before
    assert (inside / "gone").exists()
    assert (inside / "d/e/f").read_text() == "y\n"
    assert (inside / "d/e/f").stat().st_mode & 0o777 == 0o755
    assert os.readlink(inside / "d/e/good") == "f"
    assert not os.path.lexists(inside / "d/bad")
    assert not os.path.lexists(inside / "d/worse")
    assert "daemon" not in (inside / "copy").read_text()


def test_never_follows_a_link_out_of_the_directory(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "out").write_text("outside\n")
    (tmp_path / "in/rel").symlink_to("../out")
    (tmp_path / "in/abs").symlink_to(tmp_path / "out")
    done = session(tmp_path / "in", "cat rel\ncat abs\ncat ../out\n")
    assert "outside" not in done.stdout
    assert done.returncode == 1


def test_reads_only_what_is_looked_at(tmp_path: Path) -> None:
    (tmp_path / "deep/deeper").mkdir(parents=True)
    (tmp_path / "deep/deeper/f").write_text("x\n")
    with (tmp_path / "large").open("wb") as file:
        file.truncate(1 << 40)  # a sparse terabyte: reading it would never end
    done = session(tmp_path, "ls\ncat deep/deeper/f\n")
    assert done.stdout == "deep\nlarge\nscript.sh\nx\n"


def test_a_script_from_standard_input(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "dockerlab.command", "session"], cwd=tmp_path, input="echo hi\n", capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    assert (done.stdout, done.returncode) == ("hi\n", 0)


def test_a_missing_script(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["session", "no-such-script"]) == 2
    assert capsys.readouterr().err == "dockerlab session: [Errno 2] No such file or directory: 'no-such-script'\n"


def test_a_closed_pipe_is_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "script.sh").write_text("for i in 1 2 3 4 5 6 7 8 9; do ls / ; done\n" * 50)
    done = subprocess.run(
        f"{sys.executable} -m dockerlab.command session script.sh | head -1", shell=True, cwd=tmp_path,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("arguments", [["--help"], ["session", "--help"], ["--version"]])
def test_help(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 0
    assert "dockerlab" in capsys.readouterr().out


def test_grade_has_the_grader_s_options(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "ada.ipynb").write_text("no notebook")
    assert main(["grade", str(tmp_path), "--workers", "1"]) in (0, 1)
    assert "ada" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        main(["--help"])
    assert "grade the notebooks of a class" in capsys.readouterr().out
