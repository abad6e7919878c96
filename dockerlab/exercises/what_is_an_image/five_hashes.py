"""Task 4: five hashes, told apart by what they are the SHA-256 of, and by what changes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache

from dockerlab.digest import Digest, sha256
from dockerlab.exercises.exercise import Case, Exercise, Variant
from dockerlab.exercises.questions import Question, judged, listed, truths
from dockerlab.image import CONFIG, LAYER, Descriptor, Image, Manifest
from dockerlab.inode import File
from dockerlab.layer import Layer
from dockerlab.reference import parse
from dockerlab.registry import Registry, hashes
from dockerlab.registry.hashes import NAMES, compressed

__all__ = ["EXERCISE", "EXPERIMENTS", "changed", "questions"]

DAY = 1_772_500_000.0
LETTERS = "abcdefghi"
OPTIONS = (*NAMES, "yes", "no")
SHAPE = 'a dictionary: {"a": "DiffID", …, "f": "yes", …} for the letters a to i'
IMAGES = (
    ("python:3.13-slim", 3),
    ("python:3.12-slim", 3),
    ("nginx:latest", 6),
    ("nginx:latest", 2),
)  # a small layer each


def image_of(variant: Variant) -> tuple[Image, int, str]:
    """Return a learner's image, the layer that is asked about, counted from 0, and the image's name."""
    name, layer = variant.pick("image", IMAGES)
    return Registry().image(parse(name), DAY), layer, name


def five(image: Image, layer: int, level: int = 6) -> dict[str, Digest]:
    """Return the five hashes by name, as they are in a registry that keeps this layer compressed at ``level``."""
    found = {one.name: one.digest for one in hashes(image, layer)}
    blob = compressed(image.layers[layer], level)
    assert blob is not None and found["ChainID"] is not None
    blobs = [Descriptor(LAYER, one.diff_id, one.size) for one in image.layers]
    blobs[layer] = Descriptor(f"{LAYER}+gzip", sha256(blob), len(blob))
    made = Manifest(Descriptor(CONFIG, image.id, len(image.json)), tuple(blobs))
    return {
        "layer digest": sha256(blob), "DiffID": image.diff_ids[layer], "ChainID": image.chain_ids[layer],
        "image ID": image.id, "manifest digest": sha256(made.json()),
    }  # fmt: skip


def other_base(image: Image) -> Image:
    """Return the image with one more file in its lowest layer."""
    lowest = Layer({**dict(image.layers[0].entries), "/added": File(b"hi\n")})
    return replace(image, layers=(lowest, *image.layers[1:]), raw=None, below=None)


def other_command(image: Image) -> Image:
    """Return the image with another CMD."""
    return replace(image, config=replace(image.config, cmd=("true",)), raw=None)


EXPERIMENTS: dict[str, Callable[[Image, int], dict[str, Digest]]] = {
    "the same tar is compressed harder": lambda image, layer: five(image, layer, 9),
    "the CMD of the image is changed": lambda image, layer: five(other_command(image), layer),
    "the lowest layer gets one file more": lambda image, layer: five(other_base(image), layer),
}


@cache
def changed(variant: Variant, experiment: str) -> frozenset[str]:
    """Return the names of the hashes that an experiment changes."""
    image, layer, _ = image_of(variant)
    before, after = five(image, layer, 1), EXPERIMENTS[experiment](image, layer)
    if "compressed" not in experiment:
        before = five(image, layer)
    return frozenset(name for name in NAMES if before[name] != after[name])


def questions(variant: Variant) -> Mapping[str, Question]:
    """Return a learner's nine questions by letter: five beginnings of what is hashed, four experiments."""
    image, layer, _ = image_of(variant)
    rows = [
        Question(f"sha256 of: {one.beginning(64)}", one.name, f"these are the first bytes of {one.of}", "M23")
        for one in variant.shuffle("order", hashes(image, layer))
    ]
    asked = [(experiment, name) for experiment in EXPERIMENTS for name in NAMES]
    # the telling ones: each experiment, and at least one that changes nothing and one that does
    kept = [pair for pair in asked if pair[1] in ("DiffID", "ChainID", "manifest digest", "image ID")]
    yes = [pair for pair in kept if pair[1] in changed(variant, pair[0])]
    no = [pair for pair in kept if pair not in yes]
    for experiment, name in [*variant.sample("yes", yes, 2), *variant.sample("no", no, 2)]:
        there = sorted(changed(variant, experiment), key=NAMES.index)
        rows.append(
            Question(
                f"{experiment}: is the {name} another one?", "yes" if name in there else "no",
                f"in the model it changes: {', '.join(there)}", "M23",
            )
        )  # fmt: skip
    return dict(zip(LETTERS, rows, strict=True))


def task(variant: Variant) -> str:
    """Return the questions."""
    _, layer, name = image_of(variant)
    head = f"Layer {layer + 1} of {name}, as Docker Hub keeps it (its tar compressed with gzip):"
    return f"{head}\n{listed(questions(variant), OPTIONS)}"


def check(answer: object, variant: Variant) -> Sequence[Case]:
    """Nine answers, each right or wrong."""
    return judged(answer, questions(variant), SHAPE, OPTIONS)


EXERCISE = Exercise(
    id="01.five-hashes",
    title="Five hashes",
    points=20,
    task=task,
    check=check,
    answer=lambda variant: truths(questions(variant)),
    why="Each is a SHA-256, of different bytes: the compressed tar (layer digest), the tar itself (DiffID), two "
    "digests with a blank between them (ChainID), the configuration (image ID), the manifest (manifest digest). A hash "
    "that is part of what another hash is made of changes that one too: the configuration lists the DiffIDs, the "
    "manifest lists the image ID and the layer digests.",
    hints=(
        "A hash depends on the bytes that go in, and on nothing else. What kind of bytes are these?",
        "gzip begins with 1f 8b. A tar begins with a file's name. A manifest says schemaVersion, a configuration says "
        "architecture.",
        "The configuration lists the DiffIDs; the manifest lists the image ID and the layer digests; a ChainID is made "
        "of the ChainID below and a DiffID. A change is passed on along these ways, and no others.",
    ),
    shape=SHAPE,
    misconceptions=("M23",),
)
