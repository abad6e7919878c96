"""Commands that make, remove and hand over files: ``mkdir``, ``touch``, ``rm``, ``ln``, ``chmod``, ``chown`` …"""

from __future__ import annotations

import contextlib
import errno
import posixpath
import re

from dockerlab.errors import NotModelled
from dockerlab.inode import Directory
from dockerlab.shell.process import Process
from dockerlab.shell.programs.names import change_mode, gid_of, parse_time, uid_of
from dockerlab.shell.registry import Options, Usage, command
from dockerlab.shell.streams import octets, unicode

__all__ = ["make_parents", "remove", "set_owner", "walk"]


def walk(process: Process, name: str) -> list[str]:
    """Return the names in directory ``name`` with it in front, in byte order."""
    return [posixpath.join(name, octets(child)) for child in process.root.listdir(process.path(name))]


# -- making ------------------------------------------------------------------------


@command("mkdir", options="pm:", long={"parents": "p", "mode=": "m"}, least=1)
def mkdir(process: Process, o: Options, names: list[str]) -> int:
    bits = change_mode(o.one("m"), 0o777, process.umask) if "m" in o else None
    if "m" in o and bits is None:
        return process.fail(f"invalid mode '{o.one('m')}'")

    def make(name: str) -> None:
        try:
            process.root.mkdir(process.path(name))
        except FileExistsError:
            if "p" in o and process.is_directory(name):
                return
            raise
        if bits is not None:
            process.root.chmod(process.path(name), bits)

    status = 0
    for name in names:
        try:
            if "p" in o:
                make_parents(process, name)
        except OSError as exc:
            status = process.fail(f"can't create directory '{exc.filename}'", exc)
        else:
            status |= process.each([name], make, "can't create directory '{}'")
    return status


def make_parents(process: Process, name: str) -> None:
    """Create the missing directories above ``name``. An OSError's ``filename`` is the one that cannot be."""
    parent = posixpath.dirname(name.rstrip("/"))
    if parent and not process.is_directory(parent):
        make_parents(process, parent)
        try:
            process.root.mkdir(process.path(parent))
        except FileExistsError:
            raise NotADirectoryError(errno.ENOTDIR, "Not a directory", parent + "/") from None
        except OSError as exc:
            exc.filename = parent + "/"
            raise


LONG = {"no-create": "c", "date=": "d", "reference=": "r", "no-dereference": "h"}


@command("touch", options="camd:t:r:h", long=LONG, least=1)
def touch(process: Process, o: Options, names: list[str]) -> int:
    when: int | None = process.session.system.clock()
    assert when is not None
    if "d" in o or "t" in o:
        text = o.one("d") or o.one("t")
        when = parse_time(text, when)
        if when is None:
            return process.fail(f"invalid date '{text}'")
    elif "r" in o:
        try:
            when = process.stat(o.one("r")).mtime
        except OSError as exc:
            return process.fail(o.one("r"), exc)
    stamp = when

    def one(name: str) -> None:
        if not process.root.exists(process.path(name)):
            if "c" in o:
                return
            process.create(name, append=True)
        if "a" not in o or "m" in o:
            process.root.utime(process.path(name), stamp, follow="h" not in o)

    return process.each(names, one)


@command("ln", options="sfnT", gnu={"symbolic": "s", "force": "f", "no-dereference": "n"}, least=1)
def ln(process: Process, o: Options, names: list[str]) -> int:
    if len(names) == 1:
        names.append(posixpath.basename(names[0].rstrip("/")))
    target = names.pop()
    directory = process.is_directory(target) and not ("n" in o and process.is_link(target)) and "T" not in o
    if len(names) > 1 and not directory:
        raise NotModelled("ln of several files to what is no directory")
    status = 0
    for name in names:
        goal = posixpath.join(target, posixpath.basename(name.rstrip("/"))) if directory else target
        if "s" not in o and process.each(
            [name], lambda name: process.stat(name, follow=False), "failed to access '{}'" if process.gnu else "{}"
        ):
            status = 1
            continue
        wrong = "failed to create symbolic link '{}'" if process.gnu and "s" in o else "{}"
        status |= process.each([goal], lambda goal, name=name: link(process, o, name, goal), wrong)  # type: ignore[misc]
    return status


def link(process: Process, o: Options, name: str, goal: str) -> None:
    """Make ``goal`` another name of a file, or for -s a link that leads there."""
    root = process.root
    if "f" in o:
        with contextlib.suppress(FileNotFoundError):
            root.unlink(process.path(goal))
    if "s" in o:
        root.symlink(unicode(name), process.path(goal))
    else:
        root.link(process.path(name), process.path(goal))


# -- removing ----------------------------------------------------------------------


@command("rmdir", options="p", long={"parents": "p", "ignore-fail-on-non-empty": "i"}, least=1)
def rmdir(process: Process, o: Options, names: list[str]) -> int:
    status = 0
    for name in names:
        while name:
            try:
                process.root.rmdir(process.path(name))
            except OSError as exc:
                if not ("i" in o and exc.errno == errno.ENOTEMPTY):
                    status = process.fail(f"'{name}'", exc)
                break
            name = posixpath.dirname(name.rstrip("/")).rstrip("/") if "p" in o else ""
    return status


@command("rm", options="rRfi", gnu={"recursive": "r", "force": "f"})
def rm(process: Process, o: Options, names: list[str]) -> int:
    if o.last("if") == "i":
        raise NotModelled("rm -i")
    if not names and "f" not in o:
        raise Usage("too few arguments")
    status = 0
    for name in names:
        last = posixpath.basename(name.rstrip("/"))
        if last in (".", ".."):
            gnu = f"refusing to remove '.' or '..' directory: skipping '{name}'"
            status = process.fail(gnu if process.gnu else "can't remove '.' or '..'")
        elif not last:
            raise NotModelled("rm of the root directory")
        else:
            status |= remove(process, name, recursive="r" in o or "R" in o, force="f" in o)
    return status


def remove(process: Process, name: str, *, recursive: bool, force: bool) -> int:
    """Remove a file or a tree; say what could not be, return the status."""
    process.session.step()
    try:
        node = process.stat(name, follow=False)
    except FileNotFoundError as exc:
        return 0 if force else process.fail(f"can't remove '{name}'", exc)
    except OSError as exc:
        return process.fail(f"can't stat '{name}'", exc)
    if not isinstance(node, Directory):
        return process.each([name], lambda name: process.root.unlink(process.path(name)), "can't remove '{}'")
    if not recursive:
        return process.fail(f"'{name}' is a directory")
    status = 0
    try:
        for child in walk(process, name):
            status |= remove(process, child, recursive=True, force=force)
    except OSError as exc:
        return process.fail(f"can't open '{name}'", exc)
    return status or process.each([name], lambda name: process.root.rmdir(process.path(name)), "can't remove '{}'")


@command("unlink", options="", least=1)
def unlink(process: Process, o: Options, names: list[str]) -> int:
    return process.each(names[:1], lambda name: process.root.unlink(process.path(name)), "can't remove file '{}'")


# -- handing over ------------------------------------------------------------------


@command("chmod", least=2)
def chmod(process: Process, _: Options, argv: list[str]) -> int:
    words, recursive = list(argv), False
    while words and words[0] in (
        "-R",
        "--recursive" if process.gnu else "-R",
    ):  # what else begins with a dash is a mode: -x
        recursive = True
        words.pop(0)
    if len(words) < 2:
        raise Usage("too few arguments")
    if re.match("-[-cvf]", words[0]):
        raise NotModelled(f"chmod {words[0]}")
    text = words.pop(0)
    if change_mode(text, 0, 0) is None:
        return process.fail(f"invalid mode '{text}'")
    return max(set_mode(process, name, text, recursive) for name in words)


def set_mode(process: Process, name: str, text: str, recursive: bool, top: bool = True) -> int:
    process.session.step()
    try:
        if not top and process.is_link(name):
            return 0
        node = process.stat(name)
        mode = change_mode(text, node.mode, process.umask, directory=isinstance(node, Directory))
        assert mode is not None
        if process.gnu and re.search("o[^,]*t", text):
            raise NotModelled(f"chmod {text} of GNU")
        if process.gnu and text[0] in "+-=" and mode != change_mode(text, node.mode, 0):
            raise NotModelled(f"chmod {text} under a umask that forbids part of it")
        process.root.chmod(process.path(name), mode)
        below = walk(process, name) if recursive and isinstance(node, Directory) else []
        return max((set_mode(process, child, text, recursive, False) for child in below), default=0)
    except OSError as exc:
        if process.gnu and process.is_link(name):
            return process.fail(f"cannot operate on dangling symlink '{name}'")
        return process.fail(name, exc)


@command("chown", "chgrp", options="Rh", long={"recursive": "R", "no-dereference": "h"}, least=2)
def chown(process: Process, o: Options, names: list[str]) -> int:
    owner = names.pop(0)
    user, _, group = (owner if ":" in owner else re.sub(r"\.(?=[^.]*$)", ":", owner)).partition(":")
    if process.name == "chgrp":
        user, group = "", owner
    uid, gid = uid_of(process, user) if user else None, gid_of(process, group) if group else None
    for what, name, number in (("user", user, uid), ("group", group, gid)):
        if name and number is None:
            both = user and process.name == "chown" and re.search("[:.]", owner)
            if both and ":" not in owner and not process.gnu:
                raise NotModelled(f"chown {owner}, where nobody is called so", hint="Write user:group.")
            if process.gnu:
                return process.fail(f"unknown {what} {owner}")
            kind, shown = ("user/group", owner if group else user) if both else (what, name)
            return process.fail(f"unknown {kind} {shown}")
    if user and owner.endswith(":"):
        raise NotModelled(f"chown {owner} (the user's login group)")
    return max(set_owner(process, name, uid, gid, "R" in o, "h" not in o) for name in names)


def set_owner(process: Process, name: str, uid: int | None, gid: int | None, recursive: bool, follow: bool) -> int:
    """Give a file or a tree to others; say what could not be, return the status."""
    process.session.step()
    try:
        node = process.stat(name, follow=False)
        process.root.chown(process.path(name), uid, gid, follow=follow)
        below = walk(process, name) if recursive and isinstance(node, Directory) else []
        return max((set_owner(process, child, uid, gid, True, False) for child in below), default=0)
    except OSError as exc:
        return process.fail(name, exc)
