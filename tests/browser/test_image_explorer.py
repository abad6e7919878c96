"""The image explorer, by mouse and by keyboard, in JupyterLab."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.lab import Lab, bad_outputs, jupyterlab, serious_findings, shoot

pytestmark = pytest.mark.requires("chromium")

CELL = '''from dockerlab.lab import Lab
from dockerlab.widgets import ImageExplorer

lab = Lab({"Dockerfile": """FROM alpine:3.22
WORKDIR /app
COPY . .
ENV PORT=8000
RUN echo more >> notes.txt; rm key.pem; mkdir '/<img src=x onerror="window.hacked=1">'
CMD ["cat", "notes.txt"]
""", "key.pem": "not so secret\\n", "notes.txt": "<script>window.hacked=1</script>\\n"})
lab.run("docker build -q -t web . && docker pull -q busybox")
ImageExplorer(lab, "web")'''


@pytest.fixture(scope="module")
def lab(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with jupyterlab(tmp_path_factory.mktemp("lab"), tmp_path_factory.mktemp("state"), str(chromium)) as running:
        yield running


@pytest.mark.parametrize(("theme", "width"), [("light", 1400), ("dark", 1000)])
def test_layers_files_tree_and_content(lab: Lab, theme: str, width: int) -> None:
    page = lab.show(CELL, dark=theme == "dark", width=width)
    root = page.locator(".dl-root")
    assert "hidden by a layer above" in root.locator("[role=status]").inner_text()
    assert "− deleted" in root.locator(".dl-files").inner_text()

    # by mouse: the layer that COPY made, and the file that the next layer deleted
    root.get_by_role("option", name="COPY . .").click()
    row = root.locator(".dl-files [role=option]", has_text="key.pem")
    row.wait_for()
    page.wait_for_function("() => document.querySelector('.dl-files').textContent.includes('hidden by layer 4')")
    row.click()
    root.locator(".dl-output").wait_for()
    assert root.locator(".dl-output").inner_text() == "not so secret\n"
    shoot(page, f"image-{theme}-{width}", ".dl-root")

    # by keyboard: back to the top layer, the tree, a directory opened, a file read
    root.get_by_role("listbox", name="Layers, the top one first").focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowDown")
    page.wait_for_function("() => document.querySelector('.dl-files').textContent.includes('− deleted')")
    root.get_by_role("radio", name="Tree from here down").focus()
    page.keyboard.press("Space")
    page.wait_for_function("() => document.querySelector('.dl-files').textContent.includes('▸ app/')")
    root.get_by_role("listbox", name="Files").focus()
    while "app/" not in root.locator(".dl-files [aria-selected=true]").inner_text():
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.querySelector('.dl-files').textContent.includes('▾ app/')")
    while "notes.txt" not in root.locator(".dl-files [aria-selected=true]").inner_text():
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.querySelector('.dl-output')?.textContent.includes('<script>')")
    shoot(page, f"image-tree-{theme}-{width}", ".dl-root")
    assert page.evaluate("() => window.hacked") is None
    assert bad_outputs(page) == 0 and not lab.errors and not lab.outside
    assert serious_findings(page) == []
