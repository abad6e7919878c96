"""Answers to the tasks of notebook 9: accepted ones, and rejected ones with the belief behind each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dockerlab.exercises import Variant
from dockerlab.exercises.build_steps import left, order, repair, states, target

Make = Callable[[Variant], Any]


def right(name: str) -> Make:
    """The solution that the exercise itself gives."""
    from dockerlab.exercises.course import exercise

    return lambda variant: exercise(f"09.{name}").answer(variant)


def believed(builder: str, words: str, said: str) -> Make:
    """The right predictions, but for one builder and the questions with these words."""

    def make(variant: Variant) -> dict[str, Any]:
        asked = left.questions(variant)
        about = {name: words in q.words and q.words.startswith(builder) for name, q in asked.items()}
        return {name: said if about[name] else truth for name, truth in right("left")(variant).items()}

    return make


def one_container(variant: Variant) -> dict[str, int]:
    """Both commands run in one container, which is committed twice."""
    asked = order.questions(variant)
    truth = right("five-steps")(variant)
    swap = {4: 5, 5: 4}
    return {name: swap.get(truth[name], truth[name]) for name in asked}


def commit_first(variant: Variant) -> dict[str, int]:
    """The image is made before the command runs."""
    swap = {3: 4, 4: 3, 6: 7, 7: 6}
    return {name: swap.get(place, place) for name, place in right("five-steps")(variant).items()}


def shell_goes_on(variant: Variant) -> dict[str, str]:
    """The shell's directory and variables last from RUN to RUN."""
    asked = states.questions(variant)
    lines = states.dockerfile(variant).splitlines()
    export = next(n for n, line in enumerate(lines, 1) if "export" in line)
    other = lines[export - 1].partition("=")[2]
    said = dict(right("states")(variant))
    for name, question in asked.items():
        if question.words == f"after line {export}: the value of $COLOR":
            said[name] = other
        if "working directory" in question.words and "here.txt" in lines[int(question.words.split()[2][:-1]) - 1]:
            said[name] = "/etc"
    return said


def changed(name: str, make: Callable[[repair.Broken], str]) -> Make:
    """The repairs, but one of them another text."""
    return lambda variant: {**right("three-repairs")(variant), name: make(repair.broken(variant)[name])}


def every(make: Callable[[repair.Broken], str]) -> Make:
    """All three made in a way."""
    return lambda variant: {name: make(one) for name, one in repair.broken(variant).items()}


def other_repair(one: repair.Broken) -> str:
    """One RUN that needs nothing of what is above, and whatever user was wanted."""
    user = f"USER {one.user}\n" if one.user else ""
    return f"{repair.SLOW}RUN mkdir -p /out; cp /app/sorted.txt /out/result.txt\n{user}"


def bound(one: repair.Broken) -> str:
    """COPY from a stage instead of cp."""
    user = f"USER {one.user}\n" if one.user else ""
    stage = repair.SLOW.replace("FROM busybox", "FROM busybox AS work")
    return f"{stage}FROM busybox\nCOPY --from=work /app/sorted.txt /out/result.txt\n{user}"


def boss(*pairs: tuple[str, str]) -> Make:
    """The solution of the boss with pieces exchanged."""

    def make(variant: Variant) -> str:
        text = target.repaired(variant)
        for old, new in pairs:
            assert old in text, old
            text = text.replace(old, new)
        return text

    return make


def without_stage(variant: Variant) -> str:
    """Repaired, but nowhere to stand."""
    one = target.fault(variant)
    return f"{target.BUILD}\n{target.TEST}\n{one.good}{one.step}{target.LAST}"


def broken_with_stage(variant: Variant) -> str:
    """A place to stand, but nothing repaired."""
    one = target.fault(variant)
    start = one.bad.replace("FROM busybox\n", "FROM busybox AS before\n")
    return f"{target.BUILD}\n{target.TEST}\n{start}FROM before\n{one.step}{target.LAST}"


def too_low(variant: Variant) -> str:
    """The cut below the step: the stage shows what comes after it."""
    one = target.fault(variant)
    start = one.good.replace("FROM busybox\n", "FROM busybox AS before\n")
    return f"{target.BUILD}\n{target.TEST}\n{start}{one.step}FROM before\n{target.LAST}"


def too_high(variant: Variant) -> str:
    """The cut above the COPY: its files are not there yet."""
    one = target.fault(variant)
    first, rest = one.good.split("COPY --from=build", 1)
    start = first.replace("FROM busybox\n", "FROM busybox AS before\n")
    return f"{target.BUILD}\n{target.TEST}\n{start}FROM before\nCOPY --from=build{rest}{one.step}{target.LAST}"


def tested(variant: Variant) -> str:
    """The last stage stands on the stage test, which is built now as well."""
    return target.repaired(variant).replace("FROM before\n", "FROM before\nCOPY --from=test /page.txt /tmp/\n")


def otherwise(variant: Variant) -> str:
    """Another repair: the page by its full name from the stage `build`, all as root; the stages in small letters."""
    step = "RUN wc -c /app/www/page.html > /app/size.txt\n"
    start = "from busybox as before\nCOPY --from=build /src/out/page.html /app/www/\n"
    return f"{target.BUILD}{start}FROM before AS final\n{step}{target.LAST}"


ACCEPTED: dict[str, dict[str, Make]] = {
    "left": {
        "the truth": right("left"),
        "with blanks": lambda v: {name: f" {said} " for name, said in right("left")(v).items()},
    },
    "five-steps": {
        "the truth": right("five-steps"),
        "from the last letter": lambda v: dict(reversed(right("five-steps")(v).items())),
    },
    "states": {
        "the truth": right("states"),
        "directories with a slash": lambda v: {
            name: f"{said}/" if said.startswith("/") else said for name, said in right("states")(v).items()
        },
    },
    "three-repairs": {
        "the repairs": right("three-repairs"),
        "all in one RUN": every(other_repair),
        "a stage": every(bound),
        "small letters": lambda v: {
            name: text.replace("WORKDIR", "workdir").replace("RUN mkdir", "run mkdir")
            for name, text in right("three-repairs")(v).items()
        },
    },
    "target": {
        "cut in two": right("target"),
        "another repair": otherwise,
        "the step in its own stage, with a name": boss(("FROM before\n", "FROM before AS shop\n")),
        "without the stage test": lambda v: target.repaired(v).replace(target.TEST, ""),
    },
}

REJECTED: dict[str, dict[str, tuple[Make, str]]] = {
    "left": {
        "BuildKit leaves images, too": (believed("BuildKit", "`docker images -a`", "yes"), "M25"),
        "BuildKit leaves a container": (believed("BuildKit", "`docker ps -a`", "yes"), "M25"),
        "nothing is ever left": (lambda v: dict.fromkeys("abcdefgh", "no"), ""),
        "everything is left": (lambda v: dict.fromkeys("abcdefgh", "yes"), "M25"),
    },
    "five-steps": {
        "the container is made again only once": (one_container, "M13"),
        "committed before it runs": (commit_first, ""),
        "as listed": (lambda v: {name: n for n, name in enumerate("abcdefgh", 1)}, ""),
    },
    "states": {
        "the shell goes on": (shell_goes_on, "M13"),
        "everything is at the top": (lambda v: {**right("states")(v), "a": "/"}, ""),
        "always root": (lambda v: {**right("states")(v), "h": "root"}, ""),
    },
    "three-repairs": {
        "unchanged": (every(lambda one: one.text), "M13"),
        "the slow step changed": (every(lambda one: one.repaired.replace("sleep 30", "sleep 29")), "M2"),
        "the repair above the slow step": (
            every(lambda one: one.repaired.replace("COPY names.txt .", "RUN true\nCOPY names.txt .")), "M2",
        ),
        "the result thrown away": (every(lambda one: one.repaired + "USER root\nRUN rm /out/result.txt\n"), ""),
        "no user at all": (every(lambda one: one.repaired.replace("USER nobody\n", "") + "USER root\n"), ""),
        "no Dockerfile": (changed("two", lambda one: "FROM busybox\nRUM cp\n"), ""),
    },
    "target": {
        "repaired, nowhere to stand": (without_stage, "M25"),
        "a place to stand, not repaired": (broken_with_stage, "error"),
        "the cut too low": (too_low, ""),
        "the cut too high": (too_high, ""),
        "the tests in every build": (tested, "M2"),
        "the slow work again": (boss(("sleep 40; ", "sleep 39; ")), "M2"),
        "another name": (boss(("AS before", "AS debug"), ("FROM before", "FROM debug")), "M25"),
    },
}  # fmt: skip
