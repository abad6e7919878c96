"""``docker commit``: a container's writable layer becomes the top layer of an image.

Everything about the container comes along: its command and its environment as
well, so what was typed behind ``docker run IMAGE`` is the new image's CMD.  What
lies in volumes does not: it was never in the layer.

Source: moby/moby daemon/commit.go (``CreateImageFromContainer``)
"""

from __future__ import annotations

from dataclasses import replace

from dockerlab.clock import Clock
from dockerlab.container.state import Container
from dockerlab.image import History, Image, ImageConfig

__all__ = ["committed"]


def committed(container: Container, clock: Clock, config: ImageConfig, *, message: str = "", author: str = "") -> Image:
    """Return the image that a container makes now, with ``config``. Its parent is the container's image."""
    layer = replace(container.overlay.layer(), unpacked=True)
    now = clock.stamp()
    row = History(now, " ".join(container.config.cmd or ()), message, not layer.entries, author)
    base = container.image
    return replace(
        base.append(layer if layer.entries else None, row, config),
        flavour="classic",
        created=now,
        author=author,
        comment=message,
        container=container.id,
        container_config=container.config,
        parent=base.id,
        raw=None,
    )
