"""``.dockerignore``: which files of a build context are not sent.

The last line that matches a path decides; a line with ``!`` lets in again.  The
two builders read the lines alike but for one thing: the classic builder's
client does not even enter an excluded directory, unless a ``!`` line literally
begins with its name.

Reference: https://docs.docker.com/build/concepts/context/#dockerignore-files
Sources: moby/patternmatcher and moby/go-archive (TarWithOptions)
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, Protocol

from e2b_dockerfile_utils import PatternMatcher

from dockerlab.errors import BuildError, Span

__all__ = ["ClassicMatcher", "Excluded", "Ignore", "Matcher"]


class Matcher(Protocol):
    """What decides about the paths of a context."""

    def matches(self, path: str) -> bool:
        """Say whether ``path`` is excluded."""
        ...

    def may_match_under(self, dir_path: str) -> bool:
        """Say whether something below an excluded directory may be let in again."""
        ...


class ClassicMatcher:
    """The matcher of the classic builder's client.

    >>> older, newer = ClassicMatcher(["**/b", "!**/c"]), PatternMatcher(["**/b", "!**/c"])
    >>> newer.may_match_under("a/b"), older.may_match_under("a/b")
    (True, False)
    """

    def __init__(self, patterns: list[str]) -> None:
        self.matcher = PatternMatcher(patterns)

    def matches(self, path: str) -> bool:
        """Say whether ``path`` is excluded."""
        return self.matcher.matches(path)

    def may_match_under(self, dir_path: str) -> bool:
        """Say whether a ``!`` line begins with the name of this directory."""
        return any(f"{text}/".startswith(f"!{dir_path}/") for text in self.matcher.patterns)


class Excluded(NamedTuple):
    """Why a path was not sent: the ignore file, its line (from 1), and the pattern on it.

    >>> print(Excluded(".dockerignore", 3, "*.log"))
    .dockerignore line 3 (*.log)
    """

    file: str
    line: int
    pattern: str

    def __str__(self) -> str:
        return f"{self.file} line {self.line} ({self.pattern})"


@dataclass(frozen=True)
class Ignore:
    """A ``.dockerignore``: the last line that matches a path decides; ``!`` lets in again.

    Raises:
        BuildError: on first use, if a pattern is malformed (``syntax error in pattern``).

    >>> ignore = Ignore(".dockerignore", "# notes\\n*.md\\n!README.md\\n")
    >>> ignore.matcher.matches("a.md"), ignore.matcher.matches("README.md"), ignore.excluded_by("a.md")
    (True, False, Excluded(file='.dockerignore', line=2, pattern='*.md'))
    """

    source: str
    text: str
    blame: str = ""  # what the builder puts before its words about a malformed pattern

    @cached_property
    def lines(self) -> tuple[tuple[int, str], ...]:
        """The patterns with their line numbers."""
        numbered = enumerate(self.text.removeprefix("\ufeff").split("\n"), 1)
        kept = ((n, line.strip()) for n, line in numbered if line.strip() and not line.startswith("#"))
        return tuple((n, f"\\{line}" if line.startswith("#") else line) for n, line in kept)

    @cached_property
    def matcher(self) -> PatternMatcher:
        """The matcher of all patterns."""
        for n, line in self.lines:
            try:
                PatternMatcher([line])
            except ValueError as exc:
                where = Span(self.source, n, n, self.text, 1)
                words = f'illegal exclusion pattern: "{line}"' if line == "!" else "syntax error in pattern"
                raise BuildError(self.blame + words, where, "Correct the pattern, or take the line out.") from exc
        return PatternMatcher([line for _, line in self.lines])

    @cached_property
    def _so_far(self) -> tuple[tuple[int, str, PatternMatcher], ...]:
        """Each pattern with the matcher of all patterns up to it."""
        texts = [text for _, text in self.lines]
        return tuple((n, line, PatternMatcher(texts[:count])) for count, (n, line) in enumerate(self.lines, 1))

    def excluded_by(self, path: str) -> Excluded | None:
        """Return the line that excludes ``path`` (relative to the context), or None."""
        verdict: Excluded | None = None
        for n, line, matcher in self._so_far:
            if not matcher.matches(path):
                verdict = None
            elif verdict is None:
                verdict = Excluded(self.source, n, line)
        return verdict
