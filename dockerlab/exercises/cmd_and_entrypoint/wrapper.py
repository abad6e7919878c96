"""Task 4: an entrypoint script that prepares, and then becomes the command."""

from __future__ import annotations

from collections.abc import Sequence

from dockerlab.exercises.answers import texts
from dockerlab.exercises.cmd_and_entrypoint.running import built, printed
from dockerlab.exercises.exercise import Case, Exercise, Variant

__all__ = ["EXERCISE", "START", "base"]

START = {
    "Dockerfile": """FROM base
COPY --chmod=755 entry.sh /entry.sh
ENTRYPOINT ["/entry.sh"]
""",
    "entry.sh": """#!/bin/sh
echo ready
""",
}
SHAPE = 'a dictionary: {"Dockerfile": "…", "entry.sh": "…"}'


def words(variant: Variant) -> tuple[str, str]:
    """Return what a learner's base prints, and what the script must print."""
    return variant.pick("serves", ("tea", "soup", "bread", "rice")), variant.pick(
        "ready", ("ready", "set", "open", "hello")
    )


def base(variant: Variant) -> str:
    """Return the Dockerfile of the base image."""
    return f'FROM busybox\nCMD ["sh", "-c", "echo serving {words(variant)[0]} as PID $$"]\n'


def task(variant: Variant) -> str:
    """Return what is wanted."""
    serves, ready = words(variant)
    return (
        f"The image `base`:\n{base(variant)}\n"
        f"Yours, FROM base:\n"
        f"  docker run image                 prints `{ready}`, then `serving {serves} as PID 1`\n"
        f"  docker run image echo hi         prints `{ready}`, then `hi`\n"
        f"  docker run image echo 'a  b'     keeps the two blanks\n"
        f"The first line must come from entry.sh, the image's ENTRYPOINT."
    )


def check(answer: object, variant: Variant) -> Sequence[Case]:
    """Three runs, and what the image is."""
    given = texts(answer, tuple(START), SHAPE)
    serves, ready = words(variant)
    engine = built(given["Dockerfile"], {"entry.sh": given["entry.sh"]}, base(variant))
    image = engine.store.find("image")
    assert image is not None
    found = engine.store.find("base")
    stands = found is not None and image.layers[: len(found.layers)] == found.layers
    cases = [Case("the image stands on base", stands, "its lowest layers are others" * (not stands), "base", gate=True)]
    entry = " ".join(image.config.entrypoint or ())
    uses = "entry.sh" in entry
    cases.append(Case("its ENTRYPOINT is the script", uses, entry[:60] or "none", "entry.sh", "M3" * (not uses)))
    runs = printed(engine, "echo", "hi") == f"{ready}\nhi"
    lost = "" if runs else "M3"  # no command arrives
    for args, wanted, tag in (
        ((), f"{ready}\nserving {serves} as PID 1", lost if image.config.cmd else "M3"),
        (("echo", "hi"), f"{ready}\nhi", lost),
        (("echo", "a  b"), f"{ready}\na  b", lost),
        (("sh", "-c", "echo $$"), f"{ready}\n1", lost),
    ):
        said = printed(engine, *args)
        right = said == wanted
        if wanted.endswith("1") and said[-1:].isdigit():
            tag = "M14"  # it ran as another process
        name = f"docker run image {' '.join(args)}".strip()
        cases.append(Case(name, right, repr(said[:120]), repr(wanted), tag * (not right)))
    return cases


def answer(variant: Variant) -> dict[str, str]:
    """Return a right Dockerfile and script."""
    serves, ready = words(variant)
    command = f'CMD ["sh", "-c", "echo serving {serves} as PID $$"]\n'
    return {"Dockerfile": START["Dockerfile"] + command, "entry.sh": f'#!/bin/sh\necho {ready}\nexec "$@"\n'}


EXERCISE = Exercise(
    id="11.wrapper",
    title="A script in front of the command",
    points=20,
    task=task,
    check=check,
    answer=answer,
    why='CMD, or what replaces it, arrives in the script as its arguments: "$@" is all of them, '
    "each one whole. exec lets "
    "the script become that command, which then is PID 1. And an ENTRYPOINT of your own drops the "
    "CMD that came from the "
    "base image: write it again.",
    hints=(
        "What are the script's arguments, and what happens when the script ends?",
        'The last line of such a script is `exec "$@"`, with the quotes.',
        "ENTRYPOINT empties the CMD of the base image: repeat that CMD in your Dockerfile.",
    ),
    shape=SHAPE,
    misconceptions=("M3", "M14"),
    start=START,
)
