"""``docker inspect``, for images, containers and volumes.

A template is tried on the typed data first, where fields have Go's names
(``.ID``) and empty ones are there; where that fails, on the bare JSON, where
they have the JSON's (``.Id``).  So both spellings work, but not together.

Source of the rule: docker/cli cli/command/inspect/inspector.go.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from dockerlab.cli.client import Client
from dockerlab.cli.flags import Parsed
from dockerlab.cli.gojson import indented
from dockerlab.cli.template import Duration, NilList, NilMap, Struct, TemplateError, execute
from dockerlab.cli.units import stamp
from dockerlab.container.volumes import Volume
from dockerlab.digest import sha256
from dockerlab.errors import DaemonError, LabError, NotModelled, UsageError
from dockerlab.image import Image, gojson
from dockerlab.store import Store

__all__ = ["HANDLERS", "image_json", "volume_json"]

ROOT = "/var/lib/docker"
ZERO_TIME = "0001-01-01T00:00:00Z"
# What Go's types hold as lists and maps, and what they have where the JSON leaves it out.
LISTS = ("Entrypoint", "Cmd", "Env", "OnBuild", "Shell")
SETS = ("Volumes", "ExposedPorts")
MAPS = ("Data", "Ports", "Networks", "PortBindings", "Labels", "Options")
HEALTH = ("Test", "Interval", "Timeout", "StartPeriod", "StartInterval", "Retries")
CONFIG = ("User", "ExposedPorts", "Env", "Entrypoint", "Cmd", "Volumes", "WorkingDir", "Labels", "StopSignal",
          "ArgsEscaped", "Healthcheck", "OnBuild", "Shell")  # fmt: skip
OMITTED = {**dict.fromkeys((*LISTS, *SETS, "Labels", "Healthcheck")), "StopSignal": "", "ArgsEscaped": False}
TYPES: dict[str, tuple[str, dict[str, Any]]] = {
    "image": (
        "image.InspectResponse",
        {"Container": "", "ContainerConfig": None, "VirtualSize": 0, "OsVersion": "", "Variant": ""},
    ),
    "container": ("container.InspectResponse", {}),
    "volume": ("volume.Volume", {}),
    "Config": ("*container.Config", {**OMITTED, "StopTimeout": None}),
    "State": ("*container.State", {"Health": None}),
    "RootFS": ("image.RootFS", {"Layers": []}),
}
Found = tuple[str, dict[str, Any]]  # the kind and the JSON


# -- the data ------------------------------------------------------------


def image_json(store: Store, image: Image) -> dict[str, Any]:
    """Return what ``docker image inspect`` says of an image."""
    names = store.references(image.id)
    config = image.config.oci()
    always: dict[str, Any] = {
        "Cmd": None, "Entrypoint": None, "Env": None, "Labels": None, "OnBuild": None, "User": "", "Volumes": None,
        "WorkingDir": "",
    }  # fmt: skip
    comment = image.comment or (image.history[-1].comment if image.history else "")
    return {
        "Id": image.id,
        "RepoTags": [name.familiar for name in names if name.tag],
        "RepoDigests": [name.familiar for name in names if not name.tag],
        "Parent": image.parent or "",
        "Comment": comment,
        "Created": image.created or ZERO_TIME,
        "DockerVersion": image.docker_version if image.flavour == "classic" else "",
        "Author": image.author,
        "Architecture": image.architecture,
        **({"Variant": image.variant} if image.variant else {}),
        "Os": image.os,
        "Size": image.size,
        "GraphDriver": {"Data": _directories(image), "Name": "overlay2"},
        "RootFS": {"Type": "layers", **({"Layers": list(image.diff_ids)} if image.layers else {})},
        "Metadata": {"LastTagTime": store.tagged_at.get(image.id) or ZERO_TIME},
        "Config": _sorted({**always, **config}),
    }


def _directories(image: Image) -> dict[str, str] | None:
    """Return where overlay2 keeps the layers; the directories' names, random in life, follow from the ChainIDs."""
    if not image.layers:
        return None
    places = [f"{ROOT}/overlay2/{sha256(f'cache {chain}'.encode())[7:]}" for chain in image.chain_ids]
    *lower, top = places
    below = {"LowerDir": ":".join(f"{place}/diff" for place in reversed(lower))} if lower else {}
    return {**below, "MergedDir": f"{top}/merged", "UpperDir": f"{top}/diff", "WorkDir": f"{top}/work"}


def _sorted(value: Any) -> Any:
    """Return data with every map sorted, as Go writes what it keeps in maps."""
    if isinstance(value, Mapping):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return value


def volume_json(volume: Volume) -> dict[str, Any]:
    """Return what ``docker volume inspect`` says."""
    return {
        "CreatedAt": stamp(volume.created),
        "Driver": "local",
        "Labels": dict(volume.labels) or ({"com.docker.volume.anonymous": ""} if volume.anonymous else None),
        "Mountpoint": f"{ROOT}/volumes/{volume.name}/_data",
        "Name": volume.name,
        "Options": None,
        "Scope": "local",
    }


def typed(name: str, value: Any) -> Any:
    """Return data as Go's types hold them: objects are structs, unless they are maps in Go too; null is nil."""
    match value:
        case None if name in LISTS:
            return NilList()
        case None if name in MAPS or name in SETS:
            return NilMap()
        case list():
            return [typed(name, item) for item in value]
        case dict() if name in SETS:
            return {key: Struct("struct {}", {}, flat=True) for key in value}
        case dict() if name in MAPS:
            return value
        case dict() if name == "Healthcheck":
            times = {key: Duration(value.get(key, 0)) for key in HEALTH[1:5]}
            return Struct("*HealthcheckConfig", {"Test": [], "Retries": 0, **value, **times}, value)
        case dict():
            type, absent = TYPES.get(name, (f"*{name}", {}))
            more = {key: item for key, item in absent.items() if key not in value}
            own = {"ID" if key == "Id" else key: item for key, item in {**value, **more}.items()}
            flat = name == "State" and "Health" not in value
            return Struct(type, {key: typed(key, item) for key, item in own.items()}, value, flat=flat)
    return value


def _typed_image(data: Mapping[str, Any]) -> Struct:
    """Return an image's data; its Config writes its own JSON, in the order of Go's fields, without what is empty."""
    image: Struct = typed("image", data)
    config = {key: data["Config"][key] for key in CONFIG if data["Config"].get(key) not in (None, "", [], {}, False)}
    if "Healthcheck" in config:
        config["Healthcheck"] = {key: config["Healthcheck"][key] for key in HEALTH if key in config["Healthcheck"]}
        image["Config"]["Healthcheck"] = typed("Healthcheck", config["Healthcheck"])
    del image["Config"]["StopTimeout"]  # a container's only
    image["Config"].type, image["Config"].json = "*dockerspec.DockerOCIImageConfig", config
    return image


# -- the commands --------------------------------------------------------


def _of_image(client: Client, name: str) -> Found:
    store = client.engine.store
    return "image", image_json(store, store.resolve(name))


def _of_container(client: Client, name: str) -> Found:
    return "container", client.engine.containers.inspect(name)


def _of_volume(client: Client, name: str) -> Found:
    return "volume", volume_json(client.engine.containers.volumes.find(name))


KINDS: dict[str, Callable[[Client, str], Found]] = {
    "container": _of_container, "image": _of_image, "volume": _of_volume,
}  # fmt: skip
OTHER_KINDS = ("config", "network", "node", "plugin", "secret", "service", "task")


def _of_any(client: Client, name: str) -> Found:
    for look in (_of_container, _of_image, _of_volume):
        try:
            return look(client, name)
        except DaemonError as exc:
            if "o such" not in exc.message:
                raise
        except LabError:
            continue
    raise LabError(f"Error: No such object: {name}")


def _inspect(client: Client, parsed: Parsed) -> int:
    kind = parsed.text("type")
    if "type" in parsed.values:
        if kind in OTHER_KINDS:
            raise NotModelled(f"docker inspect --type {kind}")
        if kind not in KINDS:
            listed = ", ".join(f'"{name}"' for name in sorted((*KINDS, *OTHER_KINDS)))
            raise UsageError(f'unknown type: "{kind}": must be one of {listed}')
    return show(client, parsed, KINDS.get(kind, _of_any))


def show(client: Client, parsed: Parsed, look: Callable[[Client, str], Found]) -> int:
    """Look every name up, print what was found, and then what was not."""
    form = parsed.text("format")
    if form and form != "json" and not client.parses(form):
        return 64
    found: list[Found] = []
    errors: list[LabError] = []
    for name in parsed.args:
        try:
            found.append(look(client, name))
        except NotModelled:
            raise
        except LabError as exc:
            errors.append(exc)
    status = _print(client, form, found)
    for error in errors:
        client.fail(error)
    return 1 if errors else status


def _print(client: Client, form: str, found: Sequence[Found]) -> int:
    if not form:
        client.out(indented([data for _, data in found]) + "\n")
        return 0
    if form == "json":
        client.out(gojson.dumps([data for _, data in found]) + b"\n")
        return 0
    lines: list[str] = []
    for kind, data in found:
        try:
            lines.append(_fill(form, kind, data))
        except TemplateError as exc:
            client.out("".join(f"{line}\n" for line in lines) or "\n")
            return client.fail(exc) and 1
    client.out("".join(f"{line}\n" for line in lines) or "\n")
    return 0


def _fill(form: str, kind: str, data: dict[str, Any]) -> str:
    try:
        return execute(form, _typed_image(data) if kind == "image" else typed(kind, data))
    except TemplateError:
        return execute(form, data, untyped=True)


HANDLERS = {
    "inspect": _inspect,
    "image inspect": lambda client, parsed: show(client, parsed, _of_image),
    "container inspect": lambda client, parsed: show(client, parsed, _of_container),
    "volume inspect": lambda client, parsed: show(client, parsed, _of_volume),
}
