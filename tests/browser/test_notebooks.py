"""Every notebook, in JupyterLab with the network cut: it runs from top to bottom, and nothing is attempted or fails."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.lab import Lab, bad_outputs, jupyterlab, shoot

pytestmark = pytest.mark.requires("chromium")

NOTEBOOKS = sorted((Path(__file__).parent.parent.parent / "notebooks").glob("[0-9][0-9]-*.ipynb"))


@pytest.fixture(scope="module")
def lab(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    root = tmp_path_factory.mktemp("notebooks")
    for path in NOTEBOOKS:
        shutil.copy(path, root)
    with jupyterlab(root, tmp_path_factory.mktemp("state"), str(chromium)) as running:
        yield running


@pytest.mark.parametrize("name", [path.name for path in NOTEBOOKS])
def test_it_runs_from_top_to_bottom(lab: Lab, name: str) -> None:
    notebook = lab.root / name
    page = lab.open(notebook, height=1800)
    lab.run_all(page, notebook)
    shoot(page, f"notebook-{name[:2]}")
    assert bad_outputs(page) == 0 and not lab.errors and not lab.outside


def test_the_build_cache_notebook_is_edited_built_and_read(lab: Lab) -> None:
    """Edit a Dockerfile line in the explorer, build, and read which steps were rebuilt and why."""
    notebook = lab.root / "08-build-cache.ipynb"
    page = lab.open(notebook, height=1500)
    lab.run_all(page, notebook)
    page.evaluate("window.jupyterapp.commands.execute('notebook:move-cursor-down')")
    find = """() => { const cells = window.jupyterapp.shell.currentWidget.content;
        const n = cells.widgets.findIndex(c => c.model.sharedModel.source.includes('CacheXray({'));
        cells.activeCellIndex = n; cells.scrollToItem(n); return n; }"""
    assert page.evaluate(find) > 0
    root = page.locator(".dl-root").first
    root.wait_for(timeout=30_000)
    builds = root.locator("[role=status]").inner_text()
    editor = root.locator("textarea")
    lines = editor.input_value().splitlines()
    copy = next(n for n, line in enumerate(lines) if line.startswith("COPY . ."))
    lines[copy], lines[copy + 1] = lines[copy + 1], lines[copy]
    editor.fill("\n".join(lines) + "\n")
    root.get_by_role("button", name="Build").click()
    page.wait_for_function(
        "before => document.querySelector('.dl-root [role=status]').textContent !== before", arg=builds, timeout=30_000
    )
    assert "built" in root.locator("[role=status]").inner_text() or root.locator("[role=alert]").is_visible()
    shoot(page, "notebook-08-xray", ".dl-root")
    assert not lab.errors and not lab.outside
