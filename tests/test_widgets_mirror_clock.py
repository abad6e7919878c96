"""Mirror clock without a browser: the calendar, the list in the layer, and what a step changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from dockerlab.widgets import MirrorClock
from dockerlab.widgets.mirror_clock import APART, TOGETHER

WITH_TREE = APART.replace("curl", "curl tree")


def package(clock: MirrorClock, name: str = "curl") -> dict[str, str]:
    found: dict[str, str] = next(one for one in clock.trace["packages"] if one["name"] == name)
    return found


def test_a_list_in_a_cached_layer_goes_stale_and_the_install_fails() -> None:
    clock = MirrorClock()
    assert clock.trace["stale"] == "fresh" and package(clock)["has"] == "8.14.1-2+deb13u3"
    clock.write("Dockerfile", WITH_TREE)
    clock.go(20)
    assert clock.trace["stale"] == "stale" and package(clock)["state"] == "gone"
    clock.build()
    assert [step["verdict"] for step in clock.trace["steps"]] == ["base", "CACHED", "ERROR"]
    assert "404  Not Found" in clock.trace["steps"][-1]["output"] and "exit code: 100" in clock.error["text"]
    clock.write("Dockerfile", TOGETHER)
    clock.build()
    assert clock.error is None and clock.trace["stale"] == "fresh" and package(clock)["has"] == "8.14.1-2+deb13u4"


def test_a_moved_version_may_still_be_there_for_a_while() -> None:
    clock = MirrorClock({"Dockerfile": APART.replace("curl", "nginx")})
    assert [clock.go(day) and package(clock, "nginx")["state"] for day in (0, 4, 8)] == ["same", "older", "gone"]


def test_without_a_list_nothing_grows_stale_but_the_image() -> None:
    clean = TOGETHER.replace("curl\n", "curl && rm -rf /var/lib/apt/lists/*\n")
    clock = MirrorClock({"Dockerfile": clean}).go(20).build()
    assert clock.trace["stale"] == "no list" and package(clock)["has"] == "8.14.1-2+deb13u3"
    assert package(clock)["mirror"] == "8.14.1-2+deb13u4", "one RUN is cached too"
    clock.build(no_cache=True)
    assert package(clock)["has"] == "8.14.1-2+deb13u4"


def test_back_in_time_takes_builds_back() -> None:
    clock = MirrorClock()
    first = clock.trace["steps"]
    clock.write("Dockerfile", TOGETHER)
    clock.go(20).build()
    clock.go(3)
    assert clock.trace["built"] == 0 and clock.trace["steps"] == first
    clock.go(20).build()
    assert clock.trace["steps"][1]["verdict"] == "RUN", "the build of day 20 was taken back"


def test_the_next_change_is_one_step_away() -> None:
    clock = MirrorClock()
    days = []
    while clock.trace["next"] and len(days) < 9:
        days.append(clock.skip().day)
    assert days == [5, 12, 51], "7 March, 14 March, 22 April"


def test_what_a_step_changed() -> None:
    update, install = MirrorClock().trace["steps"][1:]
    lists = [row["path"] for row in update["changes"]["rows"] if row["path"].endswith("Packages.lz4")]
    assert len(lists) == 3 and update["changes"]["told"].endswith("21.7MB in the layer")
    assert {"kind": "A", "path": "/usr/bin/curl", "size": "322kB"} in install["changes"]["rows"]


def test_an_error_leaves_the_last_picture() -> None:
    clock = MirrorClock()
    before = clock.trace
    clock.write("Dockerfile", "FROM debian\nRUM apt-get update\n")
    clock.build()
    assert clock.trace == before and "unknown instruction" in clock.error["text"]


@pytest.mark.parametrize(
    "message", [None, 3, {}, {"do": "go"}, {"do": "go", "day": "5"}, {"do": "go", "day": True}, {"do": "write", "which": "x"}]
)  # fmt: skip
def test_messages_that_mean_nothing_do_nothing(message: object) -> None:
    clock = MirrorClock()
    before = (clock.trace, clock.files, clock.day)
    clock._on_message(clock, message, [])
    assert before == (clock.trace, clock.files, clock.day)


def test_days_are_bounded() -> None:
    clock = MirrorClock()
    clock._on_message(clock, {"do": "go", "day": 10**9}, [])
    assert clock.day == 60
    clock._on_message(clock, {"do": "go", "day": -5}, [])
    assert clock.day == 0


def test_the_classic_builder_and_a_dockerfile_of_your_own(tmp_path: Path) -> None:
    path = tmp_path / "Dockerfile"
    path.write_text("FROM debian:bookworm-slim\nRUN apt-get update\nRUN apt-get install -y nginx\n")
    clock = MirrorClock(path, builder="classic")
    assert clock.trace["suites"][0]["name"] == "bookworm" and package(clock, "nginx")["state"] == "same"


def test_three_renderings_of_one_trace() -> None:
    clock = MirrorClock().go(20)
    bundle = clock._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    assert data["text/plain"] == repr(clock) and data["image/svg+xml"].startswith("<svg")
    assert "curl: mirror 8.14.1-2+deb13u4, list 8.14.1-2+deb13u3 (‼ gone: 404), image 8.14.1-2+deb13u3" in repr(clock)
