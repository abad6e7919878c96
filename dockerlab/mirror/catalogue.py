"""What there is to install, and since when: ``data/packages``, one text file per archive.

A file is written like a Debian control file.  The head names the suites; each
package is a stanza whose ``Version`` is what there is when the lab starts,
followed by the days on which a newer one appears::

    Package: curl
    Version: 8.14.1-2+deb13u2
      2026-03-14 main 8.14.1-2+deb13u3
    Depends: libcurl4t64 (=)
    Size: 270212 495
    Files:
      0755 /usr/bin/curl = 322k program:curl

``(=)`` means *in the very same version*; ``Size`` is the bytes of the archive file
and the kilobytes when unpacked; ``Files`` is a layer listing (``registry.listing``).

Format: https://www.debian.org/doc/debian-policy/ch-controlfields.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, cached_property

from dockerlab.data_files import data_folder
from dockerlab.layer import Entry
from dockerlab.registry.listing import parse_listing

__all__ = ["Catalogue", "Dependency", "Package", "Published", "Suite", "catalogue", "stanza", "timestamp"]

DAY = 86_400
GRACE = 2 * DAY  # how long the archive keeps a file that nothing names any more
START = "2026-02-21"  # the day of every index that has not changed since the lab began


def timestamp(day: str) -> float:
    """Return the start of a day, in seconds since 1970 UTC.

    >>> timestamp("2026-03-02")
    1772409600.0
    """
    return datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp()


@dataclass(frozen=True)
class Suite:
    """A part of an archive with an index of its own: ``trixie-security`` at ``uri``.

    The sizes are bytes: of the signed head, of the index as it is downloaded, and as it is kept on disk.
    """

    key: str
    uri: str
    name: str
    component: str
    release_size: int
    index_size: int
    kept_size: int


@dataclass(frozen=True)
class Published:
    """A version that is in the suite ``suite`` from ``day`` on ('' : since before the lab began)."""

    day: str
    suite: str
    version: str


@dataclass(frozen=True)
class Dependency:
    """One thing a package needs: any of ``names``; ``exact``: in the package's own version."""

    names: tuple[str, ...]
    exact: bool = False


@dataclass(frozen=True)
class Package:
    """A package, in all its versions."""

    name: str
    fields: Mapping[str, str]

    @cached_property
    def history(self) -> tuple[Published, ...]:
        """Every version with the suite and the day of its appearance, oldest first."""
        first, *later = self.fields["Version"].split("\n")
        rows = [Published("", self.fields.get("Suite", "main"), first)]
        return tuple(rows + [Published(*line.split()) for line in later])

    def version(self, suite: str, now: float) -> str:
        """Return the version that ``suite`` has at ``now``; '' if it has none."""
        found = [p.version for p in self.history if p.suite == suite and (not p.day or timestamp(p.day) <= now)]
        return found[-1] if found else ""

    def downloadable(self, version: str, now: float) -> bool:
        """Say whether the archive still has (or has already) the file of ``version``."""
        suites = {p.suite for p in self.history}
        return any(version in (self.version(s, now), self.version(s, now - GRACE)) for s in suites)

    @property
    def architecture(self) -> str:
        """``amd64`` or ``all``."""
        return self.fields.get("Architecture", "amd64")

    @property
    def size(self) -> int:
        """The bytes to download."""
        return int(self.fields["Size"].split()[0])

    @property
    def installed(self) -> int:
        """The kilobytes it says it takes when installed."""
        return int(self.fields["Size"].split()[1])

    def relations(self, field: str) -> tuple[Dependency, ...]:
        """Return ``Depends``, ``Recommends`` …"""
        items = [item.strip() for item in self.fields.get(field, "").split(",") if item.strip()]
        return tuple(
            Dependency(tuple(re.split(r"[ (]", name.strip())[0] for name in item.split("|")), "(=)" in item)
            for item in items
        )

    def entries(self, day: str) -> dict[str, Entry]:
        """Return the files it brings, as of a version built on ``day``."""
        return parse_listing(f"time {day or START}T00:00:00Z\n" + self.fields.get("Files", ""), entries_of)


def entries_of(listing: str) -> dict[str, Entry]:
    """Refuse: a package includes no other listing."""
    raise KeyError(listing)


@dataclass(frozen=True)
class Catalogue:
    """One archive: its suites, its packages, what every base image of it has, and names that are not in the lab."""

    name: str
    suites: tuple[Suite, ...]
    packages: Mapping[str, Package]
    provides: Mapping[str, tuple[str, ...]]
    base: frozenset[str]
    also: frozenset[str]
    head: Mapping[str, str]

    def changed(self, suite: str, now: float) -> str:
        """Return the day of the index of ``suite`` at ``now``: that of its last change.

        >>> catalogue("debian-13").changed("main", timestamp("2026-03-02"))
        '2026-02-21'
        >>> catalogue("debian-13").changed("main", timestamp("2026-03-20"))
        '2026-03-14'
        """
        return max((day for day in self.days.get(suite, ()) if timestamp(day) <= now), default=START)

    @cached_property
    def days(self) -> dict[str, list[str]]:
        """The days on which each suite changes."""
        found: dict[str, list[str]] = {}
        for package in self.packages.values():
            for row in package.history[1:]:
                found.setdefault(row.suite, []).append(row.day)
        return found

    def exists(self, name: str) -> bool:
        """Say whether the real archive has a package of that name, or one like it, that the lab does not have."""
        stem = name.split("-")[0]
        return name in self.also or stem in self.also or stem.startswith(("lib", "python3", "golang", "node"))


def stanza(text: str) -> dict[str, str]:
    """Return the fields of one stanza; the lines of a longer value are joined by newlines.

    >>> stanza("Package: a\\nFiles:\\n  x\\n  y")
    {'Package': 'a', 'Files': 'x\\ny'}
    """
    fields: dict[str, str] = {}
    name = ""
    for line in text.split("\n"):
        if line.startswith("  "):
            fields[name] += ("\n" if fields[name] else "") + line[2:]
        elif line and not line.startswith("#"):
            name, _, value = line.partition(":")
            fields[name] = value.strip()
    return fields


@cache
def catalogue(name: str) -> Catalogue:
    """Return the archive written down in ``data/packages/NAME.txt``."""
    text = (data_folder() / "packages" / f"{name}.txt").read_text(encoding="utf-8")
    head_text, *stanzas = text.strip().split("\n\n")
    suites = []
    for line in head_text.split("\n"):
        if line.startswith("Suite: "):
            key, uri, suite, component, *sizes = line.split()[1:]
            suites.append(Suite(key, uri, suite, component, *map(int, sizes)))
    head = stanza(head_text)
    packages = {}
    for item in stanzas:
        fields = stanza(item)
        packages[fields["Package"]] = Package(fields["Package"], fields)
    provides: dict[str, tuple[str, ...]] = {}
    for package in packages.values():
        for dependency in package.relations("Provides"):
            for virtual in dependency.names:
                provides[virtual] = (*provides.get(virtual, ()), package.name)
    words = {field: frozenset(head.get(field, "").split()) for field in ("Base", "Also")}
    return Catalogue(name, tuple(suites), packages, provides, words["Base"], words["Also"], head)
