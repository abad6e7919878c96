"""Task 2: find a secret in a stranger's image, though it was deleted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from dockerlab.contents import ImageContents, contents
from dockerlab.exercises.answers import AnswerError, wants
from dockerlab.exercises.best_practices.shop import token
from dockerlab.exercises.exercise import Case, Exercise, Variant
from dockerlab.lab import Lab
from dockerlab.review import leaks

__all__ = ["EXERCISE", "Found", "found", "stranger"]

SHAPE = 'a dictionary: {"token": "tok-…", "layer": 2, "path": "/…"}'
PLACES = ("/root/.npmrc", "/root/.netrc", "/app/.env", "/app/config/deploy.key")


@dataclass(frozen=True)
class Found:
    """The secret, the number of the layer that stores it (1 is the lowest), its path, and the layer that deletes it."""

    token: str
    layer: int
    path: str
    deleted: int


def stranger(variant: Variant) -> Lab:
    """Return a lab in which there is a stranger's image, ``stranger``, and nothing else."""
    path = variant.pick("place", PLACES)
    folder, _, name = path.rpartition("/")
    before = [f"RUN echo {n} >> /app/notes.txt" for n in range(variant.number("before", 0, 2))]
    between = [f"RUN echo {n} >> /app/notes.txt" for n in range(variant.number("between", 0, 2))]
    lines = [
        "FROM busybox",
        "RUN mkdir -p /app",
        *before,
        f"COPY {name} {folder}/",
        *between,
        f"RUN wc -c < {path} > /app/built.txt && rm {path}",
        "ENV TOKEN=changeme",
        'CMD ["cat", "/app/built.txt"]',
    ]
    builder = Lab(
        {"Dockerfile": "\n".join(lines) + "\n", name: f"registry=https://npm.example\ntoken={token(variant)}\n"}
    )
    builder.run("docker build -q -t stranger . && docker save -o stranger.tar stranger")
    archive = builder.host.read(f"{builder.terminal.cwd}/stranger.tar")
    return Lab(images=[archive])


@cache
def taken_apart(variant: Variant) -> ImageContents:
    """Return the stranger's image, layer by layer."""
    return contents(stranger(variant).engine.store.resolve("stranger"))


@cache
def found(variant: Variant) -> Found:
    """Return where the secret is, as the review finds it."""
    image = taken_apart(variant)
    (leak,) = leaks(image, {"token": token(variant)})
    for layer in image.layers:
        for change in layer.changes:
            if change.shadowed is not None and f"layer {layer.number}: {change.path}," in str(leak):
                return Found(token(variant), layer.number, change.path, change.shadowed)
    raise AssertionError(f"the secret is not hidden: {leak}")


def check(answer: object, variant: Variant) -> Sequence[Case]:
    """The token, and the layer and path that still hold it."""
    given = wants(answer, dict, SHAPE)
    for name, kind in (("token", str), ("layer", int), ("path", str)):
        if type(given.get(name)) is not kind:
            raise AnswerError(f"{name!r} is missing, or not as it should be", hint=f"Write it as {SHAPE}")
    truth, image = found(variant), taken_apart(variant)
    number, path = given["layer"], "/" + given["path"].strip().strip("/")
    layer = next((layer for layer in image.layers if layer.number == number), None)
    there = layer is not None and any(change.path == path and change.size for change in layer.changes)
    if layer is None:
        seen = f"the image has no layer {number}"
    elif number == truth.deleted:
        seen = f"layer {number} is the one that deletes a file: it holds no bytes of it, only a mark"
    else:
        seen = f"layer {number} does {'' if there else 'not '}store a file {path}"
    said = given["token"].strip()
    decoy = "; that word stands in the config, where everybody is meant to see it" if said == "changeme" else ""
    return [
        Case(
            "the token",
            said == truth.token,
            f"you wrote {said[:60]!r}{decoy}",
            "the token that the deleted file holds",
            "" if said == truth.token else "M9",
        ),
        Case(
            "the layer that stores it",
            number == truth.layer,
            seen,
            "the layer in which the file was added",
            "" if number == truth.layer else "M1",
        ),
        Case(
            "its path",
            path == truth.path,
            f"{path} is not the file that holds it",
            "the path as the layer's list has it",
            "" if path == truth.path else "M9",
        ),
    ]


def answer(variant: Variant) -> dict[str, object]:
    """The right answer."""
    truth = found(variant)
    return {"token": truth.token, "layer": truth.layer, "path": truth.path}


def task(variant: Variant) -> str:
    """Return what a container of the image shows, and that this is not all."""
    lab = stranger(variant)
    image = taken_apart(variant)
    return "\n".join(
        [
            "$ docker run --rm stranger sh -c 'find /app /root -type f'",
            lab.run("docker run --rm stranger sh -c 'find /app /root -type f'").stdout.rstrip(),
            f"The image has {len(image.layers)} layers; {image.shadowed} bytes of it cannot be seen in a container.",
            "What is the token that was used to build it, in which layer does it lie (1 is the lowest), and where?",
        ]
    )


EXERCISE = Exercise(
    id="12.hunt",
    title="Secret hunt",
    points=20,
    task=task,
    check=check,
    answer=answer,
    why="The rm in a later RUN wrote a mark that hides the file. The layer below still holds it, and docker save, "
    "docker push and docker pull carry that layer to everybody. A secret that was in a layer once is out: it has to "
    "be changed.",
    hints=(
        "A deleted file is hidden, not gone. Which layer added it?",
        "In the image explorer, look for files that are hidden by a layer above, and open them there.",
        "Choose each layer from the bottom up, with Changes of the layer; the file says `hidden by layer` below its "
        "name.",
    ),
    shape=SHAPE,
    misconceptions=("M9", "M1"),
)
