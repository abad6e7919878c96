"""What ``--help`` prints: the same layout as the client's, with the flags that are modelled.

Source of the layout: docker/cli cli/cobra.go.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

from dockerlab.cli.flags import Command, Flag
from dockerlab.cli.grammar import GROUPS, commands

__all__ = ["command_help", "group_help", "top_help"]

WIDTH = 80
COMMON = "run exec ps build pull push images version info".split()


def command_help(command: Command) -> str:
    """Return the help of one command."""
    parts = [f"Usage:  {command.usage_line}", command.about]
    if command.aliases:
        parts.append(f"Aliases:\n  {command.aliases}")
    flags = sorted((flag for flag in command.flags if flag.about), key=lambda flag: flag.name)
    if flags:
        parts.append("Options:\n" + "\n".join(_flags(flags)))
    return "\n\n".join(parts) + "\n"


def _flags(flags: Iterable[Flag]) -> Iterable[str]:
    heads = [(f"  {f'-{flag.short},' if flag.short else '   '} --{flag.name}", flag) for flag in flags]
    named = [(f"{head} {flag.kind}" if flag.kind != "bool" else head, flag.about) for head, flag in heads]
    wide = max(len(head) for head, _ in named) + 3
    for head, about in named:
        first, *rest = textwrap.wrap(about, WIDTH - wide)
        yield head.ljust(wide) + first
        yield from (" " * wide + line for line in rest)


def group_help(group: str) -> str:
    """Return the help of ``docker image`` and its like."""
    below = {
        name.removeprefix(f"{group} "): command.about
        for name, command in sorted(commands().items())
        if name.startswith(f"{group} ") and name in (command.name, "image build")
    }
    rows = "\n".join(f"  {name:11} {about}" for name, about in below.items())
    return (
        f"Usage:  docker {group} COMMAND\n\n{GROUPS[group]}\n\nCommands:\n{rows}\n\n"
        f"Run 'docker {group} COMMAND --help' for more information on a command.\n"
    )


def top_help() -> str:
    """Return the help of ``docker`` itself."""
    every = commands()
    single = {name: command.about for name, command in sorted(every.items()) if " " not in name}
    listed = [
        ("Common Commands", {name: single[name] for name in COMMON}),
        ("Management Commands", {"builder": "Manage builds", **GROUPS}),
    ]
    listed.append(("Commands", {name: about for name, about in single.items() if name not in COMMON}))
    tables = "\n\n".join(
        f"{title}:\n" + "\n".join(f"  {name:11} {about}" for name, about in rows.items()) for title, rows in listed
    )
    return (
        "Usage:  docker [OPTIONS] COMMAND\n\nA self-sufficient runtime for containers\n\n"
        f"{tables}\n\nGlobal Options:\n  -v, --version   Print version information and quit\n\n"
        "Run 'docker COMMAND --help' for more information on a command.\n"
    )
