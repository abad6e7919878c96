"""The history aligner's static picture: names, the images they point at, and one image's rows beside its layers."""

from __future__ import annotations

from html import escape
from typing import Any

import graphviz

from dockerlab.drawing import cut, digraph, label, printable, svg

__all__ = ["picture"]

WIDEST = 44  # characters of what was done
LAYER, NO_LAYER, KNOWN, LOST = "#d8e6f7", "#ffffff", "#fff7d6", "#ffffff"


def picture(trace: dict[str, Any], words: str) -> str:
    """Return the SVG of what the aligner shows. Raises LabError where there is no ``dot``."""
    return svg(_graph(trace), trace["title"], words)


def _graph(trace: dict[str, Any]) -> graphviz.Digraph:
    graph = digraph("history", rankdir="TB", nodesep="0.25", ranksep="0.3")
    for n, image in enumerate(trace["images"]):
        note = "dangling" if image["dangling"] else image["size"]
        style = "filled,rounded,dashed" if image["dangling"] else "filled,rounded"
        graph.node(f"i{n}", label(f"image {image['id']}", note), style=style, fillcolor=KNOWN, color="#8a6d00")
        for k, name in enumerate(image["names"] or [{"name": "<none>", "came": False}]):
            text = name["name"] + (" (new here)" if name["came"] else "")
            graph.node(f"n{n}_{k}", label(text), shape="cds", style="filled", fillcolor="#eef2f6", color="#7b8794")
            if image["names"]:
                graph.edge(f"n{n}_{k}", f"i{n}", penwidth="1.6")
            else:
                graph.edge(f"n{n}_{k}", f"i{n}", style="dotted", arrowhead="none")
        for k, gone in enumerate(image["left"]):
            graph.node(f"g{n}_{k}", label(gone), shape="plaintext", fontcolor="#9a3d00")
            graph.edge(f"g{n}_{k}", f"i{n}", style="dashed", color="#9a3d00")
    graph.node("rows", _table(trace["rows"]), shape="plain")
    if trace["chosen"] >= 0:
        graph.edge(f"i{trace['chosen']}", "rows:top", arrowhead="none")
    return graph


def _table(rows: list[dict[str, Any]]) -> str:
    """Return the rows as an HTML-like label: history on the left, the layer that each made on the right."""
    heads = ("IMAGE", "CREATED BY", "SIZE", "layer")
    lines = ["".join(f'<TD ALIGN="LEFT"{_port(n)}><B>{head}</B></TD>' for n, head in enumerate(heads))]
    for row in rows:
        known = row["id"] != "<missing>"
        layer = f"{row['layer']}  {row['digest']}" if row["layer"] else "no layer"
        back = LAYER if row["layer"] else NO_LAYER
        cells = (
            (escape(row["id"]), KNOWN if known else LOST),
            (escape(printable(cut(row["by"], WIDEST))), back),
            (row["size"], back),
            (layer, back),
        )
        lines.append("".join(f'<TD ALIGN="LEFT" BGCOLOR="{color}">{text}</TD>' for text, color in cells))
    inner = "".join(f"<TR>{line}</TR>" for line in lines)
    look = 'BORDER="0" BGCOLOR="#ffffff" CELLBORDER="1" CELLSPACING="0" CELLPADDING="4" COLOR="#7b8794"'
    return f"<<TABLE {look}>{inner}</TABLE>>"


def _port(column: int) -> str:
    return ' PORT="top"' if column == 0 else ""
