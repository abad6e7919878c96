"""Argv machine, by mouse and by keyboard, in JupyterLab."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.lab import Lab, bad_outputs, jupyterlab, serious_findings, shoot

pytestmark = pytest.mark.requires("chromium")

CELL = '''from dockerlab.widgets import ArgvMachine

ArgvMachine({"Dockerfile": """FROM busybox
ENV name=ada
ENTRYPOINT ["/bin/echo", "hello, $name"]
CMD ["world"]
"""})'''


@pytest.fixture(scope="module")
def lab(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with jupyterlab(tmp_path_factory.mktemp("lab"), tmp_path_factory.mktemp("state"), str(chromium)) as running:
        yield running


@pytest.mark.parametrize(("theme", "width"), [("light", 1400), ("dark", 1000)])
def test_words_variables_and_a_stop(lab: Lab, theme: str, width: int) -> None:
    page = lab.show(CELL, dark=theme == "dark", width=width)
    root = page.locator(".dl-root")
    words = root.locator(".dl-words li")
    assert words.count() == 3 and "nobody" in words.nth(1).inner_text() and "from CMD" in words.nth(2).inner_text()
    assert "hello, $name world" in root.locator(".dl-output").inner_text()

    root.get_by_label("Words behind the image's name").fill("<b>you</b>")  # hostile, and by keyboard
    page.keyboard.press("Control+Enter")
    root.locator(".dl-words li", has_text="from docker run").wait_for()
    assert "hello, $name <b>you</b>" in root.locator(".dl-output").inner_text()

    root.get_by_label("--entrypoint", exact=True).check()  # the mouse
    root.get_by_label("Value of --entrypoint").fill("sleep")
    root.get_by_label("Words behind the image's name").fill("300")
    root.get_by_role("button", name="Build and run").click()
    stop = root.locator(".dl-stop")
    stop.locator("li", has_text="SIGKILL").wait_for()
    assert "docker stop took 10 s, status 137" in root.locator("[role=status]").inner_text()
    root.locator("input[type=range]").focus()
    page.keyboard.press("Home")
    assert "SIGTERM" in stop.locator("[aria-current=true]").inner_text()
    shoot(page, f"argv-{theme}-{width}", ".dl-root")

    root.locator("textarea").fill('FROM busybox\nRUM <img src=x onerror="window.hacked=1">\n')
    page.keyboard.press("Control+Enter")
    root.locator("[role=alert]", has_text="RUM").wait_for()
    assert page.evaluate("() => window.hacked") is None and words.count() == 2
    assert bad_outputs(page) == 0 and not lab.errors and not lab.outside
    assert serious_findings(page) == []
