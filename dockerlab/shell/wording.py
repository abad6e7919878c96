"""The same complaint in the words of another program: dash and bash for the shell, GNU for the commands.

Messages are made in busybox's words; on an image whose ``sh`` is dash, or whose
``ls`` is from coreutils, they are put into those of that program.  A complaint
whose other words are not known is ``NotModelled``: the command did fail, but
what it said would be a guess.
"""

from __future__ import annotations

import re

from dockerlab.errors import NotModelled

__all__ = ["ALIASES", "GNU", "gnu", "reworded"]

Rules = tuple[tuple[str, str], ...]
SAME = (r"(.*)", r"\1")

DASH: Rules = (
    (r"syntax error: unexpected ([^(]*?)( \(expecting .*\))?", r"Syntax error: \1 unexpected\2"),
    (r"syntax error: unterminated quoted string", r"Syntax error: Unterminated quoted string"),
    (r"syntax error: EOF in backquote substitution", r"Syntax error: EOF in backquote substitution"),
    (r"syntax error: bad substitution", r"Bad substitution"),
    (r"syntax error: bad for loop variable", r"Syntax error: Bad for loop variable"),
    (r"can't cd to (.*): [^:]*", r"can't cd to \1"),
    (r"can't create (.*): nonexistent directory", r"cannot create \1: Directory nonexistent"),
    (r"can't create (.*): ([^:]*)", r"cannot create \1: \2"),
    (r"can't open (.*): no such file", r"cannot open \1: No such file"),
    (r"can't open '(.*)': No such file or directory", r"cannot open \1: No such file"),
    (r"can't open (.*): ([^:]*)", r"cannot open \1: \2"),
    (r"(.*): bad number", r"Illegal number: \1"),
    (r"invalid number '(.*)'", r"\1: expected numeric value"),
    (r"(.*): unknown operand", r"\1: unexpected operator"),
    (
        r"(can't shift that many|Illegal number: .*|missing \]|arg count|not in a function|Bad substitution"
        r"|.*: (not found|is read only|bad variable name|parameter not set( or null)?|Permission denied)"
        r"|arithmetic expression: .*)",
        r"\1",
    ),
)
BASH: Rules = (
    (r"can't cd to (.*)", r"\1"),
    (r"can't (?:create|open) (.*): (?:no such file|nonexistent directory)", r"\1: No such file or directory"),
    (r"can't (?:create|open) (.*): ([^:]*)", r"\1: \2"),
    (r"(.*): bad number", r"\1: integer expression expected"),
    (r"invalid number '(.*)'", r"\1: invalid number"),
    (r"missing \]", r"missing `]'"),
    (r"(.*): parameter not set", r"\1: unbound variable"),
    (r"(.*): is read only", r"\1: readonly variable"),
    (r"(.*: (command not found|No such file or directory|Permission denied|Is a directory))", r"\1"),
)


def reworded(shell: str, message: str) -> str:
    """Return a message of the shell in the words of ``dash`` or ``bash``.

    >>> reworded("dash", 'syntax error: unexpected "fi"'), reworded("bash", "can't cd to /x: No such file or directory")
    ('Syntax error: "fi" unexpected', '/x: No such file or directory')
    """
    for pattern, words in {"dash": DASH, "bash": BASH}.get(shell, (SAME,)):
        found = re.fullmatch(pattern, message, re.S)
        if found:
            return found.expand(words)
    raise NotModelled(f"what {shell} says for: {message}")


UNREADABLE = r"can't open '(.*)': ([^:]*)"
EXITING = "Exiting with failure status due to previous errors"
HELP = "\nTry '{0} --help' for more information."
SUM: Rules = (
    (r"can't (?:open|read) '(.*)': ([^:]*)", r"\1: \2"),
    (r"WARNING: 1 of .*", "WARNING: 1 computed checksum did NOT match"),
    (r"WARNING: (\d+) of .*", r"WARNING: \1 computed checksums did NOT match"),
)

GNU: dict[str, Rules] = {
    "cat": (
        (UNREADABLE, r"\1: \2"),
        (r"read error: Is a directory", "-: Is a directory"),
        (r"(.*: Is a directory)", r"\1"),
    ),
    "ln": ((r"(failed to .*)", r"\1"),),
    "head": ((r"([^']*): (No such file or directory|Permission denied)", r"cannot open '\1' for reading: \2"),),
    "tail": ((UNREADABLE, r"cannot open '\1' for reading: \2"), (r"no files", "")),
    "wc": (SAME,),
    "sort": ((r"([^']*): (No such file or directory|Permission denied)", r"cannot read: \1: \2"),),
    "cut": ((r"([^']*): (No such file or directory|Permission denied)", r"\1: \2"),),
    "uniq": ((UNREADABLE, r"\1: \2"),),
    "tee": ((r"([^']*): (No such file or directory|Permission denied|Is a directory)", r"\1: \2"),),
    "grep": ((r"([^']*): (No such file or directory|Permission denied)", r"\1: \2"),),
    "sed": ((r"([^']*): (No such file or directory|Permission denied)", r"can't read \1: \2"),),
    "find": ((r"([^']*): (No such file or directory|Permission denied)", r"'\1': \2"),),
    "xargs": ((r"([^':]*): (No such file or directory|Permission denied)", r"failed to run command '\1': \2"),),
    "env": ((r"can't execute '(.*)': ([^:]*)", r"'\1': \2"),),
    "mkdir": (
        (r"can't create directory '(.*?)/?': ([^:]*)", r"cannot create directory '\1': \2"),
        (r"invalid mode '(.*)'", r"invalid mode '\1'"),
    ),
    "rmdir": ((r"'(.*)': ([^:]*)", r"failed to remove '\1': \2"),),
    "touch": (
        (r"invalid date '(.*)'", r"invalid date format '\1'"),
        (r"([^']*): ([^:]*)", r"cannot touch '\1': \2"),
    ),
    "rm": (
        (r"(refusing to .*)", r"\1"),
        (r"can't (?:remove|stat) '(.*)': ([^:]*)", r"cannot remove '\1': \2"),
        (r"'(.*)' is a directory", r"cannot remove '\1': Is a directory"),
    ),
    "mv": ((r"can't rename '(.*)': No such file or directory", r"cannot stat '\1': No such file or directory"),),
    "cp": (
        (r"can't stat '(.*)': No such file or directory", r"cannot stat '\1': No such file or directory"),
        (r"omitting directory '(.*)'", r"-r not specified; omitting directory '\1'"),
        (r"('.*' and '.*' are the same file)", r"\1"),
        (r"can't create '(.*)': (No such file or directory|Permission denied)", r"cannot create regular file '\1': \2"),
        (r"can't open '(.*)': (Permission denied)", r"cannot open '\1' for reading: \2"),
    ),
    "ls": (
        (r"can't open '(.*)': ([^:]*)", r"cannot open directory '\1': \2"),
        (r"([^']*): ([^:]*)", r"cannot access '\1': \2"),
    ),
    "chmod": (
        (r"(cannot operate on dangling symlink '.*')", r"\1"),
        (r"invalid mode '(.*)'", r"invalid mode: '\1'" + HELP.format("chmod")),
        (r"([^']*): Operation not permitted", r"changing permissions of '\1': Operation not permitted"),
        (r"([^']*): (No such file or directory|Permission denied|Not a directory)", r"cannot access '\1': \2"),
    ),
    "chown": (
        (r"unknown user (.*)", r"invalid user: '\1'"),
        (r"unknown group (.*)", r"invalid group: '\1'"),
        (r"([^']*): Operation not permitted", r"changing ownership of '\1': Operation not permitted"),
        (r"([^']*): (No such file or directory|Permission denied|Not a directory)", r"cannot access '\1': \2"),
    ),
    "chgrp": (
        (r"unknown group (.*)", r"invalid group: '\1'"),
        (r"([^']*): (No such file or directory|Permission denied|Not a directory)", r"cannot access '\1': \2"),
    ),
    "stat": ((r"can't stat '(.*)': ([^:]*)", r"cannot statx '\1': \2"),),
    "unlink": ((r"can't remove file '(.*)': ([^:]*)", r"cannot unlink '\1': \2"),),
    "realpath": (SAME,),
    "readlink": (),
    "id": ((r"unknown user (.*)", r"'\1': no such user"),),
    "sleep": ((r"invalid number '(.*)'", r"invalid time interval '\1'" + HELP.format("sleep")),),
    "date": ((r"invalid date '(.*)'", r"invalid date '\1'"),),
    "md5sum": SUM, "sha1sum": SUM, "sha256sum": SUM, "sha512sum": SUM,
    "gzip": (
        (r"([^:']*): unknown suffix - ignored", r"\1: unknown suffix -- ignored"),
        (r"([^:']*): ([^:]*)", r"\1: \2"),
    ),
    "cmp": ((r"([^':]*): (No such file or directory)", r"\1: \2"),),
    "diff": ((r"can't stat '(.*)': ([^:]*)", r"\1: \2"),),
    "tar": (
        (r"can't open '(.*)': ([^:]*)", r"\1: Cannot open: \2" + "\ntar: Error is not recoverable: exiting now"),
        (r"([^':]*): not found in archive", r"\1: Not found in archive" + "\ntar: " + EXITING),
        (r"([^':]*): (No such file or directory)", r"\1: Cannot stat: \2"),
        (r"error exit delayed from previous errors", EXITING),
    ),
    "du": ((r"([^':]*): (No such file or directory)", r"cannot access '\1': \2"),),
    **dict.fromkeys(("base64", "basename", "comm", "dd", "dirname", "expr", "install", "mktemp", "nl", "od", "rev",
                     "seq", "tac", "tr", "truncate", "whoami", "hexdump", "xxd", "bzip2", "xz", "wget", "uname"), ()),
}  # fmt: skip
STATUS = {("ls", 1): 2, ("sed", 1): 2, ("tar", 1): 2}
ALIASES = {"egrep": "grep", "fgrep": "grep", "gunzip": "gzip", "zcat": "gzip", "bunzip2": "bzip2", "unxz": "xz"}


def gnu(name: str, message: str, status: int) -> tuple[str, int]:
    """Return a message and a status of a busybox command as its GNU namesake has them.

    >>> gnu("rm", "can't remove '/x': No such file or directory", 1)
    ("cannot remove '/x': No such file or directory", 1)
    """
    name = ALIASES.get(name, name)
    for pattern, words in GNU[name]:
        found = re.fullmatch(pattern, message, re.S)
        if found:
            if name == "gzip" and "suffix" in message:
                status = 2
            return found.expand(words) if words else "", STATUS.get((name, status), status)
    raise NotModelled(f"what GNU {name} says for: {message}")
