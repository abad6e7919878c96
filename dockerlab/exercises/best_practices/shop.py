"""The shop: a small project in a messy repository, and what a week does to it.

It is a web application in all that concerns its image: requirements, a program, a list of
prices that is fetched with a token, and much in the folder that no image needs.  The program is a shell
script, so that the model can run it.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256

from dockerlab.build.steps import BuildOptions
from dockerlab.exercises.exercise import Variant
from dockerlab.review import Change, Review, review

__all__ = ["MESSY", "files", "measured", "options", "runs", "token", "week"]

WORDS = ("amber", "birch", "cedar", "delta", "ember", "fjord", "grove", "heron", "inlet", "jetty")

# What the repository came with. `sleep` takes the time that a download would.
MESSY = """FROM python:3.12
MAINTAINER ada
ARG TOKEN={token}
COPY . /app
RUN apt-get update
RUN apt-get install -y curl
RUN cd /app && pip install -r requirements.txt && sleep 40
RUN cd /app && sh fetch.sh
RUN rm -rf /app/tests /app/.git /app/.env
WORKDIR /app
CMD sh shop.sh
"""
SHOP = """#!/bin/sh
echo "shop $(cat VERSION): $(wc -l < prices.txt) prices"
"""
FETCH = """#!/bin/sh
# The prices are for those who know the token: from a build secret, or from the environment.
token=$(cat /run/secrets/token 2> /dev/null || echo "$TOKEN")
if [ "$(printf %s "$token" | sha256sum | cut -c 1-12)" != "{check}" ]; then
  echo "fetch: 401 Unauthorized" >&2
  exit 1
fi
printf 'tea 3\\ncoffee 4\\ncake 5\\n' > prices.txt
"""


def token(variant: Variant) -> str:
    """Return the learner's secret.

    >>> token(Variant("ada")).startswith("tok-")
    True
    """
    return f"tok-{variant.pick('token', WORDS)}-{variant.number('token number', 100, 999)}"


def files(variant: Variant, dockerfile: str | None = None, ignore: str | None = None) -> dict[str, str]:
    """Return the repository, with another Dockerfile and .dockerignore if wanted."""
    secret = token(variant)
    kilobytes = variant.number("pack", 300, 700)
    found = {
        "Dockerfile": MESSY.format(token=secret) if dockerfile is None else dockerfile,
        "shop.sh": SHOP,
        "fetch.sh": FETCH.format(check=sha256(secret.encode()).hexdigest()[:12]),
        "requirements.txt": "flask==3.0.3\n",
        "VERSION": "1\n",
        "README.md": "# The shop\n",
        ".env": f"TOKEN={secret}\n",
        ".git/objects/pack": "packed\n" * (kilobytes * 1000 // 7),
        "tests/fixtures.json": '{"price": 3}\n' * 20_000,
        "debug.log": "GET /tea 200\n" * 15_000,
    }
    return found if ignore is None else found | {".dockerignore": ignore}


def week(variant: Variant) -> list[Change]:
    """Return what happens to the repository in a week."""
    edits = [
        Change("Monday, a new version of shop.sh", {"shop.sh": SHOP + "# faster\n"}),
        Change("Tuesday, a line in README.md", {"README.md": "# The shop\n\nSells tea.\n"}),
        Change("Wednesday, the tests run and leave a log", {"debug.log": "GET /cake 200\n" * 15_000}),
        Change("Thursday, version 2", {"VERSION": "2\n"}),
    ]
    again = Change("Friday, a requirement more", {"requirements.txt": "flask==3.0.3\nredis==5.0.1\n"})
    return [*sorted(variant.sample("week", edits, 3), key=edits.index), again]


def options(variant: Variant) -> BuildOptions:
    """Return the options of every build: ``--secret id=token``."""
    return BuildOptions(secrets={"token": token(variant).encode()})


def measured(variant: Variant, dockerfile: str | None = None, ignore: str | None = None) -> Review:
    """Build the shop and the week's new versions, and measure. Raises LabError where a build fails."""
    return _measured(variant, dockerfile, ignore)


@cache
def _measured(variant: Variant, dockerfile: str | None, ignore: str | None) -> Review:
    secrets = {"token": token(variant)}
    return review(files(variant, dockerfile, ignore), week(variant), secrets, options=options(variant))


def runs(found: Review) -> str:
    """Return what a container of the last version prints."""
    from dockerlab.exercises.project import output

    return output(found.versions[-1].result if found.versions else found.result)
