"""Context X-ray, by mouse and by keyboard, in JupyterLab."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.lab import Lab, bad_outputs, jupyterlab, serious_findings, shoot

pytestmark = pytest.mark.requires("chromium")

CELL = '''from dockerlab.widgets import ContextXray

files = {
    "Dockerfile": """FROM busybox
WORKDIR /app
COPY requirements.txt .
RUN sort requirements.txt > installed.txt
COPY src .
COPY static static
""",
    ".dockerignore": "# what no build needs\\n.git\\nnode_modules\\n*.log\\n",
    "requirements.txt": "flask==3.0\\n", "src/app.py": "print('hi')\\n", "src/util/text.py": "x = 1\\n",
    "static/style.css": "body {}\\n", "README.md": "# Hi\\n", "secret.env": "TOKEN=1\\n", "app.log": "GET /\\n" * 400,
    "<img src=x onerror=window.hacked=1>.txt": "<script>window.hacked=1</script>\\n",
}
files |= {f"node_modules/lib{n}/index.js": "x" * 1000 for n in range(40)}
files |= {f".git/objects/{n}": "y" * 500 for n in range(30)}
ContextXray(files)'''


@pytest.fixture(scope="module")
def lab(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with jupyterlab(tmp_path_factory.mktemp("lab"), tmp_path_factory.mktemp("state"), str(chromium)) as running:
        yield running


@pytest.mark.parametrize(("theme", "width"), [("light", 1400), ("dark", 1000)])
def test_edit_and_read_what_is_sent_and_where_it_lands(lab: Lab, theme: str, width: int) -> None:
    page = lab.show(CELL, dark=theme == "dark", width=width)
    root = page.locator(".dl-root")
    status, files = root.locator("[role=status]"), root.locator("[role=listbox]")
    assert "BuildKit sends" in status.inner_text()
    assert "excluded by .dockerignore line 3 (node_modules)" in files.inner_text()
    shoot(page, f"context-{theme}-{width}", ".dl-root")

    # by mouse: a file, and where it lands
    root.get_by_role("option").filter(has_text="src/").first.click()
    assert "/app/app.py" in root.locator(".dl-context-file").inner_text()
    # by keyboard alone: up to the first, and down
    files.focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowDown")
    assert root.locator("[role=option][aria-selected=true]").count() == 1

    # the other builder sends all that is not ignored
    root.get_by_role("radio", name="Classic").check()
    page.wait_for_function("() => document.querySelector('.dl-root [role=status]').textContent.startsWith('classic')")
    assert "sent, never read" in files.inner_text()

    # an edit is looked at at once, and a forbidden file is explained in place
    root.get_by_role("tab", name=".dockerignore").click()
    root.locator("textarea").fill("*\n!src\n")
    alert = root.locator("[role=alert]:not([hidden])")
    alert.wait_for()
    assert "requirements.txt" in alert.inner_text()
    root.locator("textarea").fill("node_modules\n")
    page.wait_for_function("() => document.querySelector('.dl-root [role=alert]').hidden")
    assert ".git/ (30 files)" in files.inner_text()
    assert page.evaluate("() => window.hacked") is None
    assert bad_outputs(page) == 0 and not lab.errors and not lab.outside
    assert serious_findings(page) == []
