"""``node`` and ``python3``, as far as a build asks them for their version, or Python for its pip.

Running a program of yours in them is beyond the lab: that is ``NotModelled``.
"""

from __future__ import annotations

import re

from dockerlab.errors import NotModelled
from dockerlab.inode import File
from dockerlab.shell.process import Process
from dockerlab.shell.registry import COMMANDS, Options, command

__all__ = ["node", "python"]

NODES = {  # a filler has its program's true size, and that tells the version
    98_000_000: "20.20.0", 121_000_000: "22.22.0", 121_100_000: "22.22.1",
    122_000_000: "24.13.1", 122_100_000: "24.14.0",
}  # fmt: skip


@command("node", "nodejs")
def node(process: Process, _: Options, argv: list[str]) -> int:
    """``node --version``."""
    where = process.argv[0] if "/" in process.argv[0] else "/usr/local/bin/node"
    program = process.stat(where)
    if argv not in (["--version"], ["-v"]) or not isinstance(program, File) or program.size not in NODES:
        raise NotModelled(f"the program {process.name}", hint="Of node only node --version is modelled.")
    process.out(f"v{NODES[program.size]}\n")
    return 0


@command("python3", "python")
def python(process: Process, _: Options, argv: list[str]) -> int:
    """``python3 --version`` and ``python3 -m pip …``."""
    if argv[:2] == ["-m", "pip"]:
        child = process.child(["pip", *argv[2:]])
        child.program = "pip"
        status = COMMANDS["pip"](child)
        child.flush()
        return status
    version = process.env.get("PYTHON_VERSION", "")
    names = process.root.listdir("/usr/local/bin") if process.root.exists("/usr/local/bin") else []
    if argv not in (["--version"], ["-V"]) or f"python{re.sub(r'[.][^.]*$', '', version)}" not in names:
        raise NotModelled(
            "the program python3", hint="Of Python only python3 --version and python3 -m pip are modelled."
        )
    process.out(f"Python {version}\n")
    return 0
