"""package.json and package-lock.json, read and written as npm writes them.

A lock file names the exact version of everything in the tree, with the checksum of its
archive.  ``npm ci`` lays out what it says, and refuses where package.json wants something else.

Format: https://docs.npmjs.com/cli/v11/configuring-npm/package-lock-json (version 3; compared byte by byte)
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from dockerlab.errors import NotModelled
from dockerlab.mirror.npm import Release, npm_package
from dockerlab.shell.programs.packages.node_modules import Edge, Folder, collate, folders, reach

__all__ = ["dev", "inert", "lock_text", "locked", "nice", "project_text", "wishes"]

FIRST = ("name", "version", "lockfileVersion", "resolved", "integrity", "requires", "packages", "dependencies")
STRANGE = (
    "peerDependencies",
    "optionalDependencies",
    "bundleDependencies",
    "bundledDependencies",
    "workspaces",
    "overrides",
)
HOOKS = ("preinstall", "install", "postinstall", "preprepare", "prepare", "postprepare", "prepublish")


def wishes(project: Mapping[str, Any], *, scripts: bool) -> dict[str, Edge]:
    """Return what a package.json asks for. Raises NotModelled for what npm would have to run or to find elsewhere."""
    for field in STRANGE:
        if project.get(field):
            raise NotModelled(f"{field} in package.json")
    hooks = [name for name in HOOKS if name in (project.get("scripts") or {})]
    if hooks and scripts:
        raise NotModelled(f"the script {hooks[0]} in package.json", hint="--ignore-scripts leaves it out.")
    found: dict[str, Edge] = {}
    for field, kind in (("devDependencies", "dev"), ("dependencies", "prod")):
        for name, wanted in (project.get(field) or {}).items():
            if not isinstance(wanted, str) or re.search(r"[:/]|^[a-z]{2,}|-\w", wanted.replace("latest", "")):
                raise NotModelled(f"the dependency {name}: {wanted!r}")
            found[name] = Edge("*" if wanted == "latest" else wanted, kind)
    return found


def dev(top: Folder) -> set[Folder]:
    """Return the packages that only development needs."""
    return set(folders(top)) - reach(top, ("prod", "optional"))


def inert(top: Folder) -> set[Folder]:
    """Return the optional packages that are for another system than Linux."""
    return {f for f in folders(top) if f.release and (f.release.json("Os") or ["linux"]) != ["linux"]}


def nice(value: Any) -> Any:
    """Sort keys as npm does: its own first, plain values before objects, the rest by name."""
    if isinstance(value, list):
        return [nice(item) for item in value]
    if not isinstance(value, dict):
        return value

    def rank(key: str) -> tuple[bool, int, Any]:
        return isinstance(value[key], dict), FIRST.index(key) if key in FIRST else len(FIRST), collate(key)

    return {key: nice(value[key]) for key in sorted(value, key=rank)}


def entry(folder: Folder, flags: Mapping[str, set[Folder]]) -> dict[str, Any]:
    """Return what a lock file says of one package."""
    release = folder.release
    assert release is not None
    found: dict[str, Any] = {
        "version": release.version,
        "resolved": release.url,
        "integrity": release.fields["Integrity"],
        **{flag: True for flag, whom in flags.items() if folder in whom},
    }
    funding = release.json("Funding")
    if isinstance(funding, str):
        funding = {"url": funding}
    program = {name: path.removeprefix("./") for name, path in (release.json("Bin") or {}).items()}
    optional = release.needs("Optional")
    for key, value in {
        "license": release.fields.get("License"), "os": release.json("Os"), "dependencies": release.needs(),
        "bin": program, "engines": release.json("Engines"), "funding": funding, "optionalDependencies": optional,
        "peerDependenciesMeta": release.json("Peers"),
        "deprecated": release.fields.get("Deprecated"),
    }.items():  # fmt: skip
        if value:
            found[key] = value
    if release.fields.get("Script"):
        found["hasInstallScript"] = True
    return found


def lock_text(top: Folder, project: Mapping[str, Any], name: str, indent: str, shown: set[Folder] | None = None) -> str:
    """Return package-lock.json; with ``shown`` the hidden one in node_modules, of those packages alone."""
    optional = set(folders(top)) - reach(top, ("prod", "dev"))
    both = reach(top, ("prod", "optional")) & reach(top, ("prod", "dev")) - reach(top, ("prod",))
    flags = {"dev": dev(top), "optional": optional, "devOptional": both}
    packages: dict[str, Any] = {}
    if shown is None:
        keys = ("name", "version", "license", "dependencies", "devDependencies", "engines")
        packages[""] = {key: project[key] for key in keys if project.get(key)}
    for folder in folders(top):
        if shown is None or folder in shown:
            packages[folder.path] = entry(folder, flags)
    head = {"name": project.get("name") or name, "lockfileVersion": 3, "requires": True, "packages": packages}
    if project.get("version"):
        head["version"] = project["version"]
    return json.dumps(nice(head), indent=indent, ensure_ascii=False) + "\n"


def locked(text: str) -> dict[str, Release]:
    """Return the releases that a lock file names, by path. Raises NotModelled for what the lab does not have."""
    try:
        data = json.loads(text)
        assert data["lockfileVersion"] >= 2
        rows = {path: row["version"] for path, row in data["packages"].items() if path}
    except (ValueError, KeyError, TypeError, AttributeError, AssertionError) as exc:
        raise NotModelled("a lock file of another kind than npm 7 and later write") from exc
    found = {}
    for path, version in rows.items():
        name = path.rpartition("node_modules/")[2]
        package = npm_package(name)
        if package is None or version not in package.releases:
            raise NotModelled(f"{name}@{version}, which the lock file names")
        found[path] = package.releases[version]
    return found


def project_text(project: Mapping[str, Any], before: str) -> str:
    """Return package.json with the indentation and the last line's end that it had (``before``)."""
    found = re.match(r"\s*[{\[]((?:\r?\n)+)([ \t]+)", before)
    if found is None and before and not re.match(r"\s*(\{\}|\[\])", before):
        return json.dumps(project, separators=(",", ":"), ensure_ascii=False)
    return json.dumps(project, indent=found[2] if found else "  ", ensure_ascii=False) + "\n"
