"""Archives between here and real programs: Docker Engine, skopeo and umoci accept what is saved here, and back.

The first proof that the bytes are real: an image made by the engine is loaded, built upon and saved here; the engine
loads the result, gives it the same ID, and runs it.
"""

from __future__ import annotations

import io
import json
import subprocess
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dockerlab.archive import export_tar, import_tar, load, save
from dockerlab.image import History, Image, ImageConfig
from dockerlab.inode import Directory, File, Symlink
from dockerlab.layer import Layer, Whiteout, from_tar
from dockerlab.reference import parse
from dockerlab.registry import Registry
from dockerlab.store import Store

Docker = Callable[..., subprocess.CompletedProcess[bytes]]
NAME = "dockerlab-test-archive"
ENGINE = pytest.mark.requires("engine", "busybox")
DOCKERFILE = """\
FROM scratch
COPY busybox /bin/busybox
RUN ["/bin/busybox", "--install", "-s", "/bin"]
LABEL a="x & <y>"
RUN mkdir /d && echo 1 > /d/one && ln /d/one /d/two && ln -s one /d/three && chown 5:6 /d/one && mknod /d/null c 1 3
RUN rm -r /d && mkdir /d && echo new > /d/new && rm /bin/yes
USER nobody
CMD ["sh", "-c", "cat /d/new"]
"""


@pytest.fixture(scope="module")
def base(docker: Docker, busybox: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An image that the real engine has built, by both builders."""
    context = tmp_path_factory.mktemp("context")
    (context / "busybox").write_bytes(Path(busybox).read_bytes())
    (context / "busybox").chmod(0o755)
    (context / "Dockerfile").write_text(DOCKERFILE)
    docker("build", "-q", "--network", "none", "-t", f"{NAME}:bk", str(context))
    docker("build", "-q", "--network", "none", "-t", f"{NAME}:classic", str(context), env=classic())
    yield NAME
    names = docker("images", "-q", NAME).stdout.decode().split()
    if names:
        docker("rmi", "-f", *set(names), check=False)


def classic() -> dict[str, str]:
    import os

    return os.environ | {"DOCKER_BUILDKIT": "0"}


def identity(docker: Docker, name: str) -> str:
    return docker("inspect", "--type", "image", "-f", "{{.Id}}", name).stdout.decode().strip()


@ENGINE
@pytest.mark.parametrize("tag", ["bk", "classic"])
def test_a_real_archive_comes_back_to_the_byte(docker: Docker, base: str, tag: str) -> None:
    data = docker("save", f"{base}:{tag}").stdout
    store, events = load(data, Store())
    assert str(events[-1]) == f"Loaded image: {base}:{tag}"
    image = store.resolve(f"{base}:{tag}")
    assert image.id == identity(docker, f"{base}:{tag}")
    again = save(store, [f"{base}:{tag}"])
    # Docker stamps the directory blobs/sha256 with the time of day; nothing else differs.
    assert len(again) == len(data)
    assert members(again) == members(data)
    assert image.filesystem.get("/d/one") is None
    assert image.filesystem.lookup("/d/new") is not None
    assert image.filesystem.get("/bin/yes") is None


def members(data: bytes) -> dict[str, tuple[bytes, int]]:
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        found = {}
        for info in tar:
            file = tar.extractfile(info)
            found[info.name] = (file.read() if file else b"", 0 if info.isdir() else int(info.mtime))
        return found


@ENGINE
def test_the_json_is_made_anew_to_the_byte(docker: Docker, base: str) -> None:
    """Not only kept: without the loaded text, the same text is written from what it says."""
    from dataclasses import replace

    for tag in ("bk", "classic"):
        store, _ = load(docker("save", f"{base}:{tag}").stdout, Store())
        image = store.resolve(f"{base}:{tag}")
        version = json.loads(image.json).get("docker_version", image.docker_version)
        assert replace(image, raw=None, docker_version=version).json == image.json


@ENGINE
def test_the_engine_runs_what_was_built_here(docker: Docker, base: str) -> None:
    store, _ = load(docker("save", f"{base}:bk").stdout, Store())
    below = store.resolve(f"{base}:bk")
    layer = Layer(
        {
            "/d": Directory(mode=0o755),
            "/d/new": Whiteout(),
            "/d/a b": File(b"made here\n", 0o640, uid=65534),
            "/" + "long/" * 30 + "name": File(b"x"),
            "/ümlaut": Symlink("d/a b"),
            "/bin": Directory(),
            "/bin/wc": Whiteout(),
        }
        | {"/" + "long/" * n + "long": Directory() for n in range(30)},
        frozenset({"/d"}),
    )
    config = ImageConfig(env=below.config.env, cmd=("sh", "-c", "cat /ümlaut; ls /d; ls /bin/wc"), working_dir="/d")
    row = History("2026-03-02T09:00:00Z", "COPY . / # buildkit", "buildkit.dockerfile.v0")
    image = below.append(layer, row, config)
    store = store.with_image(image).tag(parse(f"{base}:here"), image.id)
    said = docker("load", input=save(store, [f"{base}:here"])).stdout.decode()
    assert said == f"Loaded image: {base}:here\n"
    assert identity(docker, f"{base}:here") == image.id
    ran = docker("run", "--rm", "--network", "none", f"{base}:here", check=False)
    assert ran.stdout.decode() == "made here\na b\n"
    assert ran.returncode == 1 and b"/bin/wc: No such file" in ran.stderr
    history = docker("history", "--format", "{{.CreatedBy}}", f"{base}:here").stdout.decode().splitlines()
    assert history[0].startswith("COPY . /")


@ENGINE
def test_the_engine_loads_the_catalogue(docker: Docker, base: str) -> None:
    store, _ = Registry().pull(parse("alpine"), Store(), 1.78e9)
    store = store.tag(parse(f"{base}:alpine"), store.resolve("alpine").id)
    docker("load", input=save(store, [f"{base}:alpine"]))
    there = json.loads(docker("inspect", f"{base}:alpine").stdout)[0]
    image = store.resolve("alpine")
    assert there["Id"] == image.id and there["Size"] == image.size
    assert there["RootFS"]["Layers"] == list(image.diff_ids)


@ENGINE
def test_export_and_import(docker: Docker, base: str) -> None:
    docker("create", "--name", f"{base}-c", "--network", "none", f"{base}:bk")
    try:
        data = docker("export", f"{base}-c").stdout
    finally:
        docker("rm", "-f", f"{base}-c")
    image = import_tar(data, "2026-03-02T09:00:00Z", ImageConfig())
    assert image.filesystem.lookup("/d/new") == from_tar(data).entries["/d/new"]
    there = docker("import", "-", f"{base}:imported", input=data).stdout.decode().strip()
    layers = json.loads(docker("inspect", there).stdout)[0]["RootFS"]["Layers"]
    assert layers == list(image.diff_ids)
    ours = docker("import", "-", f"{base}:exported", input=export_tar(image.filesystem)).stdout.decode().strip()
    assert json.loads(docker("inspect", ours).stdout)[0]["Size"] == image.size


def example() -> tuple[Store, Image]:
    row = History("2026-03-02T09:00:00Z", "COPY . / # buildkit", "buildkit.dockerfile.v0")
    lower = Layer({"/etc": Directory(), "/etc/motd": File(b"hi"), "/etc/old": File(b"x")})
    upper = Layer({"/etc": Directory(), "/etc/old": Whiteout(), "/link": Symlink("etc/motd")})
    image = Image(ImageConfig(cmd=("sh",), env=("A=1",))).append(lower, row).append(upper, row)
    return Store().with_image(image).tag(parse("web:1"), image.id), image


@pytest.mark.requires("skopeo")
def test_skopeo_reads_both_forms(tmp_path: Path) -> None:
    store, image = example()
    (tmp_path / "image.tar").write_bytes(save(store, ["web:1"]))
    for form in ("docker-archive", "oci-archive"):
        run = ["skopeo", "inspect", "--raw", "--config", f"{form}:{tmp_path}/image.tar"]
        done = subprocess.run(run, capture_output=True, timeout=60)
        assert done.returncode == 0, done.stderr.decode()
        assert done.stdout.strip() == image.json
    copy = ["skopeo", "--insecure-policy", "copy", f"oci-archive:{tmp_path}/image.tar", f"oci:{tmp_path}/copy:1"]
    subprocess.run(copy, check=True, capture_output=True, timeout=60)
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        for path in sorted((tmp_path / "copy").rglob("*")):
            tar.add(path, path.relative_to(tmp_path / "copy"), recursive=False)
    back, _ = load(packed.getvalue(), Store())
    assert [found.id for found in back.images.values()] == [image.id]


@pytest.mark.requires("umoci")
def test_umoci_unpacks_the_same_tree(tmp_path: Path) -> None:
    store, image = example()
    with tarfile.open(fileobj=io.BytesIO(save(store, ["web:1"]))) as tar:
        tar.extractall(tmp_path / "layout", filter="data")
    run = ["umoci", "unpack", "--rootless", "--image", f"{tmp_path}/layout:1", f"{tmp_path}/bundle"]
    done = subprocess.run(run, capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr.decode()
    rootfs = tmp_path / "bundle" / "rootfs"
    assert sorted(str(path.relative_to(rootfs)) for path in rootfs.rglob("*")) == [
        path[1:] for path, _ in sorted(image.filesystem.walk())
    ]
    assert (rootfs / "etc/motd").read_text() == "hi"
