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

from dockerlab.build.bases import check_base, triggers_of, with_path
from dockerlab.build.cache import CacheHit, CacheKey, CacheMiss, KeyPart, variables
from dockerlab.build.directories import make_directories
from dockerlab.build.export import committed
from dockerlab.build.keys import parent_part
from dockerlab.build.metadata import DEFAULT_SHELL, classic_words, command_of, configure, created_by
from dockerlab.build.records import ClassicCache
from dockerlab.build.run import World, argv, execute_run
from dockerlab.build.scope import declare, global_arguments, run_environment, set_env
from dockerlab.build.selection import refuse_buildkit_flags
from dockerlab.build.stages import find_stage, needed, target_stage
from dockerlab.build.steps import BuildOptions, BuildResult, BuildStep, Failure, Leftover, State
from dockerlab.build.transfer import Origin, transfer
from dockerlab.context import BuildContext
from dockerlab.digest import ImageID
from dockerlab.dockerfile import Add, Arg, Cmd, Copy, Dockerfile, Env, From, Instruction, Label, Maintainer, Run, Stage
from dockerlab.dockerfile.instructions import Workdir
from dockerlab.dockerfile.variables import expand
from dockerlab.errors import BuildError, LabError
from dockerlab.filesystem import Filesystem
from dockerlab.image import Image, ImageConfig
from dockerlab.overlay import Overlay
from dockerlab.shell.system import Output

__all__ = ["build"]

BLANK = State(Filesystem(), ImageConfig())
Made = tuple[Image, State]
Work = tuple[Overlay | None, tuple[Output, ...]]
DEEPEST = 125  # layers: moby/moby layer/layer_store.go, maxLayerDepth; no commit gets past it, not even one of a LABEL
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
        self.number = self.total = 0

    def name(self, instruction: Instruction) -> str:
        """Number the next step as Docker prints it."""
        self.number += 1
        return f"Step {self.number}/{self.total} : {instruction.original}"

    def stage(self, stage: Stage) -> None:
        """Build one stage from its base to its last instruction."""
        if stage.name and any(earlier.name == stage.name for earlier in self.dockerfile.stages[: stage.index]):
            raise BuildError(f"{stage.name} stage name already used", stage.base.span, "Give each stage its own name.")
        name, where = self.name(stage.base), stage.name or str(stage.index)
        step = BuildStep(self.number, self.total, name, stage.base, where, BLANK, BLANK)
        try:
            image, state, base = self.start(stage)
        except LabError as exc:
            raise Failure(replace(step, status=1), exc) from exc
        self.steps.append(replace(step, instruction=base, before=state, after=state, image=image))
        self.instructions(stage, base, image, state, where)

    def start(self, stage: Stage) -> tuple[Image | None, State, From]:
        """Return the image and the state that FROM gives. Raises LabError where there is none."""
        base, _ = expand(stage.base, self.outer, self.dockerfile.escape)
        assert isinstance(base, From)
        check_base(base, stage.base, "classic")
        parent = find_stage(self.dockerfile, base.image, stage.index)
        image: Image | None = None
        root: Filesystem | Image = Filesystem()
        if parent is not None:
            image, state = self.built[parent.index]
            root, config = state.root, state.config if image is None else image.config
        elif base.image == "scratch":
            config = with_path(Image())
        else:
            root = image = self.find_image(base.image)
            config = image.config
        return image, State(root, config, config.environment()), base

    def instructions(self, stage: Stage, base: From, image: Image | None, state: State, where: str) -> None:
        """Carry out a stage's instructions, the base's ONBUILD triggers first."""
        triggers = () if image is None else triggers_of(image.config, base)
        state = replace(state, config=replace(state.config, on_build=()))
        instructions = (*triggers, *stage.instructions)
        for n, instruction in enumerate(instructions):
            name = instruction.original if n < len(triggers) else self.name(instruction)
            step = BuildStep(self.number, self.total, name, instruction, where, state, state)
            image, state = self.dispatch(step, image, state, stage)
        self.built[stage.index] = image, state

    def label(self, target: Stage) -> Image:
        """Append ``--label`` as LABEL steps; return the image. Raises BuildError where there is none."""
        image, state = self.built[target.index]
        for name, value in self.options.labels:
            step = self.steps[-1].instruction
            line = Label(span=step.span, original=f"LABEL {name}={value}", pairs=((name, value),))
            added = BuildStep(self.number + 1, self.total, self.name(line), line, str(target.index), state, state)
            image, state = self.dispatch(added, image, state, target)
        if image is None:
            raise BuildError("No image was generated. Is your Dockerfile empty?")
        return image

    def dispatch(self, step: BuildStep, image: Image | None, state: State, stage: Stage) -> Made:
        """Carry out one instruction: look its image up, or run a container and commit it."""
        try:
            refuse_buildkit_flags(step.instruction)
            instruction, _ = expand(
                step.instruction, {**state.variables, **state.config.environment()}, self.dockerfile.escape
            )
            match instruction:
                case Run():
                    return self.run(step, image, state, instruction)
                case Copy() | Add():
                    return self.copy(step, image, state, instruction, stage)
                case _:
                    return self.metadata(step, image, state, instruction)
        except LabError as exc:
            exc.message = classic_words(step.instruction, exc.message)
            raise Failure(replace(step, status=1), exc) from exc

    def metadata(self, step: BuildStep, image: Image | None, state: State, instruction: Instruction) -> Made:
        """Write an instruction into the config, and commit; WORKDIR also makes its directory."""
        after = state
        if isinstance(instruction, Arg):
            after, shown = declare(state, instruction, self.options, self.outer, "classic", self.dockerfile.escape)
            instruction = shown
        elif isinstance(instruction, Env):
            after = set_env(state, instruction)
        config = configure(after.config, instruction, cmd_set=after.cmd_set, buildkit=False)
        after = replace(after, config=config, cmd_set=after.cmd_set or isinstance(instruction, Cmd))
        text = created_by(instruction, config, buildkit=False)
        key = CacheKey((parent_part(image, self.steps), KeyPart("instruction", text, step.instruction.original)))

        def work(container: str) -> Work:
            self.world.clock.advance(STEP_SECONDS)
            if not isinstance(instruction, Workdir):
                return None, ()
            root = Overlay(state.fs, self.world.clock.seconds)
            try:
                make_directories(root, config.working_dir, 0, 0)
            except NotADirectoryError as exc:
                raise BuildError(f"Cannot mkdir: {exc.filename} is not a directory", instruction.span) from exc
            return root, ()

        author = instruction.name if isinstance(instruction, Maintainer) else ""
        return self.commit(step, image, after, key, text, work, author=author)

    def run(self, step: BuildStep, image: Image | None, state: State, run: Run) -> Made:
        """RUN starts a container of the image before it, waits, and commits what changed."""
        env, shown, hidden = run_environment(state, self.options, "classic")
        command = argv(run, state.config, "classic")
        prefix = [f"|{len(shown)}", *(f"{name}={value}" for name, value in shown.items())] if shown or hidden else []
        text = " ".join((*prefix, *command))
        key = CacheKey(
            (
                parent_part(image, self.steps),
                KeyPart("instruction", " ".join(("RUN", *command)), step.instruction.original),
                *variables("ARG", shown.items()),
            )
        )

        def work(container: str) -> Work:
            given = {"HOSTNAME": container[:12], **env}
            ran = execute_run(run, command, state, given, "classic", self.world, {}, {}, hostname=container[:12])
            if ran.status:
                left = None if ran.root is None else Leftover(image, command, ran.root, ran.status)
                bad = replace(
                    step, cache=CacheMiss(key, self.cache.keys), output=ran.output, status=ran.status,
                    seconds=ran.seconds, leftover=left, container=container,
                )  # fmt: skip
                words = f"The command '{' '.join(command)}' returned a non-zero code: {ran.status}"
                raise Failure(bad, BuildError(ran.error or words, run.span, status=ran.status if not ran.error else 1))
            return ran.root, ran.output

        return self.commit(step, image, state, key, text, work, command=command)

    def copy(self, step: BuildStep, image: Image | None, state: State, copy: Copy | Add, stage: Stage) -> Made:
        """COPY and ADD: the checksum of the files stands in the command, so in the key."""
        name = copy.from_ if isinstance(copy, Copy) else ""
        origin = Origin(self.context.sent("classic"), self.context, "")
        if name:
            found = find_stage(self.dockerfile, name, stage.index)
            if found is None and name.isdigit():
                why = "refers to current build stage" if int(name) == stage.index else "index out of bounds"
                raise BuildError(f"invalid from flag value {name}: {why}", copy.span)
            fs = self.built[found.index][1].fs if found is not None else self.find_image(name).filesystem
            origin = Origin(fs, None, name)
        job = transfer(copy, origin, state, self.world, "classic")
        key = CacheKey((parent_part(image, self.steps), *job.parts), job.details)

        def work(container: str) -> Work:
            self.world.clock.advance(STEP_SECONDS)
            root = Overlay(state.fs, self.world.clock.seconds)
            job.apply(root)
            return root, ()

        shell = " ".join(state.config.shell or DEFAULT_SHELL)
        return self.commit(step, image, state, key, f"{shell} #(nop) {job.history}", work)

    def commit(
        self,
        step: BuildStep,
        parent: Image | None,
        after: State,
        key: CacheKey,
        text: str,
        work: Callable[[str], Work],
        *,
        author: str = "",
        command: tuple[str, ...] = (),
    ) -> Made:
        """Take the image of ``key`` from the cache, or do the ``work`` and commit an image.

        After the first miss nothing is looked up: no image can have this new parent.
        """
        found = None if self.options.no_cache else self.cache.find(key, self.known)
        if found is not None:
            after = replace(after, root=found)
            layer = found.layers[-1] if not found.history[-1].empty_layer else None
            self.steps.append(replace(step, cache=CacheHit(key), after=after, image=found, layer=layer))
            return found, after
        miss, start = CacheMiss(key, self.cache.keys, self.options.no_cache), self.world.clock.now
        container = "" if isinstance(step.instruction, Copy | Add) else self.world.clock.identifier()
        root, output = work(container)
        step = replace(step, cache=miss, output=output, container=container, seconds=self.world.clock.now - start)
        if parent is not None and len(parent.layers) >= DEEPEST:
            left = Leftover(parent, command or command_of(text), root or Overlay(after.fs), 0 if command else None)
            hint = "Join RUN steps with &&: each step is a layer."
            raise Failure(replace(step, status=1, leftover=left if container else None),
                          BuildError("max depth exceeded", step.instruction.span, hint))  # fmt: skip
        layer = root.layer() if root is not None else None
        layer = replace(layer, unpacked=True) if layer is not None and layer.entries else None
        after = replace(after, root=after.root if root is None else root.fs)
        image = committed(parent, after.config, layer, text, container, self.world.clock.stamp(), author)
        self.keep(image)
        self.cache = self.cache.add(key, image)
        self.steps.append(replace(step, after=after, image=image, layer=layer))
        return image, after


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
    stages = needed(dockerfile, target, "classic", run.outer)
    run.total = len(dockerfile.global_args) + sum(1 + len(s.instructions) for s in stages) + len(options.labels)
    image, error, failed = None, None, None
    try:
        for number, arg in enumerate(dockerfile.global_args, 1):
            run.steps.append(BuildStep(number, run.total, run.name(arg), arg, "", BLANK, BLANK, vertex=False))
        for stage in stages:
            run.stage(stage)
        image = run.label(target)
    except Failure as exc:
        error, failed = exc.error, exc.step
        run.steps.append(exc.step)
    except LabError as exc:  # what is no step's fault
        error = exc
    tags = options.tags if image is not None else ()
    return BuildResult("classic", dockerfile, tuple(run.steps), image, error, failed, tags, context.size), run.cache
