"""The exercises of notebook 8: the build cache.

Every answer is tried: the checks build in the model, make an edit, build again
and look at which steps were rebuilt.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from dockerlab.build.cache import CacheMiss, FilesChanged, InstructionChanged, VariableChanged
from dockerlab.build.steps import BuildOptions, BuildResult, BuildStep
from dockerlab.clock import Clock
from dockerlab.context import BuildContext
from dockerlab.engine import Engine
from dockerlab.exercises.exercise import AnswerError, Case, Exercise, Variant, wants
from dockerlab.inode import File, read

__all__ = ["EXERCISES", "Edit", "Project", "project", "rebuild"]

DAY = 86_400.0
Files = dict[str, str]


@dataclass(frozen=True)
class Project:
    """A small application: its files, its Dockerfile among them, and executable files."""

    files: Mapping[str, str]
    executable: tuple[str, ...] = ()

    def with_file(self, name: str, text: str) -> Project:
        """Return the project with one file written."""
        return replace(self, files={**self.files, name: text})

    def context(self) -> BuildContext:
        """Return the project as a build context."""
        context = BuildContext.from_mapping(dict(self.files))
        fs = context.files
        for name in self.executable:
            node = fs.get(f"/{name}")
            if isinstance(node, File):
                fs = fs.with_node(f"/{name}", replace(node, mode=0o755))
        return BuildContext(fs, context.dockerfile_path)


@dataclass(frozen=True)
class Edit:
    """Something that happens between two builds: ``words`` for the learner, ``apply`` for the model."""

    words: str
    apply: Callable[[Project], Project]
    args: Mapping[str, str] | None = None
    days: float = 0.0


def write(name: str, text: str, words: str = "") -> Edit:
    """The edit that writes a file."""
    return Edit(words or f"you edit {name}", lambda project: project.with_file(name, text))


def swap(old: str, new: str, words: str) -> Edit:
    """The edit that changes a piece of the Dockerfile."""
    return Edit(words, lambda p: p.with_file("Dockerfile", p.files["Dockerfile"].replace(old, new)))


def build(engine: Engine, project: Project, args: Mapping[str, str] | None = None, **options: object) -> BuildResult:
    """Build a project with BuildKit. Raises LabError where it cannot be built."""
    wanted = replace(BuildOptions(build_args=args or {}), **options)  # type: ignore[arg-type]
    result = engine.build(project.context(), wanted)
    if result.error is not None:
        raise result.error
    return result


def rebuild(engine: Engine, project: Project, edit: Edit) -> tuple[Project, BuildResult]:
    """Make an edit, let its days pass, and build again."""
    changed = edit.apply(project)
    engine.clock.advance(edit.days * DAY)
    return changed, build(engine, changed, edit.args)


def project(variant: Variant, dockerfile: str) -> Project:
    """Return the application of a variant; ``APP`` in the Dockerfile stands for its main file."""
    app = app_name(variant)
    return Project(
        {
            "Dockerfile": dockerfile.replace("APP", app),
            ".dockerignore": "notes.md\n",
            "requirements.txt": "flask==3.0\nredis==5.0\n",
            app: "print('hello')\n",
            "README.md": "# A small application\n",
            "notes.md": "call Ada\n",
        }
    )


def app_name(variant: Variant) -> str:
    """Return the name of the variant's main file."""
    return variant.pick("app", ["app.py", "server.py", "main.py", "web.py"])


def named(result: BuildResult, text: str) -> BuildStep:
    """Return the step whose instruction begins with ``text``."""
    return next(step for step in result.steps if step.instruction.original.startswith(text))


# -- 1: hit or miss -----------------------------------------------------------

GOOD = """FROM busybox
ARG VERSION=1
WORKDIR /app
COPY requirements.txt .
RUN sleep 40; cp requirements.txt installed.txt
COPY . .
RUN wc -l APP > lines.txt
LABEL maintainer=ada
CMD ["cat", "lines.txt"]
"""
INSTALL, COPY_ALL, COUNT = "RUN sleep 40", "COPY . .", "RUN wc"


def edits(variant: Variant) -> list[tuple[Edit, str, str]]:
    """Return eight edits, the step asked about, and the misconception behind a wrong prediction."""
    app = app_name(variant)
    pool = [
        (write(app, "print('hi')\n"), COPY_ALL, "M2"),
        (write(app, "print('hi')\n"), INSTALL, "M2"),
        (Edit(f"you `touch {app}`: a new date, the same content", lambda p: p), COPY_ALL, "M21"),
        (write("requirements.txt", "flask==3.1\n"), INSTALL, "M2"),
        (swap("maintainer=ada", "maintainer=bob", "you change the LABEL"), COUNT, "M8"),
        (Edit(f"you `chmod +x {app}`", lambda p: replace(p, executable=(app,))), COPY_ALL, "M2"),
        (swap("WORKDIR", "# the app\nWORKDIR", "you add a comment line above WORKDIR"), INSTALL, "M2"),
        (swap("wc -l", "wc  -l", "you type one more blank into the last RUN"), COUNT, "M2"),
        (write("notes.md", "call Bob\n", "you edit notes.md, which .dockerignore names"), COPY_ALL, "M12"),
        (Edit("a week passes, and nothing else", lambda p: p, days=7), INSTALL, "M21"),
        (Edit("you build with --build-arg VERSION=2", lambda p: p, {"VERSION": "2"}), INSTALL, "M2"),
        (Edit("you build with --build-arg VERSION=2", lambda p: p, {"VERSION": "2"}), "COPY requirements", "M2"),
    ]
    return variant.shuffle("edits", pool)[:8]


def questions(variant: Variant) -> dict[str, str]:
    """Return the questions of the first task by letter, as the notebook shows them."""
    return {
        letter: f"{edit.words}: the step `{step_text(variant, step)}`?"
        for letter, (edit, step, _) in zip("abcdefgh", edits(variant), strict=True)
    }


def step_text(variant: Variant, start: str) -> str:
    """Return the whole line of the Dockerfile that begins with ``start``."""
    lines = GOOD.replace("APP", app_name(variant)).splitlines()
    return next(line for line in lines if line.startswith(start))


def truth(variant: Variant) -> dict[str, tuple[str, str, str]]:
    """Return, by letter, what the engine does, why, and the misconception behind the opposite."""
    found = {}
    for letter, (edit, step, tag) in zip("abcdefgh", edits(variant), strict=True):
        engine = Engine("buildkit", clock=Clock())
        start = project(variant, GOOD)
        build(engine, start)
        _, result = rebuild(engine, start, edit)
        cache = named(result, step).cache
        why = cache.reason.sentence if isinstance(cache, CacheMiss) else "its key was built before"
        found[letter] = ("miss" if isinstance(cache, CacheMiss) else "hit", why, tag)
    return found


def check_hits(answer: object, variant: Variant) -> Sequence[Case]:
    """Eight predictions, each right or wrong."""
    given = wants(answer, dict, "a dictionary: {'a': 'hit', 'b': 'miss', …}")
    wrong = [letter for letter in "abcdefgh" if given.get(letter) not in ("hit", "miss")]
    if wrong:
        raise AnswerError(
            f"there is no prediction for {', '.join(wrong)}", hint='Write "hit" or "miss" for each letter.'
        )
    asked = questions(variant)
    return [
        Case(asked[letter], given[letter] == verdict, f"you said {given[letter]}", f"{verdict}: {why}",
             "" if given[letter] == verdict else tag)
        for letter, (verdict, why, tag) in truth(variant).items()
    ]  # fmt: skip


# -- 2: explain a miss --------------------------------------------------------


def mysteries(variant: Variant) -> list[tuple[str, Edit]]:
    """Return three edits whose cause is to be found in the trace."""
    app = app_name(variant)
    count = variant.number("count", 2, 9)
    return [
        ("one", Edit("", lambda p: p.with_file("README.md", "# Better\n").with_file("notes.md", "…\n"))),
        ("two", Edit("", lambda p: p, {"VERSION": str(count)})),
        ("three", Edit("", lambda p: p.with_file(app, "…\n").with_file("requirements.txt", f"flask==3.{count}\n"))),
    ]


def mystery(variant: Variant, name: str) -> BuildResult:
    """Return the second build of a mystery, to look at."""
    edit = dict(mysteries(variant))[name]
    engine = Engine("buildkit", clock=Clock())
    start = project(variant, GOOD)
    build(engine, start)
    return rebuild(engine, start, edit)[1]


def first_cause(result: BuildResult) -> tuple[str, str]:
    """Return the first rebuilt step's keyword line and the name of what differs."""
    step = result.rebuilt[0]
    assert isinstance(step.cache, CacheMiss)
    match step.cache.reason:
        case FilesChanged(changes):
            return step.instruction.original, changes[0].path.lstrip("/")
        case VariableChanged(name=name):
            return step.instruction.original, name
        case InstructionChanged():
            return step.instruction.original, "instruction"
        case other:
            return step.instruction.original, type(other).__name__


def check_causes(answer: object, variant: Variant) -> Sequence[Case]:
    """Three causes: the name of the file or variable that made the first step miss."""
    given = wants(answer, dict, "a dictionary: {'one': 'a file or variable', 'two': …, 'three': …}")
    cases = []
    for name, _ in mysteries(variant):
        said = given.get(name)
        if not isinstance(said, str):
            raise AnswerError(f"there is no answer for {name!r}", hint="Give the name of a file or of a variable.")
        step, cause = first_cause(mystery(variant, name))
        right = said.strip().lstrip("./") == cause
        cases.append(
            Case(f"mystery {name}", right, f"you said {said}", f"`{step}` missed first, because of {cause}",
                 "" if right else "M2")
        )  # fmt: skip
    return cases


# -- 3: reorder ---------------------------------------------------------------

SLOW = """FROM busybox
WORKDIR /app
COPY . .
RUN sleep 40; cp requirements.txt installed.txt
RUN wc -l APP > lines.txt
CMD ["cat", "lines.txt"]
"""
WEEK_STEPS = 8  # the most steps that a good order rebuilds in the week below


def week(variant: Variant) -> list[Edit]:
    """Return a week of edits: mostly the application, once its requirements."""
    app = app_name(variant)
    return [
        write(app, "print('monday')\n"),
        write(app, "print('tuesday')\nprint('!')\n"),
        write("requirements.txt", "flask==3.1\n"),
    ]


def replay(start: Project, happenings: Sequence[Edit]) -> tuple[list[BuildResult], Project]:
    """Build a project, then again after each edit; return all the results but the first."""
    engine = Engine("buildkit", clock=Clock())
    results = [build(engine, start)]
    for edit in happenings:
        start, result = rebuild(engine, start, edit)
        results.append(result)
    return results, start


def content(result: BuildResult, path: str) -> str | None:
    """Return the text of a file in the built image, None where there is no such file."""
    assert result.image is not None
    try:
        node = result.image.filesystem.lookup(path)
    except OSError:
        return None
    return read(node.content).decode("utf-8", "replace") if isinstance(node, File) else None


def same_image(results: Sequence[BuildResult], last: Project, variant: Variant) -> list[Case]:
    """Check that the application still works: the files that CMD and the program need are there and fresh."""
    app = app_name(variant)
    final = results[-1]
    lines = f"{last.files[app].count(chr(10))} {app}"
    wanted = {
        "/app/installed.txt": last.files["requirements.txt"],
        "/app/lines.txt": lines,
        f"/app/{app}": last.files[app],
    }
    cases = []
    for path, text in wanted.items():
        seen = content(final, path)
        right = seen is not None and seen.strip() == text.strip()
        cases.append(Case(f"{path} is there and up to date", right, repr(seen), repr(text), "" if right else "M21"))
    return cases


def seconds(results: Sequence[BuildResult]) -> float:
    """Return the lab's time that the rebuilds took."""
    return sum(step.seconds for result in results[1:] for step in result.steps)


def check_order(answer: object, variant: Variant) -> Sequence[Case]:
    """The week is replayed with the learner's Dockerfile; rebuilt steps are counted."""
    text = wants(answer, str, "a Dockerfile, in triple quotes")
    start = project(variant, SLOW).with_file("Dockerfile", text)
    results, last = replay(start, week(variant))
    cases = same_image(results, last, variant)
    for edit, result in zip(week(variant)[:2], results[1:], strict=False):
        slow = [step for step in result.rebuilt if "sleep 40" in step.instruction.original]
        cases.append(
            Case(f"{edit.words}: the slow RUN comes from the cache", not slow,
                 slow[0].cache.reason.sentence if slow and isinstance(slow[0].cache, CacheMiss) else "a hit",
                 "a hit", "M2" if slow else "")
        )  # fmt: skip
    count = sum(len(result.rebuilt) for result in results[1:])
    cases.append(
        Case(f"at most {WEEK_STEPS} steps rebuilt in the week", count <= WEEK_STEPS, f"{count} steps",
             f"at most {WEEK_STEPS}", "" if count <= WEEK_STEPS else "M2")
    )  # fmt: skip
    return cases


def good_order(variant: Variant) -> str:
    """A right answer: what changes seldom stands first."""
    return SLOW.replace("APP", app_name(variant)).replace(
        "COPY . .\nRUN sleep", "COPY requirements.txt .\nRUN sleep"
    ).replace("RUN wc", "COPY . .\nRUN wc")  # fmt: skip


# -- 4: which flag ------------------------------------------------------------

FLAGS = ("nothing", "--no-cache", "--no-cache-filter=fetch", "--build-arg VERSION=2")
STAGES = """FROM busybox AS fetch
RUN date +%j > /day.txt
FROM busybox
ARG VERSION=1
RUN sleep 40; echo tools > /tools.txt
RUN echo $VERSION > /version.txt
COPY --from=fetch /day.txt /
COPY APP /
"""


def situations(variant: Variant) -> dict[str, tuple[str, Edit, Callable[[BuildResult, Project], bool]]]:
    """Return, by name, the situation in words, what happened, and what a fresh image must show."""
    app, days = app_name(variant), variant.number("days", 2, 20)
    return {
        "edited": (
            f"{app} was edited, and the image must hold the new one",
            write(app, "print('new')\n"),
            lambda result, now: content(result, f"/{app}") == now.files[app],
        ),
        "stale": (
            f"{days} days went by, and only /day.txt (the `fetch` stage) must be of today",
            Edit("", lambda p: p, days=days),
            lambda result, now: (content(result, "/day.txt") or "").strip() == f"{61 + days:03d}",
        ),
        "version": (
            "/version.txt must say 2",
            Edit("", lambda p: p),
            lambda result, now: (content(result, "/version.txt") or "").strip() == "2",
        ),
    }


def outcome(variant: Variant, situation: str, flag: str) -> tuple[bool, int]:
    """Return whether a flag gives a fresh image in a situation, and how many steps it rebuilds."""
    _, edit, fresh = situations(variant)[situation]
    start = project(variant, STAGES)
    engine = Engine("buildkit", clock=Clock())
    build(engine, start)
    engine.clock.advance(edit.days * DAY)
    now = edit.apply(start)
    result = build(
        engine, now, {"VERSION": "2"} if flag.startswith("--build-arg") else None,
        no_cache=flag == "--no-cache", no_cache_filter=("fetch",) if "filter" in flag else (),
    )  # fmt: skip
    return fresh(result, now), len(result.rebuilt)


def best_flag(variant: Variant, situation: str) -> str:
    """Return the flag that gives a fresh image with the fewest rebuilt steps."""
    tried = [(outcome(variant, situation, flag), n, flag) for n, flag in enumerate(FLAGS)]
    return min((steps, n, flag) for (fresh, steps), n, flag in tried if fresh)[2]


def check_flags(answer: object, variant: Variant) -> Sequence[Case]:
    """For each situation the flag that is fresh and rebuilds least; every flag is tried in the model."""
    given = wants(answer, dict, "a dictionary: {'edited': 'nothing', …}")
    cases = []
    for name, (words, _, _) in situations(variant).items():
        said = given.get(name)
        if said not in FLAGS:
            raise AnswerError(f"{said!r} is no choice for {name!r}", hint=f"Choose one of: {', '.join(FLAGS)}")
        fresh, steps = outcome(variant, name, said)
        best = best_flag(variant, name)
        _, least = outcome(variant, name, best)
        right = fresh and steps == least
        seen = f"with {said}: {steps} steps rebuilt, " + ("fresh" if fresh else "but the image is stale")
        cases.append(Case(words, right, seen, f"a fresh image with {least} steps rebuilt", "" if right else "M21"))
    return cases


# -- 5: cache golf ------------------------------------------------------------

GOLF = """FROM busybox
ARG VERSION=0
RUN echo $VERSION > /version.txt
WORKDIR /app
COPY . .
RUN sleep 40; cp requirements.txt installed.txt
RUN sleep 5; wc -l APP > lines.txt
CMD ["cat", "lines.txt"]
"""
PAR = 60.0  # seconds of the lab's time for the four rebuilds


def round_of_golf(variant: Variant) -> list[Edit]:
    """Return what happens in a round: a release, the README, the application, git's own files."""
    app = app_name(variant)
    return [
        Edit("a release: --build-arg VERSION=1", lambda p: p, {"VERSION": "1"}),
        replace(write("README.md", "# Better\n"), args={"VERSION": "1"}),
        replace(write(app, "print('new')\nprint('!')\n"), args={"VERSION": "1"}),
        replace(write(".git/HEAD", "ref: refs/heads/next\n", "git switches a branch"), args={"VERSION": "1"}),
    ]


def check_golf(answer: object, variant: Variant) -> Sequence[Case]:
    """The round is replayed with the learner's Dockerfile and .dockerignore, and timed on the lab's clock."""
    shape = "a dictionary: {'Dockerfile': '''…''', '.dockerignore': '''…'''}"
    given = wants(answer, dict, shape)
    if set(given) != {"Dockerfile", ".dockerignore"} or not all(isinstance(v, str) for v in given.values()):
        raise AnswerError("two texts are wanted: Dockerfile and .dockerignore", hint=f"Write it as {shape}")
    start = project(variant, GOLF).with_file(".git/HEAD", "ref: refs/heads/main\n")
    for name, text in given.items():
        start = start.with_file(name, text)
    results, last = replay(start, round_of_golf(variant))
    cases = same_image(results, last, variant)
    version = content(results[-1], "/version.txt")
    right = (version or "").strip() == "1"
    cases.append(Case("/version.txt says 1", right, repr(version), "'1'", "" if right else "M15"))
    for edit, result in zip(round_of_golf(variant), results[1:], strict=True):
        slow = [step for step in result.rebuilt if "sleep 40" in step.instruction.original]
        cases.append(Case(f"{edit.words}: no 40-second step", not slow, slow[0].name if slow else "a hit", "a hit",
                          "M2" if slow else ""))  # fmt: skip
    took = seconds(results)
    cases.append(
        Case(f"the round takes at most {PAR:.0f} s", took <= PAR, f"{took:.0f} s", f"at most {PAR:.0f} s",
             "" if took <= PAR else "M12")
    )  # fmt: skip
    return cases


def golf_answer(variant: Variant) -> dict[str, str]:
    """A round under par: what changes seldom first, and what no step needs not sent at all."""
    app = app_name(variant)
    return {
        "Dockerfile": "FROM busybox\nWORKDIR /app\nCOPY requirements.txt .\n"
        "RUN sleep 40; cp requirements.txt installed.txt\n"
        f"COPY . .\nRUN sleep 5; wc -l {app} > lines.txt\n"
        'ARG VERSION=0\nRUN echo $VERSION > /version.txt\nCMD ["cat", "lines.txt"]\n',
        ".dockerignore": ".git\n*.md\nDockerfile\n.dockerignore\n",
    }


EXERCISES = (
    Exercise(
        "08.hit-or-miss", "Hit or miss?", 20, check_hits,
        lambda variant: {letter: verdict for letter, (verdict, _, _) in truth(variant).items()},
        "A step is a hit when its whole key was built before: the step it stands on, its own text, the content and "
        "the mode of the files it copies, and the variables it sees. Dates, comments and time are in no key.",
        ("What does the step depend on? Write its key down before you decide.",
         "COPY depends on content and mode of what it copies; RUN on its text, the variables and the step before.",
         "touch, a comment, an ignored file, a passing week and a LABEL change no key of the steps asked about."),
        "{'a': 'hit', 'b': 'miss', …} for the letters a to h", ("M2", "M8", "M12", "M21"), locked=True,
    ),
    Exercise(
        "08.why", "Why did it miss?", 15, check_causes,
        lambda variant: {name: first_cause(mystery(variant, name))[1] for name, _ in mysteries(variant)},
        "The first step that misses has the cause; all misses below it only follow.",
        ("Only the first miss has a cause of its own.",
         "Open the first rebuilt step and compare its two keys.",
         "Two of the answers are files, one is a build argument."),
        "{'one': 'README.md', 'two': …, 'three': …}", ("M2",),
    ),
    Exercise(
        "08.reorder", "A better order", 25, check_order, good_order,
        "What changes seldom stands first: the slow install depends on requirements.txt alone, so only that file "
        "is copied before it. The rest is copied below, where a miss costs little.",
        ("A miss invalidates what stands on it. What should stand below, what above?",
         "The slow RUN needs one file. Which?",
         "COPY requirements.txt, then the slow RUN, then COPY . ."),
        "a Dockerfile in triple quotes", ("M2",),
    ),
    Exercise(
        "08.which-flag", "Which flag?", 15, check_flags,
        lambda variant: {name: best_flag(variant, name) for name in situations(variant)},
        "The cache sees edits by itself. It cannot see that time passed: there --no-cache helps, and "
        "--no-cache-filter does it for one stage. An ARG that a step sees is part of its key.",
        ("Which of these changes does a key contain?",
         "Time is in no key; an edited file and an ARG are.",
         "Refresh no more than the stage that is stale."),
        "{'edited': …, 'stale': …, 'version': …}, each one of " + ", ".join(FLAGS), ("M21",),
    ),
    Exercise(
        "08.golf", "Boss: cache golf", 25, check_golf, golf_answer,
        "Two things at once: order (what changes most stands last, an ARG as late as possible), and a .dockerignore "
        "that keeps out what no step needs, so that README and .git cannot spoil COPY . .",
        ("Every edit should reach as few steps as it can, and an edit that no step needs should reach none.",
         "The ARG invalidates every RUN below it. README.md and .git are in `COPY . .`.",
         "Ignore .git and *.md; put ARG VERSION and its RUN at the end; copy requirements.txt before the install."),
        "{'Dockerfile': '''…''', '.dockerignore': '''…'''}", ("M2", "M12"),
    ),
)  # fmt: skip
