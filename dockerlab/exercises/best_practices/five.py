"""The boss: five numbers of a messy project, all at once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from dockerlab.drawing import size
from dockerlab.exercises.answers import AnswerError, wants
from dockerlab.exercises.best_practices.shop import MESSY, files, measured, runs, token
from dockerlab.exercises.exercise import Case, Exercise, Variant
from dockerlab.review import METRICS, Metric, Review

__all__ = ["EXERCISE", "START", "par"]

SHAPE = 'a dictionary: {"Dockerfile": """…""", ".dockerignore": """…"""}'
# The token of the learner's own repository is not in the starting point: the task shows the Dockerfile with it.
START = {"Dockerfile": MESSY.format(token="tok-…"), ".dockerignore": ""}
GOOD = {
    "Dockerfile": """FROM python:3.12-slim
LABEL maintainer=ada
WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt && sleep 40
COPY fetch.sh .
RUN --mount=type=secret,id=token sh fetch.sh
COPY shop.sh VERSION ./
CMD ["sh", "shop.sh"]
""",
    ".dockerignore": ".git\n.env\ntests\n*.log\n*.md\nDockerfile\n.dockerignore\n",
}
SLACK = {"size": 1.02, "seconds": 1.2, "delta": 1.2, "leaks": 1, "findings": 1}
BELIEFS: dict[Metric, str] = {"seconds": "M2", "leaks": "M9"}


@cache
def par(variant: Variant) -> dict[Metric, float]:
    """Return what each number may be: a good answer's, and a little more."""
    best = measured(variant, GOOD["Dockerfile"], GOOD[".dockerignore"]).metrics
    return {metric: value * SLACK[metric] for metric, value in best.items()}


def shown(metric: Metric, value: float) -> str:
    """Return a number as people read it."""
    if metric in ("size", "delta"):
        return size(round(value))
    return f"{value:.0f} s" if metric == "seconds" else f"{value:.0f}"


def worst(metric: Metric, found: Review) -> str:
    """Return the learner's own counter-example: what a number is made of, the largest part."""
    match metric:
        case "size":
            layer = max(found.contents.layers, key=lambda layer: layer.layer.size)
            return (
                f"the largest layer, {size(layer.layer.size)}, is of: {layer.row.created_by[:80] if layer.row else '?'}"
            )
        case "seconds":
            version = max(found.versions, key=lambda version: version.seconds)
            return f"{version.words}: {version.seconds:.0f} s"
        case "delta":
            version = max(found.versions, key=lambda version: version.delta)
            return f"{version.words}: {size(version.delta)}"
        case "leaks":
            return f"it can be read in {found.leaks[0]}" if found.leaks else ""
        case "findings":
            return str(found.findings[0]) if found.findings else ""


def check(answer: object, variant: Variant) -> Sequence[Case]:
    """The project is built, rebuilt after each change of the week, and measured."""
    given = wants(answer, dict, SHAPE)
    texts = {name: given.get(name, "") for name in ("Dockerfile", ".dockerignore")}
    if set(given) - set(texts) or not all(isinstance(text, str) for text in texts.values()):
        raise AnswerError("the answer holds something else than the two files", hint=f"Write it as {SHAPE}")
    found = measured(variant, texts["Dockerfile"], texts[".dockerignore"])
    printed, wanted = runs(found), runs(measured(variant))
    flask = found.versions[-1].result.image
    installed = flask is not None and any(
        path.endswith(("site-packages/flask", "site-packages/redis")) for path, _ in flask.filesystem.walk("/")
    )
    cases = [
        Case(
            "the shop runs, and is up to date at the end of the week",
            printed == wanted,
            f"docker run prints {printed[:120]!r}",
            f"it prints {wanted!r}",
            gate=True,
        ),
        Case(
            "its requirements are installed",
            installed,
            "flask is not in the image",
            "flask and redis are",
            gate=True,
        ),
    ]
    for metric, limit in par(variant).items():
        value = found.metrics[metric]
        enough = value <= limit
        observed = f"{shown(metric, value)}; {worst(metric, found)}"
        tag = "" if enough else BELIEFS.get(metric, "")
        cases.append(
            Case(
                f"{METRICS[metric]}: at most {shown(metric, limit)}",
                enough,
                observed,
                f"at most {shown(metric, limit)}",
                tag,
            )
        )
    return cases


def task(variant: Variant) -> str:
    """Return the repository, the week, and the five numbers as they are and as they should be."""
    before = measured(variant)
    lines = ["The repository:"]
    lines += [f"  {name:22}{size(len(text)):>8}" for name, text in files(variant).items()]
    lines += ["", "Its Dockerfile:", *(f"  {line}" for line in MESSY.format(token=token(variant)).splitlines())]
    lines += ["", "The week:", *(f"  {version.words}" for version in before.versions)]
    lines += ["", f"{'The numbers:':40}{'now':>10}{'at most':>10}"]
    for metric, limit in par(variant).items():
        lines.append(f"  {METRICS[metric]:38}{shown(metric, before.metrics[metric]):>10}{shown(metric, limit):>10}")
    return "\n".join(lines)


EXERCISE = Exercise(
    id="12.five",
    title="Boss: five numbers",
    points=30,
    task=task,
    check=check,
    answer=lambda variant: dict(GOOD),
    why="A slim base is most of the size. What changes seldom stands first, and each COPY takes only what the next "
    "step reads, so that a new version is a small layer at the top. The token comes as a build secret, which is in no "
    "layer, no history and no config. What is ignored cannot make a step run again.",
    hints=(
        "Take the numbers one at a time; the dashboard shows what each is made of.",
        "The base first, then the .dockerignore, then the order of the COPYs. An ARG is in the history: use a build "
        "secret. And what pip keeps in /root/.cache for the next time, nobody needs.",
        "COPY requirements.txt, pip install --no-cache-dir, COPY fetch.sh, RUN --mount=type=secret,id=token sh "
        "fetch.sh, then COPY shop.sh VERSION ./ and CMD in exec form.",
    ),
    shape=SHAPE,
    misconceptions=("M2", "M9"),
    start=START,
)
