"""Answers to the tasks of notebook 12: accepted ones, and rejected ones with the belief behind each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dockerlab.exercises import Variant
from dockerlab.exercises.best_practices import five, fixes, hunt, squash, stages
from dockerlab.exercises.best_practices.shop import token

Make = Callable[[Variant], Any]


def right(name: str) -> Make:
    """The solution that the exercise itself gives."""
    from dockerlab.exercises.course import exercise

    return lambda variant: exercise(f"12.{name}").answer(variant)


def guessed(name: str, tag: str, word: str) -> Make:
    """The right answers, but this word where that belief stands behind a question."""
    questions = {"fixes": fixes.questions, "squash": squash.questions}[name]

    def make(variant: Variant) -> dict[str, Any]:
        asked = questions(variant)
        return {key: word if one.misconception == tag else one.truth for key, one in asked.items()}

    return make


def found(**changed: Callable[[hunt.Found], Any]) -> Make:
    """The right place, but for some parts of it."""

    def make(variant: Variant) -> dict[str, Any]:
        truth = hunt.found(variant)
        answer: dict[str, Any] = {"token": truth.token, "layer": truth.layer, "path": truth.path}
        return answer | {key: change(truth) for key, change in changed.items()}

    return make


def shouted(variant: Variant) -> dict[str, Any]:
    return {key: f" {value} " for key, value in right("squash")(variant).items()}


def two_files(dockerfile: str, ignore: str = five.GOOD[".dockerignore"]) -> Make:
    return lambda variant: {
        "Dockerfile": dockerfile.replace("TOKEN_HERE", token(variant)), ".dockerignore": ignore
    }  # fmt: skip


STAGES_ALPINE = """FROM buildpack-deps:bookworm AS tools
WORKDIR /src
COPY src .
RUN sh build.sh /report
FROM alpine
COPY --from=tools /report /bin/report
ENTRYPOINT ["/bin/report"]
"""
STAGES_DELETED = """FROM buildpack-deps
COPY src /src
RUN cd /src && sh build.sh /usr/local/bin/report
RUN rm -rf /src /usr/bin/gcc /usr/bin/make /usr/bin/git
CMD ["report"]
"""
STAGES_EVERYTHING = """FROM buildpack-deps AS build
COPY src /src
RUN cd /src && sh build.sh /usr/local/bin/report
FROM busybox
COPY --from=build /usr /usr
CMD ["report"]
"""
STAGES_SOURCES = stages.GOOD.replace("FROM busybox\n", "FROM busybox\nCOPY src /src\n")
STAGES_SILENT = stages.GOOD.replace('CMD ["report"]', 'CMD ["true"]')
STAGES_NO_COMPILER = 'FROM busybox\nCOPY src /src\nRUN cd /src && sh build.sh /bin/report\nCMD ["report"]\n'

FIVE_STAGES = """FROM python:3.12-slim AS prices
WORKDIR /fetch
COPY fetch.sh .
RUN --mount=type=secret,id=token sh fetch.sh

FROM python:3.12-slim
COPY requirements.txt /tmp/
RUN sleep 40 && pip install --no-cache-dir -r /tmp/requirements.txt
WORKDIR /app
COPY --from=prices /fetch/prices.txt .
COPY shop.sh .
COPY VERSION .
ENTRYPOINT ["sh", "/app/shop.sh"]
"""
FIVE_ARG = """FROM python:3.12-slim
WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt && sleep 40
ARG TOKEN=TOKEN_HERE
COPY fetch.sh .
RUN sh fetch.sh
COPY shop.sh VERSION ./
CMD ["sh", "shop.sh"]
"""
FIVE_DELETED = """FROM python:3.12-slim
WORKDIR /app
COPY . .
RUN pip install --no-cache-dir -r requirements.txt && sleep 40
RUN --mount=type=secret,id=token sh fetch.sh
RUN rm -rf .git tests debug.log .env
CMD ["sh", "shop.sh"]
"""
FIVE_LARGE = five.GOOD["Dockerfile"].replace("3.12-slim", "3.12")
FIVE_ONE_COPY = five.GOOD["Dockerfile"].replace("COPY requirements.txt .", "COPY . .")
FIVE_NO_REQUIREMENTS = five.GOOD["Dockerfile"].replace("pip install --no-cache-dir -r requirements.txt", "true")

ACCEPTED: dict[str, dict[str, Make]] = {
    "fixes": {"the solution": right("fixes"), "in another order": lambda v: dict(reversed(right("fixes")(v).items()))},
    "hunt": {
        "the solution": right("hunt"),
        "a path without its slash": found(path=lambda truth: truth.path.strip("/")),
    },
    "squash": {"the solution": right("squash"), "with blanks": shouted},
    "stages": {"the solution": right("stages"), "on alpine": lambda v: STAGES_ALPINE},
    "five": {"the solution": right("five"), "in two stages": two_files(FIVE_STAGES)},
}
REJECTED: dict[str, dict[str, tuple[Make, str]]] = {
    "fixes": {
        "a later rm helps": (guessed("fixes", "M1", "tens of MB"), "M1"),
        "fewer lines, fewer bytes": (guessed("fixes", "M24", "about 1 MB"), "M24"),
        "a chmod saves something": (guessed("fixes", "M16", "about 1 MB"), "M16"),
    },
    "hunt": {
        "the word in the config": (found(token=lambda truth: "changeme"), "M9"),
        "the layer that deletes it": (found(layer=lambda truth: truth.deleted), "M1"),
        "a file that can be seen": (found(path=lambda truth: "/app/built.txt"), "M9"),
        "no such layer": (found(layer=lambda truth: 99), "M1"),
    },
    "squash": {
        "fewer layers are always better": (guessed("squash", "M24", "one"), "M24"),
        "an rm works whenever it comes": (guessed("squash", "M1", "no matter"), "M1"),
        "chmod and chown are free": (guessed("squash", "M16", "no matter"), "M16"),
    },
    "stages": {
        "deleted afterwards": (lambda v: STAGES_DELETED, "M1"),
        "everything copied": (lambda v: STAGES_EVERYTHING, ""),
        "with the sources": (lambda v: STAGES_SOURCES, ""),
        "a program that prints nothing": (lambda v: STAGES_SILENT, ""),
        "no compiler at hand": (lambda v: STAGES_NO_COMPILER, "error"),
    },
    "five": {
        "a token in an ARG": (two_files(FIVE_ARG), "M9"),
        "deleted in a last RUN": (two_files(FIVE_DELETED, "Dockerfile\n"), "M9"),
        "a large base": (two_files(FIVE_LARGE), ""),
        "everything copied first": (two_files(FIVE_ONE_COPY), "M2"),
        "the requirements left out": (two_files(FIVE_NO_REQUIREMENTS), ""),
        "ignored what is needed": (two_files(five.GOOD["Dockerfile"], "*\n"), "error"),
    },
}  # fmt: skip
