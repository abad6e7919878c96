"""What the glass sheets show: every event of a container's writable layer as a frame, as plain data and as text.

``frames`` turns the events that a command left into frames: what was looked up through the layers,
and what the writable layer holds afterwards.  ``picture`` is one frame as a table: a column for
each path, a row for each layer, the writable one on top.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Any

from dockerlab.drawing import cut, printable, size
from dockerlab.filesystem import Filesystem
from dockerlab.inode import Directory, File, Filler, Node, Symlink
from dockerlab.layer import Entry, HardLink, Layer, Whiteout
from dockerlab.permission import mode_text
from dockerlab.union import Glance, lookup
from dockerlab.upper import Event

__all__ = ["Frame", "cell", "frames", "listing", "picture", "sheets_table", "story", "told"]


@dataclass(frozen=True)
class Frame:
    """One moment: command ``number`` as typed, an event, the lookup that led to it, the writable layer after it."""

    number: int
    command: str
    event: Event
    ray: tuple[Glance, ...]
    upper: Layer


def frames(
    number: int,
    command: str,
    events: Sequence[Event],
    layers: Sequence[Layer],
    before: Layer,
    after: Layer,
    lower: Filesystem,
) -> list[Frame]:
    """Return a frame for each event of a command.

    Args:
        number: the command's; ``command`` is what was typed.
        events: what the overlay noted.
        layers: those of the image, the lowest first.
        before: the writable layer when the command began; ``after`` is the same when it had ended.
        lower: the tree below the writable layer.
    """
    made: list[Frame] = []
    here = before
    for n, event in enumerate(events):
        ray = lookup([*layers, here], event.path)
        here = after if n == len(events) - 1 else step(here, event, after, lower)
        made.append(Frame(number, command, event, ray, here))
    return made


def step(here: Layer, event: Event, after: Layer, lower: Filesystem) -> Layer:
    """Return the writable layer after one event in the middle of a command."""
    entries, opaque = dict(here.entries), set(here.opaque)
    path = event.path
    match event.kind:
        case "read":
            return here
        case "whiteout" | "remove":
            entries = {name: entry for name, entry in entries.items() if not (name + "/").startswith(path + "/")}
            opaque = {name for name in opaque if not (name + "/").startswith(path + "/")}
            if event.kind == "whiteout":
                entries[path] = Whiteout()
        case "opaque":
            entries[path] = bare(after.entries.get(path)) or Directory()
            opaque.add(path)
        case "copy-up":
            entries[path] = bare(lower.get(path)) or File()
        case "create" | "write":
            node = bare(after.entries.get(path)) or bare(entries.get(path)) or File()
            if isinstance(node, File) and node.size != event.size:
                node = replace(node, content=Filler(event.size, path))
            entries[path] = node
        case "metadata":
            entries[path] = bare(after.entries.get(path)) or entries.get(path) or File()
    return Layer(entries, frozenset(opaque))


def bare(entry: Entry | None) -> Node | HardLink | None:
    """Return an entry without what a directory holds; None for a whiteout."""
    if isinstance(entry, Whiteout):
        return None
    return replace(entry, entries={}) if isinstance(entry, Directory) else entry


# -- words --------------------------------------------------------------------


def cell(layer: Layer, path: str) -> tuple[str, str]:
    """Return what a layer has at ``path``, in words, and the kind of it; both empty where it has nothing."""
    match layer.entries.get(path):
        case None:
            return "", ""
        case Whiteout():
            return "✕ whiteout", "whiteout"
        case HardLink(target):
            return f"same file as {target}", "file"
        case Directory() if path in layer.opaque:
            return "directory, opaque", "opaque"
        case Directory():
            return "directory", "directory"
        case Symlink(target):
            return f"link to {target}", "file"
        case File() as file:
            return f"{size(file.size)}  {mode_text(file)[1:]}", "file"
        case _:
            return "device", "file"


def sheet_name(place: int, count: int) -> str:
    """Return what a layer is called: ``count`` is the number of the image's layers, ``place`` counts from 0.

    >>> sheet_name(0, 2), sheet_name(2, 2)
    ('layer 1', 'the writable sheet')
    """
    return "the writable sheet" if place == count else f"layer {place + 1}"


def found(ray: Sequence[Glance], count: int) -> str:
    """Say where a lookup ended.

    >>> found(lookup([Layer({"/a": File()}), Layer()], "/a"), 1)
    'found in layer 1'
    """
    last = ray[-1]
    where = sheet_name(last.layer, count)
    match last.says:
        case "holds":
            return f"found in {where}"
        case "hides":
            return f"hidden by {where}: no such file"
        case "opaque":
            return f"an opaque directory in {where} ends the search: no such file"
        case _:
            return "in no sheet: no such file"


def told(frame: Frame, count: int) -> str:
    """Say an event in one sentence."""
    event, where = frame.event, found(frame.ray, count)
    path, bytes_ = event.path, size(event.size)
    held = frame.upper.entries.get(path)
    match event.kind:
        case "read":
            return f"read {path}: {where}, {bytes_}"
        case "copy-up" if isinstance(held, Directory):
            return f"copy-up of the directory {path}: {where}; only itself goes up, what is in it stays below"
        case "copy-up":
            return f"copy-up of {path}: {where}; the whole file goes up, {bytes_}"
        case "write":
            return f"write {path}: it has {bytes_} now, in the writable sheet alone"
        case "metadata":
            return f"change mode, owner or date of {path}, in the writable sheet alone"
        case "create" if isinstance(held, Directory):
            return f"new directory {path}, in the writable sheet alone"
        case "create":
            return f"new {path}, {bytes_}, in the writable sheet alone"
        case "whiteout" if frame.ray[-1].layer == count:
            return f"whiteout for {path}: its copy in the writable sheet goes, and what lower sheets have is hidden"
        case "whiteout":
            return f"whiteout for {path}: {where}; it stays there, and is hidden from now on"
        case "remove":
            return f"remove {path} from the writable sheet: no sheet below shows it, so no whiteout is needed"
        case "opaque":
            return f"the new directory {path} is opaque: all that lower sheets have in it is hidden"


def listing(upper: Layer) -> list[tuple[str, str, str, str]]:
    """Return the writable layer as it lies on the host's disk: mode, size, path, and what overlayfs means by it."""
    rows = []
    for path, entry in upper:
        match entry:
            case Whiteout():
                rows.append(("c---------", "0, 0", path, "a character device 0,0: a whiteout"))
            case HardLink(target):
                rows.append(("-", "", path, f"a hard link to {target}"))
            case Directory():
                note = 'trusted.overlay.opaque="y"' if path in upper.opaque else ""
                rows.append((mode_text(entry), "", path + "/", note))
            case Symlink(target):
                rows.append((mode_text(entry), "", f"{path} -> {target}", ""))
            case File():
                rows.append((mode_text(entry), str(entry.size), path, ""))
            case _:
                rows.append((mode_text(entry), "", path, ""))
    return rows


# -- the picture ----------------------------------------------------------------


def picture(
    layers: Sequence[Layer], texts: Sequence[str], upper: Layer, columns: Sequence[str], frame: Frame | None, path: str
) -> dict[str, Any]:
    """Return one moment as plain data: the rows from the top down, a cell for each path.

    ``frame`` is the event to show, None where a path is only looked at; ``path`` is the column of the ray.
    """
    stack = [*layers, upper]
    ray = frame.ray if frame is not None and frame.event.path == path else lookup(stack, path) if path else ()
    asked = {glance.layer: glance.says for glance in ray}
    event = frame.event if frame is not None else None
    rows = []
    for place in reversed(range(len(stack))):
        cells = []
        for column in columns:
            text, kind = cell(stack[place], column)
            one: dict[str, Any] = {"text": text, "kind": kind, "ray": asked.get(place, "") if column == path else ""}
            if event is not None and column == event.path and place == len(layers) and event.kind != "read":
                one["mark"] = event.kind
            cells.append(one)
        name = sheet_name(place, len(layers))
        rows.append({"name": name, "text": "" if place == len(layers) else cut(texts[place], 60), "cells": cells})
    return {"columns": list(columns), "path": path, "seen": [seen(stack, column) for column in columns], "rows": rows}


def seen(stack: Sequence[Layer], path: str) -> str:
    """Return what a process sees at ``path`` through all sheets."""
    last = lookup(stack, path)[-1]
    return cell(stack[last.layer], path)[0] if last.says == "holds" else "no such file"


def story(made: Sequence[Frame], count: int) -> list[str]:
    """Return frames as text: each command once, its events below it."""
    lines: list[str] = []
    number = 0
    for frame in made:
        if frame.number != number:
            lines.append(f"$ {frame.command}")
            number = frame.number
        lines.append(f"  {told(frame, count)}")
    return lines


FILLS = {"file": "#d7f0e9", "directory": "#eef2f6", "opaque": "#e4dcf5", "whiteout": "#fbd5d5", "": "#ffffff"}
SIGNS = {"nothing": "↓", "holds": "●", "hides": "✕ stop", "opaque": "stop"}


def sheets_table(shown: dict[str, Any], words: str) -> str:
    """Return the picture as an HTML-like label."""

    def td(text: str, fill: str = "#ffffff", *, bold: bool = False, border: int = 1) -> str:
        text = escape(printable(text), quote=True) or " "
        return f'<TD BGCOLOR="{fill}" BORDER="{border}" ALIGN="LEFT">{f"<B>{text}</B>" if bold else text}</TD>'

    span = len(shown["columns"]) + 1
    lines = [f'<TR><TD BORDER="0" ALIGN="LEFT" COLSPAN="{span}">{escape(printable(words), quote=True)}</TD></TR>']
    lines.append("<TR>" + td("path", bold=True) + "".join(td(path, bold=True) for path in shown["columns"]) + "</TR>")
    lines.append("<TR>" + td("seen from above", "#fff7d6", bold=True))
    lines[-1] += "".join(td(text, "#fff7d6") for text in shown["seen"]) + "</TR>"
    for row in shown["rows"]:
        name = f"{row['name']}  {cut(row['text'], 24)}".rstrip()
        cells = [td(name, "#e4e7eb" if row["text"] else "#ffe2bf", bold=not row["text"])]
        for one in row["cells"]:
            sign = SIGNS.get(one["ray"], "")
            mark = {"copy-up": "↑", "create": "+", "write": "✎", "metadata": "✎"}.get(one.get("mark", ""), "")
            cells.append(td(" ".join(part for part in (sign, mark, one["text"]) if part), FILLS[one["kind"]]))
        lines.append("<TR>" + "".join(cells) + "</TR>")
    look = 'BORDER="0" BGCOLOR="#ffffff" COLOR="#7b8794" CELLBORDER="1" CELLSPACING="3" CELLPADDING="5"'
    return f"<TABLE {look}>{''.join(lines)}</TABLE>"
