"""Which files a build reads, and where they land: against what then stands in the image."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Mapping

import pytest

from dockerlab.build.reading import Reading, readings
from dockerlab.build.steps import Builder
from dockerlab.clock import Clock
from dockerlab.context import BuildContext
from dockerlab.engine import Engine
from dockerlab.inode import File, read

TREE = {"a.txt": "A", "b.txt": "B", "src/c.py": "C", "src/deep/d.py": "D", ".dockerignore": "b.txt\n"}


def look(
    dockerfile: str, files: Mapping[str, str | bytes] = TREE, builder: Builder = "buildkit"
) -> tuple[Reading, ...]:
    context = BuildContext.from_mapping({**files, "Dockerfile": f"FROM busybox\n{dockerfile}"})
    result = Engine(clock=Clock()).build(context, builder=builder)
    found = readings(result, context)
    if result.image is not None:  # every landing is where it says, and holds what its source does
        for landed in (landed for reading in found for landed in reading.landed if landed.source):
            node, source = result.image.filesystem.lookup(landed.path), context.files.lookup(f"/{landed.source}")
            assert isinstance(node, File) and isinstance(source, File) and read(node.content) == read(source.content)
    return found


@pytest.mark.parametrize("builder", ["buildkit", "classic"])
@pytest.mark.parametrize(
    ("dockerfile", "landed"),
    [
        ("COPY a.txt /x", {"a.txt": "/x"}),
        ("COPY a.txt /x/", {"a.txt": "/x/a.txt"}),
        ("WORKDIR /app\nCOPY src .", {"src/c.py": "/app/c.py", "src/deep/d.py": "/app/deep/d.py"}),
        ("ENV D=/srv\nCOPY src/*.py $D/", {"src/c.py": "/srv/c.py"}),
        ("RUN mkdir /dir\nCOPY a.txt dir", {"a.txt": "/dir/a.txt"}),
    ],
)
def test_a_copy_tells_where_each_file_lands(dockerfile: str, landed: dict[str, str], builder: Builder) -> None:
    (reading,) = look(dockerfile, builder=builder)
    assert {one.source: one.path for one in reading.landed} == landed and set(reading.files) == set(landed)


def test_what_is_ignored_is_not_read() -> None:
    (reading,) = look("COPY . /all/")
    assert reading.files == (".dockerignore", "Dockerfile", "a.txt", "src/c.py", "src/deep/d.py")


def test_a_bind_mount_reads_and_leaves_nothing() -> None:
    (reading,) = look("RUN --mount=type=bind,source=src,target=/m cat /m/c.py")
    assert (reading.files, reading.landed) == (("src/c.py", "src/deep/d.py"), ())


def test_what_comes_from_elsewhere_is_no_reading() -> None:
    assert look("COPY --from=busybox /bin/sh /sh\nCOPY <<END /x\nhi\nEND\nADD https://example.com/ /y") == ()


def test_an_unpacked_archive_has_no_single_source() -> None:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        tar.addfile(tarfile.TarInfo("inside.txt"))
    (reading,) = look("ADD site.tar /srv/", {"site.tar": buffer.getvalue()})
    assert reading.files == ("site.tar",)
    assert [(one.source, one.path) for one in reading.landed] == [("", "/srv/inside.txt")]


def test_a_copy_that_fails_reads_nothing() -> None:
    first, failed = look("COPY a.txt /\nCOPY b.txt /")
    assert first.files == ("a.txt",) and (failed.files, failed.landed, failed.step.status) == ((), (), 1)
