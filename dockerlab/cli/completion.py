"""Tab completion: what the word in front of the cursor can become.

What stands at a place of a ``docker`` command line is read off the command's usage
(``CONTAINER [CONTAINER...]``): only images are offered for an image, only files for a file.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable

from dockerlab.cli.flags import Command
from dockerlab.cli.grammar import GROUPS, commands
from dockerlab.cli.machine import KNOWN, MODELLED
from dockerlab.cli.script import Terminal
from dockerlab.registry import repositories

__all__ = ["complete"]

SHELL_WORDS = ("alias", "cd", "exit", "export", "set", "unset", "docker")
RUNNING = ("exec", "kill", "pause", "stop", "top")  # these want a container that runs, and `start` one that does not
FLAGS = {
    "call": ("build", "check"), "network": ("bridge", "host", "none"), "platform": ("linux/amd64",),
    "progress": ("auto", "none", "plain", "quiet"), "type": ("container", "image", "volume"),
    "pull": ("always", "missing", "never"), "restart": ("no",),
}  # fmt: skip
FILES = ("cidfile", "env-file", "file", "iidfile", "input", "output")


def complete(terminal: Terminal, line: str, word: str) -> list[str]:
    """Return what ``word``, the last of ``line``, can be completed to.

    >>> from dockerlab.session import open_session
    >>> terminal = open_session({"web.txt": "", "Dockerfile": "FROM scratch"})
    >>> for _ in terminal.run("docker pull -q busybox && docker create --name web busybox"): pass
    >>> complete(terminal, "docker rmi ", ""), complete(terminal, "docker start w", "w")
    (['busybox:latest'], ['web'])
    >>> complete(terminal, "docker build -f ", ""), complete(terminal, "docker stop ", "")
    (['Dockerfile', 'web.txt'], [])
    """
    before = re.split(r"[|&;(]", line[: len(line) - len(word)])[-1].split()
    found: Iterable[str] = files(terminal, word)
    if not before:
        found = (*MODELLED, *KNOWN, *SHELL_WORDS)
    elif before[0] == "docker" and before[-1] not in ("<", ">", ">>"):
        found = docker_words(terminal, before[1:], word)
    return sorted({name for name in found if name.startswith(word)})


def files(terminal: Terminal, word: str) -> list[str]:
    """Return the host's files in the directory that ``word`` begins with."""
    folder, slash, _ = word.rpartition("/")
    try:
        names = terminal.files.listdir(posixpath.join(terminal.cwd, folder + slash))
    except OSError:
        return []
    return [f"{folder}{slash}{name}" for name in names]


def docker_words(terminal: Terminal, before: list[str], word: str) -> Iterable[str]:
    """Return what can stand behind ``docker`` and the words ``before``."""
    every = commands()
    depth = 2 if before[:1] and before[0] in (*GROUPS, "builder", "buildx") else 1
    command = every.get(" ".join(before[:depth])) if len(before) >= depth else None
    if command is None:
        start = "".join(f"{name} " for name in before)
        return [name.removeprefix(start).split()[0] for name in every if name.startswith(start)]
    if command.path == "docker build" and terminal.engine.builder == "buildkit":
        command = every["buildx build"]
    expected = expects(command, before[depth:])
    if word.startswith("-") and not expected.startswith("--"):
        return [f"--{flag.name}" for flag in command.flags if flag.about]
    return candidates(terminal, command, expected, word)


def expects(command: Command, words: list[str]) -> str:
    """Return what stands behind ``words``: a flag whose value is wanted, or a word of the usage; empty for nothing.

    >>> expects(commands()["tag"], []), expects(commands()["run"], ["--name"]), expects(commands()["rename"], ["a"])
    ('SOURCE_IMAGE[:TAG]', '--name', 'NEW_NAME')
    """
    left, given = list(words), 0
    while left:
        word = left.pop(0)
        flag = (
            command.long(word[2:].rstrip("="))
            if word.startswith("--")
            else command.letter(word[1:])
            if word[:1] == "-"
            else None
        )
        if flag is not None and flag.kind != "bool":
            if not left:
                return f"--{flag.name}"
            left.pop(0)
        elif not word.startswith("-"):
            given += 1
            if command.stops and given > 1:
                return ""
    places = command.usage.split("\n")[0].replace("[OPTIONS] ", "").replace(" | ", "|").split()
    if given < len(places):
        return places[given]
    return places[-1] if places and places[-1].endswith("...]") else ""


def candidates(terminal: Terminal, command: Command, expected: str, word: str) -> Iterable[str]:
    """Return the names that fit ``expected``."""
    engine = terminal.engine
    containers, volumes = engine.containers.all(), list(engine.containers.volumes)
    images = [name.familiar for name in engine.store.names if name.tag]
    verb = command.full.split()[-1]
    match expected:
        case "--volume":
            return [*(f"{name}:" for name in volumes), *files(terminal, word)]
        case "--tag":
            return images
        case _ if expected.startswith("--"):
            flag = expected[2:]
            return files(terminal, word) if flag in FILES else FLAGS.get(flag, ())
        case _ if verb == "cp":
            return [*(f"{container.name}:" for container in containers), *files(terminal, word)]
        case _ if "CONTAINER" in expected:
            wanted = True if verb in RUNNING else False if verb == "start" else None
            return [container.name for container in containers if wanted in (None, container.running)]
        case _ if "VOLUME" in expected and verb != "create":
            return volumes
        case _ if "NAME|ID" in expected:
            return [*(container.name for container in containers), *images, *volumes]
        case _ if verb == "pull":
            return repositories()
        case _ if re.search(r"IMAGE|REPOSITORY|^NAME\[:", expected):
            return images
        case _ if re.search(r"PATH|file\|", expected):
            return files(terminal, word)
    return ()
