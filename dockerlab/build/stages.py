"""Stages: which are built, in what order, and from what base.

The classic builder goes from the top to the target.  BuildKit builds only what
the target needs: its base stage and the stages that it copies or mounts from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dockerlab.build.steps import Builder
from dockerlab.dockerfile import Copy, Dockerfile, Run, Stage, expand_word, named_sources
from dockerlab.dockerfile.wording import did_you_mean
from dockerlab.errors import DaemonError

__all__ = ["find_stage", "label", "needed", "numbered", "target_stage"]


def find_stage(dockerfile: Dockerfile, name: str, before: int) -> Stage | None:
    """Return the last stage before index ``before`` that ``name`` (or a number) means, None if it is no stage.

    >>> from dockerlab.dockerfile import parse
    >>> dockerfile = parse("FROM a AS one\\nFROM b\\nCOPY --from=one /x /x\\n")
    >>> find_stage(dockerfile, "one", 1).index, find_stage(dockerfile, "ubuntu", 1)
    (0, None)
    """
    earlier = [stage for stage in dockerfile.stages[:before] if stage.name == name.lower()]
    if earlier:
        return earlier[-1]
    if name.isdigit() and int(name) < before:
        return dockerfile.stages[int(name)]
    return None


def target_stage(dockerfile: Dockerfile, target: str, builder: Builder) -> Stage:
    """Return the stage that ``--target`` names; the last one where it names none.

    Raises:
        DaemonError: there is no such stage.
    """
    if not target:
        return dockerfile.stages[-1]
    named = [stage for stage in dockerfile.stages if stage.name == target.lower()]
    found = named[-1] if named else None
    if found is None:
        words = f'target stage "{target.lower() if builder == "classic" else target}" could not be found'
        names = [stage.name for stage in dockerfile.stages if stage.name]
        words += "" if builder == "classic" else did_you_mean(target, names)
        raise DaemonError(words, hint=f"The stages are: {', '.join(names) or 'none has a name'}.")
    return found


def used_by(dockerfile: Dockerfile, stage: Stage, outer: Mapping[str, str]) -> Iterator[Stage]:
    """Yield the earlier stages that ``stage`` is built from or takes files from."""
    sources = (name for instruction in stage.instructions for name in named_sources(instruction))
    for name in (expand_word(stage.base.image, outer, dockerfile.escape), *sources):
        found = find_stage(dockerfile, name, stage.index)
        if found is not None:
            yield found


def needed(dockerfile: Dockerfile, target: Stage, builder: Builder, outer: Mapping[str, str]) -> tuple[Stage, ...]:
    """Return the stages to build for ``target``, in the order of the file; ``outer`` are the global ARGs.

    >>> from dockerlab.dockerfile import parse
    >>> dockerfile = parse("FROM a AS one\\nFROM b AS two\\nFROM one\\n")
    >>> [stage.index for stage in needed(dockerfile, dockerfile.stages[2], "buildkit", {})]
    [0, 2]
    """
    if builder == "classic":
        return dockerfile.stages[: target.index + 1]
    wanted, todo = {target.index}, [target]
    while todo:
        for stage in used_by(dockerfile, todo.pop(), outer):
            if stage.index not in wanted:
                wanted.add(stage.index)
                todo.append(stage)
    return tuple(stage for stage in dockerfile.stages if stage.index in wanted)


def numbered(prefix: str, number: int, total: int) -> str:
    """Return a step's number as BuildKit prints it: as wide as the last one.

    >>> numbered("web ", 2, 12)
    '[web  2/12]'
    """
    return f"[{prefix}{number:{len(str(total))}}/{total}]"


def label(dockerfile: Dockerfile, stage: Stage) -> str:
    """Return what BuildKit puts before the step numbers: nothing where nothing else is built.

    An image behind ``COPY --from`` counts as a stage, and so does the source of a ``RUN --mount``.
    """
    alone = len(dockerfile.stages) == 1 and not any(
        (isinstance(step, Copy) and step.from_) or (isinstance(step, Run) and step.mount_flags)
        for step in stage.instructions
    )
    return "" if alone else f"{stage.name or f'stage-{stage.index}'} "
