"""History aligner: the rows of ``docker history`` beside the layers they made, and the names that point at images.

Your own Dockerfile is built with BuildKit, with the classic builder, or elsewhere and
pulled; a lab or an archive is shown as it is.  Each action on the host is a moment, and
the slider goes back and forth between them: there one sees a name move to a newer image
and the old one become ``<none>``.  A lab that was handed over is only looked at, never changed.
"""

from __future__ import annotations

from typing import Any

import anywidget
import traitlets

from dockerlab.digest import Digest, ImageID
from dockerlab.drawing import cut
from dockerlab.engine import Snapshot
from dockerlab.errors import LabError
from dockerlab.image import Image
from dockerlab.lab import Lab
from dockerlab.store import MISSING, Deleted, Store, history
from dockerlab.widgets.history_picture import picture
from dockerlab.widgets.history_view import as_text, card, row_data, tags
from dockerlab.widgets.page import describe_error, edited, folded, module, saved, style
from dockerlab.widgets.subject import Subject, every_file, open_subject, text_files

__all__ = ["WAYS", "HistoryAligner"]

WAYS = {
    "here": "as it is here",
    "buildkit": "BuildKit build",
    "classic": "classic build",
    "pulled": "classic build elsewhere, pulled",
}
BUILD = {"buildkit": "docker build -q -t web .", "classic": "DOCKER_BUILDKIT=0 docker build -q -t web ."}
REMOTE = "localhost:5000/web"
SAMPLE = {
    "Dockerfile": """FROM busybox
ENV MODE=prod
WORKDIR /app
COPY app.py .
RUN wc -l app.py > lines.txt
LABEL maintainer=ada
CMD ["cat", "lines.txt"]
""",
    "app.py": "print('hello')\n",
}


class HistoryAligner(anywidget.AnyWidget):
    """The explorer of history, IDs and names.

    Args:
        subject: what ``open_subject`` takes; by default a small Dockerfile.
        image: the name or ID of the image to look at first; by default the newest.
        way: a key of ``WAYS``: how the image came to be; by default ``here`` where there are images, else ``buildkit``.

    Raises:
        LabError: there is no such image, or neither an image nor a Dockerfile to look at.

    >>> aligner = HistoryAligner({"Dockerfile": "FROM busybox\\nRUN echo hi > /a\\nCMD cat /a\\n"})
    >>> [(row["id"] == "<missing>", row["layer"]) for row in aligner.trace["rows"]]
    [(False, ''), (True, 'layer 2'), (True, 'layer 1')]
    >>> aligner.take("classic"); [row["id"] == "<missing>" for row in aligner.trace["rows"]]
    [False, False, False]
    """

    _esm = module("history_aligner")
    _css = style("history_aligner")

    files = traitlets.Dict().tag(sync=True)
    ways = traitlets.List(traitlets.List(traitlets.Unicode())).tag(sync=True)
    way = traitlets.Enum(list(WAYS), "here").tag(sync=True)
    trace = traitlets.Dict().tag(sync=True)
    error: traitlets.Dict[str, Any] = traitlets.Dict(allow_none=True, default_value=None).tag(sync=True)

    def __init__(self, subject: Subject = None, image: str = "", way: str = "") -> None:
        lab = open_subject(SAMPLE if subject is None else subject)
        self._project = every_file(lab)
        self._images = lab.images
        self._hosts: dict[str, Lab] = {"here": lab} if lab.engine.store.listed() else {}
        self._elsewhere: Lab | None = None
        self._shown: ImageID | None = None
        possible = [*self._hosts, *(w for w in ("buildkit", "classic", "pulled") if "Dockerfile" in self._project)]
        if not possible:
            hint = "Build or pull something in it, or give it a Dockerfile."
            raise LabError("there is neither an image nor a Dockerfile to look at", hint=hint)
        if way and way not in possible:
            raise LabError(f"there is no {way!r} for this", hint=f"Choose from: {', '.join(possible)}")
        super().__init__(
            files=text_files(lab) if "Dockerfile" in self._project else {},
            ways=[[one, WAYS[one]] for one in possible],
            way=way or possible[0],
        )
        self._place = -1
        self.on_msg(self._on_message)
        self._open()
        if not self.trace:
            raise LabError(self.error["text"])
        if image:
            self.look(image)

    # -- doing -------------------------------------------------------------

    @property
    def host(self) -> Lab | None:
        """The host that is looked at; None before its first build."""
        return self._hosts.get(self.way)

    def write(self, name: str, text: str) -> None:
        """Write one of the files, as the learner does in the editor."""
        self.files = {**self.files, name: text}

    def take(self, way: str) -> None:
        """Look at the same Dockerfile in another way: a key of ``WAYS``."""
        self.way = way
        self._open()

    def build(self) -> bool:
        """Build the files as they are, in the way that is switched on; say whether it worked."""
        if self.way == "here":
            return False
        host = self._hosts.setdefault(self.way, self._new())
        if self.way == "pulled":
            self._elsewhere = self._elsewhere or self._new()
            built = self._do(
                self._elsewhere, f"DOCKER_BUILDKIT=0 docker build -q -t {REMOTE} . && docker push -q {REMOTE}"
            )
            host.engine.registry = self._elsewhere.engine.registry
            return built and self._do(host, f"docker pull -q {REMOTE}", write=False)
        return self._do(host, BUILD[self.way])

    def prune(self) -> bool:
        """Run ``docker image prune -f`` on the host, unless it is the learner's own lab; say whether it worked."""
        host = self.host
        return self.way != "here" and host is not None and self._do(host, "docker image prune -f", write=False)

    def go(self, place: int) -> None:
        """Look at the host as it was after another action: 0 is the first that changed an image or a name."""
        self._place = max(0, min(place, len(self.moments) - 1))
        self.refresh()

    def look(self, image: str) -> None:
        """Look at another image, by name or ID. Raises LabError where there is none."""
        store = self._moment()[1].store
        self._shown = store.resolve(image).id
        self.refresh()

    # -- the trace -----------------------------------------------------------

    @property
    def moments(self) -> list[tuple[str, Snapshot]]:
        """The actions that changed images or names, and the engine after each."""
        past = list(self.host.past) if self.host is not None else []
        found = [past[n] for n in range(len(past)) if n and past[n][1].store is not past[n - 1][1].store]
        return found or past[-1:]

    def refresh(self) -> None:
        """Show the host as it is now; call it after doing something in a lab of your own."""
        moments = self.moments
        place = len(moments) - 1 if self._place < 0 else min(self._place, len(moments) - 1)
        words, snapshot = moments[place]
        store, images = snapshot.store, snapshot.store.listed()
        before = moments[place - 1][1].store if place else None
        _, events = store.prune(uses=snapshot.containers.uses())
        pruned = frozenset(str(event.digest) for event in events if isinstance(event, Deleted))
        rows: list[dict[str, Any]] = []
        shown = store.images.get(self._shown or ImageID(Digest(""))) or (images[0] if images else None)
        if shown is not None:
            try:
                found = history(store, shown)
            except LabError as exc:
                self.error = describe_error(exc)
                return
            rows = [row_data(row, len(shown.layers)) for row in found]
        self.trace = {
            "moments": len(moments),
            "place": place,
            "said": cut("; ".join(words.splitlines()), 70) or "as it is now",
            "images": [card(before, store, image, pruned) for image in images],
            "chosen": images.index(shown) if shown in images else -1,
            "title": self._title(store, shown, rows),
            "rows": rows,
        }
        self._shown = shown.id if shown is not None else None

    def _title(self, store: Store, image: Image | None, rows: list[dict[str, Any]]) -> str:
        if image is None:
            return "No image on this host."
        name = ", ".join(tags(store, image.id)) or "<none>"
        missing = sum(row["id"] == MISSING for row in rows)
        counted = f"{len(rows)} row{'s' * (len(rows) != 1)}, {len(image.layers)} layer{'s' * (len(image.layers) != 1)}"
        return f"{name}, {WAYS[self.way]}: {counted}, {missing} × {MISSING}"

    def _moment(self) -> tuple[str, Snapshot]:
        return self.moments[self._place if self._place >= 0 else -1]

    def _open(self) -> None:
        """Show the host of the way that is switched on; build there first where nothing was."""
        self._place, self._shown = -1, None
        if self.host is None:
            self.build()
        else:
            self.refresh()

    def _new(self) -> Lab:
        return Lab(self._project, images=self._images)

    def _do(self, host: Lab, command: str, *, write: bool = True) -> bool:
        """Run a command on a host, its files first made those of the editor; an error leaves the last good picture."""
        for name, text in self.files.items() if write else ():
            if host.read(name) != text:
                host.write(name, text)
        done = host.run(command).commands[-1]
        if done.status:
            self.error = describe_error(done.error or LabError(done.stderr.strip() or f"{command}: {done.status}"))
            return False
        self._place, self._shown = -1, None
        self.set_trait("error", None)
        if host is self.host:
            self.refresh()
        return True

    def _on_message(self, _widget: object, content: Any, _buffers: object) -> None:
        images = self.trace.get("images", [])
        match content:
            case {"do": "build"}:
                self.files = edited(content, self.files)
                self.build()
            case {"do": "prune"}:
                self.prune()
            case {"do": "way", "to": str(way)} if way in [one for one, _ in self.ways]:
                self.take(way)
            case {"do": "go", "to": int(place)} if self.trace:
                self.go(place)
            case {"do": "look", "at": int(n)} if 0 <= n < len(images):
                self.look(images[n]["id"])

    # -- the other renderings ----------------------------------------------

    def __repr__(self) -> str:
        return folded(as_text(self.trace["title"], self.trace["rows"], self.trace["images"]))

    def svg(self) -> str:
        """Return the picture as SVG. Raises LabError where there is no ``dot``."""
        return picture(self.trace, repr(self))

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        return saved(super()._repr_mimebundle_(**kwargs), repr(self), self.svg)
