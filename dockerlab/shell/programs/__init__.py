"""The commands, by topic. Importing this fills ``COMMANDS``.

Each follows busybox: its messages, its output, its exit statuses.  An option
that is not modelled is refused by name.
"""

from dockerlab.shell.programs import (
    accounts,
    archive,
    bytes,
    columns,
    comparing,
    compression,
    copying,
    environment,
    expr,
    files,
    find,
    grep,
    hello,
    listing,
    names,
    network,
    packages,
    printing,
    regular,
    sed,
    sed_program,
    sh,
    shadow,
    testing,
    text,
)

__all__ = [
    "accounts", "archive", "bytes", "columns", "comparing", "compression", "copying", "environment", "expr",
    "files", "find", "grep", "hello", "listing", "names", "network", "packages", "printing", "regular", "sed",
    "sed_program", "sh", "shadow", "testing", "text",
]  # fmt: skip
