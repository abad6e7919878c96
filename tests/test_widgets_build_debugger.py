"""The build debugger without a browser: states before and after, the failing step, the breakpoint, looking inside."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dockerlab.archive import save
from dockerlab.errors import LabError
from dockerlab.lab import Lab
from dockerlab.widgets import BuildDebugger

FILES = {
    "Dockerfile": "FROM busybox\nWORKDIR /app\nCOPY a.txt .\nENV A=1\nUSER nobody\nRUN echo half > /tmp/h; cat none.txt\nCMD ls\n",
    "a.txt": "hi\n",
}
GOOD = FILES | {"Dockerfile": FILES["Dockerfile"].replace("none.txt", "a.txt")}
STAGES = """FROM busybox AS deps
RUN echo 1 > /one
FROM busybox AS test
RUN false
FROM scratch
COPY --from=deps /one /
RUN ls
"""


def told(debugger: BuildDebugger, line: int, builder: str = "buildkit") -> dict[str, Any]:
    """What is shown of a line."""
    return next(dict(row[builder]) for row in debugger.trace["rows"] if row["line"] == line)


def state(debugger: BuildDebugger, line: int, name: str, builder: str = "buildkit") -> tuple[str, str]:
    """One aspect before and after a line."""
    return next((one, other) for what, one, other in told(debugger, line, builder)["states"] if what == name)


@pytest.mark.parametrize("builder", ["buildkit", "classic"])
def test_each_step_shows_the_state_before_and_after(builder: str) -> None:
    debugger = BuildDebugger(GOOD)
    assert state(debugger, 2, "working directory", builder) == ("/", "/app")
    assert told(debugger, 2, builder)["changes"] == ["A /app"]
    assert "A /app/a.txt" in told(debugger, 3, builder)["changes"]
    before, after = state(debugger, 4, "ENV", builder)
    assert "A=1" not in before and after == f"{before}\nA=1"
    assert state(debugger, 5, "user", builder) == ("root", "nobody")
    assert state(debugger, 7, "CMD", builder) == ('"sh"', '"/bin/sh" "-c" "ls"')


def test_a_failing_step_shows_the_state_just_before_it_and_the_way_in() -> None:
    debugger = BuildDebugger(FILES)
    row = debugger.trace["rows"][debugger.place]
    assert row["line"] == 6 and row["buildkit"]["verdict"] == row["classic"]["verdict"] == "ERROR"
    assert state(debugger, 6, "user") == ("nobody", "—") and "can't open 'none.txt'" in row["buildkit"]["output"]
    assert row["buildkit"]["shown"].startswith("head -n 5 Dockerfile | docker build -q -t peek -f - .")
    image = state(debugger, 5, "image", "classic")[1]
    assert row["classic"]["shown"] == f"docker run --rm -it --entrypoint sh {image}"
    assert "buildx debug" in row["buildkit"]["words"] and "docker diff" in row["classic"]["words"]
    assert told(debugger, 7)["mark"] == "○ not reached" and "exit code: 1" in debugger.error["text"]


@pytest.mark.parametrize("builder", ["buildkit", "classic"])
def test_looking_inside_is_really_there_and_leaves_nothing(builder: str) -> None:
    debugger = BuildDebugger(FILES, builder=builder)
    host = debugger.hosts[builder]
    before = host.run("docker images -aq; docker ps -aq").stdout
    assert debugger.enter("pwd; whoami; ls; echo $A; echo 'it''s'") == "/app\nnobody\na.txt\n1\nits\n"
    assert debugger.inside["line"] == 6 and host.run("docker images -aq; docker ps -aq").stdout == before
    debugger.at(3)
    assert debugger.inside == {} and debugger.enter("ls -A | wc -l") == "0\n"
    debugger.at(1)
    assert debugger.enter("ls") == "Before FROM there is nothing to enter.\n"


def test_the_leftover_container_of_the_classic_builder_holds_what_failed() -> None:
    debugger = BuildDebugger(FILES, builder="classic")
    words = told(debugger, 6, "classic")["words"]
    container = words.split("docker diff ")[1].split(",")[0]
    assert "A /tmp/h" in debugger.hosts["classic"].run(f"docker diff {container}").stdout


def test_a_breakpoint_stops_before_a_line_and_can_be_taken_away() -> None:
    debugger = BuildDebugger(FILES)
    debugger.stop_at(4)
    marks = [row["buildkit"]["mark"] for row in debugger.trace["rows"]]
    assert marks == ["■ base", "▶ built", "▶ built", *4 * ["○ waits"]]
    assert debugger.trace["said"]["classic"] == "stopped before line 4" and "A=1" not in debugger.enter("env")
    assert state(debugger, 4, "working directory") == ("/app", "—")
    debugger.stop_at(0)
    assert told(debugger, 6)["verdict"] == "ERROR"


def test_a_repair_takes_the_steps_before_it_from_the_cache() -> None:
    debugger = BuildDebugger(FILES)
    debugger.write("Dockerfile", GOOD["Dockerfile"])
    assert debugger.build() and not debugger.error
    assert [told(debugger, line)["verdict"] for line in (2, 3, 4, 6)] == ["CACHED", "CACHED", "config", "RUN"]
    assert told(debugger, 4, "classic")["verdict"] == "CACHED"


def test_stages_only_the_classic_builder_builds_what_nobody_needs() -> None:
    debugger = BuildDebugger({"Dockerfile": STAGES})
    assert told(debugger, 4)["mark"] == "○ not needed" and told(debugger, 4, "classic")["verdict"] == "ERROR"
    assert "no /bin/sh" in told(debugger, 7)["words"] and debugger.trace["targets"] == ["deps", "test"]
    debugger._on_message(debugger, {"do": "target", "to": "deps"}, [])
    assert not debugger.error and told(debugger, 4, "classic")["mark"] == "○ not needed"


def test_triggers_of_the_base_have_rows_of_their_own() -> None:
    lab = Lab({"Dockerfile": "FROM busybox\nONBUILD RUN echo 1 > /t\n"})
    lab.run("docker build -q -t parent .")
    archive = save(lab.engine.store, ["parent"])
    child = Lab({"Dockerfile": "FROM parent\nWORKDIR /w\n"}, images=[archive])
    rows = BuildDebugger(child).trace["rows"]
    assert [row["buildkit"]["verdict"] for row in rows] == ["base", "RUN", "RUN"] and len(rows) == 3


def test_an_error_leaves_the_last_picture() -> None:
    debugger = BuildDebugger(GOOD)
    before = debugger.trace
    debugger.write("Dockerfile", "FROM busybox\nRUM ls\n")
    assert not debugger.build() and debugger.trace == before and "unknown instruction" in debugger.error["text"]


def test_what_only_buildkit_can_is_shown_on_both_sides() -> None:
    debugger = BuildDebugger({"Dockerfile": "FROM busybox\nRUN --mount=type=cache,target=/c ls /c\n"})
    assert debugger.trace["said"] == {"buildkit": "built", "classic": "failed at line 2"}


@pytest.mark.parametrize(
    "message",
    [None, 3, {}, {"do": "enter", "command": "ls"}, {"do": "enter", "command": "ls", "at": "x"}, {"do": "stop", "at": -1}, {"do": "target", "to": "nobody"},
     {"do": "enter", "command": "", "at": 1}, {"do": "enter", "command": "x" * 301, "at": 1}, {"do": "enter", "command": 3}, ["build"]],
)  # fmt: skip
def test_messages_that_mean_nothing_do_nothing(message: object) -> None:
    debugger = BuildDebugger(FILES)
    before = (debugger.trace, debugger.place, debugger.builds, dict(debugger.inside))
    debugger._on_message(debugger, message, [])
    assert (debugger.trace, debugger.place, debugger.builds, dict(debugger.inside)) == before


def test_messages_do_what_the_mouse_does() -> None:
    debugger = BuildDebugger(FILES)
    for message in ({"do": "enter", "command": "pwd", "at": 2}, {"do": "stop", "at": 3}):
        debugger._on_message(debugger, message, [])
    assert debugger.place == 2 and debugger.inside["printed"] == "/app\n" and debugger.trace["stop"] == 2
    debugger._on_message(debugger, {"do": "build", "files": GOOD}, [])
    assert debugger.builds == 2 and not debugger.error


def test_a_dockerfile_on_the_disk_opens_and_an_archive_is_refused(tmp_path: Path) -> None:
    for name, text in GOOD.items():
        (tmp_path / name).write_text(text)
    assert len(BuildDebugger(tmp_path).trace["rows"]) == 7
    lab = Lab(GOOD)
    lab.run("docker build -q -t web .")
    (tmp_path / "web.tar").write_bytes(save(lab.engine.store, ["web"]))
    with pytest.raises(LabError, match="no Dockerfile"):
        BuildDebugger(tmp_path / "web.tar")
    with pytest.raises(LabError, match="unknown instruction"):
        BuildDebugger({"Dockerfile": "FORM busybox\n"})


def test_three_renderings_of_one_trace() -> None:
    debugger = BuildDebugger(FILES)
    bundle = debugger._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    assert data["text/plain"] == repr(debugger)
    assert data["image/svg+xml"].startswith("<svg") and "✘ failed" in data["image/svg+xml"]
    for row in debugger.trace["rows"]:
        assert row["text"] in repr(debugger)
