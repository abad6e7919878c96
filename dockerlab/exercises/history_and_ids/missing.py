"""Task 1, locked: which rows of docker history show an ID, and which <missing>?"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from dockerlab.exercises.exercise import Case, Exercise, Variant
from dockerlab.exercises.history_and_ids.application import DOCKERFILE, SCENARIOS, host, rows
from dockerlab.exercises.questions import Question, judged, listed, truths
from dockerlab.store import MISSING, HistoryRow

__all__ = ["EXERCISE", "questions"]

LETTERS = "abcdefgh"
OPTIONS = ("ID", MISSING)
SHAPE = 'a dictionary: {"a": "ID", "b": "<missing>", …} for the letters a to h'
LINES = tuple(reversed(DOCKERFILE.splitlines()))  # newest first, like the rows
BELOW = range(1, len(LINES))


def drawn(variant: Variant) -> list[tuple[str, int]]:
    """Return a learner's eight rows: of every scenario the top row or not, some in the middle, and a base row."""
    wanted = [(scenario, variant.pick(f"{scenario}-row", list(BELOW)[:-1])) for scenario in SCENARIOS]
    wanted += [("classic", LINES.index("FROM busybox")), (variant.pick("base", ["BuildKit", "pulled"]), len(LINES) - 1)]
    rest = [(scenario, n) for scenario in SCENARIOS for n in range(len(LINES) - 1) if (scenario, n) not in wanted]
    tops = [place for place in rest if place[1] == 0]
    wanted += variant.sample("tops", tops, 2)
    wanted += variant.sample("more", [place for place in rest if place not in wanted and place[1]], 1)
    return variant.shuffle("order", wanted)


def seen(scenario: str, row: HistoryRow) -> str:
    """Say why a row has an ID or none."""
    match row.why:
        case "asked":
            return "the top row is the image itself, and its ID is always known"
        case "parent":
            return "the classic builder made an image of this step, and it is still on this host"
        case "buildkit":
            return "BuildKit makes one image at the end and records no parent"
        case _ if scenario == "pulled":
            return "only the image itself was pulled; the images of its steps stayed on the machine that built it"
        case _:
            return "no parent is recorded on this host"


@cache
def questions(variant: Variant) -> dict[str, Question]:
    """Return a learner's eight questions by letter."""
    asked = {}
    for letter, (scenario, n) in zip(LETTERS, drawn(variant), strict=True):
        row = rows(host(scenario))[n]
        truth = MISSING if row.image is None else "ID"
        words = f"{SCENARIOS[scenario]}; the row of `{LINES[n]}`"
        asked[letter] = Question(words, truth, seen(scenario, row), "M10")
    return asked


def check(answer: object, variant: Variant) -> Sequence[Case]:
    """Eight predictions, each right or wrong."""
    return judged(answer, questions(variant), SHAPE, OPTIONS)


EXERCISE = Exercise(
    id="07.missing",
    title="An ID, or <missing>?",
    points=20,
    task=lambda variant: listed(questions(variant), OPTIONS),
    check=check,
    answer=lambda variant: truths(questions(variant)),
    why="A row shows an ID when this host has an image of that very step and knows it as a parent of the image above. "
    "The classic builder leaves one at every step, BuildKit at none but the last, and a pull brings the last alone.",
    hints=(
        "An ID in the history needs an image of just that step. Who makes one, and where is it kept?",
        "The classic builder commits an image after every instruction, on the machine where it builds. A registry "
        "sends one image, without those it was made from.",
        "The top row always has an ID. Below it: all rows of a classic build on its own host, even the one of FROM, as "
        "busybox is here; none with BuildKit, none after a pull.",
    ),
    shape=SHAPE,
    misconceptions=("M10",),
    locked=True,
)
