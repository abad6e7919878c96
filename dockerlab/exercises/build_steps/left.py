"""Task 1, locked: a build failed; what is left of it?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from dockerlab.exercises.build_steps.application import BUILD, after_failure
from dockerlab.exercises.exercise import Case, Exercise, Variant
from dockerlab.exercises.questions import Question, judged, listed, truths
from dockerlab.lab import Lab

__all__ = ["EXERCISE", "questions"]

OPTIONS = ("yes", "no")
SHAPE = 'a dictionary: {"a": "yes", "b": "no", …} for the letters a to h'


@dataclass(frozen=True)
class Claim:
    """A statement about the host afterwards, and how the host itself is asked: commands, and what they must print."""

    words: str
    commands: str
    holds: Callable[[str], bool]
    seen: dict[str, str]
    built_before: bool = False


def words_of(printed: str) -> list[str]:
    """Return the words of an output."""
    return printed.split()


CLAIMS = (
    Claim(
        "`docker images -a` shows an image with the files of line 4, which worked",
        "for i in $(docker images -aq); do docker run --rm --entrypoint ls $i /app 2>&1; done",
        lambda out: "sorted.txt" in words_of(out),
        {"BuildKit": "it shows no image of any step", "classic": "it shows an image of each step that worked"},
    ),
    Claim(
        "`docker ps -a` shows the container in which line 5 ran",
        "docker ps -aq",
        lambda out: bool(words_of(out)),
        {"BuildKit": "it shows no container", "classic": "the exited container of line 5 is still there"},
    ),
    Claim(
        "the file built.txt, which line 5 wrote before it failed, is in some image",
        "for i in $(docker images -aq); do docker run --rm --entrypoint ls $i /app 2>&1; done",
        lambda out: "built.txt" in words_of(out),
        {"BuildKit": "there is no such image", "classic": "a step that fails is not committed"},
    ),
    Claim(
        "built.txt, which line 5 wrote before it failed, can be read with Docker's everyday commands",
        "docker cp $(docker ps -aq | head -n 1):/app/built.txt - > /dev/null && echo found",
        lambda out: "found" in words_of(out),
        {
            "BuildKit": "no container and no image has it",
            "classic": "it is in the exited container: docker cp and docker diff reach it",
        },
    ),
    Claim(
        "the next build takes line 4 from the cache",
        "sed -i s/name.txt/names.txt/ Dockerfile; {build} 2>&1 | grep -c -i -e CACHED -e 'Using cache'",
        lambda out: int(words_of(out)[0]) >= 3,
        dict.fromkeys(BUILD, "what worked is in the cache, also when a later step fails"),
    ),
    Claim(
        "if web was built before from a good Dockerfile, it still means the old image",
        "docker run --rm web cat lines.txt",
        lambda out: "names.txt" in words_of(out),
        dict.fromkeys(BUILD, "a name moves only when a build ends well"),
        built_before=True,
    ),
    Claim(
        "if web was built before from a good Dockerfile, it now means the steps that worked",
        "docker run --rm web sh -c 'ls lines.txt || echo without lines'",
        lambda out: "without" in words_of(out),
        dict.fromkeys(BUILD, "a name moves only when a build ends well: web is the old image"),
        built_before=True,
    ),
)


@cache
def holds(number: int, builder: str) -> bool:
    """Ask the host whether a claim of ``CLAIMS`` holds; it is as before afterwards."""
    claim = CLAIMS[number]
    lab: Lab = after_failure(builder, claim.built_before)
    done = lab.run(claim.commands.replace("{build}", BUILD[builder]))
    lab.undo()
    return claim.holds(done.stdout)


@cache
def questions(variant: Variant) -> dict[str, Question]:
    """Return a learner's eight questions by letter: two on images for both builders, and others."""
    first = [(number, builder) for number in range(2) for builder in BUILD]
    others = [(number, builder) for number in range(2, len(CLAIMS)) for builder in BUILD]
    drawn = variant.shuffle("order", [*first, *variant.sample("others", others, 4)])
    asked = {}
    for letter, (number, builder) in zip("abcdefgh", drawn, strict=True):
        claim, truth = CLAIMS[number], "yes" if holds(number, builder) else "no"
        belief = "" if claim.built_before or "cache" in claim.words else "M25"
        asked[letter] = Question(f"{builder}: {claim.words}", truth, claim.seen[builder], belief, ("yes",))
    return asked


def check(answer: object, variant: Variant) -> Sequence[Case]:
    """Eight predictions, each right or wrong."""
    return judged(answer, questions(variant), SHAPE, OPTIONS)


EXERCISE = Exercise(
    id="09.left",
    title="What is left of a failed build?",
    points=20,
    task=lambda variant: listed(questions(variant), OPTIONS),
    check=check,
    answer=lambda variant: truths(questions(variant)),
    why="The classic builder commits an image after every step, so those of the good steps are there, and the "
    "container in which the failing one ran. BuildKit makes an image at the end only; until then there is its cache, "
    "which has no IDs that docker run knows. Neither moves the name before everything worked.",
    hints=(
        "Which of the two makes an image at every step, and which only at the end?",
        "A step that fails is never committed. In the classic builder its container stays, exited.",
        "Classic: images of the good steps and one container. BuildKit: neither, but a cache. The name: only when all "
        "has worked.",
    ),
    shape=SHAPE,
    misconceptions=("M25",),
    locked=True,
)
