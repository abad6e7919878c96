"""Task 5, the boss: a Dockerfile and a .dockerignore that make a round of edits cheap."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from dockerlab.exercises.answers import texts
from dockerlab.exercises.build_cache.application import application, image_is_right, work_is_done
from dockerlab.exercises.exercise import Case, Exercise, Variant
from dockerlab.exercises.project import Build, Edit, Project, edit, no_edit, replay, why

__all__ = ["EXERCISE", "START", "par", "round_of_golf"]

START = {
    "Dockerfile": """FROM busybox
WORKDIR /app
ARG VERSION=0
RUN echo $VERSION > version.txt
COPY . .
RUN sleep 40; sort requirements.txt > installed.txt
RUN sleep 5; wc -l app.py > lines.txt
CMD ["cat", "lines.txt"]
""",
    ".dockerignore": "Dockerfile\n.dockerignore\nnotes.md\n",
}
COST = {"requirements.txt": 40.0, "app.py": 5.0}
# Files that no step needs, and what happens to them: any of them spoils a `COPY . .` that takes it.
NOISE = {
    "README.md": ("# Much better\n", "you edit README.md"),
    ".git/HEAD": ("ref: refs/heads/next\n", "git switches the branch (.git/HEAD)"),
    "tests/test_app.py": ("assert True\n", "you add a test (tests/test_app.py)"),
    "__pycache__/app.pyc": ("...\n", "Python compiles app.py (__pycache__/app.pyc)"),
    "app.log": ("GET /\n", "the application writes app.log"),
}
SLACK = 1.0  # seconds
SHAPE = 'a dictionary: {"Dockerfile": """…""", ".dockerignore": """…"""}'


def project(given: dict[str, str]) -> Project:
    """Return the application with the learner's two files, in a git checkout."""
    start = application().with_file(".git/HEAD", "ref: refs/heads/main\n")
    for name, text in given.items():
        start = start.with_file(name, text)
    return start


def round_of_golf(variant: Variant) -> list[Edit]:
    """Return what happens in a learner's round: two releases, three files that matter to no step, two that do."""
    number = variant.number("version", 1, 7)
    noise = [edit(name, *NOISE[name]) for name in variant.sample("noise", sorted(NOISE), 3)]
    code = edit("app.py", "print('new')\nprint('!')\n")
    requirements = edit("requirements.txt", "redis==5.0\nflask==3.1\n")
    release = [no_edit(f"you release version {n}", args={"VERSION": str(n)}) for n in (number, number + 1)]
    order = [release[0], noise[0], code, noise[1], release[1], requirements, noise[2]]
    holes, version = [], "0"
    for happening in order:  # the version stays what it was released as
        version = happening.args.get("VERSION", version)
        holes.append(Edit(happening.words, happening.apply, {"VERSION": version}))
    return holes


def task(variant: Variant) -> str:
    """Return the learner's round with its times as it is, and the par."""
    before = replay(project(START), round_of_golf(variant))[1:]
    lines = [
        f"{hole}  {build.words + ', --build-arg VERSION=' + (build.edit.args['VERSION'] if build.edit else ''):66}"
        f"{build.seconds:5.0f} s"
        for hole, build in enumerate(before, 1)
    ]
    total = sum(build.seconds for build in before)
    return "\n".join([*lines, f"{'the round':69}{total:5.0f} s", f"{'par':69}{par(variant):5.0f} s"])


def answer(variant: Variant) -> dict[str, str]:
    """A round under par: what changes seldom first, and what no step needs not sent at all."""
    return {
        "Dockerfile": "FROM busybox\nWORKDIR /app\nCOPY requirements.txt .\n"
        "RUN sleep 40; sort requirements.txt > installed.txt\nCOPY . .\nRUN sleep 5; wc -l app.py > lines.txt\n"
        'ARG VERSION=0\nRUN echo $VERSION > version.txt\nCMD ["cat", "lines.txt"]\n',
        ".dockerignore": "Dockerfile\n.dockerignore\n.git\n*.md\n*.log\ntests\n__pycache__\n",
    }


@cache
def par(variant: Variant) -> float:
    """Return the seconds of a good round, and a little more."""
    builds = replay(project(answer(variant)), round_of_golf(variant))
    return round(sum(build.seconds for build in builds[1:]) + SLACK)


def allowed(build: Build) -> float:
    """Return the seconds that a hole may take: only the work that its edit makes necessary."""
    if build.words.endswith("requirements.txt"):
        return COST["requirements.txt"] + COST["app.py"] + SLACK
    return (COST["app.py"] if build.words.endswith("edit app.py") else 0.0) + SLACK


def check(given: object, variant: Variant) -> Sequence[Case]:
    """The round is replayed with the learner's Dockerfile and .dockerignore, and timed on the lab's clock."""
    builds = replay(project(texts(given, tuple(START), SHAPE)), round_of_golf(variant))
    cases = [
        image_is_right(builds, ("/app/app.py", "/app/installed.txt", "/app/lines.txt", "/app/version.txt")),
        work_is_done(builds, COST),
    ]
    cases += [hole(n, build) for n, build in enumerate(builds[1:], 1) if not build.words.endswith("requirements.txt")]
    total = sum(build.seconds for build in builds[1:])
    under = total <= par(variant)
    wanted = f"at most {par(variant):.0f} s"
    cases.append(Case(f"the round takes {wanted}", under, f"{total:.0f} s", wanted, "" if under else "M2"))
    return cases


def hole(number: int, build: Build) -> Case:
    """Whether one edit of the round costs no more than it must."""
    name = f"hole {number}, {build.words}: at most {allowed(build):.0f} s"
    if build.seconds <= allowed(build):
        return Case(name, True)
    first = build.result.rebuilt[0]
    noise = any(build.words == words for _, words in NOISE.values())
    seen = f"{build.seconds:.0f} s: {first.name} missed first, because {why(first)}"
    return Case(name, False, seen, f"at most {allowed(build):.0f} s", "M12" if noise else "M2")


EXERCISE = Exercise(
    id="08.golf",
    title="Boss: cache golf",
    points=25,
    task=task,
    check=check,
    answer=answer,
    why="Two ideas at once. Order: what changes most stands last, and an ARG as late as it can, because every RUN "
    "below it has it in its key. Context: what no step needs is named in .dockerignore, so that it cannot spoil "
    "`COPY . .` (copying app.py alone does as well).",
    hints=(
        "An edit should reach as few steps as possible, and an edit that no step needs should reach none.",
        "The ARG is in the key of every RUN below it. README.md, .git and the others are all in `COPY . .`.",
        "Copy requirements.txt before the install; ignore .git, *.md, *.log, tests and __pycache__; put ARG VERSION "
        "and its RUN right before CMD.",
    ),
    shape=SHAPE,
    misconceptions=("M2", "M12", "M15"),
    start=START,
)
