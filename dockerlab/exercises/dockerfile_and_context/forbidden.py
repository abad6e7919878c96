"""Task 3: a COPY that leaves the context, repaired."""

from __future__ import annotations

from collections.abc import Sequence

from dockerlab.exercises.answers import texts
from dockerlab.exercises.exercise import Case, Exercise, Variant
from dockerlab.image import Image
from dockerlab.inode import File, read
from dockerlab.lab import Lab

__all__ = ["EXERCISE", "START", "shelves"]

SHAPE = 'a dictionary: {"Dockerfile": """…""", "command": "docker build …"}'
PLACE, SHARED = "shop/Dockerfile", "shared/tax.py"
START = {
    "Dockerfile": "FROM busybox\nWORKDIR /app\nCOPY main.py .\nCOPY ../shared/tax.py .\n"
    'CMD ["cat", "main.py", "tax.py"]\n',
    "command": "docker build -q -t shop shop",
}


def shelves(variant: Variant) -> Lab:
    """Return the lab with a project beside a shared directory."""
    return Lab({
        PLACE: START["Dockerfile"], "shop/main.py": "import tax\n", SHARED: f"RATE = {variant.number('rate', 5, 25)}\n",
        "shared/unused.py": "x = 1\n", "letters/old.txt": "Dear Ada\n" * 400,
    })  # fmt: skip


def task(variant: Variant) -> str:
    """Show the folder, and what both builders say."""
    lab = shelves(variant)
    return str(
        lab.run(
            f"find . -type f | sort\ncat {PLACE}\ncat {SHARED}\n"
            "docker build -q -t shop shop 2>&1 | grep ERROR\n"
            "DOCKER_BUILDKIT=0 docker build -q -t shop shop 2>&1 | tail -1"
        )
    )


def content(image: Image | None, path: str) -> str:
    """Return the text of a file of an image; a dash where there is none."""
    node = image.filesystem.get(path) if image is not None else None
    return read(node.content).decode("utf-8", "replace") if isinstance(node, File) else "—"


def check(answer: object, variant: Variant) -> Sequence[Case]:
    """The command is run in the lab, twice: the second time after an edit of the shared file."""
    given = texts(answer, ("Dockerfile", "command"), SHAPE)
    lab = shelves(variant)
    lab.write(PLACE, given["Dockerfile"])
    shared, main = lab.read(SHARED), lab.read("shop/main.py")
    done = lab.run(given["command"])
    image = lab.engine.store.find("shop")
    error = next((line for line in (done.stderr + done.stdout).splitlines() if "ERROR" in line or "rror" in line), "")
    said = f"… {error[-90:]}" if error else "there is no image shop"
    there = content(image, "/app/tax.py") == shared and content(image, "/app/main.py") == main
    printed = lab.run("docker run --rm shop").stdout
    lab.write(SHARED, "RATE = 99\n")
    lab.run(given["command"])
    renewed = content(lab.engine.store.find("shop"), "/app/tax.py")
    extra = [path for path in ("/app/unused.py", "/app/old.txt", "/app/shared", "/app/letters", "/app/shop")
             if image is not None and image.filesystem.exists(path)]  # fmt: skip
    return [
        Case("the command builds an image shop", image is not None, said, "an image",
             "M12", gate=True),
        Case("/app holds main.py and tax.py, and nothing else", there and not extra,
             f"main.py: {content(image, '/app/main.py').strip()!r}, tax.py: {content(image, '/app/tax.py').strip()!r}"
             + (f", and also {', '.join(extra)}" if extra else ""), "both files, as they are here", "M12"),
        Case("a container prints both", printed == main + shared, f"it prints {printed[:80]!r}", "the two texts",
             "M12"),
        Case(f"after an edit of {SHARED}, the same command builds the new text in", renewed == "RATE = 99\n",
             f"/app/tax.py holds {renewed.strip()!r}", "'RATE = 99'", "M12"),
    ]  # fmt: skip


def solution(variant: Variant) -> dict[str, str]:
    """The context one directory up, and the Dockerfile named."""
    text = START["Dockerfile"].replace("COPY main.py", "COPY shop/main.py").replace("COPY ../shared", "COPY shared")
    return {"Dockerfile": text, "command": f"docker build -q -t shop -f {PLACE} ."}


EXERCISE = Exercise(
    id="06.forbidden",
    title="A path that leads out",
    points=15,
    task=task,
    check=check,
    answer=solution,
    why="A COPY cannot reach what was not sent, and what is sent is the directory at the end of docker build. So the "
    "context has to be the directory that holds both, `.`; -f says where the Dockerfile is, and all paths in it are "
    "now seen from the context, not from where the Dockerfile lies.",
    hints=(
        "Sources of COPY are looked up in the context. Which directory is that here?",
        "The last word of docker build is the context, -f the Dockerfile; the two need not be in one place.",
        f"docker build -q -t shop -f {PLACE} . and in the Dockerfile COPY shop/main.py . and COPY shared/tax.py .",
    ),
    shape=SHAPE,
    misconceptions=("M12",),
    start=START,
)
