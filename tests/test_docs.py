"""The documents for people: what they point to exists, what they tell you to type works."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from dockerlab import command

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "data").rglob("README.md"), *(ROOT / "notebooks" / "source").glob("*.md")]
)
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))

every_document = pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())


@every_document
def test_every_local_link_leads_somewhere(path: Path) -> None:
    # A notebook's links are followed from notebooks/, where it is read, not from notebooks/source/.
    start = path.parent.parent if path.parent.name == "source" else path.parent
    for link in re.findall(r"\]\((?!\w+:|#)([^)#\s]+)", path.read_text(encoding="utf-8")):
        assert (start / link).exists(), link


@every_document
def test_every_make_target_named_exists(path: Path) -> None:
    for target in re.findall(r"`make ([a-z]+)", path.read_text(encoding="utf-8")):
        assert target in TARGETS, target


def test_the_readmes_first_screen_has_a_picture_and_the_two_commands() -> None:
    screen = "\n".join((ROOT / "README.md").read_text(encoding="utf-8").splitlines()[:30])
    assert "make lab" in screen and "make test" in screen
    assert "```text" in screen or re.search(r"!\[[^]]+\]\([^)]+\.svg\)", screen)


def test_the_licences_are_whole() -> None:
    assert "TERMS AND CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION" in (ROOT / "LICENSE").read_text()
    assert "Section 8 -- Interpretation." in (ROOT / "notebooks" / "LICENSE").read_text(encoding="utf-8")


@pytest.mark.requires("git")
def test_only_the_agreed_folders_stand_at_the_top() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if tracked.returncode == 0:  # not in a downloaded archive
        assert {line.split("/")[0] for line in tracked.stdout.splitlines() if "/" in line} == {
            ".ci",
            "data",
            "dockerlab",
            "notebooks",
            "tests",
        }


def test_the_command_prints_its_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        command.main(["--version"])
    assert exit_.value.code == 0
    assert re.fullmatch(r"dockerlab \d+\.\d+\.\d+\n", capsys.readouterr().out)
