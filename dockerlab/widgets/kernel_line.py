"""Kernel line: the rootfs of many images above one kernel.

Every card is an image: what its files say it is, and what a container of it answers.  Below them
all lies the kernel of the host.  Start the host with another kernel, and see what changes and
what does not; a virtual machine beside the host has a kernel of its own.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import anywidget
import traitlets

from dockerlab.context import BuildContext
from dockerlab.drawing import fitting, svg
from dockerlab.engine import KERNEL, Engine
from dockerlab.errors import LabError
from dockerlab.image import Image
from dockerlab.lab import Lab
from dockerlab.reference import parse
from dockerlab.widgets.kernel_view import as_text, describe, graph
from dockerlab.widgets.ledger_view import named
from dockerlab.widgets.page import describe_error, folded, module, saved, style
from dockerlab.widgets.subject import Subject, every_file, open_subject, with_image

__all__ = ["EMPTY", "KERNELS", "KernelLine"]

EMPTY = "from-scratch"  # what the lab calls the image that `FROM scratch` alone makes
IMAGES = ("debian:trixie-slim", "ubuntu:24.04", "almalinux:9-minimal", "alpine:3.23", "busybox", "hello-world", EMPTY)
KERNELS = {  # what `uname -r` says on some hosts
    KERNEL: "Ubuntu 24.04",
    "6.12.63+deb13-amd64": "Debian 13",
    "5.14.0-611.16.1.el9_7.x86_64": "AlmaLinux 9",
    "6.6.87.2-microsoft-standard-WSL2": "Windows with WSL 2",
    "6.10.14-linuxkit": "Docker Desktop's VM",
}
VM_KERNEL = "6.10.14-linuxkit"
LONGEST, MOST = 300, 8  # characters of a question, and images


class KernelLine(anywidget.AnyWidget):
    """The explorer of rootfs and kernel.

    ``subject`` brings images of its own (see ``open_subject``): a lab's, what files build, an archive's; they stand
    first. ``images`` are further ones by name, some of the catalogue by default. ``kernel`` is the host's. The subject
    itself is left as it is: everything is run on an engine beside it.

    >>> KernelLine(images=("alpine:3.23", "hello-world")).boot("5.14.0-611.16.1.el9_7.x86_64")
    Kernel line: 2 images above one kernel, 5.14.0-611.16.1.el9_7.x86_64
    image                       /etc/os-release              libc   uname -r
    alpine:3.23                 Alpine Linux v3.23           musl   5.14.0-611.16.1.el9_7.x86_64
    hello-world                 (no /etc/os-release)         none   exec: "uname": executable file not …
    alpine:3.23 (VM)            Alpine Linux v3.23           musl   6.10.14-linuxkit
    kernel of the host: 5.14.0-611.16.1.el9_7.x86_64; of the VM: 6.10.14-linuxkit
    Another kernel: 1 of 2 containers answers `uname -r` differently; no file of any image has changed.
    """

    _esm = module("kernel_line")
    _css = style("kernel_line")

    trace = traitlets.Dict().tag(sync=True)
    kernels = traitlets.Dict(dict(KERNELS)).tag(sync=True)
    question = traitlets.Unicode("").tag(sync=True)
    error: traitlets.Dict[str, Any] = traitlets.Dict(allow_none=True, default_value=None).tag(sync=True)

    def __init__(self, subject: Subject = None, images: Iterable[str] | None = None, kernel: str = KERNEL) -> None:
        super().__init__()
        lab = open_subject(subject)
        if isinstance(subject, Lab) and not lab.engine.store.images:
            lab = Lab(every_file(lab))  # what is built here is not the learner's
        own = [name.partition(", ")[0] for name in named(with_image(lab).engine.store)]
        self.engine = beside(lab.engine, kernel)
        self.vm = beside(lab.engine, VM_KERNEL)
        self._changed = ""
        self.images: dict[str, Image] = {}
        for name in [*own, *(IMAGES if images is None else images)][:MOST]:
            self.images[name] = found(self.engine, name)
        self.vm.store = self.engine.store
        self.on_msg(self._on_message)
        self.refresh()

    # -- what the mouse can do -------------------------------------------

    def boot(self, kernel: str) -> KernelLine:
        """Start the host with another kernel: its release, as ``uname -r`` says it."""
        before = [card["uname"] for card in self.trace["host"]["cards"]]
        self.engine.kernel = kernel.strip()[:60] or KERNEL
        self.refresh()
        after = [card["uname"] for card in self.trace["host"]["cards"]]
        different = sum(one != other for one, other in zip(before, after, strict=True))
        says = "answers" if different == 1 else "answer"
        told = (
            f"{different} of {len(after)} containers {says} `uname -r` differently; no file of any image has changed."
        )
        self._changed = f"Another kernel: {told}" if different else ""
        self.trace = {**self.trace, "changed": self._changed}
        return self

    def ask(self, text: str) -> KernelLine:
        """Run a command in a container of every image, as ``docker run --rm IMAGE …`` does."""
        self.question = text.strip()[:LONGEST]
        return self.refresh()

    def add(self, name: str) -> KernelLine:
        """Add an image by its name."""
        try:
            if len(self.images) >= MOST:
                raise LabError(f"there is room for {MOST} images", hint="Start a new explorer with the ones you want.")
            self.images = {**self.images, name.strip(): found(self.engine, name.strip())}
        except LabError as exc:
            self.error = describe_error(exc)
            return self
        return self.refresh()

    def refresh(self) -> KernelLine:
        """Ask every container again."""
        try:
            words = shlex.split(self.question)
        except ValueError:
            self.error = {"text": f"{self.question}: a quote is not closed", "line": 0}
            return self
        self.set_trait("error", None)
        inside = self._inside()
        self.trace = {
            "host": without_trace(self.engine, self.images, words),
            "vm": without_trace(self.vm, inside, words),
            "question": self.question,
            "changed": self._changed,
        }
        return self

    def _inside(self) -> Mapping[str, Image]:
        """Return the image that also runs in the virtual machine: the first that has a shell."""
        for name, image in self.images.items():
            if image.filesystem.exists("/bin/sh"):
                return {name: image}
        return {}

    def _on_message(self, _widget: object, content: Any, _buffers: object) -> None:
        match content:
            case {"do": "boot", "kernel": str(kernel)} if kernel.strip() and len(kernel) <= LONGEST:
                self.boot(kernel)
            case {"do": "ask", "text": str(text)} if len(text) <= LONGEST:
                self.ask(text)
            case {"do": "add", "image": str(name)} if name.strip() and len(name) <= LONGEST:
                self.add(name)

    # -- the other renderings ---------------------------------------------

    def __repr__(self) -> str:
        return folded(as_text(self.trace))

    def svg(self) -> str:
        """Return the picture as SVG. Raises LabError where there is no ``dot``."""
        return fitting(svg(graph(self.trace), "Many root filesystems above one kernel", repr(self)))

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        return saved(super()._repr_mimebundle_(**kwargs), repr(self), self.svg)


def beside(engine: Engine, kernel: str) -> Engine:
    """Return another engine with the same images, registry and time, on a host with ``kernel``."""
    other = Engine(clock=replace(engine.clock), registry=engine.registry, kernel=kernel)
    other.store = engine.store
    return other


def found(engine: Engine, name: str) -> Image:
    """Return an image by name, pulled if need be; ``from-scratch`` is built. Raises LabError where there is none."""
    if name == EMPTY and engine.store.find(name) is None:
        result = engine.build(BuildContext.from_mapping({"Dockerfile": "FROM scratch\n"}))
        assert result.image is not None
        engine.store = engine.store.tag(parse(name), result.image.id)
    return engine.image(name)


def without_trace(engine: Engine, images: Mapping[str, Image], question: list[str]) -> dict[str, Any]:
    """Describe a host; the containers that were asked leave nothing behind."""
    before = engine.snapshot()
    try:
        return describe(engine, images, question)
    finally:
        engine.restore(before)
