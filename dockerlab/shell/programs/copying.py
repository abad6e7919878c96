"""``cp``, ``mv`` and ``install``.

The order of the checks, and so which of two complaints is heard, is busybox's
(coreutils/cp.c, coreutils/mv.c, libbb/copy_file.c).
"""

from __future__ import annotations

import errno
import posixpath

from dockerlab.errors import NotModelled
from dockerlab.inode import Directory, File, Node, Special, Symlink
from dockerlab.shell.process import Process
from dockerlab.shell.programs.files import make_parents, remove, walk
from dockerlab.shell.programs.names import change_mode, gid_of, uid_of
from dockerlab.shell.registry import Options, Usage, command
from dockerlab.shell.streams import unicode

__all__ = ["copy"]


class Complained(Exception):
    """It has been said what is wrong."""


def look(process: Process, name: str, *, follow: bool = True) -> Node | None:
    """Return the node at ``name``, None where nothing is. Raises Complained for any other failure."""
    try:
        return process.stat(name, follow=follow)
    except FileNotFoundError:
        return None
    except NotADirectoryError:
        process.fail(f"can't stat '{name}': Path has non-directory component")
    except OSError as exc:
        process.fail(f"can't stat '{name}'", exc)
    raise Complained


def into(source: str, target: str) -> str:
    """Return where ``source`` goes in the directory ``target``: under its own name."""
    return posixpath.join(target, posixpath.basename(source.rstrip("/")) or source)


def several(process: Process, names: list[str], target: str) -> None:
    """Refuse what GNU words in its own way: several things into what is no directory."""
    if process.gnu and len(names) > 1 and not process.is_directory(target):
        raise NotModelled(f"what GNU {process.name} says when its target is no directory")


@command("mv", options="fnt:", long={"force": "f", "no-clobber": "n", "target-directory=": "t"}, least=1)
def mv(process: Process, o: Options, names: list[str]) -> int:
    target = o.one("t") or names.pop()
    if not names:
        raise Usage("too few arguments")
    status = 0
    try:
        if len(names) == 1 and "t" not in o and not isinstance(look(process, target), Directory):
            return move(process, names[0], target, "n" in o)
    except Complained:
        return 1
    several(process, names, target)
    for name in names:
        try:
            goal = into(name, target)
            look(process, goal)
            status |= move(process, name, goal, "n" in o)
        except Complained:
            status = 1
    return status


def move(process: Process, source: str, target: str, keep: bool) -> int:
    """Rename, or copy and remove where the kernel says EXDEV (a directory of a lower layer, say)."""
    root = process.root
    try:
        if keep and root.exists(process.path(target)):
            return 0
        root.rename(process.path(source), process.path(target))
    except OSError as exc:
        if exc.errno != errno.EXDEV:
            return process.fail(f"can't rename '{source}'", exc)
        node = process.stat(source, follow=False)
        there = look(process, target)
        if there is not None:
            if isinstance(there, Directory) != isinstance(node, Directory):
                kinds = ("", "non-") if isinstance(there, Directory) else ("non-", "")
                return process.fail(f"can't overwrite {kinds[0]}directory with {kinds[1]}directory")
            try:
                root.unlink(process.path(target))
            except OSError as exc2:
                return process.fail(f"can't remove '{target}'", exc2)
        status = copy(process, source, target, Options({"a": [""]}))
        return status or remove(process, source, recursive=True, force=True)
    return 0


LONG = {"archive": "a", "recursive": "r", "no-dereference": "P", "force": "f", "no-clobber": "n"}


@command("cp", options="arRpPdLfnt:", long=LONG, gnu={"preserve": "p"}, least=1)
def cp(process: Process, o: Options, names: list[str]) -> int:
    target = o.one("t") or names.pop()
    if not names:
        raise Usage("too few arguments")
    try:
        if len(names) == 1 and "t" not in o:
            source, there = look(process, names[0], follow=follows(o)), look(process, target)
            folders = isinstance(source, Directory), isinstance(there, Directory)
            if not any(folders) or (RECURSIVE & set(o) and folders[0] and there is None):
                return copy(process, names[0], target, o)
    except Complained:
        return 1
    several(process, names, target)
    return max(copy(process, name, into(name, target), o) for name in names)


RECURSIVE = {"a", "r", "R"}


def follows(o: Options) -> bool:
    """Say whether a link is copied as what it leads to."""
    return "L" in o or not {"d", "P", *RECURSIVE} & set(o)


def copy(process: Process, source: str, target: str, o: Options, made: frozenset[str] = frozenset()) -> int:
    """Copy a file or a tree; the letters of ``o`` are those of cp, ``made`` the directories made on the way."""
    process.session.step()
    root, follow = process.root, follows(o)
    try:
        node = process.stat(source, follow=follow)
    except OSError as exc:
        return process.fail(f"can't stat '{source}'", exc)
    there: Node | None = None
    try:
        there = process.stat(target, follow=False)
        if isinstance(there, Symlink) and not isinstance(node, Symlink):
            there = process.stat(target)
    except OSError as exc:
        if exc.errno != errno.ENOENT:
            return process.fail(f"can't stat '{target}'", exc)
    path, goal = process.path(source), process.path(target)
    if there is not None:
        if root.resolve(path, follow=follow) == root.resolve(goal, follow=not isinstance(node, Symlink)):
            return process.fail(f"'{source}' and '{target}' are the same file")
        if "n" in o and not isinstance(node, Directory):
            return 0
    status, preserve = 0, bool({"p", "a"} & set(o))
    try:
        if isinstance(node, Directory):
            if not RECURSIVE & set(o):
                return process.fail(f"omitting directory '{source}'")
            if root.resolve(path) in made:
                return process.fail(f"recursion detected, omitting directory '{source}'")
            if there is None:
                root.mkdir(goal, node.mode | 0o700)
            elif not isinstance(there, Directory):
                return process.fail(f"target '{target}' is not a directory")
            made |= {root.resolve(goal)}
            for child in walk(process, source):
                status |= copy(process, child, into(child, target), o, made)
            if there is None and not preserve:
                root.chmod(goal, node.mode & ~process.umask)
        else:
            write(process, node, path, goal, target, there, o)
    except Complained:
        return 1
    except OSError as exc:
        if exc.errno == errno.EACCES and exc.filename == path:
            return process.fail(f"can't open '{source}'", exc)
        return process.fail(f"can't create '{target}'", exc)
    if preserve and not (isinstance(node, Directory) and there is not None):
        plain = not isinstance(node, Symlink)
        if process.cred.uid == 0:
            root.chown(goal, node.uid, node.gid, follow=plain)
        if plain:
            root.chmod(goal, node.mode)
            root.utime(goal, node.mtime)
    return status


def write(process: Process, node: Node, path: str, goal: str, target: str, there: Node | None, o: Options) -> None:
    """Make the copy of one thing that is no directory."""
    root = process.root
    match node:
        case Symlink(link):
            gone = [target] if there is not None else []
            if process.each(gone, lambda _: root.unlink(goal), "can't remove '{}'"):
                raise Complained
            root.symlink(link, goal)
        case File():
            content = root.content(path)
            if there is not None and "f" in o and not root.may(goal, 2):
                root.unlink(goal)
            if target.endswith("/") and there is None:
                raise IsADirectoryError(errno.EISDIR, "Is a directory", goal)
            process.session.step(node.size >> 16)
            root.write(goal, content, mode=node.mode & 0o777 if process.gnu else node.mode)
        case Special() if RECURSIVE & set(o):
            root.special(goal, node)
        case _:
            stream = process.device(unicode(path))
            if stream is None:
                raise NotModelled(f"copying the device {path}")
            root.write(goal, stream.read(), mode=node.mode)


@command("install", options="dDm:o:g:p", least=1)
def install(process: Process, o: Options, names: list[str]) -> int:
    bits = change_mode(o.one("m", "755"), 0o755, 0)
    if bits is None:
        return process.fail(f"invalid mode '{o.one('m')}'")
    uid = uid_of(process, o.one("o")) if "o" in o else None
    gid = gid_of(process, o.one("g")) if "g" in o else None
    for letter, number, what in (("o", uid, "user"), ("g", gid, "group")):
        if letter in o and number is None:
            return process.fail(f"unknown {what} {o.one(letter)}")
    target = names.pop() if "d" not in o else ""
    if not names:
        raise Usage("too few arguments")
    if "D" in o:
        make_parents(process, target)
    for name in names:
        goal = name
        if "d" in o:
            make_parents(process, name.rstrip("/") + "/x")
        else:
            goal = into(name, target) if process.is_directory(target) else target
            if process.root.exists(process.path(goal)):
                process.root.unlink(process.path(goal))
            if copy(process, name, goal, Options({"p": [""]} if "p" in o else {})):
                return 1
        if uid is not None or gid is not None:
            process.root.chown(process.path(goal), uid, gid)
        process.root.chmod(process.path(goal), bits)
    return 0
