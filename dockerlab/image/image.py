"""An image: layers, the configuration of a container, and how both came to be.

Nothing in an image changes.  ``append`` gives a new image with one step more,
which shares every layer with the old one; its name, the ``ImageID``, is the
digest of ``json``, the configuration as Docker would write it.

Spec: https://github.com/opencontainers/image-spec/blob/v1.1.1/config.md
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal

from dockerlab.digest import ChainID, DiffID, ImageID, chain_ids, sha256, short
from dockerlab.errors import ArchiveError
from dockerlab.filesystem import Filesystem
from dockerlab.image.config import ImageConfig, flag, text, typed, words
from dockerlab.image.gojson import dumps, loads
from dockerlab.layer import Layer
from dockerlab.union import apply

__all__ = ["ENGINE_VERSION", "History", "Image", "seconds_of"]

ENGINE_VERSION = "28.5.2"  # what the classic builder signs its images with
BLANK = ImageConfig()


@dataclass(frozen=True)
class History:
    """One row of ``docker history``. ``created`` is RFC 3339; ``empty_layer`` says that it changed no file."""

    created: str = ""
    created_by: str = ""
    comment: str = ""
    empty_layer: bool = False
    author: str = ""

    def json(self) -> dict[str, Any]:
        """Return the object, empty fields left out, in Docker's order."""
        every = {
            "created": self.created,
            "created_by": self.created_by,
            "author": self.author,
            "comment": self.comment,
            "empty_layer": self.empty_layer,
        }
        return {key: value for key, value in every.items() if value}

    @cached_property
    def text(self) -> bytes:
        """``json`` as text: written once, as each later image of a build repeats the row."""
        return dumps(self.json())

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> History:
        """The twin of ``json``. Raises TypeError where a value is of the wrong type."""
        return History(
            text(data, "created"),
            text(data, "created_by"),
            text(data, "comment"),
            flag(data, "empty_layer"),
            text(data, "author"),
        )


@dataclass(frozen=True)
class Image:
    """An image. ``flavour`` is the layout of its JSON; the last four fields are for the classic one.

    ``parent`` is known to the local store only; it is not in the JSON.  ``raw`` is
    the configuration as it was loaded: it is kept to the byte as long as nothing is changed.

    >>> base = Image(ImageConfig(cmd=("sh",)), created="2025-01-01T00:00:00Z")
    >>> child = base.append(Layer(), History("2025-01-02T00:00:00Z", "RUN true # buildkit", "buildkit.dockerfile.v0"))
    >>> child.created, len(child.layers), child.id == base.id
    ('2025-01-02T00:00:00Z', 1, False)
    >>> Image.from_json(child.json, child.layers) == child
    True
    """

    config: ImageConfig = BLANK
    layers: tuple[Layer, ...] = ()
    history: tuple[History, ...] = ()
    created: str = ""
    author: str = ""
    architecture: str = "amd64"
    os: str = "linux"
    variant: str = ""
    flavour: Literal["buildkit", "classic"] = "buildkit"
    comment: str = ""
    container: str = ""
    container_config: ImageConfig = BLANK
    docker_version: str = ENGINE_VERSION
    parent: ImageID | None = field(default=None, compare=False)
    raw: bytes | None = field(default=None, repr=False, compare=False)
    below: Image | None = field(default=None, repr=False, compare=False)  # whose tree this one's is computed from

    def __repr__(self) -> str:
        return f"Image({short(self.id)}, {len(self.layers)} layers, {self.size} bytes)"

    @cached_property
    def json(self) -> bytes:
        """The configuration, as the engine writes it."""
        if self.raw is not None and Image.from_json(self.raw, self.layers) == self:
            return self.raw
        values = self._classic() if self.flavour == "classic" else self._buildkit()
        rows = b"[" + b",".join(row.text for row in self.history) + b"]"
        texts = (b'"%s":%s' % (key.encode(), rows if key == "history" else dumps(values[key])) for key in values)
        return b"{" + b",".join(texts) + b"}"

    @cached_property
    def id(self) -> ImageID:
        """The digest of ``json``."""
        return ImageID(sha256(self.json))

    @cached_property
    def filesystem(self) -> Filesystem:
        """The tree that a container of this image sees at first."""
        todo = [self]  # by hand, not by recursion: a Dockerfile may have a thousand lines
        while (below := todo[-1].below) is not None and todo[-1].layers[: len(below.layers)] == below.layers:
            todo.append(below)
            if "filesystem" in below.__dict__:
                break
        tree, count = Filesystem(), 0
        if "filesystem" in todo[-1].__dict__:
            found = todo.pop()
            tree, count = found.filesystem, len(found.layers)
        for image in reversed(todo):
            for layer in image.layers[count:]:
                tree = apply(tree, layer)
            count = len(image.layers)
            image.__dict__["filesystem"] = tree
        return tree

    @property
    def size(self) -> int:
        """The bytes of all files in all layers: the SIZE column of ``docker images``."""
        return sum(layer.size for layer in self.layers)

    @property
    def diff_ids(self) -> tuple[DiffID, ...]:
        """The DiffIDs of the layers, lowest first."""
        return tuple(layer.diff_id for layer in self.layers)

    @cached_property
    def chain_ids(self) -> tuple[ChainID, ...]:
        """The ChainIDs of the layers, lowest first."""
        return chain_ids(self.diff_ids)

    def append(self, layer: Layer | None, row: History, config: ImageConfig | None = None) -> Image:
        """Return the image with one step more; ``layer`` is None for a step that changes no file.

        The result is as old as its last row, and has no parent: that is the store's business.
        """
        return replace(
            self,
            config=self.config if config is None else config,
            layers=self.layers if layer is None else (*self.layers, layer),
            history=(*self.history, row),
            created=row.created,
            parent=None,
            raw=None,
            below=self,
        )

    def _buildkit(self) -> dict[str, Any]:
        diff_ids = list(self.diff_ids)
        every = {
            "architecture": self.architecture,
            "author": self.author,
            "config": self.config.oci(),
            "created": self.created or None,
            "history": self.history,
            "os": self.os,
            "rootfs": {"type": "layers", "diff_ids": diff_ids or None},
            "variant": self.variant,
        }
        return {key: value for key, value in every.items() if value or key not in ("author", "variant")}

    def _classic(self) -> dict[str, Any]:
        every = {
            "architecture": self.architecture,
            "author": self.author,
            "comment": self.comment,
            "config": self.config.container(),
            "container": self.container,
            "container_config": self.container_config.container(),
            "created": self.created,
            "docker_version": self.docker_version,
            "history": self.history,
            "os": self.os,
            "rootfs": {"type": "layers", **({"diff_ids": list(self.diff_ids)} if self.layers else {})},
            "variant": self.variant,
        }
        return {key: value for key, value in every.items() if value}

    @staticmethod
    def from_json(raw: bytes, layers: tuple[Layer, ...]) -> Image:
        """Return the image that a configuration and its layers make; the text is kept to the byte.

        Raises:
            ArchiveError: not JSON, a value of the wrong type, or DiffIDs that are not those of ``layers``.
        """
        data = loads(raw, "image configuration")
        try:
            rows = tuple(History.from_json(row) for row in typed(data, "history", list) or ())
            config = ImageConfig.from_json(typed(data, "config", dict) or {})
            container = ImageConfig.from_json(typed(data, "container_config", dict) or {})
            listed = words(typed(data, "rootfs", dict) or {}, "diff_ids") or ()
            image = Image(
                config,
                layers,
                rows,
                text(data, "created"),
                text(data, "author"),
                text(data, "architecture"),
                text(data, "os"),
                text(data, "variant"),
                flavour="classic" if "container_config" in data else "buildkit",
                comment=text(data, "comment"),
                container=text(data, "container"),
                container_config=container,
                docker_version=text(data, "docker_version") or ENGINE_VERSION,
                raw=raw,
            )
        except (TypeError, ValueError) as exc:
            raise ArchiveError(f"image configuration: {exc}") from exc
        if len(listed) != len(layers) or any(a != b for a, b in zip(listed, image.diff_ids, strict=True)):
            raise ArchiveError(f"image configuration: it lists {len(listed)} DiffIDs that are not those of its layers")
        return image


def seconds_of(created: str) -> float:
    """Return a time as Docker writes it in seconds since 1970; 0 where ``created`` is empty or no time.

    >>> seconds_of("2023-11-14T22:13:20.5Z")
    1700000000.5
    """
    found = re.fullmatch(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)", created)
    if found is None:
        return 0.0
    try:
        moment = datetime.datetime.fromisoformat(found[1] + found[3].replace("Z", "+00:00"))
    except ValueError:
        return 0.0
    return moment.timestamp() + float(found[2] or 0)
