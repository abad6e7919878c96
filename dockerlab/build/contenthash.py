"""BuildKit's checksums: what makes a COPY hit or miss the cache.

A file is hashed with its facts (see ``tarsum``) but *without its name*; a
directory is its own facts, then name and digest of each child, in byte order.
So renaming the copied thing itself changes nothing, renaming a file in a copied
directory does.  Of a wildcard or a list of exclusions only what is selected
counts, file by file.

Source: moby/buildkit cache/contenthash/checksum.go and filehash.go.
"""

from __future__ import annotations

import errno
import hashlib
import posixpath
from collections.abc import Iterable, Iterator
from functools import lru_cache

from e2b_dockerfile_utils import PatternMatcher

from dockerlab.build.paths import match, root_path, split_wildcards
from dockerlab.build.tarsum import encoded, tarsum
from dockerlab.digest import Digest, sha256
from dockerlab.filesystem import Filesystem, Same
from dockerlab.inode import Directory, Node, Symlink, os_error, split

__all__ = ["combine", "content_digest"]

EMPTY = sha256(b"")


def content_digest(
    fs: Filesystem,
    path: str,
    *,
    follow: bool = True,
    wildcard: bool = False,
    include: tuple[str, ...] = (),
    exclude: tuple[str, ...] = (),
    received: bool = False,
) -> Digest:
    """Return BuildKit's digest of ``path``, or of all that a pattern selects.

    Args:
        follow: a symlink in last place stands for what it leads to.
        wildcard: ``path`` holds wildcards.
        include, exclude: patterns for what is below ``path``, as in .dockerignore.
        received: ``fs`` was sent by a client, who does not send the root directory's own mode and owner.

    Raises:
        FileNotFoundError: nothing is there. OSError: more than 40 links on the way.
        ValueError: a malformed pattern.

    >>> from dockerlab.inode import File
    >>> fs = Filesystem().with_node("/a", File(b"1", mtime=5))
    >>> content_digest(fs, "/a") == content_digest(fs.with_node("/b", File(b"1", mtime=6)), "/b")
    True
    """
    if not wildcard and not include and not exclude:
        return tree_digest(fs, root_path(fs, path, follow=follow), received, path)
    records: list[tuple[str, Digest]] = []
    for name, shown, real, top in selected(fs, path, wildcard, include, exclude):
        node = must(fs, real, shown)
        if follow and top and isinstance(node, Symlink):
            digest = tree_digest(fs, root_path(fs, shown), received, shown)
        elif received and not real:
            digest = EMPTY
        else:
            digest = Digest("sha256:" + tarsum(node, ""))
        records.append((name, digest))
        last = shown
    if len(records) == 1 and base(last) == base(path.rstrip("/")):
        return records[0][1]
    return sha256(b"".join(b"\0" + encoded(name.replace("/", "\0")) + digest.encode() for name, digest in records))


def combine(digests: Iterable[Digest]) -> Digest:
    """Return the digest of several selections, as one COPY of several sources has."""
    return sha256(b"\0".join(digest.encode() for digest in digests))


def tree_digest(fs: Filesystem, path: str, received: bool, named: str) -> Digest:
    """Return the digest of what stands at the real path ``path``, all of it; an error says how it was ``named``."""
    return node_digest(must(fs, path, named), EMPTY if received and path == "/" else None)


def node_digest(node: Node, header: Digest | None = None) -> Digest:
    """Return the digest of a node; ``header`` stands in for a directory's own facts."""
    if isinstance(node, Directory):
        return directory_digest(Same(node), header)
    return Digest("sha256:" + tarsum(node, ""))


@lru_cache(maxsize=1024)
def directory_digest(directory: Same, header: Digest | None) -> Digest:
    """Return the digest of a directory: of its own facts, then name and digest of each child.

    The latest are remembered, so that only what changed is hashed again.
    """
    entries = directory.tree.entries
    own = header or Digest("sha256:" + tarsum(directory.tree, ""))
    digest = hashlib.sha256(b"\0" + own.encode())
    for name in sorted(entries):
        digest.update(b"\0" + encoded(name) + node_digest(entries[name]).encode())
    return Digest("sha256:" + digest.hexdigest())


def selected(
    fs: Filesystem, path: str, wildcard: bool, include: tuple[str, ...], exclude: tuple[str, ...]
) -> Iterator[tuple[str, str, str, bool]]:
    """Yield what counts, parents first: (name in the digest, path as named, real path, named by the path itself).

    A directory that no pattern wants still counts when something in it does.
    """
    pattern = "/" + "/".join(split(path))
    named, rest = split_wildcards(pattern) if wildcard else (pattern, "")
    named = named.rstrip("/")
    start_at = root_path(fs, named, follow=bool(rest)).rstrip("/")
    includes = PatternMatcher(list(include)) if include else None
    excludes = PatternMatcher(list(exclude)) if exclude else None
    waiting: list[tuple[str, str, str, bool]] = []
    start = "" if wildcard else named
    for real, found in everything(fs, start_at):
        shown = named + real[len(start_at) :]
        if wildcard and not (start and shown.startswith(start + "/")):
            if not match(pattern, shown):
                continue
            start = shown
        while waiting and not shown.startswith(waiting[-1][1] + "/"):
            waiting.pop()
        name, relative = shown[len(named) + 1 :], shown[len(start) + 1 :]
        top = not relative or (pattern == "/" and "/" not in relative)  # links here are followed
        if (includes is None or includes.matches(relative)) and not (excludes and excludes.matches(relative)):
            yield from waiting
            waiting.clear()
            yield name, shown, real, top
        elif isinstance(found, Directory):
            waiting.append((name, shown, real, top))


def everything(fs: Filesystem, top: str) -> Iterator[tuple[str, Node]]:
    """Yield ``top`` ("" is the root) and all below it."""
    node = fs.get(top)
    if node is not None:
        yield top, node
        yield from fs.walk(top or "/")


def must(fs: Filesystem, path: str, named: str) -> Node:
    """Return what stands at ``path``. Raises FileNotFoundError."""
    node = fs.get(path)
    if node is None:
        raise os_error(errno.ENOENT, named)
    return node


def base(path: str) -> str:
    """Return the last name of a path as Go does: ``/`` for the root, ``.`` for nothing at all."""
    return posixpath.basename(path) or path or "."
