"""The real client as a program of a lab's host."""

from __future__ import annotations

import io
import json
import re
import tarfile
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from dockerlab.build.steps import Builder
from dockerlab.cli.client import Host
from dockerlab.cli.machine import HOME
from dockerlab.inode import Directory
from dockerlab.real.belongings import Belongings, full_name
from dockerlab.real.directory import bring_back, spread
from dockerlab.real.guard import Plan, Refused, plan
from dockerlab.real.reach import NOWHERE, Reached, TookTooLong
from dockerlab.shell import Process
from dockerlab.shell.streams import unicode

__all__ = ["RealDocker"]

PATIENCE = 120.0  # seconds for one command
LARGEST = 500_000_000  # bytes of an image that is lent to the model


class RealDocker:
    """``docker``, run for real: called with a process of the lab's host and its arguments.

    ``close`` removes from the engine what was made there.
    """

    def __init__(self, reached: Reached, builder: Builder = "buildkit", patience: float = PATIENCE) -> None:
        self.reached = reached
        self.builder = builder
        self.patience = patience
        self.belongings = Belongings.now(reached)
        self._scratch = tempfile.TemporaryDirectory(prefix="dockerlab-", ignore_cleanup_errors=True)
        self._work = Path(self._scratch.name, "work")
        self._work.mkdir(mode=0o755)
        self._count = 0

    def __repr__(self) -> str:
        return f"Docker Engine {self.reached.version}"

    def close(self) -> None:
        """Remove what was made."""
        self.belongings.clean()
        self._scratch.cleanup()

    def load(self, archive: bytes) -> None:
        """Load an archive that the lab begins with. Raises Refused where it would take a name over."""
        self._check_names(archive)
        self.reached.run(["load", "-q"], self._scratch.name, {}, archive, lambda fd, data: None, self.patience)

    def lend(self, text: str) -> Iterator[bytes]:
        """Yield archives of the person's images that ``text`` speaks of: the model is to have the same bases."""
        for name in sorted(self.belongings.names):
            short = re.escape(name.removesuffix(":latest"))
            size = self.reached.ask("image", "inspect", "--format", "{{.Size}}", name)
            if re.search(rf"(?<![\w./:-]){short}(?![\w./-])", text) and size.isdigit() and int(size) <= LARGEST:
                archive = self.reached.save(name)
                if archive:
                    self.belongings.shared.add(name)
                    yield archive

    def __call__(self, process: Process, argv: list[str]) -> int:
        """Run a command; its output is the process's.

        Raises:
            Refused: it is not to be run on the person's engine, or took too long.
        """
        env = {unicode(key): unicode(value) for key, value in process.env.items()}
        host = Host(process.root, unicode(process.cwd), env)
        said = env.get("DOCKER_BUILDKIT") or ("0" if self.builder == "classic" else "1")
        self._count += 1
        cid, iid = (Path(self._scratch.name, f"{kind}{self._count}") for kind in ("cid", "iid"))
        todo = plan(argv, host, self.belongings, classic=said[0] in "0fF", cidfile=str(cid), iidfile=str(iid))
        if host.cwd != HOME and not host.cwd.startswith(HOME + "/"):
            raise Refused(f"{host.cwd} is outside of the lab's directory")
        environment = {"DOCKER_BUILDKIT": said} | ({"DOCKER_HOST": NOWHERE} if todo.alone else {})
        if "BUILDKIT_PROGRESS" in env:
            environment["BUILDKIT_PROGRESS"] = env["BUILDKIT_PROGRESS"]
        stdin = process.stdin().read() if todo.takes else b""
        if todo.command is not None and todo.command.path.endswith(" load"):
            self._check_load(todo, host, stdin)
        before = process.root.fs.get(HOME)
        start = time.monotonic()
        try:
            spread(before if isinstance(before, Directory) else Directory(), self._work)
            status = self._run(todo, process, host.cwd, environment, stdin)
            bring_back(before if isinstance(before, Directory) else Directory(), self._work, process.root, HOME)
        except TookTooLong:
            raise Refused(f"it took longer than {self.patience:.0f} seconds") from None
        except OSError as exc:
            raise Refused(f"the lab's files cannot be given to it: {exc}") from None
        finally:
            self._note(todo, cid, iid)
            # The lab's time goes on: BuildKit takes a file of the same size and second for the same file.
            process.session.system.advance(1 + int(time.monotonic() - start))
        return status

    def _run(self, todo: Plan, process: Process, cwd: str, environment: dict[str, str], stdin: bytes) -> int:
        work = str(self._work)
        printed: list[tuple[int, bytes]] = []

        def write(fd: int, data: bytes) -> None:
            printed.append((fd, data))
            if not todo.lists:
                process.put(fd, data.replace(work.encode(), HOME.encode()))

        arguments = [word.replace(HOME, work) for word in todo.arguments]
        here = work + cwd.removeprefix(HOME)
        status = self.reached.run(arguments, here, environment, stdin, write, self.patience)
        whole = {number: b"".join(data for fd, data in printed if fd == number) for number in (1, 2)}
        if todo.lists:
            lines = whole[1].decode("utf-8", "surrogateescape").splitlines(keepends=True)
            process.put(2, whole[2])
            process.put(1, "".join(self.belongings.hide(lines)).encode("utf-8", "surrogateescape"))
        else:
            self.belongings.read((whole[1] + whole[2]).decode("utf-8", "replace"))
        return status

    def _note(self, todo: Plan, cid: Path, iid: Path) -> None:
        """Note what a command has made, also if it was stopped."""
        self.belongings.name(*todo.made)
        self.belongings.volume(*todo.volumes)
        if cid.exists():
            self.belongings.container(cid.read_text().strip())
        if iid.exists():
            self.belongings.image(iid.read_text())

    # -- archives --------------------------------------------------------

    def _check_load(self, todo: Plan, host: Host, stdin: bytes) -> None:
        archive = stdin
        for flag in ("-i", "--input"):
            if flag in todo.arguments:
                path = host.path(todo.arguments[todo.arguments.index(flag) + 1])
                if not host.files.exists(path):
                    return  # the client says so
                archive = host.files.read(path)
        if not archive and not todo.takes:
            raise Refused("an archive in this form (write `-i FILE`)")
        self._check_names(archive)

    def _check_names(self, archive: bytes) -> None:
        """Note the names in an archive. Raises Refused where one belongs to another image of this engine."""
        try:
            with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
                manifest = tar.extractfile("manifest.json")
                listed = json.loads(manifest.read()) if manifest else []
            found = [(name, item["Config"]) for item in listed for name in item["RepoTags"] or ()]
        except (tarfile.TarError, KeyError, TypeError, ValueError):
            raise Refused("an archive that cannot be looked into") from None
        for name, config in found:
            ident = Path(config).name.removesuffix(".json")
            there = self.reached.ask("image", "inspect", "--format", "{{.Id}}", name).removeprefix("sha256:")
            if self.belongings.owns_name(name):
                if there != ident:
                    raise Refused(f"there is another image {name} on this engine, and it is not the lab's")
                self.belongings.shared.add(full_name(name))
            else:
                self.belongings.name(name)
