"""apt-get: ``update`` fetches the lists of the day, ``install`` believes the lists.

That they are two steps is the trap of Dockerfiles: ``RUN apt-get update`` is
cached, its lists grow old, and a new ``RUN apt-get install`` asks the archive
for a version that was deleted: 404, status 100.  In one RUN they cannot part.

The wording is that of apt 3.0 on Debian 13 (and of 2.6 on Debian 12, where they
differ), each message compared with the real program on a small archive of its
own.  Left out: what maintainer scripts print (but for a few), and the per cent of
``(Reading database ...``, which the real one writes to a pseudo-terminal.
"""

from __future__ import annotations

from collections.abc import Callable
from fnmatch import fnmatchcase

from dockerlab.errors import NotModelled
from dockerlab.shell.process import Process
from dockerlab.shell.programs.packages import transaction
from dockerlab.shell.programs.packages.call import Apt
from dockerlab.shell.programs.packages.dpkg import book, present
from dockerlab.shell.programs.packages.lists import Candidate, index, sources
from dockerlab.shell.programs.packages.plan import Plan, dependants, resolve, unneeded
from dockerlab.shell.programs.packages.update import update
from dockerlab.shell.registry import Options, command

__all__: list[str] = []

FLAGS = {
    "-y": "yes", "--yes": "yes", "--assume-yes": "yes", "-q": "quiet", "--quiet": "quiet", "-qq": "silent",
    "--no-install-recommends": "bare", "--install-recommends": "full", "--purge": "purge", "--auto-remove": "auto",
    "--autoremove": "auto", "--no-install-suggests": "", "--fix-missing": "", "-f": "", "--fix-broken": "",
    "--allow-downgrades": "", "--allow-change-held-packages": "", "--no-upgrade": "no-upgrade",
}  # fmt: skip
SETTINGS = {  # the settings (-o) that change nothing here, or what they mean
    "apt::install-recommends=false": "bare", "apt::install-recommends=0": "bare", "apt::install-suggests=0": "",
    "apt::install-suggests=false": "", "apt::get::assume-yes=true": "yes", "dpkg::use-pty=0": "",
    "dpkg::options::=--force-confold": "", "dpkg::options::=--force-confdef": "",
}  # fmt: skip
IMPOSSIBLE = """\
Some packages could not be installed. This may mean that you have
requested an impossible situation or if you are using the unstable
distribution that some required packages have not yet been created
or been moved out of Incoming.
The following information may help to resolve the situation:

The following packages have unmet dependencies:"""
KNOWN = "source build-dep satisfy download check changelog reinstall dselect-upgrade indextargets markauto markmanual"


@command("apt-get", "apt")
def apt_get(process: Process, o: Options, argv: list[str]) -> int:
    """Sort the words out and do what the first one says."""
    if process.name == "apt":
        process.err("\nWARNING: apt does not have a stable CLI interface. Use with caution in scripts.\n\n")
    try:
        flags, words = parse(argv)
    except KeyError as exc:
        raise NotModelled(f"the option {exc.args[0]} of {process.name}") from None
    if not words:
        raise NotModelled(f"the help of {process.name}")
    verb, *names = words
    action = ACTIONS.get(verb)
    if action is None:
        if verb in KNOWN.split() or (process.name == "apt" and verb in ("list", "show", "search", "edit-sources")):
            raise NotModelled(f"{process.name} {verb}")
        process.err(f"E: Invalid operation {verb}\n")
        return 100
    if process.name == "apt" and verb != "update":
        raise NotModelled(f"apt {verb}, which draws its own tables", hint="apt-get is for scripts, and modelled.")
    if process.cred.uid:
        return refused(process, verb)
    apt = Apt(process, flags, index(process))
    return action(apt, names)


def parse(argv: list[str]) -> tuple[set[str], list[str]]:
    """Return the flags and the other words. Raises KeyError for an option that is not modelled."""
    flags, words, rest = set[str](), [], list(argv)
    while rest:
        word = rest.pop(0)
        if word in ("-o", "--option"):
            flags.add(SETTINGS[(rest.pop(0) if rest else "").lower()])
        elif word.startswith("-o") and "=" in word:
            flags.add(SETTINGS[word[2:].lower()])
        elif word in FLAGS:
            flags.add(FLAGS[word])
        elif word.startswith("-") and not word.startswith("--") and all(f"-{c}" in FLAGS for c in word[1:]):
            flags |= {FLAGS[f"-{letter}"] for letter in word[1:]} | ({"silent"} if word.count("q") > 1 else set())
        elif word.startswith("-q=") or word.startswith("--quiet="):
            flags.add("silent" if word[-1] > "1" else "quiet")
        elif word.startswith("-"):
            raise KeyError(word)
        else:
            words.append(word)
    if sum(w in ("-q", "--quiet") for w in argv) > 1:
        flags.add("silent")
    return (flags | {"yes"} if "silent" in flags else flags), words


def refused(process: Process, verb: str) -> int:
    """Say what apt-get tells a user who is not root."""
    lock, what = (
        "/var/lib/dpkg/lock-frontend",
        "acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend), are you root?",
    )
    if verb == "update":
        process.out("Reading package lists...\n")
        process.flush()
        lock, what = "/var/lib/apt/lists/lock", "lock directory /var/lib/apt/lists/"
    process.err(f"E: Could not open lock file {lock} - open (13: Permission denied)\nE: Unable to {what}\n")
    return 100


def read_state(apt: Apt) -> None:
    """Read dpkg's book and apt's marks, and say so."""
    apt.say("Reading package lists...\nBuilding dependency tree...")
    if apt.index.archive.name != "debian-12":
        apt.say("Reading state information...")
    apt.rows = book(apt.process)
    apt.installed = present(apt.process, apt.index.archive, apt.rows)
    apt.automatic = transaction.automatic(apt.process)


def install(apt: Apt, words: list[str]) -> int:
    """``install NAME…``, ``NAME=VERSION``, ``NAME-`` is refused."""
    read_state(apt)
    wanted, errors, manual = list[Candidate](), list[str](), set[str]()
    for word in words:
        name, _, version = word.partition("=")
        name = name.removesuffix(":amd64")
        if "/" in word or (name.endswith(("-", "+")) and name not in apt.index.offers):
            raise NotModelled(f"apt-get install {word}")
        offers = apt.index.offers.get(name) or list(apt.index.providers(name))[:1]
        if not offers and apt.installed.get(name) is None:
            if apt.index.offers and apt.index.archive.exists(name):
                raise NotModelled(f"the package {name}", hint="data/packages lists the packages that the lab has.")
            errors.append(f"E: Unable to locate package {name}")
            continue
        if offers and offers[0].package.name != name:
            apt.say(f"Note, selecting '{offers[0].package.name}' instead of '{name}'")
            name = offers[0].package.name
        match = [offer for offer in offers if not version or fnmatchcase(offer.version, version)]
        if version and not match:
            apt.say(
                f"Package {name} is not available, but is referred to by another package.\nThis may mean that the "
                "package is missing, has been obsoleted, or\nis only available from another source\n"
            )
            errors.append(f"E: Version '{version}' for '{name}' was not found")
            continue
        has = apt.installed.get(name)
        manual.add(name)
        if has is not None and (not match or has in ("", match[0].version) or "no-upgrade" in apt.flags):
            apt.say(f"{name} is already the newest version ({has or (match[0].version if match else '')}).")
            if name in apt.automatic:
                apt.say(f"{name} set to manually installed.")
        else:
            wanted.append(match[0])
    if errors:
        return apt.fail(*errors)
    plan = resolve(apt.index, apt.installed, wanted, recommends="bare" not in apt.flags)
    return carry_out(apt, plan, {c.package.name for c in wanted}, manual)


def upgrade(apt: Apt, words: list[str]) -> int:
    """Bring every installed package to the newest version that the lists know."""
    read_state(apt)
    apt.say("Calculating upgrade...")
    wanted = [found for name in sorted(apt.installed) if (found := newer(apt, name))]
    plan = resolve(apt.index, apt.installed, wanted, recommends=False)
    return carry_out(apt, plan, set(), set())


def newer(apt: Apt, name: str) -> Candidate | None:
    """Return the candidate for an installed package if it is another version than the installed one."""
    found, has = apt.index.candidate(name), apt.installed.get(name)
    return found if found and has and found.version != has else None


def carry_out(apt: Apt, plan: Plan, asked: set[str], manual: set[str]) -> int:
    """Show the plan, ask, fetch, unpack."""
    if plan.unmet:
        apt.say(IMPOSSIBLE)
        apt.say("\n".join(plan.unmet))
        return apt.fail("E: Unable to correct problems, you have held broken packages.")
    marks = (apt.automatic | (set(plan.install) - asked - set(apt.installed))) - manual
    idle = unneeded(apt.index.archive, {*apt.installed, *plan.install}, marks)
    transaction.show_idle(apt, idle)
    new = sorted(name for name in plan.install if name not in apt.installed)
    raised = sorted(name for name in plan.install if name in apt.installed)
    apt.names(
        "The following additional packages will be installed:", sorted(set(plan.install) - asked) if asked else ()
    )
    transaction.show_extras(apt, plan)
    apt.names("The following NEW packages will be installed:", new)
    apt.names("The following packages will be upgraded:", raised)
    waiting = len([name for name in apt.installed if name not in plan.install and newer(apt, name)])
    apt.say(f"{len(raised)} upgraded, {len(new)} newly installed, 0 to remove and {waiting} not upgraded.")
    transaction.mark(apt.process, marks, apt.automatic)
    return transaction.install(apt, plan, asked) if plan.install else 0


def remove(apt: Apt, words: list[str], *, purge: bool = False) -> int:
    """``remove``: the files go, the settings in /etc stay; ``purge``: all goes."""
    purge = purge or "purge" in apt.flags
    read_state(apt)
    errors = [
        f"E: Unable to locate package {name}"
        for name in words
        if name not in apt.installed and name not in apt.rows and name not in apt.index.offers
    ]
    if errors:
        return apt.fail(*errors)
    there = [name for name in words if name in apt.installed or (purge and name in apt.rows)]
    for name in words:
        if name not in there:
            apt.say(f"Package '{name}' is not installed, so not removed")
    strange = [name for name in there if name not in apt.index.archive.packages]
    if strange:
        raise NotModelled(f"removing {strange[0]}, which is part of the base image")
    gone = dependants(apt.index.archive, {**apt.installed, **dict.fromkeys(there, "")}, there)
    left = {name: version for name, version in apt.installed.items() if name not in gone}
    idle = unneeded(apt.index.archive, left, apt.automatic)
    if "auto" in apt.flags:
        gone |= set(idle)
    else:
        transaction.show_idle(apt, idle)
    return transaction.remove(apt, sorted(gone), purge=purge)


def purge(apt: Apt, words: list[str]) -> int:
    """Remove, and the settings in /etc too."""
    return remove(apt, words, purge=True)


def autoremove(apt: Apt, words: list[str]) -> int:
    """Remove what came along and is needed no more (and what is named)."""
    apt.flags.add("auto")
    return remove(apt, words)


def clean(apt: Apt, words: list[str]) -> int:
    """Empty the cache of downloaded packages."""
    transaction.clean(apt.process)
    return 0


def dist_clean(apt: Apt, words: list[str]) -> int:
    """Empty the cache, and throw the lists away."""
    transaction.clean(apt.process)
    transaction.clean_lists(apt.process)
    return 0


def autoclean(apt: Apt, words: list[str]) -> int:
    """Nothing here is old enough to be cleaned."""
    read_state(apt)
    return 0


def refresh(apt: Apt, words: list[str]) -> int:
    """``update``: fetch the lists of the day."""
    if words:
        return apt.fail("E: The update command takes no arguments")
    update(apt, sources(apt.process)[1])
    if apt.process.name == "apt" and "silent" not in apt.flags:
        raise NotModelled("the summary of apt update", hint="apt-get update is modelled.")
    return 0


ACTIONS: dict[str, Callable[[Apt, list[str]], int]] = {
    "update": refresh, "install": install, "remove": remove, "purge": purge, "autoremove": autoremove,
    "auto-remove": autoremove, "clean": clean, "autoclean": autoclean, "upgrade": upgrade, "dist-upgrade": upgrade,
    "full-upgrade": upgrade, "dist-clean": dist_clean, "distclean": dist_clean,
}  # fmt: skip
