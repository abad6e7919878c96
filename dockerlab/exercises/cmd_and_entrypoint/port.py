"""Task 5, the boss: a variable that is read, and a signal that arrives."""

from __future__ import annotations

from collections.abc import Sequence

from dockerlab.exercises.answers import wants
from dockerlab.exercises.cmd_and_entrypoint.running import built, printed, stop
from dockerlab.exercises.exercise import Case, Exercise, Variant

__all__ = ["EXERCISE", "SERVER", "START", "ports"]

START = """FROM debian:trixie-slim
COPY --chmod=755 server /usr/local/bin/server
ENV PORT=80
CMD server $PORT
"""
SERVER = """#!/bin/sh
trap 'echo bye; exit 0' TERM
echo "listening on $1"
sleep 100000 &
wait
"""
SHAPE = "a text: the whole Dockerfile"


def ports(variant: Variant) -> tuple[int, int]:
    """Return a learner's default port, and another one."""
    return variant.number("port", 3000, 4999), variant.number("other", 5000, 9999)


def task(variant: Variant) -> str:
    """Return the server and what is wanted."""
    port, other = ports(variant)
    return (
        f"`server`, a file beside the Dockerfile:\n{SERVER}\n"
        f"  docker run image                    prints `listening on {port}`\n"
        f"  docker run -e PORT={other} image       prints `listening on {other}`\n"
        f"  docker stop                         takes less than a second; the server says `bye`, status 0\n"
        f"The image must stand on debian:trixie-slim, whose /bin/sh is dash."
    )


def check(answer: object, variant: Variant) -> Sequence[Case]:
    """Two starts and a stop."""
    port, other = ports(variant)
    engine = built(wants(answer, str, SHAPE), {"server": SERVER})
    image, base = engine.store.find("image"), engine.image("debian:trixie-slim").layers
    stands = image is not None and image.layers[: len(base)] == base
    cases = [
        Case("the image stands on debian:trixie-slim", stands, "" if stands else "another base", "debian", gate=True)
    ]
    shell = printed(engine, "-c", "exit 7", flags=("--entrypoint", "/bin/sh"))
    cases.append(Case("its shell is still there", "not found" not in shell, shell[:80], "/bin/sh", gate=True))
    first = stop(engine)
    said = first.output.split("\n")[0]
    right = said == f"listening on {port}"
    cases.append(
        Case("the default port is read", right, said[:100] or "nothing", f"listening on {port}", "M4" * (not right))
    )
    fast = first.seconds < 1 and first.output.endswith("bye") and first.status == 0
    seen = f"{first.seconds:.0f} s, status {first.status}" + (", without bye" if "bye" not in first.output else "")
    cases.append(
        Case(
            "docker stop is quick, and the server says bye", fast, seen, "under 1 s, status 0, bye", "M14" * (not fast)
        )
    )
    second = stop(built(wants(answer, str, SHAPE), {"server": SERVER}), env=(f"PORT={other}",))
    said = second.output.split("\n")[0]
    right = said == f"listening on {other}"
    cases.append(
        Case(f"-e PORT={other} is read", right, said[:100] or "nothing", f"listening on {other}", "M4" * (not right))
    )
    return cases


def answer(variant: Variant) -> str:
    """Return a right Dockerfile."""
    return START.replace("PORT=80", f"PORT={ports(variant)[0]}").replace(
        "CMD server $PORT", 'CMD ["/bin/sh", "-c", "exec server $PORT"]'
    )


EXERCISE = Exercise(
    id="11.port",
    title="The port and the signal",
    points=25,
    task=task,
    check=check,
    answer=answer,
    why="A shell must read $PORT, and the shell must not stay: `exec server $PORT` lets it become "
    "the server, which is then "
    "PID 1 and gets SIGTERM. The shell form without exec leaves dash as PID 1, which throws the signal away; the exec "
    "form alone gives the server the five letters $PORT.",
    hints=(
        "Who replaces $PORT, and who is PID 1 afterwards? Both must be right.",
        "A shell can become the program that it starts.",
        "exec, in the text that the shell reads: CMD exec server $PORT, or with sh -c in an exec form.",
    ),
    shape=SHAPE,
    misconceptions=("M4", "M14"),
    start=START,
)
