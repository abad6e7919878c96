"""Answers are plain data.

``plain`` takes whatever stands in a learner's variable and gives back the same
data made of nothing but Python's own literals, or says what is wrong with it.
So a check never meets an object with a will of its own, a list that contains
itself, or a text of a gigabyte.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from dockerlab.errors import LabError

__all__ = ["AnswerError", "choice", "empty_places", "plain", "texts", "wants"]

Item = TypeVar("Item")
DEEPEST, LARGEST, LONGEST = 6, 500, 5_000  # levels of nesting, items, characters in all
LETTERS = {
    dict: "a dictionary {…}", list: "a list […]", tuple: "a tuple (…)", str: "a text", int: "a whole number",
    bool: "True or False", float: "a number",
}  # fmt: skip


class AnswerError(LabError):
    """An answer of the wrong shape: it counts as no attempt."""


def plain(answer: object) -> object:
    """Return ``answer`` as plain data of its own: the learner's later changes do not reach it.

    Raises:
        AnswerError: it is no literal, contains itself, or is far too large.

    >>> plain({"a": [1, "hit", ...]})
    {'a': [1, 'hit', Ellipsis]}
    >>> plain(print)
    Traceback (most recent call last):
        ...
    dockerlab.exercises.answers.AnswerError: the answer holds a builtin_function_or_method, which is not plain data
    Try: Write texts, numbers, lists and dictionaries only.
    """
    return _Copy().of(answer, 0)


class _Copy:
    """One copying, and how much of it is done."""

    def __init__(self) -> None:
        self.items = self.characters = 0

    def of(self, value: object, depth: int) -> object:
        """Return a copy of one value. Raises AnswerError."""
        self.items += 1
        if depth > DEEPEST:
            raise AnswerError("the answer is nested too deeply", hint="Does a list contain itself?")
        if self.items > LARGEST:
            raise AnswerError(f"the answer has more than {LARGEST} parts", hint="The right one is much shorter.")
        # exact types: a subclass may behave as it likes
        if type(value) is str or type(value) is bytes:
            self.characters += len(value)
            if self.characters > LONGEST:
                raise AnswerError(
                    f"the answer is longer than {LONGEST} characters", hint="The right one is much shorter."
                )
            if type(value) is str and not value.isascii():
                writable(value)
            return value
        if type(value) is dict:
            return {self.of(key, depth + 1): self.of(item, depth + 1) for key, item in value.items()}
        if type(value) is list:
            return [self.of(item, depth + 1) for item in value]
        if type(value) is tuple:
            return tuple(self.of(item, depth + 1) for item in value)
        if type(value) is set:
            return {self.of(item, depth + 1) for item in value}
        if type(value) is int:
            if abs(value) > 10**18:
                raise AnswerError("the answer holds an enormous number", hint="The right one is much smaller.")
            return value
        if type(value) in (bool, float, type(None), type(...)):
            return value
        raise AnswerError(
            f"the answer holds a {type(value).__name__}, which is not plain data",
            hint="Write texts, numbers, lists and dictionaries only.",
        )


def writable(text: str) -> None:
    """Raise AnswerError where ``text`` holds characters that no file can: half of a pair (U+D800 to U+DFFF)."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as exc:
        raise AnswerError(f"the answer holds a broken character at position {exc.start}") from exc


def empty_places(answer: object, name: str = "") -> Iterator[str]:
    """Yield where a plain answer still has the ``...`` of the notebook; empty for the answer as a whole.

    >>> list(empty_places({"a": "hit", "b": ...}))
    ['b']
    """
    match answer:
        case dict():
            for key, item in answer.items():
                yield from empty_places(item, f"{name}.{key}" if name else str(key))
        case list() | tuple():
            for n, item in enumerate(answer, 1):
                yield from empty_places(item, f"{name}.{n}" if name else str(n))
        case _ if answer is ...:
            yield name


def wants(answer: object, kind: type[Item], shape: str) -> Item:
    """Return ``answer`` if it is of ``kind``.

    Raises:
        AnswerError: it is not; the message shows how an answer is written.

    >>> wants(3, int, "a number")
    3
    >>> wants("3", int, "a number, such as 3")
    Traceback (most recent call last):
        ...
    dockerlab.exercises.answers.AnswerError: the answer is a text, but a whole number is wanted
    Try: Write it as a number, such as 3
    """
    if type(answer) is not kind:
        got = LETTERS.get(type(answer), f"of the type {type(answer).__name__}")
        raise AnswerError(
            f"the answer is {got}, but {LETTERS.get(kind, kind.__name__)} is wanted", hint=f"Write it as {shape}"
        )
    return answer


def choice(given: dict[object, object], name: str, choices: tuple[str, ...]) -> str:
    """Return what ``given`` says for ``name``, one of ``choices``; case and blanks around it do not count.

    Raises:
        AnswerError: it says nothing, or something else.
    """
    said = given.get(name)
    wanted = ", ".join(f'"{word}"' for word in choices)
    if said is None:
        raise AnswerError(f"there is no answer for {name!r}", hint=f"Write one of: {wanted}")
    for word in choices:
        if isinstance(said, str) and " ".join(said.split()).lower() == word.lower():
            return word
    raise AnswerError(f"{said!r} is no answer for {name!r}", hint=f"Write one of: {wanted}")


def texts(answer: object, names: tuple[str, ...], shape: str) -> dict[str, str]:
    """Return an answer that is a dictionary of just these names, each with a text.

    Raises:
        AnswerError: it is something else.
    """
    given = wants(answer, dict, shape)
    missing = [name for name in names if name not in given]
    if missing:
        raise AnswerError(f"there is no {missing[0]!r} in the answer", hint=f"Write it as {shape}")
    extra = [name for name in given if name not in names]
    if extra:
        raise AnswerError(f"{extra[0]!r} is not asked for", hint=f"Write it as {shape}")
    for name in names:
        if type(given[name]) is not str:
            raise AnswerError(f"{name!r} is no text", hint=f"Write it as {shape}")
    return {name: str(given[name]) for name in names}
