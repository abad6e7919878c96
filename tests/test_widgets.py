"""The explorers without a browser: traits in, traits and renderings out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dockerlab.widgets import CacheXray, vendor
from dockerlab.widgets.view import describe

FILES = {"Dockerfile": "FROM busybox\nCOPY a.txt /\nRUN cat a.txt > b.txt\n", "a.txt": "1\n"}
STATIC = Path(__file__).parent.parent / "dockerlab" / "widgets" / "static"


def test_an_edit_and_a_build_tell_which_step_missed_and_why() -> None:
    xray = CacheXray(FILES)
    xray.write("a.txt", "2\n")
    xray._on_message(xray, {"do": "build"}, [])
    steps = xray.trace["steps"]
    assert [step["verdict"] for step in steps] == ["base", "RUN", "RUN"]
    assert steps[1]["why"] == "copied files changed: a.txt (content)"
    different = [row["name"] for row in steps[1]["key"] if not row["same"]]
    assert different == ["content", "file a.txt"] and xray.builds == 2 and xray.error is None


def test_an_error_leaves_the_last_picture() -> None:
    xray = CacheXray(FILES)
    before = xray.trace
    xray.write("Dockerfile", "FROM busybox\nCOPPY a b\n")
    assert xray.build() is None
    assert xray.trace == before and xray.error["line"] == 2 and "unknown instruction" in xray.error["text"]
    xray.write("Dockerfile", FILES["Dockerfile"])
    xray.build()
    assert xray.error is None


def test_a_step_that_fails_is_in_the_trace() -> None:
    xray = CacheXray(FILES | {"Dockerfile": "FROM busybox\nRUN echo out; exit 4\n"})
    assert [step["verdict"] for step in xray.trace["steps"]] == ["base", "ERROR"]
    assert xray.trace["steps"][1]["output"] == "out\n" and "exit code: 4" in xray.error["text"]


@pytest.mark.parametrize("message", [None, 3, {}, {"do": "format"}, ["build"]])
def test_messages_that_mean_nothing_do_nothing(message: object) -> None:
    xray = CacheXray(FILES)
    xray._on_message(xray, message, [])
    assert xray.builds == 1


def test_three_renderings_of_one_trace() -> None:
    xray = CacheXray(FILES)
    bundle = xray._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    assert data["text/plain"] == repr(xray)
    assert data["image/svg+xml"].startswith("<svg") and "application/vnd.jupyter.widget-view+json" in data
    assert xray.result is not None and describe(xray.result) == xray.trace
    for step in xray.trace["steps"]:
        assert step["name"] in repr(xray)


# Vendored files name their authors' pages in comments and licences; nothing asks for them.
CREDITS = r"bellard\.org/jslinux|github\.com/(chjj|xtermjs)/|www\.sourcelair\.com"


def test_the_bundled_files_ask_for_nothing_from_outside_and_never_write_html() -> None:
    for path in (path for path in STATIC.rglob("*") if path.is_file()):
        text = path.read_text(encoding="utf-8")
        allowed = rf"www\.w3\.org|{CREDITS}" if path.parent.name == "vendor" else r"www\.w3\.org"
        assert not re.search(rf"https?://(?!{allowed})", text), path
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", text), path


def classes(text: str) -> set[str]:
    return set(re.findall(r"(?<!-)\bdl-[\w-]+", text))


def test_a_sheet_styles_its_own_explorer_only() -> None:
    """All sheets meet on one page: a rule without a class of its own would change the other explorers there."""
    sheets = {path.stem: path.read_text(encoding="utf-8") for path in STATIC.glob("*.css")}
    scripts = {path.stem: path.read_text(encoding="utf-8") for path in STATIC.glob("*.js")}
    for name in sheets.keys() - {"explorer"}:
        others = set().union(*(classes(text) for key, text in (*sheets.items(), *scripts.items()) if key != name))
        for selectors in re.findall(r"([^{}]+)\{", re.sub(r"/\*.*?\*/", "", sheets[name], flags=re.DOTALL)):
            for selector in (one.strip() for one in selectors.split(",")):
                if ".dl-" in selector and not selector.startswith("@") and not selector.endswith(" .dl-root"):
                    assert selector == ".dl-root" or classes(selector) - others, f"{name}.css: {selector}"


def test_a_slider_is_not_told_twice() -> None:
    """An <output> is a live region: beside the slider's own words and the status line it would be the third."""
    for path in STATIC.glob("*.js"):
        assert 'element("output"' not in path.read_text(encoding="utf-8"), path


def test_a_library_that_is_not_what_it_was_is_refused() -> None:
    with pytest.raises(ValueError, match="is not what it was"):
        vendor.files_of(b"another package")
    assert set(vendor.FILES) <= {path.name for path in (STATIC / "vendor").iterdir()}
