"""apt's lists: where its sources are written down, and the indexes that ``apt-get update`` leaves behind.

``/var/lib/apt/lists`` holds, for each source, the index of the day it was fetched.
``apt-get install`` looks nowhere else.  So an image layer with a list is an image
layer with a date.

Format of the sources: https://manpages.debian.org/trixie/apt/sources.list.5.en.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from dockerlab.errors import NotModelled
from dockerlab.inode import Directory, File, Filler
from dockerlab.layer import Layer
from dockerlab.mirror import ARCHIVES, Catalogue, Internet, Package, Suite, catalogue, compare, timestamp
from dockerlab.mirror.catalogue import stanza
from dockerlab.shell.process import Process

__all__ = ["Candidate", "Index", "index", "internet", "kept", "sources"]

LISTS = "/var/lib/apt/lists"


@dataclass(frozen=True)
class Candidate:
    """A version that a list offers."""

    package: Package
    version: str
    suite: Suite

    def __str__(self) -> str:
        return f"{self.package.name}:{self.package.architecture} {self.version}"

    @property
    def url(self) -> str:
        """Where its file is. (apt escapes the ``+``.)"""
        pool = "pool/updates/main" if self.suite.uri.endswith("-security") else "pool/main"
        plain = self.version.split(":")[-1].replace("+", "%2b").replace("~", "%7e")
        file = f"{self.package.name}_{plain}_{self.package.architecture}.deb"
        return f"{self.suite.uri}/{pool}/{self.package.fields['Pool']}/{file}"

    @property
    def file(self) -> str:
        """The name of its file in ``/var/cache/apt/archives``."""
        return f"{self.package.name}_{self.version.replace(':', '%3a')}_{self.package.architecture}.deb"


@dataclass
class Index:
    """All that the lists offer, the newest first."""

    archive: Catalogue
    offers: dict[str, list[Candidate]] = field(default_factory=dict)

    def candidate(self, name: str) -> Candidate | None:
        """Return the newest version of ``name``; None where no list has it."""
        found = self.offers.get(name)
        return found[0] if found else None

    def providers(self, name: str) -> Iterator[Candidate]:
        """Yield the candidate of that name, then those that provide it."""
        for option in (name, *self.archive.provides.get(name, ())):
            if (found := self.candidate(option)) is not None:
                yield found


def internet(process: Process) -> Internet | None:
    """Return the Internet, if the process can reach it."""
    system = process.session.system
    return system.mirror if system.network and isinstance(system.mirror, Internet) else None


def sources(process: Process) -> tuple[Catalogue, list[Suite]]:
    """Return the archive that the system's sources name, and its suites in their order.

    Raises:
        NotModelled: a source that the lab does not have.
    """
    wanted, root = [], process.root
    folder = "/etc/apt/sources.list.d"
    names = ["/etc/apt/sources.list"] if root.exists("/etc/apt/sources.list") else []
    names += [f"{folder}/{name}" for name in (root.listdir(folder) if root.exists(folder) else ())]
    for name in names:
        text = process.text(name)
        if name.endswith(".sources"):
            for part in re.split(r"\n\s*\n", text):
                fields = stanza(part)
                for suite in fields.get("Suites", "").split():
                    wanted += [(fields["URIs"].rstrip("/"), suite, c) for c in fields.get("Components", "").split()]
        else:
            for line in text.split("\n"):
                words = re.sub(r"\[[^]]*\]", "", line.split("#")[0]).split()
                if words[:1] == ["deb"]:
                    wanted += [(words[1].rstrip("/"), words[2], component) for component in words[3:]]
    for key in ARCHIVES:
        archive = catalogue(key)
        known = {(suite.uri, suite.name, suite.component): suite for suite in archive.suites}
        if wanted and wanted[0] in known:
            strange = [source for source in wanted if source not in known]
            if strange:
                raise NotModelled(f"the package source {' '.join(strange[0])}")
            return archive, [known[source] for source in dict.fromkeys(wanted)]
    what = f"the package source {' '.join(wanted[0])}" if wanted else "apt without sources"
    raise NotModelled(what, hint="The lab has the archives of Debian 12 and 13: try FROM debian.")


def list_name(suite: Suite, kind: str) -> str:
    """Return the file in which apt keeps the head (``InRelease``) or the index of a suite."""
    tail = "InRelease" if kind == "release" else f"{suite.component}_binary-amd64_Packages.lz4"
    return f"{suite.uri.split('://')[1].replace('/', '_')}_dists_{suite.name}_{tail}"


def first_line(process: Process, path: str) -> str:
    """Return the first line of a file that may be filler; '' if there is none."""
    if not process.root.exists(path):
        return ""
    content = process.root.content(path)
    return content.name if isinstance(content, Filler) else content.split(b"\n")[0].decode("latin-1")


def index(process: Process) -> Index:
    """Read the lists. Raises NotModelled where one was written by something else."""
    archive, suites = sources(process)
    found = Index(archive)
    for suite in suites:
        path = f"{LISTS}/{list_name(suite, 'index')}"
        line = first_line(process, path)
        if not line:
            continue
        words = line.split()
        if words[:3] != ["index", archive.name, suite.key]:
            raise NotModelled(f"a package list of another origin: {path}")
        day = timestamp(words[3])
        for package in archive.packages.values():
            version = package.version(suite.key, day)
            if version:
                found.offers.setdefault(package.name, []).append(Candidate(package, version, suite))
    for offers in found.offers.values():
        for i in range(1, len(offers)):  # at most three: insertion sort, the newest first
            j = i
            while j and compare(offers[j].version, offers[j - 1].version) > 0:
                offers[j - 1 : j + 1] = [offers[j], offers[j - 1]]
                j -= 1
    return found


def kept(layer: Layer) -> tuple[Catalogue, dict[str, str]] | None:
    """Return the archive whose lists lie in a layer, and the day of each by its suite's key; None if none do."""
    found: dict[str, str] = {}
    archive = ""
    for path, entry in layer.entries.items():
        if path.startswith(LISTS) and isinstance(entry, File) and isinstance(entry.content, Filler):
            match entry.content.name.split():
                case ["index", archive, key, day]:
                    found[key] = day
    return (catalogue(archive), found) if found else None


def prepare(process: Process) -> None:
    """Make the folders that apt needs."""
    for path, mode in ((LISTS, 0o755), (f"{LISTS}/partial", 0o700), (f"{LISTS}/auxfiles", 0o755)):
        if not process.root.exists(path):
            process.root.place(path, Directory({}, mode, 42 if mode == 0o700 else 0, 0, process.session.system.clock()))
