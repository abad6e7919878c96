"""What an explorer shows of a build: the trace as plain data, and as text.

``describe`` is what the JavaScript of an explorer draws; ``as_text`` is its text
twin.  Both only rearrange the ``BuildResult``.
"""

from __future__ import annotations

from typing import Any

from dockerlab.build.cache import CacheHit, CacheKey, CacheMiss
from dockerlab.build.steps import BuildResult, BuildStep
from dockerlab.digest import short

__all__ = ["as_text", "describe", "summary"]

MARKS = {"CACHED": "✔ cached", "RUN": "▶ built", "config": "· config", "base": "■ base", "ERROR": "✘ failed"}


def reason(step: BuildStep) -> str:
    """Return why a step missed the cache, or what it is instead of a miss."""
    match step.cache:
        case CacheMiss(reason=why):
            return why.sentence
        case CacheHit():
            return "the same key was built before"
        case _:
            return "" if step.verdict != "config" else "only the config: nothing to run, nothing to cache"


def rows(key: CacheKey, nearest: CacheKey | None) -> list[dict[str, Any]]:
    """Return the two keys side by side, one row a part: ``was`` is None where the old key has no such part."""
    old = nearest.values if nearest is not None else {}
    names = list(dict.fromkeys([*key.values, *old]))
    found = []
    for name in names:
        now, was = key.values.get(name), old.get(name)
        found.append(
            {
                "name": name,
                "now": shown(key, name, now),
                "was": None if nearest is None else shown(nearest, name, was),
                "same": nearest is not None and now == was,
            }
        )
    return found


def shown(key: CacheKey, name: str, value: str | None) -> str:
    """Return the value of a part for people: digests short, a parent by its step."""
    if not value:
        return "—" if value is None else "(empty)"
    if name == "parent":
        return f"{short(value)}  {key.label(name)}"
    if name == "instruction" and key.label(name) != value:
        return f"{key.label(name)}  →  {value}"
    return " ".join(short(word) if word.startswith("sha256:") else word for word in value.split(" "))


def describe_step(step: BuildStep) -> dict[str, Any]:
    """Return one step as plain data."""
    key = step.cache.key if step.cache is not None else None
    nearest = step.cache.nearest if isinstance(step.cache, CacheMiss) else key
    output = b"".join(piece.data for piece in step.output).decode("utf-8", "replace")
    return {
        "name": step.name,
        "line": step.instruction.span.line,
        "stage": step.stage,
        "verdict": step.verdict,
        "mark": MARKS[step.verdict],
        "why": reason(step),
        "seconds": round(step.seconds, 1),
        "layer": f"{short(step.layer.diff_id)}, {step.layer.size} bytes" if step.layer is not None else "",
        "key": rows(key, nearest) if key is not None else [],
        "digest": short(key.digest) if key is not None else "",
        "output": output[:4000],
    }


def describe(result: BuildResult) -> dict[str, Any]:
    """Return a build as plain data."""
    return {
        "builder": result.builder,
        "steps": [describe_step(step) for step in result.steps],
        "summary": summary(result),
        "seconds": round(sum(step.seconds for step in result.steps), 1),
        "image": short(result.image.id) if result.image is not None else "",
    }


def summary(result: BuildResult) -> str:
    """Say a build in one sentence."""
    built, kept = sum(step.status == 0 for step in result.rebuilt), len(result.cached)
    seconds = sum(step.seconds for step in result.steps)
    if result.error is not None:
        return f"The build failed after {kept} cached and {built} built steps."
    return f"{built} step{'s' * (built != 1)} built, {kept} from the cache, {seconds:.1f} s."


def as_text(result: BuildResult) -> str:
    """Return the text twin of a build: a line a step, with the reason of each miss below it."""
    lines = [f"{result.builder}: {summary(result)}"]
    for step in result.steps:
        lines.append(f"{MARKS[step.verdict]:9} {step.name}")
        if step.verdict in ("RUN", "ERROR") and reason(step):
            lines.append(f"{'':9} because {reason(step)}")
    if result.error is not None:
        lines += str(result.error).split("\n")
    return "\n".join(lines)
