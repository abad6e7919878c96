"""``docker save``: images as one tar that ``docker load``, skopeo and umoci accept.

The archive is an OCI image layout with two files more, ``manifest.json`` and
``repositories``, for older Dockers, and byte for byte what Docker 28 writes, but
for the times of two directories, which there are those of the moment.

Source: moby's image/tarexport/save.go
"""

from __future__ import annotations

from dataclasses import dataclass, field

from dockerlab.digest import DiffID, Digest, ImageID, sha256
from dockerlab.errors import DaemonError
from dockerlab.image import CONFIG, LAYER, Descriptor, Image, ImageConfig, Index, Manifest, seconds_of
from dockerlab.image.gojson import dumps
from dockerlab.reference import Reference, parse_any
from dockerlab.store import Store
from dockerlab.tarball import END, Member, header, padding

__all__ = ["save"]


@dataclass
class Writer:
    """Collects the files of an archive: name → content and time."""

    files: dict[str, tuple[bytes, int]] = field(default_factory=dict)

    def blob(self, data: bytes, when: int, digest: Digest | None = None) -> str:
        """Add a blob once; return its name."""
        name = f"blobs/{(digest or sha256(data)).replace(':', '/')}"
        self.files.setdefault(name, (data, when))
        return name

    def tar(self, when: int) -> bytes:
        """Return everything as a tar, names in order."""
        pieces = [header(Member(name, "directory", 0, 0, 0o755, mtime=when)) for name in ("blobs/", "blobs/sha256/")]
        for name, (data, mtime) in sorted(self.files.items()):
            pieces += (header(Member(name, "file", len(data), 0, 0o644, mtime=mtime)), data, padding(len(data)))
        return b"".join([*pieces, END])


def save(store: Store, names: list[str]) -> bytes:
    """Return the archive of the images that ``names`` mean; a name without a tag means all its tags.

    Raises:
        DaemonError: no such image, or an image without a layer, which Docker cannot save.
    """
    wanted = chosen(store, names)
    writer = Writer()
    items, pointers, repositories = [], [], dict[str, dict[str, str]]()
    for image_id, references in wanted.items():
        image = store.images[image_id]
        if not image.layers:
            raise DaemonError("empty export - not implemented")
        when = max(int(seconds_of(image.created)), 0)
        sources, manifest = layer_blobs(writer, image, when)
        raw = manifest.json()
        writer.blob(raw, 0)
        pointer = Descriptor(manifest.media_type, sha256(raw), len(raw))
        for name in references:
            notes = (("io.containerd.image.name", str(name)), ("org.opencontainers.image.ref.name", name.tag or ""))
            pointers.append(Descriptor(pointer.media_type, pointer.digest, pointer.size, notes))
            top = image.layers[-1].diff_id.removeprefix("sha256:")
            repositories.setdefault(name.familiar_name, {})[name.tag or ""] = top
        pointers += [] if references else [pointer]
        items.append(
            {
                "Config": writer.blob(image.json, when, image.id),
                "RepoTags": [name.familiar for name in references] or None,
                "Layers": [f"blobs/{layer.diff_id.replace(':', '/')}" for layer in image.layers],
                **({"Parent": image.parent} if image.parent in wanted else {}),
                "LayerSources": {name: source(sources[name]) for name in sorted(sources)},
            }
        )
    writer.files["index.json"] = (Index(tuple(pointers)).json(), 0)
    writer.files["manifest.json"] = (dumps(items) + b"\n", 0)
    writer.files["oci-layout"] = (b'{"imageLayoutVersion": "1.0.0"}', 0)
    if repositories:
        ordered = {name: dict(sorted(tags.items())) for name, tags in sorted(repositories.items())}
        writer.files["repositories"] = (dumps(ordered) + b"\n", 0)
    return writer.tar(max(int(seconds_of(store.images[image_id].created)) for image_id in wanted))


def chosen(store: Store, names: list[str]) -> dict[ImageID, list[Reference]]:
    """Return the images to save, each with its names, in the order they were asked for."""
    wanted: dict[ImageID, list[Reference]] = {}
    for text in names:
        given = parse_any(text)
        found: list[tuple[ImageID, Reference | None]]
        if not isinstance(given, Reference) or given.familiar_name == "sha256":
            found = [(store.resolve(text).id, None)]
        elif given.tag or given.digest:
            if given not in store.names:
                raise DaemonError("reference does not exist")
            found = [(store.names[given], given)]
        else:
            mine = sorted((name for name in store.names if name.only_name() == given), key=str)
            found = [(store.names[name], name) for name in mine]
            if not found:
                by_id = store.find(text)
                if by_id is None:
                    raise DaemonError(f"No such image: {text}")
                found = [(by_id.id, None)]
        for image_id, name in found:
            references = wanted.setdefault(image_id, [])
            if name is not None and name.tag and name not in references:
                references.append(name)
    return wanted


def layer_blobs(writer: Writer, image: Image, when: int) -> tuple[dict[DiffID, Descriptor], Manifest]:
    """Add the layers of an image, and the V1 configurations that Docker still writes beside them."""
    sources: dict[DiffID, Descriptor] = {}
    parent = ""
    blank: dict[str, object] = {"created": "1970-01-01T00:00:00Z", "container_config": ImageConfig().container()}
    for layer, chain in zip(image.layers, image.chain_ids, strict=True):
        v1 = blank
        if layer is image.layers[-1] and chain == image.chain_ids[-1]:
            v1 = v1_configuration(image)
        hashed = v1 | {"layer_id": chain} | ({"parent": parent} if parent else {})
        named = sha256(dumps(dict(sorted(hashed.items()))))
        short_ids = {"id": named.removeprefix("sha256:")} | ({"parent": parent[7:]} if parent else {})
        writer.blob(dumps(short_ids | v1 | {"os": image.os}), when)
        writer.blob(layer.tar, when, layer.diff_id)
        sources[layer.diff_id] = Descriptor(LAYER, layer.diff_id, len(layer.tar))
        parent = named
    config = Descriptor(CONFIG, image.id, len(image.json))
    return sources, Manifest(config, tuple(sources[layer.diff_id] for layer in image.layers))


def source(layer: Descriptor) -> dict[str, object]:
    """Return a descriptor in the older order of Docker's own distribution API."""
    return {"mediaType": layer.media_type, "size": layer.size, "digest": layer.digest}


def v1_configuration(image: Image) -> dict[str, object]:
    """Return what Docker before 1.10 knew of an image; the top layer carries it."""
    classic = image.flavour == "classic"
    every = {
        "comment": image.comment,
        "created": image.created,
        "container": image.container,
        "container_config": image.container_config.container(),
        "docker_version": image.docker_version if classic else "",
        "author": image.author,
        "config": image.config.container(),
        "architecture": image.architecture,
        "variant": image.variant,
        "os": image.os,
    }
    return {key: value for key, value in every.items() if value}
