"""Task 3: files with the right owner, paid for once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from dockerlab.exercises.answers import wants
from dockerlab.exercises.copy_add_workdir_run.building import Host, image_of, sizes
from dockerlab.exercises.exercise import Case, Exercise, Variant
from dockerlab.inode import File

__all__ = ["EXERCISE", "START", "wanted"]

START = """FROM busybox
COPY app /srv/app
RUN chown -R 1000:1000 /srv/app
"""
FILES: dict[str, str | bytes | None] = {
    "app/model.bin": "model " * 60_000,
    "app/index.bin": "index " * 20_000,
    "app/main.py": "print('hello')\n",
}
PATHS = tuple(f"/srv/{name}" for name in FILES)
SHAPE = "a text: the whole Dockerfile"
BASE = 1  # layers of busybox


def wanted(variant: Variant) -> tuple[int, int]:
    """Return a learner's owner and limit in bytes."""
    total = sum(len(text) for text in FILES.values() if text)
    return variant.number("uid", 1100, 4000), total + variant.number("spare", 20, 40) * 1000


def task(variant: Variant) -> str:
    """Return what is wanted, and what the Dockerfile costs now."""
    uid, limit = wanted(variant)
    return (
        f"The three files below /srv/app must belong to {uid}:{uid}, and the layers above busybox must take\n"
        f"no more than {limit:,} bytes together. Now they take {start_size():,}."
    )


@cache
def start_size() -> int:
    """Return the bytes of the layers that the starting point makes."""
    return sizes(Host().build(START, files=FILES), BASE)


def check(answer: object, variant: Variant) -> Sequence[Case]:
    """The owners, the content, the bytes."""
    uid, limit = wanted(variant)
    result = Host().build(wants(answer, str, SHAPE), files=FILES)
    image = image_of(result)
    cases = []
    for path, name in zip(PATHS, FILES, strict=True):
        node = image.filesystem.get(path)
        text = FILES[name]
        whole = isinstance(node, File) and isinstance(text, str) and node.content == text.encode()
        seen = f"{node.uid}:{node.gid}" if isinstance(node, File) else "no file"
        right = whole and seen == f"{uid}:{uid}"
        cases.append(
            Case(f"{path} is whole and has its owner", right, seen if whole else f"{seen}, not whole", f"{uid}:{uid}")
        )
    base = Host().engine.image("busybox").layers
    stands = image.layers[: len(base)] == base
    took = sizes(result, len(base))
    cases.append(
        Case("the image stands on busybox", stands, "its lowest layer is another" * (not stands), "busybox", gate=True)
    )
    heavy = took > limit
    cases.append(Case("the layers are small enough", not heavy, f"{took:,} bytes", f"at most {limit:,}", "M16" * heavy))
    return cases


def answer(variant: Variant) -> str:
    """Return a right Dockerfile."""
    uid, _ = wanted(variant)
    return f"FROM busybox\nCOPY --chown={uid}:{uid} app /srv/app\n"


EXERCISE = Exercise(
    id="10.owner",
    title="The owner, without paying twice",
    points=15,
    task=task,
    check=check,
    answer=answer,
    why="A layer holds whole files. chown changes a few bytes about each file, but the file goes "
    "into the new layer whole, "
    "beside the copy in the layer below. COPY --chown gives the owner while copying: one layer, one copy.",
    hints=(
        "How often does each file lie in the layers now?",
        "The owner must be right in the same layer that brings the file.",
        "COPY has an option for it: --chown=USER:GROUP.",
    ),
    shape=SHAPE,
    misconceptions=("M16",),
    start=START,
)
