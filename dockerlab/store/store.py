"""The store: the images that one engine has, and the names it has for them.

Images are kept by ID, names point at IDs, and a layer is on disk once however
many images stand on it.  An image without a name is *dangling*, unless another
image was built on it.  A ``Store`` never changes: each operation returns a new
one, which is what makes undo cheap.

Source of the rules of ``remove`` and ``prune``: moby's daemon/images/image_delete.go and image_prune.go.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from dockerlab.digest import ChainID, ImageID, short
from dockerlab.errors import DaemonError
from dockerlab.image import Image, seconds_of
from dockerlab.layer import Layer
from dockerlab.reference import Reference, parse, parse_any
from dockerlab.store.removal import Conflict, Deleted, Removal, Untagged, Use, one_repository

__all__ = ["Store", "Usage"]


@dataclass(frozen=True)
class Usage:
    """One image's row of ``docker system df -v``: bytes that others share, and its own."""

    image: Image
    size: int
    shared: int

    @property
    def unique(self) -> int:
        """The bytes that deleting the image alone would free."""
        return self.size - self.shared


@dataclass(frozen=True)
class Store:
    """Images and names. ``cached`` are the layers that BuildKit's cache holds, with or without an image.

    >>> from dockerlab.image import History
    >>> image = Image().append(None, History("2025-01-01T00:00:00Z", "CMD true", empty_layer=True))
    >>> store = Store().with_image(image).tag(parse("web"), image.id)
    >>> store.resolve("web") is image, store.resolve(image.id[7:15]) is image
    (True, True)
    >>> store, events = store.remove("web")
    >>> [str(event)[:19] for event in events], len(store.images)
    (['Untagged: web:lates', 'Deleted: sha256:778'], 0)
    """

    images: Mapping[ImageID, Image] = field(default_factory=dict)
    names: Mapping[Reference, ImageID] = field(default_factory=dict)
    tagged_at: Mapping[ImageID, str] = field(default_factory=dict)
    cached: Mapping[ChainID, Layer] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"Store({len(self.images)} images, {len(self.names)} names)"

    # -- looking ---------------------------------------------------------

    def find(self, text: str) -> Image | None:
        """Return the image that a name, an ID or the beginning of an ID means; None if there is none.

        A name wins over an ID; a beginning that fits several images means none of them.

        Raises InvalidReference where ``text`` is no reference.
        """
        wanted = parse_any(text)
        if not isinstance(wanted, Reference):
            return self.images.get(ImageID(wanted))
        wanted = wanted.tagged()
        if wanted.digest:
            wanted = replace(wanted, tag=None)  # what a tag points at may move, a digest is what it is
        if wanted in self.names:
            return self.images[self.names[wanted]]
        prefix = text if text.startswith("sha256:") else f"sha256:{text}"
        found = [image for name, image in self.images.items() if name.startswith(prefix)]
        return found[0] if len(found) == 1 and prefix != "sha256:" else None

    def resolve(self, text: str) -> Image:
        """Return the image that ``text`` means.

        Raises:
            DaemonError: ``No such image: …``, as Docker says it.
        """
        found = self.find(text)
        if found is None:
            wanted = parse_any(text)
            name = wanted.tagged().familiar if isinstance(wanted, Reference) else wanted
            raise DaemonError(f"No such image: {name}")
        return found

    def references(self, image: ImageID) -> tuple[Reference, ...]:
        """Return every name of an image, tags and digests, in the order of their text."""
        return tuple(sorted((name for name, there in self.names.items() if there == image), key=str))

    def children(self, image: ImageID) -> tuple[ImageID, ...]:
        """Return the images that the classic builder or a commit made from ``image``."""
        return tuple(name for name, other in self.images.items() if other.parent == image)

    def dangling(self, image: ImageID) -> bool:
        """Say whether nothing needs an image: it has no name and no child."""
        return not self.references(image) and not self.children(image)

    def listed(self, *, every: bool = False) -> tuple[Image, ...]:
        """Return the images of ``docker images``, newest first; ``every`` shows intermediate ones too (``-a``)."""
        shown = [i for i in self.images.values() if every or self.references(i.id) or not self.children(i.id)]
        ages = {image.id: (int(seconds_of(image.created)), n) for n, image in enumerate(shown)}
        return tuple(sorted(shown, key=lambda image: ages[image.id], reverse=True))

    def layers(self) -> dict[ChainID, Layer]:
        """Return every layer on disk, once."""
        held = dict(self.cached)
        for image in self.images.values():
            held |= zip(image.chain_ids, image.layers, strict=True)
        return held

    def users(self) -> dict[ChainID, tuple[ImageID, ...]]:
        """Return every layer on disk, and the listed images that stand on it: none where only a cache holds it."""
        found: dict[ChainID, tuple[ImageID, ...]] = dict.fromkeys(self.layers(), ())
        for image in self.listed():
            found |= {chain: (*found[chain], image.id) for chain in image.chain_ids}
        return found

    def usage(self) -> tuple[Usage, ...]:
        """Return what each listed image costs (the total on disk is that of ``layers()``)."""
        shown, users = self.listed(), self.users()

        def shared(image: Image) -> int:
            pairs = zip(image.chain_ids, image.layers, strict=True)
            return sum(layer.size for chain, layer in pairs if len(users[chain]) > 1)

        return tuple(Usage(image, image.size, shared(image)) for image in shown)

    # -- changing --------------------------------------------------------

    def with_image(self, image: Image) -> Store:
        """Return a store that has ``image`` too; one that it has already only learns its parent."""
        there = self.images.get(image.id)
        if there is not None and image.parent in (None, there.parent):
            return self
        if there is not None:
            image = replace(there, parent=image.parent)
        return replace(self, images={**self.images, image.id: image})

    def tag(self, name: Reference, image: ImageID, when: str = "") -> Store:
        """Return a store in which ``name`` (``:latest`` by default) means ``image``, and nothing else."""
        if name.familiar_name == "sha256":
            raise DaemonError("refusing to create an ambiguous tag using digest algorithm as name")
        return replace(
            self,
            names={**self.names, name.tagged(): image},
            tagged_at={**self.tagged_at, image: when} if name.digest is None else self.tagged_at,
        )

    def untag(self, name: Reference) -> Store:
        """Return a store without one name; its image stays."""
        return replace(self, names={other: image for other, image in self.names.items() if other != name.tagged()})

    def hold(self, image: Image) -> Store:
        """Return a store in which BuildKit's cache holds the layers of ``image``."""
        return replace(self, cached={**self.cached, **dict(zip(image.chain_ids, image.layers, strict=True))})

    def remove(self, text: str, *, force: bool = False, uses: Iterable[Use] = ()) -> tuple[Store, list[Removal]]:
        """Return the store after ``docker rmi``, and what happened, in Docker's order.

        A name is taken away first; the image goes with its last name, and with it
        its nameless parents and the layers that nothing else needs.

        Raises:
            DaemonError: no such image, or a conflict: a container or a child image needs it.
        """
        image, uses = self.resolve(text), tuple(uses)
        by_id = image.id.startswith(text) or image.id.partition(":")[2].startswith(text)
        names, out, untagged = self.references(image.id), list[Removal](), False
        store = self
        if not by_id:
            user = next((use for use in uses if use.image == image.id), None)
            if user and not force and one_repository(names):
                raise DaemonError(
                    f'conflict: unable to remove repository reference "{text}" (must force) - container '
                    f"{short(user.container)} is using its referenced image {short(image.id)}",
                    hint=f"Remove the container first: docker rm {short(user.container)}",
                )
            gone = [parse(text).tagged()]
            rest = [name for name in names if name not in gone]
            alone = not any(name.tag and name.name == gone[0].name for name in rest)
            if gone[0].digest is None and alone:  # digests of a repository go with its last tag
                gone += [name for name in rest if name.name == gone[0].name]
            for name in gone:
                store = store.untag(name)
                out.append(Untagged(name))
            if store.references(image.id):
                return store, out
            untagged = True
        elif one_repository(names):
            if conflict := store._conflict(image, uses, force=force, named=False):
                raise conflict.error()
            for name in names:
                store = store.untag(name)
                out.append(Untagged(name))
        return store._delete(image, out, uses, force=force, quiet=untagged), out

    def _delete(self, image: Image, out: list[Removal], uses: tuple[Use, ...], *, force: bool, quiet: bool) -> Store:
        """Delete an image, its names, and the parents that nothing else needs."""
        if conflict := self._conflict(image, uses, force=force):
            if quiet and (conflict.used or not self.dangling(image.id)):
                return self
            raise conflict.error()
        store = self
        for name in self.references(image.id):
            store = store.untag(name)
            out.append(Untagged(name))
        store = replace(
            store,
            images={name: other for name, other in store.images.items() if name != image.id},
            tagged_at={name: when for name, when in store.tagged_at.items() if name != image.id},
        )
        out.append(Deleted(image.id))
        kept = store.layers().keys() | {chain for use in uses for chain in use.layers}
        for chain, layer in reversed(list(zip(image.chain_ids, image.layers, strict=True))):
            if chain not in kept:
                out.append(Deleted(chain, layer.size))
        parent = store.images.get(image.parent) if image.parent else None
        return store if parent is None else store._delete(parent, out, uses, force=False, quiet=True)

    def _conflict(self, image: Image, uses: tuple[Use, ...], *, force: bool, named: bool = True) -> Conflict | None:
        """Say what keeps an image from being deleted. Only soft reasons give way to ``force``."""
        if self.children(image.id):
            return Conflict(image, "cannot be forced", "image has dependent child images")
        for use in uses:
            if use.image == image.id and use.running:
                why = f"image is being used by running container {short(use.container)}"
                return Conflict(image, "cannot be forced", why, used=True)
        if named and not force and self.references(image.id):
            return Conflict(image, "must be forced", "image is referenced in multiple repositories")
        for use in uses:
            if use.image == image.id and not force:
                why = f"image is being used by stopped container {short(use.container)}"
                return Conflict(image, "must be forced", why, used=True)
        return None

    def prune(
        self,
        *,
        every: bool = False,
        uses: Iterable[Use] = (),
        wanted: Callable[[Image], bool] = lambda image: True,
    ) -> tuple[Store, list[Removal]]:
        """Return the store after ``docker image prune``: without dangling images, or (``every``) all unused ones.

        ``wanted`` is what ``--filter`` lets through. The space reclaimed is the sum of the events' sizes.
        """
        store, out, uses = self, list[Removal](), tuple(uses)
        for image in self.images.values():
            names, childless = self.references(image.id), not self.children(image.id)
            tagged = any(name.tag for name in names)
            if not wanted(image) or not (names or childless) or (not every and (tagged or not childless)):
                continue
            for text in [str(name) for name in names] or [image.id]:
                try:
                    store, more = store.remove(text, uses=uses)
                except DaemonError:
                    continue  # in use, or gone with another image
                out += more
        return store, out
