"""Task 5, the boss: a stage to stand in just before the step that fails, and the repair."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from dockerlab.build.steps import BuildOptions, BuildResult, BuildStep
from dockerlab.clock import Clock
from dockerlab.context import BuildContext
from dockerlab.engine import Engine, Snapshot
from dockerlab.errors import LabError
from dockerlab.exercises.answers import wants
from dockerlab.exercises.exercise import Case, Exercise, Variant
from dockerlab.exercises.project import content, seconds
from dockerlab.widgets.alike import unlike

__all__ = ["EXERCISE", "Fault", "broken", "fault", "repaired"]

SHAPE = 'a Dockerfile in triple quotes: """FROM busybox AS build …"""'
BUILD = """FROM busybox AS build
WORKDIR /src
COPY page.txt .
RUN sleep 40; mkdir out && tr a-z A-Z < page.txt > out/page.html
"""
TEST = """FROM busybox AS test
COPY page.txt .
RUN sleep 20; grep -q e page.txt
"""
ENOUGH = 5.0  # seconds: the work of the stage `build` is in the cache
PAGES = ("welcome to the shop\n", "come in, we are open\n", "here are the new shoes\n")


@dataclass(frozen=True)
class Fault:
    """The last stage as it is, up to the step that fails; the same, right; and the step."""

    bad: str
    good: str
    step: str
    misconception: str


FAULTS = (
    Fault(
        "FROM busybox\nWORKDIR /app\nCOPY --from=build /src/out .\n",
        "FROM busybox\nWORKDIR /app\nCOPY --from=build /src/out out\n",
        "RUN wc -c out/page.html > size.txt\n", "M18",
    ),
    Fault(
        "FROM busybox\nWORKDIR /app\nUSER nobody\nCOPY --from=build /src/out out\n",
        "FROM busybox\nWORKDIR /app\nRUN chown nobody /app\nUSER nobody\nCOPY --from=build /src/out out\n",
        "RUN wc -c out/page.html > size.txt\n", "",
    ),
    Fault(
        "FROM busybox\nWORKDIR /app\nCOPY --from=build /src/out out\nRUN cd out\n",
        "FROM busybox\nWORKDIR /app\nCOPY --from=build /src/out out\nWORKDIR out\n",
        "RUN wc -c page.html > /app/size.txt\n", "M13",
    ),
)  # fmt: skip
LAST = 'CMD ["cat", "/app/size.txt"]\n'


def fault(variant: Variant) -> Fault:
    """Return what is wrong in a learner's Dockerfile."""
    return variant.pick("fault", FAULTS)


def page(variant: Variant) -> str:
    """Return the learner's page."""
    return variant.pick("page", PAGES)


def broken(variant: Variant) -> str:
    """Return the Dockerfile that fails."""
    one = fault(variant)
    return f"{BUILD}\n{TEST}\n{one.bad}{one.step}{LAST}"


def repaired(variant: Variant) -> str:
    """Return a right answer: the last stage cut in two just above the step."""
    one = fault(variant)
    start = one.good.replace("FROM busybox\n", "FROM busybox AS before\n")
    return f"{BUILD}\n{TEST}\n{start}\nFROM before\n{one.step}{LAST}"


def context(variant: Variant, text: str) -> BuildContext:
    """Return the files with a Dockerfile."""
    return BuildContext.from_mapping({"Dockerfile": text, "page.txt": page(variant), ".dockerignore": "Dockerfile\n"})


@cache
def failure(variant: Variant) -> tuple[Snapshot, BuildResult]:
    """Build what fails on a fresh engine; return the engine afterwards, its cache in it, and the trace."""
    engine = Engine(clock=Clock())
    result = engine.build(context(variant, broken(variant)), BuildOptions())
    return engine.snapshot(), result


def task(variant: Variant) -> str:
    """Return the Dockerfile, and what its build printed at the end."""
    _, result = failure(variant)
    assert result.failed is not None and result.error is not None
    printed = b"".join(piece.data for piece in result.failed.output).decode().rstrip("\n")
    numbered = [f"{n:2}  {line}".rstrip() for n, line in enumerate(broken(variant).splitlines(), 1)]
    lines = [*numbered, "", f"page.txt: {page(variant).rstrip()}"]
    lines += ["$ docker build -t shop .", f"=> {result.failed.name}", printed, f"ERROR: {result.error.message}"]
    return "\n".join(lines)


def makes_size(step: BuildStep) -> bool:
    """Whether a step made the file that the failing one should have made."""
    there = step.after.fs.exists("/app/size.txt")
    return there and not step.before.fs.exists("/app/size.txt")


def check(answer: object, variant: Variant) -> Sequence[Case]:
    """The learner's Dockerfile is built where the other one failed, whole, and up to the stage `before`."""
    text = wants(answer, str, SHAPE)
    engine = Engine(clock=Clock())
    engine.restore(failure(variant)[0])
    whole = engine.build(context(variant, text), BuildOptions())
    if whole.error is not None:
        raise whole.error
    again = Engine(clock=Clock())
    again.restore(failure(variant)[0])
    try:
        stage = again.build(context(variant, text), BuildOptions(target="before"))
    except LabError as exc:
        return [*final(whole, variant), standing(exc.message, "M25")]
    return [*final(whole, variant), *inside(stage, whole)]


def final(whole: BuildResult, variant: Variant) -> list[Case]:
    """Return what is asked of the whole build."""
    size = len(page(variant).encode())
    found = (content(whole, "/app/size.txt") or "").split()
    right = found[:1] == [str(size)] and page(variant).upper() in pages(whole)
    told = f"/app/size.txt holds {' '.join(found)[:60]!r}" if found else "there is no /app/size.txt"
    took = seconds(whole)
    return [
        Case(
            "the image has page.html, and its size in /app/size.txt", right, told, f"it begins with {size}",
            "" if right else fault(variant).misconception,
        ),
        Case(
            "docker build does not do the slow work again, and still leaves out the stage test", took <= ENOUGH,
            f"it took {took:.0f} s", f"at most {ENOUGH:.0f} s", "" if took <= ENOUGH else "M2",
        ),
    ]  # fmt: skip


def pages(whole: BuildResult) -> list[str | None]:
    """Return the text of every page.html below /app."""
    assert whole.image is not None
    paths = [path for path, _ in whole.image.filesystem.walk("/app") if path.endswith("/page.html")]
    return [content(whole, path) for path in paths]


STANDING = "docker build --target before gives an image to enter, just before the step that makes /app/size.txt"


def standing(seen: str, misconception: str = "") -> Case:
    """Return the case of a stage that cannot be entered."""
    return Case(STANDING, False, seen[:200], "a stage named before, right above that step", misconception)


def inside(stage: BuildResult, whole: BuildResult) -> list[Case]:
    """Return whether the stage ``before`` is the state just before the step: its files, directory, user, variables."""
    step = next((step for step in whole.steps if makes_size(step)), None)
    if stage.error is not None or stage.image is None:
        return [standing(stage.error.message if stage.error else "there is no image")]
    if step is None:
        return [standing("no step of the whole build makes /app/size.txt")]
    config, state = stage.image.config, step.before
    paths = [path for path in unlike(stage.image.filesystem, state.fs) if path not in ("/dev", "/proc", "/sys")]
    different = paths[:2]  # the three are where a RUN mounts; nobody wrote them
    different += ["the working directory"] * ((config.working_dir or "/") != state.cwd)
    different += ["the user"] * (config.user != state.user)
    different += ["the variables"] * (config.env != state.config.env)
    if different:
        return [standing(f"different there: {', '.join(different)}")]
    return [Case(STANDING, True)]


EXERCISE = Exercise(
    id="09.target",
    title="Boss: stand where it fails",
    points=20,
    task=task,
    check=check,
    answer=repaired,
    why="BuildKit leaves no image of a step, but any stage can be asked for by name. Cut the stage above the failing "
    "step, name the upper part, and begin the lower one FROM it: --target then stops there, and the cache pays for the "
    "rest. In that image one sees where the files really are, and as whom one stands there.",
    hints=(
        "What can --target name? How does a line become the last one of such a thing?",
        "Give the last stage a name (FROM busybox AS before), and put FROM before above the step that fails. Build "
        "with --target before, and look inside: pwd, whoami, ls -lR.",
        "COPY takes what is in a directory; a cd lasts for one RUN; WORKDIR makes its directory as root. The repair "
        "belongs above the new FROM before.",
    ),
    shape=SHAPE,
    misconceptions=("M25", "M13", "M18"),
    start="FROM busybox AS build\n",
)
