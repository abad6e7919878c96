"""Answers to the tasks of notebook 11: accepted ones, and rejected ones with the belief behind each (see answers_08)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dockerlab.exercises import Variant
from dockerlab.exercises.cmd_and_entrypoint import forms, port, quoting, twelve, wrapper

Make = Callable[[Variant], Any]
QUESTIONS = {"twelve": twelve.questions, "forms": forms.questions, "quoting": quoting.questions}


def right(name: str) -> Make:
    """The solution that the exercise itself gives."""
    from dockerlab.exercises.course import exercise

    return lambda variant: exercise(f"11.{name}").answer(variant)


def blanks(name: str) -> Make:
    """The right words, with blanks around them."""
    return lambda variant: {letter: f"  {one.truth} " for letter, one in QUESTIONS[name](variant).items()}


def but(name: str, change: Callable[[str, Any], str]) -> Make:
    """The right words, changed question by question: ``change`` gets the question and its true answer."""
    return lambda variant: {letter: change(one.words, one.truth) for letter, one in QUESTIONS[name](variant).items()}


def arguments_replace_all(words: str, truth: Any) -> str:
    """What one says who thinks that the words behind the image's name replace the ENTRYPOINT too."""
    given = words.rpartition("image ")[2]
    return given.removeprefix("echo ") if "image " in words and "--entrypoint" not in words else str(truth)


def cmd_stays(words: str, truth: Any) -> str:
    """What one says who thinks that --entrypoint keeps CMD."""
    return words.split('CMD ["')[1].split('"')[0] if words.endswith("--entrypoint echo image") else str(truth)


def first_counts(words: str, truth: Any) -> str:
    """What one says who thinks that the first CMD counts."""
    return words.split("CMD echo ")[1].split("\n")[0] if words.startswith("CMD echo") else str(truth)


def name_of(variant: Variant) -> str:
    return variant.pick("name", quoting.NAMES)


def all_replaced(variant: Variant) -> dict[str, Any]:
    """Every $name replaced, whatever the form."""
    said = right("quoting")(variant)
    return {letter: f"hi {name_of(variant)}" if text == "hi $name" else text for letter, text in said.items()}


def single_quotes(variant: Variant) -> dict[str, Any]:
    """Single quotes taken for an exec form."""
    return {
        letter: "hi" if one.words == "CMD ['echo', 'hi']" else one.truth
        for letter, one in quoting.questions(variant).items()
    }


def wrapped(script: str, command: bool = True, entry: str = 'ENTRYPOINT ["/entry.sh"]') -> Make:
    """An answer to task 4."""

    def make(variant: Variant) -> dict[str, str]:
        serves, ready = wrapper.words(variant)
        cmd = f'CMD ["sh", "-c", "echo serving {serves} as PID $$"]\n' if command else ""
        dockerfile = f"FROM base\nCOPY --chmod=755 entry.sh /entry.sh\n{entry}\n{cmd}"
        return {"Dockerfile": dockerfile, "entry.sh": script.replace("READY", ready)}

    return make


def served(*lines: str) -> Make:
    """An answer to task 5."""

    def make(variant: Variant) -> str:
        text = "\n".join(("FROM debian:trixie-slim", "COPY --chmod=755 server /usr/local/bin/server", *lines)) + "\n"
        return text.replace("DEFAULT", str(port.ports(variant)[0]))

    return make


ACCEPTED: dict[str, dict[str, Make]] = {
    "twelve": {"the solution": right("twelve"), "with blanks": blanks("twelve")},
    "forms": {"the solution": right("forms"), "with blanks": blanks("forms")},
    "quoting": {"the solution": right("quoting"), "with blanks": blanks("quoting")},
    "wrapper": {
        "the solution": right("wrapper"),
        "run by a shell": wrapped('echo READY\nexec "$@"\n', entry='ENTRYPOINT ["sh", "/entry.sh"]'),
        "with set -e": wrapped('#!/bin/sh\nset -e\nprintf "READY\\n"\nexec "$@"\n'),
    },
    "port": {
        "the solution": right("port"),
        "the shell form with exec": served("ENV PORT=DEFAULT", "CMD exec server $PORT"),
        "an ENTRYPOINT": served("ENV PORT=DEFAULT", 'ENTRYPOINT ["sh", "-c", "exec server \\"$PORT\\""]'),
        "the default in the shell": served("CMD exec server ${PORT:-DEFAULT}"),
    },
}

REJECTED: dict[str, dict[str, tuple[Make, str]]] = {
    "twelve": {
        "arguments replace all": (but("twelve", arguments_replace_all), "M3"),
        "--entrypoint keeps CMD": (but("twelve", cmd_stays), "M3"),
        "the first CMD counts": (but("twelve", first_counts), ""),
        "always the empty line": (but("twelve", lambda words, truth: "(an empty line)"), "M3"),
    },
    "forms": {
        "always shell": (but("forms", lambda words, truth: "shell"), "M14"),
        "always exec": (but("forms", lambda words, truth: "exec"), "M4"),
        "the other way round": (but("forms", lambda words, truth: "shell" if truth == "exec" else "exec"), "M4"),
    },
    "quoting": {
        "replaced everywhere": (all_replaced, "M4"),
        "single quotes are JSON": (single_quotes, "M26"),
        "never an error": (but("quoting", lambda words, truth: "hi" if truth == "an error" else truth), "M26"),
    },
    "wrapper": {
        "the command is not run": (wrapped("#!/bin/sh\necho READY\n"), "M3"),
        "without exec": (wrapped('#!/bin/sh\necho READY\n"$@"\n'), "M14"),
        "without quotes": (wrapped("#!/bin/sh\necho READY\nexec $@\n"), ""),
        "CMD is inherited": (wrapped('#!/bin/sh\necho READY\nexec "$@"\n', command=False), "M3"),
        "an ENTRYPOINT in shell form": (wrapped('#!/bin/sh\necho READY\nexec "$@"\n', entry="ENTRYPOINT /entry.sh"), "M3"),
        "no such script": (lambda v: {"Dockerfile": "FROM base\nCOPY entri.sh /\n", "entry.sh": "x"}, "error"),
    },
    "port": {
        "the shell form": (served("ENV PORT=DEFAULT", "CMD server $PORT"), "M14"),
        "the exec form": (served("ENV PORT=DEFAULT", 'CMD ["server", "$PORT"]'), "M4"),
        "the number written down": (served('CMD ["server", "DEFAULT"]'), "M4"),
        "a shell without exec": (served("ENV PORT=DEFAULT", 'ENTRYPOINT ["sh", "-c", "server $PORT"]'), "M14"),
        "single quotes": (served("ENV PORT=DEFAULT", "CMD ['server', '$PORT']"), "M4"),
        "another base": (lambda v: right("port")(v).replace("debian:trixie-slim", "busybox"), ""),
    },
}  # fmt: skip
