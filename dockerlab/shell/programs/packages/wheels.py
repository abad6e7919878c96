"""Wheels: fetched from PyPI or found in pip's cache, unpacked into ``site-packages``, wiped out again."""

from __future__ import annotations

import hashlib
import posixpath
import re
from dataclasses import dataclass, field, replace

from dockerlab.inode import Directory, File, Filler
from dockerlab.layer import Entry
from dockerlab.mirror import Catalogue, Package, catalogue
from dockerlab.shell.process import Process
from dockerlab.shell.programs.packages.report import DOWNLOAD, UNPACK, spend
from dockerlab.shell.programs.packages.requirement import canonical, parse
from dockerlab.shell.registry import Options

__all__ = ["Pip", "download", "now", "shown", "unpack", "wipe"]


@dataclass
class Pip:
    """One call of pip: what is there (name, version), chosen (package, version, name as written), kept (version)."""

    process: Process
    options: Options
    site: str
    index: Catalogue = field(default_factory=lambda: catalogue("pypi"))
    here: dict[str, tuple[str, str]] = field(default_factory=dict)
    chosen: dict[str, tuple[Package, str, str]] = field(
        default_factory=dict
    )  # with the version, and the name as written
    kept: dict[str, str] = field(default_factory=dict)

    def say(self, text: str) -> None:
        """Print a line, unless ``-q``."""
        if "q" not in self.options:
            self.process.out(f"{text}\n")

    def fail(self, *lines: str) -> int:
        """Print errors; return 1."""
        self.process.flush()
        self.process.err("".join(f"ERROR: {line}\n" for line in lines))
        return 1

    @property
    def python(self) -> str:
        """The interpreter's version, like ``3.12``."""
        found = re.search(r"python(\d\.\d+)", self.site)
        return found[1] if found else ""


def now(pip: Pip) -> float:
    """Return the lab's time, in seconds since 1970."""
    return pip.process.session.system.clock()


def shown(name: str) -> str:
    """Return a project's name as its author writes it."""
    package = catalogue("pypi").packages.get(name)
    return package.fields.get("Name", name) if package else name


def wheel(pip: Pip, package: Package, version: str) -> str:
    """Return the name of the file that pip downloads."""
    project, tag = package.fields["Wheel"].split()
    return f"{project}-{version}-{tag}.whl".replace("cp312", "cp" + pip.python.replace(".", ""))


def kilobytes(size: float) -> str:
    """Return bytes as pip does.

    >>> kilobytes(3631), kilobytes(103_424), kilobytes(15_720_599)
    ('3.6 kB', '103 kB', '15.7 MB')
    """
    if size >= 1_000_000:
        return f"{size / 1e6:.1f} MB"
    return f"{size / 1000:.0f} kB" if size >= 10_000 else f"{size / 1000:.1f} kB" if size >= 1000 else f"{size} bytes"


def download(pip: Pip, package: Package, version: str, *, metadata: bool) -> None:
    """Fetch a wheel, or its metadata first; keep it in the cache, or find it there."""
    name = wheel(pip, package, version) + ".metadata" * metadata
    about = [f.size for p, f in package.entries("").items() if p.endswith("/METADATA") and isinstance(f, File)]
    size = (about or [1000])[0] if metadata else package.size
    digest = hashlib.sha224(name.encode()).hexdigest()
    path = f"{pip.process.env.get('HOME', '/root')}/.cache/pip/http-v2/{'/'.join(digest[:5])}/{digest}"
    cached = "c" not in pip.options and pip.process.root.exists(f"{path}.body")
    pip.say(f"{'  ' * metadata}{'Using cached' if cached else 'Downloading'} {name} ({kilobytes(size)})")
    if cached:
        return
    if size > 512 * 1024:
        total = f"{size / 1e6:.1f}/{size / 1e6:.1f} MB"
        pip.say(f"   {'━' * 40} {total} {DOWNLOAD / 1e6:.1f} MB/s eta 0:00:00".encode().decode("latin-1"))
    spend(pip.process, size, DOWNLOAD)
    if "c" not in pip.options and not pip.process.env.get("PIP_NO_CACHE_DIR"):
        folders(pip.process, posixpath.dirname(path), 0o700)
        pip.process.root.write(path, Filler(1800, f"headers of {name}"), mode=0o600)
        pip.process.root.write(f"{path}.body", Filler(size, f"wheel {name}"), mode=0o600)


def folders(process: Process, path: str, mode: int = 0o755) -> None:
    """Make a directory and those above it."""
    if not process.root.exists(path):
        folders(process, posixpath.dirname(path), mode)
        process.root.mkdir(path, mode)


def unpack(pip: Pip) -> None:
    """Unpack what was chosen: what depends on nothing first."""
    for package, version, _ in pip.chosen.values():
        download(pip, package, version, metadata=False)
    names, left = list[str](), dict(pip.chosen)
    while left:
        leaves = [n for n in left if not {canonical(parse(i).name) for i in depends(left[n][0])} & (set(left) - {n})]
        for name in sorted(leaves or left, key=lambda n: left[n][2], reverse=True):
            names.append(name)
        left = {name: row for name, row in left.items() if name not in names}
    pip.say(f"Installing collected packages: {', '.join(pip.chosen[name][2] for name in names)}")
    for name in names:
        package, version, _ = pip.chosen[name]
        if name in pip.here:
            was, old = shown(name), pip.here[name][1]
            pip.say(f"  Attempting uninstall: {name}\n    Found existing installation: {was} {old}")
            pip.say(f"    Uninstalling {was}-{old}:\n      Successfully uninstalled {was}-{old}")
            wipe(pip, package, old)
        for path, entry in sorted(entries(pip, package, version).items()):
            if isinstance(entry, File):
                folders(pip.process, posixpath.dirname(path))
                if isinstance(entry.content, Filler) and not entry.content.name.startswith("program:"):
                    entry = replace(entry, content=Filler(entry.size, f"{entry.content.name} {name} {version}"))
                pip.process.root.place(path, replace(entry, mtime=int(now(pip))))
        spend(pip.process, 1024 * package.installed, UNPACK)
    done = sorted(f"{pip.chosen[name][2]}-{pip.chosen[name][1]}" for name in names)
    pip.say(f"Successfully installed {' '.join(done)}")


def depends(package: Package) -> list[str]:
    return [item for item in package.fields.get("Depends", "").split(", ") if item]


def entries(pip: Pip, package: Package, version: str) -> dict[str, Entry]:
    """Return the files of a wheel where they go to."""
    found, python = dict[str, Entry](), pip.python.replace(".", "")
    for path, entry in package.entries("").items():
        where = (
            path.replace("/SITE", pip.site, 1).replace("/BIN", "/usr/local/bin", 1).replace("-VERSION.", f"-{version}.")
        )
        found[where.replace("cpython-312", f"cpython-{python}")] = entry
    return found


def wipe(pip: Pip, package: Package, version: str) -> None:
    """Remove an installed distribution: its scripts, its packages, its ``dist-info``."""
    root, tops = pip.process.root, set[str]()
    for path, entry in entries(pip, package, version).items():
        if path.startswith(pip.site + "/"):
            tops.add(pip.site + "/" + path[len(pip.site) + 1 :].split("/")[0])
        elif isinstance(entry, File) and root.exists(path):
            root.unlink(path)
    for top in sorted(tops):
        if root.exists(top):
            sweep(pip.process, top)


def sweep(process: Process, path: str) -> None:
    """Remove a file, or a directory and all in it."""
    if isinstance(process.stat(path, follow=False), Directory):
        for name in process.root.listdir(path):
            sweep(process, f"{path}/{name}")
        process.root.rmdir(path)
    else:
        process.root.unlink(path)
