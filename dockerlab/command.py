"""The ``dockerlab`` command: what the package does outside a notebook."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from dockerlab.errors import LabError

__all__ = ["main"]

SESSION = """\
Run a script on a lab host whose files are the current directory.

The script holds one command per line: `docker ...`, with DOCKER_BUILDKIT=0|1 before it if need be, and the plain
commands of a shell (echo, cat, mkdir, cp, mv, rm, cd, set -e, here-documents, ...).  It does what bash does with a
real Docker Engine, without one.  What is not modelled is said on standard error, has status 3, and the script goes on.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status.

    >>> main([])
    usage: dockerlab [-h] [--version] COMMAND ...
    0
    """
    parser = argparse.ArgumentParser(prog="dockerlab", description="A model of Docker, and a course on it.")
    parser.add_argument("--version", action="version", version=f"dockerlab {version('dockerlab')}")
    commands = parser.add_subparsers(metavar="COMMAND", title="commands")
    add_session(commands)
    add_grade(commands, asked="grade" in (sys.argv if arguments is None else arguments))
    add_explore(commands, asked="explore" in (sys.argv if arguments is None else arguments))
    options = parser.parse_args(arguments)
    if "call" not in options:
        parser.print_usage()
        return 0
    call: Callable[[argparse.Namespace], int] = options.call
    return call(options)


# -- dockerlab session ---------------------------------------------------


def add_session(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``dockerlab session`` to the parser."""
    parser = commands.add_parser(
        "session", help="run a script of docker commands, or a prompt", description=SESSION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("file", nargs="?", metavar="FILE", help="the script; without it, a prompt (or standard input)")
    parser.add_argument("--builder", choices=("buildkit", "classic"), default="buildkit", help="of `docker build`")
    parser.add_argument(
        "--write-back", action="store_true",
        help="at the end, write the files that the script made or changed below the current directory",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="print one JSON object for each command")
    parser.add_argument("--load", action="append", default=[], metavar="TAR", help="an image archive to start with")
    parser.add_argument("--seed", type=int, default=0, help="IDs and names are drawn from it")
    parser.set_defaults(call=session)


def session(options: argparse.Namespace) -> int:
    """Carry out ``dockerlab session``."""
    from dockerlab.cli.machine import disk_directory, write_back
    from dockerlab.session import open_session

    try:
        text = _script(options)
        images = [Path(name).read_bytes() for name in options.load]
        cwd = os.path.realpath(os.getcwd())
        files = disk_directory(cwd)
        terminal = open_session(
            files, options.builder, images, cwd=cwd, seed=options.seed, name=options.file or "bash",
            tty=text is None, write=None if options.json else _write,
        )  # fmt: skip
    except (OSError, UnicodeDecodeError) as exc:
        print(f"dockerlab session: {exc}", file=sys.stderr)
        return 2
    except LabError as exc:
        print(f"dockerlab session: {exc.message}", file=sys.stderr)
        return exc.status
    try:
        _run(terminal, text, as_json=options.json)
    except BrokenPipeError:  # who reads has gone away: nothing is left to say
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    if options.write_back:
        after = terminal.files.fs.get(cwd)
        write_back(files, after, cwd)  # type: ignore[arg-type]
    return terminal.status


def _run(terminal: Any, text: str | None, *, as_json: bool) -> None:
    """Run the script, or the prompt where there is none."""
    if text is None:
        from dockerlab.cli.prompt import prompt

        prompt(terminal)
        return
    for result in terminal.run(text):
        if as_json:
            print(json.dumps(_object(result), ensure_ascii=False), flush=True)
    last = terminal.finish()
    if last is not None and as_json:
        print(json.dumps(_object(last), ensure_ascii=False), flush=True)


def _script(options: argparse.Namespace) -> str | None:
    """Return the script's text; None where there is none, and a person at a terminal instead."""
    if options.file:
        return Path(options.file).read_bytes().decode("utf-8", "surrogateescape")
    if sys.stdin.isatty() and sys.stdout.isatty():
        return None
    return sys.stdin.buffer.read().decode("utf-8", "surrogateescape")


def _write(piece: Any) -> None:
    """Write a piece of output where it belongs, at once and in order."""
    stream = sys.stdout if piece.fd == 1 else sys.stderr
    (sys.stderr if piece.fd == 1 else sys.stdout).flush()
    raw = getattr(stream, "buffer", None)
    if raw is None:
        stream.write(piece.data.decode("utf-8", "replace"))
    else:
        raw.write(piece.data)
    stream.flush()


def _object(result: Any) -> dict[str, Any]:
    """Return a command as ``--json`` prints it."""
    return {
        "text": result.text,
        "stdout": result.stdout,
        "stderr": result.stderr,
        "status": result.status,
        "events": [_event(event) for event in result.events],
    }


def _event(event: Any) -> dict[str, Any]:
    """Return something that happened in the engine as plain data: what it was, and how it is printed."""
    from dockerlab.build.steps import BuildResult
    from dockerlab.container import Ran
    from dockerlab.image import Image

    match event:
        case BuildResult():
            steps = [{"name": step.name, "verdict": step.verdict} for step in event.steps if step.name]
            return {"kind": "build", "builder": event.builder, "image": event.image and event.image.id, "steps": steps}
        case Ran():
            return {"kind": "run", "container": event.container.id, "status": event.status}
        case Image():
            return {"kind": "image", "image": event.id}
    return {"kind": type(event).__name__.lower(), "text": str(event)}


# -- dockerlab grade -----------------------------------------------------


def add_grade(commands: argparse._SubParsersAction[argparse.ArgumentParser], *, asked: bool) -> None:
    """Add ``dockerlab grade`` to the parser; its options only where they are asked for, as they take half a second."""
    parser = commands.add_parser("grade", help="grade the notebooks of a class")
    if asked:
        from dockerlab.grading import subcommand

        subcommand.add_arguments(parser)
        parser.set_defaults(call=subcommand.run)


def add_explore(commands: argparse._SubParsersAction[argparse.ArgumentParser], *, asked: bool) -> None:
    """Add ``dockerlab explore`` to the parser; its options only where they are asked for."""
    parser = commands.add_parser("explore", help="take a saved image apart, layer by layer")
    if asked:
        from dockerlab import explore

        explore.add_arguments(parser)
        parser.set_defaults(call=explore.run)


if __name__ == "__main__":
    sys.exit(main())
