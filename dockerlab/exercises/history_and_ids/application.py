"""The small application of notebook 7, and the three ways in which its image can come to a host."""

from __future__ import annotations

from functools import cache

from dockerlab.errors import LabError
from dockerlab.lab import Lab
from dockerlab.store import HistoryRow, history

__all__ = ["DOCKERFILE", "FILES", "SCENARIOS", "done", "host", "rows"]

DOCKERFILE = """FROM busybox
ENV MODE=prod
WORKDIR /app
COPY app.py .
RUN wc -l app.py > lines.txt
LABEL maintainer=ada
CMD ["cat", "lines.txt"]
"""
FILES = {"Dockerfile": DOCKERFILE, "app.py": "print('hello')\n"}
CLASSIC = "DOCKER_BUILDKIT=0 docker build -q -t web ."
SCENARIOS = {
    "BuildKit": "built here with BuildKit",
    "classic": "built here with the classic builder",
    "pulled": "built on another machine with the classic builder, pushed, and pulled here",
}


def done(lab: Lab, commands: str) -> Lab:
    """Run commands of the course's own in a lab, and return it. Raises LabError where one fails."""
    for command in lab.run(commands).commands:
        if command.status:
            raise command.error or LabError(command.stderr)
    return lab


@cache
def host(scenario: str) -> Lab:
    """Return a host to which the image ``web`` came in one of the ``SCENARIOS``; busybox was pulled there before."""
    lab = done(Lab(FILES), "docker pull -q busybox")
    if scenario == "BuildKit":
        return done(lab, "docker build -q -t web .")
    if scenario == "classic":
        return done(lab, CLASSIC)
    elsewhere = done(Lab(FILES), f"{CLASSIC}; docker tag web localhost:5000/web; docker push -q localhost:5000/web")
    lab.engine.registry = elsewhere.engine.registry
    return done(lab, "docker pull -q localhost:5000/web; docker tag localhost:5000/web web")


def rows(lab: Lab, image: str = "web") -> tuple[HistoryRow, ...]:
    """Return the rows of ``docker history``."""
    store = lab.engine.store
    return history(store, store.resolve(image))
