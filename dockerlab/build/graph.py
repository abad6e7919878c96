"""Before the first step: BuildKit turns the whole Dockerfile into a graph, and refuses what it cannot.

So a bad variable, an EXPOSE that is no port, a COPY from a URL or a missing base
image stop the build before anything runs, wherever in the file they stand.

Source: moby/buildkit frontend/dockerfile/dockerfile2llb/convert.go
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from dockerlab.build.bases import check_base, check_name, start
from dockerlab.build.export import Built
from dockerlab.build.metadata import configure
from dockerlab.build.scope import declare, global_arguments, set_env
from dockerlab.build.sources import refuse_remote
from dockerlab.build.stages import find_stage
from dockerlab.build.steps import BuildOptions
from dockerlab.dockerfile import (
    Add,
    Arg,
    Copy,
    Dockerfile,
    Env,
    From,
    Run,
    Stage,
    Workdir,
    check_earlier,
    check_sources,
    expand,
    mount_target,
)
from dockerlab.errors import BuildError, LabError, Span
from dockerlab.image import Image

__all__ = ["convert"]


def convert(
    dockerfile: Dockerfile, stages: Sequence[Stage], options: BuildOptions, find_image: Callable[[str], Image]
) -> None:
    """Go through all instructions of ``stages`` without carrying them out.

    Raises:
        LabError: the first that BuildKit would refuse before it runs anything.
    """
    check_sources(dockerfile)
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
            check_earlier(dockerfile, stage, instruction)
            match instruction:
                case Run(mounts=mounts):
                    for mount in mounts:
                        try:
                            mount_target(mount, state.cwd)
                        except ValueError as exc:
                            raise BuildError(str(exc), instruction.span, "Name a directory with target=.") from exc
                        find_source(dockerfile, mount.from_, stage, None, find_image)
                case Copy() | Add():
                    try:
                        refuse_remote(instruction, "buildkit")
                        name = instruction.from_ if isinstance(instruction, Copy) else ""
                        find_source(dockerfile, name, stage, instruction.span, find_image)
                    except LabError as exc:
                        exc.where = exc.where or instruction.span
                        raise
                case Env():
                    state = set_env(state, instruction)
                case Workdir():
                    config = configure(state.config, instruction, cmd_set=False, buildkit=True)
                    state = replace(state, config=config)
        built[stage.index] = replace(begun, state=state)


def find_source(
    dockerfile: Dockerfile, name: str, stage: Stage, span: Span | None, find_image: Callable[[str], Image]
) -> None:
    """See that the stage or image behind ``--from`` or ``from=`` is there. Raises LabError where it is not."""
    if name and find_stage(dockerfile, name, stage.index) is None:
        check_name(name, span, "buildkit")
        find_image(name)
