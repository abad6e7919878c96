"""Task 4: a commit that forgot the data. Make an image that really holds them."""

from __future__ import annotations

from collections.abc import Sequence

from dockerlab.exercises.answers import wants
from dockerlab.exercises.commit.workshop import workshop
from dockerlab.exercises.exercise import Case, Exercise, Variant
from dockerlab.lab import Lab

__all__ = ["EXERCISE", "START", "journal"]

START = "docker commit journal backup\n"
SHAPE = 'a text with one command a line: """docker commit journal backup\n…"""'
SHOW = "docker run --rm backup cat /data/journal.txt"


def journal(variant: Variant) -> Lab:
    """Return the lab in which the container ``journal`` writes into its volume."""
    lab = workshop("docker run -d --name journal -v journal-data:/data app sleep infinity")
    lab.run(f"docker exec journal sh -c 'seq {entries(variant)} > /data/journal.txt; echo draft > /app/draft.txt'")
    return lab


def entries(variant: Variant) -> int:
    """Return how many entries a learner's journal has."""
    return variant.number("entries", 3, 40)


def task(variant: Variant) -> str:
    """Show the situation as a terminal does."""
    lab = journal(variant)
    told = lab.run(f"docker exec journal tail -n 1 /data/journal.txt\n{START}{SHOW}")
    head = "$ docker run -d --name journal -v journal-data:/data app sleep infinity"
    return f"{head}\n  … the journal is written …\n{told}"


def check(answer: object, variant: Variant) -> Sequence[Case]:
    """The commands are run in the lab of the task; then the image is tried without the volume."""
    commands = wants(answer, str, SHAPE)
    lab = journal(variant)
    before = lab.run("docker exec journal cat /data/journal.txt /app/draft.txt").stdout
    done = lab.run(commands)
    failed = next((command for command in done.commands if command.status), None)
    image = lab.engine.store.find("backup")
    printed = lab.run(SHOW)
    whole = "".join(f"{n}\n" for n in range(1, entries(variant) + 1))
    seen = (printed.stdout + printed.stderr).strip()[:90]
    if failed is not None:
        seen += f" ({failed.text.splitlines()[0][:60]}: {(failed.stderr or failed.stdout).strip()[:90]})"
    default = image.config.cmd if image is not None else None
    wanted = lab.engine.store.resolve("app").config.cmd
    running = lab.run("docker exec journal cat /data/journal.txt /app/draft.txt").stdout == before
    mounted = lab.run("docker inspect -f '{{json .Mounts}}' journal").stdout
    same = running and "journal-data" in mounted
    return [
        Case(
            "in a container of backup, without the volume, the journal is whole", printed.stdout == whole,
            f"`{SHOW}` prints {seen!r}", f"the numbers 1 to {entries(variant)}", "M17",
        ),
        Case(
            "a container of backup runs what one of app does", image is not None and default == wanted,
            f"backup runs {' '.join(default) if default else 'nothing: there is no such image or command'}",
            f"it runs {' '.join(wanted or ())}", "M6",
        ),
        Case(
            "the container journal goes on as it was, with its volume", same,
            "it was changed or stopped" if not same else "it runs",
            "it runs, with the same files and journal-data at /data", "M6", gate=True,
        ),
    ]  # fmt: skip


ANSWER = """docker cp journal:/data/journal.txt journal.txt
printf 'FROM app\\nCOPY journal.txt /data/\\n' > Dockerfile
docker build -q -t backup .
"""
EXERCISE = Exercise(
    id="05.rescue",
    title="The backup that is empty",
    points=15,
    task=task,
    check=check,
    answer=lambda variant: ANSWER,
    why="A commit reads the container's own layer, and the journal is in a volume that is mounted over it. So the data "
    "have to be taken out of the volume (docker cp reads mounts) and put into a layer: best with a build, which also "
    "writes down where they came from. A commit of a helper container works too, if --change sets its command right.",
    hints=(
        "The volume is not in the container's layer. How do the data get into a layer?",
        "docker cp copies out of a container, mounts included. COPY copies from the context into a layer.",
        "docker cp journal:/data/journal.txt journal.txt, write a Dockerfile of FROM app and COPY journal.txt /data/, "
        "then docker build -t backup .",
    ),
    shape=SHAPE,
    misconceptions=("M17", "M6"),
    start=START,
)
