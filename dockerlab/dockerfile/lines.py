"""From text to lines: what a Dockerfile is before its instructions mean anything.

A Dockerfile is read line by line.  A line that ends in the escape character
goes on in the next one; comments and empty lines inside such a run vanish; the
first word is the keyword; ``--flag`` words come before the arguments; a JSON
array is taken apart; and ``<<NAME`` swallows the lines that follow.  The result
is a list of ``Line``: keyword, flags, arguments, here-documents and a place.

Whether the keyword exists, and whether its arguments make sense, is the next
step (``parse.py``): Docker does it in these two steps too, so a line wrong in
the first way is reported before an earlier line wrong in the second.

Spec: https://docs.docker.com/reference/dockerfile/#format
Source of the rules: moby/buildkit frontend/dockerfile/parser.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from e2b_dockerfile_utils import ShellLex, parse_heredoc

from dockerlab.dockerfile.arguments import BLANKS, SPACES, split_arguments, split_flags
from dockerlab.dockerfile.instructions import Heredoc, ParserWarning
from dockerlab.errors import DockerfileError, Span

__all__ = ["Line", "ParseError", "Text", "read", "split_line"]

_DIRECTIVE = re.compile(r"#[\t\n\f\r ]*([a-zA-Z][a-zA-Z0-9]*)[\t\n\f\r ]*=")
_DIRECTIVES = ("syntax", "escape", "check")
_MAX_LINE = 65536  # bytes with the newline: the buffer of Go's bufio.Scanner

Kind = Literal["empty", "syntax", "instruction", "stage", "variable"]


class ParseError(DockerfileError):
    """A Dockerfile that does not parse.

    Attributes:
        message: BuildKit's words, as they follow ``failed to solve:``.
        kind: at which step it was found; the two builders word the steps differently.
        shown: whether Docker prints the lines around the place.
    """

    def __init__(self, kind: Kind, message: str, where: Span, hint: str = "", shown: bool = True) -> None:
        super().__init__(message, where, hint)
        self.kind: Kind = kind
        self.shown = shown

    @property
    def classic(self) -> str:
        """The classic builder's words for the same mistake."""
        if self.kind == "syntax":
            return f"failed to parse Dockerfile: {self.message}"
        if self.kind == "empty":
            return "the Dockerfile (Dockerfile) cannot be empty"
        return self.message


@dataclass(frozen=True)
class Line:
    """One instruction, not yet understood.

    Attributes:
        keyword: as written, in any case.
        args: for ENV and LABEL, triples of name, value and ``=`` (empty for the old form without it).
        sub: the instruction behind ONBUILD.
        comments: the comment lines right above, without ``#``.
    """

    keyword: str
    flags: tuple[str, ...]
    args: tuple[str, ...]
    json: bool
    original: str
    span: Span
    sub: Line | None = None
    heredocs: tuple[Heredoc, ...] = ()
    comments: tuple[str, ...] = ()


@dataclass
class Text:
    """What ``read`` found: the lines, and what stands at the top of the file."""

    lines: list[Line] = field(default_factory=list)
    directives: dict[str, str] = field(default_factory=dict)
    warnings: list[ParserWarning] = field(default_factory=list)

    @property
    def escape(self) -> str:
        """The escape character, a backslash unless a directive says otherwise."""
        return self.directives.get("escape", "\\")


def read(text: str, source: str = "Dockerfile") -> Text:
    r"""Split ``text`` into lines of one instruction each.

    Raises:
        ParseError: of kind ``empty`` or ``syntax``.

    >>> [line.args for line in read("FROM alpine\nRUN one \\\n  two\nCMD [\"a\", \"b\"]").lines]
    [('alpine',), ('one   two',), ('a', 'b')]
    """
    found = Text()
    raw = [part for part in re.split(r"(?<=\n)", text.removeprefix("\ufeff")) if part]
    at_top, number = True, 0
    comments: list[str] = []

    def span(start: int, end: int, column: int = 0) -> Span:
        return Span(source, max(start, 1), max(end, 1), text, column)

    def fetch(strip: bool) -> str:
        """Return the next line without its newline; a comment is empty."""
        nonlocal at_top, number
        if len(raw[number].encode("utf-8", "replace")) > _MAX_LINE:
            raise ParseError(
                "syntax",
                f"dockerfile line greater than max allowed size of {_MAX_LINE - 1}",
                span(number, number),
                shown=number > 0,
            )
        line = raw[number].rstrip("\r\n")
        number += 1
        if strip:
            line = line.lstrip(SPACES)
        if at_top:
            try:
                at_top = _directive(line, found.directives)
            except ValueError as err:
                raise ParseError("syntax", str(err), span(number, number, 1), shown=number > 1) from None
        return "" if _is_comment(line) else line

    while number < len(raw):
        start, comment = number + 1, _comment(raw[number])
        line, ended = _continues(fetch(strip=True), found.escape)
        if ended and not line:
            comments = [*comments, comment] if comment else []
            continue
        skipped = False
        while not ended and number < len(raw):
            piece = fetch(strip=False)
            if _is_comment(raw[number - 1]):
                continue
            if not piece.strip(SPACES):
                skipped = True
                continue
            more, ended = _continues(piece, found.escape)
            line += more
        if skipped:
            found.warnings.append(ParserWarning(f"Empty continuation line found in: {line}", start, number))
        try:
            node = replace(split_line(line, found.escape, span(start, number, 1)), comments=tuple(comments))
        except ValueError as err:
            raise ParseError("syntax", str(err), span(start, number, 1)) from None
        comments = []
        docs: list[Heredoc] = []
        for doc in _heredocs(node):
            body: list[str] = []
            while number < len(raw):
                number += 1
                end = raw[number - 1].rstrip("\r\n")
                if (end.lstrip("\t") if doc.chomp else end) == doc.name:
                    break
                body.append(raw[number - 1])
            else:
                raise ParseError(
                    "syntax", "unterminated heredoc", span(start, number, 1), f"add a line with only {doc.name}"
                )
            docs.append(replace(doc, content="".join(body)))
        found.lines.append(replace(node, heredocs=tuple(docs), span=span(start, number, 1)))

    if not found.lines:
        if not text:
            raise ParseError("empty", "the Dockerfile cannot be empty", span(1, 1), "start with FROM", shown=False)
        raise ParseError("syntax", "file with no instructions", span(number, number), "start with FROM")
    return found


def _directive(line: str, seen: dict[str, str]) -> bool:
    """Note a parser directive; False when the top of the file is over."""
    match = _DIRECTIVE.match(line)
    value = line[match.end() :].strip("\t\n\f\r ") if match else ""
    name = match.group(1).lower() if match else ""
    if not value or name not in _DIRECTIVES:
        return False
    if name in seen:
        raise ValueError(f"only one {name} parser directive can be used")
    if name == "escape" and value not in ("\\", "`"):
        raise ValueError(f"invalid escape token '{value}' does not match ` or \\")
    seen[name] = value
    return True


def _is_comment(line: str) -> bool:
    return line.lstrip(SPACES).startswith("#")


def _comment(line: str) -> str:
    return line.lstrip(SPACES)[1:].strip(SPACES) if _is_comment(line) else ""


def _continues(line: str, escape: str) -> tuple[str, bool]:
    r"""Cut a continuation off; an escaped escape (``\\``) at the end is none."""
    body = line.rstrip(" \t")
    if body.endswith(escape) and not body[:-1].endswith(escape):
        return body[:-1], False
    return line, True


def split_line(line: str, escape: str, span: Span) -> Line:
    """Split a joined line into keyword, flags and arguments; ValueError if it cannot be."""
    keyword, *rest = BLANKS.split(line.strip(SPACES), maxsplit=1)
    flags, text = split_flags(rest[0], escape) if rest else ([], "")
    name, text = keyword.upper(), text.strip(SPACES)
    sub = split_line(text, escape, span) if name == "ONBUILD" and text else None
    args, is_json = split_arguments(name, text, escape)
    return Line(keyword, tuple(flags), tuple(args), is_json, line, span, sub)


def _heredocs(line: Line) -> Iterator[Heredoc]:
    """Yield the here-documents that a line opens; the content is still to be read."""
    holder = line.sub or line
    if holder.keyword.upper() not in ("ADD", "COPY", "RUN") or holder.json or "<<" not in line.original:
        return
    try:
        words = ShellLex("\\", raw_quotes=True, raw_escapes=True).process_words(line.original)
    except ValueError:
        return  # an open quote: Docker then sees no here-document at all
    for word in words:
        doc = parse_heredoc(word)
        if doc is not None:
            yield Heredoc(doc.name, "", doc.chomp, doc.expand)
