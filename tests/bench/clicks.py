"""From a click to the redrawn picture, in JupyterLab in headless Chromium, for a build of thirty steps.

The kernel's own share is measured too: what Python does between the message and the last trait it sets.
"""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.measure import LeftOut, Line, median

RUNS = 15
CELL = """from dockerlab.widgets import CacheXray

lines = [f"RUN echo {n} >> /log" if n % 3 else f"COPY a.txt /a{n}" for n in range(30)]
xray = CacheXray({"Dockerfile": "\\n".join(["FROM busybox", *lines, ""]), "a.txt": "0"})
xray"""
# The time from a click until the status line has changed and the next frame is about to be painted.
CLICK = """async () => {
  const root = document.querySelector('.dl-root');
  const status = root.querySelector('[role=status]');
  const before = status.textContent;
  const start = performance.now();
  const drawn = new Promise((done) => new MutationObserver((_, watcher) => {
    if (status.textContent === before) return;
    watcher.disconnect();
    requestAnimationFrame(() => done(performance.now() - start));
  }).observe(status, { childList: true, characterData: true, subtree: true }));
  root.querySelector('.dl-primary').click();
  return await drawn;
}"""
EDIT = """n => {
  const root = document.querySelector('.dl-root');
  [...root.querySelectorAll('[role=tab]')].find((tab) => tab.textContent === 'a.txt').click();
  const editor = root.querySelector('textarea');
  editor.value = String(n);
  editor.dispatchEvent(new Event('input'));
}"""


def clicks() -> Iterator[Line | LeftOut]:
    """From a click to the redrawn picture, in JupyterLab, for a build of thirty steps."""
    name = "click to picture, 30 steps"
    try:
        from tests.browser.lab import jupyterlab
        from tests.conftest import find_chromium
    except ImportError as exc:
        yield LeftOut(name, f"{exc.name} is not installed")
        return
    chromium = find_chromium()
    if chromium is None:
        yield LeftOut(name, "there is no chromium on PATH")
        return
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "lab"
        root.mkdir()
        with jupyterlab(root, Path(folder) / "state", chromium) as lab:
            page = lab.show(CELL)
            page.evaluate(CLICK)
            cached = [page.evaluate(CLICK) for _ in range(RUNS)]
            edited = []
            for n in range(1, RUNS + 1):
                page.evaluate(EDIT, n)
                page.wait_for_timeout(100)  # the edit has reached the kernel
                edited.append(page.evaluate(CLICK))
    yield Line(f"{name}, all cached", statistics.median(cached), "ms", 100)
    yield Line(f"{name}, after an edit", statistics.median(edited), "ms", 100)


def kernel() -> Iterator[Line | LeftOut]:
    """The kernel's time for an action of an explorer, for a build of thirty steps."""
    try:
        from dockerlab.widgets import CacheXray
    except ImportError as exc:
        yield LeftOut("kernel time", f"{exc.name} is not installed")
        return
    space: dict[str, CacheXray] = {}
    exec(CELL, space)  # the same lines as in the browser
    xray, count = space["xray"], iter(range(1, 100))
    message = {"do": "build"}

    def edit_and_build() -> None:
        xray.write("a.txt", str(next(count)))
        xray._on_message(xray, message, [])

    yield Line(
        "kernel time of a build, all cached", median(lambda: xray._on_message(xray, message, []), 9) * 1e3, "ms", 20
    )
    yield Line("kernel time of a build, after an edit", median(edit_and_build, 9) * 1e3, "ms", 20)
