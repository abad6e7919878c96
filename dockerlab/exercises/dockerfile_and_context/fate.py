"""Task 1, locked: which files are sent, and which are copied?"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from dockerlab.build.reading import readings
from dockerlab.build.steps import Builder
from dockerlab.errors import LabError
from dockerlab.exercises.dockerfile_and_context.folder import build
from dockerlab.exercises.exercise import Case, Exercise, Variant
from dockerlab.exercises.questions import Question, judged, listed, truths

__all__ = ["EXERCISE", "OPTIONS", "questions"]

LETTERS = "abcdefgh"
COPIED, IDLE, UNSENT = OPTIONS = ("copied", "sent for nothing", "not sent")
SHAPE = 'a dictionary: {"a": "copied", "b": "not sent", …} for the letters a to h'
FILES = {
    name: f"{name}\n"
    for name in (
        "README.md", "app.py", "requirements.txt", "notes.md", "debug.log", "config/dev.ini", "config/prod.ini",
        "static/logo.svg", "static/old/logo.svg", "tests/test_app.py", "data/big.csv", "logs/today.log",
    )
}  # fmt: skip
IGNORES = (
    "*.log\ntests\ndata/*.csv\n",
    "*.md\n!README.md\n**/*.log\nstatic/old\n",
    "# nobody needs these\n**/*.log\nconfig\n!config/prod.ini\ntests/\n",
    "*\n!*.py\n!config\n!static\nstatic/old\n",
)
COPIES = (
    "COPY requirements.txt .\nCOPY app.py config ./\n",
    "COPY *.py *.txt .\nCOPY static static\n",
    "COPY app.py .\nCOPY config/prod.ini config/\nCOPY static .\n",
)


@cache
def outcome(ignore: str, copies: str, builder: Builder) -> dict[str, str]:
    """Return what becomes of each file."""
    result, context = build(
        {**FILES, "Dockerfile": f"FROM busybox\nWORKDIR /app\n{copies}", ".dockerignore": ignore}, builder
    )
    copied = {path for reading in readings(result, context) for path in reading.files}
    sent = context.sent(builder)
    rest = IDLE if builder == "classic" else UNSENT
    return {name: COPIED if name in copied else rest if sent.get(f"/{name}") else UNSENT for name in FILES}


@cache
def builds(copies: str, ignore: str) -> bool:
    """Say whether the lines find their files."""
    try:
        return bool(outcome(ignore, copies, "buildkit")) and bool(outcome(ignore, copies, "classic"))
    except LabError:
        return False


def project(variant: Variant) -> tuple[str, str]:
    """Return a learner's ``.dockerignore`` and COPY lines: a pair that builds."""
    pairs = [(ignore, copies) for ignore in IGNORES for copies in COPIES if builds(copies, ignore)]
    return variant.pick("project", pairs)


def questions(variant: Variant) -> dict[str, Question]:
    """Return a learner's eight questions by letter: of each kind at least two."""
    ignore, copies = project(variant)
    by_kind: dict[str, list[tuple[Builder, str]]] = {kind: [] for kind in OPTIONS}
    for builder in ("buildkit", "classic"):
        for name, kind in outcome(ignore, copies, builder).items():
            by_kind[kind].append((builder, name))
    drawn = [
        *variant.sample("copied", by_kind[COPIED], 3),
        *variant.sample("idle", by_kind[IDLE], min(2, len(by_kind[IDLE]))),
    ]
    drawn += variant.sample("unsent", by_kind[UNSENT], 8 - len(drawn))
    asked = variant.shuffle("order", drawn)
    return {letter: question(ignore, copies, *item) for letter, item in zip(LETTERS, asked, strict=True)}


def question(ignore: str, copies: str, builder: Builder, name: str) -> Question:
    """Ask about one file and one builder."""
    kind = outcome(ignore, copies, builder)[name]
    _, context = build(
        {**FILES, "Dockerfile": f"FROM busybox\nWORKDIR /app\n{copies}", ".dockerignore": ignore}, builder
    )
    excluded = context.excluded_by(name, builder)
    seen = (
        f"it is excluded by {excluded}" if excluded else "a line copies it" if kind == COPIED else "no line copies it"
    )
    shown = "the classic builder" if builder == "classic" else "BuildKit"
    return Question(
        f"{name}, with {shown}", kind, f"{seen}, and {shown} {SENDS[builder]}", "M12" if kind == IDLE else "", (UNSENT,)
    )


SENDS = {"classic": "sends all that is not ignored", "buildkit": "sends what a line asks for"}


def task(variant: Variant) -> str:
    """Return the folder, the two files and the questions."""
    ignore, copies = project(variant)
    shown = "\n".join(f"  {name}" for name in FILES)
    return (
        f"--- the folder, and beside these the two files below ---\n{shown}\n\n--- .dockerignore ---\n{ignore}\n"
        f"--- Dockerfile ---\nFROM busybox\nWORKDIR /app\n{copies}\n{listed(questions(variant), OPTIONS)}"
    )


def check(answer: object, variant: Variant) -> Sequence[Case]:
    """Eight files, each followed in the model."""
    return judged(answer, questions(variant), SHAPE, OPTIONS)


EXERCISE = Exercise(
    id="06.fate",
    title="Copied, sent, or neither?",
    points=20,
    task=task,
    check=check,
    answer=lambda variant: truths(questions(variant)),
    why="Three things decide: does .dockerignore name the file (the last line that matches it counts, and ! lets it in "
    "again), does a COPY take it, and which builder is it? The classic one is sent the whole folder less what is "
    "ignored, before it reads a line; BuildKit asks only for what the lines need.",
    hints=(
        "First ask whether the file is ignored, then whether a line copies it.",
        "In .dockerignore the last line that matches decides. *.log is the top directory's only, **/*.log everywhere.",
        "Ignored: not sent. Copied by a line: copied. What is left is sent for nothing by the classic builder, and not "
        "sent by BuildKit.",
    ),
    shape=SHAPE,
    misconceptions=("M12",),
    locked=True,
)
