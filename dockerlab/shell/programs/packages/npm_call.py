"""One call of npm: where it works, which release it takes, and what it says."""

from __future__ import annotations

import json
import math
import posixpath
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime

from dockerlab.errors import NotModelled
from dockerlab.inode import Filler, Symlink
from dockerlab.mirror.npm import Release, known, npm_package
from dockerlab.shell.process import Process
from dockerlab.shell.programs.packages.lists import internet
from dockerlab.shell.programs.packages.node_modules import Folder
from dockerlab.shell.programs.packages.report import spend
from dockerlab.shell.programs.packages.semver import bounds, exact, parts, satisfies
from dockerlab.shell.programs.packages.wheels import folders as make_folders
from dockerlab.shell.registry import Options

__all__ = ["START", "Npm", "Refused", "manifest", "named", "saved"]

WEEK = 7 * 86_400
START = 0.3  # seconds until npm is ready


class Refused(Exception):
    """npm gives up: its code, and the lines it prints."""

    def __init__(self, code: str, lines: list[str], status: int = 1, word: str = "") -> None:
        super().__init__(code)
        self.code, self.lines, self.status, self.word = code, lines, status, word


@dataclass
class Npm:
    """One call of npm."""

    process: Process
    options: Options
    warned: list[str] = field(default_factory=list)
    asked: dict[str, int] = field(default_factory=dict)
    took: float = 0.0  # seconds

    def __post_init__(self) -> None:
        self.started = self.now

    def spend(self, size: float, speed: int) -> None:
        """Let the time pass that ``size`` bytes take."""
        self.took += spend(self.process, size, speed)

    @property
    def now(self) -> float:
        """The lab's time, in seconds since 1970."""
        return self.process.session.system.clock()

    @property
    def prefix(self) -> str:
        """Where global packages go."""
        return "/usr/local"

    @property
    def version(self) -> str:
        """npm's own version, as its package.json says."""
        text = self.process.read(f"{self.prefix}/lib/node_modules/npm/package.json")
        return str(json.loads(text)["version"])

    @property
    def cache(self) -> str:
        """Where npm keeps what it downloaded."""
        return self.process.env.get("npm_config_cache") or f"{self.process.env.get('HOME', '/root')}/.npm"

    @property
    def folder(self) -> str:
        """The project: the nearest folder with a package.json or a node_modules, or else this one."""
        here = self.process.cwd.rstrip("/")
        at = here
        while at:
            if any(self.process.root.exists(f"{at}/{name}") for name in ("package.json", "node_modules")):
                return at
            at = posixpath.dirname(at).rstrip("/")
        return at if self.process.root.exists("/package.json") else here

    def no_project(self) -> list[str]:
        """Return what npm says where there is no package.json."""
        path = f"{self.folder}/package.json"
        return [
            "syscall open", f"path {path}", "errno -2",
            f"enoent Could not read package.json: Error: ENOENT: no such file or directory, open '{path}'",
            "enoent This is related to npm not being able to find a file.", "enoent",
        ]  # fmt: skip

    def write(self, name: str, text: str) -> None:
        """Write a file of the project's."""
        path = f"{self.folder}/{name}"
        make_folders(self.process, posixpath.dirname(path) or "/")
        self.process.root.write(path, text.encode(), mode=0o644)

    def link(self, target: str, path: str) -> None:
        """Make a symbolic link, in the place of an older one."""
        make_folders(self.process, posixpath.dirname(path))
        if self.process.root.exists(path):
            self.process.root.unlink(path)
        cred = self.process.cred
        self.process.root.place(path, Symlink(target, cred.uid, cred.gid, int(self.now)))

    def check_network(self, top: Folder) -> None:
        """Refuse where npm would have to ask a registry that it cannot reach."""
        if internet(self.process) is None and top.children:
            raise NotModelled("npm without a network", hint="Give the step a network.")

    def warn(self, text: str) -> None:
        """Print a warning, once."""
        if text not in self.warned and "s" not in self.options:
            self.warned.append(text)
            self.process.flush()
            self.process.err(text)

    def report(self, top: Folder, there: set[Folder], count: tuple[int, int, int], *, audited: bool = True) -> None:
        """Say what was done."""
        if "s" in self.options:
            return
        nothing = audited and not there and "a" not in self.options  # with nothing to ask about, npm needs no answer
        took = int((START + self.took) * 1000)
        time = f"{took}ms" if took < 1000 else f"{math.floor(took / 1000 + 0.5)}s"
        self.process.out(f"\n{changes(*count, nothing)} in {time}\n")
        paid = {(f.name, f.release.version) for f in there if f.release and f.release.json("Funding")}
        if paid and "f" not in self.options:
            one = len(paid) == 1
            self.process.out(f"\n{len(paid)} {'package is' if one else 'packages are'} looking for funding\n")
            self.process.out("  run `npm fund` for details\n")
        if nothing:
            self.process.out("\nfound 0 vulnerabilities\n")

    def log(self, size: int) -> str:
        """Leave a log behind, as each call does; return its path."""
        stamp = datetime.fromtimestamp(self.started, UTC)
        path = f"{self.cache}/_logs/{stamp:%Y-%m-%dT%H_%M_%S}_{stamp.microsecond // 1000:03d}Z-debug-0.log"
        make_folders(self.process, posixpath.dirname(path))
        self.process.root.write(path, Filler(size, "npm log"), mode=0o644)
        return path

    def finish(self) -> None:
        """End well: the log, and word of a newer npm."""
        self.process.flush()
        self.log(1100 + 520 * len(self.asked))
        if text := self.notice():
            self.process.err(text)

    def notice(self) -> str:
        """Return what npm says of a newer npm; it looks once a week."""
        process, path = self.process, f"{self.cache}/_update-notifier-last-checked"
        quiet = process.env.get("CI", "false") != "false" or {"u", "s"} & set(self.options)
        if quiet or internet(process) is None:
            return ""
        if process.root.exists(path) and self.now - process.root.stat(path).mtime < WEEK:
            return ""
        make_folders(process, posixpath.dirname(path))
        process.root.write(path, b"", mode=0o644)
        package = npm_package("npm")
        assert package is not None
        own, latest = self.version, package.latest(self.now)
        if parts(own) >= parts(latest):
            return ""
        same = next(i for i in range(3) if parts(own)[i] != parts(latest)[i])
        return (
            f"npm notice\nnpm notice New {('major', 'minor', 'patch')[same]} version of npm available! "
            f"{own} -> {latest}\n"
            f"npm notice Changelog: https://github.com/npm/cli/releases/tag/v{latest}\n"
            f"npm notice To update run: npm install -g npm@{latest}\nnpm notice\n"
        )

    def fail(self, error: Refused) -> int:
        """Say why npm gives up; return the status."""
        if "s" in self.options:
            return error.status
        lines = [
            *([f"code {error.code}"] if error.code else []),
            *(f"{error.word} {line}" if error.word else line for line in error.lines),
        ]
        self.process.flush()
        self.process.err("".join(f"npm error {line}".rstrip() + "\n" for line in lines))
        self.process.err(self.notice())
        self.process.err(f"npm error A complete log of this run can be found in: {self.log(1100)}\n")
        return error.status


def changes(added: int, removed: int, changed: int, audited: bool) -> str:
    """Return ``added 1 package, and removed 2 packages``.

    >>> changes(3, 1, 0, False), changes(0, 0, 0, True)
    ('added 3 packages, and removed 1 package', 'up to date, audited 1 package')
    >>> changes(0, 29, 0, True)
    'removed 29 packages, and audited 1 package'
    """
    counts = {"added": added, "removed": removed, "changed": changed}
    rows = [f"{word} {n} package{'s' * (n != 1)}" for word, n in counts.items() if n]
    tail = "audited 1 package"
    if not rows:
        return f"up to date, {tail}" if audited else "up to date"
    if audited:
        return f"{', '.join(rows)}, and {tail}"
    return ", ".join([*rows[:-1], "and " * (len(rows) > 1) + rows[-1]])


def named(word: str) -> tuple[str, str]:
    """Return the name and the range of ``express@^4``. Raises NotModelled for a folder, an archive or a URL."""
    found = re.fullmatch(r"((?:@[\w.-]+/)?[\w.-]+)(?:@([\w.^~<>=|* -]*))?", word)
    if found is None or word[0] in "./~" or re.search(r"-\w|^[a-z]{2,}", (found[2] or "").replace("latest", "")):
        raise NotModelled(f"npm install {word}", hint="Names with a range of versions are modelled.")
    return found[1], found[2] or "latest"


def manifest(call: Npm, name: str, wanted: str) -> Release:
    """Return the release that npm takes today. Raises Refused (E404, ETARGET)."""
    if internet(call.process) is None:
        raise NotModelled("npm without a network", hint="Give the step a network.")
    package = npm_package(name)
    if package is None or not package.releases:
        if known(name) or package is not None or name.startswith(("@types/", "@babel/", "@aws-sdk/")):
            raise NotModelled(f"the package {name}", hint="data/packages/npm.txt lists those that the lab has.")
        where = name.replace("/", "%2f")
        spec = f"'{name}@{'*' if wanted == 'latest' else wanted}'"
        old = parts(call.version)[0] < 11
        why = "is not in this registry." if old else "could not be found or you do not have permission to access it."
        raise Refused("E404", [
            f"404 Not Found - GET https://registry.npmjs.org/{where}", "404",
            f"404  {'' if old else 'The requested resource '}{spec} {why}", "404",
            "404 Note that you can also install from a", "404 tarball, folder, http url, or git url.",
        ])  # fmt: skip
    call.asked[name] = package.index_size
    there, latest = package.published(call.now), package.latest(call.now)
    try:
        fitting = [v for v in there if wanted in ("latest", "") or satisfies(v, wanted)]
        unsure = [
            v for v, day in package.versions.items() if day == "?" and wanted != "latest" and satisfies(v, wanted)
        ]
    except ValueError:
        raise NotModelled(f"the range {wanted} of {name}") from None
    if not fitting and (unsure and exact(wanted)):
        raise NotModelled(f"{name}@{wanted}, which came out after the lab's calendar ends")
    if not fitting:
        raise Refused("ETARGET", [
            f"No matching version found for {name}@{wanted}.",
            "In most cases you or one of your dependencies are requesting", "a package version that doesn't exist.",
        ], word="notarget")  # fmt: skip
    version = latest if latest in fitting else fitting[-1]
    if version not in package.releases:
        raise NotModelled(f"{name}@{version}", hint=f"The lab has {', '.join(package.releases)}.")
    return package.releases[version]


def saved(release: Release, wanted: str, *, exact_only: bool) -> str:
    """Return the range that goes into package.json: ``^`` and the version, unless a narrower one was asked for."""
    version = ("" if exact_only else "^") + release.version
    if wanted == "latest" or exact(wanted):
        return version
    inside = [
        all(low <= bounds(version)[0][0] and bounds(version)[0][1] <= high for low, high in bounds(part))
        for part in wanted.split("||")
    ]
    return version if any(inside) else wanted
