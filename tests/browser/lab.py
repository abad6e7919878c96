"""JupyterLab in headless Chromium: start it once, open notebooks in it, cut the network.

Every request that leaves the machine is refused and kept, so a test can say that
there was none.  Screenshots go to ``tests/browser/shots`` (not committed), where a
person should look at them.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

SHOTS = Path(__file__).parent / "shots"
FLAGS = [
    "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
GRAVE = ("serious", "critical")
IDLE = """() => { const w = window.jupyterapp && window.jupyterapp.shell.currentWidget;
    const k = w && w.sessionContext && w.sessionContext.session && w.sessionContext.session.kernel;
    return k && k.status === 'idle'; }"""
DONE = """n => { const w = window.jupyterapp.shell.currentWidget;
    if (w.sessionContext.session.kernel.status !== 'idle') return false;
    return w.content.model.sharedModel.cells.filter(c => c.cell_type === 'code' && c.execution_count).length >= n; }"""


class Lab:
    """A running JupyterLab and a browser on it. ``outside`` are the requests that were refused."""

    def __init__(self, root: Path, base: str, token: str, browser: Browser) -> None:
        self.root, self.base, self.token, self.browser = root, base, token, browser
        self.outside: list[str] = []
        self.errors: list[str] = []

    def open(self, notebook: Path, *, width: int = 1400, height: int = 1500, dark: bool = False) -> Page:
        """Open a notebook below ``root`` in a fresh page, and wait for its kernel."""
        page = self.browser.new_context(viewport={"width": width, "height": height}).new_page()
        page.route(
            re.compile(rf"^(?!{re.escape(self.base)}|data:|blob:).*"),
            lambda route: (self.outside.append(route.request.url), route.abort()),
        )
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.goto(f"{self.base}/lab/tree/{notebook.relative_to(self.root)}?token={self.token}&reset")
        page.wait_for_selector(".jp-NotebookPanel .jp-Cell", timeout=60_000)
        page.wait_for_function(IDLE, timeout=60_000)
        if dark:
            page.evaluate("window.jupyterapp.commands.execute('apputils:change-theme', {theme: 'JupyterLab Dark'})")
            page.wait_for_selector("[data-jp-theme-light='false']", state="attached", timeout=20_000)
        page.evaluate("window.jupyterapp.commands.execute('application:toggle-left-area')")
        return page

    def run_all(self, page: Page, notebook: Path) -> None:
        """Run every cell and wait for the last."""
        page.evaluate("window.jupyterapp.commands.execute('notebook:run-all-cells')")
        cells = json.loads(notebook.read_text())["cells"]
        count = sum(cell["cell_type"] == "code" and bool(cell["source"]) for cell in cells)
        page.wait_for_function(DONE, arg=count, timeout=120_000)

    def show(self, code: str, *, width: int = 1400, dark: bool = False) -> Page:
        """Write a notebook of one cell, open it, run it, and wait for the explorer that it shows."""
        folder = self.root / f"one-{secrets.token_hex(4)}"
        folder.mkdir()
        book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
        book.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
        nbformat.write(book, folder / "one.ipynb")
        page = self.open(folder / "one.ipynb", width=width, dark=dark)
        self.run_all(page, folder / "one.ipynb")
        page.locator(".dl-root").first.wait_for()
        return page


def serious_findings(page: Page, selector: str = ".dl-root") -> list[str]:
    """Return what axe-core finds wrong with an element for people who use a screen reader, a keyboard or low sight."""
    found = Axe().run(page, context=selector).response["violations"]
    return [f"{one['id']}: {one['help']}: {one['nodes'][0]['html'][:200]}" for one in found if one["impact"] in GRAVE]


def bad_outputs(page: Page) -> int:
    """Count the error and stderr outputs on the page."""
    kinds = ("error", "stderr")
    return page.locator(
        ", ".join(f".jp-RenderedText[data-mime-type='application/vnd.jupyter.{kind}']" for kind in kinds)
    ).count()


def shoot(page: Page, name: str, selector: str | None = None) -> Path:
    """Take a screenshot of the page, or of one element, for a person to look at."""
    SHOTS.mkdir(exist_ok=True)
    path = SHOTS / f"{name}.png"
    target: Any = page.locator(selector).first if selector else page
    target.screenshot(path=str(path))
    return path


@contextmanager
def jupyterlab(root: Path, state: Path, chromium: str) -> Iterator[Lab]:
    """Serve ``root``; keep JupyterLab's own files in ``state``."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    token, base = secrets.token_hex(16), f"http://127.0.0.1:{port}"
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--ip=127.0.0.1", f"--port={port}",
        f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={root}", "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate", "--LabApp.expose_app_in_browser=True",
        "--ServerApp.disable_check_xsrf=False",
    ]  # fmt: skip
    if os.geteuid() == 0:
        command.append("--allow-root")
    env = dict(
        os.environ,
        JUPYTERLAB_SETTINGS_DIR=str(state / "settings"), JUPYTERLAB_WORKSPACES_DIR=str(state / "workspaces"),
        JUPYTER_CONFIG_DIR=str(state / "config"), JUPYTER_RUNTIME_DIR=str(state / "runtime"),
        IPYTHONDIR=str(state / "ipython"), DOCKERLAB_PROGRESS=str(state / "progress.json"),
    )  # fmt: skip
    state.mkdir(parents=True, exist_ok=True)
    with (state / "server.log").open("w") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, env=env)
        try:
            wait_for(f"{base}/api/status?token={token}", server, state / "server.log")
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
                yield Lab(root, base, token, browser)
                browser.close()
        finally:
            server.terminate()
            server.wait(20)


def wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until the server answers."""
    for _ in range(600):
        try:
            urllib.request.urlopen(url, timeout=1)
            return
        except OSError:
            if server.poll() is not None:
                raise RuntimeError(f"JupyterLab did not start:\n{log.read_text()[-2000:]}") from None
            time.sleep(0.1)
    raise RuntimeError("JupyterLab does not answer")
