"""Registries: where ``docker pull`` gets images from and ``docker push`` puts them.

The lab reaches two.  Docker Hub (``docker.io``) is the catalogue: it can be pulled
from, and its tags move with the lab's calendar.  ``localhost:5000`` is a registry
of the lab's own, empty at first, for pushing to.  A pull asks for the manifest,
then for the layers that the store has not, from the lowest up.  Here registries
keep layers uncompressed, so a layer's name on the wire is its DiffID.

Source of the wordings and of their order: a Docker 28.5 engine and a registry on its loopback.
Spec: https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from dockerlab.digest import ChainID, DiffID, Digest, sha256, short
from dockerlab.errors import DaemonError, NotModelled
from dockerlab.image import CONFIG, LAYER, Descriptor, Image, Manifest
from dockerlab.reference import DEFAULT_DOMAIN, Reference
from dockerlab.registry.catalogue import Repository, repository, tar_sizes
from dockerlab.store import Store

__all__ = ["LAB_REGISTRY", "Progress", "PushError", "Registry", "manifest", "manifest_digest"]

LAB_REGISTRY = "localhost:5000"
PULLS, PUSHES = 3, 5  # layers that Docker moves at once; the others are "Waiting"


@dataclass(frozen=True)
class Progress:
    """One line of a pull or a push. ``layer`` is the layer it is about, if any.

    >>> print(Progress("Pull complete", "86e0423d06b8"))
    86e0423d06b8: Pull complete
    """

    status: str
    id: str = ""
    layer: DiffID | None = None

    def __str__(self) -> str:
        return f"{self.id}: {self.status}" if self.id else self.status


def manifest(image: Image) -> Manifest:
    """Return the manifest of an image as the lab's registries keep it."""
    known = tar_sizes()
    sizes = ((layer.diff_id, known.get(layer.diff_id) or len(layer.tar)) for layer in image.layers)
    layers = tuple(Descriptor(LAYER, diff_id, size) for diff_id, size in sizes)
    return Manifest(Descriptor(CONFIG, image.id, len(image.json)), layers)


def manifest_digest(image: Image) -> Digest:
    """Return the digest behind the ``@``: that of the manifest."""
    return sha256(manifest(image).json())


@dataclass(frozen=True)
class Registry:
    """Every registry that the lab reaches. It never changes: ``push`` returns a new one.

    ``pushed`` holds each image by tag and by digest: a digest stays when the tag moves on.

    >>> from dockerlab.reference import parse
    >>> store, events = Registry().pull(parse("hello-world"), Store(), 1.8e9)
    >>> for event in events: print(event)
    latest: Pulling from library/hello-world
    82c9de711680: Pulling fs layer
    82c9de711680: Verifying Checksum
    82c9de711680: Download complete
    82c9de711680: Pull complete
    Digest: sha256:c169df148548a1ffa7d7b35d9317be4d0bd317ae32516f1adcd4460ec5078f7e
    Status: Downloaded newer image for hello-world:latest
    """

    pushed: Mapping[Reference, Image] = field(default_factory=dict)

    def image(self, reference: Reference, now: float) -> Image:
        """Return the image that ``reference`` means at ``now`` (seconds since 1970).

        Raises:
            DaemonError: no such repository, tag or digest, in Docker's words.
            NotModelled: another registry.
        """
        reference = reference.tagged()
        if reference.domain == LAB_REGISTRY:
            here = {name: image for name, image in self.pushed.items() if same(name, reference)}
            tags = {name.tag or "": image for name, image in here.items() if name.tag}
            every = tuple(here.values())
            found = tags.get(reference.tag or "")
        else:
            there = catalogued(reference)
            every = there.images(now) if reference.digest else ()
            found = there.image(reference.tag or "", now)
        if reference.digest:
            found = next((image for image in every if manifest_digest(image) == reference.digest), None)
        if found is None:
            wanted = replace(reference, tag=None) if reference.digest else reference
            raise DaemonError(f"manifest for {wanted.familiar} not found: manifest unknown: manifest unknown")
        return found

    def tags(self, reference: Reference, now: float) -> tuple[str, ...]:
        """Return the tags of a repository, in order of their text."""
        if reference.domain == LAB_REGISTRY:
            return tuple(sorted(name.tag for name in self.pushed if name.tag and same(name, reference)))
        return tuple(sorted(catalogued(reference).at(now)))

    def pull(
        self, reference: Reference, store: Store, now: float, when: str = "", *, every: bool = False
    ) -> tuple[Store, list[Progress]]:
        """Return the store with the image (``every``: with all tags of the repository), and what happened.

        ``now`` is the lab's time in seconds since 1970, ``when`` the same as Docker writes it.

        Raises:
            DaemonError, NotModelled: as ``image``; the store is as it was.
        """
        wanted = [replace(reference, tag=tag) for tag in self.tags(reference, now)] if every else [reference.tagged()]
        events: list[Progress] = []
        news = False
        for name in wanted:
            image = self.image(name, now)
            digest = manifest_digest(image)
            title = f"{name.familiar_name}@{digest}" if name.digest else name.tag or ""
            events.append(Progress(f"Pulling from {name.path}", title))
            if image.id not in store.images:
                events += layer_progress(image, store)
            pinned = Reference(name.domain, name.path, None, digest)
            target = pinned if name.digest else name
            news = news or store.names.get(target) != image.id
            store = store.with_image(image).tag(pinned, image.id)
            if not name.digest:
                store = store.tag(name, image.id, when)
            events.append(Progress(f"Digest: {digest}"))
        shown = reference.familiar if every else (pinned if wanted[-1].digest else wanted[-1]).familiar
        status = "Downloaded newer image" if news else "Image is up to date"
        return store, [*events, Progress(f"Status: {status} for {shown}")]

    def push(
        self, reference: Reference, store: Store, *, every: bool = False
    ) -> tuple[Registry, Store, list[Progress]]:
        """Return the registry with the image, the store that knows its digest now, and what happened.

        Raises:
            DaemonError: there is no such image here, or no leave to push there.
            NotModelled: another registry.
        """
        name = reference.only_name()
        events = [Progress(f"The push refers to repository [{name}]")]
        mine = sorted((n for n in store.names if n.tag and same(n, reference)), key=str)
        wanted = mine if every else [n for n in mine if n == reference.tagged()]
        if not wanted:
            what = f"for {name.familiar}" if every else f"with the tag: {name.familiar}"
            raise PushError(f"An image does not exist locally {what}", events)
        if reference.domain != LAB_REGISTRY:
            if reference.domain != DEFAULT_DOMAIN:
                raise unreachable(reference)
            raise PushError("denied: requested access to the resource is denied", events)
        registry = self
        for tagged in wanted:
            image = store.images[store.names[tagged]]
            events += registry._push_layers(name, image)
            made = manifest(image).json()
            events.append(Progress(f"digest: {sha256(made)} size: {len(made)}", tagged.tag or ""))
            pinned = Reference(name.domain, name.path, None, sha256(made))
            registry = Registry({**registry.pushed, tagged: image, pinned: image})
            store = store.tag(pinned, image.id)
        return registry, store, events

    def _push_layers(self, name: Reference, image: Image) -> Iterator[Progress]:
        there = {layer: place for place, other in self.pushed.items() for layer in other.diff_ids}
        here = {layer for place, other in self.pushed.items() if same(place, name) for layer in other.diff_ids}
        top_down = list(dict.fromkeys(reversed(image.diff_ids)))
        for layer in top_down:
            yield Progress("Preparing", short(layer), layer)
        for layer in top_down[PUSHES:]:
            yield Progress("Waiting", short(layer), layer)
        for layer in top_down:
            if layer in here:
                status = "Layer already exists"
            else:
                status = f"Mounted from {there[layer].path}" if layer in there else "Pushed"
            yield Progress(status, short(layer), layer)


class PushError(DaemonError):
    """A push that failed after it had begun: ``events`` are the lines it had printed."""

    def __init__(self, message: str, events: list[Progress]) -> None:
        super().__init__(message)
        self.events = tuple(events)


def layer_progress(image: Image, store: Store) -> list[Progress]:
    """Return the lines about an image's layers: those that are here already, then the others, lowest first."""
    have: set[ChainID] = set(store.layers())
    pairs = list(zip(image.chain_ids, image.diff_ids, strict=True))
    count = 0
    while count < len(pairs) and pairs[count][0] in have:
        count += 1
    old, new = [layer for _, layer in pairs[:count]], [layer for _, layer in pairs[count:]]

    def lines(status: str, layers: list[DiffID]) -> list[Progress]:
        return [Progress(status, short(layer), layer) for layer in layers]

    done = [
        line for layer in new for line in lines("Verifying Checksum", [layer]) + lines("Download complete", [layer])
    ]
    return [
        *lines("Already exists", old),
        *lines("Pulling fs layer", new),
        *lines("Waiting", new[PULLS:]),
        *done,
        *lines("Pull complete", new),
    ]


def catalogued(reference: Reference) -> Repository:
    """Return the repository of the catalogue that a reference names, or raise Docker's error."""
    if reference.domain != DEFAULT_DOMAIN:
        raise unreachable(reference)
    name = reference.path.removeprefix("library/")
    if name == "scratch":
        raise DaemonError("'scratch' is a reserved name")
    found = repository(name) if reference.path == f"library/{name}" else None
    if found is None:
        raise DaemonError(
            f"pull access denied for {reference.familiar_name}, repository does not exist or may require "
            "'docker login': denied: requested access to the resource is denied",
            hint="The lab's Docker Hub has only the images in its catalogue.",
        )
    return found


def unreachable(reference: Reference) -> DaemonError | NotModelled:
    """Return the error for a registry that the lab does not reach."""
    host, _, port = reference.domain.partition(":")
    if host == "localhost":
        url = f'Get "http://{reference.domain}/v2/": dial tcp [::1]:{port or 80}: connect: connection refused'
        return DaemonError(url, hint=f"The lab's own registry is {LAB_REGISTRY}.")
    return NotModelled(
        f"the registry {reference.domain}",
        hint=f"The lab reaches Docker Hub's catalogue, and {LAB_REGISTRY} for pushing.",
    )


def same(name: Reference, other: Reference) -> bool:
    """Say whether two references are of one repository."""
    return (name.domain, name.path) == (other.domain, other.path)
