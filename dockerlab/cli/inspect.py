"""``docker inspect``, for images, containers and volumes.

A template is tried on the typed data first, where fields have Go's names
(``.ID``) and empty ones are there; where that fails, on the bare JSON, where
they have the JSON's (``.Id``).  So both spellings work, but not together.

Source of the rule: docker/cli cli/command/inspect/inspector.go.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from dockerlab.cli.client import Client, wording
from dockerlab.cli.flags import Parsed
from dockerlab.cli.gojson import indented
from dockerlab.cli.template import Duration, NilList, NilMap, Struct, TemplateError, compile, execute
from dockerlab.cli.units import stamp
from dockerlab.container.volumes import Volume
from dockerlab.digest import sha256
from dockerlab.errors import DaemonError, LabError, NotModelled, UsageError
from dockerlab.image import Image, gojson
from dockerlab.store import Store

__all__ = ["HANDLERS", "image_json", "volume_json"]

ROOT = "/var/lib/docker"
ZERO_TIME = "0001-01-01T00:00:00Z"
# What Go's types have and JSON leaves out where it is empty: lists, maps and the rest.
IMAGE_LISTS = ("Entrypoint", "Cmd", "Env", "OnBuild", "Shell")
IMAGE_MAPS = ("Labels", "Volumes", "ExposedPorts")
OMITTED: dict[str, Any] = {"StopSignal": "", "ArgsEscaped": False, "Healthcheck": None}
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


def _typed(kind: str, data: dict[str, Any]) -> Struct:
    """Return the data as Go's types hold them."""
    config = dict(data.get("Config") or {})
    if kind == "image":
        fields = _filled(config)
        rest = {name: config.get(name, empty) for name, empty in {**OMITTED, "User": "", "WorkingDir": ""}.items()}
        lean = {key: value for key, value in config.items() if value not in (None, "", [], {}, False)}
        order = ("User", "ExposedPorts", "Env", "Entrypoint", "Cmd", "Volumes", "WorkingDir", "Labels", "StopSignal",
                 "ArgsEscaped", "Healthcheck", "OnBuild", "Shell")  # fmt: skip
        shown = {key: lean[key] for key in order if key in lean}
        if shown.get("Healthcheck"):
            shown["Healthcheck"] = _healthcheck(shown["Healthcheck"])
            rest["Healthcheck"] = _typed_healthcheck(shown["Healthcheck"])
        typed = Struct("*dockerspec.DockerOCIImageConfig", {**fields, **rest}, shown)
        own = {"ID": data["Id"], **{key: value for key, value in data.items() if key != "Id"}}
        own |= {"Config": typed, "Container": "", "ContainerConfig": None, "VirtualSize": 0, "OsVersion": ""}
        own |= {"Variant": data.get("Variant", "")}
        own |= {name: _struct(name, data[name]) for name in ("GraphDriver", "RootFS", "Metadata")}
        own["RootFS"] = Struct("image.RootFS", {"Layers": [], **data["RootFS"]}, data["RootFS"])
        return Struct("image.InspectResponse", own, data)
    if kind == "container":
        extra = _filled(config)
        extra |= {name: config.get(name, empty) for name, empty in {**OMITTED, "StopTimeout": None}.items()}
        if extra["Healthcheck"]:
            extra["Healthcheck"] = _typed_healthcheck(extra["Healthcheck"])
        typed = Struct("*container.Config", {**config, **extra}, config)
        own = {"ID": data["Id"]}
        own |= {key: _struct(key, value) for key, value in data.items() if key not in ("Id", "Config")}
        state = Struct("*container.State", {**data["State"], "Health": data["State"].get("Health")}, data["State"],
                       flat="Health" not in data["State"])  # fmt: skip
        return Struct("container.InspectResponse", {**own, "Config": typed, "State": state}, data)
    nil = {name: NilMap() if data[name] is None else data[name] for name in ("Labels", "Options")}
    return Struct("volume.Volume", {**data, **nil}, data)


def _filled(config: Mapping[str, Any]) -> dict[str, Any]:
    """Return the lists and maps of a config; what is null, or not there, is nil."""
    lists = {name: NilList() if config.get(name) is None else config[name] for name in IMAGE_LISTS}
    maps = {name: NilMap() if config.get(name) is None else config[name] for name in IMAGE_MAPS}
    sets = {
        name: {key: Struct("struct {}", {}, flat=True) for key in maps[name]} for name in ("Volumes", "ExposedPorts")
    }
    return lists | maps | {name: found for name, found in sets.items() if found}


def _typed_healthcheck(data: Mapping[str, Any]) -> Struct:
    """Return a health check as Go's type holds it: times are durations, and all of them are there."""
    times = {name: Duration(data.get(name, 0)) for name in ("Interval", "Timeout", "StartPeriod", "StartInterval")}
    return Struct(
        "*HealthcheckConfig", {"Test": data.get("Test", []), **times, "Retries": data.get("Retries", 0)}, data
    )


def _healthcheck(data: Mapping[str, Any]) -> dict[str, Any]:
    order = ("Test", "Interval", "Timeout", "StartPeriod", "StartInterval", "Retries")
    return {key: data[key] for key in order if key in data}


def _struct(name: str, value: Any) -> Any:
    """Return a map as one of Go's structs, and the maps in it, unless it is a map in Go too."""
    if isinstance(value, list):
        return [_struct(name, item) for item in value]
    if not isinstance(value, dict) or name in ("Data", "Ports", "Networks", "PortBindings", "Labels", "Config"):
        return value
    return Struct(f"*{name}", {key: _struct(key, item) for key, item in value.items()}, value)


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
    if form and form != "json":
        try:
            compile(form)
        except TemplateError as exc:
            client.error = exc
            client.err(wording(exc))
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
            client.error = exc
            client.err(wording(exc))
            return 1
    client.out("".join(f"{line}\n" for line in lines) or "\n")
    return 0


def _fill(form: str, kind: str, data: dict[str, Any]) -> str:
    try:
        return execute(form, _typed(kind, data))
    except TemplateError:
        return execute(form, data, untyped=True)


HANDLERS = {
    "inspect": _inspect,
    "image inspect": lambda client, parsed: show(client, parsed, _of_image),
    "container inspect": lambda client, parsed: show(client, parsed, _of_container),
    "volume inspect": lambda client, parsed: show(client, parsed, _of_volume),
}
