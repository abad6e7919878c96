"""What `docker diff` finds, by the tables of containers/storage: a sample directory, mutated in every way."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dockerlab.filesystem import Change, Filesystem, diff
from dockerlab.inode import Directory, File
from dockerlab.overlay import Overlay
from dockerlab.union import apply

KINDS = {"ChangeAdd": "A", "ChangeModify": "C", "ChangeDelete": "D"}
LEFT_OUT = {
    "TestChangesSize": "a count of bytes for a progress bar",
    "TestChangesSizeWithOnlyDeleteChanges": "the same",
}


@pytest.fixture(scope="session")
def tables(conformance: Path) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = json.loads(
        (conformance / "layer-whiteouts" / "changes_tables.json").read_text()
    )
    return found


def wanted(rows: list[Any]) -> list[str]:
    return [f"{KINDS[kind['$ident']]} {path}" for path, kind in rows]


def sample(tables: dict[str, list[dict[str, Any]]]) -> Filesystem:
    """The sample directory; a link's target that Go computes is put in by hand."""
    root = Overlay(Filesystem())
    for kind, path, content, mode in tables["createSampleDir"][0]["value"]:
        match kind["$ident"]:
            case "Dir":
                root.mkdir(f"/{path}")
                root.chmod(f"/{path}", mode)
            case "Symlink":
                root.symlink(content if isinstance(content, str) else content["$expr"].split('"')[1], f"/{path}")
            case _:
                root.write(f"/{path}", content.encode())
                root.chmod(f"/{path}", mode)
    return root.fs


def remove(root: Overlay, path: str) -> None:
    if isinstance(root.stat(path, follow=False), Directory):
        for name in root.listdir(path):
            remove(root, f"{path}/{name}")
        root.rmdir(path)
    else:
        root.unlink(path)


def changed(root: Overlay) -> list[str]:
    """What has changed, found from the trees and again from the layer."""
    found = [str(change) for change in diff(root.lower, root.fs)]
    assert found == [str(change) for change in diff(root.lower, apply(root.lower, root.layer()))]
    return sorted(found, key=lambda line: line[2:])  # as the tables' own test sorts them


def test_change_string(tables: dict[str, list[dict[str, Any]]]) -> None:
    for row in tables["TestChangeString"]:
        path, kind = row["value"]
        assert str(Change(KINDS[kind["$ident"]], path)) == f"{KINDS[kind['$ident']]} {path}"  # type: ignore[arg-type]


def test_a_directory_mutated_in_every_way(tables: dict[str, list[dict[str, Any]]]) -> None:
    root = Overlay(sample(tables), lambda: 1)
    for path in ("/file1", "/dir1", "/symlink1", "/file3", "/file5", "/symlink2", "/dir2"):
        remove(root, path)
    root.write("/file2", b"other\n")
    root.write("/file3", b"replaced\n")
    root.utime("/file4", 99)
    root.mkdir("/file5")
    root.write("/filenew", b"filenew\n")
    root.mkdir("/dirnew")
    root.symlink("targetnew", "/symlinknew")
    root.symlink("target2change", "/symlink2")
    root.write("/dir2", b"dir2\n")
    root.utime("/dir3", 99)
    assert changed(root) == wanted(tables["TestChangesDirsMutated"][0]["value"])


def test_changes_of_a_layer(tables: dict[str, list[dict[str, Any]]]) -> None:
    start = Overlay(sample(tables))
    start.mkdir("/dir1/subfolder")
    root = Overlay(start.fs, lambda: 1)
    root.unlink("/dir1/file1-2")
    root.write("/dir1/file1-1", b"\0")
    root.write("/dir1/subfolder/newFile", b"")
    assert changed(root) == wanted(tables["TestChangesWithChanges"][0]["value"])


def test_directories_above_a_change(tables: dict[str, list[dict[str, Any]]]) -> None:
    """The second row of the table is older storage drivers': overlay2 names the directories above a change, always."""
    start = Overlay(Filesystem())
    for path in ("/dir1", "/dir1/dir2", "/dir1/dir2/dir3"):
        start.mkdir(path)
    start.write("/dir1/dir2/dir3/file.txt", b"hello")
    added, modified = (wanted(row["value"]) for row in tables["TestChangesWithChangesGH13590"])
    root = Overlay(start.fs, lambda: 1)
    root.write("/dir1/dir2/dir3/file1.txt", b"bye")
    assert changed(root) == added
    root = Overlay(start.fs)
    root.write("/dir1/dir2/dir3/file.txt", b"bye")
    assert isinstance(root.fs.get("/dir1/dir2/dir3/file.txt"), File)
    assert changed(root) == [*added[:3], *modified]


def test_every_table_is_used(tables: dict[str, list[dict[str, Any]]]) -> None:
    source = Path(__file__).read_text()
    assert all(name in source for name in tables)
