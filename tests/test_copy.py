"""COPY and ADD against the engine: every case of tests/copy/cases.json, in both builders, without an engine."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from dockerlab.build.copy import apply_copy, select
from dockerlab.build.ownership import parse_chmod
from dockerlab.context import BuildContext
from dockerlab.dockerfile import Add, Copy, Workdir, expand, parse
from dockerlab.errors import LabError, NotModelled
from dockerlab.filesystem import Filesystem
from dockerlab.layer import to_tar
from dockerlab.overlay import Overlay

FOLDER = Path(__file__).parent / "copy"
sys.path.insert(0, str(FOLDER))

from record import describe  # noqa: E402
from trees import CONTEXT, IMAGE, OLD  # noqa: E402

CASES = json.loads((FOLDER / "cases.json").read_text())
NO_XZ = "the engine of the recording had no `xz` program to call, so it took the archive for a plain file"
OPAQUE = "the kernel marks a directory opaque also where it hides a file; the overlay does not"
NOT_MODELLED = {"chown negative": "the negative owner -1", "parents": "COPY --parents"}
DIFFERENT = {"add xz": NO_XZ, "add tar over": OPAQUE}
NOW = OLD + 100_000_000
BOTH = [(case, builder) for case in CASES for builder in ("buildkit", "classic") if builder in case]


def replay(case, builder):
    """Do what the case does; return what the recorder would have written."""
    context = BuildContext(CONTEXT)
    root = Overlay(IMAGE if case.get("from") != "scratch" else Filesystem(), lambda: NOW)
    cwd, found = "/", {}
    try:
        for instruction in parse(f"FROM x\n{case['do']}\n").stages[0].instructions:
            instruction = expanded(instruction)
            if isinstance(instruction, Workdir):
                cwd = instruction.path
                continue
            assert isinstance(instruction, Copy | Add)
            fs = IMAGE if isinstance(instruction, Copy) and instruction.from_ else context.sent(builder)
            parse_chmod(instruction.chmod)
            selection = select(instruction, fs, builder, context=context, onto=root.lower if cwd == "/" else None)
            chown = f"--chown={instruction.chown} " if instruction.chown else ""
            if builder == "classic":
                name = type(instruction).__name__.upper()
                found["history"] = f"{name} {chown}{selection.digest} in {instruction.dest} "
            apply_copy(root, selection, instruction.dest, cwd=cwd, chown=instruction.chown, chmod=instruction.chmod)
    except NotModelled as exc:
        return {"not modelled": exc.what}
    except LabError as exc:
        return {"error": exc.message.rstrip()}
    return {"layer": describe(to_tar(root.layer())), **found}


def expanded(instruction):
    """Expand, unless that refuses a wrong flag or source before the copier, which must refuse it too, sees it."""
    try:
        return expand(instruction, {}, "\\")[0]
    except LabError:
        if isinstance(instruction, Add):
            raise
        return instruction


@pytest.mark.parametrize(("case", "builder"), BOTH, ids=[f"{case['name']}-{builder}" for case, builder in BOTH])
def test_like_the_engine(case, builder):
    if case["name"] in DIFFERENT:
        pytest.xfail(DIFFERENT[case["name"]])
    if case["name"] in NOT_MODELLED:
        assert replay(case, builder) == {"not modelled": NOT_MODELLED[case["name"]]}
        return
    assert replay(case, builder) == case[builder]
