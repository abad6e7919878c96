"""What the Diff tray shows of a container and of its commit: as plain data, as text, as a graph.

Everything is read from the model: the lines of ``docker diff``, the layer that a commit makes of
them, the image's configuration and history, and what was left behind.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

import graphviz

from dockerlab.cli.units import size
from dockerlab.container import Container
from dockerlab.container.unsaved import Unsaved, unsaved
from dockerlab.digest import short
from dockerlab.drawing import cut, digraph, printable, tag
from dockerlab.engine import Engine
from dockerlab.filesystem import Change
from dockerlab.image import Image
from dockerlab.inode import Directory, File, Symlink
from dockerlab.layer import PREFIX, Entry, HardLink, Layer, Whiteout
from dockerlab.store import Store, history

__all__ = ["as_text", "describe", "graph", "rows"]

MOST = 300  # lines of a tray and entries of a layer that are shown; the rest is counted
WORDS = {"A": "added", "C": "changed", "D": "deleted"}
KINDS = {"volume": "volume", "bind": "bind mount", "tmpfs": "tmpfs", "process": "process"}
WHY = {
    "volume": "lies with the engine, beside every container",
    "bind": "lies on the host",
    "tmpfs": "lies in memory, and ends with the container",
    "process": "is memory: an image holds files only",
}


def what(entry: Entry, *, opaque: bool = False) -> str:
    """Say what an entry of a layer is."""
    match entry:
        case Whiteout():
            return "whiteout: an empty marker that hides what lies below"
        case HardLink(target=target):
            return f"second name of {target}"
        case File():
            return f"file, {size(entry.size, 3)}, whole"
        case Symlink(target=target):
            return f"link to {target}"
        case Directory():
            return "opaque directory: hides all that lies below in it" if opaque else "directory: its rights only"
        case _:
            return "device"


def member(path: str, entry: Entry) -> str:
    """Return the name of an entry in the layer's tar."""
    above, name = posixpath.split(path.lstrip("/"))
    if isinstance(entry, Whiteout):
        return posixpath.join(above, PREFIX + name)
    return path.lstrip("/") + "/" * isinstance(entry, Directory)


def tray(changes: Sequence[Change], layer: Layer) -> list[dict[str, Any]]:
    """Return the lines of ``docker diff``, each with what becomes of it in a layer."""
    found = []
    for change in changes[:MOST]:
        entry = layer.entries.get(change.path)
        hidden = "no entry of its own: the opaque directory above hides it" if change.kind == "D" else "no entry"
        found.append(
            {
                "kind": change.kind,
                "word": WORDS[change.kind],
                "path": change.path,
                "name": member(change.path, entry) if entry is not None else "—",
                "what": what(entry, opaque=change.path in layer.opaque) if entry is not None else hidden,
            }
        )
    return found


def entries(layer: Layer) -> list[dict[str, str]]:
    """Return a layer's entries in the order of its tar."""
    return [
        {"name": member(path, entry), "what": what(entry, opaque=path in layer.opaque)}
        for path, entry in list(layer)[:MOST]
    ]


def settings(image: Image, base: Image) -> list[dict[str, Any]]:
    """Return an image's configuration beside its base's: what a commit takes over from the container."""
    old, new = base.config.oci(), image.config.oci()
    return [
        {"name": name, "base": said(old.get(name)), "now": said(new.get(name)), "same": old.get(name) == new.get(name)}
        for name in dict.fromkeys([*new, *old])
    ]


def said(value: object) -> str:
    """Return a value of a configuration for people."""
    match value:
        case None:
            return "—"
        case list():
            return "\n".join(str(item) for item in value)
        case dict():
            return "\n".join(f"{name}={item}" if isinstance(item, str) else str(name) for name, item in value.items())
        case _:
            return str(value)


def rows(store: Store, image: Image, base: Image) -> list[dict[str, str]]:
    """Return the rows of ``docker history`` above those of the base, newest first."""
    own = history(store, image)[: len(image.history) - len(base.history)]
    return [
        {"by": row.step.created_by or "(nothing)", "size": size(row.size, 3), "comment": row.step.comment}
        for row in own
    ]


def left_behind(things: Sequence[Unsaved], typed: Sequence[str]) -> list[dict[str, str]]:
    """Return what is not in the image, one row a thing: mounts, the process, and what was typed."""
    found = []
    for thing in things:
        where = f"{thing.source[:12] if thing.kind == 'volume' and len(thing.source) == 64 else thing.source}"
        held = f"{counted(len(thing.files), 'file')}, {size(thing.size, 3)}"
        found.append(
            {
                "kind": KINDS[thing.kind],
                "name": where if thing.kind == "process" else f"{thing.target}  ←  {where}" if where else thing.target,
                "held": "" if thing.kind == "process" else held,
                "why": WHY[thing.kind],
            }
        )
    if typed:
        found.append(
            {
                "kind": "recipe",
                "name": typed[-1],
                "held": counted(len(typed), "command"),
                "why": "nobody wrote down what was typed",
            }
        )
    return found


def describe(engine: Engine, container: Container, image: Image | None, typed: Sequence[str]) -> dict[str, Any]:
    """Return a container, and the image that was made of it if one was, as plain data."""
    base, changes, writable = container.image, container.diff(), container.overlay.layer()
    trace: dict[str, Any] = {
        "container": {"name": container.name, "image": container.image_name, "running": container.running},
        "tray": tray(changes, writable),
        "lines": len(changes),
        "layer": None,
        "image": None,
        "unsaved": left_behind(unsaved(engine, engine.containers.volumes, container), typed),
        "typed": list(typed),
    }
    if image is not None:
        own = image.layers[len(base.layers) :]
        layer = own[0] if own else Layer()
        trace["layer"] = {
            "digest": short(layer.diff_id) if own else "",
            "count": len(layer.entries),
            "size": size(layer.size, 3),
            "entries": entries(layer),
            "below": len(base.layers),
        }
        names = [name.familiar for name in engine.store.references(image.id)]
        trace["image"] = {
            "name": names[-1] if names else short(image.id),
            "stale": layer.entries != writable.entries,
            "config": settings(image, base),
            "rows": rows(engine.store, image, base),
        }
    return {**trace, "summary": summary(trace)}


def summary(trace: dict[str, Any]) -> str:
    """Say in one sentence how things stand."""
    name, image, layer = trace["container"]["name"], trace["image"], trace["layer"]
    told = f"{name}: {counted(trace['lines'], 'change')} in the tray"
    if image is None:
        return f"{told}, not committed."
    since = " The tray has changed since." if image["stale"] else ""
    return f"{told}, committed as {image['name']} ({counted(layer['count'], 'entry')}, {layer['size']}).{since}"


def counted(count: int, word: str) -> str:
    """Return a number with its word.

    >>> counted(1, "entry"), counted(2, "entry")
    ('1 entry', '2 entries')
    """
    plural = f"{word[:-1]}ies" if word.endswith("entry") else f"{word}s"
    return f"{count} {word if count == 1 else plural}"


# -- the other renderings ----------------------------------------------------


def as_text(trace: dict[str, Any]) -> str:
    """Return the text twin."""
    lines = [trace["summary"]]
    if trace["container"] is None:
        return "\n".join(lines)
    lines += [f"{row['kind']} {row['path']}" for row in trace["tray"][:12]]
    lines += more(trace["lines"] - 12, "line")
    if trace["image"] is not None:
        layer = trace["layer"]
        lines.append(f"layer {layer['digest']}: {counted(layer['count'], 'entry')}, {layer['size']}")
        lines += [f"  {row['name']}  ({row['what']})" for row in trace["layer"]["entries"][:12]]
        lines += [f"  {line}" for line in more(trace["layer"]["count"] - 12, "entry")]
        lines += [f"history: {row['by']}  {row['size']}" for row in trace["image"]["rows"]]
        lines += [f"config:  {row['name']} is now {cut(row['now'], 60)}" for row in changed(trace)]
    lines += [f"not in it: {row['kind']} {row['name']} {row['held']}".rstrip() for row in trace["unsaved"]]
    return "\n".join(lines)


def changed(trace: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the settings that the image does not share with its base."""
    return (row for row in trace["image"]["config"] if not row["same"])


def more(count: int, word: str) -> list[str]:
    """Say how many are not shown, if any."""
    return [f"… and {counted(count, f'more {word}')}"] if count > 0 else []


HEAD, TRAY, LAYER, LOST = "#e4e7eb", "#fff7d6", "#d8e6f7", "#fbd5d5"
MARKS = {"A": "+", "C": "≠", "D": "−"}


def graph(trace: dict[str, Any]) -> graphviz.Digraph:
    """Draw the tray, the layer and the image that were made of it, and what was left behind."""
    picture = digraph("tray", rankdir="TB", nodesep="0.3", ranksep="0.35")
    picture.attr("node", shape="plain", margin="0")
    lines = [(f"{MARKS[row['kind']]} {row['kind']}", row["path"]) for row in trace["tray"][:10]]
    lines += [("", line) for line in more(trace["lines"] - 10, "line")]
    picture.node("tray", sheet(f"docker diff {trace['container']['name']}", lines or [("", "no change")], TRAY))
    if trace["image"] is not None:
        layer, image = trace["layer"], trace["image"]
        lines = [(row["name"], row["what"].partition(":")[0]) for row in layer["entries"][:10]]
        lines += [("", line) for line in more(layer["count"] - 10, "entry")]
        picture.node("layer", sheet(f"new layer {layer['digest']}, {layer['size']}", lines, LAYER))
        lines = [("history", row["by"]) for row in image["rows"]]
        lines += [(row["name"], row["now"]) for row in changed(trace)]
        picture.node("image", sheet(f"image {image['name']}", lines, LAYER))
        picture.edge("tray", "layer", label=tag("docker commit"))
        picture.edge("layer", "image")
    if trace["unsaved"]:
        lines = [(row["kind"], row["name"]) for row in trace["unsaved"]]
        picture.node("lost", sheet("✘ not in the image", lines, LOST))
        picture.edge("tray", "lost", style="dashed", arrowhead="none", label=tag("left behind"))
    return picture


def sheet(title: str, lines: Sequence[tuple[str, str]], fill: str) -> str:
    """Return an HTML-like label: a titled table of two columns."""
    cells = "".join(
        f'<TR><TD ALIGN="LEFT"><FONT POINT-SIZE="9">{safe(left, 34)}</FONT></TD>'
        f'<TD ALIGN="LEFT"><FONT POINT-SIZE="9">{safe(right, 44)}</FONT></TD></TR>'
        for left, right in lines
    )
    return (
        f'<<TABLE BORDER="0" CELLBORDER="1" CELLSPACING="0" CELLPADDING="3" COLOR="#7b8794" BGCOLOR="{fill}">'
        f'<TR><TD COLSPAN="2" BGCOLOR="{HEAD}" ALIGN="LEFT"><B>{safe(title, 60)}</B></TD></TR>{cells}</TABLE>>'
    )


def safe(text: str, width: int) -> str:
    """Return a text for a cell: on one line, cut, escaped; graphviz wants no empty one."""
    return escape(cut(printable(text), width), quote=True) or " "
