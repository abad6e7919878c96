"""Mirror clock, by mouse and by keyboard, in JupyterLab."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.lab import Lab, bad_outputs, jupyterlab, serious_findings, shoot

pytestmark = pytest.mark.requires("chromium")

CELL = "from dockerlab.widgets import MirrorClock\n\nMirrorClock()"
BUILT = "() => document.querySelector('.dl-root [role=status]').textContent.startsWith('Day %s. Built on day %s')"


@pytest.fixture(scope="module")
def lab(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with jupyterlab(tmp_path_factory.mktemp("lab"), tmp_path_factory.mktemp("state"), str(chromium)) as running:
        yield running


@pytest.mark.parametrize(("theme", "width"), [("light", 1400), ("dark", 1000)])
def test_the_days_go_by_and_the_list_goes_stale(lab: Lab, theme: str, width: int) -> None:
    page = lab.show(CELL, dark=theme == "dark", width=width)
    root = page.locator(".dl-root")
    status = root.locator("[role=status]")
    assert "The list in the layer is the mirror's of today." in status.inner_text()

    root.get_by_role("button", name="To the next change").click()  # the mouse
    page.wait_for_function(BUILT % (5, 0))
    root.locator("input[type=range]").focus()  # the keyboard
    for _ in range(15):
        page.keyboard.press("ArrowRight")
    page.wait_for_function(BUILT % (20, 0))
    assert "gone: 404" in root.locator(".dl-beside").inner_text()

    editor = root.locator("textarea")
    editor.fill(editor.input_value().replace("curl", "curl tree"))
    editor.press("Control+Enter")
    root.locator(".dl-ERROR").wait_for()
    assert "exit code: 100" in root.locator("[role=alert]").inner_text()
    assert "404" in root.locator(".dl-detail .dl-output").inner_text()
    shoot(page, f"mirror-{theme}-{width}", ".dl-root")

    root.get_by_role("button", name="One RUN").click()
    page.wait_for_function("() => document.querySelector('.dl-root textarea').value.includes('update &&')")
    root.get_by_role("button", name="Build", exact=True).click()
    page.wait_for_function("() => !document.querySelector('.dl-root .dl-ERROR')")
    assert "8.14.1-2+deb13u4" in root.locator(".dl-beside").inner_text()
    root.locator("[role=listbox]").focus()
    page.keyboard.press("End")
    assert "/usr/bin/curl" in root.locator(".dl-detail").inner_text()
    shoot(page, f"mirror-fixed-{theme}-{width}", ".dl-root")

    editor.fill('FROM busybox\nRUM <img src=x onerror="window.hacked=1">\n')
    editor.press("Control+Enter")
    root.locator("[role=alert]", has_text="RUM").wait_for()
    assert page.evaluate("() => window.hacked") is None and root.locator("[role=option]").count() == 2
    assert bad_outputs(page) == 0 and not lab.errors and not lab.outside
    assert serious_findings(page) == []
