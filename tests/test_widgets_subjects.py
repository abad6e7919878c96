"""What every explorer can be opened on, what it refuses, and what no input may do to it."""

from __future__ import annotations

import hashlib
import io
import itertools
import json
import math
import re
import tarfile
import time
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import pytest

from dockerlab import widgets
from dockerlab.errors import LabError
from dockerlab.lab import Lab

PROJECT = {"Dockerfile": 'FROM busybox\nCOPY a.txt /srv/\nRUN echo hi > /hi\nCMD ["cat", "/hi"]\n', "a.txt": "1\n"}
REBUILD = ("CacheXray", "MirrorClock", "BeforeAfter", "BuildDebugger")  # an image alone is not enough for these
LOOK = ("PullTheatre", "KernelLine", "LayerLedger", "GlassSheets", "DiffTray", "HistoryAligner", "ImageExplorer")
OTHERS = ("ContextXray", "Terminal")
EVERY = (*REBUILD, *LOOK, *OTHERS)
NAMES = ("<script>alert(1)</script>", "a\tb\x07\x1b[31m", "new\nline", "مرحبا\u202eabc", "👩‍👩‍👧‍👦", "q" * 5000)


def opened(name: str, subject: Any) -> Any:
    return getattr(widgets, name)(subject)


def rendered(explorer: Any) -> dict[str, str]:
    bundle = explorer._repr_mimebundle_()
    data: dict[str, str] = bundle[0] if isinstance(bundle, tuple) else bundle
    assert data["text/plain"] == repr(explorer)
    return data


@pytest.fixture(scope="module")
def built() -> Lab:
    lab = Lab(PROJECT)
    assert lab.run("docker build -q -t web . && docker save -o web.tar web").status == 0
    assert lab.run("docker save -o id.tar $(docker images -q web)").status == 0
    return lab


def on_disk(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).write_text(text)
    return folder / "Dockerfile"


def archive(folder: Path, paths: tuple[str, ...] | list[str]) -> Path:
    """Write an image archive whose one layer has these paths, and a history with control characters."""
    layer, whole = io.BytesIO(), folder / "image.tar"
    with tarfile.open(fileobj=layer, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for path in paths:
            entry = tarfile.TarInfo(path)
            entry.size = 2
            tar.addfile(entry, io.BytesIO(b"hi"))
    digest = hashlib.sha256(layer.getvalue()).hexdigest()
    config = json.dumps({
        "architecture": "amd64", "os": "linux", "config": {"Cmd": ["<b>"]},
        "rootfs": {"type": "layers", "diff_ids": [f"sha256:{digest}"]},
        "history": [{"created": "2020-01-01T00:00:00Z", "created_by": "<img src=x onerror=1> \x1b[31m\x07\u202e " * 9}],
    }).encode()  # fmt: skip
    said = [{"Config": "config.json", "RepoTags": ["hostile:latest"], "Layers": ["layer.tar"]}]
    with tarfile.open(whole, "w") as tar:
        for name, data in (
            ("layer.tar", layer.getvalue()), ("config.json", config), ("manifest.json", json.dumps(said).encode())
        ):  # fmt: skip
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            tar.addfile(entry, io.BytesIO(data))
    return whole


@pytest.mark.parametrize("name", EVERY)
def test_the_path_of_a_dockerfile_and_a_lab(name: str, tmp_path: Path, built: Lab) -> None:
    explorer = opened(name, on_disk(tmp_path, PROJECT))
    assert getattr(explorer, "error", None) is None
    data = rendered(explorer)
    if name != "Terminal":
        drawing = data["image/svg+xml"]
        assert "<title>" in drawing and "<desc>" in drawing
        assert int(drawing.split('width="')[1].split("pt")[0]) <= 692
    lab = Lab(PROJECT)
    lab.run("docker build -q -t web . && docker run -d --name c web sleep 1000")
    rendered(opened(name, lab))


@pytest.mark.parametrize("name", [*LOOK, "Terminal"])
def test_an_archive_with_and_without_a_name_in_it(name: str, tmp_path: Path, built: Lab) -> None:
    for saved in ("web.tar", "id.tar"):
        (tmp_path / saved).write_bytes(built.host.read(f"{built.terminal.cwd}/{saved}"))
    assert "web" in rendered(opened(name, tmp_path / "web.tar"))["image/svg+xml"] or name in ("GlassSheets", "DiffTray")
    nameless = opened(name, tmp_path / "id.tar")
    wanted = built.engine.store.resolve("web").id.removeprefix("sha256:")[:12]
    shown = " ".join([repr(nameless), str({key: getattr(nameless, key) for key in nameless.keys})])
    assert wanted in shown or nameless.name == "glass"


@pytest.mark.parametrize("name", [*REBUILD, "ContextXray"])
def test_an_archive_alone_cannot_be_built_again(name: str, tmp_path: Path, built: Lab) -> None:
    (tmp_path / "web.tar").write_bytes(built.host.read(f"{built.terminal.cwd}/web.tar"))
    for subject in [tmp_path / "web.tar", *([Lab()] if name in REBUILD else [])]:
        with pytest.raises(LabError, match="no Dockerfile to build") as caught:
            opened(name, subject)
        assert "path of its Dockerfile" in str(caught.value)


@pytest.mark.parametrize("name", [name for name in EVERY if name != "Terminal"])
def test_the_words_of_a_picture_stand_on_a_ground_of_their_own(name: str) -> None:
    """A dark page shows through a picture, and its ink is dark."""
    subject = Lab(PROJECT)
    subject.run("docker build -q -t web . && docker run -d --name one web sh -c 'echo > /new; sleep 100'")
    explorer = opened(name, subject)
    if name == "DiffTray":
        explorer.commit("web:two")
    picture = ElementTree.fromstring(explorer.svg())
    grounds: list[tuple[float, float, float, float]] = []
    for shape in picture.iter():
        kind = shape.tag.rpartition("}")[2]
        if kind in ("polygon", "path", "ellipse") and shape.get("fill") not in (None, "none", "transparent", "black"):
            points = [float(one) for one in re.findall(r"-?[\d.]+", shape.get("points") or shape.get("d") or "")]
            grounds.append((min(points[::2]), max(points[::2]), min(points[1::2]), max(points[1::2])))
        if kind == "text":
            x, y = float(shape.get("x", 0)), float(shape.get("y", 0)) - 3
            assert any(a <= x <= b and c <= y <= d for a, b, c, d in grounds), shape.text


def test_an_image_in_which_nothing_can_wait_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    lab = Lab({"Dockerfile": "FROM scratch\nCOPY Dockerfile /\n"})
    with pytest.raises(LabError, match="executable file not found") as caught:
        widgets.GlassSheets(lab)
    assert "choose an image that has it" in str(caught.value) and not lab.engine.containers.all()


@pytest.mark.parametrize("name", EVERY)
def test_what_is_no_image_is_refused(name: str, tmp_path: Path, built: Lab) -> None:
    whole = built.host.read(f"{built.terminal.cwd}/web.tar")
    bad = {"nowhere": None, "empty.tar": b"", "cut.tar": whole[: len(whole) // 2], "noise.bin": bytes(range(256)) * 40}
    for file, data in bad.items():
        if data is not None:
            (tmp_path / file).write_bytes(data)
        with pytest.raises(LabError):
            opened(name, tmp_path / file)


@pytest.mark.parametrize("name", [*LOOK, "ContextXray", "BeforeAfter", "BuildDebugger"])
@pytest.mark.parametrize(
    "lines", ["FROM busybox\nCOPPY a b\n", "FROM busybox\nRUN cat nope\n", "FROM busybox\nRUN python -c 1\n"]
)
def test_a_build_that_fails_is_told_with_its_line(name: str, lines: str, tmp_path: Path) -> None:
    try:
        explorer = opened(name, on_disk(tmp_path, {"Dockerfile": lines}))
    except LabError as exc:
        assert "line 2" in str(exc)
    else:
        assert "line 2" in explorer.error["text"], "it has an editor, so it opens with the error beside it"
        assert hasattr(explorer, "files")


def test_an_empty_dockerfile_is_no_archive(tmp_path: Path) -> None:
    xray = widgets.CacheXray(on_disk(tmp_path, {"Dockerfile": ""}))
    assert xray.error is not None and "Dockerfile" in xray.error["text"]


def test_a_lab_with_a_dockerfile_is_only_looked_at_by_the_kernel_line() -> None:
    lab = Lab(PROJECT)
    assert "lab:latest" in widgets.KernelLine(lab, images=()).images
    assert not lab.engine.store.images and len(lab.past) == len(Lab(PROJECT).past)


@pytest.mark.parametrize("name", [*(name for name in LOOK if name != "GlassSheets"), "Terminal"])
def test_hostile_names_in_an_archive(name: str, tmp_path: Path) -> None:
    explorer = opened(name, archive(tmp_path, [f"srv/{one}" for one in NAMES]))
    data = rendered(explorer)
    assert "<script" not in data.get("image/svg+xml", "") and "<img" not in data.get("image/svg+xml", "")
    for line in data["text/plain"].split("\n"):
        assert line.isprintable() and len(line) <= 100, line


def test_ten_thousand_files_are_listed_in_part(tmp_path: Path) -> None:
    explorer = opened("ImageExplorer", archive(tmp_path, [f"d{n // 100}/f{n}" for n in range(10_000)]))
    began = time.process_time()
    explorer.look("tree", "f")
    assert len(explorer.rows) == 400 and explorer.more == 9_600
    assert time.process_time() - began < 1


@pytest.mark.parametrize("name", [name for name in EVERY if name != "ContextXray"])
def test_no_message_raises_or_takes_long(name: str) -> None:
    explorer = opened(name, PROJECT)
    verbs = (
        "build", "pull", "look", "clear", "boot", "ask", "add", "go", "undo", "choose", "prune", "way", "stop", "target",
        "enter", "measure", "switch", "show", "open", "remove", "count", "skip", "write", "complete", "interrupt", "redo",
    )  # fmt: skip
    keys = (
        "reference", "pull", "kernel", "text", "image", "command", "at", "path", "container", "to", "day", "which",
        "builder", "name", "number", "view", "words", "place", "count", "files", "no_cache",
    )  # fmt: skip
    odd = (
        None,
        True,
        -1,
        10**400,
        math.nan,
        "",
        "<script>\x00\x1b",
        "x" * 100_000,
        [],
        {"a": {"b": [1]}},
        {"Dockerfile": 5},
    )
    messages: list[Any] = [None, True, 10**400, math.nan, "build", [], {}, {"do": None}, {"do": []}, {"do": {}}]
    messages += [{"do": verb, key: value} for verb, key, value in itertools.product(verbs, keys, odd)]
    began = time.process_time()
    for message in messages:
        before = time.process_time()
        explorer._on_message(explorer, message, [])
        assert time.process_time() - before < 1, message
    rendered(explorer)
    assert time.process_time() - began < 60
