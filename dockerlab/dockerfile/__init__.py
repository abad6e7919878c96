"""The Dockerfile: its text, its instructions, its variables, its checks.

* ``parse()`` turns text into a ``Dockerfile`` of typed instructions;
* ``expand()`` replaces the variables of one instruction;
* ``canonical()`` names an instruction as BuildKit does in its progress;
* ``check()`` is ``docker build --check``: what is legal but unwise.
"""

from dockerlab.dockerfile.checks import Base, Finding, Report, check
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
    ParserWarning,
    Run,
    Shell,
    Stage,
    StopSignal,
    User,
    Volume,
    Workdir,
)  # fmt: skip
from dockerlab.dockerfile.lines import ParseError
from dockerlab.dockerfile.mounts import Mount
from dockerlab.dockerfile.parse import parse
from dockerlab.dockerfile.sources import check_earlier, check_sources, named_sources, stage_named
from dockerlab.dockerfile.substitution import expand_word
from dockerlab.dockerfile.values import check_remote, exposed_ports, mount_target, remote_kind, signal_number
from dockerlab.dockerfile.variables import argument_values, canonical, expand
from dockerlab.dockerfile.wording import quote

__all__ = [
    "Add", "Arg", "Base", "Cmd", "Copy", "Dockerfile", "Entrypoint", "Env", "Expose", "Finding", "From",
    "Healthcheck", "Heredoc", "Instruction", "Label", "Maintainer", "Mount", "Onbuild", "ParseError",
    "ParserWarning", "Report", "Run", "Shell", "Stage", "StopSignal", "User", "Volume", "Workdir", "argument_values",
    "canonical", "check", "check_earlier", "check_remote", "check_sources", "expand", "expand_word", "exposed_ports",
    "mount_target", "named_sources", "parse", "quote", "remote_kind", "signal_number", "stage_named",
]  # fmt: skip
