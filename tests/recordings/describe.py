"""Images as plain data: what a recording keeps of them.

Kept are the config, the history and every layer's entries. IDs and times differ from run to run and are left out; so
are empty fields of the config, because an absent `Cmd` and a null one mean the same. Archives are read with the
standard library alone, so that the judge owes nothing to the model it judges.
"""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

BASE = "busybox:lab"
Described = dict[str, Any]
KINDS = {tarfile.REGTYPE: "f", tarfile.AREGTYPE: "f", tarfile.DIRTYPE: "d", tarfile.SYMTYPE: "l", tarfile.LNKTYPE: "h"}
SMALL = 120  # bytes: a text file up to this size is kept whole, a larger one as its digest


@dataclass(frozen=True)
class Stored:
    """An image as an engine stores it: its names, its config's JSON, and a tar for each layer."""

    tags: Sequence[str]
    config: bytes
    layers: Sequence[bytes]


def unpack(archive: bytes) -> list[Stored]:
    """The images of a `docker save` archive."""
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        members = {member.name: member for member in tar.getmembers()}

        def read(name: str) -> bytes:
            file = tar.extractfile(members[name])
            assert file is not None
            return file.read()

        return [
            Stored(item["RepoTags"] or [], read(item["Config"]), [read(name) for name in item["Layers"]])
            for item in json.loads(read("manifest.json"))
        ]


def images(stored: Iterable[Stored], base: str = BASE) -> list[Described]:
    """Describe every image but the base, whose history and layers are one word in the others: `base`.

    A part of the base's layers (in an image that shares only some) is named one by one: `base 0`, `base 1`…
    """
    stored = list(stored)
    known: dict[str, str] = {}
    inherited: list[str] = []
    for image in stored:
        if base in image.tags:
            config = json.loads(image.config)
            known = {diff_id: f"base {n}" for n, diff_id in enumerate(config["rootfs"]["diff_ids"])}
            inherited = _history(config["history"])
    described = []
    for image in stored:
        if list(image.tags) == [base]:
            continue
        config = json.loads(image.config)
        diff_ids, history = config["rootfs"]["diff_ids"], _history(config.get("history", []))
        layers: list[Any] = [known.get(i) or layer(tar) for i, tar in zip(diff_ids, image.layers, strict=True)]
        if known and diff_ids[: len(known)] == list(known):
            layers[: len(known)] = ["base"]
        if inherited and history[: len(inherited)] == inherited:
            history[: len(inherited)] = ["base"]
        described.append({"tags": sorted(image.tags), **_config(config), "history": history, "layers": layers})
    return sorted(described, key=lambda image: (image["tags"], json.dumps(image)))


def _config(config: Described) -> Described:
    """The config without IDs, times, the classic builder's private notes, and empty fields."""
    run = {key: value for key, value in sorted(config.get("config", {}).items()) if value}
    if str(run.get("Image", "")).startswith("sha256:"):
        del run["Image"]  # the classic builder's parent, an ID
    kept = {key: config[key] for key in ("architecture", "os", "variant", "author") if config.get(key)}
    return {**kept, "config": run}


def _history(rows: list[Described]) -> list[str]:
    """One line for each row, marked if it made no layer."""
    lines = []
    for row in rows:
        notes = [row[key] for key in ("comment", "author") if row.get(key)]
        lines.append(" | ".join([*(["empty"] if row.get("empty_layer") else []), row.get("created_by", ""), *notes]))
    return lines


def layer(tar: bytes) -> list[str]:
    """One line for each entry, by path: kind, octal mode, owner, path, and the content or the link's target."""
    with tarfile.open(fileobj=io.BytesIO(tar)) as entries:
        return sorted((_entry(entries, member) for member in entries), key=lambda line: line.split(" ")[3:])


def _entry(tar: tarfile.TarFile, member: tarfile.TarInfo) -> str:
    kind = KINDS.get(member.type, f"type-{member.type!r}")
    line = f"{kind} {member.mode:04o} {member.uid}:{member.gid} {member.name}{'/' if kind == 'd' else ''}"
    extras = sorted(key for key in member.pax_headers if key.startswith("SCHILY.xattr."))
    if kind == "f":
        file = tar.extractfile(member)
        assert file is not None
        line += f" {_content(file.read())}"
    elif kind in "lh":
        line += f" -> {member.linkname}"
    return " ".join([line, *extras])


def _content(data: bytes) -> str:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = "\0"
    if len(data) <= SMALL and "\0" not in text:
        return json.dumps(text, ensure_ascii=False)
    return f"{len(data)} bytes sha256:{hashlib.sha256(data).hexdigest()}"
