"""A real engine to record from: started if need be, and made empty again between scripts.

Containers have no network here. `docker` in a script is therefore a wrapper that adds `--network none` to build, run
and create, and waits a moment before a command that looks at what another one is still doing (the engine's log and
`docker diff` lag behind): a person at a keyboard is slower than that too. The script's text stays as it is.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import socket
import subprocess
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

BASE = "busybox:lab"
ENGINE_ROOT = Path(os.environ.get("ENGINE_ROOT", "/var/tmp/dockerlab-engine-root"))  # as in engine.sh
WRAPPER = """#!/bin/bash
# docker, without a network and without haste
at=1; case ${1:-} in image|container|builder|buildx) at=2;; esac
case ${!at:-} in
  diff|logs|exec|ps|top|stop|kill|commit) sleep 0.3;;
  run|create|start) [ -z "$RECORD_DIFF" ] || sleep 1.1;;  # `diff` compares times to the second
esac
case ${!at:-} in
  build|run|create)
    case " $* " in
      *" --network"*) ;;
      *) set -- "${@:1:at}" --network none "${@:at+1}";;
    esac;;
esac
exec "$REAL_DOCKER" "$@"
"""


class _UnixConnection(http.client.HTTPConnection):
    def __init__(self, path: str) -> None:
        super().__init__("docker")
        self.path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(self.path)


@dataclass(frozen=True)
class Engine:
    """A running engine: the environment a script needs to reach it, and the ID of its only image, `busybox:lab`."""

    environment: dict[str, str]
    archive: Path
    base_id: str

    def ask(self, method: str, path: str, **query: object) -> Any:
        """One request of the Engine API; the decoded answer, or None."""
        host = self.environment["DOCKER_HOST"].removeprefix("unix://")
        connection = _UnixConnection(host)
        words = {key: value if isinstance(value, str) else json.dumps(value) for key, value in query.items()}
        connection.request(method, f"{path}?{urllib.parse.urlencode(words)}")
        body = connection.getresponse().read()
        connection.close()
        return json.loads(body) if body.startswith((b"{", b"[")) else None

    def clear(self) -> None:
        """Remove every container, volume, image and cache entry, except the base image."""
        for container in self.ask("GET", "/containers/json", all=1):
            self.ask("DELETE", f"/containers/{container['Id']}", force=1, v=1)
        for image in self.ask("GET", "/images/json"):
            for tag in image["RepoTags"] or []:
                if tag != BASE:
                    self.ask("DELETE", f"/images/{tag}", force=1)
        self._restore_base()
        self.ask("POST", "/images/prune")
        self.ask("POST", "/build/prune", all=1)
        self.ask("POST", "/volumes/prune", filters={"all": ["true"]})

    @contextmanager
    def scratch(self) -> Iterator[Path]:
        """An empty directory that has the same path for us and for the engine, which lives in a root of its own.

        `docker run -v ./src:/src` hands an absolute path to the engine: ours must be its own.
        """
        name = f"dockerlab-{os.getpid()}"
        theirs = ENGINE_ROOT / "tmp" / name
        ours = Path("/tmp", name)
        theirs.mkdir(mode=0o755)
        ours.symlink_to(theirs)
        try:
            yield ours
        finally:
            ours.unlink()
            shutil.rmtree(theirs)

    def _restore_base(self) -> None:
        self.ask("POST", f"/images/{self.base_id}/tag", repo="busybox", tag="lab")
        if self.ask("GET", f"/images/{BASE}/json").get("Id") != self.base_id:
            self.run("load", "-q", "-i", str(self.archive))

    def save(self) -> bytes:
        """An archive of every image that `docker images` lists (one without layers cannot be saved)."""
        self._restore_base()
        names = [
            name
            for image in self.ask("GET", "/images/json")
            if self.ask("GET", f"/images/{image['Id']}/json")["RootFS"].get("Layers")
            for name in [tag for tag in image["RepoTags"] or [] if tag != "<none>:<none>"] or [image["Id"]]
        ]
        return self.run("save", *names)

    def run(self, *arguments: str) -> bytes:
        """The standard output of one `docker` command."""
        return subprocess.run([self.docker, *arguments], env=self._env(), check=True, capture_output=True).stdout

    @property
    def docker(self) -> str:
        """The client's path."""
        return self.environment["REAL_DOCKER"]

    def _env(self) -> dict[str, str]:
        return {**os.environ, **self.environment}


def start(engine_sh: Path, directory: Path) -> Engine:
    """Start an engine of our own with its files in a directory (an absolute, short path: it holds a socket).

    An engine that DOCKER_HOST names is never used: recording removes every image and container it finds.
    """
    settings = {**os.environ, "ENGINE_DIR": str(directory)}
    lines = subprocess.run(["bash", engine_sh, "start"], env=settings, check=True, capture_output=True, text=True)
    environment = dict(re.findall(r"(DOCKER_HOST|DOCKER_CONFIG)=(\S+)", lines.stdout))
    environment["REAL_DOCKER"] = str(directory / "bin" / "docker")
    wrapper = directory / "wrapper" / "docker"
    wrapper.parent.mkdir(parents=True, exist_ok=True)
    wrapper.write_text(WRAPPER)
    wrapper.chmod(0o755)
    environment["PATH"] = f"{wrapper.parent}:{os.environ['PATH']}"
    archive = directory / "base.tar"
    subprocess.run(["bash", engine_sh, "base", str(archive)], env=settings, check=True, capture_output=True)
    built = Engine(environment, archive, "")
    base_id = built.ask("GET", f"/images/{BASE}/json")["Id"]
    # Start from the image as it is loaded, not built: a loaded layer counts the lengths of links in its size.
    built.ask("DELETE", f"/images/{BASE}", force=1)
    built.ask("POST", "/build/prune", all=1)
    engine = Engine(environment, archive, base_id)
    engine.clear()
    return engine


def stop(engine_sh: Path, directory: Path) -> None:
    """Stop what `start` started, and remove its files."""
    subprocess.run(["bash", engine_sh, "stop"], env={**os.environ, "ENGINE_DIR": str(directory)}, check=True)
