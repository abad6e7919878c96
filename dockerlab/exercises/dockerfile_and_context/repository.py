"""Task 5, the boss: a small application, out of a messy repository, into an image."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dockerlab.build.steps import BuildResult
from dockerlab.cli.units import size
from dockerlab.exercises.answers import texts
from dockerlab.exercises.dockerfile_and_context.folder import build, listing, names, problem, sent
from dockerlab.exercises.exercise import Case, Exercise, Variant
from dockerlab.exercises.project import output
from dockerlab.inode import File, read

__all__ = ["EXERCISE", "START", "repository"]

START = {"Dockerfile": 'FROM busybox\nCOPY . /srv\nCMD ["sh", "/srv/main.sh"]\n', ".dockerignore": ""}
SHAPE = 'a dictionary: {"Dockerfile": """…""", ".dockerignore": """…"""}'
HEAPS = (".git", "node_modules", "backup", "docs")
HOME = "/srv/app"


@dataclass(frozen=True)
class Names:
    """A learner's own names."""

    code: str  # the directory of the program
    texts: str  # the directory of its texts
    version: str
    token: str


def of(variant: Variant) -> Names:
    """Return a learner's names."""
    return Names(
        variant.pick("code", ["app", "source", "program"]),
        variant.pick("texts", ["templates", "texts", "messages"]),
        f"{variant.number('major', 1, 4)}.{variant.number('minor', 0, 9)}",
        f"tok-{variant.number('token', 1000, 9999)}",
    )


def repository(variant: Variant) -> dict[str, str]:
    """Return a learner's repository."""
    mine = of(variant)
    files = {
        f"{mine.code}/main.sh": f"cat VERSION {mine.texts}/hello.txt\n",
        f"{mine.code}/{mine.texts}/hello.txt": "Hello from the container.\n",
        f"{mine.code}/{mine.texts}/hello.txt.orig": "Helo\n", f"{mine.code}/run.log": "started\n" * 2000,
        "VERSION": f"{mine.version}\n", ".env": f"TOKEN={mine.token}\n", "README.md": "# Hello\n" * 300,
        "Makefile": "run:\n\tsh main.sh\n", "tests/test_main.sh": "sh main.sh | grep Hello\n" * 40,
        "TODO.txt": "everything\n", "server.log": "GET /\n" * 4000,
    }  # fmt: skip
    files |= {f".git/objects/{n:02x}": "y" * 700 for n in range(variant.number("commits", 30, 60))}
    files |= {f"node_modules/lib{n:02d}/index.js": "x" * 1200 for n in range(variant.number("modules", 20, 40))}
    files |= {f"backup/{n}/main.sh": "old\n" * 200 for n in range(8)}
    return files | {f"docs/page{n}.md": "text\n" * 300 for n in range(6)}


def wanted(variant: Variant) -> dict[str, str]:
    """Return what has to be in /srv/app, with its content."""
    mine, files = of(variant), repository(variant)
    return {
        "VERSION": files["VERSION"],
        "main.sh": files[f"{mine.code}/main.sh"],
        f"{mine.texts}/hello.txt": files[f"{mine.code}/{mine.texts}/hello.txt"],
    }


def budget(variant: Variant) -> int:
    """Return the bytes that the classic builder may be sent."""
    return sent({**repository(variant), **solution(variant)})[1] + 3072


def solution(variant: Variant) -> dict[str, str]:
    """One way: name what is wanted, let the rest stay."""
    mine = of(variant)
    return {
        "Dockerfile": f'FROM busybox\nWORKDIR {HOME}\nCOPY {mine.code} .\nCOPY VERSION .\nCMD ["sh", "main.sh"]\n',
        ".dockerignore": f"*\n!{mine.code}\n!VERSION\n**/*.log\n**/*.orig\n",
    }


def task(variant: Variant) -> str:
    """Return the repository, what is wanted, and how it is now."""
    files, mine = repository(variant), of(variant)
    _, before = sent({**files, **START})
    return (
        f"{listing(files, HEAPS)}\n\n--- {mine.code}/main.sh ---\n{files[f'{mine.code}/main.sh']}\n"
        f"in {HOME}, and nothing else there: {', '.join(sorted(wanted(variant)))}\n"
        f"docker run prints: {printed(variant)!r}\n"
        f"sent to the classic builder: at most {size(budget(variant))} (now {size(before)}), and no .env"
    )


def printed(variant: Variant) -> str:
    """Return what a container has to print."""
    return f"{of(variant).version}\nHello from the container.\n"


def check(answer: object, variant: Variant) -> Sequence[Case]:
    """The repository is built with both builders, and the images are looked into."""
    given = texts(answer, tuple(START), SHAPE)
    files = {**repository(variant), **given}
    result, _ = build(files)
    assert result.image is not None
    tree, told = result.image.filesystem, output(result)
    held = names(tree, HOME)
    right = wanted(variant)
    wrong = [name for name, text in right.items() if text_of(result, f"{HOME}/{name}") != text]
    extra = [name for name in held if name not in right]
    stray = [path for path in strays(result) if not path.startswith(HOME)]
    all_sent, total = sent(files)
    classic = problem(files, "classic")
    leaked = of(variant).token in leaks(result)
    most = f"at most {size(budget(variant))}"
    return [
        Case(f"{HOME} holds what the program needs", not wrong,
             f"not there, or not the right one: {', '.join(wrong)}; there is: {', '.join(held[:6]) or 'nothing'}",
             ", ".join(sorted(right)), "M18", gate=True),
        Case("docker run prints the version and the greeting", told == printed(variant),
             f"it prints {told[:90]!r}", repr(printed(variant)), "M18"),
        Case("nothing else of the repository is in the image", not extra and not stray,
             f"also there: {', '.join([*(f'{HOME}/{name}' for name in extra), *stray][:5])}",
             "only what is needed", "M12"),
        Case("the token is neither sent nor in the image", ".env" not in all_sent and not leaked,
             ".env is in the context" if ".env" in all_sent else "the image holds the token", "it stays here", "M12"),
        Case(f"the classic builder is sent {most}", total <= budget(variant), f"{size(total)} are sent", most, "M12"),
        Case("the classic builder builds it, too", not classic, f"it says: {classic[:120]}", "an image", "M12"),
    ]  # fmt: skip


def text_of(result: BuildResult, path: str) -> str | None:
    """Return the text of a file of the image."""
    node = result.image.filesystem.get(path) if result.image is not None else None
    return read(node.content).decode("utf-8", "replace") if isinstance(node, File) else None


def strays(result: BuildResult) -> list[str]:
    """Return the files that the build put into the image."""
    assert result.image is not None
    entries = (entry for step in result.steps if step.layer is not None for entry in step.layer)
    tree = result.image.filesystem
    return sorted({path for path, entry in entries if isinstance(entry, File) and tree.exists(path)})


def leaks(result: BuildResult) -> str:
    """Return all small texts in the built layers, and the configuration."""
    assert result.image is not None
    found = [result.image.json.decode("utf-8", "replace")]
    for step in result.steps:
        for _, entry in step.layer or ():
            if isinstance(entry, File) and entry.size < 100_000:
                found.append(read(entry.content).decode("utf-8", "replace"))
    return "\n".join(found)


EXERCISE = Exercise(
    id="06.boss",
    title="Boss: out of the mess",
    points=30,
    task=task,
    check=check,
    answer=solution,
    why="The shortest .dockerignore names what is wanted: * ignores all, ! lets in again, and later lines take back "
    "what should not come along. COPY of a directory copies its contents, so the program lands in the working "
    "directory itself, and what it opens by a relative path is found from there.",
    hints=(
        "Three files are needed. It is easier to name them than all the others.",
        "* in .dockerignore, then ! with the directory and with VERSION, then the logs and the .orig again.",
        'WORKDIR /srv/app, COPY of the program\'s directory to ., COPY VERSION ., and CMD ["sh", "main.sh"].',
    ),
    shape=SHAPE,
    misconceptions=("M12", "M18"),
    start=START,
)
