"""From a built stage to an image: the history gets its dates, the config its last labels.

Source: moby/buildkit exporter/containerimage/writer.go
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dockerlab.build.steps import BuildOptions
from dockerlab.image import History, Image, ImageConfig
from dockerlab.layer import Layer

__all__ = ["dated", "finish"]


def finish(
    base: Image,
    config: ImageConfig,
    layers: Sequence[Layer],
    rows: Sequence[History],
    author: str,
    options: BuildOptions,
    now: str,
) -> Image:
    """Return the image of a stage built on ``base``; ``now`` is its date if no step gives one."""
    if options.labels:
        config = config.with_labels(dict(options.labels))
    history = dated(tuple(rows))
    created = history[-1].created if history else now
    return Image(
        config, tuple(layers), history, created or now, author or base.author, base.architecture, base.os,
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
