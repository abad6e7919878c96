"""The image explorer without a browser."""

from __future__ import annotations

from pathlib import Path

import pytest

from dockerlab.errors import LabError
from dockerlab.lab import Lab
from dockerlab.widgets import ImageExplorer

DOCKERFILE = "FROM busybox\nCOPY k b.txt /srv/\nENV A=1\nRUN rm /srv/k; echo more >> /srv/b.txt\n"


@pytest.fixture
def lab() -> Lab:
    lab = Lab({"Dockerfile": DOCKERFILE, "k": "secret\n", "b.txt": "ho\n"})
    assert lab.run("docker build -q -t web . && docker pull -q alpine:3.22 && docker save -o web.tar web").status == 0
    return lab


def send(explorer: ImageExplorer, **message: object) -> None:
    explorer._on_message(explorer, message, [])


def test_layers_files_and_what_is_hidden(lab: Lab) -> None:
    explorer = ImageExplorer(lab, "web")
    assert [row["number"] for row in explorer.history] == [1, 2, 0, 3] and explorer.layer == 3
    assert explorer.names == ["web:latest", "alpine:3.22"] and "10B of them hidden" in explorer.summary
    send(explorer, do="choose", number=2)
    assert [(row["mark"], row["path"], row["hidden"]) for row in explorer.rows] == [
        ("+ added", "/srv", ""),
        ("+ added", "/srv/b.txt", "hidden by layer 3"),
        ("+ added", "/srv/k", "hidden by layer 3"),
    ]
    send(explorer, do="open", path="/srv/k")
    assert explorer.file == {"path": "/srv/k", "layer": 2, "size": "7B", "text": "secret\n"}
    send(explorer, do="choose", number=3)
    assert explorer.file is None and [row["mark"] for row in explorer.rows if row["path"] == "/srv/k"] == ["− deleted"]


def test_the_tree_opens_directory_by_directory(lab: Lab) -> None:
    explorer = ImageExplorer(lab, "web")
    send(explorer, do="look", view="tree", words="")
    top = [row["path"] for row in explorer.rows]
    assert "/srv" in top and "/srv/b.txt" not in top
    send(explorer, do="open", path="/srv")
    assert [row["path"] for row in explorer.rows if row["path"].startswith("/srv")] == ["/srv", "/srv/b.txt"]
    send(explorer, do="open", path="/srv/b.txt")
    assert explorer.file["text"] == "ho\nmore\n"
    send(explorer, do="look", view="tree", words="b.tx")
    assert [row["path"] for row in explorer.rows] == ["/srv/b.txt"]


def test_an_archive_of_docker_save_and_another_of_its_images(lab: Lab, tmp_path: Path) -> None:
    (tmp_path / "web.tar").write_bytes(lab.host.read(f"{lab.terminal.cwd}/web.tar"))
    explorer = ImageExplorer(tmp_path / "web.tar")
    assert explorer.image == "web:latest" and explorer.contents.shadowed == 10
    (tmp_path / "broken.tar").write_bytes(b"\0" * 2000)
    with pytest.raises(LabError):
        ImageExplorer(tmp_path / "broken.tar")
    with pytest.raises(LabError, match="there is no image to explore"):
        ImageExplorer()


def test_an_error_is_shown_and_the_picture_stays(lab: Lab) -> None:
    explorer = ImageExplorer(lab, "web")
    rows = explorer.rows
    send(explorer, do="show", name="nothing")
    assert (
        "the archive holds no image nothing" in explorer.error["text"] or "no image nothing" in explorer.error["text"]
    )
    send(explorer, do="open", path="/srv/k")
    assert "layer 3 holds no file /srv/k" in explorer.error["text"] and explorer.rows == rows
    send(explorer, do="choose", number=2)
    assert explorer.error is None


@pytest.mark.parametrize(
    "message", [None, 3, {}, {"do": "choose", "number": "2"}, {"do": "look", "view": "x", "words": ""}]
)
def test_messages_that_mean_nothing_do_nothing(lab: Lab, message: object) -> None:
    explorer = ImageExplorer(lab, "web")
    before = explorer.get_state()
    explorer._on_message(explorer, message, [])
    assert explorer.get_state() == before


def test_three_renderings(lab: Lab) -> None:
    explorer = ImageExplorer(lab, "web")
    bundle = explorer._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    assert data["image/svg+xml"].startswith("<svg") and "application/vnd.jupyter.widget-view+json" in data
    assert data["text/plain"] == repr(explorer) and "A -rw-r--r-- 0:0         7B /srv/k   (hidden by layer 3)" in repr(
        explorer
    )
