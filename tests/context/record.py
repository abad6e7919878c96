"""Ask a real engine what arrives of a context, with both builders, for many .dockerignore files; write cases.json.

    DOCKER_HOST=… python tests/context/record.py

Each case is a set of ignore files in the same small tree. Recorded are the paths that `COPY . /c` finds, and the size
that the classic builder says it sends.
"""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent / "copy"), str(HERE.parent.parent)]

from record import docker, message  # noqa: E402

TREE = {
    "a.txt": "a\n",
    "b.md": "b\n" * 300,
    "#odd": "odd\n",
    "é": "accent\n",
    "d/one.txt": "1\n",
    "d/two.md": "2\n",
    "d/sub/three.md": "3\n",
    "d/sub/.hidden": "h\n",
    "e/f/g/h.txt": "h\n",
    "empty/": "",
    "long/" + "n" * 120: "long\n",
    "link": "-> a.txt",
    "Dockerfile": "FROM scratch\nCOPY . /c/\n",
    "web.df": "FROM scratch\nCOPY . /c/\n",
    "sub/Dockerfile": "FROM scratch\nCOPY . /c/\n",
}


def write(files: dict[str, str], folder: Path) -> None:
    """Write files below ``folder``; a name with a slash at its end is a directory."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if name.endswith("/"):
            path.mkdir()
        elif text.startswith("-> "):
            path.symlink_to(text[3:])
        else:
            path.write_bytes(text.encode())


def paths(archive: bytes) -> list[str]:
    """Return what the image's only layer has below /c."""
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        name = json.loads(tar.extractfile("manifest.json").read())[0]["Layers"][-1]  # type: ignore[union-attr]
        with tarfile.open(fileobj=tar.extractfile(name)) as layer:
            return sorted(m.name.removeprefix("c/") + "/" * m.isdir() for m in layer if m.name.startswith("c/"))


def run(case: dict[str, Any], builder: str) -> dict[str, Any]:
    """Build one case."""
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent)
        write(TREE | case["ignores"], folder)
        built = docker(
            "build", "--no-cache", "--network", "none", "-t", "copylab:case", "-f", f"{parent}/{case['dockerfile']}",
            parent, classic=builder == "classic",
        )  # fmt: skip
    sent = re.search(r"daemon\s+([0-9.]+)(k?)B", built.stdout.decode())
    found: dict[str, Any] = {"size": round(float(sent[1]) * (1000 if sent[2] else 1))} if sent else {}
    if built.returncode:
        return found | {"error": message(built.stderr.decode())}
    return found | {"paths": paths(subprocess.run(["docker", "save", "copylab:case"], capture_output=True).stdout)}


def main() -> None:
    """Record every case."""
    path = HERE / "cases.json"
    cases = json.loads(path.read_text())
    for case in cases:
        for builder in ("buildkit", "classic"):
            case[builder] = run(case, builder)
        print(case["ignores"], case["dockerfile"], [case[b].get("error", "ok") for b in ("buildkit", "classic")])
    path.write_text(json.dumps(cases, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
