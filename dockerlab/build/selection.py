"""What a COPY or ADD copies: its sources, found and hashed.

The path rules in one place.  A source is relative to the root of the context
(or of the stage or image behind ``--from``), it may hold wildcards, and it must
exist.  The two builders differ at the edges: BuildKit keeps ``../`` inside the
context and lets a wildcard match nothing, the classic builder refuses both.

Reference: https://docs.docker.com/reference/dockerfile/#copy
Sources: moby/buildkit solver/llbsolver/ops/file.go and file/backend.go;
moby/moby daemon/builder/dockerfile/copy.go.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from e2b_dockerfile_utils import PatternMatcher

from dockerlab.build.contenthash import combine, content_digest
from dockerlab.build.engine_names import ref
from dockerlab.build.paths import BAD_PATTERN, has_wildcards, match, root_path, split_wildcards
from dockerlab.build.sources import CopyError, Fetch, Source, fetched, is_url, missing, refuse_remote
from dockerlab.build.tarsum import Part, classic_directory, classic_file, joined, part
from dockerlab.context import BuildContext, Builder
from dockerlab.digest import Digest
from dockerlab.dockerfile import Add, Copy, Instruction, Run, quote
from dockerlab.errors import BuildError, NotModelled, Span
from dockerlab.filesystem import Filesystem
from dockerlab.inode import Directory, File, normalise

__all__ = ["Selection", "refuse_buildkit_flags", "select"]


HOW_TO = "to learn how to build images with BuildKit enabled"
NEEDS_BUILDKIT = f"requires BuildKit. Refer to https://docs.docker.com/go/buildkit/ {HOW_TO}"


@dataclass(frozen=True)
class Selection:
    """What a COPY or ADD copies.

    ``digest`` is the checksum of it all: ``sha256:…`` with BuildKit; ``file:…``,
    ``dir:…`` or ``multi:…`` with the classic builder, as in its history.
    """

    builder: Builder
    sources: tuple[Source, ...]
    digest: str
    span: Span | None = field(default=None, repr=False)

    @cached_property
    def parts(self) -> tuple[tuple[str, Part], ...]:
        """Every file with what it adds to the checksum, by path: two of these tell which file changed, and how."""
        found: dict[str, Part] = {}
        for source in self.sources:
            excluded = PatternMatcher(list(source.exclude)) if source.exclude else None
            top = source.real.rstrip("/")
            for path, node in [(top, source.fs.get(top)), *source.fs.walk(top or "/")]:
                relative = path[len(top) + 1 :]
                if node is not None and path and not (excluded and relative and excluded.matches(relative)):
                    found[(source.path.rstrip("/") + path[len(top) :]).lstrip("/")] = part(node)
        return tuple(sorted(found.items()))


def select(
    copy: Copy | Add,
    fs: Filesystem,
    builder: Builder,
    *,
    context: BuildContext | None = None,
    fetch: Fetch | None = None,
    onto: Filesystem | None = None,
    asked: tuple[str, ...] | None = None,
) -> Selection:
    """Find what ``copy`` (its variables already expanded) takes from ``fs``.

    Args:
        fs: ``context.sent(builder)``, or the files of the stage or image behind ``--from``.
        context: the build context where the files come from one: for the hint of a missing file.
        fetch: gets a URL's bytes and time; None where nothing can be fetched.
        asked: what the whole build asks the context for, where that is known: BuildKit is sent nothing else.
        onto: the files that the copy is made onto; if they are ``fs`` itself, BuildKit words a missing file otherwise.

    Raises:
        CopyError: a source is missing, or not allowed here.
        NotModelled: a Git repository as the source of ADD.

    >>> from dockerlab.dockerfile import parse
    >>> context = BuildContext.from_mapping({"a.txt": b"a\\n", "d/b": b"b"})
    >>> copy = parse("FROM scratch\\nCOPY a.txt d /x/\\n").stages[0].instructions[0]
    >>> [source.path for source in select(copy, context.sent("classic"), "classic").sources]
    ['/a.txt', '/d']
    """
    refuse_remote(copy, builder)
    if builder == "classic":
        return select_classic(copy, fs, context, fetch)
    return select_buildkit(copy, fs, context, fetch, onto, asked)


# -- BuildKit -------------------------------------------------------------


def select_buildkit(
    copy: Copy | Add,
    fs: Filesystem,
    context: BuildContext | None,
    fetch: Fetch | None,
    onto: Filesystem | None,
    asked: tuple[str, ...] | None,
) -> Selection:
    """Hash each selection of files, then find them."""
    if isinstance(copy, Copy) and copy.parents:
        raise NotModelled("COPY --parents", copy.span, "The engine's own Dockerfile syntax does not know it yet.")
    unpack = isinstance(copy, Add) and copy.unpack is not False
    keep = isinstance(copy, Copy) and bool(copy.from_)
    digests: list[Digest] = []
    sources: list[Source] = []
    paths: list[str] = []
    for text in copy.sources:
        if is_url(text):
            sources.append(fetched(copy, text, fetch, "buildkit"))
            digests.append(content_digest(sources[-1].fs, sources[-1].path))
        else:
            paths.append(normalise("/" + text))
    for path in sorted(set(distinct(paths, copy.exclude))):
        digests.append(checked_digest(copy, fs, path, context, onto))
    for path in paths:
        found = expand_wildcards(fs, path)
        if not found:
            check_directory(copy, fs, split_wildcards(path)[0], asked)
        sources += [Source(fs, name, root_path(fs, name), unpack, keep, copy.exclude) for name in found]
    for heredoc in copy.heredocs:
        inline = Filesystem().with_node(f"/{heredoc.name}", File(heredoc.data.encode()))
        sources.append(Source(inline, f"/{heredoc.name}", f"/{heredoc.name}"))
        digests.append(content_digest(inline, f"/{heredoc.name}"))
    return Selection("buildkit", tuple(sources), digests[0] if len(digests) == 1 else combine(digests), copy.span)


def distinct(paths: list[str], exclude: tuple[str, ...]) -> Iterator[str]:
    """Yield the selections, without a plain path that lies in another plain path."""
    plain = [path for path in paths if not exclude and not has_wildcards(path)]
    for path in paths:
        if path not in plain or not any(path.startswith(other.rstrip("/") + "/") for other in plain if other != path):
            yield path


def checked_digest(
    copy: Copy | Add, fs: Filesystem, path: str, context: BuildContext | None, onto: Filesystem | None
) -> Digest:
    """Return the digest of one selection, or say in BuildKit's words why there is none."""
    received = not (isinstance(copy, Copy) and copy.from_)
    try:
        return content_digest(fs, path, wildcard=has_wildcards(path), exclude=copy.exclude, received=received)
    except FileNotFoundError as exc:
        name = str(exc.filename)
        if onto is fs:
            raise CopyError(
                f"lstat {name}: no such file or directory", copy.span, missing(name, context, "buildkit")
            ) from None
        reason, hint = f"{quote(name)}: not found", missing(name, context, "buildkit")
    except ValueError:
        if received:
            patterns = " ".join(text.lstrip("/") for text in copy.sources)
            words = f"rpc error: code = Unknown desc = invalid includepatterns: [{patterns}]: {BAD_PATTERN}"
            raise CopyError(words, None, "Close the bracket.") from None  # it is the context's fault, not a line's
        if split_wildcards(path)[0] != "/":
            raise NotModelled("a malformed wildcard below a directory, behind --from", copy.span) from None
        reason, hint = BAD_PATTERN, "Close the bracket."
    except OSError:
        reason, hint = "too many links", "A symbolic link leads back to itself."
    words = f"failed to compute cache key: failed to calculate checksum of ref {ref(reason)}: {reason}"
    raise CopyError(words, copy.span, hint)


def check_directory(copy: Copy | Add, fs: Filesystem, fixed: str, asked: tuple[str, ...] | None) -> None:
    """See that the directory before a wildcard that matches nothing is there.

    Of the context, only what the build asks for is there, and the directories on the way to it.
    """
    if fs.get(root_path(fs, fixed)) is not None and (asked is None or fixed == "/"):
        return
    for path in asked or ():
        for name in expand_wildcards(fs, path):
            here, there = fixed.rstrip("/") + "/", name.rstrip("/") + "/"
            if fs.get(root_path(fs, name)) is not None and (here.startswith(there) or there.startswith(here)):
                return
    where = copy.span, "A wildcard may match nothing, but only in a directory that is there."
    raise CopyError(f"lstat {fixed.rstrip('/')}: no such file or directory", *where)


def expand_wildcards(fs: Filesystem, path: str) -> list[str]:
    """Return the paths that match, in byte order; a path without wildcards is its own match."""
    fixed, pattern = split_wildcards(path)
    if not pattern:
        return [path]
    top = root_path(fs, fixed).rstrip("/")
    depth = pattern.count("/") + 1
    try:
        return [found for found in below(fs, top, depth) if match(pattern, found[len(top) + 1 :])]
    except ValueError:
        return []


def below(fs: Filesystem, top: str, depth: int) -> Iterator[str]:
    """Yield the paths exactly ``depth`` names below ``top``, in byte order."""
    node = fs.get(top)
    if not isinstance(node, Directory):
        return
    for name in sorted(node.entries):
        if depth == 1:
            yield f"{top}/{name}"
        else:
            yield from below(fs, f"{top}/{name}", depth - 1)


# -- the classic builder --------------------------------------------------


def refuse_buildkit_flags(instruction: Instruction) -> None:
    """Refuse what the classic builder cannot do, before it looks at what the flags say."""
    match instruction:
        case Copy(chmod=chmod) | Add(chmod=chmod) if chmod:
            raise CopyError(f"the --chmod option {NEEDS_BUILDKIT}", instruction.span, "Use RUN chmod, or BuildKit.")
        case Run(mount_flags=flags) if flags:
            raise BuildError(f"the --mount option {NEEDS_BUILDKIT}", instruction.span)


def select_classic(copy: Copy | Add, fs: Filesystem, context: BuildContext | None, fetch: Fetch | None) -> Selection:
    """Find each source, hash it, and check the shape of the destination."""
    refuse_buildkit_flags(copy)
    command = type(copy).__name__.upper()
    received = not (isinstance(copy, Copy) and copy.from_)
    sources: list[Source] = []
    hashes: list[str] = []
    for text in copy.sources:
        if is_url(text):
            source = fetched(copy, text, fetch, "classic")
            sources.append(source)
            hashes.append(classic_file(source.fs, source.path).removeprefix("file:"))
            continue
        for name in classic_names(fs, text):
            path = classic_path(copy, fs, name, context)
            real = root_path(fs, path)
            sources.append(Source(fs, path, real, isinstance(copy, Add), not received))
            directory = isinstance(fs.get(real), Directory)
            if directory:
                implied = context.implied if context is not None and received else frozenset()
                hashes.append(classic_directory(fs, path, received=received, implied=implied))
            else:
                hashes.append(classic_file(fs, path))
    if not sources:
        hint = "Here-documents need BuildKit." if copy.heredocs else "Nothing in the context matches the wildcard."
        raise CopyError(f"{command} failed: no source files were specified", copy.span, hint)
    if len(sources) > 1 and not copy.dest.endswith("/"):
        words = (
            f"When using {command} with more than one source file, the destination must be a directory and end with a /"
        )
        raise CopyError(words, copy.span, f"Write {copy.dest}/ as the last word.")
    return Selection("classic", tuple(sources), hashes[0] if len(hashes) == 1 else joined("multi", hashes), copy.span)


def classic_names(fs: Filesystem, text: str) -> list[str]:
    """Return the names that a source stands for, relative to the root."""
    name = text.removeprefix("/").removeprefix("./")
    if not has_wildcards(name):
        return [name]
    names = (path.lstrip("/") for path in below(fs, "", name.count("/") + 1))
    try:
        return [found for found in names if match(name, found)]
    except ValueError:
        return []


def classic_path(copy: Copy | Add, fs: Filesystem, name: str, context: BuildContext | None) -> str:
    """Return the absolute path of an existing source, or refuse in the classic builder's words."""
    command = type(copy).__name__.upper()
    path = "/" + posixpath.normpath(name).lstrip("/") if name not in ("", ".") else "/"
    if posixpath.normpath(name).split("/")[0] == ".." or below_a_file(fs, path):
        words = f"{command} failed: forbidden path outside the build context: {name} ()"
        raise CopyError(words, copy.span, "Only files inside the context can be copied: build from a higher directory.")
    if fs.get(root_path(fs, path)) is None:
        where = (
            ""
            if isinstance(copy, Copy) and copy.from_
            else "file not found in build context or excluded by .dockerignore: "
        )
        words = f"{command} failed: {where}stat {name}: file does not exist"
        raise CopyError(words, copy.span, missing(path, context, "classic"))
    return path


def below_a_file(fs: Filesystem, path: str) -> bool:
    """Say whether a parent of ``path`` is there, but is no directory."""
    parent = fs.get(root_path(fs, posixpath.dirname(path)))
    return parent is not None and not isinstance(parent, Directory)
