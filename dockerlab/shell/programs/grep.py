"""``grep``: the lines that match."""

from __future__ import annotations

import re

from dockerlab.errors import NotModelled
from dockerlab.inode import Directory
from dockerlab.shell.process import Process
from dockerlab.shell.programs.files import walk
from dockerlab.shell.programs.regular import Regex, regular
from dockerlab.shell.programs.text import lines
from dockerlab.shell.registry import Options, Usage, command

__all__: list[str] = []


@command(
    "grep", "egrep", "fgrep", options="EFGe:f:ivnclLqsorRHhwxm:A:B:C:z",
    long={"ignore-case": "i", "invert-match": "v", "quiet": "q", "count": "c", "extended-regexp": "E",
          "fixed-strings": "F", "only-matching": "o", "recursive": "r", "line-number": "n"},
)  # fmt: skip
def grep(process: Process, o: Options, names: list[str]) -> int:
    for letter in "fzG":
        if letter in o:
            raise NotModelled(f"the option -{letter} of grep")
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
            process.fail(f"bad regex '{source}': {exc}")
            return 2
    context = [int(o.one(letter) or o.one("C") or 0) for letter in "BA"]
    recursive = "r" in o or "R" in o
    state = {"matched": False, "failed": False}
    many = (len(words) > 1 or recursive or "H" in o) and "h" not in o
    for name in words or (["."] if recursive else ["-"]):
        for path in below(process, name) if recursive else [name]:
            shown = path.removeprefix("./") if not words and recursive else path
            grep_file(process, o, path, shown, wanted, many, state, context)
            if state["matched"] and "q" in o:
                return 0
    return 2 if state["failed"] and not state["matched"] else 0 if state["matched"] and not state["failed"] else \
        2 if state["failed"] else 1  # fmt: skip


def below(process: Process, name: str) -> list[str]:
    """Return the files under ``name``, depth first."""
    try:
        node = process.stat(name)
    except OSError:
        return [name]
    if not isinstance(node, Directory):
        return [name]
    found: list[str] = []
    for child in walk(process, name):
        process.session.step()
        node = process.stat(child, follow=False)
        found += below(process, child) if isinstance(node, Directory) else [child]
    return found


def grep_file(process: Process, o: Options, name: str, shown: str, wanted: list[Regex], many: bool,
              state: dict[str, bool], context: list[int]) -> None:  # fmt: skip
    """Search one file."""
    try:
        data = b"" if name != "-" and process.is_directory(name) else process.read(name)
    except OSError as exc:
        if "s" not in o:
            process.fail(name, exc)
        state["failed"] = True
        return
    title = "(standard input)" if shown == "-" else shown
    prefix = f"{title}:" if many else ""
    rows = lines(data)
    process.session.step(len(rows) // 4)
    count, last = 0, -1
    limit = int(o.one("m") or -1)
    for n, line in enumerate(rows):
        if count == limit:
            break
        found = next((m for regex in wanted if (m := fits(regex, line, o))), None)
        if (found is None) != ("v" in o):
            continue
        count += 1
        state["matched"] = True
        if "q" in o or "l" in o or "L" in o:
            break
        if "c" in o:
            continue
        if "o" in o:
            if "v" in o:
                continue
            for piece in matches(wanted, line, o):
                process.out(prefix + (f"{n + 1}:" if "n" in o else "") + piece + "\n")
            continue
        if any(context):
            before = range(max(n - context[0], last + 1), n)
            if last >= 0 and (before.start if before else n) > last + 1:
                process.out("--\n")
            for k in before:
                process.out((f"{title}-" if many else "") + (f"{k + 1}-" if "n" in o else "") + rows[k] + "\n")
        if n > last:
            process.out(prefix + (f"{n + 1}:" if "n" in o else "") + line + "\n")
            last = n
        for k in range(n + 1, min(n + 1 + context[1], len(rows))):
            again = next((m for regex in wanted if (m := fits(regex, rows[k], o))), None)
            if (again is None) == ("v" in o):
                break
            if k > last:
                process.out((f"{title}-" if many else "") + (f"{k + 1}-" if "n" in o else "") + rows[k] + "\n")
                last = k
    if "c" in o and "q" not in o:
        process.out(f"{prefix}{count}\n")
    if ("l" in o and count) or ("L" in o and not count):
        process.out(f"{title}\n")


def fits(regex: Regex, line: str, o: Options) -> re.Match[str] | None:
    """Return the match of a line under -x (the whole line) and -w (whole words)."""
    if "x" in o:
        return regex.compiled.fullmatch(line)
    found = regex.search(line)
    while found and "w" in o:
        before, after = (
            line[found.start() - 1 : found.start()] if found.start() else "",
            line[found.end() : found.end() + 1],
        )
        if not re.fullmatch(r"\w", before or " ", re.ASCII) and not re.fullmatch(r"\w", after or " ", re.ASCII):
            break
        at = max(found.start() + 1, found.end())  # busybox looks on behind what was no whole word
        found = regex.search(line, at) if at <= len(line) else None
    return found


def matches(wanted: list[Regex], line: str, o: Options) -> list[str]:
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
