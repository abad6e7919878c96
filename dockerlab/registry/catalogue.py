"""The catalogue: the images that the lab's Docker Hub has, written down in ``data/images``.

One TOML file per repository says which image each tag means *from which day on*
(tags move, as in life), and how every image was made: the image it stands on,
its configuration, and the rows of its history, some with a layer.  The layers
are listings.  Their DiffIDs are recorded, so nothing is read, unpacked or hashed
before somebody looks inside.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, cached_property
from typing import Any

from dockerlab.data_files import data_folder
from dockerlab.digest import DiffID, Digest
from dockerlab.image import History, Image, ImageConfig
from dockerlab.layer import Entry, Layer
from dockerlab.registry.listing import parse_listing

__all__ = ["Repository", "listed_layer", "repositories", "repository"]


@dataclass(frozen=True)
class Repository:
    """One repository: its tags over time, and its images by key."""

    name: str
    tags: Mapping[str, tuple[tuple[float, str], ...]]
    described: Mapping[str, Mapping[str, Any]]

    def at(self, now: float) -> dict[str, Image]:
        """Return every tag that there is at ``now`` (seconds since 1970), and the image that it means then."""
        found = {}
        for tag, moves in self.tags.items():
            keys = [key for since, key in moves if since <= now]
            if keys:
                found[tag] = image(self.name, keys[-1])
        return found

    def image(self, tag: str, now: float) -> Image | None:
        """Return the image that ``tag`` means at ``now``; None if there is none."""
        keys = [key for since, key in self.tags.get(tag, ()) if since <= now]
        return image(self.name, keys[-1]) if keys else None

    def images(self, now: float) -> tuple[Image, ...]:
        """Return every image that some tag has meant up to ``now``."""
        keys = {key: None for moves in self.tags.values() for since, key in moves if since <= now}
        return tuple(image(self.name, key) for key in keys)


def repositories() -> tuple[str, ...]:
    """Return the names of all repositories.

    >>> "busybox" in repositories()
    True
    """
    names = (entry.name for entry in (data_folder() / "images").iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


@cache
def repository(name: str) -> Repository | None:
    """Return a repository by its short name; None if the catalogue has none of that name."""
    if name not in repositories():
        return None
    data = tomllib.loads((data_folder() / "images" / f"{name}.toml").read_text(encoding="utf-8"))
    tags = {tag: tuple(map(move, [moves] if isinstance(moves, str) else moves)) for tag, moves in data["tags"].items()}
    return Repository(name, tags, data["images"])


def move(text: str) -> tuple[float, str]:
    """Return the time and the key of ``2026-03-10 3.12.13``; no day means always.

    >>> move("1.37"), move("1970-01-02 1.38")
    ((0.0, '1.37'), (86400.0, '1.38'))
    """
    day, _, key = text.rpartition(" ")
    return (datetime.fromisoformat(f"{day}T00:00:00+00:00").timestamp() if day else 0.0), key


@cache
def image(name: str, key: str) -> Image:
    """Return the image ``key`` of the repository ``name``."""
    found = repository(name)
    assert found is not None, name
    data = found.described[key]
    start = Image()
    if "from" in data:
        below, _, its_key = data["from"].partition(":")
        start = image(below, its_key)
    created = data["created"]
    comment = data.get("comment", "buildkit.dockerfile.v0")
    config = configured(start.config, data)
    made = replace(start, created=created, config=config)
    for row in data["rows"]:
        text, layer = (row, None) if isinstance(row, str) else row
        made = made.append(
            None if layer is None else listed_layer(layer),
            History(created, text, comment, empty_layer=layer is None),
            config,
        )
    return made


def configured(config: ImageConfig, data: Mapping[str, Any]) -> ImageConfig:
    """Return the configuration with what ``data`` says changed."""
    lists = ("env", "cmd", "entrypoint", "exposed_ports", "volumes", "shell")
    changes: dict[str, Any] = {name: tuple(data[name]) for name in lists if name in data}
    changes |= {name: data[name] for name in ("user", "working_dir", "stop_signal", "args_escaped") if name in data}
    if "labels" in data:
        changes["labels"] = tuple(data["labels"].items())
    if "entrypoint" in changes and "cmd" not in changes:
        changes["cmd"] = None
    return replace(config, **changes)


# -- layers ----------------------------------------------------------------


class Listing(Mapping[str, Entry]):
    """The entries of a listed layer, read when somebody looks at them."""

    def __init__(self, name: str) -> None:
        self.name = name

    @cached_property
    def entries(self) -> dict[str, Entry]:
        """The entries themselves."""
        return entries_of(self.name)

    def __getitem__(self, path: str) -> Entry:
        return self.entries[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)


@cache
def entries_of(name: str) -> dict[str, Entry]:
    """Return the entries of the listing ``name``. Raises ValueError naming the file where a line is wrong."""
    text = (data_folder() / "images" / "layers" / f"{name}.txt").read_text(encoding="utf-8")
    try:
        return parse_listing(text, entries_of)
    except (ValueError, KeyError) as exc:
        raise ValueError(f"data/images/layers/{name}.txt: {exc}") from exc


@dataclass(frozen=True)
class Record:
    """What is known of a layer before it is read: its DiffID, and the bytes of its tar."""

    diff_id: DiffID
    tar_size: int


@cache
def records() -> dict[str, Record]:
    """Return the recorded digests (``data/images/layers/digests.txt``, written by ``dockerlab.registry.record``)."""
    text = (data_folder() / "images" / "layers" / "digests.txt").read_text(encoding="utf-8")
    rows = (line.split() for line in text.splitlines() if line and not line.startswith("#"))
    return {name: Record(DiffID(Digest(digest)), int(size)) for name, digest, size in rows}


@cache
def tar_sizes() -> dict[DiffID, int]:
    """Return the recorded bytes of the tars, by DiffID."""
    return {record.diff_id: record.tar_size for record in records().values()}


@cache
def listed_layer(name: str) -> Layer:
    """Return a layer of the catalogue; images that share it share the object."""
    known = records().get(name)
    return Layer(Listing(name), known=known.diff_id if known else None, unpacked=True)
