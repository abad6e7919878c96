"""A requirement as pip reads it: a name, and what its version must be.

Spec: https://packaging.python.org/en/latest/specifications/dependency-specifiers/
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import takewhile

__all__ = ["Requirement", "canonical", "order", "parse"]

FORM = re.compile(r"([A-Za-z0-9][\w.-]*?)\s*((?:(?:[<>=!~]=|[<>])\s*[\w.*+!-]+\s*[,&]?\s*)*)")


@dataclass(frozen=True)
class Requirement:
    """``name`` as it was written, and ``specifiers`` like ``>=2`` or ``==1.*``."""

    name: str
    specifiers: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.name + ",".join(sorted(self.specifiers))

    def allows(self, version: str) -> bool:
        """Say whether a version will do.

        >>> parse("flask>=3,<3.2").allows("3.1.3"), parse("flask~=3.0.2").allows("3.1"), parse("a==1.*").allows("1.9")
        (True, False, True)
        """
        return all(fulfils(version, specifier) for specifier in self.specifiers)

    @property
    def pinned(self) -> bool:
        """Whether it names one version."""
        return any(s.startswith("==") and not s.endswith("*") for s in self.specifiers)


def parse(text: str) -> Requirement:
    """Return a requirement. Raises ValueError for what is none, or is not modelled (extras, markers, URLs)."""
    found = FORM.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    return Requirement(found[1], tuple(s.replace(" ", "") for s in re.split(r"[,&]", found[2].strip()) if s.strip()))


def canonical(name: str) -> str:
    """Return the one spelling of a project's name.

    >>> canonical("Flask_SQLAlchemy")
    'flask-sqlalchemy'
    """
    return re.sub(r"[-_.]+", "-", name).lower()


def order(version: str) -> tuple[list[int], int]:
    """Return a key that sorts releases as numbers; a pre-release comes before its release."""
    release = [int(part) for part in takewhile(str.isdigit, re.split(r"\.|(?<=\d)(?=[a-z])", version))]
    while release[-1:] == [0]:
        release.pop()
    return release, -1 if re.search(r"\d(a|b|rc|\.dev)\d*$", version) else "post" in version


def fulfils(version: str, specifier: str) -> bool:
    """Say whether ``version`` fulfils one condition."""
    sign = re.match(r"[<>=!~]+", specifier)
    assert sign is not None
    wanted = specifier[sign.end() :]
    if wanted.endswith(".*"):
        same = f"{version}.".startswith(wanted[:-1])
        return same if sign[0] == "==" else not same
    a, b = order(version), order(wanted)
    match sign[0]:
        case "==":
            return a == b
        case "!=":
            return a != b
        case ">=":
            return a >= b
        case "<=":
            return a <= b
        case ">":
            return a > b
        case "<":
            return a < b
        case _:  # ~=2.2 is >=2.2, ==2.*
            return a >= b and f"{version}.".startswith(wanted.rpartition(".")[0] + ".")
