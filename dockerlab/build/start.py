"""Small things that both builders do: a config's default PATH, WORKDIR's directory.

Sources: moby/buildkit frontend/dockerfile/dockerfile2llb/convert.go and moby/moby daemon/builder/dockerfile.
"""

from __future__ import annotations

import errno
from dataclasses import replace

from dockerlab.build.metadata import DEFAULT_PATH
from dockerlab.build.steps import Builder
from dockerlab.dockerfile import From
from dockerlab.errors import BuildError, InvalidReference, NotModelled
from dockerlab.image import Image, ImageConfig
from dockerlab.inode import Directory, os_error
from dockerlab.overlay import Overlay
from dockerlab.reference import parse as parse_reference

__all__ = ["check_base", "make_directory", "with_path"]


def with_path(image: Image) -> ImageConfig:
    """Return the image's config with Docker's default PATH, if it sets none (convert.go)."""
    config = image.config
    return config if "PATH" in config.environment() else replace(config, env=(DEFAULT_PATH, *config.env))


def make_directory(root: Overlay, path: str, uid: int, gid: int) -> None:
    """``mkdir -p`` with an owner for what it makes; an existing directory stays as it is.

    Raises:
        NotADirectoryError: a file stands in the way (``filename`` is where).
    """
    here = ""
    for name in path.strip("/").split("/"):
        here = f"{here}/{name}"
        if name and not root.exists(here):
            root.place(root.resolve(here, missing_ok=True), Directory({}, 0o755, uid, gid, root.clock()))
        elif name and not isinstance(root.stat(here), Directory):
            raise os_error(errno.ENOTDIR, here)


NO_PLATFORM = (
    'failed to parse platform : "" is an invalid OS component of "": OSAndVersion specifier component must match '
    r'"^([A-Za-z0-9_-]+)(?:\\(([A-Za-z0-9_.%-]*)((?:\\+[A-Za-z0-9_.%-]+)*)\\))?$": invalid argument'
)


def check_base(base: From, written: From, builder: Builder) -> None:
    """Check what FROM names, its variables replaced (``base``) and as ``written``.

    Raises:
        BuildError: nothing at all, or no reference, in each builder's words.
        NotModelled: another platform than linux/amd64.
    """
    if written.platform and base.platform not in ("linux/amd64", "linux", "amd64", "linux/x86_64"):
        if not base.platform and builder == "classic":
            raise BuildError(NO_PLATFORM, written.span, "The classic builder has no platform ARGs.")
        raise NotModelled(f"the platform {base.platform or written.platform}", written.span)
    if not base.image:
        hint = "Give the ARG a value before the first FROM, or with --build-arg."
        raise BuildError(f"base name ({written.image}) should not be blank", written.span, hint)
    try:
        parse_reference(base.image)
    except InvalidReference as exc:
        words = f'failed to parse stage name "{base.image}": {exc.message}' if builder == "buildkit" else exc.message
        raise BuildError(words, written.span, exc.hint) from exc
