"""The same builds on a real Docker Engine, beside the model's.

Nobody needs one: without ``DOCKERLAB_REAL_DOCKER=1`` in the environment, or
without an engine, ``compare`` says so and does nothing.  With it the builds run
as those of ``Lab(engine="docker")``, which leaves the engine as it was, and every
step is compared: was it taken from the cache?
"""

from __future__ import annotations

import os
import shlex
import uuid
from collections.abc import Sequence

from dockerlab.errors import LabError
from dockerlab.exercises.feedback import Note
from dockerlab.exercises.project import Build, Edit, Project, replay
from dockerlab.lab import Lab
from dockerlab.real.normalise import trace

__all__ = ["compare", "real_steps", "verified"]

SWITCH = "DOCKERLAB_REAL_DOCKER"
TITLE = "Check against real Docker"
OFF = f"Skipped. You have Docker? Start JupyterLab with {SWITCH}=1 in its environment and run this cell again."


def compare(project: Project, edits: Sequence[Edit]) -> Note:
    """Build and edit, in the model and on the engine; show which steps each took from its cache. Never raises."""
    if os.environ.get(SWITCH) != "1":
        return Note(TITLE, OFF)
    lines = []
    try:
        lab = Lab(engine="docker")
        try:
            for build in replay(marked(project), edits):
                lines += side_by_side(build, real_steps(build, lab), first=build.edit is None)
        finally:
            lab.close()
    except LabError as exc:
        return Note(TITLE, f"Skipped. {exc.message}")
    agree = sum(line.endswith("agree") for line in lines)
    steps = sum(line.startswith("  ") for line in lines)
    return Note(TITLE, f"Model and engine agree on {agree} of {steps} steps.", "\n".join(lines))


def verified(lab: Lab) -> Note:
    """Do all of a lab again on a real engine, and show where the model differs. Never raises."""
    if os.environ.get(SWITCH) != "1":
        return Note(TITLE, OFF)
    return Note(TITLE, "The same commands on both:", str(lab.verify()))


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


def real_steps(build: Build, lab: Lab) -> dict[str, bool]:
    """Build in a lab on a real engine; return for each step, by the name that BuildKit prints, whether it was cached.

    Raises:
        LabError: the engine could not build, or was not let.
    """
    for name, text in build.project.files.items():
        lab.write(name, text)
        lab.run(f"chmod {'755' if name in build.project.executable else '644'} {shlex.quote(name)}")
    arguments = [f"--build-arg={name}={value}" for name, value in (build.edit.args if build.edit else {}).items()]
    done = lab.run(shlex.join(["docker", "build", "--progress=plain", *arguments, "."]))
    if done.status:
        raise LabError(f"The engine could not build: {done.stderr.strip().rpartition(chr(10))[2]}")
    steps = (line.partition(" ") for line in trace("", done.stderr))
    return {name: how == "CACHED" for how, _, name in steps}
