"""``apt-get update``: fetch the head and the index of every source, unless the list at hand is the same."""

from __future__ import annotations

from dockerlab.inode import Filler
from dockerlab.mirror import Suite
from dockerlab.shell.programs.packages.call import Apt
from dockerlab.shell.programs.packages.lists import LISTS, first_line, internet, list_name, prepare
from dockerlab.shell.programs.packages.report import DOWNLOAD, amount, rate, spend

__all__ = ["update"]

TRIES = 3  # apt asks this often before it gives a source up


def update(apt: Apt, suites: list[Suite]) -> None:
    """Write the lists of the day into ``/var/lib/apt/lists``."""
    process = apt.process
    prepare(process)
    net = internet(process)
    if net is None:
        return offline(apt, suites)
    stale, fetched = [], 0
    for number, suite in enumerate(suites, 1):
        head = net.open(f"{suite.uri}/dists/{suite.name}/InRelease")
        assert isinstance(head, Filler)
        path = f"{LISTS}/{list_name(suite, 'release')}"
        known = first_line(process, path) == head.name and process.root.exists(f"{LISTS}/{list_name(suite, 'index')}")
        size = "" if known else f" [{amount(suite.release_size)}]"
        apt.say(f"{'Hit' if known else 'Get'}:{number} {suite.uri} {suite.name} InRelease{size}")
        if not known:
            process.root.write(path, head, mode=0o644)
            stale.append(suite)
            fetched += suite.release_size
    for number, suite in enumerate(stale, len(suites) + 1):
        packages = net.open(f"{suite.uri}/dists/{suite.name}/{suite.component}/binary-amd64/Packages.xz")
        process.root.write(f"{LISTS}/{list_name(suite, 'index')}", packages, mode=0o644)
        what = f"{suite.uri} {suite.name}/{suite.component} amd64 Packages"
        apt.say(f"Get:{number} {what} [{amount(suite.index_size)}]")
        fetched += suite.index_size
    seconds = spend(process, fetched, DOWNLOAD)
    if fetched:
        apt.say(rate(fetched, seconds))
    process.session.system.advance(0.5)
    apt.say("Reading package lists...")
    process.root.write(f"{LISTS}/lock", b"", mode=0o640)


def offline(apt: Apt, suites: list[Suite]) -> None:
    """Say that no host was found; the old lists stay, and the status is 0 all the same."""
    for _ in range(TRIES):
        for number, suite in enumerate(suites, 1):
            apt.say(f"Ign:{number} {suite.uri} {suite.name} InRelease")
    warnings = []
    for number, suite in enumerate(suites, 1):
        why = f"Temporary failure resolving '{suite.uri.split('/')[2]}'"
        apt.say(f"Err:{number} {suite.uri} {suite.name} InRelease\n  {why}")
        warnings.append(f"W: Failed to fetch {suite.uri}/dists/{suite.name}/InRelease  {why}")
    apt.say("Reading package lists...")
    apt.fail(*warnings, "W: Some index files failed to download. They have been ignored, or old ones used instead.")
