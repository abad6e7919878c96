"""Glass sheets: a container's writable layer lies on the image's layers, and one looks through all of them from above.

Type a command, and it runs in a container of the lab.  Each thing that it does to the files is a
frame: the lookup goes down sheet by sheet until one answers, a file that is to be changed is copied
up, whole, a deleted one is hidden by a whiteout.  The slider goes back and forth through the frames.
Below is the writable layer as overlayfs keeps it on the host's disk.
"""

from __future__ import annotations

import posixpath
import shlex
from collections.abc import Iterable
from typing import Any

import anywidget
import traitlets

from dockerlab.container.state import Container
from dockerlab.digest import short
from dockerlab.drawing import digraph, fitting, size, svg
from dockerlab.drawing import rows as texts
from dockerlab.errors import LabError
from dockerlab.image import Image
from dockerlab.inode import Directory, File
from dockerlab.lab import Lab
from dockerlab.layer import Layer
from dockerlab.reference import parse
from dockerlab.union import lookup
from dockerlab.widgets.page import describe_error, folded, module, saved, style
from dockerlab.widgets.sheets_view import Frame, found, frames, listing, picture, sheets_table, story, told
from dockerlab.widgets.subject import Subject, open_subject, with_image

__all__ = ["GlassSheets"]

DEMO = {
    "Dockerfile": """FROM busybox
COPY shop /shop
RUN echo second > /shop/notes.txt
RUN rm /shop/old.txt
""",
    "shop/notes.txt": "first\n",
    "shop/old.txt": "long gone\n",
    "shop/film.bin": "." * 300_000,
    "shop/logs/one.log": "1\n",
    "shop/logs/two.log": "2\n",
}
COLUMNS, FRAMES, LONGEST = 8, 300, 500  # paths shown at once, frames kept, characters of a command
ENGINE_READS = ("/etc/passwd", "/etc/group")  # the engine looks the user up before it starts a process


class GlassSheets(anywidget.AnyWidget):
    """The explorer of copy-on-write.

    ``subject`` is a lab, files with a Dockerfile (which is built), or the path of what ``docker save`` wrote; ``image``
    names the image, by default the newest; ``container`` a running container to look into instead. ``paths`` are shown
    from the start.

    >>> sheets = GlassSheets()
    >>> sheets.run("chmod 600 /shop/film.bin")
    ''
    >>> for frame in sheets.frames: print(frame.event.kind, frame.event.path, frame.event.size)
    copy-up /shop 0
    copy-up /shop/film.bin 300000
    metadata /shop/film.bin 0
    """

    _esm = module("glass_sheets")
    _css = style("glass_sheets")

    labels = traitlets.List(traitlets.Unicode()).tag(sync=True)  # of the moments: the start, then one for each frame
    at = traitlets.Int(0).tag(sync=True)  # the moment: 0 is before everything
    begins = traitlets.List(traitlets.Int()).tag(sync=True)  # the first moment of each command
    picture = traitlets.Dict().tag(sync=True)
    upper: traitlets.List[Any] = traitlets.List().tag(sync=True)
    summary = traitlets.Unicode("").tag(sync=True)
    printed = traitlets.Unicode("").tag(sync=True)
    examples = traitlets.List(traitlets.Unicode()).tag(sync=True)
    error: traitlets.Dict[str, Any] = traitlets.Dict(allow_none=True, default_value=None).tag(sync=True)

    def __init__(
        self, subject: Subject = None, image: str = "", container: str = "", paths: Iterable[str] = ()
    ) -> None:
        super().__init__()
        self.lab = Lab(DEMO) if subject is None else open_subject(subject)
        self.frames: list[Frame] = []
        self._looked, self._commands = "", 0
        self.on_msg(self._on_message)
        self.name = container or start(self.lab, image)
        self._columns = list(dict.fromkeys(paths)) or interesting(self.container.image)
        self._start, self._known = self.container.overlay.layer(), len(self.container.overlay.events)
        self.examples = suggestions(self.container.image, self._columns)
        self._show(0)

    # -- doing -------------------------------------------------------------

    @property
    def container(self) -> Container:
        """The container that is looked into. Raises LabError where it is gone."""
        return self.lab.engine.containers.find(self.name)

    @property
    def layers(self) -> tuple[Layer, ...]:
        """The image's layers, the lowest first."""
        return self.container.image.layers

    def run(self, command: str) -> str:
        """Run a command in the container, with its shell; return what it printed."""
        before = self.container.overlay.layer()
        done = self.lab.run(f"docker exec {self.name} sh -c {shlex.quote(command)}")
        self.printed = (done.stdout + done.stderr)[:2000]
        self.set_trait("error", None)
        self._note(command, before)
        return self.printed

    def refresh(self) -> None:
        """Look at the container again: after commands that were run elsewhere, as in a cell."""
        self._note("(elsewhere)", self._layer_at(len(self.frames)))

    def _note(self, command: str, before: Layer) -> None:
        """Make frames of the events that came since the last look."""
        overlay = self.container.overlay
        if len(overlay.events) < self._known:  # something was undone elsewhere: begin anew
            self.frames, self._start, self._known = [], overlay.layer(), len(overlay.events)
        new = overlay.events[self._known :]
        self._known = len(overlay.events)
        while new and new[0].kind == "read" and new[0].path in ENGINE_READS:
            new = new[1:]
        self._commands += 1
        made = frames(self._commands, command, new, self.layers, before, overlay.layer(), overlay.lower)
        self.frames = (self.frames + made)[-FRAMES:]
        for frame in made:
            self._column(frame.event.path)
        self.go(len(self.frames))
        if not made:
            self.summary = "No file was read, and nothing has changed."

    def _column(self, path: str) -> None:
        """Give a path a column; the leftmost gives way where there are too many."""
        if path not in self._columns:
            self._columns = [*self._columns, path][-COLUMNS:]

    def go(self, at: int) -> None:
        """Go to a moment: 0 is before everything, ``len(frames)`` is now."""
        self._looked = ""
        self._show(at)

    def look(self, path: str) -> str:
        """Look a path up, as things stand at the moment that is shown; say where the lookup ends."""
        self._column(path)
        self._looked = path
        self._show(self.at)
        return self.summary

    def undo(self) -> str:
        """Take the last command back; say which it was."""
        said = self.lab.undo()
        if self.frames:
            last = self.frames[-1].number
            self.frames = [frame for frame in self.frames if frame.number != last]
        self._known = len(self.container.overlay.events)
        self.printed = said
        self.go(len(self.frames))
        return said

    def _layer_at(self, at: int) -> Layer:
        return self.frames[at - 1].upper if at else self._start

    # -- showing -----------------------------------------------------------

    def _show(self, at: int) -> None:
        at = min(max(at, 0), len(self.frames))
        frame = self.frames[at - 1] if at and not self._looked else None
        path = frame.event.path if frame is not None else self._looked
        upper, count = self._layer_at(at), len(self.layers)
        made = picture(self.layers, texts(self.container.image), upper, self._columns, frame, path)
        with self.hold_sync():
            self.labels = ["the start", *(f"{one.event.kind} {one.event.path}" for one in self.frames)]
            numbers = [one.number for one in self.frames]
            self.begins = [numbers.index(number) + 1 for number in dict.fromkeys(numbers)]
            self.at = at
            self.picture = {**made, "command": frame.command if frame is not None else ""}
            self.upper = [list(row) for row in listing(upper)]
            self.summary = self._words(frame, path, upper, count)

    def _words(self, frame: Frame | None, path: str, upper: Layer, count: int) -> str:
        if frame is not None:
            return f"{told(frame, count)}."
        if path:
            return f"look up {path}: {found(lookup([*self.layers, upper], path), count)}."
        return f"{count} read-only sheets below an empty writable one." if not upper.entries else "Before everything."

    def _on_message(self, _widget: object, content: Any, _buffers: object) -> None:
        try:
            match content:
                case {"do": "run", "command": str(command)} if 0 < len(command.strip()) <= LONGEST:
                    self.run(command)
                case {"do": "go", "at": int(at)}:
                    self.go(at)
                case {"do": "look", "path": str(path)} if path.startswith("/") and len(path) <= LONGEST:
                    self.look(path)
                case {"do": "undo"} if self.frames:
                    self.undo()
        except LabError as exc:
            self.error = describe_error(exc)

    # -- the other renderings ----------------------------------------------

    def __repr__(self) -> str:
        count, upper = len(self.layers), self._layer_at(self.at)
        lines = [f"Glass sheets: {parse(self.container.image_name).familiar} on {count} read-only layers"]
        lines += story(self.frames[: self.at], count)
        if self._looked:
            lines.append(self.summary)
        rows = listing(upper)
        lines.append(f"the writable layer, {size(upper.size)}:" if rows else "the writable layer is empty")
        lines += [f"  {mode} {length:>7} {path}  {note}".rstrip() for mode, length, path, note in rows]
        return folded("\n".join(lines))

    def svg(self) -> str:
        """Return the moment as SVG. Raises LabError where there is no ``dot``."""
        graph = digraph("sheets")
        graph.node("sheets", label=f"<{sheets_table(self.picture, self.summary)}>", shape="plaintext")
        return fitting(svg(graph, "Glass sheets", f"{self.summary} {self!r}"))

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        return saved(super()._repr_mimebundle_(**kwargs), repr(self), self.svg)


def start(lab: Lab, image: str) -> str:
    """Start a container of an image that only waits; return its name.

    Raises:
        LabError: there is no image, or it has no ``sleep``.
    """
    shown = with_image(lab).engine.store.listed()
    if not image and not shown:
        raise LabError("there is no image to start a container of", hint="Build or pull one, or name it: image=…")
    wanted = image or str(next(iter(lab.engine.store.references(shown[0].id)), short(shown[0].id)))
    taken = {container.name for container in lab.engine.containers.all()}
    name = next(name for name in ("glass", *(f"glass{n}" for n in range(2, 99))) if name not in taken)
    ran = lab.run(f"docker run -d --name {name} --entrypoint sleep {shlex.quote(wanted)} 1000d")
    if ran.status:
        lab.undo()  # a container that does not start would stay
        said = ran.commands[-1].error or LabError(ran.stderr)
        raise LabError(said.message, hint="The container only waits, with sleep: choose an image that has it.")
    return name


def interesting(image: Image) -> list[str]:
    """Return the paths worth a column: files of the layers above the base; of a single layer a few of /etc."""
    above = [path for layer in image.layers[1:] for path, entry in layer if not isinstance(entry, Directory)]
    base = [path for path, entry in image.layers[0] if path.startswith("/etc/") and isinstance(entry, File)][:4]
    often = sorted(dict.fromkeys(above or base), key=lambda path: -above.count(path))  # several sheets say something
    return often[: COLUMNS - 2]


def suggestions(image: Image, paths: list[str]) -> list[str]:
    """Return commands to try on some of these paths."""
    files = {path: node.size for path in paths if isinstance(node := image.filesystem.get(path), File)}
    if not files:
        return ["echo hi > /new.txt", "mkdir /new && touch /new/file"]
    first, large, deep = next(iter(files)), max(files, key=lambda path: files[path]), max(files, key=depth)
    folder = posixpath.dirname(deep)
    emptied = [f"rm -r {folder} && mkdir {folder}"] if depth(folder) > 1 else []
    return [
        f"cat {first}", f"echo more >> {first}", f"chmod 600 {large}", "echo hi > /new.txt", f"rm {deep}",
        f"mv {large} /moved", *emptied,
    ]  # fmt: skip


def depth(path: str) -> int:
    """Return how many directories deep a path is."""
    return path.count("/")
