"""Task 3: the state after each step, as the builder hands it to the next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from dockerlab.build.steps import BuildResult, State
from dockerlab.clock import Clock
from dockerlab.engine import Engine
from dockerlab.exercises.exercise import Case, Exercise, Variant
from dockerlab.exercises.project import Project, build
from dockerlab.exercises.questions import Question, judged, listed, truths

__all__ = ["EXERCISE", "dockerfile", "questions"]

SHAPE = 'a dictionary: {"a": "/srv", "b": "nobody", …} for the letters a to h'
NONE = "none"


@dataclass(frozen=True)
class Aspect:
    """Something of a state that is asked about: the question, and how a state is read."""

    words: str
    read: Callable[[State], str]


def dockerfile(variant: Variant) -> str:
    """Return a learner's Dockerfile: what lasts and what does not, in turns."""
    top, sub = variant.pick("top", ["/srv", "/opt", "/data"]), variant.pick("sub", ["app", "web", "shop"])
    color, other = variant.sample("colors", ["red", "blue", "green", "white"], 2)
    user = variant.pick("user", ["nobody", "www-data"])
    middle = variant.shuffle("middle", [f"RUN export COLOR={other}", "RUN cd /etc && echo 1 > here.txt"])
    return "\n".join(
        [
            "FROM busybox", f"WORKDIR {top}", f"ENV COLOR={color}", *middle, f"WORKDIR {sub}", "RUN cd /var",
            f"ENV COLOR={other} TITLE=$COLOR", f"USER {user}", "RUN whoami", 'CMD ["ls"]', "",
        ]
    )  # fmt: skip


def exists(path: str) -> Callable[[State], str]:
    """Return how a state is asked whether it has a file."""
    return lambda state: "yes" if state.fs.exists(path) else "no"


CWD = Aspect("the working directory", lambda state: state.cwd)
USER = Aspect("the user (root if none was set)", lambda state: state.user or "root")
COLOR = Aspect("the value of $COLOR", lambda state: state.config.environment().get("COLOR", NONE))
TITLE = Aspect("the value of $TITLE", lambda state: state.config.environment().get("TITLE", NONE))


def places(variant: Variant) -> list[tuple[int, Aspect]]:
    """Return what is asked, each with the line after which it is."""
    lines = dockerfile(variant).splitlines()
    top = lines[1].split()[1]
    at = {line: n for n, line in enumerate(lines, 1)}
    export = next(n for line, n in at.items() if "export" in line)
    cd = next(n for line, n in at.items() if "here.txt" in line)
    here = variant.pick("here", ["/etc/here.txt", f"{top}/here.txt"])
    there = Aspect(f"is there a file {here}? (yes or no)", exists(here))
    set_twice = next(n for line, n in at.items() if "TITLE" in line)
    return [
        (2, CWD), (export, COLOR), (cd, there), (cd, CWD), (at["RUN cd /var"], CWD), (set_twice, TITLE),
        (at["RUN whoami"], USER), (variant.pick("last", [set_twice, len(lines)]), COLOR),
    ]  # fmt: skip


@cache
def traced(variant: Variant) -> BuildResult:
    """Build a learner's Dockerfile."""
    return build(Engine(clock=Clock()), Project({"Dockerfile": dockerfile(variant)}))


@cache
def questions(variant: Variant) -> dict[str, Question]:
    """Return a learner's questions by letter, in the order of the lines."""
    after = {step.instruction.span.line: step.after for step in traced(variant).steps}
    lines = dockerfile(variant).splitlines()
    asked = {}
    for letter, (line, aspect) in zip("abcdefgh", sorted(places(variant), key=lambda place: place[0]), strict=True):
        truth = aspect.read(after[line])
        seen = f"after line {line} the next step begins with {truth}"
        belief = "M13" if lines[line - 1].startswith("RUN") and aspect in (CWD, COLOR) else ""
        asked[letter] = Question(f"after line {line}: {aspect.words}", truth, seen, belief)
    return asked


def task(variant: Variant) -> str:
    """Return the Dockerfile with its lines numbered, and the questions."""
    numbered = [f"{n:2}  {line}" for n, line in enumerate(dockerfile(variant).splitlines(), 1)]
    return "\n".join([*numbered, "", listed(questions(variant))])


def check(answer: object, variant: Variant) -> Sequence[Case]:
    """Eight states, each as the trace has it; a directory may end in a slash."""
    if isinstance(answer, dict):
        answer = {key: value.strip() if isinstance(value, str) else value for key, value in answer.items()}
        answer = {
            key: value.rstrip("/") if isinstance(value, str) and value != "/" else value
            for key, value in answer.items()
        }
    return judged(answer, questions(variant), SHAPE)


EXERCISE = Exercise(
    id="09.states",
    title="The state after each step",
    points=20,
    task=task,
    check=check,
    answer=lambda variant: truths(questions(variant)),
    why="From step to step go the files and the configuration: the working directory that WORKDIR set, the variables "
    "of ENV, the user. A cd or an export changes the shell of its own RUN alone, and that ends with the RUN. A file "
    "that it wrote stays, wherever it was written. And $COLOR in an ENV line is the value from before that line.",
    hints=(
        "Each RUN is a new process. What can a process leave behind when it has ended?",
        "WORKDIR, ENV and USER are kept in the configuration; cd and export are not. A relative WORKDIR goes down from "
        "the one before.",
        "Read the WORKDIR lines alone for the directory, the ENV lines alone for variables (in one ENV line all values "
        "are taken from before it), and look where the shell stood when it wrote the file.",
    ),
    shape=SHAPE,
    misconceptions=("M13",),
)
