"""The same builds on a real Docker Engine, beside the model's.

Nobody needs one: without ``DOCKERLAB_REAL_DOCKER=1`` in the environment, or
without an engine, ``compare`` says so and does nothing.  With it the builds run
in a temporary folder and make no image, and every step is compared: was it
taken from the cache?
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Sequence
from pathlib import Path

from dockerlab.exercises.feedback import Note
from dockerlab.exercises.project import Build, Edit, Project, replay
from dockerlab.lab import Lab

__all__ = ["compare", "real_steps", "switched_on", "verified"]

SWITCH = "DOCKERLAB_REAL_DOCKER"
TITLE = "Check against real Docker"
SECONDS = 300
VERTEX = re.compile(r"^#(\d+) (\[(?:[^\]]* )?\d+/\d+\] .*)$")
CACHED = re.compile(r"^#(\d+) CACHED$")


def switched_on() -> str:
    """Say why no engine is asked; empty if one is."""
    if os.environ.get(SWITCH) != "1":
        return f"Skipped. You have Docker? Start JupyterLab with {SWITCH}=1 in its environment and run this cell again."
    if shutil.which("docker") is None:
        return "Skipped: there is no docker command here."
    asked = subprocess.run(["docker", "version", "--format", "{{.Server.Version}}"], capture_output=True, text=True)
    return "" if asked.returncode == 0 else "Skipped: no Docker Engine answers. Is it running?"


def verified(lab: Lab) -> Note:
    """Do all of a lab again on a real engine, and show where the model differs. Never raises."""
    reason = switched_on()
    return Note(TITLE, reason) if reason else Note(TITLE, "The same commands on both:", str(lab.verify()))


def compare(project: Project, edits: Sequence[Edit]) -> Note:
    """Build and edit, in the model and on the engine; show which steps each took from its cache. Never raises."""
    reason = switched_on()
    if reason:
        return Note(TITLE, reason)
    lines = []
    try:
        with tempfile.TemporaryDirectory() as folder:
            for build in replay(marked(project), edits):
                lines += side_by_side(build, real_steps(build, Path(folder)), first=build.edit is None)
    except (OSError, subprocess.SubprocessError) as exc:
        return Note(TITLE, f"Skipped: the engine could not build: {exc}")
    agree = sum(line.endswith("agree") for line in lines)
    steps = sum(line.startswith("  ") for line in lines)
    return Note(TITLE, f"Model and engine agree on {agree} of {steps} steps.", "\n".join(lines))


def marked(project: Project) -> Project:
    """Return the project with a first step that no engine has built yet: what was tried before does not count."""
    base, rest = project.files["Dockerfile"].split("\n", 1)
    return project.with_file("run-id", uuid.uuid4().hex).with_file("Dockerfile", f"{base}\nCOPY run-id /\n{rest}")


def side_by_side(build: Build, real: dict[str, bool], *, first: bool) -> list[str]:
    """Return a line for each step of one build; of the first only its name: an engine may have built it before."""
    if first:
        return [f"{build.words}: to fill the cache"]
    lines = [build.words]
    for step in build.result.steps:
        if step.cache is None:
            continue
        model, engine = step.verdict == "CACHED", real.get(step.name)
        told = "not seen" if engine is None else "cached" if engine else "built"
        verdict = "agree" if model == engine else "DIFFER"
        lines.append(f"  {step.name[:60]:60} model {'cached' if model else 'built':7} Docker {told:8} {verdict}")
    return lines


def real_steps(build: Build, folder: Path) -> dict[str, bool]:
    """Build on the engine; return for each step, by the name that BuildKit prints, whether it was cached.

    Raises:
        OSError, subprocess.SubprocessError: it could not.
    """
    for name, text in build.project.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        path.chmod(0o755 if name in build.project.executable else 0o644)
    arguments = [f"--build-arg={name}={value}" for name, value in (build.edit.args if build.edit else {}).items()]
    done = subprocess.run(
        ["docker", "build", "--progress=plain", "--network=none", "--output=type=cacheonly", *arguments, str(folder)],
        capture_output=True, text=True, timeout=SECONDS, env={**os.environ, "DOCKER_BUILDKIT": "1"},
    )  # fmt: skip
    if done.returncode:
        raise subprocess.SubprocessError(done.stderr.strip().rpartition("\n")[2])
    names: dict[str, str] = {}
    cached: dict[str, bool] = {}
    for line in done.stderr.splitlines():
        if found := VERTEX.match(line):
            names[found[1]] = found[2]
            cached[found[2]] = False
        elif (found := CACHED.match(line)) and found[1] in names:
            cached[names[found[1]]] = True
    return cached
