"""Task 4: a rebuild took the name; give it back to the good image and leave nothing nameless."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from functools import cache

from dockerlab.cli.main import docker
from dockerlab.digest import ImageID, short
from dockerlab.engine import Engine, Snapshot
from dockerlab.errors import LabError
from dockerlab.exercises.answers import AnswerError
from dockerlab.exercises.exercise import Case, Exercise, Variant
from dockerlab.exercises.history_and_ids.application import done
from dockerlab.image import Image
from dockerlab.lab import Lab

__all__ = ["EXERCISE", "builds", "start"]

MOST = 12  # commands
SHAPE = 'docker commands in triple quotes, one a line: """docker tag …"""'
GOOD = 'FROM busybox\nCOPY version.txt /\nCMD ["cat", "/version.txt"]\n'
BAD = 'FROM busybox\nCOPY version.txt /\nCMD ["cat", "/versoin.txt"]\n'


def version(variant: Variant) -> int:
    """Return the number of the version that still worked."""
    return variant.number("version", 3, 8)


@cache
def start(variant: Variant) -> tuple[Lab, Snapshot]:
    """Return a learner's host after three builds of web: an older one, the good one, the broken one."""
    good = version(variant)
    lab = Lab({"Dockerfile": GOOD}, seed=good)
    for number in (good - 1, good, good + 1):
        lab.write("version.txt", f"version {number}\n")
        if number > good:
            lab.write("Dockerfile", BAD)
        done(lab, "docker build -q -t web .\nsleep 1h")
    return lab, lab.engine.snapshot()


def builds(variant: Variant) -> list[Image]:
    """Return the three builds of web, newest first: the broken one, the good one, the older one."""
    return list(start(variant)[0].engine.store.listed())


def task(variant: Variant) -> str:
    """Return the complaint, and what docker images and docker run show."""
    good, images = version(variant), builds(variant)
    lines = ["$ docker run --rm web", "cat: can't open '/versoin.txt': No such file or directory", "$ docker images"]
    lines += [docker(ran([], variant), ["images"]).stdout.rstrip("\n")]
    lines += [f"$ docker run --rm {short(images[1].id)}", f"version {good}", f"$ docker run --rm {short(images[2].id)}"]
    return "\n".join([*lines, f"version {good - 1}"])


def ran(commands: Sequence[list[str]], variant: Variant) -> Engine:
    """Run commands on a copy of the learner's host. Raises LabError for the first that fails."""
    _, snapshot = start(variant)
    engine = Engine(clock=snapshot.clock.copy())
    engine.restore(snapshot)
    for command in commands:
        done_ = docker(engine, command[1:])
        if done_.status and done_.error is not None:
            raise LabError(
                f"{shlex.join(command)[:80]}: {done_.error.message}", hint="The commands before it were done."
            )
    return engine


def parsed(answer: object) -> list[list[str]]:
    """Return an answer as commands, each a list of words; a list of lines is read too.

    Raises:
        AnswerError: it is no text, or a line is no docker command.
    """
    if type(answer) is list and all(type(line) is str for line in answer):
        answer = "\n".join(map(str, answer))
    if type(answer) is not str:
        kind = {int: "a whole number", dict: "a dictionary {…}", list: "a list […]"}.get(type(answer), "something else")
        raise AnswerError(f"the answer is {kind}, but a text is wanted", hint=f"Write it as {SHAPE}")
    found = []
    for line in answer.splitlines():
        try:
            words = shlex.split(line, comments=True)
        except ValueError as exc:
            raise AnswerError(f"{line[:60]!r}: {exc}", hint=f"Write it as {SHAPE}") from exc
        if words:
            if words[0] != "docker":
                raise AnswerError(f"{line[:60]!r} is no docker command", hint=f"Write it as {SHAPE}")
            found.append(words)
    if not 0 < len(found) <= MOST:
        raise AnswerError(f"{len(found)} commands: from 1 to {MOST} are wanted", hint=f"Write it as {SHAPE}")
    return found


def named(engine: Engine, name: str, wanted: ImageID, what: str) -> Case:
    """Whether a name means the image that it should."""
    found = engine.store.find(name)
    right = found is not None and found.id == wanted
    told = f"{name} is {short(found.id)}" if found is not None else f"there is no image {name}"
    return Case(f"{name} is {what}", right, told, f"{name} is {short(wanted)}")


def check(answer: object, variant: Variant) -> Sequence[Case]:
    """Three properties of the host afterwards: two names, and nothing nameless; how is free."""
    commands = parsed(answer)
    broken, good, _ = builds(variant)
    engine = ran(commands, variant)
    nameless = [short(image.id) for image in engine.store.listed() if not engine.store.references(image.id)]
    return [
        named(engine, "web:latest", good.id, f"the image that prints version {version(variant)}"),
        named(engine, "web:broken", broken.id, "the broken image, kept to be looked at"),
        Case(
            "docker images shows no <none>", not nameless, f"<none>: {', '.join(nameless)}", "every image has a name",
            "M11" if nameless else "",
        ),
    ]  # fmt: skip


def answer(variant: Variant) -> str:
    """The names first, and only then the pruning."""
    good = short(builds(variant)[1].id)
    return f"docker tag web web:broken\ndocker tag {good} web\ndocker image prune -f\n"


EXERCISE = Exercise(
    id="07.bring-back",
    title="Give the name back",
    points=15,
    task=task,
    check=check,
    answer=answer,
    why="A rebuild deletes nothing: it moves the name. The image that lost it is still there, whole, and docker tag "
    "with its ID gives it a name again. Prune first, and it is gone; so the names come before the pruning.",
    hints=(
        "<none> is no damage: it is an image whose name moved on. How does an image get a name?",
        "docker tag SOURCE NAME takes an ID as its source. A name that moves leaves the image it pointed at, so that "
        "one needs another name first.",
        "docker tag web web:broken, then docker tag with the ID of the good image and web, then docker image prune -f.",
    ),
    shape=SHAPE,
    misconceptions=("M11",),
    start="\n",
)
