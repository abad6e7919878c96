"""``docker create``: an image's files, a layer to write on, and what to run.

Nothing runs yet.  But the working directory is made now, the volumes exist from
now on, and a new volume is filled with what the image has in its place.

Source: moby/moby daemon/create.go, daemon/create_unix.go
"""

from __future__ import annotations

import posixpath
from collections.abc import Collection

from dockerlab.container.daemon import Daemon
from dockerlab.container.names import random_name
from dockerlab.container.options import MountSpec, Options, invalid
from dockerlab.container.root import init_layer
from dockerlab.container.state import Container, MountPoint
from dockerlab.container.volumes import Volumes
from dockerlab.errors import DaemonError, NotModelled
from dockerlab.image import Image, ImageConfig, Session
from dockerlab.inode import Directory
from dockerlab.overlay import Overlay
from dockerlab.process import Process, resolve_process
from dockerlab.process.signals import signal_name
from dockerlab.upper import ancestors

__all__ = ["make"]

DEEPEST = 127  # layers: overlay2 mounts no more of them below a container's own


def make(
    daemon: Daemon,
    volumes: Volumes,
    image: Image,
    image_name: str,
    args: tuple[str, ...],
    options: Options,
    taken: Collection[str],
) -> Container:
    """Return a new container; ``taken`` are the names that others have.

    Raises:
        DaemonError: nothing to run, a mount or a directory that cannot be made (status 125).
    """
    mounts = options.mounts
    for n, spec in enumerate(mounts):
        if spec.target in {other.target for other in mounts[:n]}:
            raise DaemonError(f"Duplicate mount point: {spec.target}", status=125)
        if spec.type == "volume" and spec.source:
            volumes.create(spec.source, daemon.clock)
    process = resolve_process(
        image.config, args, entrypoint=options.entrypoint, env=options.env, cwd=options.cwd, user=options.user
    )
    if options.stop_signal:
        try:
            signal_name(options.stop_signal)
        except DaemonError as exc:
            raise DaemonError(exc.message, hint=exc.hint, status=125) from exc
    if len(image.layers) > DEEPEST:
        raise DaemonError("max depth exceeded", hint="Join RUN steps with &&: each step is a layer.", status=125)
    ident = daemon.clock.identifier()
    overlay = Overlay(init_layer(image.filesystem, daemon.clock.seconds()), daemon.clock.seconds)
    make_directory(overlay, process.cwd or "/")
    points = tuple(mount_point(daemon, volumes, spec) for spec in wanted(mounts, image.config))
    for point, spec in zip(points, wanted(mounts, image.config), strict=True):
        if point.type == "volume" and spec.copy:
            fill(volumes, overlay, point)
    overlay.events.clear()
    overlay.upper.readonly = options.read_only
    return Container(
        ident,
        options.name.removeprefix("/") or random_name(daemon.clock, taken),
        image,
        image_name,
        options,
        process,
        configuration(image, image_name, process, options, mounts, ident),
        overlay,
        points,
        created=daemon.clock.now,
    )


def configuration(
    image: Image, image_name: str, process: Process, options: Options, mounts: tuple[MountSpec, ...], ident: str
) -> ImageConfig:
    """Return the image's configuration with the options laid over it (moby's ``merge``)."""
    base = image.config
    anonymous = {spec.target for spec in mounts if spec.type == "volume" and not spec.source and spec.text}
    return ImageConfig(
        user=process.user,
        exposed_ports=tuple(sorted({*base.exposed_ports, *options.exposed_ports})),
        env=process.env,
        entrypoint=process.entrypoint,
        cmd=process.cmd,
        volumes=tuple(sorted({*base.volumes, *anonymous})),
        working_dir=process.cwd,
        labels=tuple({**dict(base.labels or ()), **dict(options.labels)}.items()),
        stop_signal=options.stop_signal or base.stop_signal,
        healthcheck=base.healthcheck,
        session=Session(
            hostname=options.hostname or ident[:12],
            attach_stdin=options.interactive and not options.detach,
            attach_stdout=not options.detach,
            attach_stderr=not options.detach,
            tty=options.tty,
            open_stdin=options.interactive,
            stdin_once=options.interactive and not options.detach,
            image=image_name,
            stop_timeout=options.stop_timeout,
        ),
    )


def wanted(mounts: tuple[MountSpec, ...], image: ImageConfig) -> tuple[MountSpec, ...]:
    """Return the mounts asked for, and an anonymous volume for every other VOLUME of the image."""
    targets = {spec.target for spec in mounts}
    volumes = [spec.source for spec in mounts if spec.type == "volume" and spec.source]
    if len(volumes) > len(set(volumes)):
        raise NotModelled("one volume in two places of a container")
    declared = [posixpath.normpath(path) for path in image.volumes]
    extra = tuple(MountSpec("volume", path) for path in declared if path not in targets)
    return tuple(sorted((*mounts, *extra), key=lambda spec: spec.target.count("/")))


def mount_point(daemon: Daemon, volumes: Volumes, spec: MountSpec) -> MountPoint:
    """Return the mount that ``spec`` asks for; its volume is made, its place on the host looked at."""
    modes = spec.text.split(":")[2:]
    if spec.type == "tmpfs":
        mode = oct(spec.mode)[2:]
        return MountPoint("tmpfs", "", spec.target, spec.readonly, mode, shown=not spec.plain_tmpfs)
    if spec.type == "volume":
        volume = volumes.create(spec.source, daemon.clock)
        mode = "".join(modes) or ("z" if spec.source else "")
        return MountPoint("volume", volume.name, spec.target, spec.readonly, mode, not spec.source)
    if daemon.host is None:
        raise NotModelled("a bind mount: this engine's host has no files")
    source = posixpath.normpath("/" + spec.source.lstrip("/"))
    if not daemon.host.exists(source):
        if not spec.create_source:
            raise DaemonError(invalid("bind", f"bind source path does not exist: {source}"), status=125)
        make_directory(daemon.host, source)
    return MountPoint("bind", source, spec.target, spec.readonly, "".join(modes))


def fill(volumes: Volumes, overlay: Overlay, point: MountPoint) -> None:
    """Copy what the image has at a mount's target into its volume, if that is new."""
    try:
        there = overlay.stat(point.target)
    except OSError:
        return
    if isinstance(there, Directory):
        volumes.fill(point.source, there)


def make_directory(root: Overlay, path: str) -> None:
    """Make a directory and those above it, as root. Raises DaemonError (status 125) where a file is in the way."""
    for here in (*ancestors(path), path):
        try:
            found = root.stat(here)
        except OSError:
            root.place(here, Directory(mtime=root.clock()))
            continue
        if not isinstance(found, Directory):
            raise DaemonError(f"Cannot mkdir: {path} is not a directory", status=125)
