"""Task 2: put twelve rows of a history beside the layers that they made."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from dockerlab.contents import contents
from dockerlab.drawing import size
from dockerlab.exercises.exercise import Case, Exercise, Variant
from dockerlab.exercises.history_and_ids.application import done, rows
from dockerlab.exercises.questions import Question, judged, truths
from dockerlab.lab import Lab
from dockerlab.store import HistoryRow

__all__ = ["EXERCISE", "questions"]

SHAPE = 'a dictionary: {"1": 0, "2": 6, …}: for each row the number of its layer, 0 for none'
EARLY = ("ENV MODE=prod", "ARG VERSION=1", "LABEL maintainer=ada", "USER root", "EXPOSE 8080")
LATE = ('ENTRYPOINT ["cat"]', "STOPSIGNAL SIGINT", "ENV LANG=C", "VOLUME /data", "LABEL team=web")
CHANGES = ("RUN mkdir logs", "RUN sort names.txt > sorted.txt", "RUN chmod 600 app.py", "RUN rm names.txt")


@cache
def image_of(variant: Variant) -> tuple[HistoryRow, ...]:
    """Build a learner's Dockerfile of twelve rows: eleven instructions on busybox; newest first."""
    early, late = variant.sample("early", EARLY, 2), variant.sample("late", LATE, 3)
    first, second = sorted(variant.sample("changes", CHANGES, 2), key=CHANGES.index)
    lines = ["FROM busybox", early[0], "WORKDIR /app", early[1], "COPY names.txt .", "COPY app.py ."]
    lines += variant.pick("middle", [[first, late[0], second, late[1]], [late[0], first, late[1], second]])
    lines += [late[2], 'CMD ["app.py"]']
    files = {"Dockerfile": "\n".join(lines) + "\n", "names.txt": "bob\nada\n", "app.py": "print('hello')\n"}
    return rows(done(Lab(files), "docker build -q -t web ."))


@cache
def layers(variant: Variant) -> dict[int, str]:
    """Return what each layer did below /app, by its number; of the lowest, which has no /app, how much is in it."""
    image = image_of(variant)[0].last
    told = {}
    for layer in contents(image).layers:
        own = [str(change) for change in layer.changes if change.path.startswith("/app")]
        told[layer.number] = ", ".join(own) or f"{len(layer.changes)} paths, none of them below /app"
    return told


def task(variant: Variant) -> str:
    """Return the twelve rows and the layers, each in Docker's order."""
    history = image_of(variant)
    lines = ["row  CREATED BY (newest first, as docker history prints it)"]
    lines += [f"{n:3}  {row.step.created_by.removesuffix(' # buildkit')}" for n, row in enumerate(history, 1)]
    lines += ["", "layer  size     what it did below /app: A added, C changed, D deleted (lowest first)"]
    sizes = {row.number: size(row.size) for row in history}
    return "\n".join([*lines, *(f"{n:5}  {sizes[n]:7}  {told}" for n, told in layers(variant).items())])


@cache
def questions(variant: Variant) -> dict[str, Question]:
    """Return the rows by number, each with its layer as the truth."""
    asked = {}
    for n, row in enumerate(image_of(variant), 1):
        seen = f"it made layer {row.number}: {layers(variant)[row.number]}" if row.number else "it changed no file"
        words = row.step.created_by.removesuffix(" # buildkit")
        asked[str(n)] = Question(f"`{words}`", row.number, seen, "" if row.number else "M8")
    return asked


def check(answer: object, variant: Variant) -> Sequence[Case]:
    """Twelve rows, each beside the right layer or beside nothing; a row may be named by a number or a text."""
    if isinstance(answer, dict):
        answer = {str(key) if type(key) is int else key: value for key, value in answer.items()}
    return judged(answer, questions(variant), SHAPE)


EXERCISE = Exercise(
    id="07.align",
    title="Rows beside layers",
    points=20,
    task=task,
    check=check,
    answer=lambda variant: truths(questions(variant)),
    why="Rows and layers are in the same order, one newest first and one lowest first. Only a row that changed files "
    "has a layer: RUN, COPY, ADD and WORKDIR. The others wrote into the configuration and stand beside nothing. "
    "WORKDIR has 0B and a layer all the same: a directory has no bytes of content.",
    hints=(
        "A layer is a set of changed files. Which of these rows changed a file?",
        "ENV, ARG, LABEL, USER, EXPOSE, VOLUME, STOPSIGNAL, ENTRYPOINT and CMD write into the configuration. WORKDIR "
        "makes a directory.",
        "Give 0 to all but WORKDIR, COPY, RUN and the last row, the base; then number those from the bottom up.",
    ),
    shape=SHAPE,
    misconceptions=("M8",),
)
