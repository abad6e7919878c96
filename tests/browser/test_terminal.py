"""The terminal, by keyboard and by mouse, in JupyterLab."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Page

from tests.browser.lab import Lab, bad_outputs, jupyterlab, serious_findings, shoot

pytestmark = pytest.mark.requires("chromium")

CELL = '''from dockerlab.lab import Lab
from dockerlab.widgets import Terminal

terminal = Terminal(Lab({"Dockerfile": """FROM busybox
WORKDIR /app
COPY app.py .
RUN wc -l app.py > lines.txt
CMD ["cat", "lines.txt"]
""", "app.py": "print('hello')\\n"}))
terminal'''


@pytest.fixture(scope="module")
def notebook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lab")
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(CELL), nbformat.v4.new_markdown_cell("After.")])
    book.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(book, folder / "terminal.ipynb")
    return folder / "terminal.ipynb"


@pytest.fixture(scope="module")
def lab(notebook: Path, chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with jupyterlab(notebook.parent, tmp_path_factory.mktemp("state"), str(chromium)) as running:
        yield running


def screen(page: Page) -> str:
    """The text on the screen, without the padding of its rows."""
    rows = page.locator(".dl-terminal .xterm-rows > div").all_inner_texts()
    return "\n".join(row.replace("\xa0", " ").rstrip() for row in rows).rstrip()


def wait_status(page: Page, text: str) -> None:
    """Wait until the status line holds ``text``."""
    page.wait_for_function(
        "t => document.querySelector('.dl-terminal [role=status]').textContent.includes(t)", arg=text
    )


def wait_screen(page: Page, text: str) -> None:
    """Wait until the screen ends in ``text``."""
    for _ in range(100):
        if screen(page).endswith(text):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"the screen does not end in {text!r}:\n{screen(page)}")


def theme(page: Page, name: str) -> None:
    """Change JupyterLab's theme."""
    page.evaluate(f"window.jupyterapp.commands.execute('apputils:change-theme', {{theme: 'JupyterLab {name}'}})")
    page.wait_for_selector(f"[data-jp-theme-light='{str(name == 'Light').lower()}']", state="attached", timeout=20_000)


def start(lab: Lab, notebook: Path, *, dark: bool = False, width: int = 1400) -> Page:
    """Open the notebook, run it, and put the cursor into the terminal."""
    page = lab.open(notebook, dark=dark, width=width, height=900)
    if not dark:
        theme(page, "Light")
    lab.run_all(page, notebook)
    page.locator(".dl-terminal .xterm-screen").wait_for()
    page.locator(".dl-terminal .xterm-screen").click()
    wait_screen(page, "lab$")
    return page


@pytest.mark.parametrize(("colours", "width"), [("light", 1400), ("dark", 1000), ("light", 1000)])
def test_build_run_and_take_back(lab: Lab, notebook: Path, colours: str, width: int) -> None:
    page = start(lab, notebook, dark=colours == "dark", width=width)
    root = page.locator(".dl-terminal")
    shoot(page, f"terminal-empty-{colours}-{width}", ".dl-terminal")
    assert screen(page) == "lab$"
    page.keyboard.type("docker bui")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    wait_screen(page, "build    builder  buildx\nlab$ docker build")
    page.keyboard.type(" --tag app .\n")
    wait_status(page, "docker build --tag app .: done.")
    assert "app:latest: 4 layers" in (root.locator("img").get_attribute("alt") or "")
    page.keyboard.type("docker run -d --name web app sleep 60\n")
    wait_status(page, "docker run -d --name web app sleep 60: done.")
    assert "web" in root.locator("li.dl-up").inner_text()
    page.keyboard.type("docker run --rm app:")
    page.keyboard.press("Tab")
    wait_screen(page, "lab$ docker run --rm app:latest")
    page.keyboard.press("Enter")
    wait_screen(page, "1 app.py\nlab$")
    page.keyboard.type("printf 'FROM app\\nRUN touch /new\\n' | docker build -q -t second -\n")
    wait_status(page, "printf")
    assert root.locator("img").get_attribute("alt") == (
        "Layer graph. app:latest: 4 layers, 4 shared; second:latest: 5 layers, 4 shared."
    )
    page.wait_for_timeout(300)
    shoot(page, f"terminal-{colours}-{width}", ".dl-terminal")
    for box in (".dl-terminal", ".dl-terminal .dl-panes", ".dl-terminal .dl-graph"):
        assert page.evaluate(
            "s => { const b = document.querySelector(s); return b.scrollWidth <= b.clientWidth; }", box
        )

    root.get_by_role("button", name="Undo").click()
    wait_status(page, "Undone: printf")
    root.get_by_role("button", name="Undo").click()
    wait_status(page, "Undone: docker run --rm app:latest")
    root.get_by_role("button", name="Undo").click()
    wait_status(page, "Undone: docker run -d --name web app sleep 60")
    assert root.locator("li").count() == 0
    # the keyboard alone: out of the terminal with Esc and Shift+Tab, to Reset, and with another to Redo
    page.locator(".dl-terminal .xterm-screen").click()
    page.keyboard.press("Escape")
    assert "Press Tab or Shift+Tab now" in root.locator(".dl-hint").inner_text()
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("() => document.activeElement.textContent") == "Reset"
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    wait_status(page, "Done again: docker run -d --name web app sleep 60")
    assert root.locator("li.dl-up").count() == 1
    root.get_by_role("button", name="Reset").click()
    wait_status(page, "Back at the start.")
    assert root.locator("img").count() == 0
    assert bad_outputs(page) == 0 and not lab.errors and not lab.outside


def test_line_editing_history_paste_and_here_documents(lab: Lab, notebook: Path) -> None:
    page = start(lab, notebook)
    keys = page.keyboard
    keys.type("cho one twx")
    keys.press("Backspace")
    keys.type("o")
    keys.press("Home")
    keys.type("e")
    keys.press("Control+E")
    keys.type("!")
    keys.press("Enter")
    wait_screen(page, "lab$ echo one two!\none two!\nlab$")
    keys.press("ArrowUp")
    wait_screen(page, "lab$ echo one two!")
    keys.press("ArrowLeft")
    keys.press("Delete")
    keys.press("Control+A")
    keys.press("Control+K")
    keys.type("abc")
    keys.press("Control+U")
    wait_screen(page, "lab$")
    keys.type("nonsense")
    keys.press("Control+C")
    wait_screen(page, "^C\nlab$")
    page.evaluate(
        """text => { const data = new DataTransfer(); data.setData('text/plain', text);
        document.querySelector('.dl-terminal textarea').dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true})); }""",
        "cat > note <<END\nfirst\nsecond\nEND\ncat note\n",
    )
    wait_screen(page, "> first\n> second\n> END\nlab$ cat note\nfirst\nsecond\nlab$")
    keys.type("echo " + "0123456789" * 14)  # longer than a row
    keys.press("Home")
    keys.type("X")
    keys.press("End")
    keys.type("Y")
    keys.press("Control+U")
    keys.type("echo done\n")
    wait_screen(page, "lab$ echo done\ndone\nlab$")
    keys.press("Control+L")
    wait_screen(page, "lab$")
    assert screen(page) == "lab$"
    # dd, a, x and the rest are JupyterLab's shortcuts in command mode: the notebook is as it was
    keys.type("dd aabx\n")
    wait_status(page, "dd aabx")
    assert page.evaluate("() => window.jupyterapp.shell.currentWidget.content.widgets.length") == 2
    # Esc, then Tab: out of the terminal at the other side
    keys.press("Escape")
    keys.press("Tab")
    assert page.evaluate("() => document.activeElement.closest('.dl-timeline') !== null")
    assert bad_outputs(page) == 0 and not lab.errors and not lab.outside


def test_hostile_text_is_text(lab: Lab, notebook: Path) -> None:
    page = start(lab, notebook)
    page.keyboard.type(
        "printf 'FROM busybox\\nRUN : \"<img src=x onerror=window.hacked=1><script>window.hacked=1</script>\"\\n' > Dockerfile\n"
    )
    page.keyboard.type("docker build -q -t evil .; printf '\\033[2J\\033]0;title\\007<b onclick=x>bold</b>\\n'\n")
    wait_screen(page, "^[[2J^[]0;title^G<b onclick=x>bold</b>\nlab$")
    page.locator(".dl-terminal img").wait_for()
    assert page.evaluate("() => window.hacked") is None
    shoot(page, "terminal-hostile", ".dl-terminal")

    # the colours follow JupyterLab's theme while the terminal is open
    background = (
        "() => getComputedStyle(document.querySelector('.dl-screen .xterm-scrollable-element')).backgroundColor"
    )
    assert page.evaluate(background) != "rgb(21, 24, 28)"
    theme(page, "Dark")
    page.wait_for_function("(want) => (" + background + ")() === want", arg="rgb(21, 24, 28)")
    shoot(page, "terminal-hostile-dark", ".dl-terminal")
    assert bad_outputs(page) == 0 and not lab.errors and not lab.outside


GOAL = """from dockerlab.widgets import Terminal

terminal = Terminal({"Dockerfile": "FROM busybox\\nCOPY a /\\n", "a": "1\\n"}, goal="docker build -q -t app . && docker tag app app:1")
terminal"""


def test_a_goal_is_reached_and_time_goes_back(lab: Lab) -> None:
    page = lab.show(GOAL, width=1000)
    goal = page.locator(".dl-goal")
    assert "Goal: 2 still to do" in goal.inner_text() and "app:1: there is none of that name" in goal.inner_text()
    goal.locator("summary").click()
    page.locator(".dl-terminal .xterm-screen").click()
    wait_screen(page, "lab$")
    page.keyboard.type("docker build -q -t app .\n")
    page.wait_for_function("() => document.querySelector('.dl-goal h4').textContent === 'Goal: 1 still to do'")
    shoot(page, "terminal-goal", ".dl-terminal")
    page.keyboard.type("docker tag app app:1\n")
    page.wait_for_function("() => document.querySelector('.dl-goal').classList.contains('dl-reached')")
    page.locator(".dl-timeline input").focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_function("() => document.querySelector('.dl-told').textContent.startsWith('1 of 2: docker build')")
    assert "1 still to do" in goal.inner_text()
    page.get_by_role("button", name="Time: one forward").click()
    page.wait_for_function("() => document.querySelector('.dl-goal').classList.contains('dl-reached')")
    shoot(page, "terminal-goal-reached", ".dl-terminal")
    assert bad_outputs(page) == 0 and not lab.errors and not lab.outside
    assert serious_findings(page) == []
