"""What a learner waits for before anything happens: imports, a fresh lab, the shell's own share of a command."""

from __future__ import annotations

import statistics
import subprocess
import sys
from collections.abc import Iterator

from bench.measure import Line, each, median
from dockerlab.lab import Lab
from dockerlab.session import run

RUNS = 7


def fresh(code: str) -> float:
    """The median seconds that a new Python takes for some code, start and end included."""
    command = [sys.executable, "-c", f"{code}\nimport time; print(time.process_time())"]
    return statistics.median(float(subprocess.check_output(command)) for _ in range(RUNS))


def imports() -> Iterator[Line]:
    """`import` in fresh processes, less what Python itself takes."""
    nothing = fresh("pass")
    for name, aim in (("dockerlab", 50), ("dockerlab.lab", 600), ("dockerlab.widgets", None)):
        took = max(fresh(f"import {name}") - nothing, 0.0)
        yield Line(f"import {name}", took * 1e3, "ms", aim, note=f"Python alone: {nothing * 1e3:.0f} ms")


def sessions() -> Iterator[Line]:
    """A session of one command, and one more command in it."""
    run("true")
    yield Line("a session with one command", median(lambda: run("true"), 15) * 1e3, "ms", 50)
    lab = Lab()
    yield Line("one command of the host (echo)", each(lambda: lab.run("echo hi > a.txt"), 200) * 1e3, "ms", 2)
    yield Line("docker version, in a lab", each(lambda: lab.run("docker version"), 50) * 1e3, "ms", 10)
    yield Line("docker run --rm, in a lab", each(lambda: lab.run("docker run --rm busybox true"), 30) * 1e3, "ms", 20)
    long = Lab()
    first = each(lambda: long.run("echo hi >> a.txt"), 100)
    each(lambda: long.run("echo hi >> a.txt"), 800)
    last = each(lambda: long.run("echo hi >> a.txt"), 100)
    yield Line("the thousandth command against the first hundred", last / first, "x", 3)
