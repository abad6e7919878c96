"""The shell against real ones, script by script: same output, same status, same tree.

Busybox (two versions) must agree in everything; dash with the GNU programs may be refused, but never contradicted.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from dockerlab.errors import NotModelled
from dockerlab.layer import Layer
from tests.shell.scripts import HERE, debian_tree, modelled, real, scripts, stand_in, start_tree

TRUTH: dict[str, Any] = json.loads((HERE / "truth.json").read_text(encoding="utf-8"))
SCRIPTS = scripts()


# What the recorded Debian lacks, or what hangs on chance: two processes that complain at the same time.
UNFIT = {"text/bzip2 and xz", "text/dumps", "text/dumps of repeated rows"}
REFUSED = 30  # so many of the scripts may need words of GNU or dash that are not known


@cache
def recorded_root(who: str) -> Layer:
    programs = TRUTH["programs"][who].split()
    return debian_tree(programs) if who == "debian" else start_tree(stand_in(who, programs), programs)


def answers(who: str) -> dict[str, Any]:
    return {name: a for name, said in TRUTH["answers"].items() for key, a in said.items() if who in key.split()}


@pytest.mark.parametrize("name", SCRIPTS)
@pytest.mark.parametrize("who", [who for who in TRUTH["programs"] if who != "debian"])
def test_the_shell_does_what_busybox_did(who: str, name: str) -> None:
    assert modelled(recorded_root(who), SCRIPTS[name]) == answers(who)[name]


@pytest.mark.parametrize("name", sorted(SCRIPTS.keys() - UNFIT))
def test_the_shell_does_what_dash_and_gnu_did_or_refuses(name: str) -> None:
    with contextlib.suppress(NotModelled):
        assert modelled(recorded_root("debian"), SCRIPTS[name]) == answers("debian")[name]


def test_it_does_not_refuse_much() -> None:
    refused = []
    for name, script in SCRIPTS.items():
        try:
            modelled(recorded_root("debian"), script)
        except NotModelled:
            refused.append(name)
    assert len(refused) <= REFUSED, refused


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
