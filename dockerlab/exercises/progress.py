"""Progress: what a learner has done, in one JSON file.

The file survives a restart and a new version of the course, and can be carried
to another machine (``export``, ``restore``).  It is never lost: it is written
beside the old one and moved over it, so a crash leaves the old one or the new
one; two notebooks that are open at once read it again before they write; a file
that cannot be read is put aside, not overwritten.

It is ``$DOCKERLAB_PROGRESS``, by default ``~/.dockerlab/progress.json``; the
value ``memory`` keeps nothing (for tests and for the saved notebooks).
"""

from __future__ import annotations

import itertools
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dockerlab.errors import LabError
from dockerlab.exercises.exercise import Exercise, Verdict

__all__ = ["Entry", "Progress"]

VERSION = 1
KEPT = 5_000  # characters of the best answer


@dataclass
class Entry:
    """One exercise: its state, the best points, how often it was tried, how many hints were read."""

    state: str = "not attempted"
    points: int = 0
    attempts: int = 0
    hints: int = 0
    answer: str = ""
    missed: list[str] = field(default_factory=list)  # misconceptions met on the way, not yet overcome


class Progress:
    """The learner's record. ``path`` None keeps it in memory.

    ``seed`` says whose it is; ``notice`` what went wrong with the file, for the learner to read.

    >>> progress = Progress(None)
    >>> progress.entry("08.golf").state, progress.seed
    ('not attempted', '0')
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.entries: dict[str, Entry] = {}
        self.seed = "0"
        self.notice = ""
        self._pending: list[Callable[[], None]] = []  # changes that could not be written yet
        if path is not None:
            try:
                self._read(path)
            except OSError as exc:
                self.notice = f"Your progress could not be read from {path} ({exc.strerror or exc})."

    @classmethod
    def default(cls) -> Progress:
        """Open the learner's own file."""
        where = os.environ.get("DOCKERLAB_PROGRESS", "")
        if where == "memory":
            return cls(None)
        return cls(Path(where) if where else Path.home() / ".dockerlab" / "progress.json")

    def __repr__(self) -> str:
        tasks = [entry for name, entry in self.entries.items() if not name.startswith("inventory.")]
        done = sum(entry.state == "correct" for entry in tasks)
        points = sum(entry.points for entry in tasks)
        return f"{done} task{'s' * (done != 1)} done, {points} points"

    def entry(self, exercise_id: str) -> Entry:
        """Return the record of one exercise, empty if it was never tried."""
        return self.entries.setdefault(exercise_id, Entry())

    def record(self, verdict: Verdict, answer: object) -> Entry:
        """Keep the outcome of a check: the best one, or the points of the first where the exercise is locked."""
        exercise = verdict.exercise
        if verdict.state == "not attempted":
            return self.entry(exercise.id)

        def change() -> None:
            entry = self.entry(exercise.id)
            entry.attempts += 1
            met = {case.misconception for case in verdict.cases if case.misconception}
            entry.missed = sorted({*entry.missed, *met}) if verdict.state != "correct" else []
            if verdict.state == "correct":
                entry.state = "correct"
            elif entry.state != "correct":
                entry.state = "not yet"
            first_counts = exercise.locked and entry.attempts > 1
            if not first_counts and (entry.attempts == 1 or verdict.points >= entry.points):
                entry.points, entry.answer = verdict.points, repr(answer)[:KEPT]

        self._update(change)
        return self.entry(exercise.id)

    def keep(self, name: str, entry: Entry) -> None:
        """Keep a record that is no exercise's, in place of the one of that name."""

        def change() -> None:
            self.entries[name] = entry

        self._update(change)

    def hint_read(self, exercise: Exercise) -> int:
        """Count one hint more; return how many were read, at most three."""

        def change() -> None:
            entry = self.entry(exercise.id)
            entry.hints = min(entry.hints + 1, len(exercise.hints))

        self._update(change)
        return self.entry(exercise.id).hints

    def identify(self, student: str, class_seed: str = "") -> None:
        """Set whose progress this is: the names and numbers of the tasks follow from it.

        Raises:
            LabError: no name was given.
        """
        if not str(student).strip():
            raise LabError("a student has a name", hint='Write identify("your-id", "the class’s word").')
        name = str(student).strip()

        def change() -> None:
            self.seed = f"{class_seed.strip()}/{name}" if class_seed.strip() else name

        self._update(change)

    # -- the file --------------------------------------------------------

    def dumps(self) -> str:
        """Return the record as JSON."""
        kept = {name: vars(entry) for name, entry in self.entries.items() if entry != Entry()}
        return json.dumps({"version": VERSION, "seed": self.seed, "exercises": kept}, indent=1, sort_keys=True) + "\n"

    def export(self, path: str | Path = "dockerlab-progress.json") -> Path:
        """Write the record to another file, to carry it away; return where it is.

        Raises:
            LabError: it cannot be written there.
        """
        target = Path(path)
        try:
            write(target, self.dumps())
        except OSError as exc:
            words = f"cannot write progress to {target}: {exc.strerror}"
            raise LabError(words, hint="Choose a folder that you may write to.") from exc
        return target

    def restore(self, path: str | Path = "dockerlab-progress.json") -> None:
        """Take over a record that ``export`` wrote, in place of this one.

        Raises:
            LabError: no such file, or no such record; the progress is as it was.
        """
        try:
            seed, entries = parse(Path(path).read_text(encoding="utf-8"))
        except (OSError, ValueError) as exc:
            raise LabError(
                f"cannot read progress from {path}: {exc}", hint="Choose a file that export() wrote."
            ) from exc

        def change() -> None:
            self.seed, self.entries = seed, entries

        self._update(change)

    def _update(self, change: Callable[[], None]) -> None:
        """Read what another notebook may have written, change it, write it.

        Never raises: where nothing can be written, the change stays in memory and is made again the next time.
        """
        if self.path is None:
            change()
            return
        pending, applied = [*self._pending, change], False
        self.notice = ""
        try:
            with alone(self.path):
                for step in pending if self._read(self.path) else [change]:
                    step()
                applied = True
                write(self.path, self.dumps())
                self._pending = []
        except OSError as exc:
            if not applied:
                change()
            self._pending = pending
            self.notice = f"Your progress could not be saved in {self.path} ({exc.strerror or exc})."

    def _read(self, path: Path) -> bool:
        """Take over the file; say whether there was one. One that makes no sense is put aside. Raises OSError."""
        try:
            self.seed, self.entries = parse(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return False
        except ValueError as exc:
            aside = free_name(path)
            os.replace(path, aside)
            self.notice = f"The progress file could not be read ({exc}); it was put aside as {aside}."
            return False
        return True


def parse(text: str) -> tuple[str, dict[str, Entry]]:
    """Return seed and entries; the twin of ``Progress.dumps``. Raises ValueError."""
    try:
        data: Any = json.loads(text)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    if not isinstance(data, dict) or not isinstance(data.get("exercises"), dict):
        raise ValueError("it is no progress file")
    if data.get("version") != VERSION:
        raise ValueError(f"it is of version {data.get('version')!r}, not {VERSION}")
    entries = {}
    for name, fields in data["exercises"].items():
        entry = Entry()
        for key, default in vars(entry).items():
            value = fields.get(key, default) if isinstance(fields, dict) else None
            if type(value) is not type(default):
                raise ValueError(f"{name}: {key} is {value!r}")
            setattr(entry, key, value)
        entries[str(name)] = entry
    return str(data.get("seed", "0")), entries


def write(path: Path, text: str) -> None:
    """Write ``text`` beside ``path``, then move it: a crash leaves the old or the new, whole. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}.new")
    with beside.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, path)


def free_name(path: Path) -> Path:
    """Return a name beside ``path`` that nothing has yet: nothing that was put aside is overwritten."""
    names = (path.with_name(f"{path.stem}.unreadable{n or ''}{path.suffix}") for n in itertools.count())
    return next(name for name in names if not name.exists())


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Keep other notebooks from writing ``path`` meanwhile (where the system can lock files). Raises OSError."""
    try:
        import fcntl
    except ImportError:  # Windows, Pyodide: two notebooks that save in the same millisecond are the risk that is left
        yield
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_name(f".{path.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
