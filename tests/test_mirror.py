"""The lab's Internet: its data hold together, and its calendar runs."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from dockerlab.errors import NotModelled
from dockerlab.inode import File, Filler
from dockerlab.mirror import ALPINE, ARCHIVES, Internet, Unreachable, catalogue, compare, timestamp


@pytest.mark.parametrize("name", [*ARCHIVES, *ALPINE])
def test_every_package_is_whole(name: str) -> None:
    archive = catalogue(name)
    suites = {suite.key for suite in archive.suites}
    there = set(archive.packages) | archive.base | set(archive.provides)
    for package in archive.packages.values():
        entries = package.entries("")
        content = sum(entry.size for entry in entries.values() if isinstance(entry, File))
        assert content <= 1024 * package.installed * 1.35 + 60_000, package.name
        for row in package.history:
            assert row.suite in suites
            assert not row.day or date.fromisoformat(row.day).year == 2026
        for dependency in package.relations("Depends"):
            assert there & set(dependency.names), (package.name, dependency)


@pytest.mark.parametrize("name", [*ARCHIVES, *ALPINE])
def test_versions_only_grow(name: str) -> None:
    for package in catalogue(name).packages.values():
        for suite in {row.suite for row in package.history}:
            versions = [row.version for row in package.history if row.suite == suite]
            assert all(compare(a, b) < 0 for a, b in pairwise(versions)), package.name


def test_an_old_version_is_deleted_two_days_after_the_new_one() -> None:
    pool = "http://deb.debian.org/debian-security/pool/updates/main/c/curl/curl_8.14.1-2%2bdeb13u{}_amd64.deb"
    for day, there in (("2026-03-02", "3"), ("2026-03-08", "34"), ("2026-03-10", "4")):
        net = Internet(lambda day=day: timestamp(day))  # type: ignore[misc]
        for n in "34":
            if n in there:
                assert isinstance(net.open(pool.format(n)), Filler)
            else:
                with pytest.raises(FileNotFoundError):
                    net.open(pool.format(n))


def test_what_does_not_exist() -> None:
    net = Internet(lambda: timestamp("2026-03-02"))
    with pytest.raises(FileNotFoundError):
        net.fetch("https://example.com/nosuch")
    with pytest.raises(Unreachable):
        net.fetch("http://nosuch.invalid/")
    with pytest.raises(NotModelled, match="the web page"):
        net.fetch("https://github.com/")
