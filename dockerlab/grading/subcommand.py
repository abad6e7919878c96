"""``dockerlab grade FOLDER``: the table of a class, on paper or in a file."""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from dockerlab.errors import LabError
from dockerlab.exercises.misconceptions import MISCONCEPTIONS
from dockerlab.grading.grades import Grade
from dockerlab.grading.table import to_csv, to_json
from dockerlab.grading.workers import SECONDS, grade

__all__ = ["add_arguments", "run"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``dockerlab grade`` to its parser."""
    parser.description = (
        "Grade the notebooks in a folder: FOLDER/<student>/…/08-build-cache.ipynb or FOLDER/<student>.ipynb."
    )
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="where the submissions are")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="write FILE (.csv or .json), not the screen")
    parser.add_argument("--json", action="store_true", help="JSON in place of CSV")
    parser.add_argument(
        "--class-seed", metavar="WORD", help="the class's word: each student had numbers and names of their own"
    )
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, metavar="N", help="default: %(default)s")
    parser.add_argument(
        "--seconds", type=float, default=SECONDS, metavar="S", help="how long one may take; default: %(default)s"
    )


def run(arguments: argparse.Namespace) -> int:
    """Grade; return the exit status: 0, or 1 where nothing could be graded."""
    try:
        grades = list(
            grade(
                arguments.folder,
                class_seed=arguments.class_seed,
                workers=arguments.workers,
                seconds=arguments.seconds,
            )
        )
        text = to_json(grades) if wants_json(arguments) else to_csv(grades)
        if arguments.output is None:
            sys.stdout.write(text)
        else:
            arguments.output.write_text(text, encoding="utf-8")
    except LabError as exc:
        print(f"dockerlab: {exc}", file=sys.stderr)
        return exc.status
    except OSError as exc:
        print(f"dockerlab: cannot write {arguments.output}: {exc.strerror}", file=sys.stderr)
        return 1
    print("\n".join(summary(grades)), file=sys.stderr)
    return 0


def wants_json(arguments: argparse.Namespace) -> bool:
    """Whether JSON is asked for, by the flag or by the file's name."""
    return bool(arguments.json) or (arguments.output is not None and arguments.output.suffix == ".json")


def summary(grades: Sequence[Grade]) -> list[str]:
    """Return what a teacher wants to know first: how many, what failed, what to talk about."""
    good = [one for one in grades if one.of]
    lines = [f"{len(good)} graded, {len(grades) - len(good)} could not be"]
    lines += [f"  {one.student}: {one.reason}" for one in grades if not one.of]
    counted = Counter(tag for one in good for tag in one.missed)
    lines += [f"  {count} met {tag}: {MISCONCEPTIONS[tag].truth}" for tag, count in counted.most_common(3)]
    return lines
