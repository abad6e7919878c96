"""The configuration of an image: what a container made from it starts with.

Two layouts of the same facts exist in the wild.  BuildKit writes the OCI
specification's ``config``, leaving out what is empty.  The classic builder,
``docker commit`` and ``docker import`` write the whole configuration of a
*container*, with its ``Hostname``, ``Tty`` and so on: that is what ``Session``
holds.  The image ID depends on the layout, so both are written here.

Spec: https://github.com/opencontainers/image-spec/blob/v1.1.1/config.md
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

__all__ = ["Healthcheck", "ImageConfig", "Session", "set_env"]

Words = tuple[str, ...]


@dataclass(frozen=True)
class Healthcheck:
    """How the engine asks a container whether it is well; times in nanoseconds, 0 is the default.

    ``test`` is ``("CMD-SHELL", text)``, ``("CMD", *argv)`` or ``("NONE",)``.
    """

    test: Words = ()
    interval: int = 0
    timeout: int = 0
    start_period: int = 0
    start_interval: int = 0
    retries: int = 0


@dataclass(frozen=True)
class Session:
    """What only a container has, and what images made from containers carry along.

    ``image`` is the parent's ID in a classic build, and the name typed at ``docker run`` in a commit.
    """

    hostname: str = ""
    domainname: str = ""
    attach_stdin: bool = False
    attach_stdout: bool = False
    attach_stderr: bool = False
    tty: bool = False
    open_stdin: bool = False
    stdin_once: bool = False
    image: str = ""
    stop_timeout: int | None = None


@dataclass(frozen=True)
class ImageConfig:
    """The defaults of a container. ``None`` is "not given", which Docker tells apart from an empty list.

    >>> config = ImageConfig(env=("PATH=/bin",), cmd=("sh",), labels=(("a", "1"),))
    >>> config.oci()
    {'Env': ['PATH=/bin'], 'Cmd': ['sh'], 'Labels': {'a': '1'}}
    >>> ImageConfig.from_json(config.oci()) == config
    True
    """

    user: str = ""
    exposed_ports: Words = ()  # "80/tcp"
    env: Words = ()  # "NAME=value"
    entrypoint: Words | None = None
    cmd: Words | None = None
    volumes: Words = ()
    working_dir: str = ""
    labels: tuple[tuple[str, str], ...] | None = None
    stop_signal: str = ""
    args_escaped: bool = False
    healthcheck: Healthcheck | None = None
    on_build: Words = ()
    shell: Words | None = None
    session: Session = Session()

    def __post_init__(self) -> None:
        """Ports, volumes and labels are sets and maps in Docker: their order means nothing, so there is one."""
        object.__setattr__(self, "exposed_ports", tuple(sorted(set(self.exposed_ports))))
        object.__setattr__(self, "volumes", tuple(sorted(set(self.volumes))))
        if self.labels is not None:
            object.__setattr__(self, "labels", tuple(sorted(dict(self.labels).items())))

    def environment(self) -> dict[str, str]:
        """Return ``env`` as a dictionary.

        >>> ImageConfig(env=("A=1", "B=x=y")).environment()
        {'A': '1', 'B': 'x=y'}
        """
        return dict(entry.partition("=")[::2] for entry in self.env)

    def with_env(self, variables: Mapping[str, str]) -> ImageConfig:
        """Return a configuration with ``variables`` set: in place where there is one of that name, else at the end."""
        return replace(self, env=set_env(self.env, variables))

    def with_labels(self, labels: Mapping[str, str]) -> ImageConfig:
        """Return a configuration with ``labels`` set."""
        return replace(self, labels=tuple(({**dict(self.labels or ()), **labels}).items()))

    def oci(self) -> dict[str, Any]:
        """Return the object that BuildKit writes, in its order."""
        every = {
            "User": self.user,
            "ExposedPorts": empty_objects(self.exposed_ports),
            "Env": list(self.env),
            "Entrypoint": list(self.entrypoint or ()),
            "Cmd": list(self.cmd or ()),
            "Volumes": empty_objects(self.volumes),
            "WorkingDir": self.working_dir,
            "Labels": dict(sorted(self.labels or ())),
            "StopSignal": self.stop_signal,
            "ArgsEscaped": self.args_escaped,
            "Healthcheck": self.healthcheck and health_object(self.healthcheck),
            "OnBuild": list(self.on_build),
            "Shell": list(self.shell or ()),
        }
        return {key: value for key, value in every.items() if value}

    def container(self) -> dict[str, Any]:
        """Return the object that the classic builder writes, in its order (moby's ``container.Config``)."""
        session = self.session
        every: dict[str, Any] = {
            "Hostname": session.hostname,
            "Domainname": session.domainname,
            "User": self.user,
            "AttachStdin": session.attach_stdin,
            "AttachStdout": session.attach_stdout,
            "AttachStderr": session.attach_stderr,
            "ExposedPorts": empty_objects(self.exposed_ports),
            "Tty": session.tty,
            "OpenStdin": session.open_stdin,
            "StdinOnce": session.stdin_once,
            "Env": list(self.env) or None,
            "Cmd": None if self.cmd is None else list(self.cmd),
            "Healthcheck": self.healthcheck and health_object(self.healthcheck),
            "ArgsEscaped": self.args_escaped,
            "Image": session.image,
            "Volumes": empty_objects(self.volumes) or None,
            "WorkingDir": self.working_dir,
            "Entrypoint": None if self.entrypoint is None else list(self.entrypoint),
            "OnBuild": list(self.on_build) or None,
            "Labels": None if self.labels is None else dict(sorted(self.labels)),
            "StopSignal": self.stop_signal,
            "StopTimeout": session.stop_timeout,
            "Shell": list(self.shell or ()),
        }
        omitted = ("ExposedPorts", "Healthcheck", "ArgsEscaped", "StopSignal", "Shell")  # Go's omitempty
        if session.stop_timeout is None:
            del every["StopTimeout"]
        return {key: value for key, value in every.items() if value or key not in omitted}

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> ImageConfig:
        """Return the configuration that either layout holds; the twin of ``oci`` and ``container``.

        Raises TypeError or ValueError where a value is of the wrong type.
        """
        health, labels = data.get("Healthcheck"), data.get("Labels")
        return ImageConfig(
            text(data, "User"),
            tuple(sorted(keys(data, "ExposedPorts"))),
            words(data, "Env") or (),
            words(data, "Entrypoint"),
            words(data, "Cmd"),
            tuple(sorted(keys(data, "Volumes"))),
            text(data, "WorkingDir"),
            None if labels is None else tuple((key, text(labels, key)) for key in keys(data, "Labels")),
            text(data, "StopSignal"),
            flag(data, "ArgsEscaped"),
            None
            if health is None
            else Healthcheck(words(health, "Test") or (), *(number(health, key) for key in HEALTH_NUMBERS)),
            words(data, "OnBuild") or (),
            words(data, "Shell"),
            Session(
                text(data, "Hostname"),
                text(data, "Domainname"),
                flag(data, "AttachStdin"),
                flag(data, "AttachStdout"),
                flag(data, "AttachStderr"),
                flag(data, "Tty"),
                flag(data, "OpenStdin"),
                flag(data, "StdinOnce"),
                text(data, "Image"),
                number(data, "StopTimeout") if data.get("StopTimeout") is not None else None,
            ),
        )


HEALTH_NUMBERS = ("Interval", "Timeout", "StartPeriod", "StartInterval", "Retries")


def set_env(env: Iterable[str], variables: Mapping[str, str]) -> Words:
    """Return ``env`` with ``variables`` set, in place where there is one of that name, else at the end.

    >>> set_env(("A=1", "B=2"), {"A": "9", "C": "3"})
    ('A=9', 'B=2', 'C=3')
    """
    left = dict(variables)
    kept = []
    for entry in env:
        name = entry.partition("=")[0]
        kept.append(f"{name}={left.pop(name)}" if name in left else entry)
    return (*kept, *(f"{name}={value}" for name, value in left.items()))


def empty_objects(names: Iterable[str]) -> dict[str, dict[str, str]]:
    """Return Go's ``map[string]struct{}``: a set, written as an object of empty objects."""
    return {name: {} for name in sorted(names)}


def health_object(health: Healthcheck) -> dict[str, Any]:
    """Return the object of a health check, empty fields left out."""
    names = ("Test", *HEALTH_NUMBERS)
    values = (getattr(health, field.name) for field in fields(health))
    return {name: list(v) if isinstance(v, tuple) else v for name, v in zip(names, values, strict=True) if v}


def text(data: Mapping[str, Any], key: str) -> str:
    """Return a string, empty where there is none."""
    return typed(data, key, str) or ""


def flag(data: Mapping[str, Any], key: str) -> bool:
    """Return a truth value, false where there is none."""
    return typed(data, key, bool) or False


def number(data: Mapping[str, Any], key: str) -> int:
    """Return an integer, 0 where there is none."""
    return typed(data, key, int) or 0


def words(data: Mapping[str, Any], key: str) -> Words | None:
    """Return a list of strings, None where there is none."""
    found = typed(data, key, list)
    if found is not None and not all(isinstance(word, str) for word in found):
        raise TypeError(f"{key} holds something else than strings")
    return None if found is None else tuple(found)


def keys(data: Mapping[str, Any], key: str) -> Words:
    """Return the keys of an object, none where there is none."""
    return tuple(typed(data, key, dict) or ())


def typed(data: Mapping[str, Any], key: str, wanted: type[Any]) -> Any:
    """Return the value of ``key``, which is of type ``wanted`` or None."""
    if not isinstance(data, Mapping):
        raise TypeError(f"an object was wanted, not {data!r:.40}")
    found = data.get(key)
    if found is not None and (not isinstance(found, wanted) or (wanted is int and isinstance(found, bool))):
        raise TypeError(f"{key} is not of type {wanted.__name__}")
    return found
