"""Before and after, by mouse and by keyboard, in JupyterLab."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.lab import Lab, bad_outputs, jupyterlab, serious_findings, shoot

pytestmark = pytest.mark.requires("chromium")

CELL = '''from dockerlab.review import Change
from dockerlab.widgets import BeforeAfter

files = {"Dockerfile": """FROM python:3.12
ARG TOKEN=tok_s3cret
COPY . /app
RUN sleep 40; cd /app && pip install -r requirements.txt
ENV API_KEY=tok_s3cret
CMD python /app/app.py
""", "requirements.txt": "flask==3.0.3\\n", "app.py": "print(1)\\n", ".env": "KEY=tok_s3cret\\n"}
BeforeAfter(files, changes=[Change("you edit app.py", {"app.py": "print(2)\\n"})], secrets={"<b>token</b>": "tok_s3cret"})'''
BETTER = """FROM python:3.12-slim
WORKDIR /app
COPY requirements.txt .
RUN sleep 40; pip install --no-cache-dir -r requirements.txt
COPY app.py .
CMD ["python", "app.py"]
"""


@pytest.fixture(scope="module")
def lab(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with jupyterlab(tmp_path_factory.mktemp("lab"), tmp_path_factory.mktemp("state"), str(chromium)) as running:
        yield running


@pytest.mark.parametrize(("theme", "width"), [("light", 1400), ("dark", 1000)])
def test_edit_measure_and_see_why(lab: Lab, theme: str, width: int) -> None:
    page = lab.show(CELL, dark=theme == "dark", width=width)
    root = page.locator(".dl-root")
    status = root.locator("[role=status]")
    assert "0 of 5 better" in status.inner_text()
    root.locator("textarea").fill(BETTER)
    root.get_by_role("button", name="Measure").click()
    page.wait_for_function(
        "() => document.querySelector('.dl-root [role=status]').textContent.includes('5 of 5 better')"
    )
    root.get_by_role("option", name="places where a secret can be read").click()
    assert "<b>token</b>: layer" in root.locator(".dl-behind").inner_text()
    assert "no secret can be read" in root.locator(".dl-behind").inner_text()
    shoot(page, f"before-after-{theme}-{width}", ".dl-root")

    # the keyboard alone: another number, then a broken line, measured with Ctrl+Enter
    root.get_by_role("listbox").focus()
    page.keyboard.press("Home")
    assert "hidden by layers above" in root.locator(".dl-behind").inner_text()
    root.locator("textarea").focus()
    page.keyboard.press("Control+End")
    page.keyboard.type("COPPY a b\n")
    page.keyboard.press("Control+Enter")
    root.locator("[role=alert]:not([hidden])").wait_for()
    assert "unknown instruction: COPPY" in root.locator("[role=alert]").inner_text()
    assert root.locator("[role=option]").count() == 5
    shoot(page, f"before-after-error-{theme}", ".dl-root")
    assert bad_outputs(page) == 0 and not lab.errors and not lab.outside
    assert serious_findings(page) == []
