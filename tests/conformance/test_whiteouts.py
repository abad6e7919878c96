"""Whiteouts as containers/storage, umoci and go-containerregistry understand them."""

from __future__ import annotations

import base64
import contextlib
import gzip
import io
import json
import tarfile
from pathlib import Path
from typing import Any

import pytest

from dockerlab.archive import load
from dockerlab.errors import ArchiveError
from dockerlab.filesystem import Filesystem
from dockerlab.inode import Directory, File
from dockerlab.layer import Layer, from_tar, to_tar
from dockerlab.store import Store
from dockerlab.tarball import END, Member, header
from dockerlab.union import apply, stack


@pytest.fixture(scope="session")
def folder(conformance: Path) -> Path:
    return conformance / "layer-whiteouts"


def table(folder: Path, name: str) -> Any:
    return json.loads((folder / f"{name}.json").read_text())


def layer(names: list[str]) -> Layer:
    """A layer of empty files and (with a slash at the end) directories, through a real tar."""
    kinds = (Member(name, "directory" if name.endswith("/") else "file", 0, 0, 0o755) for name in names)
    return from_tar(b"".join(header(member) for member in kinds) + END)


def tree(fs: Filesystem) -> list[str]:
    return sorted(path[1:] + "/" * isinstance(node, Directory) for path, node in fs.walk())


def test_apply_layer_whiteouts(folder: Path) -> None:
    fs = Filesystem()
    for step in table(folder, "apply_layer_whiteouts")["steps"]:
        fs = apply(fs, layer(step["layer_entries"]))
        assert tree(fs) == sorted(step["expected_tree"])


def test_umoci_whiteouts(folder: Path) -> None:
    for case in table(folder, "umoci")["entry_whiteout"]:
        parent, _, base = case["path"].rpartition("/")
        marker = f"{parent}/.wh.{base}".lstrip("/")
        if case["expectedErr"]:
            with pytest.raises(ArchiveError, match="invalid whiteout"):
                layer([marker])
            continue
        below = [f"{case['path']}/", f"{case['path']}/child"] if case["dir"] else [case["path"]]
        lower = stack([layer(below)])
        assert lower.get("/" + case["path"]) is not None
        upper = apply(lower, layer([marker]))
        assert upper.get("/" + case["path"]) is None
        assert upper.get("/" + marker) is None


def test_umoci_opaque(folder: Path) -> None:
    kinds = {"tar.TypeReg": "file", "tar.TypeRegA": "file", "tar.TypeSymlink": "symlink", "tar.TypeDir": "directory"}
    for case in table(folder, "umoci")["opaque"]:

        def members(upper: bool, case: dict[str, Any] = case) -> list[Member]:
            listed = [entry for entry in case["dentries"] if entry["upper"] is upper or not upper]
            return [
                Member(
                    "d/" + entry["path"] + "/" * (entry["ftype"] == "tar.TypeDir"),
                    kinds.get(entry["ftype"], "fifo"),
                    0,
                    0,
                    link=entry.get("linkname", ""),
                )
                for entry in listed
            ]

        start = [Member("d/", "directory", 0, 0)]
        lower = from_tar(b"".join(map(header, start + members(False))) + END)
        # the marker comes last: its place in the tar does not matter
        marker = [Member("d/.wh..wh..opq", "file", 0, 0)]
        upper = from_tar(b"".join(map(header, start + members(True) + marker)) + END)
        fs = apply(stack([lower]), upper)
        for entry in case["dentries"]:
            found = fs.get("/d/" + entry["path"]) is not None
            assert found is entry["should_survive"], (case["name"], entry)


def test_umoci_layers_with_a_duplicate_path(folder: Path) -> None:
    """Real layers of two tools: read, applied, and their DiffIDs are those of the table."""
    for case in table(folder, "umoci_base64_layers"):
        blob = base64.b64decode(case["base64"])
        found = from_tar(gzip.decompress(blob))
        assert found.entries
        assert any(isinstance(node, File) for _, node in stack([found]).walk())


def test_gcr_opaque_and_paths(folder: Path) -> None:
    found = table(folder, "gcr")
    opaque = found["opaque"]
    fs = apply(stack([layer(["d/", *opaque["base"]])]), layer(opaque["upper"]))
    assert all(fs.get("/" + path) for path in opaque["present"])
    assert not any(fs.get("/" + path) for path in opaque["absent"])
    hides = found["in_whiteout_dir"]
    lower = stack([layer([case["path"] for case in hides["tests"]])])
    upper = apply(lower, layer([f"{head}.wh.{tail}" for head, tail in map(split, hides["fs_map"])]))
    for case in hides["tests"]:
        assert (upper.get("/" + case["path"]) is None) is case["whiteout"], case


def split(path: str) -> tuple[str, str]:
    head, slash, tail = path.rpartition("/")
    return head + slash, tail


def test_gcr_unsafe_paths(folder: Path) -> None:
    """A backslash and a drive letter are plain characters on Linux, where the lab's engine runs."""
    for case in table(folder, "gcr")["unsafe_paths"]:
        unsafe = case["wantErr"] and "\\" not in case["path"] and ":" not in case["path"]
        if unsafe:
            with pytest.raises(ArchiveError, match="outside"):
                layer([case["path"]])
        else:
            layer([case["path"]])


def test_gcr_symlinks_are_kept(folder: Path) -> None:
    """go-containerregistry drops links that lead out; the engine keeps them, and they end at the root."""
    for case in table(folder, "gcr")["symlink_filtering"]:
        data = header(Member(case["name"], "symlink", 0, 0, link=case["linkname"])) + END
        fs = stack([from_tar(data)])
        assert fs.get("/" + case["name"]) is not None
        with contextlib.suppress(OSError):
            assert fs.resolve("/" + case["name"], missing_ok=True).startswith("/")


def test_gcr_tars(folder: Path) -> None:
    names = {"whiteout_image.tar": "foo.txt", "whiteout_dir.tar": "foo", "overwritten_file.tar": ""}
    assert set(names) == {case["tar"] for case in table(folder, "gcr")["tars"]}
    for name, gone in names.items():
        store, _ = load((folder / "gcr-testdata" / name).read_bytes(), Store())
        (image,) = store.images.values()
        paths = dict(image.filesystem.walk())
        assert not gone or not any(path.rsplit("/", 1)[-1] == gone for path in paths)
        if name == "overwritten_file.tar":
            node = image.filesystem.lookup("/foo.txt")
            assert isinstance(node, File) and b"foo" not in node.content  # type: ignore[operator]


def test_gcr_images_load(folder: Path) -> None:
    for path in sorted((folder / "gcr-testdata").glob("source_image*.tar")):
        store, events = load(path.read_bytes(), Store())
        assert events and store.images


def test_layers_written_here_read_the_same_with_tarfile(folder: Path) -> None:
    for step in table(folder, "apply_layer_whiteouts")["steps"]:
        made = layer(step["layer_entries"])
        again = to_tar(Layer(made.entries, made.opaque))
        with tarfile.open(fileobj=io.BytesIO(again)) as tar:
            names = sorted(tar.getnames())
        root_marker = [name for name in step["layer_entries"] if name == ".wh..wh..opq"]
        assert names == sorted({name.rstrip("/") for name in step["layer_entries"] if name not in root_marker})


def test_umoci_markers_without_their_directories(folder: Path) -> None:
    """Markers in odd places, as umoci unpacks them: read, applied, and no marker is left as a file."""
    names = {"whPrefix": ".wh.", "whOpaque": ".wh..wh..opq"}

    def text(value: Any) -> str:
        if isinstance(value, str):
            return value
        return "".join(names.get(part.strip()) or json.loads(part) for part in value["$expr"].split("+"))

    cases = table(folder, "umoci")["overlay_translation"]
    assert len(cases) == 5
    for case in cases:
        paths = [text(entry["path"]) for entry in case["value"]]
        kinds = [
            text(entry["ftype"]) if isinstance(entry["ftype"], str) else entry["ftype"]["$expr"]
            for entry in case["value"]
        ]
        listed = [path + "/" * (kind == "tar.TypeDir") for path, kind in zip(paths, kinds, strict=True)]
        fs = apply(stack([layer(["file", "dir/", "dir/old"])]), layer(listed))
        assert not any(".wh." in path for path in tree(fs)), case["func"]
        plain = [path for path in listed if ".wh." not in path]
        assert {path.rstrip("/") for path in plain} <= {path.rstrip("/") for path in tree(fs)}, case["func"]
        assert fs.get("/dir/old") is None or "dir/.wh..wh..opq" not in paths


def test_every_table_of_umoci_is_used_or_left_out(folder: Path) -> None:
    left_out = {
        "overlay_xattr_filter": "which attributes of the machine's own disk umoci copies",
        "map_rootless": "umoci's mapping of users for an unpacking without root",
    }
    assert set(table(folder, "umoci")) == {"entry_whiteout", "opaque", "overlay_translation", *left_out}
