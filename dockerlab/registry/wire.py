"""A pull, moment by moment: what is asked of the registry, what comes back, and what is done with it here.

``watch`` carries out the pull that ``Registry.pull`` describes and tells the same
events as a list of moments: the tag is looked up, the manifest comes, the
layers that it lists are compared with those on disk, each missing one travels, is
verified and unpacked, and last of all the image gets its name.  ``NEEDS`` says which
moments cannot come before which; a real engine does some of the others at once.

Spec: https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md#pull
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from dockerlab.digest import Digest, short
from dockerlab.image import Image
from dockerlab.reference import Reference
from dockerlab.registry.registry import Progress, Registry, manifest, manifest_digest
from dockerlab.store import Store

__all__ = ["NEEDS", "Kind", "Moment", "Pull", "State", "watch"]

Kind = Literal["start", "ask", "manifest", "compare", "config", "layer", "verify", "unpack", "name"]
State = Literal["unknown", "listed", "there", "asked", "coming", "verified", "unpacked"]

NEEDS: dict[Kind, tuple[Kind, ...]] = {
    "ask": (),
    "manifest": ("ask",),
    "compare": ("manifest",),  # the manifest lists the layers
    "config": ("manifest",),  # and names the configuration
    "layer": ("compare",),
    "verify": ("layer",),
    "unpack": ("verify", "config"),  # the configuration says which DiffID must come out
    "name": ("unpack",),
}


@dataclass(frozen=True)
class Moment:
    """One moment of a pull.

    Attributes:
        kind: what happens.
        words: the same as a sentence.
        request: what is asked of the registry, empty where nothing is.
        layer: the layer it is about, counted from 0 at the bottom.
        received: bytes that have come from the registry up to now.
        on_disk: bytes of files in those layers of the image that are unpacked on this machine now.
        states: of the image's layers, lowest first.
        printed: the lines that ``docker pull`` prints at this moment.
    """

    kind: Kind
    words: str
    request: str = ""
    layer: int | None = None
    received: int = 0
    on_disk: int = 0
    states: tuple[State, ...] = ()
    printed: tuple[Progress, ...] = ()


@dataclass(frozen=True)
class Pull:
    """A pull: from which store to which, and its moments in order."""

    reference: Reference
    image: Image
    digest: Digest
    before: Store = field(repr=False)
    store: Store = field(repr=False)
    moments: tuple[Moment, ...] = field(repr=False)

    @property
    def received(self) -> int:
        """The bytes that came from the registry: manifest, configuration, layers."""
        return self.moments[-1].received

    @property
    def shared(self) -> int:
        """How many of the layers were on this machine before."""
        return self.moments[-1].states.count("there")

    @property
    def new(self) -> int:
        """How many layers travelled."""
        return len(self.image.layers) - self.shared


def watch(registry: Registry, reference: Reference, store: Store, now: float, when: str = "") -> Pull:
    """Return the pull of one image; ``now`` and ``when`` are as for ``Registry.pull``.

    Raises:
        DaemonError, NotModelled: as ``Registry.pull``.

    >>> from dockerlab.reference import parse
    >>> pull = watch(Registry(), parse("hello-world"), Store(), 1.8e9)
    >>> [moment.kind for moment in pull.moments]
    ['start', 'ask', 'manifest', 'compare', 'config', 'layer', 'verify', 'unpack', 'name']
    >>> again = watch(Registry(), parse("hello-world"), pull.store, 1.8e9)
    >>> [moment.kind for moment in again.moments], again.new
    (['start', 'ask', 'manifest', 'name'], 0)
    """
    reference = reference.tagged()
    image = registry.image(reference, now)
    after, events = registry.pull(reference, store, now, when)
    told = list(_moments(reference, image, events, known=image.id in store.images))
    return Pull(reference, image, manifest_digest(image), store, after, tuple(told))


def _moments(reference: Reference, image: Image, events: Sequence[Progress], *, known: bool) -> Iterator[Moment]:
    """Yield the moments that the events of a pull tell of; ``known``: the image was here before."""
    made, url = manifest(image), f"GET /v2/{reference.path}"
    wanted, asked = reference.digest or reference.tag or "", "this digest" if reference.digest else reference.tag
    count, sizes = len(image.layers), [layer.size for layer in image.layers]
    received, states = 0, list[State](["unknown"] * count)

    def moment(
        kind: Kind, words: str, request: str = "", layer: int | None = None, lines: Sequence[Progress] = ()
    ) -> Moment:
        here = sum(size for size, state in zip(sizes, states, strict=True) if state in ("there", "unpacked"))
        return Moment(kind, words, request, layer, received, here, tuple(states), tuple(lines))

    said = {status: [e for e in events if e.status == status] for status in {e.status for e in events}}
    have = len(said.get("Already exists", ()))
    yield moment("start", "Nothing has been asked yet.")
    yield moment("ask", f"Which manifest is {asked}?", f"{url}/manifests/{wanted}")
    text = made.json()
    received += len(text)
    states[:] = ["there" if known else "listed"] * count
    words = f"The manifest comes: {len(text)} bytes that name one configuration and {_layers(count)} by digest."
    yield moment("manifest", words, lines=events[:1])
    if not known:
        states[:] = ["there" if n < have else "asked" for n in range(count)]
        lines = [e for status in ("Already exists", "Pulling fs layer", "Waiting") for e in said.get(status, ())]
        yield moment("compare", _compared(have, count), lines=lines)
        received += made.config.size
        words = "The configuration comes. Its own digest is the image ID; it lists the DiffID of each layer."
        yield moment("config", words, f"{url}/blobs/{made.config.digest}")
        for n in range(have, count):
            blob = made.layers[n]
            states[n], received = "coming", received + blob.size
            yield moment("layer", f"Layer {n + 1} of {count} travels.", f"{url}/blobs/{blob.digest}", n)
            states[n] = "verified"
            words = f"Layer {n + 1} is hashed: the bytes that came have the digest that the manifest names."
            lines = [said[status][n - have] for status in ("Verifying Checksum", "Download complete")]
            yield moment("verify", words, layer=n, lines=lines)
        for n in range(have, count):
            states[n] = "unpacked"
            words = f"Layer {n + 1} is unpacked on those below. Its tar has the DiffID that the configuration lists."
            yield moment("unpack", words, layer=n, lines=[said["Pull complete"][n - have]])
    words = f"The name {reference.familiar} now means the image {short(image.id)}."
    yield moment("name", words, lines=events[-2:])


def _layers(count: int) -> str:
    return f"{count} layer{'s' * (count != 1)}"


def _compared(have: int, count: int) -> str:
    """Say what the comparison with the layers on disk gave."""
    if have == 0:
        return f"Of {_layers(count)} none is on this machine." + (" All must travel." if count else "")
    rest = f"{_layers(count - have)} must travel" if count > have else "nothing more must travel"
    return f"{have} of {_layers(count)}, counted from the bottom, {'are' if have > 1 else 'is'} here already: {rest}."
