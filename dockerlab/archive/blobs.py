"""The files inside an image archive, looked at where they lie, never unpacked to a disk.

An archive is a tar that anybody may have made.  Names that climb out of it,
absolute names, links that lead outside or nowhere, devices: all are refused.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass

from dockerlab.archive.decompress import LIMIT, decompress
from dockerlab.digest import Digest, sha256
from dockerlab.errors import ArchiveError
from dockerlab.image import Descriptor
from dockerlab.tarball import members

__all__ = ["Blobs", "Limits", "open_archive"]

MOST_LINKS = 8


@dataclass(frozen=True)
class Limits:
    """How much an archive may be: bytes when unpacked, all layers together, and files in it."""

    size: int = LIMIT
    files: int = 100_000


@dataclass(frozen=True)
class Blobs:
    """The regular files of an archive (name → where its bytes lie), and its links."""

    data: bytes | memoryview
    files: Mapping[str, tuple[int, int]]
    links: Mapping[str, str]

    def place(self, name: str) -> tuple[int, int]:
        """Return start and size of a file, links followed inside the archive.

        Raises ArchiveError where there is none, in the words of ``docker load``.
        """
        here = checked(name)
        for _ in range(MOST_LINKS):
            if here in self.files:
                return self.files[here]
            if here not in self.links:
                break
            here = self.links[here]
        raise ArchiveError(f"open {name}: no such file or directory", hint="The archive lacks a file that it names.")

    def view(self, name: str) -> memoryview:
        """Return the bytes of a file where they lie, without a copy: layers are large."""
        start, size = self.place(name)
        return memoryview(self.data)[start : start + size]

    def read(self, name: str) -> bytes:
        """Return the bytes of a file."""
        return bytes(self.view(name))

    def blob(self, pointer: Descriptor) -> bytes:
        """Return the bytes that a descriptor points at, digest and size checked."""
        algorithm, _, digits = pointer.digest.partition(":")
        if algorithm != "sha256" or len(digits) != 64 or digits.strip("0123456789abcdef"):
            raise ArchiveError(f"{pointer.digest!r} is no sha256 digest")
        found = self.read(f"blobs/{algorithm}/{digits}")
        if len(found) != pointer.size:
            raise ArchiveError(f"blob {pointer.digest} has {len(found)} bytes, its descriptor says {pointer.size}")
        return verified(found, pointer.digest)

    def has(self, name: str) -> bool:
        """Say whether there is a file of that name."""
        return name in self.files or name in self.links


def verified(data: bytes, digest: Digest) -> bytes:
    """Return ``data`` if ``digest`` is its digest, else raise ArchiveError."""
    if sha256(data) != digest:
        raise ArchiveError(
            f"blob {digest} has another digest: {sha256(data)}", hint="The archive is damaged or forged."
        )
    return data


def open_archive(data: bytes, limits: Limits) -> Blobs:
    """Return the files of an archive, which may be compressed as a whole.

    Raises:
        ArchiveError: no tar, damaged, too big, or hostile.
    """
    whole = decompress(data, "archive", limits.size)
    if not whole:
        raise ArchiveError(
            "open /var/lib/docker/tmp/docker-import/repositories: no such file or directory",
            hint="It is empty. Give it a file that docker save wrote.",
        )
    files: dict[str, tuple[int, int]] = {}
    links: dict[str, str] = {}
    for count, member in enumerate(members(whole, "archive")):
        if count >= limits.files:
            raise ArchiveError(f"archive: more than {limits.files} files")
        name = checked(member.name)
        match member.kind:
            case "file":
                files[name] = (member.start, member.size)
                links.pop(name, None)
            case "symlink":
                links[name] = checked(posixpath.join(posixpath.dirname(name), member.link), member.link)
            case "hardlink":
                links[name] = checked(member.link)
            case "directory":
                pass
            case kind:
                raise ArchiveError(f"archive: {member.name}: no image archive holds a {kind}")
    return Blobs(whole, files, links)


def checked(name: str, shown: str = "") -> str:
    """Return a name of a member without dots, or refuse one that leads out of the archive."""
    clean = posixpath.normpath(name)
    if name.startswith("/") or (shown or name).startswith("/") or clean.split("/")[0] == ".." or "\0" in name:
        raise ArchiveError(
            f"archive: {shown or name!r} leads out of the archive", hint="The archive is hostile or broken."
        )
    return clean
