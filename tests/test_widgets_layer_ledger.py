"""The layer ledger without a browser: what it counts, what it does in the lab, and its renderings."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from dockerlab.errors import LabError
from dockerlab.lab import Lab
from dockerlab.widgets import LayerLedger
from dockerlab.widgets.ledger_view import bill, blocks, named

PULLS = ["python:3.13-slim", "python:3.12-slim", "nginx"]
TWO = """docker build -q -t one - <<END
FROM busybox
RUN echo shared > /s
RUN echo 1 > /one
END
docker build -q -t two - <<END
FROM busybox
RUN echo shared > /s
RUN echo 22 > /two
END"""


def block(ledger: LayerLedger, name: str) -> dict[str, object]:
    return next(one for one in ledger.blocks if one["name"] == name)


def test_a_shared_layer_is_one_block_as_wide_as_the_images_on_it() -> None:
    ledger = LayerLedger(pulls=PULLS)
    layers = [one for one in ledger.blocks if one["kind"] == "layer"]
    assert len(layers) == len({one["id"] for one in layers}) == ledger.bill.layers == 12
    debian = layers[0]
    assert debian["row"] == 1 and debian["span"] == 3 and len(debian["images"]) == 3
    for one in ledger.blocks:  # nothing lies on anything else, and everything stands on something
        covered = {(one["row"], one["column"] + n) for n in range(one["span"])}
        others = [{(o["row"], o["column"] + n) for n in range(o["span"])} for o in ledger.blocks if o is not one]
        assert not any(covered & other for other in others)
        below = {(row - 1, column) for row, column in covered}
        assert one["row"] == 1 or any(below <= other for other in others)


def test_the_bill_is_what_docker_says() -> None:
    ledger = LayerLedger(pulls=PULLS)
    lab, found = ledger.lab, ledger.bill
    assert found.summed == sum(image.size for image in lab.engine.store.listed())
    assert found.disk == sum(layer.size for layer in lab.engine.store.layers().values())
    said = lab.run("docker system df --format '{{.Type}} {{.Size}}'").stdout.split("\n")[0]
    assert said == f"Images {found.disk / 1e6:.4g}MB"
    for line in found.lines:
        before = bill(lab.engine).disk
        lab.run(f"docker rmi {line.name}")
        assert before - bill(lab.engine).disk == line.freed > 0
        lab.undo()


def test_what_docker_would_refuse_is_said_and_frees_nothing() -> None:
    ledger = LayerLedger(pulls=["python:3.13-slim"])
    ledger.run("docker run -d --name job python:3.13-slim sleep 1d")
    (line,) = ledger.bill.lines
    assert line.freed == 0 and "container" in line.kept and "refused" in repr(ledger)
    ledger._on_message(ledger, {"do": "remove", "image": line.image}, [])
    assert "conflict" in ledger.error["text"] and len(ledger.images) == 1


def test_a_built_image_leaves_its_layers_to_the_build_cache() -> None:
    lab = Lab()
    lab.run(TWO)
    ledger = LayerLedger(lab)
    one, two = ledger.bill.lines
    assert (one.size - one.shared, two.size - two.shared) == (2, 3) and one.freed == 0
    ledger.run("docker rmi one")
    assert ledger.bill.cached == 2 and "in 1 layer that only the build cache holds" in ledger.totals[1]
    ledger.run("docker builder prune -f")
    assert ledger.bill.cached == 0


def test_choosing_lights_up_who_goes_with_it() -> None:
    lab = Lab()
    lab.run(TWO)
    ledger = LayerLedger(lab)
    base, shared = (one["name"] for one in ledger.blocks if one["kind"] == "layer" and one["span"] == 2)
    ledger.choose(shared)
    assert ledger.lit() == ["one:latest", "two:latest"]
    ledger.choose("two:latest")
    assert ledger.lit()[:2] == [base, shared] and len(ledger.lit()) == 3 and "chosen: two:latest" in repr(ledger)
    with pytest.raises(LabError, match="there is no image or layer 'three'"):
        ledger.choose("three")
    ledger.run("docker rmi two")
    assert ledger.chosen == "" and ledger.lit() == []


def test_a_pull_is_foretold_and_then_so() -> None:
    ledger = LayerLedger(pulls=PULLS[:1])
    told, before = ledger.ask("python:3.12-slim"), ledger.bill.disk
    assert (len(told.here), len(told.travel)) == (2, 2) and len(ledger.images) == 1
    ledger._on_message(ledger, {"do": "pull", "name": "python:3.12-slim"}, [])
    assert ledger.bill.disk - before == told.bytes
    assert "0B of 127MB would be pulled" in ledger.pull["words"]
    ledger._on_message(ledger, {"do": "undo"}, [])
    assert len(ledger.images) == 1 and ledger.did == "Undone: docker pull -q python:3.12-slim"


def test_memory_is_shared_between_containers_and_between_images() -> None:
    ledger = LayerLedger(pulls=PULLS[:2])
    alone, many = ledger.containers(1), ledger.containers(50)
    assert alone.held == many.held < alone.unshared and many.unshared == 50 * alone.unshared
    assert ledger.containers(0) == alone and ledger.containers(10**9).unshared == 100 * alone.unshared


def test_an_error_is_shown_and_the_picture_stays() -> None:
    ledger = LayerLedger(pulls=PULLS[:1])
    before = ledger.blocks
    for message in ({"do": "ask", "name": "nginy"}, {"do": "pull", "name": "nginy"}):
        ledger._on_message(ledger, message, [])
        assert "pull access denied for nginy" in ledger.error["text"] and ledger.blocks == before
    ledger._on_message(ledger, {"do": "ask", "name": "nginx"}, [])
    assert ledger.error is None


@pytest.mark.parametrize(
    "message",
    [None, 3, {}, ["pull"], {"do": "pull"}, {"do": "pull", "name": ""}, {"do": "pull", "name": "x" * 1000},
     {"do": "ask", "name": 3}, {"do": "remove", "image": "no such"}, {"do": "count", "count": "many"},
     {"do": "pull", "name": "; docker rmi python"}],
)  # fmt: skip
def test_messages_that_mean_nothing_change_nothing(message: object) -> None:
    ledger = LayerLedger(pulls=PULLS[:1])
    before = ledger.blocks, ledger.bill
    ledger._on_message(ledger, message, [])
    assert (ledger.blocks, ledger.bill) == before


def test_three_renderings() -> None:
    ledger = LayerLedger(pulls=PULLS)
    bundle = ledger._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    assert data["text/plain"] == repr(ledger) and "237MB in 12 layers" in repr(ledger)
    root = ElementTree.fromstring(data["image/svg+xml"])
    drawn = "".join(root.itertext())
    for row in ledger.rows:
        assert row[0] in drawn and row[0] in repr(ledger)
    assert repr(LayerLedger()) == "Layer ledger: no images here yet"


def test_files_are_built_and_an_archive_is_opened(tmp_path: Path) -> None:
    built = LayerLedger({"Dockerfile": "FROM busybox\nCOPY a /\n", "a": "1"})
    assert list(built.images) == ["lab:latest"]
    with pytest.raises(LabError, match="not found") as caught:
        LayerLedger({"Dockerfile": "FROM busybox\nCOPY b /\n"})
    assert caught.value.where is not None and caught.value.where.line == 2
    built.lab.run("docker save -o all.tar lab")
    (tmp_path / "all.tar").write_bytes(built.lab.host.read(f"{built.lab.terminal.cwd}/all.tar"))
    opened = LayerLedger(tmp_path / "all.tar")
    assert [line.name for line in opened.bill.lines] == ["lab:latest"] and opened.bill.layers == 2


def test_blocks_of_images_without_layers() -> None:
    lab = Lab()
    lab.run("docker build -q -t empty - <<END\nFROM scratch\nLABEL a=b\nEND")
    (only,) = blocks(named(lab.engine.store))
    assert only["kind"] == "image" and only["layers"] == [] and only["row"] == 1
