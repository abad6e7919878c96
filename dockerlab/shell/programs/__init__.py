"""The commands, by topic. Importing this fills ``COMMANDS``.

Each follows busybox: its messages, its output, its exit statuses.  An option
that is not modelled is refused by name.
"""

from dockerlab.shell.programs import (
    accounts,
    archive,
    bytes,
    copying,
    environment,
    files,
    find,
    listing,
    names,
    network,
    ownership,
    regular,
    sed,
    sh,
    text,
)

__all__ = [
    "accounts", "archive", "bytes", "copying", "environment", "files", "find", "listing", "names", "network", "ownership", "regular", "sed", "sh", "text",
]  # fmt: skip
