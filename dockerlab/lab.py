"""Lab: a Docker host of your own, with files, a shell, an engine, and undo.

It is what the notebooks use.  ``run`` takes what one would type at a prompt, on
the host, in the directory of your files.  Everything can be taken back, and the
same lab always does the same: time, IDs and names come from its seed.

>>> lab = Lab({"Dockerfile": "FROM busybox\\nCOPY a.txt /\\n", "a.txt": "hi\\n"})
>>> lab.run("docker build -q -t app . && docker run --rm app cat /a.txt").status
0
>>> lab.write("a.txt", "ho\\n"); print(lab.undo()); lab.read("a.txt")
Undone: write a.txt
'hi\\n'
"""

from __future__ import annotations

import weakref
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from dockerlab.build.steps import Builder
from dockerlab.cli.client import CommandResult
from dockerlab.cli.script import Terminal
from dockerlab.engine import Engine, Snapshot
from dockerlab.errors import LabError
from dockerlab.inode import normalise
from dockerlab.overlay import Overlay
from dockerlab.session import Transcript, hint, open_session
from dockerlab.share import pack, unpack
from dockerlab.shell.interpreter import Shell

if TYPE_CHECKING:
    from dockerlab.real import RealDocker, Unreachable, Verification

__all__ = ["Lab", "Transcript", "hint"]


@dataclass(frozen=True)
class Moment:
    """The whole state of a lab, put aside; ``actions`` is how it came to be."""

    engine: Snapshot
    host: Overlay
    shell: Shell
    actions: tuple[tuple[str, str, str], ...]

    @property
    def words(self) -> str:
        """What was done last; empty at the start."""
        kind, name, _ = self.actions[-1] if self.actions else ("run", "", "")
        return name.strip() if kind == "run" else f"{kind} {name}".strip()


class Lab:
    """A virtual Docker host.

    Args:
        files: what is in its directory at the start; None is an empty directory.
        seed: where its IDs and random names come from.
        builder: the default of ``docker build``.
        images: archives that are loaded at the start, as ``docker load`` does.
        engine: ``docker`` runs every ``docker`` command on a real Docker Engine instead of the model (the files stay
            virtual; see ``dockerlab.real`` for what is let through). ``close`` removes what was made there.

    Raises:
        LabError: ``engine="docker"``, and no engine is reachable.
    """

    def __init__(
        self,
        files: Mapping[str, str | bytes | None] | None = None,
        seed: int = 0,
        builder: Builder = "buildkit",
        images: Iterable[bytes] = (),
        engine: Literal["model", "docker"] = "model",
    ) -> None:
        self.files, self.seed, self.builder, self.images = dict(files or {}), seed, builder, tuple(images)
        self._actions: tuple[tuple[str, str, str], ...] = ()
        self._done: list[Moment] = []
        self._undone: list[Moment] = []
        self.real: RealDocker | None = None
        self.terminal: Terminal = open_session(self.files, builder, self.images, seed=seed)
        if engine == "docker":
            self._connect()

    def _connect(self) -> None:
        from dockerlab.real import RealDocker, Unreachable, reach

        found = reach()
        if isinstance(found, Unreachable):
            raise LabError(str(found), hint="Start Docker, or leave engine='docker' out.")
        self.real = RealDocker(found, self.builder)
        self.terminal.system.real = self.real
        weakref.finalize(self, self.real.close)
        for archive in self.images:
            self.real.load(archive)

    def __repr__(self) -> str:
        store = self.engine.store
        what = f"{len(store.listed())} images, {len(self.engine.containers.all())} containers"
        return f"Lab(on {self.real})" if self.real else f"Lab({what})"

    @property
    def engine(self) -> Engine:
        """The model's engine."""
        return self.terminal.engine

    def close(self) -> None:
        """Remove what was made on a real engine, if this lab is on one."""
        if self.real is not None:
            self.real.close()

    # -- doing -----------------------------------------------------------

    def run(self, text: str) -> Transcript:
        """Run commands as one would type them; never raises for what a learner types."""
        self._remember("run", text, "")
        self.terminal.ended = False
        return Transcript(tuple(self.terminal.run(text)))

    def write(self, name: str, text: str) -> None:
        """Write a file of the host, relative to its directory; missing directories are made."""
        path = normalise(name, self.terminal.cwd)
        self._remember("write", name, text)
        here = ""
        for part in path.split("/")[1:-1]:
            here = f"{here}/{part}"
            if not self.host.exists(here):
                self.host.mkdir(here)
        try:
            self.host.write(path, text.encode())
        except OSError as exc:
            self._done.pop()
            raise LabError(f"cannot write {name}: {exc.strerror}", hint="Give the path of a file.") from exc

    def read(self, name: str) -> str:
        """Return the text of a file of the host. Raises LabError where there is none."""
        try:
            return self.host.read(normalise(name, self.terminal.cwd)).decode("utf-8", "replace")
        except OSError as exc:
            raise LabError(f"cannot read {name}: {exc.strerror}", hint="`ls` shows what is there.") from exc

    @property
    def host(self) -> Overlay:
        """The files of the host."""
        return self.terminal.files

    @property
    def past(self) -> tuple[tuple[str, Snapshot], ...]:
        """What was done and the engine afterwards, action by action; the start comes first, without words.

        >>> lab = Lab(); _ = lab.run("docker pull -q busybox")
        >>> [(words, snapshot.store) for words, snapshot in lab.past]
        [('', Store(0 images, 0 names)), ('docker pull -q busybox', Store(1 images, 2 names))]
        """
        return tuple((moment.words, moment.engine) for moment in (*self._done, self._moment()))

    # -- taking back -----------------------------------------------------

    def undo(self) -> str:
        """Take the last action back; say which it was."""
        return self._step(self._done, self._undone, "Nothing to undo.", "Undone")

    def redo(self) -> str:
        """Do again what was undone; say what it was."""
        return self._step(self._undone, self._done, "Nothing to redo.", "Done again")

    def reset(self) -> str:
        """Go back to the start (which ``undo`` takes back, too)."""
        if self.real is not None:
            return "What was done on a real engine cannot be undone."
        if not self._done:
            return "Nothing to undo."
        first = self._done[0]
        self._remember("reset", "", "")
        actions = self._actions
        self._restore(first)
        self._actions = actions
        return "Back at the start."

    @property
    def moments(self) -> tuple[str, ...]:
        """What led to each moment of this lab, the undone ones too: the start first, which nothing led to."""
        return tuple(m.words for m in (*self._done, self._moment(), *reversed(self._undone)))

    @property
    def moment(self) -> int:
        """The place of the present among ``moments``."""
        return len(self._done)

    def go(self, place: int) -> str:
        """Go to another of the ``moments``, by undoing or doing again; say where this is.

        >>> lab = Lab({"a": "1"}); lab.write("a", "2"); lab.write("a", "3")
        >>> lab.go(0), lab.read("a"), lab.go(2), lab.read("a")
        ('At the start.', '1', 'After: write a', '3')
        """
        while self._done and self.moment > place and self.real is None:
            self.undo()
        while self._undone and self.moment < place and self.real is None:
            self.redo()
        return f"After: {self._moment().words}" if self.moment else "At the start."

    def _remember(self, kind: str, name: str, text: str) -> None:
        self._done.append(self._moment())
        self._undone.clear()
        self._actions = (*self._actions, (kind, name, text))

    def _moment(self) -> Moment:
        return Moment(self.engine.snapshot(), self.host.copy(), self.terminal.copy_state(), self._actions)

    def _restore(self, moment: Moment) -> None:
        host = moment.host.copy()
        self.engine.restore(moment.engine)
        self.engine.host = self.terminal.system.root = host
        self.terminal.restore_state(moment.shell)
        self._actions = moment.actions

    def _step(self, source: list[Moment], target: list[Moment], nothing: str, word: str) -> str:
        if self.real is not None:
            return "What was done on a real engine cannot be undone."
        if not source:
            return nothing
        now, then = self._moment(), source.pop()
        last = max(now, then, key=lambda moment: len(moment.actions))
        target.append(now)
        self._restore(then)
        return f"{word}: {last.words}"

    # -- sharing ---------------------------------------------------------

    def share(self) -> str:
        """Return a short text from which ``from_share`` makes the same lab again.

        Raises:
            LabError: the lab began with archives, which no short text can hold.
        """
        if self.images:
            raise LabError("a lab that began with image archives cannot be shared as text", hint="Share the archives.")
        return pack(self.seed, self.builder, self.files, self._actions)

    @classmethod
    def from_share(cls, text: str) -> Lab:
        """Return the lab that ``share`` described: its actions are done again, in the model.

        Raises:
            LabError: the text is no shared lab.

        >>> lab = Lab({"a.txt": "hi"}); _ = lab.run("echo ho > b.txt")
        >>> Lab.from_share(lab.share()).read("b.txt")
        'ho\\n'
        """
        data = unpack(text)
        lab = cls(data["files"], data["seed"], data["builder"])
        lab.repeat(data["actions"])
        return lab

    def repeat(self, actions: Iterable[Iterable[str]]) -> list[CommandResult]:
        """Do recorded actions again; return what the commands among them did."""
        results: list[CommandResult] = []
        for kind, name, content in actions:
            if kind == "run":
                results += self.run(name).commands
            elif kind == "write":
                self.write(name, content)
            else:
                self.reset()
        return results

    # -- on a real engine ------------------------------------------------

    def verify(self) -> Verification | Unreachable:
        """Do all of this lab again, in the model and on a reachable Docker Engine, and say where they differ.

        The engine is left as it was found (see ``dockerlab.real``). Without one the answer says why; nothing raises.
        """
        from dockerlab.real import verify

        resets = [n for n, (kind, _, _) in enumerate(self._actions) if kind == "reset"]
        actions = self._actions[resets[-1] + 1 :] if resets else self._actions
        text = "\n".join([*(str(content) for content in self.files.values()), *(" ".join(a) for a in actions)])
        return verify(
            lambda engine, more: Lab(self.files, self.seed, self.builder, (*self.images, *more), engine), actions, text
        )
