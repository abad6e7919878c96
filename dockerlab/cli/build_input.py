"""What ``docker build`` was asked for: the flags, the context and the Dockerfile, read from the host."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from dockerlab.build.archives import is_archive, named_owners, unpack
from dockerlab.build.steps import BuildOptions
from dockerlab.cli.client import Client
from dockerlab.cli.flags import Parsed, usage_error
from dockerlab.context import BuildContext
from dockerlab.dockerfile import quote
from dockerlab.errors import BuildError, InvalidReference, NotModelled, UsageError
from dockerlab.filesystem import Filesystem
from dockerlab.inode import Directory, File, normalise, read
from dockerlab.overlay import Overlay
from dockerlab.reference import parse as parse_reference

__all__ = ["Asked", "asked"]


@dataclass(frozen=True)
class Asked:
    """What was asked for: the context, the Dockerfile's name and text, the options."""

    context: BuildContext
    name: str
    text: str | None  # None: there is no such file
    options: BuildOptions


def _options(client: Client, parsed: Parsed, classic: bool) -> BuildOptions:
    """Return the flags as the engine takes them. Raises UsageError."""
    for platform in parsed.list("platform"):
        if platform not in ("linux/amd64", "linux", "amd64", "linux/x86_64"):
            raise NotModelled(f"--platform {platform}: the lab has linux/amd64")
    for tag in parsed.list("tag"):
        try:
            parse_reference(tag)
        except InvalidReference as exc:
            _bad_tag(parsed, tag, exc.message, classic)
    arguments: dict[str, str] = {}
    for pair in parsed.list("build-arg"):
        name, equals, value = pair.partition("=")
        if not name and classic:
            problem = f'invalid argument {quote(pair)} for "--build-arg" flag: invalid environment variable: {pair}'
            raise usage_error(parsed.command, problem)
        if not name:
            raise UsageError(f'ERROR: invalid key-value pair "{pair}": empty key')
        if equals:
            arguments[name] = value
        elif name in client.host.env:
            arguments[name] = client.host.env[name]
    labels = [pair.partition("=")[::2] for pair in parsed.list("label")]
    return BuildOptions(
        tuple(parsed.list("tag")), arguments, parsed.text("target"), parsed.on("no-cache"),
        tuple(part for value in parsed.list("no-cache-filter") for part in value.split(",")), parsed.on("pull"),
        tuple((name, value) for name, value in labels), _secrets(client, parsed), _network(parsed, classic),
    )  # fmt: skip


def _bad_tag(parsed: Parsed, tag: str, message: str, classic: bool) -> None:
    if classic:
        raise usage_error(parsed.command, f'invalid argument {quote(tag)} for "-t, --tag" flag: {message}')
    said = message.partition("must be lowercase")
    short = "repository name must be lowercase" if said[1] and re.fullmatch(r"[\w./:-]+", tag) else message
    raise UsageError(f"ERROR: failed to build: invalid tag {quote(tag)}: {short.partition(': repository name (')[0]}")


def _network(parsed: Parsed, classic: bool) -> str:
    network = parsed.text("network", "default")
    if network not in ("default", "none", "host") and not classic:
        raise UsageError(
            f"ERROR: failed to build: network mode {quote(network)} not supported by buildkit - you can define a "
            "custom network for your builder using the network driver-opt in buildx create"
        )
    return network


def _secrets(client: Client, parsed: Parsed) -> Mapping[str, bytes]:
    secrets: dict[str, bytes] = {}
    for value in parsed.list("secret"):
        fields: dict[str, str] = {}
        for part in value.split(","):
            key, equals, rest = part.partition("=")
            if not equals:
                raise UsageError(f"ERROR: invalid field '{part}' must be a key=value pair")
            fields[key.lower()] = rest
        if fields.get("type", "file") not in ("file", "env"):
            raise UsageError(f"ERROR: unsupported secret type {quote(fields['type'])}")
        name = fields.get("id", "")
        source = fields.get("src", fields.get("source", ""))
        env = fields.get("env", "" if source else name)
        if env in client.host.env and not source:
            secrets[name] = client.host.env[env].encode()
            continue
        source = source or name
        try:
            secrets[name] = client.host.files.read(client.host.path(source))
        except OSError as exc:
            reason = (exc.strerror or "").lower()
            raise UsageError(f"ERROR: failed to build: failed to stat {source}: stat {source}: {reason}") from None
    return secrets


def _received(client: Client, name: str, options: BuildOptions, classic: bool) -> Asked:
    """Return what a tar on standard input asks for: it holds the context, and the Dockerfile."""
    if classic and named_owners(client.stdin):
        raise NotModelled("the classic builder's checksums of a tar that names its owners")
    root = Overlay(Filesystem(), client.engine.clock.seconds)
    unpack(root, client.stdin, "/", None)
    context = BuildContext(root.fs, name, client.stdin)
    node = context.files.get(normalise(f"/{name}"))
    text = read(node.content).decode("utf-8", "replace") if isinstance(node, File) else None
    return Asked(context, name, text, options)


def _with_dockerfile(client: Client, files: Filesystem) -> Filesystem:
    """Return the context as the classic client sends it with a Dockerfile from standard input.

    The Dockerfile goes with it, under a random name that the client adds to ``.dockerignore``: so no COPY sees it,
    but one sees the longer ``.dockerignore``. (docker/cli image/build, AddDockerfileToBuildContext)
    """
    node = files.get("/.dockerignore")
    if not isinstance(node, File):
        return files  # one that hides itself is sent then
    added = f"\n.dockerfile.{client.engine.clock.identifier(20)}\n"
    return files.with_node("/.dockerignore", replace(node, content=read(node.content) + added.encode()))


def asked(client: Client, parsed: Parsed, classic: bool) -> Asked:
    """Read the context and the Dockerfile from the host. Raises UsageError."""
    options = _options(client, parsed, classic)
    where, file = parsed.args[0], parsed.text("file")
    prefix = "" if classic else "ERROR: failed to build: "
    if re.match(r"(https?://|git://|git@|github\.com/)", where):
        raise NotModelled(f"a build context that is fetched ({where})")
    if where == "-" and file == "-":
        raise UsageError(f"{prefix}invalid argument: can't use stdin for both build context and dockerfile")
    if where == "-":
        if not client.stdin and not classic:
            raise BuildError("failed to read dockerfile: no local sources enabled")
        if is_archive(client.stdin):
            return _received(client, file or "Dockerfile", options, classic)
        if client.stdin[:2] == b"\x1f\x8b":
            raise NotModelled("compressed data that is no tar, on standard input")
        text = client.stdin.decode("utf-8", "replace")
        sent = BuildContext.from_mapping({"Dockerfile": text} if classic else {}, mtime=client.engine.clock.seconds())
        return Asked(sent, "Dockerfile", text, options)
    try:
        root = client.host.resolve(where)
        tree = client.host.files.fs.get(root)
    except OSError:
        tree = None
    if not isinstance(tree, Directory):
        raise UsageError(f"{prefix}unable to prepare context: path {quote(where)} not found")
    if file == "-":
        text = client.stdin.decode("utf-8", "replace")
        files = _with_dockerfile(client, Filesystem(tree)) if classic else Filesystem(tree)
        return Asked(BuildContext(files), "Dockerfile", text, options)
    full = client.host.path(file) if file else posixpath.join(root, "Dockerfile")
    name = posixpath.relpath(full, root)
    written: str | None = None
    try:
        written = client.host.files.read(full).decode("utf-8", "replace")
    except OSError as exc:
        if classic:
            reason = (exc.strerror or "").lower()
            raise UsageError(
                f"unable to prepare context: unable to evaluate symlinks in Dockerfile path: lstat {full}: {reason}",
                hint="Write a file named Dockerfile, or name yours with -f.",
            ) from None
    return Asked(BuildContext(Filesystem(tree), name), posixpath.basename(full), written, options)
