"""The tar reader and writer against Python's tarfile, and against what is not a tar."""

from __future__ import annotations

import contextlib
import io
import tarfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockerlab.errors import ArchiveError, LabError
from dockerlab.tarball import END, Member, header, members, padding

NAMES = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), min_size=1, max_size=300).map(
    lambda text: text.strip("/") or "x"
)
MEMBERS = st.builds(
    Member,
    name=NAMES,
    kind=st.sampled_from(["file", "symlink", "hardlink", "fifo", "char", "block"]),
    size=st.just(0),
    start=st.just(0),
    mode=st.integers(0, 0o7777),
    uid=st.integers(0, 2**31),
    gid=st.integers(0, 2**31),
    mtime=st.integers(-(2**31), 2**40),
    link=NAMES,
    xattrs=st.dictionaries(st.sampled_from(["user.a", "security.capability"]), st.text(max_size=9), max_size=2).map(
        lambda found: tuple(sorted(found.items()))
    ),
)


@given(MEMBERS, st.binary(max_size=1500))
def test_what_is_written_is_read_back(member: Member, body: bytes) -> None:
    if member.kind == "file":
        member.size = len(body)
    else:
        body = b""
    data = header(member) + body + padding(len(body)) + END
    (back,) = members(data, "test")
    assert data[back.start : back.start + back.size] == body
    back.start = 0
    assert back == member


@given(MEMBERS)
def test_tarfile_reads_the_same(member: Member) -> None:
    with tarfile.open(fileobj=io.BytesIO(header(member) + END)) as tar:
        (info,) = tar.getmembers()
    assert (info.name, info.mode, info.uid, info.gid) == (member.name, member.mode, member.uid, member.gid)
    assert int(info.mtime) == member.mtime
    if member.kind in ("symlink", "hardlink"):
        assert info.linkname == member.link


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
@pytest.mark.parametrize("name", ["short", "d/" * 60 + "long", "x" * 99, "d" * 90 + "/" + "e" * 20])
def test_what_tarfile_writes_is_read(form: int, name: str) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as tar:
        info = tarfile.TarInfo(name)
        info.size, info.mtime, info.mode, info.uname = 5, 1_700_000_000, 0o640, "me"
        tar.addfile(info, io.BytesIO(b"hello"))
        link = tarfile.TarInfo("link")
        link.type, link.linkname = tarfile.SYMTYPE, name[:100]
        tar.addfile(link)
    data = out.getvalue()
    file, link_back = members(data, "test")
    assert (file.name, file.mode, file.mtime, data[file.start : file.start + file.size]) == (
        name,
        0o640,
        1_700_000_000,
        b"hello",
    )
    assert link_back.link == name[:100]


@given(st.binary(max_size=2000))
def test_noise_is_refused_or_empty(data: bytes) -> None:
    with contextlib.suppress(LabError):
        list(members(data, "noise"))


@given(st.integers(0, 1535), st.integers(0, 255))
def test_one_wrong_byte(at: int, byte: int) -> None:
    """A changed byte is noticed, or it is one that does not matter; it never hangs or crashes."""
    data = bytearray(header(Member("a" * 120, "file", 5, 0)) + b"hello" + padding(5) + END)
    data[at % len(data)] = byte
    with contextlib.suppress(LabError):
        list(members(bytes(data), "test"))


def lying(size: int) -> bytes:
    """A header that says ``size`` in binary, with its checksum right."""
    head = bytearray(header(Member("x", "file", 0, 0)))
    head[124:136] = (size & (1 << 95) - 1 | 1 << 95).to_bytes(12, "big")
    head[148:156] = b"%06o\0 " % (sum(head) - sum(head[148:156]) + 256)
    return bytes(head)


@pytest.mark.parametrize("size", [1, 513, 2**40, 2**62, 2**90, -1, -512])
def test_lying_sizes(size: int) -> None:
    with pytest.raises(ArchiveError):
        list(members(lying(size), "test"))


def test_sparse_and_odd_kinds_are_refused() -> None:
    head = bytearray(header(Member("x", "file", 0, 0)))
    for flag in b"SVMNDA":
        head[156] = flag
        head[148:156] = b"%06o\0 " % (sum(head) - sum(head[148:156]) + 256)
        with pytest.raises(ArchiveError, match="kind of member"):
            list(members(bytes(head), "test"))


def test_truncated() -> None:
    whole = header(Member("x", "file", 600, 0)) + b"x" * 600 + padding(600) + END
    for end in (100, 511, 600, 1100):
        with pytest.raises(ArchiveError, match="unexpected EOF"):
            list(members(whole[:end], "test"))
