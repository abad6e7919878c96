"""The table of the Dockerfile reference, and 186 runs of a real engine: ENTRYPOINT × CMD × arguments × --entrypoint."""

import json
import re
from functools import cache
from pathlib import Path

import pytest

from dockerlab.dockerfile import Cmd, Entrypoint, parse
from dockerlab.errors import DaemonError
from dockerlab.image import ImageConfig
from dockerlab.process import resolve_process

SHARED = Path(__file__).parents[3] / "shared"
TABLE = SHARED / "conformance" / "docs-cmd-entrypoint" / "cases.json"
TRUTH = SHARED / "engine" / "truth.json"


@cache
def table():
    return json.loads(TABLE.read_text())["table"] if TABLE.exists() else []


@cache
def observations():
    """Every run whose image configuration was recorded."""
    if not TRUTH.exists():
        return []
    found = [entry for entry in json.loads(TRUTH.read_text()) if entry["id"].split(".")[0] in "aibc"]
    return [entry for entry in found if isinstance(entry["observed"], dict)]


def config_of(entrypoint, cmd):
    """The configuration that two Dockerfile lines (None: left out) leave in an image."""
    lines = ["FROM scratch", *(line for line in (cmd, entrypoint) if line)]
    config = {"entrypoint": None, "cmd": None}
    for instruction in parse("\n".join(lines) + "\n").stages[0].instructions:
        words = ("/bin/sh", "-c", *instruction.args) if instruction.shell else instruction.args
        match instruction:
            case Cmd():
                config["cmd"] = words
            case Entrypoint():
                config["entrypoint"] = words
    return ImageConfig(**config)


@pytest.mark.requires("conformance")
def test_the_tables_are_whole():
    assert len(table()) == 9
    assert len(observations()) == 186


@pytest.mark.parametrize("number", range(9))
@pytest.mark.requires("conformance")
def test_the_nine_cells_of_the_reference(number):
    case = table()[number]
    config = config_of(case["entrypoint"], case["cmd"])
    if case["result"] == "error, not allowed":
        with pytest.raises(DaemonError, match="no command specified"):
            resolve_process(config)
        return
    process = resolve_process(config)
    shell_entrypoint = case["entrypoint"] and "[" not in case["entrypoint"]
    # The reference leaves out the words that `sh -c` ignores; the kernel gets them all the same.
    assert list(process.argv[: len(case["result"])] if shell_entrypoint else process.argv) == case["result"]
    assert len(process.argv) >= len(case["result"])


def options(run_args):
    """Take the arguments of a recorded ``docker run`` apart."""
    at = run_args.index("IMAGE")
    flags, words = run_args[:at], run_args[at + 1 :]
    chosen = {"entrypoint": None, "env": []}
    for flag, value in zip(flags[::2], flags[1::2], strict=True):
        match flag:
            case "--entrypoint":
                chosen["entrypoint"] = value
            case "-e":
                chosen["env"].append(value)
    return words, chosen


@pytest.mark.requires("conformance")
def test_every_run_of_the_engine():
    reported = re.compile(r"argv:(.*)")
    for entry in observations():
        stored = entry.get("config", {"Entrypoint": entry.get("image_Entrypoint"), "Cmd": entry.get("image_Cmd")})
        config = ImageConfig.from_json(stored)
        words, chosen = options(entry.get("run_args", ["IMAGE"]))
        seen, name = entry["observed"], entry["id"]
        if "path" not in seen:
            assert seen["rc"] in (125, 126, 127), name
            if seen["rc"] == 125:
                with pytest.raises(DaemonError) as caught:
                    resolve_process(config, words, **chosen)
                assert f"Error response from daemon: {caught.value.message}" in seen["stderr"], name
                assert caught.value.status == 125
            else:
                first = resolve_process(config, words, **chosen).argv[0]
                assert f'exec: "{first}"' in seen["stderr"], name
            continue
        process = resolve_process(config, words, **chosen)
        assert list(process.argv) == [seen["path"], *seen["args"]], name
        assert list(process.cmd or ()) == (seen["Config_Cmd"] or []), name  # `inspect` shows an empty CMD as null
        assert list(process.entrypoint or ()) == (seen["Config_Entrypoint"] or []), name
        printed = reported.match(seen["stdout"])
        if printed and process.argv[0] == "/argv":
            assert "".join(f"[{word}]" for word in process.argv) == printed[1], name
