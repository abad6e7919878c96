"""``--filter name=value``: the filters of ``docker images``, ``ps`` and ``volume ls``.

Source of the rules: https://docs.docker.com/engine/cli/filter/
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from dockerlab.errors import DaemonError, NotModelled

__all__ = ["Filters"]

TRUTHS = {"1": True, "t": True, "true": True, "True": True, "0": False, "f": False, "false": False, "False": False}


class Filters:
    """The filters given on a command line; ``known`` are those that the engine has.

    Raises:
        DaemonError: a filter that it has not.

    >>> Filters(["label=a=1"], ("label",))["label"]
    ['a=1']
    """

    def __init__(self, given: Sequence[str], known: Iterable[str]) -> None:
        self.values: dict[str, list[str]] = {}
        for text in given:
            name, _, value = text.partition("=")
            self.values.setdefault(name.strip().lower(), []).append(value.strip())
        for name in self.values:
            if name not in known:
                raise DaemonError(f"invalid filter '{name}'")

    def __getitem__(self, name: str) -> list[str]:
        return self.values.get(name, [])

    def lets(self, name: str, test: Callable[[str], object]) -> bool:
        """Say whether a filter lets something through: it was not given, or one of its values fits."""
        return not self[name] or any(test(value) for value in self[name])

    def truth(self, name: str) -> bool | None:
        """Return a filter that is true or false; None where it was not given."""
        values = self[name]
        if not values:
            return None
        if any(value not in TRUTHS for value in values):
            raise DaemonError(f"invalid filter '{name}=[{' '.join(values)}]'")
        return TRUTHS[values[0]]

    def until(self, now: float) -> float | None:
        """Return the time that ``until=`` names (``24h``: that long ago); None where it was not given."""
        if not self["until"]:
            return None
        parts = re.fullmatch(r"(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?", self["until"][-1])
        if parts is None or not any(parts.groups()):
            raise NotModelled("a date in the filter until", hint="Say how long ago: until=24h.")
        hours, minutes, seconds = (int(part or 0) for part in parts.groups())
        return now - hours * 3600 - minutes * 60 - seconds

    def refuse(self, *names: str) -> None:
        """Refuse filters that the engine has and this model has not."""
        for name in names:
            if self[name]:
                raise NotModelled(f"the filter {name}")

    def has_labels(self, labels: Iterable[tuple[str, str]]) -> bool:
        """Say whether ``labels`` hold all that the filter ``label`` asks for."""
        there = dict(labels)
        wanted = [value.partition("=") for value in self["label"]]
        return all(name in there and (not equals or there[name] == value) for name, equals, value in wanted)
