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
    Dockerfile,
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
from dockerlab.dockerfile.substitution import Watched, expand_word, expand_words, plain, tamed
from dockerlab.dockerfile.values import check_values
from dockerlab.errors import LabError, NotModelled

__all__ = ["argument_values", "canonical", "declare", "expand", "expand_watched", "located", "platform_arguments"]


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
        check_values(new, instruction)
    except ValueError as err:
        raise ParseError("variable", str(err), instruction.span) from None
    return new, frozenset(watched.used & env.keys())


def expand_watched(instruction: Instruction, watched: Watched, escape: str) -> Instruction:
    """Replace the variables, see ``expand``, without checking the values."""
    try:
        return _expand(instruction, watched, escape)
    except (ValueError, NotModelled) as err:
        raise located(err, instruction, watched) from None


def located(error: ValueError | NotModelled, instruction: Instruction, watched: Watched) -> LabError:
    """Return the error with its place."""
    watched.end_word(str(error))
    if isinstance(error, NotModelled):
        return NotModelled(error.what, instruction.span, error.hint)
    return ParseError("variable", str(error), instruction.span)


def platform_arguments(dockerfile: Dockerfile, target: str = "") -> dict[str, str]:
    """Return the global ARGs that BuildKit gives to every build; ``target`` is ``--target``.

    >>> from dockerlab.dockerfile.parse import parse
    >>> found = platform_arguments(parse("FROM scratch AS Web\\n"))
    >>> found["TARGETPLATFORM"], found["TARGETSTAGE"]
    ('linux/amd64', 'web')
    """
    values = {"PLATFORM": "linux/amd64", "OS": "linux", "OSVERSION": "", "ARCH": "amd64", "VARIANT": ""}
    names = {f"{side}{name}": value for side in ("BUILD", "TARGET") for name, value in values.items()}
    return names | {"TARGETSTAGE": target or dockerfile.stages[-1].name or "default"}


def argument_values(
    arg: Arg, env: Mapping[str, str], given: Mapping[str, str], outer: Mapping[str, str], escape: str = "\\"
) -> tuple[tuple[str, str | None], ...]:
    """Return the values that BuildKit gives to the names of an ARG, one after the other.

    Each default sees the names before it in the same line, and is not even looked at where ``--build-arg`` gives
    another value.  (The classic builder expands them all at once, in the variables from before the line.)

    Args:
        arg: as parsed.
        env: the variables before the line.
        given: ``--build-arg``.
        outer: the global ARGs; they count for a name without default.

    Raises:
        ParseError: of kind ``variable``.

    >>> from dockerlab.dockerfile.parse import parse
    >>> (arg,) = parse("ARG major=3 version=$major.12\\nFROM scratch\\n").global_args
    >>> argument_values(arg, {}, {"major": "4"}, {})
    (('major', '4'), ('version', '4.12'))
    """
    watched = Watched(env)
    try:
        return tuple(declare(arg, watched, given, outer, escape))
    except (ValueError, NotModelled) as err:
        raise located(err, arg, watched) from None


def declare(
    arg: Arg, watched: Watched, given: Mapping[str, str], outer: Mapping[str, str], escape: str
) -> Iterator[tuple[str, str | None]]:
    """Yield what ``argument_values`` returns; ``watched`` gets each value before the next one is looked at."""
    for name, default in arg.pairs:
        value = given.get(name, outer.get(name) if default is None else default)
        if default is not None and name not in given:
            value = expand_word(default, watched, escape)
            watched.end_word()
        if value is not None:
            watched.env = {**watched.env, name: value}
        yield name, value


def _expand(instruction: Instruction, env: Watched, escape: str) -> Instruction:
    def one(word: str) -> str:
        new = expand_word(word, env, escape)
        env.end_word()
        return new

    def many(words: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(map(one, words))

    match instruction:
        case Run(mount_flags=(), flags=flags) if "device" not in flags:
            return instruction
        case Copy(heredocs=()) | Add(heredocs=()) | Env() | Label() | Workdir() | User() if plain(
            instruction.original, escape
        ):
            return instruction
        case From():
            image = one(instruction.image)
            try:
                return replace(instruction, image=image, platform=one(instruction.platform))
            except ValueError as err:
                raise ValueError(f"failed to process arguments for platform : {err}") from None
        case Copy():
            check_not_variable(instruction, instruction.from_)
            return _expand_files(instruction, one, env, escape)
        case Add():
            return replace(_expand_files(instruction, one, env, escape), checksum=one(instruction.checksum))
        case Env() | Label():
            return replace(instruction, pairs=tuple((one(name), one(value)) for name, value in instruction.pairs))
        case Arg():
            return replace(instruction, pairs=tuple(declare(instruction, env, {}, {}, escape)))
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
        content = expand_word(doc.data, env, raw=True)  # a backslash escapes here, whatever the directive says
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
    bare = text.replace('"', "").replace("'", "") if run else text  # RUN keeps its quotes
    if plain(bare, escape) and "<<" not in bare:
        return capitals(text)
    with suppress(ValueError):  # Docker prints it as written then
        if isinstance(instruction, Run) and len(instruction.heredocs) == 1 and parse_heredoc(instruction.args[0]):
            first, *more = instruction.heredocs[0].content.strip(SPACES).replace("\r\n", "\n").split("\n")
            text += f" ({first}{'...' if more else ''})"
        try:
            word = tamed(text, env or {})
        except NotModelled as err:
            raise NotModelled(err.what, instruction.span, err.hint) from None
        text = ShellLex(escape, raw_quotes=run, env=env or {}, skip_unset_env=run).process_word(word)
    return capitals(text)


def capitals(text: str) -> str:
    """Return an instruction with its keyword in capitals."""
    keyword, blank, rest = text.partition(" ")
    return keyword.upper() + blank + rest
