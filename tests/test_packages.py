"""The package managers on the lab's archives: what they install, what they say, and how a cached index goes stale."""

from __future__ import annotations

import pytest

from dockerlab.build.steps import BuildOptions, BuildResult
from dockerlab.context import BuildContext
from dockerlab.engine import Engine
from dockerlab.errors import NotModelled
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


# -- pip ------------------------------------------------------------------------

PYTHON = "FROM python:3.12-slim\nENV PIP_ROOT_USER_ACTION=ignore PIP_DISABLE_PIP_VERSION_CHECK=1\n"


def test_pip_brings_what_a_package_needs() -> None:
    result = build(Engine(), PYTHON + "RUN pip install --no-cache-dir flask requests\n")
    assert printed(result, 2) == ""
    assert printed(result).endswith(
        "Installing collected packages: urllib3, markupsafe, itsdangerous, idna, click, charset_normalizer, certifi, "
        "blinker, werkzeug, requests, jinja2, flask\n"
        "Successfully installed blinker-1.9.0 certifi-2026.2.25 charset_normalizer-3.4.4 click-8.3.1 flask-3.1.3 "
        "idna-3.11 itsdangerous-2.2.0 jinja2-3.1.6 markupsafe-3.0.3 requests-2.32.5 urllib3-2.6.3 werkzeug-3.1.6\n"
    )
    assert result.image is not None
    layer = result.image.layers[-1]
    site = "/usr/local/lib/python3.12/site-packages"
    assert {f"{site}/flask/app.py", f"{site}/flask-3.1.3.dist-info/METADATA", "/usr/local/bin/flask"} <= set(
        layer.entries
    )
    assert not [path for path in layer.entries if path.startswith("/root/.cache")]


def test_the_cache_of_pip_stays_in_the_layer() -> None:
    engine = Engine()
    sizes = []
    for flag in ("", "--no-cache-dir"):
        image = build(engine, f"{PYTHON}RUN pip install {flag} numpy\n").image
        assert image is not None
        sizes.append(image.layers[-1].size)
    assert 16e6 < sizes[0] - sizes[1] < 17e6, "the wheel of numpy"


def test_versions_move_and_pins_hold() -> None:
    engine = Engine()
    unpinned, pinned = (PYTHON + f"RUN pip install -q {spec} && pip freeze\n" for spec in ("django", "django==6.0.2"))
    assert "Django==6.0.2" in printed(build(engine, unpinned))
    engine.clock.advance(10 * DAY)
    assert hits(build(engine, unpinned))[-1], "a cached layer keeps its version"
    assert "Django==6.0.3" in printed(build(engine, unpinned, no_cache=True))
    assert "Django==6.0.2" in printed(build(engine, pinned, no_cache=True))


def test_pip_reads_requirements() -> None:
    context = BuildContext.from_mapping({"r.txt": b"flask>=3,<4  # the web\n\ncowsay==6.0\n"})
    result = Engine().build(context, dockerfile=PYTHON + "COPY r.txt .\nRUN pip install -r r.txt\n")
    assert "Collecting flask<4,>=3 (from -r r.txt (line 1))\n" in printed(result)
    assert "Collecting blinker>=1.9.0 (from flask<4,>=3->-r r.txt (line 1))\n" in printed(result)
    assert "cowsay-6.0" in printed(result)


@pytest.mark.parametrize(
    ("command", "status", "said"),
    [
        (
            "pip install nosuch-thing",
            1,
            "requirement nosuch-thing (from versions: none)\nERROR: No matching distribution",
        ),
        (
            "pip install flask==99",
            1,
            "3.1.0, 3.1.1, 3.1.2, 3.1.3)\nERROR: No matching distribution found for flask==99\n",
        ),
        (
            "pip install -r nosuch.txt",
            1,
            "ERROR: Could not open requirements file: [Errno 2] No such file or directory: ",
        ),
        ("pip frobnicate", 1, 'ERROR: unknown command "frobnicate"\n'),
    ],
)
def test_errors_of_pip(command: str, status: int, said: str) -> None:
    result = build(Engine(), f"{PYTHON}RUN {command}\n")
    assert result.steps[-1].status == status
    assert said in printed(result, 2)


@pytest.mark.parametrize("command", ["pip install torch", "pip install -e .", "pip install flask==1.0", "pip wheel x"])
def test_pip_refuses_what_the_lab_does_not_have(command: str) -> None:
    assert isinstance(build(Engine(), f"{PYTHON}RUN {command}\n").error, NotModelled)


# -- apk ------------------------------------------------------------------------

ALPINE = "FROM alpine:3.23.3\n"


def test_apk_add() -> None:
    result = build(Engine(), ALPINE + "RUN apk add --no-cache curl\n")
    lines = printed(result).splitlines()
    assert lines[0] == "( 1/10) Installing brotli-libs (1.2.0-r0)"
    assert lines[-3:-1] == ["(10/10) Installing curl (8.17.0-r1)", "Executing busybox-1.37.0-r30.trigger"]
    assert lines[-1].startswith("OK: ") and lines[-1].endswith(" in 26 packages")
    assert result.image is not None
    layer = result.image.layers[-1].entries
    assert {"/usr/bin/curl", "/lib/apk/db/installed", "/etc/apk/world"} <= set(layer)
    assert not [path for path in layer if path.startswith("/var/cache/apk/")]


def test_older_apks_say_what_they_fetch() -> None:
    said = printed(build(Engine(), "FROM alpine:3.22.3\nRUN apk add --no-cache tree\n")).splitlines()
    assert said[:3] == [
        "fetch https://dl-cdn.alpinelinux.org/alpine/v3.22/main/x86_64/APKINDEX.tar.gz",
        "fetch https://dl-cdn.alpinelinux.org/alpine/v3.22/community/x86_64/APKINDEX.tar.gz",
        "(1/1) Installing tree (2.2.1-r0)",
    ]


def test_without_no_cache_the_index_stays() -> None:
    image = build(Engine(), ALPINE + "RUN apk add tree\n").image
    assert image is not None
    assert [path[:23] for path in image.layers[-1].entries if "APKINDEX" in path] == ["/var/cache/apk/APKINDEX"] * 2


def test_an_index_of_apk_does_not_go_stale_but_pins_break() -> None:
    engine = Engine()
    update = ALPINE + "RUN apk update\n"
    assert build(engine, update + "RUN apk add redis=8.4.0-r0\n").error is None
    engine.clock.advance(20 * DAY)
    fresh = build(engine, update + "RUN apk add redis tree\n")
    assert hits(fresh)[1] and "redis (8.4.2-r0)" in printed(fresh), "apk fetches a new index after four hours"
    pinned = build(engine, update + "RUN apk add redis=8.4.0-r0\n", no_cache=True)
    assert pinned.steps[-1].status == 1
    assert printed(pinned, 2) == (
        "ERROR: unable to select packages:\n  redis-8.4.2-r0:\n    breaks: world[redis=8.4.0-r0]\n"
    )


def test_an_unknown_package_of_alpine() -> None:
    result = build(Engine(), ALPINE + "RUN apk add --no-cache nosuch\n")
    assert printed(result, 2) == (
        "ERROR: unable to select packages:\n  nosuch (no such package):\n    required by: world[nosuch]\n"
    )
    assert result.steps[-1].status == 1
    assert isinstance(build(Engine(), ALPINE + "RUN apk add ffmpeg\n").error, NotModelled)


def test_a_virtual_package_goes_with_all_that_came_for_it() -> None:
    text = ALPINE + "RUN apk add --no-cache --virtual .build gcc && apk del .build\nRUN apk add gcc\nRUN apk del gcc\n"
    image = build(Engine(), text).image
    assert image is not None
    together, apart, removed = image.layers[-3:]
    assert together.size < 5_000 and apart.size > 150e6
    assert isinstance(removed.entries["/usr/bin/gcc"], Whiteout)
