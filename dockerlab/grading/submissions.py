"""Reading submissions: which notebooks were handed in, and which answers are in them.

Nothing of a submission is executed: a notebook is read as JSON, an answer as
syntax, and only a literal is taken.
"""

from __future__ import annotations

import ast
import json
from dataclasses import dataclass
from pathlib import Path

from dockerlab.errors import LabError

__all__ = ["Answer", "Submission", "read_answers", "read_notebook", "submissions"]

LARGEST = 20_000_000  # bytes of a notebook


@dataclass(frozen=True)
class Submission:
    """A notebook that a student handed in."""

    student: str
    path: Path


@dataclass(frozen=True)
class Answer:
    """What a submission says to one exercise: the literal, or why there is none; ``note`` is for the teacher."""

    value: object = ...
    problem: str = ""
    note: str = ""


def submissions(folder: Path) -> list[Submission]:
    """Return the notebooks below ``folder``, by student and name.

    Raises:
        LabError: it is no folder, or there is no notebook in it.
    """
    if not folder.is_dir():
        raise LabError(f"{folder} is no folder", hint="Name the folder that holds the submissions.")
    found = [path for path in sorted(folder.rglob("*.ipynb")) if ".ipynb_checkpoints" not in path.parts]
    if not found:
        raise LabError(f"there is no notebook below {folder}", hint="Submissions are .ipynb files.")
    parts = [(path.relative_to(folder).parts, path) for path in found]
    return [Submission(names[0] if len(names) > 1 else path.stem, path) for names, path in parts]


def read_notebook(path: Path) -> str:
    """Return the text of a notebook. Raises OSError or ValueError where it cannot be read."""
    if path.stat().st_size > LARGEST:
        raise ValueError(f"it is larger than {LARGEST // 1_000_000} MB")
    return path.read_text(encoding="utf-8")


def read_answers(text: str) -> dict[str, Answer]:
    """Return the answers of a notebook by exercise ID.

    Where a cell was copied, the last one that holds an answer counts.

    Raises:
        ValueError: the text is no notebook.
    """
    try:
        data = json.loads(text)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    cells = data.get("cells") if isinstance(data, dict) else None
    if not isinstance(cells, list):
        raise ValueError("it is no notebook")
    answers: dict[str, Answer] = {}
    for cell in cells:
        found = exercise_of(cell)
        if found is None:
            continue
        answer = literal(source_of(cell))
        earlier = answers.get(found)
        if earlier is None:
            answers[found] = answer
        elif answer.value is ... and not answer.problem:
            answers[found] = Answer(earlier.value, earlier.problem, "two answer cells; the one with an answer counts")
        else:
            answers[found] = Answer(answer.value, answer.problem, "two answer cells; the last counts")
    return answers


def exercise_of(cell: object) -> str | None:
    """Return the exercise ID that a code cell carries, None if it carries none."""
    if not isinstance(cell, dict) or cell.get("cell_type") != "code":
        return None
    metadata = cell.get("metadata")
    own = metadata.get("dockerlab") if isinstance(metadata, dict) else None
    name = own.get("exercise") if isinstance(own, dict) else None
    return name if isinstance(name, str) else None


def source_of(cell: dict[str, object]) -> str:
    """Return the source of a cell, which notebooks keep as a text or as lines."""
    source = cell.get("source", "")
    return "".join(map(str, source)) if isinstance(source, list) else str(source)


def literal(source: str) -> Answer:
    """Return what a cell assigns to ``answer``, if it is a literal; nothing is executed.

    >>> literal("answer = {'a': 'hit'}").value
    {'a': 'hit'}
    >>> literal("answer = open('/etc/passwd').read()").problem
    'the answer is not a literal (line 1)'
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as exc:
        line = f" (line {exc.lineno})" if isinstance(exc, SyntaxError) and exc.lineno else ""
        return Answer(problem=f"the cell is not Python{line}")
    values = [
        node.value
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None and assigns_answer(node)
    ]
    if not values:
        return Answer(problem="the cell assigns nothing to `answer`")
    try:
        return Answer(ast.literal_eval(values[-1]))
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return Answer(problem=f"the answer is not a literal (line {values[-1].lineno})")


def assigns_answer(node: ast.Assign | ast.AnnAssign) -> bool:
    """Whether a statement gives the variable ``answer`` a value."""
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return any(isinstance(target, ast.Name) and target.id == "answer" for target in targets)
