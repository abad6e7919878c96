"""The review of a project, and its dashboard, without a browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dockerlab.errors import LabError
from dockerlab.lab import Lab
from dockerlab.review import METRICS, Change, review
from dockerlab.widgets import BeforeAfter, CacheXray

SECRET = "tok_s3cret"
FILES = {
    "Dockerfile": "FROM busybox\nARG TOKEN=tok_s3cret\nCOPY . /app\nRUN sleep 40; rm /app/.env\nENV KEY=tok_s3cret\nCMD cat /app/app.py\n",
    ".env": "KEY=tok_s3cret\n", "app.py": "print(1)\n", "requirements.txt": "flask\n",
}  # fmt: skip
GOOD = 'FROM busybox\nCOPY requirements.txt /app/\nRUN sleep 40\nCOPY app.py /app/\nCMD ["cat", "/app/app.py"]\n'
CHANGES = [
    Change("you edit app.py", {"app.py": "print(22)\n"}),
    Change("you edit requirements.txt", {"requirements.txt": "redis\n"}),
]


def test_every_place_of_a_secret_is_found() -> None:
    found = review(FILES, secrets={"token": SECRET})
    assert [str(leak) for leak in found.leaks] == [
        "layer 2: /app/.env, hidden by layer 3", "layer 2: /app/Dockerfile", "history, row 2", "history, row 4", "history, row 5", "config: KEY",
    ]  # fmt: skip


def test_what_a_rebuild_costs_and_what_it_makes_others_pull() -> None:
    bad, good = (review({**FILES, "Dockerfile": text}, CHANGES) for text in (FILES["Dockerfile"], GOOD))
    assert [round(version.seconds) for version in bad.versions] == [40, 40]
    assert [round(version.seconds) for version in good.versions] == [0, 40]
    assert [version.delta for version in good.versions] == [len("print(22)\n"), len("redis\n") + len("print(22)\n")]
    assert all(a.delta > b.delta for a, b in zip(bad.versions, good.versions, strict=True))
    assert [finding.rule.name for finding in bad.findings] == [
        "SecretsUsedInArgOrEnv",
        "SecretsUsedInArgOrEnv",
        "JSONArgsRecommended",
    ]
    assert list(bad.metrics) == list(METRICS) and good.metrics["findings"] == 0


def send(board: BeforeAfter, **message: Any) -> None:
    board._on_message(board, message, [])


def test_better_and_worse() -> None:
    board = BeforeAfter(FILES, changes=CHANGES, secrets={"token": SECRET})
    assert {row["mark"] for row in board.rows} == {"= same"} and board.measured == 1
    board.write("Dockerfile", GOOD)
    send(board, do="measure")
    assert [row["mark"] for row in board.rows] == ["▼ better"] * 5 and "5 of 5 better, 0 worse" in board.summary
    board.write("Dockerfile", GOOD + "COPY .env /\n")
    send(board, do="measure")
    marks = {row["metric"]: row for row in board.rows}
    assert marks["leaks"]["behind"][1] == ["token: layer 5: /.env"]
    send(board, do="switch", builder="classic")
    assert board.before.result.builder == board.after.result.builder == "classic"


def test_a_build_is_given_its_secrets() -> None:
    board = BeforeAfter(FILES, secrets={"token": SECRET})
    board.write(
        "Dockerfile", "FROM busybox\nRUN --mount=type=secret,id=token,required wc -c < /run/secrets/token > /n\n"
    )
    board.measure()
    assert board.error is None and board.after.metrics["leaks"] == 0
    layer = board.after.contents.layers[-1]
    assert [change.path for change in layer.changes if change.path == "/n"] == ["/n"]


def test_an_error_leaves_the_numbers() -> None:
    board = BeforeAfter(FILES)
    rows = board.rows
    board.write("Dockerfile", "FROM busybox\nCOPPY a b\n")
    send(board, do="measure")
    assert board.error["line"] == 2 and board.rows == rows and "unknown instruction" in repr(board)
    board.write("Dockerfile", "FROM busybox\nRUN exit 4\n")
    send(board, do="measure")
    assert "exit code: 4" in board.error["text"]
    board.write("Dockerfile", GOOD)
    send(board, do="measure")
    assert board.error is None


@pytest.mark.parametrize("message", [None, 3, {}, {"do": "switch", "builder": "x"}, ["measure"]])
def test_messages_that_mean_nothing_do_nothing(message: object) -> None:
    board = BeforeAfter(FILES)
    board._on_message(board, message, [])
    assert board.measured == 1


def test_subjects(tmp_path: Path) -> None:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    for subject in (FILES, tmp_path, tmp_path / "Dockerfile", str(tmp_path), Lab(FILES)):
        assert BeforeAfter(subject).files == FILES
        assert CacheXray(subject).files == FILES
    with pytest.raises(LabError, match="there is no Dockerfile to build"):
        BeforeAfter({"a": "1"})


def test_three_renderings() -> None:
    board = BeforeAfter(FILES, changes=CHANGES, secrets={"token": SECRET})
    bundle = board._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    assert data["text/plain"] == repr(board) and "bytes of the image" in data["image/svg+xml"]
    assert "application/vnd.jupyter.widget-view+json" in data
