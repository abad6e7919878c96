"""BuildKit's progress as ``docker build`` prints it where there is no terminal.

Every vertex of the build graph is a block: ``#6 [2/5] WORKDIR /app``, its
output, and ``DONE``, ``CACHED`` or ``ERROR``.  A build that fails ends with the
failed step's last lines, the place in the Dockerfile, and the error.

Source of the layout: moby/buildkit util/progress/progressui, docker/buildx.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from dockerlab.build.stages import find_stage
from dockerlab.build.steps import BuildResult, BuildStep
from dockerlab.cli.fetching import Source
from dockerlab.cli.sending import context_size, reads_context, transfer_size
from dockerlab.context import BuildContext
from dockerlab.dockerfile import Add, Copy, Finding, From, ParseError, Run
from dockerlab.errors import LabError
from dockerlab.reference import parse as parse_reference
from dockerlab.shell import Output

__all__ = ["Transcript"]

LAST_LINES = 10  # of a failed step's output are repeated
START = 0.05  # what a RUN takes before its command prints (a container is made)
DRIVER = '#0 building with "default" instance using docker driver'


@dataclass
class Transcript:
    """The blocks of one build, numbered as they come."""

    source: str  # the Dockerfile's name
    text: str
    context: BuildContext
    findings: Sequence[Finding] = ()
    source_of: Source | None = None  # where the images come from
    received: bool | None = None  # of a context sent as a tar: whether the engine had it before
    number: int = 0
    lines: list[str] = field(default_factory=list)

    def block(self, name: str, body: Sequence[str]) -> None:
        """Add one vertex: its name, then its lines."""
        self.number += 1
        self.lines += ["", *(f"#{self.number} {line}" for line in (name, *body))]

    def started(self) -> None:
        """Add what every build begins with: the driver and the Dockerfile."""
        self.lines.append(DRIVER)
        if self.received is not None:
            for name in ("[internal] load remote build context", "copy /context /"):
                self.block(name, ["CACHED" if self.received else "DONE 0.0s"])
            return
        warned = [f"WARN: {finding}" for finding in self.findings]
        size = transfer_size(self.source, len(self.text.encode("utf-8", "surrogateescape")))
        body = [f"transferring dockerfile: {size} done", *warned, "DONE 0.0s"]
        self.block(f"[internal] load build definition from {self.source}", body)

    def nothing_sent(self) -> None:
        """Add the beginning of a build whose Dockerfile never comes: standard input is empty."""
        name = "[internal] load build definition from Dockerfile"
        self.lines += [DRIVER, "", f"#1 {name}", "#1 transferring dockerfile:"]
        self.repeat(name, ())

    def found(self, images: Sequence[str]) -> None:
        """Add the look-up of base images."""
        for image in images:
            self.block(f"[internal] load metadata for {image}", ["DONE 0.0s"])

    def metadata(self, images: Sequence[str]) -> None:
        """Add the look-up of base images, and .dockerignore (an ignore file of the Dockerfile's own came with it)."""
        self.found(images)
        if self.received is not None:
            return
        ignore = self.context.ignore("buildkit")
        if ignore.source != ".dockerignore":
            return
        size = transfer_size(ignore.source, len(ignore.text.encode())) if ignore.text else "2B"
        self.block("[internal] load .dockerignore", [f"transferring context: {size} done", "DONE 0.0s"])

    def unresolved(self, image: str, reason: str) -> None:
        """Add the look-up of an image that is not to be had."""
        self.block(f"[internal] load metadata for {image}", [f"ERROR: {reason}"])
        self.repeat(f"[internal] load metadata for {image}", ())

    def repeat(self, name: str, logs: Sequence[str]) -> None:
        """Add what is said again about a step that failed."""
        self.lines += ["------", f" > {name}:", *logs, "------"]

    def steps(self, result: BuildResult) -> None:
        """Add every step that has a vertex, and the export."""
        self.started()
        self.metadata(images_of(result))
        for before in result.prepared:
            self.block("[internal] setting cache mount permissions", ["CACHED" if before else "DONE 0.0s"])
        seen: set[str] = set()
        sent = not result.asked or self.received is not None
        for step in result.steps:
            match step.instruction:
                case From() if step.vertex:
                    name = re.sub(r"^\[.*?\] FROM ", "", step.name)
                    if name not in seen:
                        self.base(step.name.removesuffix(name), name)
                    seen.add(name)
                    continue
                case _ if not sent and step.vertex and (step is result.failed or reads_context(step)):
                    sent = True
                    if not self.context_block(result):
                        return
            for image in other_images(step, result):
                if image not in seen:
                    seen.add(image)
                    self.base("FROM ", image)
            for _ in range(inline_documents(step)):
                done = "CACHED" if step.verdict == "CACHED" else "DONE 0.0s"
                self.block("[internal] preparing inline document", [done])
            if step.vertex:
                key = step.cache.key.digest if step.cache is not None else step.name
                if key not in seen:
                    self.step(step, result.error if step is result.failed else None)
                seen.add(key)
        if result.image is not None and result.error is None:
            self.export(result)

    def context_block(self, result: BuildResult) -> bool:
        """Add the transfer of the context; say whether the client could make out what it was asked for."""
        name, error = "[internal] load build context", result.error
        if error is not None and error.message.startswith("rpc error: code = Unknown desc = invalid includepatterns"):
            self.block(name, ["transferring context: 2B done", f"ERROR: {error.message}"])
            self.repeat(name, ())
            return False
        size = context_size(self.context.sent("buildkit"), result.asked)
        self.block(name, [f"transferring context: {size} done", "DONE 0.0s"])
        return True

    def base(self, prefix: str, image: str) -> None:
        """Add an image that the build stands on; one from a registry has its digest, and how it came."""
        fetched = self.source_of.fetched(image) if self.source_of is not None else None
        if fetched is None:
            self.block(f"{prefix}{image}", ["DONE 0.0s"])
        else:
            self.block(f"{prefix}{fetched.name}", [*fetched.lines, "DONE 0.3s" if fetched.lines else "DONE 0.0s"])

    def step(self, step: BuildStep, error: LabError | None) -> None:
        """Add one step."""
        logs = log_lines(step.output)
        if error is not None:
            said = error.message.removeprefix("failed to compute cache key: ")
            self.block(step.name, [*logs, f"ERROR: {said}"])
            self.repeat(step.name, [*logs[-LAST_LINES:], *([""] if _partial(step.output) else [])])
        elif step.verdict == "CACHED":
            self.block(step.name, ["CACHED"])
        else:
            self.block(step.name, [*logs, f"DONE {step.seconds + (START if step.output else 0):.1f}s"])

    def export(self, result: BuildResult) -> None:
        """Add the export of the image into the engine's store."""
        assert result.image is not None
        body = [f"writing image {result.image.id} done"]
        body += [f"naming to {tag.removesuffix(':latest')} done" for tag in result.tags]
        layers = ["exporting layers 0.0s done" if result.rebuilt else "exporting layers done"]
        self.block("exporting to image", [*(layers if result.image.layers else []), *body, "DONE 0.0s"])

    def warnings(self) -> None:
        """Add the list of what the checks found."""
        said_once = list(dict.fromkeys(str(finding) for finding in self.findings))  # `--check` repeats them
        count = len(said_once)
        if count:
            said = "1 warning found" if count == 1 else f"{count} warnings found"
            first, *rest = [f" - {finding}" for finding in said_once]
            self.lines += ["", f" \x1b[33m{said} (use docker --debug to expand):", f"\x1b[0m{first}", *rest]

    def failed(self, error: LabError, prefix: str = "") -> None:
        """Add the end of a build that failed: the place, and the error."""
        where = error.where
        if where is not None and where.source == self.source and (not isinstance(error, ParseError) or error.shown):
            self.lines.append(where.excerpt())
        said = error.message.removeprefix("checking context: ")
        # SHELL is looked at later than the rest, and that error has another frame
        doing = "failed to run Build function" if "SHELL requires" in said else "failed to solve"
        self.lines.append(f"ERROR: failed to build: {doing}: {prefix}{said}")

    def __str__(self) -> str:
        return "".join(f"{line}\n" for line in self.lines)


def images_of(result: BuildResult) -> list[str]:
    """Return the full names of the images that a build stands on or copies from."""
    names: dict[str, None] = {}
    for step in result.steps:
        if isinstance(step.instruction, From) and step.vertex:
            names.setdefault(re.sub(r"^\[.*?\] FROM ", "", step.name))
        names |= dict.fromkeys(other_images(step, result))
    return list(names)


def other_images(step: BuildStep, result: BuildResult) -> list[str]:
    """Return the images (not stages) that a step takes files from."""
    match step.instruction:
        case Copy(from_=name) if step.vertex and name:
            names = [name]
        case Run(mounts=mounts) if step.vertex:
            names = [mount.from_ for mount in mounts if mount.from_]
        case _:
            return []
    stages = result.dockerfile.stages
    index = next((stage.index for stage in stages if step.stage in (stage.name, str(stage.index))), len(stages))
    images = [name for name in names if find_stage(result.dockerfile, name, index) is None and name != "scratch"]
    return [str(parse_reference(name).tagged()) for name in images]


def inline_documents(step: BuildStep) -> int:
    """Return how many here-documents of a step become files of their own."""
    match step.instruction:
        case Copy(heredocs=documents) | Add(heredocs=documents):
            return len(documents)
        case Run(heredocs=documents):
            return sum(document.content.startswith("#!") for document in documents[:1])
    return 0


def log_lines(output: Sequence[Output]) -> list[str]:
    """Return a step's output line by line, each behind the second in which it was begun.

    >>> log_lines([Output(1, b"one\\ntw"), Output(2, b"o\\n")])
    ['0.050 one', '0.050 two']
    """
    lines: list[str] = []
    pending, begun = "", None
    first = output[0].at if output else 0
    for piece in output:
        text = piece.data.decode("utf-8", "surrogateescape")
        parts = text.split("\n")
        for part in parts[:-1]:
            at = START + (piece.at if begun is None else begun) - first
            lines.append(f"{at:.3f} {pending}{part}")
            pending, begun = "", None
        if parts[-1]:
            pending, begun = pending + parts[-1], piece.at if begun is None else begun
    if pending:
        lines.append(f"{START + (begun or first) - first:.3f} {pending}")
    return lines


def _partial(output: Sequence[Output]) -> bool:
    return bool(output) and not output[-1].data.endswith(b"\n")
