"""The classic builder: run a container, commit it, repeat.

Every instruction makes an image, also those that only change the config, and
each is looked up by *the image before it* and the command.  So a changed line
invalidates everything below, LABEL and CMD included.  A failed build leaves the
image of the last good step behind, and can be entered there.

Source: moby/moby daemon/builder/dockerfile (deprecated since Docker 23.0).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from dockerlab.build.cache import CacheHit, CacheKey, CacheMiss, KeyPart, NoCache, explain, variables
from dockerlab.build.metadata import DEFAULT_SHELL, command_of, configure, created_by
from dockerlab.build.records import ClassicCache
from dockerlab.build.run import World, argv, execute_run
from dockerlab.build.scope import declare, global_arguments, run_environment, set_env
from dockerlab.build.stages import find_stage, needed, target_stage
from dockerlab.build.start import make_directory
from dockerlab.build.steps import BuildOptions, BuildResult, BuildStep, Failure, State
from dockerlab.build.transfer import Origin, transfer
from dockerlab.context import BuildContext
from dockerlab.digest import ImageID
from dockerlab.dockerfile import (
    Add,
    Arg,
    Cmd,
    Copy,
    Dockerfile,
    Env,
    From,
    Instruction,
    Maintainer,
    Run,
    Stage,
    Workdir,
    expand,
    parse,
)  # fmt: skip
from dockerlab.errors import BuildError, LabError
from dockerlab.filesystem import Filesystem
from dockerlab.image import History, Image, ImageConfig, Session
from dockerlab.layer import Layer
from dockerlab.overlay import Overlay
from dockerlab.shell.system import Output

__all__ = ["build"]

STEP_SECONDS = 0.03  # virtual time: what creating and committing a container costs


@dataclass
class Dispatcher:
    """One run of ``docker build``: what it was given, and the image that it stands on."""

    dockerfile: Dockerfile
    context: BuildContext
    options: BuildOptions
    world: World
    cache: ClassicCache
    find_image: Callable[[str], Image]
    known: Callable[[ImageID], Image | None]
    keep: Callable[[Image], None]

    def __post_init__(self) -> None:
        self.steps: list[BuildStep] = []
        self.built: dict[int, tuple[Image | None, State]] = {}
        self.outer = global_arguments(self.dockerfile, self.options, "classic")
        self.number = 0
        self.missed = False
        self.total = 0

    def name(self, instruction: Instruction) -> str:
        """Number the next step as Docker prints it."""
        self.number += 1
        return f"Step {self.number}/{self.total} : {instruction.original}"

    def stage(self, stage: Stage) -> None:
        """Build one stage from its base to its last instruction."""
        base, _ = expand(stage.base, self.outer, self.dockerfile.escape)
        assert isinstance(base, From)
        where = stage.name or str(stage.index)
        parent = find_stage(self.dockerfile, base.image, stage.index)
        image: Image | None = None
        if parent is not None:
            image, state = self.built[parent.index]
            config = state.config if image is None else image.config
            state = State(state.fs, config, config.environment())
        elif base.image == "scratch":
            state = State(Filesystem(), ImageConfig())
        else:
            image = self.find_image(base.image)
            state = State(image.filesystem, image.config, image.config.environment())
        self.missed = False
        step = BuildStep(self.number + 1, self.total, self.name(stage.base), base, where, state, state, image=image)
        self.steps.append(step)
        triggers: list[Instruction] = []
        for text in state.config.on_build:
            triggers += parse(f"FROM scratch\n{text}\n", "ONBUILD").stages[0].instructions
        state = replace(state, config=replace(state.config, on_build=()))
        instructions = (*triggers, *stage.instructions)
        for n, instruction in enumerate(instructions):
            name = instruction.original if n < len(triggers) else self.name(instruction)
            step = BuildStep(self.number, self.total, name, instruction, where, state, state)
            image, state = self.dispatch(step, image, state, stage)
        self.built[stage.index] = image, state

    def dispatch(self, step: BuildStep, image: Image | None, state: State, stage: Stage) -> tuple[Image, State]:
        """Carry out one instruction: look its image up, or run a container and commit it."""
        try:
            instruction, _ = expand(step.instruction, expansion(state), self.dockerfile.escape)
            match instruction:
                case Run():
                    return self.run(step, image, state, instruction)
                case Copy() | Add():
                    return self.copy(step, image, state, instruction, stage)
                case _:
                    return self.metadata(step, image, state, instruction)
        except LabError as exc:
            raise Failure(replace(step, status=1), exc) from exc

    def metadata(
        self, step: BuildStep, image: Image | None, state: State, instruction: Instruction
    ) -> tuple[Image, State]:
        """Write an instruction into the config, and commit; WORKDIR also makes its directory."""
        after = state
        if isinstance(instruction, Arg):
            after, shown = declare(state, instruction, self.options, self.outer, "classic")
            instruction = shown
        elif isinstance(instruction, Env):
            after = set_env(state, instruction)
        config = configure(after.config, instruction, cmd_set=after.cmd_set, buildkit=False)
        after = replace(after, config=config, cmd_set=after.cmd_set or isinstance(instruction, Cmd))
        text = created_by(instruction, config, buildkit=False)
        key = CacheKey((parent_part(image, self.steps), KeyPart("instruction", text, step.instruction.original)))

        def work() -> tuple[Layer | None, Filesystem, tuple[Output, ...]]:
            self.world.clock.advance(STEP_SECONDS)
            if not isinstance(instruction, Workdir):
                return None, state.fs, ()
            root = Overlay(state.fs, self.world.clock.seconds)
            make_directory(root, config.working_dir, 0, 0)
            return root.layer(), root.fs, ()

        author = instruction.name if isinstance(instruction, Maintainer) else ""
        return self.commit(step, image, after, key, text, work, author=author)

    def run(self, step: BuildStep, image: Image | None, state: State, run: Run) -> tuple[Image, State]:
        """RUN starts a container of the image before it, waits, and commits what changed."""
        env, shown, _ = run_environment(state, self.options, "classic")
        command = argv(run, state.config, "classic")
        prefix = [f"|{len(shown)}", *(f"{name}={value}" for name, value in shown.items())] if shown else []
        text = " ".join((*prefix, *command))
        key = CacheKey(
            (
                parent_part(image, self.steps),
                KeyPart("instruction", " ".join(("RUN", *command)), step.instruction.original),
                *variables("ARG", shown.items()),
            )
        )

        def work() -> tuple[Layer | None, Filesystem, tuple[Output, ...]]:
            ran = execute_run(run, command, state, env, "classic", self.world, {}, {})
            if ran.status:
                miss = explain(key, self.cache.keys)
                container = self.world.clock.identifier()
                bad = replace(
                    step, cache=miss, output=ran.output, status=ran.status, seconds=ran.seconds, container=container
                )
                words = f"The command '{' '.join(command)}' returned a non-zero code: {ran.status}"
                raise Failure(bad, BuildError(ran.error or words, run.span, status=ran.status if not ran.error else 1))
            return ran.layer, ran.fs, ran.output

        return self.commit(step, image, state, key, text, work)

    def copy(
        self, step: BuildStep, image: Image | None, state: State, copy: Copy | Add, stage: Stage
    ) -> tuple[Image, State]:
        """COPY and ADD: the checksum of the files stands in the command, so in the key."""
        name = copy.from_ if isinstance(copy, Copy) else ""
        origin = Origin(self.context.sent("classic"), self.context, "")
        if name:
            found = find_stage(self.dockerfile, name, stage.index)
            fs = self.built[found.index][1].fs if found is not None else self.find_image(name).filesystem
            origin = Origin(fs, None, name)
        job = transfer(copy, origin, state, self.world, "classic")
        key = CacheKey((parent_part(image, self.steps), *job.parts), job.details)

        def work() -> tuple[Layer | None, Filesystem, tuple[Output, ...]]:
            self.world.clock.advance(STEP_SECONDS)
            root = Overlay(state.fs, self.world.clock.seconds)
            job.apply(root)
            return root.layer(), root.fs, ()

        shell = " ".join(state.config.shell or DEFAULT_SHELL)
        return self.commit(step, image, state, key, f"{shell} #(nop) {job.history}", work)

    def commit(
        self,
        step: BuildStep,
        parent: Image | None,
        after: State,
        key: CacheKey,
        text: str,
        work: Callable[[], tuple[Layer | None, Filesystem, tuple[Output, ...]]],
        *,
        author: str = "",
    ) -> tuple[Image, State]:
        """Take the image of ``key`` from the cache, or do the ``work`` and commit an image.

        After the first miss nothing is looked up: no image can have this new parent.
        """
        found = None if self.options.no_cache else self.cache.find(key, self.known)
        if found is not None:
            after = replace(after, fs=found.filesystem)
            layer = found.layers[-1] if not found.history[-1].empty_layer else None
            self.steps.append(replace(step, cache=CacheHit(key), after=after, image=found, layer=layer))
            return found, after
        miss = explain(key, self.cache.keys)
        miss = CacheMiss(key, miss.nearest, NoCache()) if self.options.no_cache else miss
        start = self.world.clock.now
        layer, fs, output = work()
        after = replace(after, fs=fs)
        if layer is not None and not layer.entries:
            layer = None
        container = "" if isinstance(step.instruction, Copy | Add) else self.world.clock.identifier()
        now = self.world.clock.stamp()
        base = parent or Image(flavour="classic")
        below = base.id if parent else ""
        config = replace(after.config, session=Session(image=below))
        row = History(now, text, "", layer is None, author or base.author)
        image = replace(
            base.append(layer, row, config), flavour="classic", author=author or base.author, container=container,
            container_config=replace(config, cmd=command_of(text), session=Session(container[:12], image=below)),
            parent=parent.id if parent else None, comment="",
        )  # fmt: skip
        self.keep(image)
        self.cache = self.cache.add(key, image)
        self.steps.append(
            replace(step, cache=miss, after=after, image=image, layer=layer, output=output, container=container,
                    seconds=self.world.clock.now - start)
        )  # fmt: skip
        return image, after


def expansion(state: State) -> dict[str, str]:
    """Return what ``$name`` becomes: ENV over ARG."""
    return {**state.variables, **state.config.environment()}


def parent_part(image: Image | None, steps: list[BuildStep]) -> KeyPart:
    """Return the key part that names the image a step stands on."""
    return KeyPart("parent", image.id if image is not None else "", steps[-1].instruction.original)


def build(
    dockerfile: Dockerfile,
    context: BuildContext,
    options: BuildOptions,
    world: World,
    cache: ClassicCache,
    find_image: Callable[[str], Image],
    known: Callable[[ImageID], Image | None],
    keep: Callable[[Image], None],
) -> tuple[BuildResult, ClassicCache]:
    """Build with the classic builder; return the trace and the cache.

    ``known`` returns an image of the store by ID, ``keep`` puts an intermediate image into it.

    Raises:
        LabError: before any step: an unknown ``--target``.
    """
    target = target_stage(dockerfile, options.target, "classic")
    run = Dispatcher(dockerfile, context, options, world, cache, find_image, known, keep)
    stages = needed(dockerfile, target, "classic")
    labels = int(bool(options.labels))
    run.total = len(dockerfile.global_args) + sum(1 + len(stage.instructions) for stage in stages) + labels
    failed: Failure | None = None
    try:
        for arg in dockerfile.global_args:
            empty = State(Filesystem(), ImageConfig())
            step = BuildStep(run.number + 1, run.total, run.name(arg), arg, "", empty, empty, vertex=False)
            run.steps.append(step)
        for stage in stages:
            run.stage(stage)
    except Failure as exc:
        failed = exc
        run.steps.append(exc.step)
    steps, sent = tuple(run.steps), context.size
    if failed is not None:
        return BuildResult("classic", dockerfile, steps, None, failed.error, failed.step, (), sent), run.cache
    image, _ = run.built[target.index]
    if image is None:
        error = BuildError("No image was generated. Is your Dockerfile empty?")
        return BuildResult("classic", dockerfile, steps, None, error, None, (), sent), run.cache
    return BuildResult("classic", dockerfile, steps, image, None, None, options.tags, sent), run.cache
