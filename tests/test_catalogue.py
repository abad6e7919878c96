"""The catalogue and the registries: what Docker Hub has in the lab, and pulling and pushing."""

from __future__ import annotations

import re
import subprocess
import sys
import time
import tomllib
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from dockerlab.clock import START
from dockerlab.data_files import data_folder
from dockerlab.errors import DaemonError, InvalidReference, NotModelled
from dockerlab.image import History, Image
from dockerlab.inode import File, Filler, Symlink, read
from dockerlab.layer import HardLink, Layer
from dockerlab.reference import parse
from dockerlab.registry import LAB_REGISTRY, PushError, Registry, manifest_digest, repositories, repository
from dockerlab.registry.catalogue import entries_of, listed_layer, records
from dockerlab.registry.listing import parse_listing
from dockerlab.registry.record import digest_of
from dockerlab.store import Store

LATER = datetime(2026, 4, 1, tzinfo=UTC).timestamp()
LAYERS = sorted(path.name.removesuffix(".txt") for path in (data_folder() / "images" / "layers").iterdir())
LAYERS.remove("digests")


def image(name: str, now: float = START) -> Image:
    return Registry().image(parse(name), now)


# -- the data ----------------------------------------------------------------


def test_what_the_course_needs_is_there() -> None:
    wanted = {"busybox", "alpine", "debian", "ubuntu", "almalinux", "hello-world", "python", "node", "nginx"}
    assert wanted <= set(repositories())
    for name in wanted:
        found = repository(name)
        assert found is not None and "latest" in found.at(START), name
        assert len(found.at(START)) >= 2


def test_every_listing_is_recorded_and_used() -> None:
    assert set(records()) == set(LAYERS)
    texts = [(data_folder() / "images" / f"{name}.toml").read_text() for name in repositories()]
    listings = [(data_folder() / "images" / "layers" / f"{name}.txt").read_text() for name in LAYERS]
    for name in LAYERS:
        used = any(re.search(rf'"{re.escape(name)}"\]', text) for text in texts)
        assert used or any(re.search(rf"(include|:\+?|\+) {re.escape(name)}$", text, re.M) for text in listings), name


@pytest.mark.parametrize("name", [name for name in LAYERS if records()[name].tar_size < 20_000_000])
def test_recorded_digests_are_true(name: str) -> None:
    """The larger ones (a few seconds in all) are made by the same function; see ``dockerlab.registry.record``."""
    record = records()[name]
    assert digest_of(name) == (record.diff_id, record.tar_size)


@pytest.mark.parametrize("name", LAYERS)
def test_listings_make_sense(name: str) -> None:
    entries = entries_of(name)
    assert entries
    for path, entry in entries.items():
        assert path.startswith("/") and not path.endswith("/") and "//" not in path and "{" not in path, path
        if isinstance(entry, HardLink):
            assert isinstance(entries[entry.target], File)
        if isinstance(entry, File) and isinstance(entry.content, Filler):
            assert "*" not in entry.content.name
            if entry.content.name.startswith("program:"):
                assert entry.mode & 0o111, path


@pytest.mark.parametrize("name", repositories())
def test_every_image_stands(name: str) -> None:
    found = repository(name)
    assert found is not None
    for image in found.images(LATER):
        assert sum(not row.empty_layer for row in image.history) == len(image.layers)
        assert all(row.created for row in image.history)
        tree = image.filesystem
        program = (image.config.entrypoint or image.config.cmd or ("",))[0]
        path = image.config.environment()["PATH"].split(":") if "/" not in program else [""]
        assert any(tree.exists(f"{folder}/{program}" if folder else program) for folder in path), (name, program)
        if name == "hello-world":
            continue
        shell = tree.lookup("/bin/sh")
        assert isinstance(shell, File) and isinstance(shell.content, Filler)
        assert shell.content.name in ("program:busybox", "program:dash", "program:bash")
        for text in ("/etc/passwd", "/etc/group"):
            node = tree.lookup(text)
            assert isinstance(node, File) and read(node.content).startswith(b"root:")
        broken = [
            path
            for path, node in tree.walk()
            if isinstance(node, Symlink)
            and path.startswith(("/bin", "/usr/bin", "/usr/local/bin", "/sbin"))
            and not tree.exists(path)
        ]
        assert not broken


@pytest.mark.parametrize("name", repositories())
def test_tags_and_their_moves(name: str) -> None:
    data = tomllib.loads((data_folder() / "images" / f"{name}.toml").read_text())
    used = {key.split(" ")[-1] for keys in data["tags"].values() for key in ([keys] if isinstance(keys, str) else keys)}
    bases = {row["from"] for other in repositories() for row in described(other).values() if "from" in row}
    for key in data["images"]:
        assert key in used or f"{name}:{key}" in bases, f"no tag ever means {key}"
    found = repository(name)
    assert found is not None
    for tag, moves in found.tags.items():
        assert [since for since, _ in moves] == sorted(since for since, _ in moves), tag
        for since, _ in moves:
            image = found.image(tag, since or START)
            assert image is not None
            made = datetime.fromisoformat(image.created.replace("Z", "+00:00")).timestamp()
            assert made <= (since + 86400 if since else START), f"{tag} means an image of the future"


def described(name: str) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = tomllib.loads((data_folder() / "images" / f"{name}.toml").read_text())["images"]
    return found


def test_the_calendar_moves_tags() -> None:
    assert image("python:3.12-slim").id != image("python:3.12-slim", LATER).id
    assert image("python:3.12.12-alpine").id == image("python:3.12.12-alpine", LATER).id
    with pytest.raises(DaemonError, match=r"manifest for python:3\.12\.13 not found"):
        image("python:3.12.13")
    pinned = f"python@{manifest_digest(image('python:3.12-slim'))}"
    assert image(pinned, LATER).id == image("python:3.12-slim").id


def test_layers_are_shared_between_images() -> None:
    assert image("python:3.13-slim").layers[0] is image("nginx").layers[0] is image("debian:trixie-slim").layers[0]
    assert image("node:22").layers[:4] == image("python:3.12-bookworm").layers[:4]


def test_sizes_are_true_to_life() -> None:
    """Within a tenth of what Docker Hub's images of that kind are, in MB."""
    for name, megabytes in {
        "alpine": 8.3,
        "debian:bookworm-slim": 74.8,
        "debian:bookworm": 117,
        "ubuntu:24.04": 78.1,
        "python:3.12-slim": 127,
        "python:3.12": 1020,
        "python:3.12-alpine": 48,
        "node:22-slim": 220,
        "nginx": 152,
        "busybox": 4.3,
    }.items():
        assert image(name).size / 1e6 == pytest.approx(megabytes, rel=0.1), name


def test_busybox_lab_is_the_engines() -> None:
    """Same tree, configuration, history and tar sizes as the image that the tests' real engine makes."""
    lab = image("busybox:lab")
    assert [row.created_by for row in lab.history][-2:] == [
        "RUN /bin/sh -c mkdir -m 1777 /tmp && mkdir -p /usr/bin /var /home # buildkit",
        'CMD ["sh"]',
    ]
    assert [records()[f"busybox-lab-{n}"].tar_size for n in range(1, 6)] == [2065408, 3584, 1536, 146432, 4096]
    assert lab.size == 2066678  # what the engine says of it once it is loaded: 279 links are counted
    assert lab.config.args_escaped and lab.config.working_dir == "/"


def test_nothing_is_read_before_it_is_looked_at() -> None:
    script = (
        "import sys, time; from dockerlab.registry import Registry, catalogue; from dockerlab.reference import parse\n"
        "image = Registry().image(parse('python'), 1.78e9); image.id; image.history\n"
        "print(catalogue.entries_of.cache_info().currsize)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "0"


def test_an_image_opens_quickly() -> None:
    entries_of.cache_clear()
    start = time.process_time()
    entries_of("alpine-3.23")
    assert time.process_time() - start < 0.1


@pytest.mark.parametrize(
    "line", ["0755", "07 /a", "0644 a", "0644 /a = 5", "0644 /a ~ 5", "include nope", "0644 /a = x y"]
)
def test_a_wrong_line_is_named(line: str) -> None:
    with pytest.raises((ValueError, KeyError)):
        parse_listing(line, {}.__getitem__)


# -- pulling -------------------------------------------------------------------


def pulled(name: str, store: Store, now: float = START, **options: bool) -> tuple[Store, list[str]]:
    store, events = Registry().pull(parse(name), store, now, "2026-03-02T09:00:00Z", **options)
    return store, [str(event) for event in events]


def test_a_pull_that_knows_the_base() -> None:
    store, lines = pulled("debian:trixie-slim", Store())
    assert lines[0] == "trixie-slim: Pulling from library/debian"
    assert lines[-1] == "Status: Downloaded newer image for debian:trixie-slim"
    store, lines = pulled("python:3.12-slim", store)
    ids = [layer.removeprefix("sha256:")[:12] for layer in image("python:3.12-slim").diff_ids]
    assert lines[1:5] == [
        f"{ids[0]}: Already exists",
        f"{ids[1]}: Pulling fs layer",
        f"{ids[2]}: Pulling fs layer",
        f"{ids[3]}: Pulling fs layer",
    ]
    assert lines[5:7] == [f"{ids[1]}: Verifying Checksum", f"{ids[1]}: Download complete"]
    assert lines[-3] == f"{ids[3]}: Pull complete"
    assert lines[-2] == f"Digest: {manifest_digest(image('python:3.12-slim'))}"
    store, lines = pulled("python:3.12-slim", store)
    assert [line.split(":")[0] for line in lines] == ["3.12-slim", "Digest", "Status"]
    assert lines[-1] == "Status: Image is up to date for python:3.12-slim"
    store, lines = pulled("python:3.12-slim-trixie", store)
    assert lines[-1] == "Status: Downloaded newer image for python:3.12-slim-trixie" and len(lines) == 3
    waiting = [line for line in pulled("node:22", Store())[1] if line.endswith("Waiting")]
    assert len(waiting) == len(image("node:22").layers) - 3


def test_a_pull_by_digest_and_of_all_tags() -> None:
    digest = manifest_digest(image("alpine"))
    store, lines = pulled(f"alpine@{digest}", Store())
    assert lines[0] == f"alpine@{digest}: Pulling from library/alpine"
    assert lines[-1] == f"Status: Downloaded newer image for alpine@{digest}"
    assert [name.familiar for name in store.names] == [f"alpine@{digest}"]
    store, lines = pulled("hello-world", store, every=True)
    assert [line for line in lines if "Pulling from" in line] == [
        "latest: Pulling from library/hello-world",
        "linux: Pulling from library/hello-world",
    ]
    assert lines[-1] == "Status: Downloaded newer image for hello-world"


def test_a_moved_tag_leaves_the_old_image_without_one() -> None:
    store, _ = pulled("python:3.12-slim", Store())
    old = store.resolve("python:3.12-slim")
    store, lines = pulled("python:3.12-slim", store, LATER)
    assert store.resolve("python:3.12-slim").id != old.id
    assert [name.tag for name in store.references(old.id)] == [None]
    assert lines[-1].startswith("Status: Downloaded newer image")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("alpine:nope", "manifest for alpine:nope not found: manifest unknown: manifest unknown"),
        (
            "nope",
            "pull access denied for nope, repository does not exist or may require 'docker login': denied: requested "
            "access to the resource is denied",
        ),
        ("me/alpine", "pull access denied for me/alpine, repository does not exist"),
        ("scratch", "'scratch' is a reserved name"),
        (f"alpine@sha256:{'0' * 64}", f"manifest for alpine@sha256:{'0' * 64} not found: manifest unknown"),
        ("localhost:5000/nope", "manifest for localhost:5000/nope:latest not found: manifest unknown"),
        ("localhost:5055/x", 'Get "http://localhost:5055/v2/": dial tcp [::1]:5055: connect: connection refused'),
    ],
)
def test_pulls_that_fail(name: str, words: str) -> None:
    with pytest.raises(DaemonError) as caught:
        pulled(name, Store())
    assert caught.value.message.startswith(words)


def test_other_registries_are_not_modelled() -> None:
    with pytest.raises(NotModelled, match=r"ghcr\.io"):
        pulled("ghcr.io/a/b", Store())
    with pytest.raises(InvalidReference):
        pulled("Nope", Store())


# -- pushing -------------------------------------------------------------------


def test_pushing_to_the_labs_registry() -> None:
    base = image("busybox:lab")
    made = base.append(Layer({"/1": File(b"1")}), History("2026-03-02T09:00:00Z", "RUN echo 1 > /1 # buildkit"))
    name = parse(f"{LAB_REGISTRY}/bb:2")
    store = Store().with_image(made).tag(name, made.id)
    registry, store, events = Registry().push(name, store)
    lines = [str(event) for event in events]
    ids = [layer.removeprefix("sha256:")[:12] for layer in reversed(made.diff_ids)]
    assert lines[:8] == [
        f"The push refers to repository [{LAB_REGISTRY}/bb]",
        *(f"{layer}: Preparing" for layer in ids),
        f"{ids[5]}: Waiting",
    ]
    assert lines[8:14] == [f"{layer}: Pushed" for layer in ids]
    assert re.fullmatch(r"2: digest: sha256:[0-9a-f]{64} size: \d+", lines[14])
    assert len(store.references(made.id)) == 2
    registry, store, events = registry.push(name, store)
    assert {str(event).split(": ")[-1] for event in events[8:14]} == {"Layer already exists"}
    other = parse(f"{LAB_REGISTRY}/xx:9")
    registry, store, events = registry.push(other, store.tag(other, made.id))
    assert {str(event).split(": ")[-1] for event in events[8:14]} == {"Mounted from bb"}
    store, back = registry.pull(name, Store(), START)
    assert store.resolve(str(name)) is made and str(back[0]) == "2: Pulling from bb"
    registry, store, events = registry.push(parse(f"{LAB_REGISTRY}/xx"), store.tag(other, made.id), every=True)
    assert sum("digest:" in str(event) for event in events) == 1


def test_pushes_that_fail() -> None:
    store = Store().with_image(image("alpine")).tag(parse("alpine"), image("alpine").id)
    with pytest.raises(PushError, match="An image does not exist locally with the tag: nope") as caught:
        Registry().push(parse("nope"), store)
    assert str(caught.value.events[0]) == "The push refers to repository [docker.io/library/nope]"
    with pytest.raises(PushError, match="denied: requested access to the resource is denied"):
        Registry().push(parse("alpine"), store)
    elsewhere = parse("ghcr.io/me/x")
    with pytest.raises(NotModelled):
        Registry().push(elsewhere, store.tag(elsewhere, image("alpine").id))


def test_layers_of_the_catalogue_save() -> None:
    """The tar that is made when it is wanted is the one that was recorded."""
    layer = listed_layer("busybox-lab-4")
    assert replace(layer, known=None).diff_id == layer.diff_id
