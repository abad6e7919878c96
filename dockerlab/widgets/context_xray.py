"""Context X-ray: the folder of a project, and what a build sends, ignores and copies of it.

Edit the Dockerfile or the ``.dockerignore``: with each letter the picture says of every file
which line reads it and where it lands, which line of ``.dockerignore`` keeps it back, or that
nobody wants it.  The two builders differ: the classic one sends all that is not ignored.
"""

from __future__ import annotations

import re
from typing import Any

import anywidget
import traitlets

from dockerlab.build.steps import BuildOptions, BuildResult
from dockerlab.clock import Clock
from dockerlab.context import BuildContext
from dockerlab.drawing import svg
from dockerlab.engine import Engine
from dockerlab.errors import LabError
from dockerlab.filesystem import Filesystem
from dockerlab.inode import Directory, File, read
from dockerlab.widgets.cache_xray import kind
from dockerlab.widgets.context_view import as_text, describe, graph
from dockerlab.widgets.page import describe_error, folded, module, saved, style
from dockerlab.widgets.subject import Subject, open_subject, project

__all__ = ["ContextXray"]

EDITED = re.compile(r"(.*\.)?Dockerfile(\..+)?|\.dockerignore")  # the files that are edited here
LARGEST = 20_000  # bytes of such a file


class ContextXray(anywidget.AnyWidget):
    """The explorer of the build context.

    ``subject`` is what to look at (see ``open_subject``): a lab's directory, files, a Dockerfile or its folder.
    ``files`` holds the texts that can be edited: the Dockerfile and the ignore files of the top directory.

    >>> ContextXray({"Dockerfile": "FROM busybox\\nCOPY app.py /\\n", "app.py": "hi\\n", "notes.md": "?\\n"})
    BuildKit sends 36B: 3B in files are read, 2B not asked for; 0B are ignored.
    · builder's own     Dockerfile, 27B: read by the builder itself, by no line
    ✔ read              app.py, 3B: read by line 2 → /app.py
    ○ not sent          notes.md, 2B: no line reads it, so BuildKit does not ask for it
    line 2: COPY app.py /: 1 file, 3B
    """

    _esm = module("context_xray")
    _css = style("context_xray")

    files = traitlets.Dict().tag(sync=True)
    builder = traitlets.Enum(["buildkit", "classic"], "buildkit").tag(sync=True)
    trace = traitlets.Dict().tag(sync=True)
    error: traitlets.Dict[str, Any] = traitlets.Dict(allow_none=True, default_value=None).tag(sync=True)

    def __init__(self, subject: Subject = None, builder: str = "buildkit") -> None:
        lab = open_subject(subject)
        if lab.engine.store.images and not lab.files:
            project(lab)  # refuses an archive: it has no context
        here = lab.host.stat(lab.terminal.cwd)
        self.folder = Filesystem(here if isinstance(here, Directory) else Directory())
        self.engine = Engine(clock=Clock(lab.engine.clock.now))
        self.engine.store = lab.engine.store
        self.result: BuildResult | None = None
        super().__init__(files=editable(self.folder), builder=builder)
        self.observe(lambda _: self.look(), ["files", "builder"])
        self.look()

    def write(self, name: str, text: str) -> None:
        """Write one of the files that are edited here; an empty ``.dockerignore`` is none."""
        self.files = {**self.files, name: text}

    def context(self) -> BuildContext:
        """Return the folder with what was edited in it."""
        editor = self.folder.edit()
        for name, text in self.files.items():
            if EDITED.fullmatch(str(name)) and isinstance(text, str):
                if text or name == "Dockerfile":
                    editor.put(f"/{name}", File(text[:LARGEST].encode("utf-8", "replace")))
                elif editor.get(f"/{name}") is not None:
                    editor.remove(f"/{name}")
        return BuildContext(editor.freeze())

    def look(self) -> None:
        """Build the folder as it is, and read what was sent and copied."""
        try:
            context = self.context()
            result = self.engine.build(context, BuildOptions(), builder=kind(self.builder))
            trace = describe(result, context)
        except LabError as exc:
            self.set_trait("error", describe_error(exc))
            return
        self.result, self.trace = result, trace
        self.set_trait("error", None if result.error is None else describe_error(result.error))

    # -- the other renderings ---------------------------------------------

    def __repr__(self) -> str:
        if not self.trace:
            return str(self.error["text"]) if self.error else "Context X-ray: nothing built yet"
        return folded(as_text(self.trace))

    def svg(self) -> str:
        """Return the picture as SVG. Raises LabError where there is no ``dot``."""
        return svg(graph(self.trace), "Context X-ray", repr(self))

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        return saved(super()._repr_mimebundle_(**kwargs), repr(self), self.svg if self.trace else None)


def editable(folder: Filesystem) -> dict[str, str]:
    """Return the texts of the Dockerfiles and ignore files of a folder; there is always one of each."""
    found = {"Dockerfile": "", ".dockerignore": ""}
    for name, node in folder.root.entries.items():
        if EDITED.fullmatch(name) and isinstance(node, File) and node.size <= LARGEST:
            found[name] = read(node.content).decode("utf-8", "replace")
    return found
