"""Answers to the tasks of notebook 7: accepted ones, and rejected ones with the belief behind each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dockerlab.digest import short
from dockerlab.exercises import Variant
from dockerlab.exercises.history_and_ids import align, bring_back, missing, prune, reconstruct

Make = Callable[[Variant], Any]


def right(name: str) -> Make:
    """The solution that the exercise itself gives."""
    from dockerlab.exercises.course import exercise

    return lambda variant: exercise(f"07.{name}").answer(variant)


def where(words: str, said: str) -> Make:
    """The right predictions, but for one way in which the image came to be."""

    def make(variant: Variant) -> dict[str, Any]:
        asked = missing.questions(variant)
        return {
            name: said if words in asked[name].words else truth for name, truth in right("missing")(variant).items()
        }

    return make


def below_the_top(variant: Variant) -> dict[str, str]:
    """Only the top row ever has an ID."""
    asked = missing.questions(variant)
    return {name: "ID" if "`CMD" in question.words else "<missing>" for name, question in asked.items()}


def counted(variant: Variant) -> dict[str, int]:
    """Every row is a layer."""
    return {str(n): 13 - n for n in range(1, 13)}


def only_bytes(variant: Variant) -> dict[str, int]:
    """A row of 0B has no layer."""
    count, found = 0, {}
    for n, row in reversed(list(enumerate(align.image_of(variant), 1))):
        count += row.size > 0
        found[str(n)] = count if row.size else 0
    return found


def from_the_top(variant: Variant) -> dict[str, int]:
    """Layer 1 beside the newest row."""
    truth = right("align")(variant)
    return {name: 7 - layer if layer else 0 for name, layer in truth.items()}


def fates(words: str, said: str) -> Make:
    """The right fates, but of the images that are so described another one."""

    def make(variant: Variant) -> dict[str, Any]:
        asked = prune.questions(variant)
        truth = right("prune")(variant)
        return {name: said if words in asked[name].seen else truth[name] for name in truth}

    return make


def commands(*lines: str) -> Make:
    """Commands in which BROKEN, GOOD and OLD are the IDs of the three images."""

    def make(variant: Variant) -> str:
        text = "\n".join(lines)
        for word, image in zip(("BROKEN", "GOOD", "OLD"), bring_back.builds(variant), strict=True):
            text = text.replace(word, short(image.id))
        return text

    return make


def rewritten(*pairs: tuple[str, str]) -> Make:
    """The lost Dockerfile with pieces exchanged."""

    def make(variant: Variant) -> str:
        text = reconstruct.dockerfile(variant)
        for old, new in pairs:
            text = text.replace(old, new)
        return text

    return make


def reordered(variant: Variant) -> str:
    """Metadata gathered in other lines at another place: the same image."""
    lines = reconstruct.dockerfile(variant).splitlines()
    moved = [line for line in lines if line.startswith(("LABEL", "EXPOSE"))]
    rest = [line for line in lines if line not in moved]
    return "\n".join([*rest[:2], *moved, *rest[2:]]) + "\n"


def written_down(variant: Variant) -> str:
    """Without the ARG: its value in the RUN."""
    text = reconstruct.dockerfile(variant)
    release = next(line for line in text.splitlines() if line.startswith("ARG"))
    return text.replace(release + "\n", "").replace("$RELEASE", release.partition("=")[2])


def as_it_stands(variant: Variant) -> str:
    """The rows of the history copied as they are."""
    image = reconstruct.image_of(reconstruct.original(variant))
    own = [row.created_by for row in image.history if "|1" in row.created_by or row.created_by.startswith("WORKDIR")]
    return "\n".join([reconstruct.dockerfile(variant).splitlines()[0], *own]) + "\n"


def one_run(variant: Variant) -> str:
    """The last RUN drawn into the first: a layer less."""
    lines = reconstruct.dockerfile(variant).splitlines()
    first, last = [n for n, line in enumerate(lines) if line.startswith("RUN")]
    lines[first] += lines.pop(last).replace("RUN", " &&")
    return "\n".join(lines) + "\n"


ACCEPTED: dict[str, dict[str, Make]] = {
    "missing": {
        "the truth": right("missing"),
        "with blanks": lambda v: {name: f" {said} " for name, said in right("missing")(v).items()},
    },
    "align": {
        "the truth": right("align"),
        "rows by number": lambda v: {int(name): layer for name, layer in right("align")(v).items()},
    },
    "prune": {
        "the truth": right("prune"),
        "with blanks": lambda v: {name: f"{said} " for name, said in right("prune")(v).items()},
    },
    "bring-back": {
        "tag, tag, prune": right("bring-back"),
        "every image gets a name": commands(
            "docker tag web:latest web:broken", "docker image tag GOOD web", "docker tag OLD web:older"
        ),
        "the old one removed by its ID": commands(
            "docker image rm OLD", "# first the names", "", "docker tag BROKEN web:broken", "docker tag GOOD web:latest"
        ),
        "a list of lines": lambda v: right("bring-back")(v).splitlines(),
        "the name taken away first": commands(
            "docker tag web web:broken", "docker rmi web", "docker tag GOOD web", "docker image prune --force"
        ),
    },
    "reconstruct": {
        "the original": right("reconstruct"),
        "metadata elsewhere": reordered,
        "the value written down": written_down,
        "small letters and other quotes": rewritten(("WORKDIR", "workdir"), ('"hello, you"', "hello,\\ you")),
        "the value from a variable": rewritten(("RUN echo $RELEASE", "RUN printf '%s\\n' \"${RELEASE}\"")),
    },
}

REJECTED: dict[str, dict[str, tuple[Make, str]]] = {
    "missing": {
        "only what was pulled is missing": (where("BuildKit", "ID"), "M10"),
        "a pull brings every image": (where("pulled", "ID"), "M10"),
        "only the top row is ever known": (below_the_top, "M10"),
        "the base is always missing": (where("`FROM", "<missing>"), "M10"),
        "the base is here, so it has its ID": (where("`FROM", "ID"), "M10"),
    },
    "align": {
        "every row is a layer": (counted, "M8"),
        "0B means no layer": (only_bytes, ""),
        "the newest row made layer 1": (from_the_top, ""),
        "the base has none": (lambda v: {**right("align")(v), "12": 0}, ""),
    },
    "prune": {
        "a container keeps nothing": (fates("a container was made", "deleted"), "M11"),
        "unused images go, too": (fates("it is called", "deleted"), "M11"),
        "every intermediate image goes": (fates("was built on it", "deleted"), "M11"),
        "nothing goes": (lambda v: dict.fromkeys("abcdefgh", "stays"), "M11"),
    },
    "bring-back": {
        "prune first": (commands("docker tag web web:broken", "docker image prune -f", "docker tag GOOD web"), "error"),
        "the broken one loses its name": (commands("docker tag GOOD web"), "M11"),
        "the wrong one": (commands("docker tag web web:broken", "docker tag OLD web", "docker image prune -f"), ""),
        "the broken one thrown away": (
            commands("docker rmi web", "docker tag GOOD web", "docker image prune -f"), "",
        ),
        "the broken one is only renamed": (commands("docker tag web web:broken", "docker image prune -f"), ""),
        "no such image": (commands("docker tag v4 web"), "error"),
    },
    "reconstruct": {
        "another base": (rewritten(*((f"FROM {base}", "FROM busybox") for base in reconstruct.BASES)), ""),
        "one RUN for two": (one_run, "M8"),
        "everything copied": (rewritten(("COPY requirements.txt .", "COPY . .")), ""),
        "without the label": (rewritten(("LABEL team=", "# team=")), ""),
        "the port forgotten": (rewritten(("EXPOSE", "# ")), ""),
        "the rows as they stand": (as_it_stands, "error"),
        "from nothing": (lambda v: "FROM scratch\nWORKDIR /srv\n", "M8"),
    },
}  # fmt: skip
