"""A table of questions: the form of most predictions, orderings and matchings.

Each ``Question`` has its true answer from the model, never written down by hand, and says
what the model did, so that a wrong answer meets its counter-example.  ``listed`` shows
the table, ``judged`` checks an answer of the form ``{"a": …, "b": …}``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dockerlab.exercises.answers import AnswerError, wants
from dockerlab.exercises.exercise import Case

__all__ = ["Question", "judged", "listed", "truths"]


@dataclass(frozen=True)
class Question:
    """One question of a table.

    Attributes:
        words: the question, as the learner reads it.
        truth: the right answer as the model computed it: a word of the options, a number, a text.
        seen: what the model did, in words: the counter-example of a wrong answer.
        misconception: the tag of the belief that usually stands behind a wrong answer.
        believed: the wrong answers behind which it stands; every one if none is named.
    """

    words: str
    truth: str | int | bool
    seen: str
    misconception: str
    believed: tuple[str | int, ...] = ()

    def belief(self, said: object) -> str:
        """Return the tag of the belief behind a wrong answer; empty if it speaks of none."""
        return self.misconception if not self.believed or said in self.believed else ""


def listed(questions: Mapping[str, Question], options: Sequence[str] = ()) -> str:
    """Return the questions as text, one a line, and the words to choose from.

    >>> print(listed({"a": Question("2 + 2", 4, "it is 4", "M2")}))
    a  2 + 2
    """
    width = max((len(name) for name in questions), default=0)
    lines = []
    for name, question in questions.items():
        first, *rest = question.words.split("\n")
        lines += [f"{name.ljust(width)}  {first}", *(f"{'':{width}}  {line}" for line in rest)]
    return "\n".join([*lines, "", "Choose from: " + "   ".join(options)] if options else lines)


def truths(questions: Mapping[str, Question]) -> dict[str, str | int | bool]:
    """Return the right answer."""
    return {name: question.truth for name, question in questions.items()}


def judged(given: object, questions: Mapping[str, Question], shape: str, options: Sequence[str] = ()) -> list[Case]:
    """Check an answer to all questions: a case each.

    Raises:
        AnswerError: the answer is no dictionary of these questions, or a word is none of the options.
    """
    said = wants(given, dict, shape)
    for name in said:
        if name not in questions:
            raise AnswerError(f"there is no question {name!r}", hint=f"Write it as {shape}")
    for name in questions:
        if name not in said:
            raise AnswerError(f"{name!r} is not answered", hint=f"Write it as {shape}")
    return [_case(name, question, said[name], shape, options) for name, question in questions.items()]


def _case(name: str, question: Question, said: object, shape: str, options: Sequence[str]) -> Case:
    truth = question.truth
    if isinstance(said, bool) != isinstance(truth, bool) or not isinstance(
        said, str if isinstance(truth, str) else int
    ):
        raise AnswerError(f"{name!r} is answered with {str(said)[:40]!r}", hint=f"Write it as {shape}")
    word = " ".join(said.split()) if isinstance(said, str) else said
    if options and word not in options:
        raise AnswerError(f"{name!r} is answered with {str(word)[:40]!r}", hint=f"Choose from: {', '.join(options)}")
    right = word == (" ".join(truth.split()) if isinstance(truth, str) else truth)
    statement = f"{name}: {' '.join(question.words.split())}"
    observed = f"you said {str(said)[:80]}; {question.seen}"
    return Case(statement, right, observed, str(truth), "" if right else question.belief(word))
