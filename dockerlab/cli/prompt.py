"""A prompt: ``dockerlab session`` at a terminal, with history and completion.

A command that is not complete (a here-document, an open quote) asks for more.
Ctrl-C throws a line away, Ctrl-D ends the session.
"""

from __future__ import annotations

import posixpath
import sys
from collections.abc import Iterable

from dockerlab.cli.completion import complete
from dockerlab.cli.script import Terminal
from dockerlab.shell.grammar import Parser
from dockerlab.shell.syntax import ShellSyntaxError

__all__ = ["complete", "is_complete", "prompt"]

WELCOME = "A lab host with Docker. Nothing here touches your disk. Ctrl-D ends it; `docker --help` is a start."


def prompt(terminal: Terminal) -> int:
    """Read commands until the end of input, and run them. Returns the last status."""
    _readline(terminal)
    print(WELCOME)
    pending = ""
    while not terminal.ended:
        try:
            line = input("> " if pending else f"{posixpath.basename(terminal.cwd) or '/'}$ ")
        except EOFError:
            print()
            break
        except KeyboardInterrupt:
            print()
            pending = ""
            continue
        pending += line + "\n"
        if not is_complete(pending):
            continue
        text, pending = pending, ""
        try:
            for _ in terminal.run(text):
                pass
        except KeyboardInterrupt:
            print("^C", file=sys.stderr)
    terminal.finish()
    return terminal.status


def is_complete(text: str) -> bool:
    """Say whether ``text`` can be run, or goes on in the next line.

    >>> is_complete("cat <<END\\n"), is_complete("cat <<END\\nx\\nEND\\n"), is_complete("echo 'a\\n")
    (False, True, False)
    """
    if text.rstrip("\n").endswith("\\"):
        return False
    lines = text.split("\n")
    for number, line in enumerate(lines):
        for mark in _delimiters(line):
            if mark not in (rest.lstrip("\t") for rest in lines[number + 1 :]):
                return False
    try:
        for _ in Parser(text).commands():
            pass
    except ShellSyntaxError as exc:
        return not ("end of file" in exc.message or "unterminated" in exc.message)
    except Exception:
        return True  # wrong in another way: running it says how
    return True


def _delimiters(line: str) -> Iterable[str]:
    for part in line.split("<<")[1:]:
        word = part.lstrip("-").lstrip().split(" ")[0].rstrip(";|&)").strip("'\"")
        if word and not part.startswith("<"):
            yield word


def _readline(terminal: Terminal) -> None:
    """Give ``input`` history and completion, where Python has readline."""
    try:
        import readline
    except ImportError:
        return
    matches: list[str] = []

    def completer(word: str, state: int) -> str | None:
        nonlocal matches
        if state == 0:
            matches = complete(terminal, readline.get_line_buffer()[: readline.get_endidx()], word)
        return matches[state] if state < len(matches) else None

    readline.set_completer(completer)
    readline.set_completer_delims(" \t\n;|&<>=")
    readline.parse_and_bind("tab: complete")
