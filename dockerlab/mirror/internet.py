"""What a URL answers, on a given day.

The package archives answer with *filler*: bytes of the right size whose first
line says what they are (``index debian-13 main 2026-03-14``).  So an index keeps
its day wherever it is copied or cached, and no download is stored or hashed for
its own sake.  A handful of web pages is written down in ``data/packages/web.toml``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from functools import cache
from typing import Any
from urllib.parse import unquote

from dockerlab.data_files import data_folder
from dockerlab.errors import NotModelled
from dockerlab.inode import Content, Filler, read
from dockerlab.mirror.catalogue import Catalogue, catalogue

__all__ = ["ALPINE", "ARCHIVES", "Internet", "Unreachable", "described"]

ARCHIVES = ("debian-13", "debian-12")  # those that apt knows
ALPINE = ("alpine-3.23", "alpine-3.22")
DEB = re.compile(r"(?P<uri>.*?)/pool/(?:updates/)?main/(?P<dir>.+)/(?P<name>[^/_]+)_(?P<version>[^/_]+)_[a-z0-9]+\.deb")


class Unreachable(OSError):
    """No host of that name can be found."""


class Internet:
    """All that can be downloaded; ``now`` gives the time in seconds since 1970.

    >>> net = Internet(lambda: 1_772_442_000)
    >>> net.fetch("https://example.com/")[:15]
    b'<!doctype html>'
    >>> net.open("http://deb.debian.org/debian/dists/trixie/InRelease")
    Filler(size=140420, name='release debian-13 main 2026-02-21')
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self.now = now

    def fetch(self, url: str) -> bytes:
        """Return the body of ``url``.

        Raises:
            FileNotFoundError: the host has no such page (404).
            Unreachable: there is no such host.
            NotModelled: a page of the real Internet that the lab does not have.
        """
        return read(self.open(url))

    def open(self, url: str) -> Content:
        """Return what ``fetch`` does, without making filler real."""
        now = self.now()
        if url in pages():
            return described(pages()[url], url)
        for name in (*ARCHIVES, *ALPINE):
            look = from_archive if name in ARCHIVES else from_branch
            found = look(catalogue(name), unquote(url), now)
            if found is not None:
                return found
        host = re.sub(r"^[a-z]+://([^/:]*).*", r"\1", url)
        known = {suite.uri.split("/")[2] for name in (*ARCHIVES, *ALPINE) for suite in catalogue(name).suites}
        if host in known | {page.split("/")[2] for page in pages()}:
            raise FileNotFoundError(404, "Not Found", url)
        if "." not in host or host.rsplit(".", 1)[-1] in ("invalid", "test", "example", "local", "internal"):
            raise Unreachable(-2, "Name or service not known", url)
        raise NotModelled(f"the web page {url}", hint="data/packages/web.toml lists the pages that the lab has.")


def from_archive(archive: Catalogue, url: str, now: float) -> Content | None:
    """Return an index or a package of a Debian archive; None if ``url`` is not one that is there at ``now``."""
    for suite in archive.suites:
        if url.startswith(f"{suite.uri}/dists/{suite.name}/"):
            stamp = f"{archive.name} {suite.key} {archive.changed(suite.key, now)}"
            if url.endswith("/InRelease"):
                return Filler(suite.release_size, f"release {stamp}")
            if url.endswith(f"/{suite.component}/binary-amd64/Packages.xz"):
                return Filler(suite.kept_size, f"index {stamp}")
    found = DEB.fullmatch(url)
    if not found or found["name"] not in archive.packages or not any(s.uri == found["uri"] for s in archive.suites):
        return None
    package = archive.packages[found["name"]]
    for version in {row.version for row in package.history if row.version.split(":")[-1] == found["version"]}:
        if package.downloadable(version, now):
            return Filler(package.size, f"deb {archive.name} {package.name} {version}")
    return None


def from_branch(archive: Catalogue, url: str, now: float) -> Content | None:
    """Return an index or a package of an Alpine branch; None if ``url`` is not one that is there at ``now``."""
    for suite in archive.suites:
        start, _, file = url.rpartition("/x86_64/")
        if start != f"{suite.uri}/{suite.name}":
            continue
        if file == "APKINDEX.tar.gz":
            return Filler(suite.kept_size, f"index {archive.name} {suite.key} {archive.changed(suite.key, now)}")
        for package in archive.packages.values():
            version = package.version(suite.key, now)
            if version and file == f"{package.name}-{version}.apk":
                return Filler(package.size, f"apk {archive.name} {package.name} {version}")
    return None


@cache
def pages() -> dict[str, dict[str, Any]]:
    """Return the web pages by URL."""
    text = (data_folder() / "packages" / "web.toml").read_text(encoding="utf-8")
    return dict(tomllib.loads(text))


def described(page: dict[str, Any], url: str) -> Content:
    """Return a page's body: its ``text``, or filler of ``size`` bytes."""
    return page["text"].encode() if "text" in page else Filler(page["size"], f"download {url}")
