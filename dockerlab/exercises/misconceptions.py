"""What people believe about Docker that is not so, most widespread first.

A wrong case of a check carries the tag of the belief that usually stands behind
it; the feedback then says both sentences, the belief and what is true.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["MISCONCEPTIONS", "Misconception"]


@dataclass(frozen=True)
class Misconception:
    """A belief, and what is true instead; each one sentence."""

    tag: str
    belief: str
    truth: str

    def __str__(self) -> str:
        return f"It is easy to think that {self.belief}. In truth, {self.truth}."


BELIEFS = {
    "M1": (
        "an rm in a later step makes the image smaller",
        "the file stays in the layer below; the rm only hides it",
    ),
    "M2": (
        "the cache is a matter of luck, or of single lines",
        "a step is taken from the cache exactly when its whole key was built before: what it stands on, its text, "
        "the files it copies, the variables it sees",
    ),
    "M3": (
        "CMD and ENTRYPOINT are two words for the same thing",
        "ENTRYPOINT is the program, CMD its default arguments, and only CMD is replaced by what follows the image's "
        "name",
    ),
    "M4": (
        "$NAME is replaced in the exec form too",
        "variables are replaced by a shell, and the exec form starts none",
    ),
    "M5": (
        "apt-get update in a step of its own keeps packages fresh",
        "such a step comes from the cache like any other, and with it its old list of packages",
    ),
    "M6": (
        "an image and a container are the same",
        "an image is read only; each container adds a writable layer and a process of its own",
    ),
    "M7": (
        "a base image brings its own kernel",
        "a base image brings files only; every container runs on the host's kernel",
    ),
    "M8": (
        "every instruction makes a layer",
        "only RUN, COPY, ADD and WORKDIR change files; the others write a line into the image's configuration",
    ),
    "M9": (
        "a secret that was deleted later, or was only an ARG, is gone",
        "layers keep deleted files and history keeps ARGs, for everybody who has the image",
    ),
    "M10": (
        "<missing> in docker history means that something is damaged",
        "such a row has no image of its own on this machine, which is normal",
    ),
    "M11": (
        "<none> in docker images is a bug",
        "<none> is an image whose name has moved on to a newer one",
    ),
    "M12": (
        "a build reads files where they lie, and sending them is free",
        "a build sees only the context that is sent to it, less what .dockerignore names, and everything that `COPY "
        ". .` takes from it counts",
    ),
    "M13": (
        "cd and export in a RUN last until the next one",
        "each RUN is a new process; only files remain, and what WORKDIR and ENV set",
    ),
    "M14": (
        "a program started in shell form gets the signal of docker stop",
        "the shell is process 1 and gets it, and it does not hand it on",
    ),
    "M15": (
        "an ARG above FROM can be used everywhere below",
        "an ARG above FROM is visible to FROM lines alone, until the stage declares it again",
    ),
    "M16": (
        "chown and chmod cost nothing",
        "chown and chmod copy each file they touch, whole, into a new layer",
    ),
    "M17": (
        "docker commit saves everything",
        "what lies in volumes and mounts, and what runs in memory, is not in the image",
    ),
    "M18": (
        "COPY dir copies the directory",
        "COPY dir copies what is in the directory",
    ),
    "M19": (
        "the sizes of images add up",
        "layers that images share are stored once",
    ),
    "M20": (
        "COPY and ADD are the same",
        "ADD also unpacks local archives and fetches URLs",
    ),
    "M21": (
        "the cache looks at dates, at the clock or at the network",
        "the cache looks at none of them: only text, content, permissions, owners and variables are in a key",
    ),
    "M22": (
        "latest means the newest",
        "latest is a name like any other, and means what somebody last pushed under it",
    ),
    "M23": (
        "a layer has one hash",
        "a layer has a digest as it is sent (compressed), a DiffID as it is unpacked, "
        "and a ChainID for its place in a stack",
    ),
    "M24": (
        "fewer layers are always better",
        "a layer of its own can be cached, shared and pulled by itself",
    ),
    "M25": (
        "a failed build always leaves an image to look into",
        "only the classic builder leaves one; BuildKit keeps its steps in the cache, without an image",
    ),
    "M26": (
        "single quotes make an exec form",
        "the exec form is JSON, which knows double quotes only; with others the line is in shell form, silently",
    ),
    "M27": (
        "what a RUN writes below a VOLUME is always lost",
        "the classic builder loses it, BuildKit keeps it",
    ),
}

MISCONCEPTIONS = {tag: Misconception(tag, belief, truth) for tag, (belief, truth) in BELIEFS.items()}
