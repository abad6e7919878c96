"""What RUN and a container execute: a POSIX ``sh`` and the commands beside it, on an ``Overlay``.

``execute`` is the one door: it does what ``execve`` does.  Read ``syntax`` and
``grammar`` for the language, ``expand`` for words, ``interpreter`` for what
happens; ``programs`` holds the commands.  The behaviour is that of busybox.

Spec: https://pubs.opengroup.org/onlinepubs/9699919799/utilities/V3_chap02.html
"""

from dockerlab.permission import Credentials
from dockerlab.shell.execution import execute
from dockerlab.shell.process import Process
from dockerlab.shell.registry import COMMANDS, command
from dockerlab.shell.system import ExecError, Flavour, Mirror, Output, Result, Suspended, System

__all__ = [
    "COMMANDS", "Credentials", "ExecError", "Flavour", "Mirror", "Output", "Process", "Result", "Suspended", "System",
    "command", "execute",
]  # fmt: skip
