"""HTML for notebooks: text as it stands in a terminal, escaped, its columns aligned on every page."""

from __future__ import annotations

from html import escape

__all__ = ["preformatted"]

STYLE = "font-family: ui-monospace, Menlo, Consolas, monospace; font-size: 13px; line-height: 1.35; margin-bottom: 1em"


def preformatted(text: str) -> str:
    """Return ``text`` as a ``pre`` element that brings its own font: not every page that shows a notebook gives one.

    >>> preformatted("a  <b>").split(">", 1)[1]
    'a  &lt;b&gt;</pre>'
    """
    return f'<pre style="{STYLE}">{escape(text)}</pre>'
