"""Pictures: layers and builds as graphs.

A pure leaf: it reads images and build traces and computes nothing about Docker.
A layer is one node however many images stand on it; what a build took from its
cache, ran, or only wrote into the config is told by words, marks and line style,
and by colour only as well.

The graphs are ``graphviz.Digraph``s.  ``svg`` renders one with the first ``dot``
it finds: ``$DOCKERLAB_DOT``, the one that the course installs beside Python, or
the system's.  Without any, everything but the picture works.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Mapping
from html import escape
from itertools import pairwise
from pathlib import Path

import graphviz

from dockerlab.build.steps import BuildResult, BuildStep
from dockerlab.digest import short
from dockerlab.errors import LabError
from dockerlab.image import Image

__all__ = ["build_graph", "find_dot", "fitting", "layer_graph", "svg", "tag"]

FONT = "Helvetica"
INK = "#1f2933"
PAGE = 690  # points: what fits beside a cell's number
STYLES = {  # fill, border, pen width, style, mark
    "CACHED": ("#d7f0e9", "#0f766e", "1.2", "filled,rounded", "✔ cached"),
    "RUN": ("#ffe2bf", "#b45309", "2.4", "filled,rounded", "▶ built"),
    "config": ("#ffffff", "#7b8794", "1", "filled,rounded,dashed", "· config only"),
    "base": ("#e4e7eb", "#52606d", "1.2", "filled,rounded", "■ base image"),
    "ERROR": ("#fbd5d5", "#b91c1c", "2.4", "filled,rounded,diagonals", "✘ failed"),
}


def digraph(name: str, **attributes: str) -> graphviz.Digraph:
    """Return an empty graph in the course's style."""
    graph = graphviz.Digraph(name)
    graph.attr(fontname=FONT, bgcolor="transparent", **attributes)
    graph.attr("node", fontname=FONT, fontsize="11", fontcolor=INK, shape="box", margin="0.1,0.04")
    graph.attr("edge", color="#7b8794", arrowsize="0.7")
    return graph


def label(*lines: str) -> str:
    """Return an HTML-like label: the first line bold, the rest small; all text escaped."""
    first, *rest = (escape(printable(line), quote=True) for line in lines)
    texts = [f"<B>{first}</B>", *(f'<FONT POINT-SIZE="9">{line}</FONT>' for line in rest)]
    cells = "".join(f'<TR><TD ALIGN="LEFT">{text}</TD></TR>' for text in texts)
    return f'<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="1">{cells}</TABLE>>'


def tag(text: str) -> str:
    """Return an edge's label on a ground of its own: nothing is behind an edge, and a page may be dark."""
    words = f'<FONT FACE="{FONT}" COLOR="{INK}" POINT-SIZE="10">{escape(printable(text), quote=True)}</FONT>'
    return f'<<TABLE BORDER="0" CELLBORDER="0" CELLPADDING="1" BGCOLOR="#ffffff"><TR><TD>{words}</TD></TR></TABLE>>'


def printable(text: str) -> str:
    """Return ``text`` without control characters, which XML cannot hold."""
    return "".join(c if c.isprintable() else "·" for c in text)


def cut(text: str, width: int = 46) -> str:
    """Return ``text`` on one line, at most ``width`` characters of it."""
    line = " ".join(text.split())
    return line if len(line) <= width else line[: width - 1] + "…"


def size(count: int) -> str:
    """Return a number of bytes as Docker prints it.

    >>> size(98), size(4608), size(2_063_345)
    ('98B', '4.61kB', '2.06MB')
    """
    value = float(count)
    for unit in ("B", "kB", "MB", "GB"):
        if value < 1000 or unit == "GB":
            break
        value /= 1000
    return f"{value:.3g}{unit}"


def build_graph(result: BuildResult) -> graphviz.Digraph:
    """Draw a build from top to bottom: one box a step, the stages side by side.

    An arrow leads from each step to the next; a failed step ends its stage.
    """
    graph = digraph("build", rankdir="TB", nodesep="0.3", ranksep="0.22")
    by_stage: dict[str, list[tuple[int, BuildStep]]] = {}
    for n, step in enumerate(result.steps):
        by_stage.setdefault(step.stage, []).append((n, step))
    for stage, steps in by_stage.items():
        for n, step in steps:
            fill, border, pen, style, mark = STYLES[step.verdict]
            details = [mark] + ([f"layer {short(step.layer.diff_id)}, {size(step.layer.size)}"] if step.layer else [])
            graph.node(
                f"s{n}", label(cut(step.name), " — ".join(details)), fillcolor=fill, color=border, penwidth=pen,
                style=style, tooltip=printable(step.name), group=stage,
            )  # fmt: skip
        for (a, _), (b, _) in pairwise(steps):
            graph.edge(f"s{a}", f"s{b}")
    return graph


def layer_graph(images: Mapping[str, Image]) -> graphviz.Digraph:
    """Draw images by name on the layers they stand on; a shared layer is one node.

    ``images`` maps what to call each image to the image.
    """
    graph = digraph("layers", rankdir="BT", nodesep="0.35", ranksep="0.25")
    users: dict[str, list[str]] = {}
    for name, image in images.items():
        for chain in image.chain_ids:
            users.setdefault(chain, []).append(name)
    drawn: set[str] = set()
    for n, (name, image) in enumerate(images.items()):
        texts = rows(image)
        below = ""
        for chain, layer, text in zip(image.chain_ids, image.layers, texts, strict=True):
            node = f"l{short(chain)}"
            if chain not in drawn:
                drawn.add(chain)
                shared = len(users[chain])
                note = f"shared by {shared} images" if shared > 1 else "one image only"
                graph.node(
                    node, label(cut(text, 40), f"{short(layer.diff_id)} — {size(layer.size)} — {note}"),
                    fillcolor="#d8e6f7" if shared > 1 else "#eef2f6", color="#1d4e89" if shared > 1 else "#7b8794",
                    penwidth="2" if shared > 1 else "1", style="filled", tooltip=printable(text),
                )  # fmt: skip
                if below:
                    graph.edge(below, node, arrowhead="none")
            below = node
        graph.node(
            f"i{n}", label(name, f"image {short(image.id)} — {size(image.size)}"), shape="box", style="filled,rounded",
            fillcolor="#fff7d6", color="#8a6d00",
        )  # fmt: skip
        if below:
            graph.edge(below, f"i{n}")
    return graph


def rows(image: Image) -> list[str]:
    """Return the history text of every layer, lowest first."""
    texts = [row.created_by for row in image.history if not row.empty_layer]
    texts += ["(no history)"] * (len(image.layers) - len(texts))
    return texts[: len(image.layers)]


def find_dot() -> str | None:
    """Return the ``dot`` program to draw with, or None."""
    beside = Path(sys.executable).parent
    names = ("graphviz-pure", "graphviz-pure.exe", "dot", "dot.exe")
    candidates = (os.environ.get("DOCKERLAB_DOT"), *(str(beside / name) for name in names), shutil.which("dot"))
    return next((c for c in candidates if c and os.access(c, os.X_OK)), None)


def svg(graph: graphviz.Digraph, title: str, description: str) -> str:
    """Render a graph as SVG with a title and a description for screen readers.

    Raises:
        LabError: no ``dot`` is to be had, or it failed.
    """
    dot = find_dot()
    if dot is None:
        raise LabError("there is no `dot` to draw with", hint="Run `make setup`, or install Graphviz.")
    graphviz.backend.dot_command.DOT_BINARY = Path(dot)
    try:
        text = graph.pipe(format="svg", encoding="utf-8", quiet=True)
    except (graphviz.ExecutableNotFound, graphviz.CalledProcessError) as exc:
        raise LabError(f"dot failed: {exc}", hint="Set $DOCKERLAB_DOT to another Graphviz `dot`.") from exc
    text = text[text.index("<svg") :]
    text = re.sub(r"<!--.*?-->\s*", "", text, flags=re.DOTALL)
    text = re.sub(r"<title>[^<]*</title>\s*", "", text)
    named = f"<title>{escape(title)}</title>\n<desc>{escape(description)}</desc>\n"
    text = text.replace("<svg ", '<svg role="img" style="max-width: 100%; height: auto" ', 1)  # a page may be narrow
    return re.sub(r"(<svg[^>]*>)", lambda match: f"{match[1]}\n{named}", text, count=1)


def fitting(drawing: str) -> str:
    """Shrink a drawing that is wider than a notebook's page.

    >>> fitting('<svg role="img" width="1380pt" height="200pt"')
    '<svg role="img" width="690pt" height="100pt"'
    """
    size = re.search(r'width="(\d+)pt" height="(\d+)pt"', drawing)
    if size is None or int(size[1]) <= PAGE:
        return drawing
    return drawing.replace(size[0], f'width="{PAGE}pt" height="{int(size[2]) * PAGE // int(size[1])}pt"', 1)
