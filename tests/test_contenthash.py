"""Checksums: what they depend on and what they do not, and that they are fast."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockerlab.build.contenthash import content_digest
from dockerlab.build.copy import apply_copy, select
from dockerlab.build.paths import match, root_path
from dockerlab.build.tarsum import classic_directory, classic_file, joined, part
from dockerlab.context import BuildContext
from dockerlab.dockerfile import Copy, parse
from dockerlab.filesystem import Filesystem
from dockerlab.inode import Directory, File, Filler, Special, Symlink
from dockerlab.overlay import Overlay


def copy_of(text):
    (instruction,) = parse(f"FROM scratch\n{text}\n").stages[0].instructions
    assert isinstance(instruction, Copy)
    return instruction


def one(node):
    return content_digest(Filesystem().with_node("/x", node), "/x", follow=False)


FILE = File(b"text", 0o644, mtime=1)


def test_time_does_not_count():
    assert one(FILE) == one(replace(FILE, mtime=2))
    assert one(Directory(mtime=1)) == one(Directory(mtime=2))


@pytest.mark.parametrize(
    "other",
    [replace(FILE, content=b"tex"), replace(FILE, mode=0o755), replace(FILE, uid=1), replace(FILE, gid=1),
     replace(FILE, xattrs=(("user.a", "1"),)), Symlink("text"), Directory(), Special("fifo", mode=0o644)],
    ids=str,
)  # fmt: skip
def test_everything_else_does(other):
    assert one(FILE) != one(other)
    assert part(FILE).change(part(other)) or other.xattrs


def test_the_name_counts_for_what_is_in_a_directory_only():
    fs = Filesystem().with_node("/a", Directory({"f": FILE})).with_node("/b", Directory({"g": FILE}))
    assert content_digest(fs, "/a/f") == content_digest(fs, "/b/g")
    assert content_digest(fs, "/a") != content_digest(fs, "/b")


def test_the_classic_builder_hashes_names():
    fs = Filesystem().with_node("/a", FILE).with_node("/b", FILE)
    assert classic_file(fs, "/a") != classic_file(fs, "/b")


def test_as_a_real_history_shows_them():
    """Recorded from `docker history --no-trunc` of Docker 28.5.2."""
    fs = Filesystem().with_node("/a.txt", File(b"a\n"))
    d = Directory({
        "h": File(b"hello", 0o600), "link": Symlink("h"), "empty": Directory(), "sub": Directory({"s": File(b"s\n")}),
    })  # fmt: skip
    fs = fs.with_node("/d", d)
    file = "file:a596f0888def06c3cad1442667ede22d419985a1c8a3155b838b650c4cf52ecc"
    directory = "dir:b5786cb638cac6dd656575874ec511d204a76b1721cee4098ac6e58008705b34"
    assert classic_file(fs, "/a.txt") == file
    assert classic_directory(fs, "/d", received=True) == directory
    assert (
        joined("multi", [file, directory]) == "multi:17f644ea063a84229b53276dd59df5289e48a06aaa4ecccc462c96b85b30b0db"
    )


def test_directories_the_classic_builder_made_up_count_as_their_path():
    """Recorded like the above: `d` and `d/e` are ignored, `d/in` and `d/e/x` are let in again."""
    files = {"d/in": b"1\n", "d/e/x": b"2\n", ".dockerignore": b"d\n!d/in\n!d/e/x\n"}
    context = BuildContext.from_mapping(files)
    digests = [select(copy_of(f"COPY {name} /x/"), context.sent("classic"), "classic", context=context).digest
               for name in ("d", "d/e")]  # fmt: skip
    assert digests == [
        "dir:c6e180da4bbe24b11280f10bb4e124fdf30160cf07446c5b632a18891b38c6f4",
        "dir:16eae60015610e5b0c0a0f08d9c793dee1cb584d30f051d39e745896878f8ccd",
    ]


@pytest.mark.parametrize(("change", "how"), [
    ({"content": b"2"}, "content"), ({"mode": 0o600}, "mode"), ({"gid": 7}, "owner"),
])  # fmt: skip
def test_parts_say_how_a_file_changed(change, how):
    before = Filesystem().with_node("/d", Directory({"f": FILE, "g": FILE}))
    after = before.with_node("/d/f", replace(FILE, **change))
    old, new = (dict(select(copy_of("COPY d /d"), fs, "buildkit").parts) for fs in (before, after))
    assert sorted(old) == sorted(new) == ["d", "d/f", "d/g"]
    assert {path: old[path].change(new[path]) for path in old} == {"d": "", "d/f": how, "d/g": ""}


@pytest.mark.parametrize("path", ["/", "/d", "/d/e"])
def test_what_is_remembered_is_never_stale(path):
    """Digests of unchanged directories are remembered; each change of a tree must still be seen, and taken back."""
    start = Filesystem().with_node("/d", Directory({"e": Directory({"f": FILE}), "g": FILE}))
    root = Overlay(start, lambda: 0)

    def sums():
        return content_digest(root.fs, path), classic_directory(root.fs, path, received=True)

    seen = [sums()]
    root.write("/d/e/f", b"other")
    seen.append(sums())
    root.write("/d/e/new", b"")
    seen.append(sums())
    root.unlink("/d/e/new")
    assert sums() == seen[1] and len(set(seen)) == 3
    root.write("/d/e/f", b"text")
    assert sums() == seen[0] and content_digest(start, path) == seen[0][0]


def test_ten_thousand_files():
    files = {f"d{n % 100}/file{n}.txt": b"x" * 100 for n in range(10_000)}
    context = BuildContext.from_mapping({**files, ".dockerignore": b"*.log\n**/node_modules\n!keep.log\n"})
    for builder in ("buildkit", "classic"):
        selection = select(copy_of("COPY . /app/"), context.sent(builder), builder, context=context)
        assert len(selection.parts) == 10_000 + 100 + 1
        apply_copy(Overlay(Filesystem()), selection, "/app/")


def test_filler_hashes_as_its_bytes():
    filler = Filler(100_000, "libc.so.6")
    assert one(File(filler)) == one(File(filler.read()))
    assert part(File(filler)) == part(File(filler.read()))


@given(st.text("ab/*?[]^-\\x", max_size=8), st.text("ab/x-*", max_size=6))
def test_no_pattern_breaks_the_matcher(pattern, name):
    try:
        match(pattern, name)
    except ValueError as exc:
        assert str(exc) == "syntax error in pattern"


@given(st.lists(st.sampled_from(["a", "b", "..", ".", ""]), max_size=6), st.sampled_from(["b", "/a", "../b", "a", "/"]))
def test_paths_stay_inside(names, target):
    fs = Filesystem().with_node("/a", Symlink(target)).with_node("/b", Directory())
    try:
        real = root_path(fs, "/".join(names))
    except OSError:
        return
    assert real.startswith("/") and ".." not in real.split("/")
