"""A layer written down: one line per path, for people to read and for the catalogue to ship.

::

    time 2026-02-23T00:00:00Z               # of every file below
    include debian-12                       # all of another listing, to be changed below
    drop /etc/old                           # not this one, though
    0755 /usr/bin/                          # a directory (missing parents are made: 0755 root)
    0755 /usr/bin/{ls,cat} = 150k program:coreutils/*     # filler: size and name; * is the base name
    0777 /bin -> usr/bin                    # a symbolic link
    0755 /usr/bin/perl5 == /usr/bin/perl    # a hard link
    0600 100:65534 /var/lib/empty           # owner and group
    0644 /etc/hostname = "lab\\n"            # content, as a JSON string
    0644 /etc/passwd :                      # content, the indented lines below
      root:x:0:0:root:/root:/bin/sh
    0644 /etc/group : + debian-12           # the same, behind what that listing has at this path
      node:x:1000:
    whiteout /etc/motd                      # deletes it from the layers below

Programs are filler of the right size, so an image has its true size without its
bytes.  Braces expand as in a shell, ``{1..20}`` too.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Callable, Iterator
from datetime import datetime

from dockerlab.inode import Directory, File, Filler, Special, Symlink, read
from dockerlab.layer import Entry, HardLink, Whiteout

__all__ = ["expand", "parse_listing"]

LINE = re.compile(
    r"(?P<mode>[0-7]{4}) (?:(?P<uid>\d+):(?P<gid>\d+) )?(?P<path>/\S*)(?: (?P<what>->|==|=|:|char) ?(?P<rest>.*))?"
)
UNITS = {"": 1, "k": 1000, "M": 1000_000}


def parse_listing(text: str, include: Callable[[str], dict[str, Entry]]) -> dict[str, Entry]:
    """Return the entries of a layer; ``include`` gives those of another listing by its name.

    Raises ValueError naming the line that is wrong.

    >>> found = parse_listing("0644 /etc/{a,b} = 2 x\\n0777 /c -> etc/a\\n", dict)
    >>> sorted(found), found["/etc/b"].size
    (['/c', '/etc', '/etc/a', '/etc/b'], 2)
    """
    entries: dict[str, Entry] = {}
    time = 0
    lines = list(reversed(text.split("\n")))
    while lines:
        line = lines.pop().split(" #")[0].rstrip()
        word, _, argument = line.partition(" ")
        match word:
            case "" | "#":
                continue
            case "time":
                time = int(datetime.fromisoformat(argument.replace("Z", "+00:00")).timestamp())
            case "include":
                entries |= include(argument)
            case "drop":
                for path in expand(argument):
                    entries = {p: e for p, e in entries.items() if p != path and not p.startswith(path + "/")}
            case "whiteout":
                entries |= {path: Whiteout() for path in expand(argument)}
            case _:
                found = LINE.fullmatch(line)
                if found is None:
                    raise ValueError(f"not a line of a listing: {line!r}")
                block = indented(lines) if found["what"] == ":" else ""
                for path in expand(found["path"]):
                    text = block
                    if (found["rest"] or "").startswith("+ "):
                        before = include(found["rest"][2:])[path]
                        assert isinstance(before, File)
                        text = read(before.content).decode() + block
                    entries[path.rstrip("/")] = entry(found, path, text, time)
    for path in list(entries):
        while (path := posixpath.dirname(path)) not in entries and path != "/":
            entries[path] = Directory(mtime=time)
    return entries


def entry(found: re.Match[str], path: str, block: str, time: int) -> Entry:
    """Return what one line says about one path."""
    mode, uid, gid = int(found["mode"], 8), int(found["uid"] or 0), int(found["gid"] or 0)
    rest = found["rest"] or ""
    match found["what"]:
        case "->":
            return Symlink(rest.replace("*", posixpath.basename(path)), uid, gid, time)
        case "==":
            return HardLink(rest)
        case "char":
            major, minor = rest.split()
            return Special("char", int(major), int(minor), mode, uid, gid, time)
        case ":":
            content: bytes | Filler = (TABLES[rest](block) if rest in TABLES else block).encode()
        case "=" if rest.startswith('"'):
            content = json.loads(rest).encode()
        case "=":
            amount, name = rest.split(" ")
            content = Filler(size(amount), name.replace("*", posixpath.basename(path)))
        case _:
            content = b""
            if path.endswith("/"):
                return Directory({}, mode, uid, gid, time)
    return File(content, mode, uid, gid, time)


def indented(lines: list[str]) -> str:
    """Take the indented lines off the end of ``lines`` (which is reversed); return their text."""
    block = []
    while lines and (lines[-1].startswith("  ") or (not lines[-1] and any(x.startswith("  ") for x in lines[-2:-1]))):
        block.append(lines.pop()[2:] + "\n")
    return "".join(block)


def size(amount: str) -> int:
    """Return ``1.5M`` as bytes.

    >>> size("12"), size("1.5k")
    (12, 1500)
    """
    unit = amount[-1] if amount[-1] in "kM" else ""
    return round(float(amount.removesuffix(unit)) * UNITS[unit])


def expand(path: str) -> Iterator[str]:
    """Yield the paths that a pattern with braces stands for.

    >>> list(expand("/a/{b,c{1..2}}"))
    ['/a/b', '/a/c1', '/a/c2']
    """
    start = path.find("{")
    if start < 0:
        yield path
        return
    depth, commas, end = 0, [start], start
    for end in range(start, len(path)):
        depth += (path[end] == "{") - (path[end] == "}")
        if depth == 0:
            break
        if depth == 1 and path[end] == ",":
            commas.append(end)
    counted = re.fullmatch(r"(\d+)\.\.(\d+)", path[start + 1 : end])
    if counted:
        words = [str(n) for n in range(int(counted[1]), int(counted[2]) + 1)]
    else:
        words = [path[a + 1 : b] for a, b in zip(commas, [*commas[1:], end], strict=True)]
    for word in words:
        yield from expand(path[:start] + word + path[end + 1 :])


def dpkg(block: str) -> str:
    """Return dpkg's status file for lines of ``name version architecture``."""
    rows = (line.split() for line in block.splitlines())
    text = "Package: {}\nStatus: install ok installed\nArchitecture: {}\nVersion: {}\n\n"
    return "".join(text.format(name, arch, version) for name, version, arch in rows)


def apk(block: str) -> str:
    """Return apk's installed file for lines of ``name version``."""
    rows = (line.split() for line in block.splitlines())
    return "".join(f"P:{name}\nV:{version}\nA:x86_64\n\n" for name, version in rows)


TABLES: dict[str, Callable[[str], str]] = {"dpkg": dpkg, "apk": apk}
