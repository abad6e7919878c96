"""``grep``: the lines that match."""

from __future__ import annotations

import re

from dockerlab.inode import Directory, Symlink
from dockerlab.shell.process import Process
from dockerlab.shell.programs.files import walk
from dockerlab.shell.programs.regular import Regex, regular
from dockerlab.shell.programs.text import lines
from dockerlab.shell.registry import Options, Usage, command

__all__: list[str] = []

LONG = {"ignore-case": "i", "invert-match": "v", "quiet": "q", "count": "c", "extended-regexp": "E",
        "fixed-strings": "F", "only-matching": "o", "recursive": "r", "line-number": "n"}  # fmt: skip


@command("grep", "egrep", "fgrep", options="EFe:ivnclLqsorRHhwxm:A:B:C:", gnu=LONG)
def grep(process: Process, o: Options, names: list[str]) -> int:
    words = list(names)
    if "e" not in o and not words:
        raise Usage("no pattern")
    sources = [line for source in o.get("e") or [words.pop(0)] for line in source.split("\n")]
    fixed = "F" in o or process.name == "fgrep"
    extended = "E" in o or process.name == "egrep"
    wanted = []
    for source in sources:
        expression = re.sub(r"([.\[\]*^$\\+?{}()|])", r"\\\1", source) if fixed else source
        try:
            wanted.append(regular(expression, extended or fixed, "i" in o))
        except ValueError as exc:
            return process.fail(f"bad regex '{source}': {exc}", status=2)
    recursive = "r" in o or "R" in o
    matched = failed = False
    many = (len(words) > 1 or recursive or "H" in o) and "h" not in o
    for name in words or (["."] if recursive else ["-"]):
        for path in below(process, name) if recursive else [name]:
            try:
                data = b"" if path != "-" and process.is_directory(path) else process.read(path)
            except OSError as exc:
                if "s" not in o:
                    process.fail(path, exc)
                failed |= process.gnu or path == name  # in a directory, busybox overlooks it
                continue
            shown = path.removeprefix("./") if not words and recursive else path
            title = "(standard input)" if path == "-" else shown
            matched |= search(process, o, lines(data), title, wanted, many)
            if matched and "q" in o:
                return 0
    return 2 if failed else 0 if matched else 1


def below(process: Process, name: str) -> list[str]:
    """Return the files under ``name``, depth first."""
    if not process.is_directory(name):
        return [name]
    found: list[str] = []
    for child in walk(process, name):
        process.session.step()
        node = process.stat(child, follow=False)
        if isinstance(node, Directory):
            found += below(process, child)
        elif not (isinstance(node, Symlink) and process.gnu):
            found.append(child)
    return found


def search(process: Process, o: Options, rows: list[str], title: str, wanted: list[Regex], many: bool) -> bool:
    """Search the lines of one file; say whether there was a match."""
    process.session.step(len(rows) // 4)

    def show(n: int, mark: str, text: str) -> None:
        process.out((title + mark if many else "") + (f"{n + 1}{mark}" if "n" in o else "") + text + "\n")

    def chosen(line: str) -> bool:
        return any(fits(regex, line, o) for regex in wanted) != ("v" in o)

    before, after = (int(o.one(letter) or o.one("C") or 0) for letter in "BA")
    count, last, limit = 0, -1, int(o.one("m") or -1)
    for n, line in enumerate(rows):
        if count == limit:
            break
        if not chosen(line):
            continue
        count += 1
        if set("qlL") & set(o):
            break
        if "c" in o:
            continue
        if "o" in o:
            for piece in matches(wanted, line) if "v" not in o else []:
                show(n, ":", piece)
            continue
        first = max(n - before, last + 1)
        if (before or after) and last >= 0 and first > last + 1:
            process.out("--\n")
        for k in range(first, n):
            show(k, "-", rows[k])
        if n > last:
            show(n, ":", line)
            last = n
        for k in range(n + 1, min(n + 1 + after, len(rows))):
            if chosen(rows[k]):
                break
            if k > last:
                show(k, "-", rows[k])
                last = k
    if "c" in o and "q" not in o:
        process.out((f"{title}:" if many else "") + f"{count}\n")
    if ("l" in o and count) or ("L" in o and not count):
        process.out(f"{title}\n")
    return count > 0


def fits(regex: Regex, line: str, o: Options) -> bool:
    """Say whether a line matches, under -x the whole line, under -w whole words."""
    if "x" in o:
        return regex.compiled.fullmatch(line) is not None
    found = regex.search(line)
    while found and "w" in o:
        around = line[max(found.start() - 1, 0) : found.start()] + line[found.end() : found.end() + 1]
        if not re.search(r"\w", around, re.ASCII):
            break
        at = max(found.start() + 1, found.end())  # busybox looks on behind what was no whole word
        found = regex.search(line, at) if at <= len(line) else None
    return found is not None


def matches(wanted: list[Regex], line: str) -> list[str]:
    """Return every part of a line that matches, for -o."""
    out, at = [], 0
    while at <= len(line):
        found = min((m for regex in wanted if (m := regex.search(line, at))), key=lambda m: m.start(), default=None)
        if found is None:
            break
        if found[0]:
            out.append(found[0])
        at = found.end() + (not found[0])
    return out
