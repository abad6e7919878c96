"""``docker(engine, ["run", "alpine", "ls"])``: the client's front door.

It finds the command, takes the flags apart, calls the command's handler, and
prints what went wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from dockerlab.cli import (
    about,
    build,
    container_table,
    containers,
    disk,
    image_table,
    images,
    inspect,
    run,
    volumes,
)
from dockerlab.cli.client import Client, CommandResult, Handler, Host
from dockerlab.cli.flags import TRUTHS, Command, parse_flags
from dockerlab.cli.grammar import GROUPS, UNMODELLED, UNMODELLED_IN, commands, refusal
from dockerlab.cli.help import command_help, group_help, top_help
from dockerlab.errors import LabError, NotModelled, UsageError
from dockerlab.filesystem import Filesystem
from dockerlab.image import ENGINE_VERSION
from dockerlab.overlay import Overlay
from dockerlab.shell import Output

if TYPE_CHECKING:
    from dockerlab.engine import Engine

__all__ = ["dispatch", "docker"]

GLOBAL = ("--config", "-c", "--context", "-D", "--debug", "-H", "--host", "-l", "--log-level", "--tls", "--tlscacert",
          "--tlscert", "--tlskey", "--tlsverify")  # fmt: skip
DEPRECATED = (
    "DEPRECATED: The legacy builder is deprecated and will be removed in a future release.\n"
    "            BuildKit is currently disabled; enable it by removing the DOCKER_BUILDKIT=0\n"
    "            environment-variable.\n"
)
HANDLERS: dict[str, Handler] = {
    **about.HANDLERS, **build.HANDLERS, **container_table.HANDLERS, **containers.HANDLERS, **disk.HANDLERS,
    **image_table.HANDLERS, **images.HANDLERS, **inspect.HANDLERS, **run.HANDLERS, **volumes.HANDLERS,
}  # fmt: skip


def docker(
    engine: Engine,
    argv: Sequence[str],
    *,
    host: Host | None = None,
    stdin: bytes | Callable[[], bytes] = b"",
    tty: bool = False,
    write: Callable[[Output], None] | None = None,
) -> CommandResult:
    """Run ``docker`` with the arguments ``argv``; return what it printed and its exit status.

    Args:
        host: the machine it is typed on; by default one with the engine's files and nothing else.
        stdin: what standard input holds, or how to read it if it is wanted.
        tty: whether standard input is a terminal.
        write: called with each piece of output as it appears.

    Nothing that a learner types raises: an error is printed, and is ``result.error``.
    """
    read = stdin if callable(stdin) else lambda: stdin
    client = Client(engine, host or Host(engine.host or Overlay(Filesystem())), read, tty, write)
    try:
        status = dispatch(client, list(argv))
    except LabError as error:
        status = client.fail(error)
    return CommandResult(status, tuple(client.output), tuple(client.events), client.error)


def dispatch(client: Client, argv: list[str]) -> int:
    """Find the command and run it. Raises LabError."""
    words = list(argv)
    while words and words[0].startswith("-"):
        flag = words.pop(0)
        name = flag.partition("=")[0]
        if flag in ("--help", "-h"):
            client.out(top_help())
            return 0
        if flag in ("-v", "--version") and "--help" in words:
            continue
        if flag in ("-v", "--version"):
            client.line(f"Docker version {ENGINE_VERSION}, build dockerlab")
            return 0
        if name in GLOBAL:
            raise NotModelled(f"the flag {name} of docker")
        raise UsageError(
            f"{_unknown(flag)}\n\nUsage:  docker [OPTIONS] COMMAND [ARG...]\n\n"
            "Run 'docker --help' for more information",
            status=125,
        )
    if not words:
        client.put(2, top_help())
        return 0
    if words[0] == "help":
        return _help(client, words[1:])
    command, rest = find(client, words)
    if command is None:
        return 0
    classic = command.path in ("docker build", "docker buildx build") and builder(client) == "classic"
    if classic:
        command = commands()["build"]
        client.err(DEPRECATED)
    elif words[0] == "builder" and command.path == "docker buildx prune" and builder(client) == "classic":
        client.err(DEPRECATED)
    elif command.path == "docker build":
        command = commands()["buildx build"]
    parsed = parse_flags(command, rest)
    if parsed.help:
        client.out(command_help(command))
        return 0
    return HANDLERS[command.full](client, parsed)


def _unknown(flag: str) -> str:
    """Return what is said of a flag that there is not."""
    name = flag.partition("=")[0]
    return f"unknown flag: {name}" if flag.startswith("--") else f"unknown shorthand flag: '{flag[1:2]}' in {flag}"


def builder(client: Client) -> str:
    """Return which builder ``docker build`` uses: ``DOCKER_BUILDKIT`` says, else the engine's default."""
    said = client.host.env.get("DOCKER_BUILDKIT", "")
    if not said:
        return client.engine.builder
    if said not in TRUTHS:
        raise UsageError(
            "DOCKER_BUILDKIT environment variable expects boolean value: strconv.ParseBool: "
            f'parsing "{said}": invalid syntax'
        )
    return "buildkit" if TRUTHS[said] else "classic"


def find(client: Client, words: list[str]) -> tuple[Command | None, list[str]]:
    """Return the command that ``words`` begin with, and the rest; None if help was printed instead."""
    every = commands()
    name = words[0]
    if name in GROUPS:
        group, rest = name, words[1:]
        if not rest or rest[0] in ("--help", "-h"):
            client.put(1 if rest else 2, group_help(group))
            return None, []
        sub = rest[0]
        if f"{group} {sub}" in every:
            return every[f"{group} {sub}"], rest[1:]
        if sub in UNMODELLED_IN.get(group, []):
            raise refusal(f"{group} {sub}")
        if "--help" in rest and not sub.startswith("-"):
            client.out(group_help(group))
            return None, []
        usage = f"docker {group}" + (" COMMAND" if group == "volume" else "")
        flag = sub.startswith("-") and sub != "-"
        raise UsageError(
            f"{_unknown(sub) if flag else f'docker: unknown command: docker {group} {sub}'}\n\n"
            f"Usage:  {usage}\n\nRun 'docker {group} --help' for more information",
            status=125 if flag else 1,
        )
    if name in ("builder", "buildx") and " ".join(words[:2]) in every:
        return every[" ".join(words[:2])], words[2:]
    if name in every:
        return every[name], words[1:]
    if name in UNMODELLED:
        raise refusal(" ".join(words[: 1 + (name in ("builder", "buildx"))]))
    raise UsageError(f"docker: unknown command: docker {name}\n\nRun 'docker --help' for more information")


def _help(client: Client, topic: list[str]) -> int:
    if not topic:
        client.out(top_help())
        return 0
    every, name = commands(), " ".join(topic[:2])
    if topic[0] in GROUPS and name not in every:
        client.out(group_help(topic[0]))
        return 0
    command = every.get(name) or every.get(topic[0])
    if command is None and topic[0] in UNMODELLED:
        raise refusal(topic[0])
    if command is None:
        raise UsageError(f"unknown help topic: {' '.join(topic)}")
    client.out(command_help(every["buildx build"] if command.path == "docker build" else command))
    return 0
