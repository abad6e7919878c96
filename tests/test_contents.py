"""An image taken apart: changes of each layer, shadowed bytes, and `dockerlab explore`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockerlab.command import main
from dockerlab.contents import contents
from dockerlab.errors import LabError
from dockerlab.image import History, Image
from dockerlab.inode import Directory, File, Node, Symlink
from dockerlab.lab import Lab
from dockerlab.layer import Entry, HardLink, Layer, Whiteout

DOCKERFILE = """FROM busybox
COPY . /srv/
RUN rm /srv/a.txt; echo more >> /srv/b.txt; ln -s b.txt /srv/l
ENV A=1
RUN dd if=/dev/zero of=/big bs=1000 count=500
RUN rm /big
"""


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    lab = Lab({"Dockerfile": DOCKERFILE, "a.txt": "hi\n", "b.txt": "ho\n", ".dockerignore": "Dockerfile\n"})
    assert lab.run("docker build -q -t web . && docker save -o web.tar web").status == 0
    path = tmp_path_factory.mktemp("archive") / "web.tar"
    path.write_bytes(lab.host.read(f"{lab.terminal.cwd}/web.tar"))
    return path


def lines(*layers: dict[str, Entry], opaque: str = "") -> list[list[str]]:
    made = [Layer(entries) for entries in layers]
    if opaque:
        made[-1] = Layer(made[-1].entries, frozenset({opaque}))
    return [[str(change) for change in layer.changes] for layer in contents(Image(layers=tuple(made))).layers]


def test_a_directory_on_the_way_is_no_change_and_one_with_new_attributes_is() -> None:
    below: dict[str, Entry] = {"/d": Directory(), "/d/f": File(b"1")}
    assert lines(below, {"/d": Directory(), "/d/g": File()})[1] == ["A /d/g"]
    assert lines(below, {"/d": Directory(mode=0o700), "/d/g": File()})[1] == ["C /d", "A /d/g"]


def test_a_whiteout_of_nothing_deletes_nothing_and_an_opaque_directory_deletes_what_it_hides() -> None:
    below: dict[str, Entry] = {"/d": Directory(), "/d/f": File(b"1"), "/d/g": File(b"2")}
    assert lines(below, {"/nothing": Whiteout()})[1] == []
    assert lines(below, {"/d": Directory(), "/d/g": File(b"3")}, opaque="/d")[1] == ["D /d/f", "C /d/g"]


def test_shadowed_bytes_are_counted_once_however_often_they_are_written_over() -> None:
    file = File(b"0123456789")
    found = contents(Image(layers=tuple(Layer({"/f": file}) for _ in range(3))))
    assert (found.stored, found.shadowed) == (30, 20)
    assert [change.shadowed for layer in found.layers for change in layer.changes] == [2, 3, None]


def test_a_second_name_keeps_a_file_in_sight() -> None:
    layers: list[dict[str, Entry]] = [
        {"/a": File(b"12345"), "/b": HardLink("/a")},
        {"/a": Whiteout()},
        {"/b": Whiteout()},
    ]
    for count, hidden in ((1, 0), (2, 0), (3, 5)):
        found = contents(Image(layers=tuple(map(Layer, layers[:count]))))
        assert (found.stored, found.shadowed) == (5, hidden)


NAMES = st.sampled_from(["/a", "/b", "/d/a", "/d/b"])
LAYERS = st.lists(
    st.dictionaries(NAMES, st.builds(File, st.binary(max_size=3)) | st.just(Whiteout()), max_size=4), max_size=4
)


@given(LAYERS)
def test_what_is_not_shadowed_is_what_a_container_sees(layers: list[dict[str, Entry]]) -> None:
    image = Image(layers=tuple(Layer({"/d": Directory(), **entries}) for entries in layers))
    found = contents(image)
    seen = sum(node.size for _, node in image.filesystem.walk() if isinstance(node, File))
    assert found.stored - found.shadowed == seen
    told: dict[str, Node] = {}
    for layer in found.layers:
        for change in layer.changes:
            if change.node is None:
                del told[change.path]
            else:
                told[change.path] = change.node
        assert {path for path, _ in layer.tree.walk()} == set(told)


def test_history_stands_beside_the_layers(archive: Path) -> None:
    from dockerlab.explore import named_images

    found = contents(named_images(archive.read_bytes())["web:latest"])
    assert [layer and layer.number for _, layer in found.rows] == [1, 2, 3, None, 4, 5]
    assert found.layers[1].content("/srv/a.txt") == b"hi\n" and found.layers[2].content("srv/b.txt") == b"ho\nmore\n"
    with pytest.raises(LabError, match=r"layer 3 holds no file /srv/a\.txt"):
        found.layers[2].content("/srv/a.txt")


def test_the_report(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explore", str(archive)]) == 0
    shown = capsys.readouterr().out
    assert "of these 500kB are hidden by a layer above" in shown
    assert "A -rw-r--r-- 0:0         3B /srv/a.txt   (hidden by layer 3)" in shown
    assert "D                           /srv/a.txt" in shown and "no layer  ENV A=1" in shown
    assert "/srv/l -> b.txt" in shown and "(another name for a file)" in shown
    assert main(["explore", str(archive), "--layer", "2", "--file", "/srv/a.txt"]) == 0
    assert capsys.readouterr().out == "hi\n"
    assert main(["explore", str(archive), "--tree", "/srv"]) == 0
    assert [line.split()[-1] for line in capsys.readouterr().out.splitlines()] == [
        "/srv/.dockerignore",
        "/srv/b.txt",
        "b.txt",
    ]


def test_as_data(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explore", str(archive), "web", "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["names"] == ["web:latest"] and data["shadowed"] == 500_006
    assert data["layers"][3]["changes"] == [
        {
            "kind": "A",
            "path": "/big",
            "type": "file",
            "uid": 0,
            "gid": 0,
            "size": 500_000,
            "mode": "0644",
            "shadowed_by": 5,
        }
    ]


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (["nothing"], "the archive holds no image nothing"),
        (["--layer", "9"], "there is no layer 9"),
        (["--file", "/etc"], "/etc is no regular file"),
        (["--file", "/no"], "/no: No such file or directory"),
        (["--tree", "/no"], "/no: No such file or directory"),
    ],
)
def test_mistakes_are_told(archive: Path, capsys: pytest.CaptureFixture[str], flags: list[str], said: str) -> None:
    assert main(["explore", str(archive), *flags]) == 1
    told = capsys.readouterr()
    assert said in told.err and "Try: " in told.err and not told.out


def test_what_is_no_archive(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("FROM busybox\n")
    (tmp_path / "empty").write_bytes(b"")
    for name in ("text", "empty", "missing"):
        done = subprocess.run(
            [sys.executable, "-m", "dockerlab.command", "explore", str(tmp_path / name)], capture_output=True, text=True
        )
        assert done.returncode == 1 and done.stderr.startswith("dockerlab explore: ") and "Traceback" not in done.stderr


def test_names_from_an_archive_cannot_steer_a_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from dockerlab.archive import save
    from dockerlab.store import Store

    layer = Layer({"/\x1b[2Jx": File(b"1"), "/l": Symlink("a\nb")})
    image = Image(
        layers=(layer,), history=(History("2025-01-01T00:00:00Z", "\x1b]0;owned\x07"),), created="2025-01-01T00:00:00Z"
    )
    store = Store().with_image(image)
    (tmp_path / "x.tar").write_bytes(save(store, [image.id]))
    assert main(["explore", str(tmp_path / "x.tar")]) == 0
    shown = capsys.readouterr().out
    assert "\x1b" not in shown and "\x07" not in shown and "\\x1b[2Jx" in shown and "a\\nb" in shown


def test_a_closed_pipe_is_no_error(archive: Path) -> None:
    read_end, write_end = os.pipe()
    os.close(read_end)
    done = subprocess.run(
        [sys.executable, "-m", "dockerlab.command", "explore", str(archive), "--all"], stdout=write_end,
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    os.close(write_end)
    assert (done.stderr, done.returncode) == ("", 141)
