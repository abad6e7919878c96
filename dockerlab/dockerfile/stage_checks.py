"""The build checks that need to know the variables in force: FROM lines, then each stage in order."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

from dockerlab import reference
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
    Instruction,
    Label,
    Run,
    Shell,
    Stage,
    Workdir,
)  # fmt: skip
from dockerlab.dockerfile.lines import ParseError
from dockerlab.dockerfile.sources import check_earlier, check_sources
from dockerlab.dockerfile.substitution import Watched
from dockerlab.dockerfile.values import check_remote, check_values, mount_target
from dockerlab.dockerfile.variables import argument_values, declare, expand_watched, located, platform_arguments
from dockerlab.dockerfile.wording import did_you_mean, quote
from dockerlab.errors import InvalidReference, NotModelled, Span

__all__ = ["Base", "Found", "Scope", "base_checks"]

Found = Iterator[tuple[str, str, Span]]

_SECRETS = "apikey|auth|credential|credentials|key|password|pword|passwd|secret|token"
_SECRET = re.compile(rf"(?i:(_|^)({_SECRETS})(_|$))")
_PUBLIC = re.compile(r"(?i:(_|^)public(_|$))")
_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


@dataclass(frozen=True)
class Base:
    """What a check needs to know of a base image: its variables, whether it names a shell, its WORKDIR."""

    env: Mapping[str, str] = field(default_factory=lambda: {"PATH": _PATH})
    shell: bool = False
    directory: str = "/"


@dataclass(frozen=True)
class Scope:
    """What the caller of ``check`` gave it; see there."""

    build_args: Mapping[str, str]
    base: Callable[[str], Base]
    ignored: Callable[[str], bool]
    stages: Collection[int] | None


@dataclass
class _State:
    """What is in force at a line of a stage."""

    env: dict[str, str]
    args: set[str]
    shell: bool = False
    directory: str = "/"
    workdir: bool = False
    once: dict[str, Instruction] = field(default_factory=dict)


def base_checks(dockerfile: Dockerfile, scope: Scope) -> Found:
    """Check the FROM lines, then what stands below each of them."""
    outer, defaults = platform_arguments(dockerfile), platform_arguments(dockerfile)
    for arg in dockerfile.global_args:
        for env, given in ((outer, scope.build_args), (defaults, {})):
            values = argument_values(arg, env, given, {}, dockerfile.escape)
            env.update((name, value) for name, value in values if value is not None)
    for stage in dockerfile.stages:
        try:
            reference.parse(_base(stage, Watched(defaults), dockerfile.escape).image)
        except InvalidReference:
            message = f"Default value for ARG {stage.base.image} results in empty or invalid base image name"
            yield "InvalidDefaultArgInFrom", message, stage.base.span
    images: list[str] = []
    declared = {name: "" for arg in dockerfile.global_args for name, _ in arg.pairs} | outer
    for stage in dockerfile.stages:
        watched = Watched(outer)
        base = _base(stage, watched, dockerfile.escape)
        yield from _from(stage, base, watched, declared)
        images.append(base.image)
    check_sources(dockerfile)
    yield from _stages(dockerfile, images, outer, scope)


def _from(stage: Stage, base: From, watched: Watched, declared: Collection[str]) -> Found:
    written = stage.base
    for name in watched.unset:
        if name not in declared:
            message = f"FROM argument '{name}' is not declared{did_you_mean(name, declared)}"
            yield "UndefinedArgInFrom", message, written.span
    if not base.image:
        raise ParseError("variable", f"base name ({written.image}) should not be blank", written.span)
    if written.platform and not base.platform:
        raise ParseError("variable", f"empty platform value from expression {written.platform}", written.span)
    if written.platform in ("$TARGETPLATFORM", "${TARGETPLATFORM}"):
        message = (
            f"Setting platform to predefined {written.platform} in FROM is redundant as this is the default behavior"
        )
        yield "RedundantTargetPlatform", message, written.span
    _valid(base, written)
    if base.platform and "$" not in written.platform:
        system, _, machine = base.platform.partition("/")
        if not any(part and part in (stage.name or "") for part in (system, machine.partition("/")[0])):
            message = f"FROM --platform flag should not use constant value {quote(base.platform)}"
            yield "FromPlatformFlagConstDisallowed", message, written.span


def _stages(dockerfile: Dockerfile, images: list[str], outer: Mapping[str, str], scope: Scope) -> Found:
    states: dict[str, _State] = {}
    for stage, image in zip(dockerfile.stages, images, strict=True):
        wanted = scope.stages is None or stage.index in scope.stages
        if image in states:
            parent = states[image]
            state = _State(dict(parent.env), set(parent.args), parent.shell, parent.directory, parent.workdir)
        else:
            if wanted:
                _check_name(image, stage.base.span)
            known = Base() if image == "scratch" or not wanted else scope.base(image)
            state = _State(dict(known.env), set(), known.shell, known.directory)
        for item in stage.instructions if wanted else ():
            watched = Watched(state.env)
            try:
                if isinstance(item, Arg):
                    yield from _secrets("ARG", [name for name, _ in item.pairs], item.span)
                    state.args |= {name for name, _ in item.pairs}
                    new: Instruction = _declared(item, watched, outer, dockerfile.escape, scope)
                else:
                    new = expand_watched(item, watched, dockerfile.escape)
            finally:
                yield from _undefined(item, watched, state)
            check_earlier(dockerfile, stage, new)
            yield from _instruction(item, new, state, outer, scope)
            _valid(new, item)
        if stage.name:
            states[stage.name] = state


def _check_name(image: str, span: Span) -> None:
    try:
        reference.parse(image)
    except InvalidReference as err:
        raise ParseError("variable", f"failed to parse stage name {quote(image)}: {err.message}", span) from None


def _undefined(item: Instruction, watched: Watched, state: _State) -> Found:
    for name in watched.unset:
        if name not in state.args:
            message = f"Usage of undefined variable '${name}'{did_you_mean(name, state.env, sign='$')}"
            yield "UndefinedVar", message, item.span


def _instruction(item: Instruction, new: Instruction, state: _State, outer: Mapping[str, str], scope: Scope) -> Found:
    keyword = item.original.split(maxsplit=1)[0]
    match new:
        case Env(pairs=pairs) | Label(pairs=pairs):
            if new.legacy:
                message = f'"{keyword} key=value" should be used instead of legacy "{keyword} key value" format'
                yield "LegacyKeyValueFormat", message, item.span
            if isinstance(new, Env):
                yield from _secrets("ENV", [name for name, _ in pairs], item.span)
                state.env.update(pairs)
        case Arg(pairs=args):
            state.env.update((name, value) for name, value in args if value is not None)
        case Cmd() | Entrypoint() | Healthcheck():
            kind = type(new).__name__.upper()
            if earlier := state.once.get(kind):
                why = "should not be used in the same stage because only the last one will be used"
                yield "MultipleInstructionsDisallowed", f"Multiple {keyword} instructions {why}", earlier.span
            state.once[kind] = item
            if not isinstance(new, Healthcheck) and new.shell and not state.shell:
                why = "to prevent unintended behavior related to OS signals"
                yield "JSONArgsRecommended", f"JSON arguments recommended for {keyword} {why}", item.span
        case Shell():
            state.shell = True
        case Workdir(path=path):
            if not state.workdir and not path.startswith("/"):
                message = f"Relative workdir {quote(path)} can have unexpected results if the base image changes"
                yield "WorkdirRelativePath", message, item.span
            state.workdir = True
            state.directory = posixpath.join(state.directory, path)
        case Run(mounts=mounts):
            for mount in mounts:
                try:
                    mount_target(mount, state.directory)
                except ValueError as err:
                    raise ParseError("variable", str(err), item.span) from None
        case Expose(ports=ports):
            for port in ports:
                yield from _port(port, item.span)
                _valid(replace(new, ports=(port,)), item)
        case Copy(sources=sources) | Add(sources=sources) if isinstance(new, Add) or not new.from_:
            for path in (posixpath.normpath(source) for source in sources):
                if not path.startswith("/") and scope.ignored(path):
                    verb = type(new).__name__
                    message = f"Attempting to {verb} file {quote(path)} that is excluded by .dockerignore"
                    yield "CopyIgnoredFile", message, item.span
        case _:
            pass


def _secrets(keyword: str, names: list[str], span: Span) -> Found:
    for name in names:
        if _SECRET.search(name) and not _PUBLIC.search(name):
            message = f"Do not use ARG or ENV instructions for sensitive data ({keyword} {quote(name)})"
            yield "SecretsUsedInArgOrEnv", message, span


def _port(port: str, span: Span) -> Found:
    if ":" in port.partition("/")[0].strip(":"):
        message = f"EXPOSE instruction should not define an IP address or host-port mapping, found '{port}'"
        yield "ExposeInvalidFormat", message, span
    elif port.partition("/")[2] != port.partition("/")[2].lower():
        yield "ExposeProtoCasing", f"Defined protocol '{port}' in EXPOSE instruction should be lowercase", span


def _valid(item: Instruction, written: Instruction) -> None:
    try:
        check_values(item, written)
        check_remote(item)
    except ValueError as err:
        raise ParseError("variable", str(err), item.span) from None


def _base(stage: Stage, watched: Watched, escape: str) -> From:
    new = expand_watched(stage.base, watched, escape)
    assert isinstance(new, From)
    return new


def _declared(arg: Arg, watched: Watched, outer: Mapping[str, str], escape: str, scope: Scope) -> Arg:
    try:
        return replace(arg, pairs=tuple(declare(arg, watched, scope.build_args, outer, escape)))
    except (ValueError, NotModelled) as err:
        raise located(err, arg, watched) from None
