"""Review: an image project in five numbers, and what is behind each.

How large is the image; how long are the rebuilds of a series of edits; what does a machine that
has the last version pull for the next; who can read the secrets; what does ``docker build --check``
find.  The project is built and rebuilt in the model, and everything is read off the traces.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from dockerlab.build.steps import Builder, BuildOptions, BuildResult
from dockerlab.clock import Clock
from dockerlab.contents import ImageContents, contents
from dockerlab.context import BuildContext
from dockerlab.dockerfile import Base, Finding, check
from dockerlab.engine import Engine
from dockerlab.errors import LabError
from dockerlab.image import Image
from dockerlab.inode import File

__all__ = ["METRICS", "Change", "Leak", "Review", "Version", "leaks", "review"]

DAY = 86_400  # seconds
SHORTEST = 4  # characters: anything shorter is found everywhere
Metric = Literal["size", "seconds", "delta", "leaks", "findings"]
METRICS: dict[Metric, str] = {
    "size": "bytes of the image",
    "seconds": "seconds of the rebuilds",
    "delta": "bytes pulled for the new versions",
    "leaks": "places where a secret can be read",
    "findings": "findings of docker build --check",
}


@dataclass(frozen=True)
class Change:
    """What happens between two builds: files are written, days go by."""

    words: str
    files: Mapping[str, str] = field(default_factory=dict)
    days: float = 0


@dataclass(frozen=True)
class Version:
    """One rebuild.

    Attributes:
        words: what happened before it.
        seconds: how long it took, in the lab's time.
        delta: bytes of files in the layers that the version before has not.
        result: the trace.
    """

    words: str
    seconds: float
    delta: int
    result: BuildResult = field(repr=False)


@dataclass(frozen=True)
class Leak:
    """A place where a secret can be read by everybody who has the image."""

    secret: str
    where: str

    def __str__(self) -> str:
        return self.where


@dataclass(frozen=True)
class Review:
    """A project, measured."""

    result: BuildResult = field(repr=False)
    contents: ImageContents = field(repr=False)
    versions: tuple[Version, ...]
    leaks: tuple[Leak, ...]
    findings: tuple[Finding, ...]

    @property
    def image(self) -> Image:
        """The image of the first build."""
        return self.contents.image

    @property
    def metrics(self) -> dict[Metric, float]:
        """The five numbers: less is better in each."""
        return {
            "size": self.image.size,
            "seconds": sum(version.seconds for version in self.versions),
            "delta": sum(version.delta for version in self.versions),
            "leaks": len(self.leaks),
            "findings": len(self.findings),
        }


def review(
    files: Mapping[str, str],
    changes: Sequence[Change] = (),
    secrets: Mapping[str, str] | None = None,
    *,
    options: BuildOptions | None = None,
    builder: Builder = "buildkit",
) -> Review:
    """Build a project, rebuild it after each change, and measure.

    Args:
        files: the project by name, its Dockerfile among them.
        changes: what happens, in order; each is followed by a build.
        secrets: the texts that nobody may read in the image, by what to call them.
        options: of every build.
        builder: of every build.

    Raises:
        LabError: a build fails; what was refused or went wrong is in the error.

    >>> found = review({"Dockerfile": "FROM busybox\\nCOPY . /a\\n", "k": "pa55word"}, secrets={"key": "pa55word"})
    >>> [str(leak) for leak in found.leaks]
    ['layer 2: /a/k']
    """
    engine, now = Engine(clock=Clock()), dict(files)
    first = _build(engine, now, options, builder)
    versions, before = [], first
    for change in changes:
        now |= change.files
        engine.clock.advance(change.days * DAY)
        result = _build(engine, now, options, builder)
        versions.append(Version(change.words, _seconds(result), _delta(before, result), result))
        before = result
    assert first.image is not None
    found = contents(first.image)
    told = tuple(leaks(found, secrets or {}))
    return Review(first, found, tuple(versions), told, _findings(engine, files))


def _findings(engine: Engine, files: Mapping[str, str]) -> tuple[Finding, ...]:
    """Return what ``docker build --check`` finds, with the bases and the .dockerignore as they are."""
    context = BuildContext.from_mapping(dict(files))

    def base(name: str) -> Base:
        config = engine.image(name, keep=False).config
        return Base(config.environment(), config.shell is not None)

    def ignored(path: str) -> bool:
        return context.excluded_by(path, "buildkit") is not None

    return check(files["Dockerfile"], base=base, ignored=ignored).findings


def _build(engine: Engine, files: Mapping[str, str], options: BuildOptions | None, builder: Builder) -> BuildResult:
    context = BuildContext.from_mapping(dict(files), mtime=engine.clock.seconds())
    result = engine.build(context, options, builder=builder)
    if result.error is not None:
        raise result.error
    if result.image is None:
        raise LabError("the build made no image", hint="End the Dockerfile with a stage that has a FROM.")
    return result


def _seconds(result: BuildResult) -> float:
    return sum(step.seconds for step in result.steps)


def _delta(before: BuildResult, after: BuildResult) -> int:
    """Return the bytes of the layers that are new, by what lies below them too, as a pull compares them."""
    assert before.image is not None and after.image is not None
    there = set(before.image.chain_ids)
    pairs = zip(after.image.chain_ids, after.image.layers, strict=True)
    return sum(layer.size for chain, layer in pairs if chain not in there)


def leaks(found: ImageContents, secrets: Mapping[str, str]) -> Iterator[Leak]:
    """Yield where the texts of ``secrets`` stand: in a file of any layer, hidden or not, a history row, the config."""
    wanted = {name: text for name, text in secrets.items() if len(text) >= SHORTEST}
    for name, text in wanted.items():
        needle = text.encode()
        for layer in found.layers:
            for change in layer.changes:
                node = change.node
                if (
                    change.size
                    and isinstance(node, File)
                    and isinstance(node.content, bytes)
                    and needle in node.content
                ):
                    hidden = f", hidden by layer {change.shadowed}" if change.shadowed is not None else ""
                    yield Leak(name, f"layer {layer.number}: {change.path}{hidden}")
        for number, row in enumerate(found.image.history, start=1):
            if text in row.created_by or text in row.comment:
                yield Leak(name, f"history, row {number}")
        config = found.image.config
        for words in (*config.env, *(f"{key}={value}" for key, value in config.labels or ())):
            if text in words:
                yield Leak(name, f"config: {words.partition('=')[0]}")
        if any(text in word for word in (*(config.cmd or ()), *(config.entrypoint or ()))):
            yield Leak(name, "config: the command")
