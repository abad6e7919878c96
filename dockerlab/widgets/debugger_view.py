"""What the build debugger shows: each instruction with what both builders made of it, as plain data and as text.

Only rearranged from the traces of the two builds.  ``way_in`` says how one enters the state just before an
instruction; the commands are ones that the model itself can run, and the explorer does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dockerlab.build.steps import BuildResult, BuildStep, State
from dockerlab.digest import short
from dockerlab.dockerfile import Dockerfile, Instruction, Stage
from dockerlab.drawing import cut
from dockerlab.filesystem import diff
from dockerlab.widgets.view import describe_step

__all__ = ["BUILDERS", "Row", "WayIn", "as_text", "describe_row", "rows_of", "way_in"]

BUILDERS = {"buildkit": "BuildKit", "classic": "classic"}
MOST = 12  # changed paths that are shown
NOTHING = "—"
Data = dict[str, Any]


@dataclass(frozen=True)
class Row:
    """One instruction of the Dockerfile, its stage, and its step in each build; None where it was not carried out."""

    instruction: Instruction
    stage: Stage
    steps: Mapping[str, BuildStep | None]
    before: Mapping[str, BuildStep | None]  # the step of the same stage just before it


@dataclass(frozen=True)
class WayIn:
    """How to get a shell in the state before a step: the command for a person, and what is to be known about it.

    ``run`` is the same command without a terminal, for one command inside (``{}``); empty if there is no way.
    """

    shown: str
    words: str
    run: str = ""


def rows_of(dockerfile: Dockerfile, results: Mapping[str, BuildResult | None]) -> tuple[Row, ...]:
    """Return the rows of a Dockerfile: stage by stage FROM, the base's ONBUILD triggers, and the instructions."""
    return tuple(row for stage in dockerfile.stages for row in _rows(stage, results))


def _rows(stage: Stage, results: Mapping[str, BuildResult | None]) -> Iterator[Row]:
    where = stage.name or str(stage.index)
    made = {
        builder: [step for step in result.steps if step.stage == where] if result is not None else []
        for builder, result in results.items()
    }
    own = len(stage.instructions)
    longest = max(made.values(), key=len, default=[])
    triggers = [step.instruction for step in longest[1:] if not _stands_in(stage, step)]
    written: list[Instruction] = [stage.base, *triggers, *stage.instructions]
    for n in range(1 + len(triggers) + own):
        steps = {builder: found[n] if n < len(found) else None for builder, found in made.items()}
        before = {builder: found[n - 1] if 0 < n <= len(found) else None for builder, found in made.items()}
        yield Row(written[n], stage, steps, before)


def _stands_in(stage: Stage, step: BuildStep) -> bool:
    spans = {(one.span.source, one.span.line) for one in stage.instructions}
    return (step.instruction.span.source, step.instruction.span.line) in spans


# -- one row -----------------------------------------------------------------


def describe_row(row: Row, missing: Mapping[str, str]) -> Data:
    """Return a row as plain data; ``missing`` says for each builder why a step was not carried out, if it was not."""
    return {
        "line": row.instruction.span.line,
        "text": row.instruction.original,
        "stage": row.stage.name or str(row.stage.index),
        **{builder: _describe(row, builder, missing[builder]) for builder in BUILDERS},
    }


def _describe(row: Row, builder: str, missing: str) -> Data:
    step, before = row.steps.get(builder), row.before.get(builder)
    entry = way_in(row, builder)
    start = before.after if before is not None else None
    told: Data = {"mark": f"○ {missing}", "verdict": "waiting", "why": "", "output": ""}
    end, made = None, NOTHING
    if step is not None:
        told = describe_step(step)
        if step.verdict != "ERROR":
            end, made = step.after, _image(step)
    return {
        "mark": told["mark"],
        "verdict": told["verdict"],
        "why": "" if told["verdict"] == "ERROR" else told["why"],
        "done": end is not None,
        "states": states(start, end, _image(before), made),
        "changes": changes(start, end),
        "output": told["output"],
        "shown": entry.shown,
        "words": entry.words,
    }


def _image(step: BuildStep | None) -> str:
    """Name the image that the classic builder made of a step."""
    return short(step.image.id) if step is not None and step.image is not None else NOTHING


def states(before: State | None, after: State | None, image: str = NOTHING, made: str = NOTHING) -> list[list[str]]:
    """Return the state before and after a step, one row an aspect: name, before, after."""
    one, other = aspects(before, image), aspects(after, made)
    return [[name, one[name], other[name]] for name in one if (one[name], other[name]) != (NOTHING, NOTHING)]


def aspects(state: State | None, image: str) -> dict[str, str]:
    """Return what a state is made of, the files left out."""
    names = (
        "working directory",
        "user",
        "ENV",
        "ARG in scope",
        "ENTRYPOINT",
        "CMD",
        "LABEL",
        "EXPOSE",
        "VOLUME",
        "image",
    )
    if state is None:
        return dict.fromkeys(names, NOTHING)
    config = state.config
    values = (
        state.cwd,
        state.user or "root",
        "\n".join(config.env),
        "\n".join(name if value is None else f"{name}={value}" for name, value in state.args),
        words(config.entrypoint),
        words(config.cmd),
        "\n".join(f"{name}={value}" for name, value in config.labels or ()),
        " ".join(config.exposed_ports),
        " ".join(config.volumes),
        image,
    )
    return {name: value or NOTHING for name, value in zip(names, values, strict=True)}


def words(argv: tuple[str, ...] | None) -> str:
    """Return an exec form as Docker prints it."""
    return " ".join(f'"{word}"' for word in argv or ())


def changes(before: State | None, after: State | None) -> list[str]:
    """Return the files that a step added, changed or deleted; of many, the first."""
    if before is None or after is None or before.root is after.root:
        return []
    found = [str(change) for change in diff(before.fs, after.fs)]
    return found if len(found) <= MOST else [*found[:MOST], f"… and {len(found) - MOST} more"]


# -- the way in ----------------------------------------------------------------


def way_in(row: Row, builder: str) -> WayIn:
    """Return how to enter the state just before a row, with this builder."""
    before, step = row.before.get(builder), row.steps.get(builder)
    if row.instruction is row.stage.base:
        return WayIn("", "Before FROM there is nothing to enter.")
    if before is None:
        return WayIn("", "The build did not come this far.")
    if not before.after.fs.exists("/bin/sh"):
        return WayIn("", "There is no /bin/sh here to start: such an image can only be looked at from outside.")
    failed = step is not None and step.verdict == "ERROR"
    return _classic(before, step, failed) if builder == "classic" else _buildkit(row, failed)


def _classic(before: BuildStep, step: BuildStep | None, failed: bool) -> WayIn:
    if before.image is None:
        return WayIn("", "The build stands on nothing yet: there is no image.")
    start = f"--entrypoint sh {short(before.image.id)}"
    said = "The classic builder left an image after every good step; this is the last one."
    if failed and step is not None and step.leftover is not None:
        left = short(step.container)
        said += (
            f" What the failing command had written is in its container: docker diff {left}, docker cp {left}:/PATH ."
        )
    elif not failed:
        said = "The classic builder made an image of the step before."
    return WayIn(f"docker run --rm -it {start}", said, f"docker run --rm {start} -c {{}}")


def _buildkit(row: Row, failed: bool) -> WayIn:
    upto = row.instruction.span.line - 1
    build = f"head -n {upto} Dockerfile | docker build -q -t peek -f - ."
    run = "--entrypoint sh peek"
    said = "BuildKit leaves no image of a step, but its cache: build the lines above again, and enter that."
    if failed:
        said += (
            " To stand where it failed, with the files it had written (experimental): "
            "BUILDX_EXPERIMENTAL=1 docker buildx debug --invoke=/bin/sh build ."
        )
    if row.stage.name:
        said += f" A whole stage that works: docker build --target {row.stage.name} -t peek ."
    return WayIn(f"{build} && docker run --rm -it {run}", said, f"{build} > /dev/null && docker run --rm {run} -c {{}}")


# -- the text twin --------------------------------------------------------------


def as_text(trace: Data, place: int, builder: str) -> str:
    """Return the text twin: both builds line by line, and the state around one line."""
    lines = [f"{'line':>4}  {'BuildKit':14}{'classic':14}instruction"]
    for n, row in enumerate(trace["rows"]):
        pointer = ">" if n == place else " "
        marks = "".join(f"{row[one]['mark']:14}" for one in BUILDERS)
        lines.append(f"{pointer}{row['line']:>3}  {marks}{cut(row['text'], 60)}")
    if not trace["rows"]:
        return "\n".join(lines)
    row = trace["rows"][place]
    told = row[builder]
    lines.append(f"line {row['line']}, {BUILDERS[builder]}: {'before → after' if told['done'] else 'just before it'}")
    for name, one, other in told["states"]:
        lines.append(f"  {name}: {one}" + (f" → {other}" if told["done"] and one != other else ""))
    lines += [f"  {change}" for change in told["changes"]]
    for one in BUILDERS:
        lines += [f"to enter it, {BUILDERS[one]}:", f"  {row[one]['shown'] or row[one]['words']}"]
    return "\n".join(line.replace("\n", " ") for line in lines)
