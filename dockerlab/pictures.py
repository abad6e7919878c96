"""The README's pictures: two builds after the same edit, drawn by ``drawing`` from what the model computes.

``python -m dockerlab.pictures FOLDER`` writes them; a test holds the files in
``notebooks/pictures`` to it.
"""

from __future__ import annotations

import sys
from pathlib import Path

from dockerlab.build.steps import BuildResult
from dockerlab.context import BuildContext
from dockerlab.drawing import build_graph, svg
from dockerlab.engine import Engine

__all__ = ["main", "pictures"]

BEFORE = """FROM python:3.12-slim
WORKDIR /srv
COPY . .
RUN cp requirements.txt installed.txt
"""
AFTER = """FROM python:3.12-slim
WORKDIR /srv
COPY requirements.txt .
RUN cp requirements.txt installed.txt
COPY . .
"""
FILES = {"requirements.txt": "flask\n", "app.py": "1\n", ".dockerignore": "Dockerfile\n.dockerignore\n"}


def after_edit(dockerfile: str) -> BuildResult:
    """Build, edit app.py, build again; return the second build."""
    engine = Engine()
    for app in ("1\n", "2\n"):
        result = engine.build(BuildContext.from_mapping({**FILES, "Dockerfile": dockerfile, "app.py": app}))
    return result


def pictures() -> dict[str, str]:
    """Return the SVG of each picture by file name."""
    found = {}
    for name, dockerfile in (("rebuilt", BEFORE), ("cached", AFTER)):
        result = after_edit(dockerfile)
        told = "; ".join(f"{step.name}: {step.verdict}" for step in result.steps)
        found[f"{name}.svg"] = svg(build_graph(result), "A build after an edit of app.py", told) + "\n"
    return found


def main() -> int:
    """Write the pictures to the folder that is the only argument; return the exit status."""
    if len(sys.argv) != 2 or sys.argv[1].startswith("-"):
        print("usage: python -m dockerlab.pictures FOLDER", file=sys.stderr)
        return 0 if "--help" in sys.argv else 2
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pictures().items():
        (folder / name).write_text(text, encoding="utf-8")
        print(f"written    {folder / name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
