"""Commands that make and remove files: ``mkdir``, ``touch``, ``rm``, ``ln``."""

from __future__ import annotations

import contextlib
import errno
import posixpath

from dockerlab.errors import NotModelled
from dockerlab.inode import Directory, Symlink
from dockerlab.shell.process import Process
from dockerlab.shell.programs.names import change_mode, parse_time
from dockerlab.shell.registry import Options, Usage, command
from dockerlab.shell.streams import octets, unicode

__all__ = ["make_parents", "remove", "walk"]


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
        except OSError as exc:
            status = process.fail(f"can't create directory '{exc.filename}'", exc)
            continue
        try:
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


@command(
    "touch",
    options="camd:t:r:h",
    long={"no-create": "c", "date=": "d", "reference=": "r", "no-dereference": "h"},
    least=1,
)
def touch(process: Process, o: Options, names: list[str]) -> int:
    now = process.session.system.clock()
    when = now
    if "d" in o or "t" in o:
        text = o.one("d") or o.one("t")
        found = parse_time(text, now)
        if found is None:
            return process.fail(f"invalid date '{text}'")
        when = found
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
    except OSError as exc:
        if exc.errno != errno.ENOENT:
            return process.fail(f"can't stat '{name}'", exc)
        return 0 if force else process.fail(f"can't remove '{name}'", exc)
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
        raise NotModelled("ln of several files to what is no directory")
    for name in names:
        base = posixpath.basename(name.rstrip("/"))
        goal = posixpath.join(target, base) if directory else target
        try:
            root = process.root
            if "s" not in o:
                try:
                    process.stat(name, follow=False)
                except OSError as exc:
                    status = process.fail(f"failed to access '{name}'" if process.gnu else name, exc)
                    continue
            if "f" in o:
                with contextlib.suppress(FileNotFoundError):
                    root.unlink(process.path(goal))
            if "s" in o:
                root.symlink(unicode(name), process.path(goal))
            else:
                root.link(process.path(name), process.path(goal))
        except OSError as exc:
            gnu = process.gnu and "s" in o
            status = process.fail(f"failed to create symbolic link '{goal}'" if gnu else goal, exc)
    return status


@command("unlink", options="", least=1)
def unlink(process: Process, o: Options, names: list[str]) -> int:
    try:
        process.root.unlink(process.path(names[0]))
    except OSError as exc:
        return process.fail(f"can't remove file '{names[0]}'", exc)
    return 0
