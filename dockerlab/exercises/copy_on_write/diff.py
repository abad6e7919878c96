"""Task 5, the boss: bring a container into a given state with the fewest bytes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dockerlab.container.state import Container
from dockerlab.drawing import size
from dockerlab.exercises.answers import wants
from dockerlab.exercises.copy_on_write.container import engine_with, filler, node_at, ran, text
from dockerlab.exercises.exercise import Case, Exercise, Variant
from dockerlab.inode import Directory, File, Filler, read
from dockerlab.layer import HardLink

__all__ = ["EXERCISE", "START", "limit", "wishes"]

START = """cp /srv/film.bin /srv/latest
chmod -R 600 /srv
rm -r /srv/old
"""
ROOM = 500  # bytes
SHAPE = 'shell commands in triple quotes, one a line: """ln … \\nchmod …"""'


@dataclass(frozen=True)
class Wish:
    """One thing that has to be so: in words, how to see it, the line of `docker diff`, a command that does it."""

    words: str
    holds: Callable[[Container], bool]
    line: str
    command: str
    misconception: str


def film(variant: Variant) -> int:
    """Return the bytes of the large file."""
    return variant.number("film", 31, 79) * 100_000


def bytes_at(container: Container, path: str) -> bytes | None:
    """Return a small file's content; None where there is none."""
    node = node_at(container, path)
    return read(node.content) if isinstance(node, File) and node.size < 10_000 else None


def is_film(container: Container, path: str) -> bool:
    """Say whether reading ``path`` gives the film."""
    node = node_at(container, path)
    return isinstance(node, File) and isinstance(node.content, Filler) and node.content.name == "film"


def mode_is(container: Container, path: str, mode: int) -> bool:
    """Say whether there is a file with this mode."""
    node = node_at(container, path)
    return isinstance(node, File) and node.mode == mode


def empty(container: Container, path: str) -> bool:
    """Say whether ``path`` is a directory with nothing in it."""
    node = node_at(container, path)
    return isinstance(node, Directory) and not node.entries


def wishes(variant: Variant) -> list[Wish]:
    """Return a learner's five wishes."""
    latest = f"/srv/{variant.pick('latest', ['latest', 'current', 'today'])}"
    mode = variant.pick("mode", [0o600, 0o400, 0o640])
    word = variant.pick("word", ["done", "ready", "checked"])
    line = f"all {word}"
    return [
        Wish(f"`cat {latest}` gives the film, and so does `cat /srv/film.bin`",
             lambda c: is_film(c, latest) and is_film(c, "/srv/film.bin"), f"A {latest}",
             f"ln -s film.bin {latest}", ""),
        Wish(f"/srv/key.pem has mode {mode:o}", lambda c: mode_is(c, "/srv/key.pem", mode), "C /srv/key.pem",
             f"chmod {mode:o} /srv/key.pem", "M16"),
        Wish(f"/srv/notes.txt has one line more: {line}",
             lambda c: bytes_at(c, "/srv/notes.txt") == f"first\n{line}\n".encode(), "C /srv/notes.txt",
             f"echo {line} >> /srv/notes.txt", ""),
        Wish("/srv/old is there, and empty", lambda c: empty(c, "/srv/old"), "C /srv/old",
             "rm /srv/old/*", "M1"),
        Wish("/srv/raw.bin is gone", lambda c: node_at(c, "/srv/raw.bin") is None, "D /srv/raw.bin",
             "rm /srv/raw.bin", "M1"),
    ]  # fmt: skip


def container_after(script: str, variant: Variant) -> tuple[Container, str, int]:
    """Run commands in a container of the task's image. Raises LabError."""
    count = film(variant)
    files = {
        "/srv/film.bin": filler(count, "film"),
        "/srv/raw.bin": filler(count // 2, "raw"),
        "/srv/key.pem": text("secret"),
        "/srv/notes.txt": text("first"),
        "/srv/old/one": text("1"),
        "/srv/old/two": text("2"),
    }
    return ran(engine_with(("COPY srv /srv", files)), script)


def answer(variant: Variant) -> str:
    """A link is a new name without a copy; the rest touches only what it must."""
    return "\n".join(wish.command for wish in wishes(variant)) + "\n"


def wanted_diff(variant: Variant) -> list[str]:
    """Return the lines of ``docker diff`` that are wanted."""
    container, _, _ = container_after(answer(variant), variant)
    return [str(change) for change in container.diff()]


def limit(variant: Variant) -> int:
    """Return the bytes that the container's layer may have."""
    container, _, _ = container_after(answer(variant), variant)
    return container.size + ROOM


def task(variant: Variant) -> str:
    """Return the files, the wishes, the diff and the limit."""
    count = film(variant)
    lines = [
        f"the image has /srv/film.bin ({count} bytes), /srv/raw.bin ({count // 2}), /srv/key.pem, /srv/notes.txt,",
        "/srv/old/one and /srv/old/two",
        "",
        *(f"wanted: {wish.words}" for wish in wishes(variant)),
        "",
        "docker diff:",
        *(f"  {line}" for line in wanted_diff(variant)),
    ]
    return "\n".join([*lines, f"and at most {limit(variant)} bytes in the container's layer"])


def check(given: object, variant: Variant) -> Sequence[Case]:
    """The commands run in a container: is the state right, what says docker diff, how many bytes are written?"""
    container, printed, _ = container_after(wants(given, str, SHAPE), variant)
    cases = []
    for wish in wishes(variant):
        done = wish.holds(container)
        seen = "it is not so" + (f"; the commands printed: {printed.strip()[:120]}" if printed.strip() else "")
        cases.append(Case(wish.words, done, seen, wish.words, "" if done else wish.misconception, gate=True))
    lines, wanted = [str(change) for change in container.diff()], wanted_diff(variant)
    odd = [line for line in lines if line not in wanted] + [f"no {line}" for line in wanted if line not in lines]
    tag = belief(container)
    cases.append(
        Case("docker diff says just what is wanted", not odd, "; ".join(odd[:4]), "; ".join(wanted), tag if odd else "")
    )
    few = container.size <= limit(variant)
    large = [(entry.size, path) for path, entry in container.overlay.layer() if isinstance(entry, File)]
    top = f", {size(max(large)[0])} of them {max(large)[1]}" if large else ""
    at_most = f"at most {limit(variant)} bytes"
    cases.append(
        Case(f"the container's layer has {at_most}", few, f"{container.size} bytes{top}", at_most, "" if few else tag)
    )
    return cases


def belief(container: Container) -> str:
    """Return what stands behind too many bytes: M16 if the film was copied up by a change that seemed free."""
    entries = container.overlay.layer().entries
    copies = [path for path, entry in entries.items() if isinstance(entry, File) and is_film(container, path)]
    return "M16" if copies == ["/srv/film.bin"] and not any(isinstance(e, HardLink) for e in entries.values()) else ""


EXERCISE = Exercise(
    id="04.fewest-bytes",
    title="Boss: a given diff, the fewest bytes",
    points=25,
    task=task,
    check=check,
    answer=answer,
    why="A symbolic link is a few bytes and touches nothing else; a copy, a hard link and a rename all bring the whole "
    "film into the container's layer. A change of mode or of one line copies its file up, so it has to be aimed at the "
    "one small file. Deleting costs nothing: a whiteout, or an opaque directory.",
    hints=(
        "Which of the wishes needs a copy of a file's bytes at all? Only a changed file is copied up.",
        "A second way to the film without touching it: a symbolic link. chmod exactly one file, not the directory.",
        "ln -s film.bin /srv/NAME, chmod MODE /srv/key.pem, echo LINE >> /srv/notes.txt, rm /srv/old/*, "
        "rm /srv/raw.bin.",
    ),
    shape=SHAPE,
    misconceptions=("M1", "M16"),
    start=START,
)
