"""npm: packages from the lab's registry into ``node_modules``.

Like pip, npm asks the registry each time; what grows stale is the layer.  But it leaves a
lock file behind: ``npm ci`` with a lock file lays out the same versions on any day, ``npm install``
without one takes the newest that fit the ranges.

Wording: npm 10.9 and 11.8, compared with the real ones. The lab's registry answers no audit, as many mirrors
do not; npm then says nothing of vulnerabilities. Left out: install scripts, workspaces, everything that starts node.
"""

from __future__ import annotations

import json
import posixpath
from typing import Any

from dockerlab.errors import NotModelled
from dockerlab.mirror.npm import Release
from dockerlab.shell.process import Process
from dockerlab.shell.programs.packages.lists import internet
from dockerlab.shell.programs.packages.node_modules import Edge, Folder, collate, complete, folders, releases_at
from dockerlab.shell.programs.packages.npm_call import START, Npm, Refused, manifest, named, saved
from dockerlab.shell.programs.packages.npm_disk import empty, lay, programs
from dockerlab.shell.programs.packages.npm_lock import dev, inert, lock_text, locked, project_text, wishes
from dockerlab.shell.programs.packages.npm_scripts import run_script
from dockerlab.shell.registry import Options, command, parse_options

__all__ = ["npm"]

LONG = {
    "global": "g", "save-dev": "D", "save-exact": "E", "save": "S", "save-prod": "S", "no-save": "N", "omit=": "o",
    "production": "p", "ignore-scripts": "i", "no-audit": "a", "no-fund": "f", "silent": "s", "quiet": "q", "yes": "y",
    "force": "F", "no-package-lock": "L", "version": "v", "no-progress": "q", "no-update-notifier": "u",
    "prefer-offline": "q",
}  # fmt: skip
INSTALL = ("install", "i", "add", "in", "ins", "isntall")
CI = ("ci", "clean-install", "ic", "install-clean")
REMOVE = ("uninstall", "un", "unlink", "remove", "rm", "r")
USAGE = """
Clean install a project

Usage:
npm ci

Options:
[--install-strategy <hoisted|nested|shallow|linked>] [--legacy-bundling]
[--global-style] [--omit <dev|optional|peer> [--omit <dev|optional|peer> ...]]
[--include <prod|dev|optional|peer> [--include <prod|dev|optional|peer> ...]]
[--strict-peer-deps] [--foreground-scripts] [--ignore-scripts] [--no-audit]
[--no-bin-links] [--no-fund] [--dry-run]
[-w|--workspace <workspace-name> [-w|--workspace <workspace-name> ...]]
[--workspaces] [--include-workspace-root] [--install-links]

aliases: clean-install, ic, install-clean, isntall-clean

Run "npm help ci" for more info""".split("\n")


@command("npm")
def npm(process: Process, _: Options, argv: list[str]) -> int:
    """``install``, ``ci``, ``uninstall``, ``run``, ``cache clean --force``, ``--version``; all else is refused."""
    options, words = parse_options(argv, "gDESNfsqyvi", LONG)
    call = Npm(process, options)
    if "v" in options:
        process.out(f"{call.version}\n")
        return 0
    process.session.system.advance(START)
    try:
        match words:
            case [verb, *names] if verb in INSTALL and "g" in options:
                install_globally(call, names)
            case [verb, *names] if verb in INSTALL:
                install(call, names)
            case [verb, *_] if verb in CI:
                clean_install(call)
            case [verb, *names] if verb in REMOVE and names and "g" not in options:
                uninstall(call, names)
            case [verb, name, *more] if verb in ("run", "run-script"):
                return scripted(call, name, more)
            case [verb, *more] if verb in ("start", "stop", "restart", "test", "t"):
                return scripted(call, "test" if verb == "t" else verb, more)
            case ["cache", "clean"] if "F" in options:
                process.err("npm warn using --force Recommended protections disabled.\n")
                empty(process, f"{call.cache}/_cacache")
            case _:
                raise NotModelled(f"npm {' '.join(words)}", hint="npm install, ci, uninstall and run are modelled.")
    except Refused as exc:
        return call.fail(exc)
    call.finish()
    return 0


def scripted(call: Npm, name: str, words: list[str]) -> int:
    """``npm run NAME``."""
    project, text = project_of(call)
    if not text:
        raise Refused("ENOENT", call.no_project(), 254)
    status = run_script(call, project, name, words)
    call.finish()
    return status


def project_of(call: Npm) -> tuple[dict[str, Any], str]:
    """Return package.json, and its text ('' where there is none)."""
    path = f"{call.folder}/package.json"
    if not call.process.root.exists(path):
        return {}, ""
    text = call.process.read(path).decode("utf-8", "replace")
    try:
        project = json.loads(text)
    except ValueError as exc:
        raise NotModelled(f"npm with a package.json that is no JSON ({exc})") from exc
    if not isinstance(project, dict):
        raise NotModelled("a package.json that is no object")
    return project, text


def tree_of(call: Npm, project: dict[str, Any]) -> Folder:
    """Return the tree that the lock file describes, or else the one on the disk."""
    top = Folder("", edges=wishes(project, scripts="i" not in call.options))
    root = call.process.root
    for path in (f"{call.folder}/package-lock.json", f"{call.folder}/node_modules/.package-lock.json"):
        if root.exists(path):
            releases_at(top, locked(call.process.read(path).decode()))
            return top
    if root.exists(f"{call.folder}/node_modules") and any(
        n[0] != "." for n in root.listdir(f"{call.folder}/node_modules")
    ):
        raise NotModelled("a node_modules that npm did not lay out")
    return top


def install(call: Npm, words: list[str]) -> None:
    """``npm install``: what package.json asks for, and what is named."""
    project, text = project_of(call)
    if not text and not words:
        raise Refused("ENOENT", call.no_project(), 254)
    asked = {}
    for name, wanted in map(named, words):
        release = manifest(call, name, wanted)
        asked[name] = release
        field = (
            "devDependencies" if "D" in call.options or name in project.get("devDependencies", {}) else "dependencies"
        )
        other = "dependencies" if field == "devDependencies" else "devDependencies"
        if "S" in call.options:
            field, other = "dependencies", "devDependencies"
        rows = {**project.get(field, {}), name: saved(release, wanted, exact_only="E" in call.options)}
        project[field] = {key: rows[key] for key in sorted(rows, key=collate)}
        if name in project.get(other, {}):
            del project[other][name]
            if not project[other]:
                del project[other]
    apply(call, project, text, asked, changed=bool(words))


def uninstall(call: Npm, names: list[str]) -> None:
    """``npm uninstall``."""
    project, text = project_of(call)
    for field in ("dependencies", "devDependencies"):
        kept = {name: wanted for name, wanted in project.get(field, {}).items() if name not in names}
        if field in project:
            project[field] = kept
            if not kept:
                del project[field]
    apply(call, project, text, {}, changed=True)


def apply(call: Npm, project: dict[str, Any], text: str, asked: dict[str, Release], *, changed: bool) -> None:
    """Complete the tree, lay it out, write package.json and the lock file."""
    top = tree_of(call, project)
    complete(top, lambda name, wanted: manifest(call, name, wanted), asked)
    call.check_network(top)
    count = arrange(call, top, project)
    if "N" not in call.options:
        if changed:
            call.write("package.json", project_text(project, text))
        if "L" not in call.options:
            indent = project_text({"a": 1}, text if text else "{}").partition("\n")[2].partition('"')[0] or "  "
            call.write("package-lock.json", lock_text(top, project, posixpath.basename(call.folder), indent))
    call.report(top, wanted(call, top), count)


def wanted(call: Npm, top: Folder) -> set[Folder]:
    """Return the packages of the tree that go onto the disk."""
    omit = call.options.get("o", [])
    if set(omit) - {"dev"}:
        raise NotModelled(f"npm --omit={omit[0]}")
    production = "dev" in omit or "p" in call.options or call.process.env.get("NODE_ENV") == "production"
    if "p" in call.options:
        call.warn("npm warn config production Use `--omit=dev` instead.\n")
    return set(folders(top)) - inert(top) - (dev(top) if production else set())


def arrange(call: Npm, top: Folder, project: dict[str, Any]) -> tuple[int, int, int]:
    """Make node_modules what the tree says; return how many packages were added, removed and changed."""
    root, hidden = call.process.root, f"{call.folder}/node_modules/.package-lock.json"
    before = locked(call.process.read(hidden).decode()) if root.exists(hidden) else {}
    chosen = wanted(call, top)
    after = {f.path: f.release for f in sorted(chosen, key=lambda f: (len(f.above), collate(f.path))) if f.release}
    gone = [path for path in before if path not in after]
    changed = [path for path in after if path in before and before[path] != after[path]]
    for path in sorted([*gone, *changed], key=len, reverse=True):
        empty(call.process, f"{call.folder}/{path}", keep=path in changed)
    new = [path for path in after if path not in before]
    for path in [p for p in after if p in new or p in changed]:
        lay(call, f"{call.folder}/{path}", after[path])
    if after or before:
        programs(call, after, before)
        call.write(
            "node_modules/.package-lock.json", lock_text(top, project, posixpath.basename(call.folder), "  ", chosen)
        )
    return len(new), len(gone), len(changed)


def clean_install(call: Npm) -> None:
    """``npm ci``: node_modules anew, exactly as the lock file says."""
    project, text = project_of(call)
    path = f"{call.folder}/package-lock.json"
    if "g" in call.options:
        raise Refused("ECIGLOBAL", ["`npm ci` does not work for global packages"])
    if not call.process.root.exists(path):
        raise Refused("EUSAGE", [
            "", "The `npm ci` command can only install with an existing package-lock.json or",
            "npm-shrinkwrap.json with lockfileVersion >= 1. Run an install with npm@5 or",
            "later to generate a package-lock.json file, then try again.", *USAGE,
        ])  # fmt: skip
    if not text:
        raise Refused("ENOENT", call.no_project(), 254)
    lock = locked(call.process.read(path).decode())
    top = Folder("", edges=wishes(project, scripts="i" not in call.options))
    releases_at(top, lock)
    complete(top, lambda name, wanted: manifest(call, name, wanted), {})
    wrong = []
    for folder in folders(top):
        has, release = lock.get(folder.path), folder.release
        assert release is not None
        if has is None:
            wrong.append(f"Missing: {release.name}@{release.version} from lock file")
        elif has != release:
            wrong.append(
                f"Invalid: lock file's {has.name}@{has.version} does not satisfy {release.name}@{release.version}"
            )
    if len(wrong) > 1:
        raise NotModelled("npm ci with a lock file that lacks several packages (their order in npm's list)")
    if wrong:
        raise Refused("EUSAGE", [
            "", "`npm ci` can only install packages when your package.json and package-lock.json or "
            "npm-shrinkwrap.json are in sync. Please update your lock file with `npm install` before continuing.",
            "", *wrong, *USAGE,
        ])  # fmt: skip
    call.check_network(top)
    empty(call.process, f"{call.folder}/node_modules", keep=True)
    call.report(top, wanted(call, top), arrange(call, top, project))


def install_globally(call: Npm, words: list[str]) -> None:
    """``npm install -g``: each package with all it needs in a folder of its own, its programs on the PATH."""
    if not words:
        raise NotModelled("npm install -g without a package")
    if internet(call.process) is None:
        raise NotModelled("npm without a network")
    added = changed = 0
    everything: list[Folder] = []
    for name, wanted in map(named, words):
        if name == "npm":
            raise NotModelled("npm replacing itself")
        release = manifest(call, name, wanted)
        edges = {key: Edge(text) for key, text in release.needs().items()}
        edges |= {key: Edge(text, "optional") for key, text in release.needs("Optional").items()}
        top = Folder(name, release, edges=edges)
        complete(top, lambda key, text: manifest(call, key, text), {})
        place = f"{call.prefix}/lib/node_modules/{name}"
        there = call.process.root.exists(place)
        if there:
            empty(call.process, place)
        chosen = [f for f in folders(top) if f not in inert(top)]
        lay(call, place, release)
        for folder in sorted(chosen, key=lambda f: (len(f.above), collate(f.path))):
            assert folder.release is not None
            lay(call, f"{place}/{folder.path}", folder.release)
        rows = {f.path: f.release for f in chosen if f.release}
        programs(call, rows, {}, place)
        for program, target in (release.json("Bin") or {}).items():
            call.link(f"../lib/node_modules/{name}/{target.removeprefix('./')}", f"{call.prefix}/bin/{program}")
        added += 0 if there else 1 + len(chosen)
        changed += 1 + len(chosen) if there else 0
        everything += [top, *chosen]
    call.report(everything[0], set(everything), (added, 0, changed), audited=False)
