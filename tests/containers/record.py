"""Ask a real engine: ``DOCKER_HOST=… python tests/containers/record.py`` writes ``recorded.json``.

The engine must have an image ``busybox:lab``; it is filled with images, and emptied of containers.
``python tests/containers/record.py matrix`` records only which command lines come out, and
``… record.py init diff`` only the stories of these names.
For the process trees it needs ``SHELLS``, a directory with a dash and a bash and their libraries.
"""

import json
import os
import shlex
import subprocess
import sys
import tempfile
import time
from itertools import product
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from containers.normal import normal
from containers.scenarios import COMMANDS, ENTRYPOINTS, IMAGES, SCENARIOS, SIGNALS, TREES, WORDS

WANTED = Path(__file__).with_name("recorded.json")


def docker(*words: str, cwd: str | None = None) -> subprocess.CompletedProcess[str]:
    ran = subprocess.run(["docker", *words], cwd=cwd, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    return subprocess.CompletedProcess(ran.args, ran.returncode, ran.stdout.decode(), ran.stderr.decode())


def clean() -> None:
    for kind, remove in ((("ps", "-aq"), ("rm", "-f", "-v")), (("volume", "ls", "-q"), ("volume", "rm"))):
        if found := docker(*kind).stdout.split():
            docker(*remove, *found)


def files(directory: str) -> None:
    """What ``docker cp`` finds on the host."""
    here = Path(directory)
    (here / "d/sub").mkdir(parents=True)
    for name, text, mode in (("d/one", "1\n", 0o644), ("d/sub/two", "2\n", 0o644), ("ff", "f\n", 0o600)):
        (here / name).write_text(text)
        (here / name).chmod(mode)


def scenario(commands: list[str]) -> list[dict[str, object]]:
    clean()
    seen: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as directory:
        files(directory)
        done = []
        for command in commands:
            start = time.monotonic()
            ran = docker(*shlex.split(command), cwd=directory)
            took = time.monotonic() - start
            entry = {
                "command": command,
                "stdout": normal(ran.stdout, command, seen),
                "stderr": normal(ran.stderr, command, seen),
                "status": ran.returncode,
            }
            done.append(entry | ({"seconds": int(took)} if command.split()[0] == "stop" else {}))
    return done


def ending(run: str, verb: str) -> dict[str, object]:
    clean()
    docker(*shlex.split(f"run -d --network none --name sg {run}"))
    time.sleep(0.5)
    start = time.monotonic()
    ran = docker(*shlex.split(f"{verb} sg"))
    took = time.monotonic() - start
    time.sleep(0.4)
    state = docker("inspect", "-f", "{{.State.Status}} {{.State.ExitCode}}", "sg").stdout.strip()
    logs = docker("logs", "sg")
    return {
        "run": run,
        "verb": verb,
        "seconds": int(took),
        "status": ran.returncode,
        "state": state,
        "logs": logs.stdout + logs.stderr,
        "stderr": ran.stderr,
    }


def tree(shell: str, script: str) -> list[str]:
    """The processes of a container, by their arguments, PID 1 first."""
    clean()
    docker("run", "-d", "--network", "none", "--name", "px", "-e", "T=100", "shells", shell, "-c", script)
    time.sleep(0.3)
    rows = docker("exec", "px", "ps", "-o", "pid,args").stdout.splitlines()[1:]
    return [" ".join(row.split()[1:]) for row in rows if "ps -o" not in row]


def matrix() -> list[dict[str, object]]:
    """What ``docker create`` makes of every ENTRYPOINT, CMD and words, from an image that has neither."""
    clean()
    found = []
    for entrypoint, command in product(ENTRYPOINTS, COMMANDS):
        text = f"FROM nothing\n{command}\n{entrypoint}\n"
        subprocess.run(["docker", "build", "-q", "--network", "none", "-t", "m", "-"], input=text.encode(), check=True)
        for words in WORDS:
            flags = words.split() if not words.startswith("--") else words.replace("''", "").split(" ")
            at = 2 if words.startswith("--") else 0
            ran = docker("create", "--network", "none", *flags[:at], "m", *flags[at:])
            got: dict[str, object] = {"error": normal(ran.stderr, "create", {}), "status": ran.returncode}
            if ran.returncode == 0:
                parts = ",".join(
                    f"{{{{json .{part}}}}}" for part in ("Path", "Args", "Config.Entrypoint", "Config.Cmd")
                )
                shown = json.loads(docker("inspect", "-f", f"[{parts}]", ran.stdout.strip()).stdout)
                got = {"argv": [shown[0], *shown[1]], "entrypoint_of": shown[2], "cmd_of": shown[3]}
            found.append({"entrypoint": entrypoint, "cmd": command, "words": words, **got})
    return found


def main() -> None:
    if sys.argv[1:] == ["matrix"]:
        docker("rmi", "nothing")
        subprocess.run(
            ["docker", "build", "-q", "--network", "none", "-t", "nothing", "-"],
            input=b"FROM busybox:lab AS b\nFROM scratch\nCOPY --from=b /bin/busybox /bin/busybox\n",
            check=True,
        )
        recorded = json.loads(WANTED.read_text()) | {"matrix": matrix()}
        WANTED.write_text(json.dumps(recorded, indent=1, ensure_ascii=False) + "\n")
        return
    for name, text in IMAGES.items():
        subprocess.run(["docker", "build", "-q", "--network", "none", "-t", name, "-"], input=text.encode(), check=True)
    time.sleep(3)  # `docker diff` compares times in whole seconds
    recorded: dict[str, object] = json.loads(WANTED.read_text()) if WANTED.exists() else {}
    if sys.argv[1:]:
        recorded["scenarios"] = {
            name: scenario(steps) if name in sys.argv[1:] else recorded["scenarios"][name]  # type: ignore[index]
            for name, steps in SCENARIOS.items()
        }
        WANTED.write_text(json.dumps(recorded, indent=1, ensure_ascii=False) + "\n")
        return
    recorded |= {"scenarios": {name: scenario(steps) for name, steps in SCENARIOS.items()}}
    recorded["signals"] = [ending(run, verb) for run, verb in SIGNALS]
    if "SHELLS" in os.environ:
        dockerfile = "FROM busybox:lab\nCOPY . /\n"
        with tempfile.NamedTemporaryFile("w", suffix=".Dockerfile") as file:
            file.write(dockerfile)
            file.flush()
            docker("build", "-q", "--network", "none", "-t", "shells", "-f", file.name, os.environ["SHELLS"])
        recorded["trees"] = [
            {"shell": shell, "script": script, "processes": tree(shell, script)}
            for shell in ("sh", "dash", "bash")
            for script in TREES
        ]
    clean()
    WANTED.write_text(json.dumps(recorded, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
