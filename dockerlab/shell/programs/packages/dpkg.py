"""dpkg: unpacks packages and keeps the book of what is installed, in ``/var/lib/dpkg``.

The book is a text file, ``status``; the paths of each package are in ``info/NAME.list``.
``/etc/dpkg/dpkg.cfg.d`` may exclude paths: that is why a *slim* image gets no manual pages.

A base image's own book names its packages; where the catalogue knows a package of
the base that the book does not mention, it counts as installed all the same.

The messages are those of dpkg 1.22 on Debian 13, compared with the real one.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from fnmatch import fnmatchcase

from dockerlab.errors import NotModelled
from dockerlab.inode import Directory, File, Filler, Symlink
from dockerlab.layer import Entry, HardLink
from dockerlab.mirror.catalogue import Catalogue, Package, stanza
from dockerlab.shell.process import Process
from dockerlab.shell.registry import Options, command

__all__ = ["Installed", "book", "erase", "unpack", "write_book"]

STATUS, INFO = "/var/lib/dpkg/status", "/var/lib/dpkg/info"


@dataclass(frozen=True)
class Installed:
    """One package in dpkg's book; ``status`` is ``installed`` or, when only its settings are left, ``config-files``."""

    name: str
    version: str
    architecture: str = "amd64"
    status: str = "installed"
    text: str = ""


def book(process: Process) -> dict[str, Installed]:
    """Return what dpkg's book holds, by name."""
    found = {}
    text = process.text(STATUS) if process.root.exists(STATUS) else ""
    for part in text.strip("\n").split("\n\n"):
        fields = stanza(part)
        if "Package" in fields and "Version" in fields:
            status = fields.get("Status", "install ok installed").split()[-1]
            row = Installed(fields["Package"], fields["Version"], fields.get("Architecture", "amd64"), status, part)
            found[row.name] = row
    return found


def write_book(process: Process, rows: dict[str, Installed]) -> None:
    """Write the book; the one before stays as ``status-old``."""
    before = process.read(STATUS) if process.root.exists(STATUS) else b""
    process.root.write(f"{STATUS}-old", before, mode=0o644)
    text = "\n\n".join(rows[name].text for name in sorted(rows)) + "\n\n"
    process.root.write(STATUS, text.encode("latin-1"), mode=0o644)


def described(package: Package, version: str, status: str) -> Installed:
    """Return the entry for a package."""
    lines = [
        f"Package: {package.name}", f"Status: {'install' if status == 'installed' else 'deinstall'} ok {status}",
        "Priority: optional", f"Installed-Size: {package.installed}", f"Architecture: {package.architecture}",
        f"Version: {version}",
    ]  # fmt: skip
    if "Multi-Arch" in package.fields:
        lines.insert(5, "Multi-Arch: same")
    lines += [f"{field}: {value}" for field, value in package.fields.items() if field in ("Depends", "Recommends")]
    text = "\n".join(lines).replace("(=)", f"(= {version})")
    return Installed(package.name, version, package.architecture, status, text)


def label(package: Package) -> str:
    """Return the name as dpkg writes it: with the architecture where several can be installed side by side."""
    return package.name + (f":{package.architecture}" if "Multi-Arch" in package.fields else "")


def excluded(process: Process) -> list[tuple[bool, str]]:
    """Return the path filters of dpkg's configuration: (exclude?, pattern), in order."""
    rules = []
    folder = "/etc/dpkg/dpkg.cfg.d"
    for name in process.root.listdir(folder) if process.root.exists(folder) else ():
        for line in process.text(f"{folder}/{name}").split("\n"):
            word, _, pattern = line.strip().replace("=", " ", 1).partition(" ")
            if word in ("path-exclude", "path-include"):
                rules.append((word == "path-exclude", pattern.strip()))
    return rules


def unpack(process: Process, package: Package, version: str, rows: dict[str, Installed]) -> None:
    """Put the files of a package into the tree and note it in ``rows`` and in ``info``."""
    day = next((row.day for row in package.history if row.version == version), "")
    rules = excluded(process)
    entries = package.entries(day)
    for path in sorted(entries):
        verdicts = [exclude for exclude, pattern in rules if fnmatchcase(path, pattern)]
        if not (verdicts and verdicts[-1]):
            place(process, path, entries, f"{package.name} {version}")
    owned = "\n".join(["/.", *sorted(entries)]) + "\n"
    files = sum(isinstance(entry, File) for entry in entries.values())
    process.root.write(f"{INFO}/{label(package)}.list", owned.encode(), mode=0o644)
    process.root.write(f"{INFO}/{label(package)}.md5sums", Filler(60 * files, f"md5sums {version}"), mode=0o644)
    rows[package.name] = described(package, version, "installed")


def place(process: Process, path: str, entries: dict[str, Entry], stamp: str) -> None:
    """Put one entry of a package at its path; a directory that is there stays as it is."""
    root, entry = process.root, entries[path]
    parent = posixpath.dirname(path)
    if not root.exists(parent):
        place(process, parent, entries, stamp)
    match entry:
        case Directory():
            if not root.exists(path):
                root.place(path, entry)
        case File(content=Filler(size, name)) if not name.startswith("program:"):
            root.place(path, replace(entry, content=Filler(size, f"{name} {stamp}")))
        case File() | Symlink():
            root.place(path, entry)
        case HardLink(target):
            root.link(target, path)
        case _:
            raise AssertionError(f"a package with {entry!r}")


def erase(process: Process, package: Package, rows: dict[str, Installed], *, purge: bool) -> None:
    """Take the files of a package out of the tree; its settings in /etc stay unless ``purge``."""
    version, settings = rows[package.name].version, False
    for path in sorted(package.entries(""), reverse=True):
        node = process.stat(path, follow=False) if process.root.exists(path) else None
        if isinstance(node, Directory):
            if not node.entries and posixpath.dirname(path) != "/" and path.count("/") > 2:
                process.root.rmdir(path)
        elif path.startswith("/etc/") and not purge:
            settings = True
        elif node is not None:
            process.root.unlink(path)
    for kind in ("md5sums",) if settings else ("list", "md5sums"):
        if process.root.exists(f"{INFO}/{label(package)}.{kind}"):
            process.root.unlink(f"{INFO}/{label(package)}.{kind}")
    if settings:
        rows[package.name] = described(package, version, "config-files")
    else:
        del rows[package.name]


def present(process: Process, archive: Catalogue, rows: dict[str, Installed]) -> dict[str, str]:
    """Return the version of everything that counts as installed ('' where no book says which).

    An image's book may be shorter than its tree: what every base image has is there
    all the same, and so is a package whose list lies in ``info``.
    """
    found = {row.name: row.version for row in rows.values() if row.status == "installed"}
    lists = process.root.listdir(INFO) if process.root.exists(INFO) else []
    listed = {name.removesuffix(".list").split(":")[0] for name in lists if name.endswith(".list")}
    for name in (archive.base | (listed & set(archive.packages))) - set(rows):
        found[name] = ""
    return found


def count_files(process: Process) -> int:
    """Return about how many files dpkg's database knows: those of the tree outside what no package owns."""

    def below(node: object) -> int:
        return sum(1 + below(child) for child in node.entries.values()) if isinstance(node, Directory) else 0

    return sum(below(process.stat(path)) for path in ("/etc", "/usr") if process.root.exists(path))


def log(process: Process, line: str) -> None:
    """Add a line to ``/var/log/dpkg.log``."""
    stamp = datetime.fromtimestamp(process.session.system.clock(), UTC).strftime("%Y-%m-%d %H:%M:%S")
    process.root.write("/var/log/dpkg.log", f"{stamp} {line}\n".encode(), append=True)


@command("dpkg", "dpkg-query")
def dpkg(process: Process, o: Options, argv: list[str]) -> int:
    """``-s``, ``-l NAME…``, ``-L``, ``-W``, ``--print-architecture``; all else is refused."""
    rows = book(process)
    action, names = (argv[0], argv[1:]) if argv else ("", [])
    match action:
        case "--print-architecture":
            process.out("amd64\n")
            return 0
        case "-s" | "--status" | "-L" | "--listfiles" | "-W" | "--show" | "-l" | "--list" if names or action[1] in "W-":
            pass
        case _:
            raise NotModelled(f"dpkg {action}".strip(), hint="dpkg -s, -l, -L and dpkg-query -W are, with names.")
    status = 0
    for name in names or sorted(rows):
        row = rows.get(name.split(":")[0])
        if row is None or (row.status != "installed" and action != "-s"):
            status = 1
            process.flush()
            process.err(missing(action, name))
        elif action in ("-s", "--status"):
            process.out(row.text + "\n\n" * (name != names[-1]) + "\n" * (name == names[-1]))
        elif action in ("-L", "--listfiles"):
            path = next(
                (f"{INFO}/{n}.list" for n in (name, f"{name}:amd64") if process.root.exists(f"{INFO}/{n}.list")), ""
            )
            process.out(process.read(path) if path else b"")
        elif action in ("-W", "--show"):
            process.out(f"{row.name}\t{row.version}\n")
        else:
            raise NotModelled("the table of dpkg -l", hint="dpkg -s and dpkg-query -W are modelled.")
    return status


def missing(action: str, name: str) -> str:
    """Return what dpkg says of a package that is not installed."""
    if action in ("-s", "--status"):
        tail = "Use dpkg --info (= dpkg-deb --info) to examine archive files.\n"
        return f"dpkg-query: package '{name}' is not installed and no information is available\n{tail}"
    if action in ("-L", "--listfiles"):
        tail = "Use dpkg --contents (= dpkg-deb --contents) to list archive files contents.\n"
        return f"dpkg-query: package '{name}' is not installed\n{tail}"
    return f"dpkg-query: no packages found matching {name}\n"
