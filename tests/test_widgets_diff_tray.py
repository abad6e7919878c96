"""The Diff tray without a browser: commands in, the tray, the layer and what is lost out."""

from __future__ import annotations

from pathlib import Path

import pytest

from dockerlab.filesystem import Filesystem
from dockerlab.inode import Directory, File, Symlink
from dockerlab.lab import Lab
from dockerlab.widgets import DiffTray
from dockerlab.widgets.alike import unlike
from dockerlab.widgets.diff_view import MOST

RUN = "docker run -d --name web -v notes:/notes --tmpfs /scratch -e SECRET=hush debian sleep infinity"


@pytest.fixture
def lab() -> Lab:
    lab = Lab({"site/index.html": "hi\n"})
    assert lab.run(RUN).status == 0
    return lab


def test_the_tray_is_what_docker_diff_prints(lab: Lab) -> None:
    tray = DiffTray(lab)
    tray.run("echo hi > /hello; rm /etc/motd; chmod 600 /etc/issue; echo x > /notes/x; echo x > /scratch/x")
    shown = [f"{row['kind']} {row['path']}" for row in tray.trace["tray"]]
    assert shown == lab.run("docker diff web").stdout.splitlines()
    assert {row["path"]: row["name"] for row in tray.trace["tray"]}["/etc/motd"] == "etc/.wh.motd"
    assert not any("/x" in row["path"] for row in tray.trace["tray"])
    assert tray.trace["image"] is None and "not committed" in tray.trace["summary"]


def test_a_commit_makes_one_layer_of_the_tray_and_says_what_is_lost(lab: Lab) -> None:
    tray = DiffTray(lab).run("echo hi > /hello").run("echo x > /notes/x").commit("web:edited")
    made = lab.engine.store.resolve("web:edited")
    assert tray.image == made and tray.trace["image"]["name"] == "web:edited"
    assert len(made.layers) == len(lab.engine.store.resolve("debian").layers) + 1
    assert [row["name"] for row in tray.trace["layer"]["entries"]] == ["hello", "notes/", "scratch/"]
    lost = {row["kind"]: row["name"] for row in tray.trace["unsaved"]}
    assert set(lost) == {"volume", "tmpfs", "process", "recipe"} and "/notes" in lost["volume"]
    settings = {row["name"]: row for row in tray.trace["image"]["config"]}
    assert "SECRET=hush" in settings["Env"]["now"] and not settings["Env"]["same"]
    (row,) = tray.trace["image"]["rows"]
    assert row["by"] == "sleep infinity"
    assert not tray.trace["image"]["stale"] and tray.run("rm /hello").trace["image"]["stale"]


def test_the_recipe_is_built_beside_it_and_the_lab_stays_as_it_is(lab: Lab) -> None:
    tray = DiffTray(lab).run("echo hi > /hello").commit("web:edited")
    assert tray.recipe == "FROM debian\nRUN echo hi > /hello\n"
    before = lab.run("docker images -a").stdout
    tray._on_message(tray, {"do": "build"}, [])
    assert tray.error is None
    assert [row["by"] for row in tray.built["rows"]] == ["RUN /bin/sh -c echo hi > /hello # buildkit"]
    assert tray.built["different"] == ["/notes", "/scratch"]
    assert lab.run("docker images -a").stdout == before
    tray.recipe = "FROM debian\nCOPY site /site\n"
    assert "/site" in tray.build().built["different"]
    assert tray.run("true").recipe == "FROM debian\nCOPY site /site\n", "what was edited stays"


def test_an_error_leaves_the_last_picture(lab: Lab) -> None:
    tray = DiffTray(lab).run("echo hi > /hello").commit()
    shown, tray.recipe = tray.build().built, "FROM debian\nRUM x\n"
    tray.build()
    assert tray.built == shown and tray.error["line"] == 2 and "unknown instruction: RUM" in tray.error["text"]
    picture = tray.trace
    tray.commit("Not A Name")
    assert "invalid" in tray.error["text"] and tray.trace == picture
    assert tray.commit("fine").error is None


def test_a_command_of_a_container_that_has_ended_is_refused(lab: Lab) -> None:
    tray = DiffTray(lab)
    lab.run("docker stop -t 0 web")
    tray.refresh().run("echo hi > /hello")
    assert "is not running" in tray.error["text"] and tray.trace["typed"] == []
    assert {row["kind"] for row in tray.trace["unsaved"]} == {"volume", "tmpfs"}


@pytest.mark.parametrize(
    "message", [None, 3, {}, {"do": "run"}, {"do": "run", "text": " "}, {"do": "choose"}, {"do": "rm"}, ["commit"]]
)
def test_messages_that_mean_nothing_do_nothing(lab: Lab, message: object) -> None:
    tray = DiffTray(lab)
    before = (tray.trace, tray.error, lab.run("docker images -q").stdout)
    tray._on_message(tray, message, [])
    assert (tray.trace, tray.error, lab.run("docker images -q").stdout) == before


def test_a_long_tray_is_cut_and_counted(lab: Lab) -> None:
    tray = DiffTray(lab).run(f"for n in $(seq {MOST + 10}); do > /f$n; done").commit()
    assert len(tray.trace["tray"]) == MOST and tray.trace["lines"] == MOST + 12
    assert tray.trace["layer"]["count"] == MOST + 12 and len(repr(tray).splitlines()) < 40


def test_three_renderings_of_one_trace(lab: Lab) -> None:
    tray = DiffTray(lab).run("echo '<b>&' > '/<b>'").commit("web:edited")
    bundle = tray._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    assert data["text/plain"] == repr(tray) and "history: sleep infinity" in repr(tray)
    drawing = data["image/svg+xml"]
    assert "<title>Diff tray</title>" in drawing and "web:edited" in drawing and "&lt;b&gt;" in drawing
    assert "<b>" not in drawing


def test_it_opens_on_a_dockerfile_an_archive_and_nothing(lab: Lab, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM busybox\nRUN echo hi > /hello\n")
    assert "0 changes" in DiffTray(tmp_path / "Dockerfile").trace["summary"]
    lab.run("docker save -o web.tar debian")
    (tmp_path / "web.tar").write_bytes(lab.host.read("/root/lab/web.tar"))
    assert "0 changes" in DiffTray(tmp_path / "web.tar").trace["summary"]
    empty = DiffTray()
    assert (
        repr(empty) == "There is no container here." and empty.run("true").commit().build().trace["container"] is None
    )


def test_another_container_is_chosen(lab: Lab) -> None:
    lab.run("docker run -d --name other busybox sleep infinity")
    tray = DiffTray(lab, "web").run("echo hi > /hello").commit()
    tray._on_message(tray, {"do": "choose", "container": "other"}, [])
    assert tray.trace["container"]["name"] == "other" and tray.trace["image"] is None and tray.trace["typed"] == []
    tray.choose("nobody")
    assert tray.trace["summary"] == "There is no container nobody here."


def test_two_trees_are_alike_but_for_their_dates() -> None:
    one = Filesystem().with_node("/d", Directory()).with_node("/d/f", File(b"1")).with_node("/l", Symlink("d"))
    assert unlike(one, one.with_node("/d/f", File(b"1", mtime=5))) == ()
    assert unlike(one, one.with_node("/d/f", File(b"1", mode=0o600))) == ("/d/f",)
    assert unlike(one, one.without("/d").with_node("/l", Symlink("e"))) == ("/d", "/l")
    assert unlike(one, one.with_node("/l", Directory())) == ("/l",)
