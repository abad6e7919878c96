"""Commands that make, copy, move and remove files."""

from __future__ import annotations

import errno
import posixpath
import re

from dockerlab.errors import NotModelled
from dockerlab.inode import Directory, File, Special, Symlink, os_error
from dockerlab.shell.process import Options, Process, Usage, command
from dockerlab.shell.programs.names import change_mode, gid_of, parse_time, uid_of
from dockerlab.shell.streams import octets

__all__ = ["copy", "remove", "walk"]


def into(process: Process, source: str, target: str) -> str:
    """Return where ``source`` goes when ``target`` is a directory: under its own name."""
    return posixpath.join(target, posixpath.basename(source.rstrip("/")) or source)


def walk(process: Process, name: str) -> list[str]:
    """Return the names in directory ``name`` with it in front, in byte order."""
    return [posixpath.join(name, octets(child)) for child in process.root.listdir(process.path(name))]


@command("mkdir", options="pm:", long={"parents": "p", "mode=": "m"}, least=1)
def mkdir(process: Process, o: Options, names: list[str]) -> int:
    status, bits = 0, None
    if "m" in o:
        bits = change_mode(o.one("m"), 0o777, process.umask)
        if bits is None:
            return process.fail(f"invalid mode '{o.one('m')}'")
    for name in names:
        try:
            if "p" in o:
                make_parents(process, name)
            process.root.mkdir(process.path(name))
        except OSError as exc:
            if "p" in o and exc.errno == errno.EEXIST and process.is_directory(name):
                continue
            status = process.fail(f"can't create directory '{name}'", exc)
            continue
        if bits is not None:
            process.root.chmod(process.path(name), bits)
    return status


def make_parents(process: Process, name: str) -> None:
    """Create the missing directories above ``name``."""
    parent = posixpath.dirname(name.rstrip("/"))
    if parent and not process.is_directory(parent):
        make_parents(process, parent)
        process.root.mkdir(process.path(parent))


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


@command("touch", options="camd:t:r:h", long={"no-create": "c", "date=": "d", "reference=": "r", "no-dereference": "h"}, least=1)
def touch(process: Process, o: Options, names: list[str]) -> int:
    now = process.session.system.clock()
    when: int | None = now
    if "d" in o or "t" in o:
        text = o.one("d") or o.one("t")
        when = parse_time(text, now)
        if when is None:
            return process.fail(f"invalid date '{text}'")
    elif "r" in o:
        try:
            when = process.stat(o.one("r")).mtime
        except OSError as exc:
            return process.fail(o.one("r"), exc)
    status = 0
    for name in names:
        try:
            if not process.root.exists(process.path(name)):
                if "c" in o:
                    continue
                process.create(name, append=True)
            if "a" not in o or "m" in o:
                process.root.utime(process.path(name), when, follow="h" not in o)
        except OSError as exc:
            status = process.fail(name, exc)
    return status


@command("rm", options="rRfi", long={"recursive": "r", "force": "f"})
def rm(process: Process, o: Options, names: list[str]) -> int:
    if "i" in o and o.last("if") == "i":
        raise NotModelled("rm -i")
    if not names and "f" not in o:
        raise Usage("too few arguments")
    status = 0
    for name in names:
        last = posixpath.basename(name.rstrip("/"))
        if last in (".", ".."):
            status = process.fail("can't remove '.' or '..'")
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
    except OSError as exc:
        if force and exc.errno in (errno.ENOENT, errno.ENOTDIR):
            return 0
        return process.fail(f"can't remove '{name}'", exc)
    if not isinstance(node, Directory):
        try:
            process.root.unlink(process.path(name))
        except OSError as exc:
            return process.fail(f"can't remove '{name}'", exc)
        return 0
    if not recursive:
        return process.fail(f"'{name}' is a directory")
    status = 0
    try:
        for child in walk(process, name):
            status |= remove(process, child, recursive=True, force=force)
    except OSError as exc:
        return process.fail(f"can't open '{name}'", exc)
    if status:
        return status
    try:
        process.root.rmdir(process.path(name))
    except OSError as exc:
        return process.fail(f"can't remove '{name}'", exc)
    return 0


@command("mv", options="fint:T", long={"force": "f", "no-clobber": "n", "target-directory=": "t"}, least=1)
def mv(process: Process, o: Options, names: list[str]) -> int:
    if "i" in o:
        raise NotModelled("mv -i")
    target = o.one("t")
    if not target:
        if len(names) < 2:
            raise Usage("too few arguments")
        target = names.pop()
    directory = process.is_directory(target) and "T" not in o
    if (len(names) > 1 or "t" in o) and not directory:
        return process.fail(f"target '{target}' is not a directory") if False else not_a_directory(process, target)
    status = 0
    for name in names:
        status |= move(process, name, into(process, name, target) if directory else target, "n" in o)
    return status


def not_a_directory(process: Process, target: str) -> int:
    """Say that several things cannot go into what is no directory."""
    try:
        process.stat(target)
    except OSError as exc:
        return process.fail(f"can't stat '{target}'", exc)
    return process.fail(f"'{target}' is not a directory")


def move(process: Process, source: str, target: str, keep: bool) -> int:
    """Rename, or copy and remove where the kernel says EXDEV."""
    root = process.root
    try:
        node = process.stat(source, follow=False)
        if keep and root.exists(process.path(target)):
            return 0
        root.rename(process.path(source), process.path(target))
    except OSError as exc:
        if exc.errno != errno.EXDEV:
            return process.fail(f"can't rename '{source}'", exc)
        try:
            there = root.stat(process.path(target), follow=False)
        except OSError:
            there = None
        if isinstance(there, Directory) and isinstance(node, Directory) and there.entries:
            return process.fail(f"can't rename '{source}'", os_error(errno.ENOTEMPTY, target))
        if there is not None and isinstance(node, Directory) and not isinstance(there, Directory):
            return process.fail(f"can't rename '{source}'", os_error(errno.ENOTDIR, target))
        if there is not None:
            remove(process, target, recursive=True, force=True)
        status = copy(process, source, target, Options({"a": [""]}))
        return status or remove(process, source, recursive=True, force=True)
    return 0


@command(
    "cp", options="arRpPdLHfinlsTut:", least=1,
    long={"archive": "a", "recursive": "r", "preserve": "p", "no-dereference": "P", "force": "f", "no-clobber": "n"},
)  # fmt: skip
def cp(process: Process, o: Options, names: list[str]) -> int:
    for letter in "ilsuH":
        if letter in o:
            raise NotModelled(f"the option -{letter} of cp")
    target = o.one("t")
    if not target:
        if len(names) < 2:
            raise Usage("too few arguments")
        target = names.pop()
    directory = process.is_directory(target) and "T" not in o
    if len(names) > 1 and not directory:
        return not_a_directory(process, target)
    status = 0
    for name in names:
        status |= copy(process, name, into(process, name, target) if directory else target, o, top=True)
    return status


def copy(process: Process, source: str, target: str, o: Options, *, top: bool = False) -> int:
    """Copy a file or a tree; the letters of ``o`` are those of cp."""
    process.session.step()
    root = process.root
    recursive = "r" in o or "R" in o or "a" in o
    follow = "L" in o or not (recursive or "d" in o or "P" in o)
    preserve = "p" in o or "a" in o
    try:
        node = process.stat(source, follow=follow)
    except OSError as exc:
        return process.fail(f"can't stat '{source}'", exc)
    try:
        there = root.stat(process.path(target), follow=False)
        if isinstance(there, Symlink) and not isinstance(node, Symlink):
            there = root.stat(process.path(target))
    except OSError:
        there = None
    path, goal = process.path(source), process.path(target)
    if there is not None:
        if root.resolve(path, follow=follow) == root.resolve(goal, follow=not isinstance(node, Symlink)):
            return process.fail(f"'{source}' and '{target}' are the same file")
        if "n" in o and not isinstance(node, Directory):
            return 0
    status = 0
    try:
        match node:
            case Directory():
                if not recursive:
                    return process.fail(f"omitting directory '{source}'")
                if there is not None and not isinstance(there, Directory):
                    return process.fail(f"target '{target}' is not a directory")
                if (root.resolve(goal, missing_ok=True) + "/").startswith(root.resolve(path) + "/"):
                    return process.fail(f"recursion detected, omitting directory '{source}'")
                if there is None:
                    root.mkdir(goal, node.mode | 0o700)
                for child in walk(process, source):
                    status |= copy(process, child, into(process, child, target), o)
                if there is None:
                    process.root.chmod(goal, node.mode if preserve else node.mode & ~process.umask)
            case Symlink(link):
                if there is not None:
                    if isinstance(there, Directory):
                        return process.fail(f"cannot overwrite directory '{target}' with non-directory") if False else \
                            process.fail(f"can't create symlink '{target}' to '{link}'", os_error(errno.EEXIST, target))
                    root.unlink(goal)
                root.symlink(link, goal)
            case File(content):
                if isinstance(there, Directory):
                    return process.fail(f"can't create '{target}'", os_error(errno.EISDIR, target)) if False else \
                        process.fail(f"cannot overwrite directory '{target}' with non-directory") if False else \
                        process.fail(f"can't create '{target}': Is a directory")
                content = root.content(path)
                if there is not None and "f" in o and not root.may(goal, 2):
                    root.unlink(goal)
                process.session.step(node.size >> 16)
                root.write(goal, content, mode=node.mode & 0o777)
            case Special():
                if not recursive:
                    root.write(goal, process.open(source).read(), mode=node.mode & 0o777)
                else:
                    root.special(goal, node)
    except OSError as exc:
        wrong = "open" if exc.errno == errno.EACCES and exc.filename == path else "create"
        return process.fail(f"can't {wrong} '{source if wrong == 'open' else target}'", exc)
    if preserve:
        if process.cred.uid == 0:
            root.chown(goal, node.uid, node.gid, follow=not isinstance(node, Symlink))
        if not isinstance(node, Symlink):
            root.chmod(goal, node.mode)
        root.utime(goal, node.mtime, follow=not isinstance(node, Symlink))
    return status


@command("ln", options="sfnvT", long={"symbolic": "s", "force": "f", "no-dereference": "n"}, least=1)
def ln(process: Process, o: Options, names: list[str]) -> int:
    if "v" in o:
        raise NotModelled("the option -v of ln")
    if len(names) == 1:
        names.append(posixpath.basename(names[0].rstrip("/")))
    target = names.pop()
    status = 0
    try:
        link = isinstance(process.stat(target, follow=False), Symlink)
    except OSError:
        link = False
    directory = process.is_directory(target) and not ("n" in o and link) and "T" not in o
    if len(names) > 1 and not directory:
        return not_a_directory(process, target)
    for name in names:
        goal = into(process, name, target) if directory else target
        try:
            root = process.root
            if "s" not in o:
                try:
                    process.stat(name, follow=False)
                except OSError as exc:
                    status = process.fail(name, exc)
                    continue
            if "f" in o:
                try:
                    root.unlink(process.path(goal))
                except FileNotFoundError:
                    pass
            if "s" in o:
                root.symlink(octets_to_path(name), process.path(goal))
            else:
                root.link(process.path(name), process.path(goal))
        except OSError as exc:
            status = process.fail(goal, exc)
    return status


def octets_to_path(name: str) -> str:
    """Return a link's target as the kernel keeps it."""
    from dockerlab.shell.streams import unicode

    return unicode(name)


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
        process.root.chmod(process.path(name), mode)
        status = 0
        if recursive and isinstance(node, Directory):
            for child in walk(process, name):
                status |= set_mode(process, child, text, recursive, False)
        return status
    except OSError as exc:
        return process.fail(name, exc)


@command("chown", "chgrp", options="Rhv", long={"recursive": "R", "no-dereference": "h"}, least=2)
def chown(process: Process, o: Options, names: list[str]) -> int:
    if "v" in o:
        raise NotModelled(f"the option -v of {process.name}")
    owner = names.pop(0)
    user, _, group = re.sub(r"^([^:]*)\.(?=[^.]*$)", r"\1:", owner).partition(":") if ":" not in owner else owner.partition(":")
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


@command("unlink", options="", least=1)
def unlink(process: Process, o: Options, names: list[str]) -> int:
    try:
        process.root.unlink(process.path(names[0]))
    except OSError as exc:
        return process.fail(f"can't unlink '{names[0]}'" if False else f"can't remove file '{names[0]}'", exc)
    return 0


@command("install", options="dDm:o:g:ps", least=1)
def install(process: Process, o: Options, names: list[str]) -> int:
    bits = change_mode(o.one("m", "755"), 0o755, 0)
    uid = uid_of(process, o.one("o")) if "o" in o else None
    gid = gid_of(process, o.one("g")) if "g" in o else None
    if bits is None:
        return process.fail(f"invalid mode '{o.one('m')}'")
    if ("o" in o and uid is None) or ("g" in o and gid is None):
        return process.fail(f"unknown {'user' if uid is None and 'o' in o else 'group'} {o.one('o') or o.one('g')}")
    goals = []
    if "d" in o:
        for name in names:
            make_parents(process, name.rstrip("/") + "/x")
            goals.append(name)
    else:
        if len(names) < 2:
            raise Usage("too few arguments")
        target = names.pop()
        if "D" in o:
            make_parents(process, target)
        for name in names:
            goal = into(process, name, target) if process.is_directory(target) else target
            if process.root.exists(process.path(goal)):
                process.root.unlink(process.path(goal))
            if copy(process, name, goal, Options({"p": [""]} if "p" in o else {})):
                return 1
            goals.append(goal)
    for goal in goals:
        if uid is not None or gid is not None:
            process.root.chown(process.path(goal), uid, gid)
        process.root.chmod(process.path(goal), bits)
    return 0
