"""``wget`` and ``curl``: the lab's Internet is its ``Mirror``; without a network no name can be looked up.

The progress bars of the real ones hang on time and terminal; they are left out
where the real ones can be told to (``-q``, ``-s``) and refused otherwise.
"""

from __future__ import annotations

import posixpath
import re

from dockerlab.errors import NotModelled
from dockerlab.shell.process import Process
from dockerlab.shell.registry import Options, Usage, command
from dockerlab.shell.streams import unicode

__all__: list[str] = []


def host_of(url: str) -> str:
    """Return the host in a URL, or '' if it has none."""
    found = re.match(r"(?:https?|ftp)://(?:[^/@]*@)?([^/:]+)", url if "://" in url else f"http://{url}")
    return found[1] if found else ""


def fetch(process: Process, url: str) -> bytes | None:
    """Return what the mirror has under ``url``; None if it has no such page. Raises OSError without a host."""
    system = process.session.system
    if not system.network or system.mirror is None:
        raise OSError("no network")
    try:
        return system.mirror.fetch(unicode(url if "://" in url else f"http://{url}"))
    except FileNotFoundError:
        return None


@command("wget", options="qO:", long={"quiet": "q", "output-document=": "O", "no-check-certificate": "n"}, least=1)
def wget(process: Process, o: Options, urls: list[str]) -> int:
    if len(urls) > 1:
        raise NotModelled("wget of several pages")
    url = urls[0]
    try:
        body = fetch(process, url)
    except OSError:
        return process.fail(f"bad address '{host_of(url)}'")
    if body is None:
        return process.fail("server returned error: HTTP/1.1 404 Not Found")
    if "q" not in o:
        raise NotModelled("wget's progress bar", hint="wget -q is modelled.")
    name = o.one("O") or posixpath.basename(url.split("?")[0]) or "index.html"
    if "O" not in o and process.root.exists(process.path(name)):
        return process.fail(f"can't open '{name}': File exists")
    return process.each([name], lambda name: process.save(name, body), "can't open '{}'")


LONG = {"fail": "f", "silent": "s", "show-error": "S", "location": "L", "output=": "o", "remote-name": "O"}


@command("curl", options="fsSLo:Ok", long=LONG, least=1)
def curl(process: Process, o: Options, urls: list[str]) -> int:
    if len(urls) > 1:
        raise NotModelled("curl of several pages")
    url, quiet = urls[0], "s" in o and "S" not in o
    try:
        body = fetch(process, url)
    except OSError:
        return 6 if quiet else say(process, f"(6) Could not resolve host: {host_of(url)}", 6)
    if body is None:
        if "f" not in o:
            raise NotModelled("the text of an error page", hint="curl -f fails instead.")
        return 22 if quiet else say(process, "(22) The requested URL returned error: 404", 22)
    if not {"o", "O"} & set(o):
        process.out(body)
        return 0
    if "s" not in o:
        raise NotModelled("curl's progress meter", hint="curl -s is modelled.")
    name = o.one("o") or posixpath.basename(url.split("?")[0])
    if not name:
        raise Usage("no file name in the URL")
    try:
        process.save(name, body)
    except OSError as exc:
        return say(process, f"(23) Failure writing output to destination: {exc.strerror}", 23)
    return 0


def say(process: Process, message: str, status: int) -> int:
    process.err(f"curl: {message}\n")
    return status
