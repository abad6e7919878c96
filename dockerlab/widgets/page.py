"""How an explorer reaches a page: its JavaScript, its style, and its saved form.

A widget has one JavaScript module and one style sheet.  ``module`` puts the parts that
all explorers share (``kit.js``) above an explorer's own; there is no bundler, and what is
read here is what runs.  ``saved`` gives a notebook the two renderings that outlive the
kernel: text, and an SVG where there is a ``dot`` to draw with.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from dockerlab.drawing import printable
from dockerlab.errors import LabError

__all__ = ["describe_error", "edited", "folded", "module", "saved", "style"]

LARGEST = 5_000_000  # characters of the files in a message
COLUMNS, FOLDS = 100, 4  # of the text twin: how wide, and how many lines one long line may become
STATIC = Path(__file__).parent / "static"


def module(name: str) -> str:
    """Return the JavaScript of an explorer: the shared parts, then ``static/NAME.js``."""
    return "\n".join((STATIC / part).read_text(encoding="utf-8") for part in ("kit.js", f"{name}.js"))


def style(*names: str) -> str:
    """Return the shared style sheet and, below it, those of ``names`` in ``static/``."""
    parts = ("explorer.css", *(f"{name}.css" for name in names))
    return "\n".join((STATIC / part).read_text(encoding="utf-8") for part in parts)


def folded(text: str) -> str:
    """Return text for a terminal of 100 columns: long lines go on below, four at the most, and nothing is hidden.

    >>> print(folded("  " + "word " * 25 + "\\x1b[2J"))
      word word word word word word word word word word word word word word word word word word word
          word word word word word word ·[2J
    """
    found: list[str] = []
    for line in text.split("\n"):
        shown = printable(line)
        deeper = " " * (len(shown) - len(shown.lstrip()) + 4)
        fits = len(shown) <= COLUMNS
        found += [shown] if fits else textwrap.wrap(
            shown, COLUMNS, subsequent_indent=deeper[:40], max_lines=FOLDS, placeholder=" …", break_on_hyphens=False
        )  # fmt: skip
    return "\n".join(found)


def saved(bundle: Any, text: str, draw: Callable[[], str] | None) -> Any:
    """Add the text twin and the SVG to what a widget's ``_repr_mimebundle_`` gave.

    ``draw`` makes the SVG; where it raises LabError (no ``dot`` on this machine) the rest remains.
    """
    made, metadata = bundle if isinstance(bundle, tuple) else (bundle, None)
    data: dict[str, Any] = dict(made or {})
    data["text/plain"] = text
    if draw is not None:
        with suppress(LabError):
            data["image/svg+xml"] = draw()
    return data if metadata is None else (data, metadata)


def edited(content: Any, files: dict[str, str]) -> dict[str, str]:
    """Return the files that a message of the editor carries along, ``files`` where it carries none that make sense.

    >>> edited({"do": "build", "files": {"a": "2"}}, {"a": "1"}), edited({"do": "build"}, {"a": "1"})
    ({'a': '2'}, {'a': '1'})
    """
    found = content.get("files") if isinstance(content, dict) else None
    if not isinstance(found, dict) or not all(isinstance(text, str) for text in found.values()):
        return files
    return found if found.keys() == files.keys() and sum(map(len, found.values())) <= LARGEST else files


def describe_error(error: LabError) -> dict[str, Any]:
    """Return an error as plain data: the text with its caret, and the line of the Dockerfile it is about."""
    return {"text": str(error), "line": error.where.line if error.where is not None else 0}
