"""Answers to the tasks of notebook 6: accepted ones, and rejected ones with the belief behind each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dockerlab.exercises import Variant
from dockerlab.exercises.dockerfile_and_context import budget, fate, forbidden, landing, repository

Make = Callable[[Variant], Any]


def right(name: str) -> Make:
    """The solution that the exercise itself gives."""
    from dockerlab.exercises.course import exercise

    return lambda variant: exercise(f"06.{name}").answer(variant)


# -- what is sent ------------------------------------------------------------


def always(word: str, instead: str) -> Make:
    """The truth, but one kind of answer taken for another."""
    return lambda v: {n: word if q.truth == instead else q.truth for n, q in fate.questions(v).items()}


def ignoring(*lines: str) -> Make:
    """A .dockerignore of these lines; SECRET, BIG and KEPT are the learner's own names."""

    def make(variant: Variant) -> str:
        needed, secret = budget.roles(variant)
        big = next(n for n in budget.folder(variant) if n.startswith("data/") and n not in needed)
        text = "".join(f"{line}\n" for line in lines)
        return text.replace("SECRET", secret).replace("BIG", big).replace("KEPT", needed[-1])

    return make


def repaired(command: str, **pieces: str) -> Make:
    """The repaired Dockerfile with pieces exchanged, and a command."""
    return lambda v: {"Dockerfile": dockerfile(v, **pieces), "command": command}


def dockerfile(variant: Variant, **pieces: str) -> str:
    """The repaired Dockerfile with pieces exchanged: ``main`` and ``tax`` are its two COPY lines."""
    text = forbidden.solution(variant)["Dockerfile"]
    for piece, new in pieces.items():
        old = {"main": "COPY shop/main.py .\n", "tax": "COPY shared/tax.py .\n"}[piece]
        text = text.replace(old, new)
    return text


UP = "docker build -q -t shop -f shop/Dockerfile ."


# -- where it lands ----------------------------------------------------------


def keeps_the_directory(variant: Variant) -> dict[str, Any]:
    """As if COPY of a directory copied the directory, and ADD kept an archive whole."""
    truth: dict[str, Any] = right("landing")(variant)
    for name, question in landing.questions(variant).items():
        if question.misconception == "M18":
            truth[name] = f"{str(question.truth).rpartition('/')[0]}/src{str(question.truth)[-8:]}"
            return truth
    return truth


def believing(tag: str, said: str) -> Make:
    """The truth, but for the questions behind which a belief stands."""
    return lambda v: {n: said if q.misconception == tag else q.truth for n, q in landing.questions(v).items()}


# -- the boss ----------------------------------------------------------------


def tidy(ignore: str = "", **pieces: str) -> Make:
    """The solution of the boss with pieces of the Dockerfile exchanged, or another .dockerignore."""

    def make(variant: Variant) -> dict[str, str]:
        mine, text = repository.of(variant), repository.solution(variant)
        for piece, new in pieces.items():
            old = {"code": f"COPY {mine.code} .\n", "version": "COPY VERSION .\n", "home": "WORKDIR /srv/app\n",
                   "cmd": 'CMD ["sh", "main.sh"]\n'}[piece]  # fmt: skip
            assert old in text["Dockerfile"], piece
            new = new.replace("CODE", mine.code).replace("TEXTS", mine.texts).replace("TOKEN", mine.token)
            text["Dockerfile"] = text["Dockerfile"].replace(old, new)
        if ignore:
            text[".dockerignore"] = ignore.replace("CODE", mine.code).replace("TEXTS", mine.texts)
        return text

    return make


LONG = ".git\nnode_modules\nbackup\ndocs\ntests\n**/*.log\n**/*.orig\n*.md\n*.txt\nMakefile\n.env\n"
LATE = "COPY . /all\nRUN cp -r /all/CODE/main.sh /all/CODE/TEXTS . && cp /all/VERSION . && rm -r /all\n"

ACCEPTED: dict[str, dict[str, Make]] = {
    "fate": {
        "the truth": right("fate"),
        "other blanks": lambda v: {n: f" {str(word).replace(' ', '  ')} " for n, word in right("fate")(v).items()},
    },
    "ignore": {
        "what is not needed": right("ignore"),
        "all but what is needed": ignoring("*", "!app.py", "!requirements.txt", "!static", "!data/prices.csv", "!KEPT"),
        "spelled otherwise": ignoring(
            "# heaps",
            "/.git/",
            "node_modules/**",
            "server.log",
            "logs/",
            "data/*",
            "!data/prices.csv",
            "*.env",
            "docs/*.md",
            "!KEPT",
        ),
    },
    "forbidden": {
        "one directory up": right("forbidden"),
        "named otherwise": repaired("docker build -q --tag shop --file ./shop/Dockerfile ./"),
        "from within": repaired("cd shop && docker build -q -t shop -f Dockerfile .. && cd .."),
        "one line for both": repaired(UP, main="", tax="COPY shop/main.py shared/tax.py ./\n"),
        "copied into the context first": lambda v: {
            "Dockerfile": dockerfile(v, main="COPY main.py .\n", tax="COPY tax.py .\n"),
            "command": "cp shared/tax.py shop/ && docker build -q -t shop shop",
        },
    },
    "landing": {
        "the places": right("landing"),
        "without the first slash": lambda v: {n: f" {p.lstrip('/')} " for n, p in right("landing")(v).items()},
    },
    "boss": {
        "name what is wanted": right("boss"),
        "name what is not": tidy(LONG, code="COPY CODE .\n", version="COPY VERSION .\n"),
        "file by file": tidy(
            "*\n!VERSION\n!CODE/main.sh\n!CODE/TEXTS/hello.txt\n",
            code="COPY CODE/main.sh /srv/app/\nCOPY CODE/TEXTS TEXTS\n",
        ),
        "other words": tidy(code="ADD CODE/ ./\n", version="ADD VERSION /srv/app/VERSION\n", cmd="CMD sh main.sh\n"),
    },
}

REJECTED: dict[str, dict[str, tuple[Make, str]]] = {
    "fate": {
        "the context is free": (always("not sent", "sent for nothing"), "M12"),
        "everything is sent": (always("sent for nothing", "not sent"), ""),
        "everything is copied": (lambda v: dict.fromkeys(fate.questions(v), "copied"), ""),
    },
    "ignore": {
        "nothing but a comment more": (lambda v: "# nothing\n", "M12"),
        "the heaps only": (ignoring(".git", "node_modules", "BIG", "docs", "!KEPT"), "M12"),
        "logs on top only": (ignoring(".git", "node_modules", "*.log", "BIG", "SECRET", "docs", "!KEPT"), "M12"),
        "the exception above": (
            ignoring("!KEPT", ".git", "node_modules", "**/*.log", "BIG", "SECRET", "docs"), "M12"),
        "too much": (ignoring("*", "!app.py"), "M12"),
        "no pattern at all": (lambda v: "[\n", "error"),
    },
    "forbidden": {
        "another way out": (repaired("docker build -q -t shop shop", tax="COPY ../../shared/tax.py .\n"), "M12"),
        "the whole path": (repaired("docker build -q -t shop shop", tax="COPY /root/lab/shared/tax.py .\n"), "M12"),
        "the context, but not the paths": (
            lambda v: {"Dockerfile": forbidden.START["Dockerfile"], "command": UP}, "M12"),
        "the Dockerfile not named": (repaired("docker build -q -t shop ."), "M12"),
        "written down": (repaired(UP, tax="RUN echo 'RATE = 5' > tax.py\n"), "M12"),
        "everything": (repaired(UP, main="COPY . .\n", tax="RUN mv shop/main.py shared/tax.py .\n"), "M12"),
        "no name": (repaired("docker build -q -f shop/Dockerfile ."), "M12"),
    },
    "landing": {
        "COPY dir keeps the directory": (keeps_the_directory, "M18"),
        "the directory is all that counts": (believing("M18", "/app"), "M18"),
        "ADD is COPY": (
            lambda v: {n: "/srv/site.tar" if q.misconception == "M20" else q.truth
                       for n, q in landing.questions(v).items()}, "M20"),
        "nothing lands": (believing("M18", "nowhere"), "M18"),
    },
    "boss": {
        "the directory comes along": (tidy(home="WORKDIR /srv\n"), "M18"),
        "COPY keeps the directory": (tidy(code="COPY CODE /srv\n"), "M18"),
        "everything is copied": (tidy(code="COPY . .\nRUN cp -r CODE/* .\n", ignore="server.log\n"), "M12"),
        "removed afterwards": (tidy(ignore=".env\n", home="WORKDIR /srv/app\n" + LATE, code="", version=""), "M12"),
        "nothing ignored": (tidy(ignore="# nothing\n"), "M12"),
        "from another directory": (tidy(cmd='WORKDIR /\nCMD ["sh", "/srv/app/main.sh"]\n'), "M18"),
        "only BuildKit can": (tidy(code="COPY --chmod=644 CODE .\n"), "M12"),
        "the token is copied": (tidy(ignore="*\n!CODE\n!VERSION\n**/*.log\n**/*.orig\n!.env\n"), "M12"),
        "no such directory": (tidy(code="COPY CODES .\n"), "error"),
    },
}  # fmt: skip
