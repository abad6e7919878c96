"""Task 2: a Dockerfile that believes in cd and export."""

from __future__ import annotations

from collections.abc import Sequence

from dockerlab.cli.main import docker
from dockerlab.clock import Clock
from dockerlab.engine import Engine
from dockerlab.exercises.answers import wants
from dockerlab.exercises.copy_add_workdir_run.building import Host, image_of
from dockerlab.exercises.exercise import Case, Exercise, Variant
from dockerlab.exercises.project import content

__all__ = ["EXERCISE", "START"]

START = """FROM busybox
RUN mkdir -p /srv/app
RUN cd /srv/app
RUN export MODE=dev
COPY app.py .
RUN echo "mode=$MODE" > mode.txt
CMD ["cat", "mode.txt"]
"""
SHAPE = "a text: the whole Dockerfile"


def wanted(variant: Variant) -> tuple[str, str]:
    """Return a learner's directory and mode."""
    folder = variant.pick("folder", ("/srv/shop", "/opt/tool", "/opt/web", "/usr/src/app"))
    return folder, variant.pick("mode", ("fast", "quiet", "strict", "plain"))


def task(variant: Variant) -> str:
    """Return what is wanted."""
    folder, mode = wanted(variant)
    return (
        f"app.py and mode.txt must lie in {folder}, and nowhere else; mode.txt must say mode={mode};\n"
        f"a container started without arguments prints mode={mode}, and its environment has MODE={mode}."
    )


def check(answer: object, variant: Variant) -> Sequence[Case]:
    """The files in their place, and the variable in the container."""
    folder, mode = wanted(variant)
    result = Host().build(wants(answer, str, SHAPE))
    image = image_of(result)
    engine = Engine(clock=Clock())
    engine.store = engine.store.with_image(image)
    printed = docker(engine, ["run", "--rm", image.id])
    environment = docker(engine, ["run", "--rm", "--entrypoint", "/bin/env", image.id]).stdout.splitlines()
    cases = []
    for name, text in (("app.py", "print('hello')\n"), ("mode.txt", f"mode={mode}\n")):
        here = content(result, f"{folder}/{name}")
        seen = f"it says {here.strip()!r}" if here is not None else "there is no such file"
        cases.append(Case(f"{folder}/{name} is right", here == text, seen, text.strip(), "M13" * (here != text)))
    stray = [f"/{name}" for name in ("app.py", "mode.txt") if content(result, f"/{name}") is not None]
    told = f"there is {stray[0]} too" if stray else "nothing else"
    cases.append(Case("the files lie nowhere else", not stray, told, "nothing in /", "M13" * bool(stray)))
    said = (printed.stdout + printed.stderr).strip()
    right = said == f"mode={mode}"
    cases.append(
        Case("a container prints the mode", right, said[:120] or "nothing", f"mode={mode}", "M13" * (not right))
    )
    has = next((line for line in environment if line.startswith("MODE=")), "no MODE")
    right = has == f"MODE={mode}"
    cases.append(Case("the container's environment has MODE", right, has[:80], f"MODE={mode}", "M13" * (not right)))
    return cases


def answer(variant: Variant) -> str:
    """Return a right Dockerfile."""
    folder, mode = wanted(variant)
    return f'FROM busybox\nWORKDIR {folder}\nENV MODE={mode}\nCOPY app.py .\nRUN echo "mode=$MODE" > mode.txt\n' + (
        'CMD ["cat", "mode.txt"]\n'
    )


EXERCISE = Exercise(
    id="10.persist",
    title="What a RUN leaves behind",
    points=15,
    task=task,
    check=check,
    answer=answer,
    why="Each RUN starts a new shell and ends it: the directory and the variables of that shell end "
    "with it. WORKDIR and "
    "ENV write into the image's configuration, which later steps and containers start from. WORKDIR makes the "
    "directory too, so mkdir is not needed.",
    hints=(
        "Which of the lines leave a file or a setting behind, and which leave nothing?",
        "Two instructions do for good what cd and export do for one RUN.",
        "WORKDIR in place of mkdir and cd, ENV in place of export; the rest can stay.",
    ),
    shape=SHAPE,
    misconceptions=("M13",),
    start=START,
)
