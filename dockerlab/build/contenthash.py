"""Checksums of files: what makes a COPY hit or miss the cache.

Both builders hash the same facts about a file: type, permission bits, owner,
size, link target and content, in the old "tarsum" notation.  The time of the
last change is *not* among them, so ``touch`` never spoils a cache.

* BuildKit hashes a file without its name, and a directory as the list of its
  names and their digests; so renaming the copied thing itself changes nothing.
* The classic builder hashes each file with its name.  A directory is the digest
  of the sorted list of all digests in it, and several sources are digested
  again: ``file:…``, ``dir:…``, ``multi:…`` in ``docker history``.

Sources: moby/buildkit cache/contenthash/checksum.go and filehash.go;
moby/moby daemon/builder/dockerfile/copy.go and pkg/tarsum.
"""

from __future__ import annotations

import errno
import hashlib
import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from e2b_dockerfile_utils import PatternMatcher

from dockerlab.build.glob import match, split_wildcards
from dockerlab.digest import Digest, sha256
from dockerlab.filesystem import Filesystem
from dockerlab.inode import Directory, File, Node, Special, Symlink, os_error, read, split

__all__ = [
    "Part",
    "classic_directory",
    "classic_file",
    "combine",
    "content_digest",
    "joined",
    "part",
    "root_path",
]

EMPTY = sha256(b"")
MAX_LINKS = 255
FLAGS = {"char": "3", "block": "4", "fifo": "6"}


def tarsum(node: Node, name: str) -> str:
    """Return the hex digest of one file, directory or link under ``name``: its facts, then its content."""
    size, flag, link, major, minor, body = 0, "0", "", 0, 0, b""
    xattrs: tuple[tuple[str, str], ...] = ()
    match node:
        case File():
            body, xattrs = read(node.content), node.xattrs
            size = len(body)
        case Directory():
            flag, xattrs, name = "5", node.xattrs, name and f"{name}/"
        case Symlink(target):
            flag, link = "2", target
        case Special():
            flag, major, minor = FLAGS[node.kind], node.major, node.minor
    attributes = "".join(key + value for key, value in sorted(xattrs) if hashed(key))
    text = (
        f"name{name}mode{node.mode}uid{node.uid}gid{node.gid}size{size}typeflag{flag}linkname{link}"
        f"unamegnamedevmajor{major}devminor{minor}{attributes}"
    )
    digest = hashlib.sha256(encoded(text))
    digest.update(body)
    return digest.hexdigest()


def encoded(text: str) -> bytes:
    """Return the bytes of a name."""
    return text.encode("utf-8", "surrogateescape")


def hashed(xattr: str) -> bool:
    """Say whether an extended attribute belongs to the file (and not to the machine it is on)."""
    return xattr == "security.capability" or not xattr.startswith(("security.", "system."))


# -- BuildKit -------------------------------------------------------------


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
    """Return the digest of a node: for a directory, of its own facts and then name and digest of each child."""
    own = header or Digest("sha256:" + tarsum(node, ""))
    if not isinstance(node, Directory):
        return own
    digest = hashlib.sha256(b"\0" + own.encode())
    for name in sorted(node.entries):
        digest.update(b"\0" + encoded(name) + node_digest(node.entries[name]).encode())
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


def root_path(fs: Filesystem, path: str, *, follow: bool = True) -> str:
    """Return where ``path`` leads inside the tree, symlinks followed, whether or not anything is there.

    A name that does not exist, or that stands below a file, is taken as it is
    written: this is how both builders look up sources and destinations.

    Raises:
        OSError: ELOOP after 255 links.

    >>> fs = Filesystem().with_node("/link", Symlink("real/x"))
    >>> root_path(fs, "/link/new"), root_path(fs, "/link", follow=False), root_path(fs, "/../no/where")
    ('/real/x/new', '/link', '/no/where')
    """
    todo, here, links = split(path)[::-1], list[str](), 0
    while todo:
        name = todo.pop()
        if name in (".", ".."):
            here = here[:-1] if name == ".." else here
            continue
        node = fs.get("/".join([*here, name]))
        if not isinstance(node, Symlink) or not (todo or follow):
            here.append(name)
            continue
        links += 1
        if links > MAX_LINKS:
            raise os_error(errno.ELOOP, path)
        here = [] if node.target.startswith("/") else here
        todo += split(node.target)[::-1]
    return "/" + "/".join(here)


def base(path: str) -> str:
    """Return the last name of a path as Go does: ``/`` for the root, ``.`` for nothing at all."""
    return posixpath.basename(path) or path or "."


# -- the classic builder --------------------------------------------------


def classic_file(fs: Filesystem, path: str) -> str:
    r"""Return ``file:<sha256>`` for the file that ``path`` leads to, as the classic builder names it.

    >>> fs = Filesystem().with_node("/a.txt", File(b"a\n"))
    >>> classic_file(fs, "/a.txt")
    'file:a596f0888def06c3cad1442667ede22d419985a1c8a3155b838b650c4cf52ecc'
    """
    return "file:" + followed(fs, path, {})


def classic_directory(fs: Filesystem, path: str, *, received: bool) -> str:
    """Return ``dir:<sha256>`` for the directory that ``path`` leads to.

    Every link in it counts as what it leads to; one that leads nowhere as the
    path it has in a context (``received``), or would lead to in an image.
    """
    real = root_path(fs, path).rstrip("/")
    sums: dict[str, str] = {}
    paths = [real] * bool(real) + [path for path, _ in fs.walk(real or "/")]
    found = (followed(fs, path, sums, received=received) for path in paths)
    return joined("dir", sorted(digest for digest in found if digest))


def joined(kind: str, sums: Iterable[str]) -> str:
    """Return ``dir:…`` or ``multi:…``: the digest of several digests.

    >>> joined("multi", ["file:1", "dir:2"])[:14]
    'multi:4e2936af'
    """
    return f"{kind}:{hashlib.sha256(','.join(sums).encode()).hexdigest()}"


def followed(fs: Filesystem, path: str, known: dict[str, str], *, received: bool = True) -> str:
    """Return the sum of what ``path`` leads to, a path if that is nowhere, nothing for a circle of links."""
    try:
        real = root_path(fs, path)
    except OSError:
        return ""
    if real not in known:
        node = fs.get(real)
        if node is None:
            return (path if received else real).lstrip("/")
        known[real] = tarsum(node, real.lstrip("/"))
    return known[real]


# -- file by file ---------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Part:
    """What one file adds to a checksum; two of them tell how a file changed."""

    kind: str
    mode: int
    owner: str
    content: str

    def change(self, new: Part) -> str:
        """Say how ``new`` differs: ``type``, ``content``, ``mode``, ``owner``, or nothing at all.

        >>> part(File(b"1")).change(part(File(b"1", mode=0o755)))
        'mode'
        """
        pairs = (
            ("type", self.kind, new.kind),
            ("content", self.content, new.content),
            ("mode", self.mode, new.mode),
            ("owner", self.owner, new.owner),
        )
        return next((how for how, a, b in pairs if a != b), "")


def part(node: Node) -> Part:
    """Return what ``node`` adds to a checksum."""
    kind, content = type(node).__name__.lower(), ""
    match node:
        case File():
            content = sha256(read(node.content))
        case Symlink(target):
            content = target
        case Special():
            kind, content = node.kind, f"{node.major}:{node.minor}"
    return Part(kind, node.mode, f"{node.uid}:{node.gid}", content)
