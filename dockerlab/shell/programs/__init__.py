"""The commands, by topic. Importing this fills ``COMMANDS``.

Each follows busybox: its messages, its output, its exit statuses.  An option
that is not modelled is refused by name.
"""

from dockerlab.shell.programs import environment, files, find, listing, names, regular, sed, sh, text

__all__ = ["environment", "files", "find", "listing", "names", "regular", "sed", "sh", "text"]
