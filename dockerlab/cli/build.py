"""``docker build``: reads the context from the host, has the engine build, prints the trace."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass

from dockerlab.build.stages import needed, target_stage
from dockerlab.build.steps import BuildOptions, BuildResult
from dockerlab.cli.client import Client
from dockerlab.cli.flags import Parsed, usage_error
from dockerlab.cli.progress import Transcript
from dockerlab.cli.transcript import sending, transcript
from dockerlab.context import BuildContext
from dockerlab.dockerfile import Arg, Base, ParseError, Report, check, parse, quote
from dockerlab.errors import BuildError, DaemonError, InvalidReference, LabError, NotModelled, UsageError
from dockerlab.filesystem import Filesystem
from dockerlab.inode import Directory
from dockerlab.reference import parse as parse_reference

__all__ = ["HANDLERS"]

PREDEFINED = {f"{name}_proxy" for name in ("http", "https", "ftp", "no", "all")}


@dataclass(frozen=True)
class Asked:
    """What was asked for: the context, the Dockerfile's name and text, the options."""

    context: BuildContext
    name: str
    text: str | None  # None: there is no such file
    options: BuildOptions


def build(client: Client, parsed: Parsed) -> int:
    """Carry out ``docker build`` with the builder that the command line was parsed for."""
    if parsed.command.path == "docker build":
        return _classic(client, parsed)
    return _buildkit(client, parsed)


# -- what was asked for --------------------------------------------------


def _options(client: Client, parsed: Parsed, classic: bool) -> BuildOptions:
    """Return the flags as the engine takes them. Raises UsageError."""
    for platform in parsed.list("platform"):
        if platform not in ("linux/amd64", "linux", "amd64", "linux/x86_64"):
            raise NotModelled(f"--platform {platform}: the lab has linux/amd64")
    for tag in parsed.list("tag"):
        try:
            parse_reference(tag)
        except InvalidReference as exc:
            _bad_tag(parsed, tag, exc.message, classic)
    arguments: dict[str, str] = {}
    for pair in parsed.list("build-arg"):
        name, equals, value = pair.partition("=")
        if not name:
            raise UsageError(f'{"" if classic else "ERROR: "}invalid key-value pair "{pair}": empty key')
        if equals:
            arguments[name] = value
        elif name in client.host.env:
            arguments[name] = client.host.env[name]
    labels = [pair.partition("=")[::2] for pair in parsed.list("label")]
    return BuildOptions(
        tuple(parsed.list("tag")), arguments, parsed.text("target"), parsed.on("no-cache"),
        tuple(part for value in parsed.list("no-cache-filter") for part in value.split(",")), parsed.on("pull"),
        tuple((name, value) for name, value in labels), _secrets(client, parsed), _network(parsed, classic),
    )  # fmt: skip


def _bad_tag(parsed: Parsed, tag: str, message: str, classic: bool) -> None:
    if classic:
        raise usage_error(parsed.command, f'invalid argument {quote(tag)} for "-t, --tag" flag: {message}')
    said = message.partition("must be lowercase")
    short = "repository name must be lowercase" if said[1] and re.fullmatch(r"[\w./:-]+", tag) else message
    raise UsageError(f"ERROR: failed to build: invalid tag {quote(tag)}: {short.partition(': repository name (')[0]}")


def _network(parsed: Parsed, classic: bool) -> str:
    network = parsed.text("network", "default")
    if network not in ("default", "none", "host") and not classic:
        raise UsageError(
            f"ERROR: failed to build: network mode {quote(network)} not supported by buildkit - you can define a "
            "custom network for your builder using the network driver-opt in buildx create"
        )
    return network


def _secrets(client: Client, parsed: Parsed) -> Mapping[str, bytes]:
    secrets: dict[str, bytes] = {}
    for value in parsed.list("secret"):
        fields: dict[str, str] = {}
        for part in value.split(","):
            key, equals, rest = part.partition("=")
            if not equals:
                raise UsageError(f"ERROR: invalid field '{part}' must be a key=value pair")
            fields[key.lower()] = rest
        if fields.get("type", "file") not in ("file", "env"):
            raise UsageError(f"ERROR: unsupported secret type {quote(fields['type'])}")
        name = fields.get("id", "")
        source = fields.get("src", fields.get("source", ""))
        env = fields.get("env", "" if source else name)
        if env in client.host.env and not source:
            secrets[name] = client.host.env[env].encode()
            continue
        source = source or name
        try:
            secrets[name] = client.host.files.read(client.host.path(source))
        except OSError as exc:
            reason = (exc.strerror or "").lower()
            raise UsageError(f"ERROR: failed to build: failed to stat {source}: stat {source}: {reason}") from None
    return secrets


def _asked(client: Client, parsed: Parsed, classic: bool) -> Asked:
    """Read the context and the Dockerfile from the host. Raises UsageError."""
    options = _options(client, parsed, classic)
    where, file = parsed.args[0], parsed.text("file")
    prefix = "" if classic else "ERROR: failed to build: "
    if re.match(r"(https?://|git://|git@|github\.com/)", where):
        raise NotModelled(f"a build context that is fetched ({where})")
    if where == "-":
        if not client.stdin and not classic:
            raise UsageError("ERROR: failed to build: failed to read dockerfile: no local sources enabled")
        if client.stdin[257:262] == b"ustar" or client.stdin[:2] == b"\x1f\x8b":
            raise NotModelled("a build context on standard input")
        return Asked(BuildContext(Filesystem()), "Dockerfile", client.stdin.decode("utf-8", "replace"), options)
    try:
        root = client.host.resolve(where)
        tree = client.host.files.fs.get(root)
    except OSError:
        tree = None
    if not isinstance(tree, Directory):
        raise UsageError(f"{prefix}unable to prepare context: path {quote(where)} not found")
    if file == "-":
        text: str | None = client.stdin.decode("utf-8", "replace")
        return Asked(BuildContext(Filesystem(tree)), "Dockerfile", text, options)
    full = client.host.path(file) if file else posixpath.join(root, "Dockerfile")
    name = posixpath.relpath(full, root)
    try:
        text = client.host.files.read(full).decode("utf-8", "replace")
    except OSError as exc:
        if classic:
            reason = (exc.strerror or "").lower()
            raise UsageError(
                f"unable to prepare context: unable to evaluate symlinks in Dockerfile path: lstat {full}: {reason}",
                hint="Write a file named Dockerfile, or name yours with -f.",
            ) from None
        text = None
    return Asked(BuildContext(Filesystem(tree), name), posixpath.basename(full), text, options)


# -- the classic builder -------------------------------------------------


def _classic(client: Client, parsed: Parsed) -> int:
    asked = _asked(client, parsed, classic=True)
    quiet = parsed.on("quiet")
    said = [sending(asked.context.size)]
    error: LabError | None = None
    status = 1
    result: BuildResult | None = None
    try:
        result = _run(client, asked, "classic")
        client.events.append(result)
        unused = _unused(asked, result)
        said.append(transcript(result, keep=not parsed.on("rm", True), unused=unused))
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


def _unused(asked: Asked, result: BuildResult) -> tuple[str, ...]:
    declared = {
        name
        for instructions in (result.dockerfile.global_args, *(s.instructions for s in result.dockerfile.stages))
        for instruction in instructions
        if isinstance(instruction, Arg)
        for name, _ in instruction.pairs
    }
    known = declared | PREDEFINED | {name.upper() for name in PREDEFINED}
    return tuple(sorted(name for name in asked.options.build_args if name not in known))


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
    asked = _asked(client, parsed, classic=False)
    text = asked.text or ""
    report = _report(client, asked, everything=checking) if asked.text is not None else Report(())
    log = Transcript(asked.name, text, asked.context, report.findings)
    if checking:
        log.findings = ()
        return _check(client, log, report, asked, quiet)
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
    _failure(log, result, error, quiet)
    client.error = error
    client.put(2, str(log))
    return status


def _failure(log: Transcript, result: BuildResult | None, error: LabError, quiet: bool) -> None:
    """Fill in what a failed build prints, as far as it came."""
    prefix = ""
    if result is not None and result.failed is not None and result.failed.vertex:
        log.steps(result)
    else:
        log.started()
        missing = getattr(error, "image", "")
        if missing:
            log.unresolved(missing, error.message)
            prefix = f"{parse_reference(missing).familiar}: failed to resolve source metadata for {missing}: "
        elif result is not None or not _early(error):
            log.metadata(_bases(log))
    if quiet:
        log.lines.clear()
    else:
        log.warnings()
    log.failed(error, prefix)


def _early(error: LabError) -> bool:
    """Say whether an error is found while the Dockerfile is read, before anything is looked up."""
    if isinstance(error, ParseError):
        return True
    return error.message.startswith(("failed to read dockerfile", "target stage ", "failed to parse stage name"))


def _bases(log: Transcript) -> list[str]:
    """Return the images that the Dockerfile's stages stand on, as far as they are written out."""
    dockerfile = parse(log.text, log.source)
    names = [stage.base.image for stage in dockerfile.stages]
    known = {stage.name for stage in dockerfile.stages} | {"scratch"}
    plain = [name for name in names if name.lower() not in known and "$" not in name]
    return list(dict.fromkeys(str(parse_reference(name).tagged()) for name in plain))


def _report(client: Client, asked: Asked, *, everything: bool) -> Report:
    """Return what the checks find; a build goes through the stages that it needs, ``--check`` through all."""

    def base(name: str) -> Base:
        try:
            image = client.engine.store.find(name)
        except LabError:
            image = None
        return Base() if image is None else Base(image.config.environment(), image.config.shell is not None)

    stages = None
    if not everything:
        try:
            dockerfile = parse(asked.text or "", asked.name)
            target = target_stage(dockerfile, asked.options.target, "buildkit")
            stages = [stage.index for stage in needed(dockerfile, target, "buildkit")]
        except LabError:
            stages = []
    return check(
        asked.text or "", asked.name, build_args=asked.options.build_args, base=base,
        ignored=lambda path: asked.context.excluded_by(path, "buildkit") is not None, stages=stages,
    )  # fmt: skip


def _check(client: Client, log: Transcript, report: Report, asked: Asked, quiet: bool) -> int:
    log.started()
    error = report.error
    if asked.text is None:
        error = None
        log.lines.append(
            f"ERROR: failed to build: failed to solve: failed to read dockerfile: open {asked.name}: "
            "no such file or directory"
        )
        client.put(2, str(log))
        return 1
    if error is None or report.findings:
        log.metadata(_bases(log))
    if not quiet:
        client.put(2, str(log))
    if str(report):
        client.line(str(report).rstrip("\n"))
    if error is not None and not report.findings:
        log.lines.clear()
        log.failed(error)
        client.error = error
        client.put(2, str(log))
    return 1 if error is not None or report.findings else 0


def _run(client: Client, asked: Asked, builder: str) -> BuildResult:
    """Have the engine build."""
    return client.engine.build(asked.context, asked.options, dockerfile=asked.text, builder=builder)  # type: ignore[arg-type]


def _iidfile(client: Client, parsed: Parsed, result: BuildResult) -> None:
    if "iidfile" in parsed.values and result.image is not None:
        client.host.files.write(client.host.path(parsed.text("iidfile")), result.image.id.encode())


HANDLERS = {"build": build, "buildx build": build}
