"""Images that are built here, in the hands of programs that know nothing of us: skopeo copies them, umoci unpacks them.

What they find is what the model says: the same configuration to the byte, the same DiffIDs, and the same tree, every
path with its kind, mode, owner and content.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import stat
import subprocess
import tarfile
from pathlib import Path

import pytest

from dockerlab.archive import load
from dockerlab.image import Image
from dockerlab.inode import Directory, File, Special, Symlink, read
from dockerlab.lab import Lab
from dockerlab.store import Store

pytestmark = pytest.mark.requires("skopeo", "umoci")

DOCKERFILE = """\
FROM busybox AS build
WORKDIR /src
COPY . .
RUN mkdir -p out/deep/er && echo built > out/deep/er/file && ln -s ../file out/deep/link && ln out/deep/er/file out/hard

FROM busybox
LABEL title="x & <y>" empty=""
ENV A="b c" PATH=/opt/bin:$PATH
COPY --from=build /src/out /out
COPY --chown=65534:65534 ["tool.sh", "/opt/bin/a tool"]
RUN chmod 4755 "/opt/bin/a tool" && chown 7:8 /out && chmod 1777 /out/deep
RUN rm -r /out/deep && mkdir /out/deep && echo anew > /out/deep/new && rm /out/hard
RUN rm /etc/shadow && mkdir /etc/shadow && echo a file was here > /etc/shadow/readme
RUN mkdir -p /var/long && cd /var/long && echo x > {name} && mkdir {name}d && echo ü > {name}d/ümläut
RUN rm -rf /opt/none /tmp && mkdir -m 1777 /tmp
WORKDIR /new/dir
USER 65534
VOLUME /data
EXPOSE 80
STOPSIGNAL SIGINT
HEALTHCHECK --interval=5s CMD true
ENTRYPOINT ["a tool"]
CMD ["--help"]
""".replace("{name}", "n" * 101)
SCRATCH = 'FROM scratch\nCOPY tool.sh /\nCOPY . /all/\nADD tool.sh /added/\nCMD ["/tool.sh"]\n'
FILES = {"tool.sh": "#!/bin/sh\necho hi\n", "lib/a.txt": "a\n", "lib/b/c.txt": "c\n", "empty": None}
CASES = {
    "buildkit": (DOCKERFILE, "docker build -q -t made ."),
    "classic": (DOCKERFILE, "DOCKER_BUILDKIT=0 docker build -q -t made ."),
    "scratch, buildkit": (SCRATCH, "docker build -q -t made ."),
    "scratch, classic": (SCRATCH, "DOCKER_BUILDKIT=0 docker build -q -t made ."),
    "commit": (DOCKERFILE, "docker build -q -t app . && docker run --name one -u root --entrypoint sh app -c 'rm -r /out; "
               "echo x > /x; chmod 600 /x; mkdir /out' && docker commit -c 'CMD [\"x\"]' one made"),
    "import": (DOCKERFILE, "docker build -q -t app . && docker create --name one app && docker export one | "
               "docker import - made"),
}  # fmt: skip


def run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module", params=CASES)
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Image, Path]:
    """An image, and the folder that holds its archive and what skopeo and umoci made of it."""
    dockerfile, script = CASES[request.param]
    lab = Lab({**FILES, "Dockerfile": dockerfile})
    done = lab.run(f"{script} && docker save -o made.tar made")
    assert done.status == 0, str(done)
    folder = tmp_path_factory.mktemp("made")
    (folder / "made.tar").write_bytes(lab.host.read("/root/lab/made.tar"))
    source = f"docker-archive:{folder}/made.tar"
    run("skopeo", "--insecure-policy", "copy", source, f"oci:{folder}/layout:made")
    rootless = [] if os.getuid() == 0 else ["--rootless"]
    run("umoci", "unpack", *rootless, "--image", f"{folder}/layout:made", f"{folder}/bundle")
    return lab.engine.store.resolve("made"), folder


def test_skopeo_reads_the_same_configuration(made: tuple[Image, Path]) -> None:
    image, folder = made
    for source in (f"docker-archive:{folder}/made.tar", f"oci-archive:{folder}/made.tar"):
        assert run("skopeo", "inspect", "--raw", "--config", source).strip().encode() == image.json
        told = json.loads(run("skopeo", "inspect", source))
        assert (told["Env"] or []) == list(image.config.env) and told["Os"] == "linux"
        assert len(told["Layers"]) == len(image.layers)
    config = json.loads(run("skopeo", "inspect", "--raw", "--config", f"oci:{folder}/layout:made"))
    assert config["rootfs"]["diff_ids"] == list(image.diff_ids)
    assert len(config["history"]) == len(image.history)


def test_umoci_lists_the_same_history(made: tuple[Image, Path]) -> None:
    image, folder = made
    told = json.loads(run("umoci", "stat", "--json", "--image", f"{folder}/layout:made"))
    rows = [(row.get("created_by", ""), bool(row.get("empty_layer"))) for row in told["history"]]
    assert rows == [(row.created_by, row.empty_layer) for row in image.history]


def test_umoci_unpacks_the_same_tree(made: tuple[Image, Path]) -> None:
    image, folder = made
    wanted = {path: described(node) for path, node in image.filesystem.walk()}
    assert on_disk(folder / "bundle" / "rootfs") == wanted


def described(node: File | Directory | Symlink | Special) -> tuple[object, ...]:
    owner = (node.uid, node.gid) if os.getuid() == 0 else ()
    match node:
        case File(content):
            return ("file", oct(node.mode), hashlib.sha256(read(content)).hexdigest(), node.mtime, *owner)
        case Directory():
            return ("directory", oct(node.mode), *owner)
        case Symlink(target):
            return ("symlink", target, *owner)
    return (node.kind, oct(node.mode), node.major, node.minor, *owner)


def on_disk(root: Path) -> dict[str, tuple[object, ...]]:
    found: dict[str, tuple[object, ...]] = {}
    for path in root.rglob("*"):
        info = path.lstat()
        mode, owner = oct(stat.S_IMODE(info.st_mode)), (info.st_uid, info.st_gid) if os.getuid() == 0 else ()
        name = "/" + str(path.relative_to(root))
        if stat.S_ISLNK(info.st_mode):
            found[name] = ("symlink", os.readlink(path), *owner)
        elif stat.S_ISDIR(info.st_mode):
            found[name] = ("directory", mode, *owner)
        elif stat.S_ISREG(info.st_mode):
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            found[name] = ("file", mode, digest, int(info.st_mtime), *owner)
        else:
            kind = {stat.S_IFCHR: "char", stat.S_IFBLK: "block"}.get(stat.S_IFMT(info.st_mode), "fifo")
            found[name] = (kind, mode, os.major(info.st_rdev), os.minor(info.st_rdev), *owner)
    return found


def test_what_skopeo_wrote_loads_here_with_the_same_identity(made: tuple[Image, Path]) -> None:
    image, folder = made
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        for path in sorted((folder / "layout").rglob("*")):
            tar.add(path, str(path.relative_to(folder / "layout")), recursive=False)
    store, _ = load(packed.getvalue(), Store())
    (back,) = store.images.values()
    assert back.diff_ids == image.diff_ids and back.config.cmd == image.config.cmd
    assert [path for path, _ in back.filesystem.walk()] == [path for path, _ in image.filesystem.walk()]
