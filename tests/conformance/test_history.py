"""BuildKit's own assertions about the history of an image: two Dockerfiles, ten rows."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dockerlab.build.steps import BuildOptions
from dockerlab.context import BuildContext
from dockerlab.engine import Engine
from dockerlab.image import Image
from tests.conftest import find_conformance

FOLDER = find_conformance() / "e2e-history-asserts"
CASES: list[dict[str, Any]] = json.loads((FOLDER / "cases.json").read_text()) if FOLDER.is_dir() else []
pytestmark = pytest.mark.requires("conformance")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["func"])
def test_the_rows_above_the_base(case: dict[str, Any]) -> None:
    engine = Engine()
    context = BuildContext.from_mapping({**case.get("context", {}), "Dockerfile": case["dockerfile"]})
    result = engine.build(context, BuildOptions(tags=("made",)))
    base = engine.image("busybox")
    assert result.image is not None, result.error
    history = result.image.history
    assert history[: len(base.history)] == base.history
    rows = history[len(base.history) :]
    assert len(rows) == len(case["history_after_base"])
    for row, wanted in zip(rows, case["history_after_base"], strict=True):
        assert wanted.get("equals", row.created_by) == row.created_by
        assert wanted.get("contains", "") in row.created_by and wanted.get("also_contains", "") in row.created_by
        assert row.empty_layer is wanted.get("empty_layer", row.empty_layer), row
        assert row.created and (row.comment == "buildkit.dockerfile.v0")
    layers = sum(not row.empty_layer for row in history)
    assert layers == len(result.image.diff_ids)
    if "diff_ids" in case:
        # The table's busybox has one layer and two rows, the lab's may have others: what is made on it counts.
        assert len(result.image.layers) - len(base.layers) == case["diff_ids"] - case["base_layers"]


def test_every_row_is_compared() -> None:
    assert [len(case["history_after_base"]) for case in CASES] == [6, 4]


def test_the_rows_survive_the_configuration() -> None:
    """Upstream reads them from an exported image: so do we."""
    engine = Engine()
    context = BuildContext.from_mapping({**CASES[0]["context"], "Dockerfile": CASES[0]["dockerfile"]})
    image = engine.build(context).image
    assert image is not None
    assert Image.from_json(image.json, image.layers).history == image.history
