"""What the Context X-ray shows: every file of a folder, and what a build makes of it.

Everything is read from the model: what ``.dockerignore`` excludes, what the builder sends, which
COPY reads which file, and where it lands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import graphviz

from dockerlab.build.reading import Landed, Reading, readings
from dockerlab.build.steps import Builder, BuildResult
from dockerlab.cli.sending import context_size
from dockerlab.cli.units import size
from dockerlab.context import BuildContext
from dockerlab.drawing import cut, digraph
from dockerlab.inode import Directory, File
from dockerlab.widgets.diff_view import counted, safe

__all__ = ["as_text", "describe", "graph"]

MOST = 400  # rows
MARKS = {
    "read": "✔ read", "unread": "○ sent, never read", "unasked": "○ not sent", "ignored": "× ignored",
    "own": "· builder's own",
}  # fmt: skip
WHY = {
    "unread": "no line reads it, and the classic builder sends it all the same",
    "unasked": "no line reads it, so BuildKit does not ask for it",
    "own": "read by the builder itself, by no line",
}


@dataclass
class Leaf:
    """A file, or a directory all of whose files share one fate."""

    path: str
    state: str
    why: str
    lines: tuple[int, ...]
    bytes: int
    count: int = 1
    lands: list[str] = field(default_factory=list)

    @property
    def fate(self) -> tuple[object, ...]:
        """What files must share to be shown as one row."""
        return self.state, self.why, self.lines


def describe(result: BuildResult, context: BuildContext) -> dict[str, Any]:
    """Return a build as its context sees it, as plain data."""
    builder, found = result.builder, readings(result, context)
    lines: dict[str, list[int]] = {}
    lands: dict[str, list[str]] = {}
    for reading in found:
        for path in reading.files:
            lines.setdefault(path, []).append(reading.step.instruction.span.line)
        for landed in reading.landed:
            lands.setdefault(landed.source, []).append(landed.path)
    tree = list(leaves(context.files.root, "", fates(context, builder, lines, lands)))
    sums = {state: sum(leaf.bytes for leaf in flat(tree) if leaf.state == state) for state in MARKS}
    told = size(result.sent) if builder == "classic" else context_size(context.sent(builder), result.asked)
    trace = {
        "builder": builder,
        "rows": [row(leaf) for leaf in rows(tree)][:MOST],
        "files": sum(1 for _ in flat(tree)),
        "sums": {state: size(count, 3) for state, count in sums.items()},
        "sent": told,
        "lines": [line(reading, context) for reading in found],
    }
    return {**trace, "summary": summary(trace)}


def leaves(node: Directory, path: str, fate: Callable[[str, int], Leaf]) -> Iterator[Any]:
    """Yield the files of a directory and, as pairs, its directories."""
    for name in sorted(node.entries):
        child, here = node.entries[name], f"{path}/{name}" if path else name
        if isinstance(child, Directory):
            yield here, list(leaves(child, here, fate))
        else:
            yield fate(here, child.size if isinstance(child, File) else 0)


def fates(
    context: BuildContext, builder: Builder, lines: dict[str, list[int]], lands: dict[str, list[str]]
) -> Callable[[str, int], Leaf]:
    """Return what says of a file, by its path and size, what becomes of it."""
    ignore, sent, rest = context.ignore(builder), context.sent(builder), "unread" if builder == "classic" else "unasked"

    def fate(path: str, count: int) -> Leaf:
        if path in lines:
            read = tuple(lines[path])
            return Leaf(path, "read", f"read by {said(read)}", read, count, lands=lands.get(path, []))
        if sent.get(f"/{path}") is None:
            return Leaf(path, "ignored", f"excluded by {ignore.excluded_by(path)}", (), count)
        state = "own" if path in own(context) else rest
        return Leaf(path, state, WHY[state], (), count)

    return fate


def own(context: BuildContext) -> tuple[str, ...]:
    """Return the files that the builder reads for itself, and sends apart."""
    name = context.dockerfile_path.lstrip("/")
    return (name, f"{name}.dockerignore", ".dockerignore")


def said(lines: Sequence[int]) -> str:
    """Return line numbers in words."""
    return f"line{'s' * (len(lines) > 1)} {', '.join(map(str, lines))}"


def flat(tree: Any) -> Iterator[Leaf]:
    """Yield all files of a tree."""
    for item in tree:
        if isinstance(item, Leaf):
            yield item
        else:
            yield from flat(item[1])


def rows(tree: Any) -> Iterator[Leaf]:
    """Yield the files, and one row for a directory whose files (more than one) share a fate."""
    for item in tree:
        if isinstance(item, Leaf):
            yield item
            continue
        path, inside = item
        files = list(flat(inside))
        if len(files) > 1 and len({leaf.fate for leaf in files}) == 1:
            first = files[0]
            lands = [place for leaf in files for place in leaf.lands]
            total = sum(leaf.bytes for leaf in files)
            yield Leaf(f"{path}/", first.state, first.why, first.lines, total, len(files), lands)
        else:
            yield from rows(inside)


def row(leaf: Leaf) -> dict[str, Any]:
    """Return one row as plain data."""
    return {
        "path": leaf.path,
        "state": leaf.state,
        "mark": MARKS[leaf.state],
        "why": leaf.why,
        "lines": list(leaf.lines),
        "size": size(leaf.bytes, 3),
        "count": leaf.count,
        "lands": leaf.lands[:20],
    }


def line(reading: Reading, context: BuildContext) -> dict[str, Any]:
    """Return one line of the Dockerfile with what it reads."""
    nodes = (context.files.get(f"/{path}") for path in reading.files)
    total = sum(node.size for node in nodes if isinstance(node, File))
    failed = reading.step.verdict == "ERROR"
    return {
        "number": reading.step.instruction.span.line,
        "text": reading.step.instruction.original,
        "told": "failed" if failed else f"{counted(len(reading.files), 'file')}, {size(total, 3)}",
        "failed": failed,
        "landed": [pair(landed) for landed in reading.landed[:MOST]],
        "mounted": not reading.landed and not failed,
    }


def pair(landed: Landed) -> list[str]:
    """Return source and destination of a landing."""
    return [landed.source or "(a link, or from an archive)", landed.path]


def summary(trace: dict[str, Any]) -> str:
    """Say in one sentence what is sent."""
    sums, builder = trace["sums"], "classic" if trace["builder"] == "classic" else "BuildKit"
    rest = f"{sums['unread']} of it for nothing" if builder == "classic" else f"{sums['unasked']} not asked for"
    return f"{builder} sends {trace['sent']}: {sums['read']} in files are read, {rest}; {sums['ignored']} are ignored."


# -- the other renderings ----------------------------------------------------


def as_text(trace: dict[str, Any]) -> str:
    """Return the text twin."""
    lines = [trace["summary"]]
    for one in trace["rows"][:30]:
        lands = f" → {one['lands'][0]}" + " …" * (len(one["lands"]) > 1) if one["lands"] else ""
        many = f" ({one['count']} files)" if one["count"] > 1 else ""
        lines.append(f"{one['mark']:19} {one['path']}{many}, {one['size']}: {one['why']}{lands}")
    if len(trace["rows"]) > 30:
        lines.append(f"… and {counted(len(trace['rows']) - 30, 'more row')}")
    lines += [f"line {one['number']}: {one['text']}: {one['told']}" for one in trace["lines"]]
    return "\n".join(lines)


FILLS = {"read": "#d7f0e9", "unread": "#ffe2bf", "unasked": "#ffffff", "ignored": "#e4e7eb", "own": "#ffffff"}


def graph(trace: dict[str, Any]) -> graphviz.Digraph:
    """Draw the folder, the lines that read it, and where the files land, from left to right."""
    picture = digraph("context", rankdir="LR", nodesep="0.25", ranksep="0.6")
    picture.attr("node", shape="plain", margin="0")
    shown = trace["rows"][:24]
    cells = "".join(
        f'<TR><TD ALIGN="LEFT" BGCOLOR="{FILLS[one["state"]]}"><FONT POINT-SIZE="9">{safe(one["mark"], 20)}</FONT></TD>'
        f'<TD ALIGN="LEFT" BGCOLOR="{FILLS[one["state"]]}" PORT="r{n}"><FONT POINT-SIZE="9">{safe(one["path"], 34)}, '
        f"{safe(one['size'], 10)}</FONT></TD></TR>"
        for n, one in enumerate(shown)
    )
    picture.node("folder", box(f"the folder, {counted(trace['files'], 'file')}", cells or "<TR><TD> </TD></TR>"))
    for number, one in enumerate(trace["lines"]):
        places = [place for _, place in one["landed"]]
        more = [f"… and {len(places) - 8} more"] if len(places) > 8 else []
        inside = "".join(
            f'<TR><TD ALIGN="LEFT" COLSPAN="2" BGCOLOR="#eef2f6"><FONT POINT-SIZE="9">{safe(text, 40)}</FONT></TD></TR>'
            for text in [*places[:8], *more] or [one["told"]]
        )
        picture.node(f"l{number}", box(cut(f"{one['number']}  {one['text']}", 40), inside))
        for n, source in enumerate(shown):
            if one["number"] in source["lines"]:
                picture.edge(f"folder:r{n}:e", f"l{number}:w")
    return picture


def box(title: str, cells: str) -> str:
    """Return an HTML-like label: a title above rows of two columns."""
    return (
        '<<TABLE BORDER="0" CELLBORDER="1" CELLSPACING="0" CELLPADDING="3" COLOR="#7b8794">'
        f'<TR><TD COLSPAN="2" BGCOLOR="#fff7d6" ALIGN="LEFT"><B>{safe(title, 46)}</B></TD></TR>{cells}</TABLE>>'
    )
