"""Build contexts: what is sent, what is not and why; against a recording of the real engine."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from dockerlab.context import BuildContext
from dockerlab.errors import BuildError
from dockerlab.ignore import Excluded
from dockerlab.inode import Directory, File, Symlink

FOLDER = Path(__file__).parent / "context"
CASES = json.loads((FOLDER / "cases.json").read_text())
BOTH = [(case, builder) for case in CASES for builder in ("buildkit", "classic")]


def tree():
    """Return the recorder's files."""
    sys.path.insert(0, str(FOLDER))
    try:
        text = (FOLDER / "record.py").read_text()
        start = text.index("TREE = {")
        scope: dict[str, dict[str, str]] = {}
        exec(text[start : text.index("\n}\n", start) + 3], scope)
        return scope["TREE"]
    finally:
        sys.path.pop(0)


def context_of(case):
    files = tree() | case["ignores"]
    context = BuildContext.from_mapping({n: None if n.endswith("/") else t for n, t in files.items() if "-> " not in t})
    editor = context.files.edit()
    for name, text in files.items():
        if text.startswith("-> "):
            editor.put(f"/{name}", Symlink(text[3:]))
    return BuildContext(editor.freeze(), case["dockerfile"])


@pytest.mark.parametrize(("case", "builder"), BOTH, ids=[f"{c['ignores']}-{c['dockerfile']}-{b}" for c, b in BOTH])
def test_like_the_engine(case, builder):
    context = context_of(case)
    want = case[builder]
    if "error" in want:
        with pytest.raises(BuildError) as caught:
            context.sent(builder)
        assert caught.value.message == want["error"]
        assert caught.value.where is not None
        return
    sent = context.sent(builder)
    assert sorted(p[1:] + "/" * isinstance(node, Directory) for p, node in sent.walk()) == want["paths"]
    if "size" in want:
        assert abs(context.size - want["size"]) <= context.size / 1000  # the engine prints four digits


def test_the_line_that_excludes_a_path():
    context = BuildContext.from_mapping(
        {"app.py": "", "d/a.pyc": "", ".dockerignore": "# notes\n*.py\n\n!app.py\n*pp.py\nd\n"}
    )
    assert context.excluded_by("app.py", "buildkit") == Excluded(".dockerignore", 5, "*pp.py")
    assert context.excluded_by("d/a.pyc", "classic") == Excluded(".dockerignore", 6, "d")
    assert context.excluded_by("nope", "buildkit") is None
    assert context.excluded_by(".dockerignore", "buildkit") is None


def test_files_arrive_as_roots():
    node = File(b"", 0o640, 1000, 1000, 5)
    context = BuildContext.from_mapping({"d/a": b""})
    context = BuildContext(context.files.with_node("/d/a", node))
    assert context.sent("classic").get("/d/a") == File(b"", 0o640, 0, 0, 5)
    assert context.files.get("/d/a") == node


def test_a_directory_of_the_disk(tmp_path):
    inside, outside = tmp_path / "context", tmp_path / "outside"
    inside.mkdir()
    outside.mkdir()
    (outside / "secret").write_text("secret")
    (inside / "run.sh").write_text("x")
    (inside / "run.sh").chmod(0o754)
    os.utime(inside / "run.sh", (7, 7))
    (inside / "out").symlink_to(outside)
    (inside / "file").symlink_to(outside / "secret")
    os.mkfifo(inside / "pipe")
    context = BuildContext.from_directory(inside)
    found = dict(context.files.walk())
    assert sorted(found) == ["/file", "/out", "/pipe", "/run.sh"]
    assert found["/out"].target == str(outside)
    assert (found["/run.sh"].content, found["/run.sh"].mode, found["/run.sh"].mtime) == (b"x", 0o754, 7)


def test_a_directory_that_is_not_there(tmp_path):
    with pytest.raises(BuildError, match="cannot be read"):
        BuildContext.from_directory(tmp_path / "nope")
