"""There and back: an image of a real engine is built upon here, and the real engine runs the result."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dockerlab.archive import load, save
from dockerlab.build.steps import Builder, BuildOptions
from dockerlab.context import BuildContext
from dockerlab.engine import Engine

pytestmark = pytest.mark.requires("engine", "busybox")

Docker = Callable[..., "subprocess.CompletedProcess[bytes]"]
BASE = "dockerlab-test/base:1"
DOCKERFILE = f"""FROM {BASE}
ARG VERSION=1
ENV name=sb
WORKDIR /app
COPY a.txt .
COPY src ./src/
RUN echo building $VERSION > version.txt && mkdir -p data && chmod 700 data && rm /gone
USER 65534
ENTRYPOINT ["/bin/sh", "-c", "cat a.txt *.txt src/app.py; ls -ld data; test -e /gone || echo gone; id -u; echo $name"]
"""
EXPECTED = "hi\nhi\nbuilding 1\nprint(1)\ndrwx------    2 root "


@pytest.fixture(scope="module")
def archive(docker: Docker, busybox: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[bytes]:
    """What ``docker save`` of the real engine wrote of a base image that the real engine built."""
    folder = tmp_path_factory.mktemp("base")
    (folder / "busybox").write_bytes(Path(busybox).resolve().read_bytes())
    (folder / "busybox").chmod(0o755)
    (folder / "passwd").write_text("root:x:0:0:root:/root:/bin/sh\n")
    (folder / "Dockerfile").write_text(
        "FROM scratch\nCOPY busybox /bin/busybox\nCOPY passwd /etc/passwd\n"
        'RUN ["/bin/busybox", "--install", "-s", "/bin"]\nRUN echo old > /gone\n'
    )
    docker("build", "--network", "none", "-t", BASE, str(folder))
    docker("save", "-o", str(folder / "base.tar"), BASE)
    docker("image", "rm", "-f", BASE)
    yield (folder / "base.tar").read_bytes()
    docker("image", "rm", "-f", BASE, check=False)


@pytest.mark.parametrize("builder", ["buildkit", "classic"])
def test_load_build_save_and_the_real_engine_runs_it(
    builder: Builder, archive: bytes, docker: Docker, tmp_path: Path
) -> None:
    engine = Engine(builder)
    engine.store, _ = load(archive, engine.store)
    context = BuildContext.from_mapping({"Dockerfile": DOCKERFILE, "a.txt": "hi\n", "src/app.py": "print(1)\n"})
    tag = f"dockerlab-test/{builder}:1"
    result = engine.build(context, BuildOptions(tags=(tag,)))
    assert result.error is None and result.image is not None

    path = tmp_path / "image.tar"
    path.write_bytes(save(engine.store, [tag]))
    try:
        assert f"Loaded image: {tag}" in docker("load", "-i", str(path)).stdout.decode()
        shown = docker("image", "inspect", tag, "--format", "{{.Id}} {{len .RootFS.Layers}} {{.Config.User}}").stdout
        assert shown.decode().split() == [result.image.id, str(len(result.image.layers)), "65534"]
        ran = docker("run", "--rm", "--network", "none", tag).stdout.decode()
        assert ran.startswith(EXPECTED), ran
        assert ran.endswith("gone\n65534\nsb\n")
        again = docker("save", tag).stdout
        loaded, _ = load(again, Engine().store)
        assert loaded.resolve(tag).diff_ids == result.image.diff_ids
    finally:
        docker("image", "rm", "-f", tag, BASE, check=False)
