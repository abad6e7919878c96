"""The kernel line without a browser: what containers say of their files and of the kernel, and what a static program needs."""

from __future__ import annotations

import html
from pathlib import Path
from typing import Any

import pytest

from dockerlab.lab import Lab
from dockerlab.widgets import KernelLine
from dockerlab.widgets.kernel_line import EMPTY

OTHER = "5.14.0-611.16.1.el9_7.x86_64"


def cards(explorer: KernelLine, where: str = "host") -> dict[str, dict[str, Any]]:
    return {card["name"]: card for card in explorer.trace[where]["cards"]}


def test_another_kernel_changes_what_uname_says_and_nothing_else() -> None:
    explorer = KernelLine()
    before, inside = cards(explorer), cards(explorer, "vm")
    explorer._on_message(explorer, {"do": "boot", "kernel": OTHER}, [])
    after = cards(explorer)
    for name, card in after.items():
        different = {fact for fact, value in card.items() if value != before[name][fact]}
        assert different == ({"uname"} if before[name]["uname"].startswith("6.8") else set()), name
    assert {card["uname"] for card in after.values() if card["uname"][0].isdigit()} == {OTHER}
    assert cards(explorer, "vm") == inside and "5 of 7 containers" in explorer.trace["changed"]
    assert explorer.boot(OTHER).trace["changed"] == ""


def test_images_say_who_they_are_and_have_no_kernel() -> None:
    found = cards(KernelLine())
    assert found["alpine:3.23"]["os"] == "Alpine Linux v3.23" and found["alpine:3.23"]["libc"] == "musl"
    assert found["ubuntu:24.04"]["os"].startswith("Ubuntu 24.04") and found["ubuntu:24.04"]["libc"] == "glibc"
    assert found["hello-world"]["files"].startswith("1 file,") and found[EMPTY]["files"] == "0 files, 0B"
    assert "executable file not found" in found["hello-world"]["uname"]
    assert {card["kernel_files"] for card in found.values()} == {0}


def test_a_question_is_asked_in_every_container() -> None:
    explorer = KernelLine(images=("alpine:3.23", "hello-world"))
    explorer._on_message(explorer, {"do": "ask", "text": "cat /etc/alpine-release"}, [])
    assert cards(explorer)["alpine:3.23"]["answer"] == "3.23.3"
    assert cards(explorer)["hello-world"]["answer"] == 'exec: "cat": executable file not found in $PATH'
    assert "$ cat /etc/alpine-release" in repr(explorer)
    assert cards(explorer.ask("/hello"))["hello-world"]["answer"].startswith("Hello from Docker!")
    assert cards(explorer.ask("touch /x"))["alpine:3.23"]["answer"] == "(no output)"
    assert cards(explorer.ask("ls /x"))["alpine:3.23"]["answer"] == "ls: /x: No such file or directory"
    before = explorer.trace
    assert "quote is not closed" in explorer.ask("echo 'a").error["text"] and explorer.trace == before
    assert explorer.ask("").error is None


def test_images_are_added_and_a_wrong_name_leaves_the_picture() -> None:
    explorer = KernelLine(images=("alpine:3.23",))
    explorer._on_message(explorer, {"do": "add", "image": "nginx:alpine"}, [])
    assert list(cards(explorer)) == ["alpine:3.23", "nginx:alpine"]
    before = explorer.trace
    explorer._on_message(explorer, {"do": "add", "image": "nosuch"}, [])
    assert explorer.trace == before and "pull access denied" in explorer.error["text"]
    for n in range(20, 24):
        explorer.add(f"alpine:3.{n}")
    for name in ("busybox", "hello-world", "ubuntu:24.04", "debian:trixie"):
        explorer.add(name)
    assert len(explorer.images) == 8 and "room for 8 images" in explorer.error["text"]


@pytest.mark.parametrize("message", [None, 3, {}, {"do": "boot"}, {"do": "boot", "kernel": ""}, {"do": "ask", "text": 3},
                                     {"do": "ask", "text": "a" * 301}, {"do": "add", "image": ["a"]}, "boot"])  # fmt: skip
def test_messages_that_mean_nothing_do_nothing(message: Any) -> None:
    explorer = KernelLine(images=("alpine:3.23",))
    before = explorer.trace
    explorer._on_message(explorer, message, [])
    assert explorer.trace == before and explorer.error is None


def test_labs_dockerfiles_and_archives_are_subjects_and_stay_as_they_are(tmp_path: Path) -> None:
    lab = Lab({"Dockerfile": "FROM alpine:3.23\nRUN echo hi > /hi\n"})
    lab.run("docker build -q -t web . && docker save -o web.tar web")
    past = lab.past
    explorer = KernelLine(lab, images=()).boot(OTHER)
    assert list(explorer.images) == ["web:latest"] and cards(explorer)["web:latest"]["uname"] == OTHER
    assert lab.past[-1][1].store is past[-1][1].store and lab.run("uname -r").stdout == "6.8.0-52-generic\n"
    (tmp_path / "web.tar").write_bytes(lab.host.read("/root/lab/web.tar"))
    assert list(KernelLine(tmp_path / "web.tar", images=("busybox",)).images) == ["web:latest", "busybox"]
    (tmp_path / "Dockerfile").write_text("FROM busybox\n")
    assert next(iter(KernelLine(tmp_path / "Dockerfile", images=()).images)) == "lab:latest"


def test_three_renderings_of_one_trace() -> None:
    explorer = KernelLine().boot(OTHER)
    bundle = explorer._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    assert data["text/plain"] == repr(explorer)
    drawing = html.unescape(data["image/svg+xml"])
    assert int(drawing.split('width="')[1].split("pt")[0]) <= 700
    for name in explorer.images:
        assert name in repr(explorer) and name[:16] in drawing
    assert "6.10.14-linuxkit" in drawing and f"one kernel for all: {OTHER}" in drawing


# Recorded from a Docker 28.5.2 engine: a dynamically linked program alone in an image.
def test_a_program_without_its_loader_does_not_start() -> None:
    lab = Lab(
        {"Dockerfile": 'FROM scratch\nCOPY --from=alpine:3.23 /bin/busybox /bin/\nCMD ["/bin/busybox", "true"]\n'}
    )
    done = lab.run("docker build -q -t tiny . > /dev/null\ndocker run --rm tiny")
    assert (done.status, done.stderr) == (255, "exec /bin/busybox: no such file or directory\n")
    lab.write("Dockerfile", lab.read("Dockerfile").replace("alpine:3.23", "busybox:musl"))
    assert lab.run("docker build -q -t tiny . > /dev/null\ndocker run --rm tiny").status == 0
    lab.write("Dockerfile", lab.read("Dockerfile").replace("busybox:musl", "busybox:glibc"))
    lab.run("docker build -q -t tiny . > /dev/null")
    assert lab.run("docker run --rm tiny").status == 255
