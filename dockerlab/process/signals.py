"""Signals: how a container is asked to stop, and what its first process makes of it.

The kernel protects PID 1: a signal that it has installed no handler for is
thrown away (only SIGKILL is not).  That is why so many containers take ten
seconds to stop.  ``--init`` puts a tiny init in front, which passes the signal
on to a child that is not protected.

Source: https://man7.org/linux/man-pages/man7/pid_namespaces.7.html (signals and the init process)
"""

from __future__ import annotations

from dockerlab.errors import DaemonError

__all__ = ["NUMBERS", "own_handler", "signal_name"]

NUMBERS = {
    "HUP": 1, "INT": 2, "QUIT": 3, "ILL": 4, "TRAP": 5, "ABRT": 6, "BUS": 7, "FPE": 8, "KILL": 9, "USR1": 10,
    "SEGV": 11, "USR2": 12, "PIPE": 13, "ALRM": 14, "TERM": 15, "STKFLT": 16, "CHLD": 17, "CONT": 18, "STOP": 19,
    "TSTP": 20, "TTIN": 21, "TTOU": 22, "URG": 23, "XCPU": 24, "XFSZ": 25, "VTALRM": 26, "PROF": 27, "WINCH": 28,
    "IO": 29, "PWR": 30, "SYS": 31,
}  # fmt: skip
HARMLESS = {"CHLD", "CONT", "URG", "WINCH"}  # their default action is to do nothing

# The programs of the lab that install handlers: (program, signal) → the status they end with.
HANDLERS = {
    ("nginx", "TERM"): 0,
    ("nginx", "INT"): 0,
    ("nginx", "QUIT"): 0,
    ("top", "TERM"): 143,
    ("top", "INT"): 130,
}


def signal_name(text: str) -> str:
    """Return the name of a signal given by name (``TERM``, ``SIGTERM``) or number.

    Raises:
        DaemonError: there is no such signal.

    >>> signal_name("sigint"), signal_name("9")
    ('INT', 'KILL')
    """
    name = text.upper().removeprefix("SIG")
    if text.isascii() and text.isdigit() and text.strip("0"):
        found = [key for key, number in NUMBERS.items() if str(number) == text.lstrip("0")]
        if not found:
            raise DaemonError(f"the linux daemon does not support signal {text}")
        return found[0]
    if name not in NUMBERS:
        raise DaemonError(f"invalid signal: {text}", hint="Try TERM, INT, HUP, USR1 or KILL.")
    return name


def own_handler(program: str, signal: str) -> int | None:
    """Return the status with which ``program`` ends itself on a signal, None where it has no handler."""
    return HANDLERS.get((program.rpartition("/")[2], signal))
