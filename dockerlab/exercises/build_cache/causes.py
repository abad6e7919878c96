"""Task 2: three builds that missed; find the cause of each in the evidence."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from dockerlab.build.cache import CacheMiss, FilesChanged, VariableChanged
from dockerlab.exercises.answers import AnswerError, wants
from dockerlab.exercises.build_cache.application import application
from dockerlab.exercises.exercise import Case, Exercise, Variant
from dockerlab.exercises.project import Build, Edit, Project, replay, seconds

__all__ = ["EXERCISE", "Mystery", "mysteries"]

NAMES = ("one", "two", "three")
SHAPE = 'a dictionary: {"one": "README.md", "two": …, "three": …}, each the name of a file or of a variable'


@dataclass(frozen=True)
class Mystery:
    """A second build. ``clues`` says of everything that changed and is not the cause why it is not, with its tag."""

    files: Mapping[str, str]
    clues: Mapping[str, tuple[str, str]]
    touched: tuple[str, ...] = ()
    executable: tuple[str, ...] = ()
    version: str = ""
    label: str = ""

    def builds(self) -> tuple[Build, Build]:
        """Build before and after, in the model."""
        args = {"VERSION": self.version} if self.version else {}
        before, after = replay(application(), [Edit("", self.apply, args)])
        return before, after

    def apply(self, project: Project) -> Project:
        """Return the project as it is at the second build."""
        for name, text in self.files.items():
            project = project.with_file(name, text)
        if self.label:
            project = project.with_file("Dockerfile", project.files["Dockerfile"].replace("ada", self.label))
        return replace(project, executable=self.executable, touched=self.touched)


IGNORED = ("it is named in .dockerignore, so no step ever sees it", "M12")
DATE = ("only its date changed, and dates are in no key", "M21")
LATER = ("it is copied too, but a step further down; the first miss comes earlier", "M2")
LABEL = ("a LABEL is written into the config; no step has it in its key", "M8")


def mysteries(variant: Variant) -> dict[str, Mystery]:
    """Return a learner's three mysteries by name: a file among others, something unseen, one of two."""
    count = variant.number("count", 2, 9)
    first = variant.pick(
        "first",
        [
            Mystery({"README.md": f"# Version {count}\n", "notes.md": "call Bob\n"}, {"notes.md": IGNORED}),
            Mystery({"todo.txt": f"{count} things\n"}, {"LABEL": LABEL, "app.py": DATE}, ("app.py",), label="bob"),
            Mystery(
                {"static/style.css": f"body {{ margin: {count}px }}\n", "notes.md": "…\n"},
                {"notes.md": IGNORED, "README.md": DATE}, ("README.md",),
            ),
        ],
    )  # fmt: skip
    second = variant.pick(
        "second",
        [
            Mystery({}, {"app.py": DATE, "requirements.txt": DATE}, ("app.py", "requirements.txt"), version=str(count)),
            Mystery({}, {"requirements.txt": DATE, "README.md": DATE}, ("requirements.txt", "README.md"), ("app.py",)),
        ],
    )
    requirements = f"redis==5.0\nflask==3.{count}\n"
    third = variant.pick(
        "third",
        [
            Mystery({"app.py": "print('hi')\n", "requirements.txt": requirements}, {"app.py": LATER}),
            Mystery(
                {"README.md": "# Better\n", "requirements.txt": requirements},
                {"README.md": LATER, "VERSION": ("it is seen by the RUN steps, and the first miss is a COPY", "M2")},
                version=str(count),
            ),
        ],
    )
    return dict(zip(NAMES, (first, second, third), strict=True))


def cause(build: Build) -> tuple[str, str]:
    """Return the first rebuilt step, and the file or variable that made it miss."""
    step = build.result.rebuilt[0]
    assert isinstance(step.cache, CacheMiss)
    match step.cache.reason:
        case FilesChanged(changes):
            return step.name, changes[0].path.lstrip("/")
        case VariableChanged(name=name):
            return step.name, name
        case other:
            raise AssertionError(f"no mystery: {other}")


# -- the evidence --------------------------------------------------------------


def evidence(name: str, mystery: Mystery) -> str:
    """Return what a person has in hand: the files before and after, the command, what the build printed."""
    before, after = mystery.builds()
    argument = f" --build-arg VERSION={mystery.version}" if mystery.version else ""
    lines = [f"--- mystery {name} ---", f"{'file':17} {'before':28} {'now'}"]
    for file in sorted({*before.project.files, *after.project.files} - {"Dockerfile", ".dockerignore"}):
        old, new = facts(before.project, file, "09:00"), facts(after.project, file, "09:00")
        if before.project.files.get(file) != after.project.files.get(file) or file in mystery.touched:
            new = new.replace("09:00", "11:30")
        lines.append(f"{file:17} {old:28} {new}".rstrip())
    if mystery.label:
        lines.append(f"Dockerfile        LABEL maintainer=ada          LABEL maintainer={mystery.label}")
    lines.append(f"$ docker build -t web{argument} .")
    for step in after.result.steps:
        if step.number:
            cached = "CACHED " if step.verdict in ("CACHED", "base") else ""
            lines.append(f" => {cached}{step.name}".ljust(68) + f"{step.seconds:5.1f}s")
    lines.append(f"{'':62}total {seconds(after.result):5.1f}s")
    return "\n".join(lines)


def facts(project: Project, name: str, time: str) -> str:
    """Return permissions, time and the beginning of the SHA-256 of a file, as one would list them."""
    if name not in project.files:
        return "—"
    mode = "rwxr-xr-x" if name in project.executable else "rw-r--r--"
    return f"{mode}  {time}  {hashlib.sha256(project.files[name].encode()).hexdigest()[:6]}"


def task(variant: Variant) -> str:
    """Return the evidence of all three."""
    head = "Each file: permissions, time, and the first digits of the SHA-256 of its content."
    return "\n\n".join([head, *(evidence(name, mystery) for name, mystery in mysteries(variant).items())])


# -- the check -----------------------------------------------------------------


def plain_name(said: str) -> str:
    """Return the name that a learner means: ``./app.py``, ``/app/app.py`` and ``ARG VERSION=2`` are read too.

    >>> [plain_name(text) for text in ("./app.py", "/app/static/style.css", "--build-arg VERSION=2", "arg version")]
    ['app.py', 'static/style.css', 'VERSION', 'VERSION']
    """
    name = said.strip().strip("`'\"").removeprefix("--build-arg").strip()
    name = name[4:].strip() if name.lower().startswith("arg ") else name
    name = name.removeprefix("./").removeprefix("/app/").lstrip("/")
    variable = name.partition("=")[0].upper()
    return variable if variable in ("VERSION", "LABEL") else name


def check(answer: object, variant: Variant) -> Sequence[Case]:
    """Three causes: the name of the file or variable that made the first step miss."""
    given = wants(answer, dict, SHAPE)
    extra = [key for key in given if key not in NAMES]
    if extra:
        raise AnswerError(f"there is no mystery {extra[0]!r}", hint=f"Write it as {SHAPE}")
    cases = []
    for name, mystery in mysteries(variant).items():
        said = given.get(name)
        if not isinstance(said, str) or not said.strip():
            raise AnswerError(f"there is no answer for {name!r}", hint=f"Write it as {SHAPE}")
        step, right = cause(mystery.builds()[1])
        found = plain_name(said) == right
        reason, tag = mystery.clues.get(plain_name(said), ("it is the same in both builds", "M2"))
        cases.append(
            Case(
                f"mystery {name}",
                found,
                f"you said {said.strip()[:60]}; {reason}",
                f"what the step {step} sees and what differs: its key has one new part",
                "" if found else tag,
            )
        )
    return cases


EXERCISE = Exercise(
    id="08.why",
    title="Why did it miss?",
    points=15,
    task=task,
    check=check,
    answer=lambda variant: {name: cause(mystery.builds()[1])[1] for name, mystery in mysteries(variant).items()},
    why="Only the first step that misses has a cause of its own; all below it miss because what they stand on is "
    "new. A COPY misses for content, permissions, or a file more or less; a RUN also for a variable. A date is "
    "never the cause.",
    hints=(
        "Only the first step that is not CACHED has a cause of its own. What does that step see?",
        "A COPY sees the content and the permissions of its files, less what is ignored; a RUN sees variables.",
        "Look for the first step without CACHED. If it is a COPY, find the file it copies whose digits or "
        "permissions differ; if it is a RUN below a CACHED COPY, look at the command line.",
    ),
    shape=SHAPE,
    misconceptions=("M2", "M8", "M12", "M21"),
)
