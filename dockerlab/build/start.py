"""Small things that both builders do: a config's default PATH, WORKDIR's directory.

Sources: moby/buildkit frontend/dockerfile/dockerfile2llb/convert.go and moby/moby daemon/builder/dockerfile.
"""

from __future__ import annotations

from dataclasses import replace

from dockerlab.build.metadata import DEFAULT_PATH
from dockerlab.image import Image, ImageConfig
from dockerlab.inode import Directory
from dockerlab.overlay import Overlay

__all__ = ["make_directory", "with_path"]


def with_path(image: Image) -> ImageConfig:
    """Return the image's config with Docker's default PATH, if it sets none (convert.go)."""
    config = image.config
    return config if "PATH" in config.environment() else replace(config, env=(DEFAULT_PATH, *config.env))


def make_directory(root: Overlay, path: str, uid: int, gid: int) -> None:
    """``mkdir -p`` with an owner for what it makes; an existing directory stays as it is."""
    here = ""
    for name in path.strip("/").split("/"):
        here = f"{here}/{name}"
        if name and not root.exists(here):
            root.place(root.resolve(here, missing_ok=True), Directory({}, 0o755, uid, gid, root.clock()))
