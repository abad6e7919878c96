"""Task 4: which flag, if any, makes a build fresh at the least cost?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from dockerlab.build.steps import BuildOptions, BuildResult
from dockerlab.clock import START as FIRST_DAY
from dockerlab.clock import Clock
from dockerlab.engine import Engine
from dockerlab.exercises.answers import AnswerError, choice, wants
from dockerlab.exercises.build_cache.application import application
from dockerlab.exercises.exercise import Case, Exercise, Variant
from dockerlab.exercises.project import DAY, Edit, Project, build, content, edit, no_edit

__all__ = ["DOCKERFILE", "EXERCISE", "FLAGS", "Situation", "outcome", "situations"]

FLAGS = ("nothing", "--no-cache", "--no-cache-filter=fetch", "--build-arg VERSION=2", "--pull")
# `date` plays a download: what it gives changes from day to day, and nothing in its key does.
DOCKERFILE = """FROM busybox AS fetch
RUN date +%j > /day.txt
FROM alpine:3.23
ARG VERSION=1
RUN sleep 40; echo tools > /tools.txt
RUN echo $VERSION > /version.txt
COPY --from=fetch /day.txt /
COPY app.py /
"""
BASE_MOVES = 20  # days after the first: by then alpine:3.23 means a newer image on the lab's Docker Hub
SHAPE = 'a dictionary: {"edited": "nothing", "stale": …, "version": …, "base": …}'


@dataclass(frozen=True)
class Situation:
    """What happened, what the image must show, and the belief behind the wrong flag."""

    words: str
    edit: Edit
    fresh: Callable[[BuildResult, Project], bool]
    misconception: str = "M21"


def day_of_year(days: int) -> str:
    """Return what ``date +%j`` prints ``days`` days after the lab's first.

    >>> day_of_year(0)
    '061'
    """
    return datetime.fromtimestamp(FIRST_DAY + days * DAY, UTC).strftime("%j")


def alpine_of(result: BuildResult) -> str:
    """Return which Alpine an image stands on."""
    return (content(result, "/etc/alpine-release") or "").strip()


def situations(variant: Variant) -> dict[str, Situation]:
    """Return a learner's situations by name."""
    days = variant.number("days", 2, 12)
    return {
        "edited": Situation(
            "app.py was edited; the new one must be in the image",
            edit("app.py", "print('new')\n"),
            lambda result, now: content(result, "/app.py") == now.files["app.py"],
        ),
        "stale": Situation(
            f"{days} days went by; /day.txt, which the stage `fetch` makes, must be of today",
            no_edit("", days=days),
            lambda result, now: (content(result, "/day.txt") or "").strip() == day_of_year(days),
        ),
        "version": Situation(
            "/version.txt must say 2",
            no_edit(""),
            lambda result, now: (content(result, "/version.txt") or "").strip() == "2",
            "M2",
        ),
        "base": Situation(
            f"{BASE_MOVES} days ago alpine:3.23 was pulled here; the image must stand on the newer one of Docker Hub",
            no_edit("", days=BASE_MOVES),
            lambda result, now: alpine_of(result) > "3.23.3",
            "M22",
        ),
    }


@cache
def outcome(variant: Variant, name: str, flag: str) -> tuple[bool, int]:
    """Return whether a flag makes the image fresh, and its cost: steps rebuilt, and 1 for asking the registry."""
    situation = situations(variant)[name]
    start = application(DOCKERFILE)
    engine = Engine(clock=Clock())
    engine.image("alpine:3.23")  # pulled on the first day
    build(engine, start)
    engine.clock.advance(situation.edit.days * DAY)
    now = situation.edit.apply(start)
    options = BuildOptions(
        no_cache=flag == "--no-cache", no_cache_filter=("fetch",) if "filter" in flag else (), pull=flag == "--pull"
    )
    result = build(engine, now, {"VERSION": "2"} if "VERSION" in flag else None, options=options)
    return situation.fresh(result, now), len(result.rebuilt) + (flag == "--pull")


def told(cost: int, flag: str) -> str:
    """Say a cost in words."""
    steps = cost - (flag == "--pull")
    return f"{steps} step{'s' * (steps != 1)} rebuilt" + (" and the registry asked" if flag == "--pull" else "")


def best(variant: Variant, name: str) -> tuple[int, str]:
    """Return the least cost of a fresh image, and the flag for it; of equals the first, which says less."""
    tried = [(*outcome(variant, name, flag), n, flag) for n, flag in enumerate(FLAGS)]
    cost, _, flag = min((cost, n, flag) for fresh, cost, n, flag in tried if fresh)
    return cost, flag


def task(variant: Variant) -> str:
    """Return the situations and the flags to choose from."""
    lines = [f"{name:8} {situation.words}" for name, situation in situations(variant).items()]
    return "\n".join([*lines, "", "Choose from: " + "   ".join(FLAGS)])


def check(answer: object, variant: Variant) -> Sequence[Case]:
    """For each situation the flag that is fresh and rebuilds least; every flag is tried in the model."""
    given = wants(answer, dict, SHAPE)
    asked = situations(variant)
    extra = [key for key in given if key not in asked]
    if extra:
        raise AnswerError(f"there is no situation {extra[0]!r}", hint=f"Write it as {SHAPE}")
    said = {name: choice(given, name, FLAGS) for name in asked}
    cases = []
    for name, situation in asked.items():
        fresh, cost = outcome(variant, name, said[name])
        least, flag = best(variant, name)
        right = fresh and cost == least
        seen = f"{told(cost, said[name])}, and the image is " + ("as wanted" if fresh else "not as wanted")
        wanted = f"{told(least, flag)}, and the image is as wanted"
        tag = "" if right else "M2" if fresh else situation.misconception
        cases.append(Case(f"{name}: {situation.words}", right, f"with {said[name]}: {seen}", wanted, tag))
    return cases


EXERCISE = Exercise(
    id="08.which-flag",
    title="Which flag?",
    points=15,
    task=task,
    check=check,
    answer=lambda variant: {name: best(variant, name)[1] for name in situations(variant)},
    why="The cache sees edits by itself, and an ARG that a RUN can see is in its key: neither needs a flag to be "
    "noticed. It cannot see that time passed: --no-cache runs every step again, --no-cache-filter those of one "
    "stage. Neither asks the registry for a newer base image; that is --pull.",
    hints=(
        "Which of these changes is in some step's key already?",
        "An edited file and an ARG are in a key. Time is not; nor is what a name means on Docker Hub today.",
        "Refresh no more than what is stale: one stage, one ARG, or the base, and nothing at all where a key does it.",
    ),
    shape=SHAPE,
    misconceptions=("M2", "M21", "M22"),
)
