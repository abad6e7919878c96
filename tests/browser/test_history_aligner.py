"""History aligner, by mouse and by keyboard, in JupyterLab."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.lab import Lab, bad_outputs, jupyterlab, serious_findings, shoot

pytestmark = pytest.mark.requires("chromium")

CELL = '''from dockerlab.widgets import HistoryAligner

aligner = HistoryAligner({"Dockerfile": """FROM python:3.13-slim
ENV MODE=prod
WORKDIR /app
COPY requirements.txt .
RUN sort requirements.txt > installed.txt
COPY app.py .
LABEL note="<img src=x onerror=window.hacked=1>"
CMD ["cat", "installed.txt"]
""", "app.py": "print('hello')\\n", "requirements.txt": "flask\\n"})
aligner'''
SAID = "text => document.querySelector('.dl-root [role=status]').textContent.includes(text)"


@pytest.fixture(scope="module")
def lab(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with jupyterlab(tmp_path_factory.mktemp("lab"), tmp_path_factory.mktemp("state"), str(chromium)) as running:
        yield running


@pytest.mark.parametrize(("theme", "width"), [("light", 1400), ("dark", 1000)])
def test_switch_the_way_and_move_a_tag(lab: Lab, theme: str, width: int) -> None:
    page = lab.show(CELL, dark=theme == "dark", width=width)
    root = page.locator(".dl-root")
    rows = root.get_by_role("listbox", name="Rows of docker history")
    images = root.get_by_role("listbox", name="Images on this host")
    assert rows.locator("[role=option]").count() == 16 and rows.locator(".dl-known").count() == 1
    shoot(page, f"aligner-{theme}-{width}", ".dl-root")

    # by mouse: the classic builder, then a rebuild that moves the tag
    root.get_by_role("radio", name="classic build", exact=True).check()
    page.wait_for_function(SAID, arg="classic build")
    assert rows.locator(".dl-known").count() == 8
    root.get_by_role("tab", name="app.py").click()
    root.locator("textarea").fill("print('hi')\n")
    root.get_by_role("button", name="Build").click()
    page.wait_for_function("() => document.querySelectorAll('.dl-root .dl-al-none').length === 1")
    dangling = images.locator(".dl-al-dangling")
    assert "web:latest moved to" in dangling.inner_text() and "prune takes it" in dangling.inner_text()
    dangling.click()
    page.wait_for_function(SAID, arg="<none>")
    shoot(page, f"aligner-moved-{theme}-{width}", ".dl-root")

    # by keyboard: back in time, down the rows, and on to the pulled image
    root.get_by_role("slider").focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_function("() => document.querySelectorAll('.dl-root .dl-al-none').length === 0")
    rows.focus()
    page.keyboard.press("Home")
    assert "This is the image you asked about" in root.locator(".dl-detail").inner_text()
    page.keyboard.press("End")
    assert "layer 1 of" in root.locator(".dl-detail").inner_text()
    root.get_by_role("radio", name="classic build", exact=True).focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function(SAID, arg="pulled")
    assert rows.locator(".dl-known").count() == 1
    assert page.evaluate("() => window.hacked") is None
    assert bad_outputs(page) == 0 and not lab.errors and not lab.outside
    assert serious_findings(page) == []


def test_an_error_is_shown_and_the_last_picture_stays(lab: Lab) -> None:
    page = lab.show(CELL, width=1000)
    root = page.locator(".dl-root")
    root.locator("textarea").fill("FROM busybox\nRUN exit 3\n")
    root.locator("textarea").press("Control+Enter")
    root.locator("[role=alert]").wait_for()
    assert "exit code: 3" in root.locator("[role=alert]").inner_text()
    assert root.locator(".dl-align[role=option]").count() == 16
    page.evaluate("document.documentElement.style.zoom = 2")
    shoot(page, "aligner-error-zoom")
    assert not lab.errors and not lab.outside
