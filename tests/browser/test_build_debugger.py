"""Build debugger, by mouse and by keyboard, in JupyterLab."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.lab import Lab, bad_outputs, jupyterlab, serious_findings, shoot

pytestmark = pytest.mark.requires("chromium")

CELL = '''from dockerlab.widgets import BuildDebugger

debugger = BuildDebugger({"Dockerfile": """FROM busybox AS deps
WORKDIR /deps
COPY requirements.txt .
RUN sort requirements.txt > installed.txt

FROM busybox
WORKDIR /app
ENV MODE=prod NOTE="<img src=x onerror=window.hacked=1>"
COPY --from=deps /deps/installed.txt .
COPY app.py .
USER nobody
RUN wc -l app.py > lines.txt
CMD ["cat", "lines.txt"]
""", "app.py": "print('hello')\\n", "requirements.txt": "flask\\n"})
debugger'''
SAID = "text => document.querySelector('.dl-root [role=status]').textContent.includes(text)"
INSIDE = "text => document.querySelector('.dl-root > .dl-output').textContent.includes(text)"


@pytest.fixture(scope="module")
def lab(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with jupyterlab(tmp_path_factory.mktemp("lab"), tmp_path_factory.mktemp("state"), str(chromium)) as running:
        yield running


@pytest.mark.parametrize(("theme", "width"), [("light", 1400), ("dark", 1000)])
def test_go_through_a_failed_build_look_inside_and_repair_it(lab: Lab, theme: str, width: int) -> None:
    page = lab.show(CELL, dark=theme == "dark", width=width)
    root = page.locator(".dl-root")
    steps = root.get_by_role("listbox", name="Instructions")
    chosen = steps.locator("[role=option][aria-selected=true]")
    assert "RUN wc -l" in chosen.inner_text() and "failed" in chosen.inner_text()
    assert "Permission denied" in root.locator("[role=alert]").inner_text() + root.locator(".dl-around").inner_text()
    shoot(page, f"debugger-{theme}-{width}", ".dl-root")

    # by mouse: look inside where it failed, then go to another line
    root.get_by_label("Command to run inside").fill("whoami; ls -ld /app")
    root.get_by_role("button", name="Run").click()
    page.wait_for_function(INSIDE, arg="nobody")
    steps.locator("[role=option]", has_text="WORKDIR /app").click()
    assert root.locator("tr.dl-differs", has_text="working directory").count() == 1
    root.get_by_role("radio", name="Classic").check()
    page.wait_for_function("() => document.querySelectorAll('.dl-around tr').length > 4")
    assert "docker run --rm -it --entrypoint sh" in root.locator(".dl-bd-here").inner_text()

    # by keyboard: the slider, a breakpoint, the repair
    root.get_by_role("slider").focus()
    page.keyboard.press("ArrowRight")
    assert "ENV MODE" in chosen.inner_text()
    steps.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("b")
    page.wait_for_function(SAID, arg="stopped before line 9")
    assert steps.locator("[role=option]", has_text="waits").count() == 5
    shoot(page, f"debugger-stopped-{theme}-{width}", ".dl-root")
    page.keyboard.press("b")
    page.wait_for_function(SAID, arg="failed at line 12")
    editor = root.locator("textarea")
    editor.fill(editor.input_value().replace("USER nobody\nRUN wc", "RUN wc"))
    editor.press("Control+Enter")
    page.wait_for_function(SAID, arg="Build 2. BuildKit: built. Classic: built.")
    assert not root.locator("[role=alert]").is_visible() and page.evaluate("() => window.hacked") is None
    assert bad_outputs(page) == 0 and not lab.errors and not lab.outside
    assert serious_findings(page) == []


def test_a_target_and_an_error_in_place(lab: Lab) -> None:
    page = lab.show(CELL, width=1000)
    root = page.locator(".dl-root")
    root.get_by_label("Target stage").select_option("deps")
    page.wait_for_function(SAID, arg="Build 2. BuildKit: built. Classic: built.")
    assert root.locator("[role=option]", has_text="not needed").count() == 8
    root.locator("textarea").fill("FROM busybox\nRUM <b>ls</b>\n")
    root.get_by_role("button", name="Build").click()
    root.locator("[role=alert]").wait_for()
    assert "unknown instruction: RUM" in root.locator("[role=alert]").inner_text()
    assert root.locator(".dl-both[role=option]").count() == 12
    shoot(page, "debugger-error", ".dl-root")
    assert not lab.errors and not lab.outside
