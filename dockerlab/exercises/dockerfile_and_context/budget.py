"""Task 2: a .dockerignore that brings the context below a number of bytes."""

from __future__ import annotations

from collections.abc import Sequence

from dockerlab.cli.units import size
from dockerlab.exercises.answers import wants
from dockerlab.exercises.dockerfile_and_context.folder import build, listing, names, sent
from dockerlab.exercises.exercise import Case, Exercise, Variant

__all__ = ["EXERCISE", "START", "budget", "folder"]

START = "# what no build needs\n"
SHAPE = 'a text with one pattern a line: """node_modules\n…"""'
DOCKERFILE = 'FROM busybox\nWORKDIR /app\nCOPY . .\nCMD ["cat", "data/prices.csv"]\n'
HEAPS = (".git", "node_modules")


def folder(variant: Variant) -> dict[str, str]:
    """Return a learner's folder, without the ``.dockerignore``."""
    many = variant.number("modules", 20, 60)
    big = variant.pick("big", ["data/raw.csv", "data/archive.csv", "data/backup.csv"])
    secret = variant.pick("secret", [".env", "secrets.env", "deploy.env"])
    kept = variant.pick("kept", ["docs/LICENSE.md", "docs/terms.md"])
    files = {
        "Dockerfile": DOCKERFILE, "app.py": "print('shop')\n" * 20, "requirements.txt": "flask==3.0\n",
        "static/logo.svg": "<svg/>\n" * 200, "data/prices.csv": "apple,1\n" * 100, big: "0,0,0\n" * 9000,
        secret: "TOKEN=hush\n", kept: "You may…\n" * 50, "docs/guide.md": "# Guide\n" * 900,
        "docs/draft.md": "# Draft\n" * 700, "server.log": "GET /\n" * 1500, "logs/old.log": "GET /\n" * 3000,
    }  # fmt: skip
    files |= {f"node_modules/lib{n:02d}/index.js": "x" * 900 for n in range(many)}
    return files | {f".git/objects/{n:02x}": "y" * 400 for n in range(40)}


def roles(variant: Variant) -> tuple[tuple[str, ...], str]:
    """Return the files that the application needs, and the secret one."""
    files = folder(variant)
    kept = next(name for name in files if name.startswith("docs/") and name[5:] in ("LICENSE.md", "terms.md"))
    needed = ("app.py", "requirements.txt", "static/logo.svg", "data/prices.csv", kept)
    return needed, next(name for name in files if name.endswith(".env"))


def answer(variant: Variant) -> str:
    """A short list of what is not needed."""
    needed, secret = roles(variant)
    big = next(name for name in folder(variant) if name.startswith("data/") and name not in needed)
    return f".git\nnode_modules\n**/*.log\n{big}\n{secret}\ndocs\n!{needed[-1]}\n"


def budget(variant: Variant) -> int:
    """Return the bytes that may be sent: those of a good answer, and a little more."""
    _, total = sent({**folder(variant), ".dockerignore": answer(variant)})
    return total + 2048


def task(variant: Variant) -> str:
    """Return the folder and the figures."""
    files = folder(variant)
    needed, secret = roles(variant)
    _, before = sent(files)
    return (
        f"{listing(files, HEAPS)}\n\n--- Dockerfile ---\n{DOCKERFILE}\n"
        f"$ DOCKER_BUILDKIT=0 docker build -t shop .\nSending build context to Docker daemon  {size(before)}\n\n"
        f"wanted: at most {size(budget(variant))}, without {secret}\nneeded in /app: {', '.join(needed)}"
    )


def check(given: object, variant: Variant) -> Sequence[Case]:
    """The folder is built with the learner's .dockerignore."""
    files = {**folder(variant), ".dockerignore": wants(given, str, SHAPE)}
    needed, secret = roles(variant)
    result, _ = build(files, "classic")
    assert result.image is not None
    there, total = names(result.image.filesystem, "/app"), sent(files)[1]
    missing = [name for name in needed if name not in there]
    most = f"at most {size(budget(variant))}"
    heaviest = heavy(files, needed)
    return [
        Case("what the application needs is in /app", not missing, f"missing: {', '.join(missing)}", ", ".join(needed),
             "M12", gate=True),
        Case(f"{secret} is not sent", secret not in sent(files)[0],
             f"{secret} is sent, and COPY . . puts it into a layer", "it stays here", "M12"),
        Case(f"the context has {most}", total <= budget(variant),
             f"{size(total)}; the largest that nobody needs is {heaviest}", most, "M12"),
    ]  # fmt: skip


def heavy(files: dict[str, str], needed: tuple[str, ...]) -> str:
    """Return the largest part of the folder that is sent and not needed."""
    weights: dict[str, int] = {}
    for name in sent(files)[0]:
        if name not in needed:
            top = f"{name.split('/')[0]}/" if name.startswith((*HEAPS, "docs/", "logs/")) else name
            weights[top] = weights.get(top, 0) + len(files.get(name, ""))
    return max(weights, key=lambda name: weights[name], default="nothing")


EXERCISE = Exercise(
    id="06.ignore",
    title="A context on a diet",
    points=15,
    task=task,
    check=check,
    answer=answer,
    why="Whatever no line of the Dockerfile needs is named in .dockerignore: the history of Git, installed modules, "
    "logs, large data. A pattern is seen from the top directory; **/ before it reaches every depth; and ! lets a "
    "single file of an ignored directory in again, if its line stands below.",
    hints=(
        "Which parts of the list are large, and in no way needed? Name the directory, not its files.",
        "server.log lies on top, logs/old.log does not: *.log is only half of it. The .md files go, but for one.",
        "Seven lines: .git, node_modules, **/*.log, the large CSV, the secret, docs, and ! with the one file of docs.",
    ),
    shape=SHAPE,
    misconceptions=("M12",),
    start=START,
)
