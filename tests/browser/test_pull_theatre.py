"""Pull theatre, by mouse and by keyboard, in JupyterLab."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.lab import Lab, bad_outputs, jupyterlab, serious_findings, shoot

pytestmark = pytest.mark.requires("chromium")

CELL = """from dockerlab.widgets import PullTheatre

theatre = PullTheatre(None, "python:3.13-slim")
theatre"""


@pytest.fixture(scope="module")
def lab(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with jupyterlab(tmp_path_factory.mktemp("lab"), tmp_path_factory.mktemp("state"), str(chromium)) as running:
        yield running


@pytest.mark.parametrize(("theme", "width"), [("light", 1400), ("dark", 1000)])
def test_pull_a_second_image_and_go_through_its_moments(lab: Lab, theme: str, width: int) -> None:
    page = lab.show(CELL, dark=theme == "dark", width=width)
    root = page.locator(".dl-root")
    status, alert = root.locator("[role=status]"), root.locator("[role=alert]")
    assert "now means the image" in status.inner_text()

    root.get_by_label("Image to pull").fill("python:3.12-slim")
    root.get_by_role("button", name="Pull", exact=True).click()
    page.wait_for_function(
        "() => document.querySelector('.dl-told-pull').textContent.includes('2 of 4 layers were here')"
    )
    shoot(page, f"theatre-{theme}-{width}", ".dl-root")
    root.get_by_role("button", name="one back").click()
    page.wait_for_function("() => document.querySelector('.dl-told').textContent === 'Moment 10 of 11'")

    # the keyboard alone: to the moment at which the layers are compared, then to a row and its hashes
    root.get_by_role("slider").focus()
    page.keyboard.press("Home")
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    page.wait_for_function("() => document.querySelector('.dl-told').textContent === 'Moment 5 of 11'")
    assert (
        "Layer 3 of 4 travels" in status.inner_text() and "/blobs/sha256:" in root.locator(".dl-request").inner_text()
    )
    assert root.locator(".dl-is-there").count() == 2 + 2 and root.locator(".dl-is-coming").count() == 1
    root.get_by_role("listbox").focus()
    page.keyboard.press("End")
    assert "layer 1" in root.locator("[role=option][aria-selected=true]").inner_text()
    detail = root.locator(".dl-detail")
    assert "DiffID" in detail.inner_text() and "ChainID" in detail.inner_text()
    page.keyboard.press("Home")
    assert "A tag is no hash" in detail.inner_text()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert "image ID" in detail.inner_text()
    shoot(page, f"theatre-moment-{theme}-{width}", ".dl-root")

    # what cannot be pulled is said in place, as text; the picture stays
    root.get_by_label("Image to pull").fill('<img src=x onerror="window.hacked=1">')
    page.keyboard.press("Tab")
    root.get_by_label("Image to pull").press("Enter")
    alert.wait_for()
    assert "invalid reference format" in alert.inner_text() and page.evaluate("() => window.hacked") is None
    assert "2 of 4 layers" in root.locator(".dl-told-pull").inner_text()
    assert bad_outputs(page) == 0 and not lab.errors and not lab.outside
    assert serious_findings(page) == []


def test_play_goes_to_the_end_and_an_emptied_machine_pulls_everything(lab: Lab) -> None:
    page = lab.show(CELL, width=760)
    root = page.locator(".dl-root")
    root.get_by_role("button", name="Remove all images").click()
    root.get_by_text("This machine has no image.").wait_for()
    root.get_by_label("Image to pull").fill("hello-world")
    root.get_by_label("Image to pull").press("Enter")
    page.wait_for_function("() => document.querySelector('.dl-told').textContent === 'Moment 8 of 8'")
    root.get_by_role("button", name="Play").click()
    page.wait_for_function("() => document.querySelector('.dl-told').textContent === 'Moment 2 of 8'")
    root.get_by_role("button", name="Stop").click()

    page.emulate_media(reduced_motion="reduce")  # then a click is one step, and nothing moves by itself
    here = root.locator(".dl-told").inner_text()
    root.get_by_role("button", name="Play").click()
    page.wait_for_function("was => document.querySelector('.dl-told').textContent !== was", arg=here)
    here = root.locator(".dl-told").inner_text()
    page.wait_for_timeout(1500)
    assert root.locator(".dl-told").inner_text() == here and root.get_by_role("button", name="Step").is_visible()
    shoot(page, "theatre-narrow", ".dl-root")
    assert bad_outputs(page) == 0 and not lab.errors and not lab.outside
