"""Answers to the tasks of notebook 8: accepted ones, and rejected ones with the belief behind each.

Each is a function of the variant, so that it can be tried under many seeds.  A rejected answer says how the
check has to see it: the misconception of the first wrong case, or ``error`` for an answer that cannot be built.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dockerlab.exercises import Variant
from dockerlab.exercises.build_cache import causes, flags, golf, order, prediction

Make = Callable[[Variant], Any]


def right(name: str) -> Make:
    """The solution that the exercise itself gives."""
    from dockerlab.exercises.course import exercise

    return lambda variant: exercise(f"08.{name}").answer(variant)


def opposite(*tags: str) -> Make:
    """The right predictions, but for the questions behind which these beliefs stand."""

    def make(variant: Variant) -> dict[str, str]:
        truth = right("hit-or-miss")(variant)
        flip = {"hit": "miss", "miss": "hit"}
        asked = prediction.questions(variant)
        return {letter: flip[word] if asked[letter].misconception in tags else word for letter, word in truth.items()}

    return make


def blame(tag: str) -> Make:
    """The causes, but in one mystery the thing that a person with this belief would blame."""

    def make(variant: Variant) -> dict[str, str]:
        answer = right("why")(variant)
        for name, mystery in causes.mysteries(variant).items():
            for decoy, (_, belief) in mystery.clues.items():
                if belief == tag:
                    return {**answer, name: decoy}
        return {**answer, "one": "LABEL" if tag == "M2" else answer["one"]}

    return make


def dockerfile(*lines: str) -> Make:
    return lambda variant: "FROM busybox\nWORKDIR /app\n" + "\n".join(lines) + '\nCMD ["cat", "lines.txt"]\n'


SORT = "RUN sleep 30; sort requirements.txt > installed.txt"
STYLE = "RUN sleep 25; cat static/*.css > site.css"
COUNT = "RUN wc -l app.py > lines.txt"


def wrong_order(variant: Variant) -> str:
    """Both slow steps have their own COPY, but what changes often stands above what changes seldom."""
    parts = order.PARTS[order.often(variant)] + order.PARTS[order.seldom(variant)]
    return f'FROM busybox\nWORKDIR /app\n{parts}COPY . .\n{COUNT}\nCMD ["cat", "lines.txt"]\n'


def bind_mounts(variant: Variant) -> str:
    """No COPY before the slow steps at all: each mounts the file it reads."""
    mounted = {
        order.REQUIREMENTS: "RUN --mount=type=bind,source=requirements.txt,target=/r "
        "sleep 30; sort /r > installed.txt\n",
        order.STYLE: "RUN --mount=type=bind,source=static,target=/static sleep 25; cat /static/*.css > site.css\n",
    }
    parts = mounted[order.seldom(variant)] + mounted[order.often(variant)]
    return f'FROM busybox\nWORKDIR /app\n{parts}COPY app.py .\n{COUNT}\nCMD ["cat", "lines.txt"]\n'


STAGES = f"""FROM busybox AS deps
COPY requirements.txt .
{SORT}
FROM busybox AS style
COPY static static
{STYLE}
FROM busybox
WORKDIR /app
COPY --from=deps installed.txt .
COPY --from=style site.css .
COPY app.py .
{COUNT}
CMD ["cat", "lines.txt"]
"""


def flag(name: str, word: str) -> Make:
    """The right flags, but one."""
    return lambda variant: {**right("which-flag")(variant), name: word}


def course(**changed: str) -> Make:
    """The solution of the boss with pieces of its two files exchanged: ``old=new`` by name of the piece."""

    def make(variant: Variant) -> dict[str, str]:
        answer = golf.answer(variant)
        for piece, new in changed.items():
            old = PIECES[piece]
            assert any(old in text for text in answer.values()), piece
            answer = {name: text.replace(old, new) for name, text in answer.items()}
        return answer

    return make


PIECES = {
    "base": "FROM busybox\n",
    "install": "COPY requirements.txt .\nRUN sleep 40; sort requirements.txt > installed.txt\n",
    "sleep": "sleep 40; ",
    "everything": "COPY . .\n",
    "count": "RUN sleep 5; wc -l app.py > lines.txt\n",
    "version": "ARG VERSION=0\nRUN echo $VERSION > version.txt\n",
    "ignored": ".git\n*.md\n*.log\ntests\n__pycache__\n",
}
GOLF_STAGES = {
    "Dockerfile": """FROM busybox AS deps
COPY requirements.txt .
RUN sleep 40; sort requirements.txt > installed.txt
FROM busybox AS count
COPY app.py .
RUN sleep 5; wc -l app.py > lines.txt
FROM busybox
WORKDIR /app
COPY --from=deps installed.txt .
COPY --from=count lines.txt app.py ./
ARG VERSION=0
RUN echo $VERSION > version.txt
CMD ["cat", "lines.txt"]
""",
    ".dockerignore": "",
}

ACCEPTED: dict[str, dict[str, Make]] = {
    "hit-or-miss": {
        "the truth": right("hit-or-miss"),
        "shouted": lambda v: {letter: f" {word.upper()} " for letter, word in right("hit-or-miss")(v).items()},
    },
    "why": {
        "the causes": right("why"),
        "with paths and flags": lambda v: {
            name: f"--build-arg {cause}=7" if cause == "VERSION" else f"./{cause}"
            for name, cause in right("why")(v).items()
        },
        "as in the image": lambda v: {
            name: f"ARG {cause}" if cause == "VERSION" else f"/app/{cause}" for name, cause in right("why")(v).items()
        },
    },
    "reorder": {
        "seldom first": right("reorder"),
        "stages": lambda v: STAGES,
        "bind mounts": bind_mounts,
        "app.py alone, in another spelling": lambda v: (
            right("reorder")(v)
            .replace("COPY . .", "copy ./app.py /app/")
            .replace("WORKDIR /app", "workdir /\nworkdir app")
        ),
    },
    "which-flag": {
        "the best": right("which-flag"),
        "shouted": lambda v: {name: word.upper() for name, word in right("which-flag")(v).items()},
    },
    "golf": {
        "ignore and order": right("golf"),
        "app.py alone, nothing ignored": course(everything="COPY app.py .\n", ignored=""),
        "all but what is needed ignored": course(ignored="*\n!app.py\n!requirements.txt\n"),
        "stages": lambda v: GOLF_STAGES,
        "the version in a here-document": course(version="ARG VERSION=0\nCOPY <<END version.txt\n$VERSION\nEND\n"),
        "an entry point": lambda v: {
            name: text.replace('CMD ["cat", "lines.txt"]', 'ENTRYPOINT ["/bin/cat"]\nCMD ["/app/lines.txt"]')
            for name, text in golf.answer(v).items()
        },
    },
}

REJECTED: dict[str, dict[str, tuple[Make, str]]] = {
    "hit-or-miss": {
        "the cache is per line": (opposite("M2"), "M2"),
        "dates and the clock count": (opposite("M21"), "M21"),
        "every instruction is a layer": (opposite("M8"), "M8"),
        "everything in the folder counts, or nothing": (opposite("M12"), "M12"),
    },
    "why": {
        "the touched file": (blame("M21"), "M21"),
        "the ignored file": (blame("M12"), "M12"),
        "any change, wherever": (blame("M2"), "M2"),
        "what did not change": (lambda v: {**right("why")(v), "two": "notes.md"}, "M2"),
    },
    "reorder": {
        "often first": (wrong_order, "M2"),
        "nothing but a blank line": (lambda v: order.START + "\n", "M2"),
        "one COPY for both": (dockerfile("COPY requirements.txt static ./", SORT, "COPY . .", COUNT), "M12"),
        "the wait alone first": (
            dockerfile(
                "RUN sleep 55", "COPY . .", SORT.replace("sleep 30; ", ""), STYLE.replace("sleep 25; ", ""), COUNT
            ),
            "M2",
        ),
        "without the wait": (lambda v: right("reorder")(v).replace("sleep 30; ", ""), "M2"),
        "the results written down": (
            dockerfile(
                "RUN sleep 55; printf 'flask==3.0\\nredis==5.0\\n' > installed.txt",
                "RUN echo 'body { color: black }' > site.css",
                "COPY . .",
                COUNT,
            ),
            "M2",
        ),
        "a copy in place of the work": (
            dockerfile("COPY requirements.txt installed.txt", "COPY static static", STYLE, "COPY . .", COUNT),
            "M2",
        ),
        "a cache mount that skips the work": (
            dockerfile(
                "COPY . .",
                "RUN --mount=type=cache,target=/c [ -f /c/r ] || sleep 30; > /c/r; "
                "sort requirements.txt > installed.txt",
                "RUN --mount=type=cache,target=/c [ -f /c/s ] || sleep 25; touch /c/s; cat static/*.css > site.css",
                COUNT,
            ),
            "M2",
        ),
        "without the application": (
            lambda v: right("reorder")(v).replace("COPY . .\n", "").replace(COUNT, "RUN echo 1 app.py > lines.txt"),
            "M12",
        ),
        "no such file": (dockerfile("COPY requirement.txt .", SORT), "error"),
        "never ends": (dockerfile("RUN while true; do :; done"), "error"),
    },
    "which-flag": {
        "--no-cache for everything": (lambda v: dict.fromkeys(flags.situations(v), "--no-cache"), "M2"),
        "--no-cache fetches the base": (flag("base", "--no-cache"), "M22"),
        "--pull runs everything again": (flag("stale", "--pull"), "M21"),
        "the cache notices the day": (flag("stale", "nothing"), "M21"),
        "an edit needs a flag": (flag("edited", "--no-cache"), "M2"),
        "an ARG needs no build argument": (flag("version", "--no-cache"), "M2"),
        "asking is free": (flag("edited", "--pull"), "M2"),
    },
    "golf": {
        "nothing ignored": (course(ignored=""), "M12"),
        "the ARG above": (
            course(base="FROM busybox\nARG VERSION=0\n", version="RUN echo $VERSION > version.txt\n"),
            "M2",
        ),
        "the ARG above FROM": (
            course(base="ARG VERSION=0\nFROM busybox\n", version="RUN echo $VERSION > version.txt\n"),
            "M15",
        ),
        "everything first": (course(install="COPY . .\nRUN sleep 40; sort requirements.txt > installed.txt\n"), "M2"),
        "without the wait": (course(sleep=""), "M2"),
        "the version written down": (course(version="RUN echo 3 > version.txt\n"), "M15"),
        "it prints something else": (
            lambda v: {name: text.replace('lines.txt"]', 'app.py"]') for name, text in golf.answer(v).items()},
            "",
        ),
        "requirements.txt ignored": (course(ignored="requirements.txt\n"), "error"),
        "app.py ignored": (course(ignored="app.py\n"), "error"),
    },
}
