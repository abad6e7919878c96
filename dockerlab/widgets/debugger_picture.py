"""The build debugger's static picture: both builds line by line, and the state around one line."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from dockerlab.drawing import STYLES, cut, digraph, printable, svg, tag
from dockerlab.widgets.debugger_view import BUILDERS

__all__ = ["picture"]

CHOSEN, PLAIN = "#fff7d6", "#ffffff"
Cells = Sequence[tuple[str, str]]  # text and colour


def picture(trace: dict[str, Any], place: int, builder: str, words: str) -> str:
    """Return the SVG of what the debugger shows. Raises LabError where there is no ``dot``."""
    graph = digraph("debugger", rankdir="TB", ranksep="0.25")
    graph.node("steps", _table(_steps(trace, place)), shape="plain")
    row = trace["rows"][place]
    graph.node("state", _table(_state(row[builder])), shape="plain")
    graph.edge("steps", "state", label=tag(f"line {row['line']}, {BUILDERS[builder]}"))
    return svg(graph, f"Build debugger: line {row['line']}", words)


def _steps(trace: dict[str, Any], place: int) -> list[Cells]:
    lines: list[Cells] = [[(text, PLAIN) for text in ("line", *BUILDERS.values(), "instruction")]]
    for n, row in enumerate(trace["rows"]):
        back = CHOSEN if n == place else PLAIN
        marks = [(row[one]["mark"], STYLES.get(row[one]["verdict"], (PLAIN,))[0]) for one in BUILDERS]
        lines.append([(("▶ " if n == place else "") + str(row["line"]), back), *marks, (cut(row["text"], 52), back)])
    return lines


def _state(told: dict[str, Any]) -> list[Cells]:
    heads = ("", "just before it", "just after it") if told["done"] else ("", "just before it")
    lines: list[Cells] = [[(text, PLAIN) for text in heads]]
    for name, before, after in told["states"]:
        back = CHOSEN if before != after else PLAIN
        lines.append([(name, PLAIN), (short(before), PLAIN), (short(after), back)][: len(heads)])
    if told["changes"]:
        lines.append([("files", PLAIN), ("", PLAIN), (cut("  ".join(told["changes"]), 60), CHOSEN)])
    return lines


def short(text: str) -> str:
    """Return a value on one line; PATH, which every image has, is left out of many variables."""
    return cut("  ".join(line for line in text.split("\n") if not line.startswith("PATH=") or "\n" not in text), 40)


def _table(lines: Sequence[Cells]) -> str:
    """Return rows of cells as an HTML-like label."""
    rows = "".join(
        "<TR>"
        + "".join(f'<TD ALIGN="LEFT" BGCOLOR="{back}">{escape(printable(text)) or " "}</TD>' for text, back in line)
        + "</TR>"
        for line in lines
    )
    return f'<<TABLE BORDER="0" CELLBORDER="1" CELLSPACING="0" CELLPADDING="4" COLOR="#7b8794">{rows}</TABLE>>'
