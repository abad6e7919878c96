"""The concept inventory: one question for each belief, with answers that the model finds."""

from __future__ import annotations

from pathlib import Path

import pytest

from dockerlab.exercises import Variant
from dockerlab.exercises.inventory import ITEMS, Inventory, Item
from dockerlab.exercises.inventory.taking import Outcome, lettered, truth
from dockerlab.exercises.misconceptions import MISCONCEPTIONS
from dockerlab.exercises.progress import Progress

# What FACTS and the real engine say; the experiments must come to the same.
RIGHT = {
    "M1": "larger", "M2": "below", "M3": "a c", "M4": "$HOME", "M5": "old", "M6": "there", "M7": "host", "M8": "one", "M9": "history",
    "M10": "normal", "M11": "old", "M12": "fails", "M13": "/", "M14": "ten", "M15": "v", "M16": "whole", "M17": "without",
    "M18": "content", "M19": "once", "M20": "unpacked", "M21": "cached", "M22": "last", "M23": "two", "M24": "no", "M25": "nothing",
    "M26": "shell", "M27": "buildkit",
}  # fmt: skip


def answers(asked: Inventory, *, wrong: tuple[str, ...] = ()) -> dict[int, str]:
    """The right letters for a learner, but for some beliefs."""
    found = {}
    for n, item in enumerate(ITEMS, start=1):
        letters = lettered(item, Variant(asked.progress.seed))
        found[n] = next(letter for letter, key in letters.items() if (key == truth(item)) != (item.tag in wrong))
    return found


def test_every_belief_has_one_question() -> None:
    assert sorted(item.tag for item in ITEMS) == sorted(MISCONCEPTIONS) and len(ITEMS) == 27


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.tag)
def test_the_experiment_finds_what_docker_does(item: Item) -> None:
    assert item.experiment() == RIGHT[item.tag] and RIGHT[item.tag] in item.options and len(item.options) == 3


def test_the_letters_differ_from_learner_to_learner() -> None:
    keys = ["".join(answers(Inventory(progress)).values()) for progress in map(seeded, "abcdef")]
    assert len(set(keys)) == len(keys) and all(set(key) == set("abc") for key in keys)


def seeded(seed: str) -> Progress:
    progress = Progress(None)
    progress.seed = seed
    return progress


def test_before_and_after(tmp_path: Path) -> None:
    asked = Inventory(Progress(tmp_path / "progress.json"))
    first = asked.take(answers(asked, wrong=("M1", "M5")) | {27: ...})
    assert repr(first).startswith("Concept inventory, before the course: 26 of 27 answered")
    assert "larger" not in repr(first) and "25" not in repr(first), "nothing is given away before the course"
    assert "kept as they were" in repr(asked.take(answers(asked)))
    again = Inventory(Progress(tmp_path / "progress.json"))
    assert again.outcome().caption == f"Concept inventory: {27 - 3} of 27 right before the course"
    last = again.take(answers(again, wrong=("M5",)), "after")
    assert isinstance(last, Outcome)
    assert last.caption == "Concept inventory: 24 of 27 right before the course, 26 of 27 right after the course"
    assert [row[1:3] for row in last.rows()].count(("✘ wrong", "✔ right")) == 1
    (lesson,) = last.lessons()
    assert lesson.endswith("(notebook 10).") and "cache" in lesson
    assert repr(Progress(tmp_path / "progress.json")) == "0 tasks done, 0 points"


@pytest.mark.parametrize("nothing", [{}, {1: ...}, dict.fromkeys(range(1, 28), ...)])
def test_nothing_answered_is_not_taken(nothing: object) -> None:
    asked = Inventory(Progress(None))
    assert "nothing answered yet" in repr(asked.take(nothing)) and asked.outcome().before is None


@pytest.mark.parametrize(
    "absurd", [42, "a", {28: "a"}, {0: "a"}, {1: "d"}, {1: 1}, {"1": "a"}, {True: "a"}, print, {1: ["a"]}]
)
def test_what_is_no_answer_is_told_and_not_kept(absurd: object) -> None:
    asked = Inventory(Progress(None))
    assert "The inventory was not taken" in repr(asked.take(absurd)) and asked.outcome().before is None


def test_it_reads_as_text_and_as_html() -> None:
    asked = Inventory(Progress(None))
    assert repr(asked).count("\n") == 27 * 4 - 1 and asked._repr_html_().count("<li") == 27 * 4
    assert "<script" not in asked._repr_html_() and "`" not in asked._repr_html_()
