"""Task 5: the cached apt-get update."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from dockerlab.exercises.answers import wants
from dockerlab.exercises.copy_add_workdir_run.building import Host, image_of, keeps_lists, packages
from dockerlab.exercises.exercise import Case, Exercise, Variant

__all__ = ["EXERCISE", "START", "wanted"]

START = """FROM debian:trixie-20260223-slim
RUN apt-get update
RUN apt-get install -y --no-install-recommends jq
"""
SHAPE = "a text: the whole Dockerfile"


def wanted(variant: Variant) -> tuple[str, str, int]:
    """Return a learner's package, the one that is added later, and when (days)."""
    package = variant.pick("package", ("jq", "rsync", "sqlite3", "xxd"))
    return package, variant.pick("more", ("tree", "make", "zip", "less")), variant.number("days", 15, 40)


def task(variant: Variant) -> str:
    """Return what happens."""
    package, more, days = wanted(variant)
    return (
        f"Today your Dockerfile is built, and the image must hold {package}. {days} days later "
        f"somebody needs {more} as well:\n"
        f"wherever {package} stands in the Dockerfile, the words become `{package} {more}`, and it is "
        f"built again with the same\n"
        f"cache. That build must succeed, with {package} of that day. And no layer may keep a package list."
    )


@cache
def current(package: str, day: int) -> str:
    """Return the version that a fresh installation gives on a day."""
    install = f"RUN apt-get update && apt-get install -y --no-install-recommends {package}"
    text = f"FROM debian:trixie-20260223-slim\n{install}\n"
    return packages(Host().build(text, day=day))[package]


def check(answer: object, variant: Variant) -> Sequence[Case]:
    """Two builds with one cache, some days apart."""
    package, more, days = wanted(variant)
    text = wants(answer, str, SHAPE)
    host = Host()
    first = host.build(text)
    image_of(first)
    has = packages(first).get(package, "")
    cases = [Case(f"the image of today holds {package}", bool(has), has or "it does not", f"{package}", gate=True)]
    second = host.build(re.sub(rf"(?<![\w-]){package}(?![\w-])", f"{package} {more}", text), day=days)
    said = "".join(piece.data.decode("utf-8", "replace") for step in second.steps for piece in step.output)
    wrong = next((line for line in said.splitlines() if line.startswith("E: ")), str(second.error).split("\n")[0])
    fails = second.error is not None
    name = f"{days} days later, with {more}, it builds"
    cases.append(Case(name, not fails, wrong[:150] if fails else "it builds", "it builds", "M5" * fails))
    now, then = packages(second).get(package, "none"), current(package, days)
    old = now != then
    cases.append(Case(f"{package} is of that day", not old, f"{package} {now}", f"{package} {then}", "M5" * old))
    lists = keeps_lists(first)
    cases.append(Case("no layer keeps a list", not lists, "a layer holds the lists" * lists, "none", "M1" * lists))
    return cases


def answer(variant: Variant) -> str:
    """Return a right Dockerfile."""
    package, _, _ = wanted(variant)
    return f"""FROM debian:trixie-20260223-slim
RUN apt-get update \\
 && apt-get install -y --no-install-recommends {package} \\
 && rm -rf /var/lib/apt/lists/*
"""


EXERCISE = Exercise(
    id="10.stale",
    title="The list of last month",
    points=20,
    task=task,
    check=check,
    answer=answer,
    why="A RUN is taken from the cache when its text and what it stands on are the same: apt-get "
    "update in a RUN of its own "
    "never runs again, and its list names files that the mirror has deleted. In one RUN the two have "
    "one text: whenever "
    "the packages change, the update runs too. The rm must be in the same RUN, or the list stays in the layer below.",
    hints=(
        "Which of the two RUNs has another text after the package is added?",
        "What must run again together must be one RUN: join the commands with &&.",
        "RUN apt-get update && apt-get install -y … && rm -rf /var/lib/apt/lists/*",
    ),
    shape=SHAPE,
    misconceptions=("M1", "M5"),
    start=START,
)
