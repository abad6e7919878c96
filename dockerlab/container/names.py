"""Names for containers that were given none, and which names are allowed.

Docker joins an adjective and the surname of somebody notable.  The two short
lists here are the lab's own; the surnames are those of people who made computing.
"""

from __future__ import annotations

import re
from collections.abc import Container as AnyContainer

from dockerlab.clock import Clock
from dockerlab.errors import DaemonError

__all__ = ["check_name", "random_name"]

ADJECTIVES = (
    "amber", "brisk", "calm", "candid", "deft", "eager", "fabled", "gentle", "hardy", "keen",
    "lively", "mellow", "nimble", "patient", "plucky", "quiet", "sincere", "sunny", "tidy", "witty",
)  # fmt: skip
PIONEERS = (
    "allen", "backus", "babbage", "dijkstra", "easley", "engelbart", "goldberg", "hamilton", "hoare", "hopper",
    "kay", "knuth", "lamport", "liskov", "lovelace", "perlman", "ritchie", "shannon", "turing", "wirth",
)  # fmt: skip

ALLOWED = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_.-]+")


def random_name(clock: Clock, taken: AnyContainer[str]) -> str:
    """Return a free name, drawn from the lab's seed; a digit goes behind it when the lists run out.

    >>> name = random_name(Clock(), ())
    >>> name.partition("_")[2] in PIONEERS
    True
    """
    for retry in range(100):
        name = f"{clock.choice(ADJECTIVES)}_{clock.choice(PIONEERS)}"
        if retry > 5:
            name += str(retry)
        if name not in taken:
            return name
    return clock.identifier(12)


def check_name(name: str, shown: str | None = None) -> None:
    """Raise DaemonError (status 125) unless ``name`` can be a container's."""
    if not ALLOWED.fullmatch(name):
        message = f"Invalid container name ({shown or name}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed"
        raise DaemonError(message, hint="A name has two or more letters, digits, _ . and -.", status=125)
