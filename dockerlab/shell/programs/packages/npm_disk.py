"""What npm does on the disk: archives into its cache, packages into their folders, links to their programs."""

from __future__ import annotations

import base64
import hashlib
import posixpath
from collections.abc import Mapping

from dockerlab.inode import Directory, File, Filler
from dockerlab.mirror.npm import Release, npm_package
from dockerlab.shell.process import Process
from dockerlab.shell.programs.packages.npm_call import Npm
from dockerlab.shell.programs.packages.report import DOWNLOAD, UNPACK
from dockerlab.shell.programs.packages.wheels import folders, sweep

__all__ = ["empty", "lay", "programs"]

ROW = 517  # the bytes of a row in the cache's index


def keep(call: Npm, content: str, size: int, what: str) -> bool:
    """Put something into npm's cache; return False if it is there already."""
    root = call.process.root
    path = f"{call.cache}/_cacache/content-v2/sha512/{content[:2]}/{content[2:4]}/{content[4:]}"
    if root.exists(path):
        return False
    row = hashlib.sha256(what.encode()).hexdigest()
    for where, filler in (
        (path, Filler(size, what)),
        (f"{call.cache}/_cacache/index-v5/{row[:2]}/{row[2:4]}/{row[4:]}", Filler(ROW, f"row of {what}")),
    ):
        folders(call.process, posixpath.dirname(where))
        root.write(where, filler, mode=0o644)
    return True


def fetch(call: Npm, release: Release) -> None:
    """Download a package's index and its archive, unless the cache has them."""
    package = npm_package(release.name)
    index = package.index_size if package else 0
    title = hashlib.sha512(f"{release.name} {package.latest(call.now) if package else ''}".encode()).hexdigest()
    if release.name in call.asked and keep(call, title, index, f"index of {release.name}"):
        call.spend(index / 8, DOWNLOAD)  # it travels compressed
    digest = base64.b64decode(release.fields["Integrity"].split("-", 1)[1]).hex()
    if keep(call, digest, release.size, f"archive {release.name}-{release.version}.tgz"):
        call.spend(release.size, DOWNLOAD)


def lay(call: Npm, path: str, release: Release) -> None:
    """Unpack a package into ``path``."""
    fetch(call, release)
    cred = call.process.cred
    runnable = {posixpath.normpath(target): name for name, target in (release.json("Bin") or {}).items()}
    for name, size in release.files.items():
        where = f"{path}/{name}"
        folders(call.process, posixpath.dirname(where))
        what = f"program:{runnable[name]}" if name in runnable else f"{release.name} {release.version} {name}"
        mode = 0o755 if name in runnable else 0o644
        call.process.root.place(where, File(Filler(size, what), mode, cred.uid, cred.gid, int(call.now)))
    call.spend(sum(release.files.values()), UNPACK)


def programs(call: Npm, after: Mapping[str, Release], before: Mapping[str, Release], top: str = "") -> None:
    """Link the programs of each package into the ``.bin`` beside it."""
    root, top = call.process.root, top or call.folder

    def links(rows: Mapping[str, Release]) -> dict[str, str]:
        found = {}
        for path, release in rows.items():
            beside = path.rpartition("node_modules/")[0] + "node_modules/.bin"
            for name, target in (release.json("Bin") or {}).items():
                found[f"{top}/{beside}/{name}"] = f"../{release.name}/{target.removeprefix('./')}"
        return found

    wanted = links(after)
    for path in links(before).keys() - wanted.keys():
        if is_link(call.process, path):
            root.unlink(path)
    for path, target in sorted(wanted.items()):
        call.link(target, path)


def is_link(process: Process, path: str) -> bool:
    """Say whether there is something at ``path``, if only a link that leads nowhere."""
    try:
        process.root.stat(path, follow=False)
    except OSError:
        return False
    return True


def empty(process: Process, path: str, *, keep: bool = False) -> None:
    """Remove a folder and all in it; ``keep``: but not its own node_modules, or node_modules itself."""
    root = process.root
    if not root.exists(path) or not isinstance(process.stat(path, follow=False), Directory):
        return
    whole = posixpath.basename(path) == "node_modules"
    for name in root.listdir(path):
        if not keep or whole or name != "node_modules":
            sweep(process, f"{path}/{name}")
    if not keep:
        root.rmdir(path)
