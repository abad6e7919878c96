"""The schemas of opencontainers/image-spec: their own documents, and everything that is written here."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator
from jsonschema.exceptions import ValidationError
from referencing import Registry as SchemaRegistry
from referencing import Resource
from referencing.jsonschema import DRAFT4

from dockerlab.archive import save
from dockerlab.image import Descriptor, History, Image, ImageConfig, Index, Manifest
from dockerlab.image.gojson import dumps
from dockerlab.inode import Directory, File
from dockerlab.layer import Layer
from dockerlab.reference import parse
from dockerlab.registry import manifest, repositories, repository
from dockerlab.store import Store
from dockerlab.tarball import members

SCHEMAS = {
    "config": "config-schema.json",
    "descriptor": "content-descriptor.json",
    "imageIndex": "image-index-schema.json",
    "imageLayout": "image-layout-schema.json",
    "manifest": "image-manifest-schema.json",
}
MEDIA_TYPES = {
    "application/vnd.oci.image.config.v1+json": "config",
    "application/vnd.oci.descriptor.v1+json": "descriptor",
    "application/vnd.oci.image.index.v1+json": "imageIndex",
    "application/vnd.oci.layout.header.v1+json": "imageLayout",
    "application/vnd.oci.image.manifest.v1+json": "manifest",
}
Check = Callable[[str, bytes | str], None]


@pytest.fixture(scope="session")
def folder(conformance: Path) -> Path:
    return conformance / "oci-image-spec"


@pytest.fixture(scope="session")
def check(folder: Path) -> Check:
    """Validate a document against the schema of its kind."""
    schemas = {path.name: json.loads(path.read_text()) for path in (folder / "schema").glob("*.json")}
    registry: SchemaRegistry[Any] = SchemaRegistry().with_resources(
        (name, Resource.from_contents(schema, default_specification=DRAFT4)) for name, schema in schemas.items()
    )
    for _name, schema in schemas.items():
        if "id" in schema:
            registry = registry.with_resource(
                schema["id"], Resource.from_contents(schema, default_specification=DRAFT4)
            )
            folder_id = schema["id"].rsplit("/", 1)[0]
            for other, contents in schemas.items():
                registry = registry.with_resource(
                    f"{folder_id}/{other}", Resource.from_contents(contents, default_specification=DRAFT4)
                )

    def validate(kind: str, document: bytes | str) -> None:
        found = json.loads(document)
        Draft4Validator(schemas[SCHEMAS[kind]], registry=registry).validate(found)
        beyond_the_schema(kind, found)

    return validate


def beyond_the_schema(kind: str, found: Any) -> None:
    """What the specification's own validator adds in Go."""
    if kind == "descriptor":
        if found["digest"].startswith("sha256:") and found["digest"] != found["digest"].lower():
            raise ValidationError("a digest in capitals")
        if not all(":" in url for url in found.get("urls", ())):
            raise ValidationError("a URL without a scheme")
        if len(base64.b64decode(found.get("data", ""), validate=True)) not in (0, found["size"]):
            raise ValidationError("embedded data of another size")
    if kind == "config" and not all("=" in entry for entry in found.get("config", {}).get("Env", ())):
        raise ValidationError("an Env entry without =")


@pytest.mark.parametrize("kind", SCHEMAS)
def test_the_specifications_documents(folder: Path, check: Check, kind: str) -> None:
    """Each is valid or not as the table says; what is valid, this package reads."""
    for case in json.loads((folder / f"{kind}.json").read_text()):
        if case["must_fail"]:
            with pytest.raises((ValidationError, ValueError)):
                check(kind, case["doc"])
        else:
            check(kind, case["doc"])
            read(kind, case["doc"])


def read(kind: str, document: str) -> None:
    match kind:
        case "config":
            ImageConfig.from_json(json.loads(document).get("config") or {})
        case "descriptor":
            Descriptor.from_json(json.loads(document))
        case "imageIndex":
            Index.from_json(document.encode())
        case "manifest":
            Manifest.from_json(document.encode())


def test_the_specifications_examples(folder: Path, check: Check) -> None:
    examples = json.loads((folder / "spec_examples.json").read_text())
    assert len(examples) == 10
    for example in examples:
        kind = MEDIA_TYPES[example["mediatype"]]
        check(kind, example["doc"])
        read(kind, example["doc"])


def test_dockers_older_documents(folder: Path, check: Check) -> None:
    """With Docker's media types replaced by the specification's, they are valid."""
    found = json.loads((folder / "backcompat.json").read_text())
    for case in found["cases"]:
        document = case["doc"]
        for old, new in found["media_type_map"].items():
            document = document.replace(old, new)
        if case["must_fail"]:
            with pytest.raises((ValidationError, ValueError)):
                check(case["kind"], document)
        else:
            check(case["kind"], document)
            read(case["kind"], document)


def test_what_is_written_here_is_valid(check: Check) -> None:
    layer = Layer({"/etc": Directory(), "/etc/motd": File(b"hi")})
    row = History("2026-03-02T09:00:00Z", "COPY . / # buildkit", "buildkit.dockerfile.v0")
    config = ImageConfig(
        user="nobody",
        exposed_ports=("80/tcp",),
        env=("A=1",),
        entrypoint=("/a",),
        cmd=("b",),
        volumes=("/data",),
        working_dir="/w",
        labels=(("x", "1"),),
        stop_signal="SIGINT",
    )
    image = Image(config).append(layer, row)
    store = Store().with_image(image).tag(parse("web"), image.id)
    data = save(store, ["web"])
    files = {member.name: data[member.start : member.start + member.size] for member in members(data, "saved")}
    check("config", image.json)
    check("manifest", manifest(image).json())
    check("imageIndex", files["index.json"])
    check("imageLayout", files["oci-layout"])
    for pointer in Index.from_json(files["index.json"]).manifests:
        check("descriptor", dumps(pointer.json()))
        check("manifest", files[f"blobs/{pointer.digest.replace(':', '/')}"])


@pytest.mark.parametrize("name", repositories())
def test_the_catalogues_configurations_are_valid(check: Check, name: str) -> None:
    found = repository(name)
    assert found is not None
    for image in found.images(2e9):
        check("config", image.json)
        check("manifest", manifest(image).json())
