"""Lists: the tables of ``docker images``, ``ps``, ``history`` and the rest, and what ``--format`` makes of them.

A row is a ``Struct``; a kind of list says what its columns are called and which
of them the default table has.

Source of the rules: docker/cli cli/command/formatter/formatter.go.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dockerlab.cli.table import align
from dockerlab.cli.template import Struct, compile, execute
from dockerlab.cli.template.functions import header_functions

__all__ = ["Listing", "render"]


@dataclass(frozen=True)
class Listing:
    """A kind of list.

    ``type`` is Go's name for a row, ``table`` the default template, ``quiet``
    what ``-q`` prints, ``headers`` the title of each field.
    """

    type: str
    table: str
    quiet: str
    headers: Mapping[str, str]
    raw: str = ""
    raw_quiet: str = ""

    def row(self, fields: Mapping[str, object]) -> Struct:
        """Return one row; its JSON has the fields sorted, as Go writes a map, and no methods."""
        return Struct(self.type, fields, {key: fields[key] for key in sorted(fields) if not callable(fields[key])})


def render(kind: Listing, rows: Sequence[Struct], form: str = "", *, quiet: bool = False) -> str:
    r"""Return the text of a list in the format ``form`` ("" is the table).

    Raises:
        TemplateError: ``form`` does not parse, or names a field that there is not.

    >>> kind = Listing("*formatter.x", "table {{.Name}}\\t{{.Size}}", "{{.Name}}", {"Name": "NAME", "Size": "SIZE"})
    >>> print(render(kind, [kind.row({"Name": "a", "Size": "5B"})]), end="")
    NAME      SIZE
    a         5B
    >>> render(kind, [kind.row({"Name": "a", "Size": "5B"})], "json")
    '{"Name":"a","Size":"5B"}\n'
    """
    if form in ("", "table"):
        form = kind.quiet if quiet else kind.table
    elif form == "raw" and kind.raw:
        form = kind.raw_quiet if quiet else kind.raw
    elif form == "json":
        form = "{{json .}}"
    table = form.startswith("table")
    text = form.removeprefix("table") if table else form
    text = text.strip(" ").replace("\\t", "\t").replace("\\n", "\n")
    compile(text)
    lines = [execute(text, row) for row in rows]
    if table:
        lines.insert(0, execute(text, dict(kind.headers), functions=header_functions()))
    out = "".join(line + "\n" for line in lines)
    return align(out) if table else out
