"""``docker volume``: ls, create, rm."""

from __future__ import annotations

from typing import Any

from dockerlab.cli.client import Client, each
from dockerlab.cli.filters import Filters
from dockerlab.cli.flags import Parsed
from dockerlab.cli.inspect import volume_json
from dockerlab.cli.listing import Listing, render
from dockerlab.cli.template import Struct
from dockerlab.errors import DaemonError

__all__ = ["HANDLERS", "VOLUMES"]

VOLUMES = Listing(
    "*formatter.volumeContext",
    "table {{.Driver}}\\t{{.Name}}",
    "{{.Name}}",
    {
        "Name": "VOLUME NAME", "Driver": "DRIVER", "Scope": "SCOPE", "Mountpoint": "MOUNTPOINT", "Labels": "LABELS",
        "Links": "LINKS", "Size": "SIZE", "Availability": "AVAILABILITY", "Group": "GROUP", "Status": "STATUS",
    },
    "name: {{.Name}}\\ndriver: {{.Driver}}\\n",
    "name: {{.Name}}",
)  # fmt: skip


def _row(name: str, data: dict[str, Any], labels: dict[str, str]) -> Struct:
    return VOLUMES.row(
        {
            "Name": name,
            "Driver": "local",
            "Scope": "local",
            "Mountpoint": data["Mountpoint"],
            "Labels": ",".join(f"{key}={value}" for key, value in labels.items()),
            "Label": lambda name: labels.get(name, ""),
            **dict.fromkeys(("Links", "Size", "Availability", "Group", "Status"), "N/A"),
        }
    )


def _ls(client: Client, parsed: Parsed) -> int:
    filters = Filters(parsed.list("filter"), ("dangling", "driver", "label", "name"))
    containers = client.engine.containers
    dangling = filters.truth("dangling")
    rows = []
    for name in sorted(containers.volumes):
        data = volume_json(containers.volumes[name])
        labels = data["Labels"] or {}
        if (
            dangling in (None, not containers.users(name))
            and filters.lets("name", lambda part, name=name: part in name)  # type: ignore[misc]
            and filters.lets("driver", lambda driver: driver == "local")
            and filters.has_labels(labels.items())
        ):
            rows.append(_row(name, data, labels))
    client.out(render(VOLUMES, rows, parsed.text("format"), quiet=parsed.on("quiet")))
    return 0


def _create(client: Client, parsed: Parsed) -> int:
    labels = tuple((name, value) for name, _, value in (text.partition("=") for text in parsed.list("label")))
    name = parsed.args[0] if parsed.args else ""
    volume = client.engine.containers.volumes.create(name, client.engine.clock, labels)
    client.line(volume.name)
    return 0


def _rm(client: Client, parsed: Parsed) -> int:
    force = parsed.on("force")

    def remove(name: str) -> None:
        try:
            client.engine.containers.remove_volume(name)
        except DaemonError as exc:
            if not (force and exc.message.endswith("no such volume")):
                raise

    return each(client, parsed.args, remove)


HANDLERS = {"volume ls": _ls, "volume create": _create, "volume rm": _rm}
