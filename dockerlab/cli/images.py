"""The commands on images: rm, tag, save, load, import, pull and push."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from dockerlab.archive import import_tar, load, save
from dockerlab.archive.load import Loaded, LoadedImage, Renamed
from dockerlab.cli.changes import changed
from dockerlab.cli.client import Client
from dockerlab.cli.containers import write_file
from dockerlab.cli.flags import Parsed
from dockerlab.errors import ArchiveError, InvalidReference, LabError, NotModelled, UsageError
from dockerlab.image import ImageConfig
from dockerlab.reference import Reference
from dockerlab.reference import parse as parse_reference
from dockerlab.registry import Progress, PushError

__all__ = ["HANDLERS", "pull_image"]


def _rm(client: Client, parsed: Parsed) -> int:
    force, status = parsed.on("force"), 0
    if parsed.on("no-prune"):
        raise NotModelled("the flag --no-prune of docker rmi")
    for name in parsed.args:
        engine = client.engine
        try:
            engine.store, events = engine.store.remove(name, force=force, uses=engine.containers.uses())
        except LabError as exc:
            client.fail(exc)
            status = 0 if force and exc.message.startswith("No such image") and not status else 1
            continue
        client.events.extend(events)
        for event in events:
            client.line(str(event))
    return status


def _tag(client: Client, parsed: Parsed) -> int:
    source, target = parsed.args
    try:
        name = parse_reference(target)
    except InvalidReference as exc:
        raise UsageError(f'Error parsing reference: "{target}" is not a valid repository/tag: {exc.message}') from None
    if name.digest:
        raise UsageError("refusing to create a tag with a digest reference")
    engine = client.engine
    image = engine.store.resolve(source)
    engine.store = engine.store.tag(name, image.id, engine.clock.stamp())
    return 0


# -- archives ------------------------------------------------------------


def _save(client: Client, parsed: Parsed) -> int:
    name = parsed.text("output")
    if not name and client.tty:
        raise UsageError("cowardly refusing to save to a terminal. Use the -o flag or redirect")
    data = save(client.engine.store, parsed.args)
    if name:
        write_file(client, name, data, "failed to save image")
    else:
        client.out(data)
    return 0


def _load(client: Client, parsed: Parsed) -> int:
    name = parsed.text("input")
    if name:
        data = read_file(client, name)
    elif client.tty and not client.stdin:
        raise UsageError("requested load from stdin, but stdin is empty")
    else:
        data = client.stdin
    engine = client.engine
    try:
        engine.store, events = load(data, engine.store, engine.clock.stamp())
    except ArchiveError as exc:
        client.error = exc
        client.err(exc.message.removeprefix("archive: "))  # it comes in the stream of the answer, without a title
        return 1
    client.events.extend(events)
    for event in events:
        if isinstance(event, Loaded | LoadedImage) or (isinstance(event, Renamed) and not parsed.on("quiet")):
            client.line(str(event))
    return 0


def read_file(client: Client, name: str) -> bytes:
    """Read a file of the host. Raises UsageError in the client's words."""
    try:
        return client.host.files.read(client.host.path(name))
    except IsADirectoryError:
        raise UsageError(f"read {name}: is a directory") from None
    except OSError as exc:
        raise UsageError(f"open {name}: {(exc.strerror or '').lower()}") from None


def _import(client: Client, parsed: Parsed) -> int:
    source, *names = parsed.args
    if source.startswith(("http://", "https://")):
        raise NotModelled("docker import from a URL")
    name = None
    if names:
        try:
            name = parse_reference(names[0])
        except InvalidReference as exc:
            raise UsageError(exc.message) from None
    data = client.stdin if source == "-" else read_file(client, source)
    engine = client.engine
    config = changed(ImageConfig(), parsed.list("change"))
    message = parsed.text("message") or "Imported from -"
    image = import_tar(data, engine.clock.stamp(), config, message)
    while image.id in engine.store.images:  # a later moment makes another image
        engine.clock.advance(0.001)
        image = import_tar(data, engine.clock.stamp(), config, message)
    engine.store = engine.store.with_image(image)
    if name is not None:
        engine.store = engine.store.tag(name, image.id, engine.clock.stamp())
    client.events.append(image)
    client.line(image.id)
    return 0


# -- registries ----------------------------------------------------------


def pull_image(client: Client, name: Reference, *, fd: int = 1, quiet: bool = False) -> None:
    """Pull an image and print the registry's events as they come. Raises DaemonError."""
    engine = client.engine
    engine.store, events = engine.registry.pull(name, engine.store, engine.clock.now, engine.clock.stamp())
    client.events.extend(events)
    for event in events:
        if not quiet:
            client.put(fd, f"{event}\n")


def _named(client: Client, parsed: Parsed, needs_tag: Callable[[Reference], bool]) -> Reference:
    """Return the image that is meant, ``:latest`` where a tag is needed. Raises UsageError."""
    try:
        name = parse_reference(parsed.args[0])
    except InvalidReference as exc:
        raise UsageError(exc.message) from None
    if needs_tag(name) and not parsed.on("quiet"):
        client.line("Using default tag: latest")
    return replace(name, tag="latest") if needs_tag(name) else name


def _pull(client: Client, parsed: Parsed) -> int:
    platform = parsed.text("platform")
    if platform not in ("", "linux/amd64", "linux", "amd64"):
        raise NotModelled(f"--platform {platform}: the lab has linux/amd64")
    quiet = parsed.on("quiet")
    name = _named(client, parsed, needs_tag=lambda name: not name.tag and not name.digest)
    pull_image(client, name, quiet=quiet)
    client.line(str(name))
    return 0


def _push(client: Client, parsed: Parsed) -> int:
    quiet = parsed.on("quiet")
    name = _named(client, parsed, needs_tag=lambda name: not name.tag)
    engine = client.engine
    events: Sequence[Progress]
    error: PushError | None = None
    try:
        engine.registry, engine.store, events = engine.registry.push(name, engine.store)
    except PushError as exc:
        events, error = exc.events, exc
    client.events.extend(events)
    if not quiet:
        client.out("".join(f"{event}\n" for event in events))
    if error is not None:
        client.error = error
        client.err(error.message)
        return 1
    if quiet:
        client.line(str(name))
    return 0


HANDLERS = {
    "image rm": _rm, "image tag": _tag, "image save": _save, "image load": _load, "image import": _import,
    "image pull": _pull, "image push": _push,
}  # fmt: skip
