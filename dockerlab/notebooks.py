"""How the course's notebooks are made: one source each, with solutions, in ``notebooks/source/``.

A source is `MyST Markdown <https://jupytext.readthedocs.io/en/latest/formats-markdown.html>`_: text, code cells,
and the solutions, in one file that a person can read and ``git diff`` can show.  From it comes the notebook a learner
opens::

    notebooks/source/08-build-cache.md  ->  notebooks/08-build-cache.ipynb

* Lines from ``### BEGIN SOLUTION`` to ``### END SOLUTION`` (nbgrader's convention) are left out.  What stands above
  them in the same cell is the learner's starting point.
* Every cell is executed and its output saved, so the notebook can be read where nothing can run: on GitHub, in
  nbviewer, on paper.
* The bytes depend on nothing but the source and the package: the same tomorrow, on another machine, in another folder.

Usage: ``python -m dockerlab.notebooks [--check] [--solutions FOLDER] [NN ...]``
"""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

__all__ = ["execute", "from_source", "main", "render", "without_solutions"]

Notebook = Any  # nbformat.NotebookNode: nbformat ships no types

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
EMPTY_ANSWER = "# Your answer goes here."
CELL_SECONDS = 60
# A live widget exists only in the kernel that made it; its picture and its text stay.
LIVE_ONLY = "application/vnd.jupyter.widget-view+json"
METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    # The exact Python version is left out: it would change the bytes from machine to machine.
    "language_info": {
        "file_extension": ".py",
        "mimetype": "text/x-python",
        "name": "python",
        "pygments_lexer": "ipython3",
    },
}


def from_source(text: str) -> Notebook:
    """Parse a source into a notebook with its solutions, not yet executed.

    >>> notebook = from_source("# Title\\n\\n```{code-cell}\\nprint(1)\\n```\\n")
    >>> [(cell.cell_type, cell.source) for cell in notebook.cells]
    [('markdown', '# Title'), ('code', 'print(1)')]
    """
    import jupytext

    notebook = jupytext.reads(text, fmt={"extension": ".md", "format_name": "myst"})
    notebook.metadata = {**METADATA}
    return notebook


def without_solutions(cell_source: str) -> str:
    """Leave the solution out of one cell; what stands around it is the learner's starting point.

    >>> cell = 'answer = ""\\n### BEGIN SOLUTION\\nanswer = "miss"\\n### END SOLUTION\\ncheck(answer)'
    >>> print(without_solutions(cell))
    answer = ""
    check(answer)

    Raises:
        ValueError: a marker without its partner.
    """
    kept: list[str] = []
    inside = False
    for line in cell_source.split("\n"):
        match line.strip():
            case marker if marker in (BEGIN, END):
                if inside is (marker == BEGIN):
                    raise ValueError(f"{marker!r} without its partner in the cell:\n{cell_source}")
                inside = marker == BEGIN
            case _ if not inside:
                kept.append(line)
    if inside:
        raise ValueError(f"{BEGIN!r} without its partner in the cell:\n{cell_source}")
    text = "\n".join(kept).strip("\n")
    return text or (EMPTY_ANSWER if BEGIN in cell_source else "")


def execute(notebook: Notebook, folder: Path) -> None:
    """Run every cell in ``folder`` with this Python, and keep the outputs in ``notebook``.

    The person's IPython profile and saved progress are kept out of it.

    Raises:
        nbclient.exceptions.CellExecutionError: a cell raised.
        ValueError: a cell wrote to standard error.
    """
    from ipykernel.kernelspec import get_kernel_dict
    from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
    from jupyter_client.manager import AsyncKernelManager
    from nbclient import NotebookClient

    class ThisPython(KernelSpecManager):
        """Finds one kernel: the running Python, whatever else is installed."""

        def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
            spec = KernelSpec(**get_kernel_dict())
            spec.argv.append("--log-level=ERROR")  # it would warn that it listens on this machine
            return spec

    class Manager(AsyncKernelManager):
        """Starts, and stops, that kernel."""

        def _kernel_spec_manager_default(self) -> KernelSpecManager:
            return ThisPython()

    with tempfile.TemporaryDirectory() as ipython:
        client = NotebookClient(
            notebook,
            kernel_name="python3",
            kernel_manager_class=Manager,
            timeout=CELL_SECONDS,
            record_timing=False,
            coalesce_streams=True,
            store_widget_state=False,
            resources={"metadata": {"path": str(folder)}},
        )
        client.execute(env={**os.environ, "IPYTHONDIR": ipython, "DOCKERLAB_PROGRESS": "memory"})
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if output.get("name") == "stderr":
                raise ValueError(f"the cell\n{cell.source}\nwrote to standard error:\n{output.text}")


def _tidy(notebook: Notebook, name: str) -> None:
    """Make the bytes depend on the content alone."""
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    notebook.metadata = {**METADATA, "dockerlab": {"source": f"source/{name}.md"}}
    taken: set[str] = set()
    for cell in notebook.cells:
        stem = cell_id = f"{name[:2]}-{hashlib.sha256(cell.source.encode()).hexdigest()[:8]}"
        while cell_id in taken:
            cell_id = f"{stem}-{len(taken)}"
        taken.add(cell_id)
        cell.id = cell_id
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", []):
            if "data" in output:
                output.data.pop(LIVE_ONLY, None)


def render(source: Path, solutions: bool = False, run: bool = True, folder: Path | None = None) -> str:
    """Return the text of the notebook made from ``source``, ending in a newline.

    Args:
        source: a file ``NN-name.md``.
        solutions: keep the solutions in.
        run: execute the cells and keep their outputs.
        folder: where the cells run; by default the folder that the learner's notebook is in.
    """
    import nbformat

    notebook = from_source(source.read_text(encoding="utf-8"))
    if not solutions:
        for cell in notebook.cells:
            cell.source = without_solutions(cell.source)
    if run:
        execute(notebook, folder or source.parent.parent)
    _tidy(notebook, source.stem)
    nbformat.validate(notebook)
    text: str = nbformat.writes(notebook)  # type: ignore[no-untyped-call] # it ships no types
    return text.rstrip("\n") + "\n"


def _make(source: Path, target: Path, solutions: bool, check: bool) -> str:
    """Write one notebook if that changes anything; return the line to print."""
    try:
        text = render(source, solutions)
    except Exception as error:  # whatever a cell raised: the author wants it with the notebook's name
        return f"FAILED     {target.name}: {error}"
    if target.exists() and target.read_text(encoding="utf-8") == text:
        return f"unchanged  {target}"
    if check:
        return f"DIFFERS    {target}"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")
    return f"written    {target}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit status: 1 if a notebook failed or, with ``--check``, differs."""
    parser = argparse.ArgumentParser(
        prog="python -m dockerlab.notebooks", description="Generate the notebooks from their sources."
    )
    parser.add_argument("only", nargs="*", metavar="NN", help="only those whose names begin so (default: all)")
    parser.add_argument(
        "--sources", type=Path, default=Path("notebooks/source"), metavar="FOLDER", help="default: %(default)s"
    )
    parser.add_argument("--solutions", type=Path, metavar="FOLDER", help="write them with their solutions, to FOLDER")
    parser.add_argument("--check", action="store_true", help="write nothing; fail if one is not what its source gives")
    options = parser.parse_args(arguments)

    wanted = tuple(options.only) or ("",)
    sources = [path for path in sorted(options.sources.glob("[0-9][0-9]-*.md")) if path.name.startswith(wanted)]
    if not sources:
        parser.error(f"no source in {options.sources} matches")
    target_folder = options.solutions or options.sources.parent
    targets = [target_folder / f"{source.stem}.ipynb" for source in sources]
    make = partial(_make, solutions=options.solutions is not None, check=options.check)
    failed = False
    with ProcessPoolExecutor(min(len(sources), os.cpu_count() or 1)) as workers:
        for line in workers.map(make, sources, targets):
            print(line, flush=True)
            failed |= line.startswith(("FAILED", "DIFFERS"))
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
