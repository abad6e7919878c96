"""The package managers on the lab's archives: what they install, what they say, and how a cached index goes stale."""

from __future__ import annotations

import pytest

from dockerlab.build.steps import BuildOptions, BuildResult
from dockerlab.context import BuildContext
from dockerlab.engine import Engine
from dockerlab.inode import File
from dockerlab.layer import Whiteout

DAY = 86_400
BASE = "FROM debian:trixie-20260223-slim\n"  # pinned: the moving tag would bring a new base


def build(engine: Engine, text: str, **options: object) -> BuildResult:
    return engine.build(BuildContext.from_mapping({}), BuildOptions(**options), dockerfile=text)  # type: ignore[arg-type]


def printed(result: BuildResult, fd: int = 1, step: int = -1) -> str:
    return "".join(o.data.decode() for o in result.steps[step].output if o.fd == fd)


def hits(result: BuildResult) -> list[bool]:
    return [type(step.cache).__name__ == "CacheHit" for step in result.steps]


# -- apt-get: the trap of the cached update ------------------------------------


def test_a_cached_index_goes_stale() -> None:
    engine = Engine()
    update = BASE + "RUN apt-get update\n"
    first = build(engine, update + "RUN apt-get install -y --no-install-recommends tree\n")
    assert first.error is None

    engine.clock.advance(20 * DAY)
    stale = build(engine, update + "RUN apt-get install -y --no-install-recommends tree curl\n")
    assert hits(stale) == [False, True, False]
    assert stale.steps[-1].status == 100
    said = printed(stale, 2)
    version = "8.14.1-2%2bdeb13u3"
    pool = "http://deb.debian.org/debian-security/pool/updates/main/c/curl"
    assert f"E: Failed to fetch {pool}/curl_{version}_amd64.deb  404  Not Found [IP: " in said
    assert "E: Unable to fetch some archives, maybe run apt-get update or try with --fix-missing?\n" in said
    assert "did not complete successfully: exit code: 100" in str(stale.error)

    together = build(engine, BASE + "RUN apt-get update && apt-get install -y --no-install-recommends curl\n")
    assert together.error is None
    assert "curl (8.14.1-2+deb13u4)" in printed(together)
    anew = build(engine, update + "RUN apt-get install -y --no-install-recommends tree curl\n", no_cache=True)
    assert anew.error is None


def test_the_classic_builder_falls_into_the_same_trap() -> None:
    engine = Engine("classic")
    update = BASE + "RUN apt-get update\n"
    assert build(engine, update).error is None
    engine.clock.advance(20 * DAY)
    stale = build(engine, update + "RUN apt-get install -y curl\n")
    assert hits(stale)[1] and "returned a non-zero code: 100" in str(stale.error)


def test_without_lists_nothing_is_found() -> None:
    result = build(Engine(), BASE + "RUN apt-get install -y curl\n")
    assert result.steps[-1].status == 100
    assert printed(result, 2) == "E: Unable to locate package curl\n"
    assert printed(result).startswith("Reading package lists...\nBuilding dependency tree...\n")


@pytest.mark.parametrize(
    ("command", "status", "said"),
    [
        ("apt-get install -y crul", 100, "E: Unable to locate package crul\n"),
        ("apt-get install -y curl=7.0", 100, "E: Version '7.0' for 'curl' was not found\n"),
        ("apt-get install -y 'curl=8.14.*'", 0, ""),
        ("apt-get install -y curl=8.14.1-2+deb13u3", 0, ""),
        ("apt-get remove -y nosuch", 100, "E: Unable to locate package nosuch\n"),
        ("apt-get frobnicate", 100, "E: Invalid operation frobnicate\n"),
    ],
)
def test_messages(command: str, status: int, said: str) -> None:
    text = f"{BASE}ENV DEBIAN_FRONTEND=noninteractive\nRUN apt-get update\nRUN {command}\n"
    result = build(Engine(), text)
    assert (result.steps[-1].status, printed(result, 2)) == (status, said)


def test_without_yes_it_asks_and_aborts() -> None:
    result = build(Engine(), BASE + "RUN apt-get update && apt-get install curl\n")
    assert result.steps[-1].status == 1
    assert printed(result).endswith("Do you want to continue? [Y/n] Abort.\n")


def test_what_a_layer_holds() -> None:
    engine = Engine()
    text = (
        BASE + "RUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*\n"
    )
    clean = build(engine, text)
    assert clean.image is not None
    layer = clean.image.layers[-1]
    assert {"/usr/bin/curl", "/var/lib/dpkg/status", "/var/log/dpkg.log"} <= set(layer.entries)
    assert not [p for p in layer.entries if p.startswith("/var/lib/apt/lists/") and isinstance(layer.entries[p], File)]
    assert not [p for p in layer.entries if p.endswith(".deb")], "docker-clean empties the cache"
    assert not [p for p in layer.entries if p.startswith("/usr/share/man/")], "slim images leave manuals out"
    apart = build(engine, BASE + "RUN apt-get update\nRUN rm -rf /var/lib/apt/lists/*\n")
    assert apart.image is not None
    assert 20e6 < apart.image.layers[-2].size < 25e6, "the index of Debian 13 takes 21 MB"
    assert apart.image.layers[-1].size == 0, "removing it later saves nothing"


def test_recommends_are_most_of_it() -> None:
    engine = Engine()
    sizes = []
    for flag in ("", "--no-install-recommends"):
        image = build(engine, f"{BASE}RUN apt-get update && apt-get install -y {flag} git\n").image
        assert image is not None
        sizes.append(len(image.layers[-1].entries))
    assert sizes[0] > sizes[1]


def test_installing_takes_time() -> None:
    result = build(Engine(), BASE + "RUN apt-get update\nRUN apt-get install -y build-essential\n")
    assert result.steps[1].seconds > 1 and result.steps[2].seconds > 5


def test_no_network() -> None:
    result = build(Engine(), BASE + "RUN --network=none apt-get update\nRUN apt-get install -y curl\n")
    assert result.steps[1].status == 0, "apt-get update only warns"
    assert "Temporary failure resolving 'deb.debian.org'" in printed(result, 2, 1)
    assert printed(result, 2) == "E: Unable to locate package curl\n"


def test_remove_purge_and_autoremove() -> None:
    setup = BASE + "ENV DEBIAN_FRONTEND=noninteractive\nRUN apt-get update && apt-get install -y -qq nginx\n"
    result = build(Engine(), setup + "RUN apt-get remove -y nginx\nRUN apt-get purge -y --auto-remove nginx-common\n")
    assert result.error is None and result.image is not None
    assert isinstance(result.image.layers[-2].entries["/usr/sbin/nginx"], Whiteout)
    assert "Use 'apt autoremove' to remove them." in printed(result, 1, -2)
    assert result.image.filesystem.get("/etc/nginx/nginx.conf") is None
    assert " libbpf1* " in printed(result) and "nginx-common*" in printed(result)


def test_a_user_who_is_not_root() -> None:
    result = build(Engine(), BASE + "USER nobody\nRUN apt-get update\n")
    assert printed(result, 2) == (
        "E: Could not open lock file /var/lib/apt/lists/lock - open (13: Permission denied)\n"
        "E: Unable to lock directory /var/lib/apt/lists/\n"
    )
