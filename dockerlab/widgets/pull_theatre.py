"""Pull theatre: a registry and this machine side by side, and a pull as a row of moments between them.

Type a reference and pull it; then go through the moments with the slider.  Pull a second image that
stands on the same base, and see which layers do not travel.  Choose a row to see which hashes it
has, and of which bytes.  The moments are ``dockerlab.registry.watch``'s.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from typing import Any

import anywidget
import traitlets

from dockerlab.digest import short
from dockerlab.drawing import svg
from dockerlab.errors import LabError
from dockerlab.lab import Lab
from dockerlab.reference import parse
from dockerlab.registry import LAB_REGISTRY, Pull, repositories, repository, watch
from dockerlab.widgets.page import describe_error, folded, module, saved, style
from dockerlab.widgets.subject import Subject, open_subject, with_image
from dockerlab.widgets.theatre_view import as_text, describe, graph, stock

__all__ = ["PullTheatre"]

LONGEST, MOST = 300, 300  # characters of a reference, and how many are offered


class PullTheatre(anywidget.AnyWidget):
    """The explorer of ``docker pull``.

    ``subject`` is the machine to pull to (see ``open_subject``): a lab is taken as it is; what files build, or an
    archive holds, is first pushed to the lab's own registry, and the machine emptied, so that it can be pulled.
    ``references`` are pulled at the start, one after the other.

    >>> theatre = PullTheatre(None, "python:3.13-slim", "python:3.12-slim")
    >>> theatre.go("compare")
    docker pull python:3.12-slim: 2 of 4 layers were here already; 39.7MB travelled for 127MB on disk.
    moment 3 of 11: 2 of 4 layers, counted from the bottom, are here already: 2 layers must travel.
                   docker.io             on the way        this machine
    tag            3.12-slim
    manifest       6f80e3857a30  859B    ✔ came            @6f80e3857a30
    configuration  2d8cbfb957eb  3.03kB
    layer 4        a08799172f2d  6.66kB  Pulling fs layer
    layer 3        cf56d06ce48f  39.7MB  Pulling fs layer
    layer 2        67237fda8b73  8.4MB   Already exists    ChainID ac08050d6761, 8.36MB
    layer 1        1989e238947c  80.2MB  Already exists    ChainID 1989e238947c, 79.3MB
    travelled so far 859B, of this image on disk 87.7MB
    """

    _esm = module("pull_theatre")
    _css = style("pull_theatre")

    trace = traitlets.Dict().tag(sync=True)
    place = traitlets.Int(0).tag(sync=True)  # the moment that is shown
    pulls = traitlets.List(traitlets.Unicode()).tag(sync=True)
    which = traitlets.Int(-1).tag(sync=True)  # the pull that is shown
    offers = traitlets.List(traitlets.Unicode()).tag(sync=True)
    machine = traitlets.Unicode("").tag(sync=True)
    error: traitlets.Dict[str, Any] = traitlets.Dict(allow_none=True, default_value=None).tag(sync=True)

    def __init__(self, subject: Subject = None, *references: str) -> None:
        super().__init__()
        self.lab = open_subject(subject)
        if not isinstance(subject, Lab):
            publish(self.lab)
        self.seen: list[Pull] = []
        self._told: list[dict[str, Any]] = []  # each of them as plain data
        self.on_msg(self._on_message)
        own = [name.familiar for name in self.lab.engine.registry.pushed if name.tag]
        for text in references or own[:1] or ["hello-world"]:
            self.pull(text)
        self.refresh()

    # -- what the mouse can do -------------------------------------------

    def pull(self, text: str) -> PullTheatre:
        """Pull an image onto this machine, and show it from the first moment on."""
        engine, text = self.lab.engine, text.strip().removeprefix("docker pull ").strip()
        try:
            pull = watch(engine.registry, parse(text), engine.store, engine.clock.now, engine.clock.stamp())
        except LabError as exc:
            self.error = describe_error(exc)
            return self
        self.lab.run(f"docker pull {shlex.quote(text)}")
        self.seen.append(pull)
        self._told.append(describe(pull))
        self.pulls = [one.reference.familiar for one in self.seen]
        self.look(len(self.seen) - 1)
        return self.refresh()

    def look(self, number: int) -> PullTheatre:
        """Show a pull again, counted from 0. Raises LabError where there is none."""
        if not 0 <= number < len(self.seen):
            raise LabError(f"there is no pull {number}", hint=f"There are {len(self.seen)}, counted from 0.")
        with self.hold_sync():
            self.set_trait("error", None)
            self.which = number
            self.trace = self._told[number]
            self.place = len(self.seen[number].moments) - 1
        return self

    def go(self, moment: int | str) -> PullTheatre:
        """Go to a moment, by its number or by its kind: ``go("compare")`` is the first of that kind.

        Raises:
            LabError: there is none.
        """
        kinds = [one["kind"] for one in self.trace.get("moments", [])]
        place = kinds.index(moment) if moment in kinds else moment
        if not isinstance(place, int) or not 0 <= place < len(kinds):
            hint = f"There are 0 to {len(kinds) - 1}; by kind: {', '.join(dict.fromkeys(kinds))}."
            raise LabError(f"there is no moment {moment!r}", hint=hint)
        self.place = place
        return self

    def clear(self) -> PullTheatre:
        """Remove every image that no container uses, so that pulls begin with an empty machine."""
        self.lab.run("docker image prune --all --force")
        return self.refresh()

    def refresh(self) -> PullTheatre:
        """Read the lab again: for after a command that was typed elsewhere."""
        self.machine, self.offers = stock(self.lab.engine.store), list(offers(self.lab))[:MOST]
        return self

    @property
    def shown(self) -> Pull:
        """The pull that is shown."""
        return self.seen[self.which]

    def _on_message(self, _widget: object, content: Any, _buffers: object) -> None:
        match content:
            case {"do": "pull", "reference": str(text)} if text.strip() and len(text) <= LONGEST:
                self.pull(text)
            case {"do": "look", "pull": int(number)} if 0 <= number < len(self.seen):
                self.look(number)
            case {"do": "clear"}:
                self.clear()

    # -- the other renderings ---------------------------------------------

    @property
    def _place(self) -> int:
        return min(max(self.place, 0), len(self.trace["moments"]) - 1)

    def __repr__(self) -> str:
        if not self.trace:
            return str(self.error["text"]) if self.error else "Pull theatre: nothing pulled yet"
        return folded(as_text(self.trace, self._place))

    def svg(self) -> str:
        """Return the picture as SVG. Raises LabError where there is no ``dot``."""
        return svg(graph(self.trace, self._place), f"docker pull {self.trace['reference']}", repr(self))

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        return saved(super()._repr_mimebundle_(**kwargs), repr(self), self.svg if self.trace else None)


def offers(lab: Lab) -> Iterator[str]:
    """Yield references that the lab's registries have: what was pushed, then the catalogue, each repository in turn."""
    yield from (name.familiar for name in lab.engine.registry.pushed if name.tag)
    for name in repositories():
        found = repository(name)
        for tag in found.at(lab.engine.clock.now) if found is not None else ():
            yield f"{name}:{tag}"


def publish(lab: Lab) -> None:
    """Push a lab's images to its own registry and remove them here; a project is built first."""
    store = with_image(lab).engine.store
    tagged = {
        name: f"{name.path.removeprefix('library/')}:{name.tag}" for name in sorted(store.names, key=str) if name.tag
    }
    here = {name.familiar: there for name, there in tagged.items()}
    here |= {image.id: f"image:{short(image.id)}" for image in store.listed() if not store.references(image.id)}
    for name, path in here.items():
        there = f"{LAB_REGISTRY}/{path}"
        lab.run(f"docker tag {shlex.quote(name)} {shlex.quote(there)} && docker push -q {shlex.quote(there)}")
    lab.run("docker builder prune --all --force && docker image prune --all --force")
