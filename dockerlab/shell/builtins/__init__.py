"""What the shell does by itself, because it changes the shell. Importing this fills ``BUILTINS``.

Spec: https://pubs.opengroup.org/onlinepubs/9699919799/utilities/V3_chap02.html#tag_18_14
"""

from dockerlab.shell.builtins import control, lookup, variables

__all__ = ["control", "lookup", "variables"]
