"""What the classic builder prints: one paragraph for each step, on standard output.

Source of the layout: moby/moby builder/dockerfile (dispatchers.go, internals.go).
"""

from __future__ import annotations

from dockerlab.build.steps import BuildResult, BuildStep
from dockerlab.cli.fetching import Source
from dockerlab.cli.units import size
from dockerlab.digest import short
from dockerlab.dockerfile import Arg, From, Healthcheck
from dockerlab.reference import parse as parse_reference

__all__ = ["sending", "step_text", "transcript"]


def sending(count: int) -> str:
    """Return the line about the context; it is drawn over and over, hence the carriage returns.

    >>> sending(3072)
    'Sending build context to Docker daemon  3.072kB\\r\\r\\n'
    """
    return f"Sending build context to Docker daemon {size(count):>8}\r\r\n"


def transcript(
    result: BuildResult, *, keep: bool = False, unused: tuple[str, ...] = (), source: Source | None = None
) -> str:
    """Return all that is printed on standard output, the error left out.

    ``keep`` is ``--rm=false``; ``unused`` names the ``--build-arg``s that no ARG
    declares; ``source`` says which images had to be pulled.
    """
    parts = [_continuations(result)]
    steps = list(result.steps)
    while steps:
        step = steps.pop(0)
        base = step.instruction
        fetched = source.pulled(base.image) if source is not None and isinstance(base, From) and step.image else ""
        triggers: list[BuildStep] = []
        while steps and not steps[0].name.startswith("Step "):
            triggers.append(steps.pop(0))
        count = len(step.image.config.on_build) if isinstance(base, From) and step.image is not None else 0
        if count:
            plural = "" if count == 1 else "s"
            bodies = [step_text(trigger, trigger is result.failed, keep, last=False) for trigger in triggers]
            parts += [f"{step.name}\n{fetched}# Executing {count} build trigger{plural}\n", *bodies]
            if triggers and triggers[-1] is not result.failed:
                parts.append(_identifier(triggers[-1]))
        else:
            parts.append(f"{step.name}\n{fetched}{step_text(step, step is result.failed, keep)}")
    if result.image is not None and result.error is None:
        if unused:
            parts.append(f"[Warning] One or more build-args [{' '.join(unused)}] were not consumed\n")
        parts.append(f"Successfully built {short(result.image.id)}\n")
        parts += [f"Successfully tagged {parse_reference(tag).familiar}\n" for tag in dict.fromkeys(result.tags)]
    return "".join(parts)


def _continuations(result: BuildResult) -> str:
    """The parser's warnings, which the classic builder prints in red before the first step."""
    said = [f"[WARNING]: {warning.message}" for warning in result.dockerfile.warnings]
    if said:
        said.append("[WARNING]: Empty continuation lines will become errors in a future release.")
    return "".join(f"\x1b[91m{line}\n\x1b[0m" for line in said)


def step_text(step: BuildStep, failed: bool = False, keep: bool = False, *, last: bool = True) -> str:
    """Return what stands below one step's name; ``last`` says whether the image's ID ends it."""
    note = ""
    before = step.before.config.healthcheck
    if isinstance(step.instruction, Healthcheck) and before is not None and step.verdict != "CACHED":
        note = f"Note: overriding previous HEALTHCHECK: [{' '.join(before.test)}]\n"
    running = f"{note} ---> Running in {short(step.container)}\n{_logs(step)}" if step.container else ""
    if failed:
        return running
    if step.verdict == "CACHED":
        lines = " ---> Using cache\n"
    else:
        removed = f" ---> Removed intermediate container {short(step.container)}\n"
        lines = running + (removed if step.container and not keep else "")
    return lines + (_identifier(step) if last else "")


def _identifier(step: BuildStep) -> str:
    if isinstance(step.instruction, Arg) and step.image is None:
        return ""  # an ARG before FROM has no image
    return f" ---> {short(step.image.id) if step.image is not None else ''}\n"


def _logs(step: BuildStep) -> str:
    """The output, standard error in red: the engine's client draws it so even where there is no terminal."""
    text: list[str] = []
    for piece in step.output:
        said = piece.data.decode("utf-8", "replace")
        text.append(said if piece.fd == 1 else f"\x1b[91m{said}\x1b[0m")
    return "".join(text)
