"""``docker build --check``: what is legal in a Dockerfile, but unwise.

The checks run where Docker runs them: some while the lines are parsed, some on
the FROM lines, and the rest while the stages are gone through instruction by
instruction with the variables in force there.  So a Dockerfile with an error
still shows what was found up to it, and ``Report`` holds both.

Reference: https://docs.docker.com/build/checks/
Source of the rules: moby/buildkit frontend/dockerfile (linter, dockerfile2llb/convert.go).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from dockerlab.dockerfile.instructions import Arg, Dockerfile, From, Instruction
from dockerlab.dockerfile.lines import Line, ParseError, read
from dockerlab.dockerfile.parse import parse, parse_line
from dockerlab.dockerfile.rules import RULES, Options, Rule, check_directive, parse_options
from dockerlab.dockerfile.stage_checks import Base, Found, Scope, base_checks
from dockerlab.dockerfile.wording import quote
from dockerlab.errors import Span

__all__ = ["Base", "Finding", "Report", "check"]


@dataclass(frozen=True)
class Finding:
    """One thing that a rule found, in Docker's words."""

    rule: Rule
    message: str
    span: Span

    def __str__(self) -> str:
        return f"{self.rule.name}: {self.message} (line {self.span.line})"


@dataclass(frozen=True)
class Report:
    """What ``check`` found.

    Attributes:
        findings: in the order in which a build prints them as ``WARN:``.
        error: why the Dockerfile cannot be built at all, or, with ``# check=error=true``, that something was found.
    """

    findings: tuple[Finding, ...]
    error: ParseError | None = None

    def __str__(self) -> str:
        """Return what ``docker build --check`` prints on standard output."""
        count = len(self.findings)
        if not count:
            return "" if self.error else "Check complete, no warnings found."
        said = "1 warning has been found!" if count == 1 else f"{count} warnings have been found!"
        parts = [f"Check complete, {said}\n"]
        for found in sorted(self.findings, key=lambda found: found.span.line):
            span = found.span
            marked = span.excerpt(context=1 if span.end_line > span.line else 2).partition("\n")[2]
            where = f"{span.source}:{span.line}"
            parts.append(f"WARNING: {found.rule.name} - {found.rule.url}\n{found.message}\n{where}\n{marked}\n")
        return "\n".join(parts)


def check(
    text: str,
    source: str = "Dockerfile",
    *,
    build_args: Mapping[str, str] | None = None,
    base: Callable[[str], Base] = lambda image: Base(),
    ignored: Callable[[str], bool] = lambda path: False,
    stages: Collection[int] | None = None,
) -> Report:
    """Check a Dockerfile as ``docker build --check`` does.

    Args:
        text: its content.
        source: its name, for messages.
        build_args: ``--build-arg``; ``BUILDKIT_DOCKERFILE_CHECK`` overrides ``# check=``.
        base: tells about an image that FROM names.
        ignored: tells whether .dockerignore excludes a path of the context.
        stages: the stages to go through; None for all, as ``--check`` does (a build only those it needs).

    >>> print(*check("FROM alpine as web\\nMAINTAINER me\\n").findings, sep="\\n")
    FromAsCasing: 'as' and 'FROM' keywords' casing do not match (line 1)
    MaintainerDeprecated: Maintainer instruction is deprecated in favor of using label (line 2)
    """
    build_args = build_args or {}
    found: list[Finding] = []
    options = Options()
    start = Span(source, 1, 1, text)
    error: ParseError | None = None
    try:
        try:
            options = parse_options(build_args.get("BUILDKIT_DOCKERFILE_CHECK", check_directive(text) or ""))
        except ValueError as err:
            raise ParseError("stage", f"failed to parse check options: {err}", start, shown=False) from None
        for rule, message, span in _all(text, source, Scope(build_args, base, ignored, stages)):
            if options.wants(RULES[rule]):
                found.append(Finding(RULES[rule], message, span))
        if options.error and found:
            names = ", ".join(dict.fromkeys(finding.rule.name for finding in found))
            raise ParseError("stage", f"lint violation found for rules: {names}", start, shown=False)
    except ParseError as err:
        error = err
    return Report(tuple(found), error)


def _all(text: str, source: str, scope: Scope) -> Found:
    lines = read(text, source)
    for warning in lines.warnings:
        yield "NoEmptyContinuation", "Empty continuation line", Span(source, warning.end_line, warning.end_line, text)
    for line in lines.lines:
        yield from _line(line, lines.newest)
    dockerfile = parse(text, source)
    yield from _names(dockerfile)
    yield from _casing(dockerfile)
    yield from base_checks(dockerfile, scope)


def _line(line: Line, newest: bool) -> Found:
    """The checks that need only one line; then the line must parse."""
    name, args = line.keyword.upper(), line.args
    if name == "FROM":
        if len(args) == 3 and args[2] != args[2].lower():
            yield "StageNameCasing", f"Stage name '{args[2]}' should be lowercase", line.span
        upper, lower = line.keyword.isupper(), line.keyword.islower()
        if len(args) > 2 and ((upper and args[1] != args[1].upper()) or (lower and args[1] != args[1].lower())):
            yield "FromAsCasing", f"'{args[1]}' and '{line.keyword}' keywords' casing do not match", line.span
    elif name == "MAINTAINER":
        yield "MaintainerDeprecated", "Maintainer instruction is deprecated in favor of using label", line.span
    match parse_line(line, newest):
        case From(name=str(stage)):
            names = [stage]
        case Arg(pairs=pairs):
            names = [key for key, _ in pairs]
        case _:
            return
    if line.comments and line.comments[-1].split(" ")[0] not in names:
        example = names[0] if len(names) == 1 else "<arg_key>"
        message = f"Comment for {name} should follow the format: `# {example} <description>`"
        yield "InvalidDefinitionDescription", message, line.span


def _names(dockerfile: Dockerfile) -> Found:
    seen: set[str] = set()
    for stage in dockerfile.stages:
        if stage.name in ("context", "scratch"):
            message = f"Stage name should not use the same name as reserved stage {quote(stage.name)}"
            yield "ReservedStageName", message, stage.base.span
        if stage.name in seen:
            message = f"Duplicate stage name {quote(stage.name)}, stage names should be unique"
            yield "DuplicateStageName", message, stage.base.span
        seen |= {stage.name} if stage.name else set()


def _keyword(instruction: Instruction) -> str:
    return instruction.original.split(maxsplit=1)[0]


def _casing(dockerfile: Dockerfile) -> Found:
    below = [item for stage in dockerfile.stages for item in (stage.base, *stage.instructions)]
    words = [_keyword(item) for item in below]
    lower = sum(word.islower() for word in words) > sum(word.isupper() for word in words)
    for item, word in zip(below, words, strict=True):
        if word != (word.lower() if lower else word.upper()):
            case = "lowercase" if lower else "uppercase"
            message = f"Command '{word}' should match the case of the command majority ({case})"
            yield "ConsistentInstructionCasing", message, item.span
