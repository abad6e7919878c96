"""Progress: what a learner has done, in one JSON file.

The file survives a restart and a new version of the course, can be carried to
another machine (``export``, ``restore``), and is never lost to a crash: it is
written beside the old one and moved over it.  A file that cannot be read is put
aside, not overwritten.

It is ``$DOCKERLAB_PROGRESS``, by default ``~/.dockerlab/progress.json``; the
value ``memory`` keeps nothing (for tests and for the saved notebooks).
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dockerlab.errors import LabError
from dockerlab.exercises.exercise import Exercise, Verdict

__all__ = ["Entry", "Progress"]

VERSION = 1


@dataclass
class Entry:
    """One exercise: its state, the best points, how often it was tried, how many hints were read."""

    state: str = "not attempted"
    points: int = 0
    attempts: int = 0
    hints: int = 0
    answer: str = ""
    missed: list[str] = field(default_factory=list)  # misconceptions met on the way


class Progress:
    """The learner's record. ``path`` None keeps it in memory.

    >>> progress = Progress(None)
    >>> progress.entry("08.golf").state, progress.seed
    ('not attempted', '0')
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.entries: dict[str, Entry] = {}
        self.seed = "0"
        self.notice = ""
        if path is not None and path.exists():
            self._read(path)

    @classmethod
    def default(cls) -> Progress:
        """Open the learner's own file."""
        where = os.environ.get("DOCKERLAB_PROGRESS", "")
        if where == "memory":
            return cls(None)
        return cls(Path(where) if where else Path.home() / ".dockerlab" / "progress.json")

    def entry(self, exercise_id: str) -> Entry:
        """Return the record of one exercise, empty if it was never tried."""
        return self.entries.setdefault(exercise_id, Entry())

    def record(self, verdict: Verdict, answer: object) -> Entry:
        """Keep the outcome of a check: the best one, or the first where the exercise is locked."""
        exercise = verdict.exercise
        entry = self.entry(exercise.id)
        if verdict.state == "not attempted":
            return entry
        entry.attempts += 1
        entry.missed += sorted({c.misconception for c in verdict.cases if c.misconception} - set(entry.missed))
        if exercise.locked and entry.attempts > 1:
            self.save()
            return entry
        if entry.attempts == 1 or verdict.points >= entry.points:
            entry.points, entry.answer = verdict.points, repr(answer)[:10_000]
            entry.state = verdict.state if entry.state != "correct" else entry.state
        self.save()
        return entry

    def hint_read(self, exercise: Exercise) -> int:
        """Count one hint more; return how many were read, at most three."""
        entry = self.entry(exercise.id)
        entry.hints = min(entry.hints + 1, len(exercise.hints))
        self.save()
        return entry.hints

    def identify(self, student: str, class_seed: str = "") -> None:
        """Set whose progress this is: the names and numbers of the tasks follow from it."""
        self.seed = f"{class_seed}/{student}" if class_seed else student
        self.save()

    # -- the file --------------------------------------------------------

    def save(self) -> None:
        """Write the file, whole or not at all."""
        if self.path is not None:
            write(self.path, self.dumps())

    def dumps(self) -> str:
        """Return the record as JSON."""
        data = {"version": VERSION, "seed": self.seed, "exercises": {k: vars(v) for k, v in self.entries.items()}}
        return json.dumps(data, indent=1, sort_keys=True) + "\n"

    def export(self, path: str | Path) -> Path:
        """Write the record to another file, to carry it away; return where it is."""
        target = Path(path)
        write(target, self.dumps())
        return target

    def restore(self, path: str | Path) -> None:
        """Take over a record that ``export`` wrote.

        Raises:
            LabError: no such file, or no such record; the progress is as it was.
        """
        try:
            seed, entries = parse(Path(path).read_text())
        except (OSError, ValueError) as exc:
            raise LabError(
                f"cannot read progress from {path}: {exc}", hint="Choose a file that export() wrote."
            ) from exc
        self.seed, self.entries = seed, entries
        self.save()

    def _read(self, path: Path) -> None:
        try:
            self.seed, self.entries = parse(path.read_text())
        except (OSError, ValueError) as exc:
            aside = path.with_suffix(".unreadable.json")
            os.replace(path, aside)
            self.notice = f"The progress file could not be read ({exc}); it was put aside as {aside}."


def parse(text: str) -> tuple[str, dict[str, Entry]]:
    """Return seed and entries; the twin of ``Progress.dumps``. Raises ValueError."""
    data: Any = json.loads(text)
    if not isinstance(data, dict) or data.get("version") != VERSION or not isinstance(data.get("exercises"), dict):
        raise ValueError(f"it is no progress file of version {VERSION}")
    entries = {}
    for name, fields in data["exercises"].items():
        entry = Entry()
        for key, default in vars(entry).items():
            value = fields.get(key, default) if isinstance(fields, dict) else default
            if type(value) is not type(default):
                raise ValueError(f"{name}: {key} is {value!r}")
            setattr(entry, key, value)
        entries[str(name)] = entry
    return str(data.get("seed", "0")), entries


def write(path: Path, text: str) -> None:
    """Write ``text`` beside ``path``, then move it into place."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".new")
    beside.write_text(text)
    os.replace(beside, path)
