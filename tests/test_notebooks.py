"""The committed notebooks: what their sources give, executed in order, without solutions; and checks that can fail.

The saved outputs themselves are compared with a fresh run by nbval, which ``--nbval`` in pyproject.toml switches on for
every file in ``notebooks/``.  Here is proved that it would notice.
"""

from __future__ import annotations

import itertools
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

from dockerlab import notebooks

ROOT = Path(__file__).resolve().parent.parent
SOURCES = sorted((ROOT / "notebooks" / "source").glob("*.md"))
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
START = ROOT / "notebooks" / "00-start-here.ipynb"
# nbval's ways to look away, by tag or by comment.  None is used; one that has to be is declared here, with its reason.
LOOKING_AWAY = re.compile(r"nbval|NBVAL|raises-exception")
DECLARED: dict[tuple[str, str], str] = {}

every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def read(path: Path) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=4)


def code_cells(notebook: nbformat.NotebookNode) -> Iterator[nbformat.NotebookNode]:
    return (cell for cell in notebook.cells if cell.cell_type == "code")


def text_of(cell: nbformat.NotebookNode) -> str:
    """Everything a code cell printed or showed, as text."""
    shown = [output.get("text", "") for output in cell.outputs]
    shown += [value for output in cell.outputs for value in output.get("data", {}).values() if isinstance(value, str)]
    return "\n".join(shown)


def test_every_source_has_its_notebook_and_every_notebook_its_source() -> None:
    assert [path.stem for path in SOURCES] == [path.stem for path in NOTEBOOKS]
    assert START in NOTEBOOKS


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_the_notebook_is_what_its_source_gives(source: Path) -> None:
    """All but the outputs, which nbval compares; ``make notebooks`` and git compare the whole bytes in the CI."""
    fresh = nbformat.reads(notebooks.render(source, run=False), as_version=4)
    saved = read(ROOT / "notebooks" / f"{source.stem}.ipynb")
    for cell in code_cells(saved):
        cell.outputs, cell.execution_count = [], None
    assert saved == fresh, "run `make notebooks`"


def test_generating_again_changes_no_byte(tmp_path: Path) -> None:
    """In another folder, with other settings: the same bytes."""
    source = ROOT / "notebooks" / "source" / "00-start-here.md"
    again = notebooks.render(source, folder=tmp_path)
    assert again == START.read_text(encoding="utf-8")


@every_notebook
def test_every_cell_was_executed_in_order(path: Path) -> None:
    counts = [cell.execution_count for cell in code_cells(read(path))]
    assert counts == list(range(1, len(counts) + 1)) and counts
    for cell in code_cells(read(path)):
        assert cell.source.strip(), "an empty cell"


@every_notebook
def test_no_output_is_an_error_or_a_warning(path: Path) -> None:
    for cell in code_cells(read(path)):
        for output in cell.outputs:
            assert output.output_type != "error" and output.get("name") != "stderr", cell.source


@every_notebook
def test_no_output_depends_on_the_run_or_needs_a_kernel(path: Path) -> None:
    notebook = read(path)
    assert "widgets" not in notebook.metadata
    for cell in code_cells(notebook):
        assert not re.search(
            r"\b0x[0-9a-f]{8,}\b|/tmp/|/home/|/root/\.(local|pyenv|ipython|jupyter|dockerlab)", text_of(cell)
        ), cell.source
        for output in cell.outputs:
            data = output.get("data", {})
            assert notebooks.LIVE_ONLY not in data
            assert not data or "text/plain" in data, "a picture needs its text twin"


@every_notebook
def test_nothing_looks_away_undeclared(path: Path) -> None:
    for cell in read(path).cells:
        tags = " ".join(cell.metadata.get("tags", []))
        assert not LOOKING_AWAY.search(tags + cell.source) or (path.stem, cell.id) in DECLARED, cell.source


@every_notebook
def test_the_learners_notebook_holds_no_solution(path: Path) -> None:
    solved = nbformat.reads(notebooks.render(source_of(path), solutions=True, run=False), as_version=4)
    text = path.read_text(encoding="utf-8")
    assert "SOLUTION" not in text
    for cell in solved.cells:
        for solution in re.findall(r"### BEGIN SOLUTION\n(.*?)\n\s*### END SOLUTION", cell.source, re.DOTALL):
            assert json.dumps(solution)[1:-1] not in text


def source_of(path: Path) -> Path:
    return ROOT / "notebooks" / "source" / f"{path.stem}.md"


def test_no_cell_stands_in_two_notebooks() -> None:
    """Code that two notebooks need belongs in the package; only the report stands at the end of each."""
    cells = {path.stem: {cell.source.strip() for cell in code_cells(read(path))} for path in NOTEBOOKS}
    for path in NOTEBOOKS:
        cells[path.stem].discard("lesson.report()")
    for one, other in itertools.combinations(cells, 2):
        assert not cells[one] & cells[other], (one, other)


def nbval(path: Path) -> subprocess.CompletedProcess[str]:
    """Compare one notebook with a fresh run, with the very options that the suite uses."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "nbval.plugin", "-p", "no:cacheprovider"]
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}  # a second faster
    return subprocess.run(
        [*command, "-c", str(ROOT / "pyproject.toml"), str(path)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )


SVG = '<svg xmlns="http://www.w3.org/2000/svg"><g><title>COPY app.py</title><path d="M0,0" fill="none"/></g></svg>'
SAMPLE = f"""# A notebook with every kind of output

```{{code-cell}}
print("Step 2/4 : COPY app.py /")
```

```{{code-cell}}
from dockerlab.digest import sha256

sha256(b"layer")
```

```{{code-cell}}
class Picture:
    def _repr_svg_(self):
        return {SVG!r}

    def __repr__(self):
        return "Picture()"


Picture()
```

```{{code-cell}}
import ipywidgets

ipywidgets.IntSlider(description="layer")
```
"""


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    source = tmp_path_factory.mktemp("sample") / "source" / "99-sample.md"
    source.parent.mkdir()
    source.write_text(SAMPLE, encoding="utf-8")
    path = source.parent.parent / "99-sample.ipynb"
    path.write_text(notebooks.render(source), encoding="utf-8")
    return path


def test_a_widget_is_saved_as_its_text(sample: Path) -> None:
    (output,) = list(code_cells(read(sample)))[-1].outputs
    assert set(output.data) == {"text/plain"} and "IntSlider(" in output.data["text/plain"]


def test_nbval_accepts_what_was_saved_and_other_geometry(sample: Path, tmp_path: Path) -> None:
    moved = tmp_path / sample.name
    moved.write_text(sample.read_text().replace("M0,0", "M1,1"))
    done = nbval(moved)
    assert done.returncode == 0 and "4 passed" in done.stdout, done.stdout


@pytest.mark.parametrize(
    ("was", "lie"),
    [("COPY app.py /\\n", "COPY app.py /app\\n"), ("'sha256:", "'sha256:0"), ("<title>COPY app.py", "<title>RUN make")],
    ids=["a stream", "a result", "a picture"],
)
def test_nbval_notices_an_output_that_lies(was: str, lie: str, sample: Path, tmp_path: Path) -> None:
    notebook = read(sample)
    for cell in code_cells(notebook):
        for output in cell.outputs:
            text = json.dumps(output).replace(was, lie)
            output.clear()
            output.update(nbformat.from_dict(json.loads(text)))
    mutated = tmp_path / sample.name
    nbformat.write(notebook, mutated)
    assert mutated.read_text() != sample.read_text()
    done = nbval(mutated)
    assert done.returncode == 1 and "1 failed, 3 passed" in done.stdout, done.stdout


def test_nbval_notices_an_output_that_is_gone(sample: Path, tmp_path: Path) -> None:
    notebook = read(sample)
    next(code_cells(notebook)).outputs = []
    nbformat.write(notebook, tmp_path / sample.name)
    done = nbval(tmp_path / sample.name)
    assert done.returncode == 1 and "1 failed, 3 passed" in done.stdout, done.stdout


def test_a_broken_cell_is_reported_with_its_notebook_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "source" / "77-broken.md"
    source.parent.mkdir()
    source.write_text("```{code-cell}\nraise KeyError('layer')\n```\n")
    assert notebooks.main(["--sources", str(source.parent)]) == 1
    said = capsys.readouterr().out
    assert "FAILED" in said and "77-broken" in said and "KeyError" in said
    assert not list(tmp_path.glob("*.ipynb"))


def test_check_writes_nothing_and_notices_a_difference(sample: Path, tmp_path: Path) -> None:
    shutil.copytree(sample.parent, tmp_path / "copy")
    copy, sources = tmp_path / "copy" / sample.name, ["--sources", str(tmp_path / "copy" / "source")]
    assert notebooks.main(["--check", *sources]) == 0
    changed = copy.read_text().replace("Step 2/4", "Step 3/4", 1)
    copy.write_text(changed)
    assert notebooks.main(["--check", *sources]) == 1
    assert copy.read_text() == changed


@pytest.mark.parametrize("text", ["### BEGIN SOLUTION\na = 1", "a = 1\n### END SOLUTION"])
def test_a_solution_marker_without_its_partner_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="without its partner"):
        notebooks.without_solutions(text)
