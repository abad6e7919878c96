"""apk's own books: what is installed (``/lib/apk/db/installed``), what was asked for (``/etc/apk/world``), its indexes.

apk keeps the *wish*, not the way: ``world`` names what a person asked for, and all
else that is installed is there for its sake, and goes with it.

An index lies in ``/var/cache/apk``. Unlike apt, apk fetches a new one by itself when
the one at hand is older than four hours, so a cached ``RUN apk update`` does no harm
but its size. (Source: apk-tools, src/database.c: ``autoupdate`` and ``cache_max_age``.)
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

from dockerlab.errors import NotModelled
from dockerlab.mirror import Catalogue, Internet, Suite, catalogue, compare, timestamp
from dockerlab.shell.process import Process
from dockerlab.shell.programs.packages.lists import Candidate, Index, first_line, internet
from dockerlab.shell.programs.packages.report import DOWNLOAD, spend

__all__ = ["Apk", "load_index", "open_books"]

INSTALLED, WORLD, CACHE = "/lib/apk/db/installed", "/etc/apk/world", "/var/cache/apk"
MAX_AGE = 4 * 3600  # seconds for which an index at hand will do


@dataclass
class Apk:
    """One call of apk. ``rows`` is what is installed (name, stanza), in the order of its installation."""

    process: Process
    archive: Catalogue
    suites: list[Suite]
    quiet: bool = False
    rows: dict[str, str] = field(default_factory=dict)
    world: list[str] = field(default_factory=list)

    @property
    def third(self) -> bool:
        """Whether it is apk-tools 3 (from Alpine 3.23 on), which words some things differently."""
        return compare(self.archive.name.removeprefix("alpine-"), "3.23") >= 0

    def say(self, text: str) -> None:
        """Print a line, unless ``-q``."""
        if not self.quiet:
            self.process.out(f"{text}\n")

    def fail(self, text: str) -> None:
        """Print an error."""
        self.process.flush()
        self.process.err(f"{text}\n")

    def version(self, name: str) -> str:
        """Return the installed version of ``name``."""
        return next((line[2:] for line in self.rows[name].split("\n") if line.startswith("V:")), "")

    def write(self) -> None:
        """Write both books."""
        text = "".join(f"{row}\n\n" for row in self.rows.values())
        self.process.root.write(INSTALLED, text.encode("latin-1"), mode=0o644)
        self.process.root.write(WORLD, "".join(f"{w}\n" for w in sorted(self.world)).encode("latin-1"), mode=0o644)

    def total(self) -> str:
        """Return the line at the end of every change: how much there is now."""
        kilobytes = int(self.archive.head["Base-Size"])
        known = self.archive.packages
        kilobytes += sum(known[n].installed for n in self.rows if n in known and n not in self.archive.base)
        size = f"{kilobytes / 1024:.1f}" if self.third else f"{kilobytes // 1024}"
        return f"{size} MiB in {len(self.rows)} packages"


def open_books(process: Process, *, quiet: bool) -> Apk:
    """Read what is installed and wanted. Raises NotModelled for repositories that the lab does not have."""
    lines = [line.strip() for line in process.text("/etc/apk/repositories").split("\n")]
    urls = [line for line in lines if line and not line.startswith("#")]
    branch = urls[0].split("/alpine/v")[-1].split("/")[0] if urls else ""
    if branch not in ("3.22", "3.23"):
        raise NotModelled(f"the packages of Alpine {branch or '(no repository)'}", hint="3.22 and 3.23 are modelled.")
    archive = catalogue(f"alpine-{branch}")
    known = {f"{suite.uri}/{suite.name}": suite for suite in archive.suites}
    strange = [url for url in urls if url not in known]
    if strange:
        raise NotModelled(f"the package repository {strange[0]}")
    apk = Apk(process, archive, [known[url] for url in urls], quiet)
    text = process.text(INSTALLED) if process.root.exists(INSTALLED) else ""
    for part in text.strip("\n").split("\n\n"):
        name = next((line[2:] for line in part.split("\n") if line.startswith("P:")), "")
        if name:
            apk.rows[name] = part
    apk.world = process.text(WORLD).split() if process.root.exists(WORLD) else []
    return apk


def load_index(apk: Apk, *, cached: bool, update: bool) -> Index | None:
    """Return what the repositories offer; None where one could not be reached.

    ``cached``: keep the index in ``/var/cache/apk``; ``update``: fetch it even if the one there is young.
    """
    index, net = Index(apk.archive), internet(apk.process)
    now = apk.process.session.system.clock()
    for suite in apk.suites:
        url = f"{suite.uri}/{suite.name}"
        path = f"{CACHE}/APKINDEX.{hashlib.sha1(url.encode()).hexdigest()[:8]}.tar.gz"
        line = first_line(apk.process, path) if cached else ""
        if line and not update and now - apk.process.stat(path).mtime <= MAX_AGE:
            day = line.split()[-1]
        else:
            day = fetch_index(apk, net, url, suite, path if cached else "")
        if day:
            offer(index, suite, timestamp(day))
    return index if net or index.offers else None


def fetch_index(apk: Apk, net: Internet | None, url: str, suite: Suite, keep: str) -> str:
    """Fetch one index and return its day; '' where it cannot be had."""
    whole = f"{url}/x86_64/APKINDEX.tar.gz"
    if not apk.third:
        apk.say(f"fetch {whole}")
    if net is None:
        if apk.third:
            raise NotModelled("apk 3 without a network")
        apk.fail(f"WARNING: {'updating and opening' if keep else 'fetching'} {url}: temporary error (try again later)")
        return ""
    content = net.open(whole)
    spend(apk.process, suite.index_size, DOWNLOAD)
    if keep:
        apk.process.root.write(keep, content, mode=0o644)
    return apk.archive.changed(suite.key, net.now())


def offer(index: Index, suite: Suite, now: float) -> None:
    """Add what a repository has at ``now``."""
    for package in index.archive.packages.values():
        if version := package.version(suite.key, now):
            index.offers.setdefault(package.name, []).append(Candidate(package, version, suite))


def needed(apk: Apk, depends: Callable[[str], list[str]]) -> set[str]:
    """Return the installed packages that the world, or the base image, needs."""
    todo = [word.split("=")[0].split("~")[0].split("<")[0].split(">")[0] for word in apk.world]
    todo += [name for name in apk.rows if name in apk.archive.base or name not in apk.archive.packages]
    todo = [name for name in todo if not name.startswith(".") or name in {w.split("=")[0] for w in apk.world}]
    reached = set[str]()
    while todo:
        name = todo.pop()
        if name in apk.rows and name not in reached:
            reached.add(name)
            todo += depends(name)
        else:
            todo += [p for p in apk.archive.provides.get(name, ()) if p in apk.rows and p not in reached]
    return reached
