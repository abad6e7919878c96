"""Task 4: three builds that fail; repair each so that nothing that worked is done again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from dockerlab.build.steps import BuildOptions, BuildResult
from dockerlab.clock import Clock
from dockerlab.context import BuildContext
from dockerlab.engine import Engine, Snapshot
from dockerlab.errors import LabError
from dockerlab.exercises.answers import texts
from dockerlab.exercises.exercise import Case, Exercise, Variant
from dockerlab.exercises.project import content, seconds

__all__ = ["EXERCISE", "Broken", "broken", "failure", "rebuilt"]

NAMES = ("one", "two", "three")
SHAPE = 'a dictionary: {"one": """FROM …""", "two": """…""", "three": """…"""}, each a whole Dockerfile'
ENOUGH = 5.0  # seconds that a repaired build may take: the slow step, which worked, is in the cache
SLOW = "FROM busybox\nWORKDIR /app\nCOPY names.txt .\nRUN sleep 30; sort names.txt > sorted.txt\n"
NAMED = (("bob", "ada", "eve"), ("zoe", "max", "kim"), ("tim", "lea", "ben"))


@dataclass(frozen=True)
class Broken:
    """What stands below the slow step and fails, what would not, the user of the image, and the belief behind it."""

    bad: str
    good: str
    misconception: str
    user: str = ""

    @property
    def text(self) -> str:
        """The whole Dockerfile that fails."""
        return f"{SLOW}{self.bad}"

    @property
    def repaired(self) -> str:
        """A whole Dockerfile that does not."""
        return f"{SLOW}{self.good}"


SHELLS = (
    Broken(
        "RUN mkdir /out\nRUN cd /out\nRUN cp ../app/sorted.txt result.txt\nRUN cat /out/result.txt\n",
        "RUN mkdir /out\nWORKDIR /out\nRUN cp ../app/sorted.txt result.txt\nRUN cat /out/result.txt\n",
        "M13",
    ),
    Broken(
        "RUN mkdir /out\nRUN export OUT=/out/result.txt\nRUN cp sorted.txt $OUT\n",
        "RUN mkdir /out\nENV OUT=/out/result.txt\nRUN cp sorted.txt $OUT\n",
        "M13",
    ),
)
USERS = (
    Broken(
        "USER nobody\nRUN mkdir /out\nRUN cp sorted.txt /out/result.txt\n",
        "RUN mkdir /out\nRUN cp sorted.txt /out/result.txt\nUSER nobody\n",
        "", "nobody",
    ),
    Broken(
        "RUN mkdir /out\nUSER nobody\nRUN cp sorted.txt /out/result.txt\n",
        "RUN mkdir /out && chown nobody /out\nUSER nobody\nRUN cp sorted.txt /out/result.txt\n",
        "", "nobody",
    ),
)  # fmt: skip
PLACES = (
    Broken(
        "WORKDIR /out\nRUN cp sorted.txt result.txt\n",
        "WORKDIR /out\nRUN cp /app/sorted.txt result.txt\n",
        "",
    ),
    Broken(
        "WORKDIR out\nRUN cp ../sorted.txt result.txt\nRUN cat /out/result.txt\n",
        "WORKDIR /out\nRUN cp /app/sorted.txt result.txt\nRUN cat /out/result.txt\n",
        "",
    ),
)


def broken(variant: Variant) -> dict[str, Broken]:
    """Return a learner's three builds: one of each kind, in any order."""
    drawn = [variant.pick("shell", SHELLS), variant.pick("user", USERS), variant.pick("place", PLACES)]
    return dict(zip(NAMES, variant.shuffle("order", drawn), strict=True))


def names(variant: Variant) -> tuple[str, ...]:
    """Return the names in the learner's file."""
    return variant.pick("names", NAMED)


def context(variant: Variant, text: str) -> BuildContext:
    """Return the files with a Dockerfile."""
    listed = "".join(f"{name}\n" for name in names(variant))
    return BuildContext.from_mapping({"Dockerfile": text, "names.txt": listed, ".dockerignore": "Dockerfile\n"})


@cache
def failure(variant: Variant, name: str) -> tuple[Snapshot, BuildResult]:
    """Build what fails on a fresh engine; return the engine afterwards, its cache in it, and the trace."""
    engine = Engine(clock=Clock())
    result = engine.build(context(variant, broken(variant)[name].text), BuildOptions())
    return engine.snapshot(), result


def rebuilt(variant: Variant, name: str, text: str) -> BuildResult:
    """Build a learner's repair on that engine. Raises LabError where it cannot begin."""
    engine = Engine(clock=Clock())
    engine.restore(failure(variant, name)[0])
    return engine.build(context(variant, text), BuildOptions())


def task(variant: Variant) -> str:
    """Return the three Dockerfiles, each with what its build printed at the end."""
    lines = [f"{'names.txt:':12}{' '.join(names(variant))}", ""]
    for name, one in broken(variant).items():
        _, result = failure(variant, name)
        assert result.failed is not None and result.error is not None
        printed = b"".join(piece.data for piece in result.failed.output).decode().rstrip("\n")
        lines += [f"--- {name} ---"]
        lines += [f"{n:2}  {line}" for n, line in enumerate(one.text.splitlines(), 1)]
        lines += [f"    {line}" for line in printed.split("\n") if line]
        lines += [f"    ERROR: {result.error.message}", ""]
    return "\n".join(lines).rstrip("\n")


def check(answer: object, variant: Variant) -> Sequence[Case]:
    """Each repair is built where its build failed: what it makes, and how much of the good work it does again."""
    given = texts(answer, NAMES, SHAPE)
    return [case for name, one in broken(variant).items() for case in cases(name, one, given[name], variant)]


def cases(name: str, one: Broken, text: str, variant: Variant) -> list[Case]:
    """Return what is asked of one repair: it makes the file, under the same user, and costs no second sleep."""
    statement = f"{name}: it builds, and /out/result.txt holds the sorted names"
    wanted = "".join(f"{word}\n" for word in sorted(names(variant)))
    try:
        result = rebuilt(variant, name, text)
    except LabError as exc:
        return failed(statement, exc, "")
    if result.error is not None:
        step = result.failed
        printed = b"".join(piece.data for piece in step.output).decode("utf-8", "replace") if step is not None else ""
        return failed(statement, result.error, one.misconception, printed)
    assert result.image is not None
    found = content(result, "/out/result.txt")
    made = found == wanted
    told = "there is no such file" if found is None else f"it holds {found[:60]!r}"
    took, user = seconds(result), result.image.config.user
    ok = took <= ENOUGH and user == one.user
    seen = f"it took {took:.0f} s" if took > ENOUGH else f"the user of the image is {user or 'root'}"
    return [
        Case(statement, made, told, f"it holds {wanted!r}"),
        Case(
            f"{name}: the slow step is taken from the cache, and the image has its user as before", ok, seen,
            f"at most {ENOUGH:.0f} s; the user {one.user or 'root'}", "M2" if took > ENOUGH else "",
        ),
    ]  # fmt: skip


def failed(statement: str, error: LabError, misconception: str, printed: str = "") -> list[Case]:
    """Return the case of a repair that does not build."""
    seen = "; ".join(text for text in (*printed.split("\n")[-3:], error.message.split("\n")[0]) if text)
    return [Case(statement, False, seen[:300], "a build without an error", misconception)]


EXERCISE = Exercise(
    id="09.three-repairs",
    title="Three broken builds",
    points=25,
    task=task,
    check=check,
    answer=lambda variant: {name: one.repaired for name, one in broken(variant).items()},
    why="The line that fails is often not the line that is wrong: a cd or an export above it did not last, a USER came "
    "too early, a WORKDIR was relative or not meant. Everything above the line that you change comes from the cache, "
    "so one looks into the state before the failing line, and changes as low down as the fault allows.",
    hints=(
        'Put each into the build debugger: BuildDebugger({"Dockerfile": "…", "names.txt": "…"}), and look inside '
        "just before the line that fails.",
        "Ask there: pwd, whoami, ls -ld /out, echo $OUT. What did the failing line take for granted?",
        "cd becomes WORKDIR, export becomes ENV; what root has to make stands above USER; a path that is meant from "
        "the top begins with /. Leave the first four lines as they are.",
    ),
    shape=SHAPE,
    misconceptions=("M13", "M2"),
    start=dict.fromkeys(NAMES, "FROM busybox\n"),
)
