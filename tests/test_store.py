"""The store against what a Docker 28.5 engine answered to the same commands."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dockerlab.errors import DaemonError, InvalidReference
from dockerlab.image import History, Image, ImageConfig
from dockerlab.inode import File
from dockerlab.layer import Layer
from dockerlab.reference import Reference, parse
from dockerlab.store import Store, Use

ROW = History("2026-03-02T09:00:00Z", "RUN x")
BASE = Image(ImageConfig(cmd=("sh",))).append(Layer({"/b": File(b"base")}), ROW)
LAYER_1, LAYER_2 = Layer({"/1": File(b"1\n")}), Layer({"/2": File(b"22\n")})
RUN_1 = replace(BASE.append(LAYER_1, History("2026-03-02T09:00:01Z", "RUN 1")), parent=BASE.id)
ENV = replace(RUN_1.append(None, History("2026-03-02T09:00:02Z", "ENV", empty_layer=True)), parent=RUN_1.id)
RUN_2 = replace(ENV.append(LAYER_2, History("2026-03-02T09:00:03Z", "RUN 2")), parent=ENV.id)


def chain(*tags: str) -> Store:
    """What the classic builder leaves: a base, two nameless images, and the tagged one."""
    store = Store().with_image(BASE).tag(parse("base"), BASE.id)
    for image in (RUN_1, ENV, RUN_2):
        store = store.with_image(image)
    for tag in tags:
        store = store.tag(parse(tag), RUN_2.id)
    return store


def test_the_last_name_takes_the_chain_along() -> None:
    store, events = chain("c1", "c1:x").remove("c1:x")
    assert [str(event) for event in events] == ["Untagged: c1:x"]
    store, events = store.remove("c1")
    assert [str(event) for event in events] == [
        "Untagged: c1:latest",
        f"Deleted: {RUN_2.id}",
        f"Deleted: {RUN_2.chain_ids[2]}",
        f"Deleted: {ENV.id}",
        f"Deleted: {RUN_1.id}",
        f"Deleted: {RUN_1.chain_ids[1]}",
    ]
    assert list(store.images) == [BASE.id]


def test_by_id() -> None:
    digits = RUN_2.id.removeprefix("sha256:")[:12]
    _, events = chain("c1").remove(digits)
    assert [str(event) for event in events[:2]] == ["Untagged: c1:latest", f"Deleted: {RUN_2.id}"]
    for names in (("c1", "c2"), ("c1", "c1:a")):
        with pytest.raises(DaemonError, match=rf"conflict: unable to delete {digits} \(must be forced\) - image is re"):
            chain(*names).remove(digits)
        _store, events = chain(*names).remove(RUN_2.id[:20], force=True)
        assert [str(event)[:8] for event in events[:3]] == ["Untagged", "Untagged", "Deleted:"]


def test_children_keep_their_parent() -> None:
    store = chain("c2").tag(parse("c1"), RUN_1.id)
    store, events = store.remove("c1")
    assert [str(event) for event in events] == ["Untagged: c1:latest"]
    for force in (False, True):
        with pytest.raises(DaemonError, match=r"\(cannot be forced\) - image has dependent child images"):
            store.remove(RUN_1.id, force=force)
    assert store.dangling(RUN_1.id) is False


def test_containers_keep_their_image() -> None:
    store = Store().with_image(BASE).tag(parse("b1"), BASE.id)
    stopped = Use("307521c6f7f9" + "0" * 52, BASE.id, layers=BASE.chain_ids)
    with pytest.raises(
        DaemonError,
        match=r'^conflict: unable to remove repository reference "b1" \(must force\) - container 307521c6f7f9 is using '
        rf"its referenced image {BASE.id[7:19]}",
    ):
        store.remove("b1", uses=[stopped])
    after, events = store.remove("b1", force=True, uses=[stopped])
    assert [str(event) for event in events] == ["Untagged: b1:latest", f"Deleted: {BASE.id}"]  # the layer is held
    running = replace(stopped, running=True)
    after, events = store.remove("b1", force=True, uses=[running])
    assert [str(event) for event in events] == ["Untagged: b1:latest"]
    with pytest.raises(DaemonError, match=r"\(cannot be forced\) - image is being used by running container 307521c6"):
        after.remove(BASE.id, force=True, uses=[running])
    two = store.tag(parse("b2"), BASE.id)
    after, events = two.remove("b1", uses=[running])
    assert [str(event) for event in events] == ["Untagged: b1:latest"]
    with pytest.raises(DaemonError, match=r"\(must be forced\) - image is being used by stopped container"):
        after.untag(parse("b2")).remove(BASE.id, uses=[stopped])


def test_digests_go_with_the_last_tag_of_their_repository() -> None:
    pinned = Reference("docker.io", "library/bb", None, BASE.id)
    other = Reference("localhost:5000", "xx", None, BASE.id)
    store = Store().with_image(BASE).tag(parse("bb:2"), BASE.id).tag(pinned, BASE.id)
    _, events = store.remove("bb:2")
    assert [str(event)[:17] for event in events][:2] == ["Untagged: bb:2", "Untagged: bb@sha2"]
    _, events = store.remove(BASE.id)
    assert len(events) == 4  # one repository: no force is needed
    with pytest.raises(DaemonError, match="multiple repositories"):
        store.tag(other, BASE.id).remove(BASE.id)
    after, events = store.remove(str(pinned))
    assert len(events) == 1 and after.find("bb:2") is BASE


def test_the_build_cache_keeps_layers() -> None:
    store = Store().with_image(BASE).tag(parse("b"), BASE.id).hold(BASE)
    after, events = store.remove("b")
    assert [str(event) for event in events] == ["Untagged: b:latest", f"Deleted: {BASE.id}"]
    assert list(after.layers()) == list(BASE.chain_ids)


def test_finding() -> None:
    store = chain("c1")
    assert store.find("nope") is None
    assert store.find("sha256:" + RUN_2.id[7:15]) is RUN_2
    assert store.find(RUN_2.id[7:]) is RUN_2
    assert store.find(f"c1@{RUN_2.id}") is None
    with pytest.raises(DaemonError, match=r"^No such image: nope:latest$"):
        store.resolve("nope")
    with pytest.raises(DaemonError, match=r"^No such image: sha256:00000000000"):
        store.resolve("0" * 64)
    with pytest.raises(InvalidReference, match="must be lowercase"):
        store.resolve("Nope")
    many = store
    for n in range(40):
        many = many.with_image(Image(author=str(n)))
    first = [name[7] for name in many.images]
    twice = next(digit for digit in first if first.count(digit) > 1)
    with pytest.raises(DaemonError, match=f"^No such image: {twice}:latest$"):  # sic: ambiguous is not found
        many.resolve(twice)


def test_a_name_is_taken_from_another_image() -> None:
    store = chain("web").tag(parse("web"), BASE.id, "2026-03-02T09:00:09Z")
    assert store.find("web") is BASE
    assert store.dangling(RUN_2.id)
    assert store.tagged_at[BASE.id] == "2026-03-02T09:00:09Z"
    with pytest.raises(DaemonError, match="refusing to create an ambiguous tag using digest algorithm as name"):
        store.tag(parse("sha256:abc"), BASE.id)


def test_lists() -> None:
    store = chain()
    assert store.listed() == (RUN_2, BASE)
    assert store.listed(every=True) == (RUN_2, ENV, RUN_1, BASE)
    assert store.references(BASE.id) == (parse("base:latest"),)


def test_prune() -> None:
    store, events = chain().prune()
    assert [str(event)[:7] for event in events] == ["Deleted"] * 5
    assert sum(getattr(event, "size", 0) for event in events) == LAYER_1.size + LAYER_2.size
    assert list(store.images) == [BASE.id]
    store, events = chain("c1").prune()
    assert events == []
    store, events = chain("c1").prune(every=True, uses=[Use("f" * 64, BASE.id)])
    assert list(store.images) == [BASE.id] and str(events[0]) == "Untagged: c1:latest"
    store, events = chain("c1").prune(every=True, wanted=lambda image: image.created < "2026-03-02T09:00:01Z")
    assert len(store.images) == 4  # the base has a child


def test_shared_and_unique_bytes() -> None:
    other = BASE.append(Layer({"/o": File(b"12345")}), ROW)
    store = chain("c1").with_image(other).tag(parse("o"), other.id)
    usage = {row.image.id: (row.size, row.shared, row.unique) for row in store.usage()}
    assert usage[BASE.id] == (4, 4, 0)
    assert usage[other.id] == (9, 4, 5)
    assert usage[RUN_2.id] == (9, 4, 5)
    assert sum(layer.size for layer in store.layers().values()) == 14


def test_a_store_never_changes() -> None:
    store = chain("c1")
    before = (dict(store.images), dict(store.names))
    store.remove("c1")
    store.prune(every=True)
    store.tag(parse("x"), BASE.id)
    assert (store.images, store.names) == before
