"""The commands on containers that are there: start, stop, logs, rm, diff, commit and the rest."""

from __future__ import annotations

import posixpath
from collections.abc import Callable

from dockerlab.archive import export_tar
from dockerlab.cli.changes import changed
from dockerlab.cli.client import Client, Handler, each
from dockerlab.cli.copy import copy
from dockerlab.cli.flags import Parsed
from dockerlab.cli.table import align
from dockerlab.cli.units import stamp
from dockerlab.container import Containers
from dockerlab.errors import DaemonError, UsageError
from dockerlab.reference import parse as parse_reference

__all__ = ["HANDLERS"]


def _start(client: Client, parsed: Parsed) -> int:
    attach = parsed.on("attach") or parsed.on("interactive")
    if attach and len(parsed.args) > 1:
        raise UsageError("you cannot start and attach multiple containers at once")
    containers = client.engine.containers
    if attach:
        ran = containers.start(parsed.args[0], attach=True, stdin=client.stdin if parsed.on("interactive") else b"")
        client.events.append(ran)
        for piece in ran.output:
            client.put(piece.fd, piece.data)
        return ran.status

    failed: list[str] = []

    def start(name: str) -> None:
        try:
            containers.start(name)
        except DaemonError:
            failed.append(name)
            raise

    status = each(client, parsed.args, start)
    if failed:
        client.err(f"Error: failed to start containers: {', '.join(failed)}")
    return status


def verb(act: Callable[[Containers, Parsed, str], object]) -> Handler:
    """Return the handler of a command that does the same to every container named."""
    return lambda client, parsed: each(client, parsed.args, lambda name: act(client.engine.containers, parsed, name))


def _stop(containers: Containers, parsed: Parsed, name: str) -> None:
    timeout = parsed.number("timeout")
    if "signal" in parsed.values:
        containers.kill(name, parsed.text("signal"))
    containers.stop(name, parsed.number("time") if timeout is None else timeout)


def _rename(client: Client, parsed: Parsed) -> int:
    old, new = (name.strip() for name in parsed.args)
    if not old or not new:
        raise UsageError("Error: Neither old nor new names may be empty")
    try:
        client.engine.containers.rename(old, new)
    except DaemonError as exc:
        client.fail(exc)
        client.err(f"Error: failed to rename container named {old}")
        return 1
    return 0


def _rm(client: Client, parsed: Parsed) -> int:
    force, volumes = parsed.on("force"), parsed.on("volumes")

    def remove(name: str) -> str | None:
        if not name.strip("/"):
            raise UsageError("container name cannot be empty")
        try:
            client.engine.containers.remove(name.strip("/"), force=force, volumes=volumes)
        except DaemonError as exc:
            if not force or not exc.message.startswith("No such container"):
                raise
            client.fail(exc)  # the client says so, and is content
            return ""
        return None

    return each(client, parsed.args, remove)


def _logs(client: Client, parsed: Parsed) -> int:
    container = client.engine.containers.find(parsed.args[0])
    output = client.engine.containers.logs(parsed.args[0])
    lines: list[tuple[int, bytes, float]] = []
    for piece in output:
        for line in piece.data.splitlines(keepends=True):
            if lines and lines[-1][0] == piece.fd and not lines[-1][1].endswith(b"\n"):
                lines[-1] = (piece.fd, lines[-1][1] + line, lines[-1][2])
            else:
                lines.append((piece.fd, line, piece.at))
    tail = parsed.text("tail", "all")
    if tail.isdigit():
        lines = lines[len(lines) - min(int(tail), len(lines)) :]
    for fd, line, at in lines:
        stamp = f"{_stamp(at)} ".encode() if parsed.on("timestamps") else b""
        client.put(fd, stamp + line)
    if parsed.on("follow") and container.running:
        client.engine.containers.wait(container.id)
        rest = client.engine.containers.logs(parsed.args[0])[len(output) :]
        for piece in rest:
            client.put(piece.fd, piece.data)
    return 0


def _stamp(seconds: float) -> str:
    """Return a time with all nine digits, as logs have it."""
    return f"{stamp(seconds)[:-1]}.{round(seconds % 1 * 10**9):09d}Z"


def _diff(client: Client, parsed: Parsed) -> int:
    if not parsed.args[0]:
        raise UsageError("Container name cannot be empty")
    for change in client.engine.containers.diff(parsed.args[0]):
        client.line(str(change))
    return 0


def _top(client: Client, parsed: Parsed) -> int:
    titles, rows = client.engine.containers.top(parsed.args[0], tuple(parsed.args[1:]))
    client.out(align("".join("\t".join(row) + "\n" for row in (titles, *rows)), narrowest=20))
    return 0


def _commit(client: Client, parsed: Parsed) -> int:
    name, *tag = parsed.args
    reference = parse_reference(tag[0]) if tag and tag[0] else None
    image = client.engine.containers.commit(
        name,
        reference,
        lambda config: changed(config, parsed.list("change")),
        message=parsed.text("message"),
        author=parsed.text("author"),
    )  # fmt: skip  (--pause shows nowhere: no time passes)
    client.events.append(image)
    client.line(image.id)
    return 0


def _export(client: Client, parsed: Parsed) -> int:
    container = client.engine.containers.find(parsed.args[0])
    data = export_tar(container.overlay.fs, (*container.image.layers, container.overlay.layer()))
    name = parsed.text("output")
    if not name:
        if client.tty:
            raise UsageError("cowardly refusing to save to a terminal. Use the -o flag or redirect")
        client.out(data)
        return 0
    write_file(client, name, data, "failed to export container")
    return 0


def write_file(client: Client, name: str, data: bytes, failing: str) -> None:
    """Write a file of the host. Raises UsageError in the client's words."""
    folder = posixpath.dirname(name) or "."
    if not client.host.files.exists(client.host.path(folder)):
        raise UsageError(f"{failing}: invalid output path: stat {folder}: no such file or directory")
    try:
        client.host.files.write(client.host.path(name), data, mode=0o600)
    except OSError as exc:
        reason = (exc.strerror or "").lower()
        raise UsageError(f"{failing}: open {name}: {reason}") from None


def _cp(client: Client, parsed: Parsed) -> int:
    try:
        copy(client, *parsed.args, archive=parsed.on("archive"))
    except DaemonError as exc:
        return client.fail(exc)
    return 0


HANDLERS = {
    "container start": _start,
    "container stop": verb(_stop),
    "container restart": verb(lambda containers, parsed, name: containers.restart(name, parsed.number("timeout"))),
    "container kill": verb(lambda containers, parsed, name: containers.kill(name, parsed.text("signal", "KILL"))),
    "container pause": verb(lambda containers, _, name: containers.pause(name)),
    "container unpause": verb(lambda containers, _, name: containers.unpause(name)),
    "container wait": verb(lambda containers, _, name: str(containers.wait(name))),
    "container rename": _rename, "container rm": _rm, "container logs": _logs, "container diff": _diff,
    "container top": _top, "container commit": _commit, "container export": _export, "container cp": _cp,
}  # fmt: skip
