"""What the tests need from the machine, and what happens where it is missing.

A test says what it needs with ``@pytest.mark.requires("engine", "skopeo")``, or by asking for the ``docker``,
``conformance``, ``busybox`` or ``chromium`` fixture.  Where that is missing the test is skipped, with the reason; with
``DOCKERLAB_STRICT=1`` (the CI) it fails, and so does every other skip, because a test that nobody runs proves nothing.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent
STRICT = os.environ.get("DOCKERLAB_STRICT") == "1"
# A busy machine is no counter-example. DOCKERLAB_EXAMPLES=1000 looks longer than a CI has time for.
settings.register_profile("dockerlab", deadline=None, max_examples=int(os.environ.get("DOCKERLAB_EXAMPLES", "100")))
settings.load_profile("dockerlab")


def find_conformance() -> Path:
    """Where the engines' own test tables lie; they are not part of this repository."""
    return Path(os.environ.get("DOCKERLAB_CONFORMANCE") or ROOT.parent / "shared" / "conformance")


def find_chromium() -> str | None:
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


def find_busybox() -> str | None:
    return shutil.which("busybox")


def _engine() -> str:
    if not os.environ.get("DOCKER_HOST"):
        return "DOCKER_HOST is not set (a test engine is never guessed: the tests build, run and remove images in it)"
    if not shutil.which("docker"):
        return "there is no docker client on PATH"
    asked = subprocess.run(["docker", "version", "--format", "{{.Server.Version}}"], capture_output=True, text=True)
    return "" if asked.returncode == 0 else f"no engine answers at {os.environ['DOCKER_HOST']}"


def _program(name: str) -> Callable[[], str]:
    return lambda: "" if shutil.which(name) else f"there is no {name} on PATH"


def _module(name: str) -> Callable[[], str]:
    import importlib.util

    return lambda: "" if importlib.util.find_spec(name) else f"the Python package {name} is not installed"


TOOLS: dict[str, Callable[[], str]] = {
    "engine": _engine,
    "busybox": lambda: "" if find_busybox() else "there is no busybox on PATH",
    "skopeo": _program("skopeo"),
    "umoci": _program("umoci"),
    "make": _program("make"),
    "git": _program("git"),
    "chromium": lambda: "" if find_chromium() else "there is no chromium on PATH (nor in $CHROMIUM)",
    "conformance": lambda: "" if find_conformance().is_dir() else f"{find_conformance()} is not there",
    "nbgrader": _module("nbgrader"),
}


@cache
def why_missing(tool: str) -> str:
    """Say why ``tool`` cannot be used here; empty if it can."""
    return TOOLS[tool]()


def demand(*tools: str) -> None:
    """Skip the running test unless every tool is there; fail it in strict mode."""
    for tool in tools:
        if reason := why_missing(tool):
            if STRICT:
                pytest.fail(f"requires {tool}: {reason}", pytrace=False)
            pytest.skip(f"requires {tool}: {reason}")


def pytest_runtest_setup(item: pytest.Item) -> None:
    for mark in item.iter_markers("requires"):
        demand(*mark.args)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report = yield
    if STRICT and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.longrepr = f"skipped in strict mode: {reason}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Iterator[None]:
    report = yield
    if STRICT and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"a whole file skipped in strict mode: {report.longrepr}"
    return report


@pytest.fixture(scope="session", autouse=True)
def clean_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keep the person's IPython profile, Jupyter settings and progress out of the tests, and the tests out of them."""
    home = tmp_path_factory.mktemp("home")
    patch = pytest.MonkeyPatch()
    for name in ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR"):
        patch.setenv(name, str(home / name.lower()))
    patch.setenv("DOCKERLAB_PROGRESS", "memory")
    yield home
    patch.undo()


@pytest.fixture(scope="session")
def conformance() -> Path:
    """The folder of the engines' own test tables."""
    demand("conformance")
    return find_conformance()


@pytest.fixture(scope="session")
def busybox() -> str:
    """The path of a real busybox, to compare the shell with."""
    demand("busybox")
    return find_busybox() or ""


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium that Playwright can drive."""
    demand("chromium")
    return find_chromium() or ""


@pytest.fixture(scope="session")
def docker() -> Callable[..., subprocess.CompletedProcess[bytes]]:
    """Run the real ``docker`` against the test engine: ``docker("build", "-t", "web", ".", cwd=…)``.

    Output is bytes; a non-zero status fails the test unless ``check=False`` is given.
    """
    demand("engine")

    def run(*arguments: str, check: bool = True, **options: object) -> subprocess.CompletedProcess[bytes]:
        done = subprocess.run(["docker", *arguments], capture_output=True, timeout=300, **options)  # type: ignore[call-overload]
        if check and done.returncode != 0:
            said = done.stderr.decode(errors="replace")
            pytest.fail(f"docker {' '.join(arguments)}: status {done.returncode}\n{said}")
        return done

    return run
