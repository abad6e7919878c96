"""Ask a real engine what every COPY case does, with both builders, and write cases.json.

    DOCKER_HOST=… python tests/copy/record.py

The image to copy onto is imported from a tar, the context is written to disk; then each case is one build. Kept are
the message of a build that fails, or the layer's entries and the classic builder's checksum in the history. Times are
kept where they are the files' own, and are the word `now` otherwise; random names become `<id>` and `<ref>`.
"""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent.parent)]

from trees import CONTEXT, HOSTILE, IMAGE, OLD  # noqa: E402

from dockerlab.filesystem import Filesystem  # noqa: E402
from dockerlab.inode import Directory, File, Symlink, read  # noqa: E402
from dockerlab.layer import Layer, to_tar  # noqa: E402

IMAGE_NAME = "copylab:image"
KINDS = {tarfile.REGTYPE: "f", tarfile.DIRTYPE: "d", tarfile.SYMTYPE: "l", tarfile.LNKTYPE: "h"}


def as_layer(fs: Filesystem) -> Layer:
    """Return a tree as one layer."""
    return Layer(
        {path: Directory({}, *facts(node)) if isinstance(node, Directory) else node for path, node in fs.walk()}
    )


def facts(node: Directory) -> tuple[int, int, int, int]:
    return node.mode, node.uid, node.gid, node.mtime


def describe(data: bytes) -> list[str]:
    """Return one line for each member of a layer's tar, by path."""
    lines = []
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        for info in tar:
            kind = KINDS.get(info.type, "?")
            body = tar.extractfile(info) if info.isreg() else None
            content = body.read() if body else b""
            shown = repr(content.decode("utf-8", "replace")) if len(content) < 60 else f"{len(content)} bytes"
            end = {"f": f" {shown}", "l": f" -> {info.linkname}"}.get(kind, "")
            when = str(int(info.mtime) - OLD) if OLD <= info.mtime < OLD + 1000 else "now"
            if kind == "h":  # a second name has no facts of its own
                lines.append(f"h {info.name} = {info.linkname}")
                continue
            lines.append(f"{kind} {info.mode & 0o7777:04o} {info.uid}:{info.gid} {when} {info.name.rstrip('/')}{end}")
    return sorted(lines, key=lambda line: line.split(" ")[1 if line[0] == "h" else 4].split("/"))


def write(fs: Filesystem, folder: Path) -> None:
    """Write a tree to disk, with its modes, owners and times."""
    for path, node in fs.walk():
        real = folder / path.lstrip("/")
        if isinstance(node, Directory):
            real.mkdir(parents=True)
        elif isinstance(node, Symlink):
            real.symlink_to(node.target)
        elif isinstance(node, File):
            real.write_bytes(read(node.content))
    for path, node in reversed(list(fs.walk())):
        real = folder / path.lstrip("/")
        os.chown(real, node.uid, node.gid, follow_symlinks=False)
        if not isinstance(node, Symlink):
            os.chmod(real, node.mode)
        os.utime(real, (node.mtime, node.mtime), follow_symlinks=False)


def docker(*words: str, stdin: bytes = b"", classic: bool = False) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        ["docker", *words],
        input=stdin,
        capture_output=True,
        env={**os.environ, "DOCKER_BUILDKIT": "0" if classic else "1"},
    )


def message(stderr: str) -> str:
    """Return the engine's last word, random names replaced."""
    lines = [
        line for line in stderr.strip().splitlines() if line.strip() and not line.startswith(("DEPRECATED", "   "))
    ]
    text = lines[-1] if lines else ""
    return without_random_names(text.removeprefix("ERROR: failed to build: failed to solve: "))


def without_random_names(text: str) -> str:
    """Replace what the engine draws at random by a word."""
    text = re.sub(r"/\S*?/overlay2/[0-9a-z]+/(merged|diff)", r"/var/lib/docker/overlay2/<id>/\1", text)
    text = re.sub(r"pivot_root\d+", "pivot_root<id>", text)
    return re.sub(r"ref [0-9a-z-]+::[0-9a-z]+", "ref <ref>", text)


def run(case: dict[str, str], classic: bool, folder: str) -> dict[str, Any]:
    """Build one case and describe its last layer."""
    text = f"FROM {case.get('from', IMAGE_NAME)}\n{case['do']}\n"
    (Path(folder).parent / "Dockerfile").write_text(text)
    tag = "copylab:case"
    docker("rmi", "-f", tag)
    built = docker(
        "build", "--no-cache", "--network", "none", *([] if classic else ["--progress=plain"]), "-t", tag,
        "-f", f"{Path(folder).parent}/Dockerfile", folder, classic=classic,
    )  # fmt: skip
    if built.returncode:
        return {"error": message(built.stderr.decode())}
    archive = docker("save", tag).stdout
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:

        def member(name: str) -> bytes:
            found = tar.extractfile(name)
            assert found is not None
            return found.read()

        manifest = json.loads(member("manifest.json"))[0]
        config = json.loads(member(manifest["Config"]))
        found: dict[str, Any] = {
            "layer": [] if config["history"][-1].get("empty_layer") else describe(member(manifest["Layers"][-1]))
        }
    if classic:
        found["history"] = config["history"][-1]["created_by"].removeprefix("/bin/sh -c #(nop) ")
    return found


def main() -> None:
    """Record every case, or those that the arguments name, with one builder or both; `--new`: those still to do."""
    path = HERE / "cases.json"
    cases = json.loads(path.read_text())
    wanted = [word for word in sys.argv[1:] if word not in ("buildkit", "classic")]
    new = "--new" in wanted
    wanted = [word for word in wanted if word != "--new"]
    builders = [word for word in sys.argv[1:] if word in ("buildkit", "classic")] or ["buildkit", "classic"]
    imported = docker("import", "-", IMAGE_NAME, stdin=to_tar(as_layer(IMAGE)))
    assert imported.returncode == 0, imported.stderr
    with tempfile.TemporaryDirectory() as parent:
        for name, tree in (("context", CONTEXT), ("hostile", HOSTILE)):
            (Path(parent) / name).mkdir()
            write(tree, Path(parent) / name)
        for case in cases:
            if wanted and not any(word in case["name"] for word in wanted):
                continue
            if new and ("buildkit" in case or "classic" in case):
                continue
            for builder in sorted(set(builders) & set(case.get("builders", ["buildkit", "classic"]))):
                case[builder] = run(case, builder == "classic", f"{parent}/{case.get('context', 'context')}")
            print(case["name"], {b: case[b].get("error", "ok") for b in ("buildkit", "classic") if b in case})
    path.write_text(json.dumps(cases, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
