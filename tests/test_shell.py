"""The shell against a real busybox ``sh``: same output, same status, same tree, script by script."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from dockerlab.layer import Layer
from tests.shell.scripts import HERE, modelled, real, scripts, stand_in, start_tree

TRUTH: dict[str, Any] = json.loads((HERE / "truth.json").read_text(encoding="utf-8"))
SCRIPTS = scripts()


@cache
def recorded_root(number: str) -> Layer:
    applets = TRUTH["applets"][number].split()
    return start_tree(stand_in(number, applets), applets)


@pytest.mark.parametrize("name", SCRIPTS)
def test_the_shell_does_what_busybox_did(name: str) -> None:
    for numbers, answer in TRUTH["answers"][name].items():
        for number in numbers.split():
            assert modelled(recorded_root(number), SCRIPTS[name]) == answer, f"busybox {number}"


def test_every_script_is_recorded() -> None:
    assert list(TRUTH["answers"]) == list(SCRIPTS)
    assert len(SCRIPTS) >= 300


@pytest.mark.skipif(os.geteuid() != 0 and os.environ.get("DOCKERLAB_STRICT") != "1", reason="chroot needs root")
def test_busybox_still_says_so(busybox: str, tmp_path: Path) -> None:
    """Every script again, on the busybox that is here."""
    content = Path(busybox).read_bytes()
    applets = subprocess.run([busybox, "--list"], capture_output=True, text=True, check=True).stdout.split()
    lower = start_tree(content, applets)
    wrong = [name for name, script in SCRIPTS.items() if real(busybox, script, tmp_path) != modelled(lower, script)]
    shutil.rmtree(tmp_path / "root")
    assert not wrong
