"""Glass sheets, by mouse and by keyboard, in JupyterLab."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.lab import Lab, bad_outputs, jupyterlab, serious_findings, shoot

pytestmark = pytest.mark.requires("chromium")

CELL = """from dockerlab.widgets import GlassSheets

sheets = GlassSheets()
sheets.run("echo more >> /shop/notes.txt")
sheets.go(2)
sheets"""


@pytest.fixture(scope="module")
def lab(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with jupyterlab(tmp_path_factory.mktemp("lab"), tmp_path_factory.mktemp("state"), str(chromium)) as running:
        yield running


@pytest.mark.parametrize(("theme", "width"), [("light", 1400), ("dark", 1000)])
def test_run_slide_look_and_undo(lab: Lab, theme: str, width: int) -> None:
    page = lab.show(CELL, dark=theme == "dark", width=width)
    root = page.locator(".dl-root")
    status = root.locator("[role=status]")

    def says(text: str) -> None:
        page.wait_for_function(
            "text => document.querySelector('.dl-root [role=status]').textContent.includes(text)", arg=text
        )

    assert "copy-up of /shop/notes.txt: found in layer 3; the whole file goes up, 7B" in status.inner_text()
    assert root.get_by_role("img", name="asked, and answers: found here").count() == 1
    page.wait_for_timeout(1200)  # the beam has come down
    shoot(page, f"sheets-{theme}-{width}", ".dl-root")

    # the mouse: an example, the slider's buttons, a column
    root.get_by_role("button", name="rm -r /shop/logs && mkdir /shop/logs").click()
    says("new directory /shop/logs")
    root.get_by_role("button", name="Moment: one back").click()
    says("the new directory /shop/logs is opaque")
    root.get_by_role("button", name="/shop/logs/one.log", exact=True).click()
    says("an opaque directory in the writable sheet ends the search: no such file")
    page.wait_for_timeout(1200)
    shoot(page, f"sheets-{theme}-{width}-opaque", ".dl-root")

    # the keyboard alone
    field = root.get_by_label("In the container:")
    field.fill("cat /shop/notes.txt")
    field.press("Enter")
    says("read /shop/notes.txt: found in the writable sheet, 12B")
    assert root.get_by_label("What the command printed").inner_text() == "second\nmore\n"
    slider = root.get_by_role("slider", name="Moment")
    slider.focus()
    page.keyboard.press("Home")
    says("4 read-only sheets below an empty writable one.")
    page.keyboard.press("ArrowRight")
    says("copy-up of the directory /shop")
    root.get_by_role("button", name="Play").press("Enter")
    says("write /shop/notes.txt: it has 12B now")
    root.get_by_role("button", name="Play").wait_for()

    field.fill("echo '<img src=x onerror=\"window.hacked=1\">' > '/<b>x'")
    root.get_by_role("button", name="Run", exact=True).click()
    says("write /<b>x:")
    assert root.locator(".dl-glasses th", has_text="/<b>x").count() == 1
    assert page.evaluate("() => window.hacked") is None and root.locator(".dl-glasses b").count() == 0
    root.get_by_role("button", name="Undo").click()
    says("read /shop/notes.txt: found in the writable sheet")
    assert bad_outputs(page) == 0 and not lab.errors and not lab.outside
    assert serious_findings(page) == []
