"""The benchmark itself: it explains itself, measures what it is asked for, and says what it left out."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

RUN = Path(__file__).parent / "bench" / "run.py"


def bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if key != "DOCKER_HOST"}
    command = [sys.executable, str(RUN), *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)


def test_help_and_a_wrong_name() -> None:
    assert "lookups" in bench("--help").stdout
    wrong = bench("speed")
    assert wrong.returncode == 2 and "no such measure: speed (choose from imports" in wrong.stderr


def test_without_an_engine_its_lines_are_left_out_with_the_reason() -> None:
    done = bench("engine", "kernel")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("left out: DOCKER_HOST is not set") == 4
    assert "kernel time of a build, after an edit" in done.stdout and " ms " in done.stdout
