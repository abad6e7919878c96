"""The same builds on a real engine and in the model: what a person waits for, the client included.

The engine is the one that DOCKER_HOST names. Every image made there is removed again; BuildKit's own cache keeps
its records until it collects them.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench.measure import LeftOut, Line, waited
from dockerlab.lab import Lab

TAG = "dockerlab-bench"
RUNS = 5
DOCKERFILE = """\
FROM {base}
WORKDIR /app
COPY a.txt .
RUN cat a.txt > b.txt
RUN mkdir -p data && echo 1 > data/one && chmod 700 data
COPY src ./src/
RUN ls src | wc -l > count.txt
CMD ["cat", "count.txt"]
"""
FILES = {f"src/file{n}.txt": f"file {n}\n" for n in range(20)}
BUILDERS = {"buildkit": "1", "classic": "0"}


def docker(arguments: Sequence[str], cwd: str | None = None, builder: str = "buildkit") -> str:
    """The output of the real client. Raises CalledProcessError."""
    environment = os.environ | {"DOCKER_BUILDKIT": BUILDERS[builder]}
    return subprocess.run(
        ["docker", *arguments], cwd=cwd, env=environment, check=True, capture_output=True, text=True, timeout=300
    ).stdout


def missing() -> str:
    """Why there is nothing to compare with; empty if there is."""
    if not os.environ.get("DOCKER_HOST"):
        return "DOCKER_HOST is not set (an engine is never guessed)"
    if not shutil.which("docker"):
        return "there is no docker client on PATH"
    try:
        docker(["version"])
    except subprocess.SubprocessError:
        return f"no engine answers at {os.environ['DOCKER_HOST']}"
    return "" if shutil.which("busybox") else "there is no busybox to make a base image from"


@contextmanager
def base() -> Iterator[str]:
    """A base image made from the machine's busybox, as nothing can be assumed to be pulled."""
    name = f"{TAG}-base"
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(Path(shutil.which("busybox") or "").resolve(), Path(folder, "busybox"))
        Path(folder, "Dockerfile").write_text(
            'FROM scratch\nCOPY busybox /bin/busybox\nRUN ["/bin/busybox", "--install", "-s", "/bin"]\n'
        )
        docker(["build", "-q", "--network", "none", "-t", name, folder])
    try:
        yield name
    finally:
        docker(["image", "rm", "-f", name])


def engine() -> Iterator[Line | LeftOut]:
    """Cold (a file that the first COPY takes is new), then cached, both builders, real and model in turn."""
    reason = missing()
    if reason:
        for builder in BUILDERS:
            for how in ("cold", "cached"):
                yield LeftOut(f"{builder} {how}: the model against a real engine", reason)
        return
    with base() as name, tempfile.TemporaryDirectory() as folder:
        write(folder, {**FILES, "Dockerfile": DOCKERFILE.format(base=name)})
        for builder in BUILDERS:
            yield from compared(builder, folder)


def write(folder: str, files: dict[str, str]) -> None:
    """Write files below a folder."""
    for path, text in files.items():
        target = Path(folder, path)
        target.parent.mkdir(exist_ok=True)
        target.write_text(text)


def compared(builder: str, folder: str) -> Iterator[Line]:
    """The lines of one builder."""
    lab = Lab({**FILES, "Dockerfile": DOCKERFILE.format(base="busybox")}, builder=builder)  # type: ignore[arg-type]
    lab.run("docker pull busybox")
    command = ("build", "--network", "none", "-t", TAG, ".")
    real: dict[str, list[float]] = {"cold": [], "cached": []}
    model: dict[str, list[float]] = {"cold": [], "cached": []}
    for number in range(RUNS):
        text = f"{builder} {number} {os.getpid()}\n"
        write(folder, {"a.txt": text})
        lab.write("a.txt", text)
        for how in real:
            real[how].append(waited(docker, command, folder, builder))
            model[how].append(waited(lab.run, f"docker {' '.join(command)}"))
        docker(["image", "rm", TAG])  # the classic builder's steps go with it
    assert lab.run(f"docker run --rm {TAG}").stdout == "20\n"
    for how in real:
        theirs, ours = statistics.median(real[how]), statistics.median(model[how])
        yield Line(f"{builder} {how}: the model", ours * 1e3, "ms", note=f"the engine: {theirs * 1e3:,.0f} ms")
        yield Line("  times faster than a real engine", theirs / ours, "x", 100, ">=")
