"""``docker build --check``, and what a build looks up before its first step: base images and the checks' findings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dockerlab.build.scope import global_arguments
from dockerlab.build.stages import needed, target_stage
from dockerlab.build.steps import BuildOptions
from dockerlab.cli.build_input import Asked
from dockerlab.cli.client import Client
from dockerlab.cli.progress import Transcript
from dockerlab.dockerfile import Base, Copy, Report, expand_word, parse
from dockerlab.dockerfile import check as check_text
from dockerlab.errors import DaemonError, LabError, NotModelled, Span
from dockerlab.reference import DEFAULT_DOMAIN
from dockerlab.reference import parse as parse_reference

__all__ = ["Missing", "base_images", "check", "missing_image", "report_of"]

NO_SUCH = re.compile(r"(?:pull access (denied) for (\S+),|manifest for (\S+) not found)")


@dataclass(frozen=True)
class Missing:
    """An image that is not to be had: its full name, as it was written, where, and why in BuildKit's words."""

    image: str
    written: str
    where: Span | None
    reason: str

    @property
    def prefix(self) -> str:
        """What stands before the reason at the end."""
        return f"{self.written}: failed to resolve source metadata for {self.image}: "


def named_images(log: Transcript, options: BuildOptions, *, copied: bool = True) -> Iterator[tuple[str, Span]]:
    """Yield the images that a Dockerfile names, variables replaced, and where: bases first, then ``copied`` from."""
    dockerfile = parse(log.text, log.source)
    known = {stage.name for stage in dockerfile.stages} | {"scratch"}
    outer = global_arguments(dockerfile, options, "buildkit")
    for stage in dockerfile.stages:
        image = expand_word(stage.base.image, outer, dockerfile.escape)
        if image.lower() not in known:
            yield image, stage.base.span
    for stage in dockerfile.stages if copied else ():
        for step in stage.instructions:
            if isinstance(step, Copy) and step.from_ and step.from_.lower() not in known and not step.from_.isdigit():
                yield step.from_, step.span


def full(name: str) -> str:
    """Return the full name of an image; nothing where it is no name at all (the build says so)."""
    try:
        return str(parse_reference(name).tagged())
    except LabError:
        return ""


def base_images(log: Transcript, options: BuildOptions, *, copied: bool = True) -> list[str]:
    """Return the full names of the images that the Dockerfile names."""
    names = (full(written) for written, _ in named_images(log, options, copied=copied))
    return list(dict.fromkeys(filter(None, names)))


def missing_image(log: Transcript, options: BuildOptions, error: LabError) -> Missing | None:
    """Return the image that ``error`` says there is none of, or None where it says something else."""
    found = NO_SUCH.match(error.message) if isinstance(error, DaemonError) else None
    if found is None:
        return None
    image = full(found[2] or found[3])
    written, where = found[2] or found[3], error.where
    for name, span in named_images(log, options):
        same = full(name) == image if found[3] else full(name).rpartition(":")[0] == image.rpartition(":")[0]
        if same:
            image, written, where = full(name), name, span
    reason = f"{image}: not found"
    if found[1]:
        server = "server message: insufficient_scope: authorization failed"
        reason = f"pull access denied, repository does not exist or may require authorization: {server}"
    if not image.startswith(f"{DEFAULT_DOMAIN}/"):
        reason = f"{image}: not found"
    return Missing(image, written, where, reason)


def report_of(client: Client, asked: Asked, *, everything: bool) -> Report:
    """Return what the checks find; a build goes through the stages that it needs, ``--check`` through all."""

    def base(name: str) -> Base:
        image = client.image(name)
        return Base() if image is None else Base(image.config.environment(), image.config.shell is not None)

    def ignored(path: str) -> bool:
        try:
            return asked.context.excluded_by(path, "buildkit") is not None
        except LabError:
            return False  # a broken pattern: the build will say so

    stages = None
    if not everything:
        try:
            dockerfile = parse(asked.text or "", asked.name)
            target = target_stage(dockerfile, asked.options.target, "buildkit")
            outer = global_arguments(dockerfile, asked.options, "buildkit")
            stages = [stage.index for stage in needed(dockerfile, target, "buildkit", outer)]
        except LabError:
            stages = []
    return check_text(
        asked.text or "", asked.name, build_args=asked.options.build_args, base=base, ignored=ignored, stages=stages,
    )  # fmt: skip


def check(client: Client, log: Transcript, report: Report, asked: Asked, quiet: bool) -> int:
    """Carry out ``--check``: print the report on standard output, the progress on standard error."""
    log.started()
    error: LabError | None = report.error
    if asked.text is None:
        log.failed(DaemonError(f"failed to read dockerfile: open {asked.name}: no such file or directory"))
        client.put(2, str(log))
        return 1
    if error is None or report.findings:
        missing = _look_up(client, log, asked.options)
        if missing is not None:
            log.unresolved(missing.image, missing.reason)
            shown = [missing.where.excerpt()] if missing.where is not None else []
            log.lines += [f"ERROR: {missing.prefix}{missing.reason}", *shown, ""]
            client.put(2, str(log))
            return 1
        for image in base_images(log, asked.options):
            try:
                client.engine.image(image, keep=False)
            except NotModelled:
                raise
            except LabError as exc:
                raise NotModelled(f"--check where the image behind --from is not to be had ({image})") from exc
        log.metadata(base_images(log, asked.options))
    if not quiet:
        client.put(2, str(log))
    if str(report):
        client.line(("\n" if quiet else "") + str(report).rstrip("\n"))
    if error is not None and not report.findings:
        log.lines.clear()
        log.failed(error)
        client.error = error
        client.put(2, str(log))
    return 1 if error is not None or report.findings else 0


def _look_up(client: Client, log: Transcript, options: BuildOptions) -> Missing | None:
    """Look every base image up; return the first that is not to be had."""
    for image in base_images(log, options, copied=False):
        try:
            client.engine.image(image, keep=False)
        except NotModelled:
            raise
        except LabError as exc:
            return missing_image(log, options, exc)
    return None
