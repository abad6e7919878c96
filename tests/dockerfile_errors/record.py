"""Ask a real engine about every case and write ``recorded.json``: ``python -m tests.dockerfile_errors.record``.

DOCKER_HOST must name a test engine.  For each Dockerfile: the error of ``docker build --check`` and the lines it marks,
its warnings, and the error of the classic builder; for the unwise ones the whole report.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from tests.dockerfile_errors.cases import CASES, UNWISE, VARIABLES, WORDS

RECORDED = Path(__file__).with_name("recorded.json")
NOISE = ("DEPRECATED: ", " ", "Sending build context", "Successfully", "Removing intermediate", "Step ")


def docker(folder: str, *arguments: str, buildkit: bool = True) -> tuple[str, str]:
    env = {**os.environ, "DOCKER_BUILDKIT": "1" if buildkit else "0"}
    done = subprocess.run(["docker", "build", *arguments, "."], cwd=folder, env=env, capture_output=True, timeout=120)
    return done.stdout.decode(), done.stderr.decode()


def ask(text: str, whole: bool = False) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "Dockerfile").write_bytes(text.encode())
        out, err = docker(folder, "--check", "--progress=plain")
        _, classic = docker(folder, "--network=none", buildkit=False) if not whole else ("", "")
    message, _, excerpt = (err.rpartition("\nERROR: ")[2] if "\nERROR: " in err else "").partition("\n")
    found: dict[str, Any] = {
        "dockerfile": text,
        "error": message,
        "lines": [int(number) for number in re.findall(r"^ *([0-9]+) \| >>>", excerpt, re.MULTILINE)],
    }
    if whole:
        return {**found, "report": out.rstrip("\n")}
    warnings = re.findall(r"^WARNING: (\w+) - \S+\n(.*)\nDockerfile:([0-9]+)", out, re.MULTILINE)
    lines = [line for line in classic.splitlines() if line and not line.startswith(NOISE)]
    return {**found, "warnings": [list(warning) for warning in warnings], "classic": "\n".join(lines)}


def expand_all() -> list[list[str]]:
    """Expand every word in a label of its own, in one build per builder; both must say the same."""
    env = "".join(f"ENV {key}={json.dumps(value)}\n" for key, value in VARIABLES.items())
    text = f"FROM scratch\n{env}" + "".join(f"LABEL l{n}={word}\n" for n, word in enumerate(WORDS))
    results = []
    for buildkit in (True, False):
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "Dockerfile").write_bytes(text.encode())
            docker(folder, "--quiet", "--tag=words", buildkit=buildkit)
            shown = subprocess.run(
                ["docker", "inspect", "--format={{json .Config.Labels}}", "words"], capture_output=True
            )
            labels = json.loads(shown.stdout)
            results.append([labels[f"l{n}"] for n in range(len(WORDS))])
            subprocess.run(["docker", "rmi", "words"], capture_output=True)
    assert results[0] == results[1]
    return [list(pair) for pair in zip(WORDS, results[0], strict=True)]


if __name__ == "__main__":
    found: dict[str, Any] = {"words": expand_all()}
    found |= {"wrong": [ask(text) for text in CASES], "unwise": [ask(text, whole=True) for text in UNWISE]}
    RECORDED.write_text(json.dumps(found, indent=1, ensure_ascii=True) + "\n", encoding="utf-8")
    print(sum(map(len, found.values())), "Dockerfiles")
