"""From ENTRYPOINT, CMD and the words behind ``docker run`` to one argument vector.

The rule is short.  The command line is *entrypoint + command*:

* words after the image's name replace CMD;
* ``--entrypoint`` replaces ENTRYPOINT **and** drops the image's CMD;
* ``--entrypoint ''`` leaves no entrypoint at all.

Nothing else is special about the shell forms: ``ENTRYPOINT top -b`` was stored as
``["/bin/sh", "-c", "top -b"]`` when the image was built, so the words behind it
become ``$0``, ``$1`` … of that shell, which ignores them unless its script reads them.

Source: moby/moby daemon/commit.go (``merge``) and daemon/create.go (``mergeAndVerifyConfig``);
https://docs.docker.com/reference/dockerfile/#understand-how-cmd-and-entrypoint-interact
"""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from dockerlab.errors import DaemonError
from dockerlab.image import ImageConfig

__all__ = ["DEFAULT_PATH", "Origin", "Process", "Word", "environment", "resolve_process"]

DEFAULT_PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

Origin = Literal["ENTRYPOINT", "CMD", "arguments", "--entrypoint"]


@dataclass(frozen=True, slots=True)
class Word:
    """One word of the command line, and who said it."""

    text: str
    origin: Origin


@dataclass(frozen=True)
class Process:
    """What a container starts: its first process, before anything runs.

    ``entrypoint`` and ``cmd`` are as ``docker inspect`` shows them (None: null);
    ``env`` is the container's own list, without what the engine adds
    (see ``environment``); an entry without ``=`` takes a variable away.
    """

    words: tuple[Word, ...]
    entrypoint: tuple[str, ...] | None = None
    cmd: tuple[str, ...] | None = None
    env: tuple[str, ...] = ()
    cwd: str = "/"
    user: str = ""

    @property
    def argv(self) -> tuple[str, ...]:
        """The words that the kernel gets."""
        return tuple(word.text for word in self.words)


def resolve_process(
    config: ImageConfig,
    args: Sequence[str] = (),
    *,
    entrypoint: str | None = None,
    env: Sequence[str] = (),
    cwd: str = "",
    user: str = "",
) -> Process:
    """Return the process that ``docker run`` starts from an image.

    Args:
        config: the image's configuration.
        args: the words after the image's name.
        entrypoint: the value of ``--entrypoint``; ``""`` clears, None is "not given".
        env: the values of ``-e``; ``cwd`` and ``user``: those of ``-w`` and ``-u``.

    Raises:
        DaemonError: nothing to run, or a working directory that is not absolute (status 125).

    >>> image = ImageConfig(entrypoint=("top", "-b"), cmd=("-c",))
    >>> resolve_process(image).argv
    ('top', '-b', '-c')
    >>> resolve_process(image, ["-H"]).argv
    ('top', '-b', '-H')
    >>> resolve_process(image, entrypoint="ls").argv
    ('ls',)
    >>> [(word.text, word.origin) for word in resolve_process(image, ["date"], entrypoint="").words]
    [('date', 'arguments')]
    """
    first, origin = config.entrypoint, "ENTRYPOINT"
    rest, source = (tuple(args), "arguments") if args else (None, "CMD")
    if entrypoint is not None:
        first, origin = (entrypoint,) if entrypoint else None, "--entrypoint"
    elif rest is None:
        rest = config.cmd
    if not first and not rest:
        raise DaemonError(
            "no command specified",
            hint="Give the image a CMD or an ENTRYPOINT, or write a command after its name.",
            status=125,
        )
    here = cwd or config.working_dir
    if here and not here.startswith("/"):
        message = f"the working directory '{here}' is invalid, it needs to be an absolute path"
        raise DaemonError(message, status=125)
    return Process(
        words_of(first, origin) + words_of(rest, source),
        entrypoint=first,
        cmd=rest,
        env=merge_env(env, config.env),
        cwd=posixpath.normpath("/" + here.lstrip("/")) if here else "",
        user=user or config.user,
    )


def words_of(texts: Sequence[str] | None, origin: str) -> tuple[Word, ...]:
    """Return ``texts`` as words of one origin."""
    names: dict[str, Origin] = {
        "ENTRYPOINT": "ENTRYPOINT",
        "CMD": "CMD",
        "arguments": "arguments",
        "--entrypoint": "--entrypoint",
    }
    return tuple(Word(text, names[origin]) for text in texts or ())


def merge_env(given: Sequence[str], image: Sequence[str]) -> tuple[str, ...]:
    """Return a container's variables: those of ``-e`` first, then the image's that they do not replace.

    >>> merge_env(["C=3", "B=5"], ["A=1", "B=2"])
    ('C=3', 'B=5', 'A=1')
    """
    names = {entry.partition("=")[0] for entry in given}
    return (*given, *(entry for entry in image if entry.partition("=")[0] not in names))


def environment(env: Sequence[str], *, hostname: str, home: str, tty: bool = False) -> tuple[str, ...]:
    """Return what the program sees, in the engine's order.

    The engine starts from PATH, HOSTNAME and, with ``-t``, TERM; the container's
    own list replaces them in place or goes behind; the runtime adds HOME where
    there is none.  (moby/moby daemon/container.go, ``CreateDaemonEnvironment``.)

    >>> environment(["PATH=/bin", "A=1"], hostname="box", home="/root")
    ('PATH=/bin', 'HOSTNAME=box', 'A=1', 'HOME=/root')
    """
    seen = {"PATH": DEFAULT_PATH, "HOSTNAME": f"HOSTNAME={hostname}"}
    if tty:
        seen["TERM"] = "TERM=xterm"
    given = set[str]()
    for entry in env:
        name, equals, _ = entry.partition("=")
        if equals:
            if name in given:
                del seen[name]  # twice: the runtime keeps the last one, where that stands
            seen[name] = entry
            given.add(name)
        else:
            seen.pop(name, None)
            given.discard(name)
    seen.setdefault("HOME", f"HOME={home}")
    return tuple(seen.values())
