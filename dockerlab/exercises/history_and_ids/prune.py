"""Task 3: which images does docker image prune delete?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from dockerlab.digest import ImageID
from dockerlab.exercises.exercise import Case, Exercise, Variant
from dockerlab.exercises.history_and_ids.application import done
from dockerlab.exercises.questions import Question, judged, listed, truths
from dockerlab.lab import Lab
from dockerlab.store import Deleted

__all__ = ["EXERCISE", "questions"]

OPTIONS = ("deleted", "stays")
SHAPE = 'a dictionary: {"a": "deleted", "b": "stays", …} for the letters a to h'
DOCKERFILE = "FROM busybox\nCOPY data.txt /\nRUN sort /data.txt > /sorted.txt\nCOPY app.py /\nCMD cat /sorted.txt\n"
BUILD, CLASSIC = "docker build -q -t web .", "DOCKER_BUILDKIT=0 docker build -q -t api ."
NEXT = "echo 'print(1)' >> app.py"


@dataclass(frozen=True)
class Fate:
    """What is done to a build of ``web`` before the next one takes its name, and how it is told apart afterwards."""

    command: str
    words: str


FATES = (
    Fate("", "the build of web after which nothing was done"),
    Fate("docker tag web web:kept", "the build of web that was tagged web:kept as well"),
    Fate("docker run --name job web", "the build of web that the exited container `job` was made from"),
    Fate("docker run --rm web", "the build of web that only a container with --rm was run from"),
    Fate("docker tag web shop && docker rmi shop", "the build of web that was called shop for a moment"),
    Fate("docker run -d --name busy web sleep 900", "the build of web that the running container `busy` was made from"),
)


@dataclass(frozen=True)
class Scene:
    """A host, the script that made it so, and the images that are asked about."""

    lab: Lab
    script: tuple[str, ...]
    asked: tuple[tuple[str, ImageID], ...]


@cache
def scene(variant: Variant) -> Scene:
    """Return a learner's host: builds of web in turn, two classic builds of api, and a pulled image."""
    lab, script, asked = Lab({"Dockerfile": DOCKERFILE, "app.py": "print(0)\n", "data.txt": "b\na\n"}), [], []

    def run(command: str) -> None:
        script.append(command)
        done(lab, command)

    def meant(name: str) -> ImageID:
        return lab.engine.store.resolve(name).id

    for fate in variant.sample("fates", FATES, 4):
        run(BUILD)
        asked.append((fate.words, meant("web")))
        if fate.command:
            run(fate.command)
        run(NEXT)
    run(BUILD)
    asked.append(("the last build of web", meant("web")))
    run(CLASSIC)
    steps = ancestors(lab, meant("api"))
    run(NEXT)
    run(CLASSIC)
    parent = variant.pick(
        "intermediate", ["the image of the step RUN sort … of api", "the image of COPY data.txt of api"]
    )
    asked.append((f"{parent}, on which both builds of api stand", steps[2 if "RUN" in parent else 3]))
    asked.append(("the image of the step COPY app.py of the first build of api", steps[1]))
    run("docker pull -q alpine:3.22")
    asked.append(("alpine:3.22, which nothing here uses", meant("alpine:3.22")))
    return Scene(lab, tuple(script), tuple(variant.shuffle("letters", asked)))


def ancestors(lab: Lab, image: ImageID) -> list[ImageID]:
    """Return an image and those it was made from, newest first."""
    found, here = [], lab.engine.store.images.get(image)
    while here is not None:
        found.append(here.id)
        here = lab.engine.store.images.get(here.parent) if here.parent else None
    return found


@cache
def questions(variant: Variant) -> dict[str, Question]:
    """Return a learner's eight questions by letter; what is deleted is what the store's prune deletes."""
    made = scene(variant)
    engine = made.lab.engine
    _, events = engine.store.prune(uses=engine.containers.uses())
    deleted = {event.digest for event in events if isinstance(event, Deleted)}
    asked = {}
    for letter, (words, image) in zip("abcdefgh", made.asked, strict=True):
        truth = "deleted" if image in deleted else "stays"
        asked[letter] = Question(words, truth, why(made.lab, image, truth), "M11")
    return asked


def why(lab: Lab, image: ImageID, truth: str) -> str:
    """Say what keeps an image, or that nothing does."""
    store, users = lab.engine.store, [use for use in lab.engine.containers.uses() if use.image == image]
    if names := [name.familiar for name in store.references(image) if name.tag]:
        return f"it is called {' and '.join(names)}"
    if truth == "stays" and users:
        return "it has no name, but a container was made from it"
    if truth == "stays":
        return "another image that stays was built on it"
    if store.children(image):
        return "what was built on it is dangling, and it goes with that"
    return "nothing needs it: no name, no container, no image built on it"


def task(variant: Variant) -> str:
    """Return the script and the questions."""
    shown = [f"$ {line}" for line in scene(variant).script]
    head = [
        "web and api are built from the same Dockerfile:",
        "",
        *(f"    {line}" for line in DOCKERFILE.splitlines()),
        "",
    ]
    return "\n".join([*head, *shown, "$ docker image prune -f", "", listed(questions(variant), OPTIONS)])


def check(answer: object, variant: Variant) -> Sequence[Case]:
    """Eight images, each deleted or not."""
    return judged(answer, questions(variant), SHAPE, OPTIONS)


EXERCISE = Exercise(
    id="07.prune",
    title="What may go?",
    points=20,
    task=task,
    check=check,
    answer=lambda variant: truths(questions(variant)),
    why="docker image prune deletes what is dangling: without a name, without an image built on it, without a "
    "container made from it. With a dangling image go the nameless ones below it that nothing else needs. A name "
    "alone is enough to stay, even if nobody uses the image (that would be prune -a).",
    hints=(
        "An image stays as long as something leads to it. What can lead to an image?",
        "A name, a container (an exited one too, until it is removed), or an image that was built on it.",
        "--rm removes the container, a second tag is a name. The classic builder's images hang together: the two "
        "builds of api share all steps above the first line that missed the cache.",
    ),
    shape=SHAPE,
    misconceptions=("M11",),
)
