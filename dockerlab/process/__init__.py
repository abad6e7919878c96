"""The process that a container starts: its words, its environment, its user, its program.

* ``resolve_process()``: ENTRYPOINT × CMD × the words of ``docker run`` → the argument vector;
* ``environment()`` and ``find_user()``: what that process sees, and who it is;
* ``find_program()``: what its first word means, or the runtime's error;
* ``explain()``: all of it in words, with the process tree and what ``docker stop`` will do.
"""

from dockerlab.process.account import Account, find_user
from dockerlab.process.argv import DEFAULT_PATH, Process, Word, environment, resolve_process
from dockerlab.process.explain import Explanation, explain
from dockerlab.process.program import ProgramError, find_program
from dockerlab.process.tree import Branch, ShellName, branches

__all__ = [
    "DEFAULT_PATH",
    "Account",
    "Branch",
    "Explanation",
    "Process",
    "ProgramError",
    "ShellName",
    "Word",
    "branches",
    "environment",
    "explain",
    "find_program",
    "find_user",
    "resolve_process",
]
