"""What Mirror clock shows: a package list in a layer beside the mirror of the day, and what each step changed.

Versions and days come from ``dockerlab.mirror``, the list's day from the layer that holds it, the
changes from the layers of the build.  Nothing is worked out here but which row stands beside which.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import graphviz

from dockerlab.build.steps import BuildResult, BuildStep
from dockerlab.drawing import cut, digraph, label, size
from dockerlab.filesystem import diff
from dockerlab.inode import Directory, File, Filler
from dockerlab.mirror import Catalogue, Package, compare, timestamp
from dockerlab.mirror.catalogue import stanza
from dockerlab.shell.programs.packages.lists import kept
from dockerlab.widgets.view import describe_step, summary

__all__ = ["as_text", "date", "describe", "graph", "moving_days"]

MOST = 200  # changed paths of one step that the page gets
STATES = {
    "same": "= as on the mirror",
    "older": "≠ older, still there",
    "gone": "‼ gone: 404",
    "none": "no list",
}


def date(now: float) -> str:
    """Return a day as people write it.

    >>> date(1_772_442_000)
    'Mon 2 March 2026'
    """
    moment = datetime.fromtimestamp(now, UTC)
    return f"{moment:%a} {moment.day} {moment:%B %Y}"


def moving_days(archive: Catalogue, names: Sequence[str]) -> list[str]:
    """Return the days on which one of the named packages moves, in order."""
    rows = [row.day for name in names for row in archive.packages[name].history if row.day]
    return sorted(set(rows))


def newest(package: Package, days: Mapping[str, float]) -> str:
    """Return the newest version that the suites have, each at its own time ('' if none has it)."""
    found = [version for suite, now in days.items() if (version := package.version(suite, now))]
    best = ""
    for version in found:
        if not best or compare(version, best) > 0:
            best = version
    return best


def watched(result: BuildResult, archive: Catalogue) -> list[str]:
    """Return the packages that the Dockerfile installs by name."""
    words: list[str] = []
    for step in result.steps:
        text = step.instruction.original
        if "install" in text:
            words += re.findall(r"[\w.+-]+", text.partition("install")[2])
    return [name for name in dict.fromkeys(words) if name in archive.packages]


def lists_of(result: BuildResult) -> tuple[Catalogue, dict[str, str], BuildStep] | None:
    """Return the lists that the build's last layer with lists holds, and the step that made it."""
    for step in reversed(result.steps):
        found = kept(step.layer) if step.layer is not None else None
        if found is not None:
            return (*found, step)
    return None


def installed(result: BuildResult) -> dict[str, str]:
    """Return what dpkg's book says is installed, by name, in the state that the last step left."""
    node = result.steps[-1].after.fs.get("/var/lib/dpkg/status") if result.steps else None
    if not isinstance(node, File) or isinstance(node.content, Filler):
        return {}
    rows = [stanza(part) for part in node.content.decode("utf-8", "replace").strip().split("\n\n")]
    return {row["Package"]: row["Version"] for row in rows if row.get("Version")}


def package_row(package: Package, archive: Catalogue, dates: Mapping[str, str], has: str, now: float) -> dict[str, str]:
    """Return one package: on the mirror today, in the layer's list, in the image."""
    today = newest(package, {suite.key: now for suite in archive.suites})
    listed = newest(package, {key: timestamp(day) for key, day in dates.items()})
    state = "none" if not listed else "same" if listed == today else "older"
    if state == "older" and not package.downloadable(listed, now):
        state = "gone"
    told = STATES[state]
    return {
        "name": package.name,
        "mirror": today,
        "listed": listed or "—",
        "state": state,
        "told": told,
        "has": has or "—",
    }


def changes(step: BuildStep) -> dict[str, Any]:
    """Return what a step changed: added, changed and deleted paths with the bytes that they put into the layer."""
    rows = []
    counts = {"A": 0, "C": 0, "D": 0}
    for change in diff(step.before.fs, step.after.fs) if step.layer is not None else ():
        node = step.after.fs.get(change.path) if change.kind != "D" else None
        if isinstance(node, Directory) and change.kind == "C":
            continue
        counts[change.kind] += 1
        rows.append((node.size if isinstance(node, File) else 0, change.kind, change.path, isinstance(node, Directory)))
    rows.sort(key=lambda row: (-row[0], row[2]))
    shown = [
        {"kind": kind, "path": path + "/" * folder, "size": "" if folder or kind == "D" else size(count)}
        for count, kind, path, folder in rows[:MOST]
    ]
    words = [
        f"{count} {word}" for (_, count), word in zip(counts.items(), ("added", "changed", "deleted"), strict=True)
    ]
    total = size(step.layer.size) if step.layer is not None else "0B"
    return {"rows": shown, "more": len(rows) - len(shown), "told": f"{', '.join(words)}; {total} in the layer"}


def describe(result: BuildResult, now: float, day: int, built: int, fallback: Catalogue) -> dict[str, Any]:
    """Return the build of the day ``built`` as it looks on the day ``day``, as plain data."""
    found = lists_of(result)
    archive, dates, maker = found if found is not None else (fallback, {}, None)
    names, has = watched(result, archive), installed(result)
    suites = [
        {
            "name": suite.name,
            "mirror": archive.changed(suite.key, now),
            "listed": dates.get(suite.key, "—"),
            "same": dates.get(suite.key, archive.changed(suite.key, now)) == archive.changed(suite.key, now),
        }
        for suite in archive.suites
    ]
    ahead = [one for one in moving_days(archive, names) if timestamp(one) > now]
    gone = found is not None and any(not suite["same"] for suite in suites)
    return {
        "day": day,
        "built": built,
        "date": date(now),
        "steps": [{**describe_step(step), "changes": changes(step)} for step in result.steps],
        "summary": summary(result),
        "failed": result.failed is not None,
        "maker": maker.name if maker is not None else "",
        "suites": suites,
        "packages": [package_row(archive.packages[name], archive, dates, has.get(name, ""), now) for name in names],
        "stale": "no list" if found is None else "stale" if gone else "fresh",
        "next": ahead[0] if ahead else "",
    }


def verdict(trace: Mapping[str, Any]) -> str:
    """Say the state of the list in one sentence."""
    match trace["stale"]:
        case "fresh":
            return "The list in the layer is the mirror's of today."
        case "stale":
            return "The list in the layer is older than the mirror's of today."
        case _:
            return "No layer keeps a list."


def as_text(trace: Mapping[str, Any]) -> str:
    """Return the text twin: the day, the list beside the mirror, each package, each step."""
    lines = [f"Day {trace['day']}, {trace['date']}. Built on day {trace['built']}: {trace['summary']}", verdict(trace)]
    lines += [f"{one['name']:16} list of {one['listed']:10}  mirror {one['mirror']}" for one in trace["suites"]]
    for one in trace["packages"]:
        lines.append(f"{one['name']}: mirror {one['mirror']}, list {one['listed']} ({one['told']}), image {one['has']}")
    for step in trace["steps"]:
        lines.append(f"{step['mark']:9} {step['name']}" + (f"  ({step['changes']['told']})" if step["layer"] else ""))
        if step["verdict"] == "ERROR":
            said = [line for line in step["output"].split("\n") if line.startswith("E: ")]
            lines += [f"{'':9} {line[:100]}" for line in said[:2]]
    return "\n".join(lines)


FILLS = {"CACHED": "#d7f0e9", "RUN": "#ffe2bf", "ERROR": "#fbd5d5", "base": "#e4e7eb", "config": "#ffffff"}


def graph(trace: Mapping[str, Any]) -> graphviz.Digraph:
    """Draw the steps, and the list in a layer beside the mirror of the day."""
    drawing = digraph("mirror", rankdir="LR", nodesep="0.2", ranksep="0.6")
    steps = [step for step in trace["steps"] if step["verdict"] != "config"]
    with drawing.subgraph() as column:
        column.attr(rank="same")
        for n, step in enumerate(steps):
            detail = [step["mark"]] + ([step["changes"]["told"]] if step["layer"] else [])
            column.node(
                f"s{n}",
                label(cut(step["name"], 44), " — ".join(detail)),
                fillcolor=FILLS[step["verdict"]],
                style="filled,rounded",
            )
            if n:
                column.edge(f"s{n - 1}", f"s{n}")
    rows = [f"{one['name']}: {one['listed']} — {one['told']}" for one in trace["packages"]]
    days = [f"{one['name']}: {one['listed']}" for one in trace["suites"]]
    drawing.node(
        "list",
        label("the list in the layer", *(days if trace["maker"] else ["none"]), *rows),
        style="filled",
        fillcolor="#fff7d6",
    )
    today = [f"{one['name']}: {one['mirror']}" for one in trace["suites"]]
    packages = [f"{one['name']}: {one['mirror']}" for one in trace["packages"]]
    drawing.node(
        "mirror", label(f"the mirror on {trace['date']}", *today, *packages), style="filled", fillcolor="#d8e6f7"
    )
    place = next((n for n, step in enumerate(steps) if step["name"] == trace["maker"]), len(steps) - 1)
    drawing.edge(f"s{place}", "list", arrowhead="none", style="dashed")
    drawing.edge("list", "mirror", arrowhead="none", style="dotted")
    return drawing
