"""Which stage ``COPY --from=`` and ``RUN --mount=from=`` mean, and which they may mean.

A name or number means an earlier stage; anything else is an image.

Reference: https://docs.docker.com/build/building/multi-stage/
"""

from __future__ import annotations

import re

from dockerlab.dockerfile.instructions import Copy, Dockerfile, Instruction, Run, Stage
from dockerlab.dockerfile.lines import ParseError
from dockerlab.dockerfile.mounts import mount_options
from dockerlab.dockerfile.wording import quote

__all__ = ["check_earlier", "check_sources", "named_sources", "stage_named"]


def stage_named(dockerfile: Dockerfile, name: str) -> Stage | None:
    """Return the stage of that name or number, the first of two equal names; None if it is an image.

    >>> from dockerlab.dockerfile.parse import parse
    >>> dockerfile = parse("FROM scratch AS one\\nFROM scratch\\n")
    >>> stage_named(dockerfile, "ONE").index, stage_named(dockerfile, "1").index, stage_named(dockerfile, "nginx")
    (0, 1, None)
    """
    for stage in dockerfile.stages:
        if stage.name == name.lower():
            return stage
    return dockerfile.stages[int(name)] if _is_index(name) and int(name) < len(dockerfile.stages) else None


def named_sources(instruction: Instruction) -> tuple[str, ...]:
    """Return what stands behind ``from=``, in COPY and in the mounts of RUN.

    >>> from dockerlab.dockerfile.parse import parse
    >>> (stage,) = parse("FROM scratch\\nRUN --mount=type=bind,from=tools,target=/t /t/make\\n").stages
    >>> named_sources(stage.instructions[0])
    ('tools',)
    """
    match instruction:
        case Copy(from_=name) if name:
            return (name,)
        case Run(mount_flags=flags):
            options = [option.partition("=") for flag in flags for option in mount_options(flag)]
            return tuple(value for key, _, value in options if key.lower() == "from" and value)
        case _:
            return ()


def check_sources(dockerfile: Dockerfile) -> None:
    """Refuse a ``from=`` that is a variable, a number without stage, or the stage itself.

    BuildKit does this for all stages before it builds any.

    Raises:
        ParseError: in BuildKit's words.
    """
    for stage in dockerfile.stages:
        for instruction in stage.instructions:
            for name in named_sources(instruction):
                check_not_variable(instruction, name)
                if _is_index(name) and stage_named(dockerfile, name) is None:
                    raise ParseError("graph", f"invalid stage index {int(name)}", instruction.span, shown=False)
                if stage_named(dockerfile, name) is stage:
                    label = stage.name or f"stage-{stage.index}"
                    raise ParseError("graph", f"circular dependency detected on stage: {label}", instruction.span)


def check_not_variable(instruction: Instruction, name: str) -> None:
    """Refuse a variable behind ``COPY --from=``."""
    if isinstance(instruction, Copy) and re.search(r"\$.", name):
        why = "define a new stage with FROM using ARG from global scope as a workaround"
        message = f"variable expansion is not supported for --from, {why}"
        raise ParseError("variable", message, instruction.span, shown=False)


def check_earlier(dockerfile: Dockerfile, stage: Stage, instruction: Instruction) -> None:
    """Refuse a ``from=`` that is a later stage; BuildKit does this when it comes to the instruction.

    Raises:
        ParseError: in BuildKit's words.
    """
    for name in named_sources(instruction):
        source = stage_named(dockerfile, name)
        if source is None or source.index < stage.index:
            continue
        label = quote(stage.name or f"stage-{stage.index}")
        message = f"cannot copy from stage {quote(name)}, it needs to be defined before current stage {label}"
        if isinstance(instruction, Run):
            targets = [mount.target for mount in instruction.mounts if mount.from_ == name] or [""]
            where = f"from stage {quote(name)} to {quote(targets[0])}"
            message = f"cannot mount {where}, stage needs to be defined before current command"
        raise ParseError("variable", message, instruction.span)


def _is_index(name: str) -> bool:
    return bool(re.fullmatch("[0-9]{1,9}", name))
