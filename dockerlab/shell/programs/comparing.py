"""``cmp`` and ``diff``: where two files differ."""

from __future__ import annotations

from itertools import groupby

from dockerlab.errors import NotModelled
from dockerlab.shell.process import Process
from dockerlab.shell.registry import Options, command

__all__: list[str] = []


@command("cmp", options="s", least=1)
def compare(process: Process, o: Options, names: list[str]) -> int:
    if len(names) > 2:
        raise NotModelled("cmp with such arguments")
    both = []
    for name in (*names, "-")[:2]:
        try:
            if name != "-" and process.is_directory(name):
                return process.fail(f"{name}: I/O error", status=2)
            both.append(process.read(name))
        except OSError as exc:
            if "s" not in o:
                process.fail(name, exc)
            return 2
    a, b = both
    if a == b:
        return 0
    if "s" not in o:
        at = next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), None)
        second = names[1] if len(names) > 1 else "-"
        if at is None:
            process.flush()
            process.fail(f"EOF on {names[0] if len(a) < len(b) else second}")
        else:
            unit = "byte" if process.flavour.version >= (1, 38) else "char"
            process.out(f"{names[0]} {second} differ: {unit} {at + 1}, line {a[:at].count(10) + 1}\n")
    return 1


@command("diff", options="quU:", least=2)
def difference(process: Process, o: Options, names: list[str]) -> int:
    texts = []
    for name in names:
        try:
            if name != "-" and process.is_directory(name):
                raise NotModelled("diff of directories")
            texts.append(process.text(name))
        except OSError as exc:
            return process.fail(f"can't stat '{name}'", exc, 2)
    if texts[0] == texts[1]:
        return 0
    if "q" in o:
        process.out(f"Files {names[0]} and {names[1]} differ\n")
        return 1
    if not all(text.endswith("\n") or not text for text in texts):
        raise NotModelled("diff of a text without a newline at its end")
    a, b = (text.split("\n")[:-1] for text in texts)
    if process.gnu:
        if "u" in o or "U" in o:
            raise NotModelled("GNU diff -u (it shows when the files were changed, to the nanosecond)")
        process.out(normal(edit_script(process, a, b)))
        return 1
    process.out(f"--- {names[0]}\n+++ {names[1]}\n" + unified(edit_script(process, a, b), int(o.one("U", "3"))))
    return 1


def edit_script(process: Process, a: list[str], b: list[str]) -> list[tuple[str, str]]:
    """Return every line with what happens to it (kept, ``-`` or ``+``), by the longest common subsequence."""
    if len(a) * len(b) > 400_000:
        raise NotModelled("diff of texts this long")
    process.session.step(len(a) * len(b) // 64)
    longest = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i in range(len(a) - 1, -1, -1):
        for j in range(len(b) - 1, -1, -1):
            same = a[i] == b[j]
            longest[i][j] = longest[i + 1][j + 1] + 1 if same else max(longest[i + 1][j], longest[i][j + 1])
    script: list[tuple[str, str]] = []
    i = j = 0
    while i < len(a) or j < len(b):
        if i < len(a) and j < len(b) and a[i] == b[j]:
            script.append((" ", a[i]))
            i, j = i + 1, j + 1
        elif i < len(a) and (j == len(b) or longest[i + 1][j] >= longest[i][j + 1]):
            script.append(("-", a[i]))
            i += 1
        else:
            script.append(("+", b[j]))
            j += 1
    return script


def normal(script: list[tuple[str, str]]) -> str:
    """Return a script as diff writes it by default: ``2c2``, ``< old``, ``---``, ``> new``."""
    out, old, new = "", 0, 0
    for kept, run in groupby(script, lambda step: step[0] == " "):
        lines = list(run)
        removed = [line for mark, line in lines if mark != "+"]
        added = [line for mark, line in lines if mark != "-"]
        old, new = old + len(removed), new + len(added)
        if not kept:
            kind = "c" if removed and added else "d" if removed else "a"
            out += f"{place(old, removed)}{kind}{place(new, added)}\n" + "".join(f"< {line}\n" for line in removed)
            out += "---\n" * (kind == "c") + "".join(f"> {line}\n" for line in added)
    return out


def place(last: int, lines: list[str]) -> str:
    """Return where lines stand that end with number ``last``: ``3,5``, or ``3`` for one or none."""
    return f"{last - len(lines) + 1},{last}" if len(lines) > 1 else str(last)


def unified(script: list[tuple[str, str]], context: int) -> str:
    """Return a script as hunks with lines of context around them."""
    changed = [n for n, (sign, _) in enumerate(script) if sign != " "]
    out, n = "", 0
    while n < len(changed):
        first = last = changed[n]
        while n < len(changed) and changed[n] - last <= 2 * context + 1:
            last = changed[n]
            n += 1
        start, stop = max(first - context, 0), min(last + context + 1, len(script))
        hunk = script[start:stop]
        places = []
        for sign in "-+":
            before = sum(mark in (" ", sign) for mark, _ in script[:start])
            count = sum(mark in (" ", sign) for mark, _ in hunk)
            places.append(f"{before + (count > 0)}" + (f",{count}" if count != 1 else ""))
        out += f"@@ -{places[0]} +{places[1]} @@\n" + "".join(f"{mark}{line}\n" for mark, line in hunk)
    return out
