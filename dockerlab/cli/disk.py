"""``docker system df`` and the prune commands: what takes space, and how to get it back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType

from dockerlab.build.records import BuildCache
from dockerlab.cli.client import Client, Handler, wording
from dockerlab.cli.container_table import status_line
from dockerlab.cli.flags import Parsed
from dockerlab.cli.image_table import IMAGES, image_rows
from dockerlab.cli.listing import Listing, render
from dockerlab.cli.table import align, ellipsis
from dockerlab.cli.units import ago, size
from dockerlab.dockerfile import quote
from dockerlab.errors import NotModelled
from dockerlab.image import seconds_of
from dockerlab.store import Deleted

__all__ = ["HANDLERS"]

USAGE = Listing(
    "*formatter.diskUsageContext",
    "table {{.Type}}\\t{{.TotalCount}}\\t{{.Active}}\\t{{.Size}}\\t{{.Reclaimable}}",
    "{{.Type}}",
    {"Type": "TYPE", "TotalCount": "TOTAL", "Active": "ACTIVE", "Size": "SIZE", "Reclaimable": "RECLAIMABLE"},
    "type: {{.Type}}\\ntotal: {{.TotalCount}}\\nactive: {{.Active}}\\nsize: {{.Size}}\\n"
    "reclaimable: {{.Reclaimable}}\\n",
)
SURE = "Are you sure you want to continue? [y/N] "


def _percent(part: int, whole: int) -> str:
    """Return a size and its share, which is left out where there is nothing to share."""
    return f"{size(part)} ({part * 100 // whole}%)" if whole > 0 else size(part)


# -- system df -----------------------------------------------------------


def _df(client: Client, parsed: Parsed) -> int:
    if parsed.on("verbose"):
        if parsed.text("format"):
            raise NotModelled("docker system df -v with --format")
        client.out(_verbose(client))
        return (
            _unknown(client, "the list of the build cache, which holds more than layers") if _has_built(client) else 0
        )
    engine = client.engine
    containers, volumes = engine.containers.all(), engine.containers.volumes
    usages, used = engine.store.usage(), {container.image.id for container in containers}
    layers = {chain: layer.size for usage in usages
              for chain, layer in zip(usage.image.chain_ids, usage.image.layers, strict=True)}  # fmt: skip
    total = sum(layers.values())
    held = sum(usage.unique for usage in usages if usage.image.id in used)
    written = sum(container.size for container in containers)
    stopped = sum(container.size for container in containers if not container.running)
    in_use = {name: bool(engine.containers.users(name)) for name in volumes}
    stored = sum(volume.size for volume in volumes.values())
    idle = sum(volume.size for name, volume in volumes.items() if not in_use[name])
    lines = [
        ("Images", len(usages), len(used), size(total), _percent(total - held, total)),
        ("Containers", len(containers), sum(c.running for c in containers), size(written), _percent(stopped, written)),
        ("Local Volumes", len(volumes), sum(in_use.values()), size(stored), _percent(idle, stored)),
    ]
    if not _has_built(client):
        lines.append(("Build Cache", 0, 0, "0B", "0B"))
    rows = [
        USAGE.row({"Type": kind, "TotalCount": str(count), "Active": str(active), "Size": bytes_, "Reclaimable": free})
        for kind, count, active, bytes_, free in lines
    ]
    client.out(render(USAGE, rows, parsed.text("format")))
    return (
        _unknown(client, "the line Build Cache, of which BuildKit counts more than layers") if _has_built(client) else 0
    )


def _has_built(client: Client) -> bool:
    """Say whether BuildKit's cache may hold something."""
    return bool(client.engine.buildkit.keys or client.engine.store.cached)


def _unknown(client: Client, what: str, fd: int = 2) -> int:
    """Say what is left out; with ``fd`` 1 in its very place.

    BuildKit also keeps a record of each base image's layers and of what each folder sent, which it measures only once;
    all of that is not modelled, so neither are the numbers and sizes of its records.
    """
    client.error = NotModelled(what)
    client.put(fd, f"{wording(client.error)}\n")
    return client.error.status


def _verbose(client: Client) -> str:
    engine = client.engine
    parts = ["Images space usage:\n"]
    table = "REPOSITORY\tTAG\tIMAGE ID\tCREATED\tSIZE\tSHARED SIZE\tUNIQUE SIZE\tCONTAINERS\n"
    for usage in engine.store.usage():
        names = [str(name) for name in engine.store.references(usage.image.id)]
        for row in image_rows(client, IMAGES, usage.image, names)[:1]:  # one line an image, by its first name
            since = ago(seconds_of(usage.image.created), client.now)
            cells = (row["Repository"], row["Tag"], row["ID"], since, row["Size"], size(usage.shared),
                     size(usage.unique), row["Containers"])  # fmt: skip
            table += "\t".join(cells) + "\n"
    parts += [align(table), "Containers space usage:\n"]
    table = "CONTAINER ID\tIMAGE\tCOMMAND\tLOCAL VOLUMES\tSIZE\tCREATED\tSTATUS\tNAMES\n"
    for c in engine.containers.all():
        volumes = sum(mount.type == "volume" for mount in c.mounts)
        table += f"{c.short_id}\t{c.image_name}\t{quote(ellipsis(c.command, 20))}\t{volumes}\t{size(c.size, 3)}\t"
        table += f"{ago(c.created, client.now)}\t{status_line(c, client.now)}\t{c.name}\n"
    parts += [align(table), "Local Volumes space usage:\n"]
    table = "VOLUME NAME\tLINKS\tSIZE\n"
    for name, volume in sorted(engine.containers.volumes.items()):
        table += f"{name}\t{len(engine.containers.users(name))}\t{size(volume.size)}\n"
    parts.append(align(table))
    if not _has_built(client):
        parts.append("Build cache usage: 0B\n")
        parts.append(align("CACHE ID\tCACHE TYPE\tSIZE\tCREATED\tLAST USED\tUSAGE\tSHARED\n"))
    return "\n".join(parts)


# -- prune ---------------------------------------------------------------


def _agreed(client: Client, parsed: Parsed, warning: str) -> bool:
    """Ask, unless ``--force``; standard input answers."""
    if parsed.on("force"):
        return True
    client.out(f"WARNING! {warning}{SURE}")
    return client.stdin.splitlines()[:1] in ([b"y"], [b"Y"])


def _reclaimed(client: Client, count: int) -> None:
    client.line(f"Total reclaimed space: {size(count)}")


def _list(client: Client, title: str, lines: list[str]) -> None:
    if lines:
        client.out(f"{title}:\n" + "".join(f"{line}\n" for line in lines) + "\n")


def _prune_images(client: Client, every: bool) -> int:
    engine = client.engine
    engine.store, events = engine.store.prune(every=every, uses=engine.containers.uses())
    client.events.extend(events)
    _list(client, "Deleted Images", [str(event)[0].lower() + str(event)[1:] for event in events])
    return sum(event.size for event in events if isinstance(event, Deleted))


def _prune_containers(client: Client, every: bool = False) -> int:
    names, freed = client.engine.containers.prune()
    _list(client, "Deleted Containers", list(names))
    return freed


def _prune_volumes(client: Client, every: bool) -> int:
    names, freed = client.engine.containers.prune_volumes(every=every)
    _list(client, "Deleted Volumes", list(names))
    return freed


def _prune_cache(client: Client, every: bool) -> bool:
    """Forget what BuildKit's cache alone holds (``every``: all of it); say whether it held anything.

    What is a layer of an image stays in the cache as well, unless ``--all`` is given.
    """
    engine = client.engine
    held, records = _has_built(client), engine.buildkit.records
    shared = {} if every else {chain: image for image in engine.store.images.values() for chain in image.chain_ids}
    layers = {diff for image in shared.values() for diff in image.diff_ids}
    kept = {key: record for key, record in records.items() if record.layer.diff_id in layers}
    engine.buildkit = BuildCache(
        MappingProxyType(kept), tuple(key for key in engine.buildkit.keys if key.digest in kept)
    )
    engine.store = replace(engine.store, cached={c: layer for c, layer in engine.store.cached.items() if c in shared})
    return held


def pruner(warning: str, every: str, prune: Callable[[Client, bool], int]) -> Handler:
    """Return the handler of a prune command; ``warning`` and ``every`` (with ``--all``) say what goes."""

    def handle(client: Client, parsed: Parsed) -> int:
        all_ = parsed.on("all")
        if _agreed(client, parsed, f"This will remove {every if all_ else warning}.\n"):
            _reclaimed(client, prune(client, all_))
        return 0

    return handle


def _builder_prune(client: Client, parsed: Parsed) -> int:
    which = "all" if parsed.on("all") else "all dangling"
    if not _agreed(client, parsed, f"This will remove {which} build cache. "):
        return 0
    if _prune_cache(client, parsed.on("all")):
        _unknown(client, "the list of what was removed from the build cache", fd=1)
    elif any(piece.fd == 2 for piece in client.output):  # the notice that BuildKit is off: the old client's words
        _reclaimed(client, 0)
    else:
        client.line("Total:\t0B")
    return 0


def _system_prune(client: Client, parsed: Parsed) -> int:
    every, volumes = parsed.on("all"), parsed.on("volumes")
    warning = "This will remove:\n  - all stopped containers\n  - all networks not used by at least one container\n"
    warning += "  - all anonymous volumes not used by at least one container\n" if volumes else ""
    images = "images without at least one container associated to them" if every else "dangling images"
    warning += f"  - all {images}\n  - {'all' if every else 'unused'} build cache\n\n"
    if not _agreed(client, parsed, warning):
        return 0
    freed = _prune_containers(client)
    if volumes:
        freed += _prune_volumes(client, every=False)
    freed += _prune_images(client, every)
    if _prune_cache(client, every):
        _unknown(client, "the list of what was removed from the build cache, and the space reclaimed", fd=1)
    else:
        _reclaimed(client, freed)
    return 0


UNUSED = "not used by at least one container"
HANDLERS = {
    "system df": _df,
    "system prune": _system_prune,
    "buildx prune": _builder_prune,
    "image prune": pruner(
        "all dangling images", "all images without at least one container associated to them", _prune_images
    ),
    "container prune": pruner("all stopped containers", "", _prune_containers),
    "volume prune": pruner(f"anonymous local volumes {UNUSED}", f"all local volumes {UNUSED}", _prune_volumes),
}
