"""Sources of COPY and ADD: files of a tree, and files fetched from a URL.

ADD can fetch a file (mode 0600, named after the URL, never unpacked unless
``--unpack=true`` says so) and check its digest; COPY cannot.  Git repositories
are not modelled.

Reference: https://docs.docker.com/reference/dockerfile/#adding-files-from-a-url
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from dockerlab.context import BuildContext, Builder
from dockerlab.digest import sha256
from dockerlab.dockerfile import Add, Copy, check_remote, remote_kind
from dockerlab.errors import BuildError, NotModelled
from dockerlab.filesystem import Filesystem
from dockerlab.inode import File

__all__ = ["CopyError", "Fetch", "Source", "fetched", "is_url", "missing", "refuse_remote"]

Fetch = Callable[[str], tuple[bytes, int]]  # URL -> (bytes, Last-Modified in seconds since 1970, 0 for none)


class CopyError(BuildError):
    """A COPY or ADD that cannot be carried out, in the builder's own words."""


@dataclass(frozen=True)
class Source:
    """One thing to copy: ``path`` as named (it names the copy), ``real`` after links, both absolute in ``fs``.

    ``unpack``: an archive is to be unpacked. ``keep_owner``: it comes from an image, so it keeps its owner.
    """

    fs: Filesystem = field(repr=False)
    path: str
    real: str
    unpack: bool = False
    keep_owner: bool = False
    exclude: tuple[str, ...] = ()


def missing(path: str, context: BuildContext | None, builder: Builder) -> str:
    """Return the hint for a source that is not there."""
    if context is None:
        return f"Look into the stage or image behind --from: it has no {path}."
    excluded = context.excluded_by(path, builder)
    if excluded is not None:
        return f"{path.lstrip('/')} is there, but it is excluded by {excluded}."
    names = sorted(context.files.root.entries)
    listed = ", ".join(names[:6]) + (", …" if len(names) > 6 else "")
    return f"Paths are relative to the context, which holds: {listed}." if names else "The context is empty."


def is_url(text: str) -> bool:
    """Say whether a source is to be fetched."""
    return text.startswith(("http://", "https://"))


def refuse_remote(copy: Copy | Add, builder: Builder) -> None:
    """Refuse what COPY cannot fetch, and what the model cannot. (The classic builder takes ``git@…`` for a path.)"""
    try:
        if builder == "buildkit":
            check_remote(copy)
    except ValueError as exc:
        raise CopyError(str(exc), copy.span, "ADD can fetch it.") from None
    if builder == "classic" and isinstance(copy, Copy) and any(map(is_url, copy.sources)):
        raise CopyError("COPY failed: source can't be a URL for COPY", copy.span, "ADD can fetch it.")
    for text in copy.sources:
        if remote_kind(text) == "git ref" and (builder == "buildkit" or is_url(text)):
            raise NotModelled(f"ADD of a Git repository ({text})", copy.span, "Clone it into the context.")


def fetched(copy: Copy | Add, url: str, fetch: Fetch | None, builder: Builder) -> Source:
    """Fetch a URL and return it as a file, mode 0600, named after the last part of its path."""
    if fetch is None:
        raise NotModelled(f"fetching {url}", copy.span, "Put the file into the context.")
    checksum = copy.checksum if isinstance(copy, Add) and builder == "buildkit" else ""
    if checksum:
        check_checksum(copy, checksum)
    path = unquote(urlsplit(url).path)
    name = posixpath.basename(path.rstrip("/") if builder == "buildkit" else path)
    content, modified = fetch(url)
    if checksum and sha256(content) != checksum:
        words = f"digest mismatch {sha256(content)}: {checksum}"
        raise CopyError(words, copy.span, "The file is not the one that --checksum names.")
    if not name and builder == "classic" and copy.dest.endswith("/"):
        words = f"ADD failed: cannot determine filename for source {url}"
        raise CopyError(words, copy.span, "Name the file in the destination.")
    place = f"/{name or '__unnamed__'}"
    fs = Filesystem().with_node(place, File(content, 0o600, mtime=modified))
    return Source(fs, place, place, builder == "buildkit" and isinstance(copy, Add) and copy.unpack is True)


def check_checksum(copy: Copy | Add, checksum: str) -> None:
    """Refuse a ``--checksum`` that is none, or that is for more than one file."""
    algorithm, _, digits = checksum.partition(":")
    if len(copy.sources) > 1:
        raise CopyError("checksum can't be specified for multiple sources", copy.span, "Write one ADD for each.")
    if not re.fullmatch(r"[0-9a-f]+", digits):
        raise CopyError("invalid checksum digest format", copy.span, "Write --checksum=sha256:<64 hex digits>.")
    if algorithm != "sha256":
        raise NotModelled(f"a checksum of type {algorithm}", copy.span, "Use sha256.")
    if len(digits) != 64:
        raise CopyError("invalid checksum digest length", copy.span, "Write all 64 hex digits.")
