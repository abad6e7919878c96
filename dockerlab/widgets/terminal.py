"""Terminal: a prompt on a lab host, and beside it the images and containers that the commands made.

The browser edits one line and sends it; everything else is done here.  A line
that is not yet a command (a here-document, an open quote) waits for the next.
What a command printed is added to ``transcript``, and the picture and the list
are made again from the engine.  The three buttons take commands back.

The screen is xterm.js (static/vendor), joined here with ``terminal.js`` to the one
module that a widget has: no bundler and no network.  Of the control sequences that
a program prints only colours reach it, so that no output can hide the prompt.
"""

from __future__ import annotations

import posixpath
import re
from contextlib import suppress
from typing import Any

import anywidget
import traitlets

from dockerlab.cli.container_table import status_line
from dockerlab.cli.prompt import complete, is_complete
from dockerlab.digest import ImageID, short
from dockerlab.drawing import cut, layer_graph, svg
from dockerlab.errors import LabError
from dockerlab.image import Image
from dockerlab.inode import Directory
from dockerlab.lab import Lab, hint
from dockerlab.widgets.goal import Goal
from dockerlab.widgets.page import STATIC, module, saved, style
from dockerlab.widgets.subject import Subject, open_subject

__all__ = ["Terminal"]

LONGEST = 100_000  # characters of the transcript that are kept, and of one line that is read
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
UNPRINTABLE = re.compile(r"\x1b\[[0-9;]*m|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
DIM, PLAIN = "\x1b[2m", "\x1b[0m"
SEPARATORS = re.compile(r"[\s;|&<>=(]")  # what ends a word for completion


def xterm() -> str:
    """Return xterm.js as one constant, closed in a function."""
    library = (STATIC / "vendor" / "xterm.mjs").read_text(encoding="utf-8")
    body, name = re.fullmatch(r"(.*)export\{(\w+) as Terminal\};\s*", library, re.DOTALL).groups()  # type: ignore[union-attr]
    return f"const Xterm = (() => {{\n{body}\nreturn {name};\n}})();\n"


def safe(text: str) -> str:
    r"""Return what a program printed with every control sequence but colours made visible.

    >>> safe("\x1b[31mred\x1b[2J")
    '\x1b[31mred^[[2J\x1b[0m'
    """
    shown = UNPRINTABLE.sub(lambda m: m[0] if len(m[0]) > 1 else f"^{chr(ord(m[0]) & 0x1F | 0x40)}", text)
    return shown + PLAIN if "\x1b" in shown else shown


class Terminal(anywidget.AnyWidget):
    """A terminal on a lab.

    ``subject`` is the lab, files for one, a folder, or an archive; ``lab.undo()`` and the button are the same thing.
    ``goal`` is the state to reach: another lab, or the commands that lead to it. ``left`` says what still differs.

    >>> terminal = Terminal(Lab({"Dockerfile": "FROM busybox\\nRUN echo hi > /a\\n"}))
    >>> terminal.type("docker build -q -t app . > id\\ndocker run --rm app cat /a\\n")
    >>> print(terminal)
    lab$ docker build -q -t app . > id
    lab$ docker run --rm app cat /a
    hi
    >>> terminal.images[0]["name"]
    'app:latest'
    """

    _esm = xterm() + module("terminal")
    _css = style("vendor/xterm", "terminal")

    transcript = traitlets.Unicode("").tag(sync=True)
    prompt = traitlets.Unicode("").tag(sync=True)
    history = traitlets.List(traitlets.Unicode()).tag(sync=True)
    picture = traitlets.Unicode("").tag(sync=True)  # the layer graph as SVG; empty without images or without dot
    caption = traitlets.Unicode("").tag(sync=True)  # the picture in words
    images = traitlets.List(traitlets.Dict()).tag(sync=True)
    containers = traitlets.List(traitlets.Dict()).tag(sync=True)
    moments = traitlets.List(traitlets.Unicode()).tag(sync=True)  # what led to each moment; the first is the start
    moment = traitlets.Int(0).tag(sync=True)  # the place of the present among them
    goal_picture = traitlets.Unicode("").tag(sync=True)
    left = traitlets.Any(None).tag(sync=True)  # sentences; None: there is no goal
    said = traitlets.Unicode("").tag(sync=True)  # what the last action was, for the status line
    turn = traitlets.Int(0).tag(sync=True)  # counts the answers: the browser waits for the next

    def __init__(self, subject: Subject = None, goal: Lab | str | None = None) -> None:
        super().__init__()
        self.lab = open_subject(subject)
        self.goal = None if goal is None else Goal(goal, self.lab)
        if self.goal is not None:
            with suppress(LabError):
                self.goal_picture = self.goal.picture()
        self._pending = ""
        self._drawn: tuple[tuple[str, ImageID], ...] | None = None
        self.on_msg(self._on_message)
        self.refresh()

    # -- doing -------------------------------------------------------------

    def type(self, text: str) -> None:
        """Type ``text``, line by line, as the learner does."""
        for line in text.removesuffix("\n").split("\n"):
            self.enter(line)

    def enter(self, line: str) -> None:
        """Take one line; run the command that it completes."""
        self._show(f"\x1b[1;32m{self.prompt}{PLAIN}{safe(line)}\n")
        if line.strip():
            self.history = [*self.history[-499:], line]
        self._pending += line + "\n"
        if is_complete(self._pending):
            text, self._pending = self._pending.strip("\n"), ""
            if text.strip():
                try:
                    self._run(text)
                except KeyboardInterrupt:  # the kernel's stop button; undo takes back what was done until then
                    self._show("^C\n")
                    self.said = f"{cut(text, 60)}: interrupted."
        self.refresh()

    def _run(self, text: str) -> None:
        for command in self.lab.run(text).commands:
            out = safe(b"".join(piece.data for piece in command.output).decode("utf-8", "replace"))
            self._show(out + "\n" * (bool(out) and not out.removesuffix(PLAIN).endswith("\n")))
            if advice := hint(command):
                self._show(f"{DIM}{safe(advice)}{PLAIN}")
        status = self.lab.terminal.status
        self.said = f"{cut(text, 60)}: " + ("done." if status == 0 else f"exit status {status}.")

    def interrupt(self) -> None:
        """Throw the line that is being typed away, and what waits for more: Ctrl-C."""
        self._show(f"\x1b[1;32m{self.prompt}{PLAIN}^C\n")
        self._pending = ""
        self.refresh()

    def undo(self) -> str:
        """Take the last command back; say which it was."""
        return self._step(self.lab.undo())

    def redo(self) -> str:
        """Do again what was undone; say what it was."""
        return self._step(self.lab.redo())

    def reset(self) -> str:
        """Go back to the start, which ``undo`` takes back, too."""
        return self._step(self.lab.reset())

    def go(self, place: int) -> str:
        """Go to another moment of the lab: 0 is the start. Say which it is."""
        return self._step(self.lab.go(place))

    def _step(self, said: str) -> str:
        self._pending = ""
        self._show(f"{DIM}── {safe(cut(said, 70))}{PLAIN}\n")
        self.said = said
        self.refresh()
        return said

    def _show(self, text: str) -> None:
        whole = self.transcript + text
        if len(whole) > LONGEST:
            whole = whole[-LONGEST // 2 :].partition("\n")[2]
        self.transcript = whole

    def completions(self, line: str) -> tuple[str, list[str]]:
        """Return the last word of ``line`` and what it can become; a directory ends in ``/``.

        >>> Terminal(Lab({"app.py": ""})).completions("docker bui")
        ('bui', ['build', 'builder', 'buildx'])
        """
        command = re.split(r"[;|&(\n]", line)[-1].lstrip()
        word = SEPARATORS.split(command)[-1]
        found = []
        for name in complete(self.lab.terminal, command, word):
            found.append(f"{name}/" if self._is_directory(name) else name)
        return word, found

    def _is_directory(self, name: str) -> bool:
        try:
            return isinstance(self.lab.host.stat(posixpath.join(self.lab.terminal.cwd, name)), Directory)
        except OSError:
            return False

    # -- showing -----------------------------------------------------------

    def refresh(self) -> None:
        """Show the lab as it is now; needed only after something else than the terminal changed it."""
        terminal = self.lab.terminal
        with self.hold_sync():
            self.prompt = "> " if self._pending else f"{posixpath.basename(terminal.cwd) or '/'}$ "
            named = self._named()
            self.images = [
                {"name": name, "id": short(image.id), "layers": len(image.layers), "size": image.size}
                for name, image in named.items()
            ]
            self.containers = [
                {"name": c.name, "image": c.image_name, "command": cut(c.command, 40), "running": c.running,
                 "status": status_line(c, self.lab.engine.clock.now)}
                for c in self.lab.engine.containers.all()
            ]  # fmt: skip
            shown = tuple((name, image.id) for name, image in named.items())
            if shown != self._drawn:
                self._drawn = shown
                self.caption = describe(named)
                self.picture = self._draw(named)
            self.moments = [cut(words, 70) for words in self.lab.moments]
            self.moment = self.lab.moment
            if self.goal is not None:
                self.left = self.goal.left(self.lab)
            self.turn += 1

    def _named(self) -> dict[str, Image]:
        """Return the images by name, oldest first: the tags of one image together, ``<none>`` for a dangling one."""
        store = self.lab.engine.store
        found = {}
        for image in reversed(store.listed(every=True)):
            tags = [name.familiar for name in store.references(image.id) if name.tag]
            if tags:
                found[cut(", ".join(tags))] = image
            elif store.dangling(image.id):
                found[f"<none> {short(image.id)}"] = image
        return found

    def _draw(self, named: dict[str, Image]) -> str:
        if not named:
            return ""
        with suppress(LabError):  # no dot on this machine: the words remain
            return svg(layer_graph(named), "Images and their layers", self.caption)
        return ""

    # -- what the browser asks ----------------------------------------------

    def _on_message(self, _widget: object, content: Any, _buffers: object) -> None:
        """Do what a message says; one that means nothing does nothing."""
        match content:
            case {"do": "line", "text": str(line)} if len(line) <= LONGEST:
                for part in line.split("\n"):
                    self.enter(part)
            case {"do": "complete", "text": str(line)} if len(line) <= LONGEST:
                word, found = self.completions(line)
                self.send({"completed": line, "word": word, "found": found[:200]})
            case {"do": "interrupt"}:
                self.interrupt()
            case {"do": "undo"}:
                self.undo()
            case {"do": "redo"}:
                self.redo()
            case {"do": "reset"}:
                self.reset()
            case {"do": "go", "place": int(place)}:
                self.go(place)

    # -- the other renderings ----------------------------------------------

    def __repr__(self) -> str:
        told = COLOUR.sub("", self.transcript).rstrip("\n") or f"{self.prompt}(nothing typed yet)"
        if self.left is None:
            return told
        rest = [f"  {what}" for what in self.left]
        return "\n".join([told, "Still to do:", *rest] if rest else [told, "The goal is reached."])

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        draw = (lambda: self.picture) if self.picture else None
        return saved(super()._repr_mimebundle_(**kwargs), repr(self), draw)


def describe(images: dict[str, Image]) -> str:
    """Say the layer graph in words."""
    if not images:
        return "No images yet."
    users: dict[str, int] = {}
    for image in images.values():
        for chain in image.chain_ids:
            users[chain] = users.get(chain, 0) + 1
    parts = []
    for name, image in images.items():
        count, shared = len(image.layers), sum(users[chain] > 1 for chain in image.chain_ids)
        parts.append(f"{name}: {count} layer{'s' * (count != 1)}, {shared} shared")
    return "; ".join(parts) + "."
