"""Answers to the tasks of notebook 10: accepted ones, and rejected ones with the belief behind each (see answers_08)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dockerlab.exercises import Variant
from dockerlab.exercises.copy_add_workdir_run import one_run, owner, persist, scope, stale, there

Make = Callable[[Variant], Any]
DEBIAN = "FROM debian:trixie-20260223-slim\n"
CLEAN = "rm -rf /var/lib/apt/lists/*"


def right(name: str) -> Make:
    """The solution that the exercise itself gives."""
    from dockerlab.exercises.course import exercise

    return lambda variant: exercise(f"10.{name}").answer(variant)


def opposite(tag: str) -> Make:
    """The right predictions, but for the questions behind which this belief stands."""

    def make(variant: Variant) -> dict[str, Any]:
        flip = {"yes": "no", "no": "yes"}
        return {
            letter: flip[str(one.truth)] if one.misconception == tag else one.truth
            for letter, one in there.questions(variant).items()
        }

    return make


def blanks(variant: Variant) -> dict[str, Any]:
    """The right answers, with blanks around them."""
    return {letter: f" {one.truth}  " for letter, one in there.questions(variant).items()}


def place(text: str) -> Make:
    """A Dockerfile for task 2, with the learner's folder and mode in it."""

    def make(variant: Variant) -> str:
        folder, mode = persist.wanted(variant)
        return text.replace("<dir>", folder).replace("VALUE", mode)

    return make


def owned(text: str) -> Make:
    """A Dockerfile for task 3, with the learner's owner in it."""
    return lambda variant: text.replace("UID", str(owner.wanted(variant)[0]))


def words(change: Callable[[dict[str, Any]], dict[str, Any]]) -> Make:
    """The right words of task 4, changed."""
    return lambda variant: change({letter: one.truth for letter, one in scope.questions(variant).items()})


def above(variant: Variant) -> dict[str, Any]:
    """The words of one who thinks that the ARG above FROM is seen everywhere."""
    dockerfile, args = scope.setting(variant)
    value = args.get("WHO") or dockerfile.split("\n")[0].partition("=")[2]
    return {**right("arg-scope")(variant), "a": value, "e": value}


def later(text: str) -> Make:
    """A Dockerfile for task 5, with the learner's package in it."""
    return lambda variant: DEBIAN + text.replace("PACKAGE", stale.wanted(variant)[0])


def boss(text: str) -> Make:
    """A Dockerfile for the boss, with the learner's package and version in it."""

    def make(variant: Variant) -> str:
        package, version = one_run.wanted(variant)
        return DEBIAN + text.replace("PACKAGE", package).replace("VERSION", version)

    return make


CMD = 'CMD ["cat", "mode.txt"]\n'
ACCEPTED: dict[str, dict[str, Make]] = {
    "is-it-there": {"the solution": right("is-it-there"), "with blanks": blanks},
    "persist": {
        "the solution": right("persist"),
        "one RUN with cd": place(
            "FROM busybox\nENV MODE=VALUE\nCOPY app.py <dir>/\nRUN cd <dir> && echo mode=$MODE > mode.txt\n"
            'CMD cat <dir>/mode.txt\n'
        ),
        "with an ARG": place(f"FROM busybox\nARG M=VALUE\nENV MODE=$M\nWORKDIR <dir>\nCOPY app.py ./\nRUN echo mode=$MODE > mode.txt\n{CMD}"),
    },
    "owner": {
        "the solution": right("owner"),
        "through a stage": owned("FROM busybox AS made\nCOPY app /srv/app\nRUN chown -R UID:UID /srv/app\nFROM busybox\nCOPY --from=made /srv /srv\n"),
        "with ADD": owned("FROM busybox\nWORKDIR /srv\nADD --chown=UID:UID app app\n"),
    },
    "arg-scope": {
        "the solution": right("arg-scope"),
        "with blanks": words(lambda said: {letter: f" {word} " for letter, word in said.items()}),
    },
    "stale": {
        "the solution": right("stale"),
        "in a here-document": later(f"RUN <<EOF\nset -e\napt-get update\napt-get install -y PACKAGE\n{CLEAN}\nEOF\n"),
        "lists on a cache mount": later(
            "RUN --mount=type=tmpfs,target=/var/lib/apt/lists apt-get update && apt-get install -y --no-install-recommends PACKAGE\n"
        ),
    },
    "one-run": {
        "the solution": right("one-run"),
        "in another order": boss(
            f"RUN set -eux; apt-get update; apt-get install --no-install-recommends -y PACKAGE=VERSION; {CLEAN}\n"
        ),
    },
}  # fmt: skip

REJECTED: dict[str, dict[str, tuple[Make, str]]] = {
    "is-it-there": {
        "the directory is copied": (opposite("M18"), "M18"),
        "COPY unpacks, or ADD does not": (opposite("M20"), "M20"),
        "cd lasts": (opposite("M13"), "M13"),
        "always lost below a VOLUME": (opposite("M27"), "M27"),
    },
    "persist": {
        "the starting point with the right names": (
            place(
                f"FROM busybox\nRUN mkdir -p <dir>\nRUN cd <dir>\nRUN export MODE=VALUE\nCOPY app.py .\n"
                f"RUN echo mode=$MODE > mode.txt\n{CMD}"
            ),
            "M13",
        ),
        "export in a RUN": (
            place(f"FROM busybox\nWORKDIR <dir>\nCOPY app.py .\nRUN export MODE=VALUE\nRUN echo mode=$MODE > mode.txt\n{CMD}"),
            "M13",
        ),
        "an ARG is not there at run time": (
            place(f"FROM busybox\nWORKDIR <dir>\nARG MODE=VALUE\nCOPY app.py .\nRUN echo mode=$MODE > mode.txt\n{CMD}"),
            "M13",
        ),
        "the value written down": (place(f"FROM busybox\nWORKDIR <dir>\nCOPY app.py .\nRUN echo mode=VALUE > mode.txt\n{CMD}"), "M13"),
        "no such file": (place("FROM busybox\nCOPY apps.py .\n"), "error"),
    },
    "owner": {
        "chown in a RUN": (owned("FROM busybox\nCOPY app /srv/app\nRUN chown -R UID:UID /srv/app\n"), "M16"),
        "no owner": (owned("FROM busybox\nCOPY app /srv/app\n"), ""),
        "one file forgotten": (
            owned("FROM busybox\nCOPY app /srv/app\nRUN chown UID:UID /srv/app/model.bin /srv/app/main.py\n"),
            "M16",
        ),
        "another base": (owned("FROM alpine\nCOPY --chown=UID:UID app /srv/app\n"), ""),
    },
    "arg-scope": {
        "seen everywhere": (above, "M15"),
        "nothing anywhere": (lambda v: dict.fromkeys("abcdef", "nothing"), ""),
        "the other way round": (
            words(lambda said: {**said, "a": said["b"], "b": "nothing"}),
            "M15",
        ),
    },
    "stale": {
        "two RUNs": (later("RUN apt-get update\nRUN apt-get install -y PACKAGE\n"), "M5"),
        "the list kept": (later("RUN apt-get update && apt-get install -y PACKAGE\n"), "M1"),
        "removed too late": (later(f"RUN apt-get update && apt-get install -y PACKAGE\nRUN {CLEAN}\n"), "M1"),
        "an update that is cached all the same": (
            later(f"RUN apt-get update && apt-get upgrade -y\nRUN apt-get install -y PACKAGE && {CLEAN}\n"),
            "M5",
        ),
        "no update at all": (later("RUN apt-get install -y PACKAGE\n"), "error"),
    },
    "one-run": {
        "not pinned": (boss(f"RUN apt-get update && apt-get install -y --no-install-recommends PACKAGE && {CLEAN}\n"), "M5"),
        "removed too late": (
            boss(f"RUN apt-get update && apt-get install -y --no-install-recommends PACKAGE=VERSION\nRUN {CLEAN}\n"),
            "M1",
        ),
        "lists kept": (boss("RUN apt-get update && apt-get install -y --no-install-recommends PACKAGE=VERSION\n"), "M1"),
        "a version that is not there": (boss("RUN apt-get update && apt-get install -y PACKAGE=0.1\n"), "error"),
        "another package": (boss(f"RUN apt-get update && apt-get install -y tree && {CLEAN}\n"), ""),
    },
}  # fmt: skip
