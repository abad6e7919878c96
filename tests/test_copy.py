"""COPY and ADD against the engine: every case of tests/copy/cases.json, in both builders, without an engine."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dockerlab.build.copy import apply_copy, select
from dockerlab.build.metadata import classic_words
from dockerlab.context import BuildContext
from dockerlab.dockerfile import Add, Copy, Workdir, expand, parse
from dockerlab.errors import LabError, NotModelled
from dockerlab.filesystem import Filesystem
from dockerlab.inode import File
from dockerlab.layer import to_tar
from dockerlab.overlay import Overlay
from dockerlab.union import apply

FOLDER = Path(__file__).parent / "copy"
sys.path.insert(0, str(FOLDER))

from record import describe, without_random_names  # noqa: E402
from trees import CONTEXT, HOSTILE, IMAGE, OLD  # noqa: E402

CASES = json.loads((FOLDER / "cases.json").read_text())
NO_XZ = "the engine of the recording had no `xz` program to call, so it took the archive for a plain file"
OPAQUE = "the kernel marks a directory opaque also where it hides a file; the overlay does not"
NOT_MODELLED = {"chown negative": "the negative owner -1"}
DIFFERENT = {"add xz": NO_XZ, "add tar over": OPAQUE}
NOW = OLD + 100_000_000
BOTH = [(case, builder) for case in CASES for builder in ("buildkit", "classic") if builder in case]


def replay(case, builder):
    """Do what the case does; return what the recorder would have written."""
    context = BuildContext(HOSTILE if case.get("context") == "hostile" else CONTEXT)
    root = Overlay(IMAGE if case.get("from") != "scratch" else Filesystem(), lambda: NOW)
    cwd, found = "/", {}
    try:
        for instruction in parse(f"FROM x\n{case['do']}\n").stages[0].instructions:
            instruction = expanded(instruction, builder)
            if isinstance(instruction, Workdir):
                cwd = instruction.path
                continue
            assert isinstance(instruction, Copy | Add)
            fs = IMAGE if isinstance(instruction, Copy) and instruction.from_ else context.sent(builder)
            selection = select(instruction, fs, builder, context=context, onto=root.lower if cwd == "/" else None)
            chown = f"--chown={instruction.chown} " if instruction.chown else ""
            if builder == "classic":
                name = type(instruction).__name__.upper()
                found["history"] = f"{name} {chown}{selection.digest} in {instruction.dest} "
            apply_copy(root, selection, instruction.dest, cwd=cwd, chown=instruction.chown, chmod=instruction.chmod)
    except NotModelled as exc:
        return {"not modelled": exc.what}
    except LabError as exc:
        return {"error": without_random_names(exc.message.rstrip())}
    return {"layer": describe(to_tar(root.layer())), **found}


def expanded(instruction, builder):
    """Expand, which refuses a wrong flag or source in BuildKit's words; the classic builder has its own."""
    try:
        return expand(instruction, {}, "\\")[0]
    except LabError as exc:
        if builder == "classic":
            exc.message = classic_words(instruction, exc.message)
        raise


@pytest.mark.parametrize(("case", "builder"), BOTH, ids=[f"{case['name']}-{builder}" for case, builder in BOTH])
def test_like_the_engine(case, builder):
    if case["name"] in DIFFERENT:
        pytest.xfail(DIFFERENT[case["name"]])
    if case["name"] in NOT_MODELLED:
        assert replay(case, builder) == {"not modelled": NOT_MODELLED[case["name"]]}
        return
    assert replay(case, builder) == case[builder]


# -- what the recordings cannot hold ---------------------------------------


def one(text):
    (instruction,) = parse(f"FROM scratch\n{text}\n").stages[0].instructions
    assert isinstance(instruction, Add | Copy)
    return instruction


def failure(text, builder, context):
    with pytest.raises(LabError) as caught:
        select(one(text), context.sent(builder), builder, context=context)
    return caught.value


@pytest.mark.parametrize("builder", ["buildkit", "classic"])
def test_a_missing_file_says_which_line_ignores_it(builder):
    context = BuildContext.from_mapping({"app.py": "", "b.txt": "", ".dockerignore": "*.log\n\n*.py\n"})
    error = failure("COPY app.py /", builder, context)
    assert "app.py is there, but it is excluded by .dockerignore line 3 (*.py)." in error.hint
    assert error.where is not None and error.where.line == 2
    assert "b.txt" in failure("COPY nope.py /", builder, context).hint


WEB = {
    "http://mirror/dir/f.txt": (b"hello\n", OLD),
    "http://mirror/dir/": (b"index", 0),
    "http://mirror/": (b"root", 0),
    "http://mirror/plain.tar": (CONTEXT.get("/plain.tar").content, OLD),
}
SUM = "sha256:5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be0"


def fetch(text, builder):
    add, root = one(text), Overlay(Filesystem(), lambda: NOW)
    selection = select(add, Filesystem(), builder, fetch=WEB.__getitem__)
    apply_copy(root, selection, add.dest, chown=add.chown, chmod=add.chmod)
    return describe(to_tar(root.layer())), selection.digest


@pytest.mark.parametrize(
    ("text", "builder", "want"),
    [  # recorded by hand: the engine of the recordings can only reach a server on its own machine
        ("ADD http://mirror/dir/f.txt /new/", "both", ["d 0755 0:0 now new", "f 0600 0:0 0 new/f.txt 'hello\\n'"]),
        ("ADD http://mirror/dir/f.txt /name", "both", ["f 0600 0:0 0 name 'hello\\n'"]),
        ("ADD http://mirror/dir/ /name", "both", ["f 0600 0:0 now name 'index'"]),
        ("ADD http://mirror/dir/ /n/", "buildkit", ["d 0755 0:0 now n", "f 0600 0:0 now n/dir 'index'"]),
        ("ADD http://mirror/ /n/", "buildkit", ["d 0755 0:0 now n", "f 0600 0:0 now n/__unnamed__ 'root'"]),
        ("ADD http://mirror/plain.tar /n/", "both", ["d 0755 0:0 now n", "f 0600 0:0 0 n/plain.tar 10240 bytes"]),
        ("ADD --chown=5:6 --chmod=644 http://mirror/dir/f.txt /n/", "buildkit",
         ["d 0644 5:6 now n", "f 0644 5:6 0 n/f.txt 'hello\\n'"]),
        (f"ADD --checksum={SUM}3 http://mirror/dir/f.txt /name", "both", ["f 0600 0:0 0 name 'hello\\n'"]),
    ],
)  # fmt: skip
def test_add_fetches(text, builder, want):
    for each in ["buildkit", "classic"] if builder == "both" else [builder]:
        assert fetch(text, each)[0] == want


def test_add_unpacks_what_it_fetched_only_if_told_to():
    assert "f 0640 9:9 7 n/pack/f 'packed\\n'" in fetch("ADD --unpack=true http://mirror/plain.tar /n/", "buildkit")[0]


def test_a_fetched_file_has_a_bare_sum_in_the_classic_history():
    digest = fetch("ADD http://mirror/dir/f.txt /new/", "classic")[1]
    assert digest == "5420c2601988982c2fcb08b1664cd348b69b4143d9405aa0fc6817e2faa9873d"


@pytest.mark.parametrize(
    ("text", "builder", "words"),
    [
        (f"ADD --checksum={SUM}4 http://mirror/dir/f.txt /n", "buildkit", f"digest mismatch {SUM}3: {SUM}4"),
        ("ADD --checksum=abc http://mirror/dir/f.txt /n", "buildkit", "invalid checksum digest format"),
        ("ADD --checksum=sha256:12 http://mirror/dir/f.txt /n", "buildkit", "invalid checksum digest length"),
        (f"ADD --checksum={SUM}3 http://mirror/dir/f.txt http://mirror/ /n/", "buildkit",
         "checksum can't be specified for multiple sources"),
        ("ADD http://mirror/dir/ /name/", "classic",
         "ADD failed: cannot determine filename for source http://mirror/dir/"),
        ("ADD https://github.com/a/b.git /b", "buildkit", "not modelled: ADD of a Git repository "
         "(https://github.com/a/b.git)"),
        ("COPY git@github.com:a/b.git /b", "buildkit", "source can't be a git ref for COPY"),
    ],
)  # fmt: skip
def test_what_cannot_be_fetched(text, builder, words):
    with pytest.raises(LabError) as caught:
        select(one(text), Filesystem(), builder, fetch=WEB.__getitem__)
    assert caught.value.message == words


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_archive_raises_anything_but_a_lab_error(data):
    name = data.draw(st.sampled_from([*HOSTILE.root.entries, "plain.tar", "gz.bin", "bz.bin", "xz.bin"]))
    body = bytearray((HOSTILE.get(f"/{name}") or CONTEXT.get(f"/{name}")).content)
    for _ in range(data.draw(st.integers(0, 4))):
        body[data.draw(st.integers(0, min(len(body), 1200) - 1))] = data.draw(st.integers(0, 255))
    body = body[: data.draw(st.integers(0, len(body)))]
    fs, root = Filesystem().with_node("/x.tar", File(bytes(body))), Overlay(IMAGE, lambda: NOW)
    try:
        apply_copy(root, select(one("ADD x.tar /full/"), fs, "buildkit"), "/full/")
    except LabError:
        return
    assert all(path in ("/full", "/link") or path.startswith("/full/") for path in root.layer().entries)


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(["COPY", "ADD", "COPY --from=x", "COPY --exclude=*.md", "COPY --chown=app", "COPY --chmod=u+x"]),
    st.lists(st.text("adb.*/[]?\\txoe-", min_size=1, max_size=7), min_size=1, max_size=2),
    st.text("/fulinkret.oapx", min_size=1, max_size=8),
    st.sampled_from(["buildkit", "classic"]),
)
def test_no_path_raises_anything_but_a_lab_error(command, sources, dest, builder):
    try:
        instruction = one(f"{command} {json.dumps([*sources, dest])}")
        fs = IMAGE if isinstance(instruction, Copy) and instruction.from_ else BuildContext(CONTEXT).sent(builder)
        root = Overlay(IMAGE, lambda: NOW)
        selection = select(instruction, fs, builder)
        apply_copy(root, selection, dest, chown=instruction.chown, chmod=instruction.chmod)
    except LabError:
        return
    assert root.fs.root.entries == apply(IMAGE, root.layer()).root.entries
