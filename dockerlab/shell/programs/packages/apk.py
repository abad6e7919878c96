"""apk: Alpine's package manager.

It has no mercy on pins: a branch's repository holds one version of each package, so
``apk add curl=8.17.0-r1`` works until the day a newer curl appears.

Wording: apk-tools 2.14 (Alpine 3.22) and 3.0 (Alpine 3.23), from their sources and from
logs of real builds; there was no apk to compare with. The number of MiB is as rough
as the sizes in ``data/packages``.
"""

from __future__ import annotations

from datetime import UTC, datetime

from dockerlab.errors import NotModelled
from dockerlab.inode import Directory, File
from dockerlab.mirror import Package
from dockerlab.shell.process import Process
from dockerlab.shell.programs.packages.apkdb import Apk, load_index, needed, open_books
from dockerlab.shell.programs.packages.dpkg import place
from dockerlab.shell.programs.packages.lists import Candidate, Index, internet
from dockerlab.shell.programs.packages.plan import resolve
from dockerlab.shell.programs.packages.report import DOWNLOAD, UNPACK, spend
from dockerlab.shell.registry import Options, command, parse_options

__all__: list[str] = []

LONG = {
    "no-cache": "c", "update-cache": "U", "update": "U", "virtual=": "t", "quiet": "q", "no-progress": "n",
    "upgrade": "u", "latest": "l", "available": "a", "purge": "p", "installed": "e", "cache-max-age=": "m",
}  # fmt: skip
BINARIES = ("/bin/", "/sbin/", "/usr/bin/", "/usr/sbin/")


@command("apk")
def apk(process: Process, o: Options, argv: list[str]) -> int:
    """``add``, ``del``, ``update``, ``upgrade``, ``info [-e NAME]``; all else is refused."""
    options, words = parse_options(argv, "Ut:qune", LONG)
    if not words:
        raise NotModelled("the help of apk")
    if "m" in options or words[0] not in ("add", "del", "update", "upgrade", "info"):
        raise NotModelled(f"apk {' '.join(argv)}")
    if process.cred.uid and words[0] != "info":
        process.err(
            "ERROR: Unable to lock database: Permission denied\nERROR: Failed to open apk database: Permission denied\n"
        )
        return 99
    books = open_books(process, quiet="q" in options)
    verb, *names = words
    if verb == "info":
        return info(books, options, names)
    if verb == "del":
        return delete(books, names)
    index = load_index(books, cached="c" not in options, update="U" in options or verb == "update")
    if verb == "update":
        return updated(books, index)
    if index is None:
        index = Index(books.archive)
    if verb == "upgrade":
        return change(books, [found for name in books.rows if (found := newer(books, index, name))], index)
    return add(books, options, names, index)


def info(books: Apk, options: Options, names: list[str]) -> int:
    """List the installed packages, or say whether one is (``-e``)."""
    if names and "e" not in options:
        raise NotModelled("apk info with a name", hint="apk info -e NAME is modelled.")
    there = [name for name in (names or sorted(books.rows)) if name in books.rows]
    books.process.out("".join(f"{name}\n" for name in there))
    return int(bool(names) and len(there) < len(names))


def updated(books: Apk, index: Index | None) -> int:
    """Say what ``apk update`` says at its end."""
    if index is None:
        books.say(f"{len(books.suites)} unavailable, 0 stale; {len(books.rows)} distinct packages available")
        return len(books.suites)
    for suite in books.suites:
        day = books.archive.changed(suite.key, books.process.session.system.clock())
        books.say(f"v{books.archive.name.removeprefix('alpine-')}-{day} [{suite.uri}/{suite.name}]")
    books.say(f"OK: {books.archive.head['Distinct']} distinct packages available")
    return 0


def newer(books: Apk, index: Index, name: str) -> Candidate | None:
    """Return what an installed package of the catalogue can be upgraded to."""
    found = index.candidate(name)
    has = books.version(name)
    known = [row.version for row in found.package.history] if found else []
    return found if found and has in known and has != found.version else None


def add(books: Apk, options: Options, words: list[str], index: Index) -> int:
    """``apk add``: put the names into the world, and make the system fit."""
    wanted, problems, world = list[Candidate](), list[str](), list(books.world)
    for word in words:
        name, sign, version = split(word)
        found = next(index.providers(name), None)
        if found is None:
            if index.offers and books.archive.exists(name):
                raise NotModelled(f"the package {name}", hint="data/packages lists the packages that the lab has.")
            problems.append(f"  {name} (no such package):\n    required by: world[{word}]")
            continue
        if version and not (found.version == version or (sign == "~" and f"{found.version}.".startswith(version))):
            problems.append(f"  {found.package.name}-{found.version}:\n    breaks: world[{word}]")
            continue
        if "t" not in options:
            world = [w for w in world if split(w)[0] != name] + [word]
        if found.package.name not in books.rows or ("u" in options and newer(books, index, found.package.name)):
            wanted.append(found)
    if problems:
        books.fail("ERROR: unable to select packages:\n" + "\n".join(problems))
        return len(problems)
    extra = ""
    if "t" in options:
        moment = datetime.fromtimestamp(books.process.session.system.clock(), UTC)
        extra = f"{options.one('t')}={moment:%Y%m%d.%H%M%S}"
        world.append(extra)
    books.world = world
    return change(books, wanted, index, extra, [split(word)[0] for word in words])


def split(word: str) -> tuple[str, str, str]:
    """Return name, sign and version of a dependency. Raises NotModelled for ranges and tags."""
    for sign in ("=", "~"):
        name, found, version = word.partition(sign)
        if found:
            return name, sign, version.lstrip("=~")
    if set("<>@!") & set(word):
        raise NotModelled(f"apk add {word}")
    return word, "", ""


def change(books: Apk, wanted: list[Candidate], index: Index, extra: str = "", below: list[str] | None = None) -> int:
    """Install and upgrade; ``extra`` is a virtual package that stands for ``below``."""
    installed = {name: books.version(name) for name in books.rows}
    plan = list(resolve(index, installed, wanted, recommends=False).install.values())
    total, errors = len(plan) + bool(extra), 0
    width = len(str(total)) if books.third else 1
    indent = "  " if books.third else ""
    for number, candidate in enumerate(plan, 1):
        package, old = candidate.package, installed.get(candidate.package.name)
        what = f"({old} -> {candidate.version})" if old else f"({candidate.version})"
        books.say(f"({number:{width}}/{total}) {'Upgrading' if old else 'Installing'} {package.name} {what}")
        if not fetch(books, candidate):
            missing = (
                "HTTP 404: Not Found" if books.third else "package mentioned in index not found (try 'apk update')"
            )
            books.fail(f"ERROR: {package.name}-{candidate.version}: {missing}")
            errors += 1
            continue
        day = next((row.day for row in package.history if row.version == candidate.version), "")
        entries = package.entries(day)
        for path in sorted(entries):
            place(books.process, path, entries, f"{package.name} {candidate.version}")
        spend(books.process, 1024 * package.installed, UNPACK)
        books.rows[package.name] = stanza(package, candidate.version)
        for script in package.fields.get("Scripts", "").split():
            books.say(f"{indent}Executing {package.name}-{candidate.version}.{script}")
    if extra:
        name, _, version = extra.partition("=")
        books.say(f"({total:{width}}/{total}) Installing {name} ({version})")
        books.rows[name] = f"P:{name}\nV:{version}\nA:noarch\nS:0\nI:0\nD:{' '.join(below or [])}"
    triggers(books, [candidate.package for candidate in plan])
    books.write()
    head = f"{errors} error{'s' * (errors > 1)};" if errors else "OK:"
    books.say(f"{head} {books.total()}")
    return errors


def fetch(books: Apk, candidate: Candidate) -> bool:
    """Download a package; False where it is gone."""
    net, suite = internet(books.process), candidate.suite
    if net is None:
        raise NotModelled("apk that loses its network half-way")
    try:
        net.open(f"{suite.uri}/{suite.name}/x86_64/{candidate.package.name}-{candidate.version}.apk")
    except FileNotFoundError:
        return False
    spend(books.process, candidate.package.size, DOWNLOAD)
    return True


def stanza(package: Package, version: str) -> str:
    """Return the entry of the book for a package."""
    needs = " ".join(dependency.names[0] for dependency in package.relations("Depends"))
    text = f"P:{package.name}\nV:{version}\nA:x86_64\nS:{package.size}\nI:{1024 * package.installed}"
    return text + (f"\nD:{needs}" if needs else "")


def triggers(books: Apk, packages: list[Package]) -> None:
    """Run what waits for the end: busybox renews its links where programs came or went."""
    known = books.archive.packages
    files = "\n".join(package.fields.get("Files", "") for package in packages)
    if any(f" {folder}" in files for folder in BINARIES):
        books.say(f"Executing busybox-{known['busybox'].history[0].version}.trigger")
    if any(package.name == "ca-certificates" for package in packages):
        books.say(f"Executing ca-certificates-{books.version('ca-certificates')}.trigger")


def delete(books: Apk, names: list[str]) -> int:
    """``apk del``: take the names out of the world; what nothing needs any more goes."""
    gone = [name for name in names if name in {split(word)[0] for word in books.world}]
    books.world = [word for word in books.world if split(word)[0] not in gone]
    stays = needed(books, lambda name: depends(books, name))
    kept = {name: sorted(n for n in stays if name in depends(books, n)) for name in names if name in stays}
    if kept:
        lines = "".join(f"  {name}: {' '.join(who)}\n" for name, who in kept.items())
        books.say(f"World updated, but the following packages are not removed due to:\n{lines}")
    purged = [name for name in reversed(books.rows) if name not in stays]
    width = len(str(len(purged))) if books.third else 1
    for number, name in enumerate(purged, 1):
        books.say(f"({number:{width}}/{len(purged)}) Purging {name} ({books.version(name)})")
        if name in books.archive.packages:
            erase(books.process, books.archive.packages[name])
        del books.rows[name]
    triggers(
        books, [books.archive.packages[name] for name in purged if name in books.archive.packages and name[0] != "."]
    )
    books.write()
    books.say(f"OK: {books.total()}")
    return 0


def depends(books: Apk, name: str) -> list[str]:
    """Return what an installed package depends on."""
    line = next((line[2:] for line in books.rows[name].split("\n") if line.startswith("D:")), "")
    found = [split(word)[0] for word in line.split()]
    return found + [p for word in found for p in books.archive.provides.get(word, ()) if p in books.rows]


def erase(process: Process, package: Package) -> None:
    """Remove the files of a package, and its directories where they are left empty."""
    for path, entry in sorted(package.entries("").items(), reverse=True):
        if not process.root.exists(path) and isinstance(entry, Directory | File):
            continue
        node = process.stat(path, follow=False)
        if not isinstance(node, Directory):
            process.root.unlink(path)
        elif not node.entries and path.count("/") > 2:
            process.root.rmdir(path)
