"""Glass sheets without a browser: each event a frame, each frame what overlayfs would hold, and the renderings."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from dockerlab.errors import LabError
from dockerlab.lab import Lab
from dockerlab.layer import Layer, Whiteout
from dockerlab.overlay import Overlay
from dockerlab.union import lookup, stack
from dockerlab.widgets import GlassSheets
from dockerlab.widgets.sheets_view import frames

NOTES, FILM, LOG = "/shop/notes.txt", "/shop/film.bin", "/shop/logs/one.log"


def kinds(sheets: GlassSheets) -> list[str]:
    return [f"{frame.event.kind} {frame.event.path}" for frame in sheets.frames]


def column(sheets: GlassSheets, path: str) -> list[str]:
    """What stands in a column, from the top sheet down."""
    place = sheets.picture["columns"].index(path)
    return [row["cells"][place]["text"] for row in sheets.picture["rows"]]


def test_a_read_goes_down_until_a_sheet_answers() -> None:
    sheets = GlassSheets()
    assert sheets.run(f"cat {NOTES}") == "second\n"
    (frame,) = sheets.frames
    assert [(glance.layer, glance.says) for glance in frame.ray] == [(4, "nothing"), (3, "nothing"), (2, "holds")]
    assert sheets.summary == f"read {NOTES}: found in layer 3, 7B." and sheets.upper == []
    rays = [row["cells"][sheets.picture["columns"].index(NOTES)]["ray"] for row in sheets.picture["rows"]]
    assert rays == ["nothing", "nothing", "holds", "", ""]


def test_a_change_copies_the_whole_file_up_first() -> None:
    sheets = GlassSheets()
    sheets.run(f"echo x >> {FILM}")
    assert kinds(sheets) == ["copy-up /shop", f"copy-up {FILM}", f"write {FILM}"]
    assert sheets.frames[1].event.size == 300_000
    sheets.go(2)
    assert column(sheets, FILM)[0] == column(sheets, FILM)[3] == "300kB  rw-r--r--"
    assert "the whole file goes up, 300kB" in sheets.summary
    sheets.go(1)
    assert column(sheets, FILM)[0] == "" and [row[2] for row in sheets.upper] == ["/shop/"]


def test_a_whiteout_hides_and_an_opaque_directory_too() -> None:
    sheets = GlassSheets()
    sheets.run(f"rm {LOG}")
    assert ["c---------", "0, 0", LOG, "a character device 0,0: a whiteout"] in sheets.upper
    assert sheets.look(LOG) == f"look up {LOG}: hidden by the writable sheet: no such file."
    sheets.go(1)
    assert sheets.look(LOG) == f"look up {LOG}: found in layer 2."
    sheets.run("rm -r /shop/logs && mkdir /shop/logs")
    assert ["drwxr-xr-x", "", "/shop/logs/", 'trusted.overlay.opaque="y"'] in sheets.upper
    assert "an opaque directory in the writable sheet ends the search" in sheets.look("/shop/logs/two.log")
    assert "hidden by layer 4" in sheets.look("/shop/old.txt")


@pytest.mark.parametrize(
    "command",
    ["cp /shop/film.bin /b; rm /b", f"mv {FILM} /moved; chmod 600 /moved", "sed -i s/second/third/ /shop/notes.txt",
     "rm -r /shop; mkdir /shop; echo 1 > /shop/a; rm -r /shop; echo 2 > /shop", "ln /shop/notes.txt /n; echo x >> /n",
     f"touch {NOTES}; chown 1000 {NOTES}; ln -s {NOTES} /l; cat /l", "mkdir -p /a/b/c; mv /a /d; rm -r /d/b"],
)  # fmt: skip
def test_the_last_frame_is_what_the_container_has_and_no_frame_changes_another(command: str) -> None:
    sheets = GlassSheets()
    sheets.run(command)
    held = sheets.container.overlay.layer()
    assert sheets.frames[-1].upper == held
    lower = stack(sheets.layers)
    for frame in sheets.frames:  # each is a layer that can lie on the others
        seen = stack([*sheets.layers, frame.upper])
        for path in frame.upper.entries:
            assert (seen.get(path) is None) == isinstance(frame.upper.entries[path], Whiteout)
    assert lower == stack(sheets.layers)


def test_frames_of_events_step_by_step_agree_with_the_overlay() -> None:
    """Done one call at a time, the overlay's own layer is what the frames say in the middle of a command."""
    sheets = GlassSheets()
    lower = stack(sheets.layers)
    overlay, seen = Overlay(lower), []
    for act in (
        lambda: overlay.write(NOTES, b"x", append=True),
        lambda: overlay.chmod(FILM, 0o600),
        lambda: overlay.unlink(LOG),
        lambda: overlay.mkdir("/new"),
        lambda: overlay.rename(NOTES, "/new/n"),
        lambda: overlay.unlink("/new/n"),
    ):
        act()
        seen.append((len(overlay.events), overlay.layer()))
    made = frames(1, "all", overlay.events, sheets.layers, Layer(), overlay.layer(), lower)
    for count, layer in seen:
        frame = made[count - 1]
        assert frame.upper.entries.keys() == layer.entries.keys(), frame.event
        kept = {path: entry for path, entry in layer.entries.items() if isinstance(entry, Whiteout)}
        assert kept == {path: e for path, e in frame.upper.entries.items() if isinstance(e, Whiteout)}


def test_every_lookup_ends_where_the_union_says() -> None:
    sheets = GlassSheets()
    sheets.run("rm -r /shop/logs; mkdir /shop/logs; rm /shop/film.bin; echo x > /shop/logs/new")
    layers = [*sheets.layers, sheets.container.overlay.layer()]
    union = stack(layers)
    for layer in layers:
        for path in layer.entries:
            assert (lookup(layers, path)[-1].says == "holds") == (union.get(path) is not None), path


def test_undo_takes_the_frames_of_the_last_command_back() -> None:
    sheets = GlassSheets()
    for _ in range(2):
        sheets.run(f"cat {NOTES}")
    sheets.run(f"rm {NOTES}")
    assert len(sheets.frames) == 4 and sheets.begins == [1, 2, 3]
    sheets._on_message(sheets, {"do": "undo"}, [])
    assert kinds(sheets) == [f"read {NOTES}"] * 2 and sheets.at == 2 and sheets.run(f"cat {NOTES}") == "second\n"


def test_what_was_done_elsewhere_is_seen_after_refresh() -> None:
    lab = Lab()
    lab.run("docker run -d --name web busybox sleep 1d")
    sheets = GlassSheets(lab, container="web")
    lab.run("docker exec web touch /tmp/x")
    assert sheets.frames == []
    sheets.refresh()
    assert kinds(sheets)[:2] == ["copy-up /tmp", "create /tmp/x"] and "(elsewhere)" in repr(sheets)
    lab.undo()
    sheets.refresh()
    assert sheets.frames == []


def test_a_command_that_touches_no_file_says_so_and_an_error_is_printed() -> None:
    sheets = GlassSheets()
    assert "No such file" in sheets.run("cat /shop/old.txt")
    assert sheets.summary == "No file was read, and nothing has changed." and sheets.frames == []
    assert "not found" in sheets.run("frobnicate")
    sheets.lab.run("docker rm -f glass")
    sheets._on_message(sheets, {"do": "run", "command": "ls"}, [])
    assert "No such container: glass" in sheets.error["text"] and sheets.picture["rows"]


@pytest.mark.parametrize(
    "message",
    [None, 3, {}, ["run"], {"do": "run"}, {"do": "run", "command": " "}, {"do": "run", "command": "x" * 1000},
     {"do": "go", "at": "1"}, {"do": "look", "path": "notes"}, {"do": "look", "path": 3}, {"do": "undo"}],
)  # fmt: skip
def test_messages_that_mean_nothing_change_nothing(message: object) -> None:
    sheets = GlassSheets()
    before = sheets.picture
    sheets._on_message(sheets, message, [])
    assert sheets.picture == before and sheets.frames == [] and sheets.error is None


def test_going_beyond_the_ends_stays_at_them() -> None:
    sheets = GlassSheets()
    sheets.run("echo hi > /new")
    sheets._on_message(sheets, {"do": "go", "at": 10**9}, [])
    assert sheets.at == 2
    sheets._on_message(sheets, {"do": "go", "at": -5}, [])
    assert sheets.at == 0 and sheets.upper == []


def test_many_paths_have_at_most_eight_columns() -> None:
    sheets = GlassSheets()
    sheets.run("for i in 1 2 3 4 5 6 7 8 9; do echo $i > /f$i; done")
    assert len(sheets.picture["columns"]) == 8 and sheets.picture["columns"][-1] == "/f9"


def test_three_renderings() -> None:
    sheets = GlassSheets()
    sheets.run(f"rm {NOTES}")
    bundle = sheets._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    assert data["text/plain"] == repr(sheets)
    drawn = "".join(ElementTree.fromstring(data["image/svg+xml"]).itertext())
    assert "whiteout" in drawn and NOTES in drawn and "RUN" in drawn
    assert f"$ rm {NOTES}" in repr(sheets) and "c---------    0, 0 /shop/notes.txt" in repr(sheets)


def test_your_own_files_and_an_archive(tmp_path: Path) -> None:
    own = GlassSheets({"Dockerfile": "FROM busybox\nCOPY a /\n", "a": "1"})
    assert own.picture["columns"] == ["/a"] and own.examples[0] == "cat /a"
    own.lab.run("docker save -o all.tar lab")
    (tmp_path / "all.tar").write_bytes(own.lab.host.read(f"{own.lab.terminal.cwd}/all.tar"))
    opened = GlassSheets(tmp_path / "all.tar")
    assert opened.run("cat /a") == "1" and opened.picture["columns"] == ["/a"]
    with pytest.raises(LabError, match="no image"):
        GlassSheets({})
    with pytest.raises(LabError, match="sleep"):
        GlassSheets({"Dockerfile": "FROM scratch\nCOPY a /\n", "a": "1"})
