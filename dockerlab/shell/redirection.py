"""Redirections: which file stands behind which descriptor.

Spec: https://pubs.opengroup.org/onlinepubs/9699919799/utilities/V3_chap02.html#tag_18_07
"""

from __future__ import annotations

import errno
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from dockerlab.errors import NotModelled
from dockerlab.shell.expand import ExpansionProblem, text
from dockerlab.shell.state import Problem, State
from dockerlab.shell.streams import Source, Stream
from dockerlab.shell.syntax import Redirect, Word

__all__ = ["open_all", "redirected"]


class Directory(Stream):
    """A directory that was opened for reading: that works, reading it does not."""

    def read(self, count: int | None = None) -> bytes:
        raise IsADirectoryError(errno.EISDIR, "Is a directory")


@contextmanager
def redirected(shell: State, redirects: Sequence[Redirect]) -> Iterator[bool]:
    """Open files for the time of a block; yields False (status 1) where one cannot be opened."""
    if not redirects:
        yield True
        return
    before = shell.process.fds
    shell.process.fds = dict(before)
    try:
        done = open_all(shell, redirects)
        yield done
    finally:
        opened = [s for s in shell.process.fds.values() if s not in before.values()]
        shell.process.fds = before
        for stream in opened:
            stream.close()


def open_all(shell: State, redirects: Sequence[Redirect]) -> bool:
    """Open files until one cannot be; then say so and return False."""
    try:
        for redirect in redirects:
            open_one(shell, redirect)
    except Problem as exc:
        shell.say(exc.message, "" if shell.speaker != shell.name else None)
        shell.status = 2 if shell.process.flavour.name == "dash" else 1
        return False
    return True


def open_one(shell: State, redirect: Redirect) -> None:
    """Do one redirection. Raises Problem."""
    fds = shell.process.fds
    fd = redirect.fd if redirect.fd is not None else 0 if redirect.op in ("<", "<<", "<&", "<>") else 1
    if redirect.here is not None:
        fds[fd] = Source(here_document(shell, redirect.here.body).encode("latin-1"))
        return
    name = text(shell, redirect.target)
    match redirect.op:
        case "<&" | ">&":
            if name == "-":
                fds.pop(fd, None)
            elif name.isdigit():
                if int(name) not in fds:
                    raise Problem(f"dup2({name},{fd}): Bad file descriptor")
                fds[fd] = fds[int(name)]
            elif redirect.op == ">&" and redirect.fd is None:
                fds[1] = fds[2] = open_file(shell, name, ">")
            else:
                raise Problem("syntax error: bad fd number")
        case "&>":
            fds[1] = fds[2] = open_file(shell, name, ">")
        case "<>":
            raise NotModelled("the redirection <>")
        case operator:
            fds[fd] = open_file(shell, name, operator)


def here_document(shell: State, body: Word) -> str:
    """Expand a here-document; what goes wrong in it is a failed redirection."""
    try:
        return text(shell, body)
    except ExpansionProblem as exc:
        raise Problem(str(exc)) from exc


def open_file(shell: State, name: str, operator: str) -> Stream:
    """Open the file of a redirection. Raises Problem."""
    try:
        if operator == "<":
            if shell.process.is_directory(name):
                return Directory()
            return shell.process.open(name)
        return shell.process.create(name, append=operator == ">>", exclusive="C" in shell.options and operator == ">")
    except OSError as exc:
        missing = "no such file" if operator == "<" else "nonexistent directory"
        reason = missing if exc.errno in (errno.ENOENT, errno.ENOTDIR) else exc.strerror
        raise Problem(f"can't {'open' if operator == '<' else 'create'} {name}: {reason}") from None
