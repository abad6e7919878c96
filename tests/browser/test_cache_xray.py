"""Cache X-ray, by mouse and by keyboard, in JupyterLab."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.lab import Lab, bad_outputs, jupyterlab, serious_findings, shoot

pytestmark = pytest.mark.requires("chromium")

CELL = '''from dockerlab.widgets import CacheXray

xray = CacheXray({"Dockerfile": """FROM busybox
ARG VERSION=1
WORKDIR /app
COPY requirements.txt .
RUN sleep 40; cp requirements.txt installed.txt
COPY . .
RUN wc -l app.py > lines.txt
LABEL maintainer=ada
CMD ["cat", "lines.txt"]
""", "app.py": "print('hello')\\n", "requirements.txt": "flask==3.0\\n", ".dockerignore": "notes.md\\n"})
xray.write("app.py", "print('hi')\\n")
xray.build()
xray'''


@pytest.fixture(scope="module")
def lab(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with jupyterlab(tmp_path_factory.mktemp("lab"), tmp_path_factory.mktemp("state"), str(chromium)) as running:
        yield running


@pytest.mark.parametrize(("theme", "width"), [("light", 1400), ("dark", 1400), ("light", 1000)])
def test_edit_build_and_read_why(lab: Lab, theme: str, width: int) -> None:
    page = lab.show(CELL, dark=theme == "dark", width=width)
    root = page.locator(".dl-root")
    status = root.locator("[role=status]")
    assert "2 steps built, 3 from the cache" in status.inner_text()
    shoot(page, f"xray-{theme}-{width}", ".dl-root")

    root.get_by_role("tab", name="requirements.txt").click()
    root.locator("textarea").fill("flask==3.1\n")
    root.get_by_role("button", name="Build").click()
    page.wait_for_function("() => document.querySelector('.dl-root [role=status]').textContent.startsWith('Build 3')")
    assert "4 steps built, 1 from the cache" in status.inner_text()
    chosen = root.locator("[role=option][aria-selected=true]")
    assert "requirements.txt (content)" in chosen.inner_text()
    assert root.locator("tr.dl-differs", has_text="requirements.txt").count() == 1

    # the keyboard alone: choose the next step, see its key; then build with Ctrl+Enter
    root.locator("[role=listbox]").focus()
    page.keyboard.press("ArrowDown")
    assert "RUN sleep 40" in root.locator("[role=option][aria-selected=true]").inner_text()
    assert "the step before it was rebuilt" in root.locator(".dl-detail").inner_text()
    page.keyboard.press("Control+Enter")
    page.wait_for_function("() => document.querySelector('.dl-root [role=status]').textContent.startsWith('Build 4')")
    assert "0 steps built, 5 from the cache" in status.inner_text()
    assert bad_outputs(page) == 0 and not lab.errors and not lab.outside
    assert serious_findings(page) == []


def test_an_error_is_shown_in_place_and_the_last_good_picture_stays(lab: Lab) -> None:
    page = lab.show(CELL)
    root = page.locator(".dl-root")
    hostile = 'FROM busybox\nRUM <img src=x onerror="window.hacked=1"><script>window.hacked=1</script>\n'
    root.locator("textarea").fill(hostile)
    root.get_by_role("button", name="Build").click()
    alert = root.locator("[role=alert]")
    alert.wait_for()
    assert "unknown instruction: RUM (did you mean RUN?)" in alert.inner_text()
    assert "line 2" in alert.inner_text() and "<script>" in alert.inner_text()
    assert root.locator("[role=option]").count() == 9
    assert page.evaluate("() => window.hacked") is None
    shoot(page, "xray-error", ".dl-root")

    root.get_by_role("radio", name="Classic").check()
    root.locator("textarea").fill("FROM busybox\nRUN echo one > /one\nRUN exit 3\n")
    root.get_by_role("button", name="Build").click()
    root.locator(".dl-ERROR").wait_for()
    assert "returned a non-zero code: 3" in alert.inner_text()
    shoot(page, "xray-failed-step", ".dl-root")
    assert not lab.errors and not lab.outside
