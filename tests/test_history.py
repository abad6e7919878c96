"""The rows of docker history as data: the layer and the image of each, and why an ID is missing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dockerlab.errors import DaemonError
from dockerlab.image import History
from dockerlab.lab import Lab
from dockerlab.store import HistoryRow, Store, history

FILES = {"Dockerfile": "FROM busybox\nENV A=1\nRUN echo hi > /a\nCMD cat /a\n"}


def rows(lab: Lab, image: str = "web") -> tuple[HistoryRow, ...]:
    store = lab.engine.store
    return history(store, store.resolve(image))


def whys(lab: Lab, image: str = "web") -> list[str]:
    return [row.why for row in rows(lab, image)]


@pytest.mark.parametrize(
    ("commands", "expected"),
    [
        ("docker build -q -t web .", ["asked", "buildkit", "buildkit", "buildkit"]),
        ("DOCKER_BUILDKIT=0 docker build -q -t web .", ["asked", "parent", "parent", "parent"]),
        ("docker build -q -t app . && docker run --name box app && docker commit box web", ["asked", "parent", *3 * ["buildkit"]]),
        ("DOCKER_BUILDKIT=0 docker build -q -t web . && docker save -o w.tar web && docker rmi web && docker load -i w.tar",
         ["asked", "no parent", "no parent", "no parent"]),
        ("docker run --name box busybox true && docker export -o box.tar box && docker import box.tar web", ["asked"]),
    ],
    ids=["BuildKit", "classic", "commit", "load", "import"],
)  # fmt: skip
def test_why_a_row_has_an_id_or_none(commands: str, expected: list[str]) -> None:
    lab = Lab(FILES)
    assert lab.run(commands).status == 0
    assert whys(lab) == expected
    shown = lab.run("docker history --no-trunc --format '{{.ID}}' web").stdout.split()
    assert shown == ["<missing>" if row.image is None else row.image.id for row in rows(lab)]


def test_the_last_image_known_is_where_the_chain_of_parents_ends() -> None:
    lab = Lab(FILES)
    lab.run("docker build -q -t app . && docker run --name box app && docker commit box web")
    app = lab.engine.store.resolve("app")
    assert [row.last.id == app.id for row in rows(lab)] == [False, True, True, True, True]


def test_layers_are_numbered_from_the_bottom_and_empty_rows_have_none() -> None:
    lab = Lab(FILES)
    lab.run("docker build -q -t web .")
    assert [row.number for row in rows(lab)] == [0, 2, 0, 1]
    assert [row.layer is None for row in rows(lab)] == [True, False, True, False]


def test_more_rows_with_a_layer_than_layers_are_refused() -> None:
    lab = Lab(FILES)
    lab.run("docker build -q -t web .")
    image = lab.engine.store.resolve("web")
    lying = replace(image, history=(*image.history, History("", "RUN more")), raw=None)
    with pytest.raises(DaemonError, match="too many non-empty layers"):
        history(Store(), lying)
