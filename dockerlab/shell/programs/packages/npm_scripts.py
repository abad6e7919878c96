"""The scripts of a package.json: ``npm run build`` starts a shell with the text, and those before and after it.

Wording and order: npm 10.9 and 11.8, compared with the real ones.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from typing import Any

from dockerlab.errors import NotModelled
from dockerlab.shell.program import run
from dockerlab.shell.programs.packages.npm_call import Npm, Refused
from dockerlab.shell.streams import octets
from dockerlab.shell.system import Suspended

__all__ = ["run_script"]


def run_script(call: Npm, project: Mapping[str, Any], name: str, words: list[str]) -> int:
    """Run a script, what stands before it (``pre…``) and behind it (``post…``); return the status of the last.

    Raises:
        Refused: there is no such script.
        NotModelled: it waits as the first process of a container, or gets words that need quotes.
    """
    scripts = project.get("scripts")
    if not isinstance(scripts, dict) or not isinstance(scripts.get(name), str):
        if name in ("start", "stop", "restart"):
            raise NotModelled(f"npm {name} without such a script (what npm proposes instead)")
        lines = ["", "To see a list of scripts, run:", "  npm run"]
        raise Refused("", [f'Missing script: "{name}"', *lines])
    if any(re.search(r"[^\w./=:@+-]", word) for word in words):
        raise NotModelled("an argument with odd characters for a script of npm's")
    status = 0
    for step in (f"pre{name}", name, f"post{name}"):
        text = scripts.get(step)
        if isinstance(text, str) and not status:
            status = start(call, project, step, " ".join([text, *(words if step == name else ())]))
    return status


def start(call: Npm, project: Mapping[str, Any], step: str, text: str) -> int:
    """Run one script in a shell of its own, in the project's folder."""
    process = call.process
    if "s" not in call.options:
        package = "@".join(str(project[key]) for key in ("name", "version") if project.get(key))
        process.out(octets(f"\n> {package} {step}\n> {text}\n\n"))
    process.flush()
    folders, here = [], call.folder
    while True:
        folders.append(f"{here.rstrip('/')}/node_modules/.bin")
        if here in ("", "/"):
            break
        here = posixpath.dirname(here)
    own = f"{call.prefix}/lib/node_modules/npm/node_modules/@npmcli/run-script/lib/node-gyp-bin"
    env = {
        **process.env,
        "PATH": ":".join([*folders, own, process.env.get("PATH", "")]),
        "INIT_CWD": process.cwd,
        "npm_lifecycle_event": step,
        "npm_lifecycle_script": octets(text),
        "npm_package_json": f"{call.folder}/package.json",
        **{f"npm_package_{key}": octets(str(project[key])) for key in ("name", "version") if project.get(key)},
    }
    child = process.child(["sh", "-c", octets(text)], env=env, cwd=call.folder or "/")
    try:
        return run(child, "/bin/sh")
    except Suspended as exc:
        raise NotModelled("npm as the first process of a container: how it hands signals on") from exc
