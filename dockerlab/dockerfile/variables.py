"""Variables: what ``$name`` and ``${name:-default}`` become, and where.

The builder, not the shell, replaces variables in ADD, ARG, COPY, ENV, EXPOSE,
FROM, LABEL, STOPSIGNAL, USER, VOLUME, WORKDIR and ``RUN --mount``.  In RUN, CMD,
ENTRYPOINT, HEALTHCHECK and SHELL it leaves the text alone: there a variable is
the business of the shell that runs later, if one runs at all.

An instruction sees the values from *before* it: after ``ENV a=new b=$a``, ``b``
holds the old ``a``.

Reference: https://docs.docker.com/reference/dockerfile/#environment-replacement
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import TypeVar

from e2b_dockerfile_utils import ShellLex, parse_heredoc

from dockerlab.dockerfile.arguments import SPACES
from dockerlab.dockerfile.instructions import (
    Add,
    Arg,
    Copy,
    Env,
    Expose,
    From,
    Heredoc,
    Instruction,
    Label,
    Run,
    StopSignal,
    User,
    Volume,
    Workdir,
)  # fmt: skip
from dockerlab.dockerfile.lines import ParseError
from dockerlab.dockerfile.mounts import parse_mount
from dockerlab.dockerfile.sources import check_not_variable
from dockerlab.dockerfile.values import check_values
from dockerlab.dockerfile.wording import quote
from dockerlab.errors import NotModelled

__all__ = ["Watched", "canonical", "expand", "expand_watched", "expand_word"]

_PATTERN = re.compile(r"\$\{\w+[#%/]([^}]*)")
_BROKEN = re.compile(r": (syntax error|unexpected end of statement|unsupported modifier \((.|:[#%])\))")
_OPEN = re.compile(r"\$\{(\w+|[@*#?$!-])$")
_ANYTHING = re.compile(r"(\$\{\w+)//\*+/")


class Watched(Mapping[str, str]):
    """An environment that remembers which names were asked for: ``unset`` ones once per word."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self.env = env
        self.used: set[str] = set()
        self.unset: list[str] = []
        self._word: list[str] = []

    def __getitem__(self, name: str) -> str:
        if name in self.env:
            self.used.add(name)
        elif name not in self._word:
            self._word.append(name)
        return self.env[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.env)

    def __len__(self) -> int:
        return len(self.env)

    def end_word(self, error: str = "") -> None:
        """Keep what the word asked for in vain, unless it broke off before Docker would have asked."""
        if not _BROKEN.search(error):
            self.unset += self._word
        self._word = []


def expand(instruction: Instruction, env: Mapping[str, str], escape: str = "\\") -> tuple[Instruction, frozenset[str]]:
    """Replace the variables of an instruction.

    Args:
        instruction: as parsed.
        env: the values before the instruction; for FROM, the global ARGs.
        escape: the Dockerfile's escape character.

    Returns:
        The instruction with its values, and the names from ``env`` that it used.

    Raises:
        ParseError: of kind ``variable``, in Docker's words.
        NotModelled: a pattern that only a real engine can be trusted with.

    >>> from dockerlab.dockerfile.parse import parse
    >>> stage = parse("FROM alpine\\nENV PATH=$HOME/bin:${PATH:-/bin}\\n").stages[0]
    >>> expand(stage.instructions[0], {"HOME": "/root"})
    (Env(pairs=(('PATH', '/root/bin:/bin'),), legacy=False), frozenset({'HOME'}))
    """
    watched = Watched(env)
    new = expand_watched(instruction, watched, escape)
    try:
        check_values(new)
    except ValueError as err:
        raise ParseError("variable", str(err), instruction.span) from None
    return new, frozenset(watched.used)


def expand_watched(instruction: Instruction, watched: Watched, escape: str) -> Instruction:
    """Replace the variables, see ``expand``, without checking the values."""
    try:
        return _expand(instruction, watched, escape)
    except ValueError as err:
        watched.end_word(str(err))
        raise ParseError("variable", str(err), instruction.span) from None
    except NotModelled as err:
        raise NotModelled(err.what, instruction.span, err.hint) from None


def expand_word(word: str, env: Mapping[str, str], escape: str = "\\", raw: bool = False) -> str:
    """Replace the variables of one word and take its quotes away.

    Args:
        word: may hold blanks; it stays one word.
        env: the values.
        escape: the Dockerfile's escape character.
        raw: leave quotes alone (the content of a here-document).

    Raises:
        ValueError: in Docker's words.
        NotModelled: a pattern that only a real engine can be trusted with.

    >>> expand_word("${file%.*}.bak", {"file": "a.txt"})
    'a.bak'
    """
    if not raw and "$" not in word and escape not in word and "'" not in word and '"' not in word:
        return word
    try:
        return ShellLex(escape, skip_process_quotes=raw, env=env, skip_unset_env=False).process_word(_tamed(word, env))
    except ValueError as err:
        raise ValueError(_reworded(word, str(err))) from None


def expand_words(word: str, env: Mapping[str, str], escape: str = "\\") -> list[str]:
    """Like ``expand_word``, but blanks in the result part words (EXPOSE only).

    >>> expand_words("$ports 443", {"ports": "80 8080"})
    ['80', '8080', '443']
    """
    try:
        return ShellLex(escape, env=env, skip_unset_env=False).process_words(_tamed(word, env))
    except ValueError as err:
        raise ValueError(_reworded(word, str(err))) from None


def _reworded(word: str, message: str) -> str:
    """Docker quotes the word as Go does, the library as Python does."""
    message = message.removeprefix(f"failed to process {word!r}: ")
    if message == "syntax error: missing '}'" and (match := _OPEN.search(word)):
        before = word[: match.start()]
        if before.count("${") <= before.count("}"):
            message = "unsupported modifier (\ufffd) in substitution"  # Go's name for the end of the text
    return f"failed to process {quote(word)}: {message}"


def _tamed(word: str, env: Mapping[str, str]) -> str:
    """Refuse a pattern whose match could take for ever; reword one that Python matches otherwise than Go.

    ``${name//*/new}`` replaces the whole value once in Go, and once more at its end in Python.
    """
    patterns = _PATTERN.findall(word)
    if not patterns:
        return word
    hidden = sum(value.count("*") for value in env.values()) if any("$" in pattern for pattern in patterns) else 0
    stars = max(pattern.count("*") for pattern in patterns) + hidden
    longest = max((len(value) for value in env.values()), default=0)
    if stars > 3 or longest > (200 if stars > 1 else 5000):
        raise NotModelled("a pattern with more than three * or on a long value", hint="use a shorter pattern")
    if _ANYTHING.search(word):
        if set("\"'\\`") & set(word):
            raise NotModelled("${name//*/…} beside quotes", hint="write the new value itself")
        word = _ANYTHING.sub(r"\1/*/", word)
    return word


def _expand(instruction: Instruction, env: Watched, escape: str) -> Instruction:
    def one(word: str) -> str:
        new = expand_word(word, env, escape)
        env.end_word()
        return new

    def many(words: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(map(one, words))

    match instruction:
        case From():
            return replace(instruction, image=one(instruction.image), platform=one(instruction.platform))
        case Copy():
            check_not_variable(instruction, instruction.from_)
            return _expand_files(instruction, one, env, escape)
        case Add():
            return replace(_expand_files(instruction, one, env, escape), checksum=one(instruction.checksum))
        case Env() | Label():
            return replace(instruction, pairs=tuple((one(name), one(value)) for name, value in instruction.pairs))
        case Arg():
            pairs = tuple((one(name), None if value is None else one(value)) for name, value in instruction.pairs)
            return replace(instruction, pairs=pairs)
        case Workdir():
            return replace(instruction, path=one(instruction.path))
        case User():
            return replace(instruction, user=one(instruction.user))
        case StopSignal():
            return replace(instruction, signal=one(instruction.signal))
        case Volume():
            return replace(instruction, paths=many(instruction.paths))
        case Expose():
            ports = tuple(port for word in instruction.ports for port in expand_words(word, env, escape))
            env.end_word(": syntax error")  # UndefinedVar does not look at EXPOSE
            return replace(instruction, ports=ports)
        case Run():
            if "device" in instruction.flags:
                raise ValueError("device feature is only supported in Dockerfile frontend 1.14.0-labs or later")
            return replace(instruction, mounts=tuple(parse_mount(flag, one) for flag in instruction.mount_flags))
        case _:
            return instruction


_Files = TypeVar("_Files", Copy, Add)


def _expand_files(files: _Files, one: Callable[[str], str], env: Watched, escape: str) -> _Files:
    def body(doc: Heredoc) -> Heredoc:
        if not doc.expand:
            return doc
        content = expand_word(doc.data, env, escape, raw=True)
        env.end_word()
        return replace(doc, content=content, chomp=False)

    return replace(
        files,
        chown=one(files.chown),
        chmod=one(files.chmod),
        sources=tuple(map(one, files.sources)),
        dest=one(files.dest),
        exclude=tuple(map(one, files.exclude)),
        heredocs=tuple(map(body, files.heredocs)),
    )


def canonical(instruction: Instruction, env: Mapping[str, str] | None = None, escape: str = "\\") -> str:
    """Return the instruction as BuildKit names its step: keyword in capitals, known variables replaced.

    In RUN, quotes and unknown variables stay, and a lone here-document shows its first line.

    Raises:
        NotModelled: as in ``expand``.

    >>> from dockerlab.dockerfile.parse import parse
    >>> canonical(parse("FROM alpine\\nrun echo '1' $a $b\\n").stages[0].instructions[0], {"a": "2"})
    "RUN echo '1' 2 $b"
    """
    text, run = instruction.original, isinstance(instruction, Run)
    with suppress(ValueError):  # Docker prints it as written then
        if isinstance(instruction, Run) and len(instruction.heredocs) == 1 and parse_heredoc(instruction.args[0]):
            first, *more = instruction.heredocs[0].content.strip(SPACES).replace("\r\n", "\n").split("\n")
            text += f" ({first}{'...' if more else ''})"
        try:
            word = _tamed(text, env or {})
        except NotModelled as err:
            raise NotModelled(err.what, instruction.span, err.hint) from None
        text = ShellLex(escape, raw_quotes=run, env=env or {}, skip_unset_env=run).process_word(word)
    keyword, blank, rest = text.partition(" ")
    return keyword.upper() + blank + rest
