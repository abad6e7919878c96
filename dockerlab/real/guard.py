"""What of a lab may run on a person's own engine, and with which arguments.

Only a command line that the model understands to the last flag gets through (so none with ``--privileged``,
``--device``, ``-p``…), only on what the lab has made, only with files of the lab's directory.  Everything else is
``Refused``, with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from dockerlab.cli.client import Client, Host
from dockerlab.cli.flags import Command, Parsed, parse_flags
from dockerlab.cli.grammar import commands
from dockerlab.cli.machine import HOME
from dockerlab.cli.main import find
from dockerlab.container.options import parse_mount, parse_volume
from dockerlab.engine import Engine
from dockerlab.errors import LabError, NotModelled, UsageError
from dockerlab.inode import normalise
from dockerlab.real.belongings import Belongings, full_name

__all__ = ["Plan", "Refused", "plan"]

NETWORKS = ("", "none", "bridge", "default")
CREATE, BUILD = ("docker run", "docker create", "docker container run", "docker container create"), "build"


class Refused(LabError):
    """A command that was not run on the real engine, because it is not the lab's to run."""

    status = 3

    def __init__(self, reason: str) -> None:
        super().__init__(f"not run on the real engine: {reason}")
        self.reason = reason


@dataclass
class Plan:
    """How a command is run: the arguments for the real client, and what has to be noted when it is done.

    ``alone`` is what the client does without any engine; ``made`` and ``volumes`` are the names that the command
    gives to images and volumes; ``takes`` says that it reads standard input, ``lists`` that it lists what is there.
    """

    arguments: list[str]
    command: Command | None = None
    alone: bool = False
    takes: bool = False
    lists: bool = False
    made: list[str] = field(default_factory=list)
    volumes: list[str] = field(default_factory=list)

    @property
    def builds(self) -> bool:
        """Whether it is ``docker build``."""
        return self.command is not None and self.command.path.endswith(" build")

    @property
    def creates(self) -> bool:
        """Whether it makes a container."""
        return self.command is not None and self.command.path in CREATE


def plan(argv: list[str], host: Host, theirs: Belongings, *, classic: bool, cidfile: str, iidfile: str) -> Plan:
    """Return how ``docker argv`` is run on the real engine.

    ``cidfile`` and ``iidfile`` are where the client is to write the ID of what it makes.

    Raises:
        Refused: it is not run.
    """
    words = list(argv)
    if not words or words[0] in ("help", "--help", "-h", "-v", "--version"):
        return Plan(words, alone=True)
    if words[0].startswith("-"):
        raise Refused(f"{words[0]} could mean another engine")
    try:
        command, rest = find(Client(Engine(host=host.files), host, bytes), words)
        if command is None:
            return Plan(words, alone=True)
        if command.path in ("docker build", "docker buildx build"):
            command = commands()["build" if classic else "buildx build"]
        parsed = parse_flags(command, rest)
    except NotModelled as exc:
        raise Refused(exc.what) from None
    except UsageError:
        return Plan(words, alone=True)  # the client finds the same fault, or no engine
    if parsed.help:
        return Plan(words, alone=True)
    found = Plan(words, command)
    name = command.path.split()[-1]
    check = CHECKS.get(command.path) or CHECKS.get(name)
    if check is None:
        raise Refused(f"`{command.path}` is not for a person's own engine")
    check(found, parsed, theirs)
    for path in _paths(found, parsed):
        _inside(path, host)
    extra = []
    if found.creates or found.builds:
        if parsed.text("network") not in NETWORKS:
            raise Refused(f"--network {parsed.text('network')}")
        if not theirs.reached.bridged and not parsed.text("network"):
            extra += ["--network", "none"]
        extra += ["--cidfile", cidfile] if found.creates else []
        extra += ["--iidfile", iidfile] if found.builds and not parsed.text("iidfile") else []
    at = len(words) - len(rest)
    found.arguments = [*words[:at], *extra, *words[at:]]
    return found


def _inside(path: str, host: Host) -> None:
    full = normalise(path, host.cwd)
    if full != HOME and not full.startswith(HOME + "/"):
        raise Refused(f"{path} is outside of the lab's directory")


def _paths(found: Plan, parsed: Parsed) -> Iterator[str]:
    """Yield every path of the host that a command reads or writes."""
    for flag in ("file", "iidfile", "env-file"):
        yield from (path for path in parsed.list(flag) if path != "-")
    match parsed.command.path.split()[-1]:
        case "build":
            yield from (parsed.args[0],) if parsed.args[0] != "-" else ()
            for secret in parsed.list("secret"):
                yield from re.findall(r"(?:^|,)(?:src|source)=([^,]*)", secret)
        case "run" | "create" if found.creates:
            for text in parsed.list("volume"):
                source = text.split(":")[0]
                yield from (source,) if ":" in text and source[:1] in "./~" else ()
            for text in parsed.list("mount"):
                mount = parse_mount(text)
                yield from (mount.source,) if mount.type == "bind" else ()
        case "cp":
            yield from (side for side in parsed.args if side != "-" and not _container(side))
        case "save" | "export":
            yield from parsed.list("output")
        case "load":
            yield from parsed.list("input")
        case "import":
            yield from (parsed.args[0],) if parsed.args[0] != "-" else ()


def _container(side: str) -> str:
    """Return the container that one side of ``docker cp`` names; empty for a path of the host."""
    name, colon, _ = side.partition(":")
    return name if colon and side[0] not in "/." else ""


# -- one check for each command ----------------------------------------------

Check = Callable[[Plan, Parsed, Belongings], None]


def _look(found: Plan, parsed: Parsed, theirs: Belongings) -> None:
    """It changes nothing."""


def _list(found: Plan, parsed: Parsed, theirs: Belongings) -> None:
    found.lists = True


def _new_name(found: Plan, name: str, theirs: Belongings) -> None:
    if theirs.owns_name(name):
        raise Refused(f"there is an image {name} on this engine already, and it is not the lab's")
    found.made.append(name)


def _build(found: Plan, parsed: Parsed, theirs: Belongings) -> None:
    if re.match(r"(https?://|git://|git@|github\.com/)", parsed.args[0]):
        raise Refused("a build context that is fetched")
    if parsed.on("pull") and parsed.command.path == "docker build":
        raise Refused("--pull could move a name of this engine")
    for tag in parsed.list("tag"):
        _new_name(found, tag, theirs)
    found.takes = "-" in (parsed.args[0], parsed.text("file"))


def _create(found: Plan, parsed: Parsed, theirs: Belongings) -> None:
    image = parsed.args[0]
    if parsed.list("publish") or parsed.list("publish-all"):
        raise Refused("a port of this machine")
    if parsed.text("pull") == "always":
        _new_name(found, image, theirs)
    elif theirs.owns_name(image):
        theirs.shared.add(full_name(image))
    else:
        found.made.append(image)  # it may be fetched
    mounts = [parse_mount(text) for text in parsed.list("mount")]
    with suppress(LabError):  # the engine says so, too
        mounts += [parse_volume(text) for text in parsed.list("volume") if text[:1] not in "./~"]
    for mount in mounts:
        if mount.type == "volume" and mount.source:
            if mount.source in theirs.volumes:
                raise Refused(f"the volume {mount.source} is not the lab's")
            found.volumes.append(mount.source)
    found.takes = parsed.on("interactive")


def _containers(found: Plan, parsed: Parsed, theirs: Belongings) -> None:
    for name in parsed.args[:1] if parsed.command.stops or parsed.command.most > 0 else parsed.args:
        _mine(name, theirs)
    found.takes = "interactive" in parsed.values


def _mine(name: str, theirs: Belongings) -> None:
    if theirs.owns_container(name):
        raise Refused(f"the container {name} is not the lab's")


def _copy(found: Plan, parsed: Parsed, theirs: Belongings) -> None:
    for side in parsed.args:
        if _container(side):
            _mine(_container(side), theirs)
    found.takes = parsed.args[0] == "-"


def _commit(found: Plan, parsed: Parsed, theirs: Belongings) -> None:
    _mine(parsed.args[0], theirs)
    if parsed.args[1:]:
        _new_name(found, parsed.args[1], theirs)


def _images(found: Plan, parsed: Parsed, theirs: Belongings) -> None:
    for name in parsed.args:
        if theirs.owns_image(name):
            raise Refused(f"the image {name} is not the lab's")


def _tag(found: Plan, parsed: Parsed, theirs: Belongings) -> None:
    _new_name(found, parsed.args[1], theirs)


def _pull(found: Plan, parsed: Parsed, theirs: Belongings) -> None:
    _new_name(found, parsed.args[0], theirs)


def _import(found: Plan, parsed: Parsed, theirs: Belongings) -> None:
    for name in parsed.args[1:2]:
        _new_name(found, name, theirs)
    found.takes = parsed.args[0] == "-"


def _load(found: Plan, parsed: Parsed, theirs: Belongings) -> None:
    found.takes = not parsed.text("input")  # the names in it are looked at when the bytes are at hand


def _volumes(found: Plan, parsed: Parsed, theirs: Belongings) -> None:
    for name in parsed.args:
        if name in theirs.volumes:
            raise Refused(f"the volume {name} is not the lab's")
    if parsed.command.path == "docker volume create":
        found.volumes += parsed.args


LOOKING = "version info inspect history logs diff top port df wait save export"
HOLDING = "start stop restart kill rm rename pause unpause exec"
CHECKS: dict[str, Check] = {
    **dict.fromkeys(LOOKING.split(), _look), **dict.fromkeys(("ls", "images", "ps"), _list),
    **dict.fromkeys(HOLDING.split(), _containers), "build": _build, "run": _create, "create": _create,
    "cp": _copy, "commit": _commit, "rmi": _images, "docker image rm": _images, "docker image remove": _images,
    "tag": _tag, "pull": _pull, "import": _import, "load": _load, "docker volume create": _volumes,
    "docker volume rm": _volumes,
}  # fmt: skip
