"""The client's commands: the table of ``synopsis`` taken apart, groups, and what is not modelled at all."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from dockerlab.cli.flags import Command, Flag
from dockerlab.cli.synopsis import TABLE
from dockerlab.errors import NotModelled

__all__ = ["GROUPS", "UNMODELLED", "UNMODELLED_IN", "commands", "refusal"]

GROUPS = {
    "container": "Manage containers",
    "image": "Manage images",
    "system": "Manage Docker",
    "volume": "Manage volumes",
}
# Commands that Docker has and the lab has not, each with the reason where there is one to tell.
UNMODELLED = {
    "attach": "nobody sits at the terminal of a running container; `docker logs` shows what it prints",
    "events": "the engine keeps no list of what happened",
    "login": "the lab's registries ask for no password",
    "network": "the lab has the networks bridge, host and none",
    "port": "the lab publishes no ports",
    "stats": "no CPU or memory is measured; `docker top` shows the processes",
    "swarm": "the lab is one host",
    "update": "no CPU or memory is limited",
    **dict.fromkeys(
        "bake builder buildx checkpoint compose config context logout manifest node plugin scout search secret service "
        "stack trust".split(),
        "",
    ),
}
UNMODELLED_IN = {"container": ("attach", "port", "stats", "update"), "system": ("dial-stdio", "events")}


def refusal(name: str) -> NotModelled:
    """Return the error for a command that Docker has and the lab has not."""
    reason = UNMODELLED.get(name.split()[-1], "")
    return NotModelled(f"docker {name}" + (f": {reason}" if reason else ""))


HEAD = re.compile(r"([a-z ]+?)((?: [\[A-Z].*?| file.*?)?) ; (\d)([+]?)(?:-(\d))?(!?) ; (.*?)(?: ; (.*))?")
MODELLED = re.compile(r"  (?:-(\w)/)?--([\w-]+) (\S+) +(.*)")
OTHERS = re.compile(r"(?:-(\w)/)?--([\w-]+)(=?)(\w*)")


@cache
def commands() -> dict[str, Command]:
    """Return every command by every name it has, without ``docker``.

    >>> commands()["images"].path, commands()["image ls"].path, commands()["rmi"].usage
    ('docker images', 'docker image ls', '[OPTIONS] IMAGE [IMAGE...]')
    """
    found: dict[str, Command] = {}
    blocks = re.split(r"\n(?=\w)", TABLE)
    for block in blocks[1:]:
        head, *lines = block.split("\n")
        match = HEAD.fullmatch(head)
        assert match, head
        path, usage, least, plus, most, stops, about, names = match.groups()
        aliases = [name.removeprefix("docker ") for name in (names or "").split(", ") if name]
        top = path.startswith("buildx") or path == "build"
        listed = sorted([path, *aliases], key=lambda name: (name != path, name.split()[0] == name, name))
        command = Command(
            f"docker {path}",
            usage.strip().replace("\\n", "\n"),
            about,
            int(least),
            int(most) if most else -1 if plus else int(least),
            ", ".join(f"docker {name}" for name in (aliases if top else listed)) if aliases else "",
            tuple(flag for line in lines for flag in _flags(line)),
            stops == "!",
            path,
        )
        found[path] = command
        for alias in aliases:
            short = " " not in alias and not top
            found.setdefault(alias, replace(command, path=f"docker {alias}") if short else command)
    return found


def _flags(line: str) -> list[Flag]:
    if line.strip().startswith("!"):
        return [
            Flag(name, short or "", (kind or "string") if value else "bool")
            for short, name, value, kind in OTHERS.findall(line)
        ]
    match = MODELLED.fullmatch(line)
    return [Flag(match[2], match[1] or "", match[3], match[4])] if match else []
