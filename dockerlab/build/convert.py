"""Before the first step: BuildKit turns the whole Dockerfile into a graph, and refuses what it cannot.

So a bad variable, an EXPOSE that is no port, a COPY from a URL or a missing base
image stop the build before anything runs, wherever in the file they stand.

Source: moby/buildkit frontend/dockerfile/dockerfile2llb/convert.go
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from dockerlab.build.cache import KeyPart
from dockerlab.build.export import Built
from dockerlab.build.metadata import configure
from dockerlab.build.scope import declare, global_arguments, set_env
from dockerlab.build.sources import check_remote
from dockerlab.build.stages import find_stage
from dockerlab.build.start import check_base, with_path
from dockerlab.build.steps import BuildOptions, State
from dockerlab.dockerfile import (
    Add,
    Arg,
    Cmd,
    Copy,
    Dockerfile,
    Env,
    From,
    Instruction,
    Mount,
    Run,
    Stage,
    expand,
    parse,
)
from dockerlab.dockerfile.values import mount_target
from dockerlab.errors import BuildError, LabError
from dockerlab.filesystem import Filesystem
from dockerlab.image import Image

__all__ = ["convert", "start", "triggers_of"]


def triggers_of(image: Image) -> tuple[Instruction, ...]:
    """Return the ONBUILD instructions of a base image."""
    found: list[Instruction] = []
    for text in image.config.on_build:
        found += parse(f"FROM scratch\n{text}\n", "ONBUILD").stages[0].instructions
    return tuple(found)


def start(base: From, below: Built | None, find_image: Callable[[str], Image]) -> tuple[Built, tuple[Instruction, ...]]:
    """Return what FROM gives a stage, and the ONBUILD triggers; ``below`` is the stage it is built on, if any.

    A stage built FROM another inherits config, variables and ARGs; its CMD counts as inherited.
    """
    if below is not None:
        return replace(below, state=replace(below.state, cmd_set=False)), ()
    if base.image == "scratch":
        config = replace(with_path(Image()), working_dir="/")
        state = State(Filesystem(), config, config.environment())
        return Built(state, (), (), KeyPart("parent", "scratch", "FROM scratch"), Image()), ()
    image = find_image(base.image)
    config = replace(with_path(image), on_build=())
    state = State(image, config, config.environment())
    chain = image.chain_ids[-1] if image.chain_ids else "scratch"
    key = KeyPart("parent", chain, f"FROM {base.image}")
    return Built(state, image.layers, image.history, key, image), triggers_of(image)


def convert(
    dockerfile: Dockerfile, stages: Sequence[Stage], options: BuildOptions, find_image: Callable[[str], Image]
) -> None:
    """Go through all instructions of ``stages`` without carrying them out.

    Raises:
        LabError: the first that BuildKit would refuse before it runs anything.
    """
    outer = global_arguments(dockerfile, options, "buildkit")
    built: dict[int, Built] = {}
    for stage in stages:
        base, _ = expand(stage.base, outer, dockerfile.escape)
        assert isinstance(base, From)
        parent = find_stage(dockerfile, base.image, stage.index)
        if parent is None:
            check_base(base, stage.base, "buildkit")
        begun, triggers = start(base, built[parent.index] if parent is not None else None, find_image)
        state = begun.state
        for written in (*triggers, *stage.instructions):
            if isinstance(written, Arg):
                state, _ = declare(state, written, options, outer, "buildkit", dockerfile.escape)
                continue
            instruction, _ = expand(written, state.variables, dockerfile.escape)
            match instruction:
                case Run(mounts=mounts):
                    for mount in mounts:
                        check_target(mount, state.cwd, instruction)
                        find_source(dockerfile, mount.from_, stage, find_image)
                case Copy() | Add():
                    try:
                        check_remote(instruction, "")
                        find_source(dockerfile, getattr(instruction, "from_", ""), stage, find_image)
                    except LabError as exc:
                        exc.where = exc.where or instruction.span
                        raise
                case _:
                    config = configure(state.config, instruction, cmd_set=state.cmd_set, buildkit=True)
                    state = set_env(state, instruction) if isinstance(instruction, Env) else state
                    state = replace(state, config=config, cmd_set=state.cmd_set or isinstance(instruction, Cmd))
        built[stage.index] = replace(begun, state=state)


def find_source(dockerfile: Dockerfile, name: str, stage: Stage, find_image: Callable[[str], Image]) -> None:
    """See that the stage or image behind ``--from`` or ``from=`` is there. Raises LabError where it is not."""
    if name and find_stage(dockerfile, name, stage.index) is None:
        find_image(name)


def check_target(mount: Mount, cwd: str, run: Run) -> None:
    """See that a mount does not cover the whole filesystem. Raises BuildError where it does."""
    try:
        mount_target(mount, cwd)
    except ValueError as exc:
        raise BuildError(str(exc), run.span, "Name a directory with target=.") from exc
