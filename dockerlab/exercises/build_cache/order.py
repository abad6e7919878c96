"""Task 3: put the steps of a Dockerfile in an order that suits the edits of a week."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from dockerlab.exercises.answers import wants
from dockerlab.exercises.build_cache.application import application, image_is_right, work_is_done
from dockerlab.exercises.exercise import Case, Exercise, Variant
from dockerlab.exercises.project import Build, Edit, edit, replay, why

__all__ = ["EXERCISE", "START", "par", "week"]

START = """FROM busybox
WORKDIR /app
COPY . .
RUN sleep 30; sort requirements.txt > installed.txt
RUN sleep 25; cat static/*.css > site.css
RUN wc -l app.py > lines.txt
CMD ["cat", "lines.txt"]
"""
REQUIREMENTS, STYLE = "requirements.txt", "static/style.css"
COST = {REQUIREMENTS: 30.0, STYLE: 25.0}  # seconds that the work on a file takes
PARTS = {
    REQUIREMENTS: "COPY requirements.txt .\nRUN sleep 30; sort requirements.txt > installed.txt\n",
    STYLE: "COPY static static\nRUN sleep 25; cat static/*.css > site.css\n",
}
SLACK = 3.0  # seconds: what the quick steps may take
SHAPE = 'a Dockerfile in triple quotes: """FROM busybox …"""'


def often(variant: Variant) -> str:
    """Return the file that is edited twice in this learner's week, besides app.py."""
    return variant.pick("often", [REQUIREMENTS, STYLE])


def seldom(variant: Variant) -> str:
    """Return the file that is edited once."""
    return STYLE if often(variant) == REQUIREMENTS else REQUIREMENTS


def changed(name: str, count: int) -> str:
    """Return the text of a file after its edit number ``count``."""
    if name == REQUIREMENTS:
        return f"redis==5.0\nflask==3.{count}\n"
    if name == STYLE:
        return f"body {{ margin: {count}px }}\n"
    return "print('hello')\n" * (count + 1)


def week(variant: Variant) -> list[Edit]:
    """Return the five edits of the week: app.py twice, one file twice, one once."""
    days = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
    frequent, rare = often(variant), seldom(variant)
    names = variant.pick(
        "days", [("app.py", frequent, "app.py", frequent, rare), (frequent, "app.py", rare, frequent, "app.py")]
    )
    return [
        edit(name, changed(name, names[: n + 1].count(name)), f"{day}, you edit {name}")
        for n, (day, name) in enumerate(zip(days, names, strict=True))
    ]


def task(variant: Variant) -> str:
    """Return the learner's week, and what it costs as it is."""
    before = replay(application(START), week(variant))
    lines = [f"{build.words:36}{build.seconds:6.0f} s" for build in before[1:]]
    total = sum(build.seconds for build in before[1:])
    return "\n".join(
        [*lines, f"{'the rebuilds of the week':36}{total:6.0f} s", f"{'wanted: at most':36}{par(variant):6.0f} s"]
    )


def answer(variant: Variant) -> str:
    """A right answer: what changes seldom stands first."""
    ordered = PARTS[seldom(variant)] + PARTS[often(variant)]
    return f'FROM busybox\nWORKDIR /app\n{ordered}COPY . .\nRUN wc -l app.py > lines.txt\nCMD ["cat", "lines.txt"]\n'


@cache
def par(variant: Variant) -> float:
    """Return the seconds that the rebuilds of the week may take: what a good order needs, and a little more."""
    builds = replay(application(answer(variant)), week(variant))
    return round(sum(build.seconds for build in builds[1:]) + SLACK)


def check(given: object, variant: Variant) -> Sequence[Case]:
    """The week is replayed with the learner's Dockerfile and timed on the lab's clock."""
    builds = replay(application(wants(given, str, SHAPE)), week(variant))
    total = sum(build.seconds for build in builds[1:])
    enough = total <= par(variant)
    frequent = often(variant)
    return [
        image_is_right(builds, ("/app/app.py", "/app/installed.txt", "/app/site.css", "/app/lines.txt")),
        work_is_done(builds, COST),
        quick(builds, "app.py", 0.0, "an edit of app.py makes no slow step run again"),
        quick(builds, frequent, COST[frequent], f"an edit of {frequent} makes only its own slow step run again"),
        Case(
            f"the rebuilds of the week take at most {par(variant):.0f} s", enough, f"{total:.0f} s",
            f"at most {par(variant):.0f} s", "" if enough else "M2",
        ),
    ]  # fmt: skip


def quick(builds: list[Build], name: str, cost: float, statement: str) -> Case:
    """Whether each edit of a file costs no more than its own work; the first that does is the counter-example."""
    for build in builds[1:]:
        if build.words.endswith(name) and build.seconds > cost + SLACK:
            slow = [step for step in build.result.rebuilt if step.seconds > SLACK]
            seen = "; ".join(f"{step.name} ran again, because {why(step)}" for step in slow[:2])
            return Case(
                statement, False, f"{build.words}: {build.seconds:.0f} s. {seen}", f"at most {cost + SLACK:.0f} s", "M2"
            )
    return Case(statement, True)


EXERCISE = Exercise(
    id="08.reorder",
    title="A better order",
    points=25,
    task=task,
    check=check,
    answer=answer,
    why="A miss is passed on to every step below it. So each slow step gets a COPY of just the files it needs, "
    "right above it; what changes seldom stands first, what changes often below it, and `COPY . .` comes after "
    "both.",
    hints=(
        "A miss is passed down. Which steps should stand above, which below?",
        "Each slow RUN needs only some files. Copy just those above it, and the rest after the slow steps.",
        "COPY one file, its slow RUN, COPY the other, its slow RUN, then `COPY . .`; the file that changes twice "
        "comes second.",
    ),
    shape=SHAPE,
    misconceptions=("M2",),
    start=START,
)
