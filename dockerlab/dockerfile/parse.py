"""From lines to typed instructions and stages.

Each keyword has one small function below that checks the arguments as Docker
does, in Docker's order, and with Docker's words.  A mistake here is a
``dockerfile parse error on line N: …`` in both builders.

Reference: https://docs.docker.com/reference/dockerfile/
Source of the rules: moby/buildkit frontend/dockerfile/instructions/parse.go.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache

from e2b_dockerfile_utils import parse_heredoc

from dockerlab.dockerfile.arguments import SPACES
from dockerlab.dockerfile.instructions import (
    Add,
    Arg,
    Cmd,
    Copy,
    Dockerfile,
    Entrypoint,
    Env,
    Expose,
    From,
    Healthcheck,
    Heredoc,
    Instruction,
    Label,
    Maintainer,
    Onbuild,
    Run,
    Shell,
    Stage,
    StopSignal,
    User,
    Volume,
    Workdir,
)  # fmt: skip
from dockerlab.dockerfile.lines import Line, ParseError, read
from dockerlab.dockerfile.mounts import mount_options
from dockerlab.dockerfile.units import interval, retries
from dockerlab.dockerfile.wording import did_you_mean, quote
from dockerlab.dockerfile.words import Words

__all__ = ["parse", "parse_line"]

_STAGE_NAME = re.compile(r"[a-z][a-z0-9-_.]*")


@lru_cache(maxsize=16)
def parse(text: str, source: str = "Dockerfile") -> Dockerfile:
    """Parse a Dockerfile; the latest ones are remembered.

    Args:
        text: its content.
        source: its name, for messages.

    Raises:
        ParseError: a DockerfileError with Docker's words, the place and a hint.

    >>> web = parse("FROM alpine AS web\\nCMD [\\"httpd\\", \\"-f\\"]\\n")
    >>> web.stages[0].name, web.stages[0].instructions[0]
    ('web', Cmd(shell=False, args=('httpd', '-f')))
    >>> parse("FROM alpine\\nRUM ls\\n")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    dockerlab.dockerfile.lines.ParseError: ...unknown instruction: RUM (did you mean RUN?)
    Dockerfile, line 2:
       2 | RUM ls
         | ^
    """
    found = read(text, source)
    global_args: list[Arg] = []
    bases: list[From] = []
    bodies: list[list[Instruction]] = []
    for line in found.lines:
        match parse_line(line, found.newest):
            case From() as base:
                bases.append(base)
                bodies.append([])
            case Arg() as arg if not bases:
                global_args.append(arg)
            case instruction if bases:
                bodies[-1].append(instruction)
            case instruction:
                hint = "only ARG may stand before the first FROM"
                raise ParseError("stage", "no build stage in current context", instruction.span, hint)
    if not bases:
        raise ParseError(
            "stage", "dockerfile contains no stages to build", found.lines[-1].span, "add a FROM", shown=False
        )
    stages = tuple(Stage(i, base.name, base, tuple(bodies[i])) for i, base in enumerate(bases))
    return Dockerfile(text, source, found.escape, found.directives, tuple(global_args), stages, tuple(found.warnings))


def parse_line(line: Line, newest: bool = False) -> Instruction:
    """Parse one line; see ``parse``."""
    name = line.keyword.upper()
    try:
        if name not in _PARSERS:
            raise ValueError(f"unknown instruction: {line.keyword}{did_you_mean(line.keyword, _PARSERS, cased=False)}")
        return _PARSERS[name](Words(line, name, list(line.args), newest))
    except ValueError as err:
        raise ParseError("instruction", f"dockerfile parse error on line {line.span.line}: {err}", line.span) from None


def _from(words: Words) -> From:
    args, name = words.args, None
    if len(args) == 3 and args[1].lower() == "as":
        name = args[2].lower()
        if not _STAGE_NAME.fullmatch(name):
            why = "name can't start with a number or contain symbols"
            raise ValueError(f"invalid name for build stage: {quote(args[2])}, {why}")
    elif len(args) != 1:
        raise ValueError("FROM requires either one or three arguments")
    words.flags("platform")
    return From(*words.here, image=args[0], platform=words.flag("platform"), name=name)


def _run(words: Words) -> Run:
    words.flags("network", lists="mount device")
    network = words.flag("network") or "default"
    if "network" in words.found and words.flag("network") not in ("default", "none", "host"):
        raise ValueError(f"invalid network mode {quote(words.flag('network'))}")
    mounts = words.flag_list("mount")
    if any(re.match(r"(?i)from=.*\$.", option) for flag in mounts for option in mount_options(flag)):
        raise ValueError("'from' doesn't support variable expansion, define alias stage instead")
    return Run(
        *words.here, not words.line.json, tuple(words.args), words.line.heredocs, mounts, (), network, words.used()
    )


def _sources(words: Words, strings: str, switches: str) -> tuple[tuple[str, ...], tuple[Heredoc, ...]]:
    """Check what COPY and ADD share; return their sources: paths, and here-documents with their content."""
    words.at_least_two()
    words.flags(strings, switches, "exclude")
    if _opens_heredoc(words.args[-1]):
        raise ValueError(f"{words.name} cannot accept a heredoc as a destination")
    docs = {doc.name: doc for doc in words.line.heredocs}
    opened = {arg: _opens_heredoc(arg) for arg in words.args[:-1]}
    paths = tuple(arg for arg in words.args[:-1] if opened[arg] is None)
    here = (opened[arg] for arg in words.args[:-1])
    return paths, tuple(docs.get(doc.name, doc) for doc in here if doc is not None)


def _opens_heredoc(word: str) -> Heredoc | None:
    with suppress(ValueError):  # an open quote makes it an ordinary word
        if doc := parse_heredoc(word):
            return Heredoc(doc.name, "", doc.chomp, doc.expand)
    return None


def _copy(words: Words) -> Copy:
    sources, docs = _sources(words, "chown from chmod", "link parents" if words.newest else "link")
    return Copy(
        *words.here,
        sources,
        words.args[-1],
        docs,
        from_=words.flag("from"),
        chown=words.flag("chown"),
        chmod=words.flag("chmod"),
        link=bool(words.switch("link")),
        exclude=words.flag_list("exclude"),
        parents=bool(words.switch("parents")),
        flags=words.used(),
    )


def _add(words: Words) -> Add:
    sources, docs = _sources(words, "chown chmod checksum", "link keep-git-dir unpack")
    return Add(
        *words.here,
        sources,
        words.args[-1],
        docs,
        chown=words.flag("chown"),
        chmod=words.flag("chmod"),
        link=bool(words.switch("link")),
        exclude=words.flag_list("exclude"),
        checksum=words.flag("checksum"),
        keep_git_dir=words.switch("keep-git-dir"),
        unpack=words.switch("unpack"),
        flags=words.used(),
    )


def _pairs(words: Words) -> tuple[tuple[tuple[str, str], ...], bool]:
    words.flags()
    words.at_least_one()
    pairs = tuple(zip(words.args[::3], words.args[1::3], strict=True))
    if any(not name for name, _ in pairs):
        raise ValueError(f"{words.name} names can not be blank")
    return pairs, words.args[2] == ""


def _arg(words: Words) -> Arg:
    words.at_least_one()
    pairs: list[tuple[str, str | None]] = []
    for arg in words.args:
        name, equals, value = arg.partition("=")
        if not name:
            raise ValueError("ARG names can not be blank")
        pairs.append((name, value if equals else None))
    return Arg(*words.here, tuple(pairs))


def _volume(words: Words) -> Volume:
    words.at_least_one()
    words.flags()
    paths = tuple(path.strip(SPACES) for path in words.args)
    if "" in paths:
        raise ValueError("VOLUME specified can not be an empty string")
    return Volume(*words.here, paths)


def _expose(words: Words) -> Expose:
    words.at_least_one()
    words.flags()
    return Expose(*words.here, tuple(sorted(words.args)))


def _command(words: Words) -> tuple[bool, tuple[str, ...]]:
    words.flags()
    return not words.line.json, tuple(words.args)


def _shell(words: Words) -> Shell:
    words.flags()
    words.at_least_one()
    if not words.line.json:
        raise ValueError("SHELL requires the arguments to be in JSON form")
    return Shell(*words.here, tuple(words.args))


def _healthcheck(words: Words) -> Healthcheck:
    words.at_least_one()
    kind, args = words.args[0].upper(), words.args[1:]
    if kind == "NONE":
        if args:
            raise ValueError("HEALTHCHECK NONE takes no arguments")
        return Healthcheck(*words.here, ("NONE",))
    words.flags("interval timeout start-period start-interval retries")
    if kind != "CMD":
        raise ValueError(f"Unknown type {quote(kind)} in HEALTHCHECK (try CMD)")
    if not args:
        raise ValueError("Missing command after HEALTHCHECK CMD")
    test = ("CMD" if words.line.json else "CMD-SHELL", *args)
    one, two, three, four = (
        interval(name, words.flag(name)) for name in ("interval", "timeout", "start-period", "start-interval")
    )
    return Healthcheck(*words.here, test, one, two, three, four, retries(words.flag("retries")))


def _onbuild(words: Words) -> Onbuild:
    line = words.line
    if line.sub is None:
        raise ValueError("ONBUILD requires at least one argument")
    words.flags()
    trigger = line.sub.keyword.upper()
    if trigger == "ONBUILD":
        raise ValueError("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed")
    if trigger in ("MAINTAINER", "FROM"):
        raise ValueError(f"{trigger} isn't allowed as an ONBUILD trigger")
    expression = line.original.lstrip(SPACES)[len("ONBUILD") :].lstrip(SPACES)
    expression += "".join(f"\n{doc.content}{doc.name}" for doc in line.heredocs)
    try:
        instruction = parse_line(replace(line.sub, heredocs=line.heredocs), words.newest)
    except ParseError:
        instruction = None
    return Onbuild(*words.here, expression, instruction)


_PARSERS: dict[str, Callable[[Words], Instruction]] = {
    "ADD": _add,
    "ARG": _arg,
    "CMD": lambda words: Cmd(*words.here, *_command(words)),
    "COPY": _copy,
    "ENTRYPOINT": lambda words: Entrypoint(*words.here, *_command(words)),
    "ENV": lambda words: Env(*words.here, *_pairs(words)),
    "EXPOSE": _expose,
    "FROM": _from,
    "HEALTHCHECK": _healthcheck,
    "LABEL": lambda words: Label(*words.here, *_pairs(words)),
    "MAINTAINER": lambda words: Maintainer(*words.here, words.single()),
    "ONBUILD": _onbuild,
    "RUN": _run,
    "SHELL": _shell,
    "STOPSIGNAL": lambda words: StopSignal(*words.here, words.exactly_one()),
    "USER": lambda words: User(*words.here, words.single()),
    "VOLUME": _volume,
    "WORKDIR": lambda words: Workdir(*words.here, words.single()),
}
