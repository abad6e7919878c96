"""Diff tray: what a container changed lies in a tray, and ``docker commit`` makes a layer of it.

Type commands into a container, and each line of ``docker diff`` appears in the tray with
what would become of it in a layer.  Commit, and see the layer, the new image's configuration
and history, and what is *not* in it: volumes, mounts, memory, and the commands themselves.
Beside it a Dockerfile can be built, to compare what each image says about how it was made.
"""

from __future__ import annotations

import shlex
from typing import Any

import anywidget
import traitlets

from dockerlab.build.steps import BuildOptions
from dockerlab.container import Container
from dockerlab.context import BuildContext
from dockerlab.drawing import svg
from dockerlab.errors import LabError
from dockerlab.filesystem import Filesystem
from dockerlab.image import Image
from dockerlab.inode import Directory
from dockerlab.widgets.alike import unlike
from dockerlab.widgets.diff_view import as_text, describe, graph, rows
from dockerlab.widgets.page import describe_error, folded, module, saved, style
from dockerlab.widgets.subject import Subject, open_subject, with_image

__all__ = ["DiffTray"]

LONGEST, LOUDEST = 2_000, 4_000  # characters of a command, and of its output


class DiffTray(anywidget.AnyWidget):
    """The explorer of ``docker diff`` and ``docker commit``.

    ``subject`` is what to look at (see ``open_subject``): a lab with a container; for files or a
    Dockerfile the image that they build, for an archive its first image, gets a container.
    ``container`` is a name; by default the newest container.

    >>> from dockerlab.lab import Lab
    >>> lab = Lab()
    >>> lab.run("docker run -d --name web busybox sleep infinity").status
    0
    >>> DiffTray(lab).run("echo hi > /hello").commit("web:edited")
    web: 1 change in the tray, committed as web:edited (1 entry, 3B).
    A /hello
    layer 0a4963ea12fb: 1 entry, 3B
      hello  (file, 3B, whole)
    history: sleep infinity  3B
    config:  Cmd is now sleep infinity
    not in it: process sleep infinity
    not in it: recipe echo hi > /hello 1 command
    """

    _esm = module("diff_tray")
    _css = style("diff_tray")

    trace = traitlets.Dict().tag(sync=True)
    error: traitlets.Dict[str, Any] = traitlets.Dict(allow_none=True, default_value=None).tag(sync=True)
    recipe = traitlets.Unicode("").tag(sync=True)
    built: traitlets.Dict[str, Any] = traitlets.Dict(allow_none=True, default_value=None).tag(sync=True)

    def __init__(self, subject: Subject = None, container: str = "") -> None:
        super().__init__()
        self.lab = open_subject(subject)
        self.image: Image | None = None
        self.name = container or self._some_container()
        self._typed: dict[str, tuple[str, ...]] = {}
        self._output = self._proposed = ""
        self.on_msg(self._on_message)
        self.refresh()

    # -- what the mouse can do -------------------------------------------

    def run(self, text: str) -> DiffTray:
        """Run a shell command in the container, with ``docker exec``; its changes fall into the tray."""
        done = self.lab.run(f"docker exec {shlex.quote(self.name)} sh -c {shlex.quote(text[:LONGEST])}")
        self._output = (done.stdout + done.stderr)[-LOUDEST:]
        refused = done.commands[-1].error if done.commands else None
        self.set_trait("error", describe_error(refused) if refused is not None else None)
        if refused is None:
            self._typed[self.name] = (*self._typed.get(self.name, ()), text[:LONGEST])
        return self.refresh()

    def commit(self, tag: str = "") -> DiffTray:
        """Make an image of the container, with ``docker commit``."""
        done = self.lab.run(f"docker commit {shlex.quote(self.name)} {shlex.quote(tag) if tag else ''}")
        refused = done.commands[-1].error
        if refused is not None:
            self.error = describe_error(refused)
            return self
        self._clear()
        self.image = self.lab.engine.store.find(done.stdout.strip())
        return self.refresh()

    def choose(self, container: str) -> DiffTray:
        """Look at another container."""
        self.name, self.image, self._output = container, None, ""
        self._clear()
        return self.refresh()

    def build(self) -> DiffTray:
        """Build ``recipe`` beside the committed image; the lab itself stays as it is."""
        container, engine = self._container(), self.lab.engine
        if container is None:
            return self
        before, here = engine.snapshot(), self.lab.host.stat(self.lab.terminal.cwd)
        context = BuildContext(Filesystem(here if isinstance(here, Directory) else Directory()))
        try:
            result = engine.build(context, BuildOptions(), dockerfile=self.recipe, builder="buildkit")
            if result.error is not None:
                raise result.error
            assert result.image is not None
            self._clear(self._compared(result.image, container))
        except LabError as exc:
            self.error = describe_error(exc)
        finally:
            engine.restore(before)
        return self

    def _clear(self, built: dict[str, Any] | None = None) -> None:
        self.set_trait("error", None)
        self.set_trait("built", built)

    def _compared(self, image: Image, container: Container) -> dict[str, Any]:
        base, store = container.image, self.lab.engine.store
        wanted = self.image.filesystem if self.image is not None else container.overlay.fs
        different = unlike(wanted, image.filesystem)
        shared = image.layers[: len(base.layers)] == base.layers
        told = "The same files as in the container's layer." if not different else f"{len(different)} paths differ:"
        return {"rows": rows(store, image, base) if shared else [], "different": list(different[:20]), "told": told}

    # -- the trace -------------------------------------------------------

    def _some_container(self) -> str:
        engine = self.lab.engine
        found = engine.containers.all()
        if found:
            return found[0].name
        images = with_image(self.lab).engine.store.listed()
        return engine.containers.create(images[0].id).name if images else ""

    def _container(self) -> Container | None:
        try:
            return self.lab.engine.containers.find(self.name)
        except LabError:
            return None

    def refresh(self) -> DiffTray:
        """Read everything again from the lab: for after a command that was typed elsewhere."""
        engine, container = self.lab.engine, self._container()
        names = [one.name for one in engine.containers.all()]
        if container is None:
            told = f"There is no container {self.name} here." if self.name else "There is no container here."
            self.trace = {"container": None, "containers": names, "summary": told}
            return self
        typed = self._typed.get(container.name, ())
        proposed = "".join(f"{line}\n" for line in (f"FROM {container.image_name}", *(f"RUN {one}" for one in typed)))
        if self.recipe == self._proposed:  # nobody has edited it
            self.recipe = self._proposed = proposed
        self.trace = {"containers": names, "output": self._output, **describe(engine, container, self.image, typed)}
        return self

    def _on_message(self, _widget: object, content: Any, _buffers: object) -> None:
        match content:
            case {"do": "run", "text": str(text)} if text.strip():
                self.run(text)
            case {"do": "commit"}:
                self.commit()
            case {"do": "choose", "container": str(name)}:
                self.choose(name)
            case {"do": "build"}:
                self.build()

    # -- the other renderings ---------------------------------------------

    def __repr__(self) -> str:
        return folded(as_text(self.trace))

    def svg(self) -> str:
        """Return the picture as SVG. Raises LabError where there is no ``dot``."""
        return svg(graph(self.trace), "Diff tray", repr(self))

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        return saved(super()._repr_mimebundle_(**kwargs), repr(self), self.svg if self.trace["container"] else None)
