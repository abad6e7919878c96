"""Diff tray, by mouse and by keyboard, in JupyterLab."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.lab import Lab, bad_outputs, jupyterlab, serious_findings, shoot

pytestmark = pytest.mark.requires("chromium")

CELL = """from dockerlab.lab import Lab
from dockerlab.widgets import DiffTray

lab = Lab()
lab.run("docker run -d --name silly_goldberg -v notes:/root/notes --tmpfs /scratch debian sleep infinity")
tray = DiffTray(lab)
tray.run("apt-get update && apt-get install -y vim-tiny")
tray.run("rm /etc/motd; chmod 600 /etc/issue; rm -r /etc/apt/sources.list.d; mkdir /etc/apt/sources.list.d")
tray.run("echo 'buy milk' > /root/notes/todo.txt; echo fast > /scratch/cache")
tray"""


@pytest.fixture(scope="module")
def lab(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with jupyterlab(tmp_path_factory.mktemp("lab"), tmp_path_factory.mktemp("state"), str(chromium)) as running:
        yield running


@pytest.mark.parametrize(("theme", "width"), [("light", 1400), ("dark", 1000)])
def test_type_commit_and_read_what_is_lost(lab: Lab, theme: str, width: int) -> None:
    page = lab.show(CELL, dark=theme == "dark", width=width)
    root = page.locator(".dl-root")
    status = root.locator("[role=status]").first
    assert "not committed" in status.inner_text()

    # a command, by keyboard alone; what it writes is data, whatever it looks like
    hostile = "echo '<script>window.hacked=1</script>' | tee '/<img src=x onerror=window.hacked=1>'"
    before = status.inner_text()
    root.get_by_label("Command to run in the container").fill(hostile)
    page.keyboard.press("Enter")
    page.wait_for_function("was => document.querySelector('.dl-root [role=status]').textContent !== was", arg=before)
    assert "<script>" in root.locator(".dl-output").inner_text() and page.evaluate("() => window.hacked") is None
    root.locator("[role=listbox]").focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowDown")
    chosen = root.locator("[role=option][aria-selected=true]")
    assert chosen.inner_text().split()[0] in ("A", "C", "D")
    assert "In a layer:" in root.locator(".dl-tray-entry").inner_text()
    root.get_by_role("option").filter(has_text="/etc/motd").click()
    assert "etc/.wh.motd" in root.locator(".dl-tray-entry").inner_text()
    assert "deleted" in chosen.inner_text()

    # the commit: a layer, a configuration, and what is not there
    root.get_by_role("button", name="docker commit").click()
    root.locator(".dl-tray-made table").first.wait_for()
    assert "etc/.wh.motd" in root.locator(".dl-tray-made").inner_text()
    lost = root.locator(".dl-tray-lost").inner_text()
    assert "/root/notes" in lost and "/scratch" in lost and "sleep infinity" in lost and "4 commands" in lost

    # the same, as a recipe: what was typed, less what was typed into a volume that no build has
    alert, recipe = root.locator("[role=alert]"), root.locator("textarea")
    root.get_by_role("button", name="docker build").click()
    root.locator("[role=alert]:not([hidden])").wait_for()
    assert "/root/notes/todo.txt" in alert.inner_text()
    recipe.fill("".join(line for line in recipe.input_value().splitlines(keepends=True) if "/notes" not in line))
    root.get_by_role("button", name="docker build").click()
    root.locator(".dl-tray-histories .dl-pane").nth(1).wait_for()
    histories = root.locator(".dl-tray-histories").inner_text()
    assert "sleep infinity" in histories and "RUN /bin/sh -c apt-get update" in histories
    shoot(page, f"tray-{theme}-{width}", ".dl-root")

    recipe.fill("FROM debian\nRUM x\n")
    root.get_by_role("button", name="docker build").click()
    root.locator("[role=alert]:not([hidden])").wait_for()
    assert "unknown instruction: RUM" in alert.inner_text()
    assert root.locator(".dl-tray-histories .dl-pane").count() == 2
    assert bad_outputs(page) == 0 and not lab.errors and not lab.outside
    assert serious_findings(page) == []
