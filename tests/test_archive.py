"""Archives: what is written is read; what is hostile or broken is refused and changes nothing."""

from __future__ import annotations

import bz2
import contextlib
import gzip
import io
import json
import lzma
import random
import tarfile
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockerlab.archive import Limits, export_tar, import_tar, load, save
from dockerlab.digest import sha256
from dockerlab.errors import ArchiveError, DaemonError, LabError, NotModelled
from dockerlab.filesystem import Filesystem
from dockerlab.image import History, Image, ImageConfig
from dockerlab.image.gojson import dumps
from dockerlab.inode import Directory, File, Filler, Node, Special, Symlink
from dockerlab.layer import HardLink, Layer, Whiteout, from_tar
from dockerlab.overlay import Overlay
from dockerlab.reference import parse
from dockerlab.store import Store
from dockerlab.tarball import END, Member, header, padding
from dockerlab.union import apply, changeset

ROW = History("2026-03-02T09:00:00Z", "COPY . / # buildkit", "buildkit.dockerfile.v0")
LOWER = Layer({"/etc": Directory(), "/etc/motd": File(b"hi"), "/bin": Directory(), "/bin/big": File(b"x\n" * 2500)})
UPPER = Layer({"/etc": Directory(), "/etc/motd": Whiteout(), "/l": Symlink("etc/motd")})
BASE = Image(ImageConfig(cmd=("sh",))).append(LOWER, ROW)
CHILD = replace(BASE.append(UPPER, ROW), parent=BASE.id)
STORE = Store().with_image(BASE).with_image(CHILD).tag(parse("base"), BASE.id).tag(parse("web:1"), CHILD.id)
ARCHIVE = save(STORE, ["web:1"])
Files = dict[str, bytes]


def unpack(data: bytes) -> Files:
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        return {m.name: tar.extractfile(m).read() for m in tar if m.isfile()}  # type: ignore[union-attr]


def pack(files: Files, *extra: Member) -> bytes:
    pieces = [header(Member(name, "file", len(body), 0)) + body + padding(len(body)) for name, body in files.items()]
    return b"".join([*pieces, *map(header, extra), END])


def edited(change: Callable[[list[dict[str, Any]]], None]) -> bytes:
    """The archive with its manifest.json changed."""
    files = unpack(ARCHIVE)
    manifest = json.loads(files["manifest.json"])
    change(manifest)
    return pack(files | {"manifest.json": dumps(manifest)})


# -- what is good ------------------------------------------------------------


def test_round_trip() -> None:
    store, events = load(ARCHIVE, Store(), "2026-03-02T09:00:00Z")
    assert [str(event) for event in events][-1] == "Loaded image: web:1"
    image = store.resolve("web:1")
    assert image == CHILD and image.id == CHILD.id and image.json == CHILD.json
    assert [layer.tar for layer in image.layers] == [layer.tar for layer in CHILD.layers]
    assert image.filesystem == CHILD.filesystem
    assert save(store, ["web:1"]) == ARCHIVE


def test_filler_becomes_bytes_but_programs_stay_programs() -> None:
    program = File(Filler(5000, "program:coreutils/ls"), 0o755)
    image = Image().append(Layer({"/big": File(Filler(5000, "x")), "/ls": program}), ROW)
    store, _ = load(save(Store().with_image(image), [image.id]), Store())
    tree = store.images[image.id].filesystem
    assert tree.lookup("/big") == File(b"x\n" * 2500)
    assert tree.lookup("/ls") == program


def test_layers_that_are_here_are_shared() -> None:
    store, events = load(ARCHIVE, STORE)
    assert [str(event) for event in events] == ["Loaded image: web:1"]
    assert store.images[CHILD.id].layers[0] is LOWER
    assert store.images[CHILD.id].parent == BASE.id


def test_names_and_parents() -> None:
    store = STORE.tag(parse("web:2"), CHILD.id).tag(parse("localhost:5000/a/b:3"), CHILD.id)
    manifest = json.loads(unpack(save(store, ["web", "base:latest", "localhost:5000/a/b:3"]))["manifest.json"])
    assert [item["RepoTags"] for item in manifest] == [["web:1", "web:2", "localhost:5000/a/b:3"], ["base:latest"]]
    assert manifest[0]["Parent"] == BASE.id and "Parent" not in manifest[1]
    child = replace(CHILD, history=(ROW, ROW))
    both = Store().with_image(BASE).with_image(replace(child, parent=BASE.id))
    loaded, events = load(save(both, [BASE.id, child.id]), Store())
    assert loaded.images[child.id].parent == BASE.id
    assert [str(event) for event in events[-2:]] == [f"Loaded image ID: {BASE.id}", f"Loaded image ID: {child.id}"]
    files = unpack(save(both, [child.id[7:19]]))
    assert "repositories" not in files and json.loads(files["manifest.json"])[0]["RepoTags"] is None


def test_what_cannot_be_saved() -> None:
    for name, message in (
        ("nope", "No such image: nope"),
        ("web:9", "reference does not exist"),
        ("0" * 64, "No such image"),
        ("Web", "must be lowercase"),
    ):
        with pytest.raises(LabError, match=message):
            save(STORE, [name])
    empty = Image()
    with pytest.raises(DaemonError, match="empty export - not implemented"):
        save(Store().with_image(empty), [empty.id])


def test_a_name_is_taken_over() -> None:
    store = Store().with_image(BASE).tag(parse("web:1"), BASE.id)
    store, events = load(ARCHIVE, store)
    taken = f"The image web:1 already exists, renaming the old one with ID {BASE.id} to empty string"
    assert [str(event) for event in events[-2:]] == [taken, "Loaded image: web:1"]
    assert store.references(BASE.id) == ()


@pytest.mark.parametrize("compress", [gzip.compress, bz2.compress, lzma.compress])
def test_compressed_as_a_whole(compress: Callable[[bytes], bytes]) -> None:
    store, _ = load(compress(ARCHIVE), Store())
    assert CHILD.id in store.images
    store, _ = load(gzip.compress(ARCHIVE[:5000]) + gzip.compress(ARCHIVE[5000:]) + bytes(100), Store())
    assert CHILD.id in store.images


def test_compressed_layers() -> None:
    files = unpack(ARCHIVE)
    manifest = json.loads(files["manifest.json"])
    for name in manifest[0]["Layers"]:
        files[name] = gzip.compress(files[name])
    store, _ = load(pack(files), Store())
    assert store.resolve("web:1").layers[0].tar == LOWER.tar
    files["blobs/sha256/zstd"] = b"\x28\xb5\x2f\xfd" + bytes(100)
    manifest[0]["Layers"][0] = "blobs/sha256/zstd"
    with pytest.raises(NotModelled, match="zstd"):
        load(pack(files | {"manifest.json": dumps(manifest)}), Store())


def test_an_oci_layout_alone() -> None:
    files = {name: data for name, data in unpack(ARCHIVE).items() if name not in ("manifest.json", "repositories")}
    store, events = load(pack(files), Store())
    assert str(events[-1]) == "Loaded image: web:1" and store.resolve("web:1").id == CHILD.id
    index = json.loads(files["index.json"])
    del index["manifests"][0]["annotations"]
    store, events = load(pack(files | {"index.json": dumps(index)}), Store())
    assert str(events[-1]) == f"Loaded image ID: {CHILD.id}"


def test_links_inside_the_archive() -> None:
    """Docker before 25 wrote a layer that two images share once, and a link to it."""
    files = unpack(ARCHIVE)
    manifest = json.loads(files["manifest.json"])
    manifest[0]["Layers"][0] = "abc/layer.tar"
    link = Member("abc/layer.tar", "symlink", 0, 0, link=f"../blobs/{LOWER.diff_id.replace(':', '/')}")
    store, _ = load(pack(files | {"manifest.json": dumps(manifest)}, link), Store())
    assert CHILD.id in store.images


def test_export_and_import() -> None:
    data = export_tar(CHILD.filesystem)
    image = import_tar(gzip.compress(data), "2026-03-02T09:00:00Z", ImageConfig(cmd=("a",)), "hello")
    assert image.filesystem == CHILD.filesystem
    assert image.flavour == "classic" and image.history == (History("2026-03-02T09:00:00Z", comment="hello"),)
    assert image.layers[0].diff_id == sha256(data)
    with pytest.raises(ArchiveError):
        import_tar(b"no tar at all" * 100, "", ImageConfig())


# -- what is not ---------------------------------------------------------------


def no_layer(manifest: list[dict[str, Any]]) -> None:
    manifest[0]["Layers"].pop()


def swapped(manifest: list[dict[str, Any]]) -> None:
    manifest[0]["Layers"].reverse()


def other_name(key: str, value: object) -> Callable[[list[dict[str, Any]]], None]:
    return lambda manifest: manifest[0].__setitem__(key, value)


def bomb() -> bytes:
    return gzip.compress(bytes(50_000_000))


def forged(name: str, change: Callable[[bytes], bytes]) -> bytes:
    files = unpack(ARCHIVE)
    files[name] = change(files[name])
    return pack(files)


CONFIG = f"blobs/{CHILD.id.replace(':', '/')}"
BLOB = f"blobs/{LOWER.diff_id.replace(':', '/')}"
EVIL_LAYERS = {
    "climbs out": Member("../../etc/passwd", "file", 0, 0),
    "climbs out below": Member("a/../../b", "file", 0, 0),
    "a link to outside": Member("x", "hardlink", 0, 0, link="../../etc/shadow"),
    "an empty whiteout": Member("a/.wh.", "file", 0, 0),
}
HOSTILE: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "zeros": lambda: bytes(10240),
    "text": lambda: b"hello, world\n" * 100,
    "half": lambda: ARCHIVE[: len(ARCHIVE) // 2],
    "half of a gzip": lambda: gzip.compress(ARCHIVE)[:-500],
    "a damaged gzip": lambda: gzip.compress(ARCHIVE)[:200] + b"x" * 500,
    "gzip in name only": lambda: b"\x1f\x8b" + b"x" * 100,
    "bzip2 in name only": lambda: b"BZh9" + b"x" * 100,
    "xz in name only": lambda: b"\xfd7zXZ\0" + b"x" * 100,
    "a bomb": bomb,
    "a bomb in a bomb": lambda: forged(BLOB, lambda data: bomb()),
    "no manifest": lambda: pack({"a": b"b"}),
    "an absolute member": lambda: pack(unpack(ARCHIVE), Member("/etc/passwd", "file", 0, 0)),
    "a climbing member": lambda: pack(unpack(ARCHIVE), Member("../../etc/passwd", "file", 0, 0)),
    "a climbing link": lambda: pack(unpack(ARCHIVE), Member("a", "symlink", 0, 0, link="../../etc/passwd")),
    "an absolute link": lambda: pack(unpack(ARCHIVE), Member("a", "symlink", 0, 0, link="/etc/passwd")),
    "a hard link to outside": lambda: pack(unpack(ARCHIVE), Member("a", "hardlink", 0, 0, link="../x")),
    "a device": lambda: pack(unpack(ARCHIVE), Member("a", "block", 0, 0, major=8)),
    "a pipe": lambda: pack(unpack(ARCHIVE), Member("a", "fifo", 0, 0)),
    "too many files": lambda: pack({f"f{n}": b"" for n in range(3000)} | unpack(ARCHIVE)),
    "one layer too few": lambda: edited(no_layer),
    "layers in another order": lambda: edited(swapped),
    "a configuration elsewhere": lambda: edited(other_name("Config", "../../etc/passwd")),
    "an absolute configuration": lambda: edited(other_name("Config", "/etc/passwd")),
    "no configuration": lambda: edited(other_name("Config", "")),
    "a configuration that is a directory": lambda: edited(other_name("Config", "blobs")),
    "a number for a name": lambda: edited(other_name("Config", 5)),
    "layers that are numbers": lambda: edited(other_name("Layers", [1, 2])),
    "a bad tag": lambda: edited(other_name("RepoTags", ["Bad"])),
    "a digest for a tag": lambda: edited(other_name("RepoTags", [f"a@{CHILD.id}"])),
    "no tag in a tag": lambda: edited(other_name("RepoTags", ["a"])),
    "a manifest that is an object": lambda: pack(unpack(ARCHIVE) | {"manifest.json": b"{}"}),
    "a manifest of numbers": lambda: pack(unpack(ARCHIVE) | {"manifest.json": b"[1]"}),
    "a manifest cut short": lambda: pack(unpack(ARCHIVE) | {"manifest.json": b'[{"Config"'}),
    "a deep manifest": lambda: pack(unpack(ARCHIVE) | {"manifest.json": b"[" * 100_000 + b"]" * 100_000}),
    "a manifest in circles": lambda: pack(
        {"manifest.json": b'[{"Config":"a","Layers":["a"]}]'}, Member("a", "symlink", 0, 0, link="a")
    ),
    "a key twice": lambda: pack(unpack(ARCHIVE) | {"manifest.json": b'[{"Config":"a","Config":"b"}]'}),
    "another configuration": lambda: forged(CONFIG, lambda data: data.replace(b"amd64", b"arm64")),
    "a configuration that is noise": lambda: forged(CONFIG, lambda data: b"\xff" * 100),
    "another layer": lambda: forged(BLOB, lambda data: data.replace(b"hi", b"ho", 1)),
    "a layer cut short": lambda: forged(BLOB, lambda data: data[:1000]),
    **{
        f"a layer that has {name}": lambda member=member: evil(member)  # type: ignore[misc]
        for name, member in EVIL_LAYERS.items()
    },
}


def evil(member: Member) -> bytes:
    """An archive whose digests are all true, with a layer that is not to be believed."""
    tar = header(member) + END
    layer = Layer(raw=tar)
    image = Image().append(layer, ROW)
    return save(Store().with_image(image), [image.id])


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_archives_are_refused(name: str) -> None:
    before = (dict(STORE.images), dict(STORE.names))
    with pytest.raises(ArchiveError):
        load(HOSTILE[name](), STORE, limits=Limits(size=10_000_000, files=2000))
    assert (STORE.images, STORE.names) == before


def layout(change: Callable[[dict[str, Any]], None]) -> bytes:
    """An OCI layout whose index says something else."""
    files = {name: data for name, data in unpack(ARCHIVE).items() if name not in ("manifest.json", "repositories")}
    index = json.loads(files["index.json"])
    change(index["manifests"][0])
    return pack(files | {"index.json": dumps(index)})


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("size", 1),
        ("size", "1"),
        ("digest", "sha256:" + "0" * 64),
        ("digest", "sha256:../../../etc/passwd"),
        ("digest", 1),
    ],
)
def test_lying_descriptors_are_refused(key: str, value: object) -> None:
    with pytest.raises(ArchiveError):
        load(layout(lambda pointer: pointer.__setitem__(key, value)), Store())


def test_words_of_the_engine() -> None:
    for data, words in (
        (edited(no_layer), "invalid manifest, layers length mismatch: expected 1, got 2"),
        (edited(swapped), f'invalid diffID for layer 0: expected "{LOWER.diff_id}", got "{UPPER.diff_id}"'),
        (ARCHIVE[:3000], "unexpected EOF"),
        (pack({"a": b"b"}), "repositories: no such file or directory"),
        (edited(other_name("RepoTags", ["Bad"])), "repository name (library/Bad) must be lowercase"),
    ):
        with pytest.raises(ArchiveError) as caught:
            load(data, Store())
        assert words in caught.value.message


def test_other_systems_are_not_modelled() -> None:
    image = replace(CHILD, os="windows")
    with pytest.raises(NotModelled, match="windows"):
        load(save(Store().with_image(image), [image.id]), Store())
    with pytest.raises(NotModelled, match=r"before 1\.10"):
        load(pack({"repositories": b"{}"}), Store())


def test_an_export_keeps_hard_links_and_only_those() -> None:
    lower = Layer({"/a": File(b"x" * 2000), "/b": HardLink("/a"), "/c": HardLink("/a"), "/d": File(b"x" * 2000)})
    root = Overlay(apply(Filesystem(), lower))
    root.write("/c", b"y")
    root.link("/d", "/e")
    layers = (lower, root.layer())
    with tarfile.open(fileobj=io.BytesIO(export_tar(root.fs, layers))) as tar:
        found = {member.name: member.linkname for member in tar}
    assert found == {"a": "", "b": "a", "c": "", "d": "", "e": "d"}
    back = import_tar(export_tar(root.fs, layers), "2026-03-02T09:00:00Z", ImageConfig())
    assert back.filesystem.root.entries == root.fs.root.entries


@given(st.binary(max_size=4000))
def test_noise(data: bytes) -> None:
    with contextlib.suppress(LabError):
        load(data, Store(), limits=Limits(10_000_000))


@given(st.integers(0, 2**32))
def test_damage(seed: int) -> None:
    """Bytes changed anywhere: refused, or without effect on what is read; never another kind of error, never a hang."""
    chance = random.Random(seed)
    data = bytearray(ARCHIVE)
    for _ in range(chance.randint(1, 20)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    cut = chance.choice([len(data), chance.randrange(len(data))])
    with contextlib.suppress(LabError):
        store, _ = load(bytes(data[:cut]), Store(), limits=Limits(10_000_000))
        for image in store.images.values():
            assert image.id == sha256(image.json)
            assert all(layer.diff_id == sha256(layer.tar) for layer in image.layers)


# -- the laws of layers ----------------------------------------------------------

NAMES = st.sampled_from(["a", "b", "c", "é", "x" * 101])
NODES: st.SearchStrategy[Node] = st.recursive(
    st.builds(File, st.binary(max_size=3), st.integers(0, 0o7777), st.integers(0, 2), mtime=st.integers(0, 3))
    | st.builds(Symlink, st.sampled_from(["a", "../b", "/c"]))
    | st.builds(Special, st.just("char"), st.integers(0, 9), st.integers(0, 9)),
    lambda below: st.builds(Directory, st.dictionaries(NAMES, below, max_size=4), st.sampled_from([0o755, 0o1777])),
    max_leaves=12,
)
TREES = st.dictionaries(NAMES, NODES, max_size=4).map(lambda entries: Filesystem(Directory(entries)))


@given(TREES, TREES)
def test_a_changeset_leads_from_one_tree_to_the_other(before: Filesystem, after: Filesystem) -> None:
    assert apply(before, changeset(before, after)) == after


@given(TREES, TREES)
def test_a_layer_survives_its_tar(before: Filesystem, after: Filesystem) -> None:
    layer = changeset(before, after)
    back = from_tar(layer.tar)
    assert back == replace(layer, raw=layer.tar) and back.diff_id == layer.diff_id
    assert apply(before, back) == after
    assert Layer(back.entries, back.opaque).tar == layer.tar


@given(TREES)
def test_an_image_survives_its_archive(tree: Filesystem) -> None:
    image = Image().append(changeset(Filesystem(), tree), ROW)
    store, _ = load(save(Store().with_image(image), [image.id]), Store())
    assert store.images[image.id].filesystem == tree
