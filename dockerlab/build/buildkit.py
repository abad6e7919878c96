"""BuildKit: a build as a graph of content-addressed steps.

Each RUN, COPY, ADD and WORKDIR is a vertex whose ``CacheKey`` is made of what it
does and of the keys of what it stands on; the files that a COPY takes count by
content.  So an edit of LABEL or CMD, which only touches the config, costs
nothing, and a COPY --from finds its result again when the files are the same,
whatever was rebuilt to make them.

Sources: moby/buildkit frontend/dockerfile/dockerfile2llb/convert.go and solver/llbsolver/ops.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from dockerlab.build.bases import start
from dockerlab.build.cache import CacheHit, CacheKey, CacheMiss, KeyPart
from dockerlab.build.directories import make_directories
from dockerlab.build.engine_names import letters
from dockerlab.build.export import Built, finish
from dockerlab.build.graph import Graph, convert
from dockerlab.build.keys import run_key
from dockerlab.build.metadata import configure, created_by
from dockerlab.build.ownership import resolve_owner
from dockerlab.build.records import BuildCache
from dockerlab.build.run import World, argv, execute_run
from dockerlab.build.scope import declare, global_arguments, run_environment, set_env
from dockerlab.build.stages import find_stage, label, needed, numbered, target_stage
from dockerlab.build.steps import BuildOptions, BuildResult, BuildStep, Failure, State
from dockerlab.build.transfer import Origin, Transfer, transfer
from dockerlab.context import BuildContext
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
    Onbuild,
    Run,
    Stage,
    Workdir,
    canonical,
    expand,
    quote,
)  # fmt: skip
from dockerlab.errors import BuildError, LabError
from dockerlab.image import History, Image
from dockerlab.inode import normalise
from dockerlab.overlay import Overlay
from dockerlab.reference import parse as parse_reference
from dockerlab.shell.system import Output

__all__ = ["build"]

Work = tuple[Overlay, tuple[Output, ...]]
DEEPEST = 129  # layers: overlay2 prepares nothing on more of them (a container can only be made of 127)
COMMENT = "buildkit.dockerfile.v0"
COPY_SECONDS, WORKDIR_SECONDS = 0.02, 0.01  # virtual time; RUN takes what its command takes


@dataclass
class Frontend:
    """One run of ``docker build``: what it was given, and what it has made so far."""

    dockerfile: Dockerfile
    context: BuildContext
    options: BuildOptions
    world: World
    cache: BuildCache
    find_image: Callable[[str], Image]
    graph: Graph

    def __post_init__(self) -> None:
        self.redone: set[str] = set()  # the keys of steps that --no-cache had built again
        self.steps: list[BuildStep] = []
        self.built: dict[int, Built] = {}
        self.outer = global_arguments(self.dockerfile, self.options, "buildkit")

    # -- stages ----------------------------------------------------------

    def stage(self, stage: Stage) -> Built:
        """Build one stage from its base to its last instruction."""
        base, _ = expand(stage.base, self.outer, self.dockerfile.escape)
        assert isinstance(base, From)
        parent = find_stage(self.dockerfile, base.image, stage.index)
        built, brought = start(base, self.built[parent.index] if parent is not None else None, self.find_image)
        has_from = parent is None and base.image != "scratch"
        own = sum(isinstance(step, Run | Copy | Add | Workdir) for step in stage.instructions) + has_from
        total, number = own + len(brought), int(has_from)  # FROM is numbered before the triggers are known
        prefix = label(self.dockerfile, stage)
        where = stage.name or str(stage.index)
        name = base.original
        if has_from:
            name = f"{numbered(prefix, 1, own)} FROM {parse_reference(base.image).tagged()}"
        before = built.state
        self.steps.append(BuildStep(number, own, name, base, where, before, before, vertex=has_from))
        for n, instruction in enumerate((*brought, *stage.instructions)):
            vertex = isinstance(instruction, Run | Copy | Add | Workdir)
            number += vertex and not (isinstance(instruction, Workdir) and self.stays(built, instruction))
            shown = canonical(instruction, built.state.variables, self.dockerfile.escape)
            shown = f"ONBUILD {shown}" if n < len(brought) else shown
            name = f"{numbered(prefix, number, total)} {shown}" if vertex else instruction.original
            step = BuildStep(number if vertex else 0, total, name, instruction, where, built.state, built.state)
            built = self.dispatch(built, step, stage)
        return built

    def stays(self, built: Built, instruction: Instruction) -> bool:
        """Say whether a WORKDIR leads to the root: it counts in the total, but makes nothing and has no number."""
        where, _ = expand(instruction, built.state.variables, self.dockerfile.escape)
        return isinstance(where, Workdir) and normalise(where.path, built.state.cwd) == "/"

    def dispatch(self, built: Built, step: BuildStep, stage: Stage) -> Built:
        """Carry out one instruction; what the engine or the model refuses ends the build."""
        try:
            instruction = step.instruction
            if not isinstance(instruction, Arg):  # declare() expands an ARG, name by name
                instruction, _ = expand(instruction, built.state.variables, self.dockerfile.escape)
            return self.carry_out(built, step, instruction, stage)
        except LabError as exc:
            raise Failure(replace(step, status=1), exc) from exc

    def carry_out(self, built: Built, step: BuildStep, instruction: Instruction, stage: Stage) -> Built:
        """Do what an instruction says, its variables expanded."""
        state = built.state
        match instruction:
            case Arg():
                after, shown = declare(state, instruction, self.options, self.outer, "buildkit", self.dockerfile.escape)
                return self.metadata(built, step, shown, after)
            case Run():
                return self.run(built, replace(step, instruction=instruction), instruction, stage)
            case Copy() | Add():
                return self.copy(built, replace(step, instruction=instruction), instruction, stage)
            case Workdir():
                return self.workdir(built, replace(step, instruction=instruction), instruction, stage)
            case _:
                after = set_env(state, instruction) if isinstance(instruction, Env) else state
                return self.metadata(built, step, instruction, after)

    def metadata(self, built: Built, step: BuildStep, instruction: Instruction, after: State) -> Built:
        """Write an instruction into the config: no vertex, no layer, nothing to cache."""
        config = configure(after.config, instruction, cmd_set=after.cmd_set, buildkit=True)
        after = replace(after, config=config, cmd_set=after.cmd_set or isinstance(instruction, Cmd))
        self.steps.append(replace(step, vertex=False, after=after))
        if isinstance(instruction, Onbuild):
            return replace(built, state=after)  # BuildKit writes no history for ONBUILD
        row = History("", created_by(instruction, config, buildkit=True), COMMENT, empty_layer=True)
        author = instruction.name if isinstance(instruction, Maintainer) else built.author
        return replace(built, state=after, history=(*built.history, row), author=author)

    # -- vertices --------------------------------------------------------

    def vertex(
        self, built: Built, step: BuildStep, stage: Stage, key: CacheKey, after: State, text: str,
        work: Callable[[], Work],
    ) -> Built:  # fmt: skip
        """Take the result of ``key`` from the cache, or do the ``work`` and keep it."""
        record = self.cache.records.get(key.digest)
        refused = self.options.no_cache or (stage.name or str(stage.index)) in self.options.no_cache_filter
        if isinstance(step.instruction, Workdir):  # not marked as RUN and COPY are, but it follows what is below it
            refused = built.key.value in self.redone
        cache: CacheHit | CacheMiss = CacheHit(key)
        start, output = self.world.clock.now, tuple[Output, ...]()
        if record is None or refused:
            cache = CacheMiss(key, self.cache.keys, refused)
            self.redone.update([key.digest] if refused else [])
            if len(built.layers) >= DEEPEST:
                raise too_deep(built, key, step)
            root, output = work()
            record = built.record(root, self.world.clock.stamp())
            self.cache = self.cache.add(key, record)
        after, seconds = replace(after, root=record.fs), self.world.clock.now - start
        self.steps.append(replace(step, cache=cache, after=after, layer=record.layer, output=output, seconds=seconds))
        row = History(record.created[-1], text, COMMENT)
        return built.on(record, row, after, KeyPart("parent", key.digest, step.name))

    def workdir(self, built: Built, step: BuildStep, instruction: Workdir, stage: Stage) -> Built:
        """WORKDIR makes the directory, as the user in force, unless it is the root."""
        state = built.state
        config = configure(state.config, instruction, cmd_set=state.cmd_set, buildkit=True)
        path, after = config.working_dir, replace(state, config=config)
        text = f"WORKDIR {path}"
        if normalise(path) == "/":
            self.steps.append(replace(step, after=after, vertex=False, number=0))
            row = History("", text, COMMENT, empty_layer=True)
            return replace(built, state=after, history=(*built.history, row))
        key = CacheKey((built.key, KeyPart("instruction", text), KeyPart("user", state.user)))

        def make() -> Work:
            self.world.clock.advance(WORKDIR_SECONDS)
            root = Overlay(state.fs, self.world.clock.seconds)
            try:
                make_directories(root, path, *resolve_owner(state.fs, state.user, "buildkit"))
            except NotADirectoryError as exc:
                raise BuildError(f"mkdir {exc.filename}: not a directory", instruction.span) from exc
            return root, ()

        return self.vertex(built, step, stage, key, after, text, make)

    def run(self, built: Built, step: BuildStep, run: Run, stage: Stage) -> Built:
        """RUN executes; its key holds the command, everything in the environment, the user and the directory."""
        state = built.state
        env, shown, hidden = run_environment(state, self.options, "buildkit")
        command = argv(run, state.config, "buildkit")
        sources = {"": self.context.sent("buildkit")} | {
            mount.from_: self.origin(mount.from_, stage).fs for mount in run.mounts if mount.from_
        }
        key = run_key(built.key, run, command, state, env, hidden, sources)
        arguments = [f"|{len(shown)}", *(f"{name}={value}" for name, value in shown.items())] if shown else []
        text = " ".join(("RUN", *arguments, *command, "# buildkit"))

        def execute() -> Work:
            ran = execute_run(run, command, state, env, "buildkit", self.world, sources, self.options.secrets)
            if ran.status or ran.root is None:
                words = f"process {quote(' '.join(command))} did not complete successfully: exit code: {ran.status}"
                raise Failure(
                    replace(step, cache=CacheMiss(key, self.cache.keys), output=ran.output,
                            status=ran.status, seconds=ran.seconds),
                    BuildError(ran.error or words, run.span),
                )  # fmt: skip
            return ran.root, ran.output

        return self.vertex(built, step, stage, key, state, text, execute)

    def copy(self, built: Built, step: BuildStep, copy: Copy | Add, stage: Stage) -> Built:
        """COPY and ADD take files by content.

        ``--link`` makes no difference on this engine: independent layers (BuildKit's MergeOp) need
        containerd's image store, which Docker 28 does not use unless told to.
        """
        state = built.state
        origin = self.origin(copy.from_ if isinstance(copy, Copy) else "", stage)
        job: Transfer = transfer(copy, origin, state, self.world, "buildkit")
        key = CacheKey((built.key, *job.parts), job.details)

        def work() -> Work:
            self.world.clock.advance(COPY_SECONDS)
            root = Overlay(state.fs, self.world.clock.seconds)
            job.apply(root)
            return root, ()

        return self.vertex(built, step, stage, key, state, job.history, work)

    def origin(self, name: str, stage: Stage) -> Origin:
        """Return where a COPY takes its files from: the context, an earlier stage or an image."""
        if not name:
            return Origin(self.context.sent("buildkit"), self.context, "", self.graph.asked)
        found = find_stage(self.dockerfile, name, stage.index)
        if found is not None:
            return Origin(self.built[found.index].state.fs, None, name)
        return Origin(self.find_image(name).filesystem, None, name)


def too_deep(built: Built, key: CacheKey, step: BuildStep) -> BuildError:
    """Return the error of a step on too many layers; an image's files are named by its ChainID, a step's at random."""
    lower = built.base.chain_ids[-1] if built.layers == built.base.layers else letters(built.key.value)
    words = f"failed to prepare {lower} as {letters(key.digest)}: max depth exceeded"
    return BuildError(words, step.instruction.span, "Join RUN steps with &&: each step is a layer.")


def build(
    dockerfile: Dockerfile,
    context: BuildContext,
    options: BuildOptions,
    world: World,
    cache: BuildCache,
    find_image: Callable[[str], Image],
) -> tuple[BuildResult, BuildCache]:
    """Build with BuildKit; return the trace, and the cache with all that succeeded in it.

    Raises:
        LabError: before any step: an unknown ``--target``, a base image that is not to be had, and all that
            the conversion to BuildKit's graph refuses.
    """
    target = target_stage(dockerfile, options.target, "buildkit")
    outer = global_arguments(dockerfile, options, "buildkit")
    stages = needed(dockerfile, target, "buildkit", outer)
    graph = convert(dockerfile, stages, options, find_image)
    run = Frontend(dockerfile, context, options, world, cache, find_image, graph)
    prepared = tuple(owned in cache.small for owned in graph.owned)
    run.cache = replace(cache, small=cache.small | {*graph.owned})
    failed: Failure | None = None
    try:
        for stage in stages:
            run.built[stage.index] = run.stage(stage)
    except Failure as exc:
        failed = exc
        run.steps.append(exc.step)
    result = BuildResult(
        "buildkit", dockerfile, tuple(run.steps), sent=context.size, asked=graph.asked, prepared=prepared
    )
    if failed is not None:
        return replace(result, error=failed.error, failed=failed.step), run.cache
    return replace(result, image=finish(run.built[target.index], options), tags=options.tags), run.cache
