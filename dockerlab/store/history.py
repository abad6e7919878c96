"""The rows of ``docker history``: what was done, the layer it made, and the image it made, if this host has one.

An image carries its history with it: texts and dates, never IDs.  The IMAGE column is made
here, on this host.  The top row shows the image itself; each row below shows the *parent*
of the image above it, as long as one is recorded.  Only the classic builder, ``docker
commit`` and ``docker load`` of a whole family record a parent, so everything else is
``<missing>``: what BuildKit built, and what came from a registry.

Source: moby's daemon/images/image_history.go.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import Literal

from dockerlab.errors import DaemonError
from dockerlab.image import History, Image
from dockerlab.layer import Layer
from dockerlab.store.store import Store

__all__ = ["MISSING", "HistoryRow", "Why", "history"]

MISSING = "<missing>"
Why = Literal["asked", "parent", "buildkit", "no parent"]


@dataclass(frozen=True)
class HistoryRow:
    """One row.

    Attributes:
        step: what was done, as the image's own history tells it.
        layer: what it changed; None where it changed no file.
        number: of the layer, from 1 at the bottom; 0 where there is none.
        image: the image that the row's ID names; None is ``<missing>``.
        why: where the ID comes from, or what it is missing for: ``asked`` (the image itself), ``parent`` (of the image
            in the row above), ``buildkit`` (the last image known was built by BuildKit, which records no parent),
            ``no parent`` (the last image known has none recorded here).
        last: the last image above and with this row that this host knows.
    """

    step: History
    layer: Layer | None
    number: int
    image: Image | None
    why: Why
    last: Image

    @property
    def size(self) -> int:
        """The bytes of the layer's files: the SIZE column. A layer may have none."""
        return self.layer.size if self.layer is not None else 0


def history(store: Store, image: Image) -> tuple[HistoryRow, ...]:
    """Return an image's rows, newest first, as ``store`` knows them.

    Raises:
        DaemonError: the history tells of more layers than there are, in Docker's words.

    >>> base = Image(layers=(Layer(),), history=(History("", "ADD rootfs.tar /"),))
    >>> child = base.append(None, History("", "CMD true", empty_layer=True))
    >>> [(row.step.created_by, row.number, row.why) for row in history(Store(), child)]
    [('CMD true', 0, 'asked'), ('ADD rootfs.tar /', 1, 'no parent')]
    """
    counts = list(accumulate(int(not step.empty_layer) for step in image.history))
    if counts and counts[-1] > len(image.layers):
        raise DaemonError("too many non-empty layers in History section")
    rows: list[HistoryRow] = []
    here: Image | None = image
    last = image
    for step, count in reversed(list(zip(image.history, counts, strict=True))):
        number = 0 if step.empty_layer else count
        why: Why = "asked" if not rows else "parent"
        if here is not None:
            last = here
        else:
            why = "buildkit" if last.history and last.history[-1].comment.startswith("buildkit.") else "no parent"
        layer = image.layers[number - 1] if number else None
        rows.append(HistoryRow(step, layer, number, here, why, last))
        here = store.images.get(here.parent) if here is not None and here.parent else None
    return tuple(rows)
