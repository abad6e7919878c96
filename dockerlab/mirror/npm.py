"""The npm registry of the lab: every version of a package, and since when; the releases that can be installed.

``data/packages/npm.txt`` is written in stanzas like the other archives.  ``Package: ms``
lists all versions there are; ``Package: ms 2.1.3`` describes one of them.

Format of what npm knows of a release: https://docs.npmjs.com/cli/v11/configuring-npm/package-json
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from dockerlab.data_files import data_folder
from dockerlab.mirror.catalogue import stanza, timestamp

__all__ = ["NpmPackage", "Release", "known", "npm_package"]


@dataclass(frozen=True)
class Release:
    """One version of a package. ``size`` is the bytes of its archive."""

    name: str
    version: str
    fields: Mapping[str, str]

    def needs(self, field: str = "Needs") -> dict[str, str]:
        """Return what it depends on: name → range. ``Optional``: what it can do without."""
        rows = (item.split(" ", 1) for item in self.fields.get(field, "").split(", ") if item)
        return {row[0]: row[1] for row in rows}

    def json(self, field: str) -> Any:
        """Return ``Engines``, ``Bin``, ``Funding`` or ``Os``, as in its package.json; None if it has none."""
        text = self.fields.get(field, "")
        return json.loads(text) if text else None

    @property
    def size(self) -> int:
        """The bytes to download."""
        return int(self.fields["Size"] or 0)

    @property
    def files(self) -> dict[str, int]:
        """The bytes of its files by path."""
        rows = (item.rsplit(" ", 1) for item in self.fields.get("Files", "").split(", ") if item)
        return {path: int(size) for path, size in rows}

    @property
    def url(self) -> str:
        """Where its archive is."""
        return f"https://registry.npmjs.org/{self.name}/-/{self.name.split('/')[-1]}-{self.version}.tgz"


@dataclass(frozen=True)
class NpmPackage:
    """A package: its ``versions`` (with the day each came out; '' : long ago, ``?`` : after the lab's calendar).

    >>> lodash = npm_package("lodash")
    >>> lodash.latest(timestamp("2026-03-02")), lodash.latest(timestamp("2026-04-02"))
    ('4.17.23', '4.18.1')
    """

    name: str
    versions: Mapping[str, str]
    releases: Mapping[str, Release]
    index_size: int

    def published(self, now: float) -> list[str]:
        """Return the versions there are at ``now``, the oldest first."""
        return [v for v, day in self.versions.items() if not day or (day != "?" and timestamp(day) <= now)]

    def latest(self, now: float) -> str:
        """Return what the tag ``latest`` names at ``now``."""
        return self.published(now)[-1]


@cache
def packages() -> tuple[dict[str, NpmPackage], frozenset[str]]:
    """Read ``data/packages/npm.txt``: the packages, and the names of some that the lab does not have."""
    text = (data_folder() / "packages" / "npm.txt").read_text(encoding="utf-8")
    head, *stanzas = text.strip().split("\n\n")
    found: dict[str, NpmPackage] = {}
    releases: dict[str, Release] = {}
    fields: dict[str, str] = {}
    for item in stanzas:
        name, _, version = item.split("\n", 1)[0].removeprefix("Package: ").partition(" ")
        if version:
            fields = {**fields, **stanza(item)}
            releases[version] = Release(name, version, fields)
            continue
        own = stanza(item)
        versions = {v: day for v, _, day in (word.partition("@") for word in own["Versions"].split())}
        releases, fields = {}, {}
        found[name] = NpmPackage(name, versions, releases, int(own.get("Index", 0)))
    return found, frozenset(stanza(head)["Also"].split())


def npm_package(name: str) -> NpmPackage | None:
    """Return a package of the lab's; None if it has none of that name."""
    return packages()[0].get(name)


def known(name: str) -> bool:
    """Say whether the real registry has a package of that name that the lab does not have."""
    return name in packages()[1]
