"""Reaching an engine: the client on this machine, and the engine that it talks to.

Only this module starts processes.
"""

from __future__ import annotations

import os
import queue
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import IO

__all__ = ["NOWHERE", "Reached", "TookTooLong", "Unreachable", "reach"]

NOWHERE = "unix:///nonexistent/docker.sock"  # for what the client does alone: usage errors, help
ANSWER = 10  # seconds that an engine has to answer at all


@dataclass(frozen=True)
class Unreachable:
    """There is no engine to ask; ``reason`` says why."""

    reason: str

    def __str__(self) -> str:
        return f"No Docker Engine is reachable: {self.reason}. Nothing was compared; the model works without one."

    __repr__ = __str__


class TookTooLong(Exception):
    """A command of the real client was stopped."""


@dataclass(frozen=True)
class Reached:
    """A Docker client and an engine that answers; ``bridged`` says whether containers can have a network there."""

    client: str
    version: str
    bridged: bool
    environment: Mapping[str, str]

    def ask(self, *arguments: str) -> str:
        """Return what a command prints, an empty text where it fails."""
        try:
            done = subprocess.run(
                [self.client, *arguments], capture_output=True, text=True, errors="replace", timeout=60, check=False,
                env=self.environment, stdin=subprocess.DEVNULL,
            )  # fmt: skip
        except (OSError, subprocess.SubprocessError):
            return ""
        return done.stdout.strip() if done.returncode == 0 else ""

    def save(self, name: str) -> bytes:
        """Return an image as an archive, empty where that fails."""
        try:
            done = subprocess.run([self.client, "save", name], capture_output=True, timeout=60, env=self.environment)
        except (OSError, subprocess.SubprocessError):
            return b""
        return done.stdout if done.returncode == 0 else b""

    def run(
        self,
        arguments: Sequence[str],
        cwd: str,
        environment: Mapping[str, str],
        stdin: bytes,
        write: Callable[[int, bytes], None],
        patience: float,
    ) -> int:
        """Run a command; ``write`` gets each piece of output (1 or 2, bytes) as it comes. Return the status.

        Raises:
            TookTooLong: it was stopped after ``patience`` seconds.
        """
        process = subprocess.Popen(
            [self.client, *arguments], cwd=cwd, env={**self.environment, **environment},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        pieces: queue.Queue[tuple[int, bytes]] = queue.Queue()
        assert process.stdin and process.stdout and process.stderr
        for target, arguments_ in (
            (_read, (process.stdout, 1, pieces)), (_read, (process.stderr, 2, pieces)), (_feed, (process.stdin, stdin)),
        ):  # fmt: skip
            threading.Thread(target=target, args=arguments_, daemon=True).start()
        end, left = time.monotonic() + patience, 2
        while left:
            try:
                fd, data = pieces.get(timeout=max(end - time.monotonic(), 0.01))
            except queue.Empty:
                process.kill()
                process.wait()
                raise TookTooLong from None
            if data:
                write(fd, data)
            else:
                left -= 1
        return process.wait()


def _read(stream: IO[bytes], fd: int, pieces: queue.Queue[tuple[int, bytes]]) -> None:
    while data := os.read(stream.fileno(), 1 << 16):
        pieces.put((fd, data))
    pieces.put((fd, b""))


def _feed(stream: IO[bytes], data: bytes) -> None:
    try:
        stream.write(data)
        stream.close()
    except OSError:
        return  # the program did not want all of it


def reach() -> Reached | Unreachable:
    """Find the client on PATH and the engine it means (``DOCKER_HOST``, its context, or the usual socket)."""
    client = shutil.which("docker")
    if client is None:
        return Unreachable("there is no docker client on PATH")
    # No advertisements below the output, and none of the person's choices about builders and progress.
    chosen = ("DOCKER_BUILDKIT", "BUILDKIT_PROGRESS", "DOCKER_DEFAULT_PLATFORM", "BUILDX_BUILDER")
    environment = {name: value for name, value in os.environ.items() if name not in chosen} | {"DOCKER_CLI_HINTS": "0"}
    try:
        asked = subprocess.run(
            [client, "version", "--format", "{{.Server.Version}}"],
            capture_output=True, text=True, timeout=ANSWER, check=False, env=environment, stdin=subprocess.DEVNULL,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError) as exc:
        return Unreachable(f"the client {client} does not answer ({type(exc).__name__})")
    version = asked.stdout.strip()
    if asked.returncode or not version:
        said = asked.stderr.strip().splitlines()
        return Unreachable(said[-1].rstrip(".") if said else "no engine answers")
    found = Reached(client, version, True, environment)
    networks = found.ask("network", "ls", "--format", "{{.Name}}").split()
    return Reached(client, version, "bridge" in networks, environment)
