"""The table of grades, for a spreadsheet and for a program."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import asdict

from dockerlab.grading.grades import Grade

__all__ = ["to_csv", "to_json"]


def to_csv(grades: Sequence[Grade]) -> str:
    """Return the table as CSV, one column for each task; a text that a spreadsheet would compute is quoted."""
    names = list(dict.fromkeys(name for one in grades for name in one.tasks))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["student", "notebook", "points", "of", *names, "misconceptions", "reason", "file"])
    for one in grades:
        points = [str(one.tasks[name][1]) if name in one.tasks else "" for name in names]
        cells = [one.student, f"{one.notebook:02d}" if one.notebook else "", str(one.points), str(one.of), *points]
        writer.writerow(map(harmless, [*cells, " ".join(one.missed), one.reason, one.file]))
    return text.getvalue()


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def to_json(grades: Sequence[Grade]) -> str:
    """Return the table as JSON, with the state of every task."""
    rows = []
    for one in grades:
        tasks = {name: {"state": state, "points": points} for name, (state, points) in one.tasks.items()}
        rows.append({**asdict(one), "tasks": tasks})
    return json.dumps(rows, indent=1, ensure_ascii=False) + "\n"
