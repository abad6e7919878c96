"""Task 4: where does the file land?"""

from __future__ import annotations

import io
import tarfile
from collections.abc import Sequence
from functools import cache

from dockerlab.build.reading import readings
from dockerlab.exercises.answers import wants
from dockerlab.exercises.dockerfile_and_context.folder import build
from dockerlab.exercises.exercise import Case, Exercise, Variant
from dockerlab.exercises.questions import Question, judged, listed, truths

__all__ = ["EXERCISE", "questions"]

LETTERS = "abcdefgh"
NOWHERE = "nowhere"
SHAPE = 'a dictionary: {"a": "/app/main.py", "b": "nowhere", …} for the letters a to h'
FILES = ("main.py", "config/dev.ini", "config/prod.ini", "src/app.py", "src/lib/util.py", "site.tar")
# the lines above, the line, the file, the belief behind a wrong answer
SURE = (
    ("WORKDIR /app", "COPY src .", "src/lib/util.py", "M18"),
    ("", "COPY src /app", "src/app.py", "M18"),
    ("WORKDIR /app", "COPY src config ./", "config/dev.ini", "M18"),
    ("", "ADD site.tar /srv/", "site.tar", "M20"),
)
POOL = (
    ("WORKDIR /app", "COPY main.py .", "main.py", ""),
    ("", "COPY main.py /app", "main.py", ""),
    ("", "COPY main.py /app/", "main.py", ""),
    ("RUN mkdir /app", "COPY main.py /app", "main.py", ""),
    ("WORKDIR /app", "COPY src src", "src/app.py", "M18"),
    ("", "COPY src/* /app/", "src/lib/util.py", "M18"),
    ("", "COPY config/*.ini /etc/shop/", "config/prod.ini", ""),
    ("", "COPY . /all", "src/lib/util.py", "M18"),
    ("WORKDIR /srv", "COPY /src/lib lib/", "src/lib/util.py", "M12"),
    ("", "COPY site.tar /srv/", "site.tar", "M20"),
    ("ENV PLACE=/data", "COPY main.py $PLACE", "main.py", ""),
)


def archive() -> bytes:
    """Return a tar with one page in it."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        info = tarfile.TarInfo("page.html")
        info.size = 3
        tar.addfile(info, io.BytesIO(b"hi\n"))
    return buffer.getvalue()


@cache
def place(above: str, line: str, name: str) -> str:
    """Return where the file is in the image."""
    files: dict[str, str | bytes] = {one: f"{one}\n" for one in FILES} | {"site.tar": archive()}
    result, context = build({**files, "Dockerfile": f"FROM busybox\n{above}\n{line}\n"})
    landed = [one.path for reading in readings(result, context) for one in reading.landed if one.source == name]
    if landed or result.image is None:
        return landed[0] if landed else NOWHERE
    copied = result.steps[-1].layer
    whole = [path for path, _ in copied or () if path.endswith(f"/{name}")]  # an archive keeps its own content
    return whole[0] if whole else NOWHERE


def question(above: str, line: str, name: str, misconception: str) -> Question:
    """Ask where one file lands."""
    truth = place(above, line, name)
    lines = " / ".join(text for text in ("FROM busybox", above, line) if text)
    seen = f"{name} is at {truth}" if truth != NOWHERE else f"{name} itself is not in the image"
    return Question(f"{lines}\nwhere is {name}?", truth, seen, misconception)


def questions(variant: Variant) -> dict[str, Question]:
    """Return a learner's eight lines by letter: two on directories, one on an archive, five more."""
    drawn = [*variant.sample("sure", SURE[:3], 2), SURE[3], *variant.sample("pool", POOL, 5)]
    mixed = variant.shuffle("order", drawn)
    return {letter: question(*item) for letter, item in zip(LETTERS, mixed, strict=True)}


def task(variant: Variant) -> str:
    """Return the folder and the questions."""
    return f"the folder: {'  '.join(FILES)}\n(site.tar holds page.html)\n\n{listed(questions(variant))}"


def check(answer: object, variant: Variant) -> Sequence[Case]:
    """Eight lines, each built in the model; a path may be written without its first slash."""
    given = wants(answer, dict, SHAPE)
    said = {name: written(word) if isinstance(word, str) else word for name, word in given.items()}
    return judged(said, questions(variant), SHAPE)


def written(word: str) -> str:
    """Return an answer as the truth is written."""
    plain = word.strip()
    return plain.lower() if plain.lower() == NOWHERE else "/" + plain.strip("/")


EXERCISE = Exercise(
    id="06.landing",
    title="Where does it land?",
    points=20,
    task=task,
    check=check,
    answer=lambda variant: truths(questions(variant)),
    why="Of a directory the contents are copied, never the directory itself. A file goes into the destination if that "
    "ends with a slash or is a directory already; otherwise the destination is its new name. A wildcard that matches a "
    "directory copies its contents, too. ADD unpacks an archive, so the archive itself lands nowhere.",
    hints=(
        "Is the source a file or a directory? Does the destination end with a slash, or is it there already?",
        "COPY dir x: the contents of dir, in x. COPY file x: x is the file's new name, unless x is a directory.",
        "Busybox has no /app, /srv or /data; WORKDIR makes one. A slash at the start of a source is the context's top. "
        "ADD takes an archive apart.",
    ),
    shape=SHAPE,
    misconceptions=("M18", "M20", "M12"),
)
