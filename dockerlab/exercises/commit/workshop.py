"""The container that the tasks of notebook 5 work in, and what was done to it."""

from __future__ import annotations

import shlex

from dockerlab.lab import Lab

__all__ = ["IMAGE", "RUN", "typed", "workshop"]

IMAGE = """FROM busybox
WORKDIR /app
RUN echo color=blue > config.txt; mkdir lib; echo a > lib/a.txt; echo b > lib/b.txt
ENV MODE=prod
CMD ["cat", "/app/config.txt"]
"""
RUN = "docker run -d --name work -v data:/data --tmpfs /scratch app sleep infinity"


def workshop(run: str = RUN) -> Lab:
    """Return a lab with the image ``app``, and with the container that ``run`` starts."""
    lab = Lab({"Dockerfile": IMAGE, "site/index.html": "hello\n"})
    lab.run(f"docker build -q -t app . > /dev/null\n{run} > /dev/null")
    return lab


def typed(lab: Lab, command: str, container: str = "work") -> None:
    """Type a shell command into a container."""
    lab.run(f"docker exec {container} sh -c {shlex.quote(command)}")
