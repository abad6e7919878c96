"""Who a file belongs to and who may do what: ``chmod``, ``chown``, ``chgrp``."""

from __future__ import annotations

import re

from dockerlab.errors import NotModelled
from dockerlab.inode import Directory, Symlink
from dockerlab.shell.process import Process
from dockerlab.shell.programs.files import walk
from dockerlab.shell.programs.names import change_mode, gid_of, uid_of
from dockerlab.shell.registry import Options, Usage, command

__all__: list[str] = []


@command("chmod", options=None)
def chmod(process: Process, _: Options, argv: list[str]) -> int:
    words, recursive = list(argv), False
    while words and re.fullmatch("-[Rcvf]+|--recursive", words[0]):
        if set(words[0]) & set("cvf") and not words[0].startswith("--"):
            raise NotModelled(f"chmod {words[0]}")
        recursive = True
        words.pop(0)
    if len(words) < 2:
        raise Usage("too few arguments")
    text, status = words.pop(0), 0
    if change_mode(text, 0, 0) is None:
        return process.fail(f"invalid mode '{text}'")
    for name in words:
        status |= set_mode(process, name, text, recursive)
    return status


def set_mode(process: Process, name: str, text: str, recursive: bool, top: bool = True) -> int:
    process.session.step()
    try:
        if not top and isinstance(process.stat(name, follow=False), Symlink):
            return 0
        node = process.stat(name)
        mode = change_mode(text, node.mode, process.umask, directory=isinstance(node, Directory))
        assert mode is not None
        if process.gnu and text[0] in "+-=" and mode != change_mode(text, node.mode, 0):
            raise NotModelled(f"chmod {text} under a umask that forbids part of it")
        process.root.chmod(process.path(name), mode)
        status = 0
        if recursive and isinstance(node, Directory):
            for child in walk(process, name):
                status |= set_mode(process, child, text, recursive, False)
        return status
    except OSError as exc:
        if process.gnu and exc.errno == 2 and not top:
            raise NotModelled("chmod of a dangling link") from exc
        if process.gnu and exc.errno == 2 and dangling(process, name):
            return process.fail(f"cannot operate on dangling symlink '{name}'")
        return process.fail(name, exc)


def dangling(process: Process, name: str) -> bool:
    """Say whether a link leads nowhere."""
    try:
        return isinstance(process.stat(name, follow=False), Symlink)
    except OSError:
        return False


@command("chown", "chgrp", options="Rhv", long={"recursive": "R", "no-dereference": "h"}, least=2)
def chown(process: Process, o: Options, names: list[str]) -> int:
    if "v" in o:
        raise NotModelled(f"the option -v of {process.name}")
    owner = names.pop(0)
    user, _, group = (
        re.sub(r"^([^:]*)\.(?=[^.]*$)", r"\1:", owner).partition(":") if ":" not in owner else owner.partition(":")
    )
    if process.name == "chgrp":
        user, group = "", owner
    uid, gid = uid_of(process, user) if user else None, gid_of(process, group) if group else None
    if user and uid is None:
        return process.fail(f"unknown user {user}")
    if group and gid is None:
        return process.fail(f"unknown group {group}")
    if user and owner.endswith(":"):
        raise NotModelled(f"chown {owner} (the user's login group)")
    return max(set_owner(process, name, uid, gid, "R" in o, "h" not in o) for name in names)


def set_owner(process: Process, name: str, uid: int | None, gid: int | None, recursive: bool, follow: bool) -> int:
    process.session.step()
    try:
        node = process.stat(name, follow=False)
        process.root.chown(process.path(name), uid, gid, follow=follow)
        status = 0
        if recursive and isinstance(node, Directory):
            for child in walk(process, name):
                status |= set_owner(process, child, uid, gid, True, False)
        return status
    except OSError as exc:
        return process.fail(name, exc)
