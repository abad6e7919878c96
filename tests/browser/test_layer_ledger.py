"""The layer ledger, by mouse and by keyboard, in JupyterLab."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.lab import Lab, bad_outputs, jupyterlab, serious_findings, shoot

pytestmark = pytest.mark.requires("chromium")

CELL = """from dockerlab.widgets import LayerLedger

ledger = LayerLedger(pulls=["python:3.13-slim", "python:3.12-slim", "nginx"])
ledger"""


@pytest.fixture(scope="module")
def lab(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with jupyterlab(tmp_path_factory.mktemp("lab"), tmp_path_factory.mktemp("state"), str(chromium)) as running:
        yield running


@pytest.mark.parametrize(("theme", "width"), [("light", 1400), ("dark", 1000)])
def test_choose_count_ask_pull_remove_and_undo(lab: Lab, theme: str, width: int) -> None:
    page = lab.show(CELL, dark=theme == "dark", width=width)
    root = page.locator(".dl-root")
    status, board = root.locator("[role=status]"), root.get_by_role("listbox")
    assert "Sum of SIZE 403MB, on disk 237MB in 12 layers" in status.inner_text()

    # the mouse: the widest block is Debian's layer, on which all three images stand
    root.get_by_role("option", name="shared by 3 images").click()
    page.wait_for_function("() => document.querySelectorAll('.dl-block-image.dl-lit').length === 3")
    assert "shared by 3 images: python:3.13-slim, python:3.12-slim, nginx:latest" in status.inner_text()
    shoot(page, f"ledger-{theme}-{width}", ".dl-root")

    # the keyboard: one up is the next layer, and from the top one the image
    board.focus()
    for _ in range(4):
        page.keyboard.press("ArrowUp")
    page.wait_for_function("() => document.querySelectorAll('.dl-block-layer.dl-lit').length === 4")
    assert status.inner_text() == "Image python:3.13-slim, 127MB: it stands on 4 layers."
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => document.querySelector('.dl-root [role=status]').textContent.includes('3.12')")

    slider = root.get_by_role("slider")
    slider.focus()
    page.keyboard.press("End")
    page.wait_for_function("() => document.querySelector('.dl-root .dl-counted').textContent.trim() === '100'")
    assert "38.8GB" in root.locator(".dl-bars").inner_text()

    field = root.get_by_label("What would docker pull fetch?")
    field.fill("debian:13-slim")
    field.press("Enter")
    root.get_by_text("1 of 1 layers are here already, 0B of 79.3MB would be pulled").wait_for()
    field.fill("<img src=x onerror='window.hacked=1'>")
    root.get_by_role("button", name="Pull").click()
    root.locator("[role=alert]").wait_for()
    assert "invalid reference format" in root.locator("[role=alert]").inner_text()
    assert page.evaluate("() => window.hacked") is None and root.locator(".dl-block-image").count() == 3
    field.fill("node:22")
    root.get_by_role("button", name="Pull").click()
    page.wait_for_function("() => document.querySelectorAll('.dl-block-image').length === 4")
    root.get_by_role("button", name="docker rmi python:3.12-slim").click()
    page.wait_for_function("() => document.querySelectorAll('.dl-block-image').length === 3")
    assert "Untagged: python:3.12-slim" in root.locator(".dl-output").inner_text()
    shoot(page, f"ledger-{theme}-{width}-after", ".dl-root")
    root.get_by_role("button", name="Undo").click()
    page.wait_for_function("() => document.querySelectorAll('.dl-block-image').length === 4")
    assert bad_outputs(page) == 0 and not lab.errors and not lab.outside
    assert serious_findings(page) == []
