"""``docker ps``."""

from __future__ import annotations

import re
from collections.abc import Iterable

from dockerlab.cli.client import Client
from dockerlab.cli.filters import Filters
from dockerlab.cli.flags import Parsed
from dockerlab.cli.listing import Listing, render
from dockerlab.cli.table import ellipsis
from dockerlab.cli.template import Struct, TemplateError, compile, execute
from dockerlab.cli.units import ago, duration, go_time, size
from dockerlab.container.state import Container
from dockerlab.digest import short
from dockerlab.dockerfile import quote
from dockerlab.errors import DaemonError, UsageError

__all__ = ["CONTAINERS", "HANDLERS", "container_row", "exposed", "status_line"]

TABLE = (
    "table {{.ID}}\\t{{.Image}}\\t{{.Command}}\\t{{.RunningFor}}\\t{{.Status}}\\t{{.Ports}}\\t{{.Names}}"  # its columns
)
CONTAINERS = Listing(
    "*formatter.ContainerContext",
    TABLE,
    "{{.ID}}",
    {
        "ID": "CONTAINER ID", "Image": "IMAGE", "Command": "COMMAND", "CreatedAt": "CREATED AT",
        "RunningFor": "CREATED", "Ports": "PORTS", "State": "STATE", "Status": "STATUS", "Size": "SIZE",
        "Names": "NAMES", "Labels": "LABELS", "Label": "LABEL", "Mounts": "MOUNTS", "LocalVolumes": "LOCAL VOLUMES",
        "Networks": "NETWORKS", "Platform": "PLATFORM",
    },
    "container_id: {{.ID}}\\nimage: {{.Image}}\\ncommand: {{.Command}}\\ncreated_at: {{.CreatedAt}}\\n"
    "state: {{- pad .State 1 0}}\\nstatus: {{- pad .Status 1 0}}\\nnames: {{.Names}}\\n"
    "labels: {{- pad .Labels 1 0}}\\nports: {{- pad .Ports 1 0}}\\n",
    "container_id: {{.ID}}",
)  # fmt: skip
STATES = ("created", "running", "paused", "restarting", "removing", "exited", "dead")


def _ps(client: Client, parsed: Parsed) -> int:
    filters = Filters(
        parsed.list("filter"),
        ("ancestor", "before", "exited", "expose", "health", "id", "is-task", "isolation", "label", "name", "network",
         "publish", "since", "status", "volume"),
    )  # fmt: skip
    filters.refuse("expose", "health", "is-task", "isolation", "network", "publish", "volume")
    last = parsed.number("last")
    last = 1 if parsed.on("latest") else last if last is not None and last > 0 else None
    every = parsed.on("all") or last is not None or bool(filters["status"] or filters["exited"])
    shown = [c for c in client.engine.containers.all() if (every or c.running) and _wanted(client, filters, c)]
    form, sized = parsed.text("format"), parsed.on("size")
    _try(form)
    if sized and form in ("", "table"):
        form = CONTAINERS.table + "\\t{{.Size}}" if not parsed.on("quiet") else form
    truncate = not parsed.on("no-trunc")
    rows = [container_row(client, c, truncate=truncate, sized=sized or ".Size" in form) for c in shown[:last]]
    client.out(render(CONTAINERS, rows, form, quiet=parsed.on("quiet")))
    return 0


def _try(form: str) -> None:
    """Refuse a template that does not work, as the client does before it asks the engine for containers."""
    try:
        compile(form)
    except TemplateError as exc:
        raise UsageError(f"failed to parse template: {exc.message}") from None
    blank = {**dict.fromkeys(CONTAINERS.headers, ""), "Label": lambda name: ""}
    try:
        execute(form, CONTAINERS.row(blank))
    except TemplateError as exc:
        raise UsageError(f"failed to execute template: {exc.message}") from None


def _wanted(client: Client, filters: Filters, container: Container) -> bool:
    """Say whether the filters let a container through."""
    for state in filters["status"]:
        if state not in STATES:
            known = ", ".join(STATES)
            raise DaemonError(
                f"invalid filter 'status={state}': invalid value for state ({state}): must be one of {known}"
            )
    for code in filters["exited"]:
        if not re.fullmatch(r"[+-]?\d+", code):
            why = f"strconv.Atoi: parsing {quote(code)}: invalid syntax"
            raise DaemonError(f"invalid filter 'exited={code}': {why}")
    made = {name: client.engine.containers.find(name).created for name in filters["before"] + filters["since"]}
    exited = container.status == "exited"
    return (
        filters.lets("status", lambda state: container.status == state)
        and filters.lets("exited", lambda code: exited and str(container.exit_code) == code)
        and filters.lets("name", lambda pattern: _named(pattern, container.name))
        and filters.lets("id", container.id.startswith)
        and filters.lets("ancestor", lambda name: _descends(client, container, name))
        and filters.has_labels(container.config.labels or ())
        and all(container.created < made[name] for name in filters["before"])
        and all(container.created > made[name] for name in filters["since"])
    )


def _named(pattern: str, name: str) -> bool:
    try:
        return bool(re.search(pattern, name) or re.search(pattern, f"/{name}"))
    except re.error:
        return False


def _descends(client: Client, container: Container, name: str) -> bool:
    """Say whether a container's image is, or was built on, the image ``name``."""
    ancestor = client.image(name)
    if ancestor is None:
        return False
    below = container.image.chain_ids[: len(ancestor.layers)]
    return container.image.id == ancestor.id or below == ancestor.chain_ids


def container_row(client: Client, container: Container, *, truncate: bool = True, sized: bool = False) -> Struct:
    """Return one row."""
    command = container.command
    volumes = [mount for mount in container.mounts if mount.type == "volume"]
    written = size(container.size, 3) if sized else "0B"
    if sized:
        written += f" (virtual {size(container.size + container.image.size, 3)})"
    sources = [mount.source for mount in container.mounts]
    online = container.running and container.options.network != "none"
    return CONTAINERS.row(
        {
            "ID": container.short_id if truncate else container.id,
            "Image": image_name(client, container, truncate),
            "Command": quote(ellipsis(command, 20) if truncate else command),
            "CreatedAt": go_time(container.created),
            "RunningFor": ago(container.created, client.now),
            "Ports": exposed(container.config.exposed_ports) if online else "",
            "State": container.status,
            "Status": status_line(container, client.now),
            "Size": written,
            "Names": container.name,
            "Labels": ",".join(sorted(f"{name}={value}" for name, value in container.config.labels or ())),
            "Label": lambda name: dict(container.config.labels or ()).get(name, ""),
            "Mounts": ",".join(ellipsis(source, 15) if truncate else source for source in sources),
            "LocalVolumes": str(len(volumes)),
            "Networks": container.options.network or "bridge",
            "Platform": None,
        }
    )


def image_name(client: Client, container: Container, truncate: bool) -> str:
    """Return what the IMAGE column shows: what was typed, or the ID once the name means another image."""
    typed = container.image_name
    found = client.image(typed)
    by_id = container.image.id.removeprefix("sha256:").startswith(typed.removeprefix("sha256:"))
    if by_id:
        return short(container.image.id) if truncate and len(typed) > 12 else typed
    if found is None or found.id != container.image.id:
        return short(container.image.id) if truncate else str(container.image.id)
    return typed


def exposed(ports: Iterable[str]) -> str:
    """Return the PORTS column; ports that follow each other are drawn together.

    >>> exposed(["81/tcp", "80/tcp", "82", "53/udp"])
    '53/udp, 80-82/tcp'
    """
    shown: list[str] = []
    ranges: dict[str, tuple[int, int]] = {}
    parts = (port.partition("/") for port in ports)
    for number, kind in sorted((int(number), kind or "tcp") for number, _, kind in parts):
        first, last = ranges.get(kind, (number, number - 1))
        if number != last + 1:
            shown.append(_range(kind, first, last))
            first = number
        ranges[kind] = (first, number)
    return ", ".join([*shown, *(_range(kind, *ends) for kind, ends in ranges.items())])


def _range(kind: str, first: int, last: int) -> str:
    return f"{first}/{kind}" if first == last else f"{first}-{last}/{kind}"


def status_line(container: Container, now: float) -> str:
    """Return the STATUS column. (moby's container/state.go)"""
    match container.status:
        case "running":
            return f"Up {duration(now - container.started)}"
        case "paused":
            return f"Up {duration(now - container.started)} (Paused)"
        case "created":
            return "Created"
        case _:
            return f"Exited ({container.exit_code}) {duration(now - container.finished)} ago"


HANDLERS = {"container ls": _ps}
