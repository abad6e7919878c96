"""What the pull theatre shows: the registry, the way and this machine side by side, as plain data and as text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import graphviz

from dockerlab.digest import short
from dockerlab.drawing import cut, digraph, printable, size
from dockerlab.drawing import rows as texts
from dockerlab.registry import Hash, Pull, hashes, manifest
from dockerlab.store import Store

__all__ = ["as_text", "describe", "graph", "stock"]

Cell = dict[str, Any]
LAYER_CELLS: dict[str, tuple[str, int]] = {  # on the way: words, and how much of the bar is full
    "unknown": ("", 0),
    "listed": ("", 0),
    "there": ("Already exists", 0),
    "asked": ("Pulling fs layer", 0),
    "coming": ("▶ travels", 50),
    "verified": ("✔ digest verified", 100),
    "unpacked": ("✔ Pull complete", 100),
}


def describe(pull: Pull) -> dict[str, Any]:
    """Return a pull as plain data: its rows, its moments with a cell for each row, and the hashes behind each row."""
    return {
        "reference": pull.reference.familiar,
        "registry": pull.reference.domain,
        "rows": list(rows(pull)),
        "moments": [moment_data(pull, n) for n in range(len(pull.moments))],
        "summary": summary(pull),
        "hashes": [[hash_data(one) for one in found] for found in row_hashes(pull)],
    }


def summary(pull: Pull) -> str:
    """Say a pull in one sentence."""
    if len(pull.moments) == 4:
        return f"The image was here: only its manifest travelled, {size(pull.received)}."
    count = len(pull.image.layers)
    came = f"{size(pull.received)} travelled for {size(pull.image.size)} on disk"
    were = "was" if pull.shared == 1 else "were"
    return f"{pull.shared} of {counted(count, 'layer')} {were} here already; {came}."


def rows(pull: Pull) -> Iterator[dict[str, str]]:
    """Yield what a pull is about, as the registry has it: name, manifest, configuration, layers, top first."""
    made, image = manifest(pull.image), pull.image
    name = pull.reference
    yield {
        "kind": "name",
        "title": "digest" if name.digest else "tag",
        "there": cut(name.digest or name.tag or "", 24),
        "size": "",
    }
    yield {"kind": "manifest", "title": "manifest", "there": short(pull.digest), "size": size(len(made.json()))}
    yield {
        "kind": "config",
        "title": "configuration",
        "there": short(made.config.digest),
        "size": size(made.config.size),
    }
    for n, (layer, text) in reversed(list(enumerate(zip(made.layers, texts(image), strict=True)))):
        yield {
            "kind": "layer", "title": f"layer {n + 1}", "there": short(layer.digest), "size": size(layer.size),
            "text": cut(printable(text), 60),
        }  # fmt: skip


def moment_data(pull: Pull, place: int) -> dict[str, Any]:
    """Return one moment: what is said, asked, printed, and a cell for each row."""
    moment = pull.moments[place]
    return {
        "kind": moment.kind,
        "words": moment.words,
        "request": moment.request,
        "received": size(moment.received),
        "on_disk": size(moment.on_disk),
        "printed": [str(line) for line in moment.printed],
        "cells": list(cells(pull, place)),
    }


def cells(pull: Pull, place: int) -> Iterator[Cell]:
    """Yield what is on the way and what is here at one moment, for each row."""
    kinds = [moment.kind for moment in pull.moments[: place + 1]]
    moment, image = pull.moments[place], pull.image
    known = image.id in pull.before.images
    named = moment.kind == "name"
    yield cell(
        "asked for" if kinds[-1] == "ask" else "",
        here=f"{pull.reference.familiar} → {short(image.id)}" if named else "",
    )
    came = "manifest" in kinds
    yield cell(
        "✔ came" if came else "asked for" if "ask" in kinds else "",
        100 * came,
        f"@{short(pull.digest)}" if came else "",
    )
    config = known or "config" in kinds
    way = "✔ came" if "config" in kinds else "Already exists" if came and known else ""
    yield cell(
        way, 100 * ("config" in kinds), f"image ID {short(image.id)}" if config else "", "there" if known else ""
    )
    for n in reversed(range(len(image.layers))):
        state = moment.states[n]
        words, full = LAYER_CELLS[state]
        words = "" if known and not came else words
        here = f"ChainID {short(image.chain_ids[n])}, {size(image.layers[n].size)}"
        on_disk = state in ("there", "unpacked") or (place == 0 and image.chain_ids[n] in pull.before.layers())
        yield cell(words, full, here if on_disk else "", state)


def cell(way: str, full: int = 0, here: str = "", state: str = "") -> Cell:
    """Return what one row shows at one moment."""
    return {"way": way, "full": full, "here": here, "state": state or ("there" if here else "unknown")}


def row_hashes(pull: Pull) -> Iterator[tuple[Hash, ...]]:
    """Yield the hashes that belong to each row; a name has none."""
    count = len(pull.image.layers)
    found = [hashes(pull.image, n) for n in range(count)]
    of_image = found[0][3:] if found else ()
    yield ()
    yield of_image[1:]
    yield of_image[:1]
    for n in reversed(range(count)):
        yield found[n][:3]


def hash_data(one: Hash) -> dict[str, str]:
    """Return a hash as plain data."""
    digest = one.digest or "not computed: the tar is too large to compress here"
    return {"name": one.name, "of": one.of, "begins": one.beginning(48), "digest": digest, "where": one.where}


def stock(store: Store) -> str:
    """Say what is on this machine."""
    if not store.images:
        return "This machine has no image."
    names = sorted(name.familiar for name in store.names if name.tag)
    shown = ", ".join(names[:6]) + (", …" if len(names) > 6 else "")
    layers = store.layers()
    total = sum(layer.size for layer in layers.values())
    shown = shown or f"{len(store.images)} images without a tag"
    return f"On this machine: {shown}; {counted(len(layers), 'layer')}, {size(total)}."


def counted(count: int, noun: str) -> str:
    """Return ``1 layer``, ``2 layers``."""
    return f"{count} {noun}{'s' * (count != 1)}"


# -- the other renderings ----------------------------------------------------


def as_text(trace: Mapping[str, Any], place: int) -> str:
    """Return the text twin of one moment."""
    moment = trace["moments"][place]
    lines = [
        f"docker pull {trace['reference']}: {trace['summary']}",
        f"moment {place} of {len(trace['moments']) - 1}: {moment['words']}",
    ]
    table = [("", trace["registry"], "", "on the way", "this machine")]
    for row, found in zip(trace["rows"], moment["cells"], strict=True):
        table.append((row["title"], row["there"], row["size"], found["way"], found["here"]))
    widths = [max(len(line[n]) for line in table) for n in range(5)]
    lines += ["  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip() for line in table]
    return "\n".join([*lines, f"travelled so far {moment['received']}, of this image on disk {moment['on_disk']}"])


FILLS = {"there": "#d7f0e9", "unpacked": "#d7f0e9", "coming": "#ffe2bf", "verified": "#ffe2bf", "asked": "#fff7e6"}


def graph(trace: Mapping[str, Any], place: int) -> graphviz.Digraph:
    """Draw one moment: a row for each thing, the registry on the left, this machine on the right."""
    moment = trace["moments"][place]
    drawn = digraph("pull", nodesep="0.1")
    head = (f"registry {trace['registry']}", "on the way", "this machine")
    lines = ["".join(f'<TD BGCOLOR="#e4e7eb"><B>{escaped(text)}</B></TD>' for text in head)]
    for row, found in zip(trace["rows"], moment["cells"], strict=True):
        left = (row["title"], " ".join(text for text in (row["there"], row["size"]) if text))
        fill = FILLS.get(found["state"], "#ffffff")
        lines.append(
            box(*left, fill="#eef2f6") + box(found["way"], fill="#ffffff" if not found["way"] else fill)
            + box(found["here"], fill="#ffffff" if not found["here"] else "#d7f0e9")
        )  # fmt: skip
    body = "".join(f"<TR>{line}</TR>" for line in lines)
    drawn.node(
        "t",
        f'<<TABLE BORDER="0" CELLBORDER="1" CELLSPACING="2" CELLPADDING="4" COLOR="#7b8794">{body}</TABLE>>',
        shape="plain",
    )
    return drawn


def escaped(text: str) -> str:
    """Return text for an HTML-like label."""
    return printable(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def box(*lines: str, fill: str) -> str:
    """Return one cell of the drawing, its lines flush left."""
    first, *rest = (escaped(line) or " " for line in lines)
    texts = [f'<FONT POINT-SIZE="11">{first}</FONT>', *(f'<FONT POINT-SIZE="10">{line}</FONT>' for line in rest)]
    text = '<BR ALIGN="LEFT"/>'.join([*texts, ""] if rest else texts)
    return f'<TD ALIGN="LEFT" BALIGN="LEFT" BGCOLOR="{fill}">{text}</TD>'
