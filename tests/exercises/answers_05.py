"""Answers to the tasks of notebook 5: accepted ones, and rejected ones with the belief behind each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dockerlab.exercises import Variant
from dockerlab.exercises.commit import audit, diff, history, rewrite, saved
from dockerlab.exercises.questions import Question

Make = Callable[[Variant], Any]
Ask = Callable[[Variant], Mapping[str, Question]]


def right(name: str) -> Make:
    """The solution that the exercise itself gives."""
    from dockerlab.exercises.course import exercise

    return lambda variant: exercise(f"05.{name}").answer(variant)


def believing(ask: Ask, tag: str, wrong: Callable[[Question, Variant], Any]) -> Make:
    """The truth, but for the questions behind which a belief stands."""

    def make(variant: Variant) -> dict[str, Any]:
        asked = ask(variant)
        return {n: wrong(q, variant) if q.misconception == tag else q.truth for n, q in asked.items()}

    return make


def other(*words: str) -> Callable[[Question, Variant], str]:
    """The first of these words that is not the truth."""
    return lambda question, variant: next(word for word in words if word != question.truth)


def one_wrong(ask: Ask, name: str, said: Any) -> Make:
    """The truth, but for one question."""
    return lambda variant: {n: said if n == name else q.truth for n, q in ask(variant).items()}


def exchanged(name: str, variant: Variant, **instead: str) -> dict[str, Any]:
    """The truth with one word written for another."""
    return {n: instead.get(word, word) for n, word in right(name)(variant).items()}


def files_only(variant: Variant) -> dict[str, Any]:
    """The truth, but nothing of the configuration is saved."""
    asked = saved.questions(variant)
    parts = ("the variable", "the label", "the command")
    return {n: "lost" if q.words.startswith(parts) else q.truth for n, q in asked.items()}


def recipe(**changed: str) -> Make:
    """The solution of the rewriting with pieces exchanged."""

    def make(variant: Variant) -> str:
        text = rewrite.solution(variant)
        for piece, new in changed.items():
            old = PIECES[piece].replace("FOLDER", rewrite.site(variant).folder)
            assert old in text, piece
            text = text.replace(old, new.replace("TOKEN", rewrite.site(variant).token))
        return text

    return make


PIECES = {
    "base": "FROM busybox\n",
    "copy": "COPY index.html site.conf ./\n",
    "logs": "RUN mkdir logs && chmod 1777 logs\n",
    "env": "ENV MODE=prod\n",
    "workdir": "WORKDIR FOLDER\n",
}


def by_hand(variant: Variant) -> str:
    """Each file written by an echo: right today, but no edit of the page gets in."""
    mine = rewrite.site(variant)
    return rewrite.solution(variant).replace(
        PIECES["copy"], f"RUN echo '{mine.page.strip()}' > index.html; echo port={mine.port} > site.conf\n"
    )


def twisted(variant: Variant) -> str:
    """The same files in another way: one COPY each, a directory made by the command, the shell's own mkdir."""
    folder = rewrite.site(variant).folder
    return (
        f"FROM busybox\nENV MODE=prod\nCOPY index.html {folder}/\nCOPY site.conf {folder}/site.conf\n"
        f"RUN mkdir -m 1777 {folder}/logs\nWORKDIR {folder}\nCMD cat index.html\n"
    )


HELPER = """docker run --name copy -v journal-data:/from:ro app cp -r /from /data
docker commit --change 'CMD ["cat", "/app/config.txt"]' copy backup
docker rm copy
"""
LATE = "docker exec journal sh -c 'mkdir /saved; cp /data/journal.txt /saved'\ndocker commit journal backup\n"
STOPPED = "docker stop -t 0 journal\ndocker commit journal backup\n"
UNMOUNTED = """docker cp journal:/data/journal.txt .
docker rm -f journal
docker run -d --name journal app sleep infinity
docker exec journal mkdir /data
docker cp journal.txt journal:/data/
docker commit --change 'CMD ["cat", "/app/config.txt"]' journal backup
"""

ACCEPTED: dict[str, dict[str, Make]] = {
    "diff": {
        "the truth": right("diff"),
        "with blanks": lambda v: {n: f" {word} " for n, word in right("diff")(v).items()},
    },
    "saved": {
        "the truth": right("saved"),
        "with blanks": lambda v: {n: f"{word} " for n, word in right("saved")(v).items()},
    },
    "history": {
        "the truth": right("history"),
        "other blanks": lambda v: {n: str(word).replace(" ", "  ") for n, word in right("history")(v).items()},
    },
    "rescue": {
        "a build": right("rescue"),
        "a helper container": lambda v: HELPER,
        "through standard input": lambda v: (
            "docker exec journal cat /data/journal.txt > j\nprintf 'FROM app\\nADD j /data/journal.txt\\n' | "
            "docker build -q -t backup -f - .\n"
        ),
    },
    "rewrite": {
        "the recipe": right("rewrite"),
        "another way": twisted,
        "ADD and several lines": recipe(copy="ADD index.html .\nADD site.conf .\n", logs="RUN mkdir -m 1777 logs\n"),
    },
    "audit": {
        "the findings": right("audit"),
        "written otherwise": lambda v: {
            **right("audit")(v),
            "base": f"docker.io/library/{right('audit')(v)['base']}",
            "variable": f"{right('audit')(v)['variable']}=hunter2",
            "account": f"{right('audit')(v)['account']}:x:0:0",
            "deleted": right("audit")(v)["deleted"].lstrip("/"),
            "command": [right("audit")(v)["command"]],
        },
        "the base by its ID": lambda v: {
            **right("audit")(v),
            "base": audit.made(audit.deed(v)).resolve(right("audit")(v)["base"]).id[7:19],
        },
    },
}

REJECTED: dict[str, dict[str, tuple[Make, str]]] = {
    "diff": {
        "mounts are in the layer": (believing(diff.questions, "M17", other("A", "C")), "M17"),
        "what is written is added": (lambda v: exchanged("diff", v, C="A"), ""),
        "what is deleted is just not there": (lambda v: exchanged("diff", v, D="nothing"), ""),
        "reading leaves a line": (lambda v: exchanged("diff", v, nothing="C"), ""),
        "rights do not count": (believing(diff.questions, "M16", other("nothing", "C")), "M16"),
    },
    "saved": {
        "commit saves everything": (lambda v: dict.fromkeys(saved.questions(v), "saved"), "M17"),
        "volumes too": (believing(saved.questions, "M17", other("saved", "lost")), "M17"),
        "files only": (files_only, ""),
        "a container's name is its image's": (believing(saved.questions, "M6", other("saved", "lost")), "M6"),
        "an export lasts": (believing(saved.questions, "M13", other("saved", "lost")), "M13"),
    },
    "history": {
        "history remembers what was typed": (
            believing(history.questions, "M17", lambda q, v: other(history.story(v).command)(q, v)), "M17"),
        "rm in the next container helps": (believing(history.questions, "M1", lambda q, v: "0 MB"), "M1"),
        "rm before the commit does not": (
            believing(history.questions, "M1", lambda q, v: f"{history.story(v).megabytes} MB"), "M1"),
        "commit is named": (believing(history.questions, "M6", lambda q, v: "docker commit work new"), "M6"),
    },
    "rescue": {
        "once more": (lambda v: "docker commit journal backup\ndocker images\n", "M17"),
        "stopped first": (lambda v: STOPPED, "M6"),
        "beside the volume": (lambda v: LATE, "M17"),
        "without the volume from now on": (lambda v: UNMOUNTED, "M6"),
        "the helper's own command": (
            lambda v: HELPER.replace(""" --change 'CMD ["cat", "/app/config.txt"]'""", ""), "M6"),
        "only a name": (lambda v: "docker tag app backup\n", "M17"),
        "no such container": (lambda v: "docker commit jurnal backup\n", "M17"),
    },
    "rewrite": {
        "on top of the commit": (recipe(base="FROM team/web:final\n", logs="RUN ls logs\n"), ""),
        "a commit in a Dockerfile's clothes": (
            lambda v: 'FROM team/web:final\nCMD ["cat", "index.html"]\n# repeatable\n', ""),
        "copied out of it": (
            lambda v: f"FROM busybox\nCOPY --from=team/web:final /srv /srv\nENV MODE=prod\n"
            f'WORKDIR {rewrite.site(v).folder}\nCMD ["cat", "index.html"]\n', ""),
        "the rubbish comes along": (recipe(logs=PIECES["logs"] + "RUN cp index.html /root/index.bak\n"), ""),
        "the token comes along": (recipe(env="ENV MODE=prod\nENV DEPLOY_TOKEN=TOKEN\n"), "M9"),
        "the token as an ARG": (recipe(env="ARG DEPLOY_TOKEN=TOKEN\nENV MODE=prod\n"), "M9"),
        "written by hand": (by_hand, ""),
        "without logs": (recipe(logs=""), ""),
        "logs that nobody may write": (recipe(logs="RUN mkdir logs\n"), ""),
        "without MODE": (recipe(env=""), ""),
        "no such file": (recipe(copy="COPY index.htm site.conf ./\n"), "error"),
    },
    "audit": {
        "the other base": (
            lambda v: {**right("audit")(v), "base": next(b for b in audit.BASES if b != right("audit")(v)["base"])},
            "",
        ),
        "every row is a layer": (one_wrong(audit.questions, "commits", 9), "M8"),
        "what is removed is gone": (one_wrong(audit.questions, "hidden", "nowhere"), "M9"),
        "nothing was deleted": (one_wrong(audit.questions, "deleted", "none"), "M1"),
        "no variable": (one_wrong(audit.questions, "variable", "PATH"), "M9"),
        "what history says": (one_wrong(audit.questions, "command", "sleep infinity"), ""),
    },
}  # fmt: skip
