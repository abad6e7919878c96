"""Task 1, locked: is the path in the image?"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from dockerlab.build.steps import Builder
from dockerlab.exercises.copy_add_workdir_run.building import Host, exists
from dockerlab.exercises.exercise import Case, Exercise, Variant
from dockerlab.exercises.questions import Question, judged, listed, truths

__all__ = ["EXERCISE", "questions"]

LETTERS = "abcdefgh"
OPTIONS = ("yes", "no")
SHAPE = 'a dictionary: {"a": "yes", "b": "no", …} for the letters a to h'
# The lines below FROM busybox, the path asked for, the belief behind a wrong answer.
COPIES = (
    ("COPY conf /etc/site/", "/etc/site/conf/site.conf", "M18"),
    ("COPY conf /etc/site/", "/etc/site/site.conf", "M18"),
    ("COPY conf/ /etc/site", "/etc/site/conf", "M18"),
    ("COPY conf /etc/site", "/etc/site/parts/tls.conf", "M18"),
    ("COPY conf/parts /parts", "/parts/tls.conf", "M18"),
)
ARCHIVES = (
    ("ADD data.tar.gz /data/", "/data/a.csv", "M20"),
    ("COPY data.tar.gz /data/", "/data/a.csv", "M20"),
    ("ADD data.tar.gz /data/", "/data/data.tar.gz", "M20"),
    ("COPY data.tar.gz /data/", "/data/data.tar.gz", "M20"),
    ("ADD data.tar.gz /data/", "/data/old/b.csv", "M20"),
)
LOST = (
    ("RUN cd /var\nRUN touch here", "/var/here", "M13"),
    ("RUN export NAME=x\nRUN touch /file-$NAME", "/file-x", "M13"),
)
LASTING = (
    ("WORKDIR /srv/app\nRUN touch here", "/srv/app/here", ""),
    ("RUN cd /var && touch here", "/var/here", ""),
    ("ENV NAME=x\nRUN touch /file-$NAME", "/file-x", ""),
    ("WORKDIR /srv\nWORKDIR app\nRUN touch here", "/srv/app/here", ""),
)
VOLUMES: tuple[tuple[str, str, Builder], ...] = (
    ("RUN mkdir /data\nVOLUME /data\nRUN echo seed > /data/seed", "/data/seed", "buildkit"),
    ("RUN mkdir /data\nVOLUME /data\nRUN echo seed > /data/seed", "/data/seed", "classic"),
)


@cache
def there(lines: str, path: str, builder: Builder) -> bool:
    """Say whether ``path`` is in the image that ``lines`` build."""
    return exists(Host().build(f"FROM busybox\n{lines}\n", builder=builder), path)


@cache
def questions(variant: Variant) -> dict[str, Question]:
    """Return a learner's eight questions by letter."""
    drawn: list[tuple[str, str, str, Builder]] = []
    for name, pool, count in (("M18", COPIES, 2), ("M20", ARCHIVES, 2), ("M13", LOST, 1), ("lasting", LASTING, 1)):
        drawn += [(*one, "buildkit") for one in variant.sample(name, pool, count)]
    drawn += [(lines, path, "M27" if builder == "buildkit" else "", builder) for lines, path, builder in VOLUMES]
    found = {}
    for letter, (lines, path, tag, builder) in zip(LETTERS, variant.shuffle("order", drawn), strict=True):
        yes = there(lines, path, builder)
        name = "BuildKit" if builder == "buildkit" else "classic"
        words = f"{path}   ({name} builder)\n{lines}"
        found[letter] = Question(words, "yes" if yes else "no", f"{path} is {'' if yes else 'not '}in the image", tag)
    return found


def check(answer: object, variant: Variant) -> Sequence[Case]:
    """Eight predictions, each right or wrong."""
    return judged(answer, questions(variant), SHAPE, OPTIONS)


EXERCISE = Exercise(
    id="10.is-it-there",
    title="Is it there?",
    points=20,
    task=lambda variant: listed(questions(variant), OPTIONS),
    check=check,
    answer=lambda variant: truths(questions(variant)),
    why="COPY of a directory copies what is in it, not the directory. ADD unpacks a local archive, COPY never does. "
    "Each RUN is a new process: a cd or an export ends with it, WORKDIR and ENV stay. What a RUN writes below a "
    "VOLUME is kept by BuildKit and lost by the classic builder.",
    hints=(
        "Ask of each line what it leaves behind: files, a setting, or nothing.",
        "COPY conf X puts site.conf into X. ADD of an archive leaves its members, not the archive.",
        "cd and export are gone after their RUN; WORKDIR and ENV are not. Only the classic builder empties a VOLUME.",
    ),
    shape=SHAPE,
    misconceptions=("M13", "M18", "M20", "M27"),
    locked=True,
)
