"""The build that fails, which notebook 9 begins with, and what stays of it with each builder."""

from __future__ import annotations

from functools import cache

from dockerlab.lab import Lab

__all__ = ["BUILD", "FAILING", "after_failure"]

FAILING = {
    "Dockerfile": """FROM busybox
WORKDIR /app
COPY names.txt .
RUN sort names.txt > sorted.txt
RUN date > built.txt; wc -l name.txt > lines.txt
CMD ["cat", "lines.txt"]
""",
    "names.txt": "bob\nada\neve\n",
}
GOOD = FAILING["Dockerfile"].replace("name.txt >", "names.txt >")
BUILD = {"BuildKit": "docker build -t web .", "classic": "DOCKER_BUILDKIT=0 docker build -t web ."}


@cache
def after_failure(builder: str, built_before: bool = False) -> Lab:
    """Return a host on which the build failed; ``built_before``: after one that worked, under the same name."""
    lab = Lab({**FAILING, "Dockerfile": GOOD} if built_before else FAILING)
    if built_before:
        lab.run(BUILD[builder])
        lab.write("Dockerfile", FAILING["Dockerfile"])
    lab.run(BUILD[builder])
    return lab
