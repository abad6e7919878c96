"""Commands that show what is there: ``ls``, ``stat``, ``readlink``, ``du``, and names without the tree."""

from __future__ import annotations

import posixpath
import re
import time

from dockerlab.errors import NotModelled
from dockerlab.inode import Directory, File, Node, Special, Symlink
from dockerlab.permission import mode_text
from dockerlab.shell.process import Process
from dockerlab.shell.programs.files import walk
from dockerlab.shell.programs.names import group_name, human, moment, octal, user_name
from dockerlab.shell.registry import Options, Usage, command
from dockerlab.shell.streams import octets

__all__ = ["blocks", "size_of"]

HALF_A_YEAR = 3600 * 24 * 365 // 2


def size_of(node: Node) -> int:
    """Return the size that ``stat`` shows: a directory's is one block."""
    match node:
        case File():
            return node.size
        case Symlink(target):
            return len(target.encode())
        case Directory():
            return 4096
    return 0


def blocks(node: Node) -> int:
    """Return the 512-byte blocks that a node takes on a disk of 4096-byte ones."""
    match node:
        case File():
            return (node.size + 4095) // 4096 * 8
        case Directory():
            return 8
    return 0


def links(process: Process, name: str, node: Node) -> int:
    """Return the number of names that a node has."""
    if isinstance(node, Directory):
        return 2 + sum(isinstance(child, Directory) for child in node.entries.values())
    return process.root.links(process.path(name))


@command("ls", options="1aAldRhtrSFpnisLxCgo", long={"all": "a", "almost-all": "A", "recursive": "R"})
def ls(process: Process, o: Options, names: list[str]) -> int:
    for letter in "Fpisxgo":
        if letter in o:
            raise NotModelled(f"the option -{letter} of ls")
    status = 0
    files: list[tuple[str, Node]] = []
    folders: list[tuple[str, Node]] = []
    for name in names or ["."]:
        try:
            try:
                node = process.stat(name, follow=not ("l" in o or "n" in o) or "L" in o)
            except FileNotFoundError:
                node = process.stat(name, follow=False)
            if isinstance(node, Directory) and "d" not in o:
                folders.append((name, node))
            else:
                files.append((name, node))
        except OSError as exc:
            status = process.fail(name, exc)
    show(process, o, sort(o, files), total=False)
    several = len(names) > 1 or "R" in o
    first = not files
    for name, _ in sort(o, folders):
        status |= folder(process, o, name, several, first)
        first = False
    return status


def folder(process: Process, o: Options, name: str, titled: bool, first: bool) -> int:
    """List one directory, and those below it for -R."""
    process.session.step()
    if titled:
        process.out(("" if first else "\n") + f"{name}:\n")
    try:
        names = walk(process, name)
    except OSError as exc:
        return process.fail(f"can't open '{name}'", exc)
    found = [(posixpath.basename(path), process.root.stat(process.path(path), follow=False), path) for path in names]
    shown = [(base, node) for base, node, _ in found if "a" in o or "A" in o or not base.startswith(".")]
    if "a" in o:
        here = process.stat(name)
        above = process.stat(posixpath.join(name, ".."))
        shown = [(".", here), ("..", above), *shown]
    ordered = sort(o, shown)
    show(process, o, ordered, total=True, inside=name)
    status = 0
    if "R" in o:
        for base, node in ordered:
            if isinstance(node, Directory) and base not in (".", ".."):
                status |= folder(process, o, posixpath.join(name, base), True, False)
    return status


def sort(o: Options, entries: list[tuple[str, Node]]) -> list[tuple[str, Node]]:
    """Return entries in the order of the options: name, time (-t), size (-S), reversed (-r)."""
    ordered = sorted(entries, key=lambda entry: entry[0])
    if "t" in o:
        ordered.sort(key=lambda entry: -entry[1].mtime)
    if "S" in o:
        ordered.sort(key=lambda entry: -size_of(entry[1]))
    return ordered[::-1] if "r" in o else ordered


def show(process: Process, o: Options, entries: list[tuple[str, Node]], *, total: bool, inside: str = "") -> None:
    """Print entries, one a line, with everything for -l."""
    if "l" not in o and "n" not in o:
        process.out("".join(f"{name}\n" for name, _ in entries))
        return
    if total:
        process.out(f"total {sum(blocks(node) for _, node in entries) // 2}\n")
    now = process.session.system.clock()
    rows = []
    for name, node in entries:
        recent = -15 * 60 < now - node.mtime < HALF_A_YEAR
        when = time.strftime("%b %e %H:%M" if recent else "%b %e  %Y", moment(process, node.mtime))
        device = isinstance(node, Special) and node.kind != "fifo"
        size = f"{node.major:4}, {node.minor:3}" if isinstance(node, Special) and device else str(size_of(node))
        if "h" in o and not device:
            size = human(size_of(node), gnu=process.gnu)
        user, group = str(node.uid), str(node.gid)
        if "n" not in o:
            user, group = user_name(process, node.uid), group_name(process, node.gid)
        target = f" -> {octets(node.target)}" if isinstance(node, Symlink) else ""
        count = str(links(process, posixpath.join(inside, name), node))
        if device and process.gnu:
            raise NotModelled("ls -l of a device")
        rows.append((mode_text(node), count, user, group, size, when, name + target))
    widths = [4, 8, 8, 9]
    if process.gnu:
        widths = [max((len(row[n]) for row in rows), default=0) for n in (1, 2, 3, 4)]
    for mode, count, user, group, size, when, name in rows:
        if not process.gnu:
            user, group = user[:8], group[:8]
        process.out(
            f"{mode} {count:>{widths[0]}} {user:<{widths[1]}} {group:<{widths[2]}} {size:>{widths[3]}} {when} {name}\n"
        )


@command("stat", options="c:Lft", least=1)
def stat(process: Process, o: Options, names: list[str]) -> int:
    if "c" not in o or "f" in o or "t" in o:
        raise NotModelled("stat without -c", hint="stat -c '%n %a %U:%G %s' prints what does not hang on the machine.")
    status = 0
    for name in names:
        try:
            node = process.stat(name, follow="L" in o)
        except OSError as exc:
            status = process.fail(f"can't stat '{name}'", exc)
            continue
        pieces = re.split(r"%(.)", o.one("c"), flags=re.S)
        process.out("".join(described(process, name, node, p) if n % 2 else p for n, p in enumerate(pieces)) + "\n")
    return status


def described(process: Process, name: str, node: Node, letter: str) -> str:
    """Return what one ``%x`` of ``stat -c`` means."""
    match letter:
        case "n":
            return name
        case "N":
            return f"'{name}' -> '{octets(node.target)}'" if isinstance(node, Symlink) else name
        case "a":
            return octal(node.mode)
        case "A":
            return mode_text(node)
        case "u":
            return str(node.uid)
        case "g":
            return str(node.gid)
        case "U":
            return user_name(process, node.uid)
        case "G":
            return group_name(process, node.gid)
        case "s":
            return str(size_of(node))
        case "Y":
            return str(node.mtime)
        case "y":
            return time.strftime("%Y-%m-%d %H:%M:%S.000000000 +0000", moment(process, node.mtime))
        case "h":
            return str(links(process, name, node))
        case "f":
            kind = {"d": 0o40000, "l": 0o120000, "c": 0o20000, "b": 0o60000, "p": 0o10000}.get(
                mode_text(node)[0], 0o100000
            )
            return f"{kind | node.mode:x}"
        case "F":
            return kind_of(node)
        case "%":
            return "%"
    raise NotModelled(f"stat -c %{letter}")


def kind_of(node: Node) -> str:
    """Return what kind of file a node is, in words."""
    match node:
        case Directory():
            return "directory"
        case Symlink():
            return "symbolic link"
        case Special(kind=kind):
            return {"char": "character special file", "block": "block special file", "fifo": "fifo"}[kind]
        case _:
            return "regular empty file" if size_of(node) == 0 else "regular file"


@command("readlink", options="fnvsqem")
def readlink(process: Process, o: Options, names: list[str]) -> int:
    for letter in "vsqem":
        if letter in o:
            raise NotModelled(f"the option -{letter} of readlink")
    if len(names) != 1:
        raise Usage("one file")
    try:
        if "f" in o:
            found = octets(process.root.resolve(process.path(names[0]), missing_ok=process.gnu))
        else:
            node = process.stat(names[0], follow=False)
            if not isinstance(node, Symlink):
                return 1
            found = octets(node.target)
    except OSError:
        return 1
    process.out(found + ("" if "n" in o else "\n"))
    return 0


@command("realpath", options="", least=1)
def realpath(process: Process, o: Options, names: list[str]) -> int:
    status = 0
    for name in names:
        try:
            process.out(octets(process.root.resolve(process.path(name), missing_ok=process.gnu)) + "\n")
        except OSError as exc:
            status = process.fail(name, exc)
    return status


@command("basename", options="", least=1)
def basename(process: Process, o: Options, names: list[str]) -> int:
    if len(names) > 2:
        raise Usage("too many arguments")
    name = posixpath.basename(names[0].rstrip("/")) or ("/" if names[0] else "")
    suffix = names[1] if len(names) > 1 else ""
    process.out((name[: -len(suffix)] if suffix and name.endswith(suffix) and name != suffix else name) + "\n")
    return 0


@command("dirname", options="", least=1)
def dirname(process: Process, o: Options, names: list[str]) -> int:
    if len(names) > 1:
        raise Usage("too many arguments")
    head = posixpath.dirname(names[0].rstrip("/") or names[0])
    process.out((head.rstrip("/") or ("/" if head or names[0].startswith("/") else ".")) + "\n")
    return 0


@command("du", options="shakmbcd:x")
def du(process: Process, o: Options, names: list[str]) -> int:
    for letter in "akmbcdx":
        if letter in o and letter != "k":
            raise NotModelled(f"the option -{letter} of du")
    status = 0
    for name in names or ["."]:
        try:
            usage(process, name, show="s" not in o, top=True, readable="h" in o)
        except OSError as exc:
            status = process.fail(name, exc)
    return status


def usage(process: Process, name: str, *, show: bool, top: bool = False, readable: bool = False) -> int:
    """Return the kilobytes under ``name``, printing a line for each directory."""
    process.session.step()
    node = process.stat(name, follow=False)
    total = blocks(node) // 2
    if isinstance(node, Directory):
        total += sum(usage(process, child, show=show, readable=readable) for child in walk(process, name))
    if top or (show and isinstance(node, Directory)):
        size = human(total * 1024, gnu=process.gnu) if readable else str(total)
        process.out(f"{size}\t{name}\n")
    return total
