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
from dataclasses import dataclass, field

from e2b_dockerfile_utils import parse_heredoc

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
)
from dockerlab.dockerfile.lines import SPACES, Line, ParseError, read
from dockerlab.dockerfile.units import duration
from dockerlab.dockerfile.wording import did_you_mean, quote

__all__ = ["parse", "parse_line"]

_STAGE_NAME = re.compile(r"[a-z][a-z0-9-_.]*")


def parse(text: str, source: str = "Dockerfile") -> Dockerfile:
    """Parse a Dockerfile.

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
        match parse_line(line):
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


def parse_line(line: Line) -> Instruction:
    """Parse one line; see ``parse``."""
    name = line.keyword.upper()
    try:
        if name not in _PARSERS:
            raise ValueError(f"unknown instruction: {line.keyword}{did_you_mean(line.keyword, _PARSERS, cased=False)}")
        return _PARSERS[name](_Words(line, name, list(line.args)))
    except ValueError as err:
        raise ParseError("instruction", f"dockerfile parse error on line {line.span.line}: {err}", line.span) from None


@dataclass
class _Words:
    """A line while it is being checked."""

    line: Line
    name: str
    args: list[str]
    used: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return self.line.original.strip(SPACES)

    def at_least_one(self) -> None:
        if not self.args:
            raise ValueError(f"{self.name} requires at least one argument")

    def exactly_one(self) -> str:
        if len(self.args) != 1:
            raise ValueError(f"{self.name} requires exactly one argument")
        return self.args[0]

    def flags(self, strings: str = "", switches: str = "", lists: str = "") -> dict[str, list[str]]:
        """Check the flags against the names allowed; each maps to its values."""
        found: dict[str, list[str]] = {name: [] for name in f"{strings} {switches} {lists}".split()}
        for flag in self.line.flags:
            name, equals, value = flag[2:].partition("=")
            if name not in found:
                raise ValueError(f"unknown flag: --{name}{did_you_mean(name, found)}")
            if found[name] and name not in lists.split():
                raise ValueError(f"duplicate flag specified: --{name}")
            if name in switches.split():
                if equals and not value:
                    raise ValueError(f"missing a value on flag: --{name}")
                if value.lower() not in ("", "true", "false"):
                    raise ValueError(f"expecting boolean value for flag --{name}, not: {value}")
            elif not equals:
                raise ValueError(f"missing a value on flag: --{name}")
            found[name].append(value)
            self.used.append(name)
        return found


def _switch(values: list[str]) -> bool | None:
    return values[0].lower() != "false" if values else None


def _from(words: _Words) -> From:
    args, name = words.args, None
    if len(args) == 3 and args[1].lower() == "as":
        name = args[2].lower()
        if not _STAGE_NAME.fullmatch(name):
            raise ValueError(
                f"invalid name for build stage: {quote(args[2])}, name can't start with a number or contain symbols"
            )
    elif len(args) != 1:
        raise ValueError("FROM requires either one or three arguments")
    platform = "".join(words.flags(strings="platform")["platform"])
    return From(image=args[0], platform=platform, name=name, span=words.line.span, original=words.text)


def _run(words: _Words) -> Run:
    flags = words.flags(strings="network", lists="mount device")
    network = "".join(flags["network"]) or "default"
    if flags["network"] and network not in ("default", "none", "host"):
        raise ValueError(f"invalid network mode {quote(network)}")
    return Run(
        shell=not words.line.json,
        args=tuple(words.args),
        heredocs=words.line.heredocs,
        mount_flags=tuple(flags["mount"]),
        network=network,
        flags=tuple(words.used),
        span=words.line.span,
        original=words.text,
    )


def _sources(words: _Words) -> tuple[tuple[str, ...], tuple[Heredoc, ...]]:
    """Part the sources of COPY and ADD: paths, and here-documents with their content."""
    if _opens_heredoc(words.args[-1]):
        raise ValueError(f"{words.name} cannot accept a heredoc as a destination")
    docs = {doc.name: doc for doc in words.line.heredocs}
    opened = [_opens_heredoc(arg) for arg in words.args[:-1]]
    paths = tuple(arg for arg, doc in zip(words.args[:-1], opened, strict=True) if doc is None)
    return paths, tuple(docs.get(doc.name, doc) for doc in opened if doc is not None)


def _opens_heredoc(word: str) -> Heredoc | None:
    try:
        doc = parse_heredoc(word)
    except ValueError:
        return None
    return Heredoc(doc.name, "", doc.chomp, doc.expand) if doc else None


def _two(words: _Words) -> None:
    if len(words.args) < 2:
        raise ValueError(
            f"{words.name} requires at least two arguments, but only one was provided. "
            "Destination could not be determined"
        )


def _copy(words: _Words) -> Copy:
    _two(words)
    flags = words.flags(strings="chown from chmod", switches="link parents", lists="exclude")
    sources, docs = _sources(words)
    return Copy(
        sources=sources,
        dest=words.args[-1],
        heredocs=docs,
        from_="".join(flags["from"]),
        chown="".join(flags["chown"]),
        chmod="".join(flags["chmod"]),
        link=bool(_switch(flags["link"])),
        exclude=tuple(flags["exclude"]),
        parents=bool(_switch(flags["parents"])),
        flags=tuple(words.used),
        span=words.line.span,
        original=words.text,
    )


def _add(words: _Words) -> Add:
    _two(words)
    flags = words.flags(strings="chown chmod checksum", switches="link keep-git-dir unpack", lists="exclude")
    sources, docs = _sources(words)
    return Add(
        sources=sources,
        dest=words.args[-1],
        heredocs=docs,
        chown="".join(flags["chown"]),
        chmod="".join(flags["chmod"]),
        link=bool(_switch(flags["link"])),
        exclude=tuple(flags["exclude"]),
        checksum="".join(flags["checksum"]),
        keep_git_dir=_switch(flags["keep-git-dir"]),
        unpack=_switch(flags["unpack"]),
        flags=tuple(words.used),
        span=words.line.span,
        original=words.text,
    )


def _pairs(words: _Words) -> tuple[tuple[str, str], ...]:
    words.flags()
    words.at_least_one()
    pairs = tuple(zip(words.args[::3], words.args[1::3], strict=True))
    if any(not name for name, _ in pairs):
        raise ValueError(f"{words.name} names can not be blank")
    return pairs


def _env(words: _Words) -> Env:
    return Env(pairs=_pairs(words), legacy=words.args[2] == "", span=words.line.span, original=words.text)


def _label(words: _Words) -> Label:
    return Label(pairs=_pairs(words), legacy=words.args[2] == "", span=words.line.span, original=words.text)


def _arg(words: _Words) -> Arg:
    words.at_least_one()
    pairs: list[tuple[str, str | None]] = []
    for arg in words.args:
        name, equals, value = arg.partition("=")
        if not name:
            raise ValueError("ARG names can not be blank")
        pairs.append((name, value if equals else None))
    return Arg(pairs=tuple(pairs), span=words.line.span, original=words.text)


def _workdir(words: _Words) -> Workdir:
    path = words.exactly_one()
    words.flags()
    return Workdir(path=path, span=words.line.span, original=words.text)


def _user(words: _Words) -> User:
    user = words.exactly_one()
    words.flags()
    return User(user=user, span=words.line.span, original=words.text)


def _maintainer(words: _Words) -> Maintainer:
    name = words.exactly_one()
    words.flags()
    return Maintainer(name=name, span=words.line.span, original=words.text)


def _stopsignal(words: _Words) -> StopSignal:
    return StopSignal(signal=words.exactly_one(), span=words.line.span, original=words.text)


def _volume(words: _Words) -> Volume:
    words.at_least_one()
    words.flags()
    paths = tuple(path.strip(SPACES) for path in words.args)
    if "" in paths:
        raise ValueError("VOLUME specified can not be an empty string")
    return Volume(paths=paths, span=words.line.span, original=words.text)


def _expose(words: _Words) -> Expose:
    words.at_least_one()
    words.flags()
    return Expose(ports=tuple(sorted(words.args)), span=words.line.span, original=words.text)


def _cmd(words: _Words) -> Cmd:
    words.flags()
    return Cmd(shell=not words.line.json, args=tuple(words.args), span=words.line.span, original=words.text)


def _entrypoint(words: _Words) -> Entrypoint:
    words.flags()
    return Entrypoint(shell=not words.line.json, args=tuple(words.args), span=words.line.span, original=words.text)


def _shell(words: _Words) -> Shell:
    words.flags()
    words.at_least_one()
    if not words.line.json:
        raise ValueError("SHELL requires the arguments to be in JSON form")
    return Shell(args=tuple(words.args), span=words.line.span, original=words.text)


def _healthcheck(words: _Words) -> Healthcheck:
    words.at_least_one()
    kind, args = words.args[0].upper(), words.args[1:]
    if kind == "NONE":
        if args:
            raise ValueError("HEALTHCHECK NONE takes no arguments")
        return Healthcheck(test=("NONE",), span=words.line.span, original=words.text)
    flags = words.flags(strings="interval timeout start-period start-interval retries")
    if kind != "CMD":
        raise ValueError(f"Unknown type {quote(kind)} in HEALTHCHECK (try CMD)")
    if not args:
        raise ValueError("Missing command after HEALTHCHECK CMD")
    times = [
        _interval(name, "".join(flags[name])) for name in ("interval", "timeout", "start-period", "start-interval")
    ]
    return Healthcheck(
        test=("CMD" if words.line.json else "CMD-SHELL", *args),
        interval=times[0],
        timeout=times[1],
        start_period=times[2],
        start_interval=times[3],
        retries=_retries("".join(flags["retries"])),
        span=words.line.span,
        original=words.text,
    )


def _interval(name: str, text: str) -> int:
    time = duration(text) if text else 0
    if time and time < 1_000_000:
        raise ValueError(f"Interval {quote(name)} cannot be less than 1ms")
    return time


def _retries(text: str) -> int:
    if not re.fullmatch(r"[+-]?[0-9]+", text) and text:
        raise ValueError(f"strconv.ParseInt: parsing {quote(text)}: invalid syntax")
    sign, digits = text[:1].strip("+0123456789"), text.lstrip("+-0") or "0"
    count = int(sign + digits[:11])
    if not -(2**31) <= count < 2**31:
        raise ValueError(f"strconv.ParseInt: parsing {quote(text)}: value out of range")
    if count < 0:
        raise ValueError(f"--retries cannot be negative ({count})")
    return count


def _onbuild(words: _Words) -> Onbuild:
    line = words.line
    if line.sub is None:
        raise ValueError("ONBUILD requires at least one argument")
    words.flags()
    trigger = line.sub.keyword.upper()
    if trigger == "ONBUILD":
        raise ValueError("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed")
    if trigger in ("MAINTAINER", "FROM"):
        raise ValueError(f"{trigger} isn't allowed as an ONBUILD trigger")
    expression = re.sub(r"(?i)^\s*ONBUILD\s*", "", line.original)
    expression += "".join(f"\n{doc.content}{doc.name}" for doc in line.heredocs)
    try:
        instruction = parse_line(line.sub)
    except ParseError:
        instruction = None
    return Onbuild(expression=expression, instruction=instruction, span=line.span, original=words.text)


_PARSERS: dict[str, Callable[[_Words], Instruction]] = {
    "ADD": _add,
    "ARG": _arg,
    "CMD": _cmd,
    "COPY": _copy,
    "ENTRYPOINT": _entrypoint,
    "ENV": _env,
    "EXPOSE": _expose,
    "FROM": _from,
    "HEALTHCHECK": _healthcheck,
    "LABEL": _label,
    "MAINTAINER": _maintainer,
    "ONBUILD": _onbuild,
    "RUN": _run,
    "SHELL": _shell,
    "STOPSIGNAL": _stopsignal,
    "USER": _user,
    "VOLUME": _volume,
    "WORKDIR": _workdir,
}
