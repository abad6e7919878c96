"""The pull theatre without a browser: the moments of a pull, its hashes, and the three renderings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dockerlab.digest import chain_ids, sha256
from dockerlab.errors import LabError
from dockerlab.lab import Lab
from dockerlab.reference import parse
from dockerlab.registry import Registry, hashes, watch
from dockerlab.registry.hashes import NAMES, compressed
from dockerlab.registry.wire import NEEDS
from dockerlab.store import Store
from dockerlab.widgets import PullTheatre

MARCH = 1_772_500_000.0
SAVED = "docker pull -q busybox:lab && docker save -o busybox.tar busybox:lab"


@pytest.mark.parametrize("name", ["hello-world", "nginx", "python:3.12-slim", "busybox:lab"])
def test_moments_tell_the_events_of_a_pull_once_and_in_a_possible_order(name: str) -> None:
    pull = watch(Registry(), parse(name), Store(), MARCH)
    _, events = Registry().pull(parse(name), Store(), MARCH)
    printed = [line for moment in pull.moments for line in moment.printed]
    assert sorted(map(str, printed)) == sorted(map(str, events)) and str(printed[-1]) == str(events[-1])
    seen: set[str] = set()
    for moment in pull.moments[1:]:
        assert set(NEEDS[moment.kind]) <= seen, moment
        seen.add(moment.kind)
    assert [m.received for m in pull.moments] == sorted(m.received for m in pull.moments)
    assert pull.moments[-1].on_disk == pull.image.size and set(pull.moments[-1].states) == {"unpacked"}


def test_a_second_image_brings_only_what_it_does_not_share() -> None:
    first = watch(Registry(), parse("python:3.13-slim"), Store(), MARCH)
    second = watch(Registry(), parse("python:3.12-slim"), first.store, MARCH)
    alone = watch(Registry(), parse("python:3.12-slim"), Store(), MARCH)
    assert (second.shared, second.new, alone.new) == (2, 2, 4)
    common = [layer.size for layer in alone.image.layers[:2]]
    assert alone.received - second.received > sum(common) and second.image.size == alone.image.size
    again = watch(Registry(), parse("python:3.12-slim"), second.store, MARCH)
    assert again.new == 0 and again.received < 2000


def test_every_hash_is_of_what_it_says() -> None:
    image = watch(Registry(), parse("busybox:lab"), Store(), MARCH).image
    for n, layer in enumerate(image.layers):
        found = {one.name: one for one in hashes(image, n)}
        assert tuple(found) == NAMES
        assert found["DiffID"].digest == sha256(layer.tar) and layer.tar.startswith(found["DiffID"].begins)
        assert found["ChainID"].digest == chain_ids(image.diff_ids)[n] and (n == 0 or found["ChainID"].right)
        assert found["image ID"].digest == sha256(image.json)
        blob = compressed(layer)
        assert found["layer digest"].digest == (sha256(blob) if blob else None)
        assert found["layer digest"].digest != found["DiffID"].digest
    assert compressed(image.layers[1], 1) != compressed(image.layers[1], 9)


def test_pull_look_and_go() -> None:
    theatre = PullTheatre(None, "alpine:3.23")
    assert theatre.place == 8 and theatre.trace["moments"][8]["kind"] == "name"
    theatre._on_message(theatre, {"do": "pull", "reference": " docker pull python:3.13-alpine "}, [])
    assert theatre.pulls == ["alpine:3.23", "python:3.13-alpine"] and theatre.which == 1
    assert "1 of 4 layers was here" in theatre.trace["summary"] and "alpine:3.23, python:3.13-alpine" in theatre.machine
    theatre._on_message(theatre, {"do": "look", "pull": 0}, [])
    assert theatre.trace["reference"] == "alpine:3.23"
    assert theatre.go("verify").place == 6
    with pytest.raises(LabError, match="no moment 'lunch'"):
        theatre.go("lunch")
    with pytest.raises(LabError, match="no pull 7"):
        theatre.look(7)
    theatre._on_message(theatre, {"do": "clear"}, [])
    assert theatre.machine == "This machine has no image."
    assert theatre.pull("python:3.13-alpine").shown.new == 4


def test_an_error_leaves_the_last_picture() -> None:
    theatre = PullTheatre()
    before = theatre.trace
    for text, said in (
        ("nosuch", "pull access denied"),
        ("alpine:9", "manifest unknown"),
        ("UPPER", "lowercase"),
        ("ghcr.io/a/b", "ghcr.io"),
    ):
        theatre.pull(text)
        assert theatre.trace == before and said in theatre.error["text"]
    theatre.pull("hello-world")
    assert not theatre.error and theatre.trace["summary"].startswith("The image was here: only its manifest travelled")


@pytest.mark.parametrize(
    "message",
    [None, 3, {}, {"do": "pull"}, {"do": "pull", "reference": " "}, {"do": "pull", "reference": "a" * 301},
     {"do": "look", "pull": 9}, {"do": "look", "pull": "0"}, ["pull"]],
)  # fmt: skip
def test_messages_that_mean_nothing_do_nothing(message: Any) -> None:
    theatre = PullTheatre()
    before = theatre.trace
    theatre._on_message(theatre, message, [])
    assert theatre.trace == before and theatre.pulls == ["hello-world:latest"] and theatre.error is None


def test_a_place_beyond_the_end_shows_the_last_moment() -> None:
    theatre = PullTheatre()
    theatre.place = 99
    assert "moment 8 of 8" in repr(theatre)


def test_an_archive_a_dockerfile_and_a_lab_are_subjects(tmp_path: Path) -> None:
    lab = Lab()
    lab.run(SAVED)
    archive = tmp_path / "busybox.tar"
    archive.write_bytes(lab.host.read("/root/lab/busybox.tar"))
    theatre = PullTheatre(archive)
    assert theatre.shown.reference.familiar == "localhost:5000/busybox:lab" and theatre.shown.new == 5
    assert theatre.shown.image.id == watch(Registry(), parse("busybox:lab"), Store(), MARCH).image.id
    (tmp_path / "Dockerfile").write_text("FROM alpine:3.23\nRUN echo hi > /hi\n")
    own = PullTheatre(tmp_path / "Dockerfile")
    assert own.shown.reference.familiar == "localhost:5000/lab:latest" and own.shown.new == 2
    lab.run("docker pull -q alpine:3.23")
    assert PullTheatre(lab, "nginx:alpine").shown.shared == 1 and len(lab.engine.store.listed()) == 3


def test_three_renderings_of_one_trace() -> None:
    theatre = PullTheatre(None, "python:3.13-slim", "python:3.12-slim").go("layer")
    bundle = theatre._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    assert data["text/plain"] == repr(theatre)
    drawing = data["image/svg+xml"]
    assert drawing.startswith("<svg") and "<title>docker pull python:3.12-slim</title>" in drawing
    assert int(drawing.split('width="')[1].split("pt")[0]) <= 690
    for row in theatre.trace["rows"]:
        assert row["title"] in repr(theatre) and row["there"] in drawing
    assert "▶ travels" in repr(theatre)
