"""What removing an image does, and what stands in its way.

Source: moby's daemon/images/image_delete.go
"""

from __future__ import annotations

from dataclasses import dataclass

from dockerlab.digest import ChainID, ImageID, short
from dockerlab.errors import DaemonError
from dockerlab.image import Image
from dockerlab.reference import Reference

__all__ = ["Conflict", "Deleted", "Removal", "Untagged", "Use", "one_repository"]


@dataclass(frozen=True)
class Untagged:
    """A name was taken away."""

    reference: Reference

    def __str__(self) -> str:
        return f"Untagged: {self.reference.familiar}"


@dataclass(frozen=True)
class Deleted:
    """An image (its ID) or a layer (its ChainID) was deleted; ``size`` is the bytes of a layer's files."""

    digest: ImageID | ChainID
    size: int = 0

    def __str__(self) -> str:
        return f"Deleted: {self.digest}"


Removal = Untagged | Deleted


@dataclass(frozen=True)
class Use:
    """A container's hold on an image and its layers. ``container`` is the full ID."""

    container: str
    image: ImageID
    running: bool = False
    layers: tuple[ChainID, ...] = ()


@dataclass(frozen=True)
class Conflict:
    """Why an image cannot be deleted."""

    image: Image
    force: str
    why: str
    used: bool = False

    def error(self) -> DaemonError:
        """Return the error, in Docker's words."""
        return DaemonError(f"conflict: unable to delete {short(self.image.id)} ({self.force}) - {self.why}")


def one_repository(names: tuple[Reference, ...]) -> bool:
    """Say whether an image has at most one tag, and its digests are of the same repository; no name at all is False."""
    tags = [name for name in names if name.tag]
    digests = {name.name for name in names if not name.tag}
    if len(names) <= 1:
        return len(names) == 1
    return len(tags) <= 1 and len(digests) == 1 and (not tags or tags[0].name in digests)
