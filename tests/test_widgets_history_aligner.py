"""The history aligner without a browser: the switch, the moments, the names, and what is refused."""

from __future__ import annotations

import json
import tarfile
from io import BytesIO
from pathlib import Path

import pytest

from dockerlab.archive import save
from dockerlab.errors import LabError
from dockerlab.lab import Lab
from dockerlab.widgets import HistoryAligner

FILES = {
    "Dockerfile": "FROM busybox\nENV A=1\nWORKDIR /app\nCOPY a.txt .\nRUN cat a.txt > b.txt\nCMD cat b.txt\n",
    "a.txt": "1\n",
}


def ids(aligner: HistoryAligner) -> list[bool]:
    """Which rows show an ID."""
    return [row["id"] != "<missing>" for row in aligner.trace["rows"]]


def printed(lab: Lab, image: str) -> list[str]:
    """The IMAGE column as ``docker history`` prints it."""
    return lab.run(f"docker history --format '{{{{.ID}}}}' {image}").stdout.split()


@pytest.mark.parametrize(
    ("way", "expected"),
    [("buildkit", [True] + 5 * [False]), ("classic", 6 * [True]), ("pulled", [True] + 5 * [False])],
)
def test_the_switch_shows_the_image_column_of_each_way(way: str, expected: list[bool]) -> None:
    aligner = HistoryAligner(FILES, way=way)
    assert ids(aligner) == expected
    assert aligner.host is not None
    assert [row["id"] for row in aligner.trace["rows"]] == printed(aligner.host, aligner.trace["images"][0]["id"])


def test_the_same_image_has_ids_where_it_was_built_and_none_where_it_was_pulled() -> None:
    aligner = HistoryAligner(FILES, way="classic")
    built = aligner.trace["rows"]
    aligner.take("pulled")
    pulled = aligner.trace["rows"]
    assert built[0]["id"] == pulled[0]["id"] and built[1]["id"] != pulled[1]["id"] == "<missing>"
    assert "Parents stay on the host" in pulled[1]["why"][0] and "recorded as the parent" in built[1]["why"][0]


def test_an_empty_row_stands_beside_nothing_and_a_0B_row_may_have_a_layer() -> None:
    rows = HistoryAligner(FILES).trace["rows"]
    assert [row["layer"] for row in rows] == ["", "layer 4", "layer 3", "layer 2", "", "layer 1"]
    workdir, env = rows[3], rows[4]
    assert workdir["size"] == env["size"] == "0B"
    assert "yet it is a layer" in workdir["why"][1] and "changed no file" in env["why"][1]


def test_a_rebuild_moves_the_tag_and_the_slider_takes_it_back() -> None:
    aligner = HistoryAligner(FILES)
    old = aligner.trace["images"][0]["id"]
    aligner.write("a.txt", "2\n")
    assert aligner.build()
    new, left = aligner.trace["images"]
    assert new["names"] == [{"name": "web:latest", "came": True}] and left["id"] == old
    assert (
        left["dangling"]
        and left["left"] == [f"web:latest moved to {new['id']}"]
        and "prune takes it" in left["verdict"]
    )
    aligner.go(0)
    assert [image["id"] for image in aligner.trace["images"]] == [old] and aligner.trace["rows"][0]["id"] == old
    aligner.go(9)
    aligner.look(old)
    assert aligner.trace["title"].startswith("<none>, ")
    assert aligner.prune() and [image["id"] for image in aligner.trace["images"]] == [new["id"]]


def test_an_old_image_that_a_container_needs_is_kept() -> None:
    lab = Lab(FILES)
    lab.run(
        "docker build -q -t web . && docker run -d --name one web sleep 9; echo 2 > a.txt; docker build -q -t web ."
    )
    (verdict,) = (image["verdict"] for image in HistoryAligner(lab).trace["images"] if image["dangling"])
    assert "a container needs it" in verdict
    assert lab.run("docker image prune -f").stdout.startswith("Total reclaimed space: 0B")


def test_a_lab_is_only_looked_at_and_followed() -> None:
    lab = Lab(FILES)
    lab.run("docker build -q -t web .")
    aligner = HistoryAligner(lab)
    assert aligner.way == "here" and not aligner.build() and not aligner.prune()
    aligner.take("classic")
    aligner.write("a.txt", "9\n")
    aligner.build()
    assert lab.read("a.txt") == "1\n" and len(lab.past) == 2
    lab.run("docker tag web store:1")
    aligner.take("here")
    assert [name["name"] for name in aligner.trace["images"][0]["names"]] == ["store:1", "web:latest"]


def test_a_saved_image_opens_and_tells_that_no_parent_came_with_it(tmp_path: Path) -> None:
    lab = Lab(FILES, builder="classic")
    lab.run("docker build -q -t web .")
    path = tmp_path / "web.tar"
    path.write_bytes(save(lab.engine.store, ["web"]))
    aligner = HistoryAligner(path)
    assert [one for one, _ in aligner.ways] == ["here"] and ids(aligner) == [True] + 5 * [False]
    assert "No parent of" in aligner.trace["rows"][1]["why"][0]


def test_a_dockerfile_on_the_disk_opens(tmp_path: Path) -> None:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    assert len(HistoryAligner(tmp_path / "Dockerfile", image="web").trace["rows"]) == 6


def test_a_history_with_more_layers_than_the_image_is_refused_as_the_engine_does(tmp_path: Path) -> None:
    lab = Lab(FILES)
    lab.run("docker build -q -t web .")
    path = tmp_path / "odd.tar"
    path.write_bytes(lying(save(lab.engine.store, ["web"])))
    with pytest.raises(LabError, match="too many non-empty layers in History section"):
        HistoryAligner(path)


def lying(archive: bytes) -> bytes:
    """An archive whose history says that every row made a layer."""
    out = BytesIO()
    with tarfile.open(fileobj=BytesIO(archive)) as old, tarfile.open(fileobj=out, mode="w") as new:
        data = {m.name: old.extractfile(m).read() for m in old.getmembers() if m.isfile()}  # type: ignore[union-attr]
        manifest = json.loads(data["manifest.json"])
        config = data[manifest[0]["Config"]].replace(b',"empty_layer":true', b"")
        manifest[0]["Config"] = "config.json"
        kept = {name: blob for name, blob in data.items() if name not in ("index.json", "oci-layout")}
        for name, blob in (kept | {"manifest.json": json.dumps(manifest).encode(), "config.json": config}).items():
            member = tarfile.TarInfo(name)
            member.size = len(blob)
            new.addfile(member, BytesIO(blob))
    return out.getvalue()


def test_an_error_leaves_the_last_picture() -> None:
    aligner = HistoryAligner(FILES)
    before = aligner.trace
    aligner.write("Dockerfile", "FROM busybox\nRUN exit 3\n")
    assert not aligner.build() and aligner.trace == before and "exit code: 3" in aligner.error["text"]
    aligner.write("Dockerfile", FILES["Dockerfile"])
    assert aligner.build() and aligner.error is None


@pytest.mark.parametrize(
    "message",
    [None, 3, {}, {"do": "way", "to": "here"}, {"do": "way", "to": 3}, {"do": "go"}, {"do": "look", "at": 7}, ["build"],
     {"do": "look", "at": "web"}, {"do": "go", "to": "1"}],
)  # fmt: skip
def test_messages_that_mean_nothing_do_nothing(message: object) -> None:
    aligner = HistoryAligner(FILES)
    before = aligner.trace
    aligner._on_message(aligner, message, [])
    assert aligner.trace == before and aligner.way == "buildkit"


def test_messages_do_what_the_mouse_does() -> None:
    aligner = HistoryAligner(FILES)
    aligner.write("a.txt", "2\n")
    for message in ({"do": "build"}, {"do": "look", "at": 1}, {"do": "go", "to": 0}, {"do": "go", "to": 1}):
        aligner._on_message(aligner, message, [])
    assert aligner.trace["moments"] == 2 and aligner.trace["chosen"] == 1
    aligner._on_message(aligner, {"do": "prune"}, [])
    assert len(aligner.trace["images"]) == 1
    aligner._on_message(aligner, {"do": "way", "to": "classic"}, [])
    assert aligner.way == "classic" and all(ids(aligner))


def test_nothing_to_look_at_is_said() -> None:
    with pytest.raises(LabError, match="neither an image nor a Dockerfile"):
        HistoryAligner(Lab())
    with pytest.raises(LabError, match="no 'here'"):
        HistoryAligner(FILES, way="here")
    with pytest.raises(LabError, match="No such image"):
        HistoryAligner(FILES, image="nobody")


def test_three_renderings_of_one_trace() -> None:
    aligner = HistoryAligner(FILES)
    bundle = aligner._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    assert data["text/plain"] == repr(aligner)
    drawing = data["image/svg+xml"]
    assert drawing.startswith("<svg") and "<desc>" in drawing
    for row in aligner.trace["rows"]:
        assert row["id"] in repr(aligner)
    assert drawing.count("&lt;missing&gt;") >= 5 and "web:latest" in drawing
