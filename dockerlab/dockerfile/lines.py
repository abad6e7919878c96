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
from functools import lru_cache
from typing import Literal

from e2b_dockerfile_utils import ShellLex, parse_heredoc

from dockerlab.dockerfile.arguments import BLANKS, SPACES, split_arguments, split_flags
from dockerlab.dockerfile.instructions import Heredoc, ParserWarning
from dockerlab.errors import DockerfileError, Span

__all__ = ["Line", "ParseError", "Text", "read", "split_line"]

_DIRECTIVE = re.compile(r"#[\t\n\f\r ]*([a-zA-Z][a-zA-Z0-9]*)[\t\n\f\r ]*=")
_DIRECTIVES = ("syntax", "escape", "check")
_FRONTEND = re.compile(
    r"(?:docker\.io/)?docker/dockerfile(?::(?:latest|labs|1|1\.([0-9]{1,4})(?:\.[0-9]{1,4})?)(?:-labs)?)?"
)
_MAX_LINE = 65536  # bytes with the newline: the buffer of Go's bufio.Scanner

_NO_STAGES = "dockerfile contains no stages to build"

Kind = Literal["empty", "syntax", "instruction", "stage", "graph", "variable"]


class ParseError(DockerfileError):
    """A Dockerfile that does not parse.

    Attributes:
        message: BuildKit's words, as they follow ``failed to solve:``.
        kind: at which step it was found; the two builders word the steps differently. ``graph`` is BuildKit's
            alone: it links the stages before it looks any image up.
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
        if self.message == _NO_STAGES:
            return "unexpected EOF"  # behind "Step 1/1 : ARG …": it runs out of steps
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

    @property
    def newest(self) -> bool:
        """Whether ``# syntax=`` asks for a frontend with ``COPY --parents``: 1.20 has it, the engine's own has not."""
        match = _FRONTEND.fullmatch(self.directives.get("syntax", ""))
        return match is not None and (match[1] is None or int(match[1]) >= 20)


@lru_cache(maxsize=16)
def read(text: str, source: str = "Dockerfile") -> Text:
    r"""Split ``text`` into lines of one instruction each; the latest texts are remembered: do not change the result.

    Raises:
        ParseError: of kind ``empty`` or ``syntax``.

    >>> [line.args for line in read("FROM alpine\nRUN one \\\n  two\nCMD [\"a\", \"b\"]").lines]
    [('alpine',), ('one   two',), ('a', 'b')]
    """
    reader = _Reader(text, source)
    while reader.more():
        reader.instruction()
    if not text:
        raise ParseError("empty", "the Dockerfile cannot be empty", reader.span(1, 1), "start with FROM", shown=False)
    if not reader.found.lines:
        where = reader.span(reader.number, reader.number)
        raise ParseError("syntax", "file with no instructions", where, "start with FROM")
    return reader.found


class _Reader:
    """Goes through the physical lines; ``number`` of them are read."""

    def __init__(self, text: str, source: str) -> None:
        self.text, self.source = text, source
        self.raw = [part for part in re.split(r"(?<=\n)", text.removeprefix("\ufeff")) if part]
        self.number = 0
        self.at_top = True
        self.comments: tuple[str, ...] = ()
        self.found = Text()

    def more(self) -> bool:
        return self.number < len(self.raw)

    def span(self, start: int, end: int, column: int = 0) -> Span:
        return Span(self.source, max(start, 1), max(end, 1), self.text, column)

    def instruction(self) -> None:
        """Read one instruction, or a line that is none."""
        start, first = self.number + 1, self.raw[self.number]
        column = len(first) - len(first.lstrip(SPACES)) + 1
        line, ended = _continues(self.fetch(strip=True), self.found.escape)
        if ended and not line:
            if _is_comment(first):
                text = first.lstrip(SPACES)[1:].strip(SPACES)
                self.comments = (*self.comments, text) if text else ()
            return
        if not ended:
            line += self.continuation(line, start)
        where = self.span(start, self.number, column)
        try:
            node = split_line(line, self.found.escape, where)
        except ValueError as err:
            raise ParseError("syntax", str(err), where) from None
        docs = tuple(replace(doc, content=self.body(doc, start, column)) for doc in _heredocs(node))
        node = replace(node, heredocs=docs, comments=self.comments, span=self.span(start, self.number, column))
        self.found.lines.append(node)
        self.comments = ()

    def fetch(self, strip: bool) -> str:
        """Return the next line without its newline; a comment is empty."""
        before = self.number
        if len(self.raw[before].encode("utf-8", "replace")) > _MAX_LINE:
            why = f"dockerfile line greater than max allowed size of {_MAX_LINE - 1}"
            raise ParseError("syntax", why, self.span(before, before), shown=before > 0)
        line = self.raw[before].rstrip("\r\n")
        self.number += 1
        if strip:
            line = line.lstrip(SPACES)
        if self.at_top:
            try:
                self.at_top = _directive(line, self.found.directives)
            except ValueError as err:  # Docker names the line before, and none if there is none
                raise ParseError("syntax", str(err), self.span(before, before), shown=before > 0) from None
        return "" if _is_comment(line) else line

    def continuation(self, line: str, start: int) -> str:
        """Read the lines that a continued one goes on in."""
        rest, ended, skipped = "", False, False
        while not ended and self.more():
            piece = self.fetch(strip=False)
            if _is_comment(self.raw[self.number - 1]):
                continue
            if not piece.strip(SPACES):
                skipped = True
                continue
            more, ended = _continues(piece, self.found.escape)
            rest += more
        if skipped:
            warning = ParserWarning(f"Empty continuation line found in: {line}{rest}", start, self.number)
            self.found.warnings.append(warning)
        return rest

    def body(self, doc: Heredoc, start: int, column: int) -> str:
        """Read the lines of a here-document."""
        lines: list[str] = []
        while self.more():
            self.number += 1
            line = self.raw[self.number - 1].rstrip("\r\n")
            if (line.lstrip("\t") if doc.chomp else line) == doc.name:
                return "".join(lines)
            lines.append(self.raw[self.number - 1])
        where = self.span(start, self.number, column)
        raise ParseError("syntax", "unterminated heredoc", where, f"add a line with only {doc.name}")


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


def _continues(line: str, escape: str) -> tuple[str, bool]:
    r"""Cut a continuation off; an escaped escape (``\\``) at the end is none."""
    body = line.rstrip(" \t")
    if body.endswith(escape) and not body[:-1].endswith(escape):
        return body[:-1], False
    return line, True


def split_line(line: str, escape: str, span: Span, depth: int = 0) -> Line:
    """Split a joined line into keyword, flags and arguments; ValueError if it cannot be."""
    keyword, *rest = BLANKS.split(line.strip(SPACES), maxsplit=1)
    flags, text = split_flags(rest[0], escape) if rest else ([], "")
    name, text = keyword.upper(), text.strip(SPACES)
    sub = split_line(text, escape, span, depth + 1) if name == "ONBUILD" and text and depth < 9 else None
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
