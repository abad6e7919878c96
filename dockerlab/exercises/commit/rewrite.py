"""Task 5: a committed image, written again as a Dockerfile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from dockerlab.build.steps import BuildOptions, BuildResult
from dockerlab.clock import Clock
from dockerlab.context import BuildContext
from dockerlab.engine import Engine
from dockerlab.exercises.answers import wants
from dockerlab.exercises.exercise import Case, Exercise, Variant
from dockerlab.exercises.project import content, output
from dockerlab.image import Image
from dockerlab.inode import File, read
from dockerlab.lab import Lab
from dockerlab.widgets.alike import unlike

__all__ = ["EXERCISE", "START", "handed_over"]

START = 'FROM team/web:final\nCMD ["cat", "index.html"]\n'
RUBBISH = ("/root/index.bak", "/root/todo.txt")
SHAPE = 'a Dockerfile as a text: """FROM …\n…"""'


@dataclass(frozen=True)
class Site:
    """A learner's own names and texts."""

    folder: str
    page: str
    port: int
    token: str

    @property
    def files(self) -> dict[str, str]:
        """The files that lie on the desk, beside the Dockerfile."""
        return {"index.html": self.page, "site.conf": f"port={self.port}\n"}


def site(variant: Variant) -> Site:
    """Return a learner's site."""
    name = variant.pick("folder", ["site", "shop", "blog", "wiki"])
    number = variant.number("port", 8001, 8099)
    return Site(
        f"/srv/{name}", f"<h1>The {name} of {number % 90}</h1>\n", number, f"tok-{variant.number('token', 1000, 9999)}"
    )


@cache
def shipped(mine: Site) -> Lab:
    """Return the lab in which a colleague made the image by hand."""
    lab = Lab(mine.files)
    lab.run(f"docker run -d --name web -e MODE=prod -e DEPLOY_TOKEN={mine.token} busybox sleep infinity")
    lab.run(f"""docker exec web mkdir -p {mine.folder}/logs
docker cp index.html web:{mine.folder}/
docker cp site.conf web:{mine.folder}/
docker exec web sh -c 'chmod 1777 {mine.folder}/logs; cp {mine.folder}/index.html /root/index.bak'
docker exec web sh -c 'echo call Ada > /root/todo.txt'
docker commit --change 'WORKDIR {mine.folder}' --change 'CMD ["cat", "index.html"]' web team/web:final""")
    return lab


def handed_over(variant: Variant) -> Lab:
    """Return a host with the image ``team/web:final``, and with the site's files on the desk."""
    mine = site(variant)
    lab = Lab(mine.files)
    lab.engine.store = shipped(mine).engine.store
    return lab


def task(variant: Variant) -> str:
    """Return what is known of the image."""
    mine = site(variant)
    lab = handed_over(variant)
    lines = str(
        lab.run(
            "ls\ndocker history --format '{{.CreatedBy}}  {{.Size}}' team/web:final | head -1\n"
            "docker inspect -f '{{json .Config.Env}}' team/web:final\n"
            f"docker run --rm team/web:final ls -lR {mine.folder}\ndocker run --rm team/web:final"
        )
    )
    return f"{lines}\n\nthe colleague left behind, too: {' and '.join(RUBBISH)}"


@cache
def build(text: str, mine: Site, page: str = "") -> BuildResult:
    """Build a Dockerfile on the colleague's host. Raises LabError."""
    engine = Engine(clock=Clock())
    engine.store = shipped(mine).engine.store
    files = {**mine.files, **({"index.html": page} if page else {}), "Dockerfile": text}
    result = engine.build(BuildContext.from_mapping(dict(files)), BuildOptions())
    if result.error is not None:
        raise result.error
    return result


def told(image: Image) -> str:
    """Return all that an image tells: files, configuration, history."""
    texts = [image.json.decode("utf-8", "replace")]
    for layer in image.layers[1:]:
        for entry in layer.entries.values():
            if isinstance(entry, File) and entry.size < 100_000:
                texts.append(read(entry.content).decode("utf-8", "replace"))
    return "\n".join(texts)


def check(answer: object, variant: Variant) -> Sequence[Case]:
    """The Dockerfile is built, twice, and its image laid beside the committed one."""
    text, mine = wants(answer, str, SHAPE), site(variant)
    image, final = build(text, mine).image, shipped(mine).engine.store.resolve("team/web:final")
    assert image is not None
    base = shipped(mine).engine.store.resolve("busybox")
    stands = image.layers[:1] == base.layers and final.layers[-1] not in image.layers
    different = [path for path in unlike(final.filesystem, image.filesystem) if path.startswith(mine.folder)]
    rubbish = [path for path in RUBBISH if image.filesystem.exists(path)]
    printed = output(build(text, mine))
    env = image.config.environment()
    alike = image.config.working_dir == mine.folder and env.get("MODE") == "prod" and printed == mine.page
    leaked = mine.token in told(image)
    new = content(build(text, mine, "<h1>New</h1>\n"), f"{mine.folder}/index.html")
    return [
        Case("it starts from busybox, not from the committed image", stands,
             "the committed layer is still in it" if not stands else "", "FROM busybox, and layers of its own", ""),
        Case("the files of the site are the same, with their rights", not different,
             f"different or missing: {', '.join(different[:4])}", "the same files as in team/web:final", ""),
        Case("what only lay about is left out", not rubbish, f"in the image: {', '.join(rubbish)}",
             "no file that nobody needs", ""),
        Case("a container does the same: command, directory, MODE", alike,
             f"in {image.config.working_dir or '/'}, with MODE={env.get('MODE', '')}, it prints {printed[:60]!r}",
             f"in {mine.folder}, with MODE=prod, it prints the page", ""),
        Case("the token is nowhere: no file, no variable, no history", not leaked, f"the image tells {mine.token}",
             "no secret in the image", "M9"),
        Case("it can be repeated: with a new index.html, a build gives the new page", new == "<h1>New</h1>\n",
             f"{mine.folder}/index.html then holds {(new or 'nothing')[:60]!r}", "the new page", ""),
    ]  # fmt: skip


def solution(variant: Variant) -> str:
    """A recipe for a learner's site."""
    return (
        f"FROM busybox\nWORKDIR {site(variant).folder}\nCOPY index.html site.conf ./\n"
        'RUN mkdir logs && chmod 1777 logs\nENV MODE=prod\nCMD ["cat", "index.html"]\n'
    )


EXERCISE = Exercise(
    id="05.rewrite",
    title="From a commit to a recipe",
    points=20,
    task=task,
    check=check,
    answer=solution,
    why="The image says what is in it, not how it came to be; so a recipe is written by asking of each file where it "
    "comes from: from the desk (COPY), or made (RUN). What nobody needs and what nobody may know has no line. "
    "Afterwards the next version is an edit and a build, and history says what was done.",
    hints=(
        "Ask of each file and each setting: where does it come from, and is it wanted?",
        "The files of the desk come with COPY, the directory logs with RUN, MODE with ENV; the rest stays out.",
        "FROM busybox, WORKDIR (it makes the directory), COPY index.html site.conf ./, RUN mkdir logs && chmod 1777 "
        "logs, ENV MODE=prod, CMD.",
    ),
    shape=SHAPE,
    misconceptions=("M9",),
    start=START,
)
