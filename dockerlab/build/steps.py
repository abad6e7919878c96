"""The trace of a build: every step, as data.

``build()`` of either builder returns a ``BuildResult``.  The text that
``docker build`` prints, the pictures, the explanations and the tests all read
this one trace; none of them computes a fact of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from dockerlab.build.cache import CacheHit, CacheMiss
from dockerlab.dockerfile import Dockerfile, Instruction
from dockerlab.errors import LabError
from dockerlab.filesystem import Filesystem
from dockerlab.image import Image, ImageConfig
from dockerlab.layer import Layer
from dockerlab.overlay import Overlay
from dockerlab.shell.system import Output

__all__ = ["BuildOptions", "BuildResult", "BuildStep", "Builder", "Failure", "Leftover", "State"]

Builder = Literal["buildkit", "classic"]


@dataclass(frozen=True)
class BuildOptions:
    """What ``docker build`` was asked for, the context and the Dockerfile left out.

    ``build_args`` maps ``--build-arg`` names to values; ``no_cache_filter`` holds stage names.
    """

    tags: tuple[str, ...] = ()
    build_args: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    target: str = ""
    no_cache: bool = False
    no_cache_filter: tuple[str, ...] = ()
    pull: bool = False
    labels: tuple[tuple[str, str], ...] = ()
    secrets: Mapping[str, bytes] = field(default_factory=lambda: MappingProxyType({}))
    network: str = "default"


@dataclass(frozen=True)
class State:
    """What stands before or after a step: the files, the config, and the variables in scope.

    ``root`` may be an image: its tree is put together only if somebody looks at it.
    ``variables`` is what the builder expands ``$name`` from; ``args`` are the
    ARGs declared so far, with their values (None: declared without one).
    """

    root: Filesystem | Image = field(repr=False)
    config: ImageConfig
    variables: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    args: tuple[tuple[str, str | None], ...] = ()
    cmd_set: bool = False

    @property
    def fs(self) -> Filesystem:
        """The files."""
        return self.root.filesystem if isinstance(self.root, Image) else self.root

    @property
    def cwd(self) -> str:
        """The working directory."""
        return self.config.working_dir or "/"

    @property
    def user(self) -> str:
        """The user, as written; empty is root."""
        return self.config.user


@dataclass(frozen=True)
class Leftover:
    """What a failed step of the classic builder leaves: a container of ``image``, started or not."""

    image: Image | None
    command: tuple[str, ...]
    files: Overlay
    exit_code: int | None = None  # None: it was never started


@dataclass(frozen=True)
class BuildStep:
    """One instruction, as it went.

    Attributes:
        number: its place among the steps that count (Docker's ``2`` in ``[2/5]``); 0 for those that do not.
        name: what Docker prints: ``[2/5] COPY a.txt .`` or ``Step 2/5 : COPY a.txt .``.
        stage: the name of the stage, or its index.
        vertex: False for an instruction that BuildKit only writes into the config.
        cache: hit or miss, with the key; None where there is nothing to look up.
        layer: what it changed; None for a step that makes no layer.
        status: the exit status of a RUN.
        seconds: how long it took, in the lab's time; 0 for a hit.
        image: the intermediate image of the classic builder.
        container: the ID of the classic builder's intermediate container, or empty.
        leftover: the container that a failed step of the classic builder leaves behind.
    """

    number: int
    total: int
    name: str
    instruction: Instruction
    stage: str
    before: State = field(repr=False)
    after: State = field(repr=False)
    vertex: bool = True
    cache: CacheHit | CacheMiss | None = field(default=None, repr=False)
    layer: Layer | None = None
    output: tuple[Output, ...] = field(default=(), repr=False)
    status: int = 0
    seconds: float = 0.0
    image: Image | None = field(default=None, repr=False)
    container: str = field(default="", repr=False)
    leftover: Leftover | None = field(default=None, repr=False)

    @property
    def verdict(self) -> Literal["CACHED", "RUN", "config", "base", "ERROR"]:
        """One word: taken from the cache, run, only the config, a base image, or failed."""
        if self.status:
            return "ERROR"
        match self.cache:
            case CacheHit():
                return "CACHED"
            case CacheMiss():
                return "RUN"
            case _:
                return "base" if self.number and self.vertex else "config"


@dataclass(frozen=True)
class BuildResult:
    """A whole build. Either ``image`` is there, or ``error`` and, if a step failed, ``failed``.

    ``sent`` is the size in bytes of the context as it goes to the engine; ``asked`` names what BuildKit asks it for,
    and ``prepared`` says of each owner and mode of a cache mount whether it had been set before.
    """

    builder: Builder
    dockerfile: Dockerfile
    steps: tuple[BuildStep, ...]
    image: Image | None = None
    error: LabError | None = None
    failed: BuildStep | None = None
    tags: tuple[str, ...] = ()
    sent: int = 0
    warnings: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    prepared: tuple[bool, ...] = ()

    @property
    def rebuilt(self) -> tuple[BuildStep, ...]:
        """The steps that missed the cache."""
        return tuple(step for step in self.steps if isinstance(step.cache, CacheMiss))

    @property
    def cached(self) -> tuple[BuildStep, ...]:
        """The steps taken from the cache."""
        return tuple(step for step in self.steps if isinstance(step.cache, CacheHit))


class Failure(Exception):
    """A step failed; the build ends here."""

    def __init__(self, step: BuildStep, error: LabError) -> None:
        self.step = step
        self.error = error
