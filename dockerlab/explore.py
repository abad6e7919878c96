"""``dockerlab explore IMAGE.tar``: an image taken apart, as text or JSON.

The archive is what ``docker save`` wrote, or an OCI layout as a tar.  Nothing in it is
executed or written to the disk, and control characters in its names are made visible.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dockerlab.archive import load
from dockerlab.cli.units import size
from dockerlab.contents import FileChange, ImageContents, LayerContents, contents
from dockerlab.digest import short
from dockerlab.errors import LabError
from dockerlab.image import Image
from dockerlab.inode import Directory, File, Node, Symlink, read
from dockerlab.permission import mode_text
from dockerlab.store import Store

__all__ = [
    "add_arguments",
    "as_json",
    "as_text",
    "change_line",
    "named_images",
    "named_in",
    "node_line",
    "preview",
    "run",
]

FEW = 20  # changes of a layer that the report shows, unless --all
LONGEST = 20_000  # bytes of a file that are shown
DESCRIPTION = """\
Show what is in a saved image, layer by layer: files added (A), changed (C) and deleted (D), the history beside them,
and the bytes that are stored but hidden by a layer above.

  docker save web -o web.tar
  dockerlab explore web.tar                            the report
  dockerlab explore web.tar --layer 2 --all            everything that layer 2 changed
  dockerlab explore web.tar --layer 2 --file /etc/motd that file as layer 2 stores it
  dockerlab explore web.tar --tree /etc                what a container sees below /etc
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``dockerlab explore``."""
    parser.description, parser.formatter_class = DESCRIPTION, argparse.RawDescriptionHelpFormatter
    parser.add_argument("archive", metavar="IMAGE.tar", help="what `docker save` wrote, or an OCI layout as a tar")
    parser.add_argument("image", nargs="?", help="which of its images, by name or ID; default: the first")
    parser.add_argument("--layer", type=int, metavar="N", help="only this layer, counted from 1 at the bottom")
    parser.add_argument("--file", metavar="PATH", help="print a file: of --layer, else as a container sees it")
    parser.add_argument("--tree", nargs="?", const="/", metavar="PATH", help="the union: what a container sees")
    parser.add_argument("--all", action="store_true", help=f"every change, not the first {FEW} of a layer")
    parser.add_argument("--json", action="store_true", help="everything, as JSON")


def run(options: argparse.Namespace) -> int:
    """Carry out ``dockerlab explore``; return the exit status: 0, 1 with the error on standard error, 141 where
    nobody reads any more."""
    try:
        images = named_images(Path(options.archive).read_bytes())
        found = contents(chosen(images, options.image))
        if options.json:
            print(json.dumps(as_json(found, images), ensure_ascii=False, indent=1))
        elif options.file:
            sys.stdout.buffer.write(_file(found, options.layer, options.file))
        elif options.tree:
            print("\n".join(_tree(found, options.tree)))
        else:
            others = [name for name, image in images.items() if image is not found.image]
            print(as_text(found, images, None if options.all else FEW, options.layer))
            if others:
                print(f"\nAlso in this archive: {', '.join(map(visible, others))}")
        sys.stdout.flush()
    except BrokenPipeError:  # who reads has gone away: nothing is left to say
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except OSError as exc:
        print(f"dockerlab explore: {options.archive}: {exc.strerror}", file=sys.stderr)
        return 1
    except LabError as exc:
        print(f"dockerlab explore: {exc}", file=sys.stderr)
        return 1
    return 0


def named_images(archive: bytes) -> dict[str, Image]:
    """Return the images of an archive by name, by short ID where one has none.

    Raises:
        ArchiveError: it is no image archive, damaged or hostile.
    """
    store, _ = load(archive, Store())
    return named_in(store)


def named_in(store: Store) -> dict[str, Image]:
    """Return the images of a store by name, by short ID where one has none."""
    named = {name.familiar: store.images[image] for name, image in store.names.items() if name.tag}
    seen = {image.id for image in named.values()}
    return named | {short(image.id): image for image in store.images.values() if image.id not in seen}


def chosen(images: dict[str, Image], name: str | None) -> Image:
    """Return an image by name, by name without its tag, or by ID; without a name the first."""
    if name is None:
        return next(iter(images.values()))
    for known, image in images.items():
        if name in (known, image.id) or f"{name}:latest" == known or image.id.partition(":")[2].startswith(name):
            return image
    raise LabError(f"the archive holds no image {name}", hint=f"It holds: {', '.join(map(visible, images))}")


def visible(text: str) -> str:
    """Return text on one line, with control characters made visible: an archive may hold any.

    >>> visible("a\\x1b[2Jb")
    'a\\\\x1b[2Jb'
    """
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)


def node_line(path: str, node: Node) -> str:
    """Return what stands at a path, on one line: mode, owner, size, path.

    >>> node_line("/bin", Directory())
    'drwxr-xr-x 0:0          - /bin/'
    """
    count = "-" if isinstance(node, Directory) else size(getattr(node, "size", 0), 3)
    after = "/" if isinstance(node, Directory) else f" -> {visible(node.target)}" if isinstance(node, Symlink) else ""
    return f"{mode_text(node)} {f'{node.uid}:{node.gid}':7}{count:>7} {visible(path)}{after}"


def change_line(change: FileChange) -> str:
    """Return a change on one line."""
    if change.node is None:
        return f"{change.kind} {'':26}{visible(change.path)}"
    linked = isinstance(change.node, File) and change.node.size > change.size
    told = f"{change.kind} {node_line(change.path, change.node)}{'   (another name for a file)' if linked else ''}"
    return told if change.shadowed is None else f"{told}   (hidden by layer {change.shadowed})"


def as_text(found: ImageContents, names: dict[str, Image], few: int | None = FEW, only: int | None = None) -> str:
    """Return the report; ``few`` is how many changes of each layer, None for all, ``only`` a layer's number.

    Raises:
        LabError: there is no such layer.
    """
    image = found.image
    if only is not None:
        return "\n".join(_layer(_numbered(found, only), few))
    name = ", ".join(visible(name) for name, other in names.items() if other.id == image.id) or short(image.id)
    count = len(found.layers)
    lines = [
        f"{name}: image {short(image.id)}, {count} layer{'s' * (count != 1)}, {size(found.stored, 3)} in files",
        f"of these {size(found.shadowed, 3)} are hidden by a layer above and cannot be seen in a container",
    ]
    for row, layer in found.rows:
        text = visible(row.created_by) or visible(row.comment) or "(no history)"
        lines += ["", *([f"   no layer  {text}"] if layer is None else _layer(layer, few))]
    rowless = [layer for layer in found.layers if layer.row is None]
    for layer in rowless:
        lines += ["", *_layer(layer, few)]
    return "\n".join(lines)


def _layer(layer: LayerContents, few: int | None) -> Iterator[str]:
    text = visible(layer.row.created_by) if layer.row is not None else "(no history)"
    counts = {kind: sum(change.kind == kind for change in layer.changes) for kind in "ACD"}
    yield f"layer {layer.number:2d}  {text}"
    yield (
        f"   {short(layer.layer.diff_id)}  {size(layer.layer.size, 3)}: {counts['A']} added, {counts['C']} changed, "
        f"{counts['D']} deleted" + (f"; {size(layer.shadowed, 3)} hidden above" if layer.shadowed else "")
    )
    shown = layer.changes if few is None else layer.changes[:few]
    yield from (f"   {change_line(change)}" for change in shown)
    if len(shown) < len(layer.changes):
        yield f"   … and {len(layer.changes) - len(shown)} more (--layer {layer.number} --all)"


def _numbered(found: ImageContents, number: int) -> LayerContents:
    for layer in found.layers:
        if layer.number == number:
            return layer
    raise LabError(f"there is no layer {number}", hint=f"The image has layers 1 to {len(found.layers)}.")


def _file(found: ImageContents, number: int | None, path: str) -> bytes:
    if number is not None:
        return _numbered(found, number).content(path)
    try:
        node = found.tree.lookup(path)
    except OSError as exc:
        raise LabError(f"{path}: {exc.strerror}", hint="--tree shows what a container sees.") from exc
    if not isinstance(node, File):
        raise LabError(f"{path} is no regular file", hint="--tree shows what a container sees.")
    return read(node.content)


def _tree(found: ImageContents, top: str) -> Iterator[str]:
    try:
        path = found.tree.resolve(top)
    except OSError as exc:
        raise LabError(f"{top}: {exc.strerror}", hint="Begin at / and look from there.") from exc
    yield from (node_line(below, node) for below, node in found.tree.walk(path))


def preview(data: bytes) -> str:
    """Return a file's content for looking at: its text, or a hex dump of what is no text.

    >>> preview(b"hi\\n"), preview(b"\\x7fELF\\0")
    ('hi\\n', '00000000  7f 45 4c 46 00')
    """
    try:
        text = data[:LONGEST].decode()
        if "\0" not in text:
            return text
    except UnicodeDecodeError:
        pass
    rows = range(0, min(len(data), 512), 16)
    return "\n".join(f"{at:08x}  {data[at : at + 16].hex(' ')}" for at in rows)


def as_json(found: ImageContents, names: dict[str, Image]) -> dict[str, Any]:
    """Return the whole of it as plain data; sizes in bytes, modes in octal."""

    def change(one: FileChange) -> dict[str, Any]:
        data: dict[str, Any] = {"kind": one.kind, "path": one.path}
        if one.node is not None:
            data |= {
                "type": type(one.node).__name__.lower(),
                "uid": one.node.uid,
                "gid": one.node.gid,
                "size": one.size,
            }
            if not isinstance(one.node, Symlink):
                data["mode"] = f"{one.node.mode:04o}"
            else:
                data["target"] = one.node.target
        return data if one.shadowed is None else data | {"shadowed_by": one.shadowed}

    return {
        "id": found.image.id,
        "names": [name for name, image in names.items() if image.id == found.image.id],
        "stored": found.stored,
        "shadowed": found.shadowed,
        "history": [{**row.json(), "layer": layer and layer.number} for row, layer in found.rows],
        "layers": [
            {
                "number": layer.number,
                "diff_id": layer.layer.diff_id,
                "size": layer.layer.size,
                "shadowed": layer.shadowed,
                "changes": [change(one) for one in layer.changes],
            }
            for layer in found.layers
        ],
    }
