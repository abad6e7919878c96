"""What an instruction writes into the image's config, and into its history.

Most instructions of a Dockerfile touch no file: ENV, CMD, LABEL and the like
only edit the config, the JSON that ``docker run`` reads.  ``configure`` makes
that edit; it is the same in both builders.  ``created_by`` is the text that
``docker history`` prints for the step, and there the builders differ.

Sources: moby/buildkit frontend/dockerfile/dockerfile2llb/convert.go and
moby/moby daemon/builder/dockerfile/dispatchers.go.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dockerlab.dockerfile import (
    Arg,
    Cmd,
    Entrypoint,
    Env,
    Expose,
    Healthcheck,
    Instruction,
    Label,
    Maintainer,
    Onbuild,
    Shell,
    StopSignal,
    User,
    Volume,
    Workdir,
)
from dockerlab.dockerfile.values import exposed_ports
from dockerlab.dockerfile.wording import quote
from dockerlab.image import Healthcheck as HealthConfig
from dockerlab.image import ImageConfig
from dockerlab.inode import normalise

__all__ = ["DEFAULT_PATH", "command_of", "configure", "created_by", "with_shell"]

DEFAULT_SHELL = ("/bin/sh", "-c")
DEFAULT_PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def with_shell(config: ImageConfig, args: Sequence[str], *, shell: bool) -> tuple[str, ...]:
    """Return an argv: the exec form as it is, the shell form as one word behind the image's SHELL."""
    return (*(config.shell or DEFAULT_SHELL), *args) if shell else tuple(args)


def configure(config: ImageConfig, instruction: Instruction, *, cmd_set: bool, buildkit: bool) -> ImageConfig:
    """Return the config after ``instruction``, whose variables are already expanded and its values checked.

    ``cmd_set`` says whether CMD stood in this stage before: only then does
    ENTRYPOINT leave Cmd alone (an inherited one is cleared).
    """
    match instruction:
        case Env(pairs=pairs):
            return config.with_env(dict(pairs))
        case Label(pairs=pairs):
            return config.with_labels(dict(pairs))
        case Expose():
            return replace(config, exposed_ports=(*config.exposed_ports, *exposed_ports(instruction.ports)))
        case Volume(paths=paths):
            return replace(config, volumes=tuple(sorted({*config.volumes, *paths})))
        case User(user=user):
            return replace(config, user=user)
        case Workdir(path=path):
            as_is = buildkit and path.startswith("/")  # BuildKit cleans only a path that it has to join
            return replace(config, working_dir=path if as_is else normalise(path, config.working_dir or "/"))
        case Cmd(shell=shell, args=args):
            return replace(config, cmd=with_shell(config, args, shell=shell), args_escaped=buildkit)
        case Entrypoint(shell=shell, args=args):
            argv = with_shell(config, args, shell=shell)
            escaped = config.args_escaped and buildkit
            return replace(config, entrypoint=argv, cmd=config.cmd if cmd_set else None, args_escaped=escaped)
        case Shell(args=args):
            return replace(config, shell=args)
        case StopSignal(signal=signal):
            return replace(config, stop_signal=signal)
        case Healthcheck():
            return replace(config, healthcheck=health(instruction, None if buildkit else config.healthcheck))
        case Onbuild(expression=expression):
            return replace(config, on_build=(*config.on_build, expression))
        case _:
            return config


def health(check: Healthcheck, below: HealthConfig | None) -> HealthConfig:
    """Return the config's own form of HEALTHCHECK; what it leaves open, the classic builder takes from ``below``."""
    below = below or HealthConfig()
    return HealthConfig(
        test=check.test,
        interval=check.interval or below.interval,
        timeout=check.timeout or below.timeout,
        start_period=check.start_period or below.start_period,
        start_interval=check.start_interval or below.start_interval,
        retries=check.retries or below.retries,
    )


def created_by(instruction: Instruction, config: ImageConfig, *, buildkit: bool) -> str:
    """Return the history text of a metadata instruction, after it changed ``config``."""
    text = comment(instruction, config, buildkit=buildkit)
    if buildkit:
        return text
    shell = " ".join(config.shell or DEFAULT_SHELL)
    return f"{shell} #(nop) {text}" if isinstance(instruction, Workdir) else f"{shell} #(nop)  {text}"


def comment(instruction: Instruction, config: ImageConfig, *, buildkit: bool) -> str:
    """Return the instruction as history spells it."""
    match instruction:
        case Env(pairs=pairs):
            return "ENV " + " ".join(f"{name}={value}" for name, value in pairs)
        case Arg(pairs=args):
            return "ARG " + " ".join(name if value is None else f"{name}={value}" for name, value in args)
        case Label(pairs=pairs):
            return "LABEL " + " ".join(f"{name}={value}" for name, value in pairs)
        case Expose(ports=ports):
            return f"EXPOSE [{' '.join(exposed_ports(sorted(ports)))}]" if buildkit else f"EXPOSE {' '.join(ports)}"
        case Volume(paths=paths):
            return f"VOLUME [{' '.join(paths)}]"
        case User(user=user):
            return f"USER {user}"
        case Workdir():
            return f"WORKDIR {config.working_dir}"
        case Cmd():
            return f"CMD {go_list(config.cmd or ())}"
        case Entrypoint():
            return f"ENTRYPOINT {go_list(config.entrypoint or ())}"
        case Shell(args=args):
            return f"SHELL [{' '.join(args)}]"
        case StopSignal(signal=signal):
            return f"STOPSIGNAL {signal}"
        case Healthcheck():
            return f"HEALTHCHECK {go_health(instruction, quoted=buildkit)}"
        case Onbuild(expression=expression):
            return f"ONBUILD {expression}"
        case Maintainer(name=name):
            return f"MAINTAINER {name}"
        case _:
            return instruction.original


def go_list(words: Sequence[str]) -> str:
    """Return a list of strings as Go's ``%q`` prints it.

    >>> print(go_list(["sh", 'say "hi"']))
    ["sh" "say \\"hi\\""]
    """
    return f"[{' '.join(quote(word) for word in words)}]"


def go_health(check: Healthcheck, *, quoted: bool) -> str:
    """Return the check as Go prints the struct: ``%q`` in BuildKit, ``%v`` in the classic builder."""
    times = [seconds(n) for n in (check.interval, check.timeout, check.start_period, check.start_interval)]
    if not quoted:
        return f"&{{[{' '.join(check.test)}] {' '.join(times)} {check.retries}}}"
    return f"&{{{go_list(check.test)} {' '.join(quote(t) for t in times)} '\\x{check.retries:02x}'}}"


def seconds(nanoseconds: int) -> str:
    """Return a duration as Go prints it, for the durations that people write in a HEALTHCHECK.

    >>> seconds(0), seconds(30 * 10**9), seconds(90 * 10**9), seconds(1_500_000_000)
    ('0s', '30s', '1m30s', '1.5s')
    """
    whole, rest = divmod(nanoseconds, 10**9)
    if not whole and rest:
        unit, size = ("ms", 10**6) if rest >= 10**6 else ("µs", 10**3)
        return f"{rest / size:.6f}".rstrip("0").rstrip(".") + unit
    hours, minutes, secs = whole // 3600, whole // 60 % 60, whole % 60
    fraction = f".{rest:09d}".rstrip("0") if rest else ""
    return (f"{hours}h" if hours else "") + (f"{minutes}m" if hours or minutes else "") + f"{secs}{fraction}s"


def command_of(text: str) -> tuple[str, ...]:
    """Return the Cmd that the intermediate container had, from the history's text."""
    if " #(nop) " not in text:
        return tuple(text.split(" ", 2)) if text.startswith("/bin/sh -c ") else (text,)
    shell, _, rest = text.partition(" #(nop) ")
    words = ("#(nop) ", rest.removeprefix(" ")) if rest.startswith(" ") else (f"#(nop) {rest}",)
    return (*shell.split(" "), *words)


def classic_words(instruction: Instruction, message: str) -> str:
    """Return the classic builder's words for what the front end refuses in BuildKit's.

    >>> from dockerlab.dockerfile import parse
    >>> expose = parse("FROM scratch\\nEXPOSE 80/ftp\\n").stages[0].instructions[0]
    >>> classic_words(expose, 'invalid port: "80/ftp": invalid proto: ftp')
    'Invalid proto: ftp'
    """
    return re.sub(r'^(invalid port: ".*": )?i', "I", message) if isinstance(instruction, Expose) else message
