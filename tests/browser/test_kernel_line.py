"""Kernel line, by mouse and by keyboard, in JupyterLab."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.lab import Lab, bad_outputs, jupyterlab, serious_findings, shoot

pytestmark = pytest.mark.requires("chromium")

CELL = "from dockerlab.widgets import KernelLine\n\nKernelLine()"
OTHER = "5.14.0-611.16.1.el9_7.x86_64"


@pytest.fixture(scope="module")
def lab(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with jupyterlab(tmp_path_factory.mktemp("lab"), tmp_path_factory.mktemp("state"), str(chromium)) as running:
        yield running


@pytest.mark.parametrize(("theme", "width"), [("light", 1400), ("dark", 1000)])
def test_another_kernel_a_question_and_one_image_more(lab: Lab, theme: str, width: int) -> None:
    page = lab.show(CELL, dark=theme == "dark", width=width)
    root = page.locator(".dl-root")
    status = root.locator("[role=status]")
    host = root.get_by_role("list", name="Images on the host")
    assert "7 images, 7 root filesystems, one kernel" in status.inner_text()
    assert host.get_by_role("listitem").count() == 7
    shoot(page, f"kernel-{theme}-{width}", ".dl-root")

    # by keyboard: another kernel
    root.get_by_label("The host's kernel").focus()
    page.keyboard.press("ArrowDown")
    root.locator(".dl-kernel", has_text="deb13").wait_for()
    page.keyboard.press("ArrowDown")
    root.locator(".dl-kernel", has_text=OTHER).wait_for()
    page.wait_for_function("() => document.querySelector('.dl-root [role=status]').textContent.includes('5 of 7')")
    assert OTHER in root.locator(".dl-kernel").first.inner_text()
    assert "linuxkit" in root.locator(".dl-kernel-vm").inner_text()
    assert OTHER in host.get_by_role("listitem").first.inner_text()

    # by keyboard: a question to all; by mouse: one image more
    root.get_by_label("Run in every container").fill("cat /etc/alpine-release")
    page.keyboard.press("Enter")
    root.get_by_text("3.23.3", exact=True).wait_for()
    root.get_by_label("Add an image").fill("nginx:alpine")
    root.get_by_role("button", name="Add").click()
    root.locator("b", has_text="nginx:alpine").wait_for()
    shoot(page, f"kernel-asked-{theme}-{width}", ".dl-root")

    # hostile text is text, and what cannot be done is said in place
    root.get_by_label("Run in every container").fill('echo <img src=x onerror="window.hacked=1">')
    page.keyboard.press("Enter")
    host.get_by_text("<img src=x onerror=window.hacked=1>").first.wait_for()
    root.get_by_label("Add an image").fill("ubuntu:10.04")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    root.locator("[role=alert]").wait_for()
    assert "room for 8 images" in root.locator("[role=alert]").inner_text()
    assert page.evaluate("() => window.hacked") is None
    assert bad_outputs(page) == 0 and not lab.errors and not lab.outside
    assert serious_findings(page) == []
