"""``docker version`` and ``docker info``: what the lab is, as far as it is anything."""

from __future__ import annotations

from typing import Any

from dockerlab.cli.client import Client
from dockerlab.cli.flags import Parsed
from dockerlab.cli.template import Struct, TemplateError, execute
from dockerlab.image import ENGINE_VERSION, gojson

__all__ = ["HANDLERS"]

API = "1.51"


def _versions(client: Client) -> dict[str, Any]:
    same = {"Version": ENGINE_VERSION, "ApiVersion": API, "Os": "linux", "Arch": "amd64"}
    return {
        "Client": {**same, "DefaultAPIVersion": API, "Context": "default"},
        "Server": {**same, "MinAPIVersion": "1.24", "KernelVersion": client.engine.kernel},
    }


def _version(client: Client, parsed: Parsed) -> int:
    data = _versions(client)
    form = parsed.text("format")
    if form:
        return _filled(client, form, data, "version")
    client.out(
        f"Client:\n Version:           {ENGINE_VERSION}\n API version:       {API}\n"
        f" OS/Arch:           linux/amd64\n"
        f" Context:           default\n\n"
        f"Server: dockerlab (a model)\n Engine:\n  Version:          {ENGINE_VERSION}\n"
        f"  API version:      {API} (minimum version 1.24)\n  OS/Arch:          linux/amd64\n"
        f"  Experimental:     false\n"
    )
    return 0


def _info(client: Client, parsed: Parsed) -> int:
    containers = client.engine.containers.all()
    states = [container.status for container in containers]
    data: dict[str, Any] = {
        "Containers": len(states),
        "ContainersRunning": states.count("running"),
        "ContainersPaused": states.count("paused"),
        "ContainersStopped": len(states) - states.count("running") - states.count("paused"),
        "Images": len(client.engine.store.listed()),
        "Driver": "overlay2",
        "ServerVersion": ENGINE_VERSION,
        "KernelVersion": client.engine.kernel,
        "OperatingSystem": "dockerlab",
        "OSType": "linux",
        "Architecture": "x86_64",
        "Name": "lab",
        "DockerRootDir": "/var/lib/docker",
    }
    form = parsed.text("format")
    if form:
        return _filled(client, form, data, "")
    client.out(
        f"Client:\n Version:    {ENGINE_VERSION}\n Context:    default\n Debug Mode: false\n\n"
        f"Server:\n Containers: {data['Containers']}\n  Running: {data['ContainersRunning']}\n"
        f"  Paused: {data['ContainersPaused']}\n  Stopped: {data['ContainersStopped']}\n Images: {data['Images']}\n"
        f" Server Version: {ENGINE_VERSION}\n Storage Driver: overlay2\n Kernel Version: {client.engine.kernel}\n"
        f" Operating System: dockerlab\n OSType: linux\n Architecture: x86_64\n Name: lab\n"
        f" Docker Root Dir: /var/lib/docker\n"
    )
    return 0


def _filled(client: Client, form: str, data: dict[str, Any], name: str) -> int:
    """Print a template filled in; ``name`` is what the client calls the template in messages."""
    if form == "json":
        client.out(gojson.dumps(data).decode() + "\n")
        return 0
    typed = {key: Struct(key, value) if isinstance(value, dict) else value for key, value in data.items()}
    if not client.parses(form):
        return 64
    try:
        client.out(execute(form, Struct(f"system.{name or 'docker'}Info", typed, data)) + "\n")
    except TemplateError as exc:
        client.error = exc
        client.out("\n")
        client.err(
            exc.message.replace("template: :", f"template: {name}:").replace('executing ""', f'executing "{name}"')
        )
        return 1
    return 0


HANDLERS = {"version": _version, "system info": _info}
