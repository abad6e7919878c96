"""From a built step or stage to an image: the history gets its dates, the config its last labels.

Source: moby/buildkit exporter/containerimage/writer.go
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from dockerlab.build.cache import KeyPart
from dockerlab.build.metadata import command_of
from dockerlab.build.records import Record
from dockerlab.build.steps import BuildOptions, State
from dockerlab.image import History, Image, ImageConfig, Session
from dockerlab.layer import Layer
from dockerlab.overlay import Overlay

__all__ = ["Built", "committed", "dated", "finish"]


@dataclass
class Built:
    """A stage as far as it is built: its image's parts, and the key that the next step stands on."""

    state: State
    layers: tuple[Layer, ...]
    history: tuple[History, ...]
    key: KeyPart
    base: Image
    author: str = ""

    def record(self, root: Overlay, now: str) -> Record:
        """Return the result of a step that was carried out: what is below it, and its own layer."""
        below, rows = len(self.base.layers), self.history[len(self.base.history) :]
        created = (*(row.created for row in rows if row.created), now)
        return Record((*self.layers[below:], root.layer()), root.fs, created)

    def on(self, record: Record, row: History, state: State, key: KeyPart) -> Built:
        """Return the stage after a step whose result is ``record``; rows of steps with layers take its times."""
        first, times = len(self.base.history), iter(record.created)
        rows = (replace(one, created=next(times)) if one.created else one for one in (*self.history[first:], row))
        layers = (*self.base.layers, *record.layers)
        return replace(self, state=state, layers=layers, history=(*self.base.history, *rows), key=key)


def finish(built: Built, options: BuildOptions) -> Image:
    """Return the image of a built stage: as old as its last step (of no age, if no step made a layer)."""
    config, base = built.state.config, built.base
    if options.labels:
        config = config.with_labels(dict(options.labels))
    history = dated(built.history)
    created = history[-1].created if history else ""
    return Image(
        config, built.layers, history, created, built.author or base.author, base.architecture, base.os,
        base.variant, below=base if base.layers else None,
    )  # fmt: skip


def dated(history: tuple[History, ...]) -> tuple[History, ...]:
    """Give the rows of metadata steps the time of the layer before them; the first ones, that of the first new layer.

    (moby/buildkit exporter/containerimage/writer.go, normalizeLayersAndHistory.)
    """
    created, gap = "", False
    for row in history:
        if row.created:
            created = row.created
            if gap:
                break
        else:
            gap = True
    rows, gap = [], False
    for row in history:
        if row.created:
            created = row.created if gap else created
            rows.append(row)
        else:
            gap = True
            rows.append(replace(row, created=created))
    return tuple(rows)


def committed(
    parent: Image | None, config: ImageConfig, layer: Layer | None, text: str, container: str, now: str, author: str
) -> Image:
    """Return the image that the classic builder commits after a step; ``text`` is its line in the history."""
    base = parent or Image(flavour="classic")
    below = base.id if parent else ""
    shown = replace(config, session=Session(image=below))
    row = History(now, text, "", layer is None, author or base.author)
    return replace(
        base.append(layer, row, shown),
        flavour="classic",
        author=author or base.author,
        container=container,
        container_config=replace(config, cmd=command_of(text), session=Session(container[:12], image=below)),
        parent=parent.id if parent else None,
        comment="",
    )
