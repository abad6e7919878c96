"""Answers to the tasks of notebook 1: accepted ones, and rejected ones with the belief behind each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dockerlab.exercises import Variant
from dockerlab.exercises.what_is_an_image import five_hashes, order, pin, second_pull, two_containers
from dockerlab.registry import manifest, manifest_digest

Make = Callable[[Variant], Any]


def right(name: str) -> Make:
    """The solution that the exercise itself gives."""
    from dockerlab.exercises.course import exercise

    return lambda variant: exercise(f"01.{name}").answer(variant)


def cats(variant: Variant, **said: str) -> dict[str, str]:
    """The right predictions with some exchanged: ``first`` is the word in the image, ``second`` the container's."""
    words = dict(zip(("first", "second", "third"), two_containers.words(variant), strict=True))
    return {**right("two-containers")(variant), **{letter: words[word] for letter, word in said.items()}}


def swapped(one: str, other: str) -> Make:
    """The right order with two kinds of moments exchanged."""

    def make(variant: Variant) -> list[str]:
        letters = {moment.kind: letter for letter, moment in order.moments(variant).items()}
        flip = {letters[one]: letters[other], letters[other]: letters[one]}  # type: ignore[index]
        return [flip.get(letter, letter) for letter in right("order")(variant)]

    return make


def whole(variant: Variant) -> dict[str, int]:
    """Every image travels whole, whatever is there already."""
    return {
        letter: round(sum(blob.size for blob in manifest(row.pull.image).layers) / 1e6)
        for letter, row in second_pull.rows(variant).items()
    }


def renamed(wrong: dict[str, str]) -> Make:
    """The right hashes with some names exchanged."""
    return lambda v: {letter: wrong.get(word, word) for letter, word in right("five-hashes")(v).items()}


def flipped(about: str) -> Make:
    """The right answers, but for what changes the hash of this name."""

    def make(variant: Variant) -> dict[str, str]:
        flip = {"yes": "no", "no": "yes"}
        asked, truth = five_hashes.questions(variant), right("five-hashes")(variant)
        return {
            letter: flip[word] if word in flip and about in asked[letter].words else word
            for letter, word in truth.items()
        }

    return make


def pinned(reference: Callable[[pin.World], str], only: str = "") -> Make:
    """The boss's answer with another reference, in both texts or in one."""

    def make(variant: Variant) -> dict[str, str]:
        here = pin.world(variant)
        old = f"{here.name}@{manifest_digest(here.image)}"
        new = reference(here)
        return {
            name: text.replace(old, new) if only in ("", name) else text for name, text in pin.answer(variant).items()
        }

    return make


def line_of(here: pin.World) -> str:
    return here.tested.rpartition(".")[0]


ACCEPTED: dict[str, dict[str, Make]] = {
    "two-containers": {
        "the truth": right("two-containers"),
        "with blanks": lambda v: {letter: f" {word} " for letter, word in right("two-containers")(v).items()},
    },
    "order": {
        "the model's order": right("order"),
        "the configuration before the comparison": swapped("compare", "config"),
        "the configuration while a layer travels": swapped("config", "layer"),
        "the configuration after the check": lambda v: late_config(v),
    },
    "second-pull": {
        "the truth": right("second-pull"),
        "with decimals": lambda v: {letter: row.megabytes for letter, row in second_pull.rows(v).items()},
        "a megabyte more": lambda v: {letter: number + 0.5 for letter, number in right("second-pull")(v).items()},
    },
    "five-hashes": {
        "the truth": right("five-hashes"),
        "with blanks": lambda v: {letter: f" {word}\n" for letter, word in right("five-hashes")(v).items()},
    },
    "pin": {
        "by digest": right("pin"),
        "with the tag beside it": pinned(lambda here: f"{here.name}:{line_of(here)}@{manifest_digest(here.image)}"),
        "by another way": lambda v: by_another_way(v),
    },
}


def late_config(variant: Variant) -> list[str]:
    letters = {moment.kind: letter for letter, moment in order.moments(variant).items()}
    kinds = ("ask", "manifest", "compare", "layer", "verify", "config", "unpack", "name")
    return [letters[kind] for kind in kinds]  # type: ignore[index]


def by_another_way(variant: Variant) -> dict[str, str]:
    """An ARG in FROM, an ENTRYPOINT; pull first, then run under a name of one's own."""
    here = pin.world(variant)
    digest = manifest_digest(here.image)
    return {
        "Dockerfile": f'ARG BASE={digest}\nFROM {here.name}@${{BASE}} AS base\nADD app.txt /app.txt\nENTRYPOINT ["cat"]\n'
        'CMD ["/release", "/app.txt"]\n',
        "command": f"docker pull -q {here.name}@{digest}\ndocker tag {here.name}@{digest} tested\n"
        "docker run --entrypoint cat tested /release",
    }


REJECTED: dict[str, dict[str, tuple[Make, str]]] = {
    "two-containers": {
        "containers share what is written": (lambda v: cats(v, b="second", c="second"), "M6"),
        "the image is written into": (lambda v: cats(v, c="second"), "M6"),
        "a running container follows the name": (lambda v: cats(v, e="third"), "M6"),
        "a restart starts anew, rm keeps": (
            lambda v: cats(v, d="first" if right("two-containers")(v)["d"] == two_containers.words(v)[1] else "second"),
            "M6",
        ),
    },
    "order": {
        "unpacked before it is verified": (swapped("verify", "unpack"), ""),
        "layers before the manifest": (swapped("manifest", "layer"), "M19"),
        "everything travels, then it is compared": (swapped("compare", "layer"), "M19"),
        "the name first": (lambda v: [right("order")(v)[-1], *right("order")(v)[:-1]], ""),
        "the question comes last": (swapped("ask", "name"), ""),
    },
    "second-pull": {
        "every image travels whole": (whole, "M19"),
        "another name travels again": (lambda v: {**right("second-pull")(v), "d": whole(v)["d"]}, "M19"),
        "removed means gone": (lambda v: {**right("second-pull")(v), "e": whole(v)["e"]}, "M19"),
        "nothing ever travels": (lambda v: dict.fromkeys("abcde", 0), ""),
    },
    "five-hashes": {
        "a layer has one hash": (renamed({"layer digest": "DiffID", "ChainID": "DiffID"}), "M23"),
        "image ID and manifest digest are one": (renamed({"manifest digest": "image ID"}), "M23"),
        "the other way about": (renamed({"DiffID": "layer digest", "layer digest": "DiffID"}), "M23"),
        "what changes, the other way about": (renamed({"yes": "no", "no": "yes"}), "M23"),
        "the DiffID depends on more": (flipped("DiffID"), "M23"),
    },
    "pin": {
        "latest": (pinned(lambda here: f"{here.name}:latest"), "M22"),
        "no tag": (pinned(lambda here: here.name), "M22"),
        "the release line": (pinned(lambda here: f"{here.name}:{line_of(here)}"), "M22"),
        "the image ID": (pinned(lambda here: f"{here.name}@{here.image.id}"), "M23"),
        "the DiffID": (pinned(lambda here: f"{here.name}@{here.image.diff_ids[-1]}"), "M23"),
        "only the command moves on": (pinned(lambda here: f"{here.name}:latest", "command"), "M22"),
        "only the Dockerfile is pinned by a tag": (
            pinned(lambda here: f"{here.name}:{line_of(here)}", "Dockerfile"),
            "M22",
        ),
        "the release written by hand": (
            lambda v: {
                "Dockerfile": f"FROM busybox\nRUN echo {pin.world(v).tested} > /release\nCOPY app.txt /\n"
                'CMD ["cat", "/release", "/app.txt"]\n',
                "command": f"echo {pin.world(v).tested}",
            },
            "M22",
        ),
    },
}
