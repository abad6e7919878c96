"""``docker build``: reads the context from the host, has the engine build, prints the trace."""

from __future__ import annotations

from dataclasses import replace

from dockerlab.build.steps import Builder, BuildOptions, BuildResult, BuildStep
from dockerlab.cli.build_input import Asked
from dockerlab.cli.build_input import asked as read_input
from dockerlab.cli.check import base_images, check, missing_image, report_of
from dockerlab.cli.client import Client
from dockerlab.cli.fetching import Source
from dockerlab.cli.flags import Parsed
from dockerlab.cli.progress import Transcript
from dockerlab.cli.transcript import sending, transcript
from dockerlab.context import BuildContext
from dockerlab.digest import sha256
from dockerlab.dockerfile import Arg, ParseError, Report
from dockerlab.errors import BuildError, DaemonError, LabError, NotModelled, UsageError
from dockerlab.filesystem import Filesystem

__all__ = ["HANDLERS"]

PREDEFINED = {f"{name}_proxy" for name in ("http", "https", "ftp", "no", "all")}


def build(client: Client, parsed: Parsed) -> int:
    """Carry out ``docker build`` with the builder that the command line was parsed for."""
    if parsed.command.path == "docker build":
        return _classic(client, parsed)
    return _buildkit(client, parsed)


# -- the classic builder -------------------------------------------------


def _classic(client: Client, parsed: Parsed) -> int:
    asked = read_input(client, parsed, classic=True)
    quiet = parsed.on("quiet")
    said = [sending(asked.context.size)]
    error: LabError | None = None
    status = 1
    result: BuildResult | None = None
    source = Source(client.engine.store, client.engine.registry, client.now, asked.options.pull)
    try:
        result = _run(client, asked, "classic")
        client.events.append(result)
        unused = _unused(parsed, result)
        said.append(transcript(result, keep=not parsed.on("rm", True), unused=unused, source=source))
        if isinstance(result.error, NotModelled):
            raise result.error
        if result.error is not None:
            error = result.error
            status = max(error.status, result.failed.status if result.failed is not None else 1)
    except NotModelled:
        raise
    except ParseError as exc:
        error = replace_message(exc, exc.classic, asked.name)
    except LabError as exc:
        error = exc
    if error is None:
        assert result is not None and result.image is not None
        client.out(f"{result.image.id}\n" if quiet else "".join(said))
        _iidfile(client, parsed, result)
        return 0
    client.put(2 if quiet else 1, "".join(said))
    client.error = error
    early = result is None and not isinstance(error, BuildError)
    client.err(f"Error response from daemon: {error.message}" if early else error.message)
    return 1 if result is None else status


def replace_message(error: ParseError, message: str, name: str) -> LabError:
    """Return a parse error in the classic builder's words, which name the file."""
    message = message.replace("failed to parse Dockerfile", f"failed to parse {name}")
    return DaemonError(message.replace("(Dockerfile)", f"({name})"), error.where, error.hint)


def _unused(parsed: Parsed, result: BuildResult) -> tuple[str, ...]:
    reached = (step.instruction for step in result.steps)  # the triggers of a base image are among them
    declared = {name for instruction in reached if isinstance(instruction, Arg) for name, _ in instruction.pairs}
    known = declared | PREDEFINED | {name.upper() for name in PREDEFINED}
    given = {pair.partition("=")[0] for pair in parsed.list("build-arg")}
    return tuple(sorted(given - known))


# -- BuildKit --------------------------------------------------------------


def _buildkit(client: Client, parsed: Parsed) -> int:
    progress, call = parsed.text("progress", "auto"), parsed.text("call", "build")
    if progress not in ("auto", "plain", "quiet", "none", "tty", "rawjson"):
        raise UsageError(f"ERROR: invalid progress mode {progress}")
    if progress == "tty":
        raise UsageError("ERROR: failed to get console: provided file is not a console")
    if progress == "rawjson":
        raise NotModelled("--progress rawjson")
    if call not in ("build", "check"):
        raise NotModelled(f"--call {call}")
    checking = parsed.on("check") or call == "check"
    quiet = parsed.on("quiet") or progress in ("quiet", "none")
    try:
        asked = read_input(client, parsed, classic=False)
    except BuildError as exc:  # nothing on standard input
        log = Transcript("Dockerfile", "", BuildContext(Filesystem()))
        log.nothing_sent()
        _failure(log, BuildOptions(), None, exc, quiet)
        client.error = exc
        client.put(2, str(log))
        return 1
    text = asked.text or ""
    report = report_of(client, asked, everything=checking) if asked.text is not None else Report(())
    source = Source(client.engine.store, client.engine.registry, client.now, asked.options.pull)
    log = Transcript(asked.name, text, asked.context, report.findings, source)
    if asked.context.archive:
        digest, cache = sha256(asked.context.archive), client.engine.buildkit
        log.received = digest in cache.small
        client.engine.buildkit = replace(cache, small=cache.small | {digest})
    if checking:
        log.findings = ()
        return check(client, log, report, asked, quiet)
    status, result, error = 1, None, None
    try:
        if asked.text is None:
            raise BuildError(
                f"failed to read dockerfile: open {asked.name}: no such file or directory",
                hint="Write a file named Dockerfile, or name yours with -f.",
            )
        if report.error is not None and report.error.kind != "variable":
            raise report.error
        result = _run(client, asked, "buildkit")
        client.events.append(result)
        error = result.error
        if isinstance(error, NotModelled):
            raise error
    except NotModelled:
        raise
    except LabError as exc:
        error = exc
    if error is None:
        assert result is not None and result.image is not None
        log.steps(result)
        log.warnings()
        if not quiet:
            client.put(2, str(log))
        elif progress != "none" or parsed.on("quiet"):
            client.out(f"{result.image.id}\n")
        _iidfile(client, parsed, result)
        return 0
    _failure(log, asked.options, result, error, quiet)
    client.error = error
    client.put(2, str(log))
    return status


def _failure(log: Transcript, options: BuildOptions, result: BuildResult | None, error: LabError, quiet: bool) -> None:
    """Fill in what a failed build prints, as far as it came."""
    prefix = ""
    if result is not None and result.failed is not None and _solving(result.failed, error):
        log.steps(result)
    elif not log.lines:
        log.started()
        missing = missing_image(log, options, error)
        if missing is not None:
            here = log.source_of.store.find if log.source_of is not None else None
            log.found([name for name in base_images(log, options) if here is not None and here(name) is not None])
            log.unresolved(missing.image, missing.reason)
            error, prefix = BuildError(missing.reason, missing.where), missing.prefix
        elif error.message.startswith("unknown instruction: "):  # an ONBUILD of the base: nobody had looked at it
            log.found(base_images(log, options))
        elif result is not None or not _early(error):
            log.metadata(base_images(log, options))
    if quiet:
        log.lines.clear()
    else:
        log.warnings()
    log.failed(error, prefix)


def _solving(step: BuildStep, error: LabError) -> bool:
    """Say whether a step failed as it was carried out, and not when the Dockerfile was turned into a graph."""
    planned = ("source can't be a", "unsupported mount type", "invalid mount target")
    return step.vertex and step.name.startswith("[") and not error.message.startswith(planned)


def _early(error: LabError) -> bool:
    """Say whether an error is found while the Dockerfile is read, before anything is looked up.

    What an instruction below FROM refuses is found later: its base is known by then.
    """
    if isinstance(error, ParseError):
        text = error.where.text.split("\n")[error.where.line - 1] if error.where is not None else ""
        return error.kind != "variable" or text.lstrip().upper().startswith("FROM")
    early = ("failed to read dockerfile", "target stage ", "failed to parse stage name", "base name (")
    return error.message.startswith(early)


def _run(client: Client, asked: Asked, builder: Builder) -> BuildResult:
    """Have the engine build."""
    return client.engine.build(asked.context, asked.options, dockerfile=asked.text, builder=builder)


def _iidfile(client: Client, parsed: Parsed, result: BuildResult) -> None:
    if "iidfile" in parsed.values and result.image is not None:
        client.host.files.write(client.host.path(parsed.text("iidfile")), result.image.id.encode())


HANDLERS = {"build": build, "buildx build": build}
