"""The model against the recordings of a real engine: each script, each builder, one aspect at a time.

`tests/recordings/README.md` says what a recording is. A difference that is known stands in `expected_failures.txt` with
its reason; one that is listed and has gone fails, so that the list only ever holds what is true.
"""

from __future__ import annotations

import difflib
import importlib
import json
import os
import random
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pytest

TESTS = Path(__file__).resolve().parent
sys.path.insert(0, str(TESTS))

from recordings import bash, describe, normalise, record  # noqa: E402  (found through the line above)
from recordings import engine as engines  # noqa: E402

Run = dict[str, Any]
SAMPLE = 12  # scripts recorded again from a real engine: about 2 s each
HOST_COMMANDS = set("docker echo printf cat mkdir cp mv rm touch chmod ls cd set true false".split())
SCRIPTS = sorted(path.stem for path in record.SCRIPTS.glob("*.sh"))
CASES = [(script, builder) for script in SCRIPTS for builder in record.builders(record.text_of(script))]


@cache
def recorded(script: str) -> dict[str, Run]:
    builders: dict[str, Run] = json.loads((record.RECORDED / f"{script}.json").read_text())["builders"]
    return builders


# -- the model's side: the only lines that know it -----------------------


@cache
def replayed(script: str, builder: str) -> Run:
    """What the model does with a script, through the same words and the same normalisation."""
    session = importlib.import_module("dockerlab.session")
    result = session.run(record.text_of(script), files=None, builder=builder, images=(base_archive(),))

    def moved(text: str) -> str:
        return str(text.replace(session.HOME, "<directory>"))

    commands = [bash.Command(c.text, moved(c.stdout), moved(c.stderr), c.status) for c in result.commands]
    return normalise.recording(commands, describe.images(stored(result.engine)))


@cache
def base_archive() -> bytes:
    """The base image that a real engine saved, where DOCKERLAB_BASE names it; else the model's own."""
    if archive := os.environ.get("DOCKERLAB_BASE"):
        return Path(archive).read_bytes()
    engine = importlib.import_module("dockerlab.engine").Engine()
    engine.image(describe.BASE)
    saved: bytes = importlib.import_module("dockerlab.archive").save(engine.store, [describe.BASE])
    return saved


def stored(engine: Any) -> Iterator[describe.Stored]:
    """The images that `docker images` lists and that have a layer, as an engine would store them."""
    store = engine.store
    for image in store.listed():
        if image.layers:
            tags = [name.familiar for name in store.references(image.id)]
            yield describe.Stored(tags, image.json, [layer.tar for layer in image.layers])


# -- the aspects ---------------------------------------------------------


def lines_of(run: Run, *keys: str) -> list[str]:
    lines = []
    for command in run["commands"]:
        lines.append(f"$ {command['command']}")
        for key in keys:
            value = command.get(key, [])
            lines += [f"  {key}: {line}" for line in (value if isinstance(value, list) else [value])]
    return lines


def parts_of(run: Run, part: Callable[[Run], Any]) -> list[str]:
    lines = []
    for image in run["images"]:
        lines += [f"image {' '.join(image['tags']) or '<none>'}", *record.write(part(image)).split("\n")]
    return lines


def config_of(image: Run) -> Run:
    return {key: value for key, value in image.items() if key not in ("tags", "history", "layers")}


ASPECTS: dict[str, Callable[[Run], list[str]]] = {
    "output": lambda run: lines_of(run, "stdout", "stderr"),
    "status": lambda run: lines_of(run, "status"),
    "trace": lambda run: lines_of(run, "trace"),
    "config": lambda run: parts_of(run, config_of),
    "history": lambda run: parts_of(run, lambda image: image["history"]),
    "layers": lambda run: parts_of(run, lambda image: image["layers"]),
}


def expected_failures() -> dict[tuple[str, str, str], str]:
    """The lines `script builder,builder aspect,aspect — reason` of the list."""
    listed = {}
    for line in (TESTS / "recordings/expected_failures.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            case, _, reason = line.partition(" — ")
            script, builders, aspects = case.split()
            assert reason, f"no reason: {line}"
            listed.update(dict.fromkeys(product([script], builders.split(","), aspects.split(",")), reason))
    return listed


EXPECTED = expected_failures()


@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize(("script", "builder"), CASES)
def test_the_model_does_what_the_engine_did(script: str, builder: str, aspect: str) -> None:
    pytest.importorskip("dockerlab.session")
    wanted = ASPECTS[aspect](recorded(script)[builder])
    reason = EXPECTED.get((script, builder, aspect))
    try:
        got = ASPECTS[aspect](replayed(script, builder))
    except Exception as error:
        if reason:
            pytest.xfail(reason)
        raise AssertionError(f"the model stopped: {error!r}") from error
    if got == wanted:
        assert not reason, f"listed in expected_failures.txt, but it agrees now: delete the line ({reason})"
        return
    if reason:
        pytest.xfail(reason)
    diff = difflib.unified_diff(wanted, got, "the engine", "the model", lineterm="", n=3)
    pytest.fail(f"{script} ({builder}), {aspect}:\n" + "\n".join(diff), pytrace=False)


def test_the_model_has_the_recorded_base() -> None:
    """Where the engine's own archive is not at hand, the model's base must be the same but for busybox's bytes."""
    archive = describe.unpack(base_archive())
    got, wanted = (record.write(image) for image in (*describe.images(archive, base=""), record.base_recorded()))
    busybox = re.compile(r"(bin/busybox \d+ bytes) sha256:\w+")
    assert busybox.sub(r"\1", got) == busybox.sub(r"\1", wanted)


def test_the_list_names_real_cases() -> None:
    cases = {(script, builder, aspect) for script, builder in CASES for aspect in ASPECTS}
    assert set(EXPECTED) <= cases


# -- the recordings themselves -------------------------------------------


def test_every_script_is_recorded_under_its_builders() -> None:
    assert [path.stem for path in sorted(record.RECORDED.glob("[0-9]*.json"))] == SCRIPTS
    for script in SCRIPTS:
        assert list(recorded(script)) == record.builders(record.text_of(script)), script


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_recording_holds_the_commands_of_its_script(script: str) -> None:
    commands = [text.partition("\n")[0] for _, text in bash.split(record.text_of(script))]
    for run in recorded(script).values():
        reached = [command["command"] for command in run["commands"]]
        assert reached == commands[: len(reached)]
        assert reached == commands or run["commands"][-1]["status"] != 0, "only `set -e` ends a script early"


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_script_keeps_to_the_grammar_of_a_session(script: str) -> None:
    for _, text in bash.split(record.text_of(script)):
        words = text.split()
        assert re.sub(r"^DOCKER_BUILDKIT=[01]$", "docker", words[0]) in HOST_COMMANDS, text


def test_the_same_text_normalises_to_the_same_bytes() -> None:
    progress = '#0 building with "x"\n\n#2 [2/2] RUN b\n#2 0.1 out\n#2 DONE 0.2s\n\n#1 [1/2] FROM a\n#1 CACHED\n'
    swapped = '#0 building with "x"\n\n#1 [1/2] FROM a\n#1 DONE 0.1s\n\n#2 [2/2] RUN b\n#2 0.4 out\n#2 DONE 0.9s\n'
    one, two = (normalise.recording([bash.Command("docker build .", "", text, 0)], []) for text in (progress, swapped))
    assert one == two
    assert one["commands"][0]["stderr"] == ['building with "x"', "FROM a", "[2/2] RUN b | out | DONE"]
    assert one["commands"][0]["trace"] == ["RUN [2/2] RUN b"]


def test_equal_ids_get_equal_names() -> None:
    long = "0123456789ab" * 5 + "cdef"
    text = f"sha256:{long}\n{long[:12]} {'f' * 12}\nCOPY file:{long} in /\n"
    (command,) = normalise.recording([bash.Command("docker inspect", text, "", 0)], [])["commands"]
    assert command["stdout"] == ["sha256:<id1>", "<id1> <id2>", f"COPY file:{long} in /"]


# -- a sample, taken again -----------------------------------------------


def seed() -> str:
    """The commit if there is one, else the day: the same all day long, another one tomorrow."""
    head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=TESTS, capture_output=True, text=True, check=False)
    return os.environ.get("DOCKERLAB_SAMPLE") or head.stdout.strip() or date.today().isoformat()


@pytest.fixture(scope="module")
def running_engine() -> Iterator[engines.Engine]:
    """An engine of our own: recording clears it between scripts."""
    if not record.ENGINE_SH.exists():
        pytest.skip(f"there is no {record.ENGINE_SH} to start an engine with")
    with tempfile.TemporaryDirectory(prefix="rec", dir="/tmp") as scratch:  # a short path: it holds a socket
        yield engines.start(record.ENGINE_SH, Path(scratch, "e"))
        engines.stop(record.ENGINE_SH, Path(scratch, "e"))


@pytest.mark.requires("engine")
@pytest.mark.parametrize("script", random.Random(seed()).sample(SCRIPTS, SAMPLE))
def test_the_engine_still_says_so(running_engine: engines.Engine, script: str) -> None:
    again = record.record(running_engine, record.SCRIPTS / f"{script}.sh")
    before = (record.RECORDED / f"{script}.json").read_text().splitlines()
    diff = list(difflib.unified_diff(before, record.write(again).splitlines(), "recorded", "now", lineterm=""))
    if diff:
        pytest.fail(f"{script} (DOCKERLAB_SAMPLE={seed()}):\n" + "\n".join(diff), pytrace=False)
