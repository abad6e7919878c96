"""Parts of cache keys: everything that a RUN under BuildKit could see, and the classic builder's parent.

Source: moby/buildkit solver/llbsolver/ops/exec.go (CacheMap).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dockerlab.build.cache import CacheKey, KeyPart, variables
from dockerlab.build.contenthash import content_digest
from dockerlab.build.steps import BuildStep, State
from dockerlab.dockerfile import Run
from dockerlab.filesystem import Filesystem
from dockerlab.image import Image
from dockerlab.inode import normalise

__all__ = ["parent_part", "run_key"]


def run_key(
    parent: KeyPart,
    run: Run,
    command: Sequence[str],
    state: State,
    env: Mapping[str, str],
    hidden: Mapping[str, str],
    sources: Mapping[str, Filesystem],
) -> CacheKey:
    """Return the key: the step before, the command, its user, directory, mounts and variables.

    ``hidden`` are the predefined proxy ARGs, which count for nothing; ``sources``
    are the trees that bind mounts show, which count by content.
    """
    own = state.config.environment()
    parts = [
        parent,
        KeyPart("instruction", " ".join(("RUN", *command)), run.original),
        KeyPart("user", state.user),
        KeyPart("working directory", state.cwd),
        *(KeyPart(f"mount {flag}", flag) for flag in run.mount_flags),
        *variables("ENV", ((n, v) for n, v in env.items() if own.get(n) == v)),
        *variables("ARG", ((n, v) for n, v in env.items() if n not in hidden and own.get(n) != v)),
    ]
    for mount in run.mounts:
        path = normalise(mount.source or "/")
        if mount.type == "bind" and sources[mount.from_].exists(path):
            parts.append(
                KeyPart(f"mounted {mount.from_ or 'context'}:{path}", content_digest(sources[mount.from_], path))
            )
    return CacheKey(tuple(parts))


def parent_part(image: Image | None, steps: list[BuildStep]) -> KeyPart:
    """Return the key part that names the image a step stands on."""
    return KeyPart("parent", image.id if image is not None else "", steps[-1].instruction.original)
