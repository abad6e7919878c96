"""The Context X-ray without a browser: edits in, the fate of each file out."""

from __future__ import annotations

from pathlib import Path

import pytest

from dockerlab.lab import Lab
from dockerlab.widgets import ContextXray

FILES = {
    "Dockerfile": "FROM busybox\nWORKDIR /app\nCOPY src .\nRUN ls\n",
    ".dockerignore": "*.log\nnode_modules\n",
    "src/app.py": "print()\n",
    "src/util.py": "x = 1\n",
    "notes.md": "a note\n",
    "app.log": "GET /\n",
    "node_modules/a/a.js": "a\n",
    "node_modules/b/b.js": "b\n",
}


def states(xray: ContextXray) -> dict[str, str]:
    return {row["path"]: row["state"] for row in xray.trace["rows"]}


def test_every_file_has_its_fate_and_its_reason() -> None:
    xray = ContextXray(FILES)
    assert states(xray) == {
        ".dockerignore": "own",
        "Dockerfile": "own",
        "app.log": "ignored",
        "node_modules/": "ignored",
        "notes.md": "unasked",
        "src/": "read",
    }
    rows = {row["path"]: row for row in xray.trace["rows"]}
    assert (
        rows["node_modules/"]["count"] == 2
        and rows["node_modules/"]["why"] == "excluded by .dockerignore line 2 (node_modules)"
    )
    assert rows["src/"]["lands"] == ["/app/app.py", "/app/util.py"] and rows["src/"]["lines"] == [3]
    assert [line["told"] for line in xray.trace["lines"]] == ["2 files, 14B"]


def test_the_classic_builder_sends_what_nobody_reads() -> None:
    xray = ContextXray(FILES, builder="classic")
    assert states(xray)["notes.md"] == "unread" and "classic sends 6.656kB" in xray.trace["summary"]
    lab = Lab(FILES, builder="classic")
    assert "context to Docker daemon  6.656kB" in lab.run("docker build .").stdout
    xray.builder = "buildkit"
    assert states(xray)["notes.md"] == "unasked"
    assert xray.trace["sent"] in Lab(FILES).run("docker build --progress=plain .").stderr


def test_an_edit_is_looked_at_at_once() -> None:
    xray = ContextXray(FILES)
    xray.write(".dockerignore", "src/util.py\n")
    assert states(xray)["src/util.py"] == "ignored" and states(xray)["src/app.py"] == "read"
    xray.write("Dockerfile", "FROM busybox\nCOPY . /\n")
    assert states(xray)["notes.md"] == "read" and states(xray)["Dockerfile"] == "read"
    xray.write(".dockerignore", "")
    assert ".dockerignore" not in states(xray)


def test_a_copy_of_an_ignored_file_is_explained_and_the_picture_follows() -> None:
    xray = ContextXray(FILES)
    xray.write("Dockerfile", "FROM busybox\nCOPY notes.md /\nCOPY app.log /\n")
    assert "excluded by .dockerignore line 1 (*.log)" in xray.error["text"] and xray.error["line"] == 3
    assert states(xray)["notes.md"] == "read" and states(xray)["app.log"] == "ignored"
    assert [line["failed"] for line in xray.trace["lines"]] == [False, True]
    xray.write("Dockerfile", FILES["Dockerfile"])
    assert xray.error is None


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("Dockerfile", "FROM busybox\nCOPPY a b\n", "unknown instruction"),
        ("Dockerfile", "", "empty"),
        (".dockerignore", "[\n", "syntax error in pattern"),
    ],
)
def test_an_error_leaves_the_last_picture(name: str, text: str, words: str) -> None:
    xray = ContextXray(FILES)
    before = xray.trace
    xray.write(name, text)
    assert xray.trace == before and words in xray.error["text"]


def test_only_dockerfiles_and_ignore_files_can_be_written() -> None:
    xray = ContextXray({**FILES, "Dockerfile.dockerignore": "src\n", "sub/Dockerfile": "FROM x\n"})
    assert set(xray.files) == {"Dockerfile", ".dockerignore", "Dockerfile.dockerignore"}
    assert "Dockerfile.dockerignore line 1 (src)" in xray.error["text"]
    before = xray.trace
    xray.files = {**xray.files, "../../etc/passwd": "x", "src/app.py": "y", "notes.md": 3}
    assert xray.trace == before


def test_three_renderings_of_one_trace() -> None:
    xray = ContextXray({**FILES, "src/<b>&.txt": "hi\n"})
    bundle = xray._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    assert data["text/plain"] == repr(xray) and "excluded by .dockerignore line 2 (node_modules)" in repr(xray)
    drawing = data["image/svg+xml"]
    assert "<title>Context X-ray</title>" in drawing and "&lt;b&gt;&amp;.txt" in drawing and "<b>" not in drawing


def test_it_opens_on_a_folder_a_lab_and_nothing(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM busybox\nCOPY a.txt /\n")
    (tmp_path / "a.txt").write_text("a\n")
    assert states(ContextXray(tmp_path))["a.txt"] == "read"
    lab = Lab()
    lab.run(
        "docker pull -q busybox; docker tag busybox mine; echo hi > hi; printf 'FROM mine\\nCOPY hi /\\n' > Dockerfile"
    )
    assert states(ContextXray(lab))["hi"] == "read"
    empty = ContextXray()
    assert empty.trace == {} and repr(empty) == empty.error["text"]
