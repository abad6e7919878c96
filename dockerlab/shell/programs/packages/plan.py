"""What an ``apt-get install`` or ``remove`` comes to: pure reckoning, nothing is touched.

A package brings what it depends on, and what it recommends unless told not to.
Dependencies go first, so the order of a plan is the order of the downloads.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from dockerlab.mirror import Catalogue
from dockerlab.mirror.catalogue import Dependency
from dockerlab.shell.programs.packages.lists import Candidate, Index

__all__ = ["Plan", "dependants", "resolve", "unneeded"]


@dataclass
class Plan:
    """What will be unpacked, by name and in order; ``unmet`` says why it cannot be done."""

    install: dict[str, Candidate] = field(default_factory=dict)
    unmet: list[str] = field(default_factory=list)


def resolve(index: Index, installed: Mapping[str, str], wanted: Iterable[Candidate], *, recommends: bool) -> Plan:
    """Return the plan that brings ``wanted`` onto a system that has ``installed``."""
    plan, wanted = Plan(), list(wanted)
    chosen = {c.package.name: c for c in wanted}

    def satisfied(names: Iterable[str], version: str = "") -> bool:
        for name in names:
            for option in (name, *index.archive.provides.get(name, ())):
                has = chosen[option].version if option in chosen else installed.get(option)
                if has is not None and (not version or has in ("", version)):
                    return True
        return False

    def need(dependency: Dependency, whose: Candidate, *, optional: bool) -> None:
        version = whose.version if dependency.exact else ""
        if satisfied(dependency.names, version):
            return visit_chosen(dependency.names)
        for name in dependency.names:
            for offer in index.providers(name):
                if not version or offer.version == version:
                    chosen[offer.package.name] = offer
                    return visit(offer)
        if not optional:
            name = dependency.names[0]
            other = chosen.get(name) or index.candidate(name)
            is_to_be = f"but {other.version} is to be installed" if other else "but it is not installable"
            plan.unmet.append(f" {whose.package.name} : Depends: {name}{f' (= {version})' * bool(version)} {is_to_be}")

    def visit_chosen(names: Iterable[str]) -> None:
        for name in names:
            if name in chosen:
                visit(chosen[name])

    active: set[str] = set()

    def visit(candidate: Candidate) -> None:
        package = candidate.package
        if package.name in plan.install or package.name in active:
            return
        active.add(package.name)
        for dependency in package.relations("Depends"):
            need(dependency, candidate, optional=False)
        plan.install[package.name] = candidate
        for dependency in package.relations("Recommends") if recommends else ():
            need(dependency, candidate, optional=True)

    for candidate in wanted:
        visit(candidate)
    return plan


def dependants(archive: Catalogue, installed: Mapping[str, str], names: Iterable[str]) -> set[str]:
    """Return ``names`` and every installed package that cannot be without them."""
    gone = set(names)
    while True:
        broken = {
            name
            for name in installed
            if name in archive.packages
            and name not in gone
            and any(not kept(archive, installed, gone, d) for d in archive.packages[name].relations("Depends"))
        }
        if not broken:
            return gone
        gone |= broken


def kept(archive: Catalogue, installed: Mapping[str, str], gone: set[str], dependency: Dependency) -> bool:
    """Say whether something that fulfils ``dependency`` stays, or nothing ever did."""
    options = [o for name in dependency.names for o in (name, *archive.provides.get(name, ()))]
    there = [option for option in options if option in installed]
    return not there or any(option not in gone for option in there)


def unneeded(archive: Catalogue, installed: Iterable[str], automatic: set[str]) -> list[str]:
    """Return the packages that came along with others and that nothing needs any more, by name."""
    there = set(installed)
    todo, reached = [name for name in there if name not in automatic], set[str]()
    while todo:
        name = todo.pop()
        if name in reached or name not in there:
            continue
        reached.add(name)
        if name in archive.packages:
            package = archive.packages[name]
            for dependency in (*package.relations("Depends"), *package.relations("Recommends")):
                for option in dependency.names:
                    todo += [option, *archive.provides.get(option, ())]
    return sorted(there & automatic - reached)
