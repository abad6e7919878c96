"""Answers to the tasks of notebook 3: accepted ones, and rejected ones with the belief behind each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dockerlab.exercises import Variant
from dockerlab.exercises.layers_and_sharing import budget, comparison, four, steps, union

Make = Callable[[Variant], Any]


def right(name: str) -> Make:
    """The solution that the exercise itself gives."""
    from dockerlab.exercises.course import exercise

    return lambda variant: exercise(f"03.{name}").answer(variant)


def believing(name: str, questions: Callable[[Variant], Any], tag: str, word: Any) -> Make:
    """The right answer, but ``word`` wherever this belief gives another one."""

    def make(variant: Variant) -> Any:
        asked = questions(variant)
        return {
            letter: word if asked[letter].misconception == tag else truth
            for letter, truth in right(name)(variant).items()
        }

    return make


def compared(tag: str, word: str) -> Make:
    return believing("compare", comparison.questions, tag, word)


def in_steps(tag: str, change: Callable[[Variant, str, int], int]) -> Make:
    """The right numbers, but for the lines behind which a belief stands."""

    def make(variant: Variant) -> dict[str, Any]:
        asked = steps.questions(variant)
        answer = right("steps")(variant)
        return {
            letter: change(variant, letter, number) if asked[letter].misconception == tag else number
            for letter, number in answer.items()
        }

    return make


def junk(variant: Variant, letter: str, number: int) -> int:
    """An rm takes the bytes away again."""
    return -max(n for n in right("steps")(variant).values() if n < 100_000)


def every_line(variant: Variant, letter: str, number: int) -> int:
    """Every instruction is a layer."""
    return int(right("steps")(variant)["rows"])


def four_with(**wrong: Callable[[Variant], int]) -> Make:
    return lambda variant: {**right("four-images")(variant), **{name: make(variant) for name, make in wrong.items()}}


def sizes(variant: Variant) -> list[int]:
    """The SIZE column, in MB."""
    return [sum(count for _, count in layers) for layers in four.host(variant).images.values()]


def everything(base: str, first: str, rest: str = "") -> Make:
    """Three Dockerfiles on a base; ``first`` and ``rest`` with ``{own}`` for what one image needs."""

    def make(variant: Variant) -> dict[str, str]:
        made = {}
        for name, wish in budget.wishes(variant).items():
            own = " ".join(program for program in wish.programs if program not in budget.COMMON)
            lines = first.format(own=own) + (rest.format(own=own) if own else "")
            made[name] = f"FROM {base}\n{lines}COPY {name}.py /app/\n"
        return made

    return make


APT = budget.APT
APK = "RUN apk add --no-cache {}\n"

ACCEPTED: dict[str, dict[str, Make]] = {
    "compare": {
        "the truth": right("compare"),
        "with blanks": lambda v: {letter: f"  {word} " for letter, word in right("compare")(v).items()},
    },
    "union": {
        "the truth": right("union"),
        "as printed, in capitals": lambda v: {
            letter: text.upper().replace(" ", "\n") + "\n" for letter, text in right("union")(v).items()
        },
    },
    "steps": {
        "the truth": right("steps"),
        "from the last line to the first": lambda v: dict(reversed(list(right("steps")(v).items()))),
    },
    "four-images": {
        "the truth": right("four-images"),
        "in another order": lambda v: dict(sorted(right("four-images")(v).items())),
    },
    "budget": {
        "one small base, what is common first": right("budget"),
        "an image that has Python": budget.ready_made,
        "on Alpine": everything("python:3.13-alpine", APK.format("curl"), APK.format("{own}")),
        "all three the same": lambda v: {
            name: "FROM debian:13-slim\n" + APT.format("curl python3 jq rsync zip tree") + f"COPY {name}.py /app/\n"
            for name in budget.NAMES
        },
        "in two steps": everything(
            "debian:13-slim", APT.format("python3") + APT.format("curl") + "WORKDIR /app\n", APT.format("{own}")
        ),
    },
}

REJECTED: dict[str, dict[str, tuple[Make, str]]] = {
    "compare": {
        "sizes add up": (compared("M19", "as much"), "M19"),
        "an rm makes it smaller": (compared("M1", "less"), "M1"),
        "every line is a layer": (compared("M8", "more"), "M8"),
        "every container is a copy": (compared("M6", "more"), "M6"),
        "a chmod is free": (compared("M16", "as much"), "M16"),
        "fewer layers are smaller": (compared("M24", "less"), "M24"),
    },
    "union": {
        "nothing is ever hidden": (believing("union", union.questions, "M1", "red"), "M1"),
        "the lower one wins": (lambda v: dict.fromkeys("abcdef", "green"), ""),
        "all of it is gone": (lambda v: dict.fromkeys("abcdef", "nothing"), ""),
    },
    "steps": {
        "an rm gives bytes back": (in_steps("M1", junk), "M1"),
        "a chmod is free": (in_steps("M16", lambda v, letter, number: 0), "M16"),
        "every line is a layer": (in_steps("M8", every_line), "M8"),
    },
    "four-images": {
        "sizes add up": (four_with(disk=lambda v: sum(sizes(v))), "M19"),
        "rmi frees the size": (four_with(rmi=lambda v: sizes(v)[1], both=lambda v: sizes(v)[0] + sizes(v)[3]), "M19"),
        "a pull fetches all": (four_with(pull=lambda v: sizes(v)[0]), "M19"),
        "memory for every container": (four_with(memory=lambda v: 20 * sizes(v)[0] + 10 * sizes(v)[1]), "M19"),
    },
    "budget": {
        "three bases, tidied": (
            lambda v: {**right("budget")(v), "api": budget.ready_made(v)["api"], "report": budget.START["report"]},
            "M19",
        ),
        "one base, each its own RUN": (everything("debian:13-slim", APT.format("{own} curl python3")), "M24"),
        "one base, another order in each": (
            lambda v: {
                name: "FROM debian:13-slim\nCOPY " + f"{name}.py /app/\n" + APT.format("curl python3 jq rsync zip tree")
                for name in budget.NAMES
            },
            "M24",
        ),
        "the lists of apt removed too late": (
            everything(
                "debian:13-slim",
                "RUN apt-get update\nRUN apt-get install -y python3 curl\nRUN rm -rf /var/lib/apt/lists/*\n",
                "RUN apt-get update\nRUN apt-get install -y {own}\nRUN rm -rf /var/lib/apt/lists/*\n",
            ),
            "M1",
        ),
        "without a tool": (
            lambda v: {name: f"FROM debian:13-slim\nCOPY {name}.py /app/\n" for name in budget.NAMES},
            "",
        ),
        "an empty file for a program": (
            everything(
                "debian:13-slim",
                "RUN for p in python3 curl jq rsync zip tree; do touch /usr/bin/$p; chmod +x /usr/bin/$p; done\n",
            ),
            "",
        ),
        "without the file": (
            lambda v: {name: text.replace("/app/", "/srv/") for name, text in right("budget")(v).items()},
            "",
        ),
        "no such package": (everything("debian:13-slim", APT.format("pithon3")), "error"),
    },
}
