"""``docker run``, ``create`` and ``exec``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dockerlab.cli.client import Client
from dockerlab.cli.flags import Parsed, usage_error
from dockerlab.cli.images import pull_image, read_file
from dockerlab.container.options import MountSpec, Options, parse_mount, parse_tmpfs, parse_volume
from dockerlab.container.running import ExecOptions
from dockerlab.dockerfile import quote
from dockerlab.errors import DaemonError, InvalidReference, LabError, NotModelled, UsageError
from dockerlab.reference import parse as parse_reference
from dockerlab.shell import Output

__all__ = ["HANDLERS"]

RELATIVE = re.compile(r"((?:^|,)(?:source|src)=)(\.\.?(?:/[^,]*)?)(?=,|$)")  # of --mount: made absolute by the client


def _run(client: Client, parsed: Parsed) -> int:
    image, *args = parsed.args
    try:
        options = _options(client, parsed)
        _check_id_file(client, parsed)
        _ensure(client, parsed, image)
        stdin = client.stdin if options.interactive else b""
        ran = client.engine.containers.run(image, tuple(args), options, stdin=stdin)
    except (NotModelled, UsageError):
        raise
    except LabError as exc:
        return _refused(client, parsed, exc)
    client.events.append(ran)
    _write_id(client, parsed, ran.container.id)
    if options.detach:
        client.line(ran.container.id)
        return 0
    _print(client, ran.output, tty=options.tty)
    return ran.status


def _create(client: Client, parsed: Parsed) -> int:
    image, *args = parsed.args
    options = _options(client, parsed)
    try:
        _check_id_file(client, parsed)
        _ensure(client, parsed, image)
    except InvalidReference as exc:
        client.error = exc
        client.err(exc.message)
        return 1
    container = client.engine.containers.create(image, tuple(args), options)
    _write_id(client, parsed, container.id)
    client.line(container.id)
    return 0


def _exec(client: Client, parsed: Parsed) -> int:
    name, *argv = parsed.args
    if not name:
        raise UsageError("invalid container name or ID: value is empty")
    tty, detach = parsed.on("tty"), parsed.on("detach")
    client.engine.containers.find(name)
    _check_tty(client, parsed, tty and not detach)
    options = ExecOptions(
        env=_env(client, parsed), cwd=parsed.text("workdir"), user=parsed.text("user"), tty=tty,
        interactive=parsed.on("interactive"), detach=detach,
    )  # fmt: skip
    stdin = client.stdin if parsed.on("interactive") else b""
    try:
        ran = client.engine.containers.exec_(name, tuple(argv), options, stdin)
    except DaemonError as exc:
        if exc.status in (126, 127, 128) and not detach:
            client.error = exc
            client.out(f"{exc.message}\r\n")  # the engine writes it on the command's own output
            return exc.status
        raise
    client.events.append(ran)
    if not detach:
        _print(client, ran.output, tty=tty)
    return 0 if detach else ran.status


def _refused(client: Client, parsed: Parsed, exc: LabError) -> int:
    """Print why a container was not started, as ``docker run`` does."""
    client.error = exc
    said = exc.message if isinstance(exc, InvalidReference) else f"Error response from daemon: {exc.message}"
    client.err(f"docker: {said}\n\nRun '{parsed.command.path} --help' for more information")
    return exc.status if exc.status in (126, 127) else 125


def _ensure(client: Client, parsed: Parsed, image: str) -> None:
    """Pull an image that is not there, as ``--pull`` says."""
    policy = parsed.text("pull", "missing")
    if policy not in ("always", "missing", "never"):
        raise _refusal(parsed, f'invalid pull option: \'{policy}\': must be one of "always", "missing" or "never"')
    found = client.engine.store.find(image)
    if found is None and policy == "never":
        raise DaemonError(f"No such image: {parse_reference(image).tagged().familiar}")
    if policy == "always" or found is None:
        name = parse_reference(image).tagged()
        if found is None:
            client.err(f"Unable to find image '{name.familiar}' locally")
        pull_image(client, name, fd=2, quiet=parsed.on("quiet"))


def _check_id_file(client: Client, parsed: Parsed) -> None:
    """Refuse ``--cidfile`` where the file is there already."""
    name = parsed.text("cidfile")
    if name and client.host.files.exists(client.host.path(name)):
        problem = f"container ID file found, make sure the other container isn't running or delete {name}"
        raise _refusal(parsed, problem)


def _write_id(client: Client, parsed: Parsed, identifier: str) -> None:
    if parsed.text("cidfile"):
        client.host.files.write(client.host.path(parsed.text("cidfile")), identifier.encode())


def _refusal(parsed: Parsed, message: str) -> UsageError:
    """Return the error of a flag that the client itself refuses, as ``docker run`` words it."""
    if not parsed.command.name.endswith("run"):
        return UsageError(message)
    return UsageError(f"docker: {message}\n\nRun '{parsed.command.path} --help' for more information", status=125)


def _print(client: Client, output: Sequence[Output], *, tty: bool) -> None:
    """Print what a process wrote; a terminal has one stream, and ends lines with carriage returns."""
    for piece in output:
        data = re.sub(rb"(?<!\r)\n", b"\r\n", piece.data) if tty else piece.data
        client.put(1 if tty else piece.fd, data)


def _check_tty(client: Client, parsed: Parsed, tty: bool) -> None:
    if tty and parsed.on("interactive") and not client.tty:
        raise UsageError("the input device is not a TTY")


# -- the flags -----------------------------------------------------------


def _options(client: Client, parsed: Parsed) -> Options:
    """Return the flags as the engine takes them. Raises LabError."""
    detach, tty = parsed.on("detach"), parsed.on("tty")
    if parsed.command.name.endswith("run") and not detach:
        _check_tty(client, parsed, tty)
    restart = parsed.text("restart", "no")
    if restart not in ("", "no"):
        if parsed.on("rm"):
            raise _refusal(parsed, "conflicting options: cannot specify both --restart and --rm")
        raise NotModelled(f"--restart {restart}")
    platform = parsed.text("platform")
    if platform not in ("", "linux/amd64", "linux", "amd64"):
        raise NotModelled(f"--platform {platform}: the lab has linux/amd64")
    return Options(
        name=parsed.text("name"),
        entrypoint=parsed.text("entrypoint") if "entrypoint" in parsed.values else None,
        env=(*_env_files(client, parsed), *_env(client, parsed)),
        cwd=parsed.text("workdir"),
        user=parsed.text("user"),
        hostname=parsed.text("hostname"),
        tty=tty,
        interactive=parsed.on("interactive"),
        detach=detach,
        remove=parsed.on("rm"),
        read_only=parsed.on("read-only"),
        init=parsed.on("init"),
        network=_network(parsed),
        mounts=_mounts(client, parsed),
        labels=tuple(_label(parsed, text) for text in parsed.list("label")),
        stop_timeout=parsed.number("stop-timeout"),
        stop_signal=parsed.text("stop-signal"),
    )


def _network(parsed: Parsed) -> str:
    network = parsed.text("network", "bridge")
    if network not in ("", "default", "bridge", "none", "host"):
        raise NotModelled(f"the network {network}", hint="The lab has bridge, host and none.")
    return "bridge" if network in ("", "default") else network


def _env(client: Client, parsed: Parsed) -> tuple[str, ...]:
    """Return ``-e`` values: ``NAME`` alone takes the host's value, or takes the variable away."""
    host, given = client.host.env, parsed.list("env")
    for text in given:
        if not text or text.startswith("="):
            problem = f'invalid argument {quote(text)} for "-e, --env" flag: invalid environment variable: {text}'
            raise usage_error(parsed.command, problem)
    return tuple(f"{text}={host[text]}" if "=" not in text and text in host else text for text in given)


def _env_files(client: Client, parsed: Parsed) -> tuple[str, ...]:
    """Return the lines of ``--env-file``: comments and empty lines left out. (docker/cli pkg/kvfile)"""
    found: list[str] = []
    for name in parsed.list("env-file"):
        try:
            text = read_file(client, name).decode("utf-8", "surrogateescape").removeprefix("\ufeff")
        except UsageError as exc:
            raise _refusal(parsed, exc.message) from None
        for line in text.splitlines():
            line = line.lstrip(" \t")
            if not line or line.startswith("#"):
                continue
            key, equals, _ = line.partition("=")
            if not key:
                raise _refusal(parsed, f"invalid env file ({name}): no variable name on line '{line}'")
            if re.search(r"[ \t]", key):
                raise _refusal(parsed, f"invalid env file ({name}): variable '{key}' contains whitespaces")
            if equals:
                found.append(line)
            elif key in client.host.env:
                found.append(f"{key}={client.host.env[key]}")
    return tuple(found)


def _label(parsed: Parsed, text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    if not name:
        problem = f"invalid argument {quote(text)} for \"-l, --label\" flag: invalid label '{text}': empty name"
        raise usage_error(parsed.command, problem)
    return name, value


def _mounts(client: Client, parsed: Parsed) -> tuple[MountSpec, ...]:
    """Return ``-v``, ``--mount`` and ``--tmpfs``; ``./dir`` is made absolute by the client."""
    found: list[MountSpec] = []
    for text in parsed.list("mount"):
        try:
            mount = parse_mount(RELATIVE.sub(lambda found: found[1] + client.host.path(found[2]), text))
        except UsageError as exc:
            raise usage_error(parsed.command, exc.message) from None
        found.append(mount)
    for text in parsed.list("volume"):
        source, colon, rest = text.partition(":")
        if not text:
            raise _refusal(parsed, "invalid empty volume spec")
        if "" in text.split(":"):
            raise _refusal(parsed, f"invalid spec: {text}: empty section between colons")
        if colon and (source in (".", "..", "~") or source.startswith(("./", "../"))):
            text = f"{client.host.path(source)}:{rest}"
        elif not colon and not text.startswith("/"):
            text = f"/{text}"  # the client makes a lone target absolute
        found.append(parse_volume(text))
    return (*found, *(parse_tmpfs(text) for text in parsed.list("tmpfs")))


HANDLERS = {"container run": _run, "container create": _create, "container exec": _exec}
