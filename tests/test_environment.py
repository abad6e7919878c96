"""One list of dependencies (pyproject.toml), and everything else that installs the course agrees with it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.version import Version
from rattler import MatchSpec

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
ENVIRONMENT = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
# conda-forge's name for it; and the program itself in place of the one that PyPI has to bring along.
CONDA_NAMES = {"graphviz": "python-graphviz", "graphviz-pure": "graphviz"}
OF_CONDA = {"python", "pip"}


def conda_specs() -> list[str]:
    return [line for line in ENVIRONMENT["dependencies"] if isinstance(line, str)]


def pip_specs() -> list[str]:
    return [spec for line in ENVIRONMENT["dependencies"] if isinstance(line, dict) for spec in line["pip"]]


@pytest.mark.parametrize("spec", conda_specs())
def test_conda_can_parse_every_spec(spec: str) -> None:
    assert MatchSpec(spec, strict=True).name is not None


@pytest.mark.parametrize("spec", pip_specs())
def test_pip_can_parse_every_spec(spec: str) -> None:
    assert not spec.startswith("-"), (
        "an option here reinstalls everything on each commit: postBuild installs the package"
    )
    assert Requirement(spec).name


def test_the_environment_has_what_the_course_needs_and_nothing_else() -> None:
    needed = {
        r.name: r for r in map(Requirement, [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["course"]])
    }
    given = {r.name: r for r in map(Requirement, pip_specs())}
    for spec in conda_specs():
        name, _, version = re.match(r"([\w-]+)(\s*)(.*)", spec).groups()  # type: ignore[union-attr]
        if name not in OF_CONDA:
            given[name] = Requirement(f"{name}{version}")
    assert set(given) == {CONDA_NAMES.get(name, name) for name in needed}
    for name, requirement in needed.items():
        if name != "graphviz-pure":  # the program's versions are Graphviz's own
            assert given[CONDA_NAMES.get(name, name)].specifier == requirement.specifier, name


def test_the_environments_python_is_one_we_support() -> None:
    (python,) = (spec.partition("=")[2] for spec in conda_specs() if spec.startswith("python="))
    assert Version(python) in SpecifierSet(PROJECT["requires-python"])


def test_every_dependency_has_its_licence_and_its_reason_beside_it() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    lists = re.findall(r"^(?:dependencies|course|classroom|dev|requires) = \[(.*?)\]$", text, re.MULTILINE | re.DOTALL)
    lines = [line for block in lists for line in block.splitlines() if line.strip().startswith('"')]
    assert len(lists) >= 4 and len(lines) > 20
    for line in lines:
        if "dockerlab[" not in line:
            assert re.search(
                r"# (MIT|BSD-3-Clause|Apache-2\.0( OR BSD-2-Clause)?|MPL-2\.0|EPL-2\.0)\b( \([^)]+\))?; \w", line
            ), line


def test_postbuild_is_a_script_that_can_run() -> None:
    script = ROOT / "postBuild"
    assert os.access(script, os.X_OK)
    assert "pip install --no-deps -e ." in script.read_text() and "jupyter trust" in script.read_text()
    subprocess.run(["bash", "-n", str(script)], check=True)


def test_binder_installs_the_environment_before_it_copies_the_repository(tmp_path: Path) -> None:
    """So that a commit that changes no dependency rebuilds in seconds: the lesson of notebook 8, applied."""
    for name in ("environment.yml", "postBuild", "pyproject.toml"):
        shutil.copy2(ROOT / name, tmp_path / name)
    done = subprocess.run(
        [str(Path(sys.executable).with_name("jupyter-repo2docker")), "--no-build", "--debug", str(tmp_path)],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    dockerfile = done.stdout + done.stderr
    places = [
        dockerfile.find(text)
        for text in (
            "src/environment.yml",
            'env update -p ${NB_PYTHON_PREFIX} --file "environment.yml"',
            "src/ ${REPO_DIR}/",
            "RUN ./postBuild",
        )
    ]
    assert -1 not in places and places == sorted(places), places


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], cwd=ROOT, check=True)
    (found,) = folder.glob("*.whl")
    return found


def tracked(folder: str) -> set[str]:
    paths = (path for path in (ROOT / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(ROOT).as_posix() for path in paths if not path.name.endswith((".pyc", ".ipynb"))}


def test_the_wheel_carries_the_package_its_javascript_and_its_data(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    assert tracked("dockerlab") <= inside
    assert {f"dockerlab/{name}" for name in tracked("data")} <= inside


def test_an_installed_wheel_finds_its_data(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path)
    script = "from dockerlab.data_files import data_folder; print(data_folder())"  # run beside the wheel's package
    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert Path(done.stdout.strip()) == tmp_path / "dockerlab" / "data"


def make(folder: Path, *arguments: str, path: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": path, "HOME": str(folder)}
    program = shutil.which("make") or "make"
    return subprocess.run([program, *arguments], cwd=folder, env=environment, capture_output=True, text=True)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for name in ("Makefile", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


@pytest.fixture
def bare_path(tmp_path: Path) -> str:
    """A PATH with the standard programs and no uv."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("sh", "echo", "printf", "cat", "cksum", "tr", "pwd", "sed", "awk", "id", "rm", "touch"):
        (folder / name).symlink_to(shutil.which(name) or "/missing")
    return str(folder)


@pytest.mark.requires("make")
def test_an_old_python_is_refused_in_plain_words(checkout: Path, bare_path: str) -> None:
    old = checkout / "python3.8"
    old.write_text('#!/bin/sh\n[ "$1" = -V ] && echo "Python 3.8.10" || exit 1\n')
    old.chmod(0o755)
    done = make(checkout, "test", f"PYTHON={old}", path=bare_path)
    assert done.returncode != 0
    assert "needs Python 3.11 or newer" in done.stderr and "is Python 3.8.10" in done.stderr
    assert not (checkout / ".venv").exists()


@pytest.mark.requires("make")
def test_a_missing_python_is_named(checkout: Path, bare_path: str) -> None:
    done = make(checkout, "lab", path=bare_path)
    assert done.returncode != 0 and "There is no 'python3' here" in done.stderr


@pytest.mark.requires("make")
def test_make_alone_says_what_can_be_made(checkout: Path, bare_path: str) -> None:
    done = make(checkout, path=bare_path)
    assert done.returncode == 0
    for target in ("lab", "test", "setup", "check", "notebooks"):
        assert f"make {target} " in done.stdout
