"""The mistakes a learner can make, as types.

Every error of the package is a ``LabError``: it says *what* is wrong (in
Docker's own words where Docker has them), *where* (the line, with a caret), and
*what to try next*.  ``NotModelled`` is the third promise of the project, "right
or refuse": a real engine could do it, this model cannot, and it says so instead
of guessing.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = [
    "ArchiveError",
    "BuildError",
    "DaemonError",
    "DockerfileError",
    "InvalidReference",
    "LabError",
    "NotModelled",
    "Span",
    "UsageError",
]


@dataclass(frozen=True)
class Span:
    """A place in a text: ``source`` names it, lines and columns count from 1.

    ``line`` … ``end_line`` is the whole instruction; ``column`` is where the
    caret stands in ``line`` (0: no caret).

    >>> span = Span("Dockerfile", 2, 2, "FROM alpine\\nRUM ls\\n", column=1)
    >>> print(span.caret())
       2 | RUM ls
         | ^
    >>> print(span.excerpt())  # doctest: +NORMALIZE_WHITESPACE
    Dockerfile:2
    --------------------
       1 |     FROM alpine
       2 | >>> RUM ls
       3 |
    --------------------
    """

    source: str
    line: int
    end_line: int
    text: str
    column: int = 0

    def caret(self) -> str:
        """Show the line with a caret under ``column``, for a learner's eye."""
        lines = self.text.split("\n")
        line = lines[self.line - 1] if self.line <= len(lines) else ""
        shown = f"{self.line:4d} | {line}"
        return f"{shown}\n     | {' ' * (self.column - 1)}^" if self.column else shown

    def excerpt(self, context: int = 2) -> str:
        """Show the lines as ``docker build`` does, ``>>>`` marking the span.

        Source of the layout: moby/buildkit solver/errdefs/source.go.
        """
        lines = self.text.split("\n")
        last = min(self.end_line, len(lines))
        context = context if self.line == last else 1  # a span of several lines gets less
        first, last = max(self.line - context, 1), min(last + context, len(lines))
        head = f"{self.source}:{self.line}"
        rule = "-" * 20
        body = [
            f"{n:4d} | {'>>>' if self.line <= n <= self.end_line else '   '} {lines[n - 1]}"
            for n in range(first, last + 1)
        ]
        return "\n".join([head, rule, *body, rule])


class LabError(Exception):
    """Something a learner typed cannot be done; nothing has changed.

    Args:
        message: what is wrong, in Docker's words where it has them.
        where: the place in the learner's text, if there is one.
        hint: what to try next; one sentence.
        status: the exit status the command line gives (default 1).

    >>> print(LabError("unknown instruction: RUM", hint="Did you mean RUN?"))
    unknown instruction: RUM
    Try: Did you mean RUN?
    """

    status: int = 1

    def __init__(self, message: str, where: Span | None = None, hint: str = "", status: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.hint = hint
        if status is not None:
            self.status = status

    def __str__(self) -> str:
        parts = [self.message]
        if self.where is not None:
            parts.append(f"{self.where.source}, line {self.where.line}:\n{self.where.caret()}")
        if self.hint:
            parts.append(f"Try: {self.hint}")
        return "\n".join(parts)

    def _render_traceback_(self) -> list[str]:
        """Show the error's own words in a notebook, in place of a traceback (IPython calls this)."""
        return str(self).split("\n")


class DockerfileError(LabError):
    """A Dockerfile that does not parse, or an instruction with wrong arguments."""


class BuildError(LabError):
    """A build step that failed: a missing COPY source, a command with non-zero status."""


class DaemonError(LabError):
    """What Docker prints behind ``Error response from daemon:``."""


class UsageError(LabError):
    """A ``docker`` command line that the CLI itself refuses (status 125 for run, else 1)."""


class InvalidReference(LabError):
    """An image name that does not parse (``invalid reference format``)."""


class ArchiveError(LabError):
    """An image archive that is broken, hostile, or not an image at all."""


class NotModelled(LabError):
    """A real engine may do this; the model does not, so it refuses.

    Exit status 3 on every command line of the project.

    >>> print(NotModelled("the program /usr/bin/gcc", hint="use a real engine for this step"))
    not modelled: the program /usr/bin/gcc
    Try: use a real engine for this step
    """

    status = 3

    def __init__(self, what: str, where: Span | None = None, hint: str = "") -> None:
        super().__init__(f"not modelled: {what}", where, hint)
        self.what = what
