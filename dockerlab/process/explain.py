"""Why a container runs what it runs, and how it will stop: the facts behind the argv machine.

``explain`` says which word came from where, whether a shell reads them (and so
expands ``$X``), which process is PID 1, and what ``docker stop`` will do.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass

from dockerlab.process.argv import Process, Word
from dockerlab.process.signals import NUMBERS, own_handler, signal_name
from dockerlab.process.tree import Branch, ShellName, branches, shell_script

__all__ = ["Explanation", "explain"]


@dataclass(frozen=True)
class Explanation:
    """What becomes of a ``Process``.

    Attributes:
        words: the command line, word by word, each with its origin.
        expands: a shell reads the text, so ``$X`` in it is replaced when the container runs.
        ignored: words that a shell gets as ``$0``, ``$1`` … and that its script never reads.
        tree: the processes while the main program runs.
        program: the main program's words.
        is_pid1: the main program is PID 1 itself.
        reached: the stop signal reaches the main program (and is not thrown away on the way).
        stop_seconds, stop_status: how long ``docker stop`` takes, and the exit status after it.
        sentences: all that in words.
    """

    words: tuple[Word, ...]
    expands: bool
    ignored: tuple[Word, ...]
    tree: Branch
    program: tuple[str, ...]
    is_pid1: bool
    reached: bool
    stop_seconds: int
    stop_status: int
    sentences: tuple[str, ...]


def explain(
    process: Process,
    *,
    shell: ShellName = "busybox",
    init: bool = False,
    signal: str = "SIGTERM",
    grace: int = 10,
    script: str | None = None,
) -> Explanation:
    """Explain a process.

    Args:
        shell: which shell ``/bin/sh`` of the image is.
        init: ``--init`` was given.
        signal: the stop signal; ``grace``: the seconds until SIGKILL.
        script: the text of the script that the first word is, if it is one with ``#!/bin/sh``.

    >>> from dockerlab.image import ImageConfig
    >>> from dockerlab.process.argv import resolve_process
    >>> image = ImageConfig(entrypoint=("/bin/sh", "-c", "nginx -g 'daemon off;'"), cmd=("-t",))
    >>> found = explain(resolve_process(image), shell="dash")
    >>> print(found.tree)
    1 /bin/sh -c nginx -g 'daemon off;' -t
      7 nginx -g daemon off;
    >>> [word.text for word in found.ignored], found.stop_seconds, found.stop_status
    (['-t'], 10, 137)
    >>> explain(resolve_process(image)).stop_seconds  # busybox's sh becomes nginx
    0
    """
    argv = process.argv
    env = dict(entry.partition("=")[::2] for entry in process.env)
    inline = shell_script(argv)
    parameters = argv if script is not None else ()
    run_by = ("/bin/sh", *argv) if script is not None else argv
    pid = 7 if init else 1
    tree, program = branches(run_by, env, shell, script=script, parameters=parameters, pid=pid)
    is_pid1 = tree.argv == program and not tree.children
    if init:
        tree = Branch(1, ("/sbin/docker-init", "--", *argv), (tree,))
    name = signal_name(signal)
    text = script or (inline[0] if inline else "")
    shell_stays = not is_pid1
    if name == "KILL":
        reached, seconds, status = True, 0, 137
    elif shell_stays and traps(text, name):
        reached, seconds, status = True, 0, -1
    elif init and shell_stays:
        reached, seconds, status = False, 0, 128 + NUMBERS[name]
    else:
        handled = None if shell_stays else own_handler(posixpath.basename(program[0]), name)
        if handled is None and init:
            handled = 128 + NUMBERS[name]
        reached = not shell_stays
        seconds, status = (grace, 137) if handled is None else (0, handled)
    ignored = unread(process, inline) if inline else ()
    expands = inline is not None or script is not None
    sentences = tuple(told(process, expands, ignored, tree, program, is_pid1 and not init, name, seconds, status))
    return Explanation(
        process.words, expands, ignored, tree, program, is_pid1 and not init, reached, seconds, status, sentences
    )


def traps(script: str, signal: str) -> bool:
    """Say whether a script sets a trap on a signal."""
    return any(
        line.lstrip().startswith("trap ") and signal in line.replace("SIG", "").split()
        for line in script.replace(";", "\n").replace("&", "\n").splitlines()
    )


def unread(process: Process, inline: tuple[str, tuple[str, ...]]) -> tuple[Word, ...]:
    """Return the words behind ``sh -c SCRIPT`` that the script never looks at."""
    script = inline[0]
    given = len(process.words) - next(n for n, word in enumerate(process.words) if word.text == script) - 1
    if not given or any(mark in script for mark in ("$@", "$*", "${@", "${*")):
        first = ("$0",) if "$0" not in script else ()
        return process.words[-given : len(process.words) - given + 1] if given and first else ()
    return tuple(
        word for n, word in enumerate(process.words[-given:]) if f"${n}" not in script and f"${{{n}" not in script
    )


def told(
    process: Process,
    expands: bool,
    ignored: tuple[Word, ...],
    tree: Branch,
    program: tuple[str, ...],
    is_pid1: bool,
    signal: str,
    seconds: int,
    status: int,
) -> list[str]:
    """Return the explanation in sentences."""
    origins = list(dict.fromkeys(word.origin for word in process.words))
    said = {"ENTRYPOINT": "the image's ENTRYPOINT", "CMD": "the image's CMD", "arguments": "the words after the image",
            "--entrypoint": "--entrypoint"}  # fmt: skip
    lines = [f"The command line is {' + '.join(said[origin] for origin in origins)}."]
    lines.append(
        "A shell reads the text, so it replaces $X when the container runs."
        if expands
        else "No shell is involved: $X stays as it is, and so do * and &&."
    )
    if ignored:
        lines.append(
            f"{' '.join(word.text for word in ignored)}: only $0, $1 … of the shell, which does not read them."
        )
    lines.append(
        f"PID 1 is {' '.join(program)} itself."
        if is_pid1
        else f"PID 1 is {tree.argv[0]}; {' '.join(program)} is a child of it."
    )
    if status == 137 and signal != "KILL":
        lines.append(f"PID 1 has no handler for SIG{signal}: docker stop waits {seconds} s, then SIGKILL; status 137.")
    elif status >= 0:
        lines.append(f"SIG{signal} ends it at once; status {status}.")
    else:
        lines.append(f"Its trap handles SIG{signal}, as soon as the command in front is done.")
    return lines
