"""Answers to the tasks of notebook 4: accepted ones, and rejected ones with the belief behind each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dockerlab.exercises import Variant
from dockerlab.exercises.copy_on_write import cost, diff, later_rm, reads, upper

Make = Callable[[Variant], Any]


def right(name: str) -> Make:
    """The solution that the exercise itself gives."""
    from dockerlab.exercises.course import exercise

    return lambda variant: exercise(f"04.{name}").answer(variant)


def believing(name: str, questions: Callable[[Variant], Any], tag: str, word: Any) -> Make:
    """The right answer, but ``word`` wherever this belief gives another one."""

    def make(variant: Variant) -> Any:
        asked = questions(variant)
        return {
            letter: word if asked[letter].misconception == tag else truth
            for letter, truth in right(name)(variant).items()
        }

    return make


def priced(change: Callable[[str, int, int], int]) -> Make:
    """The prices, each changed by what a belief makes of the command, the truth and the film's size."""

    def make(variant: Variant) -> dict[str, int]:
        large = cost.sizes(variant)[0]
        return {
            letter: change(question.words, int(question.truth), large)
            for letter, question in cost.questions(variant).items()
        }

    return make


def free_metadata(command: str, truth: int, large: int) -> int:
    """A chmod, a chown or a touch costs nothing."""
    return 0 if command.startswith(("chmod", "chown", "touch")) else truth


def rm_gives_back(command: str, truth: int, large: int) -> int:
    """An rm makes the container's layer smaller than nothing."""
    return -large if command.startswith("rm") else truth


def only_the_byte(command: str, truth: int, large: int) -> int:
    """A write costs what is written."""
    return 1 if "printf x >>" in command else truth


def dockerfile(*lines: str) -> Make:
    """A Dockerfile on busybox; {mode} and {owner} are the learner's own."""

    def make(variant: Variant) -> str:
        mode, owner = later_rm.wish(variant)
        text = "FROM busybox\n" + "\n".join(lines) + "\n"
        return text.replace("{mode}", f"{mode:o}").replace("{owner}", str(owner))

    return make


MAKE = "RUN seq 9999 > /var/raw.txt && mkdir /app && sort -r /var/raw.txt > /app/data.txt && rm /var/raw.txt"
RIGHTS = "chmod {mode} /app/data.txt && chown {owner} /app/data.txt"


def script(**other: str) -> Make:
    """The solution of the boss with the commands for some wishes exchanged; {…} is what the learner's own has there."""
    order = ("latest", "key", "notes", "old", "raw")

    def make(variant: Variant) -> str:
        wishes = diff.wishes(variant)
        lines = []
        for name, wish in zip(order, wishes, strict=True):
            last = wish.command.rpartition(" ")[2]
            mode = wishes[1].command.split()[1]
            lines.append(other.get(name, wish.command).replace("{last}", last).replace("{mode}", mode))
        return "\n".join(lines) + "\n"

    return make


ACCEPTED: dict[str, dict[str, Make]] = {
    "reads": {
        "the truth": right("reads"),
        "with blanks": lambda v: {letter: f" {word}  " for letter, word in right("reads")(v).items()},
    },
    "upper": {
        "the truth": right("upper"),
        "from the last to the first": lambda v: dict(reversed(list(right("upper")(v).items()))),
    },
    "cost": {
        "the truth": right("cost"),
        "from the last to the first": lambda v: dict(reversed(list(right("cost")(v).items()))),
    },
    "later-rm": {
        "one step": right("later-rm"),
        "no raw file at all": dockerfile("RUN mkdir /app && seq 9999 | sort -r > /app/data.txt && " + RIGHTS),
        "a second stage": dockerfile(
            "RUN mkdir /app && seq 9999 | sort -r > /app/data.txt && " + RIGHTS,
            "FROM busybox",
            "COPY --from=0 /app/data.txt /app/data.txt",
        ),
        "copied with its rights": dockerfile(
            "RUN mkdir /app && seq 9999 > /raw && sort -r /raw > /app/data.txt",
            "FROM busybox",
            "COPY --from=0 --chmod={mode} --chown={owner} /app/data.txt /app/",
        ),
        "written with its rights": dockerfile(
            "RUN mkdir /app && touch /app/data.txt && " + RIGHTS + " && seq 9999 | sort -r > /app/data.txt"
        ),
    },
    "fewest-bytes": {
        "a symbolic link": right("fewest-bytes"),
        "an absolute link, an opaque directory": script(
            latest="ln -s /srv/film.bin {last}", old="rm -r /srv/old && mkdir /srv/old"
        ),
        "in one line": lambda v: right("fewest-bytes")(v).strip().replace("\n", " && "),
        "with a function and a loop": script(
            old="for f in one two; do rm -f /srv/old/$f; done", raw="cd /srv; rm raw.bin"
        ),
    },
}

REJECTED: dict[str, dict[str, tuple[Make, str]]] = {
    "reads": {
        "a chmod changes nothing": (believing("reads", reads.questions, "M16", "layer 2"), "M16"),
        "what is deleted is read from below": (believing("reads", reads.questions, "M1", "layer 2"), "M1"),
        "everything is in the container": (believing("reads", reads.questions, "M6", "container"), "M6"),
    },
    "upper": {
        "deleted is gone": (believing("upper", upper.questions, "M1", "nothing"), "M1"),
        "everything deleted is a whiteout": (believing("upper", upper.questions, "M1", "whiteout"), ""),
        "a chmod copies nothing": (believing("upper", upper.questions, "M16", "nothing"), "M16"),
        "what is read is copied": (believing("upper", upper.questions, "M6", "file"), "M6"),
    },
    "cost": {
        "metadata are free": (priced(free_metadata), "M16"),
        "an rm gives bytes back": (priced(rm_gives_back), "M1"),
        "only what is written counts": (priced(only_the_byte), ""),
        "reading copies": (priced(lambda c, t, film: 1 if c.startswith("cat") else t), "M6"),
    },
    "later-rm": {
        "the rights in a step of their own": (dockerfile(MAKE, "RUN " + RIGHTS), "M16"),
        "the rm in a step of its own": (
            dockerfile(MAKE.replace(" && rm /var/raw.txt", " && " + RIGHTS), "RUN rm /var/raw.txt"),
            "M1",
        ),
        "nothing but the rights": (lambda v: later_rm.START + dockerfile("RUN " + RIGHTS)(v).partition("\n")[2], "M1"),
        "the raw file emptied, and the rights": (
            dockerfile(
                "RUN seq 9999 > /var/raw.txt",
                "RUN mkdir /app && sort -r /var/raw.txt > /app/data.txt && " + RIGHTS,
                "RUN : > /var/raw.txt && rm /var/raw.txt",
            ),
            "M1",
        ),
        "without the rights": (dockerfile(MAKE), ""),
        "half of the data": (dockerfile("RUN mkdir /app && seq 99 | sort -r > /app/data.txt && " + RIGHTS), "M1"),
        "a command that fails": (dockerfile("RUN rm /var/raw.txt"), "error"),
        "no Dockerfile": (lambda v: "RUN true\n", "error"),
    },
    "fewest-bytes": {
        "a copy": (script(latest="cp /srv/film.bin {last}"), ""),
        "a hard link": (script(latest="ln /srv/film.bin {last}"), ""),
        "a chmod of everything": (script(key="chmod -R {mode} /srv/film.bin /srv/key.pem"), "M16"),
        "a chmod, and back": (
            script(key="chmod {mode} /srv/key.pem; chmod 600 /srv/film.bin; chmod 644 /srv/film.bin"),
            "M16",
        ),
        "the old ones moved away": (script(old="mv /srv/old /tmp/old; mkdir /srv/old"), ""),
        "the film moved": (script(latest="mv /srv/film.bin {last}; ln -s {last} /srv/film.bin"), ""),
        "old removed as a whole": (script(old="rm -r /srv/old"), "M1"),
        "raw.bin emptied only": (script(raw=": > /srv/raw.bin"), "M1"),
        "a command of no container": (lambda v: "frobnicate\n", "M16"),
        "a loop without end": (lambda v: "while true; do :; done\n", "error"),
    },
}
