"""Whose is it: what was on the engine before, and what the lab has made there since."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from dockerlab.errors import InvalidReference
from dockerlab.real.reach import Reached
from dockerlab.reference import parse

__all__ = ["Belongings", "full_name"]

ID = re.compile("[0-9a-f]{64}")
DOWNLOADED = re.compile(r"Status: Downloaded newer image for (\S+)")
STEP_IMAGE = re.compile(r"^ ---> ([0-9a-f]{12})$", re.MULTILINE)
STEP_CONTAINER = re.compile(r"^ ---> Running in ([0-9a-f]{12})$", re.MULTILINE)


def full_name(text: str) -> str:
    """Return an image's name as Docker lists it, with its tag; empty where it is none.

    >>> full_name("docker.io/library/web"), full_name("Web!")
    ('web:latest', '')
    """
    try:
        return parse(text).tagged().familiar
    except InvalidReference:
        return ""


@dataclass
class Belongings:
    """What is the person's and what is the lab's. IDs are without ``sha256:``.

    ``shared`` are names of the person's images that the lab has as well: shown in its lists, never touched.
    """

    reached: Reached
    images: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    containers: set[str] = field(default_factory=set)
    volumes: set[str] = field(default_factory=set)
    shared: set[str] = field(default_factory=set)
    made_names: dict[str, None] = field(default_factory=dict)
    made_images: dict[str, None] = field(default_factory=dict)
    made_containers: dict[str, None] = field(default_factory=dict)
    made_volumes: dict[str, None] = field(default_factory=dict)

    @classmethod
    def now(cls, reached: Reached) -> Belongings:
        """Take stock: all that is there is the person's."""
        return cls(
            reached,
            {ident.removeprefix("sha256:") for ident in reached.ask("images", "-aq", "--no-trunc").split()},
            set(reached.ask("images", "--format", "{{.Repository}}:{{.Tag}}").split()) - {"<none>:<none>"},
            set(reached.ask("ps", "-aq", "--no-trunc").split()),
            set(reached.ask("volume", "ls", "-q").split()),
        )

    # -- whose is it -----------------------------------------------------

    def owns_name(self, name: str) -> bool:
        """Say whether an image's name was there before."""
        return full_name(name) in self.names

    def owns_image(self, name: str) -> bool:
        """Say whether what ``name`` means was there before."""
        if full_name(name) in self.made_names:
            return False
        found = self.reached.ask("image", "inspect", "--format", "{{.Id}}", name).removeprefix("sha256:")
        return self.owns_name(name) or found in self.images

    def owns_container(self, name: str) -> bool:
        """Say whether a container is there that the lab did not make."""
        found = self.reached.ask("container", "inspect", "--format", "{{.Id}}", name)
        return bool(found) and found not in self.made_containers

    # -- what the lab makes ----------------------------------------------

    def name(self, *names: str) -> None:
        """Note names that the lab gave to images."""
        self.made_names.update(dict.fromkeys(filter(None, map(full_name, names))))

    def container(self, ident: str) -> None:
        """Note a container, and the volumes it has."""
        if not ID.fullmatch(ident):
            return
        self.made_containers[ident] = None
        mounts = "{{range .Mounts}}{{.Name}} {{end}}"
        self.volume(*self.reached.ask("container", "inspect", "--format", mounts, ident).split())

    def volume(self, *names: str) -> None:
        """Note volumes, if they were not there before."""
        self.made_volumes.update(dict.fromkeys(name for name in names if name not in self.volumes))

    def image(self, ident: str) -> None:
        """Note an image by its ID, if it was not there before."""
        ident = ident.strip().removeprefix("sha256:")
        if re.fullmatch("[0-9a-f]{12,64}", ident) and not any(old.startswith(ident) for old in self.images):
            self.made_images[ident] = None

    def read(self, printed: str) -> None:
        """Note what a command's output tells: images that were fetched, steps of the classic builder."""
        self.name(*(name for name in DOWNLOADED.findall(printed) if not self.owns_name(name)))
        for ident in STEP_IMAGE.findall(printed):
            self.image(ident)
        for short in STEP_CONTAINER.findall(printed):
            if not any(old.startswith(short) for old in self.containers):
                self.container(self.reached.ask("container", "inspect", "--format", "{{.Id}}", short))

    def hide(self, lines: Iterable[str]) -> list[str]:
        """Return the lines of a list without those of the person's own things."""
        kept_names = {name.partition(":")[::2] for name in self.shared}
        mine = {ident[:12] for ident in self.images | self.containers}
        kept = []
        for line in lines:
            shared = any(line.split()[:2] == list(name) for name in kept_names)
            foreign = any(word.removeprefix("sha256:")[:12] in mine for word in re.split(r"[\s\"',:]+", line))
            if shared or not (foreign or line.split()[-1:] == [] or line.split()[-1] in self.volumes):
                kept.append(line)
        return kept

    # -- the end ---------------------------------------------------------

    def clean(self) -> None:
        """Remove what the lab has made, and nothing else; what is gone already is no error."""
        ask = self.reached.ask
        for ident in self.made_containers:
            ask("container", "rm", "-f", "-v", ident)
        for name in self.made_names:
            if name not in self.names:
                ask("image", "rm", name)
        for ident in reversed(self.made_images):
            ask("image", "rm", ident)
        for volume in self.made_volumes:
            if volume not in self.volumes:
                ask("volume", "rm", volume)
        for made in (self.made_containers, self.made_names, self.made_images, self.made_volumes):
            made.clear()
