"""Commands that show what is there: ``ls``, ``stat``, ``readlink``, ``du``, and names without the tree."""

from __future__ import annotations

import posixpath
import re
import time
from collections.abc import Callable

from dockerlab.errors import NotModelled
from dockerlab.inode import Directory, File, Node, Special, Symlink
from dockerlab.permission import mode_text
from dockerlab.shell.process import Process
from dockerlab.shell.programs.files import walk
from dockerlab.shell.programs.names import group_name, human, moment, user_name
from dockerlab.shell.registry import Options, Usage, command
from dockerlab.shell.streams import octets

__all__ = ["size_of"]

HALF_A_YEAR = 3600 * 24 * 365 // 2
Entry = tuple[str, Node]


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
    return (size_of(node) + 4095) // 4096 * 8 if isinstance(node, (File, Directory)) else 0


def links(process: Process, name: str, node: Node) -> int:
    """Return the number of names that a node has."""
    if isinstance(node, Directory):
        return 2 + sum(isinstance(child, Directory) for child in node.entries.values())
    return process.root.links(process.path(name))


# -- ls ------------------------------------------------------------------------------


@command("ls", options="1aAldRhtrSnLC", gnu={"all": "a", "almost-all": "A", "recursive": "R"})
def ls(process: Process, o: Options, names: list[str]) -> int:
    files: list[Entry] = []
    folders: list[Entry] = []

    def look(name: str) -> None:
        try:
            node = process.stat(name, follow=not set("ln") & set(o) or "L" in o)
        except FileNotFoundError:
            node = process.stat(name, follow=False)
        (folders if isinstance(node, Directory) and "d" not in o else files).append((name, node))

    status = process.each(names or ["."], look)
    show(process, o, sort(o, files))
    for n, (name, _) in enumerate(sort(o, folders)):
        status |= folder(process, o, name, len(names) > 1 or "R" in o, first=not files and n == 0)
    return status


def folder(process: Process, o: Options, name: str, titled: bool, first: bool) -> int:
    """List one directory, and those below it for -R."""
    process.session.step()
    if titled:
        process.out(("" if first else "\n") + f"{name}:\n")
    try:
        paths = walk(process, name)
    except OSError as exc:
        return process.fail(f"can't open '{name}'", exc)
    shown = [(posixpath.basename(path), process.stat(path, follow=False)) for path in paths]
    if "a" in o:
        shown = [(".", process.stat(name)), ("..", process.stat(posixpath.join(name, ".."))), *shown]
    elif "A" not in o:
        shown = [entry for entry in shown if not entry[0].startswith(".")]
    ordered = sort(o, shown)
    if set("ln") & set(o):
        process.out(f"total {sum(blocks(node) for _, node in shown) // 2}\n")
    show(process, o, ordered, name)
    status = 0
    for base, node in ordered if "R" in o else []:
        if isinstance(node, Directory) and base not in (".", ".."):
            status |= folder(process, o, posixpath.join(name, base), titled=True, first=False)
    return status


def sort(o: Options, entries: list[Entry]) -> list[Entry]:
    """Return entries in the order of the options: name, time (-t), size (-S), reversed (-r)."""
    ordered = sorted(entries, key=lambda entry: entry[0])
    if "t" in o:
        ordered.sort(key=lambda entry: -entry[1].mtime)
    if "S" in o:
        ordered.sort(key=lambda entry: -size_of(entry[1]))
    return ordered[::-1] if "r" in o else ordered


def show(process: Process, o: Options, entries: list[Entry], inside: str = "") -> None:
    """Print entries, one a line, with everything for -l."""
    if not set("ln") & set(o):
        process.out("".join(f"{name}\n" for name, _ in entries))
        return
    now, gnu = process.session.system.clock(), process.gnu
    rows = []
    for name, node in entries:
        recent = -15 * 60 < now - node.mtime < HALF_A_YEAR
        when = time.strftime("%b %e %H:%M" if recent else "%b %e  %Y", moment(process, node.mtime))
        size = human(size_of(node), gnu=gnu) if "h" in o else str(size_of(node))
        if isinstance(node, Special) and node.kind != "fifo":
            if gnu:
                raise NotModelled("ls -l of a device")
            size = f"{node.major:4}, {node.minor:3}"
        owner = [str(node.uid), str(node.gid)]
        if "n" not in o:
            owner = [user_name(process, node.uid), group_name(process, node.gid)]
        target = f" -> {octets(node.target)}" if isinstance(node, Symlink) else ""
        count = str(links(process, posixpath.join(inside, name), node))
        user, group = owner if gnu else (part[:8] for part in owner)
        rows.append((mode_text(node), count, user, group, size, when, name + target))
    widths = (
        [max((len(row[n]) for row in rows), default=0) for n in (1, 2, 3, 4)]
        if gnu
        else [4, 8, 8, 7 if "h" in o else 9]
    )
    a, b, c, d = widths
    for mode, count, user, group, size, when, name in rows:
        process.out(f"{mode} {count:>{a}} {user:<{b}} {group:<{c}} {size:>{d}} {when} {name}\n")


# -- stat ----------------------------------------------------------------------------

KINDS = {"d": "directory", "l": "symbolic link", "c": "character special file", "b": "block special file", "p": "fifo"}
TYPES = {"d": 0o40000, "l": 0o120000, "c": 0o20000, "b": 0o60000, "p": 0o10000}
FIELDS: dict[str, Callable[[Process, str, Node], object]] = {
    "%": lambda process, name, node: "%",
    "n": lambda process, name, node: name,
    "N": lambda process, name, node: (
        f"'{name}' -> '{octets(node.target)}'" if isinstance(node, Symlink) else f"'{name}'" if process.gnu else name
    ),
    "a": lambda process, name, node: f"{node.mode:o}",
    "A": lambda process, name, node: mode_text(node),
    "f": lambda process, name, node: f"{TYPES.get(mode_text(node)[0], 0o100000) | node.mode:x}",
    "F": lambda process, name, node: KINDS.get(mode_text(node)[0], f"regular{' empty' * (size_of(node) == 0)} file"),
    "u": lambda process, name, node: node.uid,
    "g": lambda process, name, node: node.gid,
    "U": lambda process, name, node: user_name(process, node.uid),
    "G": lambda process, name, node: group_name(process, node.gid),
    "s": lambda process, name, node: size_of(node),
    "h": links,
    "Y": lambda process, name, node: node.mtime,
    "y": lambda process, name, node: time.strftime("%Y-%m-%d %H:%M:%S.000000000 +0000", moment(process, node.mtime)),
}


@command("stat", options="c:L", least=1)
def stat(process: Process, o: Options, names: list[str]) -> int:
    if "c" not in o:
        raise NotModelled("stat without -c", hint="stat -c '%n %a %U:%G %s' prints what does not hang on the machine.")

    def one(name: str) -> None:
        node = process.stat(name, follow="L" in o)

        def field(found: re.Match[str]) -> str:
            if found[1] not in FIELDS:
                raise NotModelled(f"stat -c {found[0]}")
            return str(FIELDS[found[1]](process, name, node))

        process.out(re.sub(r"%(.)", field, o.one("c"), flags=re.S) + "\n")

    return process.each(names, one, "can't stat '{}'")


@command("du", options="shk")
def du(process: Process, o: Options, names: list[str]) -> int:
    return process.each(names or ["."], lambda name: usage(process, o, name, top=True))


def usage(process: Process, o: Options, name: str, *, top: bool = False) -> int:
    """Return the kilobytes under ``name``, printing a line for each directory."""
    process.session.step()
    node = process.stat(name, follow=False)
    total = blocks(node) // 2
    if isinstance(node, Directory):
        total += sum(usage(process, o, child) for child in walk(process, name))
    if top or ("s" not in o and isinstance(node, Directory)):
        size = human(total * 1024, gnu=process.gnu) if "h" in o else str(total)
        process.out(f"{size}\t{name}\n")
    return total


# -- names ---------------------------------------------------------------------------


def resolved(process: Process, name: str) -> str:
    """Return where a path leads once every link is followed."""
    missing = process.gnu or process.is_link(name)  # the target of a link need not be there
    return octets(process.root.resolve(process.path(name), missing_ok=missing))


@command("readlink", options="fn")
def readlink(process: Process, o: Options, names: list[str]) -> int:
    if len(names) != 1:
        raise Usage("one file")
    try:
        node = process.stat(names[0], follow=False) if "f" not in o else None
        found = octets(node.target) if isinstance(node, Symlink) else "" if node else resolved(process, names[0])
    except OSError:
        return 1
    if not found:
        return 1
    process.out(found + ("" if "n" in o else "\n"))
    return 0


@command("realpath", options="", least=1)
def realpath(process: Process, o: Options, names: list[str]) -> int:
    return process.each(names, lambda name: process.out(resolved(process, name) + "\n"))


@command("basename", options="", least=1)
def basename(process: Process, o: Options, names: list[str]) -> int:
    if len(names) > 2:
        raise Usage("too many arguments")
    name = posixpath.basename(names[0].rstrip("/")) or ("/" if names[0] else "")
    suffix = names[1] if len(names) > 1 else ""
    process.out((name if name == suffix else name.removesuffix(suffix)) + "\n")
    return 0


@command("dirname", options="", least=1)
def dirname(process: Process, o: Options, names: list[str]) -> int:
    if len(names) > 1:
        raise Usage("too many arguments")
    head = posixpath.dirname(names[0].rstrip("/") or names[0])
    process.out((head.rstrip("/") or ("/" if head or names[0].startswith("/") else ".")) + "\n")
    return 0
