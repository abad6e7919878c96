"""Before the first step: BuildKit turns the whole Dockerfile into a graph, and refuses what it cannot.

So a bad variable, an EXPOSE that is no port, a COPY from a URL or a missing base
image stop the build before anything runs, wherever in the file they stand.

Source: moby/buildkit frontend/dockerfile/dockerfile2llb/convert.go
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from dockerlab.build.bases import check_base, check_name, start
from dockerlab.build.export import Built
from dockerlab.build.metadata import configure
from dockerlab.build.paths import malformed
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
    ParseError,
    Run,
    Stage,
    Workdir,
    check_earlier,
    check_sources,
    expand,
    mount_target,
    named_sources,
    remote_kind,
)
from dockerlab.errors import BuildError, LabError, NotModelled, Span
from dockerlab.image import Image
from dockerlab.inode import normalise

__all__ = ["Graph", "convert"]


@dataclass(frozen=True)
class Graph:
    """What is known of a build before its first step.

    Attributes:
        asked: the sources, wildcards and all, that the build asks the context for; nothing else is sent.
        owned: the owners and modes (uid, gid, mode) of new cache mounts, each once.
    """

    asked: tuple[str, ...] = ()
    owned: tuple[str, ...] = ()


def convert(
    dockerfile: Dockerfile, stages: Sequence[Stage], options: BuildOptions, find_image: Callable[[str], Image]
) -> Graph:
    """Go through all instructions of ``stages`` without carrying them out.

    Raises:
        LabError: the first that BuildKit would refuse before it runs anything.
    """
    asked: list[str] = []
    owned: dict[str, None] = {}
    check_sources(dockerfile)
    outer = global_arguments(dockerfile, options, "buildkit")
    built: dict[int, Built] = {}
    for stage in stages:
        base, _ = expand(stage.base, outer, dockerfile.escape)
        assert isinstance(base, From)
        parent = find_stage(dockerfile, base.image, stage.index)
        if parent is None:
            check_base(base, stage.base, "buildkit")
        begun, brought = start(base, built[parent.index] if parent is not None else None, find_image)
        state = begun.state
        for written in brought:
            if any(find_stage(dockerfile, name, stage.index) is not None for name in named_sources(written)):
                raise NotModelled(f"an ONBUILD that takes files from a stage: {written.original}", base.span)
        for n, written in enumerate((*brought, *stage.instructions)):
            if isinstance(written, Arg):
                state, _ = declare(state, written, options, outer, "buildkit", dockerfile.escape)
                continue
            try:
                instruction, _ = expand(written, state.variables, dockerfile.escape)
            except ParseError as exc:
                if n < len(brought):  # it was parsed long ago: this is no error of this Dockerfile's text
                    raise BuildError(exc.message, base.span, exc.hint) from exc
                raise
            check_earlier(dockerfile, stage, instruction)
            match instruction:
                case Run(mounts=mounts):
                    for mount in mounts:
                        try:
                            mount_target(mount, state.cwd)
                        except ValueError as exc:
                            raise BuildError(str(exc), instruction.span, "Name a directory with target=.") from exc
                        find_source(dockerfile, mount.from_, stage, None, find_image)
                        if mount.type == "bind" and not mount.from_:
                            asked.append(normalise(mount.source or "/"))
                        if mount.type == "cache" and mount.owned:
                            owned.setdefault(mount.owned)
                case Copy() | Add():
                    try:
                        refuse_remote(instruction, "buildkit")
                        name = instruction.from_ if isinstance(instruction, Copy) else ""
                        find_source(dockerfile, name, stage, instruction.span, find_image)
                        if not name:
                            asked += [normalise(f"/{text}") for text in instruction.sources if remote_kind(text) == ""]
                    except LabError as exc:
                        exc.where = exc.where or instruction.span
                        raise
                case Env():
                    state = set_env(state, instruction)
                case Workdir():
                    config = configure(state.config, instruction, cmd_set=False, buildkit=True)
                    state = replace(state, config=config)
        built[stage.index] = replace(begun, state=state)
    steps = [step for stage in stages for step in stage.instructions if isinstance(step, Run | Copy | Add)]
    if max(len(steps), len(asked)) > 1 and any(map(malformed, asked)):
        raise NotModelled("a malformed wildcard beside other steps", hint="Close the bracket.")
    return Graph(tuple(asked), tuple(owned))


def find_source(
    dockerfile: Dockerfile, name: str, stage: Stage, span: Span | None, find_image: Callable[[str], Image]
) -> None:
    """See that the stage or image behind ``--from`` or ``from=`` is there. Raises LabError where it is not."""
    if name and find_stage(dockerfile, name, stage.index) is None:
        check_name(name, span, "buildkit")
        find_image(name)
