"""Grading a folder of submissions.

An answer is a literal in a cell that carries the exercise's ID.  So a grader
has nothing to run: it reads the notebook as JSON, the cell as syntax
(``ast.literal_eval``, never ``exec``), and judges the literal in the model, with
the numbers and names that this student had.

Each submission is graded in a process of its own, several at a time, and gets a
limited time; a notebook that cannot be read, or an answer that takes for ever,
costs its own row of the table and nothing else.

A folder is laid out as nbgrader does it (``FOLDER/<student>/…/08-build-cache.ipynb``),
or flat (``FOLDER/<student>.ipynb``).
"""

from __future__ import annotations

from dockerlab.grading.grades import Grade
from dockerlab.grading.submissions import Answer, Submission, read_answers, submissions
from dockerlab.grading.table import to_csv, to_json
from dockerlab.grading.workers import grade

__all__ = ["Answer", "Grade", "Submission", "grade", "read_answers", "submissions", "to_csv", "to_json"]
