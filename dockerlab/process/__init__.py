"""The process that a container starts: its words, its environment, its user, its program.

* ``resolve_process()``: ENTRYPOINT × CMD × the words of ``docker run`` → the argument vector;
* ``environment()`` and ``find_user()``: what that process sees, and who it is;
* ``find_program()``: what its first word means, or the runtime's error.
"""

from dockerlab.process.account import Account, find_user
from dockerlab.process.argv import DEFAULT_PATH, Process, Word, environment, resolve_process
from dockerlab.process.program import ProgramError, find_program

__all__ = [
    "DEFAULT_PATH",
    "Account",
    "Process",
    "ProgramError",
    "Word",
    "environment",
    "find_program",
    "find_user",
    "resolve_process",
]
