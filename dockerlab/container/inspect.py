"""``docker inspect`` of a container: everything the engine knows, in its order.

Most of it is the default of a setting that nobody touched; what is worth a look
is ``State``, ``Mounts`` and ``Config``.
"""

from __future__ import annotations

from typing import Any

from dockerlab.clock import rfc3339
from dockerlab.container.options import MountSpec
from dockerlab.container.state import Container, MountPoint

__all__ = ["inspected"]

DATA = "/var/lib/docker"
NEVER = "0001-01-01T00:00:00Z"


def inspected(container: Container) -> dict[str, Any]:
    """Return the object of ``docker inspect``."""
    argv = container.process.argv
    files = f"{DATA}/containers/{container.id}" if container.started else ""
    layer = container.id[:32]
    lower = [f"{DATA}/overlay2/{layer}-init/diff"]
    lower += [f"{DATA}/overlay2/{chain[7:39]}/diff" for chain in reversed(container.image.chain_ids)]
    return {
        "Id": container.id,
        "Created": stamp(container.created),
        "Path": argv[0],
        "Args": list(argv[1:]),
        "State": state(container),
        "Image": container.image.id,
        "ResolvConfPath": files and f"{files}/resolv.conf",
        "HostnamePath": files and f"{files}/hostname",
        "HostsPath": files and f"{files}/hosts",
        "LogPath": files and f"{files}/{container.id}-json.log",
        "Name": f"/{container.name}",
        "RestartCount": 0,
        "Driver": "overlay2",
        "Platform": "linux",
        "MountLabel": "",
        "ProcessLabel": "",
        "AppArmorProfile": "",
        "ExecIDs": None,
        "HostConfig": host_config(container),
        "GraphDriver": {
            "Data": {
                "ID": container.id,
                "LowerDir": ":".join(lower),
                "MergedDir": f"{DATA}/overlay2/{layer}/merged",
                "UpperDir": f"{DATA}/overlay2/{layer}/diff",
                "WorkDir": f"{DATA}/overlay2/{layer}/work",
            },
            "Name": "overlay2",
        },
        "Mounts": [mount(point) for point in container.mounts if point.shown],
        "Config": container.config.container(),
        "NetworkSettings": network(container),
    }


def stamp(seconds: float) -> str:
    """Return a time as Docker prints it, to the millisecond."""
    return rfc3339(round(seconds * 1000) * 10**6)


def state(container: Container) -> dict[str, Any]:
    """Return how the container's process stands."""
    return {
        "Status": container.status,
        "Running": container.running,
        "Paused": container.status == "paused",
        "Restarting": False,
        "OOMKilled": False,
        "Dead": False,
        "Pid": container.pid,
        "ExitCode": container.exit_code,
        "Error": container.error,
        "StartedAt": stamp(container.started) if container.started else NEVER,
        "FinishedAt": stamp(container.finished) if container.finished else NEVER,
        **({"Health": container.health.json()} if container.health is not None else {}),
    }


def mount(point: MountPoint) -> dict[str, Any]:
    """Return one mount."""
    every: dict[str, Any] = {
        "Type": point.type,
        "Name": point.source,
        "Source": point.source,
        "Destination": point.target,
        "Driver": "local",
        "Mode": point.mode,
        "RW": not point.readonly,
        "Propagation": "rprivate" if point.type == "bind" else "",
    }
    match point.type:
        case "volume":
            every["Source"] = f"{DATA}/volumes/{point.source}/_data"
        case "tmpfs":
            every["Mode"] = ""
    if point.type != "volume":
        del every["Name"], every["Driver"]
    return every


def asked(spec: MountSpec) -> dict[str, Any]:
    """Return a mount as ``--mount`` asked for it."""
    every = {"Type": spec.type, "Source": spec.source, "Target": spec.target, "ReadOnly": spec.readonly}
    return {key: value for key, value in every.items() if value}


# What `docker inspect` calls HostConfig, in its order, as it is where no flag says otherwise; ABSENT is not shown.
ABSENT = object()
MASKED = "asound acpi interrupts kcore keys latency_stats timer_list timer_stats sched_debug scsi".split()
HOST_CONFIG: dict[str, Any] = {
    "Binds": None, "ContainerIDFile": "", "LogConfig": {"Type": "json-file", "Config": {}}, "NetworkMode": "",
    "PortBindings": {}, "RestartPolicy": {"Name": "no", "MaximumRetryCount": 0}, "AutoRemove": False,
    "VolumeDriver": "", "VolumesFrom": None, "ConsoleSize": [0, 0], "CapAdd": None, "CapDrop": None,
    "CgroupnsMode": "host", "Dns": [], "DnsOptions": [], "DnsSearch": [], "ExtraHosts": None, "GroupAdd": None,
    "IpcMode": "private", "Cgroup": "", "Links": None, "OomScoreAdj": 0, "PidMode": "", "Privileged": False,
    "PublishAllPorts": False, "ReadonlyRootfs": False, "SecurityOpt": None, "Tmpfs": ABSENT, "UTSMode": "",
    "UsernsMode": "", "ShmSize": 67_108_864, "Runtime": "runc", "Isolation": "", "CpuShares": 0, "Memory": 0,
    "NanoCpus": 0, "CgroupParent": "", "BlkioWeight": 0, "BlkioWeightDevice": [], "BlkioDeviceReadBps": [],
    "BlkioDeviceWriteBps": [], "BlkioDeviceReadIOps": [], "BlkioDeviceWriteIOps": [], "CpuPeriod": 0, "CpuQuota": 0,
    "CpuRealtimePeriod": 0, "CpuRealtimeRuntime": 0, "CpusetCpus": "", "CpusetMems": "", "Devices": [],
    "DeviceCgroupRules": None, "DeviceRequests": None, "MemoryReservation": 0, "MemorySwap": 0,
    "MemorySwappiness": None, "OomKillDisable": False, "PidsLimit": None, "Ulimits": [], "CpuCount": 0,
    "CpuPercent": 0, "IOMaximumIOps": 0, "IOMaximumBandwidth": 0, "Mounts": ABSENT,
    "MaskedPaths": [f"/proc/{name}" for name in MASKED] + ["/sys/firmware", "/sys/devices/virtual/powercap"],
    "ReadonlyPaths": [f"/proc/{name}" for name in ("bus", "fs", "irq", "sys", "sysrq-trigger")], "Init": ABSENT,
}  # fmt: skip


def host_config(container: Container) -> dict[str, Any]:
    """Return the settings of the container's surroundings."""
    options = container.options
    said = {
        "Binds": [spec.text for spec in options.mounts if spec.text and spec.source] or None,
        "NetworkMode": options.network,
        "PortBindings": dict(options.ports),
        "AutoRemove": options.remove,
        "ReadonlyRootfs": options.read_only,
        "Tmpfs": {spec.target: spec.options for spec in options.mounts if spec.plain_tmpfs} or ABSENT,
        "Mounts": [asked(spec) for spec in options.mounts if not spec.text and not spec.plain_tmpfs] or ABSENT,
        "Init": options.init or ABSENT,
    }
    return {name: value for name, value in {**HOST_CONFIG, **said}.items() if value is not ABSENT}


ENDPOINT = ("EndpointID", "Gateway", "GlobalIPv6Address", "GlobalIPv6PrefixLen", "IPAddress", "IPPrefixLen",
            "IPv6Gateway", "MacAddress")  # fmt: skip
NETWORK = ("IPAMConfig", "Links", "Aliases", "MacAddress", "DriverOpts", "GwPriority", "NetworkID", "EndpointID",
           "Gateway", "IPAddress", "IPPrefixLen", "IPv6Gateway", "GlobalIPv6Address", "GlobalIPv6PrefixLen",
           "DNSNames")  # fmt: skip


def network(container: Container) -> dict[str, Any]:
    """Return how the container is connected: by default to nothing but the lab's bridge."""
    known: dict[str, Any] = dict.fromkeys(("GlobalIPv6PrefixLen", "GwPriority", "IPPrefixLen"), 0)
    known |= dict.fromkeys(("IPAMConfig", "Links", "Aliases", "DriverOpts", "DNSNames"))
    if container.running and container.address:
        mac = "02:42:" + ":".join(f"{int(part):02x}" for part in container.address.split("."))
        known |= {"Gateway": "172.17.0.1", "IPAddress": container.address, "IPPrefixLen": 16, "MacAddress": mac}
    sandbox = container.id[::-1] if container.running else ""
    return {
        "Bridge": "",
        "SandboxID": sandbox,
        "SandboxKey": sandbox and f"/var/run/docker/netns/{sandbox[:12]}",
        "Ports": {},
        "HairpinMode": False,
        "LinkLocalIPv6Address": "",
        "LinkLocalIPv6PrefixLen": 0,
        "SecondaryIPAddresses": None,
        "SecondaryIPv6Addresses": None,
        **{name: known.get(name, "") for name in ENDPOINT},
        "Networks": {container.options.network: {name: known.get(name, "") for name in NETWORK}},
    }
