"""Taking the inventory: once before the course, as often as one likes after it.

The first answers are kept as they were given; the last ones stand beside them.  What the right answers are
is told afterwards only: told before, the second time would measure memory.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from dockerlab.exercises.answers import AnswerError, plain
from dockerlab.exercises.exercise import Variant
from dockerlab.exercises.feedback import Note, inline
from dockerlab.exercises.inventory.items import ITEMS, Item
from dockerlab.exercises.misconceptions import MISCONCEPTIONS
from dockerlab.exercises.progress import Entry, Progress
from dockerlab.exercises.report import table

__all__ = ["Inventory", "inventory"]

LETTERS = "abc"
APART = 'style="margin-bottom: 0.8em"'
SHAPE = 'a dictionary {1: "a", 2: "c", …}; leave ... where you do not know'
When = Literal["before", "after"]


@cache
def truth(item: Item) -> str:
    """Return the key of the right answer: the model carries the experiment out, once."""
    return item.experiment()


def lettered(item: Item, variant: Variant) -> dict[str, str]:
    """Return the keys of a question's options by letter, in the learner's own order.

    >>> sorted(lettered(ITEMS[0], Variant("ada")))
    ['a', 'b', 'c']
    """
    return dict(zip(LETTERS, variant.shuffle(f"inventory/{item.tag}", sorted(item.options)), strict=True))


@dataclass(frozen=True)
class Inventory:
    """The 27 questions for one learner.

    >>> asked = Inventory(Progress(None))
    >>> asked.take({1: "a"}).title
    'Concept inventory, before the course: 1 of 27 answered'
    """

    progress: Progress

    def __repr__(self) -> str:
        lines = []
        for n, item in enumerate(ITEMS, start=1):
            lines.append(f"{n:2d}  {item.words}")
            lines += [f"    {letter}  {item.options[key]}" for letter, key in self._letters(item).items()]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        asked = []
        for item in ITEMS:
            rows = "".join(f"<li>{inline(item.options[key])}</li>" for key in self._letters(item).values())
            asked.append(f'<li {APART}>{inline(item.words)}<ol type="a">{rows}</ol></li>')
        return f"<ol>{''.join(asked)}</ol>"

    def _letters(self, item: Item) -> dict[str, str]:
        return lettered(item, Variant(self.progress.seed))

    def take(self, answers: object, when: When = "before") -> Note | Outcome:
        """Keep the answers: ``before`` the first time only, ``after`` each time. Never raises at a learner."""
        try:
            given = self._read(answers)
        except AnswerError as exc:
            return Note("The inventory was not taken", str(exc))
        if not given:
            return Note("Concept inventory: nothing answered yet", f"Write {SHAPE}.")
        first = self.progress.entry("inventory.before")
        if when == "before" and first.attempts:
            when_taken = "The first answers are kept as they were. After the course: `take(answers, 'after')`."
            return Note("Concept inventory: taken before", when_taken)
        right = [item.tag for item in ITEMS if given.get(item.tag) == truth(item)]
        missed = sorted({item.tag for item in ITEMS} - set(right))
        kept = Entry(
            "correct" if not missed else "not yet", len(right), first.attempts + 1, 0, json.dumps(given), missed
        )
        self.progress.keep(f"inventory.{when}", kept)
        if when == "before":
            told = "The answers are kept. What is right, the course will show; take the inventory again after it."
            return Note(f"Concept inventory, before the course: {len(given)} of {len(ITEMS)} answered", told)
        return self.outcome()

    def _read(self, answers: object) -> dict[str, str]:
        """Return the given answers by tag, as keys of the options."""
        data = plain(answers)
        if not isinstance(data, dict):
            raise AnswerError("the answers are no dictionary", hint=f"Write {SHAPE}")
        given = {}
        for number, letter in data.items():
            if isinstance(number, bool) or not isinstance(number, int) or not 1 <= number <= len(ITEMS):
                raise AnswerError(f"there is no question {number!r}", hint=f"The questions are 1 to {len(ITEMS)}.")
            if letter is ... or letter is None:
                continue
            item = ITEMS[number - 1]
            letters = self._letters(item)
            if not isinstance(letter, str) or letter.strip().lower() not in letters:
                raise AnswerError(f"question {number} is answered with {letter!r}", hint="Write a, b or c.")
            given[item.tag] = letters[letter.strip().lower()]
        return given

    def outcome(self) -> Outcome:
        """Return what was right before and after, concept by concept."""
        return Outcome(*(_given(self.progress, when) for when in ("before", "after")))


def _given(progress: Progress, when: When) -> Mapping[str, str] | None:
    """Return the answers that were kept, by tag; None where the inventory was not taken."""
    entry = progress.entries.get(f"inventory.{when}")
    if entry is None or not entry.attempts:
        return None
    try:
        data = json.loads(entry.answer)
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}


@dataclass(frozen=True)
class Outcome:
    """Before and after, side by side. ``None``: not taken."""

    before: Mapping[str, str] | None
    after: Mapping[str, str] | None

    def score(self, given: Mapping[str, str] | None) -> int:
        """Return how many answers are right."""
        return sum((given or {}).get(item.tag) == truth(item) for item in ITEMS)

    def rows(self) -> list[tuple[str, ...]]:
        """Return a row for each question: number, before, after, notebook."""
        if self.before is None and self.after is None:
            return []
        return [
            (f"{n}", mark(self.before, item), mark(self.after, item), f"notebook {item.notebook}")
            for n, item in enumerate(ITEMS, start=1)
        ]

    @property
    def caption(self) -> str:
        """Both scores."""
        told = [
            f"{self.score(given)} of {len(ITEMS)} right {when} the course"
            for given, when in ((self.before, "before"), (self.after, "after")) if given is not None
        ]  # fmt: skip
        return "Concept inventory: " + (", ".join(told) or "not taken yet")

    def lessons(self) -> list[str]:
        """Say what is true where the last answers were wrong; nothing before the course is over."""
        if self.after is None:
            return []
        wrong = [item for item in ITEMS if self.after.get(item.tag) != truth(item)]
        return [f"{MISCONCEPTIONS[item.tag].truth.capitalize()} (notebook {item.notebook})." for item in wrong]

    def __repr__(self) -> str:
        return "\n".join([self.caption, *("  ".join(row) for row in self.rows()), *self.lessons()])

    def _repr_html_(self) -> str:
        heads = ("question", "before", "after", "where") if self.rows() else ()
        return table(self.caption, heads, self.rows(), self.lessons())


def mark(given: Mapping[str, str] | None, item: Item) -> str:
    """Return how a question was answered, as a mark and a word."""
    if given is None:
        return ""
    if item.tag not in given:
        return "○ open"
    return "✔ right" if given[item.tag] == truth(item) else "✘ wrong"


def inventory(progress: Progress | None = None) -> Inventory:
    """Return the inventory for the learner's own progress."""
    return Inventory(progress or Progress.default())
