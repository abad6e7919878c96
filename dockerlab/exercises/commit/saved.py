"""Task 2: what of a container is in the image that docker commit makes?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from dockerlab.exercises.commit.workshop import typed, workshop
from dockerlab.exercises.exercise import Case, Exercise, Variant
from dockerlab.exercises.questions import Question, judged, listed, truths

__all__ = ["EXERCISE", "questions"]

LETTERS = "abcdefgh"
OPTIONS = ("saved", "lost")
SHAPE = 'a dictionary: {"a": "saved", "b": "lost", …} for the letters a to h'
RUN = (
    "docker run -d --name work -v data:/data --tmpfs /scratch -v /root/lab/site:/site -e TEAM=red --label owner=ada "
    "app sleep 1000"
)


@dataclass(frozen=True)
class Thing:
    """One thing done to the container; ``probe`` is a command that shows, in the image, ``mark`` if it is there."""

    words: str
    do: str
    probe: str
    mark: str
    misconception: str


INSIDE = "docker run --rm snapshot"
THINGS = (
    Thing("a file in /app", "echo kept > /app/new.txt", f"{INSIDE} cat /app/new.txt", "kept", ""),
    Thing("a file in /tmp", "cd /tmp; echo kept > new.txt", f"{INSIDE} sh -c 'cd /tmp; cat new.txt'", "kept", ""),
    Thing("that /app/config.txt was removed", "rm /app/config.txt", f"{INSIDE} ls /app", "!config.txt", ""),
    Thing("that /app/lib is closed to others (chmod 700)", "chmod 700 /app/lib", f"{INSIDE} ls -l /app", "drwx------",
          ""),
    Thing("the variable TEAM of `docker run -e TEAM=red`", "", f"{INSIDE} env", "TEAM=red", ""),
    Thing("the label of `docker run --label owner=ada`", "",
          "docker inspect -f '{{json .Config.Labels}}' snapshot", "ada", ""),
    Thing("the command `sleep 1000`, as what a new container runs", "",
          "docker inspect -f '{{json .Config.Cmd}}' snapshot", '["sleep","1000"]', ""),
    Thing("a file in the volume at /data", "echo kept > /data/new.txt", f"{INSIDE} cat /data/new.txt", "kept", "M17"),
    Thing("a file in the tmpfs at /scratch", "echo kept > /scratch/new.txt", f"{INSIDE} cat /scratch/new.txt", "kept",
          "M17"),
    Thing("a file in the host's directory that is mounted at /site", "echo kept > /site/new.txt",
          f"{INSIDE} cat /site/new.txt", "kept", "M17"),
    Thing("a line that was added to /etc/hosts", "echo 10.0.0.7 db >> /etc/hosts", f"{INSIDE} cat /etc/hosts",
          "10.0.0.7", "M17"),
    Thing("`export COLOR=red`, typed in a shell in the container", "export COLOR=red", f"{INSIDE} env", "COLOR=red",
          "M13"),
    Thing("the container's name, `work`", "", "docker inspect snapshot", '"work"', "M6"),
    Thing("that /data is a mount of the volume `data`", "", "docker inspect snapshot", '"data"', "M17"),
)  # fmt: skip


@cache
def outcome(name: str) -> tuple[str, str]:
    """Return ``saved`` or ``lost`` for a thing, and what was seen in the image."""
    thing = next(thing for thing in THINGS if thing.words == name)
    lab = workshop(RUN)
    typed(lab, thing.do or "true")
    lab.run("docker commit work snapshot")
    done = lab.run(thing.probe)
    printed = done.stdout + done.stderr
    mark = thing.mark.removeprefix("!")
    shown = mark in printed
    there = shown != thing.mark.startswith("!")
    return "saved" if there else "lost", f"`{thing.probe}` {'shows' if shown else 'does not show'} {mark}"


def question(thing: Thing) -> Question:
    """Ask about one thing."""
    truth, seen = outcome(thing.words)
    done = f" (typed: {thing.do})" if thing.do and not thing.words.startswith("`") else ""
    return Question(thing.words + done, truth, seen, thing.misconception)


def questions(variant: Variant) -> dict[str, Question]:
    """Return a learner's eight things by letter: four that an image keeps, four that it does not."""
    kept = [thing for thing in THINGS if outcome(thing.words)[0] == "saved"]
    gone = [thing for thing in THINGS if outcome(thing.words)[0] == "lost"]
    drawn = variant.shuffle("order", [*variant.sample("kept", kept, 4), *variant.sample("gone", gone, 4)])
    return {letter: question(thing) for letter, thing in zip(LETTERS, drawn, strict=True)}


def task(variant: Variant) -> str:
    """Return the container and the questions."""
    return (
        f"$ {RUN}\n  … things are done to it …\n$ docker commit work snapshot\n\n{listed(questions(variant), OPTIONS)}"
    )


def check(answer: object, variant: Variant) -> Sequence[Case]:
    """Eight things, each looked for in a committed image."""
    return judged(answer, questions(variant), SHAPE, OPTIONS)


EXERCISE = Exercise(
    id="05.saved",
    title="Saved or lost?",
    points=15,
    task=task,
    check=check,
    answer=lambda variant: truths(questions(variant)),
    why="An image has two parts, and commit fills both from the container: the writable layer becomes a layer, and the "
    "configuration (variables, labels, the command of docker run) becomes the image's. All else stays behind: what is "
    "mounted, what is in memory, and what belongs to this one container, such as its name and its list of mounts.",
    hints=(
        "An image is layers and a configuration. Is this thing in the writable layer, or in the configuration?",
        "-e and --label and the command are configuration. -v, --tmpfs and --name are not.",
        "Lost is everything below a mount (also /etc/hosts), everything in memory (an export in a shell), and what is "
        "the container's alone: its name and its mounts.",
    ),
    shape=SHAPE,
    misconceptions=("M17", "M6", "M13"),
)
