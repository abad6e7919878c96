"""A small project, what happens to it between two builds, and what a build makes of it.

The exercises on builds are told in these words: a ``Project`` (files, a
Dockerfile among them) is built, an ``Edit`` happens, it is built again, and so
on.  ``replay`` does that in the model and keeps every build, so that a check can
ask about each: is the image right, which steps were rebuilt, how long did it take?
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from dockerlab.build.cache import CacheMiss
from dockerlab.build.steps import Builder, BuildOptions, BuildResult, BuildStep
from dockerlab.cli.main import docker
from dockerlab.clock import Clock
from dockerlab.context import BuildContext
from dockerlab.engine import Engine
from dockerlab.inode import File, read

__all__ = [
    "DAY",
    "Build",
    "Edit",
    "Project",
    "build",
    "content",
    "edit",
    "no_edit",
    "output",
    "replay",
    "seconds",
    "touch",
    "why",
]

DAY = 86_400.0  # seconds
LARGE = 100_000  # bytes; nothing that a check reads is larger


@dataclass(frozen=True)
class Project:
    """The files of an application by name; ``executable`` and ``touched`` name those that are so.

    >>> Project({"Dockerfile": "FROM busybox\\n"}).with_file("app.py", "").names
    ('Dockerfile', 'app.py')
    """

    files: Mapping[str, str]
    executable: tuple[str, ...] = ()
    touched: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the files, sorted."""
        return tuple(sorted(self.files))

    def with_file(self, name: str, text: str) -> Project:
        """Return the project with one file written."""
        return replace(self, files={**self.files, name: text})

    def context(self, now: int = 0) -> BuildContext:
        """Return the project as a build context; ``now`` is the date of what was touched, in seconds since 1970."""
        context = BuildContext.from_mapping(dict(self.files))
        fs = context.files
        for name in (*self.executable, *self.touched):
            node = fs.get(f"/{name}")
            if isinstance(node, File):
                mode = 0o755 if name in self.executable else node.mode
                fs = fs.with_node(f"/{name}", replace(node, mode=mode, mtime=now))
        return BuildContext(fs, context.dockerfile_path)


@dataclass(frozen=True)
class Edit:
    """Something that happens between two builds.

    Attributes:
        words: for the learner.
        apply: what becomes of the project.
        args: the ``--build-arg``s of the next build.
        days: how long it takes.
    """

    words: str
    apply: Callable[[Project], Project] = field(repr=False)
    args: Mapping[str, str] = field(default_factory=dict)
    days: float = 0.0


def edit(name: str, text: str, words: str = "") -> Edit:
    """The edit that writes a file."""
    return Edit(words or f"you edit {name}", lambda project: project.with_file(name, text))


def touch(name: str) -> Edit:
    """The edit that changes a file's date alone."""
    words = f"you `touch {name}`: a new date, the same content"
    return Edit(words, lambda project: replace(project, touched=(*project.touched, name)))


def no_edit(words: str, *, args: Mapping[str, str] | None = None, days: float = 0.0) -> Edit:
    """No edit at all: another build argument, or the passing of time."""
    return Edit(words, lambda project: project, args or {}, days)


@dataclass(frozen=True)
class Build:
    """One build of a replay: what happened before it (nothing before the first), the files then, and the trace."""

    edit: Edit | None
    project: Project
    result: BuildResult

    @property
    def seconds(self) -> float:
        """How long it took, in the lab's time."""
        return seconds(self.result)

    @property
    def words(self) -> str:
        """What happened before it."""
        return self.edit.words if self.edit is not None else "the first build"


def build(
    engine: Engine,
    project: Project,
    args: Mapping[str, str] | None = None,
    *,
    builder: Builder = "buildkit",
    options: BuildOptions | None = None,
) -> BuildResult:
    """Build a project. Raises LabError where it cannot be built."""
    wanted = replace(options or BuildOptions(), build_args=args or {})
    result = engine.build(project.context(engine.clock.seconds()), wanted, builder=builder)
    if result.error is not None:
        raise result.error
    return result


def replay(project: Project, edits: Sequence[Edit], *, builder: Builder = "buildkit") -> list[Build]:
    """Build a project in a fresh lab, then again after each edit; return all builds. Raises LabError."""
    engine = Engine(clock=Clock())
    builds = [Build(None, project, build(engine, project, builder=builder))]
    for happening in edits:
        project = happening.apply(project)
        engine.clock.advance(happening.days * DAY)
        builds.append(Build(happening, project, build(engine, project, happening.args, builder=builder)))
    return builds


def seconds(result: BuildResult) -> float:
    """Return how long a build took, in the lab's time."""
    return sum(step.seconds for step in result.steps)


def content(result: BuildResult, path: str) -> str | None:
    """Return the text of a file in the built image, None where there is no such file."""
    if result.image is None:
        return None
    try:
        node = result.image.filesystem.lookup(path)
    except (OSError, ValueError):
        return None
    if not isinstance(node, File):
        return None
    if node.size > LARGE:
        return f"(a file of {node.size} bytes)"
    return read(node.content).decode("utf-8", "replace")


def output(result: BuildResult) -> str:
    """Return what a container of the built image prints, as ``docker run`` does without arguments."""
    if result.image is None:
        return ""
    engine = Engine(clock=Clock())
    engine.store = engine.store.with_image(result.image)
    ran = docker(engine, ["run", "--rm", result.image.id])
    return ran.stdout + ran.stderr


def why(step: BuildStep) -> str:
    """Return in words why a step was rebuilt or was not."""
    return step.cache.reason.sentence if isinstance(step.cache, CacheMiss) else "its key was built before"
