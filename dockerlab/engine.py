"""The engine: an in-memory ``dockerd``.

It holds what a Docker host holds (images, containers, volumes, the build cache,
the time) and offers the verbs of the Engine API.  It prints nothing: ``cli``
turns its results into Docker's text.  Its whole state can be put aside and
brought back, which is how undo works.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType

from dockerlab.build import buildkit, classic, records
from dockerlab.build.run import World
from dockerlab.build.steps import Builder, BuildOptions, BuildResult, BuildStep, Leftover
from dockerlab.clock import Clock
from dockerlab.container import Containers
from dockerlab.container import Options as ContainerOptions
from dockerlab.context import BuildContext
from dockerlab.dockerfile import parse
from dockerlab.errors import BuildError, DaemonError
from dockerlab.filesystem import Filesystem
from dockerlab.image import Image
from dockerlab.inode import File, read
from dockerlab.mirror import Internet
from dockerlab.overlay import Overlay
from dockerlab.reference import parse as parse_reference
from dockerlab.registry import Registry
from dockerlab.shell import Mirror
from dockerlab.store import Store

__all__ = ["KERNEL", "Engine", "Snapshot"]

KERNEL = "6.8.0-52-generic"  # the lab's host: what `uname -r` says in every container


@dataclass(frozen=True)
class Snapshot:
    """An engine's state, put aside."""

    store: Store
    containers: Containers
    clock: Clock
    registry: Registry
    buildkit: records.BuildCache
    classic: records.ClassicCache
    caches: dict[str, Filesystem]


class Engine:
    """A Docker host.

    ``builder`` is the default of ``docker build``; ``host`` the files of the machine it
    runs on (for bind mounts); ``mirror`` what its containers can download (the lab's own
    Internet by default, at this clock's time).
    """

    def __init__(
        self,
        builder: Builder = "buildkit",
        *,
        clock: Clock | None = None,
        registry: Registry | None = None,
        host: Overlay | None = None,
        kernel: str = KERNEL,
        mirror: Mirror | None = None,
    ) -> None:
        self.builder: Builder = builder
        self.clock = clock or Clock()
        self.registry = registry or Registry()
        self.kernel = kernel
        self.mirror: Mirror | None = mirror or Internet(lambda: self.clock.now)
        self.store = Store()
        self.host = host
        self.containers = Containers(self)
        self.buildkit = records.BuildCache(MappingProxyType({}))
        self.classic = records.ClassicCache()
        self.caches: dict[str, Filesystem] = {}

    # -- images ----------------------------------------------------------

    def image(self, name: str, *, pull: bool = False, keep: bool = True) -> Image:
        """Return the image that ``name`` means: the store's, else the registry's.

        ``pull`` asks the registry even if the store has one; ``keep`` stores what was
        fetched (the classic builder and ``docker run`` do, BuildKit does not). BuildKit asks by full name: to it
        an image's ID is no name.

        Raises:
            DaemonError: neither has it.
        """
        found = None if pull else self.store.find(name)
        if found is not None:
            return found
        reference = parse_reference(name).tagged()
        if not keep:
            return self.registry.image(reference, self.clock.now)
        self.store, _ = self.registry.pull(reference, self.store, self.clock.now, self.clock.stamp())
        return self.store.resolve(name)

    def build(
        self,
        context: BuildContext,
        options: BuildOptions | None = None,
        *,
        dockerfile: str | None = None,
        builder: Builder | None = None,
    ) -> BuildResult:
        """Build an image, tag it, and return the trace.

        ``dockerfile`` is the text; by default the context's file at ``context.dockerfile_path``.

        Raises:
            LabError: before any step is done, with nothing changed: a Dockerfile that does not
                parse, an unknown target. A step that fails is ``result.error``.
        """
        options, builder = options or BuildOptions(), builder or self.builder
        text = read_dockerfile(context, builder) if dockerfile is None else dockerfile
        parsed = parse(text, context.dockerfile_path if context.archive else context.dockerfile_path.rpartition("/")[2])
        tags = tuple(str(parse_reference(tag).tagged()) for tag in options.tags)
        options = replace(options, tags=tags)
        world = World(self.clock, self.kernel, self.mirror, self.caches)
        if builder == "buildkit":
            result, self.buildkit = buildkit.build(
                parsed, context, options, world, self.buildkit,
                lambda name: self.image(str(parse_reference(name).tagged()), pull=options.pull, keep=False),
            )  # fmt: skip
        else:
            result, self.classic = classic.build(
                parsed, context, options, world, self.classic, lambda name: self.image(name, pull=options.pull),
                lambda image: self.store.images.get(image), self._keep,
            )  # fmt: skip
        if result.failed is not None and result.failed.leftover is not None:
            self._leave(result.failed, result.failed.leftover)
        if result.image is not None:
            self._keep(result.image)
            if builder == "buildkit":
                self.store = self.store.hold(result.image)
            for tag in tags:
                self.store = self.store.tag(parse_reference(tag), result.image.id, self.clock.stamp())
        return result

    def _keep(self, image: Image) -> None:
        self.store = self.store.with_image(image)

    def _leave(self, step: BuildStep, left: Leftover) -> None:
        """Keep the container of a failed step, as the classic builder does."""
        if left.image is not None:
            container = self.containers.create(left.image.id, left.command, ContainerOptions(entrypoint=""))
            self.containers.rename_id(container, step.container)
            container.overlay, container.logs = left.files, step.output
            if left.exit_code is not None:
                container.status, container.exit_code = "exited", left.exit_code
                container.started = container.finished = self.clock.now

    # -- undo ------------------------------------------------------------

    def snapshot(self) -> Snapshot:
        """Put the whole state aside."""
        return Snapshot(
            self.store, self.containers.copy(), self.clock.copy(), self.registry, self.buildkit, self.classic,
            dict(self.caches),
        )  # fmt: skip

    def restore(self, saved: Snapshot) -> None:
        """Bring a state back; the snapshot stays good for another time."""
        self.store, self.registry = saved.store, saved.registry
        self.clock.now, self.clock.seed, self.clock.drawn = saved.clock.now, saved.clock.seed, saved.clock.drawn
        self.buildkit, self.classic, self.caches = saved.buildkit, saved.classic, dict(saved.caches)
        self.containers = saved.containers.copy()


def read_dockerfile(context: BuildContext, builder: Builder) -> str:
    """Return the Dockerfile's text from the context.

    Raises:
        DaemonError: there is none, in each builder's own words.
    """
    path = "/" + context.dockerfile_path.lstrip("/")
    node = context.files.get(path)
    if not isinstance(node, File):
        if builder == "classic":
            raise DaemonError(f"Cannot locate specified Dockerfile: {context.dockerfile_path}")
        raise BuildError(
            "failed to read dockerfile: open " + context.dockerfile_path + ": no such file or directory",
            hint="Write a file named Dockerfile, or name yours with -f.",
        )
    return read(node.content).decode("utf-8", "replace")
