"""Task 5, the boss: three images within a budget of disk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from dockerlab.build.steps import BuildOptions
from dockerlab.clock import Clock
from dockerlab.contents import contents
from dockerlab.context import BuildContext
from dockerlab.drawing import size
from dockerlab.engine import Engine
from dockerlab.errors import LabError
from dockerlab.exercises.answers import texts
from dockerlab.exercises.exercise import Case, Exercise, Variant
from dockerlab.image import Image
from dockerlab.inode import File, Filler, read
from dockerlab.overlay import Overlay
from dockerlab.process import ProgramError, find_program
from dockerlab.store import Store

__all__ = ["EXERCISE", "START", "Wish", "wishes"]

NAMES = ("api", "worker", "report")
COMMON = ("python3", "curl")
TOOLS = ("jq", "rsync", "zip", "tree")
APT = "RUN apt-get update && apt-get install -y --no-install-recommends {} && rm -rf /var/lib/apt/lists/*\n"
START = {
    "api": "FROM python:3.13-slim\n" + APT.format("curl") + "COPY api.py /app/\n",
    "worker": "FROM debian:12-slim\n" + APT.format("python3 curl jq rsync zip tree") + "COPY worker.py /app/\n",
    "report": "FROM debian:13\n" + APT.format("curl python3 jq rsync zip tree") + "COPY report.py /app/\n",
}
FILES = {f"{name}.py": f"print('{name}')\n" for name in NAMES}
ROOM = 6_000_000  # bytes more than a good answer needs
SHAPE = 'a dictionary of three Dockerfiles: {"api": """FROM …""", "worker": """…""", "report": """…"""}'


@dataclass(frozen=True)
class Wish:
    """What one image has to hold: programs that can be started, and a file."""

    programs: tuple[str, ...]
    path: str
    text: str


def wishes(variant: Variant) -> dict[str, Wish]:
    """Return what a learner's three images have to hold: all of them python3 and curl, two a tool of their own."""
    tools = variant.sample("tools", TOOLS, 2)
    own = dict(zip(variant.sample("owners", NAMES, 2), tools, strict=True))
    return {
        name: Wish((*COMMON, *([own[name]] if name in own else [])), f"/app/{name}.py", FILES[f"{name}.py"])
        for name in NAMES
    }


WARM = Engine(clock=Clock())  # its cache holds what the course itself has built: a check must not take long


def build(dockerfiles: Mapping[str, str], *, keep: bool = False) -> dict[str, Image]:
    """Build three images, one after the other, on one host. Raises LabError where one cannot be built.

    ``keep`` leaves them in the cache for the next time.
    """
    before = WARM.snapshot()
    try:
        return {name: build_one(name, text) for name, text in dockerfiles.items()}
    finally:
        if not keep:
            WARM.restore(before)


def build_one(name: str, text: str) -> Image:
    """Build one of them."""
    context = BuildContext.from_mapping({**FILES, "Dockerfile": text})
    try:
        result = WARM.build(context, BuildOptions(tags=(name,)))
    except LabError as exc:
        raise LabError(f"{name}: {exc.message}", hint=exc.hint) from exc
    if result.image is None:
        assert result.error is not None
        raise LabError(f"{name}: {result.error.message}", hint=result.error.hint)
    return result.image


def disk(images: Mapping[str, Image]) -> int:
    """Return the bytes on disk of images, each layer once."""
    store = Store()
    for image in images.values():
        store = store.with_image(image)
    return sum(layer.size for layer in store.layers().values())


def answer(variant: Variant) -> dict[str, str]:
    """One base for all three; what all need first, in the same words; what only one needs above it."""
    shared = "FROM debian:13-slim\n" + APT.format(" ".join(COMMON))
    made = {}
    for name, wish in wishes(variant).items():
        own = [program for program in wish.programs if program not in COMMON]
        made[name] = shared + (APT.format(" ".join(own)) if own else "") + f"COPY {name}.py /app/\n"
    return made


def ready_made(variant: Variant) -> dict[str, str]:
    """The same on an image that has a Python already: larger, and good enough."""
    return {
        name: text.replace("debian:13-slim", "python:3.13-slim").replace("python3 curl", "curl")
        for name, text in answer(variant).items()
    }


@cache
def limit(variant: Variant) -> int:
    """Return the budget in bytes, in whole MB: what a good answer needs, and a little more."""
    build(answer(variant), keep=True)
    return (disk(build(ready_made(variant), keep=True)) + ROOM) // 1_000_000 * 1_000_000


@cache
def start_costs() -> tuple[int, int]:
    """Return what the starting point has on disk, and the sum of its sizes."""
    images = build(START, keep=True)
    return disk(images), sum(image.size for image in images.values())


def task(variant: Variant) -> str:
    """Return what the three images have to hold, what they cost now, and the budget."""
    now, summed = start_costs()
    lines = [f"{'image':8} {'must have in its PATH':26} and the file"]
    for name, wish in wishes(variant).items():
        lines.append(f"{name:8} {', '.join(wish.programs):26} {wish.path}")
    lines += ["", f"now: {size(summed)} in the SIZE column, {size(now)} on disk"]
    return "\n".join([*lines, f"budget: {size(limit(variant))} on disk, for all three together"])


def check(given: object, variant: Variant) -> Sequence[Case]:
    """The three are built in the model: does each hold what it must, and what is on disk then?"""
    images = build(texts(given, NAMES, SHAPE))
    used = disk(images)
    cases = [holds(name, images[name], wish) for name, wish in wishes(variant).items()]
    common = set.intersection(*(set(image.chain_ids) for image in images.values()))
    layers = {chain: layer.size for i in images.values() for chain, layer in zip(i.chain_ids, i.layers, strict=True)}
    shared = sum(layers[chain] for chain in common)
    told = f"{size(used)} on disk; layers under all three: {size(shared)}; the rest: {size(used - shared)}"
    bases = {image.chain_ids[:1] for image in images.values()}
    cases.append(Case("the three stand on the same lowest layer", len(bases) == 1, told, "one base for all", "M19"))
    within = used <= limit(variant)
    wanted = f"at most {size(limit(variant))}"
    tag = "" if within else belief(images)
    cases.append(Case(f"all three take {wanted} on disk", within, told, wanted, tag))
    return cases


def belief(images: Mapping[str, Image]) -> str:
    """Return what usually stands behind images that are too large together."""
    if any(contents(image).shadowed > ROOM for image in images.values()):
        return "M1"  # much of it is hidden by a later step
    return "M19" if len({image.chain_ids[:1] for image in images.values()}) > 1 else "M24"


def has(image: Image, program: str) -> bool:
    """Say whether a program can be started in a container of an image: a real one, not an empty file of its name."""
    try:
        found = image.filesystem.lookup(find_program(Overlay(image.filesystem), program, image.config.env, "/"))
    except (ProgramError, OSError):
        return False
    return isinstance(found, File) and isinstance(found.content, Filler)


def holds(name: str, image: Image, wish: Wish) -> Case:
    """Whether an image has its programs and its file."""
    statement = f"{name} has {', '.join(wish.programs)} and {wish.path}"
    for program in wish.programs:
        if not has(image, program):
            return Case(statement, False, f"there is no {program} in the PATH of {name}", program, gate=True)
    node = image.filesystem.get(wish.path)
    if not isinstance(node, File) or read(node.content).decode("utf-8", "replace") != wish.text:
        told = "is not there" if node is None else "is something else"
        return Case(statement, False, f"{wish.path} of {name} {told}", f"COPY {name}.py /app/", gate=True)
    return Case(statement, True, gate=True)


EXERCISE = Exercise(
    id="03.budget",
    title="Boss: three images, one budget",
    points=25,
    task=task,
    check=check,
    answer=answer,
    why="A layer is shared only if everything below it is the same, too. So all three begin with the same FROM and the "
    "same RUN, word for word, for what all of them need; what only one needs comes above. The builder then takes the "
    "shared steps from its cache, and on disk they are there once. One RUN for everything would be one layer fewer "
    "in each image, and none of it shared.",
    hints=(
        "On disk a layer counts once. Which layers could all three images have in common?",
        "The same FROM for all. Below it, one RUN that is the same text in all three, with what all three need.",
        "FROM debian:13-slim, then the same apt-get line with python3 and curl in all three, then a second apt-get "
        "line for the tool that only this image needs, then the COPY.",
    ),
    shape=SHAPE,
    misconceptions=("M1", "M19", "M24"),
    start=START,
)
