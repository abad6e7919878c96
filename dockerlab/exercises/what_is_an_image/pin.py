"""Task 5, the boss: the tag has moved; build on, and run, exactly what was tested."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from dockerlab.digest import Digest, ImageID
from dockerlab.engine import Snapshot
from dockerlab.exercises.answers import texts
from dockerlab.exercises.exercise import Case, Exercise, Variant
from dockerlab.image import Image
from dockerlab.lab import Lab
from dockerlab.registry import manifest_digest
from dockerlab.store import Store

__all__ = ["EXERCISE", "START", "World", "world"]

SHAPE = 'a dictionary of two texts: {"Dockerfile": """FROM …""", "command": "docker run …"}'
START = {
    "Dockerfile": """FROM localhost:5000/…:latest
COPY app.txt /
CMD ["cat", "/release", "/app.txt"]
""",
    "command": "docker run --rm localhost:5000/…:latest cat /release",
}


LOOK = """docker images --digests --format '{{{{.Repository}}}}:{{{{.Tag}}}}  {{{{.Digest}}}}' {name}
docker image inspect -f '{{{{.Id}}}}' {name}:{tag}
docker image inspect -f '{{{{range .RootFS.Layers}}}}{{{{println .}}}}{{{{end}}}}' {name}:{tag}
"""


@dataclass(frozen=True)
class World:
    """The lab of the boss: what was shown to the learner, and three moments at which an answer is tried."""

    lab: Lab
    name: str
    tested: str  # the release
    image: Image  # that was tested
    told: str
    moments: tuple[tuple[str, Snapshot], ...]
    images: dict[str, str]  # image IDs by release


def push(release: str, name: str, *tags: str) -> str:
    """Return the commands that build a release of the base image and push it under some tags."""
    lines = [f"printf 'FROM busybox\\nRUN echo {release} > /release\\n' > base", f"docker build -q -t {name} -f base ."]
    for tag in tags:
        lines += [f"docker tag {name} {name}:{tag}", f"docker push -q {name}:{tag}"]
    return "\n".join(lines)


@cache
def world(variant: Variant) -> World:
    """Return a learner's lab: a team's base image was tested, then its tags moved."""
    team = variant.pick("team", ["shop", "bank", "maps", "mail"])
    major, minor = variant.number("major", 2, 6), variant.number("minor", 1, 8)
    tested, newer, older = f"{major}.{minor}.0", f"{major}.{minor}.1", f"{major - 1}.9.{minor}"
    name, line = f"localhost:5000/{team}/base", f"{major}.{minor}"
    lab = Lab({"app.txt": "the application\n"})
    images: dict[str, str] = {}
    story = ((tested, (line, "latest")), (newer, (line,)), (older, ("latest",)))
    shown, moments = "", list[tuple[str, Snapshot]]()
    for n, (release, tags) in enumerate(story):
        lab.run(push(release, name, *tags))
        images[release] = lab.run(f"docker images -q --no-trunc {name}:{tags[0]}").stdout.strip()
        if n == 0:
            shown = str(lab.run(LOOK.format(name=name, tag=line))).strip()
            tried_out = lab.engine.store.images[ImageID(Digest(images[release]))]
        lab.run("sleep 1d")
    clean = "docker rm -f $(docker ps -aq); docker rmi -f $(docker images -aq); docker builder prune -af"
    lab.run(clean)
    moments.append(("on another machine, on Thursday", lab.engine.snapshot()))
    lab.run(push(f"{major}.{minor}.2", name, line, "latest") + "\n" + clean)
    moments.append(("a week later, after both tags have moved once more", lab.engine.snapshot()))
    told = f"""Monday. Release {tested} is pushed as {line} and as latest. You test it; it is good.
{shown}
Tuesday. Release {newer} is pushed as {line}. It has a bug.
Wednesday. Somebody repairs an old release and pushes {older} without a tag, so as latest.
Wanted: release {tested}, on every machine, now and later."""
    return World(lab, name, tested, tried_out, told, tuple(moments), images)


def answer(variant: Variant) -> dict[str, str]:
    """A right answer: both pinned by the manifest's digest."""
    here = world(variant)
    pinned = f"{here.name}@{manifest_digest(here.image)}"
    return {
        "Dockerfile": f'FROM {pinned}\nCOPY app.txt /\nCMD ["cat", "/release", "/app.txt"]\n',
        "command": f"docker run --rm {pinned} cat /release",
    }


def tried(variant: Variant, commands: str, moment: Snapshot, dockerfile: str = "") -> tuple[str, Store]:
    """Return what commands print in the world of a moment, else their errors, and the images that are there then."""
    lab = world(variant).lab
    lab.engine.restore(moment)
    lab.write("Dockerfile", dockerfile)
    done = lab.run(commands)
    store = lab.engine.store
    for _ in ("run", "write"):
        lab.undo()
    return (done.stdout.strip() or done.stderr.strip())[-2000:], store


def belief(text: str, out: str) -> str:
    """Return which belief stands behind a reference that does not hold: a moving tag, or another hash."""
    if "sha256" in text or "@" in text:
        return "M23"
    return "" if "not found" in out else "M22"  # there never was such a tag


def check(given: object, variant: Variant) -> Sequence[Case]:
    """The Dockerfile is built and the command run at two moments; the image that comes out counts, and its output."""
    said = texts(given, ("Dockerfile", "command"), SHAPE)
    here, cases = world(variant), list[Case]()
    for words, moment in here.moments:
        build = "docker build -q -t app . > /dev/null && docker run --rm app"
        out, store = tried(variant, build, moment, said["Dockerfile"])
        made = store.find("app")
        stands = made is not None and made.layers[: len(here.image.layers)] == here.image.layers
        statement = f"the Dockerfile, {words}: the image stands on release {here.tested} and has app.txt"
        wanted = f"{here.tested}, the application"
        cases.append(
            _case(statement, stands and out.split("\n") == wanted.split(", "), out, wanted, said["Dockerfile"])
        )
        out, store = tried(variant, said["command"], moment)
        right = here.image.id in store.images and out.split("\n")[-1] == here.tested
        cases.append(_case(f"the command, {words}: it prints {here.tested}", right, out, here.tested, said["command"]))
    return cases


def _case(name: str, right: bool, out: str, wanted: str, text: str) -> Case:
    *_, last = out.split("\n")
    if last.startswith("ERROR: "):
        seen = f"the build failed: {': '.join(last.split(': ')[-2:])[:160]}"
    else:
        seen = f"it printed: {' / '.join(out.split(chr(10))[-2:])[:160] or 'nothing'}"
    return Case(name, right, seen, wanted, "" if right else belief(text, out))


EXERCISE = Exercise(
    id="01.pin",
    title="Boss: exactly what was tested",
    points=25,
    task=lambda variant: world(variant).told,
    check=check,
    answer=answer,
    why="A tag is a name that anybody with leave to push can move, and latest is only the name that is used when none "
    "is given: here it moved to an older release. The manifest's digest is computed from the manifest, which lists "
    "the configuration and every layer by digest. It cannot mean anything else, on any machine, ever.",
    hints=(
        "A tag can be moved by a push. Which name of an image can never mean another one?",
        "name@sha256:… takes the digest of the manifest. Image ID and DiffID are hashes of something else.",
        "Take the sha256 in the first line of Monday, and write NAME@sha256:… in FROM and in docker run.",
    ),
    shape=SHAPE,
    misconceptions=("M22", "M23"),
    start=START,
)
