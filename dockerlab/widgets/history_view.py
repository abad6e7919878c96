"""What the history aligner shows, as plain data and as text: only rearranged, never computed anew."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dockerlab.digest import ImageID, short
from dockerlab.drawing import cut, size
from dockerlab.image import Image
from dockerlab.store import MISSING, HistoryRow, Store

__all__ = ["as_text", "card", "row_data", "tags", "why_id", "why_layer"]

NONE = "<none>"
Data = dict[str, Any]


def why_id(row: HistoryRow) -> str:
    """Say where a row's ID comes from, or why there is none."""
    last = short(row.last.id)
    match row.why:
        case "asked":
            return "This is the image you asked about, so the row shows its ID."
        case "parent":
            return "An image of this very step is on this host, recorded as the parent of the one in the row above."
        case "buildkit":
            return (
                f"BuildKit built {last}, and BuildKit makes one image at the end, not one for each step: no parent is "
                "recorded, so there is no ID to show. Nothing is damaged."
            )
        case "no parent":
            return (
                f"No parent of {last} is recorded here. Parents stay on the host that built them: they are not "
                "pushed, pulled or imported. Nothing is damaged."
            )


def why_layer(row: HistoryRow, count: int) -> str:
    """Say which layer a row made, or why it made none."""
    if row.layer is None:
        return "It changed no file: it only wrote into the image's configuration, and stands beside nothing."
    what = f"It made layer {row.number} of {count}, {short(row.layer.diff_id)}, {size(row.size)}."
    if row.size == 0:
        what += " 0B counts the content of files: only directories, links or deletions are in it, yet it is a layer."
    return what


def row_data(row: HistoryRow, count: int) -> Data:
    """Return a row as plain data."""
    return {
        "id": MISSING if row.image is None else short(row.image.id),
        "by": row.step.created_by,
        "comment": row.step.comment,
        "size": size(row.size),
        "layer": f"layer {row.number}" if row.layer is not None else "",
        "digest": short(row.layer.diff_id) if row.layer is not None else "",
        "why": [why_id(row), why_layer(row, count)],
    }


def tags(store: Store, image: ImageID) -> list[str]:
    """Return the tags of an image as Docker prints them."""
    return [name.familiar for name in store.references(image) if name.tag]


def card(before: Store | None, now: Store, image: Image, pruned: frozenset[str]) -> Data:
    """Return what is shown of one image of ``docker images``: its names, those that have left it, what prune would do.

    ``before`` is the host one action ago, ``pruned`` what ``docker image prune`` would delete.
    """
    names = tags(now, image.id)
    old = tags(before, image.id) if before is not None and image.id in before.images else []
    everywhere = {name.familiar: there for name, there in now.names.items() if name.tag}
    left = [(name, everywhere.get(name)) for name in old if name not in names]
    if names:
        verdict = "has a name: prune leaves it"
    elif str(image.id) in pruned:
        verdict = "dangling: no name leads to it. docker image prune takes it"
    else:
        verdict = "dangling: no name leads to it, but a container needs it, so prune leaves it"
    return {
        "id": short(image.id),
        "size": size(image.size),
        "names": [{"name": name, "came": before is not None and name not in old} for name in names],
        "left": [f"{name} moved to {short(there)}" if there else f"{name} was removed" for name, there in left],
        "verdict": verdict,
        "dangling": not names,
    }


def as_text(title: str, rows: Sequence[Data], cards: Sequence[Data]) -> str:
    """Return the text twin: the rows with their layers, then the names."""
    lines = [title, f"{'IMAGE':14}{'LAYER':10}{'SIZE':>8}  CREATED BY"]
    lines += [f"{row['id']:14}{row['layer'] or '·':10}{row['size']:>8}  {cut(row['by'], 60)}" for row in rows]
    lines.append("names on this host:")
    for one in cards:
        names = ", ".join(name["name"] + (" (new here)" if name["came"] else "") for name in one["names"])
        lines.append(f"  {one['id']}  {names or NONE + ' (' + one['verdict'] + ')'}")
        lines += [f"  {'':12}  no longer: {gone}" for gone in one["left"]]
    return "\n".join(lines)
